#include "rules_private.h"

#include <stdlib.h>
#include <string.h>

#include "fold_steps.h"
#include "table.h"

const char *const rules_places[] = {"title",    "intro",      "body",    "cause",     "overview",
                                    "timeline", "content",    "count",   "discovery", "response",
                                    "second",   "prevention", "inquiry", "reference", NULL};

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
  g_free(set->late);
}

Rules *rules_new(const char *const *scopes) {
  Rules *rules = g_new0(Rules, 1);
  rules->scopes = scopes;
  rules->automaton = automaton_new();
  rules->numbers = g_hash_table_new(g_str_hash, g_str_equal);
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
  rules->pool = g_array_new(FALSE, FALSE, sizeof(guint32));
  rules->leads = g_array_new(FALSE, FALSE, sizeof(Lead));
  return rules;
}

void rules_free(Rules *rules) {
  if (!rules)
    return;
  automaton_free(rules->automaton);
  g_hash_table_unref(rules->numbers);
  g_ptr_array_unref(rules->tables);
  g_ptr_array_unref(rules->words);
  g_hash_table_unref(rules->named);
  g_hash_table_unref(rules->sets_by_key);
  g_array_unref(rules->sets);
  g_array_unref(rules->steps);
  g_array_unref(rules->chains);
  g_array_unref(rules->rules);
  g_array_unref(rules->pool);
  g_free(rules->lead_of);
  g_array_unref(rules->leads);
  g_free(rules->sieves);
  g_free(rules->members);
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
  guint known = GPOINTER_TO_UINT(g_hash_table_lookup(rules->numbers, folded));
  if (known)
    return known - 1;
  char *word = g_strdup(folded);
  g_ptr_array_add(rules->words, word);
  g_hash_table_insert(rules->numbers, word, GUINT_TO_POINTER(rules->words->len));
  return rules->words->len - 1;
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
  Set set = {g_array_new(FALSE, FALSE, sizeof(guint)),
             g_array_new(FALSE, FALSE, sizeof(guint)),
             0,
             FALSE,
             0,
             NULL};
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
    Step step = {intern_set(rules, words), gap, NULL, NO_MARK};
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
  const Chain *first = &g_array_index(rules->chains, Chain, compiled.first_chain);
  compiled.begins = g_array_index(rules->steps, Step, first->first).set == compiled.trigger;
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

static void add_mark(Marks *marks, guint bit) {
  marks->bits[bit / 64] |= G_GUINT64_CONSTANT(1) << bit % 64;
}

/* Calls func for each set of a rule. */
typedef void (*SetFunc)(Rules *rules, guint number, guint32 set, Chain *chain);

static void each_set(Rules *rules, guint number, SetFunc func) {
  const Compiled *compiled = &g_array_index(rules->rules, Compiled, number);
  for (guint32 c = 0; c < compiled->n_chains; c++) {
    Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    for (guint32 i = 0; i < chain->n; i++)
      func(rules, number, g_array_index(rules->steps, Step, chain->first + i).set, chain);
  }
}

static void note_use(Rules *rules, guint number, guint32 set_number, Chain *chain) {
  Set *set = &g_array_index(rules->sets, Set, set_number);
  gboolean trigger = set_number == g_array_index(rules->rules, Compiled, number).trigger;
  set->part = set->part || (!set->late && (chain->absent || !trigger));
}

static void ask_part(Rules *rules, guint number, guint32 set_number, Chain *chain) {
  const Set *set = &g_array_index(rules->sets, Set, set_number);
  gboolean trigger = set_number == g_array_index(rules->rules, Compiled, number).trigger;
  if (!set->part)
    return;
  add_mark(&chain->parts, set->mark);
  chain->exact = chain->n == 1 && set->mark < OWN_BITS;
  if (!chain->absent && !trigger)
    add_mark(&rules->sieves[number].parts, set->mark);
}

static int commoner_first(gconstpointer a, gconstpointer b) {
  const Set *x = *(const Set *const *)a, *y = *(const Set *const *)b;
  return x->share > y->share ? -1 : x->share < y->share;
}

/* The commonest have bits of their own: they stand nearly everywhere and would hide the others. */
static void give_marks(Rules *rules) {
  GPtrArray *parts = g_ptr_array_new();
  for (guint s = 0; s < rules->sets->len; s++)
    if (g_array_index(rules->sets, Set, s).part)
      g_ptr_array_add(parts, &g_array_index(rules->sets, Set, s));
  g_ptr_array_sort(parts, commoner_first);
  for (guint i = 0; i < parts->len; i++)
    ((Set *)g_ptr_array_index(parts, i))->mark =
        i < OWN_BITS ? i : OWN_BITS + (i - OWN_BITS) % (MARK_BITS - OWN_BITS);
  g_ptr_array_unref(parts);
}

static void mark_steps(Rules *rules) {
  for (guint s = 0; s < rules->steps->len; s++) {
    Step *step = &g_array_index(rules->steps, Step, s);
    const Set *set = &g_array_index(rules->sets, Set, step->set);
    step->mark = set->part && set->mark < OWN_BITS ? set->mark : NO_MARK;
  }
}

static void compile_rules(Rules *rules) {
  for (guint r = 0; r < rules->rules->len; r++) {
    const Compiled *compiled = &g_array_index(rules->rules, Compiled, r);
    rules->sieves[r] = (Sieve){.scope = compiled->rule.scope, .table = compiled->rule.table};
    each_set(rules, r, note_use);
  }
  give_marks(rules);
  for (guint r = 0; r < rules->rules->len; r++)
    each_set(rules, r, ask_part);
  mark_steps(rules);
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

static Lead compile_lead(Rules *rules, const GArray *sets) {
  Lead lead = {.first = rules->pool->len};
  for (guint i = 0; i < sets->len; i++) {
    guint32 number = g_array_index(sets, guint32, i);
    const Set *set = &g_array_index(rules->sets, Set, number);
    lead.sets |= rules_set_bit(number);
    if (set->part)
      add_mark(&lead.marks, set->mark);
  }
  for (guint i = 0; i < sets->len; i++) {
    const GArray *triggered =
        g_array_index(rules->sets, Set, g_array_index(sets, guint32, i)).rules;
    if (triggered->len)
      g_array_append_vals(rules->pool, triggered->data, triggered->len);
    lead.n_rules += triggered->len;
  }
  return lead;
}

static guint hash_sets(gconstpointer key) {
  const GArray *sets = key;
  guint hash = sets->len;
  for (guint i = 0; i < sets->len; i++)
    hash = hash * 31 + g_array_index(sets, guint32, i);
  return hash;
}

static gboolean equal_sets(gconstpointer a, gconstpointer b) {
  const GArray *x = a, *y = b;
  return x->len == y->len && (!x->len || memcmp(x->data, y->data, x->len * sizeof(guint32)) == 0);
}

/* A lead for all words that are in the same sets. */
static void compile_leads(Rules *rules, const GPtrArray *sets) {
  GHashTable *known = g_hash_table_new(hash_sets, equal_sets);
  rules->lead_of = g_new(guint16, sets->len + 1);
  for (guint w = 0; w < sets->len; w++) {
    gpointer own = g_ptr_array_index(sets, w);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(known, own));
    if (!number) {
      Lead lead = compile_lead(rules, own);
      g_array_append_val(rules->leads, lead);
      rules->triggers_max = MAX(rules->triggers_max, lead.n_rules);
      number = rules->leads->len;
      g_hash_table_insert(known, own, GUINT_TO_POINTER(number));
    }
    rules->lead_of[w] = (guint16)(number - 1);
  }
  g_hash_table_unref(known);
  g_assert(rules->leads->len <= G_MAXUINT16);
}

/* Notes for each set which leads are of its words. */
static void compile_members(Rules *rules, const GPtrArray *sets) {
  rules->member_words = rules->leads->len / 64 + 1;
  rules->members = g_new0(guint64, (gsize)rules->sets->len * rules->member_words);
  for (guint w = 0; w < sets->len; w++) {
    const GArray *own = g_ptr_array_index(sets, w);
    const guint32 lead = rules->lead_of[w];
    for (guint i = 0; i < own->len; i++)
      rules->members[g_array_index(own, guint32, i) * rules->member_words + lead / 64] |=
          G_GUINT64_CONSTANT(1) << lead % 64;
  }
}

static gboolean is_late(const Rules *rules, guint32 word, const GArray *sets) {
  const char *text = rules_word(rules, word);
  gunichar c = g_utf8_get_char(text);
  gboolean late =
      !fold_is_kanji(c) && !(c < 0x80 && g_ascii_isalnum((char)c)) && !*g_utf8_next_char(text);
  for (guint i = 0; late && i < sets->len; i++)
    late = !g_array_index(rules->sets, Set, g_array_index(sets, guint32, i)).rules->len;
  return late;
}

static void add_late(Set *set, const char *word) {
  char *late = g_strconcat(set->late ? set->late : "", word, NULL);
  g_free(set->late);
  set->late = late;
}

/* All but the late words are scanned for. */
static void compile_automaton(Rules *rules, const GPtrArray *sets) {
  for (guint w = 0; w < rules->words->len; w++) {
    const char *word = rules_word(rules, w);
    const GArray *own = g_ptr_array_index(sets, w);
    gboolean late = is_late(rules, w, own);
    if (!late)
      automaton_add(rules->automaton, word, strlen(word), w);
    for (guint i = 0; late && i < own->len; i++)
      add_late(&g_array_index(rules->sets, Set, g_array_index(own, guint32, i)), word);
  }
  automaton_compile(rules->automaton);
  for (guint s = 0; s < rules->steps->len; s++) {
    Step *step = &g_array_index(rules->steps, Step, s);
    step->late = g_array_index(rules->sets, Set, step->set).late;
  }
}

void rules_compile(Rules *rules) {
  g_assert(rules->rules->len < G_MAXUINT16 && rules->sets->len < G_MAXUINT16 &&
           rules->tables->len <= TABLES_MAX);
  rules->sieves = g_new0(Sieve, rules->rules->len + 1);
  GPtrArray *sets = sets_by_word(rules);
  compile_automaton(rules, sets);
  compile_rules(rules);
  compile_leads(rules, sets);
  compile_members(rules, sets);
  const guint32 spare[RULES_POOL_SPARE] = {0};
  g_array_append_vals(rules->pool, spare, RULES_POOL_SPARE);
  g_ptr_array_unref(sets);
}

guint rules_count(const Rules *rules) {
  return rules->rules->len;
}
