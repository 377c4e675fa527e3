#include "options_doc.h"

#include <string.h>

#include "i18n.h"

static const OptionsWords *words_for(const OptionsWords *lists, const char *what) {
  for (; lists->what; lists++)
    if (strcmp(lists->what, what) == 0)
      return lists;
  return NULL;
}

/* A text inside '…' of a shell. */
static char *quoted(const char *text) {
  GString *out = g_string_new("'");
  for (const char *p = text; *p; p++)
    g_string_append(out, *p == '\'' ? "'\\''" : (char[]){*p, '\0'});
  g_string_append_c(out, '\'');
  return g_string_free(out, FALSE);
}

static char *joined(const char *const *words) {
  return g_strjoinv(" ", (char **)words);
}

/* Name of a program or command as part of a shell function's name. */
static char *function_name(const char *name) {
  return g_strdelimit(g_strdup(name), "-", '_');
}

/* ---- bash */

/* What to offer for a value: the commands of the shell, or NULL for nothing. */
static char *bash_values(const Option *option, const OptionsWords *lists) {
  if (option->kind == OPTION_CHOICE) {
    char *all = joined(option->values), *line = g_strdup_printf("_jikenbo_words '%s'", all);
    g_free(all);
    return line;
  }
  if (!option->complete)
    return NULL;
  if (strcmp(option->complete, "dir") == 0)
    return g_strdup("_jikenbo_files -d");
  if (strcmp(option->complete, "file") == 0)
    return g_strdup("_jikenbo_files -f");
  const OptionsWords *words = words_for(lists, option->complete);
  if (!words)
    return NULL;
  char *all = joined(words->words), *quote = quoted(all);
  char *line = g_strdup_printf("_jikenbo_list %s", quote);
  g_free(quote);
  g_free(all);
  return line;
}

/* The options of a command, each once: "--limit -n …". */
static char *option_names(const OptionsProgram *program, guint command) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    if (!options_takes(option, command))
      continue;
    g_string_append_printf(out, "--%s ", option->name);
    if (option->letter)
      g_string_append_printf(out, "-%c ", option->letter);
  }
  g_string_append(out, "--help --version");
  return g_string_free(out, FALSE);
}

/* case branches "command/--option)" for the options whose values can be offered. */
static void bash_option_cases(GString *out, const OptionsProgram *program, guint command,
                              const OptionsWords *lists) {
  const char *name = command == OPTIONS_NO_COMMAND ? "" : program->commands[command].name;
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    if (!options_takes(option, command) || option->kind == OPTION_FLAG)
      continue;
    char *values = bash_values(option, lists);
    g_string_append_printf(out, "    %s/--%s", name, option->name);
    if (option->letter)
      g_string_append_printf(out, "|%s/-%c", name, option->letter);
    g_string_append_printf(out, ") %s; return ;;\n", values ? values : "COMPREPLY=()");
    g_free(values);
  }
}

static void bash_word_case(GString *out, const OptionsProgram *program, guint command) {
  gboolean none = command == OPTIONS_NO_COMMAND;
  const char *name = none ? "" : program->commands[command].name;
  const char *complete = none ? program->complete : program->commands[command].complete;
  char *options = option_names(program, command);
  g_string_append_printf(out, "    %s) _jikenbo_word '%s' '%s' ;;\n", *name ? name : "''", options,
                         complete ? complete : "");
  g_free(options);
}

static void bash_program(GString *out, const OptionsProgram *program, const OptionsWords *lists) {
  char *function = function_name(program->program);
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < program->commands_n; i++)
    g_string_append_printf(names, "%s%s", i ? " " : "", program->commands[i].name);
  g_string_append_printf(out, "\n_%s() {\n  local commands='%s'\n  _jikenbo_begin\n", function,
                         names->str);
  g_string_append(out, "  case \"$command/$before\" in\n");
  bash_option_cases(out, program, OPTIONS_NO_COMMAND, lists);
  for (guint i = 0; i < program->commands_n; i++)
    bash_option_cases(out, program, i, lists);
  g_string_append(out, "  esac\n  case \"$command\" in\n");
  bash_word_case(out, program, OPTIONS_NO_COMMAND);
  for (guint i = 0; i < program->commands_n; i++)
    bash_word_case(out, program, i);
  g_string_append_printf(out, "  esac\n}\ncomplete -F _%s %s\n", function, program->program);
  g_string_free(names, TRUE);
  g_free(function);
}

