/* stats.h: counts and crosstabs of the incidents of an answer.
 *
 * An incident counts under a value where one of its matching notices has it, under a pair where one
 * notice has both: as many as the query of the cell finds.
 */
#ifndef JIKENBO_SEARCHER_STATS_H
#define JIKENBO_SEARCHER_STATS_H

#include "search.h"

G_BEGIN_DECLS

typedef enum {
  STATS_YEAR,
  STATS_MONTH,
  STATS_CAUSE,
  STATS_SECTOR,
  STATS_VENDOR,  /* yes or no */
  STATS_VENDORS, /* by name */
  STATS_DATA,
  STATS_MEDIA,
  STATS_LABEL,
  STATS_SIZE,
  STATS_DELAY, /* no values: what is measured of each group */
  STATS_N
} StatsField;

typedef enum { RULER_OWN, RULER_JNSA, RULER_VERIS } Ruler;

/* One table of fields: what --by takes, and the heading in English (translated by gettext). */
typedef struct {
  const char *key, *name;
} StatsFieldInfo;
extern const StatsFieldInfo stats_fields[STATS_N];

/* Place of a key; -1 where it is none. */
int stats_field(const char *key);

#define STATS_AXES_MAX 3

/* A value on an axis. Strings are owned by the table. */
typedef struct {
  char *key;   /* "loss", "2023-04", "none" */
  char *label; /* Japanese */
  char *label_en;
  char *query;  /* "cause:loss"; NULL where no query says it */
  guint count;  /* incidents, whatever the other axes say */
  gint64 order; /* its place, where the field's values have one of their own */
  guint number; /* private: as it is counted by */
} StatsValue;

typedef struct {
  guint axes;
  StatsField fields[STATS_AXES_MAX];
  GArray *values[STATS_AXES_MAX]; /* of StatsValue, in the order of showing */
  GHashTable *cells;              /* private */
} StatsTable;

/* Counts rows (of IndexRow, those of an incident side by side) by 0 to 3 fields, none of them
 * STATS_DELAY; delays: gather them too. Free with stats_table_free. */
StatsTable *stats_count(const Taxonomy *taxonomy, const GArray *rows, const StatsField *fields,
                        guint axes, Ruler ruler, gboolean delays);
void stats_table_free(StatsTable *table); /* NULL is fine */

/* Incidents of a cell: places on the axes; STATS_ANY takes all of an axis. */
#define STATS_ANY G_MAXUINT
guint stats_cell(const StatsTable *table, const guint *places);

/* Days between two of the three dates of a notice. */
typedef enum {
  DELAY_OCCURRED_DISCOVERED,
  DELAY_DISCOVERED_PUBLISHED,
  DELAY_OCCURRED_PUBLISHED,
  DELAY_N
} Delay;
typedef struct {
  guint n;               /* notices that tell both dates */
  guint backward;        /* notices whose dates contradict their order: left out */
  double q1, median, q3; /* quartiles in days, interpolated; 0 where n is */
} StatsDelay;
extern const char *const stats_delay_keys[DELAY_N];  /* "occurred_discovered" … */
extern const char *const stats_delay_names[DELAY_N]; /* English, translated by gettext */

/* The delays of the notices of a cell. */
void stats_delays(const StatsTable *table, const guint *places, StatsDelay delays[DELAY_N]);

/* The day by which a row is put in time: published, else discovered; 0 unknown. */
int stats_date(const IndexRow *row);

G_END_DECLS

#endif
