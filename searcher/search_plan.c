/* A query tree -> a plan: the question's bare words, and what must hold beside them. */
#include "search_internal.h"

#include "dict/fold.h"
#include "shim/schema.h"

#define LATIN_WORDS_MAX 3 /* that are one word to the tables: data breach */

static void word_free(gpointer data) {
  PlanWord *word = data;
  g_free(word->text);
  g_free(word->shown);
  index_query_free(word->query);
  g_free(word);
}

/* Only words of text need the lexicon; reading it costs more than a question of facts alone. */
static gboolean asks_for_words(const QueryNode *node) {
  if (node->kind == QUERY_WORD)
    return TRUE;
  if (node->kind == QUERY_FIELD)
    return node->field == FIELD_ORG || node->field == FIELD_TITLE || node->field == FIELD_VENDOR;
  for (guint i = 0; node->children && i < node->children->len; i++)
    if (asks_for_words(node->children->pdata[i]))
      return TRUE;
  return FALSE;
}

Plan *plan_new(Searcher *searcher, const SearchOptions *options) {
  Plan *plan = g_new0(Plan, 1);
  plan->searcher = searcher;
  plan->synonyms = options->synonyms;
  plan->words = g_ptr_array_new_with_free_func(word_free);
  plan->hard = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  plan->nots = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  return plan;
}

void plan_free(Plan *plan) {
  if (!plan)
    return;
  g_ptr_array_unref(plan->words);
  g_ptr_array_unref(plan->hard);
  g_ptr_array_unref(plan->nots);
  if (plan->used)
    g_ptr_array_unref(plan->used);
  if (plan->lights)
    g_array_unref(plan->lights);
  g_free(plan);
}

/* A sentence about leaks says little by the word for it: it weighs, but need not stand there. */
static void read_sentence(Plan *plan) {
  guint others = 0;
  for (guint i = 0; i < plan->words->len; i++) {
    const PlanWord *word = plan->words->pdata[i];
    others += !word->leaking && !word->faint;
  }
  for (guint i = 0; others && i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    word->implied |= word->leaking;
  }
}

/* ---- leaking: メールアドレス 流出 asks for notices of which that data leaked */

/* Notices of which that data leaked, or that name it where nothing is known of what leaked. */
static IndexQuery *leaked(const Plan *plan, const PlanWord *word) {
  IndexQuery *fact = word_concept(plan, word->leak);
  if (!fact || !word->named)
    return fact;
  IndexQuery *either[] = {fact, index_query_filter(index_query_copy(word->query),
                                                   index_query_term(SCHEMA_DATA, SCHEMA_NONE, -1))};
  return index_query_or(either, 2);
}

/* What data leaked is a fact of the notice; that it leaked is then said. The words still weigh. */
static void read_leaks(Plan *plan) {
  const PlanWord *leaking = NULL;
  guint at = 0;
  for (guint i = 0; i < plan->words->len; i++)
    if (((PlanWord *)plan->words->pdata[i])->leaking)
      leaking = plan->words->pdata[i], at = i;
  for (guint i = 0; leaking && i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    if (!word->leak || i == at)
      continue;
    IndexQuery *fact = leaked(plan, word);
    if (!fact)
      continue;
    word->query = index_query_and_maybe(index_query_scale(fact, 0), word->query);
    plan->leak_read = TRUE;
  }
  for (guint i = 0; plan->leak_read && i < plan->words->len; i++) {
    PlanWord *word = plan->words->pdata[i];
    word->implied = word->leaking;
  }
}

/* ---- trees */

static IndexQuery *node_query(Plan *plan, const QueryNode *node, GError **error);

