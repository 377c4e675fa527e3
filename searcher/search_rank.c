/* Ranked documents -> hits: nearness lifts, incidents are put together, snippets are cut. */
#include "search_internal.h"

#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "search_places.h"
#include "snippet.h"

#define NEAR_HITS 50 /* hits whose nearness is measured */

typedef struct {
  IndexHit hit;
  double score;
  guint place; /* in the index's order */
} Ranked;

static int by_score(const void *a, const void *b) {
  const Ranked *left = a, *right = b;
  float l = (float)left->score, r = (float)right->score;
  if (l != r)
    return l > r ? -1 : 1;
  return left->place < right->place ? -1 : left->place > right->place;
}

static gboolean wants_nearness(const SearchOptions *options, const Plan *plan) {
  guint words = 0;
  for (guint i = 0; i < plan->words->len; i++)
    words += !((PlanWord *)plan->words->pdata[i])->faint;
  return options->sort == INDEX_SORT_RELEVANCE && words > 1;
}

static gboolean cancelled(const SearchOptions *options, GError **error) {
  if (!options->cancel || !g_atomic_int_get(options->cancel))
    return FALSE;
  g_set_error_literal(error, SEARCH_ERROR, SEARCH_ERROR_CANCELLED, "the search was cancelled");
  return TRUE;
}

/* Folds the notice where its text isn't stored. FALSE and error. */
static gboolean find_places(Searcher *searcher, const Plan *plan, guint32 docid,
                            NoticePlaces *found, GError **error) {
  IndexText text;
  if (index_reader_text(searcher->reader, docid, &text)) {
    places_find_in(plan, &text, found);
    return TRUE;
  }
  Notice *notice = index_reader_notice(searcher->reader, docid, error);
  if (!notice)
    return FALSE;
  places_find(plan, notice, found);
  notice_free(notice);
  return TRUE;
}

static gboolean lift_near(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                          GArray *ranked, guint n, GError **error) {
  for (guint i = 0; i < n; i++) {
    Ranked *entry = &g_array_index(ranked, Ranked, i);
    NoticePlaces found = {0};
    if (cancelled(options, error) || !find_places(searcher, plan, entry->hit.docid, &found, error))
      return FALSE;
    entry->score *= 1 + search_weights.near_lift * places_nearness(plan, &found);
    places_clear(&found);
  }
  return TRUE;
}

IndexAnswer *rank_ask(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                      const IndexQuery *query, GError **error) {
  guint limit = options->limit ? options->limit : G_MAXUINT;
  gboolean near = wants_nearness(options, plan);
  gboolean open = limit >= G_MAXUINT - options->offset;
  IndexRequest request = {.query = query,
                          .offset = near ? 0 : options->offset,
                          .limit = !near || open ? limit : MAX(NEAR_HITS, options->offset + limit),
                          .sort = options->sort,
                          .collapse = !options->notices,
                          .rows = TRUE};
  return index_reader_ask(searcher->reader, &request, error);
}

static GArray *ranked_of(const GArray *hits) {
  GArray *ranked = g_array_sized_new(FALSE, FALSE, sizeof(Ranked), hits->len);
  for (guint i = 0; i < hits->len; i++) {
    IndexHit hit = g_array_index(hits, IndexHit, i);
    Ranked entry = {hit, hit.score, i};
    g_array_append_val(ranked, entry);
  }
  return ranked;
}

static gboolean sort_near(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                          GArray *ranked, GError **error) {
  guint n = MIN(ranked->len, NEAR_HITS);
  if (!lift_near(searcher, options, plan, ranked, n, error))
    return FALSE;
  if (n > 1)
    qsort(ranked->data, n, sizeof(Ranked), by_score);
  return TRUE;
}

/* The hits asked for, in their order. */
static GArray *ranked_hits(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                           const IndexAnswer *answer, GError **error) {
  GArray *ranked = ranked_of(answer->hits);
  if (!wants_nearness(options, plan))
    return ranked;
  if (!sort_near(searcher, options, plan, ranked, error)) {
    g_array_unref(ranked);
    return NULL;
  }
  g_array_remove_range(ranked, 0, MIN(options->offset, ranked->len));
  if (options->limit && ranked->len > options->limit)
    g_array_set_size(ranked, options->limit);
  return ranked;
}

/* ---- incidents */

static int newest_first(gconstpointer a, gconstpointer b) {
  const Notice *left = *(Notice *const *)a, *right = *(Notice *const *)b;
  int l = index_row_date(left), r = index_row_date(right);
  if (l != r)
    return l > r ? -1 : 1;
  return 0;
}

