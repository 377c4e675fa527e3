/* Facets: counts of what was found that become filters, written into the query. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "filter.h"
#include "searcher/labels.h"

#define PANEL_VALUES 7 /* of one facet, beside the results */

static void facet_line_free(gpointer data) {
  FacetLine *line = data;
  g_free(line->key);
  g_free(line->label);
  g_free(line);
}

static void add_line(GPtrArray *lines, Facet facet, const char *key, const char *label,
                     guint count) {
  FacetLine *line = g_new0(FacetLine, 1);
  line->facet = facet;
  line->key = g_strdup(key);
  line->label = text_cols_safe_string(label, TRUE);
  line->count = count;
  g_ptr_array_add(lines, line);
}

static gboolean has_key(const GPtrArray *values, const char *key) {
  for (guint i = 0; i < values->len; i++)
    if (strcmp(((FacetValue *)g_ptr_array_index(values, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* Values that nothing found has can still be asked for beside others. */
static void add_absent(ScreenState *state, Facet facet, const GPtrArray *values) {
  TaxonomyKind kind;
  if (!labels_facet_taxonomy(facet, &kind))
    return;
  for (guint code = 0; code < taxonomy_count(state->taxonomy, kind); code++) {
    const TaxonomyValue *value = taxonomy_value(state->taxonomy, kind, code);
    if (!has_key(values, value->key))
      add_line(state->facet_lines, facet, value->key, labels_value(value), 0);
  }
}

static void fill_facet(ScreenState *state, Facet facet) {
  const GPtrArray *values = state->answer->facets[facet];
  if (!values)
    return;
  add_line(state->facet_lines, facet, NULL, labels_facet(facet), 0);
  for (guint i = 0; i < values->len; i++) {
    const FacetValue *value = g_ptr_array_index(values, i);
    add_line(state->facet_lines, facet, value->key,
             labels_facet_value(state->taxonomy, facet, value), value->count);
  }
  add_absent(state, facet, values);
}

static FacetLine *line_at(const ScreenState *state, guint i) {
  return state->facet_lines && i < state->facet_lines->len
             ? g_ptr_array_index(state->facet_lines, i)
             : NULL;
}

/* The value that was selected stays so, wherever it stands now. */
void facets_fill(ScreenState *state) {
  const FacetLine *selected = line_at(state, state->facets.selected);
  Facet facet = selected ? selected->facet : FACET_CAUSE;
  char *key = selected ? g_strdup(selected->key) : NULL;
  facets_clear(state);
  state->facet_lines = g_ptr_array_new_with_free_func(facet_line_free);
  for (int i = 0; state->answer && i < FACET_N; i++)
    fill_facet(state, i);
  for (guint i = 0; key && i < state->facet_lines->len; i++) {
    const FacetLine *line = line_at(state, i);
    if (line->facet == facet && g_strcmp0(line->key, key) == 0)
      state->facets.selected = i;
  }
  if (!key)
    state->facets.selected = MIN(1, state->facet_lines->len);
  g_free(key);
}

void facets_clear(ScreenState *state) {
  g_clear_pointer(&state->facet_lines, g_ptr_array_unref);
}

static FilterState state_of(const ScreenState *state, const FacetLine *line) {
  return filter_state(state->line.text->str, state->taxonomy, facet_infos[line->facet].field,
                      line->key);
}

/* "[x] label   12 ████" */
static void draw_value(ScreenState *state, Area area, const FacetLine *line, guint whole) {
  static const char *const signs[] = {[FILTER_NONE] = " ", [FILTER_IN] = "+", [FILTER_OUT] = "-"};
  static const Look looks[] = {
      [FILTER_NONE] = LOOK_PLAIN, [FILTER_IN] = LOOK_FIELD, [FILTER_OUT] = LOOK_OUT};
  Canvas *canvas = &state->canvas;
  FilterState filter = state_of(state, line);
  guint bar_cols = area.cols >= 30 ? area.cols / 4 : 0, count_cols = 7;
  guint label_cols =
      area.cols > bar_cols + count_cols + 3 ? area.cols - bar_cols - count_cols - 3 : 1;
  char count[16];
  g_snprintf(count, sizeof count, "%u", line->count);
  canvas_text(canvas, area.row, area.col, 1, signs[filter], LOOK_MARK);
  canvas_text(canvas, area.row, area.col + 2, label_cols, line->label,
              line->count || filter != FILTER_NONE ? looks[filter] : LOOK_DIM);
  canvas_text_right(canvas, area.row, area.col + 2 + label_cols + count_cols, count_cols, count,
                    line->count ? LOOK_NUMBER : LOOK_DIM);
  if (bar_cols)
    canvas_bar(canvas, area.row, area.col + label_cols + count_cols + 3, bar_cols, line->count,
               whole, LOOK_BAR);
}

static void draw_line(ScreenState *state, Area area, const FacetLine *line) {
  if (line->key)
    draw_value(state, area, line, state->answer ? state->answer->incidents : 0);
  else
    canvas_text(&state->canvas, area.row, area.col, area.cols, line->label, LOOK_STRONG);
}

/* The first values of each facet, as many as fit. */
void facets_draw_panel(ScreenState *state, Area area) {
  guint row = area.row, values = 0;
  for (guint i = 0; state->facet_lines && i < state->facet_lines->len; i++) {
    const FacetLine *line = line_at(state, i);
    values = line->key ? values + 1 : 0;
    gboolean shown = !line->key || (values <= PANEL_VALUES && line->count) ||
                     state_of(state, line) != FILTER_NONE;
    if (!shown || row >= area.row + area.rows)
      continue;
    draw_line(state, (Area){row++, area.col, 1, area.cols}, line);
  }
}

static void draw(ScreenState *state, Area area) {
  guint n = state->facet_lines ? state->facet_lines->len : 0;
  scroll_fit(&state->facets, n, area.rows);
  area.cols = MIN(area.cols, 100);
  for (guint i = 0; i < area.rows && state->facets.top + i < n; i++) {
    draw_line(state, (Area){area.row + i, area.col + 2, 1, area.cols - 2},
              line_at(state, state->facets.top + i));
    if (state->facets.top + i != state->facets.selected)
      continue;
    canvas_text(&state->canvas, area.row + i, area.col, 1, ">", LOOK_PROMPT);
    canvas_select(&state->canvas, area.row + i, area.col, area.cols);
  }
}

/* To the heading of the next (previous) facet, or rather to its first value. */
static void turn(ScreenState *state, int by) {
  const FacetLine *here = line_at(state, state->facets.selected);
  if (!here)
    return;
  int facet = here->facet;
  for (int k = 0; k < FACET_N; k++) {
    facet = (facet + by + FACET_N) % FACET_N;
    for (guint i = 0; i < state->facet_lines->len; i++)
      if (line_at(state, i)->facet == (Facet)facet) {
        state->facets.selected = MIN(i + 1, state->facet_lines->len - 1);
        return;
      }
  }
}

static gboolean take_query(ScreenState *state, char *query) {
  if (strcmp(query, state->line.text->str) != 0)
    question_set(state, query);
  g_free(query);
  return TRUE;
}

static gboolean filter_by(ScreenState *state, Action action, const FacetLine *line) {
  const char *query = state->line.text->str;
  QueryField field = facet_infos[line->facet].field;
  if (action == ACTION_CLEAR_KIND)
    return take_query(state, filter_clear(query, field));
  if (!line->key)
    return TRUE;
  if (action == ACTION_TOGGLE)
    return take_query(state, filter_toggle(query, state->taxonomy, field, line->key));
  if (action == ACTION_ADD)
    return take_query(state, filter_add(query, state->taxonomy, field, line->key));
  return take_query(state, filter_exclude(query, state->taxonomy, field, line->key));
}

static gboolean act(ScreenState *state, Action action) {
  const FacetLine *line = line_at(state, state->facets.selected);
  guint n = state->facet_lines ? state->facet_lines->len : 0;
  if (scroll_act(&state->facets, action, n, screen_area(state).rows))
    return TRUE;
  switch (action) {
  case ACTION_NEXT_KIND:
  case ACTION_PREVIOUS_KIND:
    turn(state, action == ACTION_NEXT_KIND ? 1 : -1);
    return TRUE;
  case ACTION_CLEAR_ALL:
    return take_query(state, filter_clear(state->line.text->str, FIELD_N));
  case ACTION_TOGGLE:
  case ACTION_ADD:
  case ACTION_EXCLUDE:
  case ACTION_CLEAR_KIND:
    return line ? filter_by(state, action, line) : TRUE;
  default:
    return FALSE;
  }
}

static void click(ScreenState *state, guint row) {
  guint at = state->facets.top + row;
  if (!line_at(state, at))
    return;
  state->facets.selected = at;
  act(state, ACTION_TOGGLE);
}

const View view_facets = {.draw = draw, .act = act, .click = click};
