/* jikenbo analyze: how a text is read, from characters to terms. Needs no index. */
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "dict/datadir.h"
#include "dict/quantity.h"
#include "dict/terms.h"
#include "labels.h"
#include "print_json.h"

typedef struct {
  const char *text;
  Analysis analysis;
  GArray *numbers, *dates; /* of Quantity, of DateMention */
  GPtrArray *terms;        /* of char*: kind letter and term, in the order of the text */
  GPtrArray *pairs;
} Reading;

static const char *kind_name(const Unit *unit) {
  static const char *const names[] = {
      [UNIT_NOUN] = N_("noun"),           [UNIT_NUMBER] = N_("number"),
      [UNIT_INFLECTED] = N_("inflected"), [UNIT_OTHER] = N_("other"),
      [UNIT_FUNCTION] = N_("function"),   [UNIT_MARK] = N_("mark"),
  };
  return unit->kind < G_N_ELEMENTS(names) ? names[unit->kind] : "";
}

static const char *proper_name(char proper) {
  switch (proper) {
  case 'o':
    return N_("organisation");
  case 'p':
    return N_("place");
  case 'n':
    return N_("person");
  case 'x':
    return N_("name");
  }
  return NULL;
}

static void add_term(TermKind kind, const char *term, gsize term_bytes, gpointer user) {
  Reading *reading = user;
  char *text = g_strdup_printf("%c%.*s", kind, (int)term_bytes, term);
  g_ptr_array_add(kind == TERM_PAIR ? reading->pairs : reading->terms, text);
}

static void reading_fill(Reading *reading, AnalyzerThread *thread, const char *text) {
  reading->text = text;
  analyzer_analyze(thread, text, -1, &reading->analysis);
  const FoldedText *read = reading->analysis.read;
  reading->numbers = quantity_scan(read->text, read->text_bytes);
  reading->dates = date_scan(read->text, read->text_bytes, 0);
  reading->terms = g_ptr_array_new_with_free_func(g_free);
  reading->pairs = g_ptr_array_new_with_free_func(g_free);
  terms_of_units(&reading->analysis, add_term, reading);
  terms_of_pairs(&reading->analysis, add_term, reading);
}

static void reading_clear(Reading *reading) {
  g_array_unref(reading->numbers);
  g_array_unref(reading->dates);
  g_ptr_array_unref(reading->terms);
  g_ptr_array_unref(reading->pairs);
  analysis_clear(&reading->analysis);
}

static char *unit_text(const Reading *reading, const Unit *unit) {
  return g_strndup(reading->analysis.index.text + unit->start, unit->end - unit->start);
}

/* Place in the original text, in characters, of a byte of the folded one. */
static guint chars_at(const Reading *reading, guint32 byte) {
  guint32 offset = reading->analysis.index.offsets[byte];
  return g_utf8_pointer_to_offset(reading->text, reading->text + offset);
}

static json_t *json_unit(const Reading *reading, const Unit *unit) {
  char *text = unit_text(reading, unit);
  const char *proper = proper_name(unit->proper);
  json_t *object = json_object();
  json_object_set_new(object, "text", print_json_string(text));
  json_object_set_new(
      object, "at",
      json_pack("[ii]", (int)chars_at(reading, unit->start), (int)chars_at(reading, unit->end)));
  json_object_set_new(object, "kind", json_string(kind_name(unit)));
  json_object_set_new(object, "proper", proper ? json_string(proper) : json_null());
  json_object_set_new(object, "base", print_json_string(unit->base ? unit->base : text));
  json_object_set_new(object, "reading", print_json_string(unit->reading));
  json_object_set_new(object, "joined", json_boolean(unit->joined));
  json_object_set_new(object, "inner", json_boolean(unit->inner));
  json_object_set_new(object, "term", json_boolean(unit->term));
  g_free(text);
  return object;
}

