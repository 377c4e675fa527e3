#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "dict/table.h"
#include "dict/taxonomy.h"

static Taxonomy *taxonomy;

static const struct {
  TaxonomyKind kind;
  const char *name, *key; /* key NULL: no such name */
} names[] = {
    {TAXONOMY_CAUSE, "loss", "loss"},
    {TAXONOMY_CAUSE, "紛失・置き忘れ", "loss"},
    {TAXONOMY_CAUSE, "ランサムウエア", "ransomware"},
    {TAXONOMY_CAUSE, "RANSOMWARE", "ransomware"},
    {TAXONOMY_CAUSE, "不明", "unknown"},
    {TAXONOMY_CAUSE, "los", NULL},
    {TAXONOMY_CAUSE, "", NULL},
    {TAXONOMY_SECTOR, "P", "P"},
    {TAXONOMY_SECTOR, "ｐ", "P"},
    {TAXONOMY_SECTOR, "医療，福祉", "P"},
    {TAXONOMY_SECTOR, "医療・福祉", "P"},
    {TAXONOMY_SECTOR, "Government", "S"},
    {TAXONOMY_SECTOR, "Z", NULL},
    {TAXONOMY_DATA, "氏名", "氏名"},
    {TAXONOMY_DATA, "クレジットカード情報", "クレジットカード"},
    {TAXONOMY_DATA, "会員番号･ＩＤ", "会員番号・ID"},
    {TAXONOMY_DATA, "名", NULL},
    {TAXONOMY_MEDIA, "usbメモリー", "USBメモリ"},
    {TAXONOMY_MEDIA, "電話/コールセンター", "電話"},
    {TAXONOMY_MEDIA, "サーバ", "サーバー"},
    {TAXONOMY_MEDIA, "メモリ", NULL},
};

static void test_names(void) {
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    int code = taxonomy_code(taxonomy, names[i].kind, names[i].name);
    const char *key = code < 0 ? NULL : taxonomy_value(taxonomy, names[i].kind, (guint)code)->key;
    g_assert_cmpstr(key, ==, names[i].key);
  }
}

static void test_values(void) {
  static const guint counts[TAXONOMY_N] = {18, 20, 16, 12};
  for (TaxonomyKind kind = 0; kind < TAXONOMY_N; kind++) {
    g_assert_cmpuint(taxonomy_count(taxonomy, kind), ==, counts[kind]);
    for (guint code = 0; code < counts[kind]; code++) {
      const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
      g_assert_true(*value->key && *value->label && *value->label_en);
      g_assert_cmpint(taxonomy_code(taxonomy, kind, value->key), ==, (int)code);
      g_assert_cmpint(taxonomy_code(taxonomy, kind, value->label), ==, (int)code);
      g_assert_true(kind != TAXONOMY_CAUSE || (*value->group && *value->jnsa && *value->veris));
    }
  }
}

static void test_unknown(void) {
  int cause = taxonomy_unknown(taxonomy, TAXONOMY_CAUSE);
  int sector = taxonomy_unknown(taxonomy, TAXONOMY_SECTOR);
  g_assert_cmpstr(taxonomy_value(taxonomy, TAXONOMY_CAUSE, (guint)cause)->key, ==, "unknown");
  g_assert_cmpstr(taxonomy_value(taxonomy, TAXONOMY_SECTOR, (guint)sector)->key, ==, "T");
  g_assert_cmpint(taxonomy_unknown(taxonomy, TAXONOMY_DATA), ==, -1);
  g_assert_cmpint(taxonomy_unknown(taxonomy, TAXONOMY_MEDIA), ==, -1);
}

static void test_missing(void) {
  g_autoptr(GError) error = NULL;
  g_assert_null(taxonomy_load("/nonexistent", &error));
  g_assert_nonnull(error);
  g_assert_nonnull(strstr(error->message, "causes.tsv"));
  taxonomy_free(NULL);
}

