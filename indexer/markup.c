#include "indexer/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <string.h>

#include "indexer/markup_private.h"
#include "indexer/source.h"

struct Markup {
  const char *file;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  xmlParserCtxtPtr parser;
  gboolean is_html; /* the parser reads HTML; else XML */
  MarkupHtml *html; /* the document is a page */
  MarkupFeed *feed; /* … or a feed */
  gboolean begun;
  char *root; /* an XML root that is neither */
  char *problem;
  guint lines;
  GHashTable *entities; /* name -> xmlEntity: those of HTML, for XML that uses them undeclared */
  gboolean broken;      /* nothing more is read */
};

/* ---- attributes */

const char *markup_attribute(MarkupAttributes *attributes, const char *name) {
  const char **pair = attributes->names_values;
  for (; pair && pair[0]; pair += 2)
    if (strcmp(pair[0], name) == 0)
      return pair[1] ? pair[1] : "";
  for (int i = 0; i < attributes->namespaced_n; i++) {
    const guchar **five = attributes->namespaced + i * 5;
    if (strcmp((const char *)five[0], name) != 0)
      continue;
    g_free(attributes->scratch);
    attributes->scratch = g_strndup((const char *)five[3], (gsize)(five[4] - five[3]));
    return attributes->scratch;
  }
  return NULL;
}

gboolean markup_has_word(const char *value, const char *word) {
  gsize n = strlen(word);
  while (value && (value = strstr(value, word))) {
    char next = value[n];
    if (!next || g_ascii_isspace(next))
      return TRUE;
    value += n;
  }
  return FALSE;
}

/* ---- entries */

MarkupEntry *markup_entry_new(guint line) {
  MarkupEntry *entry = g_new0(MarkupEntry, 1);
  entry->labels = g_ptr_array_new_with_free_func(g_free);
  entry->line = line;
  entry->text_line = line;
  return entry;
}

void markup_entry_free(MarkupEntry *entry) {
  g_ptr_array_unref(entry->labels);
  g_free(entry->title);
  g_free(entry->url);
  g_free(entry->site);
  g_free(entry->id);
  g_free(entry);
}

void markup_entry_emit(const char *file, const MarkupEntry *entry, const GString *text,
                       const HeadingTools *tools, PageFunc func, gpointer user) {
  GPtrArray *labels = g_ptr_array_new();
  for (guint i = 0; i < entry->labels->len; i++)
    g_ptr_array_add(labels, entry->labels->pdata[i]);
  g_ptr_array_add(labels, NULL);
  PageEntry post = {.title = entry->title,
                    .url = entry->url,
                    .site = entry->site,
                    .published = entry->published,
                    .labels = (const char *const *)labels->pdata,
                    .text = text->str,
                    .text_bytes = text->len,
                    .line = entry->line,
                    .end_line = MAX(entry->end_line, entry->line),
                    .text_line = entry->text_line};
  page_entry(file, &post, tools, func, user);
  g_ptr_array_unref(labels);
}

/* ---- events */

static guint line_of(const Markup *markup) {
  int line = xmlSAX2GetLineNumber(markup->parser);
  return line > 0 ? (guint)line : 1;
}

/* The first element says what the document is. */
static void begin(Markup *markup, const char *name) {
  markup->begun = TRUE;
  gboolean feed = strcmp(name, "feed") == 0 || strcmp(name, "rss") == 0 ||
                  strcmp(name, "RDF") == 0 || strcmp(name, "entry") == 0;
  if (!markup->is_html && feed)
    markup->feed = markup_feed_new(markup->file, markup->tools, markup->func, markup->user);
  else if (markup->is_html || strcmp(name, "html") == 0)
    markup->html = markup_html_new(markup->file, markup->tools, markup->func, markup->user);
  else
    markup->root = g_strdup(name);
}

static void start_element(Markup *markup, const char *name, MarkupAttributes *attributes) {
  if (!markup->begun)
    begin(markup, name);
  if (markup->feed)
    markup_feed_start(markup->feed, name, attributes, line_of(markup));
  else if (markup->html)
    markup_html_start(markup->html, name, attributes, line_of(markup));
  g_free(attributes->scratch);
}

