/* How well questions are answered: nDCG@10, recall, precision and named false hits by class.
 *
 *   eval_queries [-v] QUERIES.jsonl INDEX                       an index of jikenbo-index
 *   eval_queries [-v] QUERIES.jsonl --run RUN                   answers of another, as eval_peers
 * prints eval_queries [-v] QUERIES.jsonl --posts POSTS.jsonl ARCHIVE  facts from POSTS.jsonl: what
 * the search alone makes of them
 *
 * Before them: --lines prints a line a question (class, nDCG, recall, precision, relevant ones
 * found, relevant ones, all found, false hits, named ones, question) instead of the table; --weight
 * NAME=VALUE sets a weight of searcher/search_weights.h; --weights prints all of them and ends.
 *
 * A line of QUERIES.jsonl: {"q","class","relevant":[{"file","line","grade"}],"irrelevant":[…]}. */
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../unit/search_index.h"
#include "dict/datadir.h"
#include "searcher/search.h"
#include "searcher/search_weights.h"

#define TOP 10

typedef struct {
  char *name;
  double ndcg, recall, precision;
  guint queries, false_hits, named;
} Class;

static gboolean verbose, by_line;

/* Where a hit stands. */
typedef struct {
  char *file; /* base name */
  guint line;
} Place;

static const char *string_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* ---- notices with their facts given */

static int day_of(const json_t *object, const char *key) {
  int year = 0, month = 0, day = 0;
  if (sscanf(string_of(object, key), "%d-%d-%d", &year, &month, &day) != 3)
    return 0;
  return year * 10000 + month * 100 + day;
}

static void add_codes(const Taxonomy *taxonomy, TaxonomyKind kind, const json_t *keys,
                      GArray *codes) {
  size_t i;
  json_t *key;
  json_array_foreach(keys, i, key) {
    int code = taxonomy_code(taxonomy, kind, json_string_value(key));
    guint8 byte = (guint8)code;
    if (code >= 0)
      g_array_append_val(codes, byte);
    else
      g_printerr("not in the tables: %s\n", json_string_value(key));
  }
}

static void add_names(const json_t *names, GPtrArray *list) {
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) g_ptr_array_add(list, g_strdup(json_string_value(name)));
}

/* Lines from..to (from 1) of a file of the archive. */
static char *lines_of(const char *archive, const char *file, guint from, guint to) {
  g_autofree char *path = g_build_filename(archive, file, NULL);
  g_autofree char *text = NULL;
  if (!g_str_has_suffix(file, ".txt") || !g_file_get_contents(path, &text, NULL, NULL) ||
      !g_utf8_validate(text, -1, NULL))
    return NULL;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GString *body = g_string_new(NULL);
  for (guint i = from; i <= to && i <= g_strv_length(lines); i++)
    g_string_append_printf(body, "%s\n", lines[i - 1]);
  return g_string_free(body, FALSE);
}

static Notice *notice_of(const Taxonomy *taxonomy, const json_t *post, const char *archive) {
  guint line = (guint)json_integer_value(json_object_get(post, "line"));
  guint end = (guint)json_integer_value(json_object_get(post, "end_line"));
  g_autofree char *body = lines_of(archive, string_of(post, "file"), line + 1, end);
  if (!body)
    return NULL;
  const char *id = json_string_value(json_object_get(post, "id"));
  const char *organisation = json_string_value(json_object_get(post, "organisation"));
  Notice *notice = search_index_notice(id, organisation, string_of(post, "title"), body, line);
  g_free(g_array_index(notice->places, NoticePlace, 0).file);
  g_array_index(notice->places, NoticePlace, 0).file = g_strdup(string_of(post, "file"));
  notice->published = day_of(post, "published");
  notice->discovered = day_of(post, "discovered");
  json_t *affected = json_object_get(post, "affected");
  notice->affected =
      json_is_integer(affected) ? json_integer_value(affected) : NOTICE_AFFECTED_UNKNOWN;
  notice->vendor = json_is_true(json_object_get(post, "vendor"));
  add_codes(taxonomy, TAXONOMY_CAUSE, json_object_get(post, "causes"), notice->causes);
  add_codes(taxonomy, TAXONOMY_SECTOR, json_object_get(post, "sectors"), notice->sectors);
  add_codes(taxonomy, TAXONOMY_DATA, json_object_get(post, "data"), notice->data);
  add_codes(taxonomy, TAXONOMY_MEDIA, json_object_get(post, "media"), notice->media);
  add_names(json_object_get(post, "vendors"), notice->vendors);
  return notice;
}

