#include "stats.h"

#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "dict/quantity.h"

const StatsFieldInfo stats_fields[STATS_N] = {
    [STATS_YEAR] = {"year", N_("Year")},
    [STATS_MONTH] = {"month", N_("Month")},
    [STATS_CAUSE] = {"cause", N_("Cause")},
    [STATS_SECTOR] = {"sector", N_("Sector")},
    [STATS_VENDOR] = {"vendor", N_("Contractor")},
    [STATS_VENDORS] = {"vendors", N_("Contractors by name")},
    [STATS_DATA] = {"data", N_("Data")},
    [STATS_MEDIA] = {"media", N_("Media")},
    [STATS_LABEL] = {"label", N_("Label")},
    [STATS_SIZE] = {"size", N_("Size")},
    [STATS_DELAY] = {"delay", N_("Delay")},
};

const char *const stats_delay_keys[DELAY_N] = {
    [DELAY_OCCURRED_DISCOVERED] = "occurred_discovered",
    [DELAY_DISCOVERED_PUBLISHED] = "discovered_published",
    [DELAY_OCCURRED_PUBLISHED] = "occurred_published",
};
const char *const stats_delay_names[DELAY_N] = {
    [DELAY_OCCURRED_DISCOVERED] = N_("occurred → discovered"),
    [DELAY_DISCOVERED_PUBLISHED] = N_("discovered → published"),
    [DELAY_OCCURRED_PUBLISHED] = N_("occurred → published"),
};

int stats_field(const char *key) {
  for (int i = 0; i < STATS_N; i++)
    if (strcmp(stats_fields[i].key, key) == 0)
      return i;
  return -1;
}

/* The bands of the Personal Information Protection Commission's yearly report. */
static const struct {
  gint64 from, to;
  const char *label, *label_en;
} bands[] = {
    {0, 0, "0", "0"},
    {1, 10, "1–10", "1–10"},
    {11, 100, "11–100", "11–100"},
    {101, 1000, "101–1,000", "101–1,000"},
    {1001, 10000, "1,001–1万", "1,001–10,000"},
    {10001, 50000, "1万超–5万", "10,001–50,000"},
    {50001, G_MAXINT64, "5万超", "over 50,000"},
};

/* What is counted under one tuple of numbers. */
typedef struct {
  guint count, incident; /* incident: the last one that counted, from 1 */
  GArray *days[DELAY_N]; /* of int; NULL until there is one */
  guint backward[DELAY_N];
} Cell;

#define ANY 0xfffffu /* 20 bits an axis */

typedef struct {
  StatsTable *table;
  const Taxonomy *taxonomy;
  Ruler ruler;
  gboolean delays;
  GHashTable *numbers[STATS_AXES_MAX]; /* key of a value -> its number + 1 */
  GArray *found[STATS_AXES_MAX];       /* of guint: numbers of the row under way */
  const IndexRow *row;
  guint incident;
} Count;

int stats_date(const IndexRow *row) {
  return row->published ? row->published : row->discovered;
}

static void value_clear(gpointer data) {
  StatsValue *value = data;
  g_free(value->key);
  g_free(value->label);
  g_free(value->label_en);
  g_free(value->query);
}

static void cell_free(gpointer data) {
  Cell *cell = data;
  for (guint i = 0; i < DELAY_N; i++)
    if (cell->days[i])
      g_array_unref(cell->days[i]);
  g_free(cell);
}

/* Notes that the row under way has a value on an axis. query is taken. */
static void add_value(Count *count, guint axis, const char *key, const char *label,
                      const char *label_en, char *query, gint64 order) {
  GArray *values = count->table->values[axis];
  guint number = GPOINTER_TO_UINT(g_hash_table_lookup(count->numbers[axis], key));
  if (!number && values->len < ANY) {
    StatsValue value = {g_strdup(key), g_strdup(label), g_strdup(label_en), query, 0,
                        order,         values->len};
    g_array_append_val(values, value);
    number = values->len;
    g_hash_table_insert(count->numbers[axis], value.key, GUINT_TO_POINTER(number));
  } else {
    g_free(query);
  }
  if (!number)
    return;
  number--;
  for (guint i = 0; i < count->found[axis]->len; i++)
    if (g_array_index(count->found[axis], guint, i) == number)
      return;
  g_array_append_val(count->found[axis], number);
}

