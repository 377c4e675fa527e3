/* The search on small indexes of invented notices: every row names what must be found and what must
 * not; facets are held against filtering. */
#include <locale.h>
#include <string.h>

#include "dict/fold.h"
#include "dict/taxonomy.h"
#include "search_ask.h"

/* ---- pairs: a text, what finds it, what doesn't (words of one kind, parted by blanks) */

static const struct {
  const char *text, *found, *not_found;
} pairs[] = {
    /* compounds and their parts */
    {"みどり野関西国際空港の売店", "空港 国際 関西国際空港 みどり野", "西国 際空"},
    {"新幹線の車内で", "新幹線 車内", "内で"},
    {"青空電工株式会社の発表", "青空電工 青空 株式会社", "空電"},
    {"このデータを消した", "データ", "のデ データベース"},
    {"東京都民の皆様", "東京都 東京", "京都"},
    {"コカ・コーラの空き缶", "コーラ コカ・コーラ", "コーラン"},
    {"北海道大学の学内", "大学 北海道 北海道大学 北大", "道大"},
    {"白楡県内の店", "白楡県", "県の"},
    /* words that only straddle */
    {"個人情報の一部", "個人 情報 個人情報", "人情"},
    {"ウェアラブル端末を使い", "ウェアラブル 端末", "アラブ"},
    {"日見中央病院の医師", "病院 中央 日見", "健 本田"},
    {"プログラムを直した", "プログラム", "ログ グラム"},
    {"農地所有者の一覧", "所有者 農地", "地所"},
    /* look-alikes and widths */
    {"和歌⼭県の窓口", "和歌山県 和歌山", "歌山"},
    {"経営⻘年会のページ", "青年", "年会の"},
    {"ａｂｃ社の製品", "abc ABC", "bc"},
    {"㍿あおぞら工務店", "株式会社", "式会"},
    {"ﾗﾝｻﾑｳｪｱに感染", "ランサムウェア ランサムウエア", "サムウェア"},
    /* variant kanji */
    {"髙島市の職員", "高島市 高島 髙島", "島市の"},
    {"齊藤さんと渡邊さん", "斉藤 齋藤 渡辺 渡邉", "藤さ"},
    {"愛媛󠄃県の資料", "愛媛県", "媛県"},
    /* kana */
    {"ヴィーガン料理", "ヴィーガン ビーガン", "ガン"},
    {"サーバーを止めた", "サーバ サーバー ｻｰﾊﾞ", "サー"},
    {"時々おこる", "時々 時時", "々お"},
    {"患者の名簿", "患者 かんじゃ カンジャ kanja", "かん"},
    {"ランサムウェアに感染", "ransamuwea ransamuuea", "ransamuwa"},
    {"セキュリティの担当", "sekyuriti sekyurithi", "sekyuru"},
    {"千葉の窓口", "tiba chiba", "tibu"},
    /* unknown words stay whole */
    {"タイパを求める声", "タイパ", "タイ"},
    {"サイオスの製品", "サイオス", "オス"},
    /* inflection */
    {"鍵を紛失した", "紛失 紛失した 紛失し", "失し"},
    {"情報が漏えいし困った", "漏えい 漏洩 漏えいした", "洩れ聞く"},
    {"誤って別の社に送った", "送る 誤る", "返す"},
    /* amounts and days */
    {"2,726件の申込", "2726件 2,726件 ２７２６件 2726", "726件 27260件"},
    {"約20万件の記録", "200,000件 20万件 200000", "20件 2万件"},
    {"924万4,553件に上る", "9244553件 924万4553件", "4553件"},
    {"2023年12月13日に発生",
     "2023-12-13 2023年12月13日 令和5年12月13日 2023/12/13 R5.12.13 2023年12月",
     "2023-12-31 令和4年12月13日 2022年12月"},
    {"令和元年5月1日から", "2019-05-01 令和元年5月1日", "2020-05-01"},
    {"2,533名分の名簿", "2533名分 2,533名 2533人分 2533名様分", "533名分 2534名分"},
    {"約8万5千人分に上る", "85,000人分 8万5000人 約8万5千人分", "5千人分 8千人分"},
    /* synonyms */
    {"USBメモリの紛失", "USB USBメモリー 紛失", "SDカード"},
    {"改ざんされたサイト", "改竄 改ざん ホームページ", "盗難"},
    {"厚生労働省の指針", "厚労省 厚生労働省", "文科省"},
    {"同じ暗号を使い回していた", "使い回し 使いまわし", "使い捨て"},
    {"電子メールを間違えた", "e-mail email メール", "手紙"},
    {"お子さまの写真", "子ども お子さま", "孫"},
    /* the probes of other tools' reports */
    {"新幹線の座席に", "幹線 新幹線", "新幹"},
    {"日東電工株式会社の発表", "日東 日東電工 電工", "東電"},
    {"来園時に便利な情報を", "\"利な情\" 便利 情報", "利な情 \"利の情\""},
    {"配管の図面を渡した", "配管 図面", "管の"},
    {"日見の本地に住む", "本地", "本田"},
    {"⾮完備の一覧", "非完備 ⾮完備", "備の一"},
    {"㋀の予定表", "1月", "11月"},
    {"イヴァンカの衣装", "イヴァンカ いう゛ぁんか イバンカ", "ヴァン"},
    {"ウヰスキーの会", "ウイスキー ウヰスキー", "スキー"},
    {"パニック です", "パニック ぱにっく", "パニ"},
    {"かゝみの店", "\"かかみ\" \"かゝみ\"", "かみ"},
    {"クラウドに置いた", "クラウド", "クラ ラウド"},
    {"96件(88名)の記録", "96件 88名 96 88", "97名 8件"},
    {"約1万件の記録", "1万件 10000件 10,000件", "1000件 1件"},
    {"令和5年12月27日に判明", "2023-12-27 R5.12.27 2023年12月27日 12月27日 12/27", "2022-12-27"},
    {"平成31年4月30日に", "2019-04-30 平成31年4月30日", "令和元年5月1日"},
    {"1989年1月8日から", "1989-01-08 平成元年1月8日", "昭和64年1月7日"},
    /* whole compounds by their sound */
    {"個人情報保護委員会に届け出た",
     "こじんじょうほうほごいいんかい こじんじょうほう kojinjouhouhogoiinkai 個人情報保護委員会",
     "こじんじょうほうほごほう"},
    {"入院患者の一覧表", "にゅういんかんじゃ いちらんひょう", "にゅういんかん"},
    /* English of more than one word */
    {"サイバー攻撃を受けた", "cyberattack", "databreach"},
    /* months, years, spans, bounds */
    {"2021年4月に始めた", "2021年4月 令和3年4月 2021年3月から5月 2021年4月〜2021年6月",
     "2021年5月"},
    {"令和3年11月3日の夜", "2021年 2021年11月 令和3年11月 2021年11月1日から4日",
     "2020年 2021年11月4日から9日"},
    /* names cut short */
    {"みさき大学の学部", "みさき大 みさき大学", "みさき高"},
    {"ことり信用金庫の窓口", "ことり信金", "ことり信組"},
    {"横浜みなと高等学校の生徒", "横浜みなと高 横浜みなと高校", "横浜みなと大"},
    /* marks within */
    {"ClassPad.netの利用者", "ClassPad.net ClassPad", "Pad.ne"},
    {"J:COMの回線", "J:COM", "COM:J"},
};

