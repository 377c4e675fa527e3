/* facts_vendor.c: whether it happened at or through a contractor. */
#include "facts_private.h"

#include <string.h>

#define VENDOR_LEAST 7.0
#define RULES_SAY 2.5 /* beside the words' log odds; fits notices that nobody tuned by */
#define OFTENER 0.6   /* real pages tell of contractors oftener than the notices learned from do */
#define OWN_WORK 2.0  /* more against one where the organisation works for others itself */
#define OWN_BYTES 12  /* how far behind the rule the own name may begin */

static const double place_factor[PLACE_N] = {
    [PLACE_TITLE] = 1.2,   [PLACE_INTRO] = 1.1,    [PLACE_BODY] = 1,      [PLACE_CAUSE] = 1.1,
    [PLACE_OVERVIEW] = 1,  [PLACE_TIMELINE] = 1,   [PLACE_CONTENT] = 0.8, [PLACE_COUNT] = 0.8,
    [PLACE_DISCOVERY] = 1, [PLACE_RESPONSE] = 0.4, [PLACE_SECOND] = 0.3,  [PLACE_PREVENTION] = 0.3,
    [PLACE_INQUIRY] = 0.1, [PLACE_REFERENCE] = 0.3};

typedef struct {
  double best;
  const Part *part;
  const Sentence *sentence;
} Strongest;

static double sentence_factor(const Sentence *sentence) {
  double factor = place_factor[sentence->place];
  if (sentence->place != PLACE_TITLE && sentence->signals >> SIGNAL_MEASURE & 1)
    factor *= 0.5;
  if (sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
    factor *= 0.7;
  return factor;
}

/* …を運営する株式会社X は, where X gives the notice: it speaks of itself. */
static gboolean is_own(const Reading *reading, const Part *part, const Sentence *sentence,
                       const RuleMatch *match) {
  gsize bytes = reading->own->text_bytes;
  guint32 end = MIN(match->end + OWN_BYTES + (guint32)bytes, sentence->end);
  return bytes &&
         memmem(part->folded->text + match->start, end - match->start, reading->own->text, bytes);
}

static void weigh(const Reading *reading, const Part *part, Strongest *yes) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
      if (match->rule->code != VENDOR_YES || facts_match_denied(part, sentence, match))
        continue;
      double score = match->rule->weight * sentence_factor(sentence);
      if (score > yes->best && !is_own(reading, part, sentence, match))
        *yes = (Strongest){score, part, sentence};
    }
  }
}

void facts_vendor(Reading *reading) {
  Strongest yes = {0};
  weigh(reading, &reading->title, &yes);
  weigh(reading, &reading->body, &yes);
  double rules = yes.best >= VENDOR_LEAST ? RULES_SAY : -RULES_SAY;
  guint32 clues = facts_vendor_clues(reading);
  double words = reading->vendor_words + OFTENER + vendor_words_clues(reading, clues) -
                 (clues >> CLUE_OWN & 1 ? OWN_WORK : 0);
  if (rules + words > 0 && !yes.sentence)
    yes = (Strongest){0, &reading->body, vendor_words_sentence(reading)};
  reading->notice->vendor = rules + words > 0 && yes.sentence;
  if (!reading->notice->vendor)
    return;
  facts_evidence(reading, yes.part, yes.sentence, "vendor");
  facts_vendor_names(reading);
}
