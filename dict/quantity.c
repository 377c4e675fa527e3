/* quantity.c: amounts. One pass: every character is looked at once, a number is read where one can
 * begin, and what stands right before and behind it decides whether it is an amount. */
#include "quantity.h"

#include <string.h>

#include "numeral.h"

/* Longest first where one begins another. Counters of time and law are told apart below. */
static const char *const counters[] = {"アカウント", "メールアドレス",
                                       "アドレス",   "レコード",
                                       "ユーザー",   "ユーザ",
                                       "ファイル",   "パーセント",
                                       "事業所",     "事業者",
                                       "市町村",     "自治体",
                                       "教育機関",   "医療機関",
                                       "機関",       "法人",
                                       "施設",       "団体",
                                       "学校",       "病院",
                                       "店舗",       "口座",
                                       "世帯",       "契約",
                                       "先",         "家族",
                                       "家庭",       "会員",
                                       "箇所",       "か所",
                                       "カ所",       "ケ所",
                                       "ヶ所",       "ヵ所",
                                       "項目",       "種類",
                                       "文字",       "人",
                                       "名",         "件",
                                       "社",         "校",
                                       "通",         "枚",
                                       "台",         "部",
                                       "冊",         "個",
                                       "店",         "組",
                                       "回",         "円",
                                       "歳",         "才",
                                       "点",         "本",
                                       "箱",         "園",
                                       "局",         "票",
                                       "行",         "品",
                                       "戸",         "軒",
                                       "筆",         "頭",
                                       "羽",         "匹",
                                       "室",         "県",
                                       "市",         "町",
                                       "村",         "区",
                                       "国",         "束",
                                       "袋",         "セット",
                                       "クラス",     "サイト",
                                       "kb",         "mb",
                                       "gb",         "tb",
                                       "kg",         "km",
                                       "m",          "%",
                                       "ids",        "id",
                                       "ポイント",   "メール",
                                       "リスト",     "データ",
                                       "カード",     "システム",
                                       "サーバ",     "シート",
                                       "ページ",     "葉",
                                       "綴",         "着",
                                       "丁",         "棟",
                                       "便",         "例",
                                       "床",         "両",
                                       "隻",         "機",
                                       "倍",         "割"};

/* What makes the number before it no amount: time, law, order, addresses. */
static const char *const not_amounts[] = {
    "年", "月",   "日",   "時",   "分",   "秒",   "条",   "項",   "号",     "丁目", "番地",
    "番", "章",   "節",   "報",   "版",   "位",   "級",   "次",   "週",     "限",   "学期",
    "期", "度",   "か月", "カ月", "ケ月", "ヶ月", "ヵ月", "箇月", "営業日", "代",   "階",
    "等", "段階", "要素", "回目", "号機", "つ目", "桁",   "者",   "ビット"};

static const char *const about_before[] = {"約",   "およそ", "おおよそ", "凡そ",
                                           "ほぼ", "概ね",   "おおむね"};
static const char *const about_behind[] = {"程度", "余り", "余",   "弱", "強",
                                           "ほど", "前後", "以上", "超"};

/* Kanji numerals are amounts only before these: 一部, 三重県, 二次被害, 千葉市 are none. */
static const char *const kanji_counters[] = {"名",   "人",   "件",   "社",         "校",   "通",
                                             "枚",   "台",   "冊",   "世帯",       "口座", "箱",
                                             "か所", "カ所", "箇所", "アカウント", "葉"};

static const char *match_behind(const char *const *words, gsize n, const char *text,
                                const char *end) {
  if (end - text < 2)
    return NULL;
  for (gsize i = 0; i < n; i++) {
    if (text[0] != words[i][0] || (words[i][1] && text[1] != words[i][1]))
      continue; /* most fall here */
    gsize bytes = strlen(words[i]);
    if ((gsize)(end - text) >= bytes && memcmp(text, words[i], bytes) == 0)
      return words[i];
  }
  return NULL;
}

static gboolean match_before(const char *const *words, gsize n, const char *text, const char *at) {
  while (at > text && at[-1] == ' ')
    at--;
  for (gsize i = 0; i < n; i++) {
    gsize bytes = strlen(words[i]);
    if ((gsize)(at - text) >= bytes && at[-1] == words[i][bytes - 1] &&
        memcmp(at - bytes, words[i], bytes) == 0)
      return TRUE;
  }
  return FALSE;
}

static const char *skip_space(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\n' || *p == '\t'))
    p++;
  return p;
}