static Index *index_of_pairs(void) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    g_autofree char *id = g_strdup_printf("2024-%03u", i + 1);
    g_autofree char *body = g_strdup_printf("%s。\n", pairs[i].text);
    g_ptr_array_add(notices, search_index_notice(id, "みほん堂", "お知らせ", body, i + 1));
  }
  return index_of(notices);
}

static guint failures;

static void check_words(Searcher *searcher, const char *words, guint row, gboolean wanted) {
  g_auto(GStrv) list = g_strsplit(words, " ", -1);
  for (guint i = 0; list[i]; i++) {
    SearchAnswer *answer = ask(searcher, list[i]);
    if (has_line(answer, row + 1) != wanted) {
      failures++;
      g_test_message("%s %s %s", pairs[row].text, wanted ? "misses" : "is a false hit of", list[i]);
    }
    search_answer_free(answer);
  }
}

static void test_pairs(void) {
  Index *index = index_of_pairs();
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    check_words(index->searcher, pairs[i].found, i, TRUE);
    check_words(index->searcher, pairs[i].not_found, i, FALSE);
  }
  g_assert_cmpuint(failures, ==, 0);
  index_free(index);
}

/* ---- facts, facets, filters */

static void add_code(GArray *codes, guint code) {
  guint8 byte = (guint8)code;
  g_array_append_val(codes, byte);
}

