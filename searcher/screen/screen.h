/* screen.h: results while typing, on the terminal itself. */
#ifndef JIKENBO_SEARCHER_SCREEN_SCREEN_H
#define JIKENBO_SEARCHER_SCREEN_SCREEN_H

#include "searcher/options.h"

G_BEGIN_DECLS

/* Opens the screen on /dev/tty with query in its line. index_path: the index's folder. values: the
 * options of the terminal. What was marked goes to standard output when it is left. Returns the
 * exit status of the program; *error says why it is 2 (no terminal) or 3 (no index). */
int screen_run(const char *index_path, const char *query, const OptionValues *values,
               GError **error);

G_END_DECLS

#endif
