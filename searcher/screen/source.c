/* Marks, and a notice's source in the user's editor. */
#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"

char *marks_id(const Notice *notice) {
  if (notice->id)
    return g_strdup(notice->id);
  if (!notice->places->len)
    return g_strdup("");
  const NoticePlace *place = &g_array_index(notice->places, NoticePlace, 0);
  return g_strdup_printf("%s:%u", place->file, place->line);
}

static int mark_at(const ScreenState *state, const Notice *notice) {
  char *id = marks_id(notice);
  int at = -1;
  for (guint i = 0; i < state->marks->len && at < 0; i++)
    if (strcmp(g_ptr_array_index(state->marks, i), id) == 0)
      at = i;
  g_free(id);
  return at;
}

gboolean marks_has(const ScreenState *state, const Notice *notice) {
  return state->marks->len && mark_at(state, notice) >= 0;
}

void marks_toggle(ScreenState *state, const Notice *notice) {
  int at = mark_at(state, notice);
  if (at >= 0)
    g_ptr_array_remove_index(state->marks, at);
  else
    g_ptr_array_add(state->marks, marks_id(notice));
}

/* The file of a place: below $JIKENBO_ARCHIVE, else below the folder the screen was started in. */
static char *find_file(const char *file) {
  const char *root = g_getenv("JIKENBO_ARCHIVE");
  char *paths[] = {root && *root ? g_build_filename(root, file, NULL) : NULL, g_strdup(file)};
  char *found = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
    if (!found && paths[i] && g_file_test(paths[i], G_FILE_TEST_IS_REGULAR))
      found = g_strdup(paths[i]);
    g_free(paths[i]);
  }
  /* the archive may be one file, which the root names itself */
  if (!found && root && g_file_test(root, G_FILE_TEST_IS_REGULAR))
    found = g_strdup(root);
  return found;
}

static gboolean is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (strcmp(*names, name) == 0)
      return TRUE;
  return FALSE;
}

/* The shell command that opens "$1" at line: +LINE FILE is what editors of a terminal understand.
 */
static char *editor_command(const char *editor, guint line) {
  static const char *const with_g[] = {"code", "codium", "code-insiders", NULL};
  static const char *const with_colon[] = {"subl", "zed", "hx", "helix", NULL};
  char *program = g_strndup(editor, strcspn(editor, " ")), *name = g_path_get_basename(program);
  char *command;
  if (is_one_of(name, with_g))
    command = g_strdup_printf("%s --wait --goto \"$1:%u\"", editor, line);
  else if (is_one_of(name, with_colon))
    command = g_strdup_printf("%s \"$1:%u\"", editor, line);
  else
    command = g_strdup_printf("%s +%u \"$1\"", editor, line);
  g_free(name);
  g_free(program);
  return command;
}

static const char *editor_name(void) {
  const char *visual = g_getenv("VISUAL"), *editor = g_getenv("EDITOR");
  if (visual && *visual)
    return visual;
  return editor && *editor ? editor : "vi";
}

void source_edit(ScreenState *state, const Notice *notice, guint line) {
  if (!notice->places->len)
    return;
  const NoticePlace *place = &g_array_index(notice->places, NoticePlace, 0);
  char *path = find_file(place->file);
  if (!path) {
    screen_say(
        state, TRUE,
        _("%s is not below $JIKENBO_ARCHIVE nor here: set JIKENBO_ARCHIVE to the archive's folder"),
        place->file);
    return;
  }
  char *command = editor_command(editor_name(), line ? line : place->line);
  char *argv[] = {"/bin/sh", "-c", command, "jikenbo", path, NULL};
  screen_run_program(state, argv, FALSE);
  g_free(command);
  g_free(path);
}