static const IndexRow *first_row(const GArray *rows, const char *incident) {
  guint low = 0, high = rows->len;
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (strcmp(g_array_index(rows, IndexRow, middle).incident, incident) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < rows->len && g_str_equal(g_array_index(rows, IndexRow, low).incident, incident)
             ? &g_array_index(rows, IndexRow, low)
             : NULL;
}

static gboolean add_other(Searcher *searcher, guint32 docid, SearchHit *hit, GError **error) {
  Notice *other = index_reader_notice(searcher->reader, docid, error);
  if (!other)
    return FALSE;
  g_ptr_array_add(hit->others, other);
  return TRUE;
}

/* Of remote matches the rows tell keys alone: the numbers are asked for. */
static gboolean add_others_by_key(Searcher *searcher, const IndexRow *row, guint n, SearchHit *hit,
                                  GError **error) {
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) {
    char *key = g_malloc(33);
    index_row_key(&row[i], key);
    g_ptr_array_add(keys, key);
  }
  IndexQuery *query = index_query_keys(keys);
  IndexRequest request = {.query = query, .limit = G_MAXUINT, .sort = INDEX_SORT_DATE};
  IndexAnswer *answer = index_reader_ask(searcher->reader, &request, error);
  gboolean good = answer != NULL;
  for (guint i = 0; good && i < answer->hits->len; i++) {
    guint32 docid = g_array_index(answer->hits, IndexHit, i).docid;
    good = docid == hit->docid || add_other(searcher, docid, hit, error);
  }
  index_answer_free(answer);
  index_query_free(query);
  return good;
}

static gboolean add_others(Searcher *searcher, const IndexRow *row, guint n, SearchHit *hit,
                           GError **error) {
  if (!row->docid)
    return add_others_by_key(searcher, row, n, hit, error);
  for (guint i = 0; i < n; i++)
    if (row[i].docid != hit->docid && !add_other(searcher, row[i].docid, hit, error))
      return FALSE;
  return TRUE;
}

/* The incident's other notices that match; rows tell which they are. */
static gboolean find_others(Searcher *searcher, const GArray *rows, SearchHit *hit,
                            GError **error) {
  const IndexRow *row = first_row(rows, hit->notice->id ? hit->notice->id : "");
  const IndexRow *end = &g_array_index(rows, IndexRow, rows->len), *at = row;
  while (at && at < end && g_str_equal(at->incident, row->incident))
    at++;
  guint n = (guint)(at - row);
  hit->notices = MAX(n, 1);
  if (n < 2)
    return TRUE;
  if (!add_others(searcher, row, n, hit, error))
    return FALSE;
  g_ptr_array_sort(hit->others, newest_first);
  return TRUE;
}

/* A later report of the same organisation is shown in the place of an earlier one. */
static void show_newest(SearchHit *hit) {
  for (guint i = 0; i < hit->others->len; i++) {
    Notice *other = hit->others->pdata[i];
    if (g_strcmp0(other->organisation, hit->notice->organisation) != 0 ||
        index_row_date(other) <= index_row_date(hit->notice))
      continue;
    hit->others->pdata[i] = hit->notice;
    hit->notice = other;
    g_ptr_array_sort(hit->others, newest_first);
    return;
  }
}

/* ---- explaining */

static const char *part_name(NoticePart part) {
  static const char *const names[] = {N_("organisation"), N_("title"), N_("body")};
  return _(names[part]);
}

static void explain_light(const Plan *plan, const NoticePlaces *found, guint number,
                          GPtrArray *lines) {
  const Light *light = &g_array_index(plan->lights, Light, number);
  GString *line = g_string_new(NULL);
  for (guint part = 0; part < PART_N; part++) {
    guint n = 0;
    for (guint i = 0; i < found->places[part]->len; i++)
      n += g_array_index(found->places[part], Place, i).light == number;
    if (n)
      g_string_append_printf(line, "%s%s %u", line->len ? ", " : "", part_name(part), n);
  }
  if (line->len && light->word < plan->words->len) {
    const PlanWord *word = plan->words->pdata[light->word];
    if (!g_str_equal(word->text, light->text))
      g_string_append_printf(line, _(" (for %s)"), word->text);
  }
  if (line->len)
    g_ptr_array_add(
        lines, g_strdup_printf(_("%s: %s; weight %.2f"), light->text, line->str, light->weight));
  g_string_free(line, TRUE);
}

