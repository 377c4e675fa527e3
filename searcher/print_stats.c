#include "print_stats.h"

#include <string.h>

#include "chart.h"
#include "common/i18n.h"
#include "common/text_cols.h"
#include "print_json.h"

#define BAR_COLS 40
#define CHART_ROWS 8

static const StatsValue *value_at(const StatsTable *table, guint axis, guint place) {
  return &g_array_index(table->values[axis], StatsValue, place);
}

static const char *label_of(const StatsValue *value) {
  return i18n_japanese() ? value->label : value->label_en;
}

char *print_stats_query(const StatsView *view, const guint *places) {
  GString *query = g_string_new(view->base);
  for (guint axis = 0; axis < view->table->axes; axis++) {
    if (places[axis] == STATS_ANY)
      continue;
    const StatsValue *value = value_at(view->table, axis, places[axis]);
    if (!value->query) {
      g_string_free(query, TRUE);
      return NULL;
    }
    g_string_append_printf(query, "%s%s", query->len ? " " : "", value->query);
  }
  return g_string_free(query, FALSE);
}

/* ---- text */

static char *number_text(guint n) {
  return g_strdup_printf("%u", n);
}

static char *safe_label(const StatsValue *value) {
  return text_cols_safe_string(label_of(value), TRUE);
}

static guint axis_cols(const StatsTable *table, guint axis, guint most) {
  guint cols = 4;
  for (guint i = 0; i < table->values[axis]->len; i++) {
    char *label = safe_label(value_at(table, axis, i));
    cols = MAX(cols, text_cols(label, -1));
    g_free(label);
  }
  return MIN(cols, most);
}

static void append_query(Output *out, const StatsView *view, const guint *places) {
  char *query = view->queries ? print_stats_query(view, places) : NULL;
  if (query) {
    char *safe = text_cols_safe_string(query, TRUE);
    g_string_append(out->text, "  ");
    output_styled(out, STYLE_DIM, safe);
    g_free(safe);
  }
  g_free(query);
}

static void append_heading(Output *out, const StatsView *view, const char *behind) {
  GString *line = g_string_new(NULL);
  for (guint axis = 0; axis < view->table->axes; axis++)
    g_string_append_printf(line, "%s%s", axis ? " × " : "",
                           _(stats_fields[view->table->fields[axis]].name));
  g_string_append(line, behind);
  g_string_append_c(out->text, '\n');
  output_styled(out, STYLE_STRONG, line->str);
  g_string_append_c(out->text, '\n');
  g_string_free(line, TRUE);
}

static void append_chart(Output *out, const StatsTable *table) {
  int first = 0, last = 0;
  for (guint i = 0; i < table->values[0]->len; i++) {
    gint64 month = value_at(table, 0, i)->order;
    if (month == G_MAXINT64)
      continue;
    first = first ? first : (int)month;
    last = (int)month;
  }
  guint n = first ? (guint)((last / 100 - first / 100) * 12 + last % 100 - first % 100 + 1) : 0;
  if (n < 2 || n > 12 * 200)
    return;
  guint *counts = g_new0(guint, n);
  for (guint i = 0; i < table->values[0]->len; i++) {
    int month = (int)MIN(value_at(table, 0, i)->order, G_MAXINT32);
    if (month <= last)
      counts[(month / 100 - first / 100) * 12 + month % 100 - first % 100] =
          value_at(table, 0, i)->count;
  }
  chart_months(out, counts, n, first, CHART_ROWS);
  g_string_append_c(out->text, '\n');
  g_free(counts);
}

static void append_bars(Output *out, const StatsView *view) {
  const StatsTable *table = view->table;
  guint label_cols = axis_cols(table, 0, out->cols / 2), most = 1;
  for (guint i = 0; i < table->values[0]->len; i++)
    most = MAX(most, value_at(table, 0, i)->count);
  guint used = label_cols + 2 + 7 + 1;
  guint room = out->cols > used + 4 ? MIN(out->cols - used, BAR_COLS) : 4;
  for (guint i = 0; i < table->values[0]->len && output_row(out); i++) {
    const StatsValue *value = value_at(table, 0, i);
    char *label = safe_label(value), *number = number_text(value->count);
    g_string_append(out->text, "  ");
    text_cols_append_padded(out->text, label, label_cols, FALSE);
    text_cols_append_padded(out->text, number, 7, TRUE);
    g_string_append_c(out->text, ' ');
    output_bar(out, value->count, most, room);
    append_query(out, view, &i);
    g_string_append_c(out->text, '\n');
    g_free(number);
    g_free(label);
  }
}

