/* table.h: reads the tables under dict/: UTF-8, TAB between columns, '#' begins a comment line. */
#ifndef JIKENBO_DICT_TABLE_H
#define JIKENBO_DICT_TABLE_H

#include <glib.h>

G_BEGIN_DECLS

#define TABLE_ERROR (table_error_quark())
GQuark table_error_quark(void);

typedef struct {
  guint line;         /* from 1 */
  const char **cells; /* as many as columns_max; missing ones are "" */
} TableRow;

typedef struct {
  char *text;   /* the file; cells point into it */
  GArray *rows; /* of TableRow */
  const char **cells;
} Table;

/* Reads a table whose rows have columns_min to columns_max cells. NULL and error with file and line
 * where a row has fewer or more, isn't UTF-8, or the file can't be read. Free with table_free. */
Table *table_read(const char *path, guint columns_min, guint columns_max, GError **error);
void table_free(Table *table);

G_END_DECLS

#endif