static void end_element(Markup *markup, const char *name) {
  if (markup->feed)
    markup_feed_end(markup->feed, name, line_of(markup));
  else if (markup->html)
    markup_html_end(markup->html, name, line_of(markup));
}

static void on_html_start(void *user, const xmlChar *name, const xmlChar **attributes) {
  MarkupAttributes list = {.names_values = (const char **)attributes};
  start_element(user, (const char *)name, &list);
}

static void on_html_end(void *user, const xmlChar *name) {
  end_element(user, (const char *)name);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespaces_n, const xmlChar **namespaces, int attributes_n,
                     int defaulted_n, const xmlChar **attributes) {
  (void)prefix, (void)uri, (void)namespaces_n, (void)namespaces, (void)defaulted_n;
  MarkupAttributes list = {.namespaced = attributes, .namespaced_n = attributes_n};
  start_element(user, (const char *)name, &list);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)prefix, (void)uri;
  end_element(user, (const char *)name);
}

static void on_text(void *user, const xmlChar *text, int text_bytes) {
  Markup *markup = user;
  if (markup->feed)
    markup_feed_text(markup->feed, (const char *)text, (gsize)text_bytes);
  else if (markup->html)
    markup_html_text(markup->html, (const char *)text, (gsize)text_bytes);
}

/* Only the entities that XML and HTML themselves know: a document's own are never expanded. */
static xmlEntityPtr on_entity(void *user, const xmlChar *name) {
  Markup *markup = user;
  xmlEntityPtr known = xmlGetPredefinedEntity(name);
  if (known)
    return known;
  known = g_hash_table_lookup(markup->entities, name);
  const htmlEntityDesc *html = known ? NULL : htmlEntityLookup(name);
  if (!html)
    return known;
  char *value = g_malloc0(8);
  g_unichar_to_utf8(html->value, value);
  known = g_new0(xmlEntity, 1);
  known->type = XML_ENTITY_DECL;
  known->name = (const xmlChar *)html->name;
  known->content = known->orig = (xmlChar *)value;
  known->length = (int)strlen(value);
  known->etype = XML_INTERNAL_PREDEFINED_ENTITY;
  g_hash_table_insert(markup->entities, (gpointer)html->name, known);
  return known;
}

static void free_entity(gpointer data) {
  xmlEntityPtr entity = data;
  g_free(entity->content);
  g_free(entity);
}

static void on_error(void *user, const char *format, ...) {
  (void)user, (void)format;
}

static void on_structured_error(void *user, const xmlError *error) {
  Markup *markup = user;
  if (markup->problem || markup->is_html || error->level < XML_ERR_ERROR)
    return;
  char *message = g_strdup(error->message ? error->message : "not well-formed");
  markup->problem = g_strdup_printf("%s:%d: %s", markup->file, error->line, g_strchomp(message));
  g_free(message);
}

/* ---- the reader */

static xmlParserCtxtPtr open_parser(Markup *markup) {
  xmlSAXHandler handler = {0};
  handler.characters = on_text;
  handler.ignorableWhitespace = on_text;
  handler.cdataBlock = on_text;
  handler.error = on_error;
  handler.fatalError = on_error;
  handler.warning = on_error;
  xmlParserCtxtPtr parser;
  if (markup->is_html) {
    handler.startElement = on_html_start;
    handler.endElement = on_html_end;
    parser = htmlCreatePushParserCtxt(&handler, markup, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC |
                                   HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
    return parser;
  }
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.getEntity = on_entity;
  handler.serror = (xmlStructuredErrorFunc)(gpointer)on_structured_error;
  parser = xmlCreatePushParserCtxt(&handler, markup, NULL, 0, NULL);
  xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
  return parser;
}

Markup *markup_new(const char *file, gboolean html, const HeadingTools *tools, PageFunc func,
                   gpointer user) {
  Markup *markup = g_new0(Markup, 1);
  markup->file = file;
  markup->tools = tools;
  markup->func = func;
  markup->user = user;
  markup->is_html = html;
  markup->entities = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entity);
  return markup;
}

