/* rules_match.c: the words of the rules in a text, and the rules that hold in a sentence of it. */
#include <string.h>

#include "rules_private.h"

#define MATCHES_PER_RULE 8

/* A word of the sentence. */
typedef struct {
  const Lead *lead;
  guint32 start, end;
} Found;

struct RulesScratch {
  const RulesSentence *sentence;
  Found *found; /* in the order of the text; of two that begin together the shorter comes first */
  guint32 n_found, room;
  guint64 *places; /* 64 for each 64 words: of each bit of Lead.sets, the words that have it … */
  guint64 asked;   /* … where the candidates ask for it */
  guint32 *candidates; /* rules that may hold, in the order in which they are met */
  guint32 n_candidates;
  guint32 *stamps; /* by rule: of the sentence of which it is a candidate */
  guint32 stamp;
};

/* A Latin word doesn't end or begin within another. */
static inline gboolean cuts_latin(const char *text, gsize from, gsize to, const AutomatonHit *hit) {
  if (((guchar)text[hit->start] & (guchar)text[hit->end - 1]) >= 0x80)
    return FALSE;
  return (hit->start > from && g_ascii_isalpha(text[hit->start]) &&
          g_ascii_isalpha(text[hit->start - 1])) ||
         (hit->end < to && g_ascii_isalpha(text[hit->end - 1]) && g_ascii_isalpha(text[hit->end]));
}

void rules_scan(const Rules *rules, const char *text, gsize from, gsize to, GArray *hits) {
  guint kept = hits->len;
  automaton_scan(rules->automaton, text, from, to, hits);
  for (guint i = kept; i < hits->len; i++) {
    const AutomatonHit *hit = &g_array_index(hits, AutomatonHit, i);
    if (cuts_latin(text, from, to, hit))
      continue;
    if (kept < i)
      g_array_index(hits, AutomatonHit, kept) = *hit;
    kept++;
  }
  g_array_set_size(hits, kept);
}

RulesScratch *rules_scratch_new(const Rules *rules) {
  RulesScratch *scratch = g_new0(RulesScratch, 1);
  scratch->candidates = g_new(guint32, rules->rules->len + 1);
  scratch->stamps = g_new0(guint32, rules->rules->len + 1);
  return scratch;
}

void rules_scratch_free(RulesScratch *scratch) {
  if (!scratch)
    return;
  g_free(scratch->found);
  g_free(scratch->places);
  g_free(scratch->candidates);
  g_free(scratch->stamps);
  g_free(scratch);
}

/* TRUE where marks has all of parts. */
static inline gboolean has_marks(const Marks *marks, const Marks *parts) {
  guint64 missing = 0;
  for (guint w = 0; w < MARK_WORDS; w++)
    missing |= parts->bits[w] & ~marks->bits[w];
  return !missing;
}

static void reserve(RulesScratch *scratch, gsize n_hits) {
  if (n_hits < scratch->room)
    return;
  scratch->room = ((guint32)n_hits / 64 + 1) * 128;
  scratch->found = g_renew(Found, scratch->found, scratch->room);
  scratch->places = g_renew(guint64, scratch->places, scratch->room);
}

/* Takes the hits that lie within the sentence. Returns the marks of what stands there. */
static Marks take_hits(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits,
                       gsize n_hits) {
  const RulesSentence *sentence = scratch->sentence;
  const Lead *leads = (const Lead *)(gpointer)rules->leads->data;
  Marks marks = {{0}};
  scratch->n_found = 0;
  reserve(scratch, n_hits);
  for (gsize i = 0; i < n_hits; i++) {
    if (hits[i].start < sentence->start || hits[i].end > sentence->end)
      continue;
    const Lead *lead = &leads[rules->lead_of[hits[i].word]];
    scratch->found[scratch->n_found++] = (Found){lead, hits[i].start, hits[i].end};
    for (guint w = 0; w < MARK_WORDS; w++)
      marks.bits[w] |= lead->marks.bits[w];
  }
  return marks;
}

static inline const guint16 *sets_of(const Rules *rules, const Lead *lead) {
  return (const guint16 *)(gpointer)rules->pool->data + lead->first;
}

/* Notes the rules that a word triggers and that may hold, each once. */
static inline void note_rules(const Rules *rules, RulesScratch *scratch, const Lead *lead,
                              const Marks *marks) {
  const RulesSentence *sentence = scratch->sentence;
  const guint16 *at = sets_of(rules, lead) + lead->n_sets;
  for (const guint16 *end = at + lead->n_rules; at < end; at++) {
    const Sieve *sieve = &rules->sieves[*at];
    if (!has_marks(marks, &sieve->parts) || !(sieve->scope >> sentence->place & 1) ||
        !(sieve->table & sentence->tables) || scratch->stamps[*at] == scratch->stamp)
      continue;
    scratch->stamps[*at] = scratch->stamp;
    scratch->asked |= sieve->sets;
    scratch->candidates[scratch->n_candidates++] = *at;
  }
}

