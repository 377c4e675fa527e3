#include "common/options.h"

#include <string.h>

#include "common/i18n.h"

GQuark options_error_quark(void) {
  return g_quark_from_static_string("jikenbo-options");
}

/* A command line under way. */
typedef struct {
  const OptionsProgram *program;
  OptionValues *values;
  GPtrArray *words;
  char **next, **end; /* arguments that are still to be read */
  gboolean ended;     /* "--" was read */
  GError **error;
} Parse;

static const Option help_option = {.name = "help", .letter = 'h', .commands = OPTIONS_ALL};
static const Option version_option = {.name = "version", .commands = OPTIONS_ALL};

gboolean options_takes(const Option *option, guint command) {
  return option->commands == OPTIONS_ALL || (option->commands & OPTION_IN(command)) != 0;
}

static gboolean fail(Parse *parse, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean fail(Parse *parse, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *message = g_strdup_vprintf(format, args);
  va_end(args);
  g_set_error_literal(parse->error, OPTIONS_ERROR, 0, message);
  g_free(message);
  return FALSE;
}

/* Several entries may bear one name, each for commands of its own: the one that this command takes.
 */
static const Option *option_by_name(const Parse *parse, const char *name, gsize name_bytes) {
  const Option *found = NULL;
  for (guint i = 0; i < parse->program->options_n; i++) {
    const Option *option = &parse->program->options[i];
    if (strlen(option->name) != name_bytes || memcmp(option->name, name, name_bytes) != 0)
      continue;
    if (options_takes(option, parse->values->command))
      return option;
    found = found ? found : option;
  }
  if (found)
    return found;
  if (name_bytes == 4 && memcmp(name, "help", 4) == 0)
    return &help_option;
  return name_bytes == 7 && memcmp(name, "version", 7) == 0 ? &version_option : NULL;
}

static const Option *option_by_letter(const Parse *parse, char letter) {
  const Option *found = NULL;
  for (guint i = 0; i < parse->program->options_n; i++) {
    const Option *option = &parse->program->options[i];
    if (option->letter != letter)
      continue;
    if (options_takes(option, parse->values->command))
      return option;
    found = found ? found : option;
  }
  if (found)
    return found;
  return letter == 'h' ? &help_option : NULL;
}

/* Edits from a to b; 99 where a word is too long to be a slip of the hand. */
static guint distance(const char *a, gsize a_bytes, const char *b) {
  guint row[40];
  gsize b_bytes = strlen(b);
  if (a_bytes >= G_N_ELEMENTS(row) || b_bytes >= G_N_ELEMENTS(row))
    return 99;
  for (gsize j = 0; j <= b_bytes; j++)
    row[j] = j;
  for (gsize i = 1; i <= a_bytes; i++) {
    guint corner = row[0];
    row[0] = i;
    for (gsize j = 1; j <= b_bytes; j++) {
      guint above = row[j];
      row[j] = MIN(MIN(above, row[j - 1]) + 1, corner + (a[i - 1] != b[j - 1]));
      corner = above;
    }
  }
  return row[b_bytes];
}

static gboolean unknown_name(Parse *parse, const char *name, gsize name_bytes) {
  const char *near = NULL;
  guint best = 3;
  for (guint i = 0; i < parse->program->options_n; i++) {
    const Option *option = &parse->program->options[i];
    guint edits = distance(name, name_bytes, option->name);
    if (g_str_has_prefix(option->name, name) && name_bytes >= 2)
      edits = 0;
    if (edits < best && options_takes(option, parse->values->command)) {
      best = edits;
      near = option->name;
    }
  }
  if (near)
    return fail(parse, _("unknown option --%.*s; did you mean --%s?"), (int)name_bytes, name, near);
  return fail(parse, _("unknown option --%.*s"), (int)name_bytes, name);
}

static gboolean check_choice(Parse *parse, const Option *option, const char *value) {
  if (g_strv_contains((const gchar *const *)option->values, value))
    return TRUE;
  char *all = g_strjoinv(", ", (char **)option->values);
  fail(parse, _("--%s takes one of: %s (not \"%s\")"), option->name, all, value);
  g_free(all);
  return FALSE;
}

static gboolean check_number(Parse *parse, const Option *option, const char *value) {
  gint64 n, max = option->max ? option->max : G_MAXUINT32;
  if (g_ascii_string_to_signed(value, 10, option->min, max, &n, NULL))
    return TRUE;
  return fail(parse, _("--%s takes a number from %ld to %ld (not \"%s\")"), option->name,
              (long)option->min, (long)max, value);
}

static gboolean check_value(Parse *parse, const Option *option, const char *value) {
  if (!g_utf8_validate(value, -1, NULL) && option->kind != OPTION_PATH)
    return fail(parse, _("the value of --%s is not UTF-8 text"), option->name);
  if (option->kind == OPTION_CHOICE)
    return check_choice(parse, option, value);
  if (option->kind == OPTION_NUMBER)
    return check_number(parse, option, value);
  if (option->kind == OPTION_PATH && !*value)
    return fail(parse, _("--%s takes a path"), option->name);
  return TRUE;
}

static gboolean set_value(Parse *parse, const Option *option, const char *value) {
  if (!check_value(parse, option, value))
    return FALSE;
  char **slot = &parse->values->values[option - parse->program->options];
  char *joined = NULL;
  if (option->kind == OPTION_LIST && *slot)
    joined = g_strconcat(*slot, ",", value, NULL);
  g_free(*slot);
  *slot = joined ? joined : g_strdup(value);
  return TRUE;
}

static gboolean not_of_command(Parse *parse, const Option *option) {
  const char *name = parse->program->program;
  if (parse->values->command != OPTIONS_NO_COMMAND)
    return fail(parse, _("--%s is no option of %s %s"), option->name, name,
                parse->program->commands[parse->values->command].name);
  for (guint i = 0; i < parse->program->commands_n; i++)
    if (options_takes(option, i))
      return fail(parse, _("--%s is an option of a command, as in: %s %s --%s"), option->name, name,
                  parse->program->commands[i].name, option->name);
  return fail(parse, _("--%s is no option of %s"), option->name, name);
}

/* Takes an option; value is what stands in the same word, or NULL. */
static gboolean take_option(Parse *parse, const Option *option, const char *value) {
  if (option == &help_option || option == &version_option) {
    *(option == &help_option ? &parse->values->help : &parse->values->version) = TRUE;
    return TRUE;
  }
  if (!options_takes(option, parse->values->command))
    return not_of_command(parse, option);
  if (option->kind == OPTION_FLAG)
    return value ? fail(parse, _("--%s takes no value"), option->name)
                 : set_value(parse, option, "");
  if (!value && parse->next == parse->end)
    return fail(parse, _("--%s needs a value"), option->name);
  return set_value(parse, option, value ? value : *parse->next++);
}

static gboolean take_name(Parse *parse, const char *name) {
  gsize bytes = strcspn(name, "=");
  const Option *option = option_by_name(parse, name, bytes);
  if (!option)
    return unknown_name(parse, name, bytes);
  return take_option(parse, option, name[bytes] == '=' ? name + bytes + 1 : NULL);
}

static gboolean take_letters(Parse *parse, const char *letters) {
  for (const char *p = letters; *p; p++) {
    const Option *option = option_by_letter(parse, *p);
    if (!option)
      return fail(parse, _("unknown option -%c; a word that begins with '-' goes behind \"--\""),
                  *p);
    gboolean flag = option->kind == OPTION_FLAG;
    if (!take_option(parse, option, !flag && p[1] ? p + 1 : NULL))
      return FALSE;
    if (!flag)
      return TRUE;
  }
  return TRUE;
}

/* "-紛失", and "-USBメモリ" where no option has that letter, are words. */
static gboolean is_option(const Parse *parse, const char *argument) {
  if (argument[0] != '-' || argument[1] == '\0' || (guchar)argument[1] >= 0x80)
    return FALSE;
  return argument[1] == '-' || g_str_is_ascii(argument) || option_by_letter(parse, argument[1]);
}

static gboolean take_argument(Parse *parse, const char *argument) {
  if (parse->ended || !is_option(parse, argument)) {
    g_ptr_array_add(parse->words, g_strdup(argument));
    return TRUE;
  }
  if (strcmp(argument, "--") == 0) {
    parse->ended = TRUE;
    return TRUE;
  }
  return argument[1] == '-' ? take_name(parse, argument + 2) : take_letters(parse, argument + 1);
}

/* TRUE where an option's value is the argument behind it. */
static gboolean value_follows(const Parse *parse, const char *argument) {
  const Option *option = NULL;
  if (argument[1] == '-')
    option =
        strchr(argument, '=') ? NULL : option_by_name(parse, argument + 2, strlen(argument + 2));
  else
    for (const char *p = argument + 1; *p; p++) {
      option = option_by_letter(parse, *p);
      if (option && option->kind != OPTION_FLAG) {
        if (p[1])
          return FALSE;
        break;
      }
    }
  return option && option->kind != OPTION_FLAG && option != &help_option;
}

/* The place in argv of the word that names the command; 0 where the first word names none. */
static int command_at(Parse *parse, int argc, char **argv) {
  for (int i = 1; i < argc && parse->program->commands_n; i++) {
    if (strcmp(argv[i], "--") == 0)
      return 0;
    if (is_option(parse, argv[i])) {
      i += value_follows(parse, argv[i]);
      continue;
    }
    for (guint c = 0; c < parse->program->commands_n; c++)
      if (strcmp(argv[i], parse->program->commands[c].name) == 0) {
        parse->values->command = c;
        return i;
      }
    return 0;
  }
  return 0;
}

OptionValues *options_parse(const OptionsProgram *program, int argc, char **argv, GError **error) {
  OptionValues *values = g_new0(OptionValues, 1);
  values->command = OPTIONS_NO_COMMAND;
  values->options_n = program->options_n;
  values->values = g_new0(char *, program->options_n + 1);
  GPtrArray *words = g_ptr_array_new();
  Parse parse = {program, values, words, argv + 1, argv + MAX(argc, 1), FALSE, error};
  char **command = argv + command_at(&parse, argc, argv);
  gboolean fine = TRUE;
  while (fine && parse.next < parse.end) {
    char **at = parse.next++;
    if (at != command)
      fine = take_argument(&parse, *at);
  }
  values->words_n = words->len;
  g_ptr_array_add(words, NULL);
  values->words = (char **)g_ptr_array_free(words, FALSE);
  if (fine)
    return values;
  option_values_free(values);
  return NULL;
}

void option_values_free(OptionValues *values) {
  if (!values)
    return;
  for (guint i = 0; i < values->options_n; i++)
    g_free(values->values[i]);
  g_free(values->values);
  g_strfreev(values->words);
  g_free(values);
}

gboolean options_has(const OptionValues *values, guint option) {
  return values->values[option] != NULL;
}

const char *options_text(const OptionsProgram *program, const OptionValues *values, guint option) {
  return values->values[option] ? values->values[option] : program->options[option].initial;
}

gint64 options_number(const OptionsProgram *program, const OptionValues *values, guint option) {
  const char *text = options_text(program, values, option);
  return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

int options_choice(const OptionsProgram *program, const OptionValues *values, guint option) {
  const char *text = options_text(program, values, option);
  const char *const *choices = program->options[option].values;
  for (int i = 0; text && choices[i]; i++)
    if (strcmp(choices[i], text) == 0)
      return i;
  return -1;
}
