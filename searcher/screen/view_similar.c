/* Notices that tell the same story, with the words that say so. */
#include "state.h"

#include "common/i18n.h"
#include "searcher/labels.h"

#define SIMILAR_HITS 50

void similar_open(ScreenState *state, const Notice *notice) {
  char key[33];
  g_clear_pointer(&state->similar, similar_answer_free);
  state->similar_scroll = (Scroll){0, 0};
  state->similar_asked = TRUE;
  Job *job = job_new(JOB_SIMILAR, ++state->similar_serial, "");
  notice_key(notice, key);
  job->id = g_strdup(key); /* this notice's story, not the newest of its incident */
  job->limit = SIMILAR_HITS;
  worker_give(state->worker, job);
  if (state->view != VIEW_SIMILAR)
    screen_open(state, VIEW_SIMILAR);
}

/* The words in common are the hit's text, as jikenbo similar prints them. */
static void set_snippet(SimilarHit *hit) {
  GString *text = g_string_new(_("In common: "));
  for (guint i = 0; i < hit->shared->len; i++)
    g_string_append_printf(text, "%s%s", i ? labels_comma() : "",
                           (char *)g_ptr_array_index(hit->shared, i));
  g_free(hit->hit.snippet.text);
  hit->hit.snippet.text = g_string_free(text, FALSE);
}

void similar_take(ScreenState *state, Result *result) {
  if (result->job->serial != state->similar_serial)
    return;
  state->similar_asked = FALSE;
  if (result->error)
    screen_say(state, TRUE, "%s", _(result->error->message));
  similar_answer_free(state->similar);
  state->similar = g_steal_pointer(&result->similar);
  for (guint i = 0; state->similar && i < state->similar->hits->len; i++)
    set_snippet(g_ptr_array_index(state->similar->hits, i));
}

static guint count(const ScreenState *state) {
  return state->similar ? state->similar->hits->len : 0;
}

static guint page_hits(const ScreenState *state) {
  guint rows = screen_area(state).rows;
  return MAX((rows > 2 ? rows - 2 : 0) / DRAW_HIT_ROWS, 1);
}

static void draw_story(ScreenState *state, Area area) {
  const Notice *notice = state->similar->notice;
  GString *words = g_string_new(NULL);
  char *title = g_strdup_printf(_("Like %s %s"), notice->organisation ? notice->organisation : "",
                                notice->title);
  for (guint i = 0; i < state->similar->words->len; i++)
    g_string_append_printf(words, "%s%s", i ? labels_comma() : "",
                           ((SimilarWord *)g_ptr_array_index(state->similar->words, i))->shown);
  canvas_text(&state->canvas, area.row, area.col + 2, area.cols - 2, title, LOOK_STRONG);
  canvas_text(&state->canvas, area.row + 1, area.col + 2, area.cols - 2, words->str, LOOK_DIM);
  g_string_free(words, TRUE);
  g_free(title);
}

static void draw(ScreenState *state, Area area) {
  if (!state->similar)
    return;
  guint page = page_hits(state);
  draw_story(state, area);
  scroll_fit(&state->similar_scroll, count(state), page);
  for (guint i = 0; i < page && state->similar_scroll.top + i < count(state); i++) {
    guint at = state->similar_scroll.top + i;
    const SimilarHit *hit = g_ptr_array_index(state->similar->hits, at);
    Area part = {area.row + 2 + i * DRAW_HIT_ROWS, area.col, DRAW_HIT_ROWS, area.cols};
    draw_hit(state, part, &hit->hit, at == state->similar_scroll.selected);
  }
  if (!count(state))
    canvas_text(&state->canvas, area.row + 3, area.col + 2, area.cols - 2, _("Nothing found."),
                LOOK_NOTE);
}

static const Notice *selected(const ScreenState *state) {
  if (state->similar_scroll.selected >= count(state))
    return NULL;
  return ((SimilarHit *)g_ptr_array_index(state->similar->hits, state->similar_scroll.selected))
      ->hit.notice;
}

static gboolean act(ScreenState *state, Action action) {
  const Notice *notice = selected(state);
  if (scroll_act(&state->similar_scroll, action, count(state), page_hits(state)))
    return TRUE;
  if (action == ACTION_OPEN && notice)
    notice_open(state, notice);
  else if (action == ACTION_MARK && notice)
    marks_toggle(state, notice);
  else if (action == ACTION_EDITOR && notice)
    source_edit(state, notice, 0);
  else
    return FALSE;
  return TRUE;
}

static void click(ScreenState *state, guint row) {
  guint at = state->similar_scroll.top + (row < 2 ? 0 : (row - 2) / DRAW_HIT_ROWS);
  if (row < 2 || at >= count(state))
    return;
  gboolean again = at == state->similar_scroll.selected;
  state->similar_scroll.selected = at;
  if (again)
    act(state, ACTION_OPEN);
}

const View view_similar = {.draw = draw, .act = act, .click = click};
