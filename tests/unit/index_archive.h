/* index_archive.h: for the tests of indexes: notices made by chance, and indexes of them. Failures
 * end the test. */
#ifndef JIKENBO_TESTS_INDEX_ARCHIVE_H
#define JIKENBO_TESTS_INDEX_ARCHIVE_H

#include "shim/index_reader.h"
#include "shim/index_writer.h"

#define ARCHIVE_PRINT "test analysis 1" /* the indexes' fingerprint */
#define ARCHIVE_WORDS_N 16

/* Bodies are made of these, the first more often, and of "nNUMBER", the notice's own. */
extern const char *const archive_words[ARCHIVE_WORDS_N];

/* n notices (Notice*), the same for the same seed; to be unreferenced. */
GPtrArray *archive_make(guint32 seed, int n);

/* A folder of its own; archive_remove removes it with its files and frees the name. */
char *archive_folder(void);
void archive_remove(char *folder);

IndexWriter *archive_writer(const char *folder);
/* Adds a notice with its words (T), those again as pairs (B, boolean), and readings "よみ" + word.
 */
void archive_add(IndexWriter *writer, const Notice *notice);
/* The offsets that archive_add gives a body of so many bytes, as if some of its characters came
 * from longer ones and some from one together; to be freed. */
guint32 *archive_offsets(guint32 bytes);
void archive_finish(IndexWriter *writer, const char *name);
/* Publishes shard-0.glass … */
void archive_publish(const char *folder, int shards);
/* All of that: deals the notices to shards in turn. Returns an archive_folder. */
char *archive_build(const GPtrArray *archive, int shards);

IndexReader *archive_open(const char *folder);
/* All hits. */
IndexAnswer *archive_ask(IndexReader *reader, const IndexQuery *query, IndexSort sort,
                         gboolean collapse, gboolean rows);
Notice *archive_notice(IndexReader *reader, guint32 docid);
IndexQuery *archive_word(const char *text);

#endif
