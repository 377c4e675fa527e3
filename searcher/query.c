/* Grammar (blanks, half or full width, separate):
 *
 *   query  = [ or ]
 *   or     = and { ( "OR" | "|" ) and }
 *   and    = unary { unary }
 *   unary  = "-" unary | primary
 *   primary= "(" or ")" | quoted | field ":" value | word "*" | word
 *   value  = quoted | range | text           (text: up to a blank, bracket, quote or "|")
 *   range  = [ text ] ".." [ text ]          (fields year, date, affected)
 *   quoted = '"' { character | '\"' | '\\' } '"'
 *
 * Brackets, quotes, colon, bar and minus may be full-width; “ and ” are quotes. A word is anything
 * without blanks, brackets, quotes and bars that doesn't begin with a minus. What stands before a
 * colon is a field only if it is the key or the name of one; another key of small Latin letters is
 * an error (a typing mistake would else silently search for itself), but for "://".
 * Canonical trees have no AND in an AND, no OR in an OR, and none of them with one child. */
#include "query.h"

#include <string.h>

#include "common/i18n.h"
#include "query_value.h"

#define QUERY_LEAVES_MAX 1000

G_DEFINE_QUARK(query_error, query_error)

static const QueryFieldInfo fields[FIELD_N] = {
    {FIELD_ORG, "org", "組織", N_("words of the organisation's name"), "org:北海道大学"},
    {FIELD_TITLE, "title", "件名", N_("words of the title"), "title:紛失"},
    {FIELD_ID, "id", "番号", N_("the incident's number"), "id:2023-416"},
    {FIELD_CAUSE, "cause", "原因", N_("cause, by key or name; commas mean or"), "cause:loss,theft"},
    {FIELD_SECTOR, "sector", "業種", N_("sector of the organisation"), "sector:P"},
    {FIELD_VENDOR, "vendor", "委託先", N_("yes, no, or words of a contractor's name"),
     "vendor:yes"},
    {FIELD_DATA, "data", "情報", N_("kind of data that leaked, or none"), "data:氏名"},
    {FIELD_MEDIA, "media", "媒体", N_("where the data was, or none"), "media:USBメモリ"},
    {FIELD_LABEL, "label", "ラベル", N_("label of the page, or none"),
     "label:インシデント：2次被害"},
    {FIELD_YEAR, "year", "年", N_("year of publication, a range, or none"), "year:2023..2024"},
    {FIELD_DATE, "date", "公表日", N_("day, month, year or range of publication"),
     "date:2023-04..2024-03"},
    {FIELD_AFFECTED, "affected", "人数", N_("people or records affected, or none"),
     "affected:1万.."},
};

const QueryFieldInfo *query_fields(guint *n) {
  *n = FIELD_N;
  return fields;
}

typedef struct {
  const char *start, *at;
  guint *at_chars;
  guint depth, leaves;
  GError **error;
} Parser;

static QueryNode *parse_or(Parser *parser);

static guint chars_before(const Parser *parser, const char *place) {
  return (guint)g_utf8_pointer_to_offset(parser->start, place);
}

static QueryNode *fail(Parser *parser, const char *place, const char *message) {
  if (parser->at_chars)
    *parser->at_chars = chars_before(parser, place);
  g_set_error_literal(parser->error, QUERY_ERROR, 0, message);
  return NULL;
}

static QueryNode *node_new(QueryKind kind, guint at_chars) {
  QueryNode *node = g_new0(QueryNode, 1);
  node->kind = kind;
  node->at_chars = at_chars;
  if (kind == QUERY_AND || kind == QUERY_OR || kind == QUERY_NOT)
    node->children = g_ptr_array_new_with_free_func((GDestroyNotify)query_node_free);
  return node;
}

void query_node_free(QueryNode *node) {
  if (!node)
    return;
  if (node->children)
    g_ptr_array_unref(node->children);
  g_free(node->text);
  g_free(node->from);
  g_free(node->to);
  g_free(node);
}

/* Signs and their full-width twins. */
static gboolean is_blank(gunichar c) {
  return g_unichar_isspace(c) || c == 0x200B || c == 0xFEFF || (c < 0x20);
}

static gboolean is_open(gunichar c) {
  return c == '(' || c == 0xFF08;
}

static gboolean is_close(gunichar c) {
  return c == ')' || c == 0xFF09;
}

static gboolean is_quote(gunichar c) {
  return c == '"' || c == 0xFF02 || c == 0x201C || c == 0x201D;
}

