#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "fold_steps.h"
#include "table.h"

#define NO_OCCURRENCE G_MAXUINT32
#define MATCHES_PER_RULE 8

typedef struct {
  guint32 set;
  guint32 gap_bytes; /* between the step before and this one */
} Step;

/* steps[first .. first + n) in order; absent: must not hold. */
typedef struct {
  guint32 first, n;
  gboolean absent;
} Chain;

typedef struct {
  Rule rule;
  guint32 first_chain, n_chains;
  guint32 trigger;             /* the set that it is looked at for */
  guint32 first_part, n_parts; /* marks of the other sets that must stand: parts[first_part …] */
} Compiled;

/* Words that stand for each other. A set triggers the rules of which it is the rarest part. */
typedef struct {
  GArray *words;    /* of guint */
  GArray *rules;    /* of guint: rules it triggers */
  double share;     /* of the sentences that hold one of its words, roughly: long words are rare */
  guint32 mark;     /* its number among the sets that are parts besides a trigger, from 1; else 0 */
  gboolean stepped; /* a rule of several words asks where it stands */
} Set;

/* What is asked of a rule before all else, side by side for the cache. */
typedef struct {
  guint32 scope, table; /* bits */
  gboolean alone;       /* one set is all of it */
} Sieve;

/* What a word leads to stands in the pool: how many of each, then the marks, the rules that it
 * triggers, and the sets that rules of several words ask for. */
typedef enum { LEADS_MARKS, LEADS_RULES, LEADS_SETS, LEADS_N } Leads;

const char *const rules_places[] = {"title",    "intro",      "body",    "cause",     "overview",
                                    "timeline", "content",    "count",   "discovery", "response",
                                    "second",   "prevention", "inquiry", "reference", NULL};

struct Rules {
  const char *const *scopes;
  Automaton *automaton;
  GPtrArray *tables;       /* of Table: classes live in them */
  GPtrArray *words;        /* of char*, by their number in the automaton */
  GHashTable *named;       /* "@name" -> GPtrArray of char*, folded words */
  GHashTable *sets_by_key; /* sorted words -> set + 1 */
  GArray *sets, *steps, *chains, *rules;
  guint32 *leads;     /* by word: its place in pool */
  GArray *pool;       /* of guint16 */
  Sieve *sieves;      /* by rule */
  GArray *parts;      /* of guint32: marks */
  guint32 marks;      /* how many there are, and one */
  guint32 leads_most; /* rules and sets of one word */
};

typedef struct {
  guint32 start, end, next;
} Occurrence;

/* The occurrences of a set, or of all that a rule is, in the sentence of this stamp. */
typedef struct {
  guint32 stamp, head, tail;
} State;

struct RulesScratch {
  guint32 *present; /* by mark: the stamp of the last sentence that has a word of its set */
  State *rules;     /* whose trigger stands in the sentence */
  State *sets;      /* that a candidate asks for */
  Occurrence *occurrences;
  guint32 *candidates; /* rules */
  guint32 n_occurrences, room, n_candidates, stamp;
};

/* ---- reading */

typedef struct {
  Rules *rules;
  const char *path;
  guint line;
  GError **error;
} Reader;

static gboolean fail(const Reader *reader, const char *what, const char *where) {
  g_set_error(reader->error, TABLE_ERROR, 0, "%s:%u: %s: %s", reader->path, reader->line, what,
              where);
  return FALSE;
}

static void set_clear(gpointer data) {
  Set *set = data;
  g_array_unref(set->words);
  g_array_unref(set->rules);
}

