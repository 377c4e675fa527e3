#include "shard_check.h"

#include "shim/index_writer.h"

struct ShardCheck {
  const char *folder;
  char *const *shards;
  guint8 *damaged; /* by shard; each is written by one thread */
  GThreadPool *pool;
};

/* A pool takes no NULL: shards are counted from 1. */
static void check_one(gpointer number, gpointer user) {
  ShardCheck *check = user;
  guint i = GPOINTER_TO_UINT(number) - 1;
  check->damaged[i] = !index_shard_verify(check->folder, check->shards[i], NULL);
}

ShardCheck *shard_check_start(const char *folder, char *const *shards, guint jobs) {
  ShardCheck *check = g_new0(ShardCheck, 1);
  check->folder = folder;
  check->shards = shards;
  check->damaged = g_new0(guint8, g_strv_length((char **)shards) + 1);
  check->pool = g_thread_pool_new(check_one, check, (gint)MAX(jobs, 1), FALSE, NULL);
  for (guint i = 0; shards[i] != NULL; i++)
    g_thread_pool_push(check->pool, GUINT_TO_POINTER(i + 1), NULL);
  return check;
}

GPtrArray *shard_check_finish(ShardCheck *check) {
  GPtrArray *damaged = g_ptr_array_new();
  g_thread_pool_free(check->pool, FALSE, TRUE);
  for (guint i = 0; check->shards[i] != NULL; i++)
    if (check->damaged[i])
      g_ptr_array_add(damaged, check->shards[i]);
  g_free(check->damaged);
  g_free(check);
  return damaged;
}