static gboolean is_bar(gunichar c) {
  return c == '|' || c == 0xFF5C;
}

static gboolean is_minus(gunichar c) {
  return c == '-' || c == 0xFF0D || c == 0x2212;
}

static gboolean is_colon(gunichar c) {
  return c == ':' || c == 0xFF1A;
}

static gboolean ends_word(gunichar c) {
  return !c || is_blank(c) || is_open(c) || is_close(c) || is_quote(c) || is_bar(c);
}

static gunichar peek(const Parser *parser) {
  return *parser->at ? g_utf8_get_char(parser->at) : 0;
}

static void skip_blanks(Parser *parser) {
  while (*parser->at && is_blank(g_utf8_get_char(parser->at)))
    parser->at = g_utf8_next_char(parser->at);
}

/* The bar, or OR as a word of its own (half or full width). */
static gboolean at_or(const Parser *parser, const char **behind) {
  gunichar c = peek(parser);
  if (is_bar(c)) {
    *behind = g_utf8_next_char(parser->at);
    return TRUE;
  }
  if (c != 'O' && c != 0xFF2F)
    return FALSE;
  const char *second = g_utf8_next_char(parser->at);
  gunichar r = g_utf8_get_char(second);
  if (r != 'R' && r != 0xFF32)
    return FALSE;
  *behind = g_utf8_next_char(second);
  return ends_word(**behind ? g_utf8_get_char(*behind) : 0);
}

/* The text between quotes, which the parser stands on; NULL and error where none closes. */
static char *read_quoted(Parser *parser) {
  const char *open = parser->at;
  GString *text = g_string_new(NULL);
  parser->at = g_utf8_next_char(parser->at);
  for (; *parser->at && !is_quote(peek(parser)); parser->at = g_utf8_next_char(parser->at)) {
    if (*parser->at == '\\' && (parser->at[1] == '\\' || is_quote(g_utf8_get_char(parser->at + 1))))
      parser->at++;
    g_string_append_unichar(text, peek(parser));
  }
  if (!*parser->at) {
    g_string_free(text, TRUE);
    fail(parser, open, "this quote is not closed");
    return NULL;
  }
  parser->at = g_utf8_next_char(parser->at);
  if (!*text->str) {
    g_string_free(text, TRUE);
    fail(parser, open, "nothing stands between the quotes");
    return NULL;
  }
  return g_string_free(text, FALSE);
}

