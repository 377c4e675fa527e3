/* watch.h: stays and rebuilds whenever the archive changes. */
#ifndef JIKENBO_INDEXER_WATCH_H
#define JIKENBO_INDEXER_WATCH_H

#include "build.h"

G_BEGIN_DECLS

/* Called after each run; error NULL where it went well. */
typedef void (*WatchFunc)(const BuildSummary *summary, const GError *error, gpointer user);

/* Builds once, then again whenever something in the archive changes, until *options->stop becomes
 * non-zero. func gets options->user. FALSE and error where the archive can't be watched at all. */
gboolean watch_run(const BuildOptions *options, WatchFunc func, GError **error);

G_END_DECLS

#endif