/* A line a year, a column a month. */
static void append_year(Output *out, int year, const guint *counts, guint cols) {
  guint sum = 0;
  g_string_append_printf(out->text, "  %d", year);
  for (guint month = 0; month < 12; month++) {
    sum += counts[month];
    if (counts[month])
      g_string_append_printf(out->text, "%*u", cols, counts[month]);
    else
      text_cols_append_padded(out->text, out->ascii ? "." : "·", cols, TRUE);
  }
  g_string_append_printf(out->text, " %6u\n", sum);
}

static void append_months(Output *out, const StatsTable *table) {
  guint cols = out->cols >= 70 ? 5 : out->cols >= 62 ? 4 : 3, counts[12] = {0};
  int year = 0;
  g_string_append(out->text, "      ");
  for (guint month = 1; month <= 12; month++)
    g_string_append_printf(out->text, "%*u", cols, month);
  g_string_append_c(out->text, ' ');
  text_cols_append_padded(out->text, _("sum"), 6, TRUE);
  g_string_append_c(out->text, '\n');
  for (guint i = 0; i < table->values[0]->len; i++) {
    const StatsValue *value = value_at(table, 0, i);
    int of = value->order == G_MAXINT64 ? 0 : (int)(value->order / 100);
    if (of != year && year)
      append_year(out, year, counts, cols);
    if (of != year)
      memset(counts, 0, sizeof counts);
    year = of;
    if (year)
      counts[(value->order % 100 + 11) % 12] = value->count;
    else
      g_string_append_printf(out->text, "  %s %u\n", label_of(value), value->count);
  }
  if (year)
    append_year(out, year, counts, cols);
}

/* Columns of a crosstab's counts from place `from` on that fit beside the labels: at least one. */
static guint columns_fit(const StatsTable *table, guint axis, guint from, guint room,
                         guint *widths) {
  guint n = 0, used = 0, all = table->values[axis]->len;
  while (from + n < all) {
    char *label = safe_label(value_at(table, axis, from + n));
    widths[n] = CLAMP(text_cols(label, -1), 4, 16);
    g_free(label);
    if (n && used + widths[n] + 2 > room)
      break;
    used += widths[n] + 2;
    n++;
  }
  return n;
}

static void append_count(Output *out, guint count, guint cols) {
  char *text = count ? number_text(count) : g_strdup(out->ascii ? "." : "·");
  g_string_append(out->text, "  ");
  if (!count)
    g_string_append(out->text, output_style(out, STYLE_DIM));
  text_cols_append_padded(out->text, text, cols, TRUE);
  if (!count)
    g_string_append(out->text, output_plain(out));
  g_free(text);
}

/* A crosstab of axes row and col; places holds what the other axes stand at. One block of columns
 * after the other where they don't fit beside each other. */
typedef struct {
  guint row, col;
  guint *places;
  guint label_cols;
} Cross;

static void append_cross_row(Output *out, const StatsView *view, const Cross *cross, guint from,
                             guint n, const guint *widths) {
  const char *label = _("all");
  char *safe = NULL;
  if (cross->places[cross->row] != STATS_ANY)
    label = safe = safe_label(value_at(view->table, cross->row, cross->places[cross->row]));
  g_string_append(out->text, "  ");
  text_cols_append_padded(out->text, label, cross->label_cols, FALSE);
  for (guint i = 0; i < n; i++) {
    cross->places[cross->col] = from + i;
    append_count(out, stats_cell(view->table, cross->places), widths[i]);
  }
  cross->places[cross->col] = STATS_ANY;
  append_count(out, stats_cell(view->table, cross->places), 6);
  g_string_append_c(out->text, '\n');
  g_free(safe);
}

static void append_cross_block(Output *out, const StatsView *view, const Cross *cross, guint from,
                               guint n, const guint *widths) {
  const StatsTable *table = view->table;
  g_string_append(out->text, "  ");
  text_cols_append_padded(out->text, "", cross->label_cols, FALSE);
  g_string_append(out->text, output_style(out, STYLE_DIM));
  for (guint i = 0; i < n; i++) {
    char *label = safe_label(value_at(table, cross->col, from + i));
    g_string_append(out->text, "  ");
    text_cols_append_padded(out->text, label, widths[i], TRUE);
    g_free(label);
  }
  g_string_append(out->text, "  ");
  text_cols_append_padded(out->text, _("all"), 6, TRUE);
  g_string_append_printf(out->text, "%s\n", output_plain(out));
  for (guint i = 0; i < table->values[cross->row]->len && output_row(out); i++) {
    cross->places[cross->row] = i;
    cross->places[cross->col] = STATS_ANY;
    if (stats_cell(table, cross->places))
      append_cross_row(out, view, cross, from, n, widths);
  }
  cross->places[cross->row] = STATS_ANY;
  append_cross_row(out, view, cross, from, n, widths);
}

