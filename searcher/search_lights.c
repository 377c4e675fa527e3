#include "search_lights.h"

#include "search_places.h"

/* Folded bytes to source bytes: whole characters, also where one was folded into several. */
static void to_source(const FoldedText *folded, const Place *place, guint range[2]) {
  gsize behind = place->end;
  range[0] = folded->offsets[place->start];
  range[1] = folded->offsets[place->end];
  while (range[1] <= folded->offsets[place->end - 1] && behind < folded->text_bytes)
    range[1] = folded->offsets[++behind];
}

/* Places ascend by start; those that touch or overlap become one. */
static void add_range(GArray *ranges, const guint range[2]) {
  if (range[1] <= range[0])
    return;
  guint *last_end = ranges->len ? &g_array_index(ranges, guint, ranges->len - 1) : NULL;
  if (last_end && range[0] <= *last_end)
    *last_end = MAX(*last_end, range[1]);
  else
    g_array_append_vals(ranges, range, 2);
}

static void add_part(const NoticePlaces *found, NoticePart part, GArray *ranges) {
  const GArray *places = found->places[part];
  for (guint i = 0; places && i < places->len; i++) {
    const Place *place = &g_array_index(places, Place, i);
    guint range[2];
    if (place->end <= place->start)
      continue;
    to_source(&found->folded[part], place, range);
    add_range(ranges, range);
  }
}

void search_lights(Searcher *searcher, const SearchOptions *options, const Notice *notice,
                   NoticeLights *lights) {
  static const NoticePart parts[LIGHTS_N] = {PART_ORGANISATION, PART_TITLE, PART_BODY};
  for (int i = 0; i < LIGHTS_N; i++)
    lights->parts[i] = g_array_new(FALSE, FALSE, sizeof(guint));
  QueryNode *node = query_parse(options->query, NULL, NULL);
  guint at_chars = 0; /* nobody asks where a query is wrong: it was answered before */
  Plan *plan = node ? plan_new(searcher, options) : NULL;
  if (plan)
    plan->at_chars = &at_chars;
  if (plan && plan_read(plan, node, NULL)) {
    NoticePlaces found = {0};
    places_find(plan, notice, &found);
    for (int i = 0; i < LIGHTS_N; i++)
      add_part(&found, parts[i], lights->parts[i]);
    places_clear(&found);
  }
  plan_free(plan);
  query_node_free(node);
}

void notice_lights_clear(NoticeLights *lights) {
  for (int i = 0; i < LIGHTS_N; i++)
    if (lights->parts[i])
      g_array_unref(g_steal_pointer(&lights->parts[i]));
}
