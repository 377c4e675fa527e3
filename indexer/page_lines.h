/* page_lines.h: lines of a page and what each is. For page*.c alone. */
#ifndef JIKENBO_INDEXER_PAGE_LINES_H
#define JIKENBO_INDEXER_PAGE_LINES_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LINE_PLAIN,
  LINE_BLANK,
  LINE_FOOTER,  /* リリース文アーカイブ: ends a notice, or a release in it */
  LINE_RELEASE, /* 【2024年7月10日リリース分】: begins a release */
  LINE_IMAGE,   /* the name of an image */
  LINE_LABEL,   /* ラベル X の投稿を表示しています: belongs to the page */
  LINE_CHROME,  /* もっと読む … */
  LINE_END, /* 投稿者 X 時刻: 21:04, 3 件のコメント: the footer that a blog sets under a post */
  LINE_DAY, /* 2020年9月30日水曜日: set above the posts of a day; known by what follows */
  LINE_TAIL /* 人気の投稿, 登録: 投稿 …: from here on all is navigation */
} LineKind;

typedef struct {
  guint32 start, bytes; /* in the text, without its line end */
  guint8 kind;          /* LineKind */
} PageLine;

/* Some lines with their text. */
typedef struct {
  const char *text;
  const PageLine *lines;
  guint lines_n;
} PageText;

LineKind line_kind(const char *line, gsize line_bytes);

/* Marks the buttons between リンクを取得 and 他のアプリ (Facebook, X, メール …) as LINE_CHROME. */
void lines_mark_buttons(const char *text, PageLine *lines, guint lines_n);

/* The day that a line alone is, with its weekday and without brackets, as blogs set it above the
 * posts of a day; 0 where it is none. */
int line_day(const char *line, gsize line_bytes);

/* The label that a LINE_LABEL names, or NULL; to be freed. */
char *line_label(const char *line, gsize line_bytes);

/* The labels of a post's own footer (ラベル: a, b), added to labels (NULL: only asked
 * whether it is one); FALSE where line is none. */
gboolean line_post_labels(const char *line, gsize line_bytes, GPtrArray *labels);

/* TRUE where line begins with a bullet, a section number, a bracket or a mark. folded: FOLD_READ.
 */
gboolean line_is_item(const char *folded);

/* The section number a line begins with (1, (2), ③, 第4, 五 …), 0 none. folded: FOLD_READ. */
int line_section(const char *folded);

G_END_DECLS

#endif
