/* A post without a number, told by what surrounds it.
 *
 * A page dump has no markup: a travel report begins with a line like any other. A line is looked at
 * only where it could be a title at all: blank lines around it (an image's name may follow at
 * once), no indentation, at most 110 characters, no mark at its end that a sentence, a list or a
 * label has (。、:…), no item (1. ・ (2) 【経緯】 alone …), no table row, no day alone, no address
 * of any kind. Then points are given and taken:
 *
 *   what                                              points  reason
 *   length: below 8 characters / 8 to 11 / more     -3 -2 +1  経緯, 現在の対応 are sections
 *   words of a notice's sections (原因, お問い合わせ …)    -2  titles of notices have numbers; so
 * the … and at most 20 characters                         -1  line is a section of the notice the
 * notice's own voice (当社, 本市 …)                  -3  nobody else says so a polite verb at the
 * end                              -2  a sentence the notice's organisation -3  it is still the
 * subject words of other posts (ランキング, 搭乗記, ガイド …)   +1.5  these are what stands between
 *   behind a notice                                         -1  it costs more to cut one
 *   株式会社X and nothing else                              -2  a name of a list, a signature
 *   two words of what leaks (氏名, 生年月日 …)           -4  a list of it
 *   inside another post and below 12 characters      -1.5  its sections are short, titles aren't
 *   an opening tag with words behind it (【旅行】…)       +1  blogs mark their columns so
 *   two blank lines before / behind             +0.5  / +1.5  titles stand free
 *   an image's name behind                                +2  posts open with one
 *   the line before: footer of a release                  +3  the notice is over
 *                    a closing apology, a promise         +1  so it often ends
 *                    another sentence                   +0.5
 *                    the heading itself                   -6  a notice has a body
 *                    ends with :                          -2  announces this line
 *   behind it, words that only a notice's voice uses (弊社, お詫び, ご迷惑, 再発防止, 判明いたし
 * …): none / one / two or three / more     +2.5  0  -2  -4.5  what follows is still the notice
 *   pairs of kanji or katakana behind it that the notice has, too:
 *     below 6 / 12 / 20 / 30 % / more  +1.5 +0.5 -1 -2.5 -4  same subject, same words (measured:
 * others share 0 to 12 %, sections 15 to 50 %) nothing behind it -2  a signature, a caption
 *   a particle or (一部) at the end                       -2  a heading of news, of a list
 *   half of its own pairs stand in the text before it      -2  a section of that text
 *   sections begin again at 1                             +1  another text
 *   sections go on with the next number                   -3  the same text
 *   the same word before a colon as in a line before      -4  a row of a list
 *   inside another post: where it stands free or has an image  -2.5, else -3.5 where two
 *     paragraphs follow, -5 where not                         lists, names, sections
 *
 * From PAGE_RULE_SPLIT on it begins a post. How near the score was is the post's doubt.
 */
#include "indexer/page_rule.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/heading_day.h"
#include "indexer/page_words.h"

#define TITLE_CHARS_MAX 110
#define TITLE_BYTES_MAX 440
/* So much of what stands before and behind is compared. */
#define BEFORE_BYTES_MAX 16384
#define BEHIND_BYTES_MAX 6144
/* Less text behind a line is none. */
#define BEHIND_BYTES_MIN 60
/* So many titles in one stretch; the rest is looked at from the next one on. */
#define CANDIDATES_MAX 64
/* A score so far from its threshold leaves no doubt. */
#define DOUBT_POINTS 2.5
/* The most that what stands behind a line can give. */
#define BEHIND_POINTS_MAX 5.0
/* Where the blog itself says that a post is over. */
#define SURE_POINTS 10.0

