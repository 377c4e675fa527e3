/* jikenbo show: notices whole, with what is known of them and why. */
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "labels.h"
#include "print_json.h"
#include "print_text.h"

#define NAME_COLS 12

/* "name        text", wrapped behind the name; nothing where text is empty. Takes text. */
static void append_field(Output *out, const char *name, char *text) {
  if (text && *text) {
    char *safe = text_cols_safe_string(text, TRUE);
    g_string_append(out->text, output_style(out, STYLE_DIM));
    text_cols_append_padded(out->text, name, NAME_COLS, FALSE);
    g_string_append(out->text, output_plain(out));
    text_cols_append_wrapped(out->text, safe, NAME_COLS, NAME_COLS, out->cols);
    g_string_append_c(out->text, '\n');
    g_free(safe);
  }
  g_free(text);
}

static char *codes_text(const Taxonomy *taxonomy, TaxonomyKind kind, const GArray *codes) {
  GString *out = g_string_new(NULL);
  labels_append_codes(out, taxonomy, kind, codes);
  return g_string_free(out, FALSE);
}

static char *strings_text(const GPtrArray *strings) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; strings && i < strings->len; i++)
    g_string_append_printf(out, "%s%s", i ? labels_comma() : "",
                           (char *)g_ptr_array_index(strings, i));
  return g_string_free(out, FALSE);
}

static char *date_text(int date) {
  GString *out = g_string_new(NULL);
  labels_append_date(out, date);
  return g_string_free(out, FALSE);
}

static char *dates_text(int from, int to) {
  GString *out = g_string_new(NULL);
  labels_append_date(out, from);
  if (to && to != from) {
    g_string_append(out, " – ");
    labels_append_date(out, to);
  }
  return g_string_free(out, FALSE);
}

static char *size_text(gint64 affected) {
  GString *out = g_string_new(NULL);
  labels_append_amount(out, affected);
  return g_string_free(out, FALSE);
}

static char *vendor_text(const Notice *notice) {
  if (!notice->vendor)
    return NULL;
  char *names = strings_text(notice->vendors);
  if (*names)
    return names;
  g_free(names);
  return g_strdup(_("yes, not named"));
}

static char *places_text(const Notice *notice) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    g_string_append_printf(out, "%s%s:%u", i ? " " : "", place->file, place->line);
  }
  return g_string_free(out, FALSE);
}

static void append_facts(Output *out, const Taxonomy *taxonomy, const Notice *notice) {
  append_field(out, _("Published"), date_text(notice->published));
  append_field(out, _("Occurred"), dates_text(notice->occurred_from, notice->occurred_to));
  append_field(out, _("Discovered"), date_text(notice->discovered));
  append_field(out, _("Cause"), codes_text(taxonomy, TAXONOMY_CAUSE, notice->causes));
  append_field(out, _("Sector"), codes_text(taxonomy, TAXONOMY_SECTOR, notice->sectors));
  append_field(out, _("Contractor"), vendor_text(notice));
  append_field(out, _("Affected"), size_text(notice->affected));
  append_field(out, _("Data"), codes_text(taxonomy, TAXONOMY_DATA, notice->data));
  append_field(out, _("Media"), codes_text(taxonomy, TAXONOMY_MEDIA, notice->media));
  append_field(out, _("Labels"), strings_text(notice->labels));
  append_field(out, _("Refers to"), strings_text(notice->links));
  append_field(out, _("Doubts"), strings_text(notice->doubts));
  append_field(out, _("URL"), g_strdup(notice->url));
  append_field(out, _("Stands in"), places_text(notice));
}

/* "  cause:loss  line 12  「…」" */
static void append_evidence(Output *out, const Notice *notice) {
  if (!notice->evidence->len)
    return;
  g_string_append_c(out->text, '\n');
  output_styled(out, STYLE_STRONG, _("Why"));
  g_string_append_c(out->text, '\n');
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    char *field = text_cols_safe_string(evidence->field, TRUE);
    char *text = text_cols_safe_string(evidence->text, TRUE);
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "%s ", field);
    g_string_append_printf(line, _("(line %u)"), evidence->line);
    g_string_append_printf(line, " %s", text);
    g_string_append(out->text, "  ");
    text_cols_append_wrapped(out->text, line->str, 2, 4, out->cols);
    g_string_append_c(out->text, '\n');
    g_string_free(line, TRUE);
    g_free(text);
    g_free(field);
  }
}

