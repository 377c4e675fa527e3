/* shard_check.h: whether published shards are whole, found out on threads of its own: all of each
 * is read, while the archive is looked at. */
#ifndef JIKENBO_INDEXER_SHARD_CHECK_H
#define JIKENBO_INDEXER_SHARD_CHECK_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct ShardCheck ShardCheck;

/* Begins with the shards (names, NULL-terminated) of the folder, on so many threads. Both must live
 * until shard_check_finish, which has to be called once. */
ShardCheck *shard_check_start(const char *folder, char *const *shards, guint jobs);

/* Waits for the end. Returns a GPtrArray of the names (of shards) that are damaged or missing; free
 * with g_ptr_array_unref. */
GPtrArray *shard_check_finish(ShardCheck *check);

G_END_DECLS

#endif