static const char *const section_words[] = {
    "概要",     "経緯",     "原因",   "対応",       "対策",     "について", "に関して", "情報",
    "件数",     "内容",     "窓口",   "問い合わせ", "問合せ",   "お問合",   "再発防止", "影響",
    "対象",     "日時",     "お願い", "お詫び",     "おわび",   "お知らせ", "ご報告",   "連絡先",
    "以上",     "参考",     "別紙",   "添付",       "コメント", "事案",     "流出",     "漏えい",
    "漏洩",     "被害状況", "公表",   "謝罪",       "処分",     "判明",     "項目",     "可能性",
    "取り組み", "取組",     "今後",   "本件",       "発生",     "調査",     "お客様",   "お客さま"};

static const char *const voice_words[] = {"お詫び",
                                          "おわび",
                                          "申し上げ",
                                          "ご迷惑",
                                          "ご心配",
                                          "再発防止",
                                          "お問い合わせ窓口",
                                          "個人情報保護委員会",
                                          "いたしました",
                                          "いたします",
                                          "事案",
                                          "当該",
                                          "ご報告",
                                          "ご連絡",
                                          "お知らせし",
                                          "委託先",
                                          "受託者",
                                          "判明し",
                                          "漏えいし",
                                          "流出し",
                                          "教育委員会",
                                          "対象者",
                                          "県では",
                                          "市では",
                                          "府では",
                                          "都では",
                                          "ございません",
                                          "ご不便",
                                          "ご容赦",
                                          "おそれ",
                                          "確認されて"};

/* What leaks: a line with two of them is a list of it. */
static const char *const data_words[] = {"氏名",     "名前", "住所",   "電話番号", "メールアドレス",
                                         "生年月日", "性別", "年齢",   "口座番号", "会員番号",
                                         "学籍番号", "成績", "勤務先", "所属",     "役職",
                                         "有効期限", "病名", "学年",   "組",       "診療科"};

static const char *const other_words[] = {
    "ランキング", "搭乗記",     "まとめ",   "ガイド",       "旅行",     "レビュー",   "検証",
    "選び方",     "方法",       "おすすめ", "マイル",       "ポイント", "Kiva",       "kiva",
    "書評",       "比較",       "ベスト",   "入門",         "とは",     "リスト",     "ツール",
    "転載",       "解説",       "投資",     "優待",         "ニュース", "航空",       "ホテル",
    "ラウンジ",   "修行",       "グルメ",   "ひとり旅",     "旅",       "カレンダー", "クレカ",
    "選手権",     "やってみた", "してみた", "行ってきた",   "使ってみ", "買って",     "セミナー",
    "勉強会",     "資格",       "試験",     "ふるさと納税", "株式投資", "銘柄",       "体験",
    "紹介",       "メモ",       "雑記",     "日記"};

static gboolean ends_with_any(const char *text, const char *const *words, guint words_n) {
  for (guint i = 0; i < words_n; i++)
    if (g_str_has_suffix(text, words[i]))
      return TRUE;
  return FALSE;
}

static char *fold_line(const PageText *text, guint at) {
  const PageLine *line = &text->lines[at];
  char *folded = fold_string(FOLD_READ, text->text + line->start, line->bytes);
  g_strstrip(folded);
  return folded;
}

static gboolean is_blank(const PageText *text, guint at) {
  return at >= text->lines_n || text->lines[at].kind == LINE_BLANK;
}

/* 【旅行】夜行フェリーで…: the words behind an opening tag, or NULL. */
static const char *behind_tag(const char *folded) {
  if (!g_str_has_prefix(folded, "【"))
    return NULL;
  const char *close = strstr(folded, "】");
  return close && g_utf8_strlen(close + strlen("】"), -1) >= 6 ? close + strlen("】") : NULL;
}

/* Bytes of a year (2022年), with its month or not, that text begins with: many titles end so. */
static gsize year_bytes(const char *text) {
  gsize at = strspn(text, "0123456789");
  if (at != 4 || !g_str_has_prefix(text + at, "年"))
    return 0;
  at += strlen("年");
  gsize month = strspn(text + at, "0123456789");
  return month > 0 && month <= 2 && g_str_has_prefix(text + at + month, "月")
             ? at + month + strlen("月")
             : at;
}

