/* Snippets: which part is shown, what is lit, and that nothing is ever cut or lit by half. */
#include <locale.h>
#include <string.h>

#include "searcher/snippet.h"

/* Every place of word (folded) in folded text. */
static void add_places(GArray *places, const FoldedText *folded, const char *word, guint number) {
  for (const char *at = folded->text; (at = strstr(at, word)); at++) {
    SnippetPlace place = {(guint32)(at - folded->text), (guint32)(at - folded->text + strlen(word)),
                          number, 1};
    g_array_append_val(places, place);
  }
}

static int by_start(gconstpointer a, gconstpointer b) {
  return (int)((const SnippetPlace *)a)->start - (int)((const SnippetPlace *)b)->start;
}

/* The snippet with what is lit between < and >. words: separated by blanks, folded. */
static char *lit(const char *source, const char *words, guint cols) {
  FoldedText folded;
  fold_text(FOLD_INDEX, source, -1, &folded);
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(SnippetPlace));
  g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(guint));
  g_auto(GStrv) list = g_strsplit(words, " ", -1);
  for (guint i = 0; list[i]; i++)
    if (*list[i])
      add_places(places, &folded, list[i], i);
  g_array_sort(places, by_start);
  g_autofree char *text = snippet_cut(source, &folded, places, cols, pairs);
  g_assert_true(g_utf8_validate(text, -1, NULL));
  GString *out = g_string_new(NULL);
  guint chars = 0, next = 0;
  g_assert_cmpuint(pairs->len % 2, ==, 0);
  for (const char *at = text; *at || next < pairs->len; at = g_utf8_next_char(at), chars++) {
    while (next < pairs->len && g_array_index(pairs, guint, next) == chars)
      g_string_append_c(out, next++ % 2 ? '>' : '<');
    if (!*at)
      break;
    g_string_append_unichar(out, g_utf8_get_char(at));
  }
  g_assert_cmpuint(next, ==, pairs->len);
  folded_text_clear(&folded);
  return g_string_free(out, FALSE);
}

static const struct {
  const char *source, *words, *shown;
} rows[] = {
    {"本日は晴天です。書類を紛失しました。", "紛失", "本日は晴天です。書類を<紛失>しました。"},
    {"㍿青空は無事。", "会社", "<㍿>青空は無事。"},
    {"㍿青空は無事。", "株式", "<㍿>青空は無事。"},
    {"㍿青空は無事。", "株式会社", "<㍿>青空は無事。"},
    {"経営⻘年会のサーバ", "青年", "経営<⻘年>会のサーバ"},
    {"ﾗﾝｻﾑｳｪｱとﾊﾞｯｸｱｯﾌﾟ", "ランサムウエア", "<ﾗﾝｻﾑｳｪｱ>とﾊﾞｯｸｱｯﾌﾟ"},
    {"葛󠄀城市の件", "葛城", "<葛󠄀城>市の件"},
    {"2, 533名と25名", "2533名", "<2, 533名>と25名"},
    {"個 人 情 報を含む", "個人情報", "<個 人 情 報>を含む"},
    {"紛失\x1b[31m赤\x1b[0m\xe2\x80\xae逆", "紛失",
     "<紛失>\xef\xbf\xbd[31m赤\xef\xbf\xbd[0m\xef\xbf\xbd逆"},
    {"行が\n  分かれた\t紛失", "紛失", "行が 分かれた <紛失>"},
    {"紛失紛失と置き忘れ", "紛失", "<紛失紛失>と置き忘れ"},
    {"どこにも無い。", "紛失", "どこにも無い。"},
    {"", "紛失", ""},
    {" \n ", "紛失", ""},
};

static void test_rows(void) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *shown = lit(rows[i].source, rows[i].words, SNIPPET_COLS);
    g_assert_cmpstr(shown, ==, rows[i].shown);
  }
}

static void test_densest(void) {
  const char *source =
      "はじめに鍵を紛失した例を述べます。ここは長い説明でありまして関係がありません。"
      "次に媒体について述べます。最後にUSBメモリを紛失した件です。以上です。";
  g_autofree char *shown = lit(source, "紛失 usbメモリ", 60);
  g_assert_nonnull(strstr(shown, "<USBメモリ>を<紛失>した件"));
  g_assert_null(strstr(shown, "はじめに"));
  g_assert_null(strstr(shown, "…"));
}

static void test_long_sentence(void) {
  GString *source = g_string_new("あ");
  for (guint i = 0; i < 100; i++)
    g_string_append(source, "いろはにほへと");
  g_string_append(source, "紛失");
  for (guint i = 0; i < 100; i++)
    g_string_append(source, "ちりぬるを");
  g_autofree char *shown = lit(source->str, "紛失", 60);
  g_assert_true(g_str_has_prefix(shown, "…"));
  g_assert_true(g_str_has_suffix(shown, "…"));
  g_assert_nonnull(strstr(shown, "<紛失>"));
  g_assert_cmpint(g_utf8_strlen(shown, -1), <=, 34);
  g_string_free(source, TRUE);
}

/* Random text, places and widths: valid, within the width, highlights within the text. */
static void test_noise(void) {
  static const char *const bits[] = {"漏", "え", "い", "。", "\n",   "㍿",  "ﾊ",    "ﾞ",  " ",
                                     "a",  "　", "⻘", "é",  "\x1b", "️", "紛失", "\t", "!"};
  GRand *rand = g_rand_new_with_seed(3);
  for (guint i = 0; i < 3000; i++) {
    GString *source = g_string_new(NULL);
    for (guint n = (guint)g_rand_int_range(rand, 0, 120); n; n--)
      g_string_append(source, bits[g_rand_int_range(rand, 0, G_N_ELEMENTS(bits))]);
    g_autofree char *shown =
        lit(source->str, "漏え 会社 バ 紛失", (guint)g_rand_int_range(rand, 1, 100));
    for (const char *at = shown; *at; at = g_utf8_next_char(at))
      g_assert_false(g_unichar_iscntrl(g_utf8_get_char(at)));
    g_string_free(source, TRUE);
  }
  g_rand_free(rand);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/snippet/rows", test_rows);
  g_test_add_func("/snippet/densest", test_densest);
  g_test_add_func("/snippet/long-sentence", test_long_sentence);
  g_test_add_func("/snippet/noise", test_noise);
  return g_test_run();
}
