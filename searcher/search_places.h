/* search_places.h: where the words of a question stand in a notice. Private to search*.c. */
#ifndef JIKENBO_SEARCHER_SEARCH_PLACES_H
#define JIKENBO_SEARCHER_SEARCH_PLACES_H

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
void places_clear(NoticePlaces *found);

/* 0..1: how near the question's words stand to each other at their nearest. */
double places_nearness(const Plan *plan, const NoticePlaces *found);

G_END_DECLS

#endif