/* Rows of a table, addresses, days, figures: nothing that a title is. */
static gboolean is_data(const PageText *text, guint at, const char *folded) {
  static const char *const addresses[] = {
      "http", "www.", "電話",    "tel",  "TEL",   "fax",    "FAX",
      "〒",   "@",    "メール:", "住所", "担当:", "E-mail", "e-mail"};
  const PageLine *line = &text->lines[at];
  const char *raw = text->text + line->start;
  if (memchr(raw, '\t', line->bytes) || memmem(raw, line->bytes, "   ", 3) ||
      memmem(raw, line->bytes, "　　", 6))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(addresses); i++)
    if (g_str_has_prefix(folded, addresses[i]))
      return TRUE;
  if (strstr(folded, "://") || heading_day_alone(raw, line->bytes))
    return TRUE;
  /* 1月22日(月曜日)~, 10:30 頃: days and times without a year. */
  guint digits = 0, letters = 0;
  for (const char *c = folded + year_bytes(folded); *c;
       c = g_utf8_next_char(c), c += year_bytes(c)) {
    gunichar u = g_utf8_get_char(c);
    digits += g_unichar_isdigit(u) != 0;
    letters += g_unichar_isalpha(u) != 0;
  }
  if (digits * 2 >= letters)
    return TRUE;
  const char *c = folded;
  while (g_ascii_isdigit(*c))
    c++;
  return c > folded && (g_str_has_prefix(c, "月") || *c == '/' || *c == ':' ||
                        g_str_has_prefix(c, "時") || g_str_has_prefix(c, "日("));
}

/* 令和5年10月17日(火曜日) …: an entry of a chronicle. 2024年版 … is none. */
static gboolean begins_with_day(const char *folded) {
  const char *day = strstr(folded, "日");
  const char *month = strstr(folded, "月");
  if (!day || !month || day < month || day - folded > 60)
    return FALSE;
  for (const char *at = folded; at < day; at = g_utf8_next_char(at))
    if (!g_ascii_isdigit(*at) && !strchr("() ", *at) && !g_str_has_prefix(at, "年") &&
        !g_str_has_prefix(at, "月") && !g_str_has_prefix(at, "令和") &&
        !g_str_has_prefix(at, "和") && !g_str_has_prefix(at, "平成") && !g_str_has_prefix(at, "成"))
      return FALSE;
  return TRUE;
}

/* TRUE where a line could be a title at all. */
static gboolean could_be_title(const PageText *text, guint from, guint at, const char *folded) {
  static const char *const endings[] = {"。", "、", ":", ";", ",",   "・",
                                        "「", "(",  "[", "-", "」と"};
  const PageLine *line = &text->lines[at];
  if (line->kind != LINE_PLAIN || at <= from || !is_blank(text, at - 1))
    return FALSE;
  if (!is_blank(text, at + 1) && text->lines[at + 1].kind != LINE_IMAGE)
    return FALSE;
  guchar first = (guchar)text->text[line->start];
  if (first <= ' ' || first == 0xC2 || memcmp(text->text + line->start, "　", 3) == 0)
    return FALSE;
  if (g_utf8_strlen(folded, -1) > TITLE_CHARS_MAX || strstr(folded, "。") ||
      ends_with_any(folded, endings, G_N_ELEMENTS(endings)))
    return FALSE;
  if (g_str_has_prefix(folded, "【") && !behind_tag(folded))
    return FALSE;
  if (strstr(folded, "事件簿#") || begins_with_day(folded))
    return FALSE;
  return !line_is_item(folded) && !is_data(text, at, folded);
}

