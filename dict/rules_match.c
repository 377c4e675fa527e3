/* rules_match.c: the words of the rules in a text, and the rules that hold in a sentence of it. */
#include <string.h>

#include "rules_private.h"

#define NO_OCCURRENCE G_MAXUINT32
#define MATCHES_PER_RULE 8

typedef struct {
  guint32 start, end, next;
} Occurrence;

/* The occurrences of a set, or of all that a rule is, in the sentence of this stamp. */
typedef struct {
  guint32 stamp, head, tail;
} State;

/* A word of the sentence. */
typedef struct {
  const Lead *lead;
  guint32 start, end;
} Found;

struct RulesScratch {
  Found *found; /* in the order of the text */
  State *rules; /* whose trigger stands in the sentence */
  State *sets;  /* that a candidate asks for */
  Occurrence *occurrences;
  guint32 *candidates; /* rules */
  guint32 n_found, n_occurrences, room, n_candidates, stamp;
  const RulesSentence *sentence;
};

/* A Latin word doesn't end or begin within another. */
static gboolean cuts_latin(const char *text, gsize from, gsize to, const AutomatonHit *hit) {
  return (hit->start > from && g_ascii_isalpha(text[hit->start]) &&
          g_ascii_isalpha(text[hit->start - 1])) ||
         (hit->end < to && g_ascii_isalpha(text[hit->end - 1]) && g_ascii_isalpha(text[hit->end]));
}

void rules_scan(const Rules *rules, const char *text, gsize from, gsize to, GArray *hits) {
  guint kept = hits->len;
  automaton_scan(rules->automaton, text, from, to, hits);
  for (guint i = kept; i < hits->len; i++) {
    AutomatonHit *hit = &g_array_index(hits, AutomatonHit, i);
    if (!cuts_latin(text, from, to, hit))
      g_array_index(hits, AutomatonHit, kept++) = *hit;
  }
  g_array_set_size(hits, kept);
}

RulesScratch *rules_scratch_new(const Rules *rules) {
  RulesScratch *scratch = g_new0(RulesScratch, 1);
  scratch->rules = g_new0(State, rules->rules->len + 1);
  scratch->sets = g_new0(State, rules->sets->len + 1);
  scratch->candidates = g_new(guint32, rules->rules->len + 1);
  return scratch;
}

void rules_scratch_free(RulesScratch *scratch) {
  if (!scratch)
    return;
  g_free(scratch->rules);
  g_free(scratch->sets);
  g_free(scratch->found);
  g_free(scratch->occurrences);
  g_free(scratch->candidates);
  g_free(scratch);
}

static inline const guint16 *pool_at(const Rules *rules, guint32 at) {
  return (const guint16 *)(gpointer)rules->pool->data + at;
}

static inline void add_occurrence(RulesScratch *scratch, State *state, const Found *hit) {
  guint32 number = scratch->n_occurrences++;
  scratch->occurrences[number] = (Occurrence){hit->start, hit->end, NO_OCCURRENCE};
  if (state->head == NO_OCCURRENCE)
    state->head = number;
  else
    scratch->occurrences[state->tail].next = number;
  state->tail = number;
}

static inline void add_marks(Marks *marks, const Marks *more) {
  for (guint w = 0; w < MARK_WORDS; w++)
    marks->bits[w] |= more->bits[w];
}

/* TRUE where marks has all of parts. */
static inline gboolean has_marks(const Marks *marks, const Marks *parts) {
  guint64 missing = 0;
  for (guint w = 0; w < MARK_WORDS; w++)
    missing |= parts->bits[w] & ~marks->bits[w];
  return !missing;
}

/* Takes the hits that lie within the sentence. Returns the marks of what stands there. */
static Marks take_hits(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits,
                       gsize n_hits) {
  const RulesSentence *sentence = scratch->sentence;
  const Lead *leads = (const Lead *)(gpointer)rules->leads->data;
  Marks marks = {{0}};
  guint32 n = 0;
  for (gsize i = 0; i < n_hits; i++) {
    const Lead *lead = &leads[rules->lead_of[hits[i].word]];
    scratch->found[n] = (Found){lead, hits[i].start, hits[i].end};
    if (hits[i].start < sentence->start || hits[i].end > sentence->end)
      continue;
    n++;
    add_marks(&marks, &lead->marks);
  }
  scratch->n_found = n;
  return marks;
}

