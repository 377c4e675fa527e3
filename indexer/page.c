/* A page is read line by line into segments. A line that begins with the bracket ends the segment
 * before it; so a segment is a notice with the posts without a number behind it, or what stands
 * before the first notice. page_rule.c says where in a segment such a post begins, and why;
 * page_post.c makes a notice of lines. A file without any bracket is one text: its first line is
 * the title, and page_rule_notice() says whether it reports an incident. */
#include "indexer/page.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/heading_rules.h"
#include "indexer/page_post.h"
#include "indexer/page_rule.h"

/* What stands before the first notice and is shorter and without a sentence is the page's head. */
#define HEAD_BYTES_MAX 600
/* So many cuts of one file are named. */
#define PROBLEMS_MAX 20
/* The title of another post is shown, not searched. */
#define TITLE_BYTES_MAX 1024

typedef struct {
  GString *text;
  GArray *lines; /* of PageLine */
  guint first_line;
  guint last_line;  /* the last that isn't blank, also where the text was cut */
  gboolean bracket; /* lines[0] begins with the bracket */
  gboolean cut;     /* a line was, or the text */
  gboolean text_cut;
  int day; /* that a line above its heading gives, or 0 */
} Segment;

struct Page {
  const char *file;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  GString *pending; /* a line whose end wasn't seen yet */
  gboolean pending_cut, after_return;
  guint lines_n;
  gboolean brackets;    /* one was met */
  gboolean labels_over; /* a post was met since the last label line: the next begins a new page */
  gboolean references;  /* 関連事件簿: what follows refers */
  gboolean after_tail;
  GPtrArray *labels, *problems;
  Segment segment;
};

void post_clear(Post *post) {
  notice_free(post->notice);
  post->notice = NULL;
}

Page *page_new(const char *file, const HeadingTools *tools, PageFunc func, gpointer user) {
  Page *page = g_new0(Page, 1);
  page->file = file;
  page->tools = tools;
  page->func = func;
  page->user = user;
  page->pending = g_string_new(NULL);
  page->labels = g_ptr_array_new_with_free_func(g_free);
  page->problems = g_ptr_array_new_with_free_func(g_free);
  page->segment.text = g_string_new(NULL);
  page->segment.lines = g_array_new(FALSE, FALSE, sizeof(PageLine));
  page->segment.first_line = 1;
  return page;
}

static void free_page(Page *page) {
  g_string_free(page->pending, TRUE);
  g_ptr_array_unref(page->labels);
  g_ptr_array_unref(page->problems);
  g_string_free(page->segment.text, TRUE);
  g_array_unref(page->segment.lines);
  g_free(page);
}

/* ---- posts of a segment */

static PostLines segment_lines(const Segment *segment, guint from, guint to) {
  return (PostLines){.text = segment->text->str,
                     .lines = &g_array_index(segment->lines, PageLine, from),
                     .lines_n = to - from,
                     .first_line = segment->first_line + from};
}

static void add_labels(const GPtrArray *labels, Notice *notice) {
  for (guint i = 0; i < labels->len; i++) {
    gboolean known = FALSE;
    for (guint k = 0; k < notice->labels->len && !known; k++)
      known = strcmp(notice->labels->pdata[k], labels->pdata[i]) == 0;
    if (!known)
      g_ptr_array_add(notice->labels, g_strdup(labels->pdata[i]));
  }
}

static void add_doubt(Notice *notice, const char *doubt) {
  g_ptr_array_add(notice->doubts, g_strdup(doubt));
}

static void hand_over(Page *page, PostKind kind, Notice *notice, guint line, guint end_line,
                      double doubt) {
  Post post = {.kind = kind, .notice = notice, .line = line, .end_line = end_line, .doubt = doubt};
  notice_add_place(notice, page->file, line, end_line);
  page->func(&post, page->user);
  post_clear(&post);
}

static void set_title(Notice *notice, const PostLines *lines, guint at) {
  g_free(notice->title);
  const char *title = lines->text + lines->lines[at].start;
  gsize bytes = MIN(lines->lines[at].bytes, TITLE_BYTES_MAX);
  while (bytes > 0 && ((guchar)title[bytes] & 0xC0) == 0x80)
    bytes--;
  gsize marks = 0;
  while (marks < bytes && title[marks] == '#')
    marks++;
  notice->title = g_strndup(title + marks, bytes - marks);
  g_strstrip(notice->title);
}