static double score_line(const char *folded, const PageRuleContext *context) {
  static const char *const polite[] = {"です",     "ます",   "ました",   "ません", "でした",
                                       "ください", "下さい", "ましょう", "である"};
  static const char *const cut_off[] = {"に", "を", "へ", "が", "も", "(一部)", "(抜粋)"};
  static const char *const columns[] = {
      "まとめ",   "ランキング",   "搭乗記",   "メモ",     "方法",     "理由",   "リスト",
      "手引き",   "入門",         "旅行記",   "レビュー", "のか",     "話",     "編",
      "みた",     "きた",         "読んで",   "使い方",   "選び方",   "作り方", "考える",
      "巡り",     "訪問記",       "宿泊記",   "滞在記",   "体験記",   "感想",   "できること",
      "やること", "振り返り",     "とは",     "ポイント", "ベスト10", "?",      "記録",
      "ガイド",   "ガイドライン", "日系企業", "してみた", "手順"};
  double score = 0;
  glong chars = g_utf8_strlen(folded, -1);
  score += chars < 8 ? -3 : chars < 12 ? -2 : 1;
  if (ends_with_any(folded, columns, G_N_ELEMENTS(columns)) && chars >= 12)
    score += 2;
  else if (page_has_any(folded, section_words, G_N_ELEMENTS(section_words)))
    score -= chars <= 20 ? 3 : 2;
  if (page_has_any(folded, page_self_words, page_self_words_n))
    score -= 3;
  if (ends_with_any(folded, polite, G_N_ELEMENTS(polite)) ||
      ends_with_any(folded, cut_off, G_N_ELEMENTS(cut_off)))
    score -= 2;
  if (context->organisation && strlen(context->organisation) >= 6 &&
      strstr(folded, context->organisation))
    score -= 3;
  if (chars >= 12 && page_has_any(folded, other_words, G_N_ELEMENTS(other_words)))
    score += 1.5;
  if (behind_tag(folded))
    score += 1;
  if (strchr(folded, '?'))
    score += 1;
  if (context->notice)
    score -= 1;
  if (strstr(folded, "株式会社") && !strstr(folded, "の") && !strchr(folded, ' '))
    score -= 2;
  if (page_count_distinct(folded, strlen(folded), data_words, G_N_ELEMENTS(data_words)) >= 2)
    score -= 4;
  if (!context->notice && chars < 12)
    score -= 1.5;
  return score;
}

static guint blanks_from(const PageText *text, guint at, int step) {
  guint n = 0;
  while (at < text->lines_n && text->lines[at].kind == LINE_BLANK && n < 5) {
    n++;
    if (at == 0 && step < 0)
      break;
    at = (guint)((int)at + step);
  }
  return n;
}

/* The last line before at that isn't blank; from where there is none. */
static guint line_before(const PageText *text, guint from, guint at) {
  guint before = at;
  while (before > from) {
    before--;
    if (text->lines[before].kind != LINE_BLANK)
      break;
  }
  return before;
}

/* ランサムウェアギャング:LockBit: the same word before a colon again, a list's row. */
static gboolean is_repeated_key(const PageText *text, guint from, guint at, const char *folded) {
  const char *colon = strchr(folded, ':');
  if (!colon || colon == folded)
    return FALSE;
  for (guint i = from + 1, seen = 0; i < at && seen < 400; i++, seen++) {
    if (text->lines[i].kind != LINE_PLAIN || text->lines[i].bytes > TITLE_BYTES_MAX)
      continue;
    char *other = fold_line(text, i);
    gboolean same = strncmp(other, folded, (gsize)(colon - folded) + 1) == 0;
    g_free(other);
    if (same)
      return TRUE;
  }
  return FALSE;
}

static double score_before(const PageText *text, guint from, guint at,
                           const PageRuleContext *context) {
  static const char *const closings[] = {"お詫び申し上げます。",
                                         "おわび申し上げます。",
                                         "努めてまいります。",
                                         "努めて参ります。",
                                         "お願い申し上げます。",
                                         "お願いいたします。",
                                         "以上",
                                         "図ってまいります。",
                                         "図ります。",
                                         "徹底します。",
                                         "取り組んでまいります。"};
  double score = blanks_from(text, at - 1, -1) >= 2 ? 0.5 : 0;
  guint before = line_before(text, from, at);
  LineKind kind = text->lines[before].kind;
  if (before == from)
    return score + (context->notice ? -6 : -3);
  if (kind == LINE_FOOTER)
    return score + 3;
  char *folded = fold_line(text, before);
  if (g_str_has_suffix(folded, ":"))
    score -= 2;
  else if (ends_with_any(folded, closings, G_N_ELEMENTS(closings)))
    score += 1;
  else if (g_str_has_suffix(folded, "。"))
    score += 0.5;
  g_free(folded);
  return score;
}

