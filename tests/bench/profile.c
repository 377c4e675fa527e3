/* profile.c: jikenbo-profile ARCHIVE SCRATCH: what each stage of a full build costs in processor
 * time on one thread. Prints "STAGE SECONDS" a line: read (files to posts), analyse (MeCab), facts,
 * index (terms, postings, record), compact (into one file). */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dict/datadir.h"
#include "indexer/archive.h"
#include "indexer/entry.h"
#include "indexer/source.h"
#include "shim/index_writer.h"

/* As many notices a shard as a build of a small archive has, or a few more. */
#define SHARD_NOTICES 4096

typedef enum { STAGE_READ, STAGE_ANALYSE, STAGE_FACTS, STAGE_INDEX, STAGE_COMPACT, STAGE_N } Stage;

static const char *const stage_names[STAGE_N] = {"read", "analyse", "facts", "index", "compact"};

typedef struct {
  const char *scratch;
  Taxonomy *taxonomy;
  Analyzer *analyzer;
  Facts *facts;
  AnalyzerThread *thread;
  Entry *entry;
  IndexWriter *writer;
  GPtrArray *batch; /* of Notice */
  guint notices, in_shard, shards;
  guint64 bytes;
  double seconds[STAGE_N];
  double mark;
} Profile;

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* What passed since the last lap. */
static double lap(Profile *profile) {
  double at = now(), passed = at - profile->mark;
  profile->mark = at;
  return passed;
}

static void die(GError *error) {
  fprintf(stderr, "jikenbo-profile: %s\n", error->message);
  exit(1);
}

static void finish_shard(Profile *profile) {
  char name[32];
  GError *error = NULL;
  if (profile->writer == NULL)
    return;
  g_snprintf(name, sizeof name, "shard-%u.glass", profile->shards++);
  lap(profile);
  if (!index_writer_finish(profile->writer, name, &error))
    die(error);
  index_writer_free(profile->writer);
  profile->writer = NULL;
  profile->in_shard = 0;
  profile->seconds[STAGE_COMPACT] += lap(profile);
}

static void open_shard(Profile *profile) {
  GError *error = NULL;
  if (profile->writer != NULL)
    return;
  profile->writer =
      index_writer_new(profile->scratch, analyzer_fingerprint(profile->analyzer), &error);
  if (profile->writer == NULL)
    die(error);
}

/* The stages of one batch. */
static void add_batch(Profile *profile) {
  GError *error = NULL;
  Notice **notices = (Notice **)profile->batch->pdata;
  guint n = profile->batch->len;
  open_shard(profile);
  lap(profile);
  entry_analyze(profile->entry, notices, n);
  profile->seconds[STAGE_ANALYSE] += lap(profile);
  entry_facts(profile->entry, notices, n);
  profile->seconds[STAGE_FACTS] += lap(profile);
  if (!entry_write(profile->entry, profile->writer, notices, n, &error))
    die(error);
  profile->seconds[STAGE_INDEX] += lap(profile);
  g_ptr_array_set_size(profile->batch, 0);
  profile->notices += n;
  profile->in_shard += n;
  if (profile->in_shard >= SHARD_NOTICES)
    finish_shard(profile);
  lap(profile);
}

static void take_post(Post *post, gpointer user) {
  Profile *profile = user;
  profile->seconds[STAGE_READ] += lap(profile);
  if (post->kind == POST_NOTICE)
    g_ptr_array_add(profile->batch, g_steal_pointer(&post->notice));
  if (profile->batch->len == ENTRY_BATCH)
    add_batch(profile);
}

static void read_archive(Profile *profile, const char *root, HeadingRules *rules) {
  const char *roots[] = {root, NULL};
  GError *error = NULL;
  AnalyzerThread *thread = analyzer_thread_new(profile->analyzer);
  HeadingTools tools = {rules, thread};
  Archive *archive = archive_walk(roots, &error);
  if (archive == NULL)
    die(error);
  for (guint i = 0; i < archive->files->len; i++) {
    SourceStats stats = {0};
    lap(profile);
    if (!source_read(g_ptr_array_index(archive->files, i), &tools, take_post, profile, &stats,
                     &error))
      die(error);
    profile->seconds[STAGE_READ] += lap(profile);
    profile->bytes += stats.bytes;
    source_stats_clear(&stats);
  }
  archive_free(archive);
  analyzer_thread_free(thread);
}

static void set_up(Profile *profile, HeadingRules **rules) {
  GError *error = NULL;
  char *data_dir = datadir_find(&error);
  if (data_dir == NULL || (profile->taxonomy = taxonomy_load(data_dir, &error)) == NULL ||
      (profile->analyzer = analyzer_new(data_dir, &error)) == NULL ||
      (profile->facts = facts_new(data_dir, profile->taxonomy, &error)) == NULL ||
      (*rules = heading_rules_new(data_dir, &error)) == NULL)
    die(error);
  g_free(data_dir);
  profile->thread = analyzer_thread_new(profile->analyzer);
  profile->entry = entry_new(profile->thread, profile->facts);
  profile->batch = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
}

static void tear_down(Profile *profile, HeadingRules *rules) {
  g_ptr_array_unref(profile->batch);
  entry_free(profile->entry);
  analyzer_thread_free(profile->thread);
  heading_rules_free(rules);
  facts_free(profile->facts);
  analyzer_free(profile->analyzer);
  taxonomy_free(profile->taxonomy);
}

int main(int argc, char **argv) {
  Profile profile = {0};
  HeadingRules *rules = NULL;
  setlocale(LC_CTYPE, "");
  if (argc != 3) {
    fprintf(stderr, "usage: jikenbo-profile ARCHIVE SCRATCH\n");
    return 2;
  }
  profile.scratch = argv[2];
  set_up(&profile, &rules);
  read_archive(&profile, argv[1], rules);
  if (profile.batch->len)
    add_batch(&profile);
  finish_shard(&profile);
  for (guint i = 0; i < STAGE_N; i++)
    printf("%s %.3f\n", stage_names[i], profile.seconds[i]);
  printf("notices %u\nbytes %" G_GUINT64_FORMAT "\n", profile.notices, profile.bytes);
  tear_down(&profile, rules);
  return 0;
}
