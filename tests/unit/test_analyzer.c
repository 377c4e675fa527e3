#include <glib.h>
#include <string.h>

#include "dict/analyzer.h"
#include "dict/datadir.h"

static Analyzer *analyzer;
static AnalyzerThread *thread;

/* units: '|' between units of one run, ' ' between runs. */
typedef struct {
  const char *text, *units;
} Row;

static const Row rows[] = {
    /* long dictionary words and names of organisations are opened */
    {"北海道大学", "北海道|大学"},
    {"積水ハウス", "積水|ハウス"},
    {"森永乳業", "森永|乳業"},
    {"関西国際空港", "関西|国際|空港"},
    {"山田養蜂場", "山田|養蜂|場"},
    {"日東電工", "日東|電工"},
    {"大阪市立大学", "大阪|市立|大学"},
    {"名古屋大学", "名古屋|大学"},
    {"早稲田大学", "早稲田|大学"},
    {"京都大学", "京都|大学"},
    {"立命館大学", "立命館|大学"},
    {"電気通信大学", "電気|通信|大学"},
    {"東京女子大学", "東京|女子|大学"},
    {"横浜市立大学", "横浜|市立|大学"},
    {"筑波大学", "筑波|大学"},
    {"独協大学", "独協|大学"},
    {"昭和薬科大学", "昭和|薬科|大学"},
    {"全日空", "全日空"},
    {"大泉寺", "大泉寺"},
    {"大学生", "大学|生"},
    {"トヨタ自動車", "トヨタ|自動|車"},
    {"日本経済新聞", "日本|経済|新聞"},
    {"読売新聞", "読売|新聞"},
    {"東京電力", "東京|電力"},
    {"日本航空", "日本|航空"},
    {"本田技研", "本田|技研"},
    {"海上保安庁", "海上|保安|庁"},
    {"北海道庁", "北海道|庁"},
    {"厚生労働省", "厚生|労働|省"},
    {"国土交通省", "国土|交通|省"},
    {"フィッシングメール", "フイッシング|メール"},
    {"クレジットカード", "クレジット|カード"},
    {"メールアドレス", "メール|アドレス"},
    {"データベース", "データ|ベース"},
    {"ダイレクトメール", "ダイレクト|メール"},
    {"ホームページ", "ホーム|ページ"},
    {"グーグルフォーム", "グーグル|フオーム"},
    {"カスタマーセンター", "カスタマー|センタ"},
    {"マーケティングアクト", "マーケテイング|アクト"},
    {"ウイルスバスター", "ウイルス|バスタ"},
    {"ランサムウェア", "ランサム|ウエア"},
    {"医学部", "医学|部"},
    {"事務所", "事務|所"},
    {"新幹線", "新|幹線"},
    {"弁護士", "弁護|士"},
    {"保育園", "保育|園"},
    {"幼稚園", "幼稚|園"},
    {"小学校", "小|学校"},
    {"中学校", "中|学校"},
    {"高校生", "高校|生"},
    {"卒業生", "卒業|生"},
    {"留学生", "留学|生"},
    {"大学院", "大学|院"},
    {"大学院生", "大学|院|生"},
    {"裁判所", "裁判|所"},
    {"研究所", "研究|所"},
    {"保健所", "保健|所"},
    {"図書館", "図書|館"},
    {"博物館", "博物|館"},
    {"美術館", "美術|館"},
    {"体育館", "体育|館"},
    {"消防署", "消防|署"},
    {"自動車", "自動|車"},
    {"信用金庫", "信用|金庫"},
    {"信用組合", "信用|組合"},
    {"東京都民", "東京|都|民"},
    {"生年月日", "生年|月日"},
    {"コカ・コーラ", "コカ|・|コーラ"},
    /* words of the field */
    {"個人情報", "個人|情報"},
    {"個人情報保護委員会", "個人|情報|保護|委員|会"},
    {"不正アクセス", "不正|アクセス"},
    {"委託先", "委託|先"},
    {"再委託先", "再|委託|先"},
    {"業務委託先", "業務|委託|先"},
    {"保健指導", "保健|指導"},
    {"受診勧奨", "受診|勧奨"},
    {"農業委員会", "農業|委員|会"},
    {"教育委員会", "教育|委員|会"},
    {"再発防止策", "再発|防止|策"},
    {"二次被害", "二次|被害"},
    {"標的型攻撃メール", "標的型|攻撃|メール"},
    {"誤送信", "誤|送信"},
    {"誤廃棄", "誤|廃棄"},
    {"要配慮個人情報", "要|配慮|個人|情報"},
    {"多要素認証", "多要素|認証"},
    {"車上荒らし", "車上|荒らし"},
    {"USBメモリ", "usb|メモリ"},
    {"ＵＳＢメモリー", "usb|メモリ"},
    {"ウェブサイト", "ウエブ|サイト"},
    {"クラウドサービス", "クラウド|サービス"},
    {"アクセスログ", "アクセス|ログ"},
    {"エラーログ", "エラー|ログ"},
    {"マイナンバーカード", "マイナンバー|カード"},
    {"株式会社", "株式|会社"},
    {"電話番号", "電話|番号"},
    {"健康診断", "健康|診断"},
    {"国民健康保険", "国民|健康|保険"},
    {"住民基本台帳", "住民|基本|台帳"},
    {"農業協同組合", "農業|協同|組合"},
    {"商工会議所", "商工|会議|所"},
    {"新型コロナウイルス", "新型|コロナ|ウイルス"},
    /* words that stay whole */
    {"漏えい", "漏えい"},
    {"タイパ", "タイパ"},
    {"サイオス", "サイオス"},
    {"クラウド", "クラウド"},
    {"ウェアラブル", "ウエアラブル"},
    {"プログラム", "プログラム"},
    {"ブログ", "ブログ"},
    {"カタログ", "カタログ"},
    {"アナログ", "アナログ"},
    {"ログイン", "ログイン"},
    {"アップデート", "アップデート"},
    {"アップロード", "アップロード"},
    {"ダウンロード", "ダウンロード"},
    {"コントローラー", "コントローラ"},
    {"スマートフォン", "スマートフオン"},
    {"マイナンバー", "マイナンバ"},
    {"インターネット", "インターネット"},
    {"パスワード", "パスワード"},
    {"アカウント", "アカウント"},
    {"キャンペーン", "キヤンペーン"},
    {"アンケート", "アンケート"},
    {"パソコン", "パソコン"},
    {"サーバー", "サーバ"},
    {"エモテット", "エモテット"},
    {"第三者", "第三者"},
    {"不動産", "不動産"},
    {"市役所", "市役所"},
    {"佐々木", "佐佐木"},
    {"長谷川", "長谷川"},
    {"和歌山", "和歌山"},
    {"北海道", "北海道"},
    {"名簿", "名簿"},
    {"持ち出し", "持ち出し"},
    {"問い合わせ", "問い合わせ"},
    {"取り扱い", "取り扱い"},
    {"お知らせ", "お知らせ"},
    /* Latin, digits, marks */
    {"ProCX", "procx"},
    {"株式会社NTTマーケティングアクトProCX", "株式|会社|ntt|マーケテイング|アクト|procx"},
    {"nara.kindai.ac.jp", "nara|.|kindai|.|ac|.|jp"},
    {"info@example.co.jp", "info|@|example|.|co|.|jp"},
    {"2023-416", "2023|-|416"},
    {"6.5万件", "6|.|5|万|件"},
    {"924万4,553件", "924|万|4553|件"},
    {"令和 5 年 12 月 1 日", "令和|5|年|12|月|1|日"},
    {"エヌ・ティ・ティ", "エヌ|・|テイ|・|テイ"},
    {"サービス種別・回線", "サービス|種別 ・ 回線"},
    {"氏名、住所", "氏名 、 住所"},
    /* runs end at what stands between */
    {"漏えいのおそれ", "漏えい の おそれ"},
    {"紛失した", "紛失 し た"},
    {"氏名\n住所", "氏名 住所"},
    {"Microsoft 365", "microsoft 365"},
    {"", ""},
};