static json_t *next_line(FILE *file) {
  char *line = NULL;
  size_t size = 0;
  json_t *object = NULL;
  if (getline(&line, &size, file) > 0)
    object = json_loads(line, 0, NULL);
  free(line);
  return object;
}

static FILE *open_or_exit(const char *path) {
  FILE *file = fopen(path, "r");
  if (file)
    return file;
  g_printerr("%s: can't be read\n", path);
  exit(2);
}

static char *index_of_posts(const char *posts, const char *archive) {
  g_autofree char *data_dir = datadir_find(NULL);
  Taxonomy *taxonomy = taxonomy_load(data_dir, NULL);
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  FILE *file = open_or_exit(posts);
  for (json_t *post; (post = next_line(file)); json_decref(post)) {
    Notice *notice =
        g_str_equal(string_of(post, "kind"), "notice") ? notice_of(taxonomy, post, archive) : NULL;
    if (notice)
      g_ptr_array_add(notices, notice);
  }
  fclose(file);
  char *folder = search_index_build(notices);
  g_ptr_array_unref(notices);
  taxonomy_free(taxonomy);
  return folder;
}

/* ---- judging */

static gboolean is_at(const GArray *places, const json_t *place) {
  guint line = (guint)json_integer_value(json_object_get(place, "line"));
  for (guint i = 0; i < places->len; i++) {
    const Place *own = &g_array_index(places, Place, i);
    if (own->line == line && g_str_equal(own->file, string_of(place, "file")))
      return TRUE;
  }
  return FALSE;
}

/* The judgement of a hit, or -1: its number in the list. */
static int judged(const json_t *list, const GArray *places) {
  for (size_t i = 0; i < json_array_size(list); i++)
    if (is_at(places, json_array_get(list, i)))
      return (int)i;
  return -1;
}

static void place_clear(gpointer data) {
  g_free(((Place *)data)->file);
}

static GArray *places_new(void) {
  GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
  g_array_set_clear_func(places, place_clear);
  return places;
}

static GArray *places_of_notice(const Notice *notice) {
  GArray *places = places_new();
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *own = &g_array_index(notice->places, NoticePlace, i);
    Place place = {g_path_get_basename(own->file), own->line};
    g_array_append_val(places, place);
  }
  return places;
}

static GPtrArray *hits_of_answer(const SearchAnswer *answer) {
  GPtrArray *hits = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < answer->hits->len; i++)
    g_ptr_array_add(hits, places_of_notice(((SearchHit *)answer->hits->pdata[i])->notice));
  return hits;
}

/* "number TAB file:line file:line" a line, of question `number`. */
static GPtrArray *hits_of_run(char **run, guint number) {
  GPtrArray *hits = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint i = 0; run[i] && *run[i]; i++) {
    const char *tab = strchr(run[i], '\t');
    if (!tab || strtoul(run[i], NULL, 10) != number)
      continue;
    GArray *places = places_new();
    g_auto(GStrv) list = g_strsplit(tab + 1, " ", -1);
    for (guint j = 0; list[j]; j++) {
      char *colon = strrchr(list[j], ':');
      if (!colon)
        continue;
      Place place = {g_strndup(list[j], (gsize)(colon - list[j])),
                     (guint)strtoul(colon + 1, NULL, 10)};
      g_array_append_val(places, place);
    }
    g_ptr_array_add(hits, places);
  }
  return hits;
}

static double grade_of(const json_t *relevant, int i) {
  return json_number_value(json_object_get(json_array_get(relevant, (size_t)i), "grade"));
}

static int by_grade(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return left > right ? -1 : left < right;
}

static double ideal_gain(const json_t *relevant) {
  double grades[1024], sum = 0;
  size_t n = MIN(json_array_size(relevant), G_N_ELEMENTS(grades));
  for (size_t i = 0; i < n; i++)
    grades[i] = grade_of(relevant, (int)i);
  qsort(grades, n, sizeof *grades, by_grade);
  for (size_t i = 0; i < MIN(n, TOP); i++)
    sum += grades[i] / log2((double)i + 2);
  return sum;
}

