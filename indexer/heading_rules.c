#include "indexer/heading_rules.h"

#include <stdlib.h>
#include <string.h>

#include "dict/fold.h"
#include "dict/table.h"

/* Endings of names are looked up whole, so their length bounds the tries. */
#define ENDING_CHARS_MAX 16

typedef struct {
  const char *text; /* owned by forms */
  gsize bytes;
} Form;

struct HeadingRules {
  GHashTable *forms;   /* folded form or abbreviation -> itself */
  GArray *long_forms;  /* of Form: those that say enough inside a word: 株式会社, (株) … */
  GHashTable *endings; /* folded ending -> weight */
  GHashTable *names;   /* folded name of organisations.tsv */
};

/* Endings that names share with things: システム, 情報 … never tell an organisation alone. */
static const char *const weak_endings[] = {
    "システム",
    "データ",
    "情報",
    "サービス",
    "ネットワーク",
    "ネット",
    "クラウド",
    "アプリ",
    "サイト",
    "ショップ",
    "ストア",
    "インターネット",
    "ソフト",
    "ソフトウェア",
    "通信",
    "コールセンター",
    "サポート",
    "通販",
    "販売",
    "卸",
    "機器",
    "製品",
    "製造",
    "データセンター",
    "コンタクトセンター",
    "教室",
    "セキュリティ",
    "会",
    "部",
    "課",
    "局",
    "署",
    "大",
    "店",
    "屋",
    "オンライン",
    "オンラインショップ",
    "オンラインストア",
    "ECサイト",
    "ecサイト",
    "通販サイト",
    "ショッピングサイト",
    "ショッピング",
    "公式ショップ",
    "ネットショップ",
    "メディア",
    "プレス",
    "コード",
    "ウェブ",
    "web",
    "配送",
    "輸送",
    "清掃",
    "ユニオン",
    "健診",
    "検診",
    "診療",
    "介護",
    "保育",
    "看護",
    "医療",
    "福祉",
    "教育",
    "学習",
    "建築",
    "道路",
    "空港",
    "道",
    "スタッフ",
    "人材",
    "派遣",
    "代行",
    "整備",
    "連合",
    "基金",
    "運転代行",
    "事務局",
    "議会",
    "委員会",
    "会議所",
    "省",
    "府",
    "都",
    "区",
    "消防",
    "清掃組合",
    "メール配信",
    "アウトソーシング",
    "学部",
    "バス",
    "港湾",
    "人間ドック",
    "寮",
    "レコード",
    "通信販売",
    "直販",
    "モバイル",
    "ゲーム",
    "新聞",
    "電子",
    "電気",
    "設備",
    "容器",
    "フォーム",
    "ワーク",
    "パッケージ",
    "基地",
    "政府",
    "内閣",
    "自治体",
    "文書館",
    "交通",
    "組",
    "宅配",
    "貨物",
    "食品",
    "自動車",
};
/* Of those, the ones that do tell where a proper name stands before them in two characters or more.
 */
static const char *const public_endings[] = {
    "省", "府", "都",   "区",   "道",   "議会",   "委員会", "事務局", "会",   "店",  "屋",
    "局", "署", "連合", "基金", "空港", "会議所", "新聞",   "電気",   "食品", "学部"};

static const char *const telling_words[] = {
    "における",       "において",
    "について",       "につきまして",
    "に関する",       "に関し",
    "に係る",         "にかかる",
    "に伴う",         "に伴い",
    "による",         "により",
    "によって",       "への",
    "からの",         "宛て",
    "お詫び",         "おわび",
    "お知らせ",       "おしらせ",
    "ご報告",         "ご連絡",
    "個人情報",       "お客様",
    "お客さま",       "顧客情報",
    "漏えい",         "漏洩",
    "ろうえい",       "漏れ",
    "流出",           "紛失",
    "盗難",           "不正",
    "サイバー攻撃",   "ランサム",
    "ウイルス感染",   "マルウェア",
    "誤送信",         "誤送付",
    "誤配",           "誤廃棄",
    "誤掲載",         "誤表示",
    "誤交付",         "誤公開",
    "誤封入",         "誤って",
    "改ざん",         "改竄",
    "システム障害",   "不具合",
    "事案",           "可能性",
    "おそれ",         "恐れ",
    "なりすまし",     "フィッシング",
    "迷惑メール",     "持ち出し",
    "持出し",         "被害",
    "元社員",         "元従業員",
    "元職員",         "元派遣",
    "当社",           "弊社",
    "当行",           "当院",
    "当会",           "当団",
    "本学",           "本市",
    "本校",           "本県",
    "本院",           "委託先",
    "委託事業",       "委託業者",
    "申込者",         "会員様",
    "利用者様",       "患者様",
    "メールアドレス", "クレジットカード",
    "第三者",         "情報の",
    "サーバへ",       "サーバーへ",
};

