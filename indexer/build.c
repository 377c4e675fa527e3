#include "build.h"

#include <glib/gstdio.h>
#include <string.h>

#include "common/i18n.h"
#include "dict/datadir.h"
#include "lock.h"
#include "plan.h"
#include "scan.h"
#include "shard_check.h"
#include "source.h"
#include "shim/index_reader.h"
#include "shim/index_writer.h"
#include "shim/schema.h"
#include "worker.h"

G_DEFINE_QUARK(jikenbo - build - error, build_error)

/* One run. */
typedef struct {
  const BuildOptions *options;
  BuildSummary *summary;
  Taxonomy *taxonomy;
  Analyzer *analyzer;
  Facts *facts;
  GThread *facts_loader; /* under way, or NULL */
  GError *facts_error;   /* why it loaded none */
  HeadingRules *rules;
  ScanTools scan_tools;
  char *data_dir, *version;
  Catalog *old, *seen;
  Plan *plan;
  char **old_shards; /* published before, or NULL */
  ShardCheck *check; /* of them, under way, or NULL */
  char *catalog;     /* the file of the new one, once it is written */
  gboolean published;
  GPtrArray **fresh; /* per planned shard: the notices read so far, NULL once handed over */
  guint *missing;    /* per planned shard: notices still to be read */
  WorkerPool *pool;
  guint to_do;      /* notices that workers will write */
  gboolean damaged; /* something published was, and has to be made again */
} Build;

static gboolean stopped(const Build *build) {
  return build->options->stop != NULL && g_atomic_int_get(build->options->stop) != 0;
}

static guint count_jobs(const Build *build) {
  return build->options->jobs != 0 ? build->options->jobs : g_get_num_processors();
}

static gboolean set_interrupted(GError **error) {
  g_set_error_literal(error, BUILD_ERROR, BUILD_ERROR_INTERRUPTED,
                      _("Interrupted; the old index stands"));
  return FALSE;
}

static void show_progress(const Build *build, BuildStage stage, guint64 done, guint64 total) {
  if (build->options->progress != NULL)
    build->options->progress(stage, done, total, build->options->user);
}

/* ---- what stands before the run */

static gboolean load_version(Build *build, GError **error) {
  build->data_dir = datadir_find(error);
  if (build->data_dir == NULL)
    return FALSE;
  build->analyzer = analyzer_new(build->data_dir, error);
  char *facts = build->analyzer != NULL ? facts_version_read(build->data_dir, error) : NULL;
  if (facts == NULL)
    return FALSE;
  build->version = g_strjoin(" ", SCHEMA_VERSION, source_version(),
                             analyzer_fingerprint(build->analyzer), facts, NULL);
  g_free(facts);
  return TRUE;
}

static gpointer read_facts(gpointer data) {
  Build *build = data;
  build->taxonomy = taxonomy_load(build->data_dir, &build->facts_error);
  if (build->taxonomy != NULL && taxonomy_check(build->taxonomy, &build->facts_error))
    build->facts = facts_new(build->data_dir, build->taxonomy, &build->facts_error);
  return NULL;
}

/* The tables are read where something has to be done with them: most runs find nothing changed.
 * Those of facts, on a thread, are wanted when the archive has been read. */
static const ScanTools *load_scan_tools(gpointer user, GError **error) {
  Build *build = user;
  build->rules = heading_rules_new(build->data_dir, error);
  build->scan_tools = (ScanTools){build->analyzer, build->rules};
  if (build->rules != NULL)
    build->facts_loader = g_thread_new("facts", read_facts, build);
  return build->rules != NULL ? &build->scan_tools : NULL;
}

static void finish_loading(Build *build) {
  if (build->facts_loader != NULL)
    g_thread_join(g_steal_pointer(&build->facts_loader));
}

static gboolean load_facts(Build *build, GError **error) {
  if (build->rules == NULL && load_scan_tools(build, error) == NULL)
    return FALSE;
  finish_loading(build);
  if (build->facts == NULL)
    g_propagate_error(error, g_steal_pointer(&build->facts_error));
  return build->facts != NULL;
}