static void say(const SearchAnswer *answer, const GPtrArray *hits, const json_t *query) {
  const json_t *relevant = json_object_get(query, "relevant");
  g_print("\n== %s  [%s] %u notices%s\n", string_of(query, "q"), string_of(query, "class"),
          answer->notices, answer->relaxed ? ", relaxed" : "");
  for (guint i = 0; answer->synonyms && i < answer->synonyms->len; i++) {
    const SearchSynonym *synonym = answer->synonyms->pdata[i];
    g_print("   ~ %s:", synonym->word);
    for (guint j = 0; j < synonym->used->len; j++)
      g_print(" %s", (char *)synonym->used->pdata[j]);
    g_print("\n");
  }
  for (guint i = 0; i < answer->hits->len; i++) {
    const SearchHit *hit = answer->hits->pdata[i];
    int at = judged(relevant, hits->pdata[i]);
    g_print("   %s %5.2f %s %s / %s\n", at >= 0 ? grade_of(relevant, at) > 1 ? "2" : "1" : "-",
            hit->score, hit->notice->id ? hit->notice->id : "-",
            hit->notice->organisation ? hit->notice->organisation : "-", hit->notice->title);
    g_print("           %s\n", hit->snippet.text);
  }
  for (size_t i = 0; i < json_array_size(relevant); i++) {
    gboolean there = FALSE;
    const json_t *place = json_array_get(relevant, i);
    for (guint h = 0; h < hits->len && !there; h++)
      there = is_at(hits->pdata[h], place);
    if (!there)
      g_print("   MISSED %g %s %s\n", grade_of(relevant, (int)i), string_of(place, "id"),
              string_of(place, "organisation"));
  }
  for (guint i = 0; i < answer->more->len; i++) {
    const SearchMore *more = answer->more->pdata[i];
    g_print("   more: %s (%s, %u)\n", more->query, more->why, more->incidents);
  }
}

static void judge(const GPtrArray *hits, const json_t *query, Class *into) {
  const json_t *relevant = json_object_get(query, "relevant");
  const json_t *irrelevant = json_object_get(query, "irrelevant");
  double gain = 0, ideal = ideal_gain(relevant);
  guint found = 0, wrong = 0, n = hits->len;
  for (guint i = 0; i < n; i++) {
    int at = judged(relevant, hits->pdata[i]);
    found += at >= 0;
    wrong += judged(irrelevant, hits->pdata[i]) >= 0;
    if (at >= 0 && i < TOP)
      gain += grade_of(relevant, at) / log2(i + 2.0);
  }
  size_t wanted = json_array_size(relevant);
  double ndcg = wanted ? gain / ideal : n == 0;
  double recall = wanted ? (double)found / (double)wanted : 1;
  double precision = n ? (double)found / n : wanted == 0;
  into->queries++;
  into->ndcg += ndcg, into->recall += recall, into->precision += precision;
  into->false_hits += wrong;
  into->named += (guint)json_array_size(irrelevant);
  if (by_line)
    g_print("%s\t%.4f\t%.4f\t%.4f\t%u\t%zu\t%u\t%u\t%zu\t%s\n", into->name, ndcg, recall, precision,
            found, wanted, n, wrong, json_array_size(irrelevant), string_of(query, "q"));
}

static Class *class_named(GPtrArray *classes, const char *name) {
  for (guint i = 0; i < classes->len; i++)
    if (g_str_equal(((Class *)classes->pdata[i])->name, name))
      return classes->pdata[i];
  Class *added = g_new0(Class, 1);
  added->name = g_strdup(name);
  g_ptr_array_add(classes, added);
  return added;
}

static void print_class(const Class *row) {
  g_print("%-10s %7u %8.3f %8.3f %9.3f %6u/%u\n", row->name, row->queries, row->ndcg / row->queries,
          row->recall / row->queries, row->precision / row->queries, row->false_hits, row->named);
}

static void print_table(const GPtrArray *classes) {
  Class all = {.name = (char *)"all"};
  g_print("\n%-10s %7s %8s %8s %9s %8s\n", "class", "queries", "nDCG@10", "recall", "precision",
          "false");
  for (guint i = 0; i < classes->len; i++) {
    const Class *row = classes->pdata[i];
    print_class(row);
    all.queries += row->queries, all.ndcg += row->ndcg, all.recall += row->recall;
    all.precision += row->precision, all.false_hits += row->false_hits, all.named += row->named;
  }
  if (all.queries)
    print_class(&all);
}