Rules *rules_new(const char *const *scopes) {
  Rules *rules = g_new0(Rules, 1);
  rules->scopes = scopes;
  rules->automaton = automaton_new();
  rules->words = g_ptr_array_new_with_free_func(g_free);
  rules->tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
  rules->named =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  rules->sets_by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  rules->sets = g_array_new(FALSE, FALSE, sizeof(Set));
  g_array_set_clear_func(rules->sets, set_clear);
  rules->steps = g_array_new(FALSE, FALSE, sizeof(Step));
  rules->chains = g_array_new(FALSE, FALSE, sizeof(Chain));
  rules->rules = g_array_new(FALSE, FALSE, sizeof(Compiled));
  rules->parts = g_array_new(FALSE, FALSE, sizeof(guint32));
  rules->pool = g_array_new(FALSE, FALSE, sizeof(guint16));
  return rules;
}

void rules_free(Rules *rules) {
  if (!rules)
    return;
  automaton_free(rules->automaton);
  g_ptr_array_unref(rules->tables);
  g_ptr_array_unref(rules->words);
  g_hash_table_unref(rules->named);
  g_hash_table_unref(rules->sets_by_key);
  g_array_unref(rules->sets);
  g_array_unref(rules->steps);
  g_array_unref(rules->chains);
  g_array_unref(rules->rules);
  g_array_unref(rules->parts);
  g_array_unref(rules->pool);
  g_free(rules->leads);
  g_free(rules->sieves);
  g_free(rules);
}

static gboolean add_words(const Reader *reader, const char *text, GPtrArray *words) {
  char *name = g_strstrip(g_strdup(text));
  gboolean ok = TRUE;
  if (*name == '@') {
    GPtrArray *set = g_hash_table_lookup(reader->rules->named, name);
    for (guint i = 0; set && i < set->len; i++)
      g_ptr_array_add(words, g_strdup(g_ptr_array_index(set, i)));
    ok = set || fail(reader, "unknown set", name);
  } else {
    char *word = fold_string(FOLD_INDEX, name, -1);
    if (*word)
      g_ptr_array_add(words, word);
    else
      ok = fail(reader, "empty word in pattern", text);
    if (!*word)
      g_free(word);
  }
  g_free(name);
  return ok;
}

/* An atom: {a|b}, @name or a word -> its words, folded. */
static GPtrArray *read_words(const Reader *reader, const char *atom, gsize bytes) {
  GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
  char *text = g_strstrip(g_strndup(atom, bytes));
  gsize n = strlen(text);
  gboolean ok = TRUE;
  if (*text == '{' && n > 1 && text[n - 1] == '}') {
    text[n - 1] = '\0';
    char **parts = g_strsplit(text + 1, "|", -1);
    for (char **part = parts; ok && *part; part++)
      ok = add_words(reader, *part, words);
    g_strfreev(parts);
  } else {
    ok = strpbrk(text, "{}|") ? fail(reader, "stray bracket in pattern", text)
                              : add_words(reader, text, words);
  }
  g_free(text);
  if (ok)
    return words;
  g_ptr_array_unref(words);
  return NULL;
}

