#include "indexer/page_lines.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/heading.h"

/* Lines longer than this are text, whatever they begin with. */
#define CHROME_BYTES_MAX 360
/* A row of buttons to share a post has so many at most, each with a short name. */
#define BUTTONS_MAX 16
#define BUTTON_BYTES_MAX 48

static gboolean is_space(gunichar c) {
  return g_unichar_isspace(c) || c == 0xA0 || c == 0xFEFF || c == 0x200B || c == 0x00AD ||
         c == 0x2060 || c == 0x200C || c == 0x200D || c == 0x3164;
}

static gboolean is_blank(const char *line, gsize line_bytes) {
  const char *end = line + line_bytes;
  for (const char *at = line; at < end; at = g_utf8_next_char(at))
    if (!is_space(g_utf8_get_char(at)))
      return FALSE;
  return TRUE;
}

static gboolean is_image(const char *folded) {
  static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".webp",
                                        ".svg", ".bmp", ".heic", ".avif"};
  char *lower = g_ascii_strdown(folded, -1);
  gboolean image = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(endings) && !image; i++)
    image = g_str_has_suffix(lower, endings[i]) && strlen(lower) > strlen(endings[i]);
  if (image && (strstr(folded, "、") || strstr(folded, "。")))
    image = FALSE;
  g_free(lower);
  return image;
}

/* Lines of blogs and their readers, compared with white space taken out and in lower case. */
typedef enum { WHOLE, START } Match;
typedef struct {
  const char *text;
  Match match;
  LineKind kind;
} ChromeWord;

static const ChromeWord chrome_words[] = {
    {"リリース文アーカイブ", WHOLE, LINE_FOOTER},
    {"(リリース文アーカイブ)", WHOLE, LINE_FOOTER},
    {"リリース文(アーカイブ)", WHOLE, LINE_FOOTER},
    {"リリースアーカイブ", WHOLE, LINE_FOOTER},
    {"リリース文", WHOLE, LINE_FOOTER},
    {"プレスリリースアーカイブ", WHOLE, LINE_FOOTER},
    {"アーカイブ", WHOLE, LINE_FOOTER},
    {"魚拓", WHOLE, LINE_FOOTER},
    {"コメントを投稿", START, LINE_CHROME},
    {"コメントはありません", WHOLE, LINE_CHROME},
    {"もっと読む", START, LINE_CHROME},
    {"続きを読む", START, LINE_CHROME},
    {"メールで送信", START, LINE_END},
    {"blogthis", START, LINE_END},
    {"xで共有", START, LINE_CHROME},
    {"twitterで共有", START, LINE_CHROME},
    {"facebookで共有", START, LINE_CHROME},
    {"pinterestに共有", START, LINE_CHROME},
    {"pinterestで共有", START, LINE_CHROME},
    {"リンクを取得", WHOLE, LINE_CHROME},
    {"他のアプリ", WHOLE, LINE_CHROME},
    {"共有", WHOLE, LINE_CHROME},
    {"シェア", WHOLE, LINE_CHROME},
    {"ツイート", WHOLE, LINE_CHROME},
    {"このページを印刷", WHOLE, LINE_CHROME},
    {"印刷する", WHOLE, LINE_CHROME},
    {"ページの先頭へ", START, LINE_CHROME},
    {"ページトップへ", START, LINE_CHROME},
    {"このページの先頭", START, LINE_CHROME},
    {"一覧へ戻る", WHOLE, LINE_CHROME},
    {"一覧に戻る", WHOLE, LINE_CHROME},
    {"すべての投稿を表示", WHOLE, LINE_CHROME},
    {"前の投稿", START, LINE_TAIL},
    {"次の投稿", START, LINE_TAIL},
    {"新しい投稿", WHOLE, LINE_TAIL},
    {"古い投稿", WHOLE, LINE_TAIL},
    {"登録:投稿", START, LINE_TAIL},
    {"登録:コメント", START, LINE_TAIL},
    {"登録:", WHOLE, LINE_TAIL},
    {"poweredby", START, LINE_TAIL},
    {"ブログアーカイブ", WHOLE, LINE_TAIL},
    {"人気の投稿", WHOLE, LINE_TAIL},
    {"人気記事", WHOLE, LINE_TAIL},
    {"関連記事", WHOLE, LINE_TAIL},
    {"最近の投稿", WHOLE, LINE_TAIL},
    {"最新記事", WHOLE, LINE_TAIL},
    {"自己紹介", WHOLE, LINE_TAIL},
    {"詳細プロフィールを表示", WHOLE, LINE_TAIL},
    {"このブログを検索", START, LINE_TAIL},
    {"不正行為を報告", WHOLE, LINE_TAIL},
    {"ウェブバージョンを表示", WHOLE, LINE_TAIL},
    {"フォロワー", WHOLE, LINE_TAIL},
    {"紹介文", WHOLE, LINE_TAIL},
    {"ホーム", WHOLE, LINE_CHROME},
};

