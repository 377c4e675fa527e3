/* eval_facts.c: how right are the facts? Reads labelled notices, fills their facts and compares.
 *
 * usage: eval_facts [--quiet] [--times] NAME LABELS.jsonl [ARCHIVE]
 * With ARCHIVE, a label says file, line and end_line of its notice there; without, the label holds
 * the text itself. Prints accuracy by field, precision and recall by class, confusions, and each
 * mistake with its evidence; with an archive of several pages, the same figures page by page. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "dict/datadir.h"
#include "dict/fold.h"
#include "dict/taxonomy.h"
#include "indexer/facts.h"
#include "indexer/source.h"

typedef enum {
  FIELD_CAUSE,
  FIELD_SECTOR,
  FIELD_AFFECTED,
  FIELD_DISCOVERED,
  FIELD_VENDOR,
  FIELD_FROM,
  FIELD_TO,
  FIELD_N
} Field;

static const char *const field_names[FIELD_N] = {"primary cause", "primary sector", "affected",
                                                 "discovered",    "vendor",         "occurred_from",
                                                 "occurred_to"};

typedef enum { SET_CAUSES, SET_SECTORS, SET_DATA, SET_MEDIA, SET_N } Set;
static const char *const set_names[SET_N] = {"causes", "sectors", "data", "media"};
static const TaxonomyKind set_kinds[SET_N] = {TAXONOMY_CAUSE, TAXONOMY_SECTOR, TAXONOMY_DATA,
                                              TAXONOMY_MEDIA};

typedef struct {
  guint right[FIELD_N], of[FIELD_N];
  guint hits[SET_N][32], given[SET_N][32], wanted[SET_N][32];
  guint confusion[2][32][32]; /* causes, sectors: wanted, given */
  guint names_hit, names_given, names_wanted;
} Score;

typedef struct {
  Taxonomy *taxonomy;
  Facts *facts;
  Analyzer *analyzer;
  AnalyzerThread *thread;
  const char *archive;
  GHashTable *posts; /* by file:line; where there is an archive */
  gboolean quiet;
  Score all;
  GHashTable *pages; /* file -> Score */
  gint64 analysis_us, facts_us;
  guint64 bytes;
} Eval;

static const char *text_of(const json_t *label, const char *key) {
  const char *text = json_string_value(json_object_get(label, key));
  return text ? text : "";
}

static int day_of(const char *iso) {
  int year, month, day;
  return sscanf(iso, "%d-%d-%d", &year, &month, &day) == 3 ? year * 10000 + month * 100 + day : 0;
}

/* ---- the archive's posts, as the indexer reads them */

typedef struct {
  GHashTable *posts;
  const char *file;
} PostReader;

static void keep_post(Post *post, gpointer user) {
  PostReader *reader = user;
  char *key = g_strdup_printf("%s:%u", reader->file, post->line);
  g_hash_table_insert(reader->posts, key, post->notice);
  post->notice = NULL;
}

static void note_and_clear(GError **error) {
  g_printerr("%s\n", (*error)->message);
  g_clear_error(error);
}

static gboolean read_archive(Eval *eval, const char *data_dir, GError **error) {
  const char *roots[] = {eval->archive, NULL};
  HeadingTools tools = {heading_rules_new(data_dir, error), eval->thread};
  Archive *archive = tools.rules ? archive_walk(roots, error) : NULL;
  eval->posts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)notice_free);
  for (guint i = 0; archive && i < archive->files->len; i++) {
    const ArchiveFile *file = archive->files->pdata[i];
    PostReader reader = {eval->posts, file->relative};
    GError *failure = NULL;
    if (!source_read(file, &tools, keep_post, &reader, NULL, &failure))
      note_and_clear(&failure);
  }
  gboolean good = archive != NULL;
  archive_free(archive);
  heading_rules_free((HeadingRules *)tools.rules);
  return good;
}

/* The notice that a label holds itself. */
static Notice *notice_of_text(const json_t *label) {
  Notice *notice = notice_new();
  notice->organisation = g_strdup(text_of(label, "organisation"));
  notice_set_title(notice, text_of(label, "title"));
  notice->published = day_of(text_of(label, "published"));
  notice_set_body(notice, text_of(label, "text"));
  notice->body_line = 1;
  notice_add_place(notice, "-", 1, 1);
  return notice;
}