/* How many blocks the columns of an axis make beside the labels of another. */
static guint blocks_of(const Output *out, const StatsTable *table, guint row, guint col,
                       guint *widths) {
  guint blocks = 0, columns = table->values[col]->len;
  guint used = axis_cols(table, row, out->cols / 3) + 2 + 8;
  for (guint from = 0; from < columns; blocks++)
    from += columns_fit(table, col, from, out->cols > used ? out->cols - used : 0, widths);
  return blocks;
}

/* The last axis goes across and the one before down, unless it fits better the other way round. */
static void append_cross(Output *out, const StatsView *view, guint *places) {
  const StatsTable *table = view->table;
  guint row = table->axes - 2, col = table->axes - 1;
  guint *widths = g_new0(guint, MAX(table->values[row]->len, table->values[col]->len) + 1);
  if (blocks_of(out, table, col, row, widths) < blocks_of(out, table, row, col, widths)) {
    row = col;
    col = table->axes - 2;
  }
  Cross cross = {row, col, places, axis_cols(table, row, out->cols / 3)};
  guint used = cross.label_cols + 2 + 8, columns = table->values[col]->len;
  for (guint from = 0; from < columns;) {
    guint n = columns_fit(table, col, from, out->cols > used ? out->cols - used : 0, widths);
    if (from)
      g_string_append_c(out->text, '\n');
    append_cross_block(out, view, &cross, from, n, widths);
    from += n;
  }
  g_free(widths);
}

/* All cells that count something, in the order of the axes. */
typedef void (*CellFunc)(const StatsView *view, const guint *places, gpointer user);

static void each_cell(const StatsView *view, guint axis, guint *places, CellFunc func,
                      gpointer user) {
  if (axis >= MIN(view->table->axes, STATS_AXES_MAX)) {
    if (stats_cell(view->table, places))
      func(view, places, user);
    return;
  }
  for (guint i = 0; i < view->table->values[axis]->len; i++) {
    places[axis] = i;
    each_cell(view, axis + 1, places, func, user);
  }
  places[axis] = STATS_ANY;
}

static char *cell_label(const StatsView *view, const guint *places) {
  GString *label = g_string_new(NULL);
  for (guint axis = 0; axis < view->table->axes; axis++)
    g_string_append_printf(label, "%s%s", axis ? " × " : "",
                           label_of(value_at(view->table, axis, places[axis])));
  char *safe = text_cols_safe_string(label->len ? label->str : _("all"), TRUE);
  g_string_free(label, TRUE);
  return safe;
}

static void append_listed(const StatsView *view, const guint *places, gpointer user) {
  Output *out = user;
  char *label = cell_label(view, places);
  g_string_append_printf(out->text, "%7u  %s", stats_cell(view->table, places), label);
  append_query(out, view, places);
  g_string_append_c(out->text, '\n');
  g_free(label);
  output_row(out);
}

/* A cell of figures, seven columns. */
static void append_days(Output *out, double days) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(text, sizeof text, "%.1f", days);
  if (g_str_has_suffix(text, ".0"))
    text[strlen(text) - 2] = '\0';
  text_cols_append_padded(out->text, text, 7, TRUE);
}

static void append_delay(Output *out, const char *name, const StatsDelay *delay) {
  g_string_append(out->text, "    ");
  text_cols_append_padded(out->text, name, 24, FALSE);
  if (delay->n) {
    append_days(out, delay->q1);
    append_days(out, delay->median);
    append_days(out, delay->q3);
    g_string_append_printf(out->text, " %7u", delay->n);
  } else {
    g_string_append_printf(out->text, "  %s", _("not told"));
  }
  if (delay->backward)
    g_string_append_printf(out->text, _("  (%u left out: dates contradict)"), delay->backward);
  g_string_append_c(out->text, '\n');
}