static json_t *json_terms(const GPtrArray *terms) {
  json_t *list = json_array();
  for (guint i = 0; i < terms->len; i++) {
    const char *term = g_ptr_array_index(terms, i);
    char kind[2] = {*term, '\0'};
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(kind));
    json_object_set_new(object, "term", print_json_string(term + 1));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_numbers(const Reading *reading) {
  json_t *list = json_array();
  for (guint i = 0; i < reading->numbers->len; i++) {
    const Quantity *number = &g_array_index(reading->numbers, Quantity, i);
    json_t *object = json_object();
    json_object_set_new(object, "value", json_integer(number->value));
    json_object_set_new(object, "about", json_boolean(number->about));
    json_object_set_new(object, "counter", print_json_string(number->counter));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_dates(const Reading *reading) {
  json_t *list = json_array();
  for (guint i = 0; i < reading->dates->len; i++) {
    const DateMention *date = &g_array_index(reading->dates, DateMention, i);
    json_t *object = json_object();
    json_object_set_new(object, "date", print_json_date(date_value(date)));
    json_object_set_new(object, "resolved", json_boolean(date->resolved));
    json_object_set_new(object, "contradiction", json_boolean(date->contradiction));
    json_array_append_new(list, object);
  }
  return list;
}

static void print_json(Output *out, const Reading *reading) {
  json_t *object = json_object(), *units = json_array();
  for (guint i = 0; i < reading->analysis.units->len; i++)
    json_array_append_new(units,
                          json_unit(reading, &g_array_index(reading->analysis.units, Unit, i)));
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "text", print_json_string(reading->text));
  json_object_set_new(object, "read", print_json_string(reading->analysis.read->text));
  json_object_set_new(object, "index", print_json_string(reading->analysis.index.text));
  json_object_set_new(object, "units", units);
  json_object_set_new(object, "numbers", json_numbers(reading));
  json_object_set_new(object, "dates", json_dates(reading));
  json_object_set_new(object, "terms", json_terms(reading->terms));
  json_object_set_new(object, "pairs", json_terms(reading->pairs));
  print_json_append(out->text, object, FALSE);
}

static void append_heading(Output *out, const char *heading) {
  output_styled(out, STYLE_STRONG, heading);
  g_string_append_c(out->text, '\n');
}

static void append_folded(Output *out, const char *heading, const char *text) {
  char *safe = text_cols_safe_string(text, TRUE);
  append_heading(out, heading);
  g_string_append(out->text, "  ");
  text_cols_append_wrapped(out->text, safe, 2, 2, out->cols);
  g_string_append_c(out->text, '\n');
  g_free(safe);
}

/* "  +-個人  noun  コジン": + joined to the unit before, - opened from the same word. */
static void append_unit(Output *out, const Reading *reading, const Unit *unit) {
  char *text = unit_text(reading, unit), *safe = text_cols_safe_string(text, TRUE);
  GString *line = g_string_new(unit->inner ? "  - " : unit->joined ? "  + " : "    ");
  text_cols_append_padded(line, safe, MIN(20, out->cols / 3), FALSE);
  g_string_append_c(line, ' ');
  text_cols_append_padded(line, _(kind_name(unit)), 12, FALSE);
  if (unit->reading)
    g_string_append_printf(line, " %s", unit->reading);
  if (unit->base && strcmp(unit->base, text) != 0)
    g_string_append_printf(line, " ← %s", unit->base);
  if (unit->proper)
    g_string_append_printf(line, " (%s)", _(proper_name(unit->proper)));
  if (unit->term)
    g_string_append_printf(line, " (%s)", _("word of the field"));
  text_cols_append_cut(out->text, g_strchomp(line->str), out->cols);
  g_string_append_c(out->text, '\n');
  g_string_free(line, TRUE);
  g_free(safe);
  g_free(text);
}

/* Terms stay whole: a line ends between them. */
static void append_terms(Output *out, const char *heading, const GPtrArray *terms) {
  guint at = 0;
  if (terms->len == 0)
    return;
  append_heading(out, heading);
  for (guint i = 0; i < terms->len; i++) {
    char *safe = text_cols_safe_string(g_ptr_array_index(terms, i), TRUE);
    guint cols = text_cols(safe, -1);
    if (at && at + 1 + cols > out->cols) {
      g_string_append_c(out->text, '\n');
      at = 0;
    }
    g_string_append_printf(out->text, "%s%s", at ? " " : "  ", safe);
    at += cols + (at ? 1 : 2);
    g_free(safe);
  }
  g_string_append_c(out->text, '\n');
}

static void append_values(Output *out, const Reading *reading) {
  if (reading->numbers->len)
    append_heading(out, _("Numbers"));
  for (guint i = 0; i < reading->numbers->len; i++) {
    const Quantity *number = &g_array_index(reading->numbers, Quantity, i);
    g_string_append_printf(out->text, "  %s%" G_GINT64_FORMAT " %s\n", number->about ? "~" : "",
                           number->value, number->counter);
  }
  if (reading->dates->len)
    append_heading(out, _("Dates"));
  for (guint i = 0; i < reading->dates->len; i++) {
    const DateMention *date = &g_array_index(reading->dates, DateMention, i);
    char iso[11];
    const char *text = labels_iso(date_value(date), iso);
    g_string_append_printf(out->text, "  %s", *text ? text : _("without a year or day"));
    if (date->contradiction)
      g_string_append_printf(out->text, " (%s)", _("era and year contradict each other"));
    g_string_append_c(out->text, '\n');
  }
}

static void print_text(Output *out, const Reading *reading) {
  append_folded(out, _("Read as"), reading->analysis.read->text);
  append_folded(out, _("Indexed as"), reading->analysis.index.text);
  append_heading(out, _("Words (+ joined to the one before, - opened from the same word)"));
  for (guint i = 0; i < reading->analysis.units->len && output_row(out); i++)
    append_unit(out, reading, &g_array_index(reading->analysis.units, Unit, i));
  append_values(out, reading);
  append_terms(out, _("Terms (T word, V spelling, W dictionary form, N number, D date)"),
               reading->terms);
  append_terms(out, _("Pairs"), reading->pairs);
}

static char *read_input(void) {
  GString *text = g_string_new(NULL);
  char chunk[16384];
  gsize n;
  while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
    g_string_append_len(text, chunk, n);
  char *valid = g_utf8_make_valid(text->str, text->len);
  g_string_free(text, TRUE);
  return valid;
}

static void print_reading(CommandContext *context, const Analyzer *analyzer, const char *text) {
  AnalyzerThread *thread = analyzer_thread_new(analyzer);
  Reading reading = {0};
  reading_fill(&reading, thread, text);
  if (options_format(context->values) == FORMAT_JSON)
    print_json(context->out, &reading);
  else
    print_text(context->out, &reading);
  reading_clear(&reading);
  analyzer_thread_free(thread);
}

int command_analyze(CommandContext *context) {
  if (context->values->words_n == 0 && isatty(STDIN_FILENO)) {
    commands_say("%s", _("which text? jikenbo analyze TEXT"));
    return EXIT_USAGE;
  }
  char *text = context->values->words_n ? commands_words(context) : read_input();
  if (!text)
    return EXIT_USAGE;
  GError *error = NULL;
  char *folder = datadir_find(&error);
  Analyzer *analyzer = folder ? analyzer_new(folder, &error) : NULL;
  if (analyzer)
    print_reading(context, analyzer, text);
  else
    commands_error(error);
  int status = error ? EXIT_UNUSABLE : *text ? EXIT_FOUND : EXIT_NOTHING;
  analyzer_free(analyzer);
  g_clear_error(&error);
  g_free(folder);
  g_free(text);
  return status;
}