static gboolean same_name(const char *typed, gsize typed_bytes, const char *name) {
  g_autofree char *plain = g_utf8_normalize(typed, (gssize)typed_bytes, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = plain ? g_utf8_casefold(plain, -1) : NULL;
  return folded && g_str_equal(folded, name);
}

static const QueryFieldInfo *field_named(const char *typed, gsize typed_bytes) {
  for (guint i = 0; typed_bytes < 64 && i < FIELD_N; i++)
    if (same_name(typed, typed_bytes, fields[i].key) ||
        same_name(typed, typed_bytes, fields[i].name))
      return &fields[i];
  return NULL;
}

static gboolean looks_like_key(const char *typed, const char *colon) {
  for (const char *at = typed; at < colon; at++)
    if (!g_ascii_islower(*at) && *at != '_')
      return FALSE;
  return colon - typed >= 2 && colon - typed < 64 && colon[1] != '/';
}

static QueryNode *fail_field(Parser *parser, const char *place, const char *colon) {
  GString *message = g_string_new(NULL);
  g_string_printf(message, "no field \"%.*s\"; there are", (int)(colon - place), place);
  for (guint i = 0; i < FIELD_N; i++)
    g_string_append_printf(message, " %s:", fields[i].key);
  g_string_append(message, " (put the word in quotes to search for it as it stands)");
  fail(parser, place, message->str);
  g_string_free(message, TRUE);
  return NULL;
}

static gboolean side_of_range(QueryField field, const char *text, gboolean last, char **value) {
  *value = NULL;
  if (!*text)
    return TRUE;
  if (field == FIELD_AFFECTED) {
    gint64 amount = 0;
    if (!query_value_amount(text, &amount))
      return FALSE;
    *value = g_strdup_printf("%" G_GINT64_FORMAT, amount);
    return TRUE;
  }
  char *day_first = NULL, *day_last = NULL;
  if (!query_value_days(text, &day_first, &day_last))
    return FALSE;
  *value = last ? g_steal_pointer(&day_last) : g_steal_pointer(&day_first);
  if (field == FIELD_YEAR)
    (*value)[4] = 0;
  g_free(day_first);
  g_free(day_last);
  return TRUE;
}

static gboolean is_none(const char *text) {
  return g_str_equal(text, "none") || g_str_equal(text, "不明") || g_str_equal(text, "なし");
}

/* "2022, 2023" without its blanks; FALSE where one is no year. */
static gboolean read_years(QueryNode *node) {
  g_auto(GStrv) years = g_strsplit(node->text, ",", -1);
  for (guint i = 0; years[i]; i++) {
    g_strstrip(years[i]);
    if (!is_none(years[i]) && (strlen(years[i]) != 4 || strspn(years[i], "0123456789") != 4))
      return FALSE;
  }
  g_free(node->text);
  node->text = g_strjoinv(",", years);
  return TRUE;
}

/* Days and amounts become ranges; lists of years stay text. */
static gboolean read_range(QueryNode *node) {
  if (node->field == FIELD_YEAR && strchr(node->text, ','))
    return read_years(node);
  if (is_none(node->text))
    return TRUE;
  g_autofree char *from = NULL, *to = NULL;
  if (!query_value_split(node->text, &from, &to)) {
    from = g_strdup(node->text);
    to = g_strdup(node->text);
  }
  if ((!*from && !*to) || !side_of_range(node->field, from, FALSE, &node->from) ||
      !side_of_range(node->field, to, TRUE, &node->to))
    return FALSE;
  g_clear_pointer(&node->text, g_free);
  return TRUE;
}

static QueryNode *finish_field(Parser *parser, QueryNode *node, const char *place) {
  gboolean ranged =
      node->field == FIELD_YEAR || node->field == FIELD_DATE || node->field == FIELD_AFFECTED;
  if (!ranged || read_range(node)) {
    node->exact = ranged ? FALSE : node->exact;
    return node;
  }
  query_node_free(node);
  return fail(parser, place,
              "not a value of this field: write a day, month or year (2023-04), an amount (1万), a "
              "range (2023-04..2024-03, 1万..) or none");
}

static const char *word_end(const char *at) {
  while (*at && !ends_word(g_utf8_get_char(at)))
    at = g_utf8_next_char(at);
  return at;
}

static QueryNode *parse_field(Parser *parser, const QueryFieldInfo *info, const char *colon) {
  const char *begin = parser->at;
  parser->at = g_utf8_next_char(colon);
  const char *value = parser->at;
  gboolean quoted = is_quote(peek(parser));
  char *text = NULL;
  if (quoted) {
    text = read_quoted(parser);
    if (!text)
      return NULL;
  } else {
    parser->at = word_end(value);
    if (parser->at == value)
      return fail(parser, begin, "nothing stands after the colon");
    text = g_strndup(value, (gsize)(parser->at - value));
  }
  QueryNode *node = node_new(QUERY_FIELD, chars_before(parser, begin));
  node->field = info->field;
  node->text = text;
  node->exact = quoted;
  return finish_field(parser, node, value);
}

static QueryNode *parse_word(Parser *parser) {
  const char *begin = parser->at, *end = word_end(begin);
  for (const char *at = begin; at < end; at = g_utf8_next_char(at)) {
    if (!is_colon(g_utf8_get_char(at)))
      continue;
    const QueryFieldInfo *info = field_named(begin, (gsize)(at - begin));
    if (info)
      return parse_field(parser, info, at);
    if (looks_like_key(begin, at))
      return fail_field(parser, begin, at);
    break;
  }
  gboolean starred = end[-1] == '*' || (end - begin >= 3 && !strncmp(end - 3, "＊", 3));
  const char *text_end = starred ? g_utf8_prev_char(end) : end;
  if (text_end == begin)
    return fail(parser, begin, "a word must stand before the *");
  QueryNode *node = node_new(starred ? QUERY_PREFIX : QUERY_WORD, chars_before(parser, begin));
  node->text = g_strndup(begin, (gsize)(text_end - begin));
  parser->at = end;
  return node;
}

static QueryNode *parse_brackets(Parser *parser) {
  const char *open = parser->at;
  parser->at = g_utf8_next_char(parser->at);
  skip_blanks(parser);
  if (is_close(peek(parser)))
    return fail(parser, open, "nothing stands between the brackets");
  QueryNode *node = parse_or(parser);
  if (!node)
    return NULL;
  skip_blanks(parser);
  if (!is_close(peek(parser))) {
    query_node_free(node);
    return fail(parser, open, "this bracket is not closed");
  }
  parser->at = g_utf8_next_char(parser->at);
  return node;
}

static QueryNode *parse_primary(Parser *parser) {
  const char *begin = parser->at;
  gunichar c = peek(parser);
  if (!c)
    return fail(parser, begin, "a word is missing here");
  if (is_open(c))
    return parse_brackets(parser);
  if (is_close(c))
    return fail(parser, begin, "no bracket was opened for this one");
  const char *behind = NULL;
  if (at_or(parser, &behind))
    return fail(parser, begin, "OR needs something on both sides");
  if (++parser->leaves > QUERY_LEAVES_MAX)
    return fail(parser, begin, "too many words: a query has at most 1000");
  if (!is_quote(c))
    return parse_word(parser);
  char *text = read_quoted(parser);
  if (!text)
    return NULL;
  QueryNode *node = node_new(QUERY_EXACT, chars_before(parser, begin));
  node->text = text;
  return node;
}

static QueryNode *parse_unary(Parser *parser) {
  const char *begin = parser->at;
  if (parser->depth >= QUERY_DEPTH_MAX)
    return fail(parser, begin, "nested too deeply: at most 64 brackets or minus signs");
  parser->depth++;
  QueryNode *node = NULL;
  if (is_minus(peek(parser))) {
    parser->at = g_utf8_next_char(parser->at);
    gunichar next = peek(parser);
    QueryNode *child = !next || is_blank(next)
                           ? fail(parser, begin,
                                  "a word must follow the minus (put a minus in quotes "
                                  "to search for it)")
                           : parse_unary(parser);
    if (child) {
      node = node_new(QUERY_NOT, chars_before(parser, begin));
      g_ptr_array_add(node->children, child);
    }
  } else {
    node = parse_primary(parser);
  }
  parser->depth--;
  return node;
}

/* Adds child to a list node, its own children where it is a list of the same kind. */
static void add_child(QueryNode *list, QueryNode *child) {
  if (child->kind != list->kind) {
    g_ptr_array_add(list->children, child);
    return;
  }
  while (child->children->len)
    g_ptr_array_add(list->children, g_ptr_array_steal_index(child->children, 0));
  query_node_free(child);
}

static QueryNode *single_or_list(QueryNode *list) {
  if (list->children->len != 1)
    return list;
  QueryNode *only = g_ptr_array_steal_index(list->children, 0);
  query_node_free(list);
  return only;
}

static gboolean and_goes_on(Parser *parser) {
  const char *behind = NULL;
  skip_blanks(parser);
  gunichar c = peek(parser);
  return c && !is_close(c) && !at_or(parser, &behind);
}

static QueryNode *parse_and(Parser *parser) {
  skip_blanks(parser);
  QueryNode *list = node_new(QUERY_AND, chars_before(parser, parser->at));
  do {
    QueryNode *child = parse_unary(parser);
    if (!child) {
      query_node_free(list);
      return NULL;
    }
    add_child(list, child);
  } while (and_goes_on(parser));
  return single_or_list(list);
}

static QueryNode *parse_or(Parser *parser) {
  skip_blanks(parser);
  QueryNode *list = node_new(QUERY_OR, chars_before(parser, parser->at));
  const char *behind = NULL;
  for (;;) {
    QueryNode *child = parse_and(parser);
    if (!child) {
      query_node_free(list);
      return NULL;
    }
    add_child(list, child);
    skip_blanks(parser);
    if (!at_or(parser, &behind))
      break;
    parser->at = behind;
  }
  return single_or_list(list);
}

QueryNode *query_parse(const char *text, guint *at_chars, GError **error) {
  Parser parser = {text, text, at_chars, 0, 0, error};
  const char *broken = NULL;
  gsize bytes = strlen(text);
  if (at_chars)
    *at_chars = 0;
  if (bytes > QUERY_BYTES_MAX)
    return fail(&parser, text, "the query is longer than 64 KiB");
  if (!g_utf8_validate(text, (gssize)bytes, &broken))
    return fail(&parser, broken, "not UTF-8 from here on: is the terminal's encoding UTF-8?");
  skip_blanks(&parser);
  if (!*parser.at)
    return node_new(QUERY_AND, 0);
  QueryNode *node = parse_or(&parser);
  if (!node)
    return NULL;
  skip_blanks(&parser);
  if (!*parser.at)
    return node;
  query_node_free(node);
  return fail(&parser, parser.at, "no bracket was opened for this one");
}