static void append_delay_head(Output *out) {
  const char *names[] = {"25%", _("median"), "75%", _("notices")};
  g_string_append(out->text, output_style(out, STYLE_DIM));
  text_cols_append_padded(out->text, "", 28, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    text_cols_append_padded(out->text, names[i], i == 3 ? 8 : 7, TRUE);
  g_string_append_printf(out->text, "%s\n", output_plain(out));
}

static void append_delays(const StatsView *view, const guint *places, gpointer user) {
  Output *out = user;
  StatsDelay delays[DELAY_N];
  char *label = cell_label(view, places);
  stats_delays(view->table, places, delays);
  if (view->table->axes) {
    g_string_append_printf(out->text, "  %s", label);
    append_query(out, view, places);
    g_string_append_c(out->text, '\n');
  }
  for (guint i = 0; i < DELAY_N; i++)
    append_delay(out, _(stats_delay_names[i]), &delays[i]);
  g_free(label);
  output_row(out);
}

/* A crosstab of the last two axes for each value of the first. */
static void append_crosses(Output *out, const StatsView *view, guint *places) {
  for (guint i = 0; i < view->table->values[0]->len; i++) {
    char *label = safe_label(value_at(view->table, 0, i)), *behind = g_strconcat(": ", label, NULL);
    places[0] = i;
    append_heading(out, view, behind);
    append_cross(out, view, places);
    g_free(behind);
    g_free(label);
  }
}

static void append_single(Output *out, const StatsView *view) {
  gboolean months = view->table->fields[0] == STATS_MONTH;
  if (months)
    append_chart(out, view->table);
  if (months && !view->queries)
    append_months(out, view->table);
  else
    append_bars(out, view);
}

void print_stats_text(Output *out, const StatsView *view) {
  guint places[STATS_AXES_MAX] = {STATS_ANY, STATS_ANY, STATS_ANY};
  gboolean cells = view->delays || (view->queries && view->table->axes > 1);
  if (view->delays)
    append_heading(out, view, view->table->axes ? _(": delay in days") : _("Delay in days"));
  else if (cells || view->table->axes < 3)
    append_heading(out, view, "");
  if (view->delays)
    append_delay_head(out);
  if (cells)
    each_cell(view, 0, places, view->delays ? append_delays : append_listed, out);
  else if (view->table->axes == 1)
    append_single(out, view);
  else if (view->table->axes == 2)
    append_cross(out, view, places);
  else
    append_crosses(out, view, places);
}

/* ---- TSV, CSV */

typedef struct {
  GString *out;
  TableKind kind;
} TableOut;

static void append_double(TableOut *to, double number) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  print_table_cell(to->out, to->kind, FALSE, g_ascii_formatd(text, sizeof text, "%g", number));
}

static void append_table_delays(TableOut *to, const StatsView *view, const guint *places) {
  StatsDelay delays[DELAY_N];
  stats_delays(view->table, places, delays);
  for (guint i = 0; i < DELAY_N; i++) {
    print_table_number(to->out, to->kind, FALSE, delays[i].n);
    if (delays[i].n) {
      append_double(to, delays[i].q1);
      append_double(to, delays[i].median);
      append_double(to, delays[i].q3);
    } else {
      for (guint k = 0; k < 3; k++)
        print_table_cell(to->out, to->kind, FALSE, "");
    }
  }
}

static void append_long_row(const StatsView *view, const guint *places, gpointer user) {
  TableOut *to = user;
  gboolean first = TRUE;
  for (guint axis = 0; axis < view->table->axes; axis++) {
    const StatsValue *value = value_at(view->table, axis, places[axis]);
    print_table_cell(to->out, to->kind, first, value->key);
    print_table_cell(to->out, to->kind, FALSE, label_of(value));
    first = FALSE;
  }
  print_table_number(to->out, to->kind, first, stats_cell(view->table, places));
  if (view->delays)
    append_table_delays(to, view, places);
  char *query = print_stats_query(view, places);
  print_table_cell(to->out, to->kind, FALSE, query);
  g_string_append_c(to->out, '\n');
  g_free(query);
}

static void append_long_header(TableOut *to, const StatsView *view) {
  gboolean first = TRUE;
  for (guint axis = 0; axis < view->table->axes; axis++) {
    const char *key = stats_fields[view->table->fields[axis]].key;
    char *label = g_strconcat(key, "_label", NULL);
    print_table_cell(to->out, to->kind, first, key);
    print_table_cell(to->out, to->kind, FALSE, label);
    g_free(label);
    first = FALSE;
  }
  print_table_cell(to->out, to->kind, first, "incidents");
  static const char *const figures[] = {"n", "q1", "median", "q3"};
  for (guint i = 0; view->delays && i < DELAY_N; i++)
    for (gsize k = 0; k < G_N_ELEMENTS(figures); k++) {
      char *name = g_strjoin("_", stats_delay_keys[i], figures[k], NULL);
      print_table_cell(to->out, to->kind, FALSE, name);
      g_free(name);
    }
  print_table_cell(to->out, to->kind, FALSE, "query");
  g_string_append_c(to->out, '\n');
}

