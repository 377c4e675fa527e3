/* The canonical text of a query: what query_parse reads into the same tree. */
#include "query.h"

static void print_node(const QueryNode *node, gboolean inner, GString *out);

static void print_quoted(const char *text, GString *out) {
  g_string_append_c(out, '"');
  for (const char *at = text; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (c == '\\' || c == '"' || c == 0xFF02 || c == 0x201C || c == 0x201D)
      g_string_append_c(out, '\\');
    g_string_append_unichar(out, c);
  }
  g_string_append_c(out, '"');
}

static void print_list(const QueryNode *node, gboolean inner, GString *out) {
  gboolean brackets = inner && node->children->len > 1;
  if (brackets)
    g_string_append_c(out, '(');
  for (guint i = 0; i < node->children->len; i++) {
    if (i)
      g_string_append(out, node->kind == QUERY_OR ? " OR " : " ");
    const QueryNode *child = g_ptr_array_index(node->children, i);
    /* AND binds closer than OR, but brackets show it */
    print_node(child, TRUE, out);
  }
  if (brackets)
    g_string_append_c(out, ')');
}

static void print_field(const QueryNode *node, GString *out) {
  guint n = 0;
  g_string_append_printf(out, "%s:", query_fields(&n)[node->field].key);
  if (node->text && node->exact)
    print_quoted(node->text, out);
  else if (node->text)
    g_string_append(out, node->text);
  else if (g_strcmp0(node->from, node->to) == 0)
    g_string_append(out, node->from ? node->from : "..");
  else
    g_string_append_printf(out, "%s..%s", node->from ? node->from : "", node->to ? node->to : "");
}

static void print_node(const QueryNode *node, gboolean inner, GString *out) {
  switch (node->kind) {
  case QUERY_AND:
  case QUERY_OR:
    print_list(node, inner, out);
    break;
  case QUERY_NOT:
    g_string_append_c(out, '-');
    print_node(g_ptr_array_index(node->children, 0), TRUE, out);
    break;
  case QUERY_WORD:
    g_string_append(out, node->text);
    break;
  case QUERY_PREFIX:
    g_string_append_printf(out, "%s*", node->text);
    break;
  case QUERY_EXACT:
    print_quoted(node->text, out);
    break;
  case QUERY_FIELD:
    print_field(node, out);
    break;
  }
}

char *query_print(const QueryNode *node) {
  GString *out = g_string_new(NULL);
  print_node(node, FALSE, out);
  return g_string_free(out, FALSE);
}
