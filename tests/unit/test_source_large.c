/* Files of any size are read in bounded memory: 100,000 posts in one page dump, one feed, one file
 * of JSON lines. Here a twentieth of that; JIKENBO_LARGE_POSTS=100000 makes them whole. */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dict/datadir.h"
#include "indexer/source.h"

#define POSTS_DEFAULT 5000
/* What reading may add to the memory that is held before, in KiB. */
#define GROWTH_KIB 8192

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static HeadingTools tools;
static char *folder;

static guint posts_wanted(void) {
  const char *posts = g_getenv("JIKENBO_LARGE_POSTS");
  return posts ? (guint)strtoul(posts, NULL, 10) : POSTS_DEFAULT;
}

/* About 4 KB of text. */
static char *make_body(void) {
  GString *body = g_string_new(NULL);
  for (int i = 0; i < 22; i++)
    g_string_append(body,
                    "当社の委託先が運用するサーバーへの不正な通信を検知し、調べたところ、お客様の"
                    "氏名と電話番号が外部から見られた可能性のあることが分かりました。\n");
  return g_string_free(body, FALSE);
}

typedef struct {
  const char *name, *head, *post, *tail; /* post: a format of number and body */
} Form;

static const Form forms[] = {
    {"large.txt", "",
     "【セキュリティ事件簿#2031-%06u】株式会社ソラマメ運輸 不正アクセスについて\n\n\n%s\n", ""},
    {"large.jsonl", "",
     "{\"id\":\"2031-%06u\",\"organisation\":\"株式会社ソラマメ運輸\",\"title\":\"不正アクセスに"
     "ついて\",\"text\":\"%s\"}\n",
     ""},
    {"large.atom", "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
     "<entry><title>【セキュリティ事件簿#2031-%06u】株式会社ソラマメ運輸 不正アクセスについて"
     "</title><content type=\"html\">%s</content></entry>\n",
     "</feed>\n"}};

static char *write_form(const Form *form, guint posts) {
  char *path = g_build_filename(folder, form->name, NULL), *body = make_body();
  if (g_str_has_suffix(form->name, "jsonl"))
    g_strdelimit(body, "\n", ' ');
  FILE *file = g_fopen(path, "w");
  g_assert_nonnull(file);
  fputs(form->head, file);
  for (guint i = 0; form->post && i < posts; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    fprintf(file, form->post, i, body);
#pragma GCC diagnostic pop
  }
  fputs(form->tail, file);
  g_assert_cmpint(fclose(file), ==, 0);
  g_free(body);
  return path;
}

/* The most memory held since forget_peak, in KiB. */
static guint64 peak_kib(void) {
  char *status = NULL;
  g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
  const char *line = strstr(status, "VmHWM:");
  guint64 peak = line ? g_ascii_strtoull(line + strlen("VmHWM:"), NULL, 10) : 0;
  g_free(status);
  return peak;
}

static void forget_peak(void) {
  FILE *file = fopen("/proc/self/clear_refs", "w");
  if (file) {
    fputs("5", file);
    fclose(file);
  }
}

static void count(Post *post, gpointer user) {
  g_assert_cmpint(post->kind, ==, POST_NOTICE);
  g_assert_cmpuint(post->notice->body_bytes, >, 4000);
  ++*(guint *)user;
}

static void test_large(gconstpointer data) {
  const Form *form = data;
  guint posts = posts_wanted(), seen = 0;
  char *path = write_form(form, posts);
  ArchiveFile file = {.path = path, .relative = path, .kind = archive_kind(path)};
  SourceStats stats = {0};
  GError *error = NULL;
  forget_peak();
  guint64 before = peak_kib();
  g_assert_true(source_read(&file, &tools, count, &seen, &stats, &error));
  g_assert_no_error(error);
  guint64 growth = peak_kib() - before;
  g_test_message("%s: %u posts, %.1f MB, %.1f MB of memory", form->name, seen,
                 (double)stats.bytes / 1e6, (double)growth / 1024);
  g_assert_cmpuint(seen, ==, posts);
#ifndef SANITIZED
  g_assert_cmpuint(growth, <, GROWTH_KIB);
#endif
  source_stats_clear(&stats);
  g_unlink(path);
  g_free(path);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  char *data_dir = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data_dir, &error);
  g_assert_no_error(error);
  HeadingRules *rules = heading_rules_new(data_dir, &error);
  g_assert_no_error(error);
  tools = (HeadingTools){rules, analyzer_thread_new(analyzer)};
  folder = g_dir_make_tmp("jikenbo-large-XXXXXX", &error);
  g_assert_no_error(error);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    char *path = g_strconcat("/source/large/", forms[i].name, NULL);
    g_test_add_data_func(path, &forms[i], test_large);
    g_free(path);
  }
  int status = g_test_run();
  g_rmdir(folder);
  g_free(folder);
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data_dir);
  return status;
}
