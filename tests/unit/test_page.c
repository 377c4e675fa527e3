#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "indexer/page.h"

static HeadingTools tools;

/* What a test wants to see of the posts: kind, lines, number, organisation, title. */
static void describe(Post *post, gpointer user) {
  const Notice *notice = post->notice;
  g_string_append_printf(user, "%s %u-%u", post->kind == POST_NOTICE ? "notice" : "other",
                         post->line, post->end_line);
  if (post->kind == POST_NOTICE)
    g_string_append_printf(user, " %s|%s", notice->id ? notice->id : "-",
                           notice->organisation ? notice->organisation : "-");
  g_string_append_printf(user, "|%s\n", notice->title);
}

static char *posts_of(const char *text) {
  GString *seen = g_string_new(NULL);
  page_posts("page.txt", text, strlen(text), &tools, describe, seen);
  return g_string_free(seen, FALSE);
}

typedef struct {
  const char *name, *text, *posts;
} PageRow;

#define HEAD "【セキュリティ事件簿#2031-041】楡原市 名簿の紛失について\n"
#define HEAD_POST "2031-041|楡原市|名簿の紛失について\n"
#define BODY "本市の職員が名簿を紛失しました。関係の皆様に深くお詫び申し上げます。\n"
#define FERRY                                                                                            \
  "夜の船で島へ渡る、二泊三日の記録\n\n\n"                                               \
  "港の食堂で魚を食べてから乗った。甲板は風が強く、星がよく見えた。\n\n" \
  "翌朝は灯台まで歩いた。坂の途中で猫に会い、写真を撮った。島の豆腐は硬くてうまい。\n"

