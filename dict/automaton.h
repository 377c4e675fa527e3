/* automaton.h: many words, one pass over a text. */
#ifndef JIKENBO_DICT_AUTOMATON_H
#define JIKENBO_DICT_AUTOMATON_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct Automaton Automaton;

/* A word found: its number in the order of automaton_add, and where it stands (bytes). */
typedef struct {
  guint32 word, start, end;
} AutomatonHit;

/* Owner: automaton_free (NULL is fine). */
Automaton *automaton_new(void);
void automaton_free(Automaton *automaton);

/* Adds a word (of 1 to 500 characters) before the automaton is compiled; the same word has the same
 * number. */
guint automaton_add(Automaton *automaton, const char *word, gsize word_bytes);
guint automaton_words(const Automaton *automaton);

/* After this, no word can be added; the automaton is read-only and shared by threads. */
void automaton_compile(Automaton *automaton);

/* Appends all hits (of AutomatonHit), ascending by start, the shorter first where two begin
 * together. Cost: text_bytes times the characters that words have in common with it, plus the hits.
 */
void automaton_scan(const Automaton *automaton, const char *text, gsize text_bytes, GArray *hits);

G_END_DECLS

#endif