static void emit_other(Page *page, guint from, guint to, double doubt) {
  PostLines lines = segment_lines(&page->segment, from, to);
  guint first = post_lines_plain(&lines, 0), last = post_lines_last(&lines);
  if (first >= lines.lines_n || last >= lines.lines_n)
    return;
  Notice *notice = notice_new();
  set_title(notice, &lines, first);
  hand_over(page, POST_OTHER, notice, lines.first_line + first, lines.first_line + last, doubt);
}

/* Lines from from on are posts without a number. */
static void emit_others(Page *page, guint from, guint to, double doubt) {
  const Segment *segment = &page->segment;
  PageText text = {segment->text->str, &g_array_index(segment->lines, PageLine, 0), to};
  PageRuleContext context = {.notice = FALSE};
  while (from < to) {
    PageRuleFound next = page_rule_next(&text, from, &context);
    emit_other(page, from, next.at, doubt);
    doubt = page_rule_doubt(next.score, PAGE_RULE_SPLIT);
    from = next.at;
  }
}

/* Reads the heading line and what belongs to it; returns the index of the first line behind. */
static guint read_heading(Page *page, const PostLines *lines, Notice *notice) {
  char id[HEADING_ID_BYTES] = "";
  gsize rest = 0;
  const char *line = lines->text + lines->lines[0].start;
  heading_bracket(line, lines->lines[0].bytes, &rest, id);
  if (id[0])
    notice->id = g_strdup(id);
  else
    add_doubt(notice, "id: the bracket has no number that can be read");
  GString *heading = g_string_new_len(line + rest, (gssize)(lines->lines[0].bytes - rest));
  g_string_replace(heading, "**", "", 0); /* what markdown sets in bold */
  guint used = post_lines_heading(page->tools, lines, heading);
  heading_read(page->tools, heading->str, heading->len, notice);
  g_string_free(heading, TRUE);
  return used + 1;
}

/* notice has its heading; its body is lines from from to to. */
static void emit_notice(Page *page, Notice *notice, guint from, guint to, double doubt, guint near,
                        guint end_line) {
  Segment *segment = &page->segment;
  PostLines lines = segment_lines(segment, 0, to);
  if (from < lines.lines_n)
    post_lines_body(&lines, from, notice);
  /* A list of popular posts, the archive of a blog: links, no posts. */
  if (page->after_tail && !strstr(notice->body ? notice->body : "", "。")) {
    notice_free(notice);
    return;
  }
  if (notice->body_bytes == 0) {
    notice->body_line = segment->first_line;
    add_doubt(notice, "body: empty");
  }
  add_labels(page->labels, notice);
  heading_links(notice->title, strlen(notice->title), notice->id, notice->links);
  heading_read_body(page->tools, FALSE, notice);
  if (!notice->published)
    notice->published = segment->day;
  if (segment->cut && to == segment->lines->len)
    add_doubt(notice, "body: too long, cut off");
  if (doubt > 0.25 && near < to)
    g_ptr_array_add(notice->doubts, g_strdup_printf("end: another post may begin in line %u",
                                                    segment->first_line + near));
  hand_over(page, POST_NOTICE, notice, segment->first_line, end_line, doubt);
}

static void flush_notice(Page *page, guint lines_n) {
  Segment *segment = &page->segment;
  char *organisation = NULL;
  PageText text = {segment->text->str, &g_array_index(segment->lines, PageLine, 0), lines_n};
  PostLines lines = segment_lines(segment, 0, lines_n);
  Notice *notice = notice_new();
  guint from = read_heading(page, &lines, notice);
  if (notice->organisation)
    organisation = fold_string(FOLD_READ, notice->organisation, -1);
  PageRuleContext context = {.notice = TRUE, .organisation = organisation};
  PageRuleFound found = page_rule_next(&text, 0, &context);
  double doubt = page_rule_doubt(found.score, PAGE_RULE_SPLIT);
  lines.lines_n = found.at;
  guint last = post_lines_last(&lines);
  guint end_line = segment->first_line + (last < found.at ? last : 0);
  if (segment->cut && found.at == segment->lines->len)
    end_line = MAX(end_line, segment->last_line);
  emit_notice(page, notice, from, found.at, found.near < lines_n ? doubt : 0, found.near, end_line);
  if (found.at < lines_n)
    emit_others(page, found.at, lines_n, doubt);
  g_free(organisation);
}

