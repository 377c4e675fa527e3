/* source.h: one file of the archive -> posts, whatever its form and encoding. */
#ifndef JIKENBO_INDEXER_SOURCE_H
#define JIKENBO_INDEXER_SOURCE_H

#include "archive.h"
#include "charset.h"
#include "page.h"

G_BEGIN_DECLS

#define SOURCE_ERROR (source_error_quark())
GQuark source_error_quark(void);
typedef enum {
  SOURCE_ERROR_READ,   /* can't be opened or read */
  SOURCE_ERROR_BINARY, /* no text */
  SOURCE_ERROR_FORM    /* not what its extension promises */
} SourceError;

/* What was met on the way. Zero it first; source_stats_clear releases it. */
typedef struct {
  Charset charset;
  guint64 bytes;        /* read */
  guint64 broken_bytes; /* replaced by U+FFFD */
  guint lines;          /* of the decoded text */
  GPtrArray *problems;  /* of char*: what could not be read inside the file, or NULL */
} SourceStats;
void source_stats_clear(SourceStats *stats);

/* Reads file and hands over its posts in order. Memory is bounded: pieces of the file and the post
 * under way. FALSE and error where the file can't be read as what it is; posts that were handed
 * over before that stand. stats may be NULL. */
gboolean source_read(const ArchiveFile *file, const HeadingTools *tools, PageFunc func,
                     gpointer user, SourceStats *stats, GError **error);

/* Names the reader's rules: a catalog made under another one is made anew. Static. */
const char *source_version(void);

G_END_DECLS

#endif