Catalog *build_catalog(const char *index, GError **error) {
  char *name = NULL;
  char **shards = index_published(index, &name, error);
  if (shards == NULL)
    return NULL;
  g_strfreev(shards);
  char *path = g_build_filename(index, name != NULL ? name : "catalog", NULL);
  Catalog *catalog = catalog_read(path, error);
  g_free(path);
  g_free(name);
  return catalog;
}

static gboolean is_of_shard(gpointer key, gpointer record, gpointer shard) {
  (void)key;
  return strcmp(((CatalogRecord *)record)->shard, shard) == 0;
}

static void say_damaged(const Build *build, const char *shard) {
  if (build->options->problem == NULL)
    return;
  char *message = g_strdup_printf(_("%s/%s is damaged or missing: its notices are read from the "
                                    "archive again"),
                                  build->options->index, shard);
  build->options->problem(message, build->options->user);
  g_free(message);
}

/* What a damaged shard holds is forgotten, and so read from the archive again. */
static void forget_damaged(Build *build) {
  if (build->check == NULL)
    return;
  GPtrArray *damaged = shard_check_finish(g_steal_pointer(&build->check));
  for (guint i = 0; i < damaged->len && build->old != NULL; i++) {
    const char *shard = g_ptr_array_index(damaged, i);
    g_hash_table_foreach_remove(build->old->records, is_of_shard, (gpointer)shard);
    build->damaged = TRUE;
    say_damaged(build, shard);
  }
  g_ptr_array_unref(damaged);
}

/* A file, or a scratch folder that a killed run left (files and folders of files). */
static void remove_tree(const char *path) {
  GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    char *child = g_build_filename(path, name, NULL);
    remove_tree(child);
    g_free(child);
  }
  if (dir != NULL)
    g_dir_close(dir);
  g_remove(path);
}

/* Files that no stub names, or a run left that was killed; open readers keep what they have open.
 * The lock is held: nobody else is at work. */
static void remove_unused(const char *folder, const char *const *shards, const char *catalog) {
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    gboolean ours = g_str_has_prefix(name, "shard-") || g_str_has_prefix(name, "catalog-") ||
                    g_str_has_prefix(name, "build-");
    if (!ours || g_strv_contains(shards, name) || strcmp(name, catalog) == 0)
      continue;
    char *path = g_build_filename(folder, name, NULL);
    remove_tree(path);
    g_free(path);
  }
  if (dir != NULL)
    g_dir_close(dir);
}

/* A catalog that is damaged, missing or of another version only means that all is built anew: the
 * archive holds everything. */
static void load_old(Build *build) {
  char *catalog = NULL;
  build->old_shards = index_published(build->options->index, &catalog, NULL);
  if (build->old_shards != NULL && catalog != NULL)
    remove_unused(build->options->index, (const char *const *)build->old_shards, catalog);
  g_free(catalog);
  if (build->options->full || build->old_shards == NULL)
    return;
  build->check = shard_check_start(build->options->index, build->old_shards, count_jobs(build));
  build->old = build_catalog(build->options->index, NULL);
  if (build->old != NULL && strcmp(build->old->version, build->version) != 0) {
    catalog_free(build->old);
    build->old = NULL;
  }
}

/* ---- reading what is new, feeding the workers */

static void hand_over(Build *build, guint shard) {
  GPtrArray *fresh = build->fresh[shard];
  build->fresh[shard] = NULL;
  worker_pool_push(build->pool, g_ptr_array_index(build->plan->shards, shard), fresh);
  show_progress(build, BUILD_STAGE_INDEX, worker_pool_done(build->pool), build->to_do);
}

static void use_labels(Notice *notice, char **labels) {
  g_ptr_array_set_size(notice->labels, 0);
  for (; *labels != NULL; labels++)
    g_ptr_array_add(notice->labels, g_strdup(*labels));
}

static void take_notice(const CatalogPost *known, Post *post, gpointer user) {
  Build *build = user;
  PlanNotice *planned = g_hash_table_lookup(build->plan->notice_of, known);
  if (planned == NULL || planned->action != PLAN_NEW ||
      g_array_index(planned->places, PlanPlace, 0).post != known || stopped(build))
    return;
  Notice *notice = post->notice;
  post->notice = NULL;
  use_labels(notice, planned->labels);
  g_array_set_size(notice->places, 0);
  for (guint i = 0; i < planned->places->len; i++) {
    const PlanPlace *place = &g_array_index(planned->places, PlanPlace, i);
    notice_add_place(notice, place->file->path, place->post->line, place->post->end_line);
  }
  g_ptr_array_add(build->fresh[planned->shard], notice);
  if (--build->missing[planned->shard] == 0)
    hand_over(build, planned->shard);
}

