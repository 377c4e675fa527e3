#include <glib.h>
#include <string.h>

#include "dict/datadir.h"
#include "dict/terms.h"

static Analyzer *analyzer;
static AnalyzerThread *thread;

/* A set of "T:個人情報" and the like. */
static void collect(TermKind kind, const char *term, gsize term_bytes, gpointer user) {
  g_assert_cmpuint(term_bytes, >, 0);
  g_assert_true(g_utf8_validate(term, (gssize)term_bytes, NULL));
  g_hash_table_add(user, g_strdup_printf("%c:%.*s", kind, (int)term_bytes, term));
}

static GHashTable *terms_of(const char *text, Analysis *analysis) {
  GHashTable *terms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  analyzer_analyze(thread, text, -1, analysis);
  terms_of_units(analysis, collect, terms);
  return terms;
}

static gboolean holds(GHashTable *terms, char kind, const char *word) {
  g_autofree char *key = g_strdup_printf("%c:%s", kind, word);
  return g_hash_table_contains(terms, key);
}

/* Whether a text is found by a word: as it stands, or spelled as fold_word says. */
static gboolean finds(GHashTable *terms, const char *word) {
  g_autofree char *folded = fold_string(FOLD_INDEX, word, -1);
  g_autofree char *spelled = fold_word(folded, strlen(folded));
  return holds(terms, 'T', folded) || holds(terms, 'V', spelled ? spelled : folded);
}

/* words that find text, and words that don't; separated by spaces. */
static const struct {
  const char *text, *found, *missed;
} rows[] = {
    {"関西国際空港で", "空港 国際空港 関西国際空港 関西", "際空 国際空"},
    {"新幹線の車内", "新幹線 幹線 車内", "線の"},
    {"日東電工株式会社", "日東 日東電工 電工 株式会社 会社", "東電 工株"},
    {"このデータを", "データ", "デー タを"},
    {"東京都民の皆様", "東京都 東京都民 東京", "京都 都民の"},
    {"東京都の事業", "東京都 東京", "京都"},
    {"コカ・コーラの", "コーラ コカ・コーラ コカ", "カ・コ ーラ"},
    {"本地の市場", "本地 市場", "本田 地の"},
    {"日見中央病院", "病院 中央病院 日見 日見中央病院", "健 見中"},
    {"配管の工事", "配管 工事", "管の 配管工事"},
    {"和歌⼭県の", "和歌山県 和歌山", "和歌 歌山"},
    {"経営⻘年会議", "青年 青年会議", "営青"},
    {"㍿山田商店", "株式会社 山田", "社山"},
    {"髙島様、齊藤様、渡邊様", "高島 斉藤 斎藤 渡辺 渡邉", "高橋 佐藤 島様斉"},
    {"愛媛\U000E0103県", "愛媛県 愛媛", "媛県"},
    {"ヴィーガン料理", "ヴィーガン ビーガン 料理", "ガン"},
    {"イヴァンカ氏", "イヴァンカ イバンカ", "イワンカ"},
    {"ウヰスキーを", "ウイスキー ウヰスキー", "スキー"},
    {"パニック です", "パニック", "ニック"},
    {"時々起きる", "時時 時々", "時起"},
    {"タイパの向上", "タイパ", "タイ パ"},
    {"サイオスの製品", "サイオス", "サイ オス"},
    {"クラウドの設定", "クラウド", "クラ ウド"},
    {"個人情報の漏えい", "個人 情報 個人情報 漏えい", "人情 個人情 人情報"},
    {"ウェアラブル端末", "ウェアラブル ウエアラブル 端末", "アラブ"},
    {"ブログとプログラム", "ブログ プログラム", "ログ"},
    {"アクセスログを保存", "ログ アクセス アクセスログ", "スログ"},
    {"北海道大学病院", "大学 病院 大学病院 北海道大学 北海道大学病院", "道大 学病"},
    {"山田養蜂場のサイト", "養蜂 養蜂場 山田養蜂場 サイト", "蜂場 田養"},
    {"積水ハウスが", "ハウス 積水 積水ハウス", "水ハウス"},
    {"森永乳業が", "乳業 森永乳業", "永乳"},
    {"フィッシングメールに", "フィッシング メール フィッシングメール", "シング"},
    {"不正アクセスを受け", "不正 アクセス 不正アクセス", "正ア"},
    {"委託先の再委託先", "委託先 再委託先 委託", "託先"},
    {"二次被害の防止", "二次被害 被害 二次", "次被"},
    {"サーバールームの", "サーバー サーバ サーバールーム", "バルーム"},
    {"ユーザーデータを", "ユーザー ユーザ データ ユーザーデータ", "ザーデ"},
    {"USB メモリーを紛失", "USB usbメモリ USBメモリー メモリ 紛失", "モリ bメモリ"},
    {"株式会社 NTT マーケティングアクト ProCX", "ntt ProCX 株式会社NTT マーケティング アクト",
     "tt 会社n"},
    {"令和 5 年 12 月", "12月 5年 令和5年", "2月 年1"},
    {"事件簿2023-416の", "2023-416 2023", "23-416"},
    {"nara.kindai.ac.jp", "kindai kindai.ac.jp nara.kindai", "kin ac.j"},
    {"事務所の所在", "事務所 事務 所在", "務所"},
    {"農業委員会から", "農業 委員会 農業委員会", "員会 業委"},
    {"氏名\n住所", "氏名 住所", "氏名住所 名住"},
};

