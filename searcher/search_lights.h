/* search_lights.h: where the words of a question stand in a notice as it is written. */
#ifndef JIKENBO_SEARCHER_SEARCH_LIGHTS_H
#define JIKENBO_SEARCHER_SEARCH_LIGHTS_H

#include "search.h"

G_BEGIN_DECLS

typedef enum { LIGHTS_ORGANISATION, LIGHTS_TITLE, LIGHTS_BODY, LIGHTS_N } LightsPart;

/* Pairs of bytes (guint start, end) in the notice's organisation, title and body, ascending and
 * apart, whole characters; each array is empty where nothing is lit. */
typedef struct {
  GArray *parts[LIGHTS_N];
} NoticeLights;

/* Lights what options->query asks for. A query that can't be read lights nothing. */
void search_lights(Searcher *searcher, const SearchOptions *options, const Notice *notice,
                   NoticeLights *lights);
void notice_lights_clear(NoticeLights *lights); /* a zeroed one is fine */

G_END_DECLS

#endif