static gboolean has_new(const Build *build, const CatalogFile *file) {
  for (guint i = 0; i < file->posts->len; i++) {
    const CatalogPost *post = &g_array_index(file->posts, CatalogPost, i);
    const PlanNotice *planned = g_hash_table_lookup(build->plan->notice_of, post);
    if (planned != NULL && planned->action == PLAN_NEW &&
        g_array_index(planned->places, PlanPlace, 0).post == post)
      return TRUE;
  }
  return FALSE;
}

static void report_problem(const Build *build, const char *format, const char *path,
                           const char *why) {
  build->summary->failures++;
  if (build->options->problem == NULL)
    return;
  char *message = g_strdup_printf(format, path, why);
  build->options->problem(message, build->options->user);
  g_free(message);
}

/* A file that vanished or changed since it was scanned: its notices are missed in this run, named,
 * and found by the next, which looks at the file again. */
static void miss_file(Build *build, CatalogFile *file, GError *error) {
  report_problem(build, _("%s: %s"), file->path, error->message);
  file->seen_ns = 0;
  file->mtime_ns = 0;
  g_clear_pointer(&file->content, g_free);
  g_error_free(error);
}

static void read_new(Build *build) {
  AnalyzerThread *thread = analyzer_thread_new(build->analyzer);
  const HeadingTools tools = {build->rules, thread};
  for (guint i = 0; i < build->seen->files->len && !stopped(build); i++) {
    CatalogFile *file = g_ptr_array_index(build->seen->files, i);
    GError *error = NULL;
    if (!has_new(build, file) || file->content == NULL) { /* what can't be read was said before */
      g_clear_pointer(&file->notices, g_ptr_array_unref);
      continue;
    }
    if (!scan_again(file, &tools, take_notice, build, &error))
      miss_file(build, file, error);
  }
  analyzer_thread_free(thread);
}

static gboolean sketch_stored(const char *key, const Notice *notice, gpointer user) {
  (void)key;
  identity_sketch(notice, user);
  return FALSE;
}

/* A notice of a file that can't be read now, as the index has it. */
static void sketch_from_index(const Build *build, CatalogPost *post) {
  IndexReader *reader = index_reader_open(build->options->index, NULL, NULL);
  if (reader == NULL)
    return;
  GPtrArray *keys = g_ptr_array_new();
  g_ptr_array_add(keys, post->key);
  IndexQuery *query = index_query_keys(keys);
  index_reader_each(reader, query, sketch_stored, &post->sketch, NULL);
  index_query_free(query);
  g_ptr_array_unref(keys);
  index_reader_close(reader);
}

/* What a notice is like, where another of its group is met: it is held, or its file read again. */
static void sketch_notice(CatalogFile *file, guint post, gpointer user) {
  Build *build = user;
  GError *error = NULL;
  if (stopped(build) || (build->rules == NULL && load_scan_tools(build, NULL) == NULL))
    return;
  if (file->content == NULL) {
    sketch_from_index(build, &g_array_index(file->posts, CatalogPost, post));
    return;
  }
  AnalyzerThread *thread = file->notices == NULL ? analyzer_thread_new(build->analyzer) : NULL;
  const HeadingTools tools = {build->rules, thread};
  if (!scan_sketch(file, post, &tools, &error)) {
    miss_file(build, file, error);
    sketch_from_index(build, &g_array_index(file->posts, CatalogPost, post));
  }
  analyzer_thread_free(thread);
}

