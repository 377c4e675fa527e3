/* names.h: invented names without end: places, organisations, products, persons. */
#ifndef JIKENBO_BENCH_NAMES_H
#define JIKENBO_BENCH_NAMES_H

#include "random.h"

G_BEGIN_DECLS

typedef enum {
  NAME_PLACE,
  NAME_BRAND,
  NAME_PERSON,
  NAME_ORGANISATION,
  NAME_PRODUCT,
  NAME_N
} NameKind;

/* Appends the name of that rank; the same kind and rank give the same name. */
void name_append(GString *text, NameKind kind, guint rank);

G_END_DECLS

#endif