/* Within OR, NOT and brackets words are read strictly: a plan of their own, its words joined. */
static IndexQuery *inner_words(Plan *plan, const QueryNode *node, GError **error) {
  GPtrArray *outer = plan->words;
  gboolean sentence = plan->sentence;
  plan->words = g_ptr_array_new_with_free_func(word_free);
  IndexQuery *query = NULL;
  if (chunk_read(plan, node->text, error)) {
    g_autoptr(GPtrArray) children = g_ptr_array_new();
    for (guint i = 0; i < plan->words->len; i++) {
      PlanWord *word = plan->words->pdata[i];
      if (!word->faint)
        g_ptr_array_add(children, g_steal_pointer(&word->query));
    }
    query = index_query_and((IndexQuery **)children->pdata, children->len);
  }
  g_ptr_array_unref(plan->words);
  plan->words = outer;
  plan->sentence = sentence;
  return query;
}

static IndexQuery *list_query(Plan *plan, const QueryNode *node, GError **error) {
  g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  g_autoptr(GPtrArray) nots = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  for (guint i = 0; i < node->children->len; i++) {
    const QueryNode *child = node->children->pdata[i];
    gboolean negated = child->kind == QUERY_NOT && node->kind == QUERY_AND;
    IndexQuery *query = node_query(plan, negated ? child->children->pdata[0] : child, error);
    if (!query)
      return NULL;
    g_ptr_array_add(negated ? nots : children, query);
  }
  g_ptr_array_set_free_func(children, NULL);
  g_ptr_array_set_free_func(nots, NULL);
  IndexQuery *all = node->kind == QUERY_OR
                        ? index_query_or((IndexQuery **)children->pdata, children->len)
                    : children->len ? index_query_and((IndexQuery **)children->pdata, children->len)
                                    : index_query_all();
  return nots->len ? index_query_and_not(all, index_query_or((IndexQuery **)nots->pdata, nots->len))
                   : all;
}

static IndexQuery *prefix_query(Plan *plan, const QueryNode *node, GError **error) {
  (void)error;
  g_autofree char *folded = fold_string(FOLD_INDEX, node->text, -1);
  plan_light(plan, LIGHT_PREFIX, folded, 0, 1, plan->words->len);
  return index_query_prefix(SCHEMA_WORD, folded, -1);
}

static IndexQuery *quoted_query(Plan *plan, const QueryNode *node, GError **error) {
  g_autofree char *folded = fold_string(FOLD_INDEX, node->text, -1);
  IndexQuery *query = exact_query(plan->searcher, SCOPE_ALL, node->text, error);
  if (!query)
    return NULL;
  plan_light(plan, LIGHT_EXACT, folded, 0, 1, plan->words->len);
  /* the index weighs words: those of the string lift the notices that have more of them */
  IndexQuery *weight = index_query_scale(index_query_term(SCHEMA_WORD, folded, -1), 1);
  return index_query_and_maybe(query, weight);
}

static IndexQuery *node_query(Plan *plan, const QueryNode *node, GError **error) {
  switch (node->kind) {
  case QUERY_AND:
  case QUERY_OR:
    return list_query(plan, node, error);
  case QUERY_NOT: {
    IndexQuery *child = node_query(plan, node->children->pdata[0], error);
    return child ? index_query_and_not(index_query_all(), child) : NULL;
  }
  case QUERY_WORD:
    return inner_words(plan, node, error);
  case QUERY_EXACT:
    return quoted_query(plan, node, error);
  case QUERY_PREFIX:
    return prefix_query(plan, node, error);
  case QUERY_FIELD:
    return field_query(plan, node, error);
  }
  return index_query_none();
}

/* Words under a NOT must not be lit. */
static IndexQuery *not_query(Plan *plan, const QueryNode *node, GError **error) {
  GArray *lights = g_steal_pointer(&plan->lights);
  GPtrArray *used = g_steal_pointer(&plan->used);
  IndexQuery *query = node_query(plan, node, error);
  if (plan->lights)
    g_array_unref(plan->lights);
  if (plan->used)
    g_ptr_array_unref(plan->used);
  plan->lights = lights;
  plan->used = used;
  return query;
}

static gboolean read_child(Plan *plan, const QueryNode *node, GError **error) {
  *plan->at_chars = node->at_chars;
  if (node->kind == QUERY_WORD)
    return chunk_read(plan, node->text, error);
  gboolean negated = node->kind == QUERY_NOT;
  IndexQuery *query =
      negated ? not_query(plan, node->children->pdata[0], error) : node_query(plan, node, error);
  if (query)
    g_ptr_array_add(negated ? plan->nots : plan->hard, query);
  return query != NULL;
}

