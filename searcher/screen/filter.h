/* filter.h: facet values switched on and off in the text of a query, so that it says what it does.
 *
 * Only pieces at the top of the query are touched (cause:loss,theft and -cause:loss); a query with
 * OR at its top gets brackets first.
 */
#ifndef JIKENBO_SEARCHER_SCREEN_FILTER_H
#define JIKENBO_SEARCHER_SCREEN_FILTER_H

#include "dict/taxonomy.h"
#include "searcher/query.h"

G_BEGIN_DECLS

typedef enum { FILTER_NONE, FILTER_IN, FILTER_OUT } FilterState;

/* What query says of a value. taxonomy (may be NULL) knows that two names are one value. */
FilterState filter_state(const char *query, const Taxonomy *taxonomy, QueryField field,
                         const char *value);

/* Each returns the new query; g_free. */
char *filter_toggle(const char *query, const Taxonomy *taxonomy, QueryField field,
                    const char *value);
/* Beside the value that is asked for: any of them. */
char *filter_add(const char *query, const Taxonomy *taxonomy, QueryField field, const char *value);
char *filter_exclude(const char *query, const Taxonomy *taxonomy, QueryField field,
                     const char *value);
/* Takes all filters of a field out; FIELD_N: of every field that facets have. */
char *filter_clear(const char *query, QueryField field);
/* Adds a piece, "date:2023-04", as it is. */
char *filter_append(const char *query, const char *piece);

/* Where "field:value" pieces stand, for colouring: TRUE and the bytes of the next one from *at on.
 */
gboolean filter_next_piece(const char *query, gsize *at, gsize *end);

G_END_DECLS

#endif
