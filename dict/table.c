#include "table.h"

#include <string.h>

#include "common/utf8.h"

GQuark table_error_quark(void) {
  return g_quark_from_static_string("table-error");
}

/* Cuts line (NUL-terminated) at TABs into cells; returns how many the line had. */
static guint split_cells(char *line, const char **cells, guint columns_max) {
  guint n = 0;
  for (char *at = line; at; n++) {
    char *tab = strchr(at, '\t');
    if (tab)
      *tab = '\0';
    if (n < columns_max)
      cells[n] = at;
    at = tab ? tab + 1 : NULL;
  }
  for (guint i = n; i < columns_max; i++)
    cells[i] = "";
  return n;
}

static guint count_lines(const char *text) {
  guint n = 1;
  for (const char *at = text; (at = strchr(at, '\n')); at++)
    n++;
  return n;
}

static gboolean fill_rows(Table *table, const char *path, guint columns_min, guint columns_max,
                          GError **error) {
  guint number = 0;
  const char **cells = table->cells;
  for (char *line = table->text; line;) {
    char *end = strchr(line, '\n');
    if (end) {
      *end = '\0';
      if (end > line && end[-1] == '\r')
        end[-1] = '\0';
    }
    number++;
    if (*line && *line != '#') {
      guint n = split_cells(line, cells, columns_max);
      if (n < columns_min || n > columns_max) {
        g_set_error(error, TABLE_ERROR, 0,
                    "%s:%u: the row has %u columns, %u to %u are needed (a TAB between columns)",
                    path, number, n, columns_min, columns_max);
        return FALSE;
      }
      TableRow row = {number, cells};
      g_array_append_val(table->rows, row);
      cells += columns_max;
    }
    line = end ? end + 1 : NULL;
  }
  return TRUE;
}

Table *table_read(const char *path, guint columns_min, guint columns_max, GError **error) {
  g_autofree char *text = NULL;
  gsize text_bytes;
  if (!g_file_get_contents(path, &text, &text_bytes, error))
    return NULL;
  const char *broken = utf8_broken(text, text_bytes);
  if (broken || strlen(text) != text_bytes) {
    g_set_error(error, TABLE_ERROR, 0,
                "%s: not UTF-8 at byte %" G_GSIZE_FORMAT ": save it as UTF-8", path,
                broken ? (gsize)(broken - text) : strlen(text));
    return NULL;
  }
  Table *table = g_new0(Table, 1);
  table->rows = g_array_new(FALSE, FALSE, sizeof(TableRow));
  table->cells = g_new0(const char *, (gsize)count_lines(text) * MAX(columns_max, 1));
  table->text = g_steal_pointer(&text);
  if (!fill_rows(table, path, columns_min, columns_max, error)) {
    table_free(table);
    return NULL;
  }
  return table;
}

void table_free(Table *table) {
  if (!table)
    return;
  g_array_unref(table->rows);
  g_free(table->cells);
  g_free(table->text);
  g_free(table);
}