static gboolean word_stands(const Plan *plan, const NoticePlaces *found, guint word) {
  for (guint part = 0; part < PART_N; part++)
    for (guint i = 0; i < found->places[part]->len; i++) {
      guint light = g_array_index(found->places[part], Place, i).light;
      if (g_array_index(plan->lights, Light, light).word == word)
        return TRUE;
    }
  return FALSE;
}

static void explain(const Plan *plan, const NoticePlaces *found, double score, SearchHit *hit) {
  hit->explain = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; plan->lights && i < plan->lights->len; i++)
    explain_light(plan, found, i, hit->explain);
  for (guint i = 0; i < plan->words->len; i++) {
    const PlanWord *word = plan->words->pdata[i];
    if (!word->faint && !word_stands(plan, found, i))
      g_ptr_array_add(hit->explain,
                      g_strdup_printf(_("%s: not said; by its facts, or missing"), word->text));
  }
  g_ptr_array_add(hit->explain, g_strdup_printf(_("nearness %.2f; score %.3f"),
                                                places_nearness(plan, found), score));
}

/* ---- snippets */

static void snippet_of(const Plan *plan, const NoticePlaces *found, SearchHit *hit) {
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(SnippetPlace));
  const GArray *body = found->places[PART_BODY];
  for (guint i = 0; i < body->len; i++) {
    const Place *place = &g_array_index(body, Place, i);
    const Light *light = &g_array_index(plan->lights, Light, place->light);
    SnippetPlace entry = {place->start, place->end, light->word, light->weight};
    g_array_append_val(places, entry);
  }
  hit->snippet.highlights = g_array_new(FALSE, FALSE, sizeof(guint));
  hit->snippet.text = snippet_cut(hit->notice->body, &found->folded[PART_BODY], places,
                                  SNIPPET_COLS, hit->snippet.highlights);
}

static void hit_free(gpointer data) {
  SearchHit *hit = data;
  notice_free(hit->notice);
  g_ptr_array_unref(hit->others);
  if (hit->explain)
    g_ptr_array_unref(hit->explain);
  if (hit->snippet.highlights)
    g_array_unref(hit->snippet.highlights);
  g_free(hit->snippet.text);
  g_free(hit);
}

/* The places of the notice shown, and where its body's come from. docid: its own, or 0. */
static void find_shown(Searcher *searcher, const Plan *plan, const SearchHit *hit, guint32 docid,
                       NoticePlaces *found) {
  IndexText text;
  FoldedText *body = &found->folded[PART_BODY];
  if (docid && index_reader_text(searcher->reader, docid, &text) &&
      (body->offsets = index_text_offsets(&text, hit->notice->body, hit->notice->body_bytes))) {
    body->text_bytes = text.bytes[PART_BODY];
    places_find_in(plan, &text, found);
    return;
  }
  places_find(plan, hit->notice, found);
}

static gboolean fill_hit(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                         const SearchAnswer *answer, SearchHit *hit, GError **error) {
  const Notice *ranked = hit->notice;
  hit->notices = 1;
  if (!options->notices && hit->notice->id) {
    if (!find_others(searcher, answer->answer->rows, hit, error))
      return FALSE;
    show_newest(hit);
  }
  if (!options->snippets && !options->explain)
    return TRUE;
  NoticePlaces found = {0};
  find_shown(searcher, plan, hit, hit->notice == ranked ? hit->docid : 0, &found);
  if (options->snippets)
    snippet_of(plan, &found, hit);
  if (options->explain)
    explain(plan, &found, hit->score, hit);
  places_clear(&found);
  return TRUE;
}

gboolean rank_hits(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                   SearchAnswer *answer, GError **error) {
  GArray *ranked = ranked_hits(searcher, options, plan, answer->answer, error);
  gboolean good = ranked != NULL;
  answer->hits = g_ptr_array_new_with_free_func(hit_free);
  for (guint i = 0; good && i < ranked->len; i++) {
    const Ranked *entry = &g_array_index(ranked, Ranked, i);
    SearchHit *hit = g_new0(SearchHit, 1);
    hit->rank = options->offset + i + 1;
    hit->score = entry->score;
    hit->docid = entry->hit.docid;
    hit->others = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
    hit->notice = index_reader_notice(searcher->reader, hit->docid, error);
    g_ptr_array_add(answer->hits, hit);
    good = hit->notice && !cancelled(options, error) &&
           fill_hit(searcher, options, plan, answer, hit, error);
  }
  if (ranked)
    g_array_unref(ranked);
  return good;
}
