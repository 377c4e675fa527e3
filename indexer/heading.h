/* heading.h: the line above a notice -> number, organisation, title, day. */
#ifndef JIKENBO_INDEXER_HEADING_H
#define JIKENBO_INDEXER_HEADING_H

#include "dict/analyzer.h"
#include "shim/notice.h"

G_BEGIN_DECLS

/* Forms, endings and names of organisations (dict/organisation*.tsv), read once, shared by threads.
 */
typedef struct HeadingRules HeadingRules;
HeadingRules *heading_rules_new(const char *data_dir, GError **error);
void heading_rules_free(HeadingRules *rules); /* NULL is fine */

/* What reading a page needs. thread belongs to the caller's thread. */
typedef struct {
  const HeadingRules *rules;
  AnalyzerThread *thread;
} HeadingTools;

#define HEADING_ID_BYTES 24

/* TRUE where line begins (white space and Markdown's # aside) with 【…事件簿#YYYY-NNN】.
 * *rest_bytes is where the text behind the bracket begins, id the number as "2024-015" ("" where
 * the bracket has none that can be read). rest_bytes and id may be NULL. */
gboolean heading_bracket(const char *line, gsize line_bytes, gsize *rest_bytes,
                         char id[HEADING_ID_BYTES]);

/* The number that text is (2024-15, #2024-015, full width, behind any words), as in brackets. FALSE
 * where it is none. */
gboolean heading_number(const char *text, char id[HEADING_ID_BYTES]);

/* Reads a heading (without its bracket) into organisation, title, published and doubts of notice.
 * organisation stays NULL where the heading names none. */
void heading_read(const HeadingTools *tools, const char *heading, gsize heading_bytes,
                  Notice *notice);

/* The same for a line that is a title on its own (a file or an entry without bracket): the title
 * stays whole, the organisation that it begins with is read all the same. */
void heading_read_title(const HeadingTools *tools, const char *title, gsize title_bytes,
                        Notice *notice);

/* Where the heading said nothing: looks for the organisation in the body (以下「当社」, signature,
 * first sentence), and for the day of publication where loose is TRUE (a line that is a day, at the
 * top or at the end). What it finds so is noted in doubts. */
void heading_read_body(const HeadingTools *tools, gboolean loose, Notice *notice);

/* Adds the numbers that text refers to (brackets inside a line, #YYYY-NNN) to links, each once,
 * except own. */
void heading_links(const char *text, gsize text_bytes, const char *own, GPtrArray *links);

/* How surely text (a line, a heading's first words) is the name of an organisation: 0 not,
 * 1 perhaps (an ending that many have), 2 surely (corporate form, known name, telling ending). */
int heading_organisation_rank(const HeadingRules *rules, const char *text, gsize text_bytes);

/* The day that a text like 2024/9/11, 2023年7月24日, R5.7.24, 2024-01-26T09:30:00+09:00 or Fri, 26
 * Jan 2024 09:30:00 +0900 begins with, as YYYYMMDD; 0 where it is none. */
int heading_day(const char *text, gsize text_bytes);

G_END_DECLS

#endif
