#include <string.h>

#include "dict/datadir.h"
#include "fuzz.h"

guint fuzz_choice(const char *bytes, gsize bytes_len, guint of) {
  guint hash = 5381;
  for (gsize i = 0; i < bytes_len; i++)
    hash = hash * 33 + (guchar)bytes[i];
  return hash % of;
}

const HeadingTools *fuzz_tools(void) {
  static HeadingTools tools;
  g_autoptr(GError) error = NULL;
  if (tools.rules)
    return &tools;
  g_autofree char *data = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data, &error);
  g_assert_no_error(error);
  tools.thread = analyzer_thread_new(analyzer);
  tools.rules = heading_rules_new(data, &error);
  g_assert_no_error(error);
  return &tools;
}

static void check_text(const char *text) {
  g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

void fuzz_describe(Post *post, gpointer user) {
  const Notice *notice = post->notice;
  g_assert_cmpuint(post->line, <=, post->end_line);
  g_assert_true(post->doubt >= 0 && post->doubt <= 1);
  check_text(notice->title);
  check_text(notice->organisation);
  check_text(notice->body);
  g_string_append_printf(user, "%d %u-%u %s|%s|%s|%d\n%s", post->kind, post->line, post->end_line,
                         notice->id ? notice->id : "-",
                         notice->organisation ? notice->organisation : "-", notice->title,
                         notice->published, notice->body ? notice->body : "");
}