/* ---- what stands behind */

/* Bytes of lines [first, ...) that are compared, references to other notices left out. */
static GString *collect(const PageText *text, guint first, guint last, gsize bytes_max) {
  GString *all = g_string_new(NULL);
  for (guint i = first; i < last && i < text->lines_n && all->len < bytes_max; i++) {
    const PageLine *line = &text->lines[i];
    const char *raw = text->text + line->start;
    if (line->kind != LINE_PLAIN || memmem(raw, line->bytes, "事件簿#", strlen("事件簿#")) ||
        memmem(raw, line->bytes, "事件簿】", strlen("事件簿】")))
      continue;
    g_string_append_len(all, raw, (gssize)line->bytes);
    g_string_append_c(all, '\n');
  }
  return all;
}

#define PAIR_BITS 16
/* Fewer pairs say nothing. */
#define PAIRS_MIN 8
#define LINE_PAIRS_MIN 3
typedef struct {
  guint8 bits[1 << (PAIR_BITS - 3)];
  guint n;
} PairSet;

static gboolean is_content_char(gunichar c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x30A1 && c <= 0x30FC);
}

/* Adds the pairs of text to set, or (other not NULL) counts the new ones that other has, too. */
static guint add_pairs(const GString *text, PairSet *set, const PairSet *other) {
  guint shared = 0;
  gunichar last = 0;
  for (const char *at = text->str; at < text->str + text->len; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (last && is_content_char(c)) {
      guint hash = (last * 40503u ^ c * 2654435761u) >> (32 - PAIR_BITS) & ((1u << PAIR_BITS) - 1);
      guint8 bit = (guint8)(1u << (hash & 7));
      if (!(set->bits[hash >> 3] & bit)) {
        set->bits[hash >> 3] |= bit;
        set->n++;
        shared += other && (other->bits[hash >> 3] & bit);
      }
    }
    last = is_content_char(c) ? c : 0;
  }
  return shared;
}

/* A section of the text takes its words from it; a title of another has its own. */
static double score_own_pairs(const GString *before, const char *folded) {
  GString *line = g_string_new(folded);
  PairSet *sets = g_new0(PairSet, 2);
  add_pairs(before, &sets[0], NULL);
  guint shared = add_pairs(line, &sets[1], &sets[0]);
  gboolean same = sets[1].n >= LINE_PAIRS_MIN && shared * 2 >= sets[1].n;
  g_free(sets);
  g_string_free(line, TRUE);
  return same ? -2 : 0;
}

static double score_pairs(const GString *before, const GString *behind) {
  PairSet *sets = g_new0(PairSet, 2);
  add_pairs(before, &sets[0], NULL);
  guint shared = add_pairs(behind, &sets[1], &sets[0]);
  double part = sets[1].n ? (double)shared / sets[1].n : 0;
  guint n = sets[1].n;
  g_free(sets);
  if (n < PAIRS_MIN)
    return 0;
  return part > 0.3 ? -4 : part > 0.2 ? -2.5 : part > 0.12 ? -1 : part > 0.06 ? 0.5 : 1.5;
}

static int first_section(const PageText *text, guint from, guint to) {
  for (guint i = from; i < to && i < from + 60; i++) {
    if (text->lines[i].kind != LINE_PLAIN || text->lines[i].bytes > TITLE_BYTES_MAX)
      continue;
    char *folded = fold_line(text, i);
    int section = *folded == '(' ? 0 : line_section(folded);
    g_free(folded);
    if (section > 0)
      return section;
  }
  return 0;
}