static void add_none(Count *count, guint axis, const char *field) {
  add_value(count, axis, "none", "不明", "unknown", g_strdup_printf("%s:none", field), G_MAXINT64);
}

static void add_year(Count *count, guint axis) {
  char text[16];
  if (!count->row->year) {
    add_none(count, axis, "year");
    return;
  }
  g_snprintf(text, sizeof text, "%u", count->row->year);
  add_value(count, axis, text, text, text, g_strdup_printf("year:%s", text), count->row->year);
}

static void add_month(Count *count, guint axis) {
  char text[16];
  int month = stats_date(count->row) / 100;
  if (month <= 0) {
    add_none(count, axis, "date");
    return;
  }
  g_snprintf(text, sizeof text, "%04d-%02d", month / 100, month % 100);
  add_value(count, axis, text, text, text, g_strdup_printf("date:%s", text), month);
}

static const char *ruler_label(const TaxonomyValue *value, Ruler ruler) {
  return ruler == RULER_JNSA ? value->jnsa : value->veris;
}

/* A cause by another publisher's table: its query names all of ours that fall there. */
static void add_ruled(Count *count, guint axis, const TaxonomyValue *cause) {
  const char *label = ruler_label(cause, count->ruler);
  GString *keys = g_string_new("cause:");
  guint n = taxonomy_count(count->taxonomy, TAXONOMY_CAUSE);
  for (guint i = 0; i < n; i++) {
    const TaxonomyValue *other = taxonomy_value(count->taxonomy, TAXONOMY_CAUSE, i);
    if (strcmp(ruler_label(other, count->ruler), label) == 0)
      g_string_append_printf(keys, "%s%s", keys->str[keys->len - 1] == ':' ? "" : ",", other->key);
  }
  add_value(count, axis, label, label, label, g_string_free(keys, FALSE), 0);
}

static void add_mask(Count *count, guint axis, StatsField field, TaxonomyKind kind, guint32 mask) {
  guint n = taxonomy_count(count->taxonomy, kind);
  const char *name = stats_fields[field].key;
  gboolean any = FALSE;
  for (guint code = 0; code < n; code++) {
    if (!(mask >> code & 1))
      continue;
    const TaxonomyValue *value = taxonomy_value(count->taxonomy, kind, code);
    any = TRUE;
    if (kind == TAXONOMY_CAUSE && count->ruler != RULER_OWN)
      add_ruled(count, axis, value);
    else
      add_value(count, axis, value->key, value->label,
                *value->label_en ? value->label_en : value->label,
                g_strdup_printf("%s:%s", name, value->key), 0);
  }
  if (!any)
    add_none(count, axis, name);
}

