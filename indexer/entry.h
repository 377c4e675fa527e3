/* entry.h: notices -> their entries in the index: analysis, facts, terms, record. */
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

/* So many notices at most go through the three stages together: each stage has tables of its own,
 * which stay in the processor's cache for all of them. */
#define ENTRY_BATCH 256

/* Analyses notices, fills their facts and marks, and adds them to writer, in order. Where it fails,
 * some may have been added. */
gboolean entry_add(Entry *entry, IndexWriter *writer, Notice *const *notices, guint n,
                   GError **error);

/* The stages of entry_add, in turn, for the same notices. */
void entry_analyze(Entry *entry, Notice *const *notices, guint n);
void entry_facts(Entry *entry, Notice *const *notices, guint n);
gboolean entry_write(Entry *entry, IndexWriter *writer, Notice *const *notices, guint n,
                     GError **error);

/* Adds the readings of the words of notice to writer, and nothing else. */
void entry_readings(Entry *entry, IndexWriter *writer, const Notice *notice);

G_END_DECLS

#endif
