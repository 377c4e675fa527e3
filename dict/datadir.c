#include "datadir.h"

#include <string.h>

#define MARKER "terms.dic"

static gboolean holds_data(const char *dir) {
  g_autofree char *path = g_build_filename(dir, MARKER, NULL);
  return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

/* The build directory's dict/ as seen from build/<room>/program and build/tests/unit/program. */
static char *find_in_build(void) {
  static const char *const ups[] = {"..", "../..", NULL};
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  if (!program)
    return NULL;
  g_autofree char *room = g_path_get_dirname(program);
  for (guint i = 0; ups[i]; i++) {
    g_autofree char *raw = g_build_filename(room, ups[i], "dict", NULL);
    char *dir = g_canonicalize_filename(raw, NULL);
    if (holds_data(dir))
      return dir;
    g_free(dir);
  }
  return NULL;
}

char *datadir_find(GError **error) {
  const char *named = g_getenv("JIKENBO_DATA");
  if (named && *named) {
    if (holds_data(named))
      return g_strdup(named);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                "%s: no " MARKER " there: correct or unset JIKENBO_DATA", named);
    return NULL;
  }
  char *built = find_in_build();
  if (built)
    return built;
  if (holds_data(JIKENBO_PKGDATADIR))
    return g_strdup(JIKENBO_PKGDATADIR);
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
              "no " MARKER " beside the program (../dict) nor in " JIKENBO_PKGDATADIR
              ": run `meson install`, or set JIKENBO_DATA to the folder that holds it");
  return NULL;
}
