#include "filter.h"

#include <string.h>

/* A piece of the query between blanks, outside quotes and brackets. */
typedef struct {
  gsize begin, end; /* bytes */
  gboolean out;     /* with a minus */
  int field;        /* QueryField, or -1 */
  char **values;    /* of the field: between commas, without quotes */
  gboolean quoted;
} Piece;

static void piece_clear(gpointer data) {
  g_strfreev(((Piece *)data)->values);
}

static gboolean is_one_of(gunichar c, const char *set) {
  return c && g_utf8_strchr(set, -1, c);
}

#define QUOTES "\"＂“”"
#define MINUSES "-－−"
#define COLONS ":："

/* The byte behind the piece that begins at at. */
static gsize piece_end(const char *query, gsize at) {
  guint depth = 0;
  gboolean quoted = FALSE;
  const char *p = query + at;
  for (; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (quoted && c == '\\' && p[1])
      p++;
    else if (is_one_of(c, QUOTES))
      quoted = !quoted;
    else if (!quoted && is_one_of(c, "(（"))
      depth++;
    else if (!quoted && depth && is_one_of(c, ")）"))
      depth--;
    else if (!quoted && !depth && g_unichar_isspace(c))
      break;
  }
  return p - query;
}

static int field_of(const char *text, gsize bytes) {
  guint n;
  const QueryFieldInfo *infos = query_fields(&n);
  char *name = g_strndup(text, bytes), *key = g_ascii_strdown(name, -1);
  int found = -1;
  for (guint i = 0; i < n && found < 0; i++)
    if (strcmp(infos[i].key, key) == 0 || strcmp(infos[i].name, name) == 0)
      found = i;
  g_free(key);
  g_free(name);
  return found;
}

static void read_values(Piece *piece, const char *text, gsize bytes) {
  char *value = g_strndup(text, bytes);
  gunichar c = g_utf8_get_char(value);
  piece->quoted = is_one_of(c, QUOTES);
  if (piece->quoted) {
    char *inner = g_utf8_next_char(value),
         *last = g_utf8_find_prev_char(inner, inner + strlen(inner));
    if (last)
      *last = '\0';
    piece->values = g_new0(char *, 2);
    piece->values[0] = g_strcompress(inner);
  } else {
    piece->values = g_strsplit(value, ",", -1);
  }
  g_free(value);
}

static void read_piece(const char *query, Piece *piece) {
  const char *p = query + piece->begin, *end = query + piece->end;
  piece->field = -1;
  if (p < end && is_one_of(g_utf8_get_char(p), MINUSES)) {
    piece->out = TRUE;
    p = g_utf8_next_char(p);
  }
  for (const char *q = p; q < end; q = g_utf8_next_char(q)) {
    if (!is_one_of(g_utf8_get_char(q), COLONS))
      continue;
    piece->field = field_of(p, q - p);
    const char *value = g_utf8_next_char(q);
    if (piece->field >= 0 && value < end)
      read_values(piece, value, end - value);
    else
      piece->field = -1;
    return;
  }
}

static GArray *read_pieces(const char *query) {
  GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
  g_array_set_clear_func(pieces, piece_clear);
  for (gsize at = 0; query[at];) {
    if (g_unichar_isspace(g_utf8_get_char(query + at))) {
      at = g_utf8_next_char(query + at) - query;
      continue;
    }
    Piece piece = {.begin = at, .end = piece_end(query, at)};
    read_piece(query, &piece);
    g_array_append_val(pieces, piece);
    at = piece.end;
  }
  return pieces;
}