/* 投稿者 X 時刻: 21:04, 2 件のコメント: */
static gboolean is_post_footer(const char *squeezed) {
  const char *counted = squeezed + strspn(squeezed, "0123456789");
  return (g_str_has_prefix(squeezed, "投稿者") && strstr(squeezed, "時刻:")) ||
         (counted > squeezed && g_str_has_prefix(counted, "件のコメント"));
}

static LineKind chrome_kind(const char *squeezed) {
  if (is_post_footer(squeezed))
    return LINE_END;
  for (guint i = 0; i < G_N_ELEMENTS(chrome_words); i++) {
    const ChromeWord *word = &chrome_words[i];
    if (word->match == WHOLE ? strcmp(squeezed, word->text) == 0
                             : g_str_has_prefix(squeezed, word->text))
      return word->kind;
  }
  return LINE_PLAIN;
}

static char *squeeze(const char *folded) {
  GString *squeezed = g_string_new(NULL);
  for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!is_space(c))
      g_string_append_unichar(squeezed, g_unichar_tolower(c));
  }
  return g_string_free(squeezed, FALSE);
}

static gboolean is_release(const char *squeezed) {
  return g_str_has_prefix(squeezed, "【") &&
         (g_str_has_suffix(squeezed, "リリース分】") || g_str_has_suffix(squeezed, "リリース】") ||
          g_str_has_suffix(squeezed, "公表分】") || g_str_has_suffix(squeezed, "発表分】"));
}

/* ラベル … の投稿を表示しています and the like. */
static gboolean is_label(const char *squeezed) {
  return strstr(squeezed, "の投稿を表示しています") != NULL ||
         g_str_has_prefix(squeezed, "showingpostswithlabel") ||
         (g_str_has_prefix(squeezed, "ラベル") && strstr(squeezed, "の投稿を表示"));
}

/* Only lines that could begin so are folded: nearly all of a page is spared. */
static gboolean could_be_chrome(const char *line, gsize line_bytes) {
  static const char starts[] = "リ(（["
                               "プア魚0０コも続メbBｂxXＸtTfFpPＰＢ他共シツこ印ペ一す前次新古登ブ人"
                               "関最自詳不ウフ紹ホラsSＳ【ﾘﾌ投";
  static const char *const ends[] = {"png", "jpg", "peg", "gif", "ebp", "svg", "bmp", "eic", "vif"};
  if (line_bytes == 0 || line_bytes > CHROME_BYTES_MAX)
    return FALSE;
  const char *end = line + line_bytes, *first = line;
  while (first < end && is_space(g_utf8_get_char(first)))
    first = g_utf8_next_char(first);
  if (first < end && g_utf8_strchr(starts, -1, g_utf8_get_char(first)))
    return TRUE;
  while (end > line && is_space((guchar)end[-1]))
    end--;
  for (guint i = 0; end - line > 4 && i < G_N_ELEMENTS(ends); i++)
    if (g_ascii_strncasecmp(end - 3, ends[i], 3) == 0)
      return TRUE;
  return memmem(line, line_bytes, "の投稿を表示", strlen("の投稿を表示")) != NULL ||
         memmem(line, line_bytes, "件のコメント", strlen("件のコメント")) != NULL;
}

