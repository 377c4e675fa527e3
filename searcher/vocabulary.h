/* vocabulary.h: the words of the index, found by how they are written or read. */
#ifndef JIKENBO_SEARCHER_VOCABULARY_H
#define JIKENBO_SEARCHER_VOCABULARY_H

#include "search.h"

G_BEGIN_DECLS

typedef struct {
  char *word;    /* folded; owned */
  char *reading; /* hiragana, where it was found by it, else NULL; owned */
  guint notices;
} VocabularyWord;

/* Words that begin with prefix in their spelling, in the other kana, or in their reading (kana or
 * Latin letters); prefix "": all. The most frequent first, at most limit (0: all); *total: how many
 * there are. A GPtrArray of VocabularyWord*; NULL and error where the index can't be read. */
GPtrArray *vocabulary_find(Searcher *searcher, const char *prefix, guint limit, guint *total,
                           GError **error);

/* Incidents' numbers that begin with prefix, the newest first, as words of the same kind. */
GPtrArray *vocabulary_ids(Searcher *searcher, const char *prefix, guint limit, guint *total,
                          GError **error);

G_END_DECLS

#endif