/* The notice of a label; NULL (and said) where the archive has none there. */
static Notice *notice_of(const Eval *eval, const json_t *label) {
  if (!eval->archive)
    return notice_of_text(label);
  char *key = g_strdup_printf("%s:%d", text_of(label, "file"),
                              (int)json_integer_value(json_object_get(label, "line")));
  gpointer known = NULL, notice = NULL;
  if (g_hash_table_steal_extended(eval->posts, key, &known, &notice) &&
      ((Notice *)notice)->body_bytes)
    notice_add_place(notice, text_of(label, "file"),
                     (guint)json_integer_value(json_object_get(label, "line")), 0);
  else
    printf("  no such post: %s\n", key);
  g_free(known);
  g_free(key);
  return notice;
}

/* Processor time of this thread: other programs don't count. */
static gint64 cpu_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void fill(Eval *eval, Notice *notice) {
  FactsTexts texts = {0};
  gint64 start = cpu_us();
  facts_analyze(eval->thread, notice, &texts);
  gint64 middle = cpu_us();
  facts_fill(eval->facts, &texts, notice);
  eval->facts_us += cpu_us() - middle;
  eval->analysis_us += middle - start;
  eval->bytes += notice->body_bytes;
  facts_texts_clear(&texts);
}

/* ---- comparing */

static int code_in(const Eval *eval, TaxonomyKind kind, const char *key) {
  return taxonomy_code(eval->taxonomy, kind, key);
}

static guint32 wanted_mask(const Eval *eval, const json_t *label, const char *key,
                           TaxonomyKind kind) {
  guint32 mask = 0;
  size_t i;
  json_t *value;
  json_array_foreach(json_object_get(label, key), i, value) {
    int code = code_in(eval, kind, json_string_value(value));
    if (code >= 0)
      mask |= 1u << code;
    else
      g_printerr("no such value in the taxonomy: %s\n", json_string_value(value));
  }
  return mask;
}

static const GArray *given_values(const Notice *notice, Set set) {
  return set == SET_CAUSES    ? notice->causes
         : set == SET_SECTORS ? notice->sectors
         : set == SET_DATA    ? notice->data
                              : notice->media;
}

static void print_keys(const Eval *eval, TaxonomyKind kind, guint32 mask) {
  for (guint c = 0; c < taxonomy_count(eval->taxonomy, kind); c++)
    if (mask >> c & 1)
      printf(" %s", taxonomy_value(eval->taxonomy, kind, c)->key);
}

/* How much of an evidence is shown: no character is cut. */
static int shown_bytes(const char *text) {
  return g_utf8_strlen(text, -1) <= 120 ? (int)strlen(text)
                                        : (int)(g_utf8_offset_to_pointer(text, 120) - text);
}

static void print_evidence(const Notice *notice, const char *prefix) {
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    if (g_str_has_prefix(evidence->field, prefix))
      printf("      %s (line %u): %.*s\n", evidence->field, evidence->line,
             shown_bytes(evidence->text), evidence->text);
  }
}

static void print_mistake(const Eval *eval, const Notice *notice, const char *what) {
  if (!eval->quiet)
    printf("  ✗ %s · %s %s %s\n", what, notice->id ? notice->id : "", notice->organisation,
           notice->title);
}

static void count_set(const Eval *eval, Score *score, Set set, guint32 given, guint32 wanted,
                      guint32 ok) {
  for (guint c = 0; c < taxonomy_count(eval->taxonomy, set_kinds[set]); c++) {
    guint32 bit = 1u << c;
    if (given & bit && ok & bit && !(wanted & bit))
      continue;
    if (wanted & bit && ok & bit && !(given & bit))
      continue;
    score->given[set][c] += (given & bit) != 0;
    score->wanted[set][c] += (wanted & bit) != 0;
    score->hits[set][c] += (given & wanted & bit) != 0;
  }
}