static const char bash_head[] =
    "# Completion for bash. Made from the tables of options.\n"
    "\n"
    "_jikenbo_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$word\")); }\n"
    "_jikenbo_files() {\n"
    "  compopt -o filenames 2>/dev/null\n"
    "  local IFS=$'\\n'\n"
    "  COMPREPLY=($(compgen \"$1\" -- \"$word\"))\n"
    "}\n"
    "# keys joined by commas: the last one is completed\n"
    "_jikenbo_list() {\n"
    "  local before=''\n"
    "  case $word in *,*) before=${word%,*}, ;; esac\n"
    "  COMPREPLY=($(compgen -P \"$before\" -W \"$1\" -- \"${word##*,}\"))\n"
    "  compopt -o nospace 2>/dev/null\n"
    "}\n"
    "_jikenbo_ids() {\n"
    "  COMPREPLY=($(jikenbo terms --ids -n 200 --format tsv -- \"$word\" 2>/dev/null | cut -f 1 "
    "| sed 1d))\n"
    "}\n"
    "# options, numbers or files, and the commands where none was said\n"
    "_jikenbo_word() {\n"
    "  case $word in -*) _jikenbo_words \"$1\"; return ;; esac\n"
    "  case $2 in\n"
    "    file) _jikenbo_files -f ;;\n"
    "    dir) _jikenbo_files -d ;;\n"
    "    id) _jikenbo_ids ;;\n"
    "  esac\n"
    "  [ -n \"$command\" ] || [ -z \"$commands\" ] || _jikenbo_words \"$commands\"\n"
    "}\n"
    "# sets word, before (the option it may be the value of) and command\n"
    "_jikenbo_begin() {\n"
    "  word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=''\n"
    "  [ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "  [ \"$word\" = = ] && word=''\n"
    "  local i each\n"
    "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "    for each in $commands; do\n"
    "      [ \"${COMP_WORDS[i]}\" = \"$each\" ] && command=$each && return\n"
    "    done\n"
    "  done\n"
    "}\n";

char *options_complete_bash(const OptionsProgram *const *programs, const OptionsWords *lists) {
  GString *out = g_string_new(bash_head);
  for (; *programs; programs++)
    bash_program(out, *programs, lists);
  return g_string_free(out, FALSE);
}

/* ---- zsh */

/* Text of a description inside '[…]' of _arguments. */
static char *zsh_about(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p++) {
    if (*p == '[' || *p == ']' || *p == ':' || *p == '\\')
      g_string_append_c(out, '\\');
    g_string_append(out, *p == '\'' ? "'\\''" : (char[]){*p, '\0'});
  }
  return g_string_free(out, FALSE);
}

static char *zsh_action(const Option *option, const OptionsWords *lists) {
  const OptionsWords *words = option->complete ? words_for(lists, option->complete) : NULL;
  if (option->kind == OPTION_CHOICE) {
    char *all = joined(option->values), *action = g_strdup_printf("(%s)", all);
    g_free(all);
    return action;
  }
  if (words)
    return g_strdup_printf("_jikenbo_%s", words->what);
  if (option->complete && strcmp(option->complete, "dir") == 0)
    return g_strdup("_files -/");
  return g_strdup(option->complete && strcmp(option->complete, "file") == 0 ? "_files" : " ");
}

static void zsh_option(GString *out, const Option *option, const OptionsWords *lists) {
  char *about = zsh_about(option->about), *action = zsh_action(option, lists);
  gboolean flag = option->kind == OPTION_FLAG;
  char *value = flag ? g_strdup("")
                     : g_strdup_printf(":%s:%s", option->arg ? option->arg : option->name, action);
  if (option->letter)
    g_string_append_printf(out, "        '(-%c --%s)-%c%s[%s]%s' \\\n", option->letter,
                           option->name, option->letter, flag ? "" : "+", about, value);
  g_string_append_printf(out, "        '%s--%s%s[%s]%s' \\\n",
                         option->kind == OPTION_LIST ? "*" : "", option->name, flag ? "" : "=",
                         about, value);
  g_free(value);
  g_free(action);
  g_free(about);
}

