/* index_row.h: what facets, statistics and sorting need of a notice, packed into one value. */
#ifndef JIKENBO_SHIM_INDEX_ROW_H
#define JIKENBO_SHIM_INDEX_ROW_H

#include "notice.h"

G_BEGIN_DECLS

/* Masks have bit (1 << code) set for each taxonomy code. Dates are YYYYMMDD, 0 unknown. labels and
 * vendors are NUL-separated names, "" for none; they point into the packed bytes (unpack) and live
 * as long as those. */
typedef struct {
  const char *incident;
  guint32 causes, sectors, data, media;
  guint8 cause, sector; /* primary codes */
  guint8 vendor;        /* 0 no, 1 yes */
  guint16 year;         /* 0 unknown */
  int published, occurred, discovered;
  gint64 affected;
  const char *labels, *vendors;
  guint16 labels_n, vendors_n;
} IndexRow;

/* Fills a row from a notice and appends its packed form to bytes. */
void index_row_pack(const Notice *notice, const char *incident, GByteArray *bytes);
/* FALSE where bytes are no row. */
gboolean index_row_unpack(const char *bytes, gsize bytes_len, IndexRow *row);

/* Year of a notice: published, else discovered, else the number's; 0 unknown. */
int index_row_year(const Notice *notice);

G_END_DECLS

#endif
