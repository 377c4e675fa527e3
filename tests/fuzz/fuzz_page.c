/* Page dumps: the same posts however the text comes in pieces. */
#include <string.h>

#include "fuzz.h"

void fuzz_init(void) {
  fuzz_tools();
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)bytes_len);
  gsize n = strlen(text);
  GString *whole = g_string_new(NULL), *pieces = g_string_new(NULL);
  page_posts("page.txt", text, n, fuzz_tools(), fuzz_describe, whole);
  Page *page = page_new("page.txt", fuzz_tools(), fuzz_describe, pieces);
  gsize step = 1 + fuzz_choice(text, n, 97);
  for (gsize at = 0; at < n; at += step)
    page_add(page, text + at, MIN(step, n - at));
  page_finish(page, NULL);
  g_assert_true(g_str_equal(pieces->str, whole->str));
  g_string_free(whole, TRUE);
  g_string_free(pieces, TRUE);
}
