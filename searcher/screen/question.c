/* Asking while the user types, and what comes back. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"

#define MORE_HITS 50 /* of a further page */
#define AHEAD_HITS 4 /* how near the end further ones are asked for */

/* The first answer brings what the screen shows and little more: each hit costs its snippet. */
static guint first_hits(const ScreenState *state) {
  return screen_area(state).rows / DRAW_HIT_ROWS + AHEAD_HITS + 1;
}

static void free_answers(ScreenState *state) {
  g_ptr_array_set_size(state->hits, 0);
  g_ptr_array_set_size(state->more, 0);
  g_clear_pointer(&state->answer, search_answer_free);
}

void question_clear(ScreenState *state) {
  free_answers(state);
  g_clear_pointer(&state->asked, g_free);
  g_clear_pointer(&state->query_error, g_free);
  g_clear_pointer(&state->completion, completion_free);
  g_clear_pointer(&state->table, stats_table_free);
}

static Job *search_job(ScreenState *state, JobKind kind, guint serial) {
  Job *job = job_new(kind, serial, state->line.text->str);
  job->sort = state->sort;
  job->synonyms = state->synonyms;
  job->limit = kind == JOB_SEARCH ? first_hits(state) : MORE_HITS;
  return job;
}

void question_ask(ScreenState *state) {
  Job *job = search_job(state, JOB_SEARCH, ++state->serial);
  job->facets = screen_has_panel(state) || state->view == VIEW_FACETS;
  job->counted = state->view == VIEW_HISTOGRAM;
  job->period = state->period;
  state->stale = TRUE;
  worker_drop(state->worker, JOB_MORE);
  state->more_asked = FALSE;
  worker_give(state->worker, job);
}

void question_set(ScreenState *state, const char *query) {
  line_set(&state->line, query);
  g_clear_pointer(&state->completion, completion_free);
  worker_drop(state->worker, JOB_COMPLETE);
  state->results = (Scroll){0, 0};
  question_ask(state);
}

const SearchHit *question_hit(const ScreenState *state, guint i) {
  return i < state->hits->len ? g_ptr_array_index(state->hits, i) : NULL;
}

static void add_hits(ScreenState *state, const SearchAnswer *answer) {
  for (guint i = 0; i < answer->hits->len; i++)
    g_ptr_array_add(state->hits, g_ptr_array_index(answer->hits, i));
}

/* What was selected stays selected where the question is the same (another index, another view). */
static void keep_selection(ScreenState *state, const char *query) {
  if (g_strcmp0(state->asked, query) != 0)
    state->results = (Scroll){0, 0};
  g_free(state->asked);
  state->asked = g_strdup(query);
}

static void take_answer(ScreenState *state, Result *result) {
  free_answers(state);
  state->answer = g_steal_pointer(&result->answer);
  add_hits(state, state->answer);
  keep_selection(state, result->job->query);
  if (state->answer->facets[0])
    facets_fill(state);
  stats_table_free(state->table);
  state->table = g_steal_pointer(&result->table);
  question_more(state);
}

static gboolean is_cancelled(const Result *result) {
  return g_error_matches(result->error, SEARCH_ERROR, SEARCH_ERROR_CANCELLED);
}

static void take_search(ScreenState *state, Result *result) {
  if (result->job->serial != state->serial || is_cancelled(result))
    return;
  state->stale = FALSE;
  g_clear_pointer(&state->query_error, g_free);
  if (result->answer) {
    take_answer(state, result);
    if (state->open_serial == state->serial && state->view == VIEW_RESULTS)
      results_open(state);
  } else if (result->error) {
    state->query_error = g_strdup(_(result->error->message));
    state->error_chars = result->at_chars;
  }
}

static void take_more(ScreenState *state, Result *result) {
  if (result->job->serial != state->more_serial || !result->answer)
    return;
  state->more_asked = FALSE;
  if (result->job->offset != state->hits->len)
    return;
  add_hits(state, result->answer);
  g_ptr_array_add(state->more, g_steal_pointer(&result->answer));
  question_more(state);
}

void question_more(ScreenState *state) {
  guint shown = state->results.top + screen_area(state).rows / DRAW_HIT_ROWS;
  if (!state->answer || state->stale || state->more_asked ||
      state->hits->len >= state->answer->incidents ||
      MAX(state->results.selected, shown) + AHEAD_HITS < state->hits->len)
    return;
  Job *job = search_job(state, JOB_MORE, ++state->more_serial);
  g_free(job->query);
  job->query = g_strdup(state->asked);
  job->offset = state->hits->len;
  state->more_asked = TRUE;
  worker_give(state->worker, job);
}

static void take_completion(ScreenState *state, Result *result) {
  const Job *job = result->job;
  gboolean current = strcmp(job->query, state->line.text->str) == 0 &&
                     job->at_bytes == state->line.at_bytes && state->view == VIEW_RESULTS;
  if (!current)
    return;
  completion_free(state->completion);
  state->completion = g_steal_pointer(&result->completion);
  state->completing = -1;
}

static void take_open(ScreenState *state, Result *result) {
  g_clear_pointer(&state->open_error, g_free);
  state->taxonomy = result->taxonomy;
  if (result->taxonomy) {
    if (state->view == VIEW_ASK)
      screen_back(state);
    question_ask(state);
    return;
  }
  state->open_error = g_strdup(_(result->error->message));
  state->open_full =
      result->error->domain == INDEX_ERROR && result->error->code != INDEX_ERROR_NONE_THERE;
  state->stale = FALSE;
  if (state->view != VIEW_ASK)
    screen_open(state, VIEW_ASK);
}

static void take_refresh(ScreenState *state, Result *result) {
  if (result->error)
    screen_say(state, TRUE, "%s", _(result->error->message));
  if (result->refreshed)
    question_ask(state);
}

void question_take(ScreenState *state, Result *result) {
  static void (*const taking[JOB_N])(ScreenState *, Result *) = {
      [JOB_OPEN] = take_open,       [JOB_SEARCH] = take_search,   [JOB_MORE] = take_more,
      [JOB_NOTICE] = notice_take,   [JOB_SIMILAR] = similar_take, [JOB_COMPLETE] = take_completion,
      [JOB_REFRESH] = take_refresh,
  };
  taking[result->job->kind](state, result);
}
