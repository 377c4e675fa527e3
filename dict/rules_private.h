/* rules_private.h: rules as they are read (rules.c) and as they are asked (rules_match.c). Not for
 * other modules.
 *
 * A rule is looked at where a word of its trigger stands, the set that the fewest sentences hold,
 * and where all its other sets may stand. Words of one kana or mark that trigger nothing (が, は,
 * 「) are late: they stand nearly everywhere, a fifth of all words found were they, and few rules
 * ask for them; where one does, its text is looked at. */
#ifndef JIKENBO_DICT_RULES_PRIVATE_H
#define JIKENBO_DICT_RULES_PRIVATE_H

#include "rules.h"

G_BEGIN_DECLS

typedef struct {
  guint32 set;
  guint32 gap_bytes; /* between the step before and this one */
  const char *late;  /* of the set, behind rules_compile … */
  guint32 mark;      /* … and its bit, or NO_MARK where others share that */
} Step;
#define NO_MARK G_MAXUINT32

typedef struct {
  Rule rule;
  guint32 first_chain, n_chains;
  guint32 trigger; /* the set that it is looked at for … */
  gboolean begins; /* … and the first step as well */
} Compiled;

/* Words that stand for each other. A set triggers the rules of which it is the rarest part. */
typedef struct {
  GArray *words; /* of guint */
  GArray *rules; /* of guint: rules it triggers */
  double share;  /* of the sentences that hold one of its words, roughly: long words are rare */
  gboolean part; /* a rule asks for it, or for its absence, besides its trigger … */
  guint mark;    /* … by this bit */
  char *late;    /* its late words, each a character; then it is no part. NULL: none */
} Set;

/* Sets that stand in a sentence, a bit each; rare ones share theirs. */
#define MARK_WORDS 4
#define MARK_BITS (64 * MARK_WORDS)
#define OWN_BITS 160 /* for the commonest */
typedef struct {
  guint64 bits[MARK_WORDS];
} Marks;

/* steps[first .. first + n) in order; absent: must not hold. */
typedef struct {
  guint32 first, n;
  gboolean absent;
  Marks parts;    /* of its sets, all of which must stand for it to hold … */
  gboolean exact; /* … and do not only where they hold: it is one set with a bit of its own */
} Chain;

/* What is asked of a rule before all else, side by side for the cache. */
typedef struct {
  Marks parts; /* of the sets that must stand besides the trigger */
  guint32 scope;
  guint32 table;
} Sieve;

/* What words lead to, those of the same sets together: few, for the cache. */
typedef struct {
  Marks marks;   /* of its sets that are parts of rules */
  guint64 sets;  /* bits (rules_set_bit) of all its sets: nearly all others are told by these */
  guint32 first; /* pool[first …): the rules it triggers */
  guint32 n_rules;
} Lead;

#define TABLES_MAX 8
#define RULES_POOL_SPARE 8

struct Rules {
  const char *const *scopes;
  Automaton *automaton;    /* of all words but the late ones, filled when compiled */
  GPtrArray *tables;       /* of Table: classes live in them */
  GPtrArray *words;        /* of char*, by number */
  GHashTable *numbers;     /* word -> number + 1 */
  GHashTable *named;       /* "@name" -> GPtrArray of char*, folded words */
  GHashTable *sets_by_key; /* sorted words -> set + 1 */
  GArray *sets, *steps, *chains, *rules;
  guint16 *lead_of;     /* by word: its place in leads */
  GArray *leads;        /* of Lead */
  guint32 triggers_max; /* how many rules a word triggers at most */
  GArray *pool;         /* of guint32; RULES_POOL_SPARE behind what is used */
  Sieve *sieves;        /* by rule */
  guint64 *members;     /* by set, member_words of bits: the leads of its words */
  guint32 member_words;
};

static inline guint64 rules_set_bit(guint32 set) {
  return G_GUINT64_CONSTANT(1) << set % 64;
}

/* TRUE where words of the lead are in the set of a step: nearly always a bit at hand tells. */
static inline gboolean rules_step_has(const Rules *rules, const Step *step, guint32 lead) {
  const Marks *marks = &g_array_index(rules->leads, Lead, lead).marks;
  if (step->mark != NO_MARK)
    return (gboolean)(marks->bits[step->mark / 64] >> step->mark % 64 & 1);
  return (gboolean)(rules->members[step->set * rules->member_words + lead / 64] >> lead % 64 & 1);
}

G_END_DECLS

#endif
