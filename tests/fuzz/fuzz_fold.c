/* Folding: valid, idempotent, with offsets that lead into the source and never back. */
#include <string.h>

#include "dict/fold.h"
#include "fuzz.h"

void fuzz_init(void) {
}

static void check(FoldStrength strength, const char *source, gsize source_bytes) {
  FoldedText folded = {0}, again = {0};
  fold_text(strength, source, (gssize)source_bytes, &folded);
  g_assert_true(g_utf8_validate(folded.text, (gssize)folded.text_bytes, NULL));
  g_assert_cmpuint(folded.offsets[folded.text_bytes], ==, source_bytes);
  for (gsize i = 0; i < folded.text_bytes; i++)
    g_assert_cmpuint(folded.offsets[i], <=, folded.offsets[i + 1]);
  fold_text(strength, folded.text, (gssize)folded.text_bytes, &again);
  g_assert_cmpstr(again.text, ==, folded.text);
  folded_text_clear(&folded);
  folded_text_clear(&again);
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  check(FOLD_READ, bytes, bytes_len);
  check(FOLD_INDEX, bytes, bytes_len);
}
