/* The query line, and the incidents that match. The screen's frame draws the line itself. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "filter.h"
#include "searcher/labels.h"

static guint page_hits(const ScreenState *state) {
  return MAX(screen_area(state).rows / DRAW_HIT_ROWS, 1);
}

static void draw_nothing(ScreenState *state, Area area) {
  const SearchAnswer *answer = state->answer;
  guint row = area.row + 1;
  if (!answer || state->stale)
    return;
  canvas_text(&state->canvas, row++, area.col + 2, area.cols - 2, _("Nothing found."), LOOK_NOTE);
  for (guint i = 0; answer->more && i < answer->more->len && row < area.row + area.rows; i++) {
    const SearchMore *more = g_ptr_array_index(answer->more, i);
    char *text = g_strdup_printf(i18n_count("%u incident: %s", "%u incidents: %s", more->incidents),
                                 more->incidents, more->query);
    canvas_text(&state->canvas, row++, area.col + 2, area.cols - 2, text, LOOK_DIM);
    g_free(text);
  }
}

static void draw_hits(ScreenState *state, Area area) {
  guint page = page_hits(state);
  scroll_fit(&state->results, state->hits->len, page);
  for (guint i = 0; i < page; i++) {
    const SearchHit *hit = question_hit(state, state->results.top + i);
    Area part = {area.row + i * DRAW_HIT_ROWS, area.col, DRAW_HIT_ROWS, area.cols};
    if (hit)
      draw_hit(state, part, hit, state->results.top + i == state->results.selected);
  }
  if (!state->hits->len)
    draw_nothing(state, area);
  question_more(state); /* the page may have grown */
}

static void draw(ScreenState *state, Area area) {
  if (screen_has_panel(state)) {
    guint panel = screen_panel_cols(state);
    area.cols -= panel + 1;
    canvas_rule_down(&state->canvas, area.row, area.col + area.cols, area.rows);
    facets_draw_panel(state, (Area){area.row, area.col + area.cols + 2, area.rows, panel - 1});
  }
  draw_hits(state, area);
}

/* The text has changed: completions and results follow. */
static void edited(ScreenState *state) {
  g_clear_pointer(&state->completion, completion_free);
  g_clear_pointer(&state->walked, g_free);
  history_rest(state->history);
  Job *job = job_new(JOB_COMPLETE, 0, state->line.text->str);
  job->at_bytes = state->line.at_bytes;
  question_ask(state);
  worker_give(state->worker, job);
}

static gboolean moved(ScreenState *state) {
  g_clear_pointer(&state->completion, completion_free);
  worker_drop(state->worker, JOB_COMPLETE);
  return TRUE;
}

/* Takes the next (or the previous) candidate in place of the word, in turn. */
static gboolean complete(ScreenState *state, int by) {
  Completion *completion = state->completion;
  if (!completion || !completion->candidates->len)
    return FALSE;
  int n = completion->candidates->len;
  state->completing =
      state->completing < 0 ? (by > 0 ? 0 : n - 1) : (state->completing + by + n) % n;
  const Candidate *candidate = g_ptr_array_index(completion->candidates, state->completing);
  line_replace(&state->line, completion->from_bytes, completion->to_bytes, candidate->text);
  completion->to_bytes = state->line.at_bytes;
  question_ask(state);
  return TRUE;
}

static void mark_and_go_on(ScreenState *state) {
  const SearchHit *hit = question_hit(state, state->results.selected);
  if (!hit)
    return;
  marks_toggle(state, hit->notice);
  scroll_act(&state->results, ACTION_DOWN, state->hits->len, page_hits(state));
}

static void walk_history(ScreenState *state, gboolean older) {
  if (!state->walked)
    state->walked = g_strdup(state->line.text->str);
  const char *entry = older ? history_older(state->history, state->walked)
                            : history_newer(state->history, state->walked);
  if (entry || !older)
    question_set(state, entry ? entry : state->walked);
}

static gboolean edit(ScreenState *state, Action action) {
  static gboolean (*const edits[ACTION_N])(Line *) = {
      [ACTION_RUB_OUT] = line_rub_out,         [ACTION_DELETE] = line_delete,
      [ACTION_KILL_WORD] = line_kill_word,     [ACTION_KILL_TO_START] = line_kill_to_start,
      [ACTION_KILL_TO_END] = line_kill_to_end, [ACTION_YANK] = line_yank,
  };
  static gboolean (*const moves[ACTION_N])(Line *) = {
      [ACTION_LEFT] = line_left,           [ACTION_RIGHT] = line_right,
      [ACTION_WORD_LEFT] = line_word_left, [ACTION_WORD_RIGHT] = line_word_right,
      [ACTION_LINE_START] = line_home,     [ACTION_LINE_END] = line_end,
  };
  if (action == ACTION_DELETE && !state->line.text->len) {
    state->leaving = TRUE;
    return TRUE;
  }
  if (edits[action] && edits[action](&state->line))
    edited(state);
  if (moves[action] && moves[action](&state->line))
    moved(state);
  return edits[action] || moves[action];
}

void results_open(ScreenState *state) {
  if (state->stale) {
    state->open_serial = state->serial;
    return;
  }
  const SearchHit *hit = question_hit(state, state->results.selected);
  if (!hit)
    return;
  history_add(state->history, state->line.text->str);
  notice_open(state, hit->notice);
}

static gboolean act(ScreenState *state, Action action) {
  const SearchHit *hit = question_hit(state, state->results.selected);
  if (scroll_act(&state->results, action, state->hits->len, page_hits(state))) {
    question_more(state);
    return moved(state);
  }
  switch (action) {
  case ACTION_OPEN:
    results_open(state);
    return TRUE;
  case ACTION_TAB:
    if (!complete(state, 1))
      mark_and_go_on(state);
    return TRUE;
  case ACTION_BACK_TAB:
    return complete(state, -1) || TRUE;
  case ACTION_MARK:
    mark_and_go_on(state);
    return TRUE;
  case ACTION_EDITOR:
    if (hit)
      source_edit(state, hit->notice, 0);
    return TRUE;
  case ACTION_SIMILAR:
    if (hit)
      similar_open(state, hit->notice);
    return TRUE;
  case ACTION_HISTORY_OLDER:
  case ACTION_HISTORY_NEWER:
    walk_history(state, action == ACTION_HISTORY_OLDER);
    return TRUE;
  default:
    return edit(state, action);
  }
}

static void type(ScreenState *state, gunichar c) {
  char bytes[6];
  line_insert(&state->line, bytes, g_unichar_to_utf8(c, bytes));
  edited(state);
}

/* A click selects, a click on what is selected opens. */
static void click(ScreenState *state, guint row) {
  guint at = state->results.top + row / DRAW_HIT_ROWS;
  if (at >= state->hits->len)
    return;
  if (at == state->results.selected)
    results_open(state);
  else
    state->results.selected = at;
}

const View view_results = {.draw = draw, .act = act, .type = type, .click = click};
