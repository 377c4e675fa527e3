/* facts_causes.c: which causes the notice gives, the primary one first. */
#include "facts_private.h"

#include <math.h>
#include <string.h>

#define CAUSE_LEAST 2.2 /* a cause with less isn't given */
#define WEAK_MOST 7.6   /* a cause with less gives way where the cause is said to be unknown … */
#define UNKNOWN_SHARE 0.8 /* … so much more plainly */
#define UNKNOWN_SURE 20.0 /* the title says so itself */
#define SECOND_LEAST 7.0  /* a further cause needs evidence of its own */
#define CAUSES_GIVEN_MAX 3
#define WORDS_SCORE 7.0 /* what all words together may add */
#define WORDS_HEAT 4.0  /* the more, the less sure */
#define NAMED_LEAST 5.0
#define ECHO_SHARE 0.12 /* what further sentences add to the strongest */

/* How much a sentence of a place says about the cause. */
static const double place_factor[PLACE_N] = {
    [PLACE_TITLE] = 1.4,     [PLACE_INTRO] = 1.1,     [PLACE_BODY] = 1.0,
    [PLACE_CAUSE] = 1.5,     [PLACE_OVERVIEW] = 1.15, [PLACE_TIMELINE] = 1.0,
    [PLACE_CONTENT] = 0.7,   [PLACE_COUNT] = 0.7,     [PLACE_DISCOVERY] = 0.9,
    [PLACE_RESPONSE] = 0.35, [PLACE_SECOND] = 0.25,   [PLACE_PREVENTION] = 0.2,
    [PLACE_INQUIRY] = 0.1,   [PLACE_REFERENCE] = 0.25};

typedef struct {
  double best, rest, score;
  double denied; /* the strongest match that its clause denies */
  const Part *part;
  const Sentence *sentence; /* of the strongest match */
} Cause;

/* One cause that makes another, more general one no news. */
typedef struct {
  const char *specific, *general;
  double least; /* the specific one's score at which the general one goes … */
  double share; /* … where it is this share of the general one's at least */
} Precedence;

static const Precedence precedences[] = {
    {"ransomware", "malware", 6, 0.75},
    {"ransomware", "unauthorized_access", 6, 0},
    {"ransomware", "account", 6, 0.75},
    {"ransomware", "tampering", 6, 0.75},
    {"malware", "unauthorized_access", 7, 0},
    {"account", "unauthorized_access", 7, 0},
    {"tampering", "unauthorized_access", 6, 0},
    {"vulnerability", "unauthorized_access", 8, 0},
    {"malware", "social", 9, 0.8},
    {"social", "unauthorized_access", 7, 0},
    {"social", "malware", 8, 0.75},
    {"insider", "mishandling", 8, 0.75},
    {"insider", "unauthorized_access", 8, 0},
    {"insider", "theft", 8, 0.75},
    {"insider", "social", 9, 0.75},
    {"theft", "loss", 8, 0.75},
    {"theft", "insider", 8, 0.75},
    {"theft", "unauthorized_access", 8, 0},
    {"misconfiguration", "operation", 8, 0.75},
    {"defect", "operation", 8, 0.75},
    {"misdisposal", "mishandling", 8, 0.75},
    {"loss", "misdisposal", 9.5, 0.75},
};

#define TITLE_LEAST 11.0
#define OWN_SECTION_LEAD 1.3
#define NEVER 9.0

/* Causes that notices give together. share: of the first one's evidence that the other needs; lead:
 * the first named leads where it has this share of the other's; plain: the share of what the rules
 * alone say for the first that is enough, too. */
typedef struct {
  const char *leads, *other;
  double share, lead, plain;
} Companion;

static const Companion companions[] = {
    {"tampering", "vulnerability", 0.4, 0.85, NEVER},
    {"ransomware", "vulnerability", 0.45, 0.75, 0.6},
    {"vulnerability", "account", 0.6, 1, NEVER},
    {"social", "account", 0.55, 0.85, 0.55},
    {"loss", "mishandling", 0.45, 0.8, NEVER},
    {"theft", "mishandling", 0.5, 0.8, NEVER},
    {"defect", "misconfiguration", 0.5, 0.7, NEVER},
    {"misdelivery", "misconfiguration", 0.6, 0.8, NEVER},
    {"operation", "misdelivery", 0.85, 1, NEVER},
    {"mishandling", "mispublication", 0.75, 1, NEVER},
    {"misdisposal", "insider", 0.75, 1, NEVER},
    {"ransomware", "mishandling", 0.6, 0.6, NEVER},
    {"malware", "social", 0.85, 1, NEVER},
    {"misdisposal", "mishandling", 0.85, 1, NEVER},
    {"malware", "mishandling", NEVER, NEVER, 0.65},
    {"tampering", "malware", NEVER, NEVER, 0.65},
    {"misdisposal", "loss", NEVER, NEVER, 0.75},
    {"mishandling", "unauthorized_access", NEVER, NEVER, 0.6},
};

