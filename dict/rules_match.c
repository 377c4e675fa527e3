/* rules_match.c: the words of the rules in a text, and the rules that hold in a sentence of it. */
#include <string.h>

#include "rules_private.h"

#define MATCHES_PER_RULE 8
#define RULES_AT_ONCE RULES_POOL_SPARE

/* A word of the sentence that rules ask for. */
typedef struct {
  guint64 sets; /* of its lead: most others are told by these */
  guint32 lead; /* its place in Rules.leads */
  guint32 start, end;
} Found;

/* A word that triggers a rule: the rule's number, above it the word's. One number, for several are
 * made in one go. */
typedef guint32 Trigger;
#define TRIGGER_WORD_SHIFT 16
#define WORDS_MAX G_MAXUINT16 /* of a sentence; what stands behind is passed over */

static inline guint32 trigger_rule(Trigger trigger) {
  return trigger & ((1u << TRIGGER_WORD_SHIFT) - 1);
}

static inline guint32 trigger_word(Trigger trigger) {
  return trigger >> TRIGGER_WORD_SHIFT;
}

struct RulesScratch {
  const RulesSentence *sentence;
  Found *found; /* in the order of the text; of two that begin together the shorter comes first */
  guint32 n_found, found_room;
  gboolean reach_over; /* hits did, over the sentence's end, whose marks are noted all the same */
  Marks marks;         /* of what stands in the sentence */
  Trigger *triggers;   /* in the order of the text; when sieved, those of rules that may hold */
  guint32 n_triggers, triggers_room;
  guint32 *again;  /* by trigger: the next one of the same rule, or NONE */
  guint32 *listed; /* the first trigger of each rule that may hold … */
  guint32 *rules;  /* … by table */
  guint32 n_rules;
  guint32 *last;      /* by rule: its last trigger, counted through all sentences … */
  guint32 counted;    /* … of which so many are behind */
  RuleMatch *matches; /* of the sentence */
  guint32 n_matches, matches_room;
};
#define NONE G_MAXUINT32

/* A Latin word doesn't end or begin within another. */
static gboolean cuts_latin(const FoldedText *folded, const AutomatonHit *hit) {
  const char *text = folded->text;
  return (hit->start > 0 && g_ascii_isalpha(text[hit->start]) &&
          g_ascii_isalpha(text[hit->start - 1])) ||
         (hit->end < folded->text_bytes && g_ascii_isalpha(text[hit->end - 1]) &&
          g_ascii_isalpha(text[hit->end]));
}

/* The first hit from number i on that begins or ends with a letter of ASCII; n where none does. Few
 * do: several are looked at at once. */
static guint next_latin(const AutomatonHit *hits, guint n, guint i) {
  for (; i + 8 <= n; i += 8) {
    guint32 words = 0;
    for (guint k = 0; k < 8; k++)
      words |= hits[i + k].word;
    if (words & AUTOMATON_LATIN)
      break;
  }
  while (i < n && !(hits[i].word & AUTOMATON_LATIN))
    i++;
  return i;
}

void rules_scan(const Rules *rules, const FoldedText *text, GArray *hits) {
  g_array_set_size(hits, 0);
  automaton_scan(rules->automaton, text, 0, (guint)text->chars, hits);
  AutomatonHit *all = (AutomatonHit *)(gpointer)hits->data;
  guint kept = 0;
  for (guint from = 0, to; from < hits->len; from = to + 1) {
    to = next_latin(all, hits->len, from);
    if (kept < from)
      memmove(all + kept, all + from, (to - from) * sizeof *all);
    kept += to - from;
    if (to < hits->len) {
      all[kept] = all[to];
      all[kept].word &= ~AUTOMATON_LATIN;
      kept += !cuts_latin(text, &all[kept]);
    }
  }
  g_array_set_size(hits, kept);
}

RulesScratch *rules_scratch_new(const Rules *rules) {
  RulesScratch *scratch = g_new0(RulesScratch, 1);
  scratch->last = g_new0(guint32, rules->rules->len + 1);
  return scratch;
}

void rules_scratch_free(RulesScratch *scratch) {
  if (!scratch)
    return;
  g_free(scratch->found);
  g_free(scratch->triggers);
  g_free(scratch->again);
  g_free(scratch->listed);
  g_free(scratch->rules);
  g_free(scratch->last);
  g_free(scratch->matches);
  g_free(scratch);
}

