/* A notice: its text with the hits lit. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "searcher/labels.h"

const LitNotice *notice_shown(const ScreenState *state) {
  return state->notices && state->notice < state->notices->len
             ? g_ptr_array_index(state->notices, state->notice)
             : NULL;
}

static void forget_lines(ScreenState *state) {
  g_clear_pointer(&state->lines, g_array_unref);
}

void notice_clear(ScreenState *state) {
  forget_lines(state);
  facts_clear(state);
  g_clear_pointer(&state->notices, g_ptr_array_unref);
  g_clear_pointer(&state->notice_id, g_free);
  g_clear_pointer(&state->jump_text, g_free);
}

/* Another notice is shown, from its begin. */
static void show(ScreenState *state, guint notice) {
  state->notice = notice;
  state->notice_top = 0;
  state->hit_part = state->hit = -1;
  state->facts_scroll = (Scroll){0, 0};
  forget_lines(state);
  facts_fill(state);
}

static char *index_id(const Notice *notice) {
  char key[33];
  if (notice->id)
    return g_strdup(notice->id);
  notice_key(notice, key);
  return g_strdup(key);
}

void notice_open(ScreenState *state, const Notice *notice) {
  char key[33];
  notice_clear(state);
  notice_key(notice, key);
  state->notice_id = g_strdup(key);
  state->jump_line = 0;
  Job *job = job_new(JOB_NOTICE, ++state->notice_serial, state->line.text->str);
  job->synonyms = state->synonyms;
  job->id = index_id(notice);
  worker_give(state->worker, job);
  if (state->view != VIEW_NOTICE && state->view != VIEW_FACTS)
    screen_open(state, VIEW_NOTICE);
}

void notice_take(ScreenState *state, Result *result) {
  if (result->job->serial != state->notice_serial || !state->notice_id)
    return;
  if (result->error || !result->notices || !result->notices->len) {
    screen_say(state, TRUE, "%s",
               result->error ? _(result->error->message)
                             : _("the notice is no longer in the index"));
    return;
  }
  state->notices = g_steal_pointer(&result->notices);
  guint at = 0;
  for (guint i = 0; i < state->notices->len; i++) {
    char key[33];
    notice_key(((LitNotice *)g_ptr_array_index(state->notices, i))->notice, key);
    if (strcmp(key, state->notice_id) == 0)
      at = i;
  }
  show(state, at);
}

void notice_turn(ScreenState *state, int by) {
  if (!state->notices)
    return;
  int n = state->notices->len, to = (int)state->notice + by;
  if (to < 0 || to >= n)
    screen_say(state, FALSE, "%s",
               by > 0 ? _("the incident has no older notice")
                      : _("the incident has no newer notice"));
  else
    show(state, to);
}

void notice_turn_result(ScreenState *state, int by) {
  gint64 to = (gint64)state->results.selected + by;
  const SearchHit *hit = to >= 0 ? question_hit(state, to) : NULL;
  if (!hit) {
    screen_say(state, FALSE, "%s",
               by > 0 ? _("that was the last result") : _("that was the first result"));
    return;
  }
  state->results.selected = to;
  question_more(state);
  notice_open(state, hit->notice);
}

/* ---- laying out */

static const char *part_text(const Notice *notice, LightsPart part) {
  const char *texts[] = {notice->organisation ? notice->organisation : "", notice->title,
                         notice->body};
  return texts[part];
}

static void add_line(ScreenState *state, LightsPart part, guint start, guint end, guint look,
                     guint file_line) {
  NoticeLine line = {part, start, end, look, file_line};
  g_array_append_val(state->lines, line);
}

/* TRUE where wrapping put a line end or left a blank out. */
static gboolean same_char(gunichar shown, const char *p) {
  gunichar c = g_utf8_get_char(p);
  return shown == c || (shown == 0xfffd && !text_cols_safe(c)) ||
         (shown == ' ' && g_unichar_isspace(c));
}

/* One source line, wrapped: wrapped is it made safe, with line ends put in and blanks left out. */
static void add_wrapped(ScreenState *state, LightsPart part, const char *text, guint start,
                        guint end, guint look, guint file_line) {
  char *line = g_strndup(text + start, end - start), *safe = text_cols_safe_string(line, FALSE);
  GString *wrapped = g_string_new(NULL);
  g_strdelimit(safe, "\t", ' ');
  text_cols_append_wrapped(wrapped, safe, 0, 0, state->lines_cols);
  guint at = start, from = start;
  for (const char *p = wrapped->str; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c == '\n') {
      add_line(state, part, from, at, look, file_line);
      from = at;
      continue;
    }
    while (at < end && !same_char(c, text + at))
      at = g_utf8_next_char(text + at) - text, from = from == at ? from : from;
    if (at < end)
      at = g_utf8_next_char(text + at) - text;
  }
  add_line(state, part, from, end, look, file_line);
  g_string_free(wrapped, TRUE);
  g_free(safe);
  g_free(line);
}

