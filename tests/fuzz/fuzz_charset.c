/* Encodings: whatever the bytes are, what is decoded is UTF-8, and the same in pieces. */
#include "fuzz.h"
#include "indexer/charset.h"

void fuzz_init(void) {
}

static char *decode(Charset charset, const char *bytes, gsize n, gsize step, guint64 *broken) {
  GString *text = g_string_new(NULL);
  CharsetDecoder *decoder = charset_decoder_new(charset);
  for (gsize at = 0; at < n; at += step)
    charset_decode(decoder, bytes + at, MIN(step, n - at), text);
  charset_decode_end(decoder, text);
  *broken = charset_broken(decoder);
  charset_decoder_free(decoder);
  g_assert_true(g_utf8_validate(text->str, (gssize)text->len, NULL));
  return g_string_free(text, FALSE);
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  Charset guessed = charset_guess(bytes, bytes_len);
  CharsetProbe *probe = charset_probe_new();
  gsize step = 1 + fuzz_choice(bytes, bytes_len, 7);
  for (gsize at = 0; at < bytes_len; at += step)
    charset_probe_add(probe, bytes + at, MIN(step, bytes_len - at));
  g_assert_cmpint(charset_probe_result(probe), ==, guessed);
  charset_probe_free(probe);
  for (Charset charset = CHARSET_UTF8; charset < CHARSET_BINARY; charset++) {
    guint64 broken = 0, broken_pieces = 0;
    g_autofree char *whole = decode(charset, bytes, bytes_len, bytes_len + 1, &broken);
    g_autofree char *pieces = decode(charset, bytes, bytes_len, step, &broken_pieces);
    if (!g_str_equal(pieces, whole))
      g_error("%s: other text in pieces of %zu bytes", charset_name(charset), step);
    g_assert_cmpuint(broken_pieces, ==, broken);
  }
}
