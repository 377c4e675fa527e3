/* Cells of tables, JSON, sizes and dates in words, bars and lines. */
#include <string.h>

#include "common/i18n.h"
#include "searcher/chart.h"
#include "searcher/labels.h"
#include "searcher/print_json.h"
#include "searcher/print_table.h"
#include "searcher/print_text.h"

static const struct {
  const char *text, *tsv, *csv;
} cells[] = {
    {"漏えい", "漏えい", "漏えい"},
    {"a\tb\nc", "a b c", "a b c"},
    {"卸売業,小売業", "卸売業,小売業", "\"卸売業,小売業\""},
    {"「\"引用\"」", "「\"引用\"」", "\"「\"\"引用\"\"」\""},
    {"=1+1", "=1+1", "'=1+1"},
    {"-5", "-5", "'-5"},
    {"@x,y", "@x,y", "\"'@x,y\""},
    {"\033[1m", "\uFFFD[1m", "\uFFFD[1m"},
    {"", "", ""},
    {NULL, "", ""},
};

static void test_cells(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(cells); i++) {
    GString *tsv = g_string_new(NULL), *csv = g_string_new(NULL);
    print_table_cell(tsv, TABLE_TSV, TRUE, cells[i].text);
    print_table_cell(csv, TABLE_CSV, TRUE, cells[i].text);
    g_assert_cmpstr(tsv->str, ==, cells[i].tsv);
    g_assert_cmpstr(csv->str, ==, cells[i].csv);
    g_string_free(csv, TRUE);
    g_string_free(tsv, TRUE);
  }
}

static const struct {
  const char *text, *json;
} strings[] = {
    {"漏えい", "{\"s\":\"漏えい\"}\n"},
    {"a\"\\\n\t", "{\"s\":\"a\\\"\\\\\\n\\t\"}\n"},
    {"\033[2J", "{\"s\":\"\\u001B[2J\"}\n"},
    {"\302\233\u202e\u2066", "{\"s\":\"\\u009B\\u202E\\u2066\"}\n"},
    {"\177", "{\"s\":\"\\u007F\"}\n"},
    {"\xff漏", "{\"s\":\"\uFFFD漏\"}\n"},
    {"\U000E0001x", "{\"s\":\"\\uDB40\\uDC01x\"}\n"},
    {"\U00020BB7", "{\"s\":\"\U00020BB7\"}\n"},
    {NULL, "{\"s\":null}\n"},
};

static void test_strings(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(strings); i++) {
    GString *out = g_string_new(NULL);
    json_t *object = json_object();
    json_object_set_new(object, "s", print_json_string(strings[i].text));
    print_json_append(out, object, TRUE);
    g_assert_cmpstr(out->str, ==, strings[i].json);
    g_string_free(out, TRUE);
  }
}

static const struct {
  gint64 affected;
  const char *english;
} sizes[] = {
    {-1, "number unknown"},          {0, "0 affected"},
    {986, "986 affected"},           {2726, "2,726 affected"},
    {9244553, "9,244,553 affected"},
};

static void test_sizes(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    GString *out = g_string_new(NULL);
    labels_append_size(out, sizes[i].affected);
    g_assert_cmpstr(out->str, ==, sizes[i].english);
    g_string_free(out, TRUE);
  }
}

static void test_dates(void) {
  GString *out = g_string_new(NULL);
  char iso[11];
  labels_append_date(out, 20231213);
  g_assert_cmpstr(out->str, ==, "13 Dec 2023");
  labels_append_date(out, 0);
  g_assert_cmpstr(out->str, ==, "13 Dec 2023");
  g_assert_cmpstr(labels_iso(20231213, iso), ==, "2023-12-13");
  g_assert_cmpstr(labels_iso(0, iso), ==, "");
  g_string_free(out, TRUE);
}

static Output plain_output(gboolean ascii, gboolean color) {
  return (Output){.text = g_string_new(NULL), .cols = 40, .ascii = ascii, .color = color};
}

static const struct {
  guint64 part, whole;
  const char *blocks, *ascii;
} bars[] = {
    {0, 10, "", ""},     {10, 10, "████", "####"}, {5, 10, "██", "##"},
    {1, 1000, "▏", "#"}, {3, 4, "███", "###"},     {0, 0, "", ""},
};

static void test_bars(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(bars); i++) {
    Output blocks = plain_output(FALSE, FALSE), ascii = plain_output(TRUE, FALSE);
    output_bar(&blocks, bars[i].part, bars[i].whole, 4);
    output_bar(&ascii, bars[i].part, bars[i].whole, 4);
    g_assert_cmpstr(blocks.text->str, ==, bars[i].blocks);
    g_assert_cmpstr(ascii.text->str, ==, bars[i].ascii);
    g_string_free(blocks.text, TRUE);
    g_string_free(ascii.text, TRUE);
  }
}

static void test_lit(void) {
  guint pair[] = {2, 6};
  GArray *highlights = g_array_new(FALSE, FALSE, sizeof(guint));
  g_array_append_vals(highlights, pair, 2);
  Output out = plain_output(FALSE, TRUE);
  out.cols = 8;
  print_text_lit(&out, "顧客個人情報の", highlights, 0, 0);
  /* the hit goes on behind the line's end, the style doesn't span it */
  g_assert_cmpstr(out.text->str, ==, "顧客\033[1;31m個人\033[0m\n\033[1;31m情報\033[0mの");
  g_string_truncate(out.text, 0);
  print_text_lit(&out, "ab cd ef gh", highlights, 2, 2);
  g_assert_cmpstr(out.text->str, ==, "ab\033[1;31m cd\033[0m\n  ef gh");
  g_string_free(out.text, TRUE);
  g_array_unref(highlights);
}

static void test_chart(void) {
  static const guint counts[] = {0, 4, 0};
  Output out = plain_output(TRUE, FALSE);
  chart_months(&out, counts, 3, 202311, 3);
  g_assert_nonnull(strstr(out.text->str, "    4 |"));
  g_assert_nonnull(strstr(out.text->str, "2023"));
  g_assert_nonnull(strstr(out.text->str, "    0 |*"));
  g_string_free(out.text, TRUE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/print/cells", test_cells);
  g_test_add_func("/print/strings", test_strings);
  g_test_add_func("/print/sizes", test_sizes);
  g_test_add_func("/print/dates", test_dates);
  g_test_add_func("/print/bars", test_bars);
  g_test_add_func("/print/lit", test_lit);
  g_test_add_func("/print/chart", test_chart);
  return g_test_run();
}