static Index *index_of_facts(GRand *rand) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  for (guint i = 0; i < 120; i++) {
    g_autofree char *id = g_strdup_printf("2023-%03d", g_rand_int_range(rand, 1, 60));
    g_autofree char *body = random_text(rand, 20);
    g_autofree char *organisation = g_strdup_printf("みほん堂%u", i % 7);
    Notice *notice =
        search_index_notice(i % 5 ? id : NULL, organisation, "個人情報の紛失", body, i + 1);
    add_code(notice->causes, (guint)g_rand_int_range(rand, 0, 18));
    if (i % 3 == 0)
      add_code(notice->causes, (guint)g_rand_int_range(rand, 0, 18));
    add_code(notice->sectors, (guint)g_rand_int_range(rand, 0, 20));
    if (i % 4)
      add_code(notice->data, (guint)g_rand_int_range(rand, 0, 16));
    if (i % 2)
      add_code(notice->media, (guint)g_rand_int_range(rand, 0, 13));
    if (i % 3)
      g_ptr_array_add(notice->labels, g_strdup(i % 6 ? "インシデント:紛失" : "2次 被害"));
    notice->vendor = i % 2;
    notice->published = i % 4 ? 20220000 + (int)(i % 3) * 10000 + 401 : 0;
    notice->affected = i % 5 ? (gint64)i * 100 : NOTICE_AFFECTED_UNKNOWN;
    g_ptr_array_add(notices, notice);
  }
  return index_of(notices);
}

static guint count(Searcher *searcher, const char *query, const char *filter) {
  char *filters[] = {(char *)filter, NULL};
  SearchOptions options = {.query = query, .filters = filters, .limit = 1, .synonyms = TRUE};
  SearchAnswer *answer = ask_with(searcher, &options);
  guint incidents = answer->incidents;
  search_answer_free(answer);
  return incidents;
}

static void check_facets(Searcher *searcher, const char *query) {
  SearchOptions options = {.query = query, .limit = 1, .synonyms = TRUE, .facets = TRUE};
  SearchAnswer *answer = ask_with(searcher, &options);
  guint n = 0;
  const QueryFieldInfo *fields = query_fields(&n);
  for (guint f = 0; f < FACET_N; f++) {
    guint last = G_MAXUINT;
    g_assert_true(answer->incidents == 0 || answer->facets[f]->len > 0);
    for (guint i = 0; i < answer->facets[f]->len; i++) {
      const FacetValue *value = answer->facets[f]->pdata[i];
      g_autofree char *filter =
          g_strdup_printf("%s:\"%s\"", fields[facet_infos[f].field].key, value->key);
      guint filtered = count(searcher, query, filter);
      if (filtered != value->count)
        g_test_message("%s %s: %u, counted %u", query, filter, filtered, value->count);
      g_assert_cmpuint(filtered, ==, value->count);
      g_assert_cmpuint(value->count, <=, last);
      last = value->count;
    }
  }
  search_answer_free(answer);
}

