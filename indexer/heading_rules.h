/* heading_rules.h: what names of organisations look like. For heading*.c alone. */
#ifndef JIKENBO_INDEXER_HEADING_RULES_H
#define JIKENBO_INDEXER_HEADING_RULES_H

#include "heading.h"

G_BEGIN_DECLS

/* All text here is FOLD_READ. */

/* TRUE where text is a corporate form and nothing else (一般社団法人, 株式会社, Inc.). */
gboolean heading_rules_is_form(const HeadingRules *rules, const char *text);
/* TRUE where text begins or ends with a corporate form (a Japanese one) and has a name beside it.
 */
gboolean heading_rules_has_form(const HeadingRules *rules, const char *text, gboolean *at_start);
/* TRUE where text is nothing but a telling ending: 消防局, 医学部附属病院, a part of a whole. */
gboolean heading_rules_is_part(const HeadingRules *rules, const char *text);
/* 0 no name, 1 perhaps, 2 surely, 3 a corporate form or a known name. */
int heading_rules_rank(const HeadingRules *rules, const char *text);
/* TRUE where text says what happened rather than to whom (漏えい, について, における …). */
gboolean heading_rules_tells(const char *text);

G_END_DECLS

#endif
