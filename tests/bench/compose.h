/* compose.h: notices and other posts, composed of the project's own sample texts. */
#ifndef JIKENBO_BENCH_COMPOSE_H
#define JIKENBO_BENCH_COMPOSE_H

#include "random.h"

G_BEGIN_DECLS

/* What notices are composed of, read once. */
typedef struct Blocks Blocks;

/* Reads sentences.tsv in bench_dir and cases-*.jsonl in cases_dir. NULL and error where one can't
 * be read. Free with blocks_free. */
Blocks *blocks_read(const char *bench_dir, const char *cases_dir, GError **error);
void blocks_free(Blocks *blocks);

/* What the notices of one incident share. */
typedef struct {
  guint year, serial; /* the number */
  guint cause;        /* group of cases */
  guint vendor;       /* rank of its name */
  int month, day;
} Incident;

/* The key of its cause; static. */
const char *compose_cause(const Incident *incident);
Incident compose_incident(guint year, guint serial, Random *random);

typedef struct {
  GString *id, *organisation, *title, *body;
  GString *date; /* as it stands behind the title; empty: none */
} Composed;

Composed *composed_new(void);
void composed_free(Composed *composed);
/* A notice of incident, of any organisation. */
void compose_notice(const Blocks *blocks, const Incident *incident, Random *random,
                    Composed *composed);
/* A post that reports no incident: title and body. */
void compose_other(const Blocks *blocks, Random *random, Composed *composed);
/* The post as it stands on a page, blank line behind it. */
void composed_print(const Composed *composed, GString *page);

G_END_DECLS

#endif
