#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "indexer/heading.h"
#include "indexer/heading_day.h"

static HeadingTools tools;

/* Says all rows that are wrong, not the first alone. */
static void check_text(const char *row, const char *what, const char *given, const char *wanted) {
  if (g_strcmp0(given, wanted) == 0)
    return;
  fprintf(stderr, "# %s: %s is %s, should be %s\n", row, what, given ? given : "(none)",
          wanted ? wanted : "(none)");
  g_test_fail();
}

static void check_number(const char *row, const char *what, int given, int wanted) {
  if (given == wanted)
    return;
  fprintf(stderr, "# %s: %s is %d, should be %d\n", row, what, given, wanted);
  g_test_fail();
}

typedef struct {
  const char *heading, *organisation, *title;
  int published;
} HeadingRow;

/* What stands behind the bracket of a page dump. */
static const HeadingRow headings[] = {
    {"株式会社ツノダテ商会 個人情報漏えいのお詫び", "株式会社ツノダテ商会",
     "個人情報漏えいのお詫び", 0},
    {"ツノダテ商会株式会社　顧客情報の流出について　2024/9/11", "ツノダテ商会株式会社",
     "顧客情報の流出について", 20240911},
    {"ツノダテ 株式会社 お客さまの個人情報漏えいに関するお知らせ", "ツノダテ 株式会社",
     "お客さまの個人情報漏えいに関するお知らせ", 0},
    {"㈱ツノダテ 不正アクセスについて", "㈱ツノダテ", "不正アクセスについて", 0},
    {"株式会社 ツノダテ データ サーバへの不正アクセスについて", "株式会社 ツノダテ データ",
     "サーバへの不正アクセスについて", 0},
    {"一般社団法人 きりたんぽ文化協会 当団サーバへの不正アクセスについて",
     "一般社団法人 きりたんぽ文化協会", "当団サーバへの不正アクセスについて", 0},
    {"公益財団法人 みどりの笛財団 パソコンの盗難について 令和6年5月9日",
     "公益財団法人 みどりの笛財団", "パソコンの盗難について", 20240509},
    {"国立大学法人 楡原大学 医学部附属病院 USBメモリの紛失について",
     "国立大学法人 楡原大学 医学部附属病院", "USBメモリの紛失について", 0},
    {"楡原市 消防局 職員による個人情報の漏えい", "楡原市 消防局", "職員による個人情報の漏えい", 0},
    {"楡原市 楡原市発達支援センターにおける個人情報の漏洩について 2023年7月14日", "楡原市",
     "楡原市発達支援センターにおける個人情報の漏洩について", 20230714},
    {"楡原県 トキワ計算機株式会社のシステムへの不正アクセスによる県立高校への影響について",
     "楡原県", "トキワ計算機株式会社のシステムへの不正アクセスによる県立高校への影響について", 0},
    {"楡原県 ツノダテソリューションズ元派遣社員による個人情報の不正流出について", "楡原県",
     "ツノダテソリューションズ元派遣社員による個人情報の不正流出について", 0},
    {"楡原大学病院における個人情報を含むUSBメモリの紛失について 2023年7月24日", "楡原大学病院",
     "楡原大学病院における個人情報を含むUSBメモリの紛失について", 20230724},
    {"国立苔類研究所が運用するストレージへの不正アクセスについて", "国立苔類研究所",
     "国立苔類研究所が運用するストレージへの不正アクセスについて", 0},
    {"楡原県角館市の市立校で、サポート詐欺に騙されて校務システム停止", "楡原県角館市",
     "楡原県角館市の市立校で、サポート詐欺に騙されて校務システム停止", 0},
    {"株式会社つのだて舎における個人情報の漏えいについて", "株式会社つのだて舎",
     "株式会社つのだて舎における個人情報の漏えいについて", 0},
    {"株式会社つのだて舎の個人情報の漏えいについて", "株式会社つのだて舎",
     "株式会社つのだて舎の個人情報の漏えいについて", 0},
    {"株式会社つのだて舎「つのだて便り」への不正アクセスについて", "株式会社つのだて舎",
     "株式会社つのだて舎「つのだて便り」への不正アクセスについて", 0},
    {"「つのだて便りオンラインショップ」への不正アクセスによる個人情報漏えいに関するお詫び", NULL,
     "「つのだて便りオンラインショップ」への不正アクセスによる個人情報漏えいに関するお詫び", 0},
    {"弊社サーバーへの不正アクセスについて", NULL, "弊社サーバーへの不正アクセスについて", 0},
    {"メールアドレス漏えいのお詫び", NULL, "メールアドレス漏えいのお詫び", 0},
    {"県立高校における個人情報の紛失について", NULL, "県立高校における個人情報の紛失について", 0},
    {"業務委託先における個人情報の漏えいについて", NULL,
     "業務委託先における個人情報の漏えいについて", 0},
    {"不正アクセスによる個人情報流出の可能性について | 株式会社ツノダテ", "株式会社ツノダテ",
     "不正アクセスによる個人情報流出の可能性について | 株式会社ツノダテ", 0},
    {"ツノダテ サーバへの不正アクセスについて(第2報) 2024年8月28日", "ツノダテ",
     "サーバへの不正アクセスについて(第2報)", 20240828},
    {"ツノダテ LINEキャンペーンにおける個人情報漏えいに関するお詫び", "ツノダテ",
     "LINEキャンペーンにおける個人情報漏えいに関するお詫び", 0},
    {"Tsunodate Co., Ltd. 個人情報の流出について", "Tsunodate Co., Ltd.", "個人情報の流出について",
     0},
    {"Plover Design 社 アクセスログの漏えいについて", "Plover Design 社",
     "アクセスログの漏えいについて", 0},
    {"LUX ツノダテ株式会社 社内システムへの攻撃について", "LUX ツノダテ株式会社",
     "社内システムへの攻撃について", 0},
    {"しののめ農業協同組合 帳票類の誤廃棄に関するお知らせ", "しののめ農業協同組合",
     "帳票類の誤廃棄に関するお知らせ", 0},
    {"【続報】株式会社ツノダテ 個人情報漏えいについて", "株式会社ツノダテ",
     "【続報】個人情報漏えいについて", 0},
    {"日本システム情報協会 会員名簿の誤送信について", "日本システム情報協会",
     "会員名簿の誤送信について", 0},
    {"学び舎ヒバリ メール配信システムへの不正ログインについて", "学び舎ヒバリ",
     "メール配信システムへの不正ログインについて", 0},
    {"楡原県 株式会社ツノダテに委託した事業における個人情報の漏えいについて", "楡原県",
     "株式会社ツノダテに委託した事業における個人情報の漏えいについて", 0},
    {"ツノダテ会館 わくわく祭り2023", "ツノダテ会館", "わくわく祭り2023", 0},
    {"楡原市 ホームページへの個人情報の誤掲載について 2023年", "楡原市",
     "ホームページへの個人情報の誤掲載について 2023年", 0},
    {"楡原市 名簿の紛失について 2023年7月", "楡原市", "名簿の紛失について 2023年7月", 0},
    {"楡原市 個人情報の漏えい(2023年7月1日~2023年7月9日)", "楡原市",
     "個人情報の漏えい(2023年7月1日~2023年7月9日)", 0},
    {"楡原市 個人情報の漏えい(2023年7月9日)", "楡原市", "個人情報の漏えい", 20230709},
};

