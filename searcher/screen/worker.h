/* worker.h: the thread that asks the index, so that no key ever waits.
 *
 * Of each kind of job only the newest counts: giving another replaces the one that waits, and a
 * search under way is cancelled by a newer one. Results come in order of ending; worker_fd becomes
 * readable. The worker has the Searcher to itself.
 */
#ifndef JIKENBO_SEARCHER_SCREEN_WORKER_H
#define JIKENBO_SEARCHER_SCREEN_WORKER_H

#include "complete.h"
#include "searcher/search_lights.h"
#include "searcher/similar.h"
#include "searcher/stats.h"

G_BEGIN_DECLS

typedef enum {
  JOB_OPEN,     /* the index, where it isn't open; worker_new gives the first */
  JOB_SEARCH,   /* in this order they are taken */
  JOB_MORE,     /* further hits of the same query, from offset on */
  JOB_COMPLETE, /* at_bytes of query */
  JOB_NOTICE,   /* all notices of id, lit by query */
  JOB_SIMILAR,  /* to id */
  JOB_REFRESH,  /* has another index been published? */
  JOB_N
} JobKind;

typedef struct {
  JobKind kind;
  guint serial; /* comes back with the result */
  char *query;  /* owned, as id is: a number or a unique key */
  char *id;
  IndexSort sort;
  gboolean synonyms, facets;
  guint offset, limit;
  gsize at_bytes;
  gboolean counted;  /* JOB_SEARCH: count for the histogram */
  StatsField period; /* STATS_MONTH or STATS_YEAR */
} Job;

/* A notice with what is lit in it. */
typedef struct {
  Notice *notice;
  NoticeLights lights;
} LitNotice;

typedef struct {
  Job *job;               /* what was asked */
  SearchAnswer *answer;   /* JOB_SEARCH, JOB_MORE */
  SimilarAnswer *similar; /* JOB_SIMILAR */
  StatsTable *table;      /* JOB_SEARCH with counted */
  Completion *completion;
  GPtrArray *notices; /* JOB_NOTICE: of LitNotice*, newest first */
  const Taxonomy
      *taxonomy;      /* JOB_OPEN: of the worker's searcher, read-only, alive until worker_free */
  gboolean refreshed; /* JOB_REFRESH: another index is open now */
  GError *error;
  guint at_chars; /* of a query that can't be read; G_MAXUINT nowhere */
} Result;

typedef struct Worker Worker;

Worker *worker_new(const char *index_path);
/* Ends the thread (cancelling what it does) and frees all. NULL is fine. */
void worker_free(Worker *worker);

/* Takes job over. */
void worker_give(Worker *worker, Job *job);
/* Forgets jobs of a kind that wait, and cancels a search under way. */
void worker_drop(Worker *worker, JobKind kind);
int worker_fd(const Worker *worker);
/* The next result, or NULL; result_free. */
Result *worker_take(Worker *worker);

Job *job_new(JobKind kind, guint serial, const char *query);
void job_free(Job *job);
void result_free(Result *result);
void lit_notice_free(LitNotice *lit);

G_END_DECLS

#endif