static char *spell_units(const Analysis *analysis) {
  GString *spelled = g_string_new(NULL);
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if (i)
      g_string_append(spelled, unit->joined ? "|" : " ");
    g_string_append_len(spelled, analysis->index.text + unit->start,
                        (gssize)(unit->end - unit->start));
  }
  return g_string_free(spelled, FALSE);
}

static void test_rows(void) {
  Analysis analysis = {0};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    analyzer_analyze(thread, rows[i].text, -1, &analysis);
    g_autofree char *units = spell_units(&analysis);
    g_assert_cmpstr(units, ==, rows[i].units);
  }
  analysis_clear(&analysis);
}

static const Unit *find_unit(const Analysis *analysis, const char *word) {
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if (unit->end - unit->start == strlen(word) &&
        !memcmp(analysis->index.text + unit->start, word, strlen(word)))
      return unit;
  }
  return NULL;
}

static const struct {
  const char *text, *word, *base, *reading;
  UnitKind kind;
  char proper;
} kinds[] = {
    {"書類を誤って送った", "送っ", "送る", "オクッ", UNIT_INFLECTED, 0},
    {"数が多かった", "多かっ", "多い", "オオカッ", UNIT_INFLECTED, 0},
    {"漏えいした", "漏えい", NULL, "ロウエイ", UNIT_NOUN, 0},
    {"漏えいした", "た", NULL, "タ", UNIT_FUNCTION, 0},
    {"漏えいすること", "こと", NULL, "コト", UNIT_FUNCTION, 0},
    {"約2,533名", "2533", NULL, NULL, UNIT_NUMBER, 0},
    {"二十人", "二", NULL, "ニ", UNIT_NUMBER, 0},
    {"横浜に", "横浜", NULL, "ヨコハマ", UNIT_NOUN, 'p'},
    {"総務省は", "総務省", NULL, "ソウムショウ", UNIT_NOUN, 'o'},
    {"佐々木が", "佐佐木", NULL, "ササキ", UNIT_NOUN, 'n'},
    {"氏名、住所", "、", NULL, NULL, UNIT_MARK, 0},
    {"A→B", "→", NULL, NULL, UNIT_MARK, 0},
    {"すぐに", "すぐ", NULL, "スグ", UNIT_OTHER, 0},
    {"個人情報", "個人", NULL, "コジン", UNIT_NOUN, 0},
};

