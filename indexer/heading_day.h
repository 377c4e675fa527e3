/* heading_day.h: days at the end, at the start, or alone in a line. For heading*.c and readers. */
#ifndef JIKENBO_INDEXER_HEADING_DAY_H
#define JIKENBO_INDEXER_HEADING_DAY_H

#include <glib.h>

G_BEGIN_DECLS

/* The day that text (any width) ends with, with what belongs to it (brackets, weekday, 付, 公表).
 * Returns YYYYMMDD and in *rest_bytes how much of text stands before it, white space trimmed; 0
 * where text ends otherwise, or with a range of days, or with a month or a year alone. */
int heading_day_at_end(const char *text, gsize text_bytes, gsize *rest_bytes);

/* The day that is all a line says, brackets and words of publishing aside (公開日:2023年7月24日); 0
 * where it says more. */
int heading_day_alone(const char *text, gsize text_bytes);

G_END_DECLS

#endif