static void check_words(GHashTable *terms, const char *words, gboolean found, const char *text) {
  g_auto(GStrv) list = g_strsplit(words, " ", -1);
  for (guint i = 0; list[i]; i++) {
    if (finds(terms, list[i]) != found)
      g_test_message("%s: %s", text, list[i]);
    g_assert_true(finds(terms, list[i]) == found);
  }
}

static void test_rows(void) {
  Analysis analysis = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    GHashTable *terms = terms_of(rows[i].text, &analysis);
    check_words(terms, rows[i].found, TRUE, rows[i].text);
    check_words(terms, rows[i].missed, FALSE, rows[i].text);
    g_hash_table_unref(terms);
  }
  analysis_clear(&analysis);
}

static void test_bases(void) {
  Analysis analysis = {0};
  GHashTable *terms = terms_of("書類を誤って送ったため紛失した。サボった", &analysis);
  g_assert_true(holds(terms, 'W', "送る"));
  g_assert_true(holds(terms, 'W', "誤る"));
  g_assert_true(holds(terms, 'W', "サボる"));
  g_assert_false(holds(terms, 'W', "紛失"));
  g_assert_true(holds(terms, 'T', "紛失"));
  g_hash_table_unref(terms);
  analysis_clear(&analysis);
}

static void test_chain_limits(void) {
  Analysis analysis = {0};
  GHashTable *terms = terms_of("個人情報保護委員会", &analysis);
  g_assert_true(holds(terms, 'T', "個人情報保護")); /* three units, six characters */
  g_assert_false(holds(terms, 'T', "個人情報保護委員"));
  g_assert_true(holds(terms, 'T', "保護委員会"));
  g_assert_true(holds(terms, 'T', "情報保護委員"));
  g_hash_table_unref(terms);
  terms = terms_of("二〇二三年十二月十三日", &analysis);
  g_assert_true(holds(terms, 'T', "十二月十三日")); /* six units of one character each */
  g_assert_false(holds(terms, 'T', "年十二月十三日"));
  g_hash_table_unref(terms);
  analysis_clear(&analysis);
}

/* ---- pairs ---- */

static void test_pairs(void) {
  Analysis analysis = {0};
  GHashTable *pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  analyzer_analyze(thread, "東京都、A1\nサーバ の", -1, &analysis);
  terms_of_pairs(&analysis, collect, pairs);
  static const char *const expected[] = {"東京", "京都", "都",   "a1", "1",
                                         "サー", "ーバ", "バの", "の"};
  for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
    g_assert_true(holds(pairs, 'B', expected[i]));
  g_assert_cmpuint(g_hash_table_size(pairs), ==, G_N_ELEMENTS(expected));
  g_hash_table_unref(pairs);
  analysis_clear(&analysis);
}

/* Every two neighbouring word characters of any folded text are a pair: the quoted search leans on
 * it. */
static void test_pairs_complete(void) {
  static const char *const pieces[] = {"漢", "か", "カ", "ー", "a",  "1",
                                       "、", " ",  "\n", "・", "々", "한"};
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  Analysis analysis = {0};
  for (guint i = 0; i < 1000; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint j = 0; j < 10; j++)
      g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
    GHashTable *pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    analyzer_analyze(thread, text->str, -1, &analysis);
    terms_of_pairs(&analysis, collect, pairs);
    for (const char *at = analysis.index.text; *at; at = g_utf8_next_char(at)) {
      const char *next = g_utf8_next_char(at);
      if (!*next || !terms_is_word_char(g_utf8_get_char(at)) ||
          !terms_is_word_char(g_utf8_get_char(next)))
        continue;
      g_autofree char *pair = g_strndup(at, (gsize)(g_utf8_next_char(next) - at));
      g_assert_true(holds(pairs, 'B', pair));
    }
    g_hash_table_unref(pairs);
  }
  analysis_clear(&analysis);
}

