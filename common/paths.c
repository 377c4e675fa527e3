#include "paths.h"

char *paths_index(const char *given) {
  if (given != NULL && *given != '\0')
    return g_strdup(given);
  const char *environment = g_getenv("JIKENBO_INDEX");
  if (environment != NULL && *environment != '\0')
    return g_strdup(environment);
  return g_build_filename(g_get_user_data_dir(), "jikenbo", "index", NULL);
}