static int compare_strings(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static guint add_word(Rules *rules, const char *folded) {
  guint number = automaton_add(rules->automaton, folded, strlen(folded));
  if (number == rules->words->len)
    g_ptr_array_add(rules->words, g_strdup(folded));
  return number;
}

guint rules_add_word(Rules *rules, const char *word) {
  char *folded = fold_string(FOLD_INDEX, word, -1);
  guint number = *folded ? add_word(rules, folded) : 0;
  g_free(folded);
  return number;
}

guint rules_words(const Rules *rules) {
  return rules->words->len;
}

const char *rules_word(const Rules *rules, guint number) {
  return g_ptr_array_index(rules->words, number);
}

/* How often a word stands in a sentence, by guess: each kanji makes it rarer than another letter.
 */
static double word_share(const char *word) {
  double share = 1;
  for (; *word; word = g_utf8_next_char(word))
    share /= fold_is_kanji(g_utf8_get_char(word)) ? 12 : 4;
  return share;
}

/* The set of these words, made once. */
static guint32 intern_set(Rules *rules, GPtrArray *words) {
  g_ptr_array_sort(words, compare_strings);
  GString *key = g_string_new(NULL);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf(key, "%s\n", (char *)g_ptr_array_index(words, i));
  guint known = GPOINTER_TO_UINT(g_hash_table_lookup(rules->sets_by_key, key->str));
  if (known) {
    g_string_free(key, TRUE);
    return known - 1;
  }
  Set set = {g_array_new(FALSE, FALSE, sizeof(guint)), g_array_new(FALSE, FALSE, sizeof(guint)), 0,
             0, FALSE};
  for (guint i = 0; i < words->len; i++) {
    const char *word = g_ptr_array_index(words, i);
    guint number = add_word(rules, word);
    if (i && strcmp(word, g_ptr_array_index(words, i - 1)) == 0)
      continue;
    set.share += word_share(word);
    g_array_append_val(set.words, number);
  }
  g_array_append_val(rules->sets, set);
  g_hash_table_insert(rules->sets_by_key, g_string_free(key, FALSE),
                      GUINT_TO_POINTER(rules->sets->len));
  return rules->sets->len - 1;
}

/* A .. B ..40 C */
static gboolean read_chain(const Reader *reader, const char *text, gboolean absent) {
  Rules *rules = reader->rules;
  Chain chain = {rules->steps->len, 0, absent};
  guint32 gap = 0;
  for (const char *p = text;;) {
    const char *dots = strstr(p, "..");
    GPtrArray *words = read_words(reader, p, dots ? (gsize)(dots - p) : strlen(p));
    if (!words)
      return FALSE;
    Step step = {intern_set(rules, words), gap};
    g_ptr_array_unref(words);
    g_array_append_val(rules->steps, step);
    chain.n++;
    if (!dots)
      break;
    char *after;
    guint32 chars = strtoul(dots + 2, &after, 10);
    gap = (after > dots + 2 && *after == ' ' && dots[2] != ' ' ? chars : RULES_GAP_CHARS) * 3;
    p = after > dots + 2 && dots[2] != ' ' ? after : dots + 2;
  }
  g_array_append_val(rules->chains, chain);
  return TRUE;
}

/* Where the next & or ! stands outside of brackets. */
static char *next_operator(char *p) {
  for (int depth = 0; *p; p++) {
    depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
    if (depth == 0 && (*p == '&' || *p == '!'))
      return p;
  }
  return p;
}

static gboolean read_pattern(const Reader *reader, const char *pattern, Compiled *compiled) {
  char *copy = g_strdup(pattern), *p = copy;
  gboolean ok = TRUE, absent = FALSE;
  compiled->first_chain = reader->rules->chains->len;
  for (;;) {
    char *stop = next_operator(p), operator= * stop;
    *stop = '\0';
    if (!(ok = read_chain(reader, p, absent)) || !operator)
      break;
    absent = operator== '!';
    p = stop + 1;
  }
  g_free(copy);
  compiled->n_chains = reader->rules->chains->len - compiled->first_chain;
  return ok;
}

static gboolean read_scope(const Reader *reader, const char *text, guint32 *scope) {
  *scope = G_MAXUINT32;
  if (strcmp(text, "-") == 0)
    return TRUE;
  gboolean but = *text == '!', ok = TRUE;
  char **names = g_strsplit(text + but, ",", -1);
  *scope = 0;
  for (char **name = names; ok && *name; name++) {
    guint i = 0;
    while (reader->rules->scopes[i] && strcmp(reader->rules->scopes[i], *name) != 0)
      i++;
    ok = reader->rules->scopes[i] || fail(reader, "unknown scope", *name);
    *scope |= 1u << (i & 31);
  }
  if (but)
    *scope = ~*scope;
  g_strfreev(names);
  return ok;
}

/* The positive part that stands in the fewest sentences: the rule is looked at only there. */
static guint32 rarest_set(const Rules *rules, const Compiled *compiled) {
  guint32 best = G_MAXUINT32;
  for (guint32 c = 0; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    for (guint32 s = 0; !chain->absent && s < chain->n; s++) {
      guint32 set = g_array_index(rules->steps, Step, chain->first + s).set;
      if (best == G_MAXUINT32 ||
          g_array_index(rules->sets, Set, set).share < g_array_index(rules->sets, Set, best).share)
        best = set;
    }
  }
  return best;
}

static gboolean add_rule(const Reader *reader, const char **cells, RulesClassFunc code_of,
                         gpointer user) {
  Rules *rules = reader->rules;
  char *end;
  Compiled compiled = {
      .rule = {.klass = cells[0], .table = rules->tables->len, .line = reader->line}};
  compiled.rule.weight = g_ascii_strtod(cells[1], &end);
  compiled.rule.firm = *end == '!';
  end += compiled.rule.firm;
  if (*end || end == cells[1])
    return fail(reader, "not a weight", cells[1]);
  compiled.rule.code = code_of(cells[0], user);
  if (compiled.rule.code < 0)
    return fail(reader, "unknown class", cells[0]);
  if (!read_scope(reader, cells[2], &compiled.rule.scope) ||
      !read_pattern(reader, cells[3], &compiled))
    return FALSE;
  guint number = rules->rules->len;
  compiled.trigger = rarest_set(rules, &compiled);
  g_array_append_val(rules->rules, compiled);
  g_array_append_val(g_array_index(rules->sets, Set, compiled.trigger).rules, number);
  return TRUE;
}

static gboolean add_named(const Reader *reader, const char **cells) {
  GPtrArray *words = read_words(reader, cells[1], strlen(cells[1]));
  if (!words)
    return FALSE;
  g_hash_table_replace(reader->rules->named, g_strdup(cells[0]), words);
  return TRUE;
}

gboolean rules_add_table(Rules *rules, const char *path, RulesClassFunc code_of, gpointer user,
                         GError **error) {
  Table *table = table_read(path, 2, 5, error);
  if (!table)
    return FALSE;
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < table->rows->len; i++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, i);
    Reader reader = {rules, path, row->line, error};
    if (*row->cells[0] == '@')
      ok = add_named(&reader, row->cells);
    else
      ok = add_rule(&reader, row->cells, code_of, user);
  }
  g_ptr_array_add(rules->tables, table);
  return ok;
}

