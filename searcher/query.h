/* query.h: the query language -> a tree. Grammar: docs in query.c and jikenbo-query(7).
 *
 *   語 語 (AND) · "…" exact · -語 · OR or | · ( ) · 語* · field:value, by key or Japanese name
 */
#ifndef JIKENBO_SEARCHER_QUERY_H
#define JIKENBO_SEARCHER_QUERY_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  QUERY_AND,    /* children */
  QUERY_OR,     /* children */
  QUERY_NOT,    /* one child */
  QUERY_WORD,   /* text: a bare word or a whole sentence without spaces */
  QUERY_EXACT,  /* text, as quoted */
  QUERY_PREFIX, /* text before the '*' */
  QUERY_FIELD   /* field, and text or a range */
} QueryKind;

/* One table of fields (query_fields) gives names, help, man page and completions. */
typedef enum {
  FIELD_ORG,
  FIELD_TITLE,
  FIELD_ID,
  FIELD_CAUSE,
  FIELD_SECTOR,
  FIELD_VENDOR,
  FIELD_DATA,
  FIELD_MEDIA,
  FIELD_LABEL,
  FIELD_YEAR,
  FIELD_DATE,
  FIELD_AFFECTED,
  FIELD_N
} QueryField;

typedef struct {
  QueryField field;
  const char *key;   /* "org" */
  const char *name;  /* "組織" */
  const char *about; /* English, one line (translated by gettext) */
  const char *example;
} QueryFieldInfo;
const QueryFieldInfo *query_fields(guint *n);

typedef struct QueryNode {
  QueryKind kind;
  GPtrArray *children; /* of QueryNode*, owned; NULL for leaves */
  QueryField field;
  char *text;      /* leaf: as typed, without quotes; owned */
  gboolean exact;  /* QUERY_FIELD: the value was quoted */
  char *from, *to; /* ranges: ISO dates or decimal numbers, NULL open; owned */
  guint at_chars;  /* where the node begins in the query, in code points */
} QueryNode;

#define QUERY_ERROR (query_error_quark())
GQuark query_error_quark(void);
#define QUERY_BYTES_MAX (64 * 1024)
#define QUERY_DEPTH_MAX 64

/* NULL and error where the text can't be read: *at_chars is the place (code points) for the caret.
 * An empty query is QUERY_AND without children (everything). Never crashes, cost is linear. */
QueryNode *query_parse(const char *text, guint *at_chars, GError **error);
void query_node_free(QueryNode *node);
/* The canonical text: parses to the same tree. To be freed with g_free. */
char *query_print(const QueryNode *node);

G_END_DECLS

#endif