/* Latin words that the tables know as one (data breach): how many of the children from i on. */
static guint latin_words(const Plan *plan, const QueryNode *node, guint i, GString *joined) {
  guint known = 0;
  g_string_truncate(joined, 0);
  for (guint n = 0; n < LATIN_WORDS_MAX && i + n < node->children->len; n++) {
    const QueryNode *child = node->children->pdata[i + n];
    if (child->kind != QUERY_WORD || !g_str_is_ascii(child->text))
      break;
    g_autofree char *folded = fold_string(FOLD_INDEX, child->text, -1);
    g_string_append(joined, folded);
    if (n && lexicon_knows(plan->lexicon, joined->str, joined->len))
      known = n + 1;
  }
  return known;
}

/* The children of an AND from i on; how many were read, 0 and error. */
static guint read_children(Plan *plan, const QueryNode *node, guint i, GError **error) {
  g_autoptr(GString) joined = g_string_new(NULL);
  const QueryNode *child = node->children->pdata[i];
  guint n = plan->lexicon && plan->synonyms ? latin_words(plan, node, i, joined) : 0;
  if (n < 2)
    return read_child(plan, child, error) ? 1 : 0;
  g_string_truncate(joined, 0);
  for (guint k = 0; k < n; k++)
    g_string_append(joined, ((QueryNode *)node->children->pdata[i + k])->text);
  *plan->at_chars = child->at_chars;
  return chunk_read(plan, joined->str, error) ? n : 0;
}

gboolean plan_read(Plan *plan, const QueryNode *node, GError **error) {
  if (asks_for_words(node) && !(plan->lexicon = search_lexicon(plan->searcher, error)))
    return FALSE;
  if (node->kind != QUERY_AND) {
    if (!read_child(plan, node, error))
      return FALSE;
  } else {
    for (guint i = 0, n; i < node->children->len; i += n)
      if (!(n = read_children(plan, node, i, error)))
        return FALSE;
  }
  if (plan->synonyms)
    read_leaks(plan);
  if (plan->sentence)
    read_sentence(plan);
  return TRUE;
}

/* ---- the strict reading */

IndexQuery *plan_beside(const Plan *plan, IndexQuery *words) {
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  if (words)
    g_ptr_array_add(children, words);
  for (guint i = 0; i < plan->hard->len; i++)
    g_ptr_array_add(children, index_query_copy(plan->hard->pdata[i]));
  IndexQuery *all = children->len ? index_query_and((IndexQuery **)children->pdata, children->len)
                                  : index_query_all();
  if (!plan->nots->len)
    return all;
  g_autoptr(GPtrArray) nots = g_ptr_array_new();
  for (guint i = 0; i < plan->nots->len; i++)
    g_ptr_array_add(nots, index_query_copy(plan->nots->pdata[i]));
  return index_query_and_not(all, index_query_or((IndexQuery **)nots->pdata, nots->len));
}

IndexQuery *plan_words(const Plan *plan) {
  g_autoptr(GPtrArray) must = g_ptr_array_new();
  g_autoptr(GPtrArray) may = g_ptr_array_new();
  for (guint i = 0; i < plan->words->len; i++) {
    const PlanWord *word = plan->words->pdata[i];
    g_ptr_array_add(word->faint || word->implied ? may : must, index_query_copy(word->query));
  }
  IndexQuery *words = must->len ? index_query_and((IndexQuery **)must->pdata, must->len) : NULL;
  if (words && may->len)
    words = index_query_and_maybe(words, index_query_or((IndexQuery **)may->pdata, may->len));
  else if (may->len)
    words = index_query_or((IndexQuery **)may->pdata, may->len);
  return words;
}

IndexQuery *plan_query(const Plan *plan) {
  return plan_beside(plan, plan_words(plan));
}
