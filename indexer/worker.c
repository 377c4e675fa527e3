#include "worker.h"

#include <string.h>

#include "entry.h"

typedef struct {
  const PlanShard *shard;
  GPtrArray *fresh; /* of Notice* */
} Task;

struct WorkerPool {
  WorkerContext context;
  GMutex mutex;
  GCond changed;
  GQueue tasks; /* of Task*; guarded by mutex, as all below */
  gboolean closed;
  GError *error; /* the first */
  guint jobs;
  GThread **threads;
  gint done; /* atomic */
};

static void task_free(Task *task) {
  g_ptr_array_unref(task->fresh);
  g_free(task);
}

/* ---- one shard */

/* What the copy from one old shard needs. */
typedef struct {
  GHashTable *wanted; /* key -> PlanNotice* of the notices to take from it */
  Notice *replaced;   /* the record under way with its new places */
  WorkerPool *pool;
} Copy;

static void set_places(Notice *notice, const PlanNotice *planned) {
  g_array_set_size(notice->places, 0);
  for (guint i = 0; i < planned->places->len; i++) {
    const PlanPlace *place = &g_array_index(planned->places, PlanPlace, i);
    notice_add_place(notice, place->file->path, place->post->line, place->post->end_line);
  }
}

/* The same text elsewhere: places are the plan's, evidence moves along with the body. */
static Notice *moved_notice(const Notice *stored, const PlanNotice *planned) {
  GByteArray *bytes = g_byte_array_new();
  notice_pack(stored, bytes);
  Notice *notice = notice_unpack(bytes->data, bytes->len);
  g_byte_array_unref(bytes);
  guint body_line = g_array_index(planned->places, PlanPlace, 0).post->body_line;
  for (guint i = 0; i < notice->evidence->len; i++) {
    NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    evidence->line = evidence->line + body_line - stored->body_line;
  }
  notice->body_line = body_line;
  set_places(notice, planned);
  return notice;
}

static IndexKeep keep_notice(const char *key, gpointer user) {
  Copy *copy = user;
  const PlanNotice *planned = g_hash_table_lookup(copy->wanted, key);
  if (planned == NULL)
    return INDEX_DROP;
  g_atomic_int_inc(&copy->pool->done);
  return planned->action == PLAN_COPY ? INDEX_REPLACE : INDEX_KEEP;
}

static const Notice *replace_notice(const char *key, const Notice *stored, gpointer user) {
  Copy *copy = user;
  notice_free(copy->replaced);
  copy->replaced = moved_notice(stored, g_hash_table_lookup(copy->wanted, key));
  return copy->replaced;
}

static gboolean copy_from(WorkerPool *pool, IndexWriter *writer, const char *old_shard,
                          const PlanShard *shard, GError **error) {
  Copy copy = {g_hash_table_new(g_str_hash, g_str_equal), NULL, pool};
  for (guint i = 0; i < shard->notices->len; i++) {
    PlanNotice *notice = g_ptr_array_index(shard->notices, i);
    if (notice->action != PLAN_NEW && strcmp(notice->old_shard, old_shard) == 0)
      g_hash_table_insert(copy.wanted, (gpointer)plan_key(notice), notice);
  }
  char *path = g_build_filename(pool->context.folder, old_shard, NULL);
  const IndexKeeper keeper = {keep_notice, replace_notice, &copy};
  gboolean done = index_writer_copy(writer, path, &keeper, error);
  g_free(path);
  notice_free(copy.replaced);
  g_hash_table_unref(copy.wanted);
  return done;
}

static gboolean copy_kept(WorkerPool *pool, IndexWriter *writer, const PlanShard *shard,
                          GError **error) {
  GHashTable *sources = g_hash_table_new(g_str_hash, g_str_equal);
  gboolean done = TRUE;
  for (guint i = 0; i < shard->notices->len && done; i++) {
    const PlanNotice *notice = g_ptr_array_index(shard->notices, i);
    if (notice->action != PLAN_NEW && g_hash_table_add(sources, (gpointer)notice->old_shard))
      done = copy_from(pool, writer, notice->old_shard, shard, error);
  }
  g_hash_table_unref(sources);
  return done;
}

static gboolean stopped(const WorkerPool *pool) {
  return pool->context.stop != NULL && g_atomic_int_get(pool->context.stop) != 0;
}

