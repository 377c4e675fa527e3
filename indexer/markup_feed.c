#include "indexer/markup_private.h"

#include <string.h>

/* What a feed's element holds. */
typedef enum {
  FIELD_NONE,
  FIELD_TITLE,
  FIELD_CONTENT, /* the whole text */
  FIELD_SUMMARY, /* taken where there is no content */
  FIELD_PUBLISHED,
  FIELD_UPDATED, /* taken where nothing says when it was published */
  FIELD_LINK,
  FIELD_LABEL,
  FIELD_TYPE,  /* Blogger's own: POST, COMMENT … */
  FIELD_STATUS /* DRAFT, app:draft */
} Field;

static const struct {
  const char *name;
  Field field;
} fields[] = {
    {"title", FIELD_TITLE},         {"content", FIELD_CONTENT},  {"encoded", FIELD_CONTENT},
    {"description", FIELD_SUMMARY}, {"summary", FIELD_SUMMARY},  {"published", FIELD_PUBLISHED},
    {"pubDate", FIELD_PUBLISHED},   {"date", FIELD_PUBLISHED},   {"issued", FIELD_PUBLISHED},
    {"updated", FIELD_UPDATED},     {"modified", FIELD_UPDATED}, {"link", FIELD_LINK},
    {"category", FIELD_LABEL},      {"subject", FIELD_LABEL},    {"type", FIELD_TYPE},
    {"status", FIELD_STATUS},       {"draft", FIELD_STATUS}};

struct MarkupFeed {
  const char *file;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  guint depth, entry_depth, field_depth; /* 0: outside */
  Field field;
  gboolean escaped; /* the field is HTML as text */
  GString *value;
  Flow *flow; /* XHTML inside a field */
  gboolean has_flow;
  MarkupEntry *entry;
  GString *content, *summary;
  int updated;
  gboolean post; /* FALSE: a comment, settings, a draft */
};

MarkupFeed *markup_feed_new(const char *file, const HeadingTools *tools, PageFunc func,
                            gpointer user) {
  MarkupFeed *feed = g_new0(MarkupFeed, 1);
  feed->file = file;
  feed->tools = tools;
  feed->func = func;
  feed->user = user;
  feed->value = g_string_new(NULL);
  feed->content = g_string_new(NULL);
  feed->summary = g_string_new(NULL);
  feed->flow = flow_new();
  return feed;
}

static void start_entry(MarkupFeed *feed, guint line) {
  feed->entry = markup_entry_new(line);
  feed->entry_depth = feed->depth;
  feed->post = TRUE;
  feed->updated = 0;
  g_string_truncate(feed->content, 0);
  g_string_truncate(feed->summary, 0);
}

/* Blogger's backup says by a category what an entry is. */
static void take_category(MarkupFeed *feed, MarkupAttributes *attributes) {
  const char *scheme = markup_attribute(attributes, "scheme");
  gboolean kind = scheme && g_str_has_suffix(scheme, "#kind");
  const char *term = markup_attribute(attributes, "term");
  if (!term)
    return;
  if (kind)
    feed->post = feed->post && g_str_has_suffix(term, "#post");
  else if (*term)
    g_ptr_array_add(feed->entry->labels, g_strdup(term));
}

static void take_link(MarkupFeed *feed, MarkupAttributes *attributes) {
  const char *rel = markup_attribute(attributes, "rel");
  gboolean alternate = !rel || strcmp(rel, "alternate") == 0;
  const char *href = markup_attribute(attributes, "href");
  if (alternate && href && !feed->entry->url)
    feed->entry->url = g_strdup(href);
}

static void start_field(MarkupFeed *feed, const char *name, MarkupAttributes *attributes,
                        guint line) {
  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    if (strcmp(name, fields[i].name) != 0)
      continue;
    const char *type = markup_attribute(attributes, "type");
    feed->field = fields[i].field;
    feed->field_depth = feed->depth;
    feed->escaped = !type || strcmp(type, "xhtml") != 0;
    feed->has_flow = FALSE;
    g_string_truncate(feed->value, 0);
    flow_clear(feed->flow);
    if (feed->field == FIELD_LABEL)
      take_category(feed, attributes);
    if (feed->field == FIELD_LINK)
      take_link(feed, attributes);
    if (feed->field == FIELD_CONTENT)
      feed->entry->text_line = line;
    return;
  }
  if (strcmp(name, "in-reply-to") == 0)
    feed->post = FALSE;
}