static void test_kinds(void) {
  Analysis analysis = {0};
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    analyzer_analyze(thread, kinds[i].text, -1, &analysis);
    const Unit *unit = find_unit(&analysis, kinds[i].word);
    g_test_message("%s in %s", kinds[i].word, kinds[i].text);
    g_assert_nonnull(unit);
    g_assert_cmpint(unit->kind, ==, kinds[i].kind);
    g_assert_cmpint(unit->proper, ==, kinds[i].proper);
    g_assert_cmpstr(unit->base, ==, kinds[i].base);
    g_assert_cmpstr(unit->reading, ==, kinds[i].reading);
  }
  analysis_clear(&analysis);
}

static void test_field_words(void) {
  Analysis analysis = {0};
  analyzer_analyze(thread, "個人情報の書類", -1, &analysis);
  g_assert_true(find_unit(&analysis, "個人")->term);
  g_assert_false(find_unit(&analysis, "情報")->term);
  g_assert_true(find_unit(&analysis, "情報")->inner);
  g_assert_false(find_unit(&analysis, "書類")->term);
  analysis_clear(&analysis);
}

static void test_sentences(void) {
  Analysis analysis = {0};
  analyzer_analyze(thread, "漏えいした。「以上です。」次\n\n最後！", -1, &analysis);
  g_assert_cmpstr(analysis.index.text, ==, "漏えいした。「以上です。」次\n\n最後!");
  static const char *const sentences[] = {"漏えいした。", "「以上です。」", "次\n\n", "最後!"};
  g_assert_cmpuint(analysis.sentence_ends->len, ==, G_N_ELEMENTS(sentences));
  guint32 from = 0;
  for (guint i = 0; i < G_N_ELEMENTS(sentences); i++) {
    guint32 to = g_array_index(analysis.sentence_ends, guint32, i);
    g_assert_cmpmem(analysis.index.text + from, to - from, sentences[i], strlen(sentences[i]));
    from = to;
  }
  analysis_clear(&analysis);
}

/* Units ascend, don't overlap, and leave out nothing but white space. */
static void check_cover(const Analysis *analysis) {
  const char *text = analysis->index.text;
  gsize at = 0;
  for (guint i = 0; i <= analysis->units->len; i++) {
    const Unit *unit = i < analysis->units->len ? &g_array_index(analysis->units, Unit, i) : NULL;
    gsize start = unit ? unit->start : analysis->index.text_bytes;
    g_assert_cmpuint(at, <=, start);
    for (; at < start; at++)
      g_assert_true(text[at] == ' ' || text[at] == '\n');
    if (!unit)
      return;
    g_assert_cmpuint(unit->start, <, unit->end);
    g_assert_true(((guchar)text[unit->start] & 0xC0) != 0x80);
    g_assert_true(!unit->joined || (i && at == start));
    at = unit->end;
  }
}

