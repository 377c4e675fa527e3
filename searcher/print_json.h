/* print_json.h: answers as JSON: one shape, whatever the language. data/jikenbo-1.schema.json is
 * its schema. Characters that command a terminal are escaped, broken bytes are U+FFFD. */
#ifndef JIKENBO_SEARCHER_PRINT_JSON_H
#define JIKENBO_SEARCHER_PRINT_JSON_H

#include <jansson.h>

#include "search.h"

G_BEGIN_DECLS

#define PRINT_JSON_VERSION 1

/* The answer as an object, and one of its hits; to be released with json_decref. */
json_t *print_json_answer(const Taxonomy *taxonomy, const SearchAnswer *answer);
json_t *print_json_hit(const Taxonomy *taxonomy, const SearchHit *hit);
/* {"version","query","error":{"message","at"}}: at is the place in characters, null where none. */
json_t *print_json_error(const char *query, const char *message, int at_chars);
/* A notice whole, with its evidence. */
json_t *print_json_notice(const Taxonomy *taxonomy, const Notice *notice);

/* Parts for other objects: a string (NULL: null), a date (0: null), keys of codes (guint8). */
json_t *print_json_string(const char *text);
json_t *print_json_date(int date);
json_t *print_json_codes(const Taxonomy *taxonomy, TaxonomyKind kind, const GArray *codes);
json_t *print_json_strings(const GPtrArray *strings);

/* Appends value and "\n": on one line, or in lines with indents. Takes the reference. */
void print_json_append(GString *out, json_t *value, gboolean one_line);

G_END_DECLS

#endif
