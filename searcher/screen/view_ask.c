/* There is no index: which archive shall it be built from? */
#include "state.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"

static void draw(ScreenState *state, Area area) {
  Canvas *canvas = &state->canvas;
  GString *text = g_string_new(NULL);
  guint row = area.row, cols = area.cols > 4 ? area.cols - 4 : 1;
  char *safe = text_cols_safe_string(state->open_error ? state->open_error : "", TRUE);
  text_cols_append_wrapped(text, safe, 0, 0, cols);
  g_string_append(text, "\n\n");
  text_cols_append_wrapped(text, _("Shall it be built? From which archive (a file or folder)?"), 0,
                           0, cols);
  char **lines = g_strsplit(text->str, "\n", -1);
  for (guint i = 0; lines[i] && row + 1 < area.row + area.rows; i++)
    canvas_text(canvas, row++, area.col + 2, cols, lines[i], i ? LOOK_PLAIN : LOOK_ERROR);
  canvas_text(canvas, row, area.col + 2, 2, "> ", LOOK_PROMPT);
  const char *path = state->archive.text->str;
  guint at = text_cols(path, state->archive.at_bytes), room = cols > 3 ? cols - 3 : 1;
  while (at >= room) {
    at -= text_cols_char(g_utf8_get_char(path));
    path = g_utf8_next_char(path);
  }
  canvas_bytes(canvas, row, area.col + 4, room, path, strlen(path), LOOK_PLAIN);
  canvas_cursor(canvas, row, area.col + 4 + at);
  g_strfreev(lines);
  g_free(safe);
  g_string_free(text, TRUE);
}

/* jikenbo-index beside this program, in the build directory's room, or in PATH. */
static char *find_indexer(void) {
  static const char *const beside[] = {"jikenbo-index", "../indexer/jikenbo-index"};
  char *self = g_file_read_link("/proc/self/exe", NULL), *found = NULL;
  char *folder = g_path_get_dirname(self ? self : "");
  for (gsize i = 0; self && !found && i < G_N_ELEMENTS(beside); i++) {
    char *path = g_build_filename(folder, beside[i], NULL);
    if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
      found = g_strdup(path);
    g_free(path);
  }
  g_free(folder);
  g_free(self);
  return found ? found : g_strdup("jikenbo-index");
}

/* "~" is the shell's; who types a path means it. */
static char *expand(const char *path) {
  if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
    return g_build_filename(g_get_home_dir(), path + 1, NULL);
  return g_canonicalize_filename(path, NULL);
}

static void build(ScreenState *state) {
  char *archive = expand(g_strstrip(state->archive.text->str));
  line_set(&state->archive, archive);
  if (!g_file_test(archive, G_FILE_TEST_EXISTS)) {
    screen_say(state, TRUE, _("there is nothing at %s"), archive);
  } else {
    char *indexer = find_indexer();
    char *argv[] = {indexer, "--index", state->index_path, state->open_full ? "--full" : "--",
                    archive, NULL};
    /* a build that names unread files has published all the same: the index is looked for anyway */
    screen_run_program(state, argv, TRUE);
    worker_give(state->worker, job_new(JOB_OPEN, 0, ""));
    g_free(indexer);
  }
  g_free(archive);
}

static gboolean act(ScreenState *state, Action action) {
  static gboolean (*const edits[ACTION_N])(Line *) = {
      [ACTION_RUB_OUT] = line_rub_out,
      [ACTION_DELETE] = line_delete,
      [ACTION_KILL_WORD] = line_kill_word,
      [ACTION_KILL_TO_START] = line_kill_to_start,
      [ACTION_KILL_TO_END] = line_kill_to_end,
      [ACTION_YANK] = line_yank,
      [ACTION_LEFT] = line_left,
      [ACTION_RIGHT] = line_right,
      [ACTION_WORD_LEFT] = line_word_left,
      [ACTION_WORD_RIGHT] = line_word_right,
      [ACTION_LINE_START] = line_home,
      [ACTION_LINE_END] = line_end,
  };
  if (action == ACTION_BUILD)
    build(state);
  else if (edits[action])
    edits[action](&state->archive);
  else
    return FALSE;
  return TRUE;
}

static void type(ScreenState *state, gunichar c) {
  char bytes[6];
  line_insert(&state->archive, bytes, g_unichar_to_utf8(c, bytes));
}

const View view_ask = {.draw = draw, .act = act, .type = type};