static const PageRow pages[] = {
    {"one", HEAD "\n" BODY, "notice 1-3 " HEAD_POST},
    {"empty", "", ""},
    {"blank", "\n \n　\n", ""},
    {"no end of line", HEAD BODY "おわり", "notice 1-3 " HEAD_POST},
    {"neighbour after a notice", HEAD "\n" BODY "\n" FERRY "\n" HEAD "\n" BODY,
     "notice 1-3 " HEAD_POST
     "other 5-10|夜の船で島へ渡る、二泊三日の記録\nnotice 12-14 " HEAD_POST},
    {"neighbour before all", FERRY "\n" HEAD "\n" BODY,
     "other 1-6|夜の船で島へ渡る、二泊三日の記録\nnotice 8-10 " HEAD_POST},
    {"neighbour at the end", HEAD "\n" BODY "\n" FERRY,
     "notice 1-3 " HEAD_POST "other 5-10|夜の船で島へ渡る、二泊三日の記録\n"},
    {"two neighbours",
     HEAD "\n" BODY "\n" FERRY "\n"
          "端末の盗難に備える設定の手引き\n\n20310101-1.png\n\n(要約)\n\n1. 背景:\n"
          "電話は小さな計算機である。鍵をかけないまま机に置くのはよくない。\n\n2. 設定:\n"
          "画面の鍵は短い時間でかかるようにする。控えは別の場所に取る。\n",
     "notice 1-3 " HEAD_POST
     "other 5-10|夜の船で島へ渡る、二泊三日の記録\nother 12-22|端末の盗難に備える設定の手引き\n"},
    {"footer, then neighbour with one blank line",
     HEAD "\n" BODY "\nリリース文アーカイブ\n\n"
          "今年の空港ラウンジ ランキング\n\n1位は北の空港。椅子が柔らかく、"
          "窓から雪の山が見える。2位は南の空港で、果物がうまい。\n",
     "notice 1-5 " HEAD_POST "other 7-9|今年の空港ラウンジ ランキング\n"},
    {"sections behind two blank lines stay inside",
     HEAD "\n\n" BODY "\n1. 本件の経緯\n\n\n"
          "令和13年5月8日、職員が気付きました。\n\n経緯\n\n\n"
          "本市から警察に届け出ました。\n\n今後の対応について\n\n\n再発防止に努めてまいります。\n",
     "notice 1-19 " HEAD_POST},
    {"sections of a report in the third person stay inside",
     "【セキュリティ事件簿#2031-"
     "042】楡原県角館市の小学校で、偽の警告に騙されて校務の機械が止まる\n\n\n"
     "角館市の小学校で、職員が偽の警告に騙された。\n\n事件の概要と時系列の整理\n\n"
     "角館市の職員が画面の番号に電話をかけ、校務の機械に遠隔操作の道具を入れた。\n\n"
     "教訓として学校現場が学べること\n\n角館市の小学校の職員は、偽の警告の画面を見たら電話をかけな"
     "い。\n",
     "notice 1-12 "
     "2031-042|楡原県角館市|楡原県角館市の小学校で、偽の警告に騙されて校務の機械が止まる\n"},
    {"bracketed sections and releases stay inside",
     HEAD "\n【2031年7月10日リリース分】\n\n" BODY "\n【お問い合わせ先】\n\n楡原市総務課\n\n"
          "【2031年6月1日リリース分】\n\n本市の名簿が見当たりません。\n\nリリース文アーカイブ\n",
     "notice 1-15 " HEAD_POST},
    {"a title line begins the body", HEAD "\n市民名簿の紛失に関するお詫びとお知らせ\n\n\n" BODY,
     "notice 1-6 " HEAD_POST},
    {"table rows stay inside",
     HEAD "\n" BODY "\n角館北小学校              29人\n\n角館西小学校              27人\n\n以上\n",
     "notice 1-9 " HEAD_POST},
    {"a signature stays inside", HEAD "\n" BODY "\n令和13年5月15日\n\n楡原市長 角館 太郎\n",
     "notice 1-7 " HEAD_POST},
    {"references are no headings",
     HEAD "\n" BODY "\n関連事件簿:【セキュリティ事件簿#2031-001】甲社 流出について\n\n関連事件簿:\n"
          "【セキュリティ事件簿#2031-002】乙社 紛失について\n【セキュリティ事件簿#2031-003】丙社 "
          "流出について\n",
     "notice 1-9 " HEAD_POST},
    {"navigation is no post",
     "私の雑記\n海と機械の話\n\n" HEAD "\n" BODY
     "\n次の投稿 ホーム\n\n登録: 投稿 (Atom)\n\n人気の投稿\n\n"
     "【セキュリティ事件簿#2031-002】乙社 紛失について\n\n【セキュリティ事件簿#2031-003】丙社 "
     "流出について\n",
     "notice 4-6 " HEAD_POST},
    {"full width", "【セキュリティ事件簿＃２０３１－０４１】楡原市　名簿の紛失について\n\n" BODY,
     "notice 1-3 " HEAD_POST},
    {"broken heading", "【セキュリティ事件簿#2031-041】楡原市\n名簿の紛失について\n\n" BODY,
     "notice 1-4 " HEAD_POST},
    {"heading below its bracket",
     "【セキュリティ事件簿#2031-041】\n\n楡原市 名簿の紛失について\n\n" BODY,
     "notice 1-5 " HEAD_POST},
    {"heading alone", HEAD "\n", "notice 1-1 " HEAD_POST},
    {"one notice a file",
     "\n名簿の紛失に関するお詫び\n\n2031年5月1日\n楡原市\n\n本市の職員が、5月1日に名簿31名分("
     "氏名、住所)を紛失しました。"
     "深くお詫びします。\n",
     "notice 2-7 -|楡原市|名簿の紛失に関するお詫び\n"},
    {"another text a file", FERRY, "other 1-6|夜の船で島へ渡る、二泊三日の記録\n"},
};

static void test_pages(gconstpointer data) {
  const PageRow *row = data;
  char *posts = posts_of(row->text);
  if (strcmp(posts, row->posts) != 0) {
    fprintf(stderr, "# is:\n%s# should be:\n%s", posts, row->posts);
    g_test_fail();
  }
  g_free(posts);
}

