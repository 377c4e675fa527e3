/* A word -> the index query that finds it: its spellings, its synonyms, the facts it stands for. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/terms.h"
#include "shim/schema.h"

#define PHRASE_CHARS_MIN 4    /* of a phrase that its pairs can tell */
#define COMPOUND_UNITS_MAX 12 /* of which parts are replaced */

static const char *const prefixes[] = {SCHEMA_WORD, SCHEMA_ORGANISATION, SCHEMA_TITLE,
                                       SCHEMA_VENDOR_NAME};

static void light_clear(gpointer data) {
  g_free(((Light *)data)->text);
}

void plan_light(Plan *plan, LightKind kind, const char *text, gint64 value, double weight,
                guint word) {
  if (!plan->lights) {
    plan->lights = g_array_new(FALSE, FALSE, sizeof(Light));
    g_array_set_clear_func(plan->lights, light_clear);
  }
  Light light = {kind, g_strdup(text), value, weight, word};
  g_array_append_val(plan->lights, light);
}

static void synonym_free(gpointer data) {
  SearchSynonym *synonym = data;
  g_free(synonym->word);
  g_ptr_array_unref(synonym->used);
  g_free(synonym);
}

void plan_note_synonym(Plan *plan, const char *word, const char *used) {
  SearchSynonym *synonym = NULL;
  if (!plan->used)
    plan->used = g_ptr_array_new_with_free_func(synonym_free);
  for (guint i = 0; i < plan->used->len && !synonym; i++)
    if (g_str_equal(((SearchSynonym *)plan->used->pdata[i])->word, word))
      synonym = plan->used->pdata[i];
  if (!synonym) {
    synonym = g_new0(SearchSynonym, 1);
    synonym->word = g_strdup(word);
    synonym->used = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(plan->used, synonym);
  }
  for (guint i = 0; i < synonym->used->len; i++)
    if (g_str_equal(synonym->used->pdata[i], used))
      return;
  g_ptr_array_add(synonym->used, g_strdup(used));
}

/* ---- the word itself */

/* text with each of its units spelled as fold_word says; NULL where nothing changes. */
static char *spelled(const Analysis *analysis) {
  GString *out = g_string_new(NULL);
  gboolean changed = FALSE;
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    const char *text = analysis->index.text + unit->start;
    g_autofree char *other = fold_word(text, unit->end - unit->start);
    if (other)
      g_string_append(out, other);
    else
      g_string_append_len(out, text, unit->end - unit->start);
    changed |= other != NULL;
  }
  return g_string_free(out, !changed);
}

/* Only words with katakana have a second spelling. */
static gboolean may_be_spelled(const char *text) {
  for (; *text; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (c >= 0x30A1 && c <= 0x30FC)
      return TRUE;
  }
  return FALSE;
}

static gboolean is_one_run(const Analysis *analysis) {
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if ((i > 0 && !unit->joined) || unit->kind == UNIT_FUNCTION)
      return FALSE;
  }
  return analysis->units->len > 0;
}

/* What is found without a term of its own weighs by its units. */
static IndexQuery *weighed_by_units(IndexQuery *query, const Analysis *analysis) {
  g_autoptr(GPtrArray) units = g_ptr_array_new();
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    g_autofree char *text = g_strndup(analysis->index.text + unit->start, unit->end - unit->start);
    if (unit->kind != UNIT_MARK && unit->kind != UNIT_FUNCTION)
      g_ptr_array_add(units, index_query_term(SCHEMA_WORD, text, -1));
  }
  IndexQuery *weight = index_query_or((IndexQuery **)units->pdata, units->len);
  return index_query_and_maybe(query, index_query_scale(weight, search_weights.chain_part));
}

/* The dictionary's words that begin with the last character of a place's name and swallow it:
 * 埼玉県 is 埼玉|県内 in a text that says 埼玉県内. */
static const struct {
  const char *last, *tails;
} swallowers[] = {
    {"県", "内外下民立庁警営政議税道"}, {"府", "内外下民立庁警営政議税道"},
    {"都", "内外下民立庁営政議税道"},   {"道", "内外民立庁警営政議"},
    {"市", "内外民立長営政議税役"},     {"区", "内外民立長営政議税役"},
    {"町", "内外民立長営政議税役"},     {"村", "内外民立長営政議税役"},
};

