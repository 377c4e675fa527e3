#include "indexer/markup_flow.h"

#include <stdlib.h>
#include <string.h>

#define LISTS_MAX 32

typedef enum { BREAK_LINE = 1, BREAK_PARAGRAPH = 2 } Break;

struct Flow {
  GString *out;
  guint breaks;          /* line ends that come before the next text */
  gboolean space;        /* white space was met since the last character */
  gboolean space_broken; /* … and a line end was in it */
  guint pre;             /* inside <pre> */
  int lists[LISTS_MAX];  /* the number of the next item; -1: no numbers */
  guint lists_n, lists_over;
  gboolean item; /* a mark comes before the next text */
  guint cells;   /* of the row under way */
  gboolean cell; /* a cell's gap comes before the next text */
  gunichar last;
};

typedef struct {
  const char *name;
  Break breaks;
} Block;

/* Sorted for bsearch. */
static const Block blocks[] = {{"address", BREAK_LINE},      {"article", BREAK_PARAGRAPH},
                               {"aside", BREAK_PARAGRAPH},   {"blockquote", BREAK_PARAGRAPH},
                               {"caption", BREAK_LINE},      {"center", BREAK_LINE},
                               {"dd", BREAK_LINE},           {"details", BREAK_LINE},
                               {"dir", BREAK_LINE},          {"div", BREAK_LINE},
                               {"dl", BREAK_LINE},           {"dt", BREAK_LINE},
                               {"fieldset", BREAK_LINE},     {"figcaption", BREAK_LINE},
                               {"figure", BREAK_LINE},       {"footer", BREAK_PARAGRAPH},
                               {"form", BREAK_LINE},         {"h1", BREAK_PARAGRAPH},
                               {"h2", BREAK_PARAGRAPH},      {"h3", BREAK_PARAGRAPH},
                               {"h4", BREAK_PARAGRAPH},      {"h5", BREAK_PARAGRAPH},
                               {"h6", BREAK_PARAGRAPH},      {"header", BREAK_PARAGRAPH},
                               {"hr", BREAK_PARAGRAPH},      {"legend", BREAK_LINE},
                               {"li", BREAK_LINE},           {"main", BREAK_PARAGRAPH},
                               {"menu", BREAK_LINE},         {"ol", BREAK_LINE},
                               {"p", BREAK_PARAGRAPH},       {"pre", BREAK_PARAGRAPH},
                               {"section", BREAK_PARAGRAPH}, {"summary", BREAK_LINE},
                               {"table", BREAK_PARAGRAPH},   {"tbody", BREAK_LINE},
                               {"tfoot", BREAK_LINE},        {"thead", BREAK_LINE},
                               {"tr", BREAK_LINE},           {"ul", BREAK_LINE}};

static int compare_block(const void *name, const void *block) {
  return strcmp(name, ((const Block *)block)->name);
}

static guint block_breaks(const char *name) {
  const Block *block = bsearch(name, blocks, G_N_ELEMENTS(blocks), sizeof(Block), compare_block);
  return block ? block->breaks : 0;
}

gboolean flow_is_hidden(const char *name) {
  static const char *const hidden[] = {
      "script", "style",    "noscript", "template", "svg",      "math",    "nav", "button",
      "select", "textarea", "iframe",   "object",   "canvas",   "dialog",  "rt",  "rp",
      "audio",  "video",    "embed",    "applet",   "datalist", "noframes"};
  for (guint i = 0; i < G_N_ELEMENTS(hidden); i++)
    if (strcmp(name, hidden[i]) == 0)
      return TRUE;
  return FALSE;
}

Flow *flow_new(void) {
  Flow *flow = g_new0(Flow, 1);
  flow->out = g_string_new(NULL);
  return flow;
}

void flow_free(Flow *flow) {
  if (!flow)
    return;
  g_string_free(flow->out, TRUE);
  g_free(flow);
}

const GString *flow_read(const Flow *flow) {
  return flow->out;
}

void flow_clear(Flow *flow) {
  GString *out = flow->out;
  g_string_truncate(out, 0);
  *flow = (Flow){.out = out};
}

static void add_break(Flow *flow, guint breaks) {
  flow->breaks = MAX(flow->breaks, breaks);
  flow->space = FALSE;
  flow->cell = FALSE;
}

static void start_list(Flow *flow, gboolean numbered) {
  if (flow->lists_n < LISTS_MAX)
    flow->lists[flow->lists_n++] = numbered ? 1 : -1;
  else
    flow->lists_over++;
}

static void end_list(Flow *flow) {
  if (flow->lists_over > 0)
    flow->lists_over--;
  else if (flow->lists_n > 0)
    flow->lists_n--;
}

void flow_start(Flow *flow, const char *name) {
  guint breaks = block_breaks(name);
  if (breaks)
    add_break(flow, breaks);
  if (strcmp(name, "br") == 0) {
    flow->breaks = MIN(flow->breaks + 1, 3);
    flow->space = FALSE;
  } else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) {
    start_list(flow, name[0] == 'o');
  } else if (strcmp(name, "li") == 0) {
    flow->item = TRUE;
  } else if (strcmp(name, "tr") == 0) {
    flow->cells = 0;
  } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
    flow->cell = flow->cells++ > 0;
  } else if (strcmp(name, "pre") == 0) {
    flow->pre++;
  }
}

void flow_end(Flow *flow, const char *name) {
  guint breaks = block_breaks(name);
  if (breaks)
    add_break(flow, breaks);
  if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
    end_list(flow);
  else if (strcmp(name, "li") == 0)
    flow->item = FALSE;
  else if (strcmp(name, "pre") == 0 && flow->pre > 0)
    flow->pre--;
}

/* Between such characters a line end in the source is no space. */
static gboolean is_wide(gunichar c) {
  return c >= 0x2E80 && g_unichar_iswide(c);
}

static void put_gap(Flow *flow, gunichar next) {
  GString *out = flow->out;
  if (flow->breaks > 0 && out->len > 0)
    for (guint i = 0; i < flow->breaks; i++)
      g_string_append_c(out, '\n');
  else if (flow->cell && out->len > 0)
    g_string_append(out, "  ");
  else if (flow->space && out->len > 0 && out->str[out->len - 1] != '\n' &&
           !(flow->space_broken && is_wide(flow->last) && is_wide(next)))
    g_string_append_c(out, ' ');
  flow->breaks = 0;
  flow->cell = FALSE;
  flow->space = FALSE;
  flow->space_broken = FALSE;
  if (!flow->item)
    return;
  flow->item = FALSE;
  int *number = flow->lists_n ? &flow->lists[flow->lists_n - 1] : NULL;
  for (guint i = 0; i < flow->lists_n; i++)
    g_string_append(out, "  ");
  if (number && *number > 0)
    g_string_append_printf(out, "%d. ", (*number)++);
  else
    g_string_append(out, "• ");
}

void flow_text(Flow *flow, const char *text, gsize text_bytes) {
  const char *end = text + text_bytes;
  for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (flow->out->len > FLOW_BYTES_MAX)
      return;
    if (flow->pre > 0 && (c == '\n' || c == '\r')) {
      flow->breaks = MIN(flow->breaks + (c == '\n'), 3);
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
      if (flow->pre > 0 && flow->breaks == 0) {
        g_string_append_unichar(flow->out, c);
      } else {
        flow->space = TRUE;
        flow->space_broken = flow->space_broken || c == '\n' || c == '\r';
      }
      continue;
    }
    if (flow->breaks || flow->space || flow->item || flow->cell)
      put_gap(flow, c);
    g_string_append_unichar(flow->out, c);
    flow->last = c;
  }
}
