/* snippet.h: the part of a text that shows why it was found. */
#ifndef JIKENBO_SEARCHER_SNIPPET_H
#define JIKENBO_SEARCHER_SNIPPET_H

#include "dict/fold.h"

G_BEGIN_DECLS

#define SNIPPET_COLS 120

/* A place to light: bytes of the folded text. word tells the question's words apart; weight is what
 * the place is worth, 1 for the word itself. */
typedef struct {
  guint32 start, end;
  guint word;
  double weight;
} SnippetPlace;

/* Cuts from source, whose folded form is folded, the sentences with the densest places: one line of
 * about cols_max columns, control and direction characters replaced, what was left out marked by
 * "…". Appends to highlights (of guint) pairs of code points of the result, ascending and apart:
 * each place lights whole characters of the source. places are ascending by start; without any, the
 * text's beginning is cut. To be freed with g_free. */
char *snippet_cut(const char *source, const FoldedText *folded, const GArray *places,
                  guint cols_max, GArray *highlights);

G_END_DECLS

#endif
