/* What a sentence tells of, by the rules that read notices: メールをCCで送ってアドレスが見えた is a
 * misdelivery, though it names none. */
#include <string.h>

#include "dict/fold.h"
#include "dict/rules.h"
#include "search_chunk.h"
#include "shim/schema.h"

#define PLACE_TITLE 0 /* of rules_places: a question is as short as a title */
#define CAUSES_MAX 32

struct SearchRules {
  Rules *rules;
  RulesScratch *scratch;
};

static int named_cause(const char *klass, gpointer user) {
  return taxonomy_code(user, TAXONOMY_CAUSE, klass);
}

/* Of this table only the named sets are wanted. */
static int any_signal(const char *klass, gpointer user) {
  (void)klass;
  (void)user;
  return 0;
}

static gboolean add_table(Rules *rules, const char *data_dir, const char *name,
                          RulesClassFunc code_of, gpointer user, GError **error) {
  g_autofree char *path = g_build_filename(data_dir, name, NULL);
  return rules_add_table(rules, path, code_of, user, error);
}

static const SearchRules *rules_of(Searcher *searcher, GError **error) {
  if (searcher->rules)
    return searcher->rules;
  Rules *rules = rules_new(rules_places);
  if (!add_table(rules, searcher->data_dir, "context-rules.tsv", any_signal, NULL, error) ||
      !add_table(rules, searcher->data_dir, "causes-rules.tsv", named_cause, searcher->taxonomy,
                 error)) {
    rules_free(rules);
    return NULL;
  }
  rules_compile(rules);
  searcher->rules = g_new0(SearchRules, 1);
  searcher->rules->rules = rules;
  searcher->rules->scratch = rules_scratch_new(rules);
  return searcher->rules;
}

void search_rules_free(SearchRules *rules) {
  if (!rules)
    return;
  rules_scratch_free(rules->scratch);
  rules_free(rules->rules);
  g_free(rules);
}

/* How much the sentence says for each cause; the most of it. */
static double score_causes(const SearchRules *rules, const FoldedText *text, double *scores) {
  double most = 0;
  g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(RuleMatch));
  rules_scan(rules->rules, text, hits);
  const RulesSentence sentence = {text->text, 0, (guint32)text->text_bytes, PLACE_TITLE,
                                  RULES_ALL_TABLES};
  rules_match(rules->rules, rules->scratch, (const AutomatonHit *)(gpointer)hits->data, hits->len,
              &sentence, matches);
  for (guint i = 0; i < matches->len; i++) {
    const Rule *rule = g_array_index(matches, RuleMatch, i).rule;
    if (rule->table != 1 || rule->code < 0 || rule->code >= CAUSES_MAX)
      continue;
    scores[rule->code] = MAX(scores[rule->code], rule->weight);
    most = MAX(most, rule->weight);
  }
  return most;
}

static IndexQuery *causes_query(const Searcher *searcher, const double *scores, double least,
                                GString *keys) {
  g_autoptr(GPtrArray) causes = g_ptr_array_new();
  int unknown = taxonomy_unknown(searcher->taxonomy, TAXONOMY_CAUSE);
  char code[8];
  for (int i = 0; i < CAUSES_MAX; i++) {
    if (scores[i] < least || i == unknown)
      continue;
    g_snprintf(code, sizeof code, "%02d", i);
    /* a fact has no frequency within a notice: only a prefix weighs */
    g_ptr_array_add(causes, index_query_prefix(SCHEMA_CAUSE, code, -1));
    g_string_append_printf(keys, "%s%s", keys->len ? "," : "cause:",
                           taxonomy_value(searcher->taxonomy, TAXONOMY_CAUSE, (guint)i)->key);
  }
  return causes->len ? index_query_synonym((IndexQuery **)causes->pdata, causes->len) : NULL;
}

IndexQuery *cause_query(const Chunk *chunk, char **named) {
  double scores[CAUSES_MAX] = {0};
  Searcher *searcher = chunk->plan->searcher;
  const SearchRules *rules = rules_of(searcher, chunk->error);
  if (!rules)
    return NULL;
  double most = score_causes(rules, &chunk->analysis.index, scores);
  GString *keys = g_string_new(NULL);
  IndexQuery *query = most < search_weights.cause_least
                          ? NULL
                          : causes_query(searcher, scores, most * search_weights.cause_share, keys);
  *named = g_string_free(keys, FALSE);
  return query ? index_query_scale(query, search_weights.cause) : NULL;
}
