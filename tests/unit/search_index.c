#include "search_index.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "indexer/entry.h"
#include "shim/index_writer.h"

/* The facts of these notices are given, not read: what the indexer would call. */
void facts_fill(const Facts *facts, const FactsTexts *texts, Notice *notice) {
  (void)facts;
  (void)texts;
  (void)notice;
}

Notice *search_index_notice(const char *id, const char *organisation, const char *title,
                            const char *body, guint line) {
  Notice *notice = notice_new();
  notice->id = g_strdup(id);
  notice->organisation = g_strdup(organisation);
  notice_set_title(notice, title);
  notice_set_body(notice, body);
  notice_add_place(notice, "test.txt", line, line);
  return notice;
}

Analyzer *search_index_analyzer(void) {
  GError *error = NULL;
  g_autofree char *data_dir = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data_dir, &error);
  g_assert_no_error(error);
  return analyzer;
}

char *search_index_build(GPtrArray *notices) {
  GError *error = NULL;
  char *folder = g_dir_make_tmp("jikenbo-search-XXXXXX", &error);
  g_assert_no_error(error);
  Analyzer *analyzer = search_index_analyzer();
  AnalyzerThread *thread = analyzer_thread_new(analyzer);
  IndexWriter *writer = index_writer_new(folder, analyzer_fingerprint(analyzer), &error);
  g_assert_no_error(error);
  Entry *entry = entry_new(thread, NULL);
  for (guint i = 0; i < notices->len; i++) {
    entry_add(entry, writer, (Notice *const *)&notices->pdata[i], 1, &error);
    g_assert_no_error(error);
  }
  entry_free(entry);
  index_writer_finish(writer, "shard-1.glass", &error);
  g_assert_no_error(error);
  index_writer_free(writer);
  const char *shards[] = {"shard-1.glass", NULL};
  index_publish(folder, shards, NULL, &error);
  g_assert_no_error(error);
  analyzer_thread_free(thread);
  analyzer_free(analyzer);
  return folder;
}

static void remove_tree(const char *path) {
  GDir *dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *child = g_build_filename(path, name, NULL);
    remove_tree(child);
  }
  if (dir)
    g_dir_close(dir);
  g_remove(path);
}

void search_index_remove(char *folder) {
  remove_tree(folder);
  g_free(folder);
}