static gboolean stands_alone(const Rules *rules, const Compiled *compiled) {
  return compiled->n_chains == 1 &&
         g_array_index(rules->chains, Chain, compiled->first_chain).n == 1;
}

/* Marks the sets of a rule; parts: those that must stand besides the trigger. */
static void compile_rule(Rules *rules, guint number) {
  Compiled *compiled = &g_array_index(rules->rules, Compiled, number);
  gboolean alone = stands_alone(rules, compiled);
  rules->sieves[number] = (Sieve){compiled->rule.scope, 1u << compiled->rule.table, alone};
  compiled->first_part = rules->parts->len;
  for (guint32 c = 0; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    for (guint32 i = 0; i < chain->n; i++) {
      guint32 number_of_set = g_array_index(rules->steps, Step, chain->first + i).set;
      Set *set = &g_array_index(rules->sets, Set, number_of_set);
      set->stepped = set->stepped || !alone;
      if (chain->absent || number_of_set == compiled->trigger)
        continue;
      if (set->mark == 0)
        set->mark = rules->marks++;
      g_array_append_val(rules->parts, set->mark);
    }
  }
  compiled->n_parts = rules->parts->len - compiled->first_part;
}

/* By word, the sets it is in. */
static GPtrArray *sets_by_word(const Rules *rules) {
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (guint w = 0; w < rules->words->len; w++)
    g_ptr_array_add(all, g_array_new(FALSE, FALSE, sizeof(guint32)));
  for (guint32 s = 0; s < rules->sets->len; s++) {
    const GArray *words = g_array_index(rules->sets, Set, s).words;
    for (guint i = 0; i < words->len; i++)
      g_array_append_val((GArray *)g_ptr_array_index(all, g_array_index(words, guint, i)), s);
  }
  return all;
}

