/* Help: every key of every view, and the query language, from their tables. */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"

#define KEYS_COLS 26

/* An entry "TERM<TAB>text", or a heading, wrapped into lines "TERM<TAB>text" again. */
static void add_entry(GPtrArray *lines, const char *entry, guint cols) {
  const char *tab = strchr(entry, '\t');
  if (!tab) {
    g_ptr_array_add(lines, g_strdup(entry));
    return;
  }
  char *term = g_strndup(entry, tab - entry);
  gboolean narrow = cols < KEYS_COLS + 24 || text_cols(term, -1) >= KEYS_COLS;
  guint room = cols > KEYS_COLS + 8 ? cols - KEYS_COLS : 8;
  GString *wrapped = g_string_new(NULL);
  text_cols_append_wrapped(wrapped, tab + 1, 0, 0, room);
  char **parts = g_strsplit(wrapped->str, "\n", -1);
  if (narrow)
    g_ptr_array_add(lines, g_strconcat(term, "\t", NULL));
  for (guint i = 0; parts[i]; i++)
    g_ptr_array_add(lines, g_strconcat(i || narrow ? "" : term, "\t", parts[i], NULL));
  g_strfreev(parts);
  g_string_free(wrapped, TRUE);
  g_free(term);
}

static void add_language(GPtrArray *lines, guint cols) {
  static const char *const signs[][2] = {
      {N_("word word"), N_("both")},
      {N_("\"words\""), N_("exactly so")},
      {N_("-word"), N_("without it")},
      {N_("word OR word"), N_("either; also |")},
      {N_("word*"), N_("any word that begins so")},
      {N_("(word word)"), N_("together")},
  };
  guint n;
  const QueryFieldInfo *infos = query_fields(&n);
  g_ptr_array_add(lines, g_strdup(""));
  g_ptr_array_add(lines, g_strdup(_("Query language")));
  for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
    char *entry = g_strdup_printf("%s\t%s", _(signs[i][0]), _(signs[i][1]));
    add_entry(lines, entry, cols);
    g_free(entry);
  }
  for (guint i = 0; i < n; i++) {
    char *entry = g_strdup_printf("%s: %s:\t%s (%s)", infos[i].key, infos[i].name,
                                  _(infos[i].about), infos[i].example);
    add_entry(lines, entry, cols);
    g_free(entry);
  }
}

static GPtrArray *help_lines(guint cols) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  char *note = keys_note(), **entries = g_strsplit(note, "\n", -1);
  for (guint i = 0; entries[i]; i++)
    add_entry(lines, entries[i], cols);
  add_language(lines, cols);
  g_strfreev(entries);
  g_free(note);
  return lines;
}

static void draw_line(ScreenState *state, Area area, const char *line) {
  const char *tab = strchr(line, '\t');
  if (!tab) {
    canvas_text(&state->canvas, area.row, area.col, area.cols, line, LOOK_STRONG);
    return;
  }
  canvas_bytes(&state->canvas, area.row, area.col + 2, area.cols - 2, line, tab - line,
               LOOK_NUMBER);
  canvas_text(&state->canvas, area.row, area.col + KEYS_COLS, area.cols - KEYS_COLS, tab + 1,
              LOOK_PLAIN);
}

static void draw(ScreenState *state, Area area) {
  guint cols = MIN(area.cols, 100);
  if (cols <= KEYS_COLS)
    return;
  GPtrArray *lines = help_lines(cols);
  state->help_lines = lines->len;
  state->help_top = MIN(state->help_top, lines->len > area.rows ? lines->len - area.rows : 0);
  for (guint i = 0; i < area.rows && state->help_top + i < lines->len; i++)
    draw_line(state, (Area){area.row + i, area.col + 1, 1, cols - 1},
              g_ptr_array_index(lines, state->help_top + i));
  g_ptr_array_unref(lines);
}

static gboolean act(ScreenState *state, Action action) {
  Scroll scroll = {state->help_top, 0};
  if (!scroll_act(&scroll, action, state->help_lines, screen_area(state).rows))
    return FALSE;
  state->help_top = scroll.selected; /* drawing keeps it on the last page */
  return TRUE;
}

const View view_help = {.draw = draw, .act = act};