/* Attacks that a notice must name: where it doesn't, what its words say goes to the last one. */
static const char *const named_causes[] = {"ransomware", "malware", "tampering", "vulnerability",
                                           "unauthorized_access"};

static double match_score(const Sentence *sentence, const RuleMatch *match) {
  double score = match->rule->weight * place_factor[sentence->place];
  gboolean cause = sentence->place == PLACE_CAUSE || sentence->place == PLACE_TITLE ||
                   strcmp(match->rule->klass, "unknown") == 0;
  if (!cause && sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
    score *= 0.4;
  if (!cause && sentence->signals >> SIGNAL_MEASURE & 1)
    score *= 0.35;
  return score;
}

static void add_score(Cause *cause, double score, const Part *part, const Sentence *sentence) {
  if (score <= cause->best) {
    cause->rest += score;
    return;
  }
  cause->rest += cause->best;
  cause->best = score;
  cause->part = part;
  cause->sentence = sentence;
}

/* Within a sentence only the strongest rule of a cause counts. */
static void score_sentence(const Part *part, const Sentence *sentence, Cause *causes) {
  double best[CODES_MAX] = {0};
  guint32 met = 0;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CAUSES) {
    double *kept = facts_match_denied(part, sentence, match) ? &causes[match->rule->code].denied
                                                             : &best[match->rule->code];
    *kept = MAX(*kept, match_score(sentence, match));
    met |= 1u << match->rule->code;
  }
  for (; met; met &= met - 1) {
    int c = __builtin_ctz(met);
    if (best[c] > 0)
      add_score(&causes[c], best[c], part, sentence);
  }
}

static void score_part(const Part *part, Cause *causes) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (facts_has_match(sentence, TABLE_CAUSES))
      score_sentence(part, sentence, causes);
  }
}

/* What is denied outright and said once, weakly, besides (一部で…と報じられ) isn't given. */
static double plain_score(const Cause *cause) {
  double score = cause->best + ECHO_SHARE * MIN(cause->rest, 4 * cause->best);
  return cause->denied >= cause->best * 0.8 && cause->rest < cause->best ? score * 0.45 : score;
}

void facts_causes_prepare(Facts *facts) {
  facts->precedences = g_malloc0(sizeof *facts->precedences * G_N_ELEMENTS(precedences));
  for (guint i = 0; i < G_N_ELEMENTS(precedences); i++) {
    facts->precedences[i][0] =
        (guint8)taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, precedences[i].specific);
    facts->precedences[i][1] =
        (guint8)taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, precedences[i].general);
  }
  facts->named = g_new(guint8, G_N_ELEMENTS(named_causes));
  for (guint i = 0; i < G_N_ELEMENTS(named_causes); i++)
    facts->named[i] = (guint8)taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, named_causes[i]);
  facts->companions = g_malloc0(sizeof *facts->companions * G_N_ELEMENTS(companions));
  for (guint i = 0; i < G_N_ELEMENTS(companions); i++) {
    facts->companions[i][0] =
        (guint8)taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, companions[i].leads);
    facts->companions[i][1] =
        (guint8)taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, companions[i].other);
  }
}

/* The notice's own section on the cause names it, far more plainly than the other. */
static gboolean stands_by_itself(const Cause *general, const Cause *specific) {
  return general->sentence && general->sentence->place == PLACE_CAUSE &&
         general->best > specific->best * OWN_SECTION_LEAD;
}

static void apply_precedence(const Facts *facts, Cause *causes) {
  for (guint i = 0; i < G_N_ELEMENTS(precedences); i++) {
    const Precedence *p = &precedences[i];
    const Cause *specific = &causes[facts->precedences[i][0]];
    Cause *general = &causes[facts->precedences[i][1]];
    if (specific->score >= p->least && specific->score >= general->score * p->share &&
        !(p->share > 0 && stands_by_itself(general, specific)))
      general->score = 0;
  }
}

static int strongest(const Cause *causes) {
  int best = 0;
  for (int c = 1; c < CODES_MAX; c++)
    if (causes[c].score > causes[best].score)
      best = c;
  return best;
}

static void give_cause(Reading *reading, int code, const Cause *cause) {
  guint8 value = code;
  g_array_append_val(reading->notice->causes, value);
  const Sentence *sentence =
      cause->sentence ? cause->sentence : cause_words_sentence(reading, code);
  if (!sentence)
    return;
  const TaxonomyValue *named = taxonomy_value(reading->facts->taxonomy, TAXONOMY_CAUSE, code);
  char *field = g_strconcat("cause:", named->key, NULL);
  facts_evidence(reading, cause->part ? cause->part : &reading->body, sentence, field);
  g_free(field);
}

