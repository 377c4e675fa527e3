/* markup.h: saved pages and feeds -> posts: text as a reader sees it, and what the markup knows. */
#ifndef JIKENBO_INDEXER_MARKUP_H
#define JIKENBO_INDEXER_MARKUP_H

#include "page.h"

G_BEGIN_DECLS

/* A reader that is fed piece by piece with UTF-8; nothing is built but the post under way. Entities
 * that a document declares aren't expanded, nothing is fetched. */
typedef struct Markup Markup;
Markup *markup_new(const char *file, gboolean html, const HeadingTools *tools, PageFunc func,
                   gpointer user);
void markup_add(Markup *markup, const char *text, gsize text_bytes);
/* Reads what remains and frees. Adds what could not be read to problems (of char*). FALSE and error
 * (SOURCE_ERROR_FORM) where the document is no page and no feed. */
gboolean markup_finish(Markup *markup, GPtrArray *problems, guint *lines, GError **error);

/* The text of a piece of HTML (what feeds carry): block elements break lines, lists keep their
 * marks, scripts and navigation are gone. The caller frees it. */
char *markup_text(const char *html, gsize html_bytes);

G_END_DECLS

#endif
