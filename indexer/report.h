/* report.h: one line of --report. */
#ifndef JIKENBO_INDEXER_REPORT_H
#define JIKENBO_INDEXER_REPORT_H

#include "dict/taxonomy.h"
#include "shim/notice.h"

G_BEGIN_DECLS

typedef enum { REPORT_NOTICE, REPORT_OTHER, REPORT_DUPLICATE } ReportKind;

/* A post. notice holds what is known of it (places aside); file, line and end_line are where this
 * post stands; of_file and of_line, of a duplicate, the place that is shown instead. */
typedef struct {
  ReportKind kind;
  const Notice *notice;
  const char *file;
  guint line, end_line;
  const char *of_file;
  guint of_line;
} ReportPost;

/* The line, as JSON without line end; to be freed with g_free. Unknown values are null or []. */
char *report_line(const ReportPost *post, const Taxonomy *taxonomy);

G_END_DECLS

#endif