static void count_missing(Build *build) {
  const GPtrArray *shards = build->plan->shards;
  build->fresh = g_new0(GPtrArray *, shards->len + 1);
  build->missing = g_new0(guint, shards->len + 1);
  for (guint i = 0; i < shards->len; i++) {
    const PlanShard *shard = g_ptr_array_index(shards, i);
    if (shard->stands)
      continue;
    build->fresh[i] = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
    build->to_do += shard->notices->len;
    for (guint j = 0; j < shard->notices->len; j++) {
      const PlanNotice *notice = g_ptr_array_index(shard->notices, j);
      build->missing[i] += notice->action == PLAN_NEW;
      build->summary->analysed += notice->action == PLAN_NEW;
      build->summary->copied += notice->action == PLAN_COPY;
    }
  }
}

static guint changed_shards(const Build *build) {
  guint changed = 0;
  for (guint i = 0; i < build->plan->shards->len; i++)
    changed += !((PlanShard *)g_ptr_array_index(build->plan->shards, i))->stands;
  return changed;
}

static void fill_records(Build *build) {
  for (guint i = 0; i < build->plan->notices->len; i++) {
    const PlanNotice *notice = g_ptr_array_index(build->plan->notices, i);
    const PlanShard *shard = g_ptr_array_index(build->plan->shards, notice->shard);
    gboolean missed = notice->action == PLAN_NEW &&
                      g_array_index(notice->places, PlanPlace, 0).file->content == NULL;
    if (!missed)
      catalog_add_record(build->seen, plan_key(notice), shard->name, notice->content,
                         notice->where);
  }
}

/* The catalog of what the workers are about to write: it stands before they are done. */
static gboolean write_catalog(Build *build, GError **error) {
  build->catalog = g_strdup_printf("catalog-%" G_GINT64_MODIFIER "x", g_get_real_time());
  char *path = g_build_filename(build->options->index, build->catalog, NULL);
  fill_records(build);
  gboolean done = catalog_write(build->seen, path, error);
  g_free(path);
  return done;
}

static gboolean write_shards(Build *build, GError **error) {
  count_missing(build);
  if (build->summary->analysed > 0 && !load_facts(build, error))
    return FALSE;
  const Facts *facts = build->summary->analysed > 0 ? build->facts : NULL; /* else still loading */
  WorkerContext context = {build->analyzer, facts, build->options->index, build->options->stop};
  build->pool = worker_pool_new(&context, MIN(count_jobs(build), MAX(1, changed_shards(build))));
  for (guint i = 0; i < build->plan->shards->len; i++)
    if (build->fresh[i] != NULL && build->missing[i] == 0)
      hand_over(build, i);
  read_new(build);
  for (guint i = 0; i < build->plan->shards->len; i++)
    if (build->fresh[i] != NULL)
      hand_over(build, i);
  gboolean written = write_catalog(build, error);
  gboolean done = worker_pool_finish(build->pool, written ? error : NULL) && written;
  build->pool = NULL;
  show_progress(build, BUILD_STAGE_INDEX, build->to_do, build->to_do);
  return stopped(build) ? (g_clear_error(error), set_interrupted(error)) : done;
}

/* ---- publishing */

static gboolean publish(Build *build, GError **error) {
  const char *folder = build->options->index;
  show_progress(build, BUILD_STAGE_PUBLISH, 0, 1);
  GPtrArray *shards = g_ptr_array_new();
  for (guint i = 0; i < build->plan->shards->len; i++)
    g_ptr_array_add(shards, ((PlanShard *)g_ptr_array_index(build->plan->shards, i))->name);
  g_ptr_array_add(shards, NULL);
  build->published =
      index_publish(folder, (const char *const *)shards->pdata, build->catalog, error);
  if (build->published)
    remove_unused(folder, (const char *const *)shards->pdata, build->catalog);
  g_ptr_array_unref(shards);
  return build->published;
}

/* ---- the run */

static void sum_up_files(const Build *build) {
  BuildSummary *summary = build->summary;
  for (guint i = 0; i < build->seen->files->len; i++) {
    const CatalogFile *file = g_ptr_array_index(build->seen->files, i);
    summary->files++;
    summary->archive_bytes += file->size_bytes;
    summary->posts += file->posts->len;
    for (guint j = 0; j < file->posts->len; j++) {
      const CatalogPost *post = &g_array_index(file->posts, CatalogPost, j);
      summary->others += post->kind == POST_OTHER;
      summary->doubts += post->doubts != NULL && post->doubts->len > 0;
    }
  }
}