static void append_body(Output *out, const Notice *notice) {
  char *safe = text_cols_safe_string(notice->body, FALSE);
  g_string_append_c(out->text, '\n');
  /* a TAB stands for the blank it was: its width is the terminal's secret */
  g_strdelimit(safe, "\t", ' ');
  text_cols_append_wrapped(out->text, g_strchomp(safe), 0, 0, out->cols);
  g_string_append_c(out->text, '\n');
  g_free(safe);
}

static void show_text(CommandContext *context, const Notice *notice, gboolean first) {
  Output *out = context->out;
  char *name = print_text_name(notice), *title = text_cols_safe_string(notice->title, TRUE);
  if (!first) {
    g_string_append_c(out->text, '\n');
    for (guint i = 0; i < out->cols; i++)
      g_string_append(out->text, out->ascii ? "-" : "─");
    g_string_append(out->text, "\n\n");
  }
  char *heading = g_strjoin("  ", notice->id ? notice->id : name, notice->id ? name : NULL, NULL);
  char *safe = text_cols_safe_string(heading, FALSE);
  g_string_append(out->text, output_style(out, STYLE_STRONG));
  text_cols_append_wrapped(out->text, safe, 0, 2, out->cols);
  g_string_append_printf(out->text, "%s\n", output_plain(out));
  text_cols_append_wrapped(out->text, title, 0, 2, out->cols);
  g_string_append(out->text, "\n\n");
  append_facts(out, searcher_taxonomy(context->searcher), notice);
  append_evidence(out, notice);
  append_body(out, notice);
  g_free(safe);
  g_free(heading);
  g_free(title);
  g_free(name);
}

typedef struct {
  CommandContext *context;
  json_t *notices; /* format json */
  guint shown, missing;
  gboolean failed;
} Show;

static gboolean show_id(Show *show, const char *id) {
  GError *error = NULL;
  GPtrArray *notices = search_notices_by_id(show->context->searcher, id, &error);
  if (!notices) {
    commands_error(error);
    g_error_free(error);
    show->failed = TRUE;
    return FALSE;
  }
  if (notices->len == 0) {
    commands_say(_("no notice has the number or place \"%s\""), id);
    show->missing++;
  }
  for (guint i = 0; i < notices->len && output_row(show->context->out); i++) {
    const Notice *notice = g_ptr_array_index(notices, i);
    if (show->notices)
      json_array_append_new(show->notices,
                            print_json_notice(searcher_taxonomy(show->context->searcher), notice));
    else
      show_text(show->context, notice, show->shown == 0);
    show->shown++;
  }
  g_ptr_array_unref(notices);
  return output_row(show->context->out);
}

/* IDs from standard input, one a line; what stands behind a blank or TAB is left out. */
static void show_input(Show *show) {
  char *line = NULL;
  size_t size = 0;
  ssize_t n;
  while ((n = getline(&line, &size, stdin)) >= 0) {
    line[strcspn(line, " \t\r\n")] = '\0';
    if (*line && !show_id(show, line))
      break;
  }
  free(line);
}

int command_show(CommandContext *context) {
  if (context->values->words_n == 0 && isatty(STDIN_FILENO)) {
    commands_say("%s", _("which notice? jikenbo show 2023-416"));
    return EXIT_USAGE;
  }
  if (!commands_open(context))
    return EXIT_UNUSABLE;
  gboolean json = options_format(context->values) == FORMAT_JSON;
  Show show = {context, json ? json_array() : NULL, 0, 0, FALSE};
  if (context->values->words_n == 0)
    show_input(&show);
  for (guint i = 0; i < context->values->words_n; i++)
    if (!show_id(&show, context->values->words[i]))
      break;
  if (json) {
    json_t *object = json_object();
    json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
    json_object_set_new(object, "notices", show.notices);
    print_json_append(context->out->text, object, FALSE);
  }
  if (show.failed)
    return EXIT_UNUSABLE;
  return show.shown && !show.missing ? EXIT_FOUND : EXIT_NOTHING;
}