/* Two values with one name (folded alike) are told by file and line; lookups give the first. */
static void test_twice(void) {
  static const struct {
    const char *file, *text;
  } tables[] = {
      {"causes.tsv", "unknown\t不明\nloss\t紛失\tLoss\tなくした\ntheft\t盗難\tTheft\tﾅｸした\n"},
      {"sectors.tsv", "T\t分類不能\n"},
      {"data.tsv", "氏名\t氏名\n"},
      {"media.tsv", "紙\t紙\n"}};
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp("jikenbo-taxonomy-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
    g_autofree char *path = g_build_filename(folder, tables[i].file, NULL);
    g_assert_true(g_file_set_contents(path, tables[i].text, -1, NULL));
  }
  Taxonomy *broken = taxonomy_load(folder, &error);
  g_assert_no_error(error);
  g_assert_cmpint(taxonomy_code(broken, TAXONOMY_CAUSE, "ナクした"), ==, 2);
  g_assert_cmpint(taxonomy_code(broken, TAXONOMY_CAUSE, "ﾛｽ"), ==, -1);
  g_assert_true(taxonomy_check(broken, &error));
  taxonomy_free(broken);
  g_autofree char *causes = g_build_filename(folder, "causes.tsv", NULL);
  g_assert_true(g_file_set_contents(
      causes, "unknown\t不明\nloss\t紛失\tLoss\tナクした\ntheft\t盗難\tTheft\tﾅｸした\n", -1, NULL));
  broken = taxonomy_load(folder, &error);
  g_assert_no_error(error);
  g_assert_cmpint(taxonomy_code(broken, TAXONOMY_CAUSE, "ナクした"), ==, 1);
  g_assert_false(taxonomy_check(broken, &error));
  g_assert_nonnull(strstr(error->message, "causes.tsv:3"));
  taxonomy_free(broken);
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
    g_autofree char *path = g_build_filename(folder, tables[i].file, NULL);
    g_remove(path);
  }
  g_rmdir(folder);
}

/* ---- tables ---- */

static Table *read_text(const char *text, guint columns_min, guint columns_max, GError **error) {
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp("table-XXXXXX", &path, NULL);
  g_assert_cmpint(fd, >=, 0);
  g_assert_true(g_close(fd, NULL));
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  Table *table = table_read(path, columns_min, columns_max, error);
  g_unlink(path);
  return table;
}

static void test_table(void) {
  g_autoptr(GError) error = NULL;
  Table *table = read_text("# about\n\na\tb\r\nc\t\td\n\te", 1, 3, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(table->rows->len, ==, 3);
  const TableRow *row = &g_array_index(table->rows, TableRow, 0);
  g_assert_cmpuint(row->line, ==, 3);
  g_assert_cmpstr(row->cells[1], ==, "b");
  g_assert_cmpstr(row->cells[2], ==, "");
  row = &g_array_index(table->rows, TableRow, 2);
  g_assert_cmpuint(row->line, ==, 5);
  g_assert_cmpstr(row->cells[0], ==, "");
  g_assert_cmpstr(row->cells[1], ==, "e");
  table_free(table);
  table_free(NULL);
}

static const struct {
  const char *text, *says;
} broken[] = {
    {"a\tb\n# c\nd\n", ":3: the row has 1 columns"},
    {"a\tb\tc\td\n", ":1: the row has 4 columns"},
    {"a\t\xff\n", "not UTF-8 at byte 2"},
};

static void test_broken_table(void) {
  for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(read_text(broken[i].text, 2, 3, &error));
    g_assert_error(error, TABLE_ERROR, 0);
    g_assert_nonnull(strstr(error->message, broken[i].says));
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *data = datadir_find(&error);
  taxonomy = data ? taxonomy_load(data, &error) : NULL;
  g_assert_no_error(error);
  g_assert_true(taxonomy_check(taxonomy, &error));
  g_test_add_func("/taxonomy/names", test_names);
  g_test_add_func("/taxonomy/values", test_values);
  g_test_add_func("/taxonomy/unknown", test_unknown);
  g_test_add_func("/taxonomy/missing", test_missing);
  g_test_add_func("/taxonomy/twice", test_twice);
  g_test_add_func("/table/read", test_table);
  g_test_add_func("/table/broken", test_broken_table);
  int failed = g_test_run();
  taxonomy_free(taxonomy);
  return failed;
}
