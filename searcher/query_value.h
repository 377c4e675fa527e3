/* query_value.h: the values that fields take: days and amounts, and ranges of them. Private to the
 * query modules. */
#ifndef JIKENBO_SEARCHER_QUERY_VALUE_H
#define JIKENBO_SEARCHER_QUERY_VALUE_H

#include <glib.h>

G_BEGIN_DECLS

/* Reads a year, month or day in any of the spellings 2023, 2023-04, 2023/4/1, 2023年4月1日,
 * 令和5年4月1日, R5.4.1, 20230401 into the first and the last day it covers, ISO, both to be freed.
 * FALSE where text is none, or a day that the calendar doesn't have. */
gboolean query_value_days(const char *text, char **first, char **last);

/* Reads 1万, 1,000, 924万4553件, 6.5万人, 200000 into a number. FALSE where text is none. */
gboolean query_value_amount(const char *text, gint64 *value);

/* Splits "a..b" (also 〜 ～ ~) into its two sides, either may be empty; both to be freed. FALSE
 * where text has no such sign. */
gboolean query_value_split(const char *text, char **from, char **to);

G_END_DECLS

#endif
