/* search.h: a question -> an answer. The faces (text, JSON, tables, the screen) print answers. */
#ifndef JIKENBO_SEARCHER_SEARCH_H
#define JIKENBO_SEARCHER_SEARCH_H

#include "dict/analyzer.h"
#include "dict/taxonomy.h"
#include "shim/index_reader.h"
#include "query.h"

G_BEGIN_DECLS

/* What a searcher needs open; one a thread. */
typedef struct Searcher Searcher;

#define SEARCH_ERROR (search_error_quark())
GQuark search_error_quark(void);
typedef enum { SEARCH_ERROR_QUERY, SEARCH_ERROR_CANCELLED } SearchErrorCode;

/* Opens tables, dictionary and the index at index_path. Errors: INDEX_ERROR, ANALYZER_ERROR,
 * TABLE_ERROR. */
Searcher *searcher_new(const char *index_path, GError **error);
void searcher_free(Searcher *searcher);
/* Opens the index anew where another was published meanwhile; TRUE where it did. */
gboolean searcher_refresh(Searcher *searcher, GError **error);
IndexReader *searcher_index(Searcher *searcher);
const Taxonomy *searcher_taxonomy(const Searcher *searcher);
AnalyzerThread *searcher_analyzer(Searcher *searcher);

typedef struct {
  const char *query; /* as typed */
  char **filters;    /* NULL, or more query text, a field:value each ("cause:loss,theft"): an OR of
                        its values, all filters joined by AND */
  IndexSort sort;
  guint offset, limit; /* limit 0: all */
  gboolean notices;    /* one row a notice, not an incident */
  gboolean synonyms;
  gboolean explain;
  gboolean facets;
  gboolean snippets;
  const volatile gint *cancel; /* NULL, or stop soon after it becomes non-zero */
} SearchOptions;

typedef enum {
  FACET_CAUSE,
  FACET_SECTOR,
  FACET_YEAR,
  FACET_VENDOR,
  FACET_DATA,
  FACET_MEDIA,
  FACET_LABEL,
  FACET_N
} Facet;

/* One table: key ("cause"), Japanese and English name, the query field that filters by it. */
typedef struct {
  const char *key, *name, *name_en;
  QueryField field;
} FacetInfo;
extern const FacetInfo facet_infos[FACET_N];

typedef struct {
  char *key;   /* what a filter takes: "loss", "2023", "yes", "none" … */
  char *label; /* Japanese; for label_en ask the taxonomy */
  guint count; /* incidents that adding it as a filter leaves */
} FacetValue;

typedef struct {
  char *text;         /* original text, control characters replaced, one line */
  GArray *highlights; /* of guint pairs start,end in code points of text */
} Snippet;

typedef struct {
  guint rank; /* from 1 */
  double score;
  guint32 docid;
  Notice *notice;    /* owned: the newest that matches best */
  guint notices;     /* of the incident, that match */
  GPtrArray *others; /* of Notice*: the others of the incident that match, newest first */
  Snippet snippet;
  GPtrArray *explain; /* of char*: which word, where, with what weight; or NULL */
} SearchHit;

typedef struct {
  char *word;
  GPtrArray *used; /* of char* */
} SearchSynonym;

typedef struct {
  char *query; /* ask this */
  char *why;   /* "straddling", "spelling", "reading", "parts", "plain", "all_words" … */
  guint incidents;
} SearchMore;

typedef struct {
  char *query, *read_as;
  guint incidents, notices;
  gboolean relaxed;
  GPtrArray *synonyms;        /* of SearchSynonym* */
  GPtrArray *more;            /* of SearchMore* */
  GPtrArray *facets[FACET_N]; /* of FacetValue*, most first; NULL where not asked */
  GPtrArray *hits;            /* of SearchHit* */
  IndexAnswer *answer;        /* rows of all matches, for stats; owned */
} SearchAnswer;

/* NULL and error: SEARCH_ERROR_QUERY with *at_chars for the caret, or INDEX_ERROR. */
SearchAnswer *search(Searcher *searcher, const SearchOptions *options, guint *at_chars,
                     GError **error);
void search_answer_free(SearchAnswer *answer);

/* The notices with this number (or unique key, or "file:line"), newest first; empty where none. */
GPtrArray *search_notices_by_id(Searcher *searcher, const char *id, GError **error);

G_END_DECLS

#endif