static void test_facets(void) {
  GRand *rand = g_rand_new_with_seed(11);
  Index *index = index_of_facts(rand);
  static const char *const queries[] = {"",
                                        "紛失",
                                        "東京都",
                                        "\"2報\"",
                                        "org:みほん堂3 -サーバ",
                                        "affected:1000..5000",
                                        "ありえない語",
                                        "東京都で身代金要求型ウイルスに感染して個人情報を紛失した",
                                        "時々サーバーで京都市の青年が判明"};
  for (guint i = 0; i < G_N_ELEMENTS(queries); i++)
    check_facets(index->searcher, queries[i]);
  g_rand_free(rand);
  index_free(index);
}

/* A field's value finds what the notices say, counted here anew. */
static void test_fields(void) {
  GRand *rand = g_rand_new_with_seed(11);
  Index *index = index_of_facts(rand);
  guint yes = 0, big = 0, unknown = 0, year = 0, loss = 0;
  for (guint i = 0; i < index->notices->len; i++) {
    const Notice *notice = index->notices->pdata[i];
    yes += notice->vendor;
    big += notice->affected >= 5000;
    unknown += notice->affected == NOTICE_AFFECTED_UNKNOWN;
    year += notice->published / 10000 == 2022;
    gboolean lost = FALSE;
    for (guint c = 0; c < notice->causes->len; c++)
      lost |= g_array_index(notice->causes, guint8, c) ==
              taxonomy_code(searcher_taxonomy(index->searcher), TAXONOMY_CAUSE, "loss");
    loss += lost;
  }
  const struct {
    const char *query;
    guint notices;
  } rows[] = {{"vendor:yes", yes},
              {"委託先:なし", 120 - yes},
              {"affected:5000..", big},
              {"人数:不明", unknown},
              {"year:2022", year},
              {"date:2022-04-01", year},
              {"cause:loss", loss},
              {"原因:紛失・置き忘れ", loss},
              {"", 120},
              {"-vendor:yes", 120 - yes},
              {"vendor:yes OR vendor:no", 120}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    SearchAnswer *answer = ask(index->searcher, rows[i].query);
    if (answer->notices != rows[i].notices)
      g_test_message("%s", rows[i].query);
    g_assert_cmpuint(answer->notices, ==, rows[i].notices);
    g_assert_cmpuint(answer->hits->len, ==, rows[i].notices);
    search_answer_free(answer);
  }
  g_rand_free(rand);
  index_free(index);
}

/* ---- AND, relaxing, more, ranking */

static const struct {
  const char *id, *organisation, *title, *body;
  int published;
} stories[] = {
    {"2024-001", "あおば市", "USBメモリの紛失について",
     "市立病院の医師がUSBメモリを紛失しました。\n", 20240401},
    {"2024-002", "みどり大学", "学生の情報の流出",
     "学生の名簿をUSBメモリで持ち帰りました。東京都で見つかりました。\n", 20240501},
    {"2024-003", "ことり商店", "メールの誤送信",
     "お客様あての電子メールを誤って別の方に送りました。メールアドレスが見えました。\n", 20240601},
    {"2024-001", "あおば市", "USBメモリの紛失について(第2報)",
     "紛失したUSBメモリは見つかりませんでした。\n", 20240701},
    {"2024-004", "つばめ工業", "不正アクセスのお知らせ",
     "サーバーが不正アクセスを受けました。お問い合わせ先のメールアドレスは下記です。\n", 20240801},
};

static Index *index_of_stories(void) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  for (guint i = 0; i < G_N_ELEMENTS(stories); i++) {
    Notice *notice = search_index_notice(stories[i].id, stories[i].organisation, stories[i].title,
                                         stories[i].body, i + 1);
    notice->published = stories[i].published;
    g_ptr_array_add(notices, notice);
  }
  add_code(((Notice *)notices->pdata[2])->data, 3); /* メールアドレス leaked */
  return index_of(notices);
}

