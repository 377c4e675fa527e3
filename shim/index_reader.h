/* index_reader.h: opens an index, asks it. Queries are trees in our words. */
#ifndef JIKENBO_SHIM_INDEX_READER_H
#define JIKENBO_SHIM_INDEX_READER_H

#include "index_row.h"
#include "index_writer.h"

G_BEGIN_DECLS

typedef struct IndexReader IndexReader;

/* Opens the index that the stub in folder names now. fingerprint: the asker's own analysis, or NULL
 * to ask nothing of it; a mismatch is INDEX_ERROR_MISMATCH, the message names the cure. */
IndexReader *index_reader_open(const char *folder, const char *fingerprint, GError **error);
void index_reader_close(IndexReader *reader); /* NULL is fine */
/* While *cancel isn't 0 questions end early, with INDEX_ERROR_CANCELLED. NULL: they don't. It must
 * outlive them. */
void index_reader_cancel_by(IndexReader *reader, const volatile gint *cancel);
/* TRUE where the stub in the folder is another than the one opened. */
gboolean index_reader_outdated(const IndexReader *reader);
guint index_reader_notices(const IndexReader *reader);
/* FALSE over remote shards: there a SCHEMA_PAIR query matches every notice, and
 * index_reader_frequency says so, so that what a pair would prove has to be proven on the text. */
gboolean index_reader_knows_pairs(const IndexReader *reader);

/* ---- queries: a tree; building functions own what they are given. NULL children are skipped; with
 * no child left, and with left NULL, nothing matches. Trees nested too deeply, and prefixes of too
 * many words, are INDEX_ERROR_QUERY when they are asked. */
typedef struct IndexQuery IndexQuery;

IndexQuery *index_query_all(void);
IndexQuery *index_query_none(void);
/* prefix + term; longer terms than fit match what index_writer made of them. */
IndexQuery *index_query_term(const char *prefix, const char *term, gssize term_bytes);
/* Every term that begins with prefix + term, as one word: each notice gets the same weight for it.
 * Long terms aren't cut. */
IndexQuery *index_query_prefix(const char *prefix, const char *term, gssize term_bytes);
/* Notices where all these pairs of characters stand, as SCHEMA_PAIR or as SCHEMA_WORD has them;
 * they weigh nothing. loose: some others too, where their text is looked at anyway. */
IndexQuery *index_query_all_pairs(const char *const *pairs, guint n, gboolean loose);
IndexQuery *index_query_and(IndexQuery **children, guint n);
IndexQuery *index_query_or(IndexQuery **children, guint n);
/* The first child that a notice has gives the weight: give the best first. */
IndexQuery *index_query_max(IndexQuery **children, guint n);
/* The same, ranked as one word that is as frequent as all of them. A scaled child counts less by
 * its factor. */
IndexQuery *index_query_synonym(IndexQuery **children, guint n);
IndexQuery *index_query_and_not(IndexQuery *left, IndexQuery *right);
IndexQuery *index_query_and_maybe(IndexQuery *left, IndexQuery *right);
IndexQuery *index_query_filter(IndexQuery *left, IndexQuery *right); /* right weighs nothing */
IndexQuery *index_query_scale(IndexQuery *child, double factor);     /* factor 0: weighs nothing */
/* slot from..to, both inclusive, NULL open; slots of schema.h: dates as YYYYMMDD digits. */
IndexQuery *index_query_range_date(const char *from, const char *to);
IndexQuery *index_query_range_affected(gint64 from, gint64 to); /* G_MININT64 / G_MAXINT64 open */
/* Exactly the notices with these unique keys. */
IndexQuery *index_query_keys(GPtrArray *keys);
IndexQuery *index_query_copy(const IndexQuery *query);
void index_query_free(IndexQuery *query); /* NULL is fine */

/* ---- asking */
typedef enum { INDEX_SORT_RELEVANCE, INDEX_SORT_DATE, INDEX_SORT_AFFECTED } IndexSort;