static char *quoted(const char *field, const char *text) {
  GString *out = g_string_new(field);
  g_string_append(out, ":\"");
  for (const char *p = text; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
  return g_string_free(out, FALSE);
}

/* names: n strings, a NUL behind each. */
static void add_names(Count *count, guint axis, const char *field, const char *names, guint n) {
  for (guint i = 0; i < n; i++) {
    add_value(count, axis, names, names, names, quoted(field, names), 0);
    names += strlen(names) + 1;
  }
}

static void add_vendors(Count *count, guint axis) {
  if (count->row->vendors_n)
    add_names(count, axis, "vendor", count->row->vendors, count->row->vendors_n);
  else if (count->row->vendor)
    add_value(count, axis, "unnamed", "名前の記載なし", "not named", NULL, G_MAXINT64 - 1);
}

static void add_label(Count *count, guint axis) {
  if (count->row->labels_n)
    add_names(count, axis, "label", count->row->labels, count->row->labels_n);
  else
    add_none(count, axis, "label");
}

static void add_vendor(Count *count, guint axis) {
  if (count->row->vendor)
    add_value(count, axis, "yes", "委託先で発生", "at a contractor", g_strdup("vendor:yes"), 0);
  else
    add_value(count, axis, "no", "委託先ではない", "not at a contractor", g_strdup("vendor:no"), 1);
}

static void add_size(Count *count, guint axis) {
  gint64 affected = count->row->affected;
  if (affected < 0) {
    add_none(count, axis, "affected");
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(bands); i++) {
    if (affected > bands[i].to)
      continue;
    gboolean open = bands[i].to == G_MAXINT64;
    char *range = open ? g_strdup_printf("%" G_GINT64_FORMAT "..", bands[i].from)
                       : g_strdup_printf("%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, bands[i].from,
                                         bands[i].to);
    add_value(count, axis, range, bands[i].label, bands[i].label_en,
              g_strdup_printf("affected:%s", range), i);
    g_free(range);
    return;
  }
}

static void add_values(Count *count, guint axis, StatsField field) {
  const IndexRow *row = count->row;
  switch (field) {
  case STATS_YEAR:
    add_year(count, axis);
    break;
  case STATS_MONTH:
    add_month(count, axis);
    break;
  case STATS_CAUSE:
    add_mask(count, axis, field, TAXONOMY_CAUSE, row->causes);
    break;
  case STATS_SECTOR:
    add_mask(count, axis, field, TAXONOMY_SECTOR, row->sectors);
    break;
  case STATS_DATA:
    add_mask(count, axis, field, TAXONOMY_DATA, row->data);
    break;
  case STATS_MEDIA:
    add_mask(count, axis, field, TAXONOMY_MEDIA, row->media);
    break;
  case STATS_VENDOR:
    add_vendor(count, axis);
    break;
  case STATS_VENDORS:
    add_vendors(count, axis);
    break;
  case STATS_LABEL:
    add_label(count, axis);
    break;
  case STATS_SIZE:
    add_size(count, axis);
    break;
  case STATS_DELAY:
  case STATS_N:
    break;
  }
}

static void add_delays(Cell *cell, const IndexRow *row) {
  const int from[DELAY_N] = {row->occurred, row->discovered, row->occurred};
  const int to[DELAY_N] = {row->discovered, row->published, row->published};
  for (guint i = 0; i < DELAY_N; i++) {
    if (!from[i] || !to[i])
      continue;
    int days = date_days_between(from[i], to[i]);
    if (days < 0) {
      cell->backward[i]++;
      continue;
    }
    if (!cell->days[i])
      cell->days[i] = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(cell->days[i], days);
  }
}

static void count_tuple(Count *count, gint64 tuple) {
  Cell *cell = g_hash_table_lookup(count->table->cells, &tuple);
  if (!cell) {
    cell = g_new0(Cell, 1);
    g_hash_table_insert(count->table->cells, g_memdup2(&tuple, sizeof tuple), cell);
  }
  if (cell->incident != count->incident)
    cell->count++;
  cell->incident = count->incident;
  if (count->delays)
    add_delays(cell, count->row);
}

/* Every tuple of the row's values, each axis also as ANY: the margins. */
static void count_tuples(Count *count, guint axis, gint64 tuple) {
  if (axis >= MIN(count->table->axes, STATS_AXES_MAX)) {
    count_tuple(count, tuple);
    return;
  }
  count_tuples(count, axis + 1, tuple << 20 | ANY);
  for (guint i = 0; i < count->found[axis]->len; i++)
    count_tuples(count, axis + 1, tuple << 20 | g_array_index(count->found[axis], guint, i));
}

static gboolean has_order(StatsField field) {
  return field == STATS_YEAR || field == STATS_MONTH || field == STATS_SIZE ||
         field == STATS_VENDOR;
}

static int compare_order(gconstpointer a, gconstpointer b) {
  const StatsValue *left = a, *right = b;
  return (left->order > right->order) - (left->order < right->order);
}

/* The most first; unknown last among equals by its order, else as the keys go. */
static int compare_count(gconstpointer a, gconstpointer b) {
  const StatsValue *left = a, *right = b;
  if (left->count != right->count)
    return left->count < right->count ? 1 : -1;
  int order = compare_order(a, b);
  return order ? order : strcmp(left->key, right->key);
}

static gint64 tuple_of(const StatsTable *table, const guint *places) {
  gint64 tuple = 0;
  for (guint axis = 0; axis < table->axes; axis++) {
    guint number = places[axis] == STATS_ANY
                       ? ANY
                       : g_array_index(table->values[axis], StatsValue, places[axis]).number;
    tuple = tuple << 20 | number;
  }
  return tuple;
}

static const Cell *cell_at(const StatsTable *table, const guint *places) {
  gint64 tuple = tuple_of(table, places);
  return g_hash_table_lookup(table->cells, &tuple);
}

guint stats_cell(const StatsTable *table, const guint *places) {
  const Cell *cell = cell_at(table, places);
  return cell ? cell->count : 0;
}

static void sort_axis(StatsTable *table, guint axis) {
  GArray *values = table->values[axis];
  for (guint i = 0; i < values->len; i++) {
    guint places[STATS_AXES_MAX] = {STATS_ANY, STATS_ANY, STATS_ANY};
    places[axis] = i;
    g_array_index(values, StatsValue, i).count = stats_cell(table, places);
  }
  g_array_sort(values, has_order(table->fields[axis]) ? compare_order : compare_count);
}

static void count_begin(Count *count, const StatsField *fields, guint axes) {
  StatsTable *table = count->table;
  table->axes = MIN(axes, STATS_AXES_MAX);
  table->cells = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, cell_free);
  for (guint axis = 0; axis < table->axes; axis++) {
    table->fields[axis] = fields[axis];
    table->values[axis] = g_array_new(FALSE, FALSE, sizeof(StatsValue));
    g_array_set_clear_func(table->values[axis], value_clear);
    count->numbers[axis] = g_hash_table_new(g_str_hash, g_str_equal);
    count->found[axis] = g_array_new(FALSE, FALSE, sizeof(guint));
  }
}