static gboolean offers(const SearchAnswer *answer, const char *why, const char *query) {
  for (guint i = 0; i < answer->more->len; i++) {
    const SearchMore *more = answer->more->pdata[i];
    if (g_str_equal(more->why, why) && (!query || g_str_equal(more->query, query)))
      return more->incidents > 0;
  }
  return FALSE;
}

static void test_and(void) {
  Index *index = index_of_stories();
  SearchAnswer *answer = ask(index->searcher, "USBメモリ 紛失");
  g_assert_cmpuint(answer->notices, ==, 2);
  g_assert_false(answer->relaxed);
  g_assert_true(has_line(answer, 1) && has_line(answer, 4));
  g_assert_cmpuint(answer->incidents, ==, 1);
  search_answer_free(answer);
  answer = ask(index->searcher, "USBメモリ -紛失");
  g_assert_cmpuint(answer->notices, ==, 1);
  g_assert_true(has_line(answer, 2));
  search_answer_free(answer);
  index_free(index);
}

static void test_relax(void) {
  Index *index = index_of_stories();
  SearchAnswer *answer = ask(index->searcher, "病院の医師がUSBメモリを転売した");
  g_assert_true(answer->relaxed);
  g_assert_true(has_line(answer, 1));
  g_assert_false(has_line(answer, 5));
  search_answer_free(answer);
  answer = ask(index->searcher,
               "お客様のメールを誤って送って流出した"); /* that it leaked is understood */
  g_assert_false(answer->relaxed);
  g_assert_true(has_line(answer, 3));
  g_assert_false(has_line(answer, 1));
  search_answer_free(answer);
  answer = ask(index->searcher, "京都府立ありえない研究所");
  g_assert_cmpuint(answer->notices, ==, 0);
  search_answer_free(answer);
  index_free(index);
}

/* A sentence is understood by what it tells of, though no notice says it so; what merely shares a
 * word with it stays out. */
static void test_sentences(void) {
  Index *index = index_of_stories();
  static const struct {
    const char *question;
    guint found, not_found;
  } rows[] = {{"USBを病院でなくした", 1, 5},
              {"会社のサーバーに侵入された", 5, 1},
              {"生徒の一覧を家に持って帰った", 2, 3},
              {"間違えて他人にメールした", 3, 1}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    SearchAnswer *answer = ask(index->searcher, rows[i].question);
    if (!has_line(answer, rows[i].found) || has_line(answer, rows[i].not_found))
      g_test_message("%s", rows[i].question);
    g_assert_true(has_line(answer, rows[i].found));
    g_assert_false(has_line(answer, rows[i].not_found));
    search_answer_free(answer);
  }
  index_free(index);
}

/* Bounds ask for what is known to be affected; an amount that is said stands for itself. */
static void test_bounds(void) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  static const gint64 affected[] = {12000, 9800, 300};
  for (guint i = 0; i < G_N_ELEMENTS(affected); i++) {
    g_ptr_array_add(notices,
                    search_index_notice(NULL, "みほん堂", "お知らせ", "本文です。\n", i + 1));
    ((Notice *)notices->pdata[i])->affected = affected[i];
  }
  Index *index = index_of(notices);
  static const struct {
    const char *query;
    gboolean found[3];
  } rows[] = {{"1万人以上", {TRUE, FALSE, FALSE}},  {"9800件超", {TRUE, FALSE, FALSE}},
              {"9,800人以下", {FALSE, TRUE, TRUE}}, {"三百名未満", {FALSE, FALSE, FALSE}},
              {"約1万件", {FALSE, TRUE, FALSE}},    {"1万人を超える", {TRUE, FALSE, FALSE}},
              {"300人程度", {FALSE, FALSE, TRUE}}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    SearchAnswer *answer = ask(index->searcher, rows[i].query);
    for (guint n = 0; n < 3; n++) {
      if (has_line(answer, n + 1) != rows[i].found[n])
        g_test_message("%s: %u", rows[i].query, n + 1);
      g_assert_true(has_line(answer, n + 1) == rows[i].found[n]);
    }
    search_answer_free(answer);
  }
  index_free(index);
}

