/* inspect.h: what --report and --check say of a published index and the archive behind it. */
#ifndef JIKENBO_INDEXER_INSPECT_H
#define JIKENBO_INDEXER_INSPECT_H

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/* Writes one JSON line a post to out. FALSE and error where the index can't be read. */
gboolean inspect_report(const char *index, FILE *out, GError **error);

/* Verifies the index, writes what it holds and what is unhealthy in the archive, each with file and
 * line. *healthy: nothing was found. FALSE and error where the index can't be read. */
gboolean inspect_check(const char *index, FILE *out, gboolean *healthy, GError **error);

G_END_DECLS

#endif