static void add_part(ScreenState *state, LightsPart part, guint look, guint file_line) {
  const char *text = part_text(notice_shown(state)->notice, part);
  guint at = 0, bytes = strlen(text);
  while (at < bytes) {
    const char *line_end = strchr(text + at, '\n');
    guint end = line_end ? (guint)(line_end - text) : bytes;
    add_wrapped(state, part, text, at, end, look, file_line);
    at = end + 1;
    file_line += file_line != 0;
  }
}

static void lay_out(ScreenState *state, guint cols) {
  const LitNotice *lit = notice_shown(state);
  if (state->lines && state->lines_cols == cols)
    return;
  forget_lines(state);
  state->lines = g_array_new(FALSE, FALSE, sizeof(NoticeLine));
  state->lines_cols = MAX(cols, 4);
  add_part(state, LIGHTS_ORGANISATION, LOOK_STRONG, 0);
  add_part(state, LIGHTS_TITLE, LOOK_STRONG, 0);
  add_line(state, LIGHTS_BODY, 0, 0, LOOK_PLAIN, 0);
  add_part(state, LIGHTS_BODY, LOOK_PLAIN, lit->notice->body_line);
}

static guint page_rows(const ScreenState *state) {
  Area area = screen_area(state);
  return area.rows > 1 ? area.rows - 1 : 1;
}

static guint text_cols_shown(const ScreenState *state) {
  Area area = screen_area(state);
  /* long lines are hard to read: Japanese is set in about forty characters */
  return MIN(area.cols > 3 ? area.cols - 3 : 1, 100);
}

static void go_to(ScreenState *state, gint64 top) {
  guint n = state->lines ? state->lines->len : 0, page = page_rows(state);
  state->notice_top = CLAMP(top, 0, MAX((gint64)n - page, 0));
}

/* The shown line that has a byte of a part. */
static guint line_of(const ScreenState *state, LightsPart part, guint byte) {
  guint found = 0;
  for (guint i = 0; i < state->lines->len; i++) {
    const NoticeLine *line = &g_array_index(state->lines, NoticeLine, i);
    if (line->part == part && line->start <= byte && line->start != line->end)
      found = i;
  }
  return found;
}

/* ---- hits */

static const GArray *lights_of(const ScreenState *state, int part) {
  return notice_shown(state)->lights.parts[part];
}

/* The next hit behind the one reached, or before it. FALSE where there is none. */
static gboolean step_hit(const ScreenState *state, int by, int *part, int *hit) {
  if (*part < 0) {
    *part = by > 0 ? 0 : LIGHTS_N - 1;
    *hit = by > 0 ? -2 : (int)lights_of(state, *part)->len;
  }
  for (; *part >= 0 && *part < LIGHTS_N; *part += by) {
    int n = lights_of(state, *part)->len, to = *hit + 2 * by;
    if (to >= 0 && to + 1 < n) {
      *hit = to;
      return TRUE;
    }
    int other = *part + by;
    if (other >= 0 && other < LIGHTS_N)
      *hit = by > 0 ? -2 : (int)lights_of(state, other)->len;
  }
  return FALSE;
}

static void go_to_hit(ScreenState *state, int by) {
  int part = state->hit_part, hit = state->hit;
  if (!step_hit(state, by, &part, &hit)) {
    screen_say(state, FALSE, "%s",
               state->hit_part < 0 ? _("no hit in this text")
               : by > 0            ? _("that was the last hit")
                                   : _("that was the first hit"));
    return;
  }
  state->hit_part = part;
  state->hit = hit;
  guint line = line_of(state, part, g_array_index(lights_of(state, part), guint, hit));
  guint page = page_rows(state);
  if (line < state->notice_top || line >= state->notice_top + page)
    go_to(state, (gint64)line - page / 3);
}

/* ---- a sentence of the evidence */

static void jump(ScreenState *state) {
  const Notice *notice = notice_shown(state)->notice;
  guint found = 0;
  const char *place = state->jump_text ? strstr(notice->body, state->jump_text) : NULL;
  for (guint i = 0; i < state->lines->len; i++) {
    const NoticeLine *line = &g_array_index(state->lines, NoticeLine, i);
    if (line->part == LIGHTS_BODY && line->file_line && line->file_line <= state->jump_line)
      found = i;
    if (line->file_line == state->jump_line)
      break;
  }
  if (place)
    found = line_of(state, LIGHTS_BODY, place - notice->body);
  go_to(state, (gint64)found - 1);
  state->jump_line = 0;
}

void notice_jump(ScreenState *state, const NoticeEvidence *evidence) {
  g_free(state->jump_text);
  state->jump_text = g_strdup(evidence->text);
  state->jump_line = MAX(evidence->line, 1);
}

/* ---- drawing */