static gboolean add_fresh(WorkerPool *pool, Entry *entry, IndexWriter *writer, GPtrArray *fresh,
                          GError **error) {
  for (guint i = 0, n; i < fresh->len && !stopped(pool); i += n) {
    Notice **notices = (Notice **)fresh->pdata + i;
    n = MIN(ENTRY_BATCH, fresh->len - i);
    if (!entry_add(entry, writer, notices, n, error))
      return FALSE;
    for (guint k = 0; k < n; k++)
      g_clear_pointer(&notices[k], notice_free);
    g_atomic_int_add(&pool->done, (gint)n);
  }
  return TRUE;
}

static void give_readings(IndexWriter *writer, const Notice *stored, gpointer user) {
  entry_readings(user, writer, stored);
}

static gboolean build_shard(WorkerPool *pool, Entry *entry, const Task *task, GError **error) {
  IndexWriter *writer =
      index_writer_new(pool->context.folder, analyzer_fingerprint(pool->context.analyzer), error);
  if (writer == NULL)
    return FALSE;
  index_writer_read_with(writer, give_readings, entry);
  gboolean done = copy_kept(pool, writer, task->shard, error) &&
                  add_fresh(pool, entry, writer, task->fresh, error) && !stopped(pool) &&
                  index_writer_finish(writer, task->shard->name, error);
  index_writer_free(writer);
  return done || stopped(pool);
}

/* ---- the threads */

static Task *next_task(WorkerPool *pool) {
  g_mutex_lock(&pool->mutex);
  while (g_queue_is_empty(&pool->tasks) && !pool->closed)
    g_cond_wait(&pool->changed, &pool->mutex);
  Task *task = g_queue_pop_head(&pool->tasks);
  g_cond_broadcast(&pool->changed);
  g_mutex_unlock(&pool->mutex);
  return task;
}

static void keep_error(WorkerPool *pool, GError *error) {
  g_mutex_lock(&pool->mutex);
  if (pool->error == NULL)
    pool->error = error;
  else
    g_error_free(error);
  g_mutex_unlock(&pool->mutex);
}

static gboolean failed(WorkerPool *pool) {
  g_mutex_lock(&pool->mutex);
  gboolean result = pool->error != NULL;
  g_mutex_unlock(&pool->mutex);
  return result;
}

static gpointer work(gpointer data) {
  WorkerPool *pool = data;
  AnalyzerThread *thread = analyzer_thread_new(pool->context.analyzer);
  Entry *entry = entry_new(thread, pool->context.facts);
  Task *task;
  while ((task = next_task(pool)) != NULL) {
    GError *error = NULL;
    if (!failed(pool) && !stopped(pool) && !build_shard(pool, entry, task, &error))
      keep_error(pool, error);
    task_free(task);
  }
  entry_free(entry);
  analyzer_thread_free(thread);
  return NULL;
}

WorkerPool *worker_pool_new(const WorkerContext *context, guint jobs) {
  WorkerPool *pool = g_new0(WorkerPool, 1);
  pool->context = *context;
  g_mutex_init(&pool->mutex);
  g_cond_init(&pool->changed);
  g_queue_init(&pool->tasks);
  pool->jobs = MAX(1, jobs);
  pool->threads = g_new0(GThread *, pool->jobs);
  for (guint i = 0; i < pool->jobs; i++)
    pool->threads[i] = g_thread_new("worker", work, pool);
  return pool;
}

void worker_pool_push(WorkerPool *pool, const PlanShard *shard, GPtrArray *fresh) {
  Task *task = g_new0(Task, 1);
  task->shard = shard;
  task->fresh = fresh;
  g_mutex_lock(&pool->mutex);
  while (g_queue_get_length(&pool->tasks) >= pool->jobs)
    g_cond_wait(&pool->changed, &pool->mutex);
  g_queue_push_tail(&pool->tasks, task);
  g_cond_broadcast(&pool->changed);
  g_mutex_unlock(&pool->mutex);
}

guint worker_pool_done(const WorkerPool *pool) {
  return (guint)g_atomic_int_get(&pool->done);
}

gboolean worker_pool_finish(WorkerPool *pool, GError **error) {
  g_mutex_lock(&pool->mutex);
  pool->closed = TRUE;
  g_cond_broadcast(&pool->changed);
  g_mutex_unlock(&pool->mutex);
  for (guint i = 0; i < pool->jobs; i++)
    g_thread_join(pool->threads[i]);
  gboolean done = pool->error == NULL;
  if (!done)
    g_propagate_error(error, pool->error);
  g_mutex_clear(&pool->mutex);
  g_cond_clear(&pool->changed);
  g_free(pool->threads);
  g_free(pool);
  return done;
}
