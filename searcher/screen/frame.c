#include "frame.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "filter.h"
#include "searcher/labels.h"
#include "tty.h"

#define ROWS_LEAST 5
#define COLS_LEAST 24
#define PANEL_FROM_COLS 100
#define PROMPT "> "
#define PROMPT_COLS 2

Area screen_area(const ScreenState *state) {
  guint rows = state->canvas.rows;
  return (Area){2, 0, rows > 3 ? rows - 3 : 0, state->canvas.cols};
}

gboolean screen_has_panel(const ScreenState *state) {
  return state->canvas.cols >= PANEL_FROM_COLS;
}

guint screen_panel_cols(const ScreenState *state) {
  return CLAMP(state->canvas.cols / 4, 36, 56);
}

void frame_resize(ScreenState *state) {
  guint rows, cols;
  gboolean panel = screen_has_panel(state);
  tty_size(&rows, &cols);
  canvas_resize(&state->canvas, rows, cols);
  if (!panel && screen_has_panel(state) && state->worker)
    question_ask(state); /* now with facets */
}

/* ---- the query line */

/* "*2  128 incidents, 140 notices"; short where there is little room. g_free. */
static char *count_text(const ScreenState *state) {
  GString *out = g_string_new(NULL);
  if (state->marks->len)
    g_string_append_printf(out, "*%u  ", state->marks->len);
  if (!state->answer)
    return g_string_free(out, FALSE);
  guint incidents = state->answer->incidents, notices = state->answer->notices;
  if (state->canvas.cols < 70) {
    labels_append_number(out, incidents);
    return g_string_free(out, FALSE);
  }
  g_string_append_printf(out, i18n_count("%u incident", "%u incidents", incidents), incidents);
  g_string_append(out, labels_comma());
  g_string_append_printf(out, i18n_count("%u notice", "%u notices", notices), notices);
  return g_string_free(out, FALSE);
}

/* Draws one character of the line where it is in view. */
static void draw_cluster(ScreenState *state, gsize from, gsize to, guint at_col, guint room,
                         guint look) {
  const char *text = state->line.text->str;
  guint wide = text_cols(text + from, to - from);
  if (at_col >= state->line_first_col && at_col + wide <= state->line_first_col + room)
    canvas_bytes(&state->canvas, 0, PROMPT_COLS + at_col - state->line_first_col, wide, text + from,
                 to - from, look);
}

static void draw_line(ScreenState *state, guint room) {
  const GString *text = state->line.text;
  gsize piece = 0, piece_end = 0;
  gboolean more = filter_next_piece(text->str, &piece, &piece_end);
  guint col = 0;
  for (gsize at = 0; at < text->len;) {
    gsize next = line_next_cluster(text->str, text->len, at);
    if (more && at >= piece_end) {
      piece = piece_end;
      more = filter_next_piece(text->str, &piece, &piece_end);
    }
    guint look = more && at >= piece && at < piece_end ? LOOK_FIELD : LOOK_STRONG;
    draw_cluster(state, at, next, col, room, look);
    col += text_cols(text->str + at, next - at);
    at = next;
  }
}

/* The part of the line that is shown follows the cursor. */
static guint fit_line(ScreenState *state, guint room) {
  guint at = text_cols(state->line.text->str, state->line.at_bytes);
  if (at < state->line_first_col)
    state->line_first_col = at;
  if (at >= state->line_first_col + room)
    state->line_first_col = at - room + 1;
  return PROMPT_COLS + at - state->line_first_col;
}

static guint draw_prompt(ScreenState *state) {
  Canvas *canvas = &state->canvas;
  char *count = count_text(state);
  guint count_cols = MIN(text_cols(count, -1), canvas->cols / 2);
  guint room = canvas->cols - PROMPT_COLS - count_cols - (count_cols ? 2 : 1);
  guint col = fit_line(state, room);
  canvas_text(canvas, 0, 0, PROMPT_COLS, PROMPT, LOOK_PROMPT);
  draw_line(state, room);
  canvas_text_right(canvas, 0, canvas->cols, count_cols, count,
                    state->stale ? LOOK_DIM : LOOK_NUMBER);
  g_free(count);
  return col;
}

/* ---- the line of notes */

/* A caret under the place where the query can't be read, and why. */
static void draw_error(ScreenState *state) {
  Canvas *canvas = &state->canvas;
  const char *text = state->line.text->str;
  guint col = 0, cols = canvas->cols, message = text_cols(state->query_error, -1);
  if (state->error_chars == G_MAXUINT) {
    canvas_text(canvas, 1, 0, cols, state->query_error, LOOK_ERROR);
    return;
  }
  gsize chars = MIN(state->error_chars, (guint)g_utf8_strlen(text, -1));
  guint at = text_cols(text, g_utf8_offset_to_pointer(text, chars) - text);
  col = PROMPT_COLS + (at > state->line_first_col ? at - state->line_first_col : 0);
  col = MIN(col, cols - 1);
  guint behind = cols - col > 2 ? cols - col - 2 : 0;
  if (behind >= message || behind >= col)
    canvas_text(canvas, 1, col + 2, behind, state->query_error, LOOK_ERROR);
  else
    canvas_text_right(canvas, 1, col - 1, col - 1, state->query_error, LOOK_ERROR);
  canvas_text(canvas, 1, col, 1, "^", LOOK_ERROR);
}

