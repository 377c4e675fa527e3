/* search_weights.h: by how much a search weighs what it finds: one table. tests/eval/tune varies it
 * and says where each weight is best. */
#ifndef JIKENBO_SEARCHER_SEARCH_WEIGHTS_H
#define JIKENBO_SEARCHER_SEARCH_WEIGHTS_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  /* what a hit counts beside the word as it was typed */
  double spelling;     /* its units spelled otherwise */
  double part_synonym; /* a synonym of a part of a compound, beside that synonym's own weight */
  double chain_part;   /* the units of what has no term of its own */
  double loose_parts;  /* the parts of a compound, anywhere */
  double twin;         /* the same in the other kana */
  double reading;      /* a word that is read so */
  double concept_min;  /* weight of a synonym from which on its facts are the word's too */
  double part_min;     /* weight of a synonym from which on it stands for a part of a compound */
  /* of the score, beside 1 */
  double near_lift;  /* where all words stand side by side */
  double near_chars; /* words this far apart are half as near as neighbours */
  /* what a sentence as a whole tells of */
  double cause;       /* beside 1 for a word as rare as the causes */
  double cause_least; /* a rule that weighs less is a hint only */
  double cause_share; /* of the likeliest cause that another must reach */
  /* relaxing: share of the question's weight that a notice must have */
  double enough_beside_all; /* where some notices have all of it */
  double enough_most;       /* where none has, first … */
  double enough_least;      /* … and last, of a sentence */
  double enough_of_words;   /* … and last, of words that aren't one */
  double enough_step;
  double like_best; /* of the best one's score, that a sentence's notices must have */
  /* what a word weighs in relaxing, beside 1 for another as rare */
  double leaking_share;   /* most notices are of leaks: saying so says little */
  double inflected_share; /* verbs are said in many ways */
  double unknown_share;   /* no notice has it: it is said otherwise there, or isn't meant so */
  double fact_share;      /* what the sentence tells of; its words say it too */
} SearchWeights;

/* Read-only but for who tunes it. */
extern SearchWeights search_weights;

/* By name, for tuning; NULL where there is none. */
double *search_weight(const char *name);
/* Names of all, NULL-terminated, to be freed with g_free (the array alone). */
const char **search_weight_names(void);

G_END_DECLS

#endif
