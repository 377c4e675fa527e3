/* quantity.h: numbers and dates by value, in FOLD_READ or FOLD_INDEX text (half-width, no thousand
 * separators). */
#ifndef JIKENBO_DICT_QUANTITY_H
#define JIKENBO_DICT_QUANTITY_H

#include <glib.h>

G_BEGIN_DECLS

/* A number with what stands around it: 約20万件 -> value 200000, counter 件, about. */
typedef struct {
  guint32 start, end; /* bytes: from the first digit to the end of the counter */
  guint32 number_end; /* bytes: end of the number itself */
  gint64 value;       /* rounded towards zero where the text has a fraction (6.5万 -> 65000) */
  gboolean about;     /* 約, およそ, 程度, 余り … */
  char counter[24];   /* 件 名 人 社 校 …, "" where none follows */
} Quantity;

/* A day. year 0 where the text says none (and none was resolved), day 0 where only a month. */
typedef struct {
  guint32 start, end; /* bytes */
  int year, month, day;
  int hour;          /* 24-hour, -1 where none follows; 24:00 stays the day named */
  gboolean resolved; /* the year (or the day, for 同日/翌日) was taken from the neighbours */
  gboolean contradiction; /* era and western year stand together and differ */
} DateMention;

/* All numbers of text that are amounts (no dates, no phone numbers, no law articles, no times).
 * Returns a GArray of Quantity in order; free with g_array_unref. */
GArray *quantity_scan(const char *text, gsize text_bytes);
/* The same into a GArray of Quantity, emptied first: one for many texts spares its growing. */
void quantity_scan_into(const char *text, gsize text_bytes, GArray *found);

/* All days of text in order. What a mention leaves open is taken from the days before it, then from
 * those behind it, then from published (YYYYMMDD, 0 unknown): the year of a month and day (its
 * weekday decides where one stands behind it; no more than two months after the publication), the
 * month of a day alone (7月14日 … 18日), and 同日, 翌日, 前日, 同月, 先月, 昨年 and their like.
 * Returns a GArray of DateMention; years and months alone are among them (day 0). Cost is linear in
 * text_bytes. */
GArray *date_scan(const char *text, gsize text_bytes, int published);
/* The same into a GArray of DateMention, emptied first. */
void date_scan_into(const char *text, gsize text_bytes, int published, GArray *found);

/* YYYYMMDD of a mention; 0 where the year or day is unknown. Days are checked against the calendar.
 */
int date_value(const DateMention *date);

/* The last day of a month, YYYYMMDD. */
int date_month_end(int year, int month);

/* Days from a to b (both YYYYMMDD, valid); negative where b is before a. */
int date_days_between(int a, int b);

G_END_DECLS

#endif