static IndexQuery *swallowed(Plan *plan, const Asked *asked) {
  const char *tail = NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (guint i = 0; !tail && i < G_N_ELEMENTS(swallowers); i++)
    if (g_str_has_suffix(asked->text, swallowers[i].last))
      tail = swallowers[i].tails;
  if (!tail || g_utf8_strlen(asked->text, -1) < 3)
    return NULL;
  for (const char *next; *tail; tail = next) {
    next = g_utf8_next_char(tail);
    g_autofree char *word = g_strdup_printf("%s%.*s", asked->text, (int)(next - tail), tail);
    if (!search_frequency(plan->searcher, prefixes[asked->scope], word, -1))
      continue;
    g_ptr_array_add(words, index_query_term(prefixes[asked->scope], word, -1));
    plan_light(plan, LIGHT_WORD, word, 0, 1, asked->number);
  }
  return words->len ? index_query_or((IndexQuery **)words->pdata, words->len) : NULL;
}

/* In the organisation's, title's and vendors' terms there are no spellings: both are asked as they
 * are. Chains of at most TERMS_CHAIN_CHARS characters are terms wherever they stand; of longer ones
 * the text may have more units than the question, so that those are looked for in the text too. */
static IndexQuery *plain_of(Plan *plan, const Asked *asked, const Analysis *analysis,
                            GError **error) {
  const char *prefix = prefixes[asked->scope];
  IndexQuery *children[5] = {index_query_term(prefix, asked->text, -1), swallowed(plan, asked)};
  guint n = 2;
  g_autofree char *other = spelled(analysis);
  if (g_utf8_strlen(asked->text, -1) > TERMS_CHAIN_CHARS || !is_one_run(analysis)) {
    IndexQuery *proven = exact_at_boundaries(plan->searcher, asked->scope, asked->text, error);
    if (!proven) {
      index_query_free(children[0]);
      index_query_free(children[1]);
      return NULL;
    }
    children[n++] = weighed_by_units(proven, analysis);
  }
  if (other) {
    children[n++] = index_query_scale(index_query_term(prefix, other, -1), search_weights.spelling);
    plan_light(plan, LIGHT_WORD, other, 0, search_weights.spelling, asked->number);
  }
  if (asked->scope == SCOPE_ALL && may_be_spelled(asked->text))
    children[n++] =
        index_query_scale(index_query_term(SCHEMA_SPELLING, other ? other : asked->text, -1),
                          search_weights.spelling);
  return index_query_max(children, n);
}

IndexQuery *word_plain(Plan *plan, const Asked *asked, GError **error) {
  Analysis analysis = {0};
  analyzer_analyze(plan->searcher->thread, asked->text, -1, &analysis);
  plan_light(plan, LIGHT_WORD, asked->text, 0, 1, asked->number);
  IndexQuery *query = plain_of(plan, asked, &analysis, error);
  analysis_clear(&analysis);
  return query;
}

IndexQuery *word_base(const char *base) {
  return index_query_term(SCHEMA_BASE, base, -1);
}

guint word_frequency(const Plan *plan, const char *text) {
  guint n = search_frequency(plan->searcher, SCHEMA_WORD, text, -1);
  if (!n && may_be_spelled(text))
    n = search_frequency(plan->searcher, SCHEMA_SPELLING, text, -1);
  return n ? n : search_frequency(plan->searcher, SCHEMA_BASE, text, -1);
}

/* ---- others that mean it */

/* The dictionary form of a single inflected word; NULL where it is none. */
static const char *base_of(const Analysis *analysis) {
  if (analysis->units->len != 1)
    return NULL;
  const Unit *only = &g_array_index(analysis->units, Unit, 0);
  if (only->kind != UNIT_INFLECTED)
    return NULL;
  return only->base ? only->base : analysis->index.text;
}

/* The terms of a chain of units; NULL where the index has none. */
static IndexQuery *chain_terms(const Plan *plan, Scope scope, const char *text,
                               const Analysis *analysis) {
  Searcher *searcher = plan->searcher;
  g_autofree char *other = spelled(analysis);
  const char *spelling = other ? other : text;
  gboolean spellings = scope == SCOPE_ALL && may_be_spelled(text);
  gboolean itself = search_frequency(searcher, prefixes[scope], text, -1);
  gboolean short_form = other && search_frequency(searcher, prefixes[scope], other, -1);
  gboolean long_form = spellings && search_frequency(searcher, SCHEMA_SPELLING, spelling, -1);
  IndexQuery *forms[] = {itself ? index_query_term(prefixes[scope], text, -1) : NULL,
                         short_form ? index_query_term(prefixes[scope], other, -1) : NULL,
                         long_form ? index_query_term(SCHEMA_SPELLING, spelling, -1) : NULL};
  return itself || short_form || long_form ? index_query_max(forms, 3) : NULL;
}

static guint word_units(const Analysis *analysis) {
  guint n = 0;
  for (guint i = 0; i < analysis->units->len; i++)
    n += g_array_index(analysis->units, Unit, i).kind != UNIT_MARK;
  return n;
}

