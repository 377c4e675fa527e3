/* search_ask.h: an index of invented notices, and questions to it. */
#ifndef JIKENBO_TESTS_SEARCH_ASK_H
#define JIKENBO_TESTS_SEARCH_ASK_H

#include "search_index.h"
#include "searcher/search.h"

typedef struct {
  char *folder;
  Searcher *searcher;
  GPtrArray *notices;
} Index;

SearchAnswer *ask_with(Searcher *searcher, const SearchOptions *options);
SearchAnswer *ask(Searcher *searcher, const char *query);
guint line_of(const Notice *notice);
gboolean has_line(const SearchAnswer *answer, guint line);
Index *index_of(GPtrArray *notices);
void index_free(Index *index);
/* Pieces of notices at random, parts_n of them; g_free. */
char *random_text(GRand *rand, guint parts_n);

#endif
