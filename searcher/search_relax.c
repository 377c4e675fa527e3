/* The relaxed reading: notices that have enough of what the question says, weighed by how rare each
 * of its words is. */
#include "search_internal.h"

#include <math.h>

/* Share of the question's weight that a notice must have: where some have all of it, and where none
 * has, one after the other until something is found. */
static const double ENOUGH_BESIDE_STRICT = 0.7, ENOUGH[] = {0.6, 0.5, 0.4};
/* Most notices are of leaks: saying so says little. Verbs are said in many ways. */
static const double LEAKING_SHARE = 0.25, INFLECTED_SHARE = 0.6;
#define WORDS_MAX 8 /* of which sets are tried: at most 70 sets */

static guint matches(const Plan *plan, const IndexQuery *query) {
  IndexRequest request = {.query = query, .limit = 0};
  IndexAnswer *answer = index_reader_ask(plan->searcher->reader, &request, NULL);
  guint notices = answer ? answer->notices : 0;
  index_answer_free(answer);
  return notices;
}

static void weigh(const Plan *plan) {
  double sum = 0, all = index_reader_notices(plan->searcher->reader);
  for (guint i = 0; i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    word->frequency = matches(plan, word->query);
    word->share = log((all + 1) / (MIN(word->frequency, all) + 0.5)) + 0.1;
    if (word->faint || word->implied)
      word->share = 0;
    else if (word->leaking)
      word->share *= LEAKING_SHARE;
    else if (word->inflected)
      word->share *= INFLECTED_SHARE;
    sum += word->share;
  }
  for (guint i = 0; sum > 0 && i < plan->words->len; i++)
    ((PlanWord *)plan->words->pdata[i])->share /= sum;
}

typedef struct {
  GPtrArray *words; /* of PlanWord*, the weightiest first */
  double enough;
  GPtrArray *sets; /* of IndexQuery* */
} Sets;

static int by_share(gconstpointer a, gconstpointer b) {
  const PlanWord *left = *(PlanWord *const *)a, *right = *(PlanWord *const *)b;
  return left->share > right->share ? -1 : left->share < right->share;
}

static void add_set(Sets *sets, guint32 mask) {
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  for (guint i = 0; i < sets->words->len; i++)
    if (mask >> i & 1)
      g_ptr_array_add(children, index_query_copy(((PlanWord *)sets->words->pdata[i])->query));
  g_ptr_array_add(sets->sets, index_query_and((IndexQuery **)children->pdata, children->len));
}

/* All least sets of words that weigh enough: as soon as one does, adding to it says nothing new. */
static void find_sets(Sets *sets, guint next, guint32 mask, double weight) {
  if (weight >= sets->enough - 1e-9) {
    add_set(sets, mask);
    return;
  }
  for (guint i = next; i < sets->words->len; i++)
    find_sets(sets, i + 1, mask | 1u << i, weight + ((PlanWord *)sets->words->pdata[i])->share);
}

static IndexQuery *enough_of(const Plan *plan, GPtrArray *words, double enough) {
  g_autoptr(GPtrArray) all = g_ptr_array_new();
  Sets sets = {words, enough, g_ptr_array_new()};
  find_sets(&sets, 0, 0, 0);
  for (guint i = 0; i < plan->words->len; i++)
    g_ptr_array_add(all, index_query_copy(((PlanWord *)plan->words->pdata[i])->query));
  IndexQuery *rank = index_query_or((IndexQuery **)all->pdata, all->len);
  IndexQuery *matching = index_query_or((IndexQuery **)sets.sets->pdata, sets.sets->len);
  g_ptr_array_unref(sets.sets);
  return plan_beside(plan, index_query_filter(rank, matching));
}

IndexQuery *plan_relaxed(const Plan *plan, gboolean strict) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  weigh(plan);
  for (guint i = 0; i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    if (word->share > 0)
      g_ptr_array_add(words, word);
  }
  g_ptr_array_sort(words, by_share);
  if (words->len > WORDS_MAX)
    g_ptr_array_set_size(words, WORDS_MAX);
  if (words->len < 2)
    return NULL;
  if (strict)
    return enough_of(plan, words, ENOUGH_BESIDE_STRICT);
  IndexQuery *query = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(ENOUGH); i++) {
    index_query_free(query);
    query = enough_of(plan, words, ENOUGH[i]);
    if (matches(plan, query))
      break;
  }
  return query;
}
