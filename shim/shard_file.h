/* shard_file.h: private to shim/: files of an index: checksum trailer of shards, fsync, errors. */
#ifndef JIKENBO_SHIM_SHARD_FILE_H
#define JIKENBO_SHIM_SHARD_FILE_H

#include "index_writer.h"

G_BEGIN_DECLS

#define INDEX_STUB "index.stub"
#define INDEX_CURE "run jikenbo-index --full on the archive"

/* Of the trailer behind everything else. */
#define SHARD_FILE_TRAILER_BYTES 32

/* Writes n bytes, all of them; FALSE and errno where that fails. */
gboolean shard_file_put(int fd, const void *data, gsize n);
/* Appends the trailer: a magic word, the length of the database, and its checksum. Then fsyncs. */
gboolean shard_file_seal(const char *path, GError **error);
/* Reads the whole file; FALSE and INDEX_ERROR_DAMAGED where it isn't what was sealed. */
gboolean shard_file_verify(const char *path, GError **error);
/* Makes a rename in folder last. */
gboolean shard_file_sync_folder(const char *folder, GError **error);
/* Renames and makes it last. */
gboolean shard_file_rename(const char *from, const char *folder, const char *name, GError **error);

/* The whole stub of folder, to be freed with g_free; NULL and error. */
char *index_stub_read(const char *folder, GError **error);
/* Shards and catalog (may be NULL) that a stub names; NULL where text is no stub. The caller frees.
 */
char **index_stub_parse(const char *text, char **catalog);

/* Sets an error "doing PATH: reason" from errno. Returns FALSE. */
gboolean index_error_errno(GError **error, IndexErrorCode code, const char *doing,
                           const char *path);

G_END_DECLS

#endif
