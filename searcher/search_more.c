/* What another reading of the question would find beside this one, and how to ask for it. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/terms.h"
#include "shim/schema.h"

#define MORE_MAX 5

typedef struct {
  Searcher *searcher;
  const SearchOptions *options;
  SearchAnswer *answer;
  GError **error;
} More;

static void more_free(gpointer data) {
  SearchMore *more = data;
  g_free(more->query);
  g_free(more->why);
  g_free(more);
}

/* Offers text where it finds incidents that the answer hasn't. Takes query. */
static gboolean offer(More *more, const char *text, const char *why, IndexQuery *query) {
  guint beyond = 0, all = 0;
  GPtrArray *list = more->answer->more;
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal(((SearchMore *)list->pdata[i])->query, text)) {
      index_query_free(query);
      return TRUE;
    }
  gboolean good = index_reader_compare(more->searcher->reader, query, more->answer->answer, &all,
                                       &beyond, more->error);
  if (good && beyond && list->len < MORE_MAX) {
    SearchMore *entry = g_new0(SearchMore, 1);
    entry->query = g_strdup(text);
    entry->why = g_strdup(why);
    entry->incidents = all;
    g_ptr_array_add(list, entry);
  }
  index_query_free(query);
  return good;
}

/* The same question read anew from its text, strictly. NULL and error. */
static IndexQuery *read_again(More *more, const char *text) {
  guint at = 0;
  QueryNode *node = query_parse(text, &at, more->error);
  Plan *plan = node ? plan_new(more->searcher, more->options) : NULL;
  IndexQuery *query = NULL;
  if (plan) {
    plan->at_chars = &at;
    query = plan_read(plan, node, more->error) ? plan_query(plan) : NULL;
  }
  plan_free(plan);
  query_node_free(node);
  return query;
}

static gboolean offer_text(More *more, const char *text, const char *why) {
  IndexQuery *query = read_again(more, text);
  return query && offer(more, text, why, query);
}

/* The query with child number i printed anew: quoted, or replaced by text. */
static char *with_child(const QueryNode *node, guint number, const char *text) {
  if (node->kind != QUERY_AND)
    return g_strdup(text);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < node->children->len; i++) {
    const QueryNode *child = node->children->pdata[i];
    g_autofree char *printed = query_print(child);
    gboolean brackets = child->kind == QUERY_OR && node->children->len > 1;
    g_string_append_printf(out, "%s%s%s%s", out->len ? " " : "", brackets ? "(" : "",
                           i == number ? text : printed, brackets ? ")" : "");
  }
  return g_string_free(out, FALSE);
}

static char *quoted(const char *text) {
  QueryNode node = {.kind = QUERY_EXACT, .text = (char *)text};
  return query_print(&node);
}

static gboolean offer_quoted(More *more, const QueryNode *node, guint number, const char *text) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  if (!exact_straddles(more->searcher, folded, more->answer->answer))
    return TRUE;
  g_autofree char *exact = quoted(text), *whole = with_child(node, number, exact);
  return offer_text(more, whole, "straddling");
}

static gboolean first_reading(const char *reading, const char *word, gpointer user) {
  GPtrArray *words = user;
  (void)reading;
  g_ptr_array_add(words, g_strdup(word));
  return words->len < 8;
}

/* A kana word that stands in texts itself is not read as other words; they are offered. */
static gboolean offer_readings(More *more, const QueryNode *node, guint number, const char *text) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  if (!word_is_kana(folded))
    return TRUE;
  if (!index_reader_readings(more->searcher->reader, folded, FALSE, first_reading, words,
                             more->error))
    return FALSE;
  for (guint i = 0; i < words->len && i < 3; i++) {
    g_autofree char *whole = with_child(node, number, words->pdata[i]);
    if (!offer_text(more, whole, "reading"))
      return FALSE;
  }
  return TRUE;
}

