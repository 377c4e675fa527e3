/* pages.h: the manual pages that aren't a program's: jikenbo-query(7), jikenbo-schema(7). */
#ifndef JIKENBO_DATA_PAGES_H
#define JIKENBO_DATA_PAGES_H

#include "common/options.h"

G_BEGIN_DECLS

typedef struct {
  const char *title;         /* "jikenbo-query" */
  const char *about;         /* N_ */
  const OptionsNote *before; /* sections; those made from the tables stand between the two lists */
  guint before_n;
  const OptionsNote *after;
  guint after_n;
} Page;

extern const Page page_query, page_schema;

G_END_DECLS

#endif
