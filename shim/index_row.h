/* index_row.h: what facets, statistics and sorting need of a notice, packed into one value. */
#ifndef JIKENBO_SHIM_INDEX_ROW_H
#define JIKENBO_SHIM_INDEX_ROW_H

#include "notice.h"

G_BEGIN_DECLS

/* Masks have bit (1 << code) set for each taxonomy code. Dates are YYYYMMDD, 0 unknown. labels and
 * vendors are NUL-separated names, "" for none; all pointers lead into the packed bytes (unpack)
 * and live as long as those. */
typedef struct {
  const char *incident;
  guint32 causes, sectors, data, media;
  guint8 cause, sector; /* primary codes; INDEX_ROW_NO_CODE where the list is empty */
  guint8 vendor;        /* 0 no, 1 yes */
  guint16 year;         /* 0 unknown */
  int published, occurred, discovered;
  gint64 affected;
  const char *labels, *vendors;
  guint16 labels_n, vendors_n;
  const guint8 *key; /* the unique key's 16 bytes; index_row_key spells it */
  guint32 docid;     /* as IndexHit has it; 0 of a remote match */
} IndexRow;

#define INDEX_ROW_NO_CODE 255

/* Appends the packed row of a notice to bytes. It begins with incident and its NUL, then the key:
 * packed rows sorted as bytes stand incident by incident, and no two are equal. key: notice_key. */
void index_row_pack(const Notice *notice, const char *key, const char *incident, GByteArray *bytes);
/* FALSE where bytes are no row. */
gboolean index_row_unpack(const char *bytes, gsize bytes_len, IndexRow *row);
/* The unique key of a row, as index_query_keys takes it. */
void index_row_key(const IndexRow *row, char key[33]);

/* Year of a notice: published, else discovered, else the number's; 0 unknown. */
int index_row_year(const Notice *notice);
/* Day of a notice: published, else discovered; 0 unknown. */
int index_row_date(const Notice *notice);

/* 32 hex digits to 16 bytes and back. Anything but a hex digit reads as 0. */
void index_key_to_bytes(const char *key, guint8 bytes[16]);
void index_key_from_bytes(const guint8 bytes[16], char key[33]);

G_END_DECLS

#endif
