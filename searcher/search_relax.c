/* The relaxed reading: notices that have enough of what the question says, weighed by how rare each
 * of its words is. */
#include "search_internal.h"

#include <math.h>

#define BEST_MAX 100 /* notices of a sentence that are looked at */
#define WORDS_MAX 8  /* of which sets are tried: at most 70 sets */

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
    if ((word->faint && !word->fact) || word->implied)
      word->share = 0;
    else if (word->fact)
      word->share *= search_weights.fact_share;
    else if (word->leaking)
      word->share *= search_weights.leaking_share;
    else if (word->inflected)
      word->share *= search_weights.inflected_share;
    if (plan->sentence && !word->frequency)
      word->share *= search_weights.unknown_share;
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
  return index_query_filter(rank, matching);
}

/* ---- how many of them are like the best */

/* Keys of the notices that say about as much as the best one. */
static GPtrArray *keys_of_best(IndexReader *reader, const IndexAnswer *answer, double share) {
  GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
  double best = answer->hits->len ? g_array_index(answer->hits, IndexHit, 0).score : 0;
  for (guint i = 0; best > 0 && i < answer->hits->len; i++) {
    const IndexHit *hit = &g_array_index(answer->hits, IndexHit, i);
    Notice *notice =
        hit->score < best * share ? NULL : index_reader_notice(reader, hit->docid, NULL);
    if (!notice)
      break;
    char *key = g_malloc(33);
    notice_key(notice, key);
    g_ptr_array_add(keys, key);
    notice_free(notice);
  }
  return keys;
}

/* Takes query; of its notices only those that say about as much as the best one. */
static IndexQuery *like_the_best(const Plan *plan, IndexQuery *query, double share) {
  IndexReader *reader = plan->searcher->reader;
  IndexRequest request = {.query = query, .limit = BEST_MAX, .sort = INDEX_SORT_RELEVANCE};
  IndexAnswer *answer = index_reader_ask(reader, &request, NULL);
  if (!answer)
    return query;
  GPtrArray *keys = keys_of_best(reader, answer, share);
  if (keys->len && keys->len < answer->hits->len)
    query = index_query_filter(query, index_query_keys(keys));
  g_ptr_array_unref(keys);
  index_answer_free(answer);
  return query;
}

/* Words that weigh, the weightiest first. */
static GPtrArray *weighty_words(const Plan *plan) {
  GPtrArray *words = g_ptr_array_new();
  weigh(plan);
  for (guint i = 0; i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    if (word->share > 0)
      g_ptr_array_add(words, word);
  }
  g_ptr_array_sort(words, by_share);
  if (words->len > WORDS_MAX)
    g_ptr_array_set_size(words, WORDS_MAX);
  return words;
}

static IndexQuery *enough_where_none_has_all(const Plan *plan, GPtrArray *words) {
  IndexQuery *query = NULL;
  const SearchWeights *weights = &search_weights;
  double least = plan->sentence ? weights->enough_least : weights->enough_of_words;
  double enough = weights->enough_most;
  do {
    index_query_free(query);
    query = enough_of(plan, words, enough);
    enough -= weights->enough_step;
  } while (!matches(plan, query) && enough > least - 1e-6);
  return query;
}

IndexQuery *plan_relaxed(const Plan *plan, gboolean strict) {
  g_autoptr(GPtrArray) words = weighty_words(plan);
  if (words->len < 2)
    return NULL;
  IndexQuery *query = strict ? enough_of(plan, words, search_weights.enough_beside_all)
                             : enough_where_none_has_all(plan, words);
  return like_the_best(plan, query, search_weights.like_best);
}
