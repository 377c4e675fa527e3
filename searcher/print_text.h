/* print_text.h: answers for eyes: columns that hold with wide characters, hits lit, in the user's
 * words. Nothing of a notice is written that text_cols_safe refuses. */
#ifndef JIKENBO_SEARCHER_PRINT_TEXT_H
#define JIKENBO_SEARCHER_PRINT_TEXT_H

#include "output.h"
#include "search.h"

G_BEGIN_DECLS

/* How many were found, what was relaxed or widened, and what else could be asked. */
void print_text_summary(Output *out, const SearchAnswer *answer);
/* One hit with the other notices of its incident folded under it. */
void print_text_hit(Output *out, const Taxonomy *taxonomy, const SearchHit *hit);
/* The facets with bars. */
void print_text_facets(Output *out, const Taxonomy *taxonomy, const SearchAnswer *answer);

/* text (safe, one line) in lines of at most cols after indent, with highlights (pairs of code
 * points) lit; at: column at which the first line begins. */
void print_text_lit(Output *out, const char *text, const GArray *highlights, guint at,
                    guint indent);

/* "FILE:LINE" of the first place, safe; g_free. */
char *print_text_place(const Notice *notice);
/* What a notice is called: its organisation, else "—"; safe; g_free. */
char *print_text_name(const Notice *notice);

G_END_DECLS

#endif