/* The line that stands above all: number, date, which notice of how many, file. */
static void draw_title(ScreenState *state, Area area) {
  const LitNotice *lit = notice_shown(state);
  char iso[11];
  GString *text = g_string_new(lit->notice->id ? lit->notice->id : "");
  if (lit->notice->published)
    g_string_append_printf(text, "%s%s", text->len ? "  " : "",
                           labels_iso(lit->notice->published, iso));
  if (state->notices->len > 1)
    g_string_append_printf(text, "  (%u/%u)", state->notice + 1, state->notices->len);
  guint used =
      canvas_text(&state->canvas, area.row, area.col + 2, area.cols - 2, text->str, LOOK_NUMBER);
  if (marks_has(state, lit->notice))
    canvas_text(&state->canvas, area.row, area.col, 1, "*", LOOK_MARK);
  if (lit->notice->places->len && area.cols > used + 6) {
    const NoticePlace *place = &g_array_index(lit->notice->places, NoticePlace, 0);
    char *file = g_strdup_printf("%s:%u", place->file, place->line);
    canvas_text_right(&state->canvas, area.row, area.col + area.cols - 1, area.cols - used - 6,
                      file, LOOK_DIM);
    g_free(file);
  }
  g_string_free(text, TRUE);
}

/* What n has reached is drawn over once more. */
static void draw_hit_now(ScreenState *state, guint row, guint col, const NoticeLine *line,
                         const char *text) {
  if (state->hit_part != (int)line->part)
    return;
  const GArray *lights = lights_of(state, state->hit_part);
  guint start = g_array_index(lights, guint, state->hit);
  guint end = g_array_index(lights, guint, state->hit + 1);
  start = MAX(start, line->start);
  end = MIN(end, line->end);
  if (start < end)
    canvas_bytes(&state->canvas, row, col + text_cols(text + line->start, start - line->start),
                 state->lines_cols, text + start, end - start, LOOK_HIT_NOW);
}

static void draw_line(ScreenState *state, guint row, guint col, const NoticeLine *line) {
  const LitNotice *lit = notice_shown(state);
  const char *text = part_text(lit->notice, line->part);
  draw_lit(&state->canvas, row, col, state->lines_cols, text, line->start, line->end,
           lit->lights.parts[line->part], line->look);
  if (state->hit_part >= 0)
    draw_hit_now(state, row, col, line, text);
}

/* Where in the text the page stands: "12-34/80". */
static void draw_position(ScreenState *state, Area area, guint page) {
  guint n = state->lines->len;
  if (n <= page)
    return;
  guint bar = MAX(page * page / n, 1),
        from = (guint64)state->notice_top * (page - bar) / (n - page);
  for (guint i = 0; i < bar; i++)
    canvas_text(&state->canvas, area.row + 1 + from + i, area.col + area.cols - 1, 1,
                canvas_sign(&state->canvas, "┃", "#"), LOOK_BORDER);
}

static void draw(ScreenState *state, Area area) {
  if (!notice_shown(state))
    return;
  guint page = page_rows(state);
  lay_out(state, text_cols_shown(state));
  if (state->jump_line)
    jump(state);
  go_to(state, state->notice_top);
  draw_title(state, area);
  for (guint i = 0; i < page && state->notice_top + i < state->lines->len; i++)
    draw_line(state, area.row + 1 + i, area.col + 2,
              &g_array_index(state->lines, NoticeLine, state->notice_top + i));
  draw_position(state, area, page);
}

/* The line of the file that stands at the top of the page. */
static guint file_line(const ScreenState *state) {
  for (guint i = state->notice_top; state->notice_top && state->lines && i < state->lines->len; i++)
    if (g_array_index(state->lines, NoticeLine, i).file_line)
      return g_array_index(state->lines, NoticeLine, i).file_line;
  return 0;
}

static gboolean act(ScreenState *state, Action action) {
  const LitNotice *lit = notice_shown(state);
  if (!lit)
    return FALSE;
  lay_out(state, text_cols_shown(state));
  guint n = state->lines->len, page = page_rows(state);
  Scroll scroll = {state->notice_top, 0};
  if (action == ACTION_LAST) {
    go_to(state, n);
    return TRUE;
  }
  if (scroll_act(&scroll, action, n, page)) {
    go_to(state, scroll.selected);
    return TRUE;
  }
  switch (action) {
  case ACTION_NEXT_HIT:
  case ACTION_PREVIOUS_HIT:
    go_to_hit(state, action == ACTION_NEXT_HIT ? 1 : -1);
    return TRUE;
  case ACTION_NEXT_NOTICE:
  case ACTION_PREVIOUS_NOTICE:
    notice_turn(state, action == ACTION_NEXT_NOTICE ? 1 : -1);
    return TRUE;
  case ACTION_NEXT_RESULT:
  case ACTION_PREVIOUS_RESULT:
    notice_turn_result(state, action == ACTION_NEXT_RESULT ? 1 : -1);
    return TRUE;
  case ACTION_FACTS:
    screen_open(state, VIEW_FACTS);
    return TRUE;
  case ACTION_SIMILAR:
    similar_open(state, lit->notice);
    return TRUE;
  case ACTION_MARK:
    marks_toggle(state, lit->notice);
    return TRUE;
  case ACTION_EDITOR:
    source_edit(state, lit->notice, file_line(state));
    return TRUE;
  default:
    return FALSE;
  }
}

const View view_notice = {.draw = draw, .act = act};