static void add_lead(Rules *rules, guint32 word, Leads kind, guint32 number) {
  guint16 short_number = (guint16)number;
  g_array_append_val(rules->pool, short_number);
  g_array_index(rules->pool, guint16, rules->leads[word] + kind)++;
}

static void compile_word(Rules *rules, guint32 word, const GArray *sets) {
  const guint16 none[LEADS_N] = {0};
  rules->leads[word] = rules->pool->len;
  g_array_append_vals(rules->pool, none, LEADS_N);
  for (Leads kind = 0; kind < LEADS_N; kind++)
    for (guint i = 0; i < sets->len; i++) {
      guint32 number = g_array_index(sets, guint32, i);
      const Set *set = &g_array_index(rules->sets, Set, number);
      if (kind == LEADS_MARKS && set->mark)
        add_lead(rules, word, kind, set->mark);
      for (guint r = 0; kind == LEADS_RULES && r < set->rules->len; r++)
        add_lead(rules, word, kind, g_array_index(set->rules, guint, r));
      if (kind == LEADS_SETS && set->stepped)
        add_lead(rules, word, kind, number);
    }
  rules->leads_most = MAX(rules->leads_most, rules->pool->len - rules->leads[word]);
}

void rules_compile(Rules *rules) {
  g_assert(rules->rules->len < G_MAXUINT16 && rules->sets->len < G_MAXUINT16);
  rules->sieves = g_new(Sieve, rules->rules->len + 1);
  rules->leads = g_new(guint32, rules->words->len + 1);
  rules->marks = 1;
  for (guint r = 0; r < rules->rules->len; r++)
    compile_rule(rules, r);
  GPtrArray *sets = sets_by_word(rules);
  for (guint w = 0; w < sets->len; w++)
    compile_word(rules, w, g_ptr_array_index(sets, w));
  g_ptr_array_unref(sets);
  automaton_compile(rules->automaton);
}

guint rules_count(const Rules *rules) {
  return rules->rules->len;
}

/* ---- matching */

/* A Latin word doesn't end or begin within another. */
static gboolean cuts_latin(const char *text, gsize text_bytes, const AutomatonHit *hit) {
  return (hit->start > 0 && g_ascii_isalpha(text[hit->start]) &&
          g_ascii_isalpha(text[hit->start - 1])) ||
         (hit->end < text_bytes && g_ascii_isalpha(text[hit->end - 1]) &&
          g_ascii_isalpha(text[hit->end]));
}

void rules_scan(const Rules *rules, const char *text, gsize text_bytes, GArray *hits) {
  guint kept = hits->len;
  automaton_scan(rules->automaton, text, text_bytes, hits);
  for (guint i = kept; i < hits->len; i++) {
    AutomatonHit *hit = &g_array_index(hits, AutomatonHit, i);
    if (!cuts_latin(text, text_bytes, hit))
      g_array_index(hits, AutomatonHit, kept++) = *hit;
  }
  g_array_set_size(hits, kept);
}

RulesScratch *rules_scratch_new(const Rules *rules) {
  RulesScratch *scratch = g_new0(RulesScratch, 1);
  scratch->present = g_new0(guint32, rules->marks);
  scratch->rules = g_new0(State, rules->rules->len + 1);
  scratch->sets = g_new0(State, rules->sets->len + 1);
  scratch->candidates = g_new(guint32, rules->rules->len + 1);
  return scratch;
}

void rules_scratch_free(RulesScratch *scratch) {
  if (!scratch)
    return;
  g_free(scratch->present);
  g_free(scratch->rules);
  g_free(scratch->sets);
  g_free(scratch->occurrences);
  g_free(scratch->candidates);
  g_free(scratch);
}

static inline gboolean within(const AutomatonHit *hit, const RulesSentence *sentence) {
  return hit->start >= sentence->start && hit->end <= sentence->end;
}