LineKind line_kind(const char *line, gsize line_bytes) {
  if (line_bytes <= 64 && is_blank(line, line_bytes))
    return LINE_BLANK;
  if (line_bytes > 64 && is_space(g_utf8_get_char(line)) && is_blank(line, line_bytes))
    return LINE_BLANK;
  if (!could_be_chrome(line, line_bytes) ||
      (memmem(line, line_bytes, "。", 3) && !memmem(line, line_bytes, "表示", 6)))
    return LINE_PLAIN;
  char *folded = fold_string(FOLD_READ, line, (gssize)line_bytes);
  g_strstrip(folded);
  LineKind kind = LINE_PLAIN;
  if (is_image(folded)) {
    kind = LINE_IMAGE;
  } else {
    char *squeezed = squeeze(folded);
    if (is_label(squeezed))
      kind = LINE_LABEL;
    else if (is_release(squeezed))
      kind = LINE_RELEASE;
    else
      kind = chrome_kind(squeezed);
    g_free(squeezed);
  }
  g_free(folded);
  return kind;
}

static gboolean line_is(const char *text, const PageLine *line, const char *words) {
  return line->kind == LINE_CHROME && memmem(text + line->start, line->bytes, words, strlen(words));
}

void lines_mark_buttons(const char *text, PageLine *lines, guint lines_n) {
  for (guint i = 0; i < lines_n; i++) {
    if (!line_is(text, &lines[i], "リンクを取得"))
      continue;
    guint end = i + 1;
    while (end < lines_n && end - i <= BUTTONS_MAX && lines[end].bytes <= BUTTON_BYTES_MAX &&
           !line_is(text, &lines[end], "他のアプリ"))
      end++;
    if (end == lines_n || !line_is(text, &lines[end], "他のアプリ"))
      continue;
    for (guint k = i; k < end; k++)
      lines[k].kind = lines[k].kind == LINE_PLAIN ? LINE_CHROME : lines[k].kind;
  }
}

int line_day(const char *line, gsize line_bytes) {
  const gsize weekday = strlen("水曜日");
  if (line_bytes < 20 || line_bytes > 64)
    return 0;
  char *folded = fold_string(FOLD_READ, line, (gssize)line_bytes);
  g_strstrip(folded);
  const char *day = g_str_has_suffix(folded, "曜日") ? strstr(folded, "日") : NULL;
  int value = 0;
  if (day && strlen(day) == strlen("日") + weekday && g_ascii_isdigit(*folded))
    value = heading_day(folded, strlen(folded));
  g_free(folded);
  return value;
}

char *line_label(const char *line, gsize line_bytes) {
  static const char *const starts[] = {"ラベルが", "ラベル", "Showing posts with label"};
  static const char *const ends[] = {"の投稿を表示", ". Show", "Show all posts"};
  char *copy = g_strndup(line, line_bytes);
  char *from = NULL, *to = NULL, *label = NULL;
  for (guint i = 0; i < G_N_ELEMENTS(starts) && !from; i++)
    if ((from = strstr(copy, starts[i])))
      from += strlen(starts[i]);
  for (guint i = 0; from && i < G_N_ELEMENTS(ends) && !to; i++)
    to = strstr(from, ends[i]);
  if (from && to) {
    *to = '\0';
    static const char *const wraps[] = {"「", "」", "『",       "』", "\"",
                                        "“",  "”",  "\xC2\xA0", "　", " "};
    for (gboolean moved = TRUE; moved;) {
      moved = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS(wraps); i++) {
        if (g_str_has_prefix(from, wraps[i])) {
          from += strlen(wraps[i]);
          moved = TRUE;
        }
        if (g_str_has_suffix(from, wraps[i])) {
          from[strlen(from) - strlen(wraps[i])] = '\0';
          moved = TRUE;
        }
      }
    }
    label = *from ? g_strdup(from) : NULL;
  }
  g_free(copy);
  return label;
}