/* OR or a bar between the pieces: a filter beside them would bind to the last alone. */
static gboolean has_or(const char *query, const GArray *pieces) {
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    const char *text = query + piece->begin;
    gsize bytes = piece->end - piece->begin;
    if ((bytes == 2 && strncmp(text, "OR", 2) == 0) ||
        (bytes == 6 && strncmp(text, "ＯＲ", 6) == 0))
      return TRUE;
    gboolean quoted = FALSE;
    guint depth = 0;
    for (const char *p = text; p < text + bytes; p = g_utf8_next_char(p)) {
      gunichar c = g_utf8_get_char(p);
      quoted ^= is_one_of(c, QUOTES);
      depth += is_one_of(c, "(（") - is_one_of(c, ")）");
      if (!quoted && depth == 0 && is_one_of(c, "|｜"))
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean same_value(const Taxonomy *taxonomy, QueryField field, const char *a,
                           const char *b) {
  static const struct {
    QueryField field;
    TaxonomyKind kind;
  } kinds[] = {{FIELD_CAUSE, TAXONOMY_CAUSE},
               {FIELD_SECTOR, TAXONOMY_SECTOR},
               {FIELD_DATA, TAXONOMY_DATA},
               {FIELD_MEDIA, TAXONOMY_MEDIA}};
  if (strcmp(a, b) == 0)
    return TRUE;
  for (gsize i = 0; taxonomy && i < G_N_ELEMENTS(kinds); i++)
    if (kinds[i].field == field) {
      int code = taxonomy_code(taxonomy, kinds[i].kind, a);
      return code >= 0 && code == taxonomy_code(taxonomy, kinds[i].kind, b);
    }
  return FALSE;
}

/* Place of value in a piece; -1 where it isn't there. */
static int value_at(const Piece *piece, const Taxonomy *taxonomy, const char *value) {
  for (int i = 0; piece->values && piece->values[i]; i++)
    if (same_value(taxonomy, piece->field, piece->values[i], value))
      return i;
  return -1;
}

/* The first piece of a field that has value (NULL: any); NULL where there is none. */
static Piece *find_piece(GArray *pieces, const Taxonomy *taxonomy, int field, gboolean out,
                         const char *value) {
  for (guint i = 0; i < pieces->len; i++) {
    Piece *piece = &g_array_index(pieces, Piece, i);
    if (piece->field == field && piece->out == out &&
        (!value || value_at(piece, taxonomy, value) >= 0))
      return piece;
  }
  return NULL;
}

FilterState filter_state(const char *query, const Taxonomy *taxonomy, QueryField field,
                         const char *value) {
  GArray *pieces = read_pieces(query);
  FilterState state = FILTER_NONE;
  if (!has_or(query, pieces)) {
    if (find_piece(pieces, taxonomy, field, FALSE, value))
      state = FILTER_IN;
    else if (find_piece(pieces, taxonomy, field, TRUE, value))
      state = FILTER_OUT;
  }
  g_array_unref(pieces);
  return state;
}

/* query with the bytes of a piece replaced; an empty text takes the blank before it away too. */
static char *replace_piece(const char *query, const Piece *piece, const char *text) {
  gsize begin = piece->begin, end = piece->end;
  while (!*text && begin && query[begin - 1] == ' ')
    begin--;
  if (!*text && begin == 0)
    while (query[end] == ' ')
      end++;
  GString *out = g_string_new_len(query, begin);
  g_string_append(out, text);
  g_string_append(out, query + end);
  return g_string_free(out, FALSE);
}

static char *without_value(const char *query, const Piece *piece, int at) {
  GString *text = g_string_new(NULL);
  gsize head = piece->begin;
  while (!is_one_of(g_utf8_get_char(query + head), COLONS))
    head = g_utf8_next_char(query + head) - query;
  head = g_utf8_next_char(query + head) - query;
  for (int i = 0; piece->values[i]; i++)
    if (i != at)
      g_string_append_printf(text, "%s%s", text->len ? "," : "", piece->values[i]);
  if (text->len)
    g_string_prepend_len(text, query + piece->begin, head - piece->begin);
  char *result = replace_piece(query, piece, text->str);
  g_string_free(text, TRUE);
  return result;
}

static gboolean is_plain(const char *value) {
  for (const char *p = value; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || is_one_of(c, QUOTES "()（）|｜,"))
      return FALSE;
  }
  return *value != '\0';
}

static char *piece_text(QueryField field, const char *value, gboolean out) {
  guint n;
  GString *text = g_string_new(out ? "-" : "");
  g_string_append_printf(text, "%s:", query_fields(&n)[field].key);
  if (is_plain(value)) {
    g_string_append(text, value);
    return g_string_free(text, FALSE);
  }
  g_string_append_c(text, '"');
  for (const char *p = value; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c(text, '\\');
    g_string_append_c(text, *p);
  }
  g_string_append_c(text, '"');
  return g_string_free(text, FALSE);
}

char *filter_append(const char *query, const char *piece) {
  GArray *pieces = read_pieces(query);
  gboolean brackets = has_or(query, pieces);
  char *plain = g_strchomp(g_strdup(query));
  char *result =
      g_strconcat(brackets ? "(" : "", plain, brackets ? ")" : "", *plain ? " " : "", piece, NULL);
  g_free(plain);
  g_array_unref(pieces);
  return result;
}

/* Takes value out of the pieces that ask for it (out: that exclude it); NULL where none does. */
static char *drop(const char *query, const Taxonomy *taxonomy, QueryField field, gboolean out,
                  const char *value) {
  GArray *pieces = read_pieces(query);
  Piece *piece = has_or(query, pieces) ? NULL : find_piece(pieces, taxonomy, field, out, value);
  char *result = piece ? without_value(query, piece, value_at(piece, taxonomy, value)) : NULL;
  g_array_unref(pieces);
  return result;
}

static char *append_value(const char *query, QueryField field, const char *value, gboolean out) {
  char *piece = piece_text(field, value, out), *result = filter_append(query, piece);
  g_free(piece);
  return result;
}

/* Asks for value (or excludes it) unless query does; the opposite is taken out first. */
static char *switch_value(const char *query, const Taxonomy *taxonomy, QueryField field,
                          const char *value, gboolean out) {
  char *dropped = drop(query, taxonomy, field, out, value);
  if (dropped)
    return dropped;
  char *cleared = drop(query, taxonomy, field, !out, value);
  char *result = append_value(cleared ? cleared : query, field, value, out);
  g_free(cleared);
  return result;
}

char *filter_toggle(const char *query, const Taxonomy *taxonomy, QueryField field,
                    const char *value) {
  return switch_value(query, taxonomy, field, value, FALSE);
}

char *filter_exclude(const char *query, const Taxonomy *taxonomy, QueryField field,
                     const char *value) {
  return switch_value(query, taxonomy, field, value, TRUE);
}

char *filter_add(const char *query, const Taxonomy *taxonomy, QueryField field, const char *value) {
  GArray *pieces = read_pieces(query);
  Piece *piece = has_or(query, pieces) ? NULL : find_piece(pieces, taxonomy, field, FALSE, NULL);
  gboolean there = filter_state(query, taxonomy, field, value) == FILTER_IN;
  char *result = NULL;
  if (!there && piece && !piece->quoted && is_plain(value)) {
    char *old = g_strndup(query + piece->begin, piece->end - piece->begin);
    char *text = g_strconcat(old, ",", value, NULL);
    result = replace_piece(query, piece, text);
    g_free(text);
    g_free(old);
  }
  g_array_unref(pieces);
  return result ? result : filter_toggle(query, taxonomy, field, value);
}

static gboolean is_facet_field(int field, QueryField wanted) {
  static const QueryField facets[] = {FIELD_CAUSE, FIELD_SECTOR, FIELD_YEAR, FIELD_VENDOR,
                                      FIELD_DATA,  FIELD_MEDIA,  FIELD_LABEL};
  for (gsize i = 0; i < G_N_ELEMENTS(facets); i++)
    if (field >= 0 && facets[i] == (QueryField)field)
      return wanted == FIELD_N || wanted == facets[i];
  return FALSE;
}

char *filter_clear(const char *query, QueryField field) {
  char *result = g_strdup(query);
  for (gboolean more = TRUE; more;) {
    GArray *pieces = read_pieces(result);
    more = FALSE;
    for (guint i = 0; i < pieces->len && !more && !has_or(result, pieces); i++) {
      Piece *piece = &g_array_index(pieces, Piece, i);
      more = is_facet_field(piece->field, field);
      if (!more)
        continue;
      char *next = replace_piece(result, piece, "");
      g_free(result);
      result = next;
    }
    g_array_unref(pieces);
  }
  return result;
}

gboolean filter_next_piece(const char *query, gsize *at, gsize *end) {
  GArray *pieces = read_pieces(query);
  gboolean found = FALSE;
  for (guint i = 0; i < pieces->len && !found; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    if (piece->begin < *at || piece->field < 0)
      continue;
    *at = piece->begin;
    *end = piece->end;
    found = TRUE;
  }
  g_array_unref(pieces);
  return found;
}
