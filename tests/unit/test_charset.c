#include <glib.h>
#include <string.h>

#include "indexer/charset.h"

static const char SAMPLE[] =
    "【事件簿】楡原市の名簿①を紛失しました。ＵＳＢメモリー\r\nｱｲｳ 髙橋 ㈱ 2,533名\n";

static char *encode(const char *charset, const char *text, gsize *bytes) {
  GError *error = NULL;
  char *encoded = g_convert(text, -1, charset, "UTF-8", NULL, bytes, &error);
  g_assert_no_error(error);
  return encoded;
}

/* Decodes in pieces of step bytes. */
static char *decode(Charset charset, const char *bytes, gsize bytes_len, gsize step,
                    guint64 *broken) {
  GString *text = g_string_new(NULL);
  CharsetDecoder *decoder = charset_decoder_new(charset);
  for (gsize at = 0; at < bytes_len; at += step)
    charset_decode(decoder, bytes + at, MIN(step, bytes_len - at), text);
  charset_decode_end(decoder, text);
  *broken = charset_broken(decoder);
  charset_decoder_free(decoder);
  return g_string_free(text, FALSE);
}

typedef struct {
  const char *iconv;
  Charset charset;
} CharsetRow;

static const CharsetRow rows[] = {{"UTF-8", CHARSET_UTF8},
                                  {"CP932", CHARSET_SHIFT_JIS},
                                  {"EUC-JP-MS", CHARSET_EUC_JP},
                                  {"UTF-16", CHARSET_UTF16LE}};

static void test_told_and_read(gconstpointer data) {
  const CharsetRow *row = data;
  gsize bytes_len;
  char *bytes = encode(row->iconv, SAMPLE, &bytes_len);
  g_assert_cmpint(charset_guess(bytes, bytes_len), ==, row->charset);
  static const gsize steps[] = {1, 2, 3, 5, 1000};
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
    guint64 broken;
    char *text = decode(row->charset, bytes, bytes_len, steps[i], &broken);
    g_assert_cmpstr(text, ==, SAMPLE);
    g_assert_cmpuint(broken, ==, 0);
    g_free(text);
  }
  g_free(bytes);
}

static void test_iso_2022_jp(void) {
  const char *plain = "楡原市の名簿を紛失しました。\n12名\n";
  gsize bytes_len;
  char *bytes = encode("ISO-2022-JP", plain, &bytes_len);
  g_assert_cmpint(charset_guess(bytes, bytes_len), ==, CHARSET_ISO_2022_JP);
  for (gsize step = 1; step < 8; step++) {
    guint64 broken;
    char *text = decode(CHARSET_ISO_2022_JP, bytes, bytes_len, step, &broken);
    g_assert_cmpstr(text, ==, plain);
    g_assert_cmpuint(broken, ==, 0);
    g_free(text);
  }
  g_free(bytes);
}

/* Short texts, where little decides. */
static void test_short(void) {
  static const char *const texts[] = {"楡原市",   "名簿の紛失", "漏えい",
                                      "ツノダテ", "あ",         "株式会社角館"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    gsize bytes_len;
    char *bytes = encode("CP932", texts[i], &bytes_len);
    g_assert_cmpint(charset_guess(bytes, bytes_len), ==, CHARSET_SHIFT_JIS);
    g_free(bytes);
    bytes = encode("EUC-JP", texts[i], &bytes_len);
    g_test_message("%s", texts[i]);
    g_assert_cmpint(charset_guess(bytes, bytes_len), ==, CHARSET_EUC_JP);
    g_free(bytes);
  }
}

static void test_marks(void) {
  guint64 broken;
  g_assert_cmpint(charset_guess("\xEF\xBB\xBFx", 4), ==, CHARSET_UTF8);
  char *text = decode(CHARSET_UTF8, "\xEF\xBB\xBFx", 4, 1, &broken);
  g_assert_cmpstr(text, ==, "x");
  g_free(text);
  g_assert_cmpint(charset_guess("\xFE\xFF\x69\x61", 4), ==, CHARSET_UTF16BE);
  text = decode(CHARSET_UTF16BE, "\xFE\xFF\x69\x61", 4, 1, &broken);
  g_assert_cmpstr(text, ==, "楡");
  g_free(text);
}