/* TRUE where marks has all of parts. Without a branch, as what asks it. */
static inline gboolean has_marks(const Marks *marks, const Marks *parts) {
  guint64 missing = 0;
  for (guint w = 0; w < MARK_WORDS; w++)
    missing |= parts->bits[w] & ~marks->bits[w];
  return !missing;
}

/* Room for the words of so many hits, and for what they trigger. */
static void reserve(const Rules *rules, RulesScratch *scratch, gsize n_hits) {
  const gsize n_triggers = n_hits * rules->triggers_max + RULES_AT_ONCE;
  if (n_hits >= scratch->found_room) {
    scratch->found_room = (guint32)n_hits * 2 + 64;
    scratch->found = g_renew(Found, scratch->found, scratch->found_room);
  }
  if (n_triggers > scratch->triggers_room) {
    scratch->triggers_room = (guint32)n_triggers * 2;
    scratch->triggers = g_renew(Trigger, scratch->triggers, scratch->triggers_room);
    scratch->again = g_renew(guint32, scratch->again, scratch->triggers_room);
    scratch->listed = g_renew(guint32, scratch->listed, scratch->triggers_room);
    scratch->rules = g_renew(guint32, scratch->rules, scratch->triggers_room);
  }
}

/* Notes what rules a word triggers. There are few: as many as RULES_AT_ONCE are written in one go,
 * whether they are its own or not. */
static inline void put_triggers(const guint32 *restrict own, guint32 n, guint32 word,
                                Trigger *restrict triggers) {
  for (guint32 i = 0; i < RULES_AT_ONCE; i++)
    triggers[i] = own[i] | word << TRIGGER_WORD_SHIFT;
  for (guint32 i = RULES_AT_ONCE; G_UNLIKELY(i < n); i++)
    triggers[i] = own[i] | word << TRIGGER_WORD_SHIFT;
}

/* Takes the hits that end within the sentence, and what they trigger; without a branch, for they
 * are any. Behind them stands one that is nowhere. */
static void take_hits(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits,
                      gsize n_hits) {
  const guint32 end = scratch->sentence->end;
  const Lead *leads = (const Lead *)(gpointer)rules->leads->data;
  const guint32 *pool = (const guint32 *)(gpointer)rules->pool->data;
  reserve(rules, scratch, n_hits);
  Found *found = scratch->found;
  Trigger *triggers = scratch->triggers;
  Marks marks = {{0}};
  guint32 n = 0, n_triggers = 0;
  for (gsize i = 0; i < n_hits; i++) {
    const guint32 number = rules->lead_of[hits[i].word];
    const Lead *lead = &leads[number];
    const gboolean inside = hits[i].end <= end;
    found[n] = (Found){lead->sets, number, hits[i].start, hits[i].end};
    put_triggers(pool + lead->first, lead->n_rules, n, triggers + n_triggers);
    n_triggers += inside ? lead->n_rules : 0;
    n += (guint32)inside;
    for (guint w = 0; w < MARK_WORDS; w++)
      marks.bits[w] |= lead->marks.bits[w];
  }
  found[n] = (Found){0, 0, G_MAXUINT32, G_MAXUINT32};
  scratch->n_found = n;
  scratch->n_triggers = n_triggers;
  scratch->marks = marks;
  scratch->reach_over = n < n_hits;
}

/* Keeps the triggers of rules that may hold. */
static void sieve_triggers(const Rules *rules, RulesScratch *scratch) {
  const guint32 place = 1u << scratch->sentence->place, tables = scratch->sentence->tables;
  const Marks marks = scratch->marks;
  Trigger *triggers = scratch->triggers;
  guint32 kept = 0;
  for (guint32 i = 0; i < scratch->n_triggers; i++) {
    const Sieve *sieve = &rules->sieves[trigger_rule(triggers[i])];
    triggers[kept] = triggers[i];
    kept += (guint32)(has_marks(&marks, &sieve->parts) & ((sieve->scope & place) != 0) &
                      (tables >> sieve->table & 1));
  }
  scratch->n_triggers = kept;
}