static inline const guint16 *leads_of(const Rules *rules, guint32 word) {
  return (const guint16 *)(gpointer)rules->pool->data + rules->leads[word];
}

static inline void add_occurrence(RulesScratch *scratch, State *state, const AutomatonHit *hit) {
  guint32 number = scratch->n_occurrences++;
  scratch->occurrences[number] = (Occurrence){hit->start, hit->end, NO_OCCURRENCE};
  if (state->head == NO_OCCURRENCE)
    state->head = number;
  else
    scratch->occurrences[state->tail].next = number;
  state->tail = number;
}

/* Notes what a hit leads to: marks, and rules that are asked for, each once. */
static inline void note_hit(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hit,
                            const RulesSentence *sentence) {
  const guint16 *leads = leads_of(rules, hit->word), *at = leads + LEADS_N;
  guint32 stamp = scratch->stamp;
  for (const guint16 *end = at + leads[LEADS_MARKS]; at < end; at++)
    scratch->present[*at] = stamp;
  for (const guint16 *end = at + leads[LEADS_RULES]; at < end; at++) {
    const Sieve *sieve = &rules->sieves[*at];
    State *state = &scratch->rules[*at];
    if (!(sieve->scope >> sentence->place & 1) || !(sieve->table & sentence->tables))
      continue;
    if (state->stamp != stamp) {
      *state = (State){stamp, NO_OCCURRENCE, NO_OCCURRENCE};
      scratch->candidates[scratch->n_candidates++] = *at;
    }
    if (sieve->alone)
      add_occurrence(scratch, state, hit);
  }
}

static gboolean parts_present(const Rules *rules, const RulesScratch *scratch,
                              const Compiled *compiled) {
  const guint32 *parts = (const guint32 *)(gpointer)rules->parts->data + compiled->first_part;
  for (guint32 i = 0; i < compiled->n_parts; i++)
    if (scratch->present[parts[i]] != scratch->stamp)
      return FALSE;
  return TRUE;
}

static void want_sets(const Rules *rules, RulesScratch *scratch, const Compiled *compiled) {
  for (guint32 c = 0; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    for (guint32 i = 0; i < chain->n; i++)
      scratch->sets[g_array_index(rules->steps, Step, chain->first + i).set] =
          (State){scratch->stamp, NO_OCCURRENCE, NO_OCCURRENCE};
  }
}

/* Of the candidates keeps those that may hold. TRUE where one asks for the places of its sets. */
static gboolean sift_candidates(const Rules *rules, RulesScratch *scratch) {
  guint32 kept = 0;
  gboolean wants = FALSE;
  for (guint32 i = 0; i < scratch->n_candidates; i++) {
    guint32 rule = scratch->candidates[i];
    if (!rules->sieves[rule].alone) {
      const Compiled *compiled = &g_array_index(rules->rules, Compiled, rule);
      if (!parts_present(rules, scratch, compiled))
        continue;
      want_sets(rules, scratch, compiled);
      wants = TRUE;
    }
    scratch->candidates[kept++] = rule;
  }
  scratch->n_candidates = kept;
  return wants;
}

/* Where the sets stand that are asked for. */
static void place_hit(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hit) {
  const guint16 *leads = leads_of(rules, hit->word);
  const guint16 *at = leads + LEADS_N + leads[LEADS_MARKS] + leads[LEADS_RULES];
  for (const guint16 *end = at + leads[LEADS_SETS]; at < end; at++)
    if (scratch->sets[*at].stamp == scratch->stamp)
      add_occurrence(scratch, &scratch->sets[*at], hit);
}

/* Room for all that the hits can add. */
static void reserve(const Rules *rules, RulesScratch *scratch, gsize n_hits) {
  gsize need = n_hits * rules->leads_most;
  if (need <= scratch->room)
    return;
  scratch->room = (guint32)MAX(need, scratch->room * 2);
  scratch->occurrences = g_renew(Occurrence, scratch->occurrences, scratch->room);
}

