/* facts_near.h: short lists of words that stand beside a place of a text, or between two.
 *
 * Of a list those words are looked at whose first character (or last one) may be the text's: a
 * number of it tells. Texts and words are folded (FOLD_INDEX); the words stand so in the lists. */
#ifndef JIKENBO_INDEXER_FACTS_NEAR_H
#define JIKENBO_INDEXER_FACTS_NEAR_H

#include <glib.h>

G_BEGIN_DECLS

#define NEAR_NUMBERS 256
typedef struct NearChains NearChains;

/* Made by NEAR_WORDS; the chains when it is first asked, for good. */
typedef struct {
  const char *const *words; /* NULL-terminated */
  gsize made;               /* a NearChains, for g_once_init_enter */
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
