/* The query language: what is read prints to a text that reads the same; an error has its place. */
#include "fuzz.h"
#include "searcher/query.h"

void fuzz_init(void) {
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)bytes_len);
  g_autoptr(GError) error = NULL;
  guint at = 0;
  QueryNode *node = query_parse(text, &at, &error);
  if (!node) {
    g_assert_nonnull(error);
    g_assert_cmpint(at, <=, g_utf8_strlen(text, -1));
    return;
  }
  g_autofree char *printed = query_print(node);
  QueryNode *again = query_parse(printed, &at, &error);
  g_assert_no_error(error);
  g_autofree char *twice = query_print(again);
  g_assert_cmpstr(twice, ==, printed);
  query_node_free(again);
  query_node_free(node);
}