/* What a reading leaves out is said, with the way to ask for it. */
static void test_more(void) {
  Index *index = index_of_stories();
  SearchAnswer *answer = ask(index->searcher, "京都");
  g_assert_cmpuint(answer->notices, ==, 0);
  g_assert_true(offers(answer, "straddling", "\"京都\""));
  search_answer_free(answer);
  answer = ask(index->searcher, "\"京都\"");
  g_assert_cmpuint(answer->notices, ==, 1);
  search_answer_free(answer);
  answer = ask(index->searcher, "メルアド 流出");
  g_assert_true(has_line(answer, 3));
  g_assert_false(has_line(answer, 5));
  search_answer_free(answer);
  answer = ask(index->searcher, "メールアドレス");
  g_assert_true(has_line(answer, 3) && has_line(answer, 5));
  g_assert_false(offers(answer, "straddling", NULL));
  search_answer_free(answer);
  index_free(index);
}

static void test_synonyms(void) {
  Index *index = index_of_stories();
  SearchAnswer *answer = ask(index->searcher, "USB");
  g_assert_cmpuint(answer->notices, ==, 3);
  g_assert_cmpuint(answer->synonyms->len, ==, 1);
  const SearchSynonym *synonym = answer->synonyms->pdata[0];
  g_assert_cmpstr(synonym->word, ==, "USB");
  search_answer_free(answer);
  SearchOptions options = {.query = "漏洩", .notices = TRUE, .synonyms = FALSE};
  answer = ask_with(index->searcher, &options);
  g_assert_cmpuint(answer->notices, ==, 0);
  g_assert_cmpuint(answer->synonyms->len, ==, 0);
  search_answer_free(answer);
  options.synonyms = TRUE;
  answer = ask_with(index->searcher, &options);
  g_assert_true(has_line(answer, 2));
  g_assert_false(has_line(answer, 5));
  search_answer_free(answer);
  index_free(index);
}

/* One hit an incident, its newest report shown, the others beside it. */
static void test_incidents(void) {
  Index *index = index_of_stories();
  SearchOptions options = {.query = "紛失", .synonyms = TRUE, .snippets = TRUE, .explain = TRUE};
  SearchAnswer *answer = ask_with(index->searcher, &options);
  g_assert_cmpuint(answer->incidents, ==, 1);
  g_assert_cmpuint(answer->hits->len, ==, 1);
  const SearchHit *hit = answer->hits->pdata[0];
  g_assert_cmpuint(line_of(hit->notice), ==, 4);
  g_assert_cmpuint(hit->notices, ==, 2);
  g_assert_cmpuint(hit->others->len, ==, 1);
  g_assert_cmpuint(line_of(hit->others->pdata[0]), ==, 1);
  g_assert_nonnull(strstr(hit->snippet.text, "紛失"));
  g_assert_cmpuint(hit->snippet.highlights->len, >=, 2);
  g_assert_cmpuint(hit->explain->len, >=, 2);
  search_answer_free(answer);
  index_free(index);
}

/* The title weighs more than the body, the word itself more than its synonym. */
static void test_order(void) {
  Index *index = index_of_stories();
  SearchAnswer *answer = ask(index->searcher, "流出");
  g_assert_cmpuint(line_of(((SearchHit *)answer->hits->pdata[0])->notice), ==, 2);
  search_answer_free(answer);
  SearchOptions options = {.query = "USBメモリ", .notices = TRUE, .sort = INDEX_SORT_DATE};
  answer = ask_with(index->searcher, &options);
  int last = G_MAXINT;
  for (guint i = 0; i < answer->hits->len; i++) {
    const Notice *notice = ((SearchHit *)answer->hits->pdata[i])->notice;
    g_assert_cmpint(notice->published, <=, last);
    last = notice->published;
  }
  search_answer_free(answer);
  index_free(index);
}

