#include "worker.h"

#include <sys/eventfd.h>
#include <unistd.h>

struct Worker {
  GThread *thread;
  char *index_path;
  int event;
  GMutex lock; /* over what follows */
  GCond given;
  Job *waiting[JOB_N];
  GQueue results; /* of Result* */
  gboolean ending;
  gint cancel; /* of the search under way; atomic */
  JobKind under_way;
  Searcher *searcher; /* the thread's own */
};

Job *job_new(JobKind kind, guint serial, const char *query) {
  Job *job = g_new0(Job, 1);
  job->kind = kind;
  job->serial = serial;
  job->query = g_strdup(query);
  job->synonyms = TRUE;
  return job;
}

void job_free(Job *job) {
  if (!job)
    return;
  g_free(job->query);
  g_free(job->id);
  g_free(job);
}

void lit_notice_free(LitNotice *lit) {
  if (!lit)
    return;
  notice_free(lit->notice);
  notice_lights_clear(&lit->lights);
  g_free(lit);
}

void result_free(Result *result) {
  if (!result)
    return;
  job_free(result->job);
  search_answer_free(result->answer);
  similar_answer_free(result->similar);
  stats_table_free(result->table);
  completion_free(result->completion);
  g_clear_pointer(&result->notices, g_ptr_array_unref);
  g_clear_error(&result->error);
  g_free(result);
}

static SearchOptions options_of(const Worker *worker, const Job *job) {
  return (SearchOptions){
      .query = job->query,
      .sort = job->sort,
      .offset = job->offset,
      .limit = job->limit,
      .synonyms = job->synonyms,
      .facets = job->facets,
      .snippets = TRUE,
      .cancel = &worker->cancel,
  };
}

static void do_open(Worker *worker, Result *result) {
  if (!worker->searcher)
    worker->searcher = searcher_new(worker->index_path, &result->error);
  if (worker->searcher)
    result->taxonomy = searcher_taxonomy(worker->searcher);
}

/* A shard that vanished under the search means that another index was published. */
static SearchAnswer *ask(Worker *worker, const SearchOptions *options, Result *result) {
  SearchAnswer *answer = search(worker->searcher, options, &result->at_chars, &result->error);
  if (!answer && g_error_matches(result->error, INDEX_ERROR, INDEX_ERROR_MODIFIED)) {
    g_clear_error(&result->error);
    if (searcher_refresh(worker->searcher, &result->error))
      answer = search(worker->searcher, options, &result->at_chars, &result->error);
  }
  return answer;
}

static void do_search(Worker *worker, Result *result) {
  const Job *job = result->job;
  SearchOptions options = options_of(worker, job);
  result->answer = ask(worker, &options, result);
  if (!result->answer || !job->counted)
    return;
  const StatsField fields[] = {job->period, STATS_CAUSE};
  result->table = stats_count(searcher_taxonomy(worker->searcher), result->answer->answer->rows,
                              fields, G_N_ELEMENTS(fields), RULER_OWN, FALSE);
}

static Notice *copy_notice(const Notice *notice) {
  GByteArray *bytes = g_byte_array_new();
  notice_pack(notice, bytes);
  Notice *copy = notice_unpack(bytes->data, bytes->len);
  g_byte_array_unref(bytes);
  return copy;
}

static void add_lit(Worker *worker, Result *result, Notice *notice) {
  LitNotice *lit = g_new0(LitNotice, 1);
  SearchOptions options = options_of(worker, result->job);
  lit->notice = notice;
  search_lights(worker->searcher, &options, notice, &lit->lights);
  g_ptr_array_add(result->notices, lit);
}

static void do_notice(Worker *worker, Result *result) {
  result->notices = g_ptr_array_new_with_free_func((GDestroyNotify)lit_notice_free);
  GPtrArray *found = search_notices_by_id(worker->searcher, result->job->id, &result->error);
  for (guint i = 0; found && i < found->len; i++)
    add_lit(worker, result, copy_notice(g_ptr_array_index(found, i)));
  g_clear_pointer(&found, g_ptr_array_unref);
}

static void do_complete(Worker *worker, Result *result) {
  result->completion = complete_query(worker->searcher, result->job->query, result->job->at_bytes);
}

static void do_refresh(Worker *worker, Result *result) {
  result->refreshed = searcher_refresh(worker->searcher, &result->error);
}

