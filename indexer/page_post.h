/* page_post.h: the lines of one post -> a notice. For page*.c alone. */
#ifndef JIKENBO_INDEXER_PAGE_POST_H
#define JIKENBO_INDEXER_PAGE_POST_H

#include "page.h"
#include "page_lines.h"

G_BEGIN_DECLS

/* The lines of a post. Their kinds may be changed: what is blanked becomes LINE_BLANK. */
typedef struct {
  const char *text;
  PageLine *lines;
  guint lines_n;
  guint first_line; /* of lines[0], in the file */
} PostLines;

/* The index of the last line that is more than blank or chrome, and lines_n where there is none. */
guint post_lines_last(const PostLines *lines);
/* The first plain line from from on, or lines_n. */
guint post_lines_plain(const PostLines *lines, guint from);

/* Puts lines from from on into body, body_line, labels and links of notice: what stands at the ends
 * and isn't the notice's text is cut, captions, footers and releases inside become empty lines. */
void post_lines_body(const PostLines *lines, guint from, Notice *notice);

/* How many lines behind the heading line belong to it (a title broken in two, a title on a line of
 * its own): the heading's text is then those lines joined, appended to heading. */
guint post_lines_heading(const HeadingTools *tools, const PostLines *lines, GString *heading);

/* The line that is the title of a text without bracket, or lines_n. */
guint post_lines_title(const HeadingTools *tools, const PostLines *lines);
/* Bytes of that line that are the title: its first sentence where the text begins without one (the
 * line stays in the body then), else the line whole, which is blanked. */
gsize post_lines_take_title(const PostLines *lines, guint title);

G_END_DECLS

#endif