static guint32 first_occurrence(const RulesScratch *scratch, guint32 set) {
  return scratch->sets[set].stamp == scratch->stamp ? scratch->sets[set].head : NO_OCCURRENCE;
}

/* Completes a chain of which the first step stands at first: fills last and end of match. */
static gboolean chain_complete(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                               const Occurrence *first, RuleMatch *match) {
  guint32 end = first->end;
  match->start = match->last = first->start;
  for (guint32 s = 1; s < chain->n; s++) {
    const Step *step = &g_array_index(rules->steps, Step, chain->first + s);
    guint32 at = first_occurrence(scratch, step->set);
    const Occurrence *next = NULL;
    for (; at != NO_OCCURRENCE; at = next->next) {
      next = &scratch->occurrences[at];
      if (next->start >= end)
        break;
    }
    if (at == NO_OCCURRENCE || next->start > end + step->gap_bytes)
      return FALSE;
    match->last = next->start;
    end = next->end;
  }
  match->end = end;
  return TRUE;
}

/* The next match of a chain, from occurrence *at on, which is moved behind it. */
static gboolean chain_next(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                           guint32 *at, RuleMatch *match) {
  while (*at != NO_OCCURRENCE) {
    const Occurrence *first = &scratch->occurrences[*at];
    *at = first->next;
    if (chain_complete(rules, scratch, chain, first, match))
      return TRUE;
  }
  return FALSE;
}

static gboolean other_chains_hold(const Rules *rules, const RulesScratch *scratch,
                                  const Compiled *compiled) {
  for (guint32 c = 1; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    RuleMatch other;
    guint32 at = first_occurrence(scratch, g_array_index(rules->steps, Step, chain->first).set);
    if (chain_next(rules, scratch, chain, &at, &other) == chain->absent)
      return FALSE;
  }
  return TRUE;
}

static void match_rule(const Rules *rules, const RulesScratch *scratch, const Compiled *compiled,
                       GArray *matches) {
  const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain);
  guint32 at = first_occurrence(scratch, g_array_index(rules->steps, Step, chain->first).set);
  if (at == NO_OCCURRENCE || !other_chains_hold(rules, scratch, compiled))
    return;
  RuleMatch match = {&compiled->rule, 0, 0, 0};
  for (int n = 0; n < MATCHES_PER_RULE; n++) {
    if (!chain_next(rules, scratch, chain, &at, &match))
      return;
    g_array_append_val(matches, match);
  }
}

/* A rule of one set holds wherever that stands. */
static void match_alone(const RulesScratch *scratch, const Compiled *compiled, guint32 at,
                        GArray *matches) {
  for (int n = 0; at != NO_OCCURRENCE && n < MATCHES_PER_RULE; n++) {
    const Occurrence *found = &scratch->occurrences[at];
    RuleMatch match = {&compiled->rule, found->start, found->start, found->end};
    g_array_append_val(matches, match);
    at = found->next;
  }
}

void rules_match(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits, gsize n_hits,
                 const RulesSentence *sentence, GArray *matches) {
  scratch->stamp++;
  scratch->n_occurrences = scratch->n_candidates = 0;
  reserve(rules, scratch, n_hits);
  for (gsize i = 0; i < n_hits; i++)
    if (within(&hits[i], sentence))
      note_hit(rules, scratch, &hits[i], sentence);
  gboolean wants = sift_candidates(rules, scratch);
  for (gsize i = 0; wants && i < n_hits; i++)
    if (within(&hits[i], sentence))
      place_hit(rules, scratch, &hits[i]);
  for (guint32 i = 0; i < scratch->n_candidates; i++) {
    guint32 rule = scratch->candidates[i];
    const Compiled *compiled = &g_array_index(rules->rules, Compiled, rule);
    if (rules->sieves[rule].alone)
      match_alone(scratch, compiled, scratch->rules[rule].head, matches);
    else
      match_rule(rules, scratch, compiled, matches);
  }
}
