/* What several views draw, and moves in lists. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "searcher/labels.h"

gboolean scroll_act(Scroll *scroll, Action action, guint n, guint page) {
  gint64 to = scroll->selected, step = MAX(page, 1);
  switch (action) {
  case ACTION_DOWN:
    to += 1;
    break;
  case ACTION_UP:
    to -= 1;
    break;
  case ACTION_PAGE_DOWN:
    to += step;
    break;
  case ACTION_PAGE_UP:
    to -= step;
    break;
  case ACTION_HALF_DOWN:
    to += (step + 1) / 2;
    break;
  case ACTION_HALF_UP:
    to -= (step + 1) / 2;
    break;
  case ACTION_FIRST:
    to = 0;
    break;
  case ACTION_LAST:
    to = (gint64)n - 1;
    break;
  default:
    return FALSE;
  }
  scroll->selected = CLAMP(to, 0, MAX((gint64)n - 1, 0));
  scroll_fit(scroll, n, page);
  return TRUE;
}

void scroll_fit(Scroll *scroll, guint n, guint page) {
  page = MAX(page, 1);
  scroll->selected = n ? MIN(scroll->selected, n - 1) : 0;
  if (scroll->selected < scroll->top)
    scroll->top = scroll->selected;
  if (scroll->selected >= scroll->top + page)
    scroll->top = scroll->selected - page + 1;
  scroll->top = MIN(scroll->top, n > page ? n - page : 0);
}

guint draw_lit(Canvas *canvas, guint row, guint col, guint cols, const char *text, guint start,
               guint end, const GArray *lit, guint look) {
  guint used = 0, at = start;
  for (guint i = 0; lit && i + 1 < lit->len && at < end && used < cols; i += 2) {
    guint from = g_array_index(lit, guint, i), to = MIN(g_array_index(lit, guint, i + 1), end);
    if (to <= at || from >= end)
      continue;
    from = MAX(from, at);
    used += canvas_bytes(canvas, row, col + used, cols - used, text + at, from - at, look);
    used += canvas_bytes(canvas, row, col + used, cols - used, text + from, to - from,
                         LOOK_HIT | (look & LOOK_SELECTED));
    at = to;
  }
  if (at < end && used < cols)
    used += canvas_bytes(canvas, row, col + used, cols - used, text + at, end - at, look);
  return used;
}

GArray *draw_byte_ranges(const char *text, const GArray *chars) {
  GArray *ranges = g_array_new(FALSE, FALSE, sizeof(guint));
  const char *p = text;
  guint at = 0;
  for (guint i = 0; chars && i < chars->len; i++) {
    guint wanted = g_array_index(chars, guint, i);
    for (; at < wanted && *p; at++)
      p = g_utf8_next_char(p);
    guint byte = p - text;
    g_array_append_val(ranges, byte);
  }
  return ranges;
}

/* Where a cut of text should begin so that the first lit place is seen in cols columns. */
static guint lit_start(const char *text, const GArray *ranges, guint cols) {
  if (!ranges->len)
    return 0;
  guint place = g_array_index(ranges, guint, 0), end = g_array_index(ranges, guint, 1);
  if (text_cols(text, end) <= cols)
    return 0;
  guint room = text_cols(text + place, end - place), before = cols > room ? (cols - room) / 3 : 0;
  const char *p = text + place;
  while (p > text && before) {
    p = g_utf8_prev_char(p);
    guint wide = text_cols_char(g_utf8_get_char(p));
    if (wide > before)
      return g_utf8_next_char(p) - text;
    before -= wide;
  }
  return p - text;
}

static void draw_heading(ScreenState *state, Area area, const SearchHit *hit) {
  Canvas *canvas = &state->canvas;
  const Notice *notice = hit->notice;
  char iso[11];
  guint col = area.col + 2, end = area.col + area.cols;
  if (marks_has(state, notice))
    canvas_text(canvas, area.row, area.col, 1, "*", LOOK_MARK);
  if (notice->id)
    canvas_text(canvas, area.row, col, 8, notice->id, LOOK_NUMBER);
  col += 9;
  if (area.cols >= 60) {
    canvas_text(canvas, area.row, col, 10, labels_iso(notice->published, iso), LOOK_DIM);
    col += 11;
  }
  const char *name = notice->organisation ? notice->organisation : "";
  guint name_cols = MIN(MAX((end - col) * 2 / 5, 12), end > col ? end - col : 0);
  guint used = canvas_text(canvas, area.row, col, name_cols, name, LOOK_STRONG);
  col += used ? MIN(MAX(used, MIN(name_cols, 20)), name_cols) + 1 : 0;
  if (col < end)
    canvas_text(canvas, area.row, col, end - col, notice->title, LOOK_PLAIN);
}

static guint draw_known(ScreenState *state, Area area, const SearchHit *hit) {
  GString *known = g_string_new(NULL), *size = g_string_new(NULL);
  guint row = area.row + 1, col = area.col + 2, room = area.cols > 4 ? (area.cols - 2) / 2 : 0;
  if (state->taxonomy && hit->notice->causes->len) {
    guint code = g_array_index(hit->notice->causes, guint8, 0);
    g_string_append(known, labels_code(state->taxonomy, TAXONOMY_CAUSE, code));
  }
  guint used = canvas_text(&state->canvas, row, col, room, known->str, LOOK_FIELD);
  used += used ? 1 : 0;
  if (hit->notice->affected != NOTICE_AFFECTED_UNKNOWN)
    labels_append_size(size, hit->notice->affected);
  if (hit->others && hit->others->len)
    g_string_append_printf(size, "%s+%u", size->len ? " " : "", hit->others->len);
  if (size->len && used < room)
    used += canvas_text(&state->canvas, row, col + used, room - used, size->str, LOOK_NUMBER) + 1;
  g_string_free(known, TRUE);
  g_string_free(size, TRUE);
  return 2 + used;
}

void draw_hit(ScreenState *state, Area area, const SearchHit *hit, gboolean selected) {
  draw_heading(state, area, hit);
  guint col = draw_known(state, area, hit);
  if (hit->snippet.text && col < area.cols) {
    GArray *ranges = draw_byte_ranges(hit->snippet.text, hit->snippet.highlights);
    guint start = lit_start(hit->snippet.text, ranges, area.cols - col);
    draw_lit(&state->canvas, area.row + 1, area.col + col, area.cols - col, hit->snippet.text,
             start, strlen(hit->snippet.text), ranges, LOOK_DIM);
    g_array_unref(ranges);
  }
  if (!selected)
    return;
  if (state->canvas.colors != COLORS_256 && !marks_has(state, hit->notice))
    canvas_text(&state->canvas, area.row, area.col, 1, ">", LOOK_PROMPT);
  for (guint i = 0; i < MIN(DRAW_HIT_ROWS, area.rows); i++)
    canvas_select(&state->canvas, area.row + i, area.col, area.cols);
}
