/* entry.h: one notice -> its entry in the index: analysis, facts, terms, record. */
#ifndef JIKENBO_INDEXER_ENTRY_H
#define JIKENBO_INDEXER_ENTRY_H

#include "facts.h"
#include "shim/index_writer.h"

G_BEGIN_DECLS

/* How often a word of a heading counts beside one of the body (tuned by tests/eval). */
#define ENTRY_TITLE_WDF 4
#define ENTRY_ORGANISATION_WDF 5

/* One thread's scratch memory for entries. */
typedef struct Entry Entry;
Entry *entry_new(AnalyzerThread *thread, const Facts *facts);
void entry_free(Entry *entry); /* NULL is fine */

/* Analyses notice, fills its facts and marks, and adds it to writer. */
gboolean entry_add(Entry *entry, IndexWriter *writer, Notice *notice, GError **error);

/* Adds the readings of the words of notice to writer, and nothing else. */
void entry_readings(Entry *entry, IndexWriter *writer, const Notice *notice);

G_END_DECLS

#endif