gboolean line_post_labels(const char *line, gsize line_bytes, GPtrArray *labels) {
  static const char *const starts[] = {"ラベル:", "ラベル：", "Labels:", "ラベル :"};
  while (line_bytes > 0 && is_space(g_utf8_get_char(line))) {
    gsize n = (gsize)(g_utf8_next_char(line) - line);
    line += n;
    line_bytes -= n;
  }
  for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
    gsize n = strlen(starts[i]);
    if (line_bytes <= n || line_bytes > CHROME_BYTES_MAX || memcmp(line, starts[i], n) != 0)
      continue;
    if (!labels)
      return TRUE;
    char *list = g_strndup(line + n, line_bytes - n);
    char **parts = g_strsplit(list, ",", -1);
    for (guint k = 0; parts[k]; k++)
      if (*g_strstrip(parts[k]))
        g_ptr_array_add(labels, g_strdup(parts[k]));
    g_strfreev(parts);
    g_free(list);
    return TRUE;
  }
  return FALSE;
}

int line_section(const char *folded) {
  static const char *const kanji[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  const char *at = folded;
  gboolean bracket = *at == '(' || *at == '<' || g_str_has_prefix(at, "〔");
  if (bracket)
    at = g_utf8_next_char(at);
  if (g_str_has_prefix(at, "第"))
    at += strlen("第");
  int number = 0;
  if (g_ascii_isdigit(*at)) {
    const char *digits = at;
    while (g_ascii_isdigit(*at) && at - digits < 3)
      number = number * 10 + (*at++ - '0');
    gboolean mark = *at == '.' || *at == ')' || *at == ' ' || *at == ':' || *at == '\0' ||
                    g_str_has_prefix(at, "、") || g_str_has_prefix(at, "　");
    /* NFKC closes up the space in 1 概要 where kanji follow: two digits at most, then a word. */
    gboolean word =
        at - digits <= 2 && (guchar)*at >= 0xE3 && !g_str_has_prefix(at, "年") &&
        !g_str_has_prefix(at, "月") && !g_str_has_prefix(at, "日") && !g_str_has_prefix(at, "位") &&
        !g_str_has_prefix(at, "件") && !g_str_has_prefix(at, "人") && !g_str_has_prefix(at, "名") &&
        !g_str_has_prefix(at, "つ") && !g_str_has_prefix(at, "時") && !g_str_has_prefix(at, "万") &&
        !g_str_has_prefix(at, "社") && !g_str_has_prefix(at, "回") && !g_str_has_prefix(at, "泊") &&
        !g_str_has_prefix(at, "日") && !g_str_has_prefix(at, "分") && !g_str_has_prefix(at, "億") &&
        !g_str_has_prefix(at, "円") && !g_str_has_prefix(at, "個") && !g_str_has_prefix(at, "種") &&
        !g_str_has_prefix(at, "か") && !g_str_has_prefix(at, "ヶ");
    return bracket || mark || word ? number : 0;
  }
  for (guint i = 0; i < G_N_ELEMENTS(kanji); i++)
    if (g_str_has_prefix(at, kanji[i])) {
      at += strlen(kanji[i]);
      gboolean mark = *at == '.' || *at == ')' || *at == ' ' || g_str_has_prefix(at, "、") ||
                      g_str_has_prefix(at, "　");
      return mark ? (int)i + 1 : 0;
    }
  return 0;
}

gboolean line_is_item(const char *folded) {
  static const char *const marks[] = {
      "・", "•", "○",  "〇", "●", "■", "□", "◆", "◇",  "◎",  "△",  "▲", "▽",  "▼", "※",
      "*",  "-", "–",  "—",  "→", "⇒", "(", "<", "〈", "《", "≪",  "[", "〔", "|", "+",
      "★",  "☆", "◯",  "➢",  "✓", "✔", ">", "_", "=",  "~",  "＿", "─", "━",  "❶", "㋐",
      "@",  "&", "\"", "'",  "#", "·", "◉", "⚫", "⬛",  "▪",  "▫",  "❖"};
  if (line_section(folded) > 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
    if (g_str_has_prefix(folded, marks[i]))
      return TRUE;
  return FALSE;
}
