/* page.h: text of one file -> posts. */
#ifndef JIKENBO_INDEXER_PAGE_H
#define JIKENBO_INDEXER_PAGE_H

#include "dict/analyzer.h"
#include "shim/notice.h"

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

/* Splits text (UTF-8, \n line ends, what charset_decode made) of file into posts. thread serves the
 * headings (proper nouns). Bounded memory beside text. */
void page_posts(const char *file, const char *text, gsize text_bytes, AnalyzerThread *thread,
                PageFunc func, gpointer user);

G_END_DECLS

#endif