/* "ランサムウェア 12  …", the one that Tab took last lit. */
static void draw_completion(ScreenState *state) {
  Canvas *canvas = &state->canvas;
  guint col = PROMPT_COLS, first = MAX(state->completing, 0);
  for (guint i = first; i < state->completion->candidates->len && col + 4 < canvas->cols; i++) {
    const Candidate *candidate = g_ptr_array_index(state->completion->candidates, i);
    gboolean taken = (int)i == state->completing;
    guint from = col;
    col += canvas_text(canvas, 1, col, canvas->cols - col, candidate->text,
                       taken ? LOOK_STRONG : LOOK_PLAIN);
    char *note = candidate->notices ? g_strdup_printf(" %u", candidate->notices) : g_strdup("");
    if (*candidate->note && col + 1 < canvas->cols) {
      char *text = g_strconcat(" ", candidate->note, note, NULL);
      col += canvas_text(canvas, 1, col, canvas->cols - col, text, LOOK_DIM);
      g_free(text);
    } else if (col + 1 < canvas->cols) {
      col += canvas_text(canvas, 1, col, canvas->cols - col, note, LOOK_DIM);
    }
    if (taken)
      canvas_select(canvas, 1, from, col - from);
    g_free(note);
    col += 2;
  }
}

static void append_synonyms(GString *out, const GPtrArray *synonyms) {
  for (guint i = 0; synonyms && i < synonyms->len; i++) {
    const SearchSynonym *synonym = g_ptr_array_index(synonyms, i);
    g_string_append_printf(out, "%s%s = ", out->len ? "  " : "", synonym->word);
    for (guint k = 0; k < synonym->used->len; k++)
      g_string_append_printf(out, "%s%s", k ? labels_comma() : "",
                             (char *)g_ptr_array_index(synonym->used, k));
  }
}

/* What was relaxed, widened or left out. */
static void draw_notes(ScreenState *state) {
  const SearchAnswer *answer = state->answer;
  GString *out = g_string_new(NULL);
  if (answer->relaxed && answer->hits->len)
    g_string_append(out, _("No notice has all of this; these have some of it."));
  append_synonyms(out, answer->synonyms);
  for (guint i = 0; answer->more && i < answer->more->len && answer->hits->len; i++) {
    const SearchMore *more = g_ptr_array_index(answer->more, i);
    g_string_append(out, out->len ? "  " : "");
    g_string_append_printf(out,
                           i18n_count("+%u incident: %s", "+%u incidents: %s", more->incidents),
                           more->incidents, more->query);
  }
  canvas_text(&state->canvas, 1, PROMPT_COLS, state->canvas.cols - PROMPT_COLS, out->str,
              LOOK_NOTE);
  g_string_free(out, TRUE);
}

static void draw_second(ScreenState *state) {
  Canvas *canvas = &state->canvas;
  gboolean asks = state->view == VIEW_RESULTS;
  gboolean offers = state->completion && state->completion->candidates->len;
  /* a field's value under way can't be read yet: what it may become says more than that */
  if (offers && state->query_error && !state->stale && state->completing < 0)
    offers = strchr(((Candidate *)state->completion->candidates->pdata[0])->text, ':') != NULL;
  if (!asks) {
    const char *name = keys_view(state->view);
    guint used = canvas_text(canvas, 1, 1, canvas->cols - 2, name, LOOK_PROMPT);
    if (used + 4 < canvas->cols)
      canvas_rule(canvas, 1, used + 2, canvas->cols - used - 3);
  } else if (offers) {
    draw_completion(state);
  } else if (state->query_error) {
    draw_error(state);
  } else if (state->answer) {
    draw_notes(state);
  }
}

/* ---- the bottom line */

static void draw_bottom(ScreenState *state) {
  Canvas *canvas = &state->canvas;
  guint row = canvas->rows - 1, cols = canvas->cols - 1;
  if (state->message) {
    canvas_text(canvas, row, 0, cols, state->message,
                state->message_error ? LOOK_ERROR : LOOK_NOTE);
    return;
  }
  char *hint = keys_hint(state->view);
  canvas_text(canvas, row, 0, cols, hint, LOOK_DIM);
  g_free(hint);
}

static void draw_views(ScreenState *state) {
  guint col = draw_prompt(state);
  if (state->canvas.rows >= ROWS_LEAST) {
    draw_second(state);
    screen_view(state->view)->draw(state, screen_area(state));
    draw_bottom(state);
  }
  if (state->view == VIEW_RESULTS)
    canvas_cursor(&state->canvas, 0, col);
}

gboolean frame_draw(ScreenState *state) {
  GString *out = g_string_new(NULL);
  canvas_begin(&state->canvas);
  if (state->canvas.cols >= COLS_LEAST)
    draw_views(state);
  canvas_flush(&state->canvas, tty_move, out);
  gboolean written = !out->len || tty_write(out->str, out->len);
  g_string_free(out, TRUE);
  return written;
}