static void compare_set(const Eval *eval, Score **scores, const json_t *label, const Notice *notice,
                        Set set) {
  if (!json_is_array(json_object_get(label, set_names[set])))
    return;
  const GArray *values = given_values(notice, set);
  char *ok_key = g_strconcat(set_names[set], "_ok", NULL);
  guint32 wanted = wanted_mask(eval, label, set_names[set], set_kinds[set]);
  guint32 ok = wanted_mask(eval, label, ok_key, set_kinds[set]), given = 0;
  g_free(ok_key);
  for (guint i = 0; i < values->len; i++)
    given |= 1u << g_array_index(values, guint8, i);
  for (; *scores; scores++)
    count_set(eval, *scores, set, given, wanted, ok);
  if ((set == SET_DATA || set == SET_CAUSES) && ((given & ~wanted) | (wanted & ~given)) & ~ok &&
      !eval->quiet) {
    print_mistake(eval, notice, set_names[set]);
    printf("    missing:");
    print_keys(eval, set_kinds[set], wanted & ~given);
    printf("; too many:");
    print_keys(eval, set_kinds[set], given & ~wanted);
    printf("\n");
  }
}

static void count_field(Score **scores, Field field, gboolean right) {
  for (; *scores; scores++) {
    (*scores)->of[field]++;
    (*scores)->right[field] += right;
  }
}

/* A primary value is right where it is the label's, or one that the label lets pass. */
static void compare_primary(const Eval *eval, Score **scores, const json_t *label,
                            const Notice *notice, Set set) {
  const json_t *values = json_object_get(label, set_names[set]);
  const char *key = json_string_value(json_array_get(values, 0));
  if (!key)
    return;
  char *ok_key = g_strconcat(set_names[set], "_ok", NULL);
  int wanted = code_in(eval, set_kinds[set], key);
  int given = g_array_index(given_values(notice, set), guint8, 0);
  gboolean right = given == wanted || wanted_mask(eval, label, ok_key, set_kinds[set]) >> given & 1;
  g_free(ok_key);
  count_field(scores, set == SET_CAUSES ? FIELD_CAUSE : FIELD_SECTOR, right);
  for (Score **s = scores; *s && wanted >= 0; s++)
    (*s)->confusion[set][wanted][right ? wanted : given]++;
  if (right || eval->quiet)
    return;
  print_mistake(eval, notice, set == SET_CAUSES ? "cause" : "sector");
  printf("    wanted %s, given %s\n", key,
         taxonomy_value(eval->taxonomy, set_kinds[set], given)->key);
  print_evidence(notice, set == SET_CAUSES ? "cause:" : "sector:");
}

static void compare_day(const Eval *eval, Score **scores, const json_t *label, const Notice *notice,
                        const char *key, Field field, int given) {
  const json_t *value = json_object_get(label, key);
  if (!value || strcmp(text_of(label, key), "skip") == 0)
    return;
  int wanted = day_of(text_of(label, key));
  count_field(scores, field, wanted == given);
  if (wanted == given || eval->quiet)
    return;
  print_mistake(eval, notice, key);
  printf("    wanted %d, given %d\n", wanted, given);
  print_evidence(notice, key);
}

static void compare_affected(const Eval *eval, Score **scores, const json_t *label,
                             const Notice *notice) {
  const json_t *value = json_object_get(label, "affected");
  if (!value)
    return;
  gint64 wanted = json_is_integer(value) ? json_integer_value(value) : NOTICE_AFFECTED_UNKNOWN;
  count_field(scores, FIELD_AFFECTED, wanted == notice->affected);
  if (wanted == notice->affected || eval->quiet)
    return;
  print_mistake(eval, notice, "affected");
  printf("    wanted %" G_GINT64_FORMAT ", given %" G_GINT64_FORMAT "\n", wanted, notice->affected);
  print_evidence(notice, "affected");
}

static void compare_vendor(const Eval *eval, Score **scores, const json_t *label,
                           const Notice *notice) {
  const json_t *value = json_object_get(label, "vendor");
  if (!json_is_boolean(value))
    return;
  gboolean wanted = json_is_true(value);
  count_field(scores, FIELD_VENDOR, wanted == !!notice->vendor);
  if (wanted == !!notice->vendor || eval->quiet)
    return;
  print_mistake(eval, notice, "vendor");
  printf("    wanted %s\n", wanted ? "yes" : "no");
  print_evidence(notice, "vendor");
}

/* A company's name as people compare it: spelling and legal form aside. */
static char *bare_name(const char *name) {
  static const char *const forms[] = {"株式会社", "有限会社", "合同会社", "(株)", "(有)"};
  g_autofree char *folded = fold_string(FOLD_INDEX, name, -1);
  GString *bare = g_string_new(folded);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *form = fold_string(FOLD_INDEX, forms[i], -1);
    g_string_replace(bare, form, "", 0);
  }
  g_string_replace(bare, " ", "", 0);
  return g_string_free(bare, FALSE);
}

