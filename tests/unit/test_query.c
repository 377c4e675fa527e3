/* The query language: what is read, what is refused and where, and that printed trees come back. */
#include <locale.h>
#include <string.h>

#include "searcher/query.h"
#include "searcher/query_value.h"

static QueryNode *parse(const char *text) {
  GError *error = NULL;
  guint at = 0;
  QueryNode *node = query_parse(text, &at, &error);
  g_assert_no_error(error);
  g_assert_nonnull(node);
  return node;
}

static const struct {
  const char *text, *printed;
} readings[] = {
    {"", ""},
    {"  　 ", ""},
    {"紛失", "紛失"},
    {"USB 紛失", "USB 紛失"},
    {"USB　紛失", "USB 紛失"},
    {"a OR b", "a OR b"},
    {"a | b｜c", "a OR b OR c"},
    {"a b OR c", "(a b) OR c"},
    {"(a OR b) c", "(a OR b) c"},
    {"（a OR b）c", "(a OR b) c"},
    {"((a))", "a"},
    {"a (b c)", "a b c"},
    {"-a", "-a"},
    {"a −b －c", "a -b -c"},
    {"-(a b)", "-(a b)"},
    {"--a", "--a"},
    {"\"a b\"", "\"a b\""},
    {"“東京都”", "\"東京都\""},
    {"＂x＂y", "\"x\" y"},
    {"\"a\\\"b\\\\\"", "\"a\\\"b\\\\\""},
    {"情報*", "情報*"},
    {"情報＊", "情報*"},
    {"org:北海道大学", "org:北海道大学"},
    {"組織：北海道大学", "org:北海道大学"},
    {"ＯＲＧ:x", "org:x"},
    {"title:\"の 紛失\"", "title:\"の 紛失\""},
    {"件名:紛失", "title:紛失"},
    {"番号:2023-416", "id:2023-416"},
    {"原因:紛失,盗難", "cause:紛失,盗難"},
    {"業種:P", "sector:P"},
    {"委託先:yes", "vendor:yes"},
    {"情報:氏名", "data:氏名"},
    {"媒体:紙", "media:紙"},
    {"ラベル:2次被害", "label:2次被害"},
    {"年:2023", "year:2023"},
    {"年:2022..2023", "year:2022..2023"},
    {"year:2022,2023", "year:2022,2023"},
    {"year:\"2022, 2023\"", "year:2022,2023"},
    {"年:不明", "year:不明"},
    {"date:2023-04..2024-03", "date:2023-04-01..2024-03-31"},
    {"公表日:令和5年12月", "date:2023-12-01..2023-12-31"},
    {"date:R5.12.13", "date:2023-12-13"},
    {"date:2024-02..", "date:2024-02-01.."},
    {"date:..2023/6/30", "date:..2023-06-30"},
    {"date:20231213", "date:2023-12-13"},
    {"人数:1万..", "affected:10000.."},
    {"affected:1,000〜6.5万", "affected:1000..65000"},
    {"affected:924万4,553件", "affected:9244553"},
    {"affected:none", "affected:none"},
    {"https://example.jp/x", "https://example.jp/x"},
    {"J:COM", "J:COM"},
    {"18:42", "18:42"},
    {"ORACLE", "ORACLE"},
    {"OR者", "OR者"},
};

static void test_readings(void) {
  for (guint i = 0; i < G_N_ELEMENTS(readings); i++) {
    QueryNode *node = parse(readings[i].text);
    char *printed = query_print(node);
    g_assert_cmpstr(printed, ==, readings[i].printed);
    g_free(printed);
    query_node_free(node);
  }
}

