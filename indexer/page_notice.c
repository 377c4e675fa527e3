/* Whether a text without a number that stands alone (a file, an entry of a feed) reports an
 * incident: by its title's words, its voice, what happened, to whom it was reported. */
#include "indexer/page_rule.h"
#include "indexer/page_words.h"

#include <string.h>

#include "dict/fold.h"

/* Whether a text is a notice shows early. */
#define NOTICE_BYTES_MAX 16384

static const char *const incident_words[] = {"漏えい",
                                             "漏洩",
                                             "ろうえい",
                                             "流出",
                                             "紛失",
                                             "盗難",
                                             "不正アクセス",
                                             "不正ログイン",
                                             "不正利用",
                                             "不正送金",
                                             "誤送信",
                                             "誤送付",
                                             "誤配",
                                             "誤交付",
                                             "誤廃棄",
                                             "誤掲載",
                                             "誤公開",
                                             "誤表示",
                                             "誤封入",
                                             "誤登録",
                                             "ランサムウェア",
                                             "サイバー攻撃",
                                             "ウイルス感染",
                                             "マルウェア",
                                             "改ざん",
                                             "改竄",
                                             "なりすまし",
                                             "迷惑メール",
                                             "フィッシング",
                                             "持ち出し",
                                             "情報セキュリティ事案",
                                             "システム障害",
                                             "置き忘れ",
                                             "目的外利用",
                                             "身代金",
                                             "サポート詐欺",
                                             "個人情報",
                                             "閲覧でき",
                                             "見られる状態",
                                             "標的型"};

static const char *const announcing_words[] = {
    "お詫び", "おわび", "お知らせ", "ご報告", "報告", "について", "に関する", "発生", "可能性",
    "おそれ", "恐れ",   "疑い",     "第一報", "続報", "最終報",   "のお願い", "判明"};

static const char *const general_words[] = {
    "ランキング",   "ガイドライン", "まとめ",         "搭乗記", "方法",     "対策とは",
    "とは",         "解説",         "セミナー",       "開催",   "入門",     "リスト",
    "統計",         "比較",         "おすすめ",       "旅行",   "マイル",   "レビュー",
    "選び方",       "事例集",       "チェックリスト", "動向",   "白書",     "年鑑",
    "調査レポート", "振り返り",     "ベスト",         "特集",   "注意喚起", "キャンペーン",
    "募集",         "発売",         "オープン",       "書評",   "転載",     "カレンダー",
    "コラム"};

static const char *const happened_words[] = {"判明",           "発覚",
                                             "発生しました",   "発生いたしました",
                                             "確認されました", "確認いたしました",
                                             "確認しました",   "わかりました",
                                             "分かりました",   "ことが分かった",
                                             "ことがわかった", "ていました",
                                             "ておりました",   "しまいました",
                                             "と発表した",     "を公表した",
                                             "気付いた",       "気付き"};
static const char *const told_words[] = {"個人情報保護委員会",
                                         "警察",
                                         "監督官庁",
                                         "再発防止",
                                         "お問い合わせ窓口",
                                         "対象となる",
                                         "該当する",
                                         "届け出",
                                         "届出",
                                         "回収",
                                         "削除を",
                                         "消去を",
                                         "処分",
                                         "報告しました",
                                         "電話でお"};
static const char *const sorry_words[] = {"お詫び", "おわび", "ご迷惑", "ご心配",
                                          "申し訳", "陳謝",   "謝罪"};

/* What went wrong, in plain words. */
static const char *const mishap_words[] = {
    "誤って",   "誤り",     "誤っ",     "間違",       "なくな",       "見当たらな", "見つから",
    "盗まれ",   "盗み",     "荒らし",   "送ってしま", "送信してしま", "見られる",   "見える状態",
    "閲覧でき", "閲覧可能", "閲覧され", "表示され",   "書き換え",     "感染",       "持ち出",
    "持ち帰",   "取り違え", "漏れ",     "侵入",       "乗っ取",       "悪用",       "不正に",
    "消去せ",   "消さず",   "だまさ",   "騙さ",       "入れ違",       "不具合",     "不備",
    "廃棄",     "取り違",   "入れ忘れ", "付け忘れ",   "届いて",       "届き",       "暗号化され",
    "公開され", "公開状態", "設定の",   "宛先",       "別の",         "他の方",     "他人",
    "第三者",   "混入",     "写り込",   "見せて",     "読み取れる",   "残って",     "添付",
    "転売",     "流通",     "露出"};

