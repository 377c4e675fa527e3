#include "indexer/page_post.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/heading_day.h"
#include "indexer/heading_rules.h"

/* A caption names somebody or something, in at most so many characters. */
#define CAPTION_CHARS_MAX 24
#define TITLE_LINE_BYTES_MAX 400
/* Labels stand in the last lines of a post. */
#define LABEL_LINES 4
/* The title of a press release stands below its date, its addressees and its sender. */
#define TITLE_LINES_MAX 10

static const char *line_text(const PostLines *lines, guint at) {
  return lines->text + lines->lines[at].start;
}

static char *fold_line(const PostLines *lines, guint at) {
  char *folded = fold_string(FOLD_READ, line_text(lines, at), lines->lines[at].bytes);
  return g_strstrip(folded);
}

/* Where the footer of a post stands (投稿者 X 時刻: 21:04), or lines_n: what is behind it isn't the
 * post's. */
static guint find_footer(const PostLines *lines) {
  guint at = 0;
  while (at < lines->lines_n && lines->lines[at].kind != LINE_END)
    at++;
  return at;
}

guint post_lines_last(const PostLines *lines) {
  for (guint i = find_footer(lines); i > 0; i--) {
    LineKind kind = lines->lines[i - 1].kind;
    if (kind != LINE_BLANK && kind != LINE_CHROME && kind != LINE_LABEL && kind != LINE_TAIL &&
        kind != LINE_DAY)
      return i - 1;
  }
  return lines->lines_n;
}

guint post_lines_plain(const PostLines *lines, guint from) {
  while (from < lines->lines_n && lines->lines[from].kind != LINE_PLAIN)
    from++;
  return from;
}

static gboolean has_hiragana(const char *text) {
  for (; *text; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (c >= 0x3041 && c <= 0x3096)
      return TRUE;
  }
  return FALSE;
}

/* A name under the heading's picture (NTT西日本, 株式会社X): alone between blank lines, text
 * behind. */
static gboolean is_caption(const PostLines *lines, guint at) {
  if (at + 1 >= lines->lines_n || lines->lines[at + 1].kind != LINE_BLANK ||
      post_lines_plain(lines, at + 1) == lines->lines_n)
    return FALSE;
  static const char *const no_names[] = {
      "各位", "様",   "皆",   "代表", "経緯", "概要", "原因", "対応", "対象", "内容",    "情報",
      "件数", "日時", "報告", "公表", "発表", "事案", "記者", "発生", "状況", "方針",    "事故",
      "日付", "殿",   "第",   "号",   "報",   "現在", "影響", "調査", "結果", "再発防止"};
  char *folded = fold_line(lines, at);
  gboolean caption = g_utf8_strlen(folded, -1) <= CAPTION_CHARS_MAX && !has_hiragana(folded) &&
                     !strstr(folded, "。") && !strstr(folded, "、") && !strchr(folded, ':') &&
                     !line_is_item(folded) && !g_str_has_prefix(folded, "【") &&
                     !heading_rules_tells(folded) &&
                     !heading_day_alone(line_text(lines, at), lines->lines[at].bytes);
  for (guint i = 0; i < G_N_ELEMENTS(no_names) && caption; i++)
    caption = strstr(folded, no_names[i]) == NULL;
  g_free(folded);
  return caption;
}

/* ラベル: a, b in the last lines. */
static void take_labels(const PostLines *lines, guint from, Notice *notice) {
  guint seen = 0;
  for (guint i = lines->lines_n; i > from && seen < LABEL_LINES; i--) {
    if (lines->lines[i - 1].kind == LINE_BLANK)
      continue;
    seen++;
    if (line_post_labels(line_text(lines, i - 1), lines->lines[i - 1].bytes, notice->labels))
      lines->lines[i - 1].kind = LINE_CHROME;
  }
}

void post_lines_body(const PostLines *lines, guint from, Notice *notice) {
  take_labels(lines, from, notice);
  guint start = post_lines_plain(lines, from);
  while (start < lines->lines_n && is_caption(lines, start)) {
    lines->lines[start].kind = LINE_IMAGE;
    start = post_lines_plain(lines, start);
  }
  guint end = MAX(start, find_footer(lines));
  while (end > start && lines->lines[end - 1].kind != LINE_PLAIN)
    end--;
  GString *body = g_string_new(NULL);
  for (guint i = start; i < end; i++) {
    if (lines->lines[i].kind == LINE_PLAIN)
      g_string_append_len(body, line_text(lines, i), lines->lines[i].bytes);
    g_string_append_c(body, '\n');
  }
  notice->body_line = lines->first_line + MIN(start, lines->lines_n - 1);
  notice->body_bytes = body->len;
  g_free(notice->body);
  notice->body = g_string_free(body, FALSE);
  heading_links(notice->body, notice->body_bytes, notice->id, notice->links);
}