static const struct {
  const char *text;
  guint at;
} refusals[] = {
    {"(a", 0},
    {"a)", 1},
    {"a ()", 2},
    {"\"a", 0},
    {"a \"\"", 2},
    {"OR a", 0},
    {"a OR", 4},
    {"a | | b", 4},
    {"-", 0},
    {"a - b", 2},
    {"*", 0},
    {"org:", 0},
    {"x org:\"a", 6},
    {"cuase:loss", 0},
    {"紛失 date:13月", 8},
    {"年:abc", 2},
    {"人数:多い", 3},
    {"date:2023-02-30", 5},
    {"affected:..", 9},
    {"a (b OR (c d)", 2},
    {"\xff", 0},
    {"ab\xe3\x81", 2},
    {"org:()", 0},
    {"年:2022,x", 2},
};

static void test_refusals(void) {
  for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
    GError *error = NULL;
    guint at = 99;
    g_assert_null(query_parse(refusals[i].text, &at, &error));
    g_assert_error(error, QUERY_ERROR, 0);
    g_assert_cmpuint(strlen(error->message), >, 10);
    if (at != refusals[i].at)
      g_test_message("%s: at %u", refusals[i].text, at);
    g_assert_cmpuint(at, ==, refusals[i].at);
    g_error_free(error);
  }
}

static void test_places(void) {
  QueryNode *node = parse("紛失　-org:市 \"漏 えい\"");
  static const guint places[] = {0, 3, 10};
  for (guint i = 0; i < node->children->len; i++)
    g_assert_cmpuint(((QueryNode *)node->children->pdata[i])->at_chars, ==, places[i]);
  query_node_free(node);
}

static void assert_refused(const char *text) {
  GError *error = NULL;
  guint at = 0;
  g_assert_null(query_parse(text, &at, &error));
  g_assert_error(error, QUERY_ERROR, 0);
  g_error_free(error);
}

static void test_limits(void) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < 10000; i++)
    g_string_append_c(text, '(');
  assert_refused(text->str);
  g_string_assign(text, "");
  for (guint i = 0; i < 10000; i++)
    g_string_append_c(text, '-');
  g_string_append_c(text, 'a');
  assert_refused(text->str);
  g_string_assign(text, "");
  while (text->len < 1024 * 1024)
    g_string_append(text, "漏えい ");
  assert_refused(text->str);
  g_string_truncate(text, 60000);
  assert_refused(text->str); /* too many words */
  g_string_assign(text, "");
  while (text->len < 60000)
    g_string_append(text, "漏えい");
  query_node_free(parse(text->str));
  g_string_free(text, TRUE);
}

/* ---- random trees come back from their print */

static const char *const texts[] = {"紛失",    "USBメモリ", "a",     "情報漏えい",
                                    "2,726件", "R5.12.13",  "J:COM", "c++",
                                    "x-y",     "「開示」",  "ORs",   "㍿"};
static const char *const quoted[] = {"a b", "東京都", "\"", "\\", "(x", "a OR b", "-y", "“”", "*"};

static QueryNode *leaf_of(GRand *rand) {
  QueryNode *node = g_new0(QueryNode, 1);
  switch (g_rand_int_range(rand, 0, 4)) {
  case 0:
    node->kind = QUERY_EXACT;
    node->text = g_strdup(quoted[g_rand_int_range(rand, 0, G_N_ELEMENTS(quoted))]);
    return node;
  case 1:
    node->kind = QUERY_PREFIX;
    break;
  case 2:
    node->kind = QUERY_FIELD;
    node->field = g_rand_int_range(rand, 0, FIELD_LABEL + 1);
    node->exact = g_rand_boolean(rand);
    if (!node->exact)
      break;
    node->text = g_strdup(quoted[g_rand_int_range(rand, 0, G_N_ELEMENTS(quoted))]);
    return node;
  default:
    node->kind = QUERY_WORD;
  }
  node->text = g_strdup(texts[g_rand_int_range(rand, 0, G_N_ELEMENTS(texts))]);
  return node;
}

