/* markup_private.h: what the parts of markup share. */
#ifndef JIKENBO_INDEXER_MARKUP_PRIVATE_H
#define JIKENBO_INDEXER_MARKUP_PRIVATE_H

#include "markup.h"
#include "markup_flow.h"

G_BEGIN_DECLS

/* An element's attributes: value or NULL. */
typedef struct {
  const char **names_values; /* name, value, name, value, …, NULL; of HTML (values NULL-able) */
  const guchar **namespaced; /* SAX2's five pointers an attribute */
  int namespaced_n;
  char *scratch; /* the value last asked for, owned */
} MarkupAttributes;

const char *markup_attribute(MarkupAttributes *attributes, const char *name);
/* TRUE where the space-separated list value holds word. */
gboolean markup_has_word(const char *value, const char *word);

/* An entry under way. */
typedef struct {
  char *title, *url, *site, *id;
  int published;
  GPtrArray *labels; /* of char* */
  guint line, end_line, text_line;
} MarkupEntry;

MarkupEntry *markup_entry_new(guint line);
void markup_entry_free(MarkupEntry *entry);
/* Hands over an entry with its text. */
void markup_entry_emit(const char *file, const MarkupEntry *entry, const GString *text,
                       const HeadingTools *tools, PageFunc func, gpointer user);

/* A document of one kind, driven by markup.c: names are local and lower case (HTML). */
typedef struct MarkupHtml MarkupHtml;
MarkupHtml *markup_html_new(const char *file, const HeadingTools *tools, PageFunc func,
                            gpointer user);
void markup_html_start(MarkupHtml *html, const char *name, MarkupAttributes *attributes,
                       guint line);
void markup_html_end(MarkupHtml *html, const char *name, guint line);
void markup_html_text(MarkupHtml *html, const char *text, gsize text_bytes);
void markup_html_finish(MarkupHtml *html, guint lines);

typedef struct MarkupFeed MarkupFeed;
MarkupFeed *markup_feed_new(const char *file, const HeadingTools *tools, PageFunc func,
                            gpointer user);
void markup_feed_start(MarkupFeed *feed, const char *name, MarkupAttributes *attributes,
                       guint line);
void markup_feed_end(MarkupFeed *feed, const char *name, guint line);
void markup_feed_text(MarkupFeed *feed, const char *text, gsize text_bytes);
void markup_feed_finish(MarkupFeed *feed);

G_END_DECLS

#endif