/* What stands before the first notice: the page's own head, or posts without a number. */
static void flush_head(Page *page, guint lines_n) {
  const Segment *segment = &page->segment;
  gsize bytes = 0;
  gboolean sentence = FALSE;
  guint first = lines_n;
  for (guint i = 0; i < lines_n; i++) {
    const PageLine *line = &g_array_index(segment->lines, PageLine, i);
    if (line->kind != LINE_PLAIN)
      continue;
    first = MIN(first, i);
    bytes += line->bytes;
    sentence = sentence ||
               memmem(segment->text->str + line->start, line->bytes, "。", strlen("。")) != NULL;
  }
  if (first < lines_n && (sentence || bytes > HEAD_BYTES_MAX))
    emit_others(page, first, lines_n, 0);
}

/* A file without any bracket. */
static void flush_single(Page *page, guint lines_n) {
  Segment *segment = &page->segment;
  PostLines lines = segment_lines(segment, 0, lines_n);
  guint title = post_lines_title(page->tools, &lines);
  if (title >= lines_n)
    return;
  guint first = post_lines_plain(&lines, 0), last = post_lines_last(&lines);
  guint end_line = MAX(segment->first_line + last, segment->cut ? segment->last_line : 0);
  Notice *notice = notice_new();
  const PageLine *line = &lines.lines[title];
  gsize title_bytes = post_lines_take_title(&lines, title);
  heading_read_title(page->tools, segment->text->str + line->start, title_bytes, notice);
  post_lines_body(&lines, 0, notice);
  double score = page_rule_notice(notice->title, notice->body, notice->body_bytes);
  double doubt = page_rule_doubt(score, PAGE_RULE_NOTICE);
  guint line_number = segment->first_line + first;
  if (score < PAGE_RULE_NOTICE) {
    Notice *other = notice_new();
    notice_set_title(other, notice->title);
    notice_free(notice);
    hand_over(page, POST_OTHER, other, line_number, end_line, doubt);
    return;
  }
  add_labels(page->labels, notice);
  heading_read_body(page->tools, TRUE, notice);
  if (doubt > 0.25)
    add_doubt(notice, "kind: may be no notice");
  if (segment->cut)
    add_doubt(notice, "body: too long, cut off");
  hand_over(page, POST_NOTICE, notice, line_number, end_line, doubt);
}

static void add_problem(Page *page, guint line, const char *what) {
  if (page->problems->len < PROBLEMS_MAX)
    g_ptr_array_add(page->problems, g_strdup_printf("%s:%u: %s", page->file, line, what));
}

static void flush(Page *page, gboolean last) {
  Segment *segment = &page->segment;
  if (segment->text_cut)
    add_problem(page, segment->first_line, "the post is longer than 4 MiB and was cut");
  segment->text_cut = FALSE;
  guint lines_n = segment->lines->len;
  lines_mark_buttons(segment->text->str, (PageLine *)(gpointer)segment->lines->data, lines_n);
  gboolean tail = FALSE;
  for (guint i = 0; i < lines_n && !tail; i++)
    if (g_array_index(segment->lines, PageLine, i).kind == LINE_TAIL) {
      lines_n = i;
      tail = TRUE;
    }
  if (lines_n > 0) {
    if (segment->bracket)
      flush_notice(page, lines_n);
    else if (last && !page->brackets)
      flush_single(page, lines_n);
    else
      flush_head(page, lines_n);
  }
  page->after_tail = page->after_tail || tail;
  g_string_truncate(segment->text, 0);
  g_array_set_size(segment->lines, 0);
  segment->cut = FALSE;
  segment->bracket = FALSE;
  segment->day = 0;
  segment->first_line = page->lines_n;
}

/* ---- lines */

static void take_label(Page *page, const char *line, gsize line_bytes) {
  char *label = line_label(line, line_bytes);
  if (!label)
    return;
  if (page->labels_over)
    g_ptr_array_set_size(page->labels, 0);
  page->labels_over = FALSE;
  for (guint i = 0; i < page->labels->len; i++)
    if (strcmp(page->labels->pdata[i], label) == 0) {
      g_free(label);
      return;
    }
  g_ptr_array_add(page->labels, label);
}

/* 関連事件簿: on a line of its own announces references. */
static gboolean announces_references(const char *line, gsize line_bytes) {
  static const char *const words[] = {"関連事件簿",     "関連記事",   "関連インシデント",
                                      "過去の事件簿",   "参考事件簿", "関連リンク",
                                      "関連する事件簿", "前回",       "続報元"};
  if (line == NULL || line_bytes == 0 || line_bytes > 90)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
    const char *at = memmem(line, line_bytes, words[i], strlen(words[i]));
    if (at && at - line <= 6)
      return memmem(line, line_bytes, "#", 1) == NULL && memmem(line, line_bytes, "＃", 3) == NULL;
  }
  return FALSE;
}