static guint count_incidents(const Plan *plan) {
  GHashTable *incidents = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < plan->notices->len; i++) {
    const PlanNotice *notice = g_ptr_array_index(plan->notices, i);
    const char *id = g_array_index(notice->places, PlanPlace, 0).post->id;
    g_hash_table_add(incidents, (gpointer)(id != NULL ? id : plan_key(notice)));
  }
  guint n = g_hash_table_size(incidents);
  g_hash_table_unref(incidents);
  return n;
}

static void sum_up(Build *build) {
  BuildSummary *summary = build->summary;
  Catalog *seen = build->seen;
  summary->notices = seen->notices = build->plan->notices->len;
  summary->duplicates = seen->duplicates = build->plan->duplicates;
  summary->incidents = seen->incidents = count_incidents(build->plan);
}

/* TRUE where publishing would change nothing that is published. */
static gboolean all_stands(const Build *build) {
  return build->old != NULL && changed_shards(build) == 0 &&
         build->plan->shards->len == g_strv_length(build->old_shards) &&
         build->summary->files_read == 0 && build->old->files->len == 0;
}

static gboolean no_notices(GError **error) {
  g_set_error_literal(error, BUILD_ERROR, BUILD_ERROR_ARCHIVE,
                      _("No notice was found in the archive; nothing was published. Notices are "
                        "read from .txt, .md, .html, .xml, .atom and .jsonl files"));
  return FALSE;
}

/* The archive is as it was when the index was published: nothing needs to be planned. */
static void take_over_summary(const Build *build) {
  build->summary->notices = build->old->notices;
  build->summary->incidents = build->old->incidents;
  build->summary->duplicates = build->old->duplicates;
}

static gboolean build_index(Build *build, GError **error) {
  if (!load_version(build, error))
    return FALSE;
  load_old(build);
  build->seen = scan_archive(build->options, load_scan_tools, build, build->version, build->old,
                             build->summary, error);
  if (build->seen == NULL)
    return FALSE;
  forget_damaged(build);
  sum_up_files(build);
  if (build->seen->as_before && !build->damaged) {
    take_over_summary(build);
    return TRUE;
  }
  build->plan = plan_new(build->seen, build->old, count_jobs(build), sketch_notice, build);
  sum_up(build);
  if (build->plan->notices->len == 0)
    return no_notices(error);
  if (all_stands(build))
    return TRUE;
  build->summary->published = TRUE;
  if (!write_shards(build, error))
    return FALSE;
  return publish(build, error);
}

static void remove_catalog(const Build *build) {
  char *path = g_build_filename(build->options->index, build->catalog, NULL);
  g_remove(path);
  g_free(path);
}

static void build_finish(Build *build) {
  finish_loading(build);
  g_clear_error(&build->facts_error);
  if (build->catalog != NULL && !build->published)
    remove_catalog(build);
  if (build->check != NULL)
    g_ptr_array_unref(shard_check_finish(build->check));
  if (build->plan != NULL && build->fresh != NULL)
    for (guint i = 0; i < build->plan->shards->len; i++)
      if (build->fresh[i] != NULL)
        g_ptr_array_unref(build->fresh[i]);
  g_free(build->fresh);
  g_free(build->missing);
  plan_free(build->plan);
  catalog_free(build->seen);
  catalog_free(build->old);
  g_strfreev(build->old_shards);
  g_free(build->catalog);
  g_free(build->version);
  g_free(build->data_dir);
  heading_rules_free(build->rules);
  facts_free(build->facts);
  analyzer_free(build->analyzer);
  taxonomy_free(build->taxonomy);
}

gboolean build_run(const BuildOptions *options, BuildSummary *summary, GError **error) {
  gint64 started = g_get_monotonic_time();
  memset(summary, 0, sizeof *summary);
  int lock = lock_take(options->index, options->wait, options->stop, error);
  if (lock < 0)
    return FALSE;
  Build build = {.options = options, .summary = summary};
  gboolean done = build_index(&build, error);
  build_finish(&build);
  lock_release(lock);
  summary->seconds = (double)(g_get_monotonic_time() - started) / G_USEC_PER_SEC;
  summary->published = summary->published && done;
  return done;
}