static void append_wide_row(TableOut *to, const StatsTable *table, guint row) {
  const StatsValue *value = row == STATS_ANY ? NULL : value_at(table, 0, row);
  guint places[STATS_AXES_MAX] = {row, STATS_ANY, STATS_ANY};
  print_table_cell(to->out, to->kind, TRUE, value ? value->key : "all");
  print_table_cell(to->out, to->kind, FALSE, value ? label_of(value) : _("all"));
  for (guint i = 0; i < table->values[1]->len; i++) {
    places[1] = i;
    print_table_number(to->out, to->kind, FALSE, stats_cell(table, places));
  }
  places[1] = STATS_ANY;
  print_table_number(to->out, to->kind, FALSE, stats_cell(table, places));
  g_string_append_c(to->out, '\n');
}

/* Rows of the first field, columns of the second by their keys, margins last. */
static void append_wide(TableOut *to, const StatsTable *table) {
  const char *key = stats_fields[table->fields[0]].key;
  char *label = g_strconcat(key, "_label", NULL);
  print_table_cell(to->out, to->kind, TRUE, key);
  print_table_cell(to->out, to->kind, FALSE, label);
  g_free(label);
  for (guint i = 0; i < table->values[1]->len; i++)
    print_table_cell(to->out, to->kind, FALSE, value_at(table, 1, i)->key);
  print_table_cell(to->out, to->kind, FALSE, "all");
  g_string_append_c(to->out, '\n');
  for (guint i = 0; i < table->values[0]->len; i++)
    append_wide_row(to, table, i);
  append_wide_row(to, table, STATS_ANY);
}

void print_stats_table(GString *out, TableKind kind, const StatsView *view) {
  TableOut to = {out, kind};
  guint places[STATS_AXES_MAX] = {STATS_ANY, STATS_ANY, STATS_ANY};
  if (view->table->axes == 2 && !view->queries && !view->delays) {
    append_wide(&to, view->table);
    return;
  }
  append_long_header(&to, view);
  each_cell(view, 0, places, append_long_row, &to);
}

/* ---- JSON */

static json_t *json_delays(const StatsView *view, const guint *places) {
  StatsDelay delays[DELAY_N];
  json_t *object = json_object();
  stats_delays(view->table, places, delays);
  for (guint i = 0; i < DELAY_N; i++) {
    const StatsDelay *delay = &delays[i];
    json_t *figures = json_object();
    json_object_set_new(figures, "n", json_integer(delay->n));
    json_object_set_new(figures, "q1", delay->n ? json_real(delay->q1) : json_null());
    json_object_set_new(figures, "median", delay->n ? json_real(delay->median) : json_null());
    json_object_set_new(figures, "q3", delay->n ? json_real(delay->q3) : json_null());
    json_object_set_new(figures, "backward", json_integer(delay->backward));
    json_object_set_new(object, stats_delay_keys[i], figures);
  }
  return object;
}

static void append_json_row(const StatsView *view, const guint *places, gpointer user) {
  json_t *object = json_object(), *keys = json_array(), *labels = json_array();
  for (guint axis = 0; axis < view->table->axes; axis++) {
    const StatsValue *value = value_at(view->table, axis, places[axis]);
    json_array_append_new(keys, print_json_string(value->key));
    json_array_append_new(labels, print_json_string(value->label));
  }
  char *query = print_stats_query(view, places);
  json_object_set_new(object, "keys", keys);
  json_object_set_new(object, "labels", labels);
  json_object_set_new(object, "count", json_integer(stats_cell(view->table, places)));
  if (view->delays)
    json_object_set_new(object, "delay_days", json_delays(view, places));
  json_object_set_new(object, "query", print_json_string(query));
  json_array_append_new(user, object);
  g_free(query);
}

json_t *print_stats_json(const StatsView *view) {
  guint places[STATS_AXES_MAX] = {STATS_ANY, STATS_ANY, STATS_ANY};
  json_t *object = json_object(), *by = json_array(), *rows = json_array();
  for (guint axis = 0; axis < view->table->axes; axis++)
    json_array_append_new(by, json_string(stats_fields[view->table->fields[axis]].key));
  each_cell(view, 0, places, append_json_row, rows);
  json_object_set_new(object, "by", by);
  json_object_set_new(object, "rows", rows);
  return object;
}
