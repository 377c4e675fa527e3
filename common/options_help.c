#include "common/options.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"

#define ABOUT_COLS_MAX 30 /* where the explanations begin at the most */

char *options_usage(const OptionsProgram *program, guint command) {
  const OptionsCommand *at = command < program->commands_n ? &program->commands[command] : NULL;
  const char *words = _(at ? at->words : program->words);
  return g_strconcat(program->program, at ? " " : "", at ? at->name : "", " [", _("options"), "]",
                     words && *words ? " " : "", words, NULL);
}

char *options_synopsis(const Option *option) {
  GString *out = g_string_new(NULL);
  if (option->letter)
    g_string_append_printf(out, "-%c, ", option->letter);
  g_string_append_printf(out, "--%s", option->name);
  if (option->kind == OPTION_CHOICE) {
    char *all = g_strjoinv("|", (char **)option->values);
    g_string_append_printf(out, " %s", all);
    g_free(all);
  } else if (option->arg) {
    g_string_append_printf(out, " %s", _(option->arg));
  }
  return g_string_free(out, FALSE);
}

/* "  TERM      text", the text wrapped behind about_cols; below the term where that is too long. */
static void append_entry(GString *out, const char *term, const char *text, guint about_cols,
                         guint cols) {
  g_string_append_printf(out, "  %s", term);
  guint at = 2 + text_cols(term, -1);
  if (at + 2 > about_cols) {
    g_string_append_c(out, '\n');
    at = 0;
  }
  while (at++ < about_cols)
    g_string_append_c(out, ' ');
  text_cols_append_wrapped(out, text, about_cols, about_cols, cols);
  g_string_append_c(out, '\n');
}

static char *about_option(const Option *option) {
  const char *about = _(option->about);
  return option->initial ? g_strdup_printf("%s [%s]", about, option->initial) : g_strdup(about);
}

static void append_option(GString *out, const Option *option, guint about_cols, guint cols) {
  char *synopsis = options_synopsis(option), *about = about_option(option);
  char *term = g_strconcat(option->letter ? "" : "    ", synopsis, NULL);
  append_entry(out, term, about, about_cols, cols);
  g_free(term);
  g_free(about);
  g_free(synopsis);
}

static const char *section_of(const Option *option) {
  return option->section ? option->section : N_("Options");
}

/* Options of one section, in the order of the table. */
static void append_section(GString *out, const OptionsProgram *program, guint command,
                           const char *section, guint about_cols, guint cols) {
  g_string_append_printf(out, "\n%s\n", _(section));
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    if (options_takes(option, command) && strcmp(section_of(option), section) == 0)
      append_option(out, option, about_cols, cols);
  }
}

static void append_options(GString *out, const OptionsProgram *program, guint command, guint cols) {
  guint about_cols = cols < 70 ? 8 : ABOUT_COLS_MAX;
  GHashTable *done = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    if (options_takes(option, command) && g_hash_table_add(done, (char *)section_of(option)))
      append_section(out, program, command, section_of(option), about_cols, cols);
  }
  g_hash_table_destroy(done);
  static const Option always[] = {
      {.name = "help", .letter = 'h', .about = N_("Show this help")},
      {.name = "version", .about = N_("Show the version")},
  };
  g_string_append_c(out, '\n');
  for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
    append_option(out, &always[i], about_cols, cols);
}

static void append_commands(GString *out, const OptionsProgram *program, guint cols) {
  if (!program->commands_n)
    return;
  g_string_append_printf(out, "\n%s\n", _("Commands"));
  for (guint i = 0; i < program->commands_n; i++)
    append_entry(out, program->commands[i].name, _(program->commands[i].about), 12, cols);
}

/* A note's text: list entries, lines that stand as they are, paragraphs. */
static void append_note(GString *out, const OptionsNote *note, guint cols) {
  g_string_append_printf(out, "\n%s\n", _(note->title));
  char **lines = g_strsplit(_(note->text), "\n", -1);
  for (char **line = lines; *line; line++) {
    char *tab = strchr(*line, '\t');
    if (tab) {
      *tab = '\0';
      append_entry(out, *line, tab + 1, cols < 70 ? 8 : 18, cols);
    } else if (g_str_has_prefix(*line, "  ")) {
      g_string_append_printf(out, "%s\n", *line);
    } else {
      g_string_append(out, "  ");
      text_cols_append_wrapped(out, *line, 2, 2, cols);
      g_string_append_c(out, '\n');
    }
  }
  g_strfreev(lines);
}

char *options_help(const OptionsProgram *program, guint command, guint cols) {
  const OptionsCommand *at = command < program->commands_n ? &program->commands[command] : NULL;
  GString *out = g_string_new(NULL);
  char *usage = options_usage(program, command);
  g_string_append_printf(out, _("Usage: %s"), usage);
  g_string_append_c(out, '\n');
  text_cols_append_wrapped(out, _(at ? at->about : program->about), 0, 0, cols);
  g_string_append_c(out, '\n');
  const char *text = at ? at->text : program->text;
  if (text) {
    g_string_append_c(out, '\n');
    text_cols_append_wrapped(out, _(text), 0, 0, cols);
    g_string_append_c(out, '\n');
  }
  if (!at)
    append_commands(out, program, cols);
  append_options(out, program, command, cols);
  for (guint i = 0; i < program->notes_n; i++)
    if (program->notes[i].help && !at)
      append_note(out, &program->notes[i], cols);
  g_free(usage);
  return g_string_free(out, FALSE);
}
