/* worker.h: threads that turn planned shards into files. */
#ifndef JIKENBO_INDEXER_WORKER_H
#define JIKENBO_INDEXER_WORKER_H

#include "facts.h"
#include "plan.h"

G_BEGIN_DECLS

/* What every worker needs; outlives them. */
typedef struct {
  const Analyzer *analyzer;
  const Facts *facts;
  const char *folder;        /* the index's */
  const volatile gint *stop; /* NULL, or give up where it becomes non-zero */
} WorkerContext;

typedef struct WorkerPool WorkerPool;

WorkerPool *worker_pool_new(const WorkerContext *context, guint jobs);
/* Hands over a shard and the notices to be analysed for it (of Notice*, owned by the pool from here
 * on). Blocks while as many shards wait as there are workers, so that memory stays bounded. */
void worker_pool_push(WorkerPool *pool, const PlanShard *shard, GPtrArray *fresh);
/* Notices done so far. */
guint worker_pool_done(const WorkerPool *pool);
/* Waits for all, ends the threads and frees the pool. FALSE and the first error where one failed.
 */
gboolean worker_pool_finish(WorkerPool *pool, GError **error);

G_END_DECLS

#endif