typedef struct {
  const IndexQuery *query;
  guint offset, limit; /* hits wanted; limit 0: none, G_MAXUINT: all */
  IndexSort sort;      /* ties: newest first, then the key */
  gboolean collapse;   /* one hit an incident */
  gboolean rows;       /* fill IndexAnswer.rows */
} IndexRequest;

typedef struct {
  guint32 docid;
  double score;
} IndexHit;

typedef struct {
  GArray *hits; /* of IndexHit, from offset on */
  GArray *rows; /* of IndexRow, one a matching notice, those of an incident side by side; or NULL */
  guint notices;    /* matching notices, exact (where rows were asked for) */
  guint incidents;  /* matching incidents, exact (where rows were asked for) */
  gpointer storage; /* what rows point into */
} IndexAnswer;

/* NULL and error: DAMAGED, MODIFIED (open again), MEMORY, OTHER. Free with index_answer_free. */
IndexAnswer *index_reader_ask(IndexReader *reader, const IndexRequest *request, GError **error);
void index_answer_free(IndexAnswer *answer);

/* How many notices match query that known, an answer with rows, hasn't; and, where there are such,
 * how many incidents match it. FALSE and error. */
gboolean index_reader_compare(IndexReader *reader, const IndexQuery *query,
                              const IndexAnswer *known, guint *incidents, guint *beyond,
                              GError **error);

/* The stored notice of a hit; the caller frees it. */
Notice *index_reader_notice(IndexReader *reader, guint32 docid, GError **error);

/* Calls func for every notice that matches query, in no order, with its unique key and record,
 * until func returns FALSE. For the quoted search's verification. */
typedef gboolean (*IndexEachFunc)(const char *key, const Notice *notice, gpointer user);
gboolean index_reader_each(IndexReader *reader, const IndexQuery *query, IndexEachFunc func,
                           gpointer user, GError **error);

/* Shows func every notice that matches query and returns the query that finds exactly those it
 * liked, weighing nothing: good for this reader, until it is closed. NULL and error as above. */
IndexQuery *index_reader_select(IndexReader *reader, const IndexQuery *query, IndexEachFunc func,
                                gpointer user, GError **error);

/* The folded text of a hit or row, until the reader is closed. FALSE where it can't be had: over
 * remote shards, of a notice that was written without. */
gboolean index_reader_text(IndexReader *reader, guint32 docid, IndexText *text);
/* The offsets of a stored text's body, as FoldedText has them, to be freed; NULL where they can't
 * be had, or don't fit the body, source, that they lead to. */
guint32 *index_text_offsets(const IndexText *text, const char *source, gsize source_bytes);
/* As index_reader_select, of folded texts. Where index_reader_text can't have one it fails. */
typedef gboolean (*IndexTextFunc)(const IndexText *text, gpointer user);
IndexQuery *index_reader_select_texts(IndexReader *reader, const IndexQuery *query,
                                      IndexTextFunc func, gpointer user, GError **error);

/* Notices that hold a term; 0 for none. */
guint index_reader_frequency(IndexReader *reader, const char *prefix, const char *term,
                             gssize term_bytes);

/* TRUE where a notice holds it: stops at the first shard that has it. */
gboolean index_reader_has(IndexReader *reader, const char *prefix, const char *term,
                          gssize term_bytes);

/* Terms of a prefix that begin with start, in byte order, until func returns FALSE. */
typedef gboolean (*IndexTermFunc)(const char *term, guint notices, gpointer user);
gboolean index_reader_terms(IndexReader *reader, const char *prefix, const char *start,
                            IndexTermFunc func, gpointer user, GError **error);

/* Words whose reading (hiragana) is, or begins with, reading. */
typedef gboolean (*IndexReadingFunc)(const char *reading, const char *word, gpointer user);
gboolean index_reader_readings(IndexReader *reader, const char *reading, gboolean prefix,
                               IndexReadingFunc func, gpointer user, GError **error);

/* Walks everything: reads each shard whole and compares (jikenbo-index --check). The message of the
 * error names the shard that is damaged. */
gboolean index_reader_verify(const char *folder, GError **error);

G_END_DECLS

#endif
