/* What is known of a notice, and the sentences that say so. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "searcher/labels.h"

#define NAME_COLS 12

static void fact_line_free(gpointer data) {
  FactLine *line = data;
  g_free(line->name);
  g_free(line->text);
  g_free(line);
}

void facts_clear(ScreenState *state) {
  g_clear_pointer(&state->facts, g_ptr_array_unref);
}

/* Takes text; an empty one adds nothing. */
static void add_line(ScreenState *state, const char *name, char *text, int evidence) {
  if (text && *text) {
    FactLine *line = g_new0(FactLine, 1);
    line->name = g_strdup(name);
    line->text = text_cols_safe_string(text, TRUE);
    line->evidence = evidence;
    g_ptr_array_add(state->facts, line);
  }
  g_free(text);
}

static char *date_text(int from, int to) {
  GString *out = g_string_new(NULL);
  labels_append_date(out, from);
  if (to && to != from) {
    g_string_append(out, " – ");
    labels_append_date(out, to);
  }
  return g_string_free(out, FALSE);
}

static char *size_text(gint64 affected) {
  GString *out = g_string_new(NULL);
  labels_append_size(out, affected);
  return g_string_free(out, FALSE);
}

static char *strings_text(const GPtrArray *strings) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; strings && i < strings->len; i++)
    g_string_append_printf(out, "%s%s", i ? labels_comma() : "",
                           (char *)g_ptr_array_index(strings, i));
  return g_string_free(out, FALSE);
}

static char *codes_text(const ScreenState *state, TaxonomyKind kind, const GArray *codes) {
  GString *out = g_string_new(NULL);
  labels_append_codes(out, state->taxonomy, kind, codes);
  return g_string_free(out, FALSE);
}

static char *vendor_text(const Notice *notice) {
  if (!notice->vendor)
    return NULL;
  char *names = strings_text(notice->vendors);
  if (*names)
    return names;
  g_free(names);
  return g_strdup(_("yes, not named"));
}

