/* history.h: the queries asked before, oldest first, in $XDG_STATE_HOME/jikenbo/history. */
#ifndef JIKENBO_SEARCHER_SCREEN_HISTORY_H
#define JIKENBO_SEARCHER_SCREEN_HISTORY_H

#include <glib.h>

G_BEGIN_DECLS

#define HISTORY_ENTRIES_MAX 1000

typedef struct History History;

/* The user's file; g_free. */
char *history_path(void);
/* Reads path; a missing or unreadable file is an empty history. Owner: history_free. */
History *history_new(const char *path);
void history_free(History *history); /* NULL is fine */

/* Makes query the newest entry; the same one further back goes. Blank ones are passed over. */
void history_add(History *history, const char *query);
guint history_count(const History *history);
/* i-th entry, 0 the oldest; lives until the next history_add. */
const char *history_entry(const History *history, guint i);

/* The next older (newer) entry than the one walked to that begins with typed, NULL where there is
 * none. history_rest ends the walk. */
const char *history_older(History *history, const char *typed);
const char *history_newer(History *history, const char *typed);
void history_rest(History *history);

/* Writes the file where something was added, with what another screen wrote meanwhile. FALSE and
 * error where it can't be written. */
gboolean history_save(History *history, GError **error);

G_END_DECLS

#endif