static gboolean names_have(const GPtrArray *names, const char *wanted) {
  g_autofree char *bare = bare_name(wanted);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *given = bare_name(names->pdata[i]);
    if (g_str_equal(given, bare))
      return TRUE;
  }
  return FALSE;
}

/* Names of contractors, where the label says that there is one. */
static void compare_names(const Eval *eval, Score **scores, const json_t *label,
                          const Notice *notice) {
  const json_t *values = json_object_get(label, "vendors"), *value;
  guint hits = 0, wanted = (guint)json_array_size(values);
  size_t i;
  if (!json_is_array(values))
    return;
  json_array_foreach(values, i, value) hits +=
      names_have(notice->vendors, json_string_value(value));
  for (guint s = 0; s < 2 && scores[s]; s++) {
    scores[s]->names_hit += hits;
    scores[s]->names_given += notice->vendors->len;
    scores[s]->names_wanted += wanted;
  }
  if (eval->quiet || (hits == wanted && hits == notice->vendors->len))
    return;
  print_mistake(eval, notice, "vendors");
  json_array_foreach(values, i, value) printf("    wanted %s\n", json_string_value(value));
  for (guint k = 0; k < notice->vendors->len; k++)
    printf("    given %s\n", (const char *)notice->vendors->pdata[k]);
}

static void compare(const Eval *eval, Score **scores, const json_t *label, const Notice *notice) {
  compare_primary(eval, scores, label, notice, SET_CAUSES);
  compare_primary(eval, scores, label, notice, SET_SECTORS);
  compare_affected(eval, scores, label, notice);
  compare_day(eval, scores, label, notice, "discovered", FIELD_DISCOVERED, notice->discovered);
  compare_day(eval, scores, label, notice, "occurred_from", FIELD_FROM, notice->occurred_from);
  compare_day(eval, scores, label, notice, "occurred_to", FIELD_TO, notice->occurred_to);
  compare_vendor(eval, scores, label, notice);
  compare_names(eval, scores, label, notice);
  for (Set set = 0; set < SET_N; set++)
    compare_set(eval, scores, label, notice, set);
}

static Score *page_score(Eval *eval, const char *file) {
  Score *score = g_hash_table_lookup(eval->pages, file);
  if (!score) {
    score = g_new0(Score, 1);
    g_hash_table_insert(eval->pages, g_strdup(file), score);
  }
  return score;
}

static void evaluate(Eval *eval, const json_t *label) {
  const char *kind = text_of(label, "kind");
  if (*kind && strcmp(kind, "notice") != 0)
    return;
  Notice *notice = notice_of(eval, label);
  if (!notice)
    return;
  fill(eval, notice);
  Score *scores[] = {&eval->all, eval->archive ? page_score(eval, text_of(label, "file")) : NULL,
                     NULL};
  compare(eval, scores, label, notice);
  notice_free(notice);
}

/* ---- printing */

static double share(guint part, guint whole) {
  return whole ? 100.0 * part / whole : 100.0;
}

static void print_f1(const char *name, guint hits, guint given, guint wanted) {
  if (wanted)
    printf("  %-15s F1 %.3f  (precision %.3f, recall %.3f)\n", name,
           given + wanted ? 2.0 * hits / (given + wanted) : 1.0, share(hits, given) / 100,
           share(hits, wanted) / 100);
}

static void print_fields(const char *name, const Score *score) {
  printf("%s\n", name);
  for (Field f = 0; f < FIELD_N; f++)
    if (score->of[f])
      printf("  %-15s %5.1f %%  (%u of %u)\n", field_names[f], share(score->right[f], score->of[f]),
             score->right[f], score->of[f]);
  for (Set set = 0; set < SET_N; set++) {
    guint hits = 0, given = 0, wanted = 0;
    for (guint c = 0; c < 32; c++) {
      hits += score->hits[set][c];
      given += score->given[set][c];
      wanted += score->wanted[set][c];
    }
    print_f1(set_names[set], hits, given, wanted);
  }
  print_f1("vendor names", score->names_hit, score->names_given, score->names_wanted);
}

