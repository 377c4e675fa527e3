/* index_writer.h: builds one shard; publishes a set of shards. */
#ifndef JIKENBO_SHIM_INDEX_WRITER_H
#define JIKENBO_SHIM_INDEX_WRITER_H

#include "notice.h"

G_BEGIN_DECLS

#define INDEX_ERROR (index_error_quark())
GQuark index_error_quark(void);
typedef enum {
  INDEX_ERROR_NONE_THERE, /* no index at that path */
  INDEX_ERROR_MISMATCH,   /* schema or analysis differs: rebuild */
  INDEX_ERROR_DAMAGED,    /* a shard or the stub can't be read */
  INDEX_ERROR_MODIFIED,   /* a shard vanished while it was read: open again */
  INDEX_ERROR_QUERY,      /* the query is too large */
  INDEX_ERROR_WRITE,      /* disk full, no permission */
  INDEX_ERROR_MEMORY,
  INDEX_ERROR_OTHER,
  INDEX_ERROR_CANCELLED /* index_reader_cancel_by */
} IndexErrorCode;

typedef struct IndexWriter IndexWriter;

/* Begins a shard in a scratch folder below folder (unpublished: no fsync). fingerprint is recorded.
 * One thread a writer. NULL and error where nothing can be written. */
IndexWriter *index_writer_new(const char *folder, const char *fingerprint, GError **error);

/* Adds a term to the notice under way; wdf 0 is boolean. Adding it again adds up. Terms over
 * SCHEMA_TERM_BYTES_MAX are left out, but the boolean prefixes' (Q, X…): cut, with a hash. */
void index_writer_term(IndexWriter *writer, const char *prefix, const char *term, gsize term_bytes,
                       guint wdf);
/* Adds a pair of the notice under way, but where it is one of its T terms, which all came before.
 * Two characters have eight bytes at most: what is longer is left out. */
void index_writer_pair(IndexWriter *writer, const char *pair, gsize pair_bytes);
/* What a string is proven on: the FOLD_INDEX text of each part, and the notice's marks. vendors: as
 * IndexRow has them. */
#define INDEX_TEXT_PARTS 3 /* organisation, title, body */
typedef struct {
  const char *parts[INDEX_TEXT_PARTS]; /* NUL-terminated */
  guint32 bytes[INDEX_TEXT_PARTS];
  const guint8 *marks;
  guint32 marks_bytes;
  const guint32 *offsets; /* of a text to be written: those of the body's FoldedText, or NULL */
  const guint8 *steps;    /* of a stored one: the same, packed; index_text_offsets */
  guint32 steps_bytes;
  int published; /* notice_reference_day */
  const char *vendors;
  guint vendors_n;
} IndexText;

/* The folded text of the notice that ends next; parts, bytes and offsets alone are looked at, and
 * read only then. Without it nothing can be proven on it but by folding its record. */
void index_writer_text(IndexWriter *writer, const IndexText *text);
/* Ends the notice under way: adds unique, id, facet and label terms, values and the record itself.
 */
gboolean index_writer_notice(IndexWriter *writer, const Notice *notice, GError **error);
/* A reading of a word of the notice under way; again is fine. */
void index_writer_reading(IndexWriter *writer, const char *reading, const char *word,
                          gsize word_bytes);

/* What becomes of a notice of a published shard, whose unique key it is: it stays behind, is taken
 * over as it is, or with another record, that replace gives (owned by the caller until the next
 * call) for the stored one: what follows from a record alone, the boolean terms and the values, is
 * made of it. */
typedef enum { INDEX_DROP, INDEX_KEEP, INDEX_REPLACE } IndexKeep;
typedef struct {
  IndexKeep (*keep)(const char *key, gpointer user);
  const Notice *(*replace)(const char *key, const Notice *stored, gpointer user);
  gpointer user;
} IndexKeeper;

/* Copies from a published shard the notices that keeper says, all their terms and values as they
 * are. Readings come along where a kept notice has their word. Errors: DAMAGED (the shard), WRITE.
 */
gboolean index_writer_copy(IndexWriter *writer, const char *shard_path, const IndexKeeper *keeper,
                           GError **error);
/* Shards count how many of their notices have a reading, but not which: func gives all readings of
 * a stored notice to the writer (index_writer_reading). Copying calls it for the notices that stay
 * behind, or for those that don't where these are fewer. Without it, a reading goes with its word.
 */
typedef void (*IndexReadFunc)(IndexWriter *writer, const Notice *stored, gpointer user);
void index_writer_read_with(IndexWriter *writer, IndexReadFunc func, gpointer user);

/* Compacts into folder/name with a checksum, fsynced. The writer can't be used after; free it. */
gboolean index_writer_finish(IndexWriter *writer, const char *name, GError **error);
void index_writer_free(IndexWriter *writer); /* removes the scratch folder; NULL is fine */

/* Writes the stub that names shards (names of files in folder, or "remote HOST:PORT") and the
 * catalog, by rename; fsyncs file and folder. On failure the old stub stands. */
gboolean index_publish(const char *folder, const char *const *shards, const char *catalog,
                       GError **error);
/* The shards (names; remote ones as "remote HOST:PORT") and catalog the stub names; to be freed
 * with g_strfreev and g_free. catalog may be NULL. */
char **index_published(const char *folder, char **catalog, GError **error);
/* Reads a published shard whole and compares its checksum: FALSE and DAMAGED where it is not what
 * was written, or isn't there. Costs a read of the file. */
gboolean index_shard_verify(const char *folder, const char *name, GError **error);

G_END_DECLS

#endif