/* 2020年9月30日水曜日 as the segment's last line belongs to the heading behind it. */
static int take_day_above(Segment *segment) {
  for (guint i = segment->lines->len; i > 0; i--) {
    PageLine *line = &g_array_index(segment->lines, PageLine, i - 1);
    if (line->kind == LINE_BLANK)
      continue;
    int day =
        line->kind == LINE_PLAIN ? line_day(segment->text->str + line->start, line->bytes) : 0;
    if (day)
      line->kind = LINE_DAY;
    return day;
  }
  return 0;
}

static void add_line(Page *page, const char *line, gsize line_bytes) {
  Segment *segment = &page->segment;
  page->lines_n++;
  gboolean bracket = heading_bracket(line, line_bytes, NULL, NULL);
  if (bracket && !page->references) {
    int day = take_day_above(segment);
    if (segment->lines->len > 0)
      flush(page, FALSE);
    segment->day = day;
    segment->first_line = page->lines_n;
    segment->bracket = TRUE;
    page->brackets = TRUE;
    page->labels_over = TRUE;
  }
  LineKind kind = bracket ? LINE_PLAIN : line_kind(line, line_bytes);
  if (kind == LINE_LABEL)
    take_label(page, line, line_bytes);
  page->references = announces_references(line, line_bytes) || (page->references && bracket);
  if (kind != LINE_BLANK)
    segment->last_line = page->lines_n;
  if (segment->text->len + line_bytes > PAGE_BODY_BYTES_MAX) {
    segment->cut = TRUE;
    segment->text_cut = TRUE;
    return;
  }
  PageLine entry = {(guint32)segment->text->len, (guint32)line_bytes, (guint8)kind};
  g_array_append_val(segment->lines, entry);
  g_string_append_len(segment->text, line, (gssize)line_bytes);
  g_string_append_c(segment->text, '\n');
}

/* Keeps the beginning of a line whose end comes later, in bounds and never cut in a character. */
static void keep_pending(Page *page, const char *text, gsize text_bytes) {
  gsize room = PAGE_LINE_BYTES_MAX - MIN(page->pending->len, PAGE_LINE_BYTES_MAX);
  if (text_bytes > room) {
    while (room > 0 && ((guchar)text[room] & 0xC0) == 0x80)
      room--;
    text_bytes = room;
    page->pending_cut = TRUE;
  } else if (page->pending_cut) {
    return;
  }
  g_string_append_len(page->pending, text, (gssize)text_bytes);
}

static void end_line(Page *page, const char *text, gsize text_bytes) {
  if (page->pending->len == 0 && text_bytes <= PAGE_LINE_BYTES_MAX) {
    add_line(page, text, text_bytes);
    return;
  }
  keep_pending(page, text, text_bytes);
  add_line(page, page->pending->str, page->pending->len);
  if (page->pending_cut) {
    page->segment.cut = TRUE;
    add_problem(page, page->lines_n, "the line is longer than 1 MiB and was cut");
  }
  g_string_truncate(page->pending, 0);
  page->pending_cut = FALSE;
}

void page_add(Page *page, const char *text, gsize text_bytes) {
  const char *at = text, *end = text + text_bytes;
  while (at < end) {
    if (page->after_return && *at == '\n')
      at++;
    page->after_return = FALSE;
    const char *stop = at;
    while (stop < end && *stop != '\n' && *stop != '\r')
      stop++;
    if (stop == end) {
      keep_pending(page, at, (gsize)(stop - at));
      return;
    }
    end_line(page, at, (gsize)(stop - at));
    page->after_return = *stop == '\r';
    at = stop + 1;
  }
}

guint page_finish(Page *page, GPtrArray *problems) {
  if (page->pending->len > 0)
    end_line(page, "", 0);
  flush(page, TRUE);
  guint lines_n = page->lines_n;
  for (guint i = 0; problems && i < page->problems->len; i++)
    g_ptr_array_add(problems, g_strdup(page->problems->pdata[i]));
  free_page(page);
  return lines_n;
}

void page_posts(const char *file, const char *text, gsize text_bytes, const HeadingTools *tools,
                PageFunc func, gpointer user) {
  Page *page = page_new(file, tools, func, user);
  page_add(page, text, text_bytes);
  page_finish(page, NULL);
}