static int last_section(const PageText *text, guint from, guint to) {
  for (guint i = to; i > from + 1; i--) {
    if (text->lines[i - 1].kind != LINE_PLAIN || text->lines[i - 1].bytes > TITLE_BYTES_MAX)
      continue;
    char *folded = fold_line(text, i - 1);
    int section = *folded == '(' ? 0 : line_section(folded);
    g_free(folded);
    if (section > 0)
      return section;
  }
  return 0;
}

static double score_sections(const PageText *text, guint from, guint at) {
  int behind = first_section(text, at + 1, text->lines_n);
  int before = behind ? last_section(text, from, at) : 0;
  if (before == 0 || behind == 0)
    return 0;
  if (behind == before + 1)
    return -3;
  return behind == 1 ? 1 : 0;
}

static double score_behind(const PageText *text, guint from, guint at, const char *folded,
                           const PageRuleContext *context) {
  GString *behind = collect(text, at + 1, text->lines_n, BEHIND_BYTES_MAX);
  double score = 0;
  guint voices = 0;
  if (behind->len < BEHIND_BYTES_MIN) {
    score -= 2;
  } else {
    voices = page_count_distinct(behind->str, behind->len, voice_words, G_N_ELEMENTS(voice_words)) +
             page_count_distinct(behind->str, behind->len, page_self_words, page_self_words_n);
    score += voices == 0 ? 2.5 : voices == 1 ? 0 : voices <= 3 ? -2 : -4.5;
    if (context->organisation && strlen(context->organisation) >= 6 &&
        strstr(behind->str, context->organisation))
      score -= 1.5;
  }
  if (behind->len >= BEHIND_BYTES_MIN && voices < PAGE_COUNT_MAX) {
    GString *before = collect(text, from, at, BEFORE_BYTES_MAX);
    score += score_pairs(before, behind) + score_own_pairs(before, folded);
    g_string_free(before, TRUE);
  }
  g_string_free(behind, TRUE);
  return voices < PAGE_COUNT_MAX ? score + score_sections(text, from, at) : score;
}

/* Plain lines behind a title, up to the next line that could be one: a section has hardly any. */
static guint paragraphs_behind(const PageText *text, guint at) {
  guint n = 0;
  for (guint i = at + 1; i < text->lines_n && n < 2; i++) {
    if (text->lines[i].kind != LINE_PLAIN)
      continue;
    char *folded = fold_line(text, i);
    gboolean title = could_be_title(text, at, i, folded);
    g_free(folded);
    if (title)
      break;
    n++;
  }
  return n;
}

double page_rule_score(const PageText *text, guint from, guint at, const PageRuleContext *context) {
  char *folded = fold_line(text, at);
  double score = -100;
  if (could_be_title(text, from, at, folded)) {
    guint blanks = blanks_from(text, at + 1, 1);
    guint next = at + 1 + blanks;
    gboolean image = next < text->lines_n && text->lines[next].kind == LINE_IMAGE;
    score = score_line(folded, context) + score_before(text, from, at, context);
    score += (blanks >= 2 ? 1.5 : 0) + (image ? 2 : 0);
    if (is_repeated_key(text, from, at, folded))
      score -= 4;
    if (!context->notice)
      score -= blanks >= 2 || image ? 2.5 : paragraphs_behind(text, at) >= 2 ? 3.5 : 5;
    /* What stands behind costs most, and can't save a line that lost more than it gives. */
    if (score >= PAGE_RULE_SPLIT - BEHIND_POINTS_MAX)
      score += score_behind(text, from, at, folded, context);
  }
  g_free(folded);
  return score;
}