/* Each line break of the source, and the first byte of the index text that stems from behind it. */
static void check_line_breaks(const Analysis *analysis, const char *source) {
  guint n = 0;
  for (const char *newline = source; (newline = strchr(newline, '\n')); newline++, n++) {
    g_assert_cmpuint(n, <, analysis->line_breaks->len);
    const LineBreak *at = &g_array_index(analysis->line_breaks, LineBreak, n);
    guint32 index = 0;
    while (analysis->index.offsets[index] < (guint32)(newline - source))
      index++;
    g_assert_cmpuint(at->source, ==, newline + 1 - source);
    g_assert_cmpuint(at->index, ==, index);
  }
  g_assert_cmpuint(n, ==, analysis->line_breaks->len);
}

static void test_cover(void) {
  static const char *const pieces[] = {
      "個人情報", "サーバー", "ヴィーガン", "が", "漏えいした", "。",     "\n", " ",
      "ABC",      "12",       ",345",       "・", "時々",       "エラー", "ー", "…",
      "😀",        "한국",     "\u0301",     "?",  "クラウド",   "タイ",
  };
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  Analysis analysis = {0};
  for (guint i = 0; i < 3000; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = (guint)g_rand_int_range(random, 1, 20);
    for (guint j = 0; j < n; j++)
      g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
    analyzer_analyze(thread, text->str, -1, &analysis);
    check_cover(&analysis);
    check_line_breaks(&analysis, text->str);
    g_autofree char *folded = fold_string(FOLD_INDEX, text->str, -1);
    g_assert_cmpstr(analysis.index.text, ==, folded);
    g_assert_cmpuint(analysis.index.offsets[analysis.index.text_bytes], ==, text->len);
  }
  analysis_clear(&analysis);
}

/* No sentence end for a megabyte: cut into pieces, in linear time. */
static void test_endless(void) {
  static const char *const words[] = {"個人情報が漏えい", "ア", "漢", "a", "1", " ", "、"};
  Analysis analysis = {0};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 300000)
      g_string_append(text, words[i]);
    gint64 start = g_get_monotonic_time();
    analyzer_analyze(thread, text->str, (gssize)text->len, &analysis);
    check_cover(&analysis);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);
  }
  analysis_clear(&analysis);
}

static void test_errors(void) {
  g_autoptr(GError) error = NULL;
  g_assert_null(analyzer_new("/nonexistent", &error));
  g_assert_error(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY);
  g_assert_nonnull(strstr(error->message, "terms.dic"));
  g_clear_error(&error);
  g_autofree char *data = datadir_find(NULL);
  g_setenv("JIKENBO_IPADIC", "/nonexistent", TRUE);
  g_assert_null(analyzer_new(data, &error));
  g_unsetenv("JIKENBO_IPADIC");
  g_assert_error(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY);
  g_assert_nonnull(strstr(error->message, "apt-get install mecab-ipadic-utf8"));
}

static void test_fingerprint(void) {
  g_autofree char *data = datadir_find(NULL);
  Analyzer *again = analyzer_new(data, NULL);
  g_assert_cmpstr(analyzer_fingerprint(again), ==, analyzer_fingerprint(analyzer));
  g_assert_nonnull(strstr(analyzer_fingerprint(again), fold_version()));
  g_assert_null(strchr(analyzer_fingerprint(again), '\n'));
  analyzer_free(again);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *data = datadir_find(&error);
  analyzer = data ? analyzer_new(data, &error) : NULL;
  g_assert_no_error(error);
  thread = analyzer_thread_new(analyzer);
  g_test_add_func("/analyzer/rows", test_rows);
  g_test_add_func("/analyzer/kinds", test_kinds);
  g_test_add_func("/analyzer/field-words", test_field_words);
  g_test_add_func("/analyzer/sentences", test_sentences);
  g_test_add_func("/analyzer/cover", test_cover);
  g_test_add_func("/analyzer/endless", test_endless);
  g_test_add_func("/analyzer/errors", test_errors);
  g_test_add_func("/analyzer/fingerprint", test_fingerprint);
  int failed = g_test_run();
  analyzer_thread_free(thread);
  analyzer_free(analyzer);
  return failed;
}