/* A phrase, and a chain too long for a term, stand in the text all the same: by their pairs. */
static IndexQuery *other_of(Plan *plan, Scope scope, const char *text, const Analysis *analysis) {
  Searcher *searcher = plan->searcher;
  const char *base = base_of(analysis);
  if (base)
    return search_frequency(searcher, SCHEMA_BASE, base, -1) ? word_base(base) : NULL;
  gboolean chain = is_one_run(analysis);
  glong chars = g_utf8_strlen(text, -1);
  IndexQuery *terms = chain ? chain_terms(plan, scope, text, analysis) : NULL;
  gboolean too_long = word_units(analysis) > TERMS_CHAIN_UNITS && chars > TERMS_CHAIN_CHARS;
  if (terms || scope != SCOPE_ALL || (chain ? !too_long : chars < PHRASE_CHARS_MIN) ||
      !index_reader_knows_pairs(searcher->reader))
    return terms;
  IndexQuery *pairs = exact_pairs(searcher, text);
  return pairs ? weighed_by_units(pairs, analysis) : NULL;
}

IndexQuery *word_other(Plan *plan, Scope scope, const char *text) {
  if (strchr(text, '+'))
    return NULL; /* a sequence is a way to ask, not a text */
  Analysis analysis = {0};
  analyzer_analyze(plan->searcher->thread, text, -1, &analysis);
  IndexQuery *query = analysis.units->len ? other_of(plan, scope, text, &analysis) : NULL;
  analysis_clear(&analysis);
  return query;
}

IndexQuery *word_concept(const Plan *plan, const LexiconConcept *concept) {
  guint n = 0;
  const QueryFieldInfo *fields = query_fields(&n);
  for (guint i = 0; i < n; i++)
    if (g_str_equal(fields[i].key, concept->field))
      return field_keys(plan->searcher->taxonomy, fields[i].field, concept->keys, NULL);
  return NULL;
}

static void add_other(Plan *plan, const Asked *asked, const LexiconWord *word,
                      GPtrArray *children) {
  IndexQuery *query = word_other(plan, asked->scope, word->word);
  if (!query)
    return;
  g_ptr_array_add(children, index_query_scale(query, word->weight));
  if (!g_str_equal(asked->shown, word->written))
    plan_note_synonym(plan, asked->shown, word->written);
  plan_light(plan, LIGHT_WORD, word->word, 0, word->weight, asked->number);
}

/* The prefix under which the index has a field's codes; NULL for a field without. */
static const char *fact_prefix(const char *field, TaxonomyKind *kind) {
  static const struct {
    const char *field, *prefix;
    TaxonomyKind kind;
  } facts[] = {{"cause", SCHEMA_CAUSE, TAXONOMY_CAUSE},
               {"sector", SCHEMA_SECTOR, TAXONOMY_SECTOR},
               {"data", SCHEMA_DATA, TAXONOMY_DATA},
               {"media", SCHEMA_MEDIA, TAXONOMY_MEDIA}};
  for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
    if (g_str_equal(facts[i].field, field)) {
      *kind = facts[i].kind;
      return facts[i].prefix;
    }
  return NULL;
}

/* Notices with one of the facts, all of the same weight: as rare as the facts are together. A fact
 * has no frequency within a notice, so that only a prefix weighs. */
static IndexQuery *weighed_concept(const Plan *plan, const LexiconConcept *concept) {
  TaxonomyKind kind = TAXONOMY_CAUSE;
  const char *prefix = fact_prefix(concept->field, &kind);
  g_autoptr(GPtrArray) facts = g_ptr_array_new();
  g_auto(GStrv) keys = g_strsplit(concept->keys, ",", -1);
  char text[16];
  for (guint i = 0; keys[i]; i++) {
    int code = prefix ? taxonomy_code(plan->searcher->taxonomy, kind, keys[i]) : -1;
    if (prefix && code < 0)
      continue;
    g_snprintf(text, sizeof text, "%02d", code);
    g_ptr_array_add(
        facts, index_query_prefix(prefix ? prefix : SCHEMA_VENDOR, prefix ? text : keys[i], -1));
  }
  return facts->len ? index_query_synonym((IndexQuery **)facts->pdata, facts->len) : NULL;
}

/* What a synonym stands for is this word's too. */
static void add_concept(Plan *plan, const Asked *asked, LexiconUse use, const GArray *others,
                        GPtrArray *children) {
  const LexiconConcept *concept = lexicon_concept(plan->lexicon, asked->text, use);
  for (guint i = 0; !concept && i < others->len; i++) {
    const LexiconWord *other = &g_array_index(others, LexiconWord, i);
    if (other->kind <= LEXICON_SYNONYM && other->weight >= search_weights.concept_min)
    concept = lexicon_concept(plan->lexicon, other->word, use);
  }
  IndexQuery *query = concept ? weighed_concept(plan, concept) : NULL;
  if (query)
    g_ptr_array_add(children, index_query_scale(query, concept->weight));
}

