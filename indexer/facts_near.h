/* facts_near.h: short lists of words that stand beside a place of a text, or between two.
 *
 * A list is looked at where its first characters (or last ones) may be those of the text: a bit
 * tells. Texts and words are folded (FOLD_INDEX); the words stand so in the lists. */
#ifndef JIKENBO_INDEXER_FACTS_NEAR_H
#define JIKENBO_INDEXER_FACTS_NEAR_H

#include <glib.h>

G_BEGIN_DECLS

/* Made by NEAR_WORDS; the bits when it is first asked. */
typedef struct {
  const char *const *words; /* NULL-terminated */
  gsize made;
  guint64 first[4], last[4]; /* by what facts_near.c makes of a character */
} NearWords;

/* Declares a static list, in a function or outside. */
#define NEAR_WORDS(name, ...)                                                                      \
  static const char *const name##_words[] = {__VA_ARGS__, NULL};                                   \
  static NearWords name = {.words = name##_words}

/* The bytes of the first word of the list that begins at p and ends before end; 0 where none does.
 */
gsize near_begins(NearWords *near, const char *p, const char *end);
/* TRUE where a word of the list ends at p; text: where the text begins. */
gboolean near_ends(NearWords *near, const char *text, const char *p);
/* TRUE where a word of the list stands between p and end. */
gboolean near_within(NearWords *near, const char *p, const char *end);

/* TRUE where this one word begins at p. */
static inline gboolean near_is(const char *p, const char *end, const char *word) {
  for (; *word; word++, p++)
    if (p >= end || *p != *word)
      return FALSE;
  return TRUE;
}

G_END_DECLS

#endif
