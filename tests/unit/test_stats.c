/* Counts of hand-made rows: incidents once, margins, delays, other rulers. */
#include "searcher/stats.h"

#include <string.h>

#include "dict/datadir.h"

static Taxonomy *taxonomy;

static int cause(const char *key) {
  return taxonomy_code(taxonomy, TAXONOMY_CAUSE, key);
}

static GArray *rows_new(void) {
  return g_array_new(FALSE, TRUE, sizeof(IndexRow));
}

static IndexRow *add(GArray *rows, const char *incident, const char *first, const char *second,
                     int published, gint64 affected) {
  IndexRow row = {.incident = incident,
                  .published = published,
                  .affected = affected,
                  .year = (guint16)(published / 10000),
                  .labels = "",
                  .vendors = ""};
  row.causes = 1u << cause(first) | (second ? 1u << cause(second) : 0);
  row.sectors = 1u << taxonomy_code(taxonomy, TAXONOMY_SECTOR, "P");
  g_array_append_val(rows, row);
  return &g_array_index(rows, IndexRow, rows->len - 1);
}

static guint count_of(const StatsTable *table, guint axis, const char *key) {
  for (guint i = 0; i < table->values[axis]->len; i++)
    if (strcmp(g_array_index(table->values[axis], StatsValue, i).key, key) == 0)
      return g_array_index(table->values[axis], StatsValue, i).count;
  return 0;
}

static guint place_of(const StatsTable *table, guint axis, const char *key) {
  for (guint i = 0; i < table->values[axis]->len; i++)
    if (strcmp(g_array_index(table->values[axis], StatsValue, i).key, key) == 0)
      return i;
  g_assert_not_reached();
}

static void test_incidents(void) {
  GArray *rows = rows_new();
  add(rows, "2023-001", "loss", NULL, 20230401, 5);
  add(rows, "2023-001", "loss", "theft", 20240501, 10);
  add(rows, "2023-002", "loss", NULL, 20230601, -1);
  StatsField fields[] = {STATS_CAUSE, STATS_YEAR};
  StatsTable *table = stats_count(taxonomy, rows, fields, 2, RULER_OWN, FALSE);
  g_assert_cmpuint(count_of(table, 0, "loss"), ==, 2);
  g_assert_cmpuint(count_of(table, 0, "theft"), ==, 1);
  g_assert_cmpuint(count_of(table, 1, "2023"), ==, 2);
  g_assert_cmpuint(count_of(table, 1, "2024"), ==, 1);
  guint places[2] = {place_of(table, 0, "theft"), place_of(table, 1, "2023")};
  g_assert_cmpuint(stats_cell(table, places), ==, 0); /* no notice has both */
  places[1] = place_of(table, 1, "2024");
  g_assert_cmpuint(stats_cell(table, places), ==, 1);
  places[0] = places[1] = STATS_ANY;
  g_assert_cmpuint(stats_cell(table, places), ==, 2);
  stats_table_free(table);
  g_array_unref(rows);
}

static const struct {
  gint64 affected;
  const char *key;
} sizes[] = {
    {-1, "none"},
    {0, "0..0"},
    {1, "1..10"},
    {10, "1..10"},
    {11, "11..100"},
    {100, "11..100"},
    {101, "101..1000"},
    {1000, "101..1000"},
    {1001, "1001..10000"},
    {10000, "1001..10000"},
    {10001, "10001..50000"},
    {50000, "10001..50000"},
    {50001, "50001.."},
    {9240000, "50001.."},
};

static void test_sizes(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    GArray *rows = rows_new();
    StatsField field = STATS_SIZE;
    add(rows, "1", "loss", NULL, 20230401, sizes[i].affected);
    StatsTable *table = stats_count(taxonomy, rows, &field, 1, RULER_OWN, FALSE);
    g_assert_cmpuint(table->values[0]->len, ==, 1);
    g_assert_cmpstr(g_array_index(table->values[0], StatsValue, 0).key, ==, sizes[i].key);
    stats_table_free(table);
    g_array_unref(rows);
  }
}

