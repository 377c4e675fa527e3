/* automaton.h: many words, one pass over a text. */
#ifndef JIKENBO_DICT_AUTOMATON_H
#define JIKENBO_DICT_AUTOMATON_H

#include "fold.h"

G_BEGIN_DECLS

typedef struct Automaton Automaton;

/* A word found: its number, beside it AUTOMATON_LATIN where it begins or ends with a letter of
 * ASCII, and where it stands (bytes). */
typedef struct {
  guint32 word, start, end;
} AutomatonHit;
#define AUTOMATON_LATIN 0x800000u

/* Owner: automaton_free (NULL is fine). */
Automaton *automaton_new(void);
void automaton_free(Automaton *automaton);

/* Adds a word (of 1 to 500 characters) by its number, before the automaton is compiled; returns its
 * number, the older one where the word was there before. */
guint automaton_add(Automaton *automaton, const char *word, gsize word_bytes, guint number);

/* After this, no word can be added; the automaton is read-only and shared by threads. */
void automaton_compile(Automaton *automaton);

/* Appends all hits (of AutomatonHit) between two characters of a text (by number), ascending by
 * start, the shorter first where two begin together. Cost: the characters times those that words
 * have in common with them, plus the hits. */
void automaton_scan(const Automaton *automaton, const FoldedText *text, guint from, guint to,
                    GArray *hits);

G_END_DECLS

#endif