static inline guint32 table_of(const Rules *rules, const RulesScratch *scratch, guint32 trigger) {
  return rules->sieves[trigger_rule(scratch->triggers[trigger])].table;
}

/* Lists the rules that triggers are of, and the triggers of each. at: by table and one, how many
 * rules of it are listed. */
static void list_rules(const Rules *rules, RulesScratch *scratch, guint32 *at) {
  if (scratch->counted > G_MAXUINT32 / 2) {
    memset(scratch->last, 0, rules->rules->len * sizeof *scratch->last);
    scratch->counted = 0;
  }
  const guint32 base = scratch->counted + 1;
  guint32 n = 0;
  for (guint32 i = 0; i < scratch->n_triggers; i++) {
    guint32 *last = &scratch->last[trigger_rule(scratch->triggers[i])];
    const gboolean first = *last < base;
    scratch->listed[n] = i;
    n += (guint32)first;
    at[table_of(rules, scratch, i) + 1] += (guint32)first;
    scratch->again[i] = NONE;
    scratch->again[first ? i : *last - base] = first ? NONE : i;
    *last = base + i;
  }
  scratch->n_rules = n;
  scratch->counted += scratch->n_triggers;
}

/* Puts the rules in the order of their tables, else as they are listed. */
static void sort_rules(const Rules *rules, RulesScratch *scratch, guint32 *at) {
  for (guint table = 1; table < rules->tables->len; table++)
    at[table] += at[table - 1];
  for (guint32 i = 0; i < scratch->n_rules; i++)
    scratch->rules[at[table_of(rules, scratch, scratch->listed[i])]++] = scratch->listed[i];
}

/* How far a walk along the words of a set has come. */
typedef struct {
  guint32 at;   /* the next word of the sentence */
  guint32 late; /* the byte from which on late words are looked for */
} Walk;

/* A word of a set, where it stands. */
typedef struct {
  guint32 start, end;
} Place;

/* The next word of a step's set from number at on that begins up to the byte to; where there is
 * none, one that begins behind it. */
static inline guint32 find_word(const Rules *rules, const RulesScratch *scratch, const Step *step,
                                guint32 to, guint32 at) {
  const Found *found = scratch->found;
  const guint64 bit = rules_set_bit(step->set);
  while (found[at].start <= to &&
         (!(found[at].sets & bit) || !rules_step_has(rules, step, found[at].lead)))
    at++;
  return at;
}

