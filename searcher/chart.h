/* chart.h: a line over time in a terminal. */
#ifndef JIKENBO_SEARCHER_CHART_H
#define JIKENBO_SEARCHER_CHART_H

#include "output.h"

G_BEGIN_DECLS

/* Draws counts of successive months (first: YYYYMM) as a line of rows lines' height, with the
 * largest count on the left and the years below. Dots of 2 x 4 a cell, or '*' in ASCII. */
void chart_months(Output *out, const guint *counts, guint n, int first, guint rows);

G_END_DECLS

#endif
