/* A page is a blog's (entries set apart by markup: hAtom, Blogger, WordPress, schema.org,
 * <article>) or any page: then its whole text is read, navigation aside, of <main> alone where
 * there is one. */
#include "indexer/markup_private.h"

#include <string.h>

#include "dict/fold.h"
#include "indexer/heading_day.h"
#include "indexer/heading_rules.h"
#include "indexer/page_lines.h"

typedef enum {
  ROLE_NONE = 0,
  ROLE_HIDDEN = 1, /* no text from here down */
  ROLE_ENTRY = 2,  /* holds an entry */
  ROLE_TITLE = 4,  /* an entry's title */
  ROLE_BODY = 8,   /* an entry's text */
  ROLE_TAG = 16,   /* a label */
  ROLE_DATE = 32,  /* Blogger's day above entries */
  ROLE_MAIN = 64,  /* where a page's text is */
  ROLE_HEAD = 128, /* <title>, <h1> of a page */
  ROLE_FOOT = 256  /* below an entry's text: no text of it */
} Role;

typedef struct {
  char name[16];
  guint roles;
} Element;

struct MarkupHtml {
  const char *file;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  GArray *stack; /* of Element */
  guint hidden;  /* how many open elements are hidden */
  guint in_entry, in_title, in_body, in_tag, in_date, in_main, in_foot;
  Flow *page;       /* all text of the page */
  Flow *entry_text; /* text of the entry: its body's, or all of it where it marks none */
  gboolean has_body;
  GString *title, *tag, *date; /* text of such an element */
  MarkupEntry *entry;
  guint entries_n;
  int header_day;
  gsize main_start, main_end;
  char *page_title, *page_h1, *site, *canonical;
  int page_day;
  guint head_line;
};

MarkupHtml *markup_html_new(const char *file, const HeadingTools *tools, PageFunc func,
                            gpointer user) {
  MarkupHtml *html = g_new0(MarkupHtml, 1);
  html->file = file;
  html->tools = tools;
  html->func = func;
  html->user = user;
  html->stack = g_array_new(FALSE, FALSE, sizeof(Element));
  html->page = flow_new();
  html->entry_text = flow_new();
  html->title = g_string_new(NULL);
  html->tag = g_string_new(NULL);
  html->date = g_string_new(NULL);
  return html;
}

/* ---- what an element is */

