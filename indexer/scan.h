/* scan.h: looks at the archive: what is there, what changed, what its files hold. */
#ifndef JIKENBO_INDEXER_SCAN_H
#define JIKENBO_INDEXER_SCAN_H

#include "build.h"
#include "catalog.h"

G_BEGIN_DECLS

/* What reading needs, shared by threads. */
typedef struct {
  const Analyzer *analyzer;
  const HeadingRules *rules;
} ScanTools;

/* Gives what reading needs; asked only where there is something to read. NULL and error. */
typedef const ScanTools *(*ScanToolsFunc)(gpointer user, GError **error);

/* Lists the archive and reads the files that changed against old (NULL: all). Files of old that are
 * as they were move into the result; what remains in old->files is no longer in the archive.
 * Problems go to options->problem and are counted. version becomes the catalog's. NULL and error
 * where a root doesn't exist, *options->stop was set or tools gave none. */
Catalog *scan_archive(const BuildOptions *options, ScanToolsFunc tools, gpointer tools_user,
                      const char *version, Catalog *old, BuildSummary *summary, GError **error);

/* Hands over each notice of one file of the catalog with its catalog post; func takes the notice
 * out of the Post. Notices that scan_archive holds are given once; else the file is read again.
 * FALSE and error where the file can't be read or no longer holds what the catalog says. */
typedef void (*ScanPostFunc)(const CatalogPost *known, Post *post, gpointer user);
gboolean scan_again(CatalogFile *file, const HeadingTools *tools, ScanPostFunc func, gpointer user,
                    GError **error);

/* Sketches the notice of a post, from the notice that is held or the file read again; then those of
 * the file's other posts as well. FALSE and error as scan_again. */
gboolean scan_sketch(CatalogFile *file, guint post, const HeadingTools *tools, GError **error);

G_END_DECLS

#endif