/* Whose data: what a notice lists. */
static const char *const item_words[] = {
    "氏名",           "お名前",   "名前",     "住所",       "電話番号",
    "メールアドレス", "生年月日", "口座",     "カード番号", "クレジットカード",
    "患者",           "成績",     "会員番号", "パスワード", "履歴書",
    "マイナンバー",   "年齢",     "性別",     "保険証",     "診療",
    "健診",           "学籍番号", "勤務先",   "連絡先",     "名簿",
    "応募者",         "申込者",   "受講者",   "利用者",     "会員",
    "顧客",           "契約者",   "生徒",     "児童",       "職員",
    "給与",           "写真",     "図面",     "設計",       "取引先"};

/* Offers, rules, advice: texts that speak of incidents in general. */
static const char *const advice_words[] = {
    "提供を開始", "月額",       "料金は",   "募集",         "採用",     "ポリシー", "規約",
    "手順",       "例文",       "おすすめ", "必要がある。", "しよう",   "べきだ",   "べきである",
    "重要である", "重要です。", "義務付け", "一般に",       "とは何か", "導入が",   "増加して",
    "過去最多",   "順位",       "呼ぶ。",   "統計",         "ガイド",   "休業",     "メンテナンス",
    "してみ",     "私は",       "僕",       "お得"};

/* Days and how many: 5月8日, 31名分. */
static double score_figures(const char *text) {
  static const char *const counters[] = {"名", "人",   "件", "世帯", "社", "通", "枚",
                                         "組", "口座", "台", "冊",   "校", "部"};
  gboolean day = FALSE, count = FALSE;
  for (const char *at = text; *at && !(day && count); at++) {
    if (!g_ascii_isdigit(*at) || g_ascii_isdigit(at[1]))
      continue;
    day = day || (g_str_has_prefix(at + 1, "月") && g_ascii_isdigit(at[1 + strlen("月")]));
    const char *counter = at + 1;
    for (guint i = 0; i < G_N_ELEMENTS(counters) && !count; i++)
      count = g_str_has_prefix(counter, counters[i]);
  }
  return (day ? 0.5 : 0) + (count ? 0.5 : 0);
}

static double score_body(const char *text, gboolean incident) {
  gsize text_bytes = strlen(text);
  double score = score_figures(text);
  guint incidents =
      page_count_distinct(text, text_bytes, incident_words, G_N_ELEMENTS(incident_words));
  score += incidents == 0 ? (incident ? 0 : -0.5) : incidents == 1 ? 0.5 : 1;
  guint mishaps = page_count_distinct(text, text_bytes, mishap_words, G_N_ELEMENTS(mishap_words));
  score += mishaps == 0 ? -1 : mishaps == 1 ? 0.5 : mishaps == 2 ? 1 : 1.5;
  guint items = page_count_distinct(text, text_bytes, item_words, G_N_ELEMENTS(item_words));
  score += items > 1 ? 1 : items * 0.5;
  score += page_has_any(text, page_self_words, page_self_words_n) ? 1 : 0;
  score += page_has_any(text, sorry_words, G_N_ELEMENTS(sorry_words)) ? 1 : 0;
  guint happened =
      page_count_distinct(text, text_bytes, happened_words, G_N_ELEMENTS(happened_words));
  score += happened > 1 ? 1.5 : happened;
  score += page_has_any(text, told_words, G_N_ELEMENTS(told_words)) ? 0.5 : 0;
  guint advice = page_count_distinct(text, text_bytes, advice_words, G_N_ELEMENTS(advice_words));
  return score - (advice > 2 ? 3 : advice);
}

double page_rule_notice(const char *title, const char *body, gsize body_bytes) {
  char *head = fold_string(FOLD_READ, title, -1);
  char *text = fold_string(FOLD_READ, body, (gssize)MIN(body_bytes, NOTICE_BYTES_MAX));
  double score = 0;
  gboolean incident = page_has_any(head, incident_words, G_N_ELEMENTS(incident_words));
  gboolean mishap = page_has_any(head, mishap_words, G_N_ELEMENTS(mishap_words));
  score += incident ? 1.5 : mishap ? 1 : 0;
  if (page_has_any(head, announcing_words, G_N_ELEMENTS(announcing_words)))
    score += incident || mishap ? 1 : 0.5;
  if (page_has_any(head, general_words, G_N_ELEMENTS(general_words)))
    score -= 3;
  score += score_body(text, incident);
  g_free(head);
  g_free(text);
  return score;
}