void markup_feed_start(MarkupFeed *feed, const char *name, MarkupAttributes *attributes,
                       guint line) {
  feed->depth++;
  if (feed->field != FIELD_NONE) {
    feed->has_flow = TRUE;
    flow_start(feed->flow, name);
  } else if (feed->entry) {
    if (feed->depth == feed->entry_depth + 1 || strcmp(name, "draft") == 0)
      start_field(feed, name, attributes, line);
  } else if (strcmp(name, "entry") == 0 || strcmp(name, "item") == 0) {
    start_entry(feed, line);
  }
}

void markup_feed_text(MarkupFeed *feed, const char *text, gsize text_bytes) {
  if (feed->field == FIELD_NONE)
    return;
  if (feed->value->len + text_bytes <= FLOW_BYTES_MAX * 2)
    g_string_append_len(feed->value, text, (gssize)text_bytes);
  flow_text(feed->flow, text, text_bytes);
}

/* The field's value as text: XHTML as it flowed, escaped HTML read anew, plain text as it is. */
static char *field_text(MarkupFeed *feed) {
  if (feed->has_flow)
    return g_strdup(flow_read(feed->flow)->str);
  gboolean tags = strchr(feed->value->str, '<') || strchr(feed->value->str, '&');
  return tags ? markup_text(feed->value->str, feed->value->len) : g_strdup(feed->value->str);
}

static void take_field(MarkupFeed *feed) {
  MarkupEntry *entry = feed->entry;
  char *text = field_text(feed);
  int day = heading_day(text, MIN(strlen(text), 60));
  g_strstrip(text);
  switch (feed->field) {
  case FIELD_TITLE:
    if (!entry->title)
      entry->title = g_strdup(g_strdelimit(text, "\n", ' '));
    break;
  case FIELD_CONTENT:
    g_string_assign(feed->content, text);
    break;
  case FIELD_SUMMARY:
    g_string_assign(feed->summary, text);
    break;
  case FIELD_PUBLISHED:
    entry->published = entry->published ? entry->published : day;
    break;
  case FIELD_UPDATED:
    feed->updated = day;
    break;
  case FIELD_LINK:
    if (!entry->url && g_str_has_prefix(text, "http"))
      entry->url = g_strdup(text);
    break;
  case FIELD_LABEL:
    if (*text)
      g_ptr_array_add(entry->labels, g_strdup(text));
    break;
  case FIELD_TYPE:
    feed->post = feed->post && g_ascii_strcasecmp(text, "POST") == 0;
    break;
  case FIELD_STATUS:
    if (g_ascii_strcasecmp(text, "DRAFT") == 0 || g_ascii_strcasecmp(text, "yes") == 0)
      feed->post = FALSE;
    break;
  case FIELD_NONE:
    break;
  }
  g_free(text);
  feed->field = FIELD_NONE;
}

static void end_entry(MarkupFeed *feed, guint line) {
  MarkupEntry *entry = feed->entry;
  const GString *text = feed->content->len ? feed->content : feed->summary;
  entry->end_line = line;
  if (!entry->published)
    entry->published = feed->updated;
  if (feed->post && (entry->title || text->len))
    markup_entry_emit(feed->file, entry, text, feed->tools, feed->func, feed->user);
  markup_entry_free(entry);
  feed->entry = NULL;
}

void markup_feed_end(MarkupFeed *feed, const char *name, guint line) {
  if (feed->field != FIELD_NONE && feed->depth == feed->field_depth)
    take_field(feed);
  else if (feed->field != FIELD_NONE)
    flow_end(feed->flow, name);
  else if (feed->entry && feed->depth == feed->entry_depth)
    end_entry(feed, line);
  feed->depth--;
}

void markup_feed_finish(MarkupFeed *feed) {
  if (feed->entry)
    markup_entry_free(feed->entry);
  g_string_free(feed->value, TRUE);
  g_string_free(feed->content, TRUE);
  g_string_free(feed->summary, TRUE);
  flow_free(feed->flow);
  g_free(feed);
}
