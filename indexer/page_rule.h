/* page_rule.h: where a post without a number begins, and whether a text reports an incident. For
 * page*.c alone; the rules and their reasons stand in page_rule.c. */
#ifndef JIKENBO_INDEXER_PAGE_RULE_H
#define JIKENBO_INDEXER_PAGE_RULE_H

#include "page_lines.h"

G_BEGIN_DECLS

#define PAGE_RULE_SPLIT 2.0
#define PAGE_RULE_NOTICE 2.25

/* What stands before the lines that are looked at. */
typedef struct {
  gboolean notice;          /* a notice (FALSE: another post without a number) */
  const char *organisation; /* of the notice, or NULL */
} PageRuleContext;

/* at: the line that begins another post, lines_n where none does. near: that line, or the one that
 * came nearest; score is its score. */
typedef struct {
  guint at, near;
  double score;
} PageRuleFound;

/* Finds the first line behind line from (the first line of the post under way) that begins a post
 * without a number. */
PageRuleFound page_rule_next(const PageText *text, guint from, const PageRuleContext *context);

/* The score of one line, for tests and explanations. */
double page_rule_score(const PageText *text, guint from, guint at, const PageRuleContext *context);

/* How much a text without a number speaks of an incident of its own: a notice from
 * PAGE_RULE_NOTICE on. */
double page_rule_notice(const char *title, const char *body, gsize body_bytes);

/* How near a score is to its threshold: 1 on it, 0 far away. */
double page_rule_doubt(double score, double threshold);

G_END_DECLS

#endif
