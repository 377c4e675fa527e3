#include "inspect.h"

#include <string.h>

#include "build.h"
#include "common/i18n.h"
#include "common/text_cols.h"
#include "dict/datadir.h"
#include "health.h"
#include "plan.h"
#include "report.h"
#include "shim/index_reader.h"
#include "source.h"

/* ---- --report */

typedef struct {
  GHashTable *notices; /* key -> Notice* */
  Taxonomy *taxonomy;
  FILE *out;
} Report;

static gboolean keep_facts(const char *key, const Notice *notice, gpointer user) {
  Report *report = user;
  GByteArray *bytes = g_byte_array_new();
  notice_pack(notice, bytes);
  Notice *copy = notice_unpack(bytes->data, bytes->len);
  g_byte_array_unref(bytes);
  g_clear_pointer(&copy->body, g_free); /* a report shows no bodies: memory stays small */
  copy->body = g_strdup("");
  copy->body_bytes = 0;
  g_hash_table_insert(report->notices, g_strdup(key), copy);
  return TRUE;
}

static gboolean load_facts(Report *report, const char *index, GError **error) {
  IndexReader *reader = index_reader_open(index, NULL, error);
  if (reader == NULL)
    return FALSE;
  IndexQuery *all = index_query_all();
  gboolean done = index_reader_each(reader, all, keep_facts, report, error);
  index_query_free(all);
  index_reader_close(reader);
  return done;
}

static Notice *other_notice(const CatalogPost *post) {
  Notice *notice = notice_new();
  notice_set_title(notice, post->title);
  notice->id = g_strdup(post->id);
  notice->published = post->published;
  return notice;
}

static void write_post(const Report *report, const Plan *plan, const CatalogFile *file,
                       const CatalogPost *post) {
  const PlanNotice *planned = g_hash_table_lookup(plan->notice_of, post);
  const PlanPlace *first = planned != NULL ? &g_array_index(planned->places, PlanPlace, 0) : NULL;
  Notice *other = NULL;
  ReportPost line = {.kind = first == NULL         ? REPORT_OTHER
                             : first->post == post ? REPORT_NOTICE
                                                   : REPORT_DUPLICATE,
                     .file = file->path,
                     .line = post->line,
                     .end_line = post->end_line};
  line.notice = first != NULL ? g_hash_table_lookup(report->notices, first->post->key) : NULL;
  if (line.notice == NULL)
    line.notice = other = other_notice(post);
  if (line.kind == REPORT_DUPLICATE) {
    line.of_file = first->file->path;
    line.of_line = first->post->line;
  }
  char *json = report_line(&line, report->taxonomy);
  fputs(json, report->out);
  fputc('\n', report->out);
  g_free(json);
  notice_free(other);
}

static void write_posts(const Report *report, Catalog *catalog) {
  Plan *plan = plan_new(catalog, NULL, 1, NULL, NULL);
  for (guint i = 0; i < catalog->files->len; i++) {
    const CatalogFile *file = g_ptr_array_index(catalog->files, i);
    for (guint j = 0; j < file->posts->len; j++)
      write_post(report, plan, file, &g_array_index(file->posts, CatalogPost, j));
  }
  plan_free(plan);
}

static Taxonomy *load_taxonomy(GError **error) {
  char *data_dir = datadir_find(error);
  Taxonomy *taxonomy = data_dir != NULL ? taxonomy_load(data_dir, error) : NULL;
  g_free(data_dir);
  return taxonomy;
}

gboolean inspect_report(const char *index, FILE *out, GError **error) {
  Report report = {.out = out};
  report.taxonomy = load_taxonomy(error);
  if (report.taxonomy == NULL)
    return FALSE;
  report.notices =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)notice_free);
  Catalog *catalog = build_catalog(index, error);
  gboolean done = catalog != NULL && load_facts(&report, index, error);
  if (done)
    write_posts(&report, catalog);
  catalog_free(catalog);
  g_hash_table_unref(report.notices);
  taxonomy_free(report.taxonomy);
  return done;
}

/* ---- --check */

typedef struct {
  FILE *out;
  guint findings;
  Health *health;
  const char *file;
} Check;

static void write_finding(const HealthFinding *finding, gpointer user) {
  Check *check = user;
  check->findings++;
  GString *line = g_string_new(NULL);
  g_string_append_printf(line, "%s:%u: %s: %s", finding->file, finding->line,
                         health_kind_name(finding->kind), finding->text);
  char *safe = text_cols_safe_string(line->str, TRUE);
  fprintf(check->out, "%s\n", safe);
  g_free(safe);
  g_string_free(line, TRUE);
}

static void check_post(Post *post, gpointer user) {
  Check *check = user;
  health_post(check->health, check->file, post);
}

static void check_file(Check *check, const HeadingTools *tools, const CatalogFile *file) {
  ArchiveFile source = {.path = file->source,
                        .relative = file->path,
                        .kind = archive_kind(file->source),
                        .size_bytes = file->size_bytes};
  if (source.kind == ARCHIVE_UNKNOWN)
    source.kind = ARCHIVE_TEXT;
  SourceStats stats = {0};
  GError *error = NULL;
  check->file = file->path;
  if (source_read(&source, tools, check_post, check, &stats, &error)) {
    health_file(check->health, file->path, &stats);
  } else {
    const HealthFinding broken = {HEALTH_BROKEN, file->path, 0, error->message};
    write_finding(&broken, check);
    g_error_free(error);
  }
  source_stats_clear(&stats);
}

static gboolean check_archive(Check *check, const Catalog *catalog, GError **error) {
  char *data_dir = datadir_find(error);
  Analyzer *analyzer = data_dir != NULL ? analyzer_new(data_dir, error) : NULL;
  HeadingRules *rules = analyzer != NULL ? heading_rules_new(data_dir, error) : NULL;
  if (rules != NULL) {
    AnalyzerThread *thread = analyzer_thread_new(analyzer);
    const HeadingTools tools = {rules, thread};
    check->health = health_new(write_finding, check);
    for (guint i = 0; i < catalog->files->len; i++)
      check_file(check, &tools, g_ptr_array_index(catalog->files, i));
    health_finish(check->health);
    analyzer_thread_free(thread);
  }
  gboolean done = rules != NULL;
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data_dir);
  return done;
}

gboolean inspect_check(const char *index, FILE *out, gboolean *healthy, GError **error) {
  *healthy = FALSE;
  if (!index_reader_verify(index, error))
    return FALSE;
  Catalog *catalog = build_catalog(index, error);
  if (catalog == NULL)
    return FALSE;
  fprintf(out, _("%s is sound: %u notices of %u files\n"), index,
          g_hash_table_size(catalog->records), catalog->files->len);
  Check check = {.out = out};
  gboolean done = check_archive(&check, catalog, error);
  catalog_free(catalog);
  *healthy = done && check.findings == 0;
  if (done && *healthy)
    fputs(_("The archive is healthy\n"), out);
  return done;
}