/* Cheap looks before anything is folded. */
static gboolean worth_a_look(const PageText *text, guint at) {
  const PageLine *line = &text->lines[at];
  if (line->kind != LINE_PLAIN || line->bytes > TITLE_BYTES_MAX || line->bytes < 12)
    return FALSE;
  if (!is_blank(text, at - 1))
    return FALSE;
  if (!is_blank(text, at + 1) && text->lines[at + 1].kind != LINE_IMAGE)
    return FALSE;
  return memmem(text->text + line->start, line->bytes, "。", 3) == NULL;
}

typedef struct {
  guint at;
  double score;
} Candidate;

/* What stands behind a candidate may be another post that begins further on, which then speaks for
 * the last line of a notice. So a candidate is weighed again with its own lines alone, up to the
 * next one; where that is hardly anything, the higher score of the two tells which is the title. */
static gboolean stands_alone(const PageText *text, guint from, const PageRuleContext *context,
                             const Candidate *candidate, const Candidate *next) {
  PageText own = {text->text, text->lines, next->at};
  if (page_rule_score(&own, from, candidate->at, context) >= PAGE_RULE_SPLIT)
    return TRUE;
  GString *behind = collect(&own, candidate->at + 1, own.lines_n, BEHIND_BYTES_MAX);
  gboolean hardly = behind->len < BEHIND_BYTES_MIN;
  g_string_free(behind, TRUE);
  return hardly && candidate->score > next->score;
}

/* The level of a markdown heading (# …, ## …), 0 where line at is none. */
static guint hash_level(const PageText *text, guint at) {
  const char *line = text->text + text->lines[at].start;
  guint level = 0;
  while (level < text->lines[at].bytes && line[level] == '#')
    level++;
  return level > 0 && level < text->lines[at].bytes && line[level] == ' ' ? level : 0;
}

/* Another post begins at a heading of the level that this one has, and behind the footer that a
 * blog sets under a post, its labels and the next day. */
static guint sure_start(const PageText *text, guint from) {
  guint at = from + 1, level = hash_level(text, from);
  for (; at < text->lines_n && text->lines[at].kind != LINE_END; at++)
    if (level && hash_level(text, at) == level)
      return at;
  for (; at < text->lines_n; at++) {
    const char *line = text->text + text->lines[at].start;
    if (text->lines[at].kind == LINE_PLAIN &&
        !line_post_labels(line, text->lines[at].bytes, NULL) &&
        !line_day(line, text->lines[at].bytes))
      break;
  }
  return at;
}

static PageRuleFound next_by_score(const PageText *text, guint from,
                                   const PageRuleContext *context) {
  PageRuleFound found = {.at = text->lines_n, .near = text->lines_n, .score = -100};
  GArray *candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
  for (guint i = from + 1; i < text->lines_n && candidates->len < CANDIDATES_MAX; i++) {
    Candidate candidate = {i,
                           worth_a_look(text, i) ? page_rule_score(text, from, i, context) : -100};
    if (candidate.score >= PAGE_RULE_SPLIT)
      g_array_append_val(candidates, candidate);
    else if (candidate.score > found.score)
      found = (PageRuleFound){text->lines_n, i, candidate.score};
  }
  Candidate next = {text->lines_n, 0};
  for (guint i = candidates->len; i > 0; i--) {
    const Candidate *candidate = &g_array_index(candidates, Candidate, i - 1);
    if (next.at < text->lines_n && !stands_alone(text, from, context, candidate, &next))
      continue;
    next = *candidate;
    found = (PageRuleFound){next.at, next.at, next.score};
  }
  g_array_unref(candidates);
  return found;
}

PageRuleFound page_rule_next(const PageText *text, guint from, const PageRuleContext *context) {
  guint sure = sure_start(text, from);
  PageText own = {text->text, text->lines, sure};
  PageRuleFound found = next_by_score(&own, from, context);
  if (found.at == sure && sure < text->lines_n)
    found = (PageRuleFound){sure, sure, SURE_POINTS};
  return found;
}

double page_rule_doubt(double score, double threshold) {
  double away = score > threshold ? score - threshold : threshold - score;
  return away >= DOUBT_POINTS ? 0 : 1 - away / DOUBT_POINTS;
}
