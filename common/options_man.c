#include "options_doc.h"

#include <string.h>

#include "i18n.h"

void options_man_text(GString *out, const char *text) {
  gboolean begins = out->len == 0 || out->str[out->len - 1] == '\n';
  for (const char *p = text; *p; p++) {
    if (begins && (*p == '.' || *p == '\''))
      g_string_append(out, "\\&");
    begins = *p == '\n';
    if (*p == '\\')
      g_string_append(out, "\\e");
    else if (*p == '-')
      g_string_append(out, "\\-");
    else
      g_string_append_c(out, *p);
  }
}

static void append_section(GString *out, const char *title) {
  char *upper = g_ascii_strup(title, -1);
  g_string_append(out, ".SH \"");
  options_man_text(out, upper);
  g_string_append(out, "\"\n");
  g_free(upper);
}

static void append_line(GString *out, const char *text) {
  options_man_text(out, text);
  g_string_append_c(out, '\n');
}

/* Paragraphs are "\n\n" apart. */
static void append_paragraphs(GString *out, const char *text) {
  char **paragraphs = g_strsplit(text, "\n\n", -1);
  for (guint i = 0; paragraphs[i]; i++) {
    g_string_append(out, ".PP\n");
    append_line(out, paragraphs[i]);
  }
  g_strfreev(paragraphs);
}

void options_man_begin(GString *out, const char *title, const char *section, const char *version,
                       const char *about) {
  char *upper = g_ascii_strup(title, -1);
  g_string_append(out, ".\\\" Made from the tables of options and fields.\n.TH ");
  options_man_text(out, upper);
  g_string_append_printf(out, " %s \"\" \"jikenbo %s\"\n", section, version);
  /* groff justifies by blanks, of which Japanese has none */
  g_string_append(out, i18n_japanese() ? ".ad l\n.nh\n" : "");
  append_section(out, _("Name"));
  options_man_text(out, title);
  g_string_append(out, " \\- ");
  append_line(out, about);
  g_free(upper);
}

/* ".nf" blocks of lines that stand as they are; entries "TERM<TAB>text"; else text. */
static void append_note_line(GString *out, char *line, gboolean *as_is) {
  gboolean stands = g_str_has_prefix(line, "  ");
  if (stands != *as_is)
    g_string_append(out, stands ? ".PP\n.RS 2\n.nf\n" : ".fi\n.RE\n");
  *as_is = stands;
  char *tab = stands ? NULL : strchr(line, '\t');
  if (stands) {
    append_line(out, line + 2);
  } else if (tab) {
    *tab = '\0';
    g_string_append(out, ".TP\n\\fB");
    options_man_text(out, line);
    g_string_append(out, "\\fR\n");
    append_line(out, tab + 1);
  } else {
    g_string_append(out, ".PP\n");
    append_line(out, line);
  }
}

void options_man_note(GString *out, const OptionsNote *note) {
  char **lines = g_strsplit(_(note->text), "\n", -1);
  gboolean as_is = FALSE;
  append_section(out, _(note->title));
  for (guint i = 0; lines[i]; i++)
    append_note_line(out, lines[i], &as_is);
  if (as_is)
    g_string_append(out, ".fi\n.RE\n");
  g_strfreev(lines);
}

static void append_option(GString *out, const Option *option) {
  char *synopsis = options_synopsis(option);
  g_string_append(out, ".TP\n\\fB");
  options_man_text(out, synopsis);
  g_string_append(out, "\\fR\n");
  options_man_text(out, _(option->about));
  g_string_append(out, i18n_japanese() ? "。" : ".");
  if (option->initial) {
    char *initial = g_strdup_printf(_(" Default: %s."), option->initial);
    options_man_text(out, initial);
    g_free(initial);
  }
  g_string_append_c(out, '\n');
  g_free(synopsis);
}

/* The options that a command takes and not every command does. */
static void append_own_options(GString *out, const OptionsProgram *program, guint command) {
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    if (option->commands != OPTIONS_ALL && options_takes(option, command))
      append_option(out, option);
  }
}

static void append_commands(GString *out, const OptionsProgram *program) {
  if (!program->commands_n)
    return;
  append_section(out, _("Commands"));
  for (guint i = 0; i < program->commands_n; i++) {
    const OptionsCommand *command = &program->commands[i];
    g_string_append_printf(out, ".SS \"%s %s\"\n", command->name, _(command->words));
    options_man_text(out, _(command->about));
    g_string_append(out, i18n_japanese() ? "。\n" : ".\n");
    if (command->text)
      append_paragraphs(out, _(command->text));
    append_own_options(out, program, i);
  }
}

static void append_common_options(GString *out, const OptionsProgram *program) {
  static const Option always[] = {
      {.name = "help", .letter = 'h', .about = N_("Show this help")},
      {.name = "version", .about = N_("Show the version")},
  };
  append_section(out, _("Options"));
  for (guint i = 0; i < program->options_n; i++)
    if (program->options[i].commands == OPTIONS_ALL)
      append_option(out, &program->options[i]);
  for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
    append_option(out, &always[i]);
  if (program->commands_n)
    append_own_options(out, program, OPTIONS_NO_COMMAND);
}

static void append_synopsis(GString *out, const OptionsProgram *program, guint command) {
  char *usage = options_usage(program, command);
  g_string_append(out, ".br\n\\fB");
  options_man_text(out, usage);
  g_string_append(out, "\\fR\n");
  g_free(usage);
}

char *options_man(const OptionsProgram *program, const char *see_also) {
  GString *out = g_string_new(NULL);
  options_man_begin(out, program->program, "1", program->version, _(program->about));
  append_section(out, _("Synopsis"));
  append_synopsis(out, program, OPTIONS_NO_COMMAND);
  for (guint i = 0; i < program->commands_n; i++)
    append_synopsis(out, program, i);
  if (program->text) {
    append_section(out, _("Description"));
    append_paragraphs(out, _(program->text));
  }
  append_commands(out, program);
  append_common_options(out, program);
  for (guint i = 0; i < program->notes_n; i++)
    options_man_note(out, &program->notes[i]);
  append_section(out, _("See also"));
  append_line(out, see_also);
  return g_string_free(out, FALSE);
}