static void count_end(Count *count) {
  for (guint axis = 0; axis < count->table->axes; axis++) {
    g_hash_table_destroy(count->numbers[axis]);
    g_array_unref(count->found[axis]);
    sort_axis(count->table, axis);
  }
}

static void count_row(Count *count) {
  for (guint axis = 0; axis < count->table->axes; axis++) {
    g_array_set_size(count->found[axis], 0);
    add_values(count, axis, count->table->fields[axis]);
  }
  count_tuples(count, 0, 0);
}

StatsTable *stats_count(const Taxonomy *taxonomy, const GArray *rows, const StatsField *fields,
                        guint axes, Ruler ruler, gboolean delays) {
  StatsTable *table = g_new0(StatsTable, 1);
  Count count = {.table = table, .taxonomy = taxonomy, .ruler = ruler, .delays = delays};
  const char *incident = NULL;
  count_begin(&count, fields, axes);
  for (guint i = 0; i < rows->len; i++) {
    count.row = &g_array_index(rows, IndexRow, i);
    if (!incident || strcmp(incident, count.row->incident) != 0)
      count.incident++;
    incident = count.row->incident;
    count_row(&count);
  }
  count_end(&count);
  return table;
}

void stats_table_free(StatsTable *table) {
  if (!table)
    return;
  for (guint axis = 0; axis < table->axes; axis++)
    g_array_unref(table->values[axis]);
  g_hash_table_destroy(table->cells);
  g_free(table);
}

static int compare_days(gconstpointer a, gconstpointer b) {
  int left = *(const int *)a, right = *(const int *)b;
  return (left > right) - (left < right);
}

/* The value below which a share of the sorted days lies, interpolated between neighbours. */
static double quantile(const GArray *days, double share) {
  double place = share * (days->len - 1);
  guint below = (guint)place, above = MIN(below + 1, days->len - 1);
  int low = g_array_index(days, int, below), high = g_array_index(days, int, above);
  return low + (place - below) * (high - low);
}

void stats_delays(const StatsTable *table, const guint *places, StatsDelay delays[DELAY_N]) {
  const Cell *cell = cell_at(table, places);
  for (guint i = 0; i < DELAY_N; i++) {
    delays[i] = (StatsDelay){0};
    if (!cell)
      continue;
    delays[i].backward = cell->backward[i];
    GArray *days = cell->days[i];
    if (!days)
      continue;
    g_array_sort(days, compare_days);
    delays[i] = (StatsDelay){days->len, cell->backward[i], quantile(days, 0.25),
                             quantile(days, 0.5), quantile(days, 0.75)};
  }
}