/* ---- headings over several lines */

static gboolean ends_title(const char *folded) {
  static const char *const endings[] = {"について", "お詫び", "おわび", "お知らせ", "報告", "の件",
                                        "件",       "ご連絡", "発生",   "お願い",   "紛失", "流出",
                                        "漏えい",   "漏洩",   ")",      "」",       "。",   "日",
                                        "見解",     "対応",   "状況"};
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
    if (g_str_has_suffix(folded, endings[i]))
      return TRUE;
  return FALSE;
}

static void append_line(const PostLines *lines, guint at, GString *heading) {
  if (heading->len > 0)
    g_string_append_c(heading, ' ');
  g_string_append_len(heading, line_text(lines, at), lines->lines[at].bytes);
}

/* TRUE where line at goes on with a title that was broken. */
static gboolean goes_on(const PostLines *lines, guint at) {
  if (at >= lines->lines_n || lines->lines[at].kind != LINE_PLAIN ||
      lines->lines[at].bytes > TITLE_LINE_BYTES_MAX)
    return FALSE;
  char *folded = fold_line(lines, at);
  gboolean title = !strstr(folded, "。") && !line_is_item(folded) &&
                   !g_str_has_prefix(folded, "【") && ends_title(folded) &&
                   heading_rules_tells(folded);
  g_free(folded);
  return title;
}

guint post_lines_heading(const HeadingTools *tools, const PostLines *lines, GString *heading) {
  char *folded = fold_string(FOLD_READ, heading->str, (gssize)heading->len);
  g_strstrip(folded);
  guint used = 0;
  if (!*folded) {
    guint next = post_lines_plain(lines, 1);
    if (next < MIN(lines->lines_n, 4) && lines->lines[next].bytes <= TITLE_LINE_BYTES_MAX) {
      append_line(lines, next, heading);
      used = next;
    }
  } else if (goes_on(lines, 1) && lines->lines_n > 2 && lines->lines[2].kind == LINE_BLANK &&
             (heading_rules_rank(tools->rules, folded) >= 2 || !ends_title(folded))) {
    append_line(lines, 1, heading);
    used = 1;
  }
  g_free(folded);
  return used;
}

/* ---- titles without bracket */

/* Addressees, senders, days, kinds of paper: what may stand above a title. */
static gboolean above_title(const HeadingTools *tools, const PostLines *lines, guint at) {
  static const char *const words[] = {
      "各位",   "様へ",  "皆様",     "皆さま",   "プレスリリース", "ニュースリリース",
      "news",   "press", "報道発表", "報道資料", "お知らせ",       "代表取締役",
      "理事長", "学長",  "院長",     "重要",     "トップページ",   "ホーム"};
  if (heading_day_alone(line_text(lines, at), lines->lines[at].bytes))
    return TRUE;
  char *folded = fold_line(lines, at);
  char *lower = g_utf8_strdown(folded, -1);
  glong chars = g_utf8_strlen(folded, -1);
  gboolean above = chars <= 30 && heading_rules_rank(tools->rules, folded) >= 2;
  for (guint i = 0; i < G_N_ELEMENTS(words) && !above; i++)
    above = chars <= 20 && strstr(lower, words[i]) != NULL;
  g_free(lower);
  g_free(folded);
  return above;
}

guint post_lines_title(const HeadingTools *tools, const PostLines *lines) {
  guint first = post_lines_plain(lines, 0);
  guint at = first;
  for (guint n = 0; n < TITLE_LINES_MAX && at < lines->lines_n; n++) {
    if (!above_title(tools, lines, at))
      break;
    at = post_lines_plain(lines, at + 1);
  }
  if (at == first || at >= lines->lines_n)
    return first;
  char *folded = fold_line(lines, at);
  gboolean title = lines->lines[at].bytes <= TITLE_LINE_BYTES_MAX && !strstr(folded, "。") &&
                   (heading_rules_tells(folded) || ends_title(folded));
  gboolean day = heading_day_alone(line_text(lines, first), lines->lines[first].bytes) != 0;
  g_free(folded);
  return title || day ? at : first;
}

gsize post_lines_take_title(const PostLines *lines, guint title) {
  static const char stop[] = "。";
  const char *line = line_text(lines, title);
  gsize bytes = lines->lines[title].bytes;
  const char *end = g_strstr_len(line, (gssize)bytes, stop);
  gsize sentence = end ? (gsize)(end - line) + strlen(stop) : bytes;
  if (sentence < bytes || (end && post_lines_plain(lines, title + 1) == lines->lines_n))
    return sentence;
  lines->lines[title].kind = LINE_BLANK;
  return bytes;
}