static void add_part(Plan *plan, const Asked *asked, const char *before, const LexiconWord *part,
                     const char *behind, GPtrArray *children) {
  if (part->kind > LEXICON_SYNONYM || part->weight < search_weights.part_min ||
      strchr(part->word, '+'))
    return;
  g_autofree char *whole = g_strconcat(before, part->word, behind, NULL);
  g_autofree char *written = g_strconcat(before, part->written, behind, NULL);
  LexiconWord other = {whole, written, part->kind, part->weight * search_weights.part_synonym};
  add_other(plan, asked, &other, children);
}

/* Within a compound one part may stand for another: 北大|病院 -> 北海道大学病院. */
static void add_parts(Plan *plan, const Asked *asked, const Analysis *analysis,
                      GPtrArray *children) {
  const char *text = analysis->index.text;
  guint n = analysis->units->len;
  for (guint i = 0; n > 1 && n <= COMPOUND_UNITS_MAX && i < n; i++)
    for (guint j = i; j < n; j++) {
      guint32 from = g_array_index(analysis->units, Unit, i).start;
      guint32 to = g_array_index(analysis->units, Unit, j).end;
      if ((i == 0 && j == n - 1) || !lexicon_knows(plan->lexicon, text + from, to - from))
        continue;
      g_autofree char *before = g_strndup(text, from), *part = g_strndup(text + from, to - from);
      g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, part, FALSE);
      for (guint o = 0; o < others->len; o++)
        add_part(plan, asked, before, &g_array_index(others, LexiconWord, o), text + to, children);
    }
}

static void add_others(Plan *plan, const Asked *asked, const Analysis *analysis,
                       GPtrArray *children, GPtrArray *facts) {
  g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, asked->text, plan->related);
  for (guint i = 0; i < others->len; i++)
    add_other(plan, asked, &g_array_index(others, LexiconWord, i), children);
  if (is_one_run(analysis) && !lexicon_knows(plan->lexicon, asked->text, strlen(asked->text)))
    add_parts(plan, asked, analysis, children);
  if (asked->scope == SCOPE_ALL)
    add_concept(plan, asked, LEXICON_ALSO, others, facts);
  if (asked->scope == SCOPE_ALL && plan->related)
    add_concept(plan, asked, LEXICON_HINT, others, facts);
}

/* The best of the words, and beside it what facts add: a notice that merely names a cause ranks
 * below those that have it. */
static IndexQuery *words_and_facts(GPtrArray *words, GPtrArray *facts) {
  IndexQuery *both[] = {
      words->len ? index_query_max((IndexQuery **)words->pdata, words->len) : NULL,
      facts->len ? index_query_max((IndexQuery **)facts->pdata, facts->len) : NULL};
  if (both[0] && both[1])
    return index_query_or(both, 2);
  return both[0] ? both[0] : both[1];
}

IndexQuery *word_others(Plan *plan, const Asked *asked) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  g_autoptr(GPtrArray) facts = g_ptr_array_new();
  Analysis analysis = {0};
  analyzer_analyze(plan->searcher->thread, asked->text, -1, &analysis);
  add_others(plan, asked, &analysis, words, facts);
  analysis_clear(&analysis);
  return words_and_facts(words, facts);
}

static IndexQuery *inflected(const char *text, const char *base) {
  IndexQuery *forms[] = {index_query_term(SCHEMA_WORD, text, -1),
                         index_query_term(SCHEMA_SPELLING, text, -1), word_base(base)};
  return index_query_max(forms, 3);
}

IndexQuery *word_wide(Plan *plan, const Asked *asked, GError **error) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  g_autoptr(GPtrArray) facts = g_ptr_array_new();
  Analysis analysis = {0};
  analyzer_analyze(plan->searcher->thread, asked->text, -1, &analysis);
  const char *base = asked->scope == SCOPE_ALL ? base_of(&analysis) : NULL;
  IndexQuery *self = base ? inflected(asked->text, base) : plain_of(plan, asked, &analysis, error);
  if (self) {
    g_ptr_array_add(words, self);
    plan_light(plan, LIGHT_WORD, asked->text, 0, 1, asked->number);
    if (plan->synonyms)
      add_others(plan, asked, &analysis, words, facts);
  }
  analysis_clear(&analysis);
  if (!self)
    return NULL;
  return words_and_facts(words, facts);
}