static const char *zsh_words(const char *complete) {
  if (!complete)
    return "*:word: ";
  if (strcmp(complete, "id") == 0)
    return "*:number:_jikenbo_ids";
  return strcmp(complete, "dir") == 0 ? "*:folder:_files -/" : "*:file:_files";
}

static void zsh_arguments(GString *out, const OptionsProgram *program, guint command,
                          const OptionsWords *lists) {
  gboolean none = command == OPTIONS_NO_COMMAND;
  const char *complete = none ? program->complete : program->commands[command].complete;
  g_string_append(out, "      _arguments -s \\\n");
  for (guint i = 0; i < program->options_n; i++)
    if (options_takes(&program->options[i], command))
      zsh_option(out, &program->options[i], lists);
  g_string_append(out, "        '(-h --help)'{-h,--help}'[show help]' \\\n"
                       "        '--version[show the version]' \\\n");
  if (none && program->commands_n)
    g_string_append(out, "        '1:command:_jikenbo_commands' '*::: :->rest'\n");
  else
    g_string_append_printf(out, "        '%s'\n", zsh_words(complete));
}

static void zsh_list(GString *out, const OptionsWords *list) {
  g_string_append_printf(out, "_jikenbo_%s() {\n  local -a words; words=(\n", list->what);
  for (guint i = 0; list->words[i]; i++) {
    char *about = zsh_about(list->about ? list->about[i] : list->words[i]);
    g_string_append_printf(out, "    '%s:%s'\n", list->words[i], about);
    g_free(about);
  }
  g_string_append_printf(out, "  )\n  compset -P '*,'\n  _describe -t keys '%s' words -S ''\n}\n",
                         list->what);
}

static void zsh_commands(GString *out, const OptionsProgram *program) {
  g_string_append(out, "_jikenbo_commands() {\n  local -a words; words=(\n");
  for (guint i = 0; i < program->commands_n; i++) {
    char *about = zsh_about(program->commands[i].about);
    g_string_append_printf(out, "    '%s:%s'\n", program->commands[i].name, about);
    g_free(about);
  }
  g_string_append(out, "  )\n  _describe -t commands command words\n}\n");
}

static void zsh_program(GString *out, const OptionsProgram *program, const OptionsWords *lists) {
  char *function = function_name(program->program);
  if (program->commands_n)
    zsh_commands(out, program);
  g_string_append_printf(out, "_main_%s() {\n  local state command=''\n", function);
  for (guint i = 0; i < program->commands_n; i++)
    g_string_append_printf(out, "  (( ${words[(I)%s]} > 1 )) && command=%s\n",
                           program->commands[i].name, program->commands[i].name);
  g_string_append(out, "  case $command in\n");
  for (guint i = 0; i < program->commands_n; i++) {
    g_string_append_printf(out, "    %s)\n      shift words; (( CURRENT-- ))\n",
                           program->commands[i].name);
    zsh_arguments(out, program, i, lists);
    g_string_append(out, "      ;;\n");
  }
  g_string_append(out, "    *)\n");
  zsh_arguments(out, program, OPTIONS_NO_COMMAND, lists);
  g_string_append(out, "      ;;\n  esac\n}\n");
  g_free(function);
}

char *options_complete_zsh(const OptionsProgram *const *programs, const OptionsWords *lists) {
  GString *out = g_string_new("#compdef"), *ends = g_string_new("case $service in\n");
  for (guint i = 0; programs[i]; i++)
    g_string_append_printf(out, " %s", programs[i]->program);
  g_string_append(out, "\n# Completion for zsh. Made from the tables of options.\n\n");
  for (const OptionsWords *list = lists; list->what; list++)
    zsh_list(out, list);
  g_string_append(out, "_jikenbo_ids() {\n  local -a words\n"
                       "  words=(${(f)\"$(jikenbo terms --ids -n 200 --format tsv -- \"$PREFIX\" "
                       "2>/dev/null | cut -f 1 | sed 1d)\"})\n  compadd -a words\n}\n");
  for (; *programs; programs++) {
    char *function = function_name((*programs)->program);
    zsh_program(out, *programs, lists);
    g_string_append_printf(ends, "  %s) _main_%s ;;\n", (*programs)->program, function);
    g_free(function);
  }
  g_string_append_printf(out, "%sesac\n", ends->str);
  g_string_free(ends, TRUE);
  return g_string_free(out, FALSE);
}