/* The first of these late words that begins between from and to; FALSE where there is none. */
static gboolean find_late(const char *words, const RulesSentence *sentence, guint32 from,
                          guint32 to, Place *place) {
  for (guint32 at = from, end; at <= to && at < sentence->end; at = end) {
    const char *p = sentence->text + at;
    end = at + (guint32)(g_utf8_next_char(p) - p);
    for (const char *late = words; *late && end <= sentence->end; late = g_utf8_next_char(late)) {
      if (strncmp(p, late, end - at) == 0) {
        *place = (Place){at, end};
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* The next word of a step that begins up to the byte to; FALSE where there is none. */
static inline gboolean walk_next(const Rules *rules, const RulesScratch *scratch, const Step *step,
                                 guint32 to, Walk *walk, Place *place) {
  guint32 at = find_word(rules, scratch, step, to, walk->at);
  const Found *next = &scratch->found[at];
  gboolean listed = next->start <= to;
  if (step->late &&
      find_late(step->late, scratch->sentence, walk->late, listed ? next->start : to, place)) {
    walk->late = place->end;
    return TRUE;
  }
  if (listed) {
    *place = (Place){next->start, next->end};
    walk->at = at + 1;
  }
  return listed;
}

/* Completes a chain of which the first step stands at first, before the word that walk has come to:
 * fills last and end of match. */
static gboolean chain_complete(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                               const Place *first, Walk walk, RuleMatch *match) {
  guint32 end = first->end;
  match->start = match->last = first->start;
  for (guint32 s = 1; s < chain->n; s++) {
    const Step *step = &g_array_index(rules->steps, Step, chain->first + s);
    Place next;
    while (scratch->found[walk.at].start < end)
      walk.at++;
    walk.late = end;
    if (!walk_next(rules, scratch, step, end + step->gap_bytes, &walk, &next))
      return FALSE;
    match->last = next.start;
    end = next.end;
  }
  match->end = end;
  return TRUE;
}

/* The next match of a chain, from walk on, which is moved behind it. */
static gboolean chain_next(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                           Walk *walk, RuleMatch *match) {
  const Step *step = &g_array_index(rules->steps, Step, chain->first);
  Place first;
  while (walk_next(rules, scratch, step, scratch->sentence->end, walk, &first))
    if (chain_complete(rules, scratch, chain, &first, *walk, match))
      return TRUE;
  return FALSE;
}

static gboolean other_chains_hold(const Rules *rules, const RulesScratch *scratch,
                                  const Compiled *compiled) {
  for (guint32 c = 1; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    RuleMatch other;
    const gboolean may = has_marks(&scratch->marks, &chain->parts);
    if (!may || (chain->exact && !scratch->reach_over)) {
      if (may == chain->absent)
        return FALSE;
      continue;
    }
    Walk walk = {0, scratch->sentence->start};
    if (chain_next(rules, scratch, chain, &walk, &other) == chain->absent)
      return FALSE;
  }
  return TRUE;
}

/* Room for the matches of so many rules more. */
static void reserve_matches(RulesScratch *scratch, guint32 n_rules) {
  const guint32 most = n_rules * MATCHES_PER_RULE;
  if (most > scratch->matches_room) {
    scratch->matches_room = 2 * most;
    scratch->matches = g_renew(RuleMatch, scratch->matches, scratch->matches_room);
  }
  scratch->n_matches = 0;
}

/* A rule whose first step is its trigger begins where a word triggers it: at trigger number at, and
 * again. */
static void match_triggered(const Rules *rules, RulesScratch *scratch, const Compiled *compiled,
                            guint32 at) {
  const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain);
  RuleMatch match = {&compiled->rule, 0, 0, 0};
  for (guint n = 0; at != NONE && n < MATCHES_PER_RULE; at = scratch->again[at]) {
    const guint32 word = trigger_word(scratch->triggers[at]);
    const Place first = {scratch->found[word].start, scratch->found[word].end};
    if (!chain_complete(rules, scratch, chain, &first, (Walk){word + 1, 0}, &match))
      continue;
    if (n++ == 0 && !other_chains_hold(rules, scratch, compiled))
      return;
    scratch->matches[scratch->n_matches++] = match;
  }
}

static void match_rule(const Rules *rules, RulesScratch *scratch, const Compiled *compiled) {
  const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain);
  Walk walk = {0, scratch->sentence->start};
  RuleMatch match = {&compiled->rule, 0, 0, 0};
  for (int n = 0; n < MATCHES_PER_RULE; n++) {
    if (!chain_next(rules, scratch, chain, &walk, &match) ||
        (n == 0 && !other_chains_hold(rules, scratch, compiled)))
      return;
    scratch->matches[scratch->n_matches++] = match;
  }
}

/* How many hits, which ascend, begin before a byte. */
static gsize count_before(const AutomatonHit *hits, gsize n_hits, guint32 byte) {
  gsize n = 0;
  while (n < n_hits && hits[n].start < byte)
    n++;
  return n;
}

gsize rules_match(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits, gsize n_hits,
                  const RulesSentence *sentence, GArray *matches) {
  const gsize n = count_before(hits, n_hits, sentence->end);
  scratch->sentence = sentence;
  take_hits(rules, scratch, hits, MIN(n, WORDS_MAX));
  sieve_triggers(rules, scratch);
  guint32 at[TABLES_MAX + 1] = {0};
  list_rules(rules, scratch, at);
  sort_rules(rules, scratch, at);
  reserve_matches(scratch, scratch->n_rules);
  for (guint32 i = 0; i < scratch->n_rules; i++) {
    const guint32 first = scratch->rules[i], rule = trigger_rule(scratch->triggers[first]);
    const Compiled *compiled = &g_array_index(rules->rules, Compiled, rule);
    if (compiled->begins)
      match_triggered(rules, scratch, compiled, first);
    else
      match_rule(rules, scratch, compiled);
  }
  if (scratch->n_matches)
    g_array_append_vals(matches, scratch->matches, scratch->n_matches);
  return n;
}
