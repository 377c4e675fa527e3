/* vendors.h: which contractor's breach hit whom: notices gathered under the contractors they name.
 */
#ifndef JIKENBO_SEARCHER_VENDORS_H
#define JIKENBO_SEARCHER_VENDORS_H

#include "search.h"

G_BEGIN_DECLS

/* A contractor with the notices that name it. Names that differ in their legal form or spelling
 * alone are one. */
typedef struct {
  char *name;         /* as most notices write it; owned */
  char *query;        /* lists its incidents; owned */
  GPtrArray *notices; /* of const Notice*, the hits' own, newest first */
  guint organisations, incidents;
} Vendor;

/* Gathers hits (of SearchHit*, one a notice). data_dir holds the table of legal forms. A GPtrArray
 * of Vendor*, most organisations first, to be freed before the hits; NULL and error where the table
 * can't be read. */
GPtrArray *vendors_gather(const GPtrArray *hits, const char *data_dir, GError **error);

G_END_DECLS

#endif