/* ---- what a post holds */

static void take_first(Post *post, gpointer user) {
  Notice **first = user;
  if (!*first) {
    *first = post->notice;
    post->notice = NULL;
  }
}

static Notice *first_notice(const char *text) {
  Notice *first = NULL;
  page_posts("page.txt", text, strlen(text), &tools, take_first, &first);
  g_assert_nonnull(first);
  return first;
}

static void test_body(void) {
  Notice *notice =
      first_notice(HEAD "\nNIREHARA\n \n20310101-1.png\n\n" BODY
                        "\n【2031年6月1日リリース分】\n二行目\n\nリリース文アーカイブ\n\n");
  g_assert_cmpstr(notice->body, ==, BODY "\n\n二行目\n");
  g_assert_cmpuint(notice->body_line, ==, 7);
  g_assert_cmpuint(notice->body_bytes, ==, strlen(notice->body));
  const NoticePlace *place = &g_array_index(notice->places, NoticePlace, 0);
  g_assert_cmpuint(place->line, ==, 1);
  g_assert_cmpuint(place->end_line, ==, 12);
  notice_free(notice);
}

static void test_labels(void) {
  Notice *notice = first_notice(
      "ラベル インシデント:2次流出 の投稿を表示しています。 すべての投稿を表示\n\n" HEAD "\n" BODY
      "\nラベル: インシデント, 紛失\n");
  g_assert_cmpuint(notice->labels->len, ==, 3);
  g_assert_cmpstr(notice->labels->pdata[0], ==, "インシデント");
  g_assert_cmpstr(notice->labels->pdata[1], ==, "紛失");
  g_assert_cmpstr(notice->labels->pdata[2], ==, "インシデント:2次流出");
  g_assert_cmpstr(notice->body, ==, BODY);
  notice_free(notice);
}

static void test_links(void) {
  Notice *notice = first_notice(
      HEAD "\n" BODY "\n関連事件簿:\n【セキュリティ事件簿#2031-002】乙社 紛失について\n");
  g_assert_cmpuint(notice->links->len, ==, 1);
  g_assert_cmpstr(notice->links->pdata[0], ==, "2031-002");
  notice_free(notice);
}

/* ---- cutting and gluing */

static void describe_whole(Post *post, gpointer user) {
  const Notice *notice = post->notice;
  if (post->kind == POST_NOTICE)
    g_ptr_array_add(user, g_strdup_printf("%s|%s|%s|%d|%s", notice->id, notice->organisation,
                                          notice->title, notice->published, notice->body));
}