static gboolean has_class(const char *class, const char *const *words, guint words_n) {
  for (guint i = 0; class && i < words_n; i++)
    if (markup_has_word(class, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean is_invisible(MarkupAttributes *attributes) {
  if (markup_attribute(attributes, "hidden"))
    return TRUE;
  const char *style = markup_attribute(attributes, "style");
  const char *display = style ? strstr(style, "display") : NULL;
  return display && strstr(display, "none") && strstr(display, "none") - display < 12;
}

static guint entry_roles(const MarkupHtml *html, const char *name, MarkupAttributes *attributes) {
  static const char *const entries[] = {"hentry", "blog-post", "post-outer", "type-post",
                                        "blogpost"};
  static const char *const titles[] = {"entry-title", "post-title", "article-title",
                                       "entry__title"};
  static const char *const bodies[] = {"entry-content", "post-body",     "post-content",
                                       "article-body",  "entry-body",    "article-content",
                                       "e-content",     "entry__content"};
  static const char *const feet[] = {"post-footer",        "entry-footer",  "post-labels",
                                     "entry-meta",         "post-meta",     "sharedaddy",
                                     "jump-link",          "comments",      "related-posts",
                                     "post-share-buttons", "share-buttons", "post-footer-line"};
  const char *found = markup_attribute(attributes, "class");
  char *class = g_strdup(found);
  guint roles = 0;
  if (has_class(class, entries, G_N_ELEMENTS(entries)) || strcmp(name, "article") == 0)
    roles |= ROLE_ENTRY;
  if (html->in_entry && has_class(class, titles, G_N_ELEMENTS(titles)))
    roles |= ROLE_TITLE;
  if (html->in_entry && has_class(class, bodies, G_N_ELEMENTS(bodies)))
    roles |= ROLE_BODY;
  if (html->in_entry && has_class(class, feet, G_N_ELEMENTS(feet)))
    roles |= ROLE_FOOT;
  if (markup_has_word(class, "date-header"))
    roles |= ROLE_DATE;
  const char *prop = markup_attribute(attributes, "itemprop");
  if (prop && html->in_entry && strcmp(prop, "articleBody") == 0)
    roles |= ROLE_BODY;
  if (prop && html->in_entry && strcmp(prop, "headline") == 0 && name[0] == 'h')
    roles |= ROLE_TITLE;
  g_free(class);
  return roles;
}

static guint element_roles(const MarkupHtml *html, const char *name, MarkupAttributes *attributes) {
  if (flow_is_hidden(name) || is_invisible(attributes))
    return ROLE_HIDDEN;
  gboolean apart = !html->in_entry && !html->in_main;
  if (apart &&
      (strcmp(name, "header") == 0 || strcmp(name, "footer") == 0 || strcmp(name, "aside") == 0))
    return ROLE_HIDDEN | (strcmp(name, "header") == 0 ? ROLE_HEAD : 0);
  if (strcmp(name, "aside") == 0)
    return ROLE_HIDDEN;
  guint roles = entry_roles(html, name, attributes);
  const char *role = markup_attribute(attributes, "role");
  if (strcmp(name, "main") == 0 || (role && strcmp(role, "main") == 0))
    roles |= ROLE_MAIN;
  if (role && (strcmp(role, "navigation") == 0 || strcmp(role, "search") == 0))
    roles |= ROLE_HIDDEN;
  const char *rel = markup_attribute(attributes, "rel");
  if (strcmp(name, "a") == 0 && rel && markup_has_word(rel, "tag"))
    roles |= ROLE_TAG;
  if (strcmp(name, "title") == 0 || strcmp(name, "h1") == 0)
    roles |= ROLE_HEAD;
  gboolean heading = name[0] == 'h' && name[1] >= '1' && name[1] <= '3' && !name[2];
  if (heading && html->entry && !html->entry->title && !html->has_body && !html->in_title &&
      flow_read(html->entry_text)->len == 0)
    roles |= ROLE_TITLE;
  return roles;
}

/* ---- entries */

static void replace(char **field, const char *text) {
  g_free(*field);
  *field = g_strdup(text);
}

/* Labels of a label page stand above its entries. */
static void take_page_labels(MarkupHtml *html) {
  char **lines = g_strsplit(flow_read(html->page)->str, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    gsize bytes = strlen(lines[i]);
    char *label = line_kind(lines[i], bytes) == LINE_LABEL ? line_label(lines[i], bytes) : NULL;
    if (label)
      g_ptr_array_add(html->entry->labels, label);
  }
  g_strfreev(lines);
}

static void start_entry(MarkupHtml *html, guint line) {
  html->entry = markup_entry_new(line);
  html->entry->published = html->header_day;
  take_page_labels(html);
  html->has_body = FALSE;
  flow_clear(html->entry_text);
}

static void end_entry(MarkupHtml *html, guint line) {
  MarkupEntry *entry = html->entry;
  const GString *text = flow_read(html->entry_text);
  entry->end_line = line;
  if (entry->title || text->len > 0) {
    entry->site = g_strdup(html->site ? html->site : html->page_title);
    if (!entry->title && html->entries_n == 0)
      entry->title = g_strdup(html->page_h1);
    if (!entry->published)
      entry->published = html->page_day;
    markup_entry_emit(html->file, entry, text, html->tools, html->func, html->user);
    html->entries_n++;
  }
  markup_entry_free(entry);
  html->entry = NULL;
  flow_clear(html->entry_text);
}

static void take_attribute_day(MarkupHtml *html, const char *name, MarkupAttributes *attributes) {
  const char *class = markup_attribute(attributes, "class");
  gboolean published =
      class && (markup_has_word(class, "published") || markup_has_word(class, "entry-date") ||
                markup_has_word(class, "dt-published"));
  const char *prop = markup_attribute(attributes, "itemprop");
  published = published || (prop && strcmp(prop, "datePublished") == 0);
  if (!published && strcmp(name, "time") != 0)
    return;
  static const char *const names[] = {"datetime", "title", "content"};
  int day = 0;
  for (guint i = 0; i < G_N_ELEMENTS(names) && !day; i++) {
    const char *value = markup_attribute(attributes, names[i]);
    day = value ? heading_day(value, strlen(value)) : 0;
  }
  int *field = html->entry ? &html->entry->published : &html->page_day;
  if (day && (published || !*field))
    *field = day;
}

static void take_meta(MarkupHtml *html, MarkupAttributes *attributes) {
  const char *found = markup_attribute(attributes, "property");
  char *property = g_strdup(found ? found : markup_attribute(attributes, "name"));
  const char *content = markup_attribute(attributes, "content");
  if (property && content) {
    if (strcmp(property, "og:site_name") == 0)
      replace(&html->site, content);
    else if (strcmp(property, "article:published_time") == 0 || strcmp(property, "date") == 0 ||
             strcmp(property, "dc.date") == 0 || strcmp(property, "DC.date") == 0)
      html->page_day = heading_day(content, strlen(content));
    else if (strcmp(property, "og:url") == 0)
      replace(&html->canonical, content);
  }
  g_free(property);
}

static void take_link(MarkupHtml *html, const char *name, MarkupAttributes *attributes) {
  char *rel = g_strdup(markup_attribute(attributes, "rel"));
  char *href = g_strdup(markup_attribute(attributes, "href"));
  gboolean web = href && g_str_has_prefix(href, "http");
  if (strcmp(name, "link") == 0 && rel && web && strcmp(rel, "canonical") == 0)
    replace(&html->canonical, href);
  else if (strcmp(name, "a") == 0 && web && html->entry &&
           (html->in_title || (rel && markup_has_word(rel, "bookmark"))) && !html->entry->url)
    html->entry->url = g_strdup(href);
  g_free(rel);
  g_free(href);
}

/* ---- events */

static void count_roles(MarkupHtml *html, guint roles, int step) {
  guint *counters[] = {&html->hidden, &html->in_entry, &html->in_title, &html->in_body,
                       &html->in_tag, &html->in_date,  &html->in_main,  NULL,
                       &html->in_foot};
  for (guint i = 0; i < G_N_ELEMENTS(counters); i++)
    if (counters[i] && roles & (1u << i))
      *counters[i] += (guint)step;
}

static gboolean is_void(const char *name) {
  static const char *const voids[] = {"br",   "hr",  "img", "input", "meta",  "link",   "area",
                                      "base", "col", "wbr", "param", "embed", "source", "track"};
  for (guint i = 0; i < G_N_ELEMENTS(voids); i++)
    if (strcmp(name, voids[i]) == 0)
      return TRUE;
  return FALSE;
}

static void begin_roles(MarkupHtml *html, guint roles, guint line) {
  if (roles & ROLE_ENTRY && !html->in_entry)
    start_entry(html, line);
  if (roles & ROLE_TITLE) {
    g_string_truncate(html->title, 0);
    if (html->entry && !html->entry->title)
      html->entry->line = line;
  }
  if (roles & ROLE_BODY && html->entry && !html->has_body) {
    html->has_body = TRUE;
    html->entry->text_line = line;
    flow_clear(html->entry_text);
  }
  if (roles & ROLE_TAG)
    g_string_truncate(html->tag, 0);
  if (roles & ROLE_DATE)
    g_string_truncate(html->date, 0);
  if (roles & ROLE_HEAD) {
    g_string_truncate(html->title, 0);
    html->head_line = html->head_line ? html->head_line : line;
  }
  if (roles & ROLE_MAIN && !html->in_main && html->main_end == 0)
    html->main_start = flow_read(html->page)->len;
}

void markup_html_start(MarkupHtml *html, const char *name, MarkupAttributes *attributes,
                       guint line) {
  if (strcmp(name, "meta") == 0)
    take_meta(html, attributes);
  if (strcmp(name, "link") == 0 || strcmp(name, "a") == 0)
    take_link(html, name, attributes);
  if (strcmp(name, "time") == 0 || strcmp(name, "abbr") == 0 || strcmp(name, "meta") == 0 ||
      strcmp(name, "span") == 0)
    take_attribute_day(html, name, attributes);
  guint roles = is_void(name) ? 0 : element_roles(html, name, attributes);
  begin_roles(html, roles, line);
  count_roles(html, roles, 1);
  if (!html->hidden) {
    flow_start(html->page, name);
    flow_start(html->entry_text, name);
  }
  if (is_void(name))
    return;
  Element element = {.roles = roles};
  g_strlcpy(element.name, name, sizeof element.name);
  g_array_append_val(html->stack, element);
}

/* The day of Blogger's date header: 2024年5月20日月曜日. */
static void end_date(MarkupHtml *html) {
  html->header_day = heading_day(html->date->str, html->date->len);
}

static void end_roles(MarkupHtml *html, const Element *element, guint line) {
  guint roles = element->roles;
  if (roles & ROLE_TITLE && html->entry && !html->entry->title && *g_strstrip(html->title->str))
    html->entry->title = g_strdup(html->title->str);
  if (roles & ROLE_TAG && html->entry && *g_strstrip(html->tag->str))
    g_ptr_array_add(html->entry->labels, g_strdup(html->tag->str));
  if (roles & ROLE_DATE)
    end_date(html);
  if (roles & ROLE_HEAD && *g_strstrip(html->title->str)) {
    if (strcmp(element->name, "title") == 0)
      replace(&html->page_title, html->title->str);
    else if (strcmp(element->name, "h1") == 0 && !html->page_h1)
      html->page_h1 = g_strdup(html->title->str);
  }
  if (roles & ROLE_MAIN && html->in_main == 0 && html->main_end == 0)
    html->main_end = flow_read(html->page)->len;
  if (roles & ROLE_ENTRY && html->in_entry == 0 && html->entry)
    end_entry(html, line);
}

/* Closes the innermost element of that name, and what stands open inside. */
void markup_html_end(MarkupHtml *html, const char *name, guint line) {
  char known[16];
  g_strlcpy(known, name, sizeof known);
  if (is_void(known) || html->stack->len == 0)
    return;
  for (guint i = html->stack->len; i > 0; i--) {
    if (strcmp(g_array_index(html->stack, Element, i - 1).name, known) != 0)
      continue;
    while (html->stack->len >= i) {
      Element element = g_array_index(html->stack, Element, html->stack->len - 1);
      g_array_set_size(html->stack, html->stack->len - 1);
      if (!html->hidden) {
        flow_end(html->page, element.name);
        flow_end(html->entry_text, element.name);
      }
      count_roles(html, element.roles, -1);
      end_roles(html, &element, line);
    }
    return;
  }
}

static gboolean in_head(const MarkupHtml *html) {
  const Element *last =
      html->stack->len ? &g_array_index(html->stack, Element, html->stack->len - 1) : NULL;
  return last && strcmp(last->name, "title") == 0;
}

static void add_short(GString *string, const char *text, gsize text_bytes) {
  if (string->len + text_bytes < 4000)
    g_string_append_len(string, text, (gssize)text_bytes);
}

void markup_html_text(MarkupHtml *html, const char *text, gsize text_bytes) {
  gboolean head = in_head(html);
  if (html->hidden && !head)
    return;
  add_short(html->title, text, text_bytes);
  if (html->in_tag)
    add_short(html->tag, text, text_bytes);
  if (html->in_date)
    add_short(html->date, text, text_bytes);
  if (head)
    return;
  flow_text(html->page, text, text_bytes);
  if (html->entry && !html->in_title && !html->in_foot && (html->in_body || !html->has_body))
    flow_text(html->entry_text, text, text_bytes);
}

/* ---- any page */

/* The better title of a page: what tells of an incident, the heading before the window's name. */
static const char *choose_title(const MarkupHtml *html) {
  const char *candidates[] = {html->page_h1, html->page_title};
  for (guint i = 0; i < G_N_ELEMENTS(candidates); i++) {
    char *folded = candidates[i] ? fold_string(FOLD_READ, candidates[i], -1) : NULL;
    gboolean tells = folded && heading_rules_tells(folded);
    g_free(folded);
    if (tells)
      return candidates[i];
  }
  return NULL;
}

static gboolean has_brackets(const char *text) {
  for (const char *at = text; *at;) {
    const char *stop = strchr(at, '\n');
    gsize bytes = stop ? (gsize)(stop - at) : strlen(at);
    if (heading_bracket(at, bytes, NULL, NULL))
      return TRUE;
    at += bytes + (stop ? 1 : 0);
  }
  return FALSE;
}

/* The last day that a line of head is alone, or 0. */
static int last_day(const char *head, gsize head_bytes) {
  int day = 0;
  for (const char *at = head; at < head + head_bytes;) {
    const char *stop = memchr(at, '\n', (gsize)(head + head_bytes - at));
    stop = stop ? stop : head + head_bytes;
    int found = heading_day_alone(at, (gsize)(stop - at));
    day = found ? found : day;
    at = stop + 1;
  }
  return day;
}

/* What stands above the title is the page's head: breadcrumbs, the site's name, the day. Returns
 * that day, or 0. */
static int cut_above_title(GString *text, const char *title) {
  const char *found = title && *title ? strstr(text->str, title) : NULL;
  if (!found || (gsize)(found - text->str) >= text->len / 2)
    return 0;
  int day = last_day(text->str, (gsize)(found - text->str));
  g_string_erase(text, 0, found - text->str);
  return day;
}

static void finish_page(MarkupHtml *html, guint lines) {
  const GString *all = flow_read(html->page);
  gsize start = html->main_end > html->main_start ? html->main_start : 0;
  gsize end = html->main_end > html->main_start ? html->main_end : all->len;
  GString *text = g_string_new_len(all->str + start, (gssize)(end - start));
  MarkupEntry *entry = markup_entry_new(html->head_line ? html->head_line : 1);
  int day = 0;
  if (!has_brackets(text->str)) {
    const char *title = choose_title(html);
    day = cut_above_title(text, title);
    entry->title = g_strdup(title);
  }
  entry->site = g_strdup(html->site ? html->site : html->page_title);
  entry->url = g_strdup(html->canonical);
  entry->published = html->page_day ? html->page_day : day;
  entry->end_line = lines;
  entry->text_line = entry->line;
  g_strstrip(text->str);
  text->len = strlen(text->str);
  if (text->len > 0)
    markup_entry_emit(html->file, entry, text, html->tools, html->func, html->user);
  markup_entry_free(entry);
  g_string_free(text, TRUE);
}

void markup_html_finish(MarkupHtml *html, guint lines) {
  while (html->stack->len > 0) {
    Element element = g_array_index(html->stack, Element, html->stack->len - 1);
    markup_html_end(html, element.name, lines);
  }
  if (html->entries_n == 0)
    finish_page(html, lines);
  if (html->entry)
    markup_entry_free(html->entry);
  flow_free(html->page);
  flow_free(html->entry_text);
  g_string_free(html->title, TRUE);
  g_string_free(html->tag, TRUE);
  g_string_free(html->date, TRUE);
  g_array_unref(html->stack);
  g_free(html->page_title);
  g_free(html->page_h1);
  g_free(html->site);
  g_free(html->canonical);
  g_free(html);
}
