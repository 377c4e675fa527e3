/* complete.h: what the word under the cursor may become: fields, their values, words of the index
 * by spelling and, typed in kana or Latin letters, by reading. */
#ifndef JIKENBO_SEARCHER_SCREEN_COMPLETE_H
#define JIKENBO_SEARCHER_SCREEN_COMPLETE_H

#include "searcher/search.h"

G_BEGIN_DECLS

#define COMPLETE_MAX 20

typedef struct {
  char *text;    /* replaces the bytes from..to of the query */
  char *note;    /* what it stands for, "" nothing */
  guint notices; /* that have it; 0 unknown */
} Candidate;

typedef struct {
  gsize from_bytes, to_bytes;
  GPtrArray *candidates; /* of Candidate*, the best first; at most COMPLETE_MAX */
} Completion;

/* query with the cursor at at_bytes. The result is the caller's: completion_free. */
Completion *complete_query(Searcher *searcher, const char *query, gsize at_bytes);
void completion_free(Completion *completion); /* NULL is fine */

/* Where the word under the cursor begins: behind a blank, bracket, quote, bar or leading minus. */
gsize complete_word_start(const char *query, gsize at_bytes);
/* Hiragana for what was typed so far in Latin letters (a begun syllable is left out; foreign: as
 * romaji_to_hiragana has it) or in kana; NULL where it is neither. g_free. */
char *complete_reading(const char *word, gboolean foreign);

G_END_DECLS

#endif
