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
  return a->incident == b->incident || g_str_equal(a->incident, b->incident);
}

/* ---- counting: one walk over the rows, an incident's values put together */

#define YEARS 4096
#define NO_CODE 32 /* stands for none among the codes of a mask */

typedef struct {
  guint masks[FACET_N][NO_CODE + 1];
  guint years[YEARS], year_incidents[YEARS]; /* the last incident of each */
  guint vendors[2], no_label;
  GHashTable *labels; /* name -> guint */
  GHashTable *seen;   /* labels of the incident under way */
} Counts;

/* What is said of the incident under way. */
typedef struct {
  guint number;
  guint64 masks[FACET_N];
  gboolean vendors[2], no_label;
} Incident;

static const Facet taxonomy_facets[] = {FACET_CAUSE, FACET_SECTOR, FACET_DATA, FACET_MEDIA};

static TaxonomyKind taxonomy_of(Facet facet) {
  static const TaxonomyKind kinds[FACET_N] = {[FACET_CAUSE] = TAXONOMY_CAUSE,
                                              [FACET_SECTOR] = TAXONOMY_SECTOR,
                                              [FACET_DATA] = TAXONOMY_DATA,
                                              [FACET_MEDIA] = TAXONOMY_MEDIA};
  return kinds[facet];
}

static void see_label(Counts *counts, const char *label) {
  if (!g_hash_table_add(counts->seen, (gpointer)label))
    return;
  guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts->labels, label));
  g_hash_table_insert(counts->labels, (gpointer)label, GUINT_TO_POINTER(count + 1));
}

static void see_row(Counts *counts, Incident *incident, const IndexRow *row) {
  const guint64 none = G_GUINT64_CONSTANT(1) << NO_CODE;
  guint year = MIN(row->year, YEARS - 1);
  incident->masks[FACET_CAUSE] |= row->causes ? row->causes : none;
  incident->masks[FACET_SECTOR] |= row->sectors ? row->sectors : none;
  incident->masks[FACET_DATA] |= row->data ? row->data : none;
  incident->masks[FACET_MEDIA] |= row->media ? row->media : none;
  incident->vendors[row->vendor ? 1 : 0] = TRUE;
  counts->years[year] += counts->year_incidents[year] != incident->number;
  counts->year_incidents[year] = incident->number;
  incident->no_label |= !row->labels_n;
  const char *label = row->labels;
  for (guint i = 0; i < row->labels_n; i++, label += strlen(label) + 1)
    see_label(counts, label);
}

static void end_incident(Counts *counts, Incident *incident, const guint none[FACET_N]) {
  for (guint i = 0; i < G_N_ELEMENTS(taxonomy_facets); i++) {
    Facet facet = taxonomy_facets[i];
    guint64 mask = incident->masks[facet];
    if (mask >> NO_CODE)
      mask = (mask & G_MAXUINT32) | G_GUINT64_CONSTANT(1) << none[facet];
    for (; mask; mask &= mask - 1)
      counts->masks[facet][__builtin_ctzll(mask)]++;
  }
  for (guint i = 0; i < 2; i++)
    counts->vendors[i] += incident->vendors[i];
  /* a label of that very name is found by the same filter */
  counts->no_label += incident->no_label && !g_hash_table_contains(counts->seen, SCHEMA_NONE);
  if (g_hash_table_size(counts->seen))
    g_hash_table_remove_all(counts->seen);
  *incident = (Incident){.number = incident->number + 1};
}

static void count_rows(Counts *counts, const GArray *rows, const guint none[FACET_N]) {
  Incident incident = {.number = 1};
  for (guint i = 0; i < rows->len; i++) {
    const IndexRow *row = &g_array_index(rows, IndexRow, i);
    see_row(counts, &incident, row);
    if (i + 1 == rows->len || !same_incident(row, row + 1))
      end_incident(counts, &incident, none);
  }
}

/* ---- what was counted -> values */

static void taxonomy_values(const Taxonomy *taxonomy, Facet facet, const Counts *counts,
                            GPtrArray *values) {
  TaxonomyKind kind = taxonomy_of(facet);
  for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++) {
    const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
    add_value(values, value->key, value->label, counts->masks[facet][code]);
  }
  add_value(values, SCHEMA_NONE, "不明", counts->masks[facet][NO_CODE]);
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void label_values(const Counts *counts, GPtrArray *values) {
  guint n = 0;
  guint none = GPOINTER_TO_UINT(g_hash_table_lookup(counts->labels, SCHEMA_NONE));
  g_hash_table_insert(counts->labels, (gpointer)SCHEMA_NONE,
                      GUINT_TO_POINTER(none + counts->no_label));
  g_autofree const char **keys = (const char **)g_hash_table_get_keys_as_array(counts->labels, &n);
  qsort(keys, n, sizeof *keys, by_name);
  for (guint i = 0; i < n; i++)
    add_value(values, keys[i], g_str_equal(keys[i], SCHEMA_NONE) ? "なし" : keys[i],
              GPOINTER_TO_UINT(g_hash_table_lookup(counts->labels, keys[i])));
}

static void year_values(const Counts *counts, GPtrArray *values) {
  char key[16];
  for (guint year = YEARS; year-- > 1;) {
    if (!counts->years[year])
      continue;
    g_snprintf(key, sizeof key, "%u", year);
    add_value(values, key, key, counts->years[year]);
  }
  add_value(values, SCHEMA_NONE, "不明", counts->years[0]);
}

static GPtrArray *values_of(const Taxonomy *taxonomy, Facet facet, const Counts *counts) {
  GPtrArray *values = g_ptr_array_new_with_free_func(value_free);
  switch (facet) {
  case FACET_YEAR:
    year_values(counts, values);
    break;
  case FACET_VENDOR:
    add_value(values, "yes", "あり", counts->vendors[1]);
    add_value(values, "no", "なし", counts->vendors[0]);
    break;
  case FACET_LABEL:
    label_values(counts, values);
    break;
  default:
    taxonomy_values(taxonomy, facet, counts, values);
  }
  g_ptr_array_sort(values, by_count);
  return values;
}

/* What is written nowhere counts with the value that says so, where the taxonomy has one. */
void facet_counts(const Searcher *searcher, const GArray *rows, GPtrArray *facets[FACET_N]) {
  guint none[FACET_N];
  Counts *counts = g_new0(Counts, 1);
  counts->labels = g_hash_table_new(g_str_hash, g_str_equal);
  counts->seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS(taxonomy_facets); i++) {
    int unknown = taxonomy_unknown(searcher->taxonomy, taxonomy_of(taxonomy_facets[i]));
    none[taxonomy_facets[i]] = unknown >= 0 ? (guint)unknown : NO_CODE;
  }
  count_rows(counts, rows, none);
  for (guint i = 0; i < FACET_N; i++)
    facets[i] = values_of(searcher->taxonomy, (Facet)i, counts);
  g_hash_table_unref(counts->labels);
  g_hash_table_unref(counts->seen);
  g_free(counts);
}