static void test_pages(void) {
  Index *index = index_of_stories();
  SearchAnswer *all = ask(index->searcher, "メモリ OR メール OR サーバ");
  for (guint i = 0; i < all->hits->len; i++) {
    SearchOptions options = {.query = "メモリ OR メール OR サーバ",
                             .notices = TRUE,
                             .synonyms = TRUE,
                             .offset = i,
                             .limit = 1};
    SearchAnswer *one = ask_with(index->searcher, &options);
    const SearchHit *hit = one->hits->pdata[0], *same = all->hits->pdata[i];
    g_assert_cmpuint(hit->docid, ==, same->docid);
    g_assert_cmpuint(hit->rank, ==, i + 1);
    g_assert_cmpuint(one->notices, ==, all->notices);
    search_answer_free(one);
  }
  search_answer_free(all);
  index_free(index);
}

static void test_refusals(void) {
  Index *index = index_of_stories();
  static const struct {
    const char *query;
    guint at;
  } rows[] = {{"a cause:nothing", 2}, {"(a", 0}, {"紛失 sector:ZZ", 3}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    SearchOptions options = {.query = rows[i].query};
    GError *error = NULL;
    guint at = 99;
    g_assert_null(search(index->searcher, &options, &at, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(at, ==, rows[i].at);
    g_error_free(error);
  }
  gint stop = 1;
  SearchOptions options = {.query = "USBメモリ 紛失", .cancel = &stop};
  GError *error = NULL;
  g_assert_null(search(index->searcher, &options, NULL, &error));
  g_assert_error(error, SEARCH_ERROR, SEARCH_ERROR_CANCELLED);
  g_error_free(error);
  index_free(index);
}

static void test_by_id(void) {
  Index *index = index_of_stories();
  static const struct {
    const char *id;
    guint notices;
  } rows[] = {
      {"2024-001", 2}, {"#2024-003", 1}, {"test.txt:5", 1}, {"2024-9", 0}, {"test.txt:77", 0}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GPtrArray *notices = search_notices_by_id(index->searcher, rows[i].id, NULL);
    g_assert_cmpuint(notices->len, ==, rows[i].notices);
    g_ptr_array_unref(notices);
  }
  index_free(index);
}

/* Nothing that is typed crashes or stalls the search. */
static void test_noise(void) {
  GRand *rand = g_rand_new_with_seed(9);
  Index *index = index_of_stories();
  for (guint i = 0; i < 400; i++) {
    g_autofree char *query = random_text(rand, (guint)g_rand_int_range(rand, 1, 30));
    SearchOptions options = {.query = query, .synonyms = TRUE, .snippets = TRUE, .facets = TRUE};
    GError *error = NULL;
    SearchAnswer *answer = search(index->searcher, &options, NULL, &error);
    g_assert_true((answer == NULL) == (error != NULL));
    search_answer_free(answer);
    g_clear_error(&error);
  }
  g_rand_free(rand);
  index_free(index);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE); /* no one's own synonyms */
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/search/pairs", test_pairs);
  g_test_add_func("/search/facets", test_facets);
  g_test_add_func("/search/fields", test_fields);
  g_test_add_func("/search/and", test_and);
  g_test_add_func("/search/relax", test_relax);
  g_test_add_func("/search/sentences", test_sentences);
  g_test_add_func("/search/bounds", test_bounds);
  g_test_add_func("/search/more", test_more);
  g_test_add_func("/search/synonyms", test_synonyms);
  g_test_add_func("/search/incidents", test_incidents);
  g_test_add_func("/search/order", test_order);
  g_test_add_func("/search/pages", test_pages);
  g_test_add_func("/search/refusals", test_refusals);
  g_test_add_func("/search/by-id", test_by_id);
  g_test_add_func("/search/noise", test_noise);
  return g_test_run();
}