/* One sentence may say several values of a field: it is shown once. */
static gboolean is_shown(const ScreenState *state, const Notice *notice, guint before,
                         const NoticeEvidence *evidence) {
  for (guint i = before; i < state->facts->len; i++) {
    int at = ((FactLine *)g_ptr_array_index(state->facts, i))->evidence;
    const NoticeEvidence *shown =
        at >= 0 ? &g_array_index(notice->evidence, NoticeEvidence, at) : NULL;
    if (shown && shown->line == evidence->line && strcmp(shown->text, evidence->text) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The evidence of a field: "cause:loss" for "cause", "affected" for itself. */
static void add_evidence(ScreenState *state, const Notice *notice, const char *field) {
  gsize bytes = strlen(field);
  guint before = state->facts->len;
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    gboolean ours = strncmp(evidence->field, field, bytes) == 0 &&
                    strchr(":_", evidence->field[bytes]); /* NUL too: the field itself */
    if (ours && !is_shown(state, notice, before, evidence))
      add_line(state, "", g_strdup(evidence->text), i);
  }
}

static void add_fact(ScreenState *state, const Notice *notice, const char *name, char *text,
                     const char *field) {
  guint before = state->facts->len;
  add_line(state, name, text, -1);
  if (state->facts->len > before && field)
    add_evidence(state, notice, field);
}

static void add_places(ScreenState *state, const Notice *notice) {
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    add_line(state, i ? "" : _("Stands in"), g_strdup_printf("%s:%u", place->file, place->line),
             -1);
  }
}

void facts_fill(ScreenState *state) {
  const Notice *notice = notice_shown(state)->notice;
  facts_clear(state);
  state->facts = g_ptr_array_new_with_free_func(fact_line_free);
  add_fact(state, notice, _("Published"), date_text(notice->published, 0), "published");
  add_fact(state, notice, _("Occurred"), date_text(notice->occurred_from, notice->occurred_to),
           "occurred");
  add_fact(state, notice, _("Discovered"), date_text(notice->discovered, 0), "discovered");
  add_fact(state, notice, _("Cause"), codes_text(state, TAXONOMY_CAUSE, notice->causes), "cause");
  add_fact(state, notice, _("Sector"), codes_text(state, TAXONOMY_SECTOR, notice->sectors),
           "sector");
  add_fact(state, notice, _("Contractor"), vendor_text(notice), "vendor");
  add_fact(state, notice, _("Affected"), size_text(notice->affected), "affected");
  add_fact(state, notice, _("Data"), codes_text(state, TAXONOMY_DATA, notice->data), "data");
  add_fact(state, notice, _("Media"), codes_text(state, TAXONOMY_MEDIA, notice->media), "media");
  add_fact(state, notice, _("Labels"), strings_text(notice->labels), NULL);
  add_fact(state, notice, _("Refers to"), strings_text(notice->links), NULL);
  add_fact(state, notice, _("Doubts"), strings_text(notice->doubts), NULL);
  add_fact(state, notice, _("URL"), g_strdup(notice->url), NULL);
  add_places(state, notice);
}

static void draw_fact(ScreenState *state, Area area, const FactLine *line) {
  Canvas *canvas = &state->canvas;
  guint col = area.col + NAME_COLS, cols = area.cols - NAME_COLS;
  if (line->evidence < 0) {
    canvas_text(canvas, area.row, area.col, NAME_COLS - 1, line->name, LOOK_DIM);
    canvas_text(canvas, area.row, col, cols, line->text, LOOK_STRONG);
    return;
  }
  const NoticeEvidence *evidence =
      &g_array_index(notice_shown(state)->notice->evidence, NoticeEvidence, line->evidence);
  char *place = g_strdup_printf("%5u ", evidence->line);
  guint used = canvas_text(canvas, area.row, col, cols, place, LOOK_DIM);
  canvas_text(canvas, area.row, col + used, cols - used, line->text, LOOK_NOTE);
  g_free(place);
}

static guint page_rows(const ScreenState *state) {
  return MAX(screen_area(state).rows, 2) - 1;
}

static void draw(ScreenState *state, Area area) {
  const LitNotice *lit = notice_shown(state);
  if (!lit || area.cols < NAME_COLS + 4)
    return;
  guint page = page_rows(state);
  scroll_fit(&state->facts_scroll, state->facts->len, page);
  char *title = g_strdup_printf("%s  %s  %s", lit->notice->id ? lit->notice->id : "",
                                lit->notice->organisation ? lit->notice->organisation : "",
                                lit->notice->title);
  canvas_text(&state->canvas, area.row, area.col + 2, area.cols - 2, g_strchug(title), LOOK_STRONG);
  for (guint i = 0; i < page && state->facts_scroll.top + i < state->facts->len; i++) {
    guint at = state->facts_scroll.top + i, row = area.row + 1 + i;
    draw_fact(state, (Area){row, area.col + 2, 1, area.cols - 2},
              g_ptr_array_index(state->facts, at));
    if (at != state->facts_scroll.selected)
      continue;
    canvas_text(&state->canvas, row, area.col, 1, ">", LOOK_PROMPT);
    canvas_select(&state->canvas, row, area.col, area.cols);
  }
  g_free(title);
}

/* The sentence of the selected line, or the first one below the selected fact. */
static const NoticeEvidence *selected_evidence(const ScreenState *state) {
  for (guint i = state->facts_scroll.selected; i < state->facts->len; i++) {
    const FactLine *line = g_ptr_array_index(state->facts, i);
    if (line->evidence >= 0)
      return &g_array_index(notice_shown(state)->notice->evidence, NoticeEvidence, line->evidence);
    if (i > state->facts_scroll.selected)
      break;
  }
  return NULL;
}

static void jump(ScreenState *state) {
  const NoticeEvidence *evidence = selected_evidence(state);
  if (!evidence) {
    screen_say(state, FALSE, "%s", _("no sentence stands behind this line"));
    return;
  }
  notice_jump(state, evidence);
  screen_back(state);
}

static void click(ScreenState *state, guint row) {
  if (notice_shown(state) && row > 0)
    state->facts_scroll.selected = MIN(state->facts_scroll.top + row - 1, state->facts->len);
}

static gboolean act(ScreenState *state, Action action) {
  const LitNotice *lit = notice_shown(state);
  if (action == ACTION_TEXT) {
    screen_back(state);
    return TRUE;
  }
  if (!lit)
    return FALSE;
  if (scroll_act(&state->facts_scroll, action, state->facts->len, page_rows(state)))
    return TRUE;
  switch (action) {
  case ACTION_JUMP:
    jump(state);
    return TRUE;
  case ACTION_NEXT_NOTICE:
  case ACTION_PREVIOUS_NOTICE:
    notice_turn(state, action == ACTION_NEXT_NOTICE ? 1 : -1);
    return TRUE;
  case ACTION_NEXT_RESULT:
  case ACTION_PREVIOUS_RESULT:
    notice_turn_result(state, action == ACTION_NEXT_RESULT ? 1 : -1);
    return TRUE;
  case ACTION_EDITOR: {
    const NoticeEvidence *evidence = selected_evidence(state);
    source_edit(state, lit->notice, evidence ? evidence->line : 0);
    return TRUE;
  }
  case ACTION_SIMILAR:
    similar_open(state, lit->notice);
    return TRUE;
  case ACTION_MARK:
    marks_toggle(state, lit->notice);
    return TRUE;
  default:
    return FALSE;
  }
}

const View view_facts = {.draw = draw, .act = act, .click = click};