/* Notes the rules that a hit triggers and that may hold, each once. */
static inline void note_hit(const Rules *rules, RulesScratch *scratch, const Found *hit,
                            const Marks *marks) {
  const RulesSentence *sentence = scratch->sentence;
  const guint16 *at = pool_at(rules, hit->lead->first);
  for (const guint16 *end = at + hit->lead->n_rules; at < end; at++) {
    const Sieve *sieve = &rules->sieves[*at];
    if (!has_marks(marks, &sieve->parts) || !(sieve->scope >> sentence->place & 1) ||
        !(sieve->table & sentence->tables))
      continue;
    State *state = &scratch->rules[*at];
    if (state->stamp != scratch->stamp) {
      *state = (State){scratch->stamp, NO_OCCURRENCE, NO_OCCURRENCE};
      scratch->candidates[scratch->n_candidates++] = *at;
    }
    if (sieve->alone)
      add_occurrence(scratch, state, hit);
  }
}

static guint64 want_sets(const Rules *rules, RulesScratch *scratch, const Compiled *compiled) {
  guint64 steps = 0;
  for (guint32 c = 0; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    for (guint32 i = 0; i < chain->n; i++) {
      guint32 set = g_array_index(rules->steps, Step, chain->first + i).set;
      scratch->sets[set] = (State){scratch->stamp, NO_OCCURRENCE, NO_OCCURRENCE};
      steps |= rules_step_bit(set);
    }
  }
  return steps;
}

/* The sets whose places the candidates ask for: their bits. */
static guint64 wanted_steps(const Rules *rules, RulesScratch *scratch) {
  guint64 steps = 0;
  for (guint32 i = 0; i < scratch->n_candidates; i++) {
    guint32 rule = scratch->candidates[i];
    if (!rules->sieves[rule].alone)
      steps |= want_sets(rules, scratch, &g_array_index(rules->rules, Compiled, rule));
  }
  return steps;
}

/* Where the sets stand that are asked for. */
static void place_hit(const Rules *rules, RulesScratch *scratch, const Found *hit) {
  const guint16 *at = pool_at(rules, hit->lead->first + hit->lead->n_rules);
  for (const guint16 *end = at + hit->lead->n_sets; at < end; at++)
    if (scratch->sets[*at].stamp == scratch->stamp)
      add_occurrence(scratch, &scratch->sets[*at], hit);
}

/* Room for all that the hits can add. */
static void reserve(const Rules *rules, RulesScratch *scratch, gsize n_hits) {
  gsize need = (n_hits + 1) * rules->leads_most;
  if (need <= scratch->room)
    return;
  scratch->room = (guint32)MAX(need, scratch->room * 2);
  scratch->found = g_renew(Found, scratch->found, scratch->room / rules->leads_most + 1);
  scratch->occurrences = g_renew(Occurrence, scratch->occurrences, scratch->room);
}

/* How far a walk along the occurrences of a set has come. */
typedef struct {
  guint32 listed; /* the next one that the scan found */
  guint32 late;   /* the byte from which on late words are looked for */
} Walk;

static Walk walk_from(const RulesScratch *scratch, guint32 set, guint32 from) {
  const State *state = &scratch->sets[set];
  Walk walk = {state->stamp == scratch->stamp ? state->head : NO_OCCURRENCE, from};
  while (walk.listed != NO_OCCURRENCE && scratch->occurrences[walk.listed].start < from)
    walk.listed = scratch->occurrences[walk.listed].next;
  return walk;
}