/* A compound that no notice has: its parts as words. */
static gboolean offer_parts(More *more, const QueryNode *node, guint number, const char *text) {
  Analysis analysis = {0};
  GString *parts = g_string_new(NULL);
  analyzer_analyze(more->searcher->thread, text, -1, &analysis);
  guint n = 0;
  for (guint i = 0; i < analysis.units->len; i++) {
    const Unit *unit = &g_array_index(analysis.units, Unit, i);
    if (unit->kind == UNIT_FUNCTION || unit->kind == UNIT_MARK)
      continue;
    g_string_append_printf(parts, "%s%.*s", n++ ? " " : "", (int)(unit->end - unit->start),
                           analysis.index.text + unit->start);
  }
  analysis_clear(&analysis);
  g_autofree char *whole = with_child(node, number, parts->str);
  gboolean good = n < 2 || offer_text(more, whole, "parts");
  g_string_free(parts, TRUE);
  return good;
}

/* Amounts and days are found by value: their digits stand in others by chance. */
static gboolean has_digit(const char *text) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  return strpbrk(folded, "0123456789") != NULL;
}

static gboolean offer_for_word(More *more, const QueryNode *node, guint number, const char *text) {
  if (has_digit(text))
    return TRUE;
  if (!offer_quoted(more, node, number, text) || !offer_readings(more, node, number, text))
    return FALSE;
  return more->answer->incidents || offer_parts(more, node, number, text);
}

/* Data and leaking were read together: the words alone, as they are written. */
static gboolean offer_plain(More *more, const Plan *plan) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < plan->words->len; i++) {
    const PlanWord *word = plan->words->pdata[i];
    const char *said = word->text;
    if (word->faint)
      continue;
    g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, word->text, FALSE);
    for (guint o = 0; word->leak && o < others->len; o++) {
      const char *other = g_array_index(others, LexiconWord, o).word;
      if (word_frequency(plan, other) > word_frequency(plan, said))
        said = other;
    }
    g_autofree char *exact = word->leak ? quoted(said) : g_strdup(said);
    g_string_append_printf(text, "%s%s", text->len ? " " : "", exact);
  }
  gboolean good = offer_text(more, text->str, "plain");
  g_string_free(text, TRUE);
  return good;
}

/* Several words of which no notice has all, or few: one of them is enough. */
static gboolean offer_any(More *more, const QueryNode *node) {
  GString *text = g_string_new(NULL);
  guint words = 0;
  for (guint i = 0; i < node->children->len; i++) {
    const QueryNode *child = node->children->pdata[i];
    gboolean word = child->kind == QUERY_WORD || child->kind == QUERY_EXACT;
    g_autofree char *printed = query_print(child);
    words += word;
    if (word)
      g_string_append_printf(text, "%s%s", text->len ? " OR " : "", printed);
  }
  gboolean good = words < 2 || offer_text(more, text->str, "any_word");
  g_string_free(text, TRUE);
  return good;
}

static gboolean offer_all(More *more, const QueryNode *node, const Plan *plan) {
  if (node->kind == QUERY_WORD)
    return plan->sentence || offer_for_word(more, node, 0, node->text);
  for (guint i = 0; node->kind == QUERY_AND && i < node->children->len; i++) {
    const QueryNode *child = node->children->pdata[i];
    if (child->kind == QUERY_WORD && !plan->sentence && !offer_for_word(more, node, i, child->text))
      return FALSE;
  }
  return TRUE;
}

gboolean more_find(Searcher *searcher, const QueryNode *node, const SearchOptions *options,
                   const Plan *plan, SearchAnswer *answer, GError **error) {
  More more = {searcher, options, answer, error};
  answer->more = g_ptr_array_new_with_free_func(more_free);
  if (plan->leak_read && !offer_plain(&more, plan))
    return FALSE;
  if (!offer_all(&more, node, plan))
    return FALSE;
  return node->kind != QUERY_AND || answer->incidents >= 3 || plan->sentence ||
         offer_any(&more, node);
}
