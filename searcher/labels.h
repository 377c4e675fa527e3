/* labels.h: values in the user's words: causes and sectors, sizes, dates. */
#ifndef JIKENBO_SEARCHER_LABELS_H
#define JIKENBO_SEARCHER_LABELS_H

#include "dict/taxonomy.h"
#include "search.h"

G_BEGIN_DECLS

/* The value's label in the user's language. */
const char *labels_value(const TaxonomyValue *value);
/* The label of a code; "" where the table has none. */
const char *labels_code(const Taxonomy *taxonomy, TaxonomyKind kind, guint code);

/* The name of a facet and of one of its values in the user's language. value_label is what the
 * answer says; the result lives as long as taxonomy and value_label. */
const char *labels_facet(Facet facet);
const char *labels_facet_value(const Taxonomy *taxonomy, Facet facet, const FacetValue *value);
/* The table behind a facet; FALSE for those without. */
gboolean labels_facet_taxonomy(Facet facet, TaxonomyKind *kind);

/* 924万4,553件, 2,726件, 不明 · 9,244,553 affected, unknown. */
void labels_append_size(GString *out, gint64 affected);
/* The same for a column or a field that says what it is: 9,244,553 in English. */
void labels_append_amount(GString *out, gint64 affected);
/* 1,234,567 */
void labels_append_number(GString *out, gint64 number);
/* 2023年12月13日 · 13 Dec 2023; nothing for 0. */
void labels_append_date(GString *out, int date);
/* 2023-12-13; nothing for 0. 11 bytes fit. */
char *labels_iso(int date, char iso[11]);

/* Appends the labels of codes (guint8) with the separator of the language between. */
void labels_append_codes(GString *out, const Taxonomy *taxonomy, TaxonomyKind kind,
                         const GArray *codes);
/* "、" or ", ". */
const char *labels_comma(void);

G_END_DECLS

#endif
