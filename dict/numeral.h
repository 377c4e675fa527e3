/* numeral.h: one number of folded text, in digits, kanji or both (924万4553, 6.5万, 三百二十). */
#ifndef JIKENBO_DICT_NUMERAL_H
#define JIKENBO_DICT_NUMERAL_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize bytes;    /* how much of the text it takes */
  gint64 value;   /* rounded towards zero */
  gboolean kanji; /* begins with a kanji numeral */
  gboolean known; /* FALSE: 数百, 十数, or beyond 10^17: stands for no one number */
} Numeral;

/* Reads the number that begins at text (before end). FALSE where none begins there. */
gboolean numeral_read(const char *text, const char *end, Numeral *numeral);

/* The next place behind text where a number could begin. */
const char *numeral_skip(const char *text, const char *end);

G_END_DECLS

#endif
