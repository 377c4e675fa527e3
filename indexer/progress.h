/* progress.h: what jikenbo-index says while it works and when it is done, as text for main to
 * print. */
#ifndef JIKENBO_INDEXER_PROGRESS_H
#define JIKENBO_INDEXER_PROGRESS_H

#include "build.h"

G_BEGIN_DECLS

/* A bar with rate and time left, at most cols wide, without line end; g_free. elapsed in seconds
 * since the stage began. */
char *progress_bar(BuildStage stage, guint64 done, guint64 total, double elapsed, guint cols);

/* The summary of a run: one line, or several where verbose; ends with a line end; g_free. */
char *progress_summary(const BuildSummary *summary, const char *index, gboolean verbose);

G_END_DECLS

#endif
