/* page_words.h: words by which lines and texts are told. For page*.c alone. */
#ifndef JIKENBO_INDEXER_PAGE_WORDS_H
#define JIKENBO_INDEXER_PAGE_WORDS_H

#include <glib.h>

G_BEGIN_DECLS

/* page_count_distinct counts no further. */
#define PAGE_COUNT_MAX 4

/* By these a notice calls its own organisation. */
extern const char *const page_self_words[];
extern const guint page_self_words_n;

/* TRUE where one of words stands in text. */
gboolean page_has_any(const char *text, const char *const *words, guint words_n);
/* How many of words stand in text, up to PAGE_COUNT_MAX: more say nothing more. text may be NULL.
 */
guint page_count_distinct(const char *text, gsize text_bytes, const char *const *words,
                          guint words_n);

G_END_DECLS

#endif
