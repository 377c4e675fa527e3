/* similar.h: notices that tell the same story as one, and the words that say so.
 *
 * The words of the notice and of what its incident's other notices add, without places, persons and
 * its own name, weighted by rarity; synonyms stand for each other. Candidates come from the index;
 * their own words are then compared one by one, so that each score can be told in words.
 */
#ifndef JIKENBO_SEARCHER_SIMILAR_H
#define JIKENBO_SEARCHER_SIMILAR_H

#include "search.h"

G_BEGIN_DECLS

typedef struct {
  char *word;    /* folded; owned */
  char *shown;   /* as the notice writes it; owned */
  double weight; /* share of the story, all of them sum to 1 */
  guint notices; /* of other incidents that have it */
} SimilarWord;

typedef struct {
  SearchHit hit; /* snippet: empty; score: 0 … 1 */
  GPtrArray
      *shared; /* of const char*: words in common, the heaviest first, as shown; the story's own */
  guint32 causes, sectors, data, media; /* masks of what is in common */
} SimilarHit;

typedef struct {
  Notice *notice;   /* the one asked for; owned */
  GPtrArray *words; /* of SimilarWord*, the heaviest first */
  GPtrArray *hits;  /* of SimilarHit*, the nearest first */
} SimilarAnswer;

/* At most limit (0: all that were looked at) incidents like the one with this number (or unique
 * key, or "file:line"). NULL and error where the index can't be read; NULL without where id is
 * none. */
SimilarAnswer *similar_find(Searcher *searcher, const char *id, guint limit, GError **error);
void similar_answer_free(SimilarAnswer *answer); /* NULL is fine */

G_END_DECLS

#endif
