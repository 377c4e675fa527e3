/* page.h: text of one file -> posts. */
#ifndef JIKENBO_INDEXER_PAGE_H
#define JIKENBO_INDEXER_PAGE_H

#include "heading.h"

G_BEGIN_DECLS

typedef enum { POST_NOTICE, POST_OTHER } PostKind;

/* One entry of a page. notice is owned: for POST_OTHER it holds title and place alone. Facts
 * (causes … media, dates but published) are not yet filled. */
typedef struct {
  PostKind kind;
  Notice *notice;
  guint line, end_line; /* from 1, both inclusive; end_line is the last line that isn't blank */
  double doubt;         /* 0 certain … 1: how near the scored rule was to the other reading */
} Post;

void post_clear(Post *post);

/* Receives each post of a page in order; takes what it wants out of it (set post->notice NULL). */
typedef void (*PageFunc)(Post *post, gpointer user);

/* A body keeps at most this; what is cut off is noted in doubts. */
#define PAGE_BODY_BYTES_MAX (4u << 20)
/* A line keeps at most this. */
#define PAGE_LINE_BYTES_MAX (1u << 20)

/* A page that is read piece by piece: text is UTF-8 (what charset_decode made), lines end in \n,
 * \r\n or \r, cut anywhere. Memory: the post under way and its neighbour. */
typedef struct Page Page;
Page *page_new(const char *file, const HeadingTools *tools, PageFunc func, gpointer user);
void page_add(Page *page, const char *text, gsize text_bytes);
/* Hands over what remains and frees the page. Adds what was cut off to problems (of char*; may be
 * NULL). Returns the lines seen. */
guint page_finish(Page *page, GPtrArray *problems);

/* Splits text of file into posts at once. */
void page_posts(const char *file, const char *text, gsize text_bytes, const HeadingTools *tools,
                PageFunc func, gpointer user);

/* An entry that a feed, a page's markup or a JSON line sets apart. Everything but text may be NULL,
 * 0 or empty; what is given stands above what the text says. */
typedef struct {
  const char *title, *organisation, *id, *url;
  const char *site;          /* whose page it is: asked where nothing else names the organisation */
  int published;             /* YYYYMMDD */
  const char *const *labels; /* NULL-terminated */
  const char *text;
  gsize text_bytes;
  guint line, end_line; /* in the file */
  guint text_line;      /* where the text begins */
} PageEntry;

/* Makes a post of an entry. Without a number, whether it is a notice is decided by its words. Text
 * that holds several bracket headings is split like a page. */
void page_entry(const char *file, const PageEntry *entry, const HeadingTools *tools, PageFunc func,
                gpointer user);

G_END_DECLS

#endif
