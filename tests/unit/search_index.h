/* search_index.h: indexes for tests of the search: notices as given, facts and all. */
#ifndef JIKENBO_TESTS_SEARCH_INDEX_H
#define JIKENBO_TESTS_SEARCH_INDEX_H

#include "dict/analyzer.h"
#include "shim/notice.h"

G_BEGIN_DECLS

/* A notice of one place; file and line tell it apart. To be freed with notice_free. */
Notice *search_index_notice(const char *id, const char *organisation, const char *title,
                            const char *body, guint line);

/* Indexes notices (left to the caller) as the indexer does, but for their facts, which stay as they
 * are. Returns the index's folder, new below the temporary folder: search_index_remove. Fails the
 * test where it can't. */
char *search_index_build(GPtrArray *notices);
void search_index_remove(char *folder);

/* An analyzer of the tables under test; analyzer_free. */
Analyzer *search_index_analyzer(void);

G_END_DECLS

#endif