static void test_broken(void) {
  static const struct {
    const char *bytes, *text;
    guint64 broken;
  } table[] = {{"\xE3\x81\x82\xFF\xE3\x81\x84", "あ\xEF\xBF\xBDい", 1},
               {"\xE3\x81", "\xEF\xBF\xBD\xEF\xBF\xBD", 2},
               {"x\xE3\x81y", "x\xEF\xBF\xBD\xEF\xBF\xBDy", 2},
               {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3}};
  for (guint i = 0; i < G_N_ELEMENTS(table); i++)
    for (gsize step = 1; step < 5; step++) {
      guint64 broken;
      char *text = decode(CHARSET_UTF8, table[i].bytes, strlen(table[i].bytes), step, &broken);
      g_assert_cmpstr(text, ==, table[i].text);
      g_assert_cmpuint(broken, ==, table[i].broken);
      g_free(text);
    }
  guint64 broken;
  char *text = decode(CHARSET_UTF8, "a\0b", 3, 1, &broken);
  g_assert_cmpstr(text, ==,
                  "a\xEF\xBF\xBD"
                  "b");
  g_assert_cmpuint(broken, ==, 1);
  g_free(text);
}

/* A few broken bytes in a long UTF-8 text don't make it another encoding; also late ones. */
static void test_mostly_utf8(void) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < 5000; i++)
    g_string_append(text, "名簿を紛失しました。\n");
  g_assert_cmpuint(text->len, >, 100000);
  g_string_append_len(text, "\x8F\xFF\x90", 3);
  g_assert_cmpint(charset_guess(text->str, text->len), ==, CHARSET_UTF8);
  g_string_free(text, TRUE);
}

static void test_binary(void) {
  char nuls[4096] = {0};
  g_assert_cmpint(charset_guess(nuls, sizeof nuls), ==, CHARSET_BINARY);
  char noise[4096];
  for (guint i = 0; i < sizeof noise; i++)
    noise[i] = (char)g_test_rand_int_range(0, 256);
  g_assert_cmpint(charset_guess(noise, sizeof noise), ==, CHARSET_BINARY);
  g_assert_cmpint(charset_guess("", 0), ==, CHARSET_UTF8);
  g_assert_cmpint(charset_guess("plain", 5), ==, CHARSET_UTF8);
}

/* Any bytes make valid UTF-8, in whatever encoding they are read. */
static void test_any_bytes(void) {
  for (guint round = 0; round < 300; round++) {
    char bytes[200];
    for (guint i = 0; i < sizeof bytes; i++)
      bytes[i] = (char)g_test_rand_int_range(0, 256);
    for (guint charset = CHARSET_UTF8; charset < CHARSET_BINARY; charset++) {
      guint64 broken;
      char *text = decode(charset, bytes, sizeof bytes, 1 + round % 9, &broken);
      g_assert_true(g_utf8_validate(text, -1, NULL));
      g_free(text);
    }
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    char *path = g_strconcat("/charset/told-and-read/", rows[i].iconv, NULL);
    g_test_add_data_func(path, &rows[i], test_told_and_read);
    g_free(path);
  }
  g_test_add_func("/charset/iso-2022-jp", test_iso_2022_jp);
  g_test_add_func("/charset/short", test_short);
  g_test_add_func("/charset/marks", test_marks);
  g_test_add_func("/charset/broken", test_broken);
  g_test_add_func("/charset/mostly-utf8", test_mostly_utf8);
  g_test_add_func("/charset/binary", test_binary);
  g_test_add_func("/charset/any-bytes", test_any_bytes);
  return g_test_run();
}
