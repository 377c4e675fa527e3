#include "indexer/page.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/page_post.h"
#include "indexer/page_rule.h"

/* An explicit organisation is what a scraper of notices writes. */
#define ORGANISATION_POINTS 2.0

/* The lines of an entry's text, in the form page_post.c wants. */
static GArray *split_lines(const char *text, gsize text_bytes) {
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(PageLine));
  gsize at = 0;
  while (at < text_bytes) {
    const char *stop = memchr(text + at, '\n', text_bytes - at);
    gsize end = stop ? (gsize)(stop - text) : text_bytes;
    gsize bytes = end - at;
    if (bytes > 0 && text[end - 1] == '\r')
      bytes--;
    PageLine line = {(guint32)at, (guint32)bytes, (guint8)line_kind(text + at, bytes)};
    g_array_append_val(lines, line);
    at = end + 1;
  }
  return lines;
}

static gboolean is_bracket(const PostLines *lines, guint at) {
  return heading_bracket(lines->text + lines->lines[at].start, lines->lines[at].bytes, NULL, NULL);
}

/* TRUE where the text is a page of its own: bracket headings stand in it. In the text of an entry
 * with a title only the first line can be one; others refer. */
static gboolean is_page(const PageEntry *entry, const PostLines *lines) {
  guint first = post_lines_plain(lines, 0), n = 0;
  if (entry->title && *entry->title)
    return first < lines->lines_n && is_bracket(lines, first) &&
           !heading_bracket(entry->title, strlen(entry->title), NULL, NULL);
  for (guint i = 0; i < lines->lines_n; i++)
    n += is_bracket(lines, i);
  return n > 1 || (n == 1 && !is_bracket(lines, first));
}

/* ---- a page inside an entry */

typedef struct {
  const PageEntry *entry;
  const char *file;
  PageFunc func;
  gpointer user;
} Inner;

static void add_entry_labels(const PageEntry *entry, Notice *notice) {
  for (guint i = 0; entry->labels && entry->labels[i]; i++) {
    gboolean known = FALSE;
    for (guint k = 0; k < notice->labels->len && !known; k++)
      known = strcmp(notice->labels->pdata[k], entry->labels[i]) == 0;
    if (!known)
      g_ptr_array_add(notice->labels, g_strdup(entry->labels[i]));
  }
}

/* Lines inside an entry are no lines of the file: all its posts stand where it stands. */
static void take_inner(Post *post, gpointer user) {
  const Inner *inner = user;
  const PageEntry *entry = inner->entry;
  Notice *notice = post->notice;
  post->line = entry->line;
  post->end_line = entry->end_line;
  NoticePlace *place = &g_array_index(notice->places, NoticePlace, 0);
  place->line = entry->line;
  place->end_line = entry->end_line;
  notice->body_line = entry->text_line;
  if (!notice->url)
    notice->url = g_strdup(entry->url);
  if (!notice->published)
    notice->published = entry->published;
  add_entry_labels(entry, notice);
  inner->func(post, inner->user);
}

/* ---- an entry that is one post */

/* Takes id, organisation, title and day from the heading; TRUE where it has the bracket. */
static gboolean read_heading(const PageEntry *entry, const char *heading, gsize heading_bytes,
                             const HeadingTools *tools, Notice *notice) {
  char id[HEADING_ID_BYTES] = "";
  gsize rest = 0;
  gboolean bracket = heading_bracket(heading, heading_bytes, &rest, id);
  notice->published = 0;
  if (bracket) {
    heading_read(tools, heading + rest, heading_bytes - rest, notice);
    if (id[0])
      notice->id = g_strdup(id);
    else
      g_ptr_array_add(notice->doubts, g_strdup("id: the bracket has no number that can be read"));
  } else {
    if (entry->organisation && *entry->organisation)
      notice->organisation = g_strdup(entry->organisation);
    heading_read_title(tools, heading, heading_bytes, notice);
  }
  if (entry->organisation && *entry->organisation) {
    g_free(notice->organisation);
    notice->organisation = g_strdup(entry->organisation);
  }
  if (entry->id && *entry->id) {
    g_free(notice->id);
    notice->id = g_strdup(heading_number(entry->id, id) ? id : entry->id);
  }
  return bracket || (entry->id && *entry->id);
}