static QueryNode *range_of(GRand *rand) {
  QueryNode *node = g_new0(QueryNode, 1);
  node->kind = QUERY_FIELD;
  node->field = g_rand_boolean(rand) ? FIELD_AFFECTED : FIELD_DATE;
  gboolean date = node->field == FIELD_DATE;
  if (g_rand_boolean(rand))
    node->from = g_strdup(date ? "2023-04-01" : "10");
  if (!node->from || g_rand_boolean(rand))
    node->to = g_strdup(date ? "2023-04-30" : "65000");
  return node;
}

static QueryNode *tree_of(GRand *rand, guint depth, QueryKind above) {
  guint pick = (guint)g_rand_int_range(rand, 0, 10);
  if (depth == 0 || pick < 3)
    return pick == 0 ? range_of(rand) : leaf_of(rand);
  QueryNode *node = g_new0(QueryNode, 1);
  node->kind = pick < 5 ? QUERY_NOT : pick < 8 ? QUERY_AND : QUERY_OR;
  if (node->kind == above && above != QUERY_NOT)
    node->kind = above == QUERY_AND ? QUERY_OR : QUERY_AND;
  guint n = node->kind == QUERY_NOT ? 1 : (guint)g_rand_int_range(rand, 2, 5);
  node->children = g_ptr_array_new_with_free_func((GDestroyNotify)query_node_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add(node->children, tree_of(rand, depth - 1, node->kind));
  return node;
}

static gboolean same_tree(const QueryNode *a, const QueryNode *b) {
  if (a->kind != b->kind || g_strcmp0(a->text, b->text) || g_strcmp0(a->from, b->from) ||
      g_strcmp0(a->to, b->to) || (a->kind == QUERY_FIELD && a->field != b->field) ||
      a->exact != b->exact)
    return FALSE;
  guint n = a->children ? a->children->len : 0;
  if (n != (b->children ? b->children->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!same_tree(a->children->pdata[i], b->children->pdata[i]))
      return FALSE;
  return TRUE;
}

static void test_round_trip(void) {
  GRand *rand = g_rand_new_with_seed(42);
  for (guint i = 0; i < 5000; i++) {
    QueryNode *node = tree_of(rand, 5, QUERY_NOT);
    char *printed = query_print(node);
    QueryNode *again = parse(printed);
    if (!same_tree(node, again))
      g_test_message("%s", printed);
    g_assert_true(same_tree(node, again));
    query_node_free(again);
    query_node_free(node);
    g_free(printed);
  }
  g_rand_free(rand);
}

/* Whatever is typed: a tree whose print is stable, or a reason. */
static void test_noise(void) {
  static const char *const bits[] = {"(",   ")",  "\"",   "-",     "|",  "OR ", " ",
                                     "*",   ":",  "org:", "date:", "漏", "a",   "..",
                                     "1万", "（", "”",    "\\",    "年", ",",   "−"};
  GRand *rand = g_rand_new_with_seed(7);
  for (guint i = 0; i < 20000; i++) {
    GString *text = g_string_new(NULL);
    for (guint n = (guint)g_rand_int_range(rand, 0, 12); n; n--)
      g_string_append(text, bits[g_rand_int_range(rand, 0, G_N_ELEMENTS(bits))]);
    guint at = 0;
    GError *error = NULL;
    QueryNode *node = query_parse(text->str, &at, &error);
    g_assert_true((node == NULL) == (error != NULL));
    g_assert_cmpuint(at, <=, (guint)g_utf8_strlen(text->str, -1));
    if (node) {
      char *printed = query_print(node);
      QueryNode *again = parse(printed);
      g_assert_true(same_tree(node, again));
      query_node_free(again);
      g_free(printed);
    }
    query_node_free(node);
    g_clear_error(&error);
    g_string_free(text, TRUE);
  }
  g_rand_free(rand);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/query/readings", test_readings);
  g_test_add_func("/query/refusals", test_refusals);
  g_test_add_func("/query/places", test_places);
  g_test_add_func("/query/limits", test_limits);
  g_test_add_func("/query/round-trip", test_round_trip);
  g_test_add_func("/query/noise", test_noise);
  return g_test_run();
}
