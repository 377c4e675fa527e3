/* search_places.h: where the words of a question stand in a notice. Private to search*.c. */
#ifndef JIKENBO_SEARCHER_SEARCH_PLACES_H
#define JIKENBO_SEARCHER_SEARCH_PLACES_H

#include "dict/fold.h"
#include "search_internal.h"

G_BEGIN_DECLS

typedef enum { PART_ORGANISATION, PART_TITLE, PART_BODY, PART_N } NoticePart;

/* Bytes of the part's folded text, and the light (number in Plan.lights) that stands there. */
typedef struct {
  guint32 start, end;
  guint light;
} Place;

/* A notice folded, with the places of all lights, ascending by start in each part. */
typedef struct {
  FoldedText folded[PART_N];
  GArray *places[PART_N]; /* of Place */
} NoticePlaces;

void places_find(const Plan *plan, const Notice *notice, NoticePlaces *found);
/* The same of a text that is folded already; found->folded stays empty. */
void places_find_in(const Plan *plan, const IndexText *text, NoticePlaces *found);
void places_clear(NoticePlaces *found);

/* A notice's parts folded, as the index stores them; folded owns what text points to. vendors and
 * vendors_n are left alone. */
void text_of_notice(const Notice *notice, FoldedText folded[PART_N], IndexText *text);
/* TRUE where a unit begins at that character, in the numbering of marks; FALSE without marks. */
gboolean text_mark_at(const IndexText *text, gsize character);
/* Characters between two places of a text. */
gsize text_chars(const char *from, const char *to);

/* 0..1: how near the question's words stand to each other at their nearest. */
double places_nearness(const Plan *plan, const NoticePlaces *found);

G_END_DECLS

#endif
