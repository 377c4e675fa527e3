/* health.h: the archive's doctor: what rots silently in an archive, each with file and line. */
#ifndef JIKENBO_INDEXER_HEALTH_H
#define JIKENBO_INDEXER_HEALTH_H

#include "page.h"
#include "source.h"

G_BEGIN_DECLS

typedef enum {
  HEALTH_LOOKALIKE, /* characters that only look like others: radicals, a kanji 一 for ー … */
  HEALTH_DATE,      /* era and western year stand together and differ */
  HEALTH_GAP,       /* numbers missing in the series */
  HEALTH_DOUBLE,    /* one number and one organisation, but another text and no follow-up's words */
  HEALTH_EMPTY,     /* a file without a notice */
  HEALTH_BROKEN,    /* bytes that can't be read, or a part of a file */
  HEALTH_N
} HealthKind;

typedef struct {
  HealthKind kind;
  const char *file;
  guint line;       /* 0: the file as a whole */
  const char *text; /* what was found, in English */
} HealthFinding;

typedef void (*HealthFunc)(const HealthFinding *finding, gpointer user);

typedef struct Health Health;
Health *health_new(HealthFunc func, gpointer user);
/* A post of file, in the order of the archive. It is only looked at. */
void health_post(Health *health, const char *file, const Post *post);
/* After the posts of file. stats may be NULL. */
void health_file(Health *health, const char *file, const SourceStats *stats);
/* Says what only the whole tells (numbers), and frees. */
void health_finish(Health *health);
/* "look-alike", "date" …; static. */
const char *health_kind_name(HealthKind kind);

G_END_DECLS

#endif
