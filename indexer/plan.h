/* plan.h: posts -> unique notices -> shards; what can be kept, what is copied, what is new. */
#ifndef JIKENBO_INDEXER_PLAN_H
#define JIKENBO_INDEXER_PLAN_H

#include "catalog.h"

G_BEGIN_DECLS

typedef struct {
  const CatalogFile *file;
  const CatalogPost *post;
} PlanPlace;

typedef enum {
  PLAN_KEEP, /* the record stands as it is */
  PLAN_COPY, /* only its places changed */
  PLAN_NEW   /* to be analysed */
} PlanAction;

/* A notice to be indexed. Strings are its own. */
typedef struct {
  GArray *places;   /* of PlanPlace, in archive order; the first is the one shown */
  char **labels;    /* of all places, sorted, each once; NULL-terminated */
  char content[33]; /* hash: what the record depends on but places */
  char where[33];   /* hash of the places */
  PlanAction action;
  const char *old_shard; /* name, or NULL where new */
  guint shard;           /* index into Plan.shards */
} PlanNotice;

typedef struct {
  GPtrArray *notices; /* of PlanNotice*, in archive order, not owned */
  char *name;         /* file name: a hash of what it holds */
  gboolean stands;    /* it is published already */
} PlanShard;

typedef struct {
  GPtrArray *notices;    /* of PlanNotice*, in archive order, owned */
  GPtrArray *shards;     /* of PlanShard*, owned */
  GHashTable *notice_of; /* CatalogPost* -> PlanNotice*, for every notice post */
  guint duplicates;
} Plan;

/* Sketches the notice of a post of file (more of that file's at will); where it can't, it stays
 * without a sketch and is taken for a notice of its own. NULL: all that the plan needs are there,
 * as in a catalog that was published. */
typedef void (*PlanSketchFunc)(CatalogFile *file, guint post, gpointer user);

/* Plans the index of seen, whose notices are sketched where another might be the same. old: what is
 * published now, or NULL to build all anew. Both must outlive the plan. jobs: workers that new
 * shards are shared out to. Free with plan_free. */
Plan *plan_new(Catalog *seen, const Catalog *old, guint jobs, PlanSketchFunc sketch, gpointer user);
void plan_free(Plan *plan); /* NULL is fine */

/* The key (PlanNotice's unique term) of a planned notice. */
const char *plan_key(const PlanNotice *notice);

G_END_DECLS

#endif
