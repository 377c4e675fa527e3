#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "indexer/health.h"
#include "indexer/report.h"
#include "dict/datadir.h"

static HeadingTools tools;
static char *data;

typedef struct {
  Health *health;
  const char *file;
} Doctor;

static void look(Post *post, gpointer user) {
  const Doctor *doctor = user;
  health_post(doctor->health, doctor->file, post);
}

static void note(const HealthFinding *finding, gpointer user) {
  g_string_append_printf(user, "%s:%u %s: %s\n", finding->file, finding->line,
                         health_kind_name(finding->kind), finding->text);
}

static void read_file(Health *health, const char *file, const char *text,
                      const SourceStats *stats) {
  Doctor doctor = {health, file};
  page_posts(file, text, strlen(text), &tools, look, &doctor);
  health_file(health, file, stats);
}

static void test_findings(void) {
  GString *found = g_string_new(NULL);
  Health *health = health_new(note, found);
  read_file(
      health, "a.txt",
      "【セキュリティ事件簿#2031-001】楡原市 名簿の紛失について\n\n⼭の上のサ一バで紛失しました。\n"
      "令和5年(2022年)5月8日に気付きました。\n令和5年2月20日のことです。\n\n"
      "【セキュリティ事件簿#2031-003】楡原市 "
      "端末の盗難について\n\n令和5年(2023年)5月8日、盗まれました。\n",
      NULL);
  read_file(
      health, "b.txt",
      "【セキュリティ事件簿#2031-003】楡原市 "
      "台帳の誤廃棄について\n\n本市の台帳を誤って捨てました。\n\n"
      "【セキュリティ事件簿#2031-003】角館市 端末の盗難について\n\n本市の端末が盗まれました。\n\n"
      "【セキュリティ事件簿#2031-007】楡原市 "
      "台帳の誤廃棄について\n\n本市の台帳を誤って捨てました。\n",
      NULL);
  SourceStats stats = {.charset = CHARSET_EUC_JP, .broken_bytes = 3};
  read_file(health, "c.txt", "島の宿\n\n魚がうまい。\n", &stats);
  read_file(health, "d.txt", "", NULL);
  health_finish(health);
  g_assert_cmpstr(
      found->str, ==,
      "a.txt:3 look-alike: look-alike characters: U+2F2D ⼭ for 山, U+4E00 一 for ー\n"
      "a.txt:4 date: era and western year differ: 令和5年(2022年)5月8日\n"
      "c.txt:0 empty: no notice among 1 posts\n"
      "c.txt:0 broken: 3 bytes can't be read as EUC-JP: mixed encodings or damage\n"
      "d.txt:0 empty: no post at all\n"
      "a.txt:7 gap: 2031-002 is missing\n"
      "b.txt:1 double: 2031-003 stands twice for 楡原市 under different titles (also a.txt:7)\n"
      "b.txt:9 gap: 2031-004 to 2031-006 are missing\n");
  g_string_free(found, TRUE);
}

static void test_report(void) {
  GError *error = NULL;
  Taxonomy *taxonomy = taxonomy_load(data, &error);
  g_assert_no_error(error);
  Notice *notice = notice_new();
  notice->id = g_strdup("2031-001");
  notice_set_title(notice, "紛失\"について\"");
  notice->published = 20310509;
  notice->affected = 31;
  guint8 cause = (guint8)taxonomy_code(taxonomy, TAXONOMY_CAUSE, "loss");
  g_array_append_val(notice->causes, cause);
  notice_add_evidence(notice, "affected", "31名", -1, 12);
  ReportPost post = {REPORT_DUPLICATE, notice, "b.txt", 3, 9, "a.txt", 1};
  char *line = report_line(&post, taxonomy);
  g_assert_null(strchr(line, '\n'));
  json_t *object = json_loads(line, 0, NULL);
  g_assert_nonnull(object);
  g_assert_cmpstr(json_string_value(json_object_get(object, "kind")), ==, "duplicate");
  g_assert_cmpstr(json_string_value(json_object_get(object, "published")), ==, "2031-05-09");
  g_assert_cmpstr(json_string_value(json_object_get(object, "title")), ==, notice->title);
  g_assert_true(json_is_null(json_object_get(object, "organisation")));
  g_assert_true(json_is_null(json_object_get(object, "discovered")));
  g_assert_cmpint(json_integer_value(json_object_get(object, "affected")), ==, 31);
  g_assert_cmpstr(json_string_value(json_array_get(json_object_get(object, "causes"), 0)), ==,
                  "loss");
  json_t *evidence = json_object_get(json_object_get(object, "evidence"), "affected");
  g_assert_cmpint(json_integer_value(json_object_get(evidence, "line")), ==, 12);
  json_t *of = json_object_get(object, "of");
  g_assert_cmpstr(json_string_value(json_object_get(of, "file")), ==, "a.txt");
  json_decref(object);
  g_free(line);
  notice->affected = NOTICE_AFFECTED_UNKNOWN;
  post.kind = REPORT_NOTICE;
  line = report_line(&post, taxonomy);
  g_assert_nonnull(strstr(line, "\"affected\":null"));
  g_assert_null(strstr(line, "\"of\""));
  g_free(line);
  notice_free(notice);
  taxonomy_free(taxonomy);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  data = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data, &error);
  g_assert_no_error(error);
  HeadingRules *rules = heading_rules_new(data, &error);
  g_assert_no_error(error);
  tools = (HeadingTools){rules, analyzer_thread_new(analyzer)};
  g_test_add_func("/health/findings", test_findings);
  g_test_add_func("/health/report", test_report);
  int status = g_test_run();
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data);
  return status;
}