/* A mark that ties a number to what stands before it (03-1234, 10:30, v1.2), a list's mark not. */
static gboolean is_tied(const char *text, const char *start) {
  char before = start > text ? start[-1] : ' ', outer = start - text > 1 ? start[-2] : ' ';
  if (g_ascii_isalpha(before) || strchr("_#@+=&?\\", before))
    return TRUE;
  return strchr("-/:.", before) && g_ascii_isalnum(outer);
}

/* A number within a phone number, a version, an address, a time, a file name. */
static gboolean is_fragment(const char *text, const char *start, const char *stop,
                            const char *end) {
  if (is_tied(text, start))
    return TRUE;
  if (start > text && start[-1] == '(' && stop + 1 < end && *stop == ')' &&
      g_ascii_isdigit(stop[1]))
    return TRUE;
  if (stop + 1 < end && strchr("-/:.", *stop) && g_ascii_isalnum(stop[1]))
    return TRUE;
  return *start == '0' && stop - start > 1 && g_ascii_isdigit(start[1]);
}

/* Words that make the number behind them a name or a date, unless people or records are counted. */
static gboolean is_named(const char *text, const char *start, const char *counter) {
  static const char *const names[] = {"第",   "番号", "電話", "tel",  "〒",
                                      "令和", "平成", "昭和", "午前", "午後"};
  gboolean people =
      strcmp(counter, "人") == 0 || strcmp(counter, "名") == 0 || strcmp(counter, "件") == 0;
  return match_before(names, people ? 1 : G_N_ELEMENTS(names), text, start);
}

static gboolean is_kanji_amount(const char *start, const char *after, const char *end) {
  const char *counter = match_behind(kanji_counters, G_N_ELEMENTS(kanji_counters), after, end);
  if (!counter || g_str_has_prefix(start, "千葉"))
    return FALSE;
  const char *behind = after + strlen(counter);
  static const char *const none[] = {"ひとり", "一人", "社員", "社会",   "前",
                                     "目",     "称",   "古屋", "以上で", "間"};
  return !match_behind(none, G_N_ELEMENTS(none), behind, end);
}

/* 1つ, 2つ: order and counting of things that are no records. */
static gboolean is_time_or_order(const char *after, const char *end) {
  const char *word = match_behind(not_amounts, G_N_ELEMENTS(not_amounts), after, end);
  if (!word)
    return FALSE;
  /* 3番組, 5部門 … stay out as well; only 人/名/件 behind would tell another story, and none does.
   */
  return TRUE;
}

static gboolean read_quantity(const char *text, const char *start, const char *end,
                              const Numeral *numeral, Quantity *q) {
  const char *stop = start + numeral->bytes;
  if (is_fragment(text, start, stop, end))
    return FALSE;
  const char *after = skip_space(stop, end);
  if (is_time_or_order(after, end) || (numeral->kanji && !is_kanji_amount(start, after, end)))
    return FALSE;
  const char *counter = match_behind(counters, G_N_ELEMENTS(counters), after, end);
  if (counter && end - after > (gssize)strlen(counter) + 2 &&
      memcmp(after + strlen(counter), "数", 3) == 0)
    return FALSE; /* "2 件数" is a heading */
  if (counter && end - after > (gssize)strlen(counter) + 2 &&
      memcmp(after + strlen(counter), "目", 3) == 0)
    return FALSE; /* 2枚目, 3人目: order */
  if ((!counter && after < end && g_ascii_isalpha(*after) && after == stop) ||
      is_named(text, start, counter ? counter : ""))
    return FALSE;
  memset(q, 0, sizeof *q);
  q->start = start - text;
  q->number_end = stop - text;
  q->end = counter ? (after - text) + strlen(counter) : q->number_end;
  q->value = numeral->value;
  if (counter)
    g_strlcpy(q->counter, counter, sizeof q->counter);
  q->about = match_before(about_before, G_N_ELEMENTS(about_before), text, start) ||
             match_behind(about_behind, G_N_ELEMENTS(about_behind), text + q->end, end);
  return TRUE;
}

void quantity_scan_into(const char *text, gsize text_bytes, GArray *found) {
  const char *end = text + text_bytes;
  g_array_set_size(found, 0);
  for (const char *p = text; p < end;) {
    Numeral numeral;
    if (!numeral_read(p, end, &numeral)) {
      p = numeral_skip(p, end);
      continue;
    }
    Quantity q;
    if (numeral.known && read_quantity(text, p, end, &numeral, &q))
      g_array_append_val(found, q);
    p += numeral.bytes;
  }
}

GArray *quantity_scan(const char *text, gsize text_bytes) {
  GArray *found = g_array_new(FALSE, FALSE, sizeof(Quantity));
  quantity_scan_into(text, text_bytes, found);
  return found;
}
