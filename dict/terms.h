/* terms.h: units -> the terms that the index stores of a text.
 *
 * kind  | term                         | stands for
 * word  | T + text                     | a unit, or a chain of units of one run, of at most
 *       |                              | TERMS_CHAIN_UNITS units or TERMS_CHAIN_CHARS characters:
 *       |                              | always a true substring of the folded text
 * spell | V + text                     | the same, its units spelled as fold_word says, where that
 *       |                              | differs from the T term
 * base  | W + text                     | dictionary form of an inflected word
 * pair  | B + two characters           | two neighbouring word characters of the folded text that
 *       |                              | are no T term of this text (they straddle, or stand in a
 *       |                              | word): candidates of the quoted search
 * number| N + decimal value            | a quantity by value (20万 -> N200000)
 * date  | D + YYYYMMDD                 | a day by value, the year resolved by its neighbours
 */
#ifndef JIKENBO_DICT_TERMS_H
#define JIKENBO_DICT_TERMS_H

#include "analyzer.h"

G_BEGIN_DECLS

#define TERMS_CHAIN_UNITS 3
#define TERMS_CHAIN_CHARS 6

typedef enum {
  TERM_WORD = 'T',
  TERM_SPELLING = 'V',
  TERM_BASE = 'W',
  TERM_PAIR = 'B',
  TERM_NUMBER = 'N',
  TERM_DATE = 'D'
} TermKind;

/* Called once per occurrence; term isn't NUL-terminated and lives for the call. */
typedef void (*TermsFunc)(TermKind kind, const char *term, gsize term_bytes, gpointer user);

/* T, V and W terms of an analysis, one call an occurrence. */
void terms_of_units(const Analysis *analysis, TermsFunc func, gpointer user);

/* Every pair of neighbouring word characters, one call an occurrence, and alone each of them that
 * begins no pair; the caller drops those that are T terms of the same notice. */
void terms_of_pairs(const Analysis *analysis, TermsFunc func, gpointer user);

/* Readings: each unit or field word whose reading isn't its own spelling, as (hiragana, word). */
typedef void (*TermsReadingFunc)(const char *reading, const char *word, gsize word_bytes,
                                 gpointer user);
void terms_of_readings(const Analysis *analysis, TermsReadingFunc func, gpointer user);

/* TRUE for characters of which pairs are made: letters, digits, kana, kanji; no marks, no space. */
gboolean terms_is_word_char(gunichar c);

G_END_DECLS

#endif
