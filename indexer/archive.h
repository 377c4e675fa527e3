/* archive.h: walks files and folders that the user keeps. */
#ifndef JIKENBO_INDEXER_ARCHIVE_H
#define JIKENBO_INDEXER_ARCHIVE_H

#include <glib.h>

G_BEGIN_DECLS

#define ARCHIVE_ERROR (archive_error_quark())
GQuark archive_error_quark(void);
typedef enum {
  ARCHIVE_ERROR_MISSING /* a root isn't there, or is neither file nor folder */
} ArchiveError;

typedef enum {
  ARCHIVE_TEXT,  /* .txt .text .md .markdown */
  ARCHIVE_HTML,  /* .html .htm .xhtml */
  ARCHIVE_XML,   /* .xml .atom .rss .rdf */
  ARCHIVE_JSONL, /* .jsonl .ndjson */
  ARCHIVE_UNKNOWN
} ArchiveKind;

typedef struct {
  char *path;     /* to open it */
  char *relative; /* below its root, '/' between; of a root that is a file, its base name */
  ArchiveKind kind;
  guint64 size_bytes, inode, device;
  gint64 mtime_ns;
} ArchiveFile;

typedef struct {
  GPtrArray *files;    /* of ArchiveFile*, root by root, in byte order of relative within each */
  GPtrArray *problems; /* of char*: "PATH: why", what could not be looked at */
  guint unknown;       /* files left out because of their extension */
} Archive;

/* The kind of a file by its extension, upper and lower case alike. */
ArchiveKind archive_kind(const char *path);

/* Walks roots (NULL-terminated) downwards. Names that begin with '.', end with '~' or have an
 * unknown extension are left out, but a root that is a file is always taken (as text where its
 * extension is unknown). Links are followed; a folder is entered once, whatever leads to it, and a
 * file listed once. NULL and error (ARCHIVE_ERROR_MISSING) where a root isn't there. */
Archive *archive_walk(const char *const *roots, GError **error);
void archive_free(Archive *archive); /* NULL is fine */

G_END_DECLS

#endif
