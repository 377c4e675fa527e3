/* Facets: incidents per value, counted over the rows of all matches. */
#include "search_internal.h"

#include <stdlib.h>
#include <string.h>

#include "shim/schema.h"

const FacetInfo facet_infos[FACET_N] = {
    {"cause", "原因", "Cause", FIELD_CAUSE},   {"sector", "業種", "Sector", FIELD_SECTOR},
    {"year", "年", "Year", FIELD_YEAR},        {"vendor", "委託先", "Contractor", FIELD_VENDOR},
    {"data", "情報", "Data", FIELD_DATA},      {"media", "媒体", "Medium", FIELD_MEDIA},
    {"label", "ラベル", "Label", FIELD_LABEL},
};

static void value_free(gpointer data) {
  FacetValue *value = data;
  g_free(value->key);
  g_free(value->label);
  g_free(value);
}

static int by_count(gconstpointer a, gconstpointer b) {
  const FacetValue *left = *(FacetValue *const *)a, *right = *(FacetValue *const *)b;
  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;
  return 0; /* stable: in the order of the codes */
}

static void add_value(GPtrArray *values, const char *key, const char *label, guint count) {
  if (!count)
    return;
  FacetValue *value = g_new0(FacetValue, 1);
  value->key = g_strdup(key);
  value->label = g_strdup(label);
  value->count = count;
  g_ptr_array_add(values, value);
}

static gboolean same_incident(const IndexRow *a, const IndexRow *b) {
  return g_str_equal(a->incident, b->incident);
}

/* ---- masks: bit `codes` stands for none */

static guint64 mask_of(const IndexRow *row, Facet facet) {
  switch (facet) {
  case FACET_CAUSE:
    return row->causes;
  case FACET_SECTOR:
    return row->sectors;
  case FACET_DATA:
    return row->data;
  default:
    return row->media;
  }
}

static TaxonomyKind taxonomy_of(Facet facet) {
  static const TaxonomyKind kinds[FACET_N] = {[FACET_CAUSE] = TAXONOMY_CAUSE,
                                              [FACET_SECTOR] = TAXONOMY_SECTOR,
                                              [FACET_DATA] = TAXONOMY_DATA,
                                              [FACET_MEDIA] = TAXONOMY_MEDIA};
  return kinds[facet];
}

static void count_masks(const GArray *rows, Facet facet, guint none, guint counts[33]) {
  guint64 mask = 0;
  for (guint i = 0; i < rows->len; i++) {
    const IndexRow *row = &g_array_index(rows, IndexRow, i);
    guint64 own = mask_of(row, facet);
    mask |= own ? own : G_GUINT64_CONSTANT(1) << none;
    if (i + 1 < rows->len && same_incident(row, row + 1))
      continue;
    for (; mask; mask &= mask - 1)
      counts[__builtin_ctzll(mask)]++;
  }
}

/* What is written nowhere counts with the value that says so, where the taxonomy has one. */
static void taxonomy_counts(const Taxonomy *taxonomy, Facet facet, const GArray *rows,
                            GPtrArray *values) {
  guint counts[33] = {0};
  TaxonomyKind kind = taxonomy_of(facet);
  int unknown = taxonomy_unknown(taxonomy, kind);
  count_masks(rows, facet, unknown >= 0 ? (guint)unknown : 32, counts);
  for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++) {
    const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
    add_value(values, value->key, value->label, counts[code]);
  }
  add_value(values, SCHEMA_NONE, "不明", counts[32]);
}

/* ---- names */

typedef struct {
  GHashTable *counts; /* name -> guint */
  GHashTable *seen;   /* names of the incident under way */
} Names;

static void see(Names *names, const char *name) {
  if (!g_hash_table_add(names->seen, (gpointer)name))
    return;
  guint count = GPOINTER_TO_UINT(g_hash_table_lookup(names->counts, name));
  g_hash_table_insert(names->counts, (gpointer)name, GUINT_TO_POINTER(count + 1));
}

static void see_labels(Names *names, const IndexRow *row) {
  const char *label = row->labels;
  for (guint i = 0; i < row->labels_n; i++, label += strlen(label) + 1)
    see(names, label);
  if (!row->labels_n)
    see(names, SCHEMA_NONE);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void label_counts(const GArray *rows, GPtrArray *values) {
  Names names = {g_hash_table_new(g_str_hash, g_str_equal),
                 g_hash_table_new(g_str_hash, g_str_equal)};
  for (guint i = 0; i < rows->len; i++) {
    const IndexRow *row = &g_array_index(rows, IndexRow, i);
    if (i && !same_incident(row - 1, row))
      g_hash_table_remove_all(names.seen);
    see_labels(&names, row);
  }
  guint n = 0;
  g_autofree const char **keys = (const char **)g_hash_table_get_keys_as_array(names.counts, &n);
  qsort(keys, n, sizeof *keys, by_name);
  for (guint i = 0; i < n; i++) {
    const char *key = keys[i];
    gboolean none = g_str_equal(key, SCHEMA_NONE);
    add_value(values, key, none ? "なし" : key,
              GPOINTER_TO_UINT(g_hash_table_lookup(names.counts, key)));
  }
  g_hash_table_unref(names.counts);
  g_hash_table_unref(names.seen);
}

/* ---- small numbers: years and yes/no */

#define YEARS 4096

static void year_counts(const GArray *rows, GPtrArray *values) {
  g_autofree guint *counts = g_new0(guint, YEARS), *last = g_new0(guint, YEARS);
  guint incident = 1;
  char key[16];
  for (guint i = 0; i < rows->len; i++) {
    const IndexRow *row = &g_array_index(rows, IndexRow, i);
    guint year = MIN(row->year, YEARS - 1);
    incident += i && !same_incident(row - 1, row);
    counts[year] += last[year] != incident;
    last[year] = incident;
  }
  for (guint year = YEARS; year-- > 1;) {
    if (!counts[year])
      continue;
    g_snprintf(key, sizeof key, "%u", year);
    add_value(values, key, key, counts[year]);
  }
  add_value(values, SCHEMA_NONE, "不明", counts[0]);
}

static void vendor_counts(const GArray *rows, GPtrArray *values) {
  guint counts[2] = {0, 0}, last[2] = {0, 0}, incident = 1;
  for (guint i = 0; i < rows->len; i++) {
    const IndexRow *row = &g_array_index(rows, IndexRow, i);
    guint vendor = row->vendor ? 1 : 0;
    incident += i && !same_incident(row - 1, row);
    counts[vendor] += last[vendor] != incident;
    last[vendor] = incident;
  }
  add_value(values, "yes", "あり", counts[1]);
  add_value(values, "no", "なし", counts[0]);
}

GPtrArray *facet_counts(const Searcher *searcher, Facet facet, const GArray *rows) {
  GPtrArray *values = g_ptr_array_new_with_free_func(value_free);
  if (facet == FACET_YEAR)
    year_counts(rows, values);
  else if (facet == FACET_VENDOR)
    vendor_counts(rows, values);
  else if (facet == FACET_LABEL)
    label_counts(rows, values);
  else
    taxonomy_counts(searcher->taxonomy, facet, rows, values);
  g_ptr_array_sort(values, by_count);
  return values;
}