/* ---- fish */

static void fish_values(GString *out, const Option *option, const OptionsWords *lists) {
  const OptionsWords *words = option->complete ? words_for(lists, option->complete) : NULL;
  if (option->kind == OPTION_FLAG)
    return;
  g_string_append(out, " -r");
  if (option->kind == OPTION_CHOICE) {
    char *all = joined(option->values);
    g_string_append_printf(out, " -f -a '%s'", all);
    g_free(all);
  } else if (words) {
    g_string_append_printf(out, " -f -a '(__jikenbo_%s)'", words->what);
  } else if (option->complete && strcmp(option->complete, "dir") == 0) {
    g_string_append(out, " -f -a '(__fish_complete_directories)'");
  } else if (!option->complete) {
    g_string_append(out, " -f");
  }
}

static char *fish_quoted(const char *text) {
  GString *out = g_string_new("'");
  for (const char *p = text; *p; p++) {
    if (*p == '\'' || *p == '\\')
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '\'');
  return g_string_free(out, FALSE);
}

/* Seen where one of the commands that take it was said. */
static char *fish_condition(const OptionsProgram *program, const Option *option) {
  if (!program->commands_n || option->commands == OPTIONS_ALL)
    return g_strdup("");
  GString *out = g_string_new(" -n '__fish_seen_subcommand_from");
  for (guint i = 0; i < program->commands_n; i++)
    if (options_takes(option, i))
      g_string_append_printf(out, " %s", program->commands[i].name);
  g_string_append_c(out, '\'');
  return g_string_free(out, FALSE);
}

static void fish_program(GString *out, const OptionsProgram *program, const OptionsWords *lists) {
  const char *name = program->program;
  for (guint i = 0; i < program->commands_n; i++) {
    const OptionsCommand *command = &program->commands[i];
    char *about = fish_quoted(command->about);
    g_string_append_printf(out, "complete -c %s -n __fish_use_subcommand -f -a %s -d %s\n", name,
                           command->name, about);
    if (command->complete && strcmp(command->complete, "id") == 0)
      g_string_append_printf(
          out, "complete -c %s -n '__fish_seen_subcommand_from %s' -f -a '(__jikenbo_ids)'\n", name,
          command->name);
    g_free(about);
  }
  for (guint i = 0; i < program->options_n; i++) {
    const Option *option = &program->options[i];
    char *about = fish_quoted(option->about), *condition = fish_condition(program, option);
    g_string_append_printf(out, "complete -c %s%s -l %s", name, condition, option->name);
    if (option->letter)
      g_string_append_printf(out, " -s %c", option->letter);
    fish_values(out, option, lists);
    g_string_append_printf(out, " -d %s\n", about);
    g_free(condition);
    g_free(about);
  }
  g_string_append_printf(out, "complete -c %s -s h -l help -d 'Show this help'\n", name);
  g_string_append_printf(out, "complete -c %s -l version -d 'Show the version'\n", name);
}

static void fish_list(GString *out, const OptionsWords *list) {
  g_string_append_printf(out, "function __jikenbo_%s\n", list->what);
  g_string_append(out, "    set -l before (commandline -ct | string replace -r '[^,=]*$' '' | "
                       "string replace -r '^--[^=]*=' '')\n");
  for (guint i = 0; list->words[i]; i++) {
    char *word = fish_quoted(list->words[i]);
    char *about = fish_quoted(list->about ? list->about[i] : "");
    g_string_append_printf(out, "    printf '%%s%%s\\t%%s\\n' \"$before\" %s %s\n", word, about);
    g_free(about);
    g_free(word);
  }
  g_string_append(out, "end\n");
}

char *options_complete_fish(const OptionsProgram *const *programs, const OptionsWords *lists) {
  GString *out = g_string_new("# Completion for fish. Made from the tables of options.\n\n");
  for (const OptionsWords *list = lists; list->what; list++)
    fish_list(out, list);
  g_string_append(out, "function __jikenbo_ids\n    jikenbo terms --ids -n 200 --format tsv -- "
                       "(commandline -ct) 2>/dev/null | cut -f 1 | sed 1d\nend\n");
  for (; *programs; programs++)
    fish_program(out, *programs, lists);
  return g_string_free(out, FALSE);
}
