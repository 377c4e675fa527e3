/* Saved pages and feeds: any bytes are read or refused, and what is read are posts. (libxml2 itself
 * doesn't promise the same for text behind </html> in other pieces.) */
#include <string.h>

#include "fuzz.h"
#include "indexer/markup.h"

#define PIECE_BYTES 512

void fuzz_init(void) {
  fuzz_tools();
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)bytes_len);
  gsize n = strlen(text);
  for (int html = 0; html < 2; html++) {
    GString *posts = g_string_new(NULL);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    guint lines = 0;
    Markup *markup = markup_new("page", html, fuzz_tools(), fuzz_describe, posts);
    for (gsize at = 0; at < n; at += PIECE_BYTES)
      markup_add(markup, text + at, MIN(PIECE_BYTES, n - at));
    g_assert_cmpint(markup_finish(markup, problems, &lines, &error), ==, error == NULL);
    g_string_free(posts, TRUE);
  }
  g_autofree char *shown = markup_text(text, n);
  g_assert_true(g_utf8_validate(shown, -1, NULL));
}