static void test_headings(void) {
  for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
    const HeadingRow *row = &headings[i];
    Notice *notice = notice_new();
    heading_read(&tools, row->heading, strlen(row->heading), notice);
    check_text(row->heading, "organisation", notice->organisation, row->organisation);
    check_text(row->heading, "title", notice->title, row->title);
    check_number(row->heading, "published", notice->published, row->published);
    notice_free(notice);
  }
}

/* Titles on their own stay whole; common words aren't organisations. */
static const HeadingRow titles[] = {
    {"楡原市民病院 患者さんの控えの紛失について", "楡原市民病院",
     "楡原市民病院 患者さんの控えの紛失について", 0},
    {"X線フィルムの不適切な廃棄 - 楡原台総合病院", "楡原台総合病院",
     "X線フィルムの不適切な廃棄 - 楡原台総合病院", 0},
    {"学習塾の教室における名簿の紛失について", NULL, "学習塾の教室における名簿の紛失について", 0},
    {"個人情報の漏えいについて(2024年2月11日)", NULL, "個人情報の漏えいについて", 20240211},
};

static void test_titles(void) {
  for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
    const HeadingRow *row = &titles[i];
    Notice *notice = notice_new();
    heading_read_title(&tools, row->heading, strlen(row->heading), notice);
    check_text(row->heading, "organisation", notice->organisation, row->organisation);
    check_text(row->heading, "title", notice->title, row->title);
    check_number(row->heading, "published", notice->published, row->published);
    notice_free(notice);
  }
}

