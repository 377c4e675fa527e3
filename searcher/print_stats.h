/* print_stats.h: counts as text, JSON, TSV and CSV. */
#ifndef JIKENBO_SEARCHER_PRINT_STATS_H
#define JIKENBO_SEARCHER_PRINT_STATS_H

#include <jansson.h>

#include "output.h"
#include "print_table.h"
#include "stats.h"

G_BEGIN_DECLS

/* What was counted, and how a cell's query begins: base is the question itself ("" everything). */
typedef struct {
  const StatsTable *table;
  const char *base;
  gboolean delays;  /* show the delays of each group, not its count alone */
  gboolean queries; /* each with its query */
  guint incidents;  /* of the answer: the whole of a bar */
} StatsView;

/* One axis: bars (a line over time before them for months); two: a crosstab; three: a crosstab for
 * each value of the first. */
void print_stats_text(Output *out, const StatsView *view);
/* One axis, three, or queries wanted: a line a count (keys, label, count, query). Two: a crosstab.
 */
void print_stats_table(GString *out, TableKind kind, const StatsView *view);
json_t *print_stats_json(const StatsView *view);

/* The query that lists a cell; NULL where none says it; g_free. */
char *print_stats_query(const StatsView *view, const guint *places);

G_END_DECLS

#endif
