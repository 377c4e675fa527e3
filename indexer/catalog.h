/* catalog.h: what the indexer saw of the archive when it last published: files, their posts, and
 * the shard in which each notice is. Kept beside the shards; lets a refresh read and analyse only
 * what changed. Losing it costs a full build, never a notice. */
#ifndef JIKENBO_INDEXER_CATALOG_H
#define JIKENBO_INDEXER_CATALOG_H

#include "identity.h"
#include "page.h"

G_BEGIN_DECLS

/* A post without its text. Strings are owned by the entry. */
typedef struct {
  guint8 kind;          /* PostKind */
  guint line, end_line; /* of the post */
  guint body_line;      /* where the body begins */
  double doubt;
  char key[33];          /* notice_key */
  IdentitySketch sketch; /* tells near-copies */
  char *content;         /* hash of all that the stored record depends on but labels and places */
  char *id, *organisation, *title, *url;
  int published;
  char **labels;     /* NULL-terminated */
  GPtrArray *doubts; /* of char* */
} CatalogPost;

typedef struct {
  char *source; /* path to open it */
  char *path;   /* below its root: what notices call their file */
  guint64 size_bytes, inode;
  gint64 mtime_ns;
  gint64 seen_ns; /* when it was read: a later change within the clock's grain would not show */
  char *content;  /* hash of its bytes, hex; NULL where it could not be read */
  char *problem;  /* what could not be read of it, or NULL */
  guint broken_bytes;
  GArray *posts;      /* of CatalogPost, in order */
  GPtrArray *notices; /* not stored: of Notice*, one a post, held for the workers; or NULL */
} CatalogFile;

/* A notice in the index. */
typedef struct {
  char key[33];
  char content[33];  /* hash of all that the record depends on but its places */
  char places[33];   /* hash of its places */
  const char *shard; /* name of the shard's file; the catalog's own */
} CatalogRecord;

typedef struct {
  GPtrArray *files;    /* of CatalogFile*, in archive order */
  GHashTable *records; /* key (in the record) -> CatalogRecord*, owned */
  GStringChunk *names; /* of shards */
  char *version;       /* analysis fingerprint, facts and reader versions: differs -> full build */
  guint notices, incidents, duplicates; /* as published */
  gboolean as_before; /* not stored: files are those of the catalog before, in its order, unread */
} Catalog;

Catalog *catalog_new(void);
void catalog_free(Catalog *catalog); /* NULL is fine */
CatalogFile *catalog_file_new(void);
void catalog_file_free(CatalogFile *file);
void catalog_post_clear(CatalogPost *post);
/* Appends deep copies of the posts of from. */
void catalog_file_copy_posts(CatalogFile *file, const CatalogFile *from);
/* Adds or replaces the record of key. */
void catalog_add_record(Catalog *catalog, const char *key, const char *shard, const char *content,
                        const char *places);
const CatalogRecord *catalog_record(const Catalog *catalog, const char *key); /* NULL: none */

/* Reads what catalog_write wrote. NULL and error where it is missing, damaged or of another version
 * of this format. */
Catalog *catalog_read(const char *path, GError **error);
/* Writes to path through a temporary file, fsynced. */
gboolean catalog_write(const Catalog *catalog, const char *path, GError **error);

G_END_DECLS

#endif