static void test_brackets(void) {
  static const struct {
    const char *line;
    gboolean bracket;
    const char *id, *rest;
  } rows[] = {
      {"【セキュリティ事件簿#2024-015】株式会社ツノダテ", TRUE, "2024-015", "株式会社ツノダテ"},
      {"【セキュリティ事件簿＃２０２４－０１２】ツノダテ", TRUE, "2024-012", "ツノダテ"},
      {"　【セキュリティ事件簿 # 2024-7】ツノダテ", TRUE, "2024-007", "ツノダテ"},
      {"## 【セキュリティ事件簿#2024-1015】ツノダテ", TRUE, "2024-1015", "ツノダテ"},
      {"【セキュリティ事件簿#2024-015-2】ツノダテ", TRUE, "2024-015", "ツノダテ"},
      {"【セキュリティ事件簿#2024-015 続報】ツノダテ", TRUE, "2024-015", "ツノダテ"},
      {"【セキュリティ事件簿#2024-0l5】ツノダテ", TRUE, "", "ツノダテ"},
      {"【セキュリティ事件簿#2024】ツノダテ", TRUE, "", "ツノダテ"},
      {"【セキュリティ事件簿】ツノダテ", TRUE, "", "ツノダテ"},
      {"関連事件簿:【セキュリティ事件簿#2024-015】", FALSE, "", NULL},
      {"• 【セキュリティ事件簿#2024-015】", FALSE, "", NULL},
      {"【経緯】", FALSE, "", NULL},
      {"【2024年7月10日リリース分】", FALSE, "", NULL},
      {"【セキュリティ事件簿#2024-015", FALSE, "", NULL},
      {"", FALSE, "", NULL},
      {" ", FALSE, "", NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    char id[HEADING_ID_BYTES] = "";
    gsize rest = 0;
    gboolean found = heading_bracket(rows[i].line, strlen(rows[i].line), &rest, id);
    check_number(rows[i].line, "bracket", found, rows[i].bracket);
    if (!found)
      continue;
    check_text(rows[i].line, "id", id, rows[i].id);
    check_text(rows[i].line, "rest", rows[i].line + rest, rows[i].rest);
  }
}

static void test_days(void) {
  static const struct {
    const char *text;
    int day;
  } rows[] = {{"2024/9/11", 20240911},
              {"2023年7月24日", 20230724},
              {"令和5年7月24日", 20230724},
              {"令和元年5月1日", 20190501},
              {"R5.7.24", 20230724},
              {"２０２３年７月２４日", 20230724},
              {"2024-01-26T09:30:00+09:00", 20240126},
              {"Fri, 26 Jan 2024 09:30:00 +0900", 20240126},
              {"2023年(令和5年)7月24日", 20230724},
              {"令和5年(2023年)7月24日(月)", 20230724},
              {"2023年2月30日", 0},
              {"2023年", 0},
              {"2023年7月", 0},
              {"7月24日", 0},
              {"", 0}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    check_number(rows[i].text, "day", heading_day(rows[i].text, strlen(rows[i].text)), rows[i].day);
  }
}

static void test_days_alone(void) {
  static const struct {
    const char *text;
    int day;
  } rows[] = {{"2024年2月11日", 20240211},           {"(2024年2月11日)", 20240211},
              {"公開日:2024年2月11日", 20240211},    {"令和6年2月11日(日曜日)", 20240211},
              {"2024年2月11日 株式会社ツノダテ", 0}, {"2024年2月11日、紛失に気付いた。", 0},
              {"2024年2月1日~2024年2月11日", 0},     {"紛失した日 2024年2月11日", 0}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    check_number(rows[i].text, "day", heading_day_alone(rows[i].text, strlen(rows[i].text)),
                 rows[i].day);
  }
}

/* Who a notice is from where its title doesn't say it. */
static void test_bodies(void) {
  static const struct {
    const char *body, *organisation;
    int published;
    gboolean doubt;
  } rows[] = {
      {"株式会社ツノダテ(以下「当社」という。)は、誤って送信しました。\n", "株式会社ツノダテ", 0,
       FALSE},
      {"このたび株式会社ツノダテ（以下、「弊社」といいます）において\n", "株式会社ツノダテ", 0},
      {"弊社(株式会社ツノダテ)のサーバーが攻撃を受けました。\n", "株式会社ツノダテ", 0},
      {"当社が委託する株式会社ヨソモノ(以下「委託先」という。)において\n", NULL, 0, TRUE},
      {"令和6年5月15日\n株式会社ツノダテ\n代表取締役社長 角館 "
       "太郎\n\n各位\n\n当社は、漏えいのおそれがある事案を確認しました。\n",
       "株式会社ツノダテ", 20240515},
      {"紛失がわかりました。\n\n令和6年5月15日\n楡原台市民病院 院長\n", "楡原台市民病院", 20240515},
      {"楡原市は10日、名簿を誤って載せたと発表した。\n\n(2024年2月11日)\n", "楡原市", 20240211,
       TRUE},
      {"学習塾では名簿が紛失した。\n", NULL, 0, TRUE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    Notice *notice = notice_new();
    notice_set_body(notice, rows[i].body);
    heading_read_body(&tools, TRUE, notice);
    check_text(rows[i].body, "organisation", notice->organisation, rows[i].organisation);
    check_number(rows[i].body, "published", notice->published, rows[i].published);
    check_number(rows[i].body, "doubt", notice->doubts->len > 0, rows[i].doubt);
    notice_free(notice);
  }
}

static void test_links(void) {
  const char *text =
      "関連事件簿:【セキュリティ事件簿#2023-335】甲、【セキュリティ事件簿＃２０２３－５】乙\n"
      "【セキュリティ事件簿#2023-335】と【セキュリティ事件簿#2024-001】";
  GPtrArray *links = g_ptr_array_new_with_free_func(g_free);
  heading_links(text, strlen(text), "2024-001", links);
  g_assert_cmpuint(links->len, ==, 2);
  g_assert_cmpstr(links->pdata[0], ==, "2023-335");
  g_assert_cmpstr(links->pdata[1], ==, "2023-005");
  g_ptr_array_unref(links);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  char *data = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data, &error);
  g_assert_no_error(error);
  HeadingRules *rules = heading_rules_new(data, &error);
  g_assert_no_error(error);
  tools = (HeadingTools){rules, analyzer_thread_new(analyzer)};
  g_test_add_func("/heading/headings", test_headings);
  g_test_add_func("/heading/titles", test_titles);
  g_test_add_func("/heading/brackets", test_brackets);
  g_test_add_func("/heading/days", test_days);
  g_test_add_func("/heading/days-alone", test_days_alone);
  g_test_add_func("/heading/bodies", test_bodies);
  g_test_add_func("/heading/links", test_links);
  int status = g_test_run();
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data);
  return status;
}