static void test_word_chars(void) {
  static const char *const yes = "aZ09漢かカー々〆〇ヶé한", *const no = " 、。・「」()-!?〜→★\n";
  for (const char *at = yes; *at; at = g_utf8_next_char(at))
    g_assert_true(terms_is_word_char(g_utf8_get_char(at)));
  for (const char *at = no; *at; at = g_utf8_next_char(at))
    g_assert_false(terms_is_word_char(g_utf8_get_char(at)));
}

/* ---- agreement: a chain asked alone is the string that the index holds ---- */

static const char story[] =
    "このたび、当法人が運営する介護施設「みどりの丘」において、利用者様の個人情報が記録されたUSBメ"
    "モリーを紛失する"
    "事案が発生いたしました。関係者の皆様に多大なるご迷惑とご心配をおかけしますことを深くお詫び申し"
    "上げます。\n\n"
    "1. "
    "経緯\n令和6年2月3日（土）、業務委託先であるサンプルシステムズ株式会社のサーバーが第三者からの"
    "不正アクセスを受け、"
    "ランサムウェアによりファイルが暗号化されました。外部専門機関によるフォレンジック調査の結果、会"
    "員番号、氏名、住所、"
    "生年月日、クレジットカード番号など最大12,345件が流出した可能性があることが判明しました。\n"
    "2. "
    "再発防止策\n多要素認証の導入、アクセスログの監視、パスワードの変更を実施し、個人情報保護委員会"
    "および所轄警察署へ"
    "報告しました。フィッシングメールにもご注意ください。お問い合わせ先 info@example.co.jp "
    "03-1234-5678";

static void test_agreement(void) {
  Analysis analysis = {0};
  GHashTable *terms = terms_of(story, &analysis);
  g_autofree char *folded = g_strdup(analysis.index.text);
  GHashTableIter each;
  gpointer key;
  guint n = 0, apart = 0;
  g_hash_table_iter_init(&each, terms);
  while (g_hash_table_iter_next(&each, &key, NULL)) {
    const char *term = (const char *)key + 2;
    if (*(const char *)key != 'T')
      continue;
    g_assert_nonnull(strstr(folded, term));
    analyzer_analyze(thread, term, -1, &analysis);
    g_assert_true(finds(terms, analysis.index.text));
    gboolean one = TRUE;
    for (guint i = 1; i < analysis.units->len; i++)
      one = one && g_array_index(analysis.units, Unit, i).joined;
    n++;
    apart += !one;
  }
  g_assert_cmpuint(n, >, 200);
  g_assert_cmpuint(apart * 50, <, n); /* MeCab reads few of them otherwise alone */
  g_hash_table_unref(terms);
  analysis_clear(&analysis);
}

/* ---- readings ---- */

static void collect_reading(const char *reading, const char *word, gsize bytes, gpointer user) {
  g_hash_table_add(user, g_strdup_printf("%s:%.*s", reading, (int)bytes, word));
}

static void test_readings(void) {
  Analysis analysis = {0};
  GHashTable *readings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  analyzer_analyze(thread, "患者の個人情報をサーバに2件", -1, &analysis);
  terms_of_readings(&analysis, collect_reading, readings);
  g_assert_true(g_hash_table_contains(readings, "かんじゃ:患者"));
  g_assert_true(g_hash_table_contains(readings, "こじん:個人"));
  g_assert_true(g_hash_table_contains(readings, "じょうほう:情報"));
  g_assert_true(g_hash_table_contains(readings, "こじんじょうほう:個人情報"));
  g_assert_false(g_hash_table_contains(readings, "の:の"));
  g_assert_false(g_hash_table_contains(readings, "さーば:サーバ"));
  g_hash_table_unref(readings);
  analysis_clear(&analysis);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *data = datadir_find(&error);
  analyzer = data ? analyzer_new(data, &error) : NULL;
  g_assert_no_error(error);
  thread = analyzer_thread_new(analyzer);
  g_test_add_func("/terms/rows", test_rows);
  g_test_add_func("/terms/bases", test_bases);
  g_test_add_func("/terms/limits", test_chain_limits);
  g_test_add_func("/terms/pairs", test_pairs);
  g_test_add_func("/terms/pairs-complete", test_pairs_complete);
  g_test_add_func("/terms/word-chars", test_word_chars);
  g_test_add_func("/terms/agreement", test_agreement);
  g_test_add_func("/terms/readings", test_readings);
  int failed = g_test_run();
  analyzer_thread_free(thread);
  analyzer_free(analyzer);
  return failed;
}