/* The same words again as first line of the text. */
static gboolean repeats(const char *title, const char *line, gsize line_bytes) {
  char *a = fold_string(FOLD_READ, title, -1);
  char *b = fold_string(FOLD_READ, line, (gssize)line_bytes);
  gboolean same = strcmp(g_strstrip(a), g_strstrip(b)) == 0;
  g_free(a);
  g_free(b);
  return same;
}

static void hand_over(const char *file, const PageEntry *entry, PostKind kind, Notice *notice,
                      double doubt, PageFunc func, gpointer user) {
  Post post = {kind, notice, entry->line, entry->end_line, doubt};
  if (kind == POST_OTHER) {
    Notice *other = notice_new();
    notice_set_title(other, notice->title);
    notice_free(notice);
    post.notice = other;
  }
  notice_add_place(post.notice, file, entry->line, entry->end_line);
  func(&post, user);
  post_clear(&post);
}

/* Whose page it is: the last that is asked. Takes the doubt back that nothing was found. */
static void read_site(const PageEntry *entry, const HeadingTools *tools, Notice *notice) {
  Notice *site = notice_new();
  if (entry->site && *entry->site)
    heading_read_title(tools, entry->site, strlen(entry->site), site);
  const char *name = site->organisation ? site->organisation : entry->site;
  if (name && heading_organisation_rank(tools->rules, name, strlen(name)) == 2) {
    notice->organisation = g_strdup(name);
    g_ptr_array_set_size(notice->doubts, (gint)notice->doubts->len - 1);
    g_ptr_array_add(notice->doubts, g_strdup("organisation: read from the name of the site"));
  }
  notice_free(site);
}

static void read_one(const char *file, const PageEntry *entry, const PostLines *lines,
                     const HeadingTools *tools, PageFunc func, gpointer user) {
  Notice *notice = notice_new();
  guint from = 0;
  gboolean numbered;
  if (entry->title && *entry->title) {
    numbered = read_heading(entry, entry->title, strlen(entry->title), tools, notice);
    guint first = post_lines_plain(lines, 0);
    if (first < lines->lines_n &&
        repeats(entry->title, lines->text + lines->lines[first].start, lines->lines[first].bytes))
      from = first + 1;
  } else {
    guint title = post_lines_title(tools, lines);
    const PageLine *line = title < lines->lines_n ? &lines->lines[title] : NULL;
    gsize bytes = line ? post_lines_take_title(lines, title) : 0;
    numbered = read_heading(entry, line ? lines->text + line->start : "", bytes, tools, notice);
  }
  if (lines->lines_n > from)
    post_lines_body(lines, from, notice);
  notice->body_line = entry->text_line;
  notice->url = g_strdup(entry->url);
  if (!notice->published)
    notice->published = entry->published;
  add_entry_labels(entry, notice);
  double score = page_rule_notice(notice->title, notice->body, notice->body_bytes);
  if (entry->organisation && *entry->organisation)
    score += ORGANISATION_POINTS;
  double doubt = numbered ? 0 : page_rule_doubt(score, PAGE_RULE_NOTICE);
  if (!numbered && score < PAGE_RULE_NOTICE) {
    hand_over(file, entry, POST_OTHER, notice, doubt, func, user);
    return;
  }
  heading_links(notice->title, strlen(notice->title), notice->id, notice->links);
  heading_read_body(tools, !numbered, notice);
  if (!notice->organisation)
    read_site(entry, tools, notice);
  if (doubt > 0.25)
    g_ptr_array_add(notice->doubts, g_strdup("kind: may be no notice"));
  if (notice->body_bytes == 0)
    g_ptr_array_add(notice->doubts, g_strdup("body: empty"));
  hand_over(file, entry, POST_NOTICE, notice, doubt, func, user);
}

void page_entry(const char *file, const PageEntry *entry, const HeadingTools *tools, PageFunc func,
                gpointer user) {
  gsize text_bytes = entry->text ? MIN(entry->text_bytes, PAGE_BODY_BYTES_MAX) : 0;
  while (text_bytes > 0 && text_bytes < entry->text_bytes &&
         ((guchar)entry->text[text_bytes] & 0xC0) == 0x80)
    text_bytes--;
  GArray *array = split_lines(entry->text, text_bytes);
  PostLines lines = {entry->text ? entry->text : "", (PageLine *)(gpointer)array->data, array->len,
                     entry->text_line};
  if (is_page(entry, &lines)) {
    Inner inner = {entry, file, func, user};
    page_posts(file, entry->text, text_bytes, tools, take_inner, &inner);
  } else {
    read_one(file, entry, &lines, tools, func, user);
  }
  g_array_unref(array);
}