static void feed_parser(Markup *markup, const char *text, gsize text_bytes, gboolean last) {
  if (!markup->parser)
    markup->parser = open_parser(markup);
  for (const char *at = text; at < text + text_bytes; at++)
    markup->lines += *at == '\n';
  int code = markup->is_html ? htmlParseChunk(markup->parser, text, (int)text_bytes, last)
                             : xmlParseChunk(markup->parser, text, (int)text_bytes, last);
  /* What the parser gives up on (depth, size) stays given up. */
  if (code == XML_ERR_INTERNAL_ERROR || code == XML_ERR_NO_MEMORY || code == XML_ERR_NAME_TOO_LONG)
    markup->broken = TRUE;
}

void markup_add(Markup *markup, const char *text, gsize text_bytes) {
  if (!markup->broken && text_bytes > 0)
    feed_parser(markup, text, text_bytes, FALSE);
}

static void close_parser(Markup *markup) {
  if (!markup->parser)
    return;
  if (!markup->broken)
    feed_parser(markup, "", 0, TRUE);
  if (markup->parser->myDoc)
    xmlFreeDoc(markup->parser->myDoc);
  markup->parser->myDoc = NULL;
  if (markup->is_html)
    htmlFreeParserCtxt(markup->parser);
  else
    xmlFreeParserCtxt(markup->parser);
}

gboolean markup_finish(Markup *markup, GPtrArray *problems, guint *lines, GError **error) {
  close_parser(markup);
  gboolean good = TRUE;
  if (markup->html)
    markup_html_finish(markup->html, markup->lines + 1);
  if (markup->feed)
    markup_feed_finish(markup->feed);
  if (markup->root) {
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_FORM,
                "%s: no feed: the root element is <%s>, not feed, rss or RDF", markup->file,
                markup->root);
    good = FALSE;
  } else if (!markup->begun && markup->problem) {
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_FORM, "%s", markup->problem);
    good = FALSE;
  } else if (markup->problem) {
    g_ptr_array_add(problems, g_strdup(markup->problem));
  }
  *lines = markup->lines + 1;
  g_hash_table_unref(markup->entities);
  g_free(markup->root);
  g_free(markup->problem);
  g_free(markup);
  return good;
}

/* ---- a piece of HTML */

static void text_start(void *user, const xmlChar *name, const xmlChar **attributes) {
  (void)attributes;
  gpointer *state = user;
  guint *hidden = state[1];
  if (flow_is_hidden((const char *)name))
    ++*hidden;
  if (!*hidden)
    flow_start(state[0], (const char *)name);
}

static void text_end(void *user, const xmlChar *name) {
  gpointer *state = user;
  guint *hidden = state[1];
  if (!*hidden)
    flow_end(state[0], (const char *)name);
  else if (flow_is_hidden((const char *)name))
    --*hidden;
}

static void text_text(void *user, const xmlChar *text, int text_bytes) {
  gpointer *state = user;
  if (!*(guint *)state[1])
    flow_text(state[0], (const char *)text, (gsize)text_bytes);
}

char *markup_text(const char *html, gsize html_bytes) {
  Flow *flow = flow_new();
  guint hidden = 0;
  gpointer state[] = {flow, &hidden};
  xmlSAXHandler handler = {.startElement = text_start,
                           .endElement = text_end,
                           .characters = text_text,
                           .ignorableWhitespace = text_text,
                           .cdataBlock = text_text,
                           .error = on_error,
                           .warning = on_error};
  htmlParserCtxtPtr parser =
      htmlCreatePushParserCtxt(&handler, state, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC |
                                 HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
  htmlParseChunk(parser, html, (int)MIN(html_bytes, (gsize)G_MAXINT), 1);
  if (parser->myDoc)
    xmlFreeDoc(parser->myDoc);
  parser->myDoc = NULL;
  htmlFreeParserCtxt(parser);
  char *text = g_strdup(flow_read(flow)->str);
  flow_free(flow);
  return text;
}