static void test_names(void) {
  GArray *rows = rows_new();
  IndexRow *row = add(rows, "1", "loss", NULL, 20230401, 1);
  row->labels = "甲\0乙 \"丙\"\0";
  row->labels_n = 2;
  row->vendor = 1;
  add(rows, "2", "loss", NULL, 0, 1);
  StatsField fields[] = {STATS_LABEL, STATS_VENDORS};
  StatsTable *table = stats_count(taxonomy, rows, fields, 2, RULER_OWN, FALSE);
  g_assert_cmpuint(count_of(table, 0, "甲"), ==, 1);
  g_assert_cmpuint(count_of(table, 0, "none"), ==, 1);
  g_assert_cmpuint(count_of(table, 1, "unnamed"), ==, 1);
  const StatsValue *value =
      &g_array_index(table->values[0], StatsValue, place_of(table, 0, "乙 \"丙\""));
  g_assert_cmpstr(value->query, ==, "label:\"乙 \\\"丙\\\"\"");
  stats_table_free(table);
  StatsField month = STATS_MONTH;
  table = stats_count(taxonomy, rows, &month, 1, RULER_OWN, FALSE);
  g_assert_cmpstr(g_array_index(table->values[0], StatsValue, 0).query, ==, "date:2023-04");
  g_assert_cmpstr(g_array_index(table->values[0], StatsValue, 1).query, ==, "date:none");
  stats_table_free(table);
  g_array_unref(rows);
}

static void test_ruler(void) {
  GArray *rows = rows_new();
  add(rows, "1", "misdelivery", NULL, 20230401, 1);
  add(rows, "2", "mispublication", "loss", 20230401, 1);
  StatsField field = STATS_CAUSE;
  StatsTable *table = stats_count(taxonomy, rows, &field, 1, RULER_JNSA, FALSE);
  g_assert_cmpuint(count_of(table, 0, "誤操作"), ==, 2);
  g_assert_cmpuint(count_of(table, 0, "紛失・置忘れ"), ==, 1);
  g_assert_cmpstr(g_array_index(table->values[0], StatsValue, 0).query, ==,
                  "cause:misdelivery,mispublication,operation");
  stats_table_free(table);
  g_array_unref(rows);
}

static void test_delays(void) {
  GArray *rows = rows_new();
  static const int published[] = {20230410, 20230411, 20230413, 20230421, 20230301};
  for (gsize i = 0; i < G_N_ELEMENTS(published); i++) {
    IndexRow *row = add(rows, "1", "loss", NULL, published[i], 1);
    row->discovered = 20230401;
  }
  add(rows, "2", "theft", NULL, 20230401, 1);
  StatsField field = STATS_CAUSE;
  StatsDelay delays[DELAY_N];
  StatsTable *table = stats_count(taxonomy, rows, &field, 1, RULER_OWN, TRUE);
  guint place = place_of(table, 0, "loss");
  stats_delays(table, &place, delays);
  const StatsDelay *delay = &delays[DELAY_DISCOVERED_PUBLISHED];
  g_assert_cmpuint(delay->n, ==, 4);
  g_assert_cmpuint(delay->backward, ==, 1);
  g_assert_cmpfloat(delay->q1, ==, 9.75);
  g_assert_cmpfloat(delay->median, ==, 11);
  g_assert_cmpfloat(delay->q3, ==, 14);
  g_assert_cmpuint(delays[DELAY_OCCURRED_DISCOVERED].n, ==, 0);
  place = place_of(table, 0, "theft");
  stats_delays(table, &place, delays);
  g_assert_cmpuint(delays[DELAY_DISCOVERED_PUBLISHED].n, ==, 0);
  stats_table_free(table);
  g_array_unref(rows);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  char *folder = datadir_find(NULL);
  taxonomy = taxonomy_load(folder, NULL);
  g_assert_nonnull(taxonomy);
  g_test_add_func("/stats/incidents", test_incidents);
  g_test_add_func("/stats/sizes", test_sizes);
  g_test_add_func("/stats/names", test_names);
  g_test_add_func("/stats/ruler", test_ruler);
  g_test_add_func("/stats/delays", test_delays);
  int failed = g_test_run();
  taxonomy_free(taxonomy);
  g_free(folder);
  return failed;
}
