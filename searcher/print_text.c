#include "print_text.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "labels.h"

#define FACET_VALUES_MAX 12 /* shown of one facet; the rest is summed up */
#define FACET_BAR_COLS 24
#define OTHERS_MAX 8 /* notices of one incident that are shown folded */
#define INDENT 4

static void spaces(GString *out, guint n) {
  while (n--)
    g_string_append_c(out, ' ');
}

char *print_text_place(const Notice *notice) {
  if (notice->places->len == 0)
    return g_strdup("");
  const NoticePlace *place = &g_array_index(notice->places, NoticePlace, 0);
  char *file = text_cols_safe_string(place->file, TRUE);
  char *text = g_strdup_printf("%s:%u", file, place->line);
  g_free(file);
  return text;
}

char *print_text_name(const Notice *notice) {
  return text_cols_safe_string(notice->organisation ? notice->organisation : "—", TRUE);
}

/* Whether character i is inside one of the highlights. */
static gboolean is_lit(const GArray *highlights, guint i) {
  for (guint h = 0; highlights && h + 1 < highlights->len; h += 2)
    if (i >= g_array_index(highlights, guint, h) && i < g_array_index(highlights, guint, h + 1))
      return TRUE;
  return FALSE;
}

/* Appends wrapped, which is text with line ends put in and blanks there left out, lighting what is
 * lit in text. */
static void append_lit(Output *out, const char *text, const GArray *highlights,
                       const char *wrapped) {
  gboolean lit = FALSE;
  guint i = 0;
  for (const char *p = wrapped; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    while (c != g_utf8_get_char(text) && *text == ' ') {
      text++;
      i++;
    }
    gboolean ours = *text && c == g_utf8_get_char(text);
    gboolean want = ours && is_lit(highlights, i);
    if (want != lit)
      g_string_append(out->text, want ? output_style(out, STYLE_HIT) : output_plain(out));
    lit = want;
    g_string_append_unichar(out->text, c);
    if (ours) {
      text = g_utf8_next_char(text);
      i++;
    }
  }
  if (lit)
    g_string_append(out->text, output_plain(out));
}

void print_text_lit(Output *out, const char *text, const GArray *highlights, guint at,
                    guint indent) {
  GString *wrapped = g_string_new(NULL);
  text_cols_append_wrapped(wrapped, text, at, indent, out->cols);
  append_lit(out, text, highlights, wrapped->str);
  g_string_free(wrapped, TRUE);
}

/* A line of the summary, wrapped, in the style of notes. */
static void append_note(Output *out, const char *text) {
  char *safe = text_cols_safe_string(text, TRUE);
  g_string_append(out->text, output_style(out, STYLE_NOTE));
  text_cols_append_wrapped(out->text, safe, 0, 2, out->cols);
  g_string_append(out->text, output_plain(out));
  g_string_append_c(out->text, '\n');
  g_free(safe);
}