/* Notes where the sets stand that the candidates ask for. */
static void place_sets(RulesScratch *scratch) {
  memset(scratch->places, 0, (scratch->n_found / 64 + 1) * 64 * sizeof *scratch->places);
  for (guint32 i = 0; i < scratch->n_found; i++)
    for (guint64 sets = scratch->found[i].lead->sets & scratch->asked; sets; sets &= sets - 1)
      scratch->places[i / 64 * 64 + (guint)__builtin_ctzll(sets)] |= G_GUINT64_CONSTANT(1)
                                                                     << i % 64;
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

/* Sets stand by their bits: as many bits below a set's, at least so many sets before it. */
static inline gboolean is_in(const Rules *rules, const Lead *lead, guint32 set) {
  const guint16 *sets = sets_of(rules, lead);
  guint i = (guint)__builtin_popcountll(lead->sets & (rules_set_bit(set) - 1));
  for (; i < lead->n_sets && sets[i] % 64 <= set % 64; i++)
    if (sets[i] == set)
      return TRUE;
  return FALSE;
}

/* The next word of the set from number at on; n_found where there is none. */
static inline guint32 find_word(const Rules *rules, const RulesScratch *scratch, guint32 set,
                                guint32 at) {
  for (; at < scratch->n_found; at = (at / 64 + 1) * 64)
    for (guint64 words = scratch->places[at / 64 * 64 + set % 64] >> at % 64 << at % 64; words;
         words &= words - 1) {
      guint32 word = at / 64 * 64 + (guint32)__builtin_ctzll(words);
      if (is_in(rules, scratch->found[word].lead, set))
        return word;
    }
  return scratch->n_found;
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
  guint32 at = find_word(rules, scratch, step->set, walk->at);
  const Found *next = &scratch->found[at];
  gboolean listed = at < scratch->n_found && next->start <= to;
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
    while (walk.at < scratch->n_found && scratch->found[walk.at].start < end)
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
    Walk walk = {0, scratch->sentence->start};
    if (chain_next(rules, scratch, chain, &walk, &other) == chain->absent)
      return FALSE;
  }
  return TRUE;
}

/* A rule of one set, its trigger, holds wherever that stands. */
static void match_alone(const Rules *rules, const RulesScratch *scratch, const Compiled *compiled,
                        GArray *matches) {
  guint32 at = find_word(rules, scratch, compiled->trigger, 0);
  for (int n = 0; at < scratch->n_found && n < MATCHES_PER_RULE; n++) {
    const Found *found = &scratch->found[at];
    const RuleMatch match = {&compiled->rule, found->start, found->start, found->end};
    g_array_append_val(matches, match);
    at = find_word(rules, scratch, compiled->trigger, at + 1);
  }
}

static void match_rule(const Rules *rules, const RulesScratch *scratch, const Compiled *compiled,
                       GArray *matches) {
  const Chain *chain = &g_array_index(rules->chains, Chain, compiled->first_chain);
  if (compiled->n_chains == 1 && chain->n == 1) {
    match_alone(rules, scratch, compiled, matches);
    return;
  }
  Walk walk = {0, scratch->sentence->start};
  RuleMatch match = {&compiled->rule, 0, 0, 0};
  for (int n = 0; n < MATCHES_PER_RULE; n++) {
    if (!chain_next(rules, scratch, chain, &walk, &match) ||
        (n == 0 && !other_chains_hold(rules, scratch, compiled)))
      return;
    g_array_append_val(matches, match);
  }
}

void rules_match(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits, gsize n_hits,
                 const RulesSentence *sentence, GArray *matches) {
  scratch->stamp++;
  scratch->sentence = sentence;
  scratch->n_candidates = 0;
  scratch->asked = 0;
  Marks marks = take_hits(rules, scratch, hits, n_hits);
  for (guint32 i = 0; i < scratch->n_found; i++)
    note_rules(rules, scratch, scratch->found[i].lead, &marks);
  if (scratch->n_candidates)
    place_sets(scratch);
  for (guint32 i = 0; i < scratch->n_candidates; i++)
    match_rule(rules, scratch, &g_array_index(rules->rules, Compiled, scratch->candidates[i]),
               matches);
}
