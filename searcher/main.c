/* jikenbo: asks the index. This page reads the command line and hands it to a command. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/i18n.h"
#include "common/paths.h"
#include "common/text_cols.h"
#include "common/unreadable.h"
#include "remote.h"
#include "screen/screen.h"
#include "shim/index_remote.h"

/* Replaces this process by another of our programs: from one of folders (below this program's own
 * where they are relative; NULL-terminated), or from PATH. Returns only where there is none. */
static int run_other(const char *program, const char *const *folders, char **words) {
  char *self = g_file_read_link("/proc/self/exe", NULL);
  char *own = g_path_get_dirname(self ? self : "");
  signal(SIGPIPE, SIG_DFL);
  for (; self && *folders; folders++) {
    char *path = g_build_filename(own, *folders, program, NULL);
    execv(path, words);
    g_free(path);
  }
  g_free(own);
  g_free(self);
  execvp(program, words);
  commands_say(_("%s is not installed beside this program"), program);
  return EXIT_UNUSABLE;
}

/* Beside this program, or in the build directory's room. */
static int run_indexer(char **words) {
  static const char *const folders[] = {".", "../indexer", NULL};
  words[0] = "jikenbo-index";
  return run_other("jikenbo-index", folders, words);
}

static int run_remote(char **words) {
  static const char *const folders[] = {".", NULL};
  return run_other("jikenbo-remote", folders, words);
}

/* TRUE for "jikenbo index …": its options are the other program's and none of ours. */
static gboolean is_index_command(int argc, char **argv) {
  return argc > 1 && strcmp(argv[1], searcher_program.commands[COMMAND_INDEX].name) == 0;
}

static int run_screen(CommandContext *context) {
  GError *error = NULL;
  char *query = commands_words(context);
  if (!query)
    return EXIT_USAGE;
  char *path = paths_index(context->values->values[OPT_INDEX]);
  int status = screen_run(path, query, context->values, &error);
  if (error)
    commands_say("%s", error->message);
  g_clear_error(&error);
  g_free(path);
  g_free(query);
  return status;
}

static int run_command(CommandContext *context) {
  static int (*const commands[COMMAND_N])(CommandContext *) = {
      [COMMAND_SEARCH] = command_search, [COMMAND_SHOW] = command_show,
      [COMMAND_STATS] = command_stats,   [COMMAND_SIMILAR] = command_similar,
      [COMMAND_TERMS] = command_terms,   [COMMAND_ANALYZE] = command_analyze,
  };
  guint command = context->values->command;
  if (command == COMMAND_INDEX) {
    commands_say("%s", _("the options of jikenbo-index stand behind the word \"index\""));
    return EXIT_USAGE;
  }
  int status = commands[command](context);
  searcher_free(context->searcher);
  return status;
}

/* Help, version or a command, on standard output. */
static int run_printing(CommandContext *context) {
  context->out = output_new(context->values);
  int status = EXIT_FOUND;
  if (context->values->help) {
    char *help = options_help(&searcher_program, context->values->command, context->out->cols);
    g_string_append(context->out->text, help);
    g_free(help);
  } else if (context->values->version) {
    g_string_append_printf(context->out->text, "jikenbo %s\n", searcher_program.version);
  } else {
    status = run_command(context);
  }
  int error = output_finish(context->out);
  if (error) {
    commands_say(_("can't write the output: %s"), g_strerror(error));
    return EXIT_UNUSABLE;
  }
  return status;
}

/* TRUE where the index is one that this program can't ask. */
static gboolean is_elsewhere(const OptionValues *values) {
  gboolean asks = !values->help && !values->version && values->command != COMMAND_ANALYZE &&
                  values->command != COMMAND_INDEX;
  if (!asks || remote_use())
    return FALSE;
  char *path = paths_index(values->values[OPT_INDEX]);
  gboolean remote = index_is_remote(path);
  g_free(path);
  return remote;
}

static int run(int argc, char **argv) {
  GError *error = NULL;
  OptionValues *values = options_parse(&searcher_program, argc, argv, &error);
  if (!values) {
    commands_say("%s", error->message);
    g_error_free(error);
    fprintf(stderr, "%s\n", _("What there is: jikenbo --help"));
    return EXIT_USAGE;
  }
  if (is_elsewhere(values)) {
    option_values_free(values);
    return run_remote(argv);
  }
  CommandContext context = {values, NULL, NULL};
  text_cols_ambiguous(options_choice(&searcher_program, values, OPT_AMBIGUOUS) == 1);
  gboolean screen = values->command == OPTIONS_NO_COMMAND && !values->help && !values->version;
  int status = screen ? run_screen(&context) : run_printing(&context);
  option_values_free(values);
  return status;
}

int main(int argc, char **argv) {
  i18n_init();
  if (is_index_command(argc, argv))
    return run_indexer(argv + 1);
  signal(SIGPIPE, SIG_IGN); /* a closed pipe ends the output, and is no error */
  unreadable_catch(
      _("jikenbo: the index can't be read any more: a shard was cut short, or its disk "
        "fails; run `jikenbo-index` again"),
      EXIT_UNUSABLE);
  return run(argc, argv);
}
