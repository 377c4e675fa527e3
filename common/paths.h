/* paths.h: where things of the user are. */
#ifndef JIKENBO_COMMON_PATHS_H
#define JIKENBO_COMMON_PATHS_H

#include <glib.h>

G_BEGIN_DECLS

/* The index's folder: given, else $JIKENBO_INDEX, else $XDG_DATA_HOME/jikenbo/index; g_free. */
char *paths_index(const char *given);

G_END_DECLS

#endif