/* The first late word of a set that begins between from and to; FALSE where there is none. */
static gboolean find_late(const Set *set, const RulesSentence *sentence, guint32 from, guint32 to,
                          Occurrence *found) {
  for (guint32 at = from, end; at <= to && at < sentence->end; at = end) {
    const char *p = sentence->text + at;
    end = at + (guint32)(g_utf8_next_char(p) - p);
    for (const char *late = set->late; *late && end <= sentence->end;
         late = g_utf8_next_char(late)) {
      if (memcmp(p, late, end - at) == 0) {
        *found = (Occurrence){at, end, NO_OCCURRENCE};
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* The next occurrence of a set; FALSE where none begins up to the byte to. Of two that begin
 * together the shorter comes first. */
static gboolean walk_next(const Rules *rules, const RulesScratch *scratch, guint32 set_number,
                          guint32 to, Walk *walk, Occurrence *found) {
  const Occurrence *listed =
      walk->listed == NO_OCCURRENCE ? NULL : &scratch->occurrences[walk->listed];
  const Set *set = &g_array_index(rules->sets, Set, set_number);
  to = listed ? MIN(to, listed->start) : to;
  if (set->late && find_late(set, scratch->sentence, walk->late, to, found)) {
    walk->late = found->end;
    return TRUE;
  }
  if (!listed || listed->start > to)
    return FALSE;
  *found = *listed;
  walk->listed = listed->next;
  return TRUE;
}

/* Completes a chain of which the first step stands at first: fills last and end of match. */
static gboolean chain_complete(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                               const Occurrence *first, RuleMatch *match) {
  guint32 end = first->end;
  match->start = match->last = first->start;
  for (guint32 s = 1; s < chain->n; s++) {
    const Step *step = &g_array_index(rules->steps, Step, chain->first + s);
    Walk walk = walk_from(scratch, step->set, end);
    Occurrence next;
    if (!walk_next(rules, scratch, step->set, end + step->gap_bytes, &walk, &next))
      return FALSE;
    match->last = next.start;
    end = next.end;
  }
  match->end = end;
  return TRUE;
}

static Walk chain_walk(const Rules *rules, const RulesScratch *scratch, const Chain *chain) {
  return walk_from(scratch, g_array_index(rules->steps, Step, chain->first).set,
                   scratch->sentence->start);
}

/* The next match of a chain, from walk on, which is moved behind it. */
static gboolean chain_next(const Rules *rules, const RulesScratch *scratch, const Chain *chain,
                           Walk *walk, RuleMatch *match) {
  guint32 set = g_array_index(rules->steps, Step, chain->first).set;
  Occurrence first;
  while (walk_next(rules, scratch, set, G_MAXUINT32 - 1, walk, &first))
    if (chain_complete(rules, scratch, chain, &first, match))
      return TRUE;
  return FALSE;
}

static gboolean other_chains_hold(const Rules *rules, const RulesScratch *scratch,
                                  const Compiled *compiled) {
  for (guint32 c = 1; c < compiled->n_chains; c++) {
    const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain + c);
    RuleMatch other;
    Walk walk = chain_walk(rules, scratch, chain);
    if (chain_next(rules, scratch, chain, &walk, &other) == chain->absent)
      return FALSE;
  }
  return TRUE;
}

static void match_rule(const Rules *rules, const RulesScratch *scratch, const Compiled *compiled,
                       GArray *matches) {
  const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain);
  Walk walk = chain_walk(rules, scratch, chain);
  RuleMatch match = {&compiled->rule, 0, 0, 0};
  for (int n = 0; n < MATCHES_PER_RULE; n++) {
    if (!chain_next(rules, scratch, chain, &walk, &match) ||
        (n == 0 && !other_chains_hold(rules, scratch, compiled)))
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
  scratch->sentence = sentence;
  scratch->n_occurrences = scratch->n_candidates = 0;
  reserve(rules, scratch, n_hits);
  Marks marks = take_hits(rules, scratch, hits, n_hits);
  for (guint32 i = 0; i < scratch->n_found; i++)
    note_hit(rules, scratch, &scratch->found[i], &marks);
  guint64 steps = wanted_steps(rules, scratch);
  for (guint32 i = 0; steps && i < scratch->n_found; i++)
    if (scratch->found[i].lead->steps & steps)
      place_hit(rules, scratch, &scratch->found[i]);
  for (guint32 i = 0; i < scratch->n_candidates; i++) {
    guint32 rule = scratch->candidates[i];
    const Compiled *compiled = &g_array_index(rules->rules, Compiled, rule);
    if (rules->sieves[rule].alone)
      match_alone(scratch, compiled, scratch->rules[rule].head, matches);
    else
      match_rule(rules, scratch, compiled, matches);
  }
}