/* TRUE where second may stand beside first: both say something of their own (悪用された脆弱性 and
 * the tampering it led to), and second has its share of the evidence. */
static gboolean is_companion(const Facts *facts, int first, int second, const Cause *causes,
                             const double *plain) {
  for (guint i = 0; causes[second].best >= SECOND_LEAST && i < G_N_ELEMENTS(companions); i++) {
    const guint8 *pair = facts->companions[i];
    if ((pair[0] == first && pair[1] == second) || (pair[1] == first && pair[0] == second))
      return causes[second].score >= causes[first].score * companions[i].share ||
             plain[second] >= plain[first] * companions[i].plain;
  }
  return FALSE;
}

/* The title names this cause, the rules more plainly than the other, which it doesn't name. */
static gboolean leads_by_title(const Cause *causes, const double *plain, int one, int other) {
  return causes[one].part && causes[one].part->is_title && causes[one].best >= TITLE_LEAST &&
         (!causes[other].part || !causes[other].part->is_title) && plain[one] > plain[other];
}

/* Of two that go together the title's leads, else the one that the table names first, where they
 * are about as sure. */
static int leading(const Facts *facts, int strongest_one, const Cause *causes,
                   const double *plain) {
  for (guint i = 0; i < G_N_ELEMENTS(companions); i++) {
    const guint8 *pair = facts->companions[i];
    int other = pair[0] == strongest_one ? pair[1] : pair[1] == strongest_one ? pair[0] : -1;
    if (other >= 0 && companions[i].lead < 1 && causes[other].score > 0 &&
        leads_by_title(causes, plain, other, strongest_one))
      return other;
  }
  for (guint i = 0; i < G_N_ELEMENTS(companions); i++)
    if (facts->companions[i][1] == strongest_one &&
        causes[facts->companions[i][0]].score >= causes[strongest_one].score * companions[i].lead)
      return facts->companions[i][0];
  return strongest_one;
}

static void give_others(Reading *reading, int first, Cause *causes, double *plain) {
  for (guint given = 1; given < CAUSES_GIVEN_MAX; given++) {
    int best = -1;
    for (int c = 0; c < CODES_MAX; c++)
      if (c != first && is_companion(reading->facts, first, c, causes, plain) &&
          (best < 0 || causes[c].score > causes[best].score))
        best = c;
    if (best < 0)
      return;
    give_cause(reading, best, &causes[best]);
    causes[best].score = causes[best].best = plain[best] = 0;
  }
}

/* The cause that what words say of another counts for; CODES_MAX where for none. */
static guint voiced(const Facts *facts, const Cause *causes, guint cause) {
  const guint last = G_N_ELEMENTS(named_causes) - 1;
  for (guint i = 0; i < last; i++)
    if (facts->named[i] == cause && causes[cause].best < NAMED_LEAST)
      return causes[facts->named[last]].best < NAMED_LEAST ? CODES_MAX : facts->named[last];
  return cause;
}

/* What all words together say, as a share of each cause: sums of logarithms. */
static void add_words(Reading *reading, Cause *causes) {
  double sums[CODES_MAX] = {0}, most = 0, all = 0;
  cause_words_sum(reading, sums);
  for (guint c = 0; c < CODES_MAX; c++)
    most = MAX(most, sums[c]);
  if (most == 0)
    return;
  for (guint c = 0; c < CODES_MAX; c++)
    all += sums[c] > 0 ? exp((sums[c] - most) / WORDS_HEAT) : 0;
  for (guint c = 0; c < CODES_MAX; c++) {
    guint cause = sums[c] > 0 ? voiced(reading->facts, causes, c) : CODES_MAX;
    if (cause < CODES_MAX)
      causes[cause].score += WORDS_SCORE * exp((sums[c] - most) / WORDS_HEAT) / all;
  }
}

void facts_causes(Reading *reading) {
  Cause causes[CODES_MAX] = {0};
  int unknown = taxonomy_unknown(reading->facts->taxonomy, TAXONOMY_CAUSE);
  score_part(&reading->title, causes);
  score_part(&reading->body, causes);
  for (guint c = 0; c < CODES_MAX; c++)
    causes[c].score = plain_score(&causes[c]);
  double plain[CODES_MAX];
  for (guint c = 0; c < CODES_MAX; c++)
    plain[c] = causes[c].score;
  add_words(reading, causes);
  Cause none = causes[unknown];
  causes[unknown].score = 0;
  apply_precedence(reading->facts, causes);
  int code = leading(reading->facts, strongest(causes), causes, plain);
  double first = causes[code].score;
  if (first < CAUSE_LEAST || none.best > UNKNOWN_SURE ||
      (plain[code] < WEAK_MOST && none.best * UNKNOWN_SHARE > plain[code])) {
    give_cause(reading, unknown, &none);
    return;
  }
  give_cause(reading, code, &causes[code]);
  give_others(reading, code, causes, plain);
}
