/* Incidents over time by cause; each bar, and each part of one, is a query. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "filter.h"

#define LABEL_COLS 9
#define COUNT_COLS 6

static const GArray *bars(const ScreenState *state) {
  return state->table ? state->table->values[0] : NULL;
}

static guint count(const ScreenState *state) {
  return bars(state) ? bars(state)->len : 0;
}

static const StatsValue *value(const ScreenState *state, guint axis, guint i) {
  return &g_array_index(state->table->values[axis], StatsValue, i);
}

static guint causes(const ScreenState *state) {
  return state->table ? state->table->values[1]->len : 0;
}

static guint cell(const ScreenState *state, guint bar, guint cause) {
  const guint places[] = {bar, cause};
  return stats_cell(state->table, places);
}

/* Signs that tell the parts of a bar apart where no colour does. */
static const char part_signs[LOOK_SERIES_N] = {'#', '=', '+', ':', 'o', '*', '%', '.'};

static guint look_of(guint cause) {
  return LOOK_SERIES + MIN(cause, LOOK_SERIES_N - 1);
}

/* The parts of a bar stand side by side. An incident with two causes is in two parts, so that they
 * may add up to more than the incidents: parts share the bar's length. */
static void draw_bar(ScreenState *state, Area area, guint bar, guint most) {
  guint whole = value(state, 0, bar)->count, sum = 0;
  guint length = MAX((guint64)area.cols * whole / MAX(most, 1), whole > 0), drawn = 0, reached = 0;
  for (guint cause = 0; cause < causes(state); cause++)
    sum += cell(state, bar, cause);
  for (guint cause = 0; cause < causes(state) && sum; cause++) {
    guint part = cell(state, bar, cause);
    reached += part;
    guint to = (guint64)length * reached / sum;
    gboolean plain = state->canvas.ascii || state->canvas.colors == COLORS_NONE;
    for (; drawn < to; drawn++) {
      char sign[2] = {part_signs[MIN(cause, LOOK_SERIES_N - 1)], '\0'};
      canvas_text(&state->canvas, area.row, area.col + drawn, 1, plain ? sign : "█",
                  look_of(cause));
    }
  }
}

static const char *label_of(const StatsValue *value) {
  return i18n_japanese() ? value->label : value->label_en;
}

/* What the colours mean, the most frequent cause first, on as many rows as it takes; drawn where
 * area has rows. Returns the rows. */
static guint draw_legend(ScreenState *state, Area area) {
  gboolean plain = state->canvas.ascii || state->canvas.colors == COLORS_NONE;
  guint row = 0, col = 2, n = MIN(causes(state), LOOK_SERIES_N);
  for (guint cause = 0; cause < n; cause++) {
    char sign[2] = {part_signs[cause], '\0'};
    gboolean rest = cause == LOOK_SERIES_N - 1 && causes(state) > LOOK_SERIES_N;
    char *text = g_strdup_printf("%s %s", plain ? sign : "█",
                                 rest ? _("others") : label_of(value(state, 1, cause)));
    guint cols = text_cols(text, -1);
    if (col > 2 && col + cols > area.cols) {
      row++;
      col = 2;
    }
    if (row < area.rows && col < area.cols)
      canvas_text(&state->canvas, area.row + row, area.col + col, area.cols - col, text,
                  look_of(cause));
    col += cols + 2;
    g_free(text);
  }
  return row + 1;
}

static guint legend_rows(ScreenState *state) {
  Area area = screen_area(state);
  guint most = area.rows >= 10 ? 3 : 1;
  area.rows = 0;
  return MIN(draw_legend(state, area), most);
}

static guint page_rows(ScreenState *state) {
  guint rows = screen_area(state).rows, taken = legend_rows(state);
  return rows > taken ? rows - taken : 1;
}

/* The table may be another than when bar and part were chosen. */
static void fit(ScreenState *state) {
  scroll_fit(&state->bars, count(state), page_rows(state));
  if (state->part != STATS_ANY && state->part >= causes(state))
    state->part = STATS_ANY;
}