static const char *why_text(const char *why) {
  static const struct {
    const char *why, *text;
  } texts[] = {
      {"straddling", N_("where the characters stand across words")},
      {"spelling", N_("in another spelling")},
      {"reading", N_("by its reading")},
      {"parts", N_("by parts of the word")},
      {"plain", N_("as plain words")},
      {"any_word", N_("with any of the words")},
      {"all_words", N_("with all of the words")},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    if (strcmp(texts[i].why, why) == 0)
      return _(texts[i].text);
  return why;
}

static void append_synonyms(Output *out, const GPtrArray *synonyms) {
  for (guint i = 0; synonyms && i < synonyms->len; i++) {
    const SearchSynonym *synonym = g_ptr_array_index(synonyms, i);
    GString *used = g_string_new(NULL);
    for (guint k = 0; k < synonym->used->len; k++)
      g_string_append_printf(used, "%s%s", k ? labels_comma() : "",
                             (char *)g_ptr_array_index(synonym->used, k));
    char *text = g_strdup_printf(_("%s: also %s"), synonym->word, used->str);
    append_note(out, text);
    g_free(text);
    g_string_free(used, TRUE);
  }
}

static void append_more(Output *out, const GPtrArray *more) {
  for (guint i = 0; more && i < more->len; i++) {
    const SearchMore *one = g_ptr_array_index(more, i);
    const char *format =
        i18n_count("%u incident more %s: %s", "%u incidents more %s: %s", one->incidents);
    char *text = g_strdup_printf(format, one->incidents, why_text(one->why), one->query);
    append_note(out, text);
    g_free(text);
  }
}

void print_text_summary(Output *out, const SearchAnswer *answer) {
  char *query = text_cols_safe_string(answer->query ? answer->query : "", TRUE);
  char *incidents = g_strdup_printf(i18n_count("%u incident", "%u incidents", answer->incidents),
                                    answer->incidents);
  char *notices =
      g_strdup_printf(i18n_count("%u notice", "%u notices", answer->notices), answer->notices);
  char *text =
      g_strdup_printf(*query ? _("%s (%s) for %s") : _("%s (%s)"), incidents, notices, query);
  text_cols_append_wrapped(out->text, text, 0, 2, out->cols);
  g_string_append_c(out->text, '\n');
  if (answer->relaxed)
    append_note(out, _("No notice has all of this; these have some of it."));
  append_synonyms(out, answer->synonyms);
  append_more(out, answer->more);
  g_free(text);
  g_free(notices);
  g_free(incidents);
  g_free(query);
}

/* "  1 2024-118 organisation …           date" */
static void append_heading(Output *out, const SearchHit *hit) {
  const Notice *notice = hit->notice;
  GString *date = g_string_new(NULL);
  char *name = print_text_name(notice),
       *id = text_cols_safe_string(notice->id ? notice->id : "", TRUE);
  labels_append_date(date, notice->published);
  g_string_append_printf(out->text, "%*u ", INDENT - 1, hit->rank);
  guint at = MAX(INDENT, (guint)snprintf(NULL, 0, "%u ", hit->rank)),
        date_cols = text_cols(date->str, -1);
  if (*id) {
    output_styled(out, STYLE_NUMBER, id);
    g_string_append_c(out->text, ' ');
    at += text_cols(id, -1) + 1;
  }
  guint room = out->cols > at + date_cols + 2 ? out->cols - at - date_cols - 2 : 0;
  gboolean beside = room >= MIN(24, text_cols(name, -1)) && date_cols > 0;
  g_string_append(out->text, output_style(out, STYLE_STRONG));
  if (beside)
    text_cols_append_padded(out->text, name, room, FALSE);
  else
    text_cols_append_cut(out->text, name, out->cols > at ? out->cols - at : 1);
  g_string_append(out->text, output_plain(out));
  g_string_append_printf(out->text, "%s%s\n", beside ? "  " : "", beside ? date->str : "");
  if (!beside && date->len) {
    spaces(out->text, INDENT);
    g_string_append_printf(out->text, "%s\n", date->str);
  }
  g_string_free(date, TRUE);
  g_free(name);
  g_free(id);
}

/* The next of several items on a line: on a new one where it has no room; cut where it never has.
 * Takes text. */
static void append_item(Output *out, guint *at, char *text) {
  guint cols = text_cols(text, -1), room = out->cols > INDENT ? out->cols - INDENT : 1;
  if (cols && *at > INDENT && *at + 2 + cols > out->cols) {
    g_string_append_c(out->text, '\n');
    spaces(out->text, INDENT);
    *at = INDENT;
  }
  if (cols) {
    gboolean first = *at == INDENT;
    g_string_append(out->text, first ? "" : "  ");
    text_cols_append_cut(out->text, text, room);
    *at += MIN(cols, room) + (first ? 0 : 2);
  }
  g_free(text);
}

static char *codes_item(const Taxonomy *taxonomy, TaxonomyKind kind, const GArray *codes) {
  GString *item = g_string_new(NULL);
  labels_append_codes(item, taxonomy, kind, codes);
  return g_string_free(item, FALSE);
}

static char *vendor_item(const Notice *notice) {
  GString *item = g_string_new(notice->vendor ? _("at a contractor") : "");
  for (guint i = 0; notice->vendor && i < notice->vendors->len; i++) {
    g_string_append(item, i ? labels_comma() : ": ");
    text_cols_append_safe(item, g_ptr_array_index(notice->vendors, i), -1, TRUE);
  }
  return g_string_free(item, FALSE);
}

/* Causes, sectors, size, contractors. */
static void append_facts(Output *out, const Taxonomy *taxonomy, const Notice *notice) {
  GString *size = g_string_new(NULL);
  guint at = INDENT;
  labels_append_size(size, notice->affected);
  spaces(out->text, INDENT);
  append_item(out, &at, codes_item(taxonomy, TAXONOMY_CAUSE, notice->causes));
  append_item(out, &at, codes_item(taxonomy, TAXONOMY_SECTOR, notice->sectors));
  append_item(out, &at, g_string_free(size, FALSE));
  append_item(out, &at, vendor_item(notice));
  g_string_append_c(out->text, '\n');
}

static void append_place(Output *out, const Notice *notice) {
  char *place = print_text_place(notice);
  spaces(out->text, INDENT);
  output_styled(out, STYLE_DIM, place);
  g_string_append_c(out->text, '\n');
  g_free(place);
}

/* "    + organisation  title  file:line", cut to the line. */
static void append_other(Output *out, const Notice *notice) {
  char *name = print_text_name(notice), *place = print_text_place(notice);
  char *title = text_cols_safe_string(notice->title, TRUE);
  guint place_cols = text_cols(place, -1), room = out->cols - INDENT - 2;
  spaces(out->text, INDENT);
  g_string_append(out->text, "+ ");
  if (room >= place_cols + 24) {
    char *both = g_strdup_printf("%s  %s", name, title);
    text_cols_append_padded(out->text, both, room - place_cols - 2, FALSE);
    g_string_append(out->text, "  ");
    output_styled(out, STYLE_DIM, place);
    g_free(both);
  } else {
    text_cols_append_cut(out->text, name, room);
  }
  g_string_append_c(out->text, '\n');
  g_free(title);
  g_free(place);
  g_free(name);
}

static void append_others(Output *out, const SearchHit *hit) {
  guint n = hit->others ? hit->others->len : 0;
  for (guint i = 0; i < MIN(n, OTHERS_MAX); i++)
    append_other(out, g_ptr_array_index(hit->others, i));
  if (n > OTHERS_MAX) {
    spaces(out->text, INDENT);
    g_string_append_printf(out->text, _("+ %u more"), n - OTHERS_MAX);
    g_string_append_c(out->text, '\n');
  }
}

static void append_explain(Output *out, const GPtrArray *explain) {
  for (guint i = 0; explain && i < explain->len; i++) {
    char *line = text_cols_safe_string(g_ptr_array_index(explain, i), TRUE);
    spaces(out->text, INDENT);
    g_string_append(out->text, "· ");
    text_cols_append_wrapped(out->text, line, INDENT + 2, INDENT + 2, out->cols);
    g_string_append_c(out->text, '\n');
    g_free(line);
  }
}

void print_text_hit(Output *out, const Taxonomy *taxonomy, const SearchHit *hit) {
  char *title = text_cols_safe_string(hit->notice->title, TRUE);
  g_string_append_c(out->text, '\n');
  append_heading(out, hit);
  spaces(out->text, INDENT);
  text_cols_append_wrapped(out->text, title, INDENT, INDENT, out->cols);
  g_string_append_c(out->text, '\n');
  append_facts(out, taxonomy, hit->notice);
  if (hit->snippet.text && *hit->snippet.text) {
    spaces(out->text, INDENT);
    print_text_lit(out, hit->snippet.text, hit->snippet.highlights, INDENT, INDENT);
    g_string_append_c(out->text, '\n');
  }
  append_place(out, hit->notice);
  append_others(out, hit);
  append_explain(out, hit->explain);
  g_free(title);
}

/* How wide the parts of a facet's lines are: the same in all of them, so that bars compare. */
typedef struct {
  guint label_cols, bar_cols, whole;
  gboolean keys;
} FacetShape;

static gboolean shows_key(const FacetValue *value, const char *label) {
  return strcmp(value->key, label) != 0;
}

static void append_facet_value(Output *out, const char *label, const FacetValue *value,
                               const FacetShape *shape) {
  char *number = g_strdup_printf("%u", value->count), *safe = text_cols_safe_string(label, TRUE);
  char *key = text_cols_safe_string(value->key, TRUE);
  g_string_append(out->text, "  ");
  text_cols_append_padded(out->text, safe, shape->label_cols, FALSE);
  g_string_append_c(out->text, ' ');
  text_cols_append_padded(out->text, number, 6, TRUE);
  g_string_append_c(out->text, ' ');
  output_bar(out, value->count, shape->whole, shape->bar_cols);
  if (shape->keys && shows_key(value, label)) {
    g_string_append_c(out->text, ' ');
    output_styled(out, STYLE_DIM, key);
  }
  g_string_append_c(out->text, '\n');
  g_free(key);
  g_free(safe);
  g_free(number);
}

/* Years stand newest first, unknown last; the others as the answer has them: the most first. */
static int compare_years(gconstpointer a, gconstpointer b) {
  const FacetValue *left = *(const FacetValue *const *)a, *right = *(const FacetValue *const *)b;
  gboolean left_year = g_ascii_isdigit(*left->key), right_year = g_ascii_isdigit(*right->key);
  return left_year != right_year ? (int)right_year - (int)left_year : strcmp(right->key, left->key);
}

static FacetShape facet_shape(const Output *out, const Taxonomy *taxonomy, Facet facet,
                              const GPtrArray *values, guint shown) {
  FacetShape shape = {0};
  guint key_cols = 0;
  for (guint i = 0; i < shown; i++) {
    const FacetValue *value = g_ptr_array_index(values, i);
    const char *label = labels_facet_value(taxonomy, facet, value);
    shape.label_cols = MAX(shape.label_cols, text_cols(label, -1));
    if (shows_key(value, label))
      key_cols = MAX(key_cols, text_cols(value->key, -1) + 1);
  }
  shape.label_cols = MIN(shape.label_cols, out->cols / 2);
  guint used = 2 + shape.label_cols + 1 + 6 + 1, room = out->cols > used ? out->cols - used : 0;
  shape.keys = room >= key_cols + 8;
  shape.bar_cols = MIN(room - (shape.keys ? key_cols : 0), FACET_BAR_COLS);
  return shape;
}

static void append_facet(Output *out, const Taxonomy *taxonomy, Facet facet, const GPtrArray *given,
                         guint whole) {
  GPtrArray *values = g_ptr_array_new(); /* borrowed values in another order */
  g_ptr_array_extend(values, (GPtrArray *)given, NULL, NULL);
  guint shown = MIN(values->len, FACET_VALUES_MAX), rest = values->len - shown;
  if (facet == FACET_YEAR)
    g_ptr_array_sort(values, compare_years);
  FacetShape shape = facet_shape(out, taxonomy, facet, values, shown);
  shape.whole = whole;
  g_string_append_c(out->text, '\n');
  output_styled(out, STYLE_STRONG, labels_facet(facet));
  g_string_append_c(out->text, '\n');
  for (guint i = 0; i < shown; i++) {
    const FacetValue *value = g_ptr_array_index(values, i);
    append_facet_value(out, labels_facet_value(taxonomy, facet, value), value, &shape);
  }
  if (rest) {
    g_string_append(out->text, "  ");
    g_string_append_printf(out->text,
                           i18n_count("… and %u value more", "… and %u values more", rest), rest);
    g_string_append_c(out->text, '\n');
  }
  g_ptr_array_unref(values);
}

void print_text_facets(Output *out, const Taxonomy *taxonomy, const SearchAnswer *answer) {
  for (guint facet = 0; facet < FACET_N; facet++)
    if (answer->facets[facet] && answer->facets[facet]->len)
      append_facet(out, taxonomy, facet, answer->facets[facet], answer->incidents);
}