static void add_form(HeadingRules *rules, const char *form) {
  char *folded = fold_string(FOLD_READ, form, -1);
  g_strstrip(folded);
  glong chars = g_utf8_strlen(folded, -1);
  /* In a word only what can't be part of a name: kanji forms from three characters, (株) and so on.
   */
  gboolean kanji = (guchar)folded[0] >= 0xE3 && chars >= 3;
  gboolean bracket = folded[0] == '(' && (guchar)folded[1] >= 0xE3;
  if (*folded && !g_hash_table_contains(rules->forms, folded)) {
    char *kept = g_strdup(folded);
    g_hash_table_add(rules->forms, kept);
    if (kanji || bracket)
      g_array_append_vals(rules->long_forms, &(Form){kept, strlen(kept)}, 1);
  }
  g_free(folded);
}

/* Words that the table of forms lists for their sector, but that stand inside names or alone. */
static gboolean form_is_word(const char *form) {
  static const char *const words[] = {"組合",     "公社",         "自治会",      "任意団体",
                                      "政党",     "農業法人",     "日本支社",    "日本支店",
                                      "職員団体", "学校法人会計", "財産区",      "地方公共団体",
                                      "政治団体", "広域連合",     "住宅供給公社"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strcmp(form, words[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Abbreviations are split at commas that no space follows (Co., Ltd. stays whole). */
static void add_abbreviations(HeadingRules *rules, const char *list) {
  const char *start = list;
  for (const char *at = list;; at++) {
    if (*at && (*at != ',' || at[1] == ' ' || at == start))
      continue;
    char *one = g_strndup(start, (gsize)(at - start));
    if (strcmp(one, "-") != 0 && !form_is_word(one))
      add_form(rules, one);
    g_free(one);
    if (!*at)
      break;
    start = at + 1;
  }
}

static gboolean read_forms(HeadingRules *rules, const char *data_dir, GError **error) {
  char *path = g_build_filename(data_dir, "organisation-forms.tsv", NULL);
  Table *table = table_read(path, 1, 4, error);
  g_free(path);
  if (!table)
    return FALSE;
  for (guint i = 0; i < table->rows->len; i++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, i);
    if (form_is_word(row->cells[0]))
      continue;
    add_form(rules, row->cells[0]);
    add_abbreviations(rules, row->cells[1]);
  }
  table_free(table);
  return TRUE;
}

static gboolean read_endings(HeadingRules *rules, const char *data_dir, GError **error) {
  char *path = g_build_filename(data_dir, "organisation-parts.tsv", NULL);
  Table *table = table_read(path, 2, 4, error);
  g_free(path);
  if (!table)
    return FALSE;
  for (guint i = 0; i < table->rows->len; i++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, i);
    if (strcmp(row->cells[1], "suffix") != 0)
      continue;
    int weight = MAX(1, atoi(row->cells[3]));
    g_hash_table_insert(rules->endings, fold_string(FOLD_READ, row->cells[0], -1),
                        GINT_TO_POINTER(weight));
  }
  table_free(table);
  for (guint i = 0; i < G_N_ELEMENTS(weak_endings); i++)
    g_hash_table_insert(rules->endings, g_strdup(weak_endings[i]), GINT_TO_POINTER(-1));
  for (guint i = 0; i < G_N_ELEMENTS(public_endings); i++)
    g_hash_table_insert(rules->endings, g_strdup(public_endings[i]), GINT_TO_POINTER(7));
  return TRUE;
}

static gboolean read_names(HeadingRules *rules, const char *data_dir, GError **error) {
  char *path = g_build_filename(data_dir, "organisations.tsv", NULL);
  Table *table = table_read(path, 1, 4, error);
  g_free(path);
  if (!table)
    return FALSE;
  for (guint i = 0; i < table->rows->len; i++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, i);
    g_hash_table_add(rules->names, fold_string(FOLD_READ, row->cells[0], -1));
  }
  table_free(table);
  return TRUE;
}

HeadingRules *heading_rules_new(const char *data_dir, GError **error) {
  HeadingRules *rules = g_new0(HeadingRules, 1);
  rules->forms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  rules->long_forms = g_array_new(FALSE, FALSE, sizeof(Form));
  rules->endings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  rules->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (read_forms(rules, data_dir, error) && read_endings(rules, data_dir, error) &&
      read_names(rules, data_dir, error))
    return rules;
  heading_rules_free(rules);
  return NULL;
}

void heading_rules_free(HeadingRules *rules) {
  if (!rules)
    return;
  g_array_unref(rules->long_forms);
  g_hash_table_unref(rules->forms);
  g_hash_table_unref(rules->endings);
  g_hash_table_unref(rules->names);
  g_free(rules);
}

gboolean heading_rules_is_form(const HeadingRules *rules, const char *text) {
  return g_hash_table_contains(rules->forms, text);
}

gboolean heading_rules_has_form(const HeadingRules *rules, const char *text, gboolean *at_start) {
  gsize text_bytes = strlen(text);
  for (guint i = 0; i < rules->long_forms->len; i++) {
    const Form *form = &g_array_index(rules->long_forms, Form, i);
    if (form->bytes >= text_bytes)
      continue;
    gboolean start = memcmp(text, form->text, form->bytes) == 0;
    if (start || memcmp(text + text_bytes - form->bytes, form->text, form->bytes) == 0) {
      if (at_start)
        *at_start = start;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean heading_rules_tells(const char *text) {
  for (guint i = 0; i < G_N_ELEMENTS(telling_words); i++)
    if (strstr(text, telling_words[i]))
      return TRUE;
  return FALSE;
}

/* 県立高校, 市の, 当社 …: words for an organisation, not its name. */
static gboolean is_generic(const char *text) {
  static const char *const starts[] = {
      "県立", "市立",   "町立", "村立", "都立", "府立", "道立", "区立", "国立大", "公立",   "私立",
      "県内", "市内",   "町内", "府内", "都内", "当",   "弊",   "本学", "本市",   "本県",   "本院",
      "本校", "本会",   "同",   "某",   "他",   "各",   "全",   "両",   "元",     "新",     "委託",
      "業務", "再委託", "関連", "外部", "一部", "複数", "海外", "国内", "子会社", "取引先", "提携"};
  /* 全国, 同志社, 新潟 … begin alike and are names. */
  static const char *const names[] = {
      "全国",     "全日", "全農", "全労", "全薬",     "同志社", "同和", "同仁", "同友",
      "新潟",     "新宿", "新日", "新東", "新生",     "新居",   "新座", "新発", "新庄",
      "新見",     "新宮", "新城", "新光", "新興",     "新明",   "当別", "当麻", "元気",
      "本学園",   "他力", "各務", "外務", "海外子女", "全保連", "新川", "新十", "新冠",
      "新ひだか", "新得", "新地", "新郷", "新温",     "新富",   "新上"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_has_prefix(text, names[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
    if (g_str_has_prefix(text, starts[i]))
      return TRUE;
  return FALSE;
}

/* 2月20日団体保険: what a sentence says before its subject. */
static gboolean has_day(const char *text) {
  for (const char *at = text; *at; at++)
    if (g_ascii_isdigit(*at) && (g_str_has_prefix(at + 1, "月") || g_str_has_prefix(at + 1, "日") ||
                                 g_str_has_prefix(at + 1, "年") || g_str_has_prefix(at + 1, "時")))
      return TRUE;
  return FALSE;
}

/* Weight of the longest ending that text has with at least one character before it; 0 none. */
static int ending_weight(const HeadingRules *rules, const char *text) {
  glong chars = g_utf8_strlen(text, -1);
  const char *at = g_utf8_next_char(text);
  glong left = chars - 1;
  for (; left > 0; left--, at = g_utf8_next_char(at)) {
    if (left > ENDING_CHARS_MAX)
      continue;
    gpointer weight = g_hash_table_lookup(rules->endings, at);
    if (weight)
      return GPOINTER_TO_INT(weight);
  }
  return 0;
}

gboolean heading_rules_is_part(const HeadingRules *rules, const char *text) {
  return GPOINTER_TO_INT(g_hash_table_lookup(rules->endings, text)) >= 8;
}

int heading_rules_rank(const HeadingRules *rules, const char *text) {
  if (!*text || !rules)
    return 0;
  if (g_hash_table_contains(rules->names, text))
    return 3;
  if (heading_rules_is_form(rules, text))
    return 0;
  if (heading_rules_has_form(rules, text, NULL))
    return 3;
  if (is_generic(text) || has_day(text))
    return 0;
  int weight = ending_weight(rules, text);
  if (weight >= 8)
    return 2;
  return weight >= 4 ? 1 : 0;
}

int heading_organisation_rank(const HeadingRules *rules, const char *text, gsize text_bytes) {
  char *folded = fold_string(FOLD_READ, text, (gssize)text_bytes);
  int rank = heading_rules_rank(rules, folded);
  g_free(folded);
  return MIN(rank, 2);
}