/* The bar's count, or the part's where a cause is chosen. */
static void draw_row(ScreenState *state, Area area, guint bar, guint most) {
  char text[16];
  const StatsValue *shown = value(state, 0, bar);
  gboolean selected = bar == state->bars.selected;
  canvas_text(&state->canvas, area.row, area.col + 2, LABEL_COLS - 1, label_of(shown), LOOK_PLAIN);
  guint part = selected ? state->part : STATS_ANY;
  g_snprintf(text, sizeof text, "%u", part == STATS_ANY ? shown->count : cell(state, bar, part));
  canvas_text_right(&state->canvas, area.row, area.col + 2 + LABEL_COLS + COUNT_COLS, COUNT_COLS,
                    text, part == STATS_ANY ? LOOK_NUMBER : look_of(part));
  guint col = area.col + LABEL_COLS + COUNT_COLS + 3;
  if (area.col + area.cols > col + 1)
    draw_bar(state, (Area){area.row, col, 1, area.col + area.cols - col - 1}, bar, most);
  if (!selected)
    return;
  canvas_text(&state->canvas, area.row, area.col, 1, ">", LOOK_PROMPT);
  canvas_select(&state->canvas, area.row, area.col, col - area.col);
}

static void draw(ScreenState *state, Area area) {
  guint most = 0, page = page_rows(state);
  if (!count(state))
    return;
  for (guint i = 0; i < count(state); i++)
    most = MAX(most, value(state, 0, i)->count);
  fit(state);
  draw_legend(state, (Area){area.row, area.col, legend_rows(state), area.cols});
  for (guint i = 0; i < page && state->bars.top + i < count(state); i++)
    draw_row(state, (Area){area.row + legend_rows(state) + i, area.col, 1, area.cols},
             state->bars.top + i, most);
}

/* To the next cause that the bar has; behind the last one all of the bar again. */
static void turn_part(ScreenState *state, int by) {
  int n = causes(state), at = state->part == STATS_ANY ? (by > 0 ? -1 : n) : (int)state->part;
  for (at += by; at >= 0 && at < n; at += by)
    if (cell(state, state->bars.selected, at))
      break;
  state->part = at < 0 || at >= n ? STATS_ANY : (guint)at;
  if (state->part != STATS_ANY)
    screen_say(state, FALSE, "%s", label_of(value(state, 1, state->part)));
}

static void ask_for_bar(ScreenState *state) {
  const char *pieces[] = {value(state, 0, state->bars.selected)->query,
                          state->part == STATS_ANY ? NULL : value(state, 1, state->part)->query};
  char *query = g_strdup(state->line.text->str);
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    if (!pieces[i])
      continue;
    char *next = filter_append(query, pieces[i]);
    g_free(query);
    query = next;
  }
  screen_to_results(state);
  question_set(state, query);
  g_free(query);
}

static gboolean act(ScreenState *state, Action action) {
  if (action == ACTION_PERIOD) {
    state->period = state->period == STATS_MONTH ? STATS_YEAR : STATS_MONTH;
    state->bars = (Scroll){0, 0};
    state->part = STATS_ANY;
    question_ask(state);
    return TRUE;
  }
  if (!count(state))
    return FALSE;
  fit(state);
  if (scroll_act(&state->bars, action, count(state), page_rows(state))) {
    state->part = STATS_ANY;
    return TRUE;
  }
  if (action == ACTION_NEXT_PART || action == ACTION_PREVIOUS_PART)
    turn_part(state, action == ACTION_NEXT_PART ? 1 : -1);
  else if (action == ACTION_ENTER_BAR)
    ask_for_bar(state);
  else
    return FALSE;
  return TRUE;
}

static void click(ScreenState *state, guint row) {
  if (!count(state))
    return;
  guint at = state->bars.top + row - legend_rows(state);
  if (row < legend_rows(state) || at >= count(state))
    return;
  if (at == state->bars.selected)
    ask_for_bar(state);
  else
    state->bars.selected = at;
}

const View view_histogram = {.draw = draw, .act = act, .click = click};
