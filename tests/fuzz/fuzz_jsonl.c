/* JSON Lines: the same posts however the bytes come in pieces. */
#include <string.h>

#include "fuzz.h"
#include "indexer/jsonl.h"

void fuzz_init(void) {
  fuzz_tools();
}

static char *posts_of(const char *text, gsize n, gsize step) {
  GString *posts = g_string_new(NULL);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
  guint lines = 0;
  Jsonl *jsonl = jsonl_new("notices.jsonl", fuzz_tools(), fuzz_describe, posts);
  for (gsize at = 0; at < n; at += step)
    jsonl_add(jsonl, text + at, MIN(step, n - at));
  jsonl_finish(jsonl, problems, &lines, NULL);
  return g_string_free(posts, FALSE);
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)bytes_len);
  gsize n = strlen(text);
  g_autofree char *whole = posts_of(text, n, n + 1);
  g_autofree char *pieces = posts_of(text, n, 1 + fuzz_choice(text, n, 97));
  g_assert_true(g_str_equal(pieces, whole));
}
