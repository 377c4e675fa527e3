/* build.h: archive -> published index: full build and refresh. */
#ifndef JIKENBO_INDEXER_BUILD_H
#define JIKENBO_INDEXER_BUILD_H

#include <glib.h>

#include "catalog.h"

G_BEGIN_DECLS

#define BUILD_ERROR (build_error_quark())
GQuark build_error_quark(void);
typedef enum {
  BUILD_ERROR_ARCHIVE, /* no such archive, or no notice in it */
  BUILD_ERROR_LOCKED,  /* another indexer holds the index; the message says who */
  BUILD_ERROR_INTERRUPTED
} BuildErrorCode;

typedef enum { BUILD_STAGE_READ, BUILD_STAGE_INDEX, BUILD_STAGE_PUBLISH } BuildStage;

typedef struct {
  char **roots;              /* archive files and folders */
  const char *index;         /* the index's folder; made where missing */
  gboolean full;             /* forget what is known */
  gboolean wait;             /* wait for another indexer's lock */
  guint jobs;                /* workers; 0: one a processor */
  const volatile gint *stop; /* NULL, or give up tidily soon after it becomes non-zero */
  /* Called from the calling thread now and then; done and total in bytes of the archive (READ) or
   * notices (INDEX). May be NULL. */
  void (*progress)(BuildStage stage, guint64 done, guint64 total, gpointer user);
  /* One call a thing in the archive that could not be read. May be NULL. */
  void (*problem)(const char *message, gpointer user);
  gpointer user;
} BuildOptions;

typedef struct {
  guint files, posts, notices, incidents, duplicates, others, doubts, failures;
  guint files_read; /* files that had to be read in this run */
  guint analysed,
      copied; /* notices analysed anew; taken over from the old index with a new place */
  guint64 archive_bytes;
  gboolean published; /* FALSE: nothing had changed */
  double seconds;
} BuildSummary;

/* Builds or refreshes. FALSE and error: nothing published, the old index stands. */
gboolean build_run(const BuildOptions *options, BuildSummary *summary, GError **error);

/* What the last run saw of the archive, for reports and --check; NULL and error where there is no
 * index. Free with catalog_free. */
Catalog *build_catalog(const char *index, GError **error);

G_END_DECLS

#endif