static void do_similar(Worker *worker, Result *result) {
  result->similar =
      similar_find(worker->searcher, result->job->id, result->job->limit, &result->error);
}

static void do_job(Worker *worker, Result *result) {
  static void (*const doing[JOB_N])(Worker *, Result *) = {
      [JOB_OPEN] = do_open,       [JOB_SEARCH] = do_search,   [JOB_MORE] = do_search,
      [JOB_NOTICE] = do_notice,   [JOB_SIMILAR] = do_similar, [JOB_COMPLETE] = do_complete,
      [JOB_REFRESH] = do_refresh,
  };
  result->at_chars = G_MAXUINT;
  if (result->job->kind == JOB_OPEN || worker->searcher)
    doing[result->job->kind](worker, result);
}

/* The next job, waiting for one; NULL at the end. Called with the lock. */
static Job *next_job(Worker *worker) {
  while (!worker->ending) {
    for (int kind = 0; kind < JOB_N; kind++)
      if (worker->waiting[kind]) {
        worker->under_way = kind;
        g_atomic_int_set(&worker->cancel, 0);
        return g_steal_pointer(&worker->waiting[kind]);
      }
    worker->under_way = JOB_N;
    g_cond_wait(&worker->given, &worker->lock);
  }
  return NULL;
}

static void wake(Worker *worker) {
  guint64 one = 1;
  if (write(worker->event, &one, sizeof one) < 0) {
    /* full: it is readable anyway */
  }
}

static gpointer run(gpointer data) {
  Worker *worker = data;
  Job *job;
  g_mutex_lock(&worker->lock);
  while ((job = next_job(worker))) {
    g_mutex_unlock(&worker->lock);
    Result *result = g_new0(Result, 1);
    result->job = job;
    do_job(worker, result);
    g_mutex_lock(&worker->lock);
    g_queue_push_tail(&worker->results, result);
    wake(worker);
  }
  g_mutex_unlock(&worker->lock);
  return NULL;
}

Worker *worker_new(const char *index_path) {
  Worker *worker = g_new0(Worker, 1);
  worker->index_path = g_strdup(index_path);
  worker->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  worker->under_way = JOB_N;
  g_mutex_init(&worker->lock);
  g_cond_init(&worker->given);
  g_queue_init(&worker->results);
  worker->waiting[JOB_OPEN] = job_new(JOB_OPEN, 0, "");
  worker->thread = g_thread_new("search", run, worker);
  return worker;
}

static void cancel_search(Worker *worker, JobKind kind) {
  if (worker->under_way == kind)
    g_atomic_int_set(&worker->cancel, 1);
}

void worker_free(Worker *worker) {
  if (!worker)
    return;
  g_mutex_lock(&worker->lock);
  worker->ending = TRUE;
  g_atomic_int_set(&worker->cancel, 1);
  g_cond_signal(&worker->given);
  g_mutex_unlock(&worker->lock);
  g_thread_join(worker->thread);
  for (int kind = 0; kind < JOB_N; kind++)
    job_free(worker->waiting[kind]);
  for (Result *result; (result = g_queue_pop_head(&worker->results));)
    result_free(result);
  searcher_free(worker->searcher);
  close(worker->event);
  g_mutex_clear(&worker->lock);
  g_cond_clear(&worker->given);
  g_free(worker->index_path);
  g_free(worker);
}

void worker_give(Worker *worker, Job *job) {
  g_mutex_lock(&worker->lock);
  job_free(worker->waiting[job->kind]);
  worker->waiting[job->kind] = job;
  cancel_search(worker, job->kind);
  if (job->kind == JOB_SEARCH)
    cancel_search(worker, JOB_MORE);
  g_cond_signal(&worker->given);
  g_mutex_unlock(&worker->lock);
}

void worker_drop(Worker *worker, JobKind kind) {
  g_mutex_lock(&worker->lock);
  g_clear_pointer(&worker->waiting[kind], job_free);
  cancel_search(worker, kind);
  g_mutex_unlock(&worker->lock);
}

int worker_fd(const Worker *worker) {
  return worker->event;
}

Result *worker_take(Worker *worker) {
  guint64 count;
  g_mutex_lock(&worker->lock);
  Result *result = g_queue_pop_head(&worker->results);
  if (!result && read(worker->event, &count, sizeof count) < 0) {
    /* nothing was there to be read: fine */
  }
  g_mutex_unlock(&worker->lock);
  return result;
}