static int compare_text(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *notices_of(const char *text, gsize step) {
  GPtrArray *notices = g_ptr_array_new_with_free_func(g_free);
  Page *page = page_new("page.txt", &tools, describe_whole, notices);
  gsize bytes = strlen(text);
  for (gsize at = 0; at < bytes; at += step)
    page_add(page, text + at, MIN(step, bytes - at));
  page_finish(page, NULL);
  g_ptr_array_sort(notices, compare_text);
  return notices;
}

static void assert_same(const GPtrArray *a, const GPtrArray *b) {
  g_assert_cmpuint(a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_cmpstr(a->pdata[i], ==, b->pdata[i]);
}

static const char *const pieces[] = {
    HEAD "\n" BODY "\n",
    "【セキュリティ事件簿#2031-043】株式会社ツノダテ 不正アクセスについて "
    "2031/7/2\n\n\n1.経緯\n\n弊社の機械に侵入されました。\n\n"
    "2.対象\n\n1,024名の氏名\n\nリリース文アーカイブ\n\n",
    FERRY "\n",
    "【セキュリティ事件簿#2031-"
    "044】角館大学における学籍番号の誤掲載について\n\n本学の掲示に学籍番号が載りました。\n\n\n",
    "今年の空港ラウンジ "
    "ランキング\n\n\n1位は北の空港。椅子が柔らかく、窓から雪の山が見える。2位は南の空港で、果物がう"
    "まい。\n\n",
    "【セキュリティ事件簿#2031-045】学校法人 角館学園 "
    "端末の盗難について\n\n本学園の端末が盗まれました。お詫び申し上げます。\n\n"};

static void test_cut_and_glue(void) {
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++)
    g_string_append(all, pieces[i]);
  GPtrArray *wanted = notices_of(all->str, G_MAXSIZE / 2);
  g_assert_cmpuint(wanted->len, ==, 4);
  for (guint round = 0; round < 200; round++) {
    guint order[G_N_ELEMENTS(pieces)];
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
      guint k = (guint)g_test_rand_int_range(0, (gint)i + 1);
      order[i] = order[k];
      order[k] = i;
    }
    GPtrArray *notices = g_ptr_array_new_with_free_func(g_free);
    GString *page = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
      g_string_append(page, pieces[order[i]]);
      if (i + 1 < G_N_ELEMENTS(pieces) && g_test_rand_int_range(0, 3))
        continue;
      page_posts("page.txt", page->str, page->len, &tools, describe_whole, notices);
      g_string_truncate(page, 0);
    }
    g_ptr_array_sort(notices, compare_text);
    assert_same(notices, wanted);
    g_ptr_array_unref(notices);
    g_string_free(page, TRUE);
  }
  g_ptr_array_unref(wanted);
  g_string_free(all, TRUE);
}

/* The pieces in which a page is read make no difference, nor do line ends. */
static void test_streaming(void) {
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++)
    g_string_append(all, pieces[i]);
  GPtrArray *wanted = notices_of(all->str, G_MAXSIZE / 2);
  char **lines = g_strsplit(all->str, "\n", -1);
  char *crlf = g_strjoinv("\r\n", lines), *cr = g_strjoinv("\r", lines);
  static const gsize steps[] = {1, 2, 3, 7, 64, 1000};
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
    const char *texts[] = {all->str, crlf, cr};
    for (guint k = 0; k < 3; k++) {
      GPtrArray *notices = notices_of(texts[k], steps[i]);
      assert_same(notices, wanted);
      g_ptr_array_unref(notices);
    }
  }
  g_strfreev(lines);
  g_free(crlf);
  g_free(cr);
  g_ptr_array_unref(wanted);
  g_string_free(all, TRUE);
}

static void test_long_lines(void) {
  gsize bytes = 5u << 20;
  char *line = g_strnfill(bytes, 'x');
  GString *text = g_string_new(HEAD);
  g_string_append_len(text, line, (gssize)bytes);
  g_string_append(text, "\n" HEAD BODY);
  char *posts = posts_of(text->str);
  g_assert_cmpstr(posts, ==, "notice 1-2 " HEAD_POST "notice 3-4 " HEAD_POST);
  Notice *notice = first_notice(text->str);
  g_assert_cmpuint(notice->body_bytes, <=, PAGE_LINE_BYTES_MAX + 1);
  g_assert_cmpstr(notice->doubts->pdata[0], ==, "body: too long, cut off");
  notice_free(notice);
  g_free(posts);
  g_string_free(text, TRUE);
  g_free(line);
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
  for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
    char *path = g_strconcat("/page/pages/", pages[i].name, NULL);
    g_test_add_data_func(path, &pages[i], test_pages);
    g_free(path);
  }
  g_test_add_func("/page/body", test_body);
  g_test_add_func("/page/labels", test_labels);
  g_test_add_func("/page/links", test_links);
  g_test_add_func("/page/cut-and-glue", test_cut_and_glue);
  g_test_add_func("/page/streaming", test_streaming);
  g_test_add_func("/page/long-lines", test_long_lines);
  int status = g_test_run();
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data);
  return status;
}