static void print_classes(const Eval *eval) {
  for (Set set = 0; set < SET_N; set++) {
    printf("  %s: wanted, given, precision, recall\n", set_names[set]);
    for (guint c = 0; c < taxonomy_count(eval->taxonomy, set_kinds[set]); c++) {
      guint hits = eval->all.hits[set][c], given = eval->all.given[set][c],
            wanted = eval->all.wanted[set][c];
      if (given + wanted)
        printf("    %4u %4u  %.2f  %.2f  %s\n", wanted, given, share(hits, given) / 100,
               share(hits, wanted) / 100, taxonomy_value(eval->taxonomy, set_kinds[set], c)->key);
    }
  }
}

static void print_confusion(const Eval *eval, Set set) {
  printf("  confusion of primary %s (wanted → given):\n", set_names[set]);
  for (guint w = 0; w < 32; w++)
    for (guint g = 0; g < 32; g++)
      if (w != g && eval->all.confusion[set][w][g])
        printf("    %s → %s: %u\n", taxonomy_value(eval->taxonomy, set_kinds[set], w)->key,
               taxonomy_value(eval->taxonomy, set_kinds[set], g)->key,
               eval->all.confusion[set][w][g]);
}

static void print_pages(const Eval *eval) {
  GList *files = g_list_sort(g_hash_table_get_keys(eval->pages), (GCompareFunc)strcmp);
  for (GList *at = files; at; at = at->next)
    print_fields(at->data, g_hash_table_lookup(eval->pages, at->data));
  g_list_free(files);
}

static gboolean eval_open(Eval *eval, GError **error) {
  char *data_dir = datadir_find(error);
  if (!data_dir)
    return FALSE;
  if ((eval->taxonomy = taxonomy_load(data_dir, error)) &&
      (eval->facts = facts_new(data_dir, eval->taxonomy, error)) &&
      (eval->analyzer = analyzer_new(data_dir, error)))
    eval->thread = analyzer_thread_new(eval->analyzer);
  if (eval->thread && eval->archive && !read_archive(eval, data_dir, error))
    return FALSE;
  eval->pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_free(data_dir);
  return eval->thread != NULL;
}

static void eval_close(Eval *eval) {
  g_hash_table_unref(eval->pages);
  if (eval->posts)
    g_hash_table_unref(eval->posts);
  analyzer_thread_free(eval->thread);
  analyzer_free(eval->analyzer);
  facts_free(eval->facts);
  taxonomy_free(eval->taxonomy);
}

static gboolean read_labels(Eval *eval, const char *path) {
  char *text;
  GError *error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_printerr("%s\n", error->message);
    g_error_free(error);
    return FALSE;
  }
  char **lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    json_t *label = **line ? json_loads(*line, 0, NULL) : NULL;
    if (label)
      evaluate(eval, label);
    json_decref(label);
  }
  g_strfreev(lines);
  g_free(text);
  return TRUE;
}

int main(int argc, char **argv) {
  Eval eval = {0};
  GError *error = NULL;
  gboolean times = FALSE;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    eval.quiet |= strcmp(argv[at], "--quiet") == 0;
    times |= strcmp(argv[at], "--times") == 0;
  }
  if (argc - at < 2) {
    g_printerr("usage: eval_facts [--quiet] [--times] NAME LABELS.jsonl [ARCHIVE]\n");
    return 2;
  }
  eval.archive = argc - at > 2 ? argv[at + 2] : NULL;
  if (!eval_open(&eval, &error)) {
    g_printerr("%s\n", error->message);
    return 3;
  }
  if (!read_labels(&eval, argv[at + 1]))
    return 3;
  print_fields(argv[at], &eval.all);
  if (!eval.quiet) {
    print_classes(&eval);
    print_confusion(&eval, SET_CAUSES);
    print_confusion(&eval, SET_SECTORS);
  }
  if (g_hash_table_size(eval.pages) > 1)
    print_pages(&eval);
  if (times && eval.bytes)
    printf("  time per KB: analysis %.0f ns, facts %.0f ns (%.1f %%)\n",
           eval.analysis_us * 1024e3 / eval.bytes, eval.facts_us * 1024e3 / eval.bytes,
           100.0 * eval.facts_us / MAX(eval.analysis_us, 1));
  eval_close(&eval);
  return 0;
}