static void ask(Searcher *searcher, const json_t *query, GPtrArray *classes) {
  GError *error = NULL;
  SearchOptions options = {
      .query = string_of(query, "q"), .notices = TRUE, .synonyms = TRUE, .snippets = verbose};
  SearchAnswer *answer = search(searcher, &options, NULL, &error);
  if (!answer) {
    g_printerr("%s: %s\n", options.query, error->message);
    exit(1);
  }
  GPtrArray *hits = hits_of_answer(answer);
  judge(hits, query, class_named(classes, string_of(query, "class")));
  if (verbose)
    say(answer, hits, query);
  g_ptr_array_unref(hits);
  search_answer_free(answer);
}

static void judge_run(const char *queries, const char *run_path, GPtrArray *classes) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(run_path, &text, NULL, NULL)) {
    g_printerr("%s: can't be read\n", run_path);
    exit(2);
  }
  g_auto(GStrv) run = g_strsplit(text, "\n", -1);
  FILE *file = open_or_exit(queries);
  guint number = 0;
  for (json_t *query; (query = next_line(file)); json_decref(query)) {
    GPtrArray *hits = hits_of_run(run, number++);
    judge(hits, query, class_named(classes, string_of(query, "class")));
    g_ptr_array_unref(hits);
  }
  fclose(file);
}

static gboolean set_weight(const char *setting) {
  const char *sign = strchr(setting, '=');
  g_autofree char *name = g_strndup(setting, sign ? (gsize)(sign - setting) : 0);
  double *weight = sign ? search_weight(name) : NULL;
  if (weight)
    *weight = g_ascii_strtod(sign + 1, NULL);
  return weight != NULL;
}

static int print_weights(void) {
  g_autofree const char **names = search_weight_names();
  for (guint i = 0; names[i]; i++)
    g_print("%s\t%g\n", names[i], *search_weight(names[i]));
  return 0;
}

/* What stands before the file names; FALSE where it can't be read. */
static gboolean read_options(int *argc, char ***argv) {
  for (; *argc > 1 && (*argv)[1][0] == '-'; (*argv)++, (*argc)--) {
    if (g_str_equal((*argv)[1], "-v"))
      verbose = TRUE;
    else if (g_str_equal((*argv)[1], "--lines"))
      by_line = TRUE;
    else if (g_str_equal((*argv)[1], "--weights"))
      exit(print_weights());
    else if (!g_str_equal((*argv)[1], "--weight") || *argc < 3 || !set_weight((*argv)[2]))
      return FALSE;
    else
      (*argv)++, (*argc)--;
  }
  return TRUE;
}

static int answer_all(char **argv, gboolean posts) {
  GError *error = NULL;
  g_autofree char *data_dir = datadir_find(&error);
  if (!data_dir) {
    g_printerr("%s\n", error->message);
    return 3;
  }
  char *made = posts ? index_of_posts(argv[3], argv[4]) : NULL;
  Searcher *searcher = searcher_new(made ? made : argv[2], &error);
  if (!searcher) {
    g_printerr("%s\n", error->message);
    return 3;
  }
  GPtrArray *classes = g_ptr_array_new();
  FILE *file = open_or_exit(argv[1]);
  for (json_t *query; (query = next_line(file)); json_decref(query))
    ask(searcher, query, classes);
  fclose(file);
  if (!by_line)
    print_table(classes);
  searcher_free(searcher);
  if (made)
    search_index_remove(made);
  return 0;
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  gboolean good = read_options(&argc, &argv);
  gboolean posts = argc == 5 && g_str_equal(argv[2], "--posts");
  gboolean run = argc == 4 && g_str_equal(argv[2], "--run");
  if (!good || (argc != 3 && !posts && !run)) {
    g_printerr("usage: eval_queries [-v] [--lines] [--weight NAME=VALUE]... QUERIES.jsonl (INDEX | "
               "--posts POSTS.jsonl ARCHIVE | --run RUN)\n       eval_queries --weights\n");
    return 2;
  }
  if (!run)
    return answer_all(argv, posts);
  GPtrArray *classes = g_ptr_array_new();
  judge_run(argv[1], argv[3], classes);
  if (!by_line)
    print_table(classes);
  return 0;
}
