/* jikenbo-index: the program. Only here something is printed or exited. */
#include <errno.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "common/i18n.h"
#include "common/paths.h"
#include "common/text_cols.h"
#include "common/unreadable.h"
#include "inspect.h"
#include "program.h"
#include "progress.h"
#include "shim/index_remote.h"
#include "watch.h"

enum { EXIT_PUBLISHED = 0, EXIT_UNREADABLE = 1, EXIT_USAGE = 2, EXIT_NOTHING = 3 };

/* Bars are redrawn at most this often. */
#define PROGRESS_STEP_US 100000
/* Without a terminal a line is printed this often. */
#define PROGRESS_LINE_US 10000000

static volatile gint stop; /* set by the signal handler alone */

/* What the callbacks of a run need. */
typedef struct {
  const OptionValues *values;
  const char *index;
  gboolean quiet, verbose, bars, lines;
  gboolean bar_shown;
  BuildStage stage;
  gint64 stage_began, last_shown;
} Run;

static void on_signal(int number) {
  (void)number;
  g_atomic_int_set(&stop, 1);
}

static void catch_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

static void say_error(const char *message) {
  char *safe = text_cols_safe_string(message, TRUE);
  fprintf(stderr, "jikenbo-index: %s\n", safe);
  g_free(safe);
}

static int fail(GError *error, int status) {
  say_error(error->message);
  g_error_free(error);
  return status;
}

/* ---- progress */

static void clear_bar(Run *run) {
  if (run->bar_shown)
    fputs("\r\033[K", stderr);
  run->bar_shown = FALSE;
}

static void on_progress(BuildStage stage, guint64 done, guint64 total, gpointer user) {
  Run *run = user;
  gint64 now = g_get_monotonic_time();
  if (stage != run->stage || run->stage_began == 0) {
    run->stage = stage;
    run->stage_began = now;
    run->last_shown = run->bars ? 0 : now;
  }
  if (now - run->last_shown < (run->bars ? PROGRESS_STEP_US : PROGRESS_LINE_US) ||
      (!run->bars && !run->lines))
    return;
  run->last_shown = now;
  double elapsed = (double)(now - run->stage_began) / G_USEC_PER_SEC;
  char *bar = progress_bar(stage, done, total, elapsed, text_cols_of_terminal(STDERR_FILENO) - 1);
  fprintf(stderr, run->bars ? "\r\033[K%s" : "%s\n", bar);
  fflush(stderr);
  run->bar_shown = run->bars;
  g_free(bar);
}

static void on_problem(const char *message, gpointer user) {
  clear_bar(user);
  say_error(message);
}

static void set_up(Run *run, const OptionValues *values) {
  run->values = values;
  run->quiet = options_has(values, INDEX_OPTION_QUIET);
  run->verbose = options_has(values, INDEX_OPTION_VERBOSE);
  enum {
    AUTO,
    ALWAYS,
    NEVER
  } when = (int)options_choice(&index_program, values, INDEX_OPTION_PROGRESS);
  gboolean terminal = isatty(STDERR_FILENO);
  run->bars = when == ALWAYS || (when == AUTO && !run->quiet && terminal);
  run->lines = when == AUTO && !run->quiet && !terminal;
}

/* ---- what is done */

static BuildOptions build_options(Run *run, char *index) {
  const OptionValues *values = run->values;
  return (BuildOptions){
      .roots = values->words,
      .index = index,
      .full = options_has(values, INDEX_OPTION_FULL),
      .wait = options_has(values, INDEX_OPTION_WAIT),
      .jobs = (guint)options_number(&index_program, values, INDEX_OPTION_JOBS),
      .stop = &stop,
      .progress = on_progress,
      .problem = on_problem,
      .user = run,
  };
}

static void say_summary(Run *run, const BuildSummary *summary, const char *index) {
  clear_bar(run);
  if (run->quiet)
    return;
  char *text = progress_summary(summary, index, run->verbose);
  fputs(text, stderr);
  g_free(text);
}

/* Writes text made by func to path ("-": standard output). */
static int write_report(const char *index, const char *path) {
  GError *error = NULL;
  FILE *out = strcmp(path, "-") == 0 ? stdout : g_fopen(path, "w");
  if (out == NULL) {
    char *message = g_strdup_printf("%s: %s", path, g_strerror(errno));
    say_error(message);
    g_free(message);
    return EXIT_NOTHING;
  }
  gboolean done = inspect_report(index, out, &error);
  gboolean written = fflush(out) == 0 && !ferror(out);
  if (out != stdout)
    written = fclose(out) == 0 && written;
  if (!done)
    return fail(error, EXIT_NOTHING);
  if (!written && errno != EPIPE) {
    say_error(_("The report could not be written; is there room on the disk?"));
    return EXIT_NOTHING;
  }
  return EXIT_PUBLISHED;
}

static int build_once(Run *run, const BuildOptions *options) {
  GError *error = NULL;
  BuildSummary summary;
  if (!build_run(options, &summary, &error)) {
    clear_bar(run);
    return fail(error, EXIT_NOTHING);
  }
  say_summary(run, &summary, options->index);
  const char *report = options_text(&index_program, run->values, INDEX_OPTION_REPORT);
  int status = report != NULL ? write_report(options->index, report) : EXIT_PUBLISHED;
  if (status == EXIT_PUBLISHED && summary.failures > 0)
    status = EXIT_UNREADABLE;
  return status;
}

static void on_watch_run(const BuildSummary *summary, const GError *error, gpointer user) {
  Run *run = user;
  clear_bar(run);
  if (error != NULL)
    say_error(error->message);
  else if (summary->published)
    say_summary(run, summary, run->index);
}

static int check(const char *index) {
  GError *error = NULL;
  gboolean healthy = TRUE;
  if (!inspect_check(index, stdout, &healthy, &error))
    return fail(error, EXIT_NOTHING);
  if (fflush(stdout) != 0 && errno != EPIPE) {
    say_error(g_strerror(errno));
    return EXIT_NOTHING;
  }
  return healthy ? EXIT_PUBLISHED : EXIT_UNREADABLE;
}

static int run_values(const OptionValues *values) {
  char *index = paths_index(options_text(&index_program, values, INDEX_OPTION_INDEX));
  Run run = {.index = index};
  set_up(&run, values);
  const BuildOptions options = build_options(&run, index);
  int status = EXIT_PUBLISHED;
  GError *error = NULL;
  if (values->words_n == 0 && !options_has(values, INDEX_OPTION_CHECK)) {
    char *usage = options_usage(&index_program, OPTIONS_NO_COMMAND);
    fprintf(stderr, _("jikenbo-index: which archive? %s\n"), usage);
    g_free(usage);
    status = EXIT_USAGE;
  } else if (options_has(values, INDEX_OPTION_WATCH)) {
    if (!watch_run(&options, on_watch_run, &error))
      status = fail(error, EXIT_NOTHING);
  } else if (values->words_n > 0) {
    status = build_once(&run, &options);
  }
  if (status <= EXIT_UNREADABLE && options_has(values, INDEX_OPTION_CHECK))
    status = MAX(status, check(index));
  g_free(index);
  return status;
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  i18n_init();
  index_remote_use();
  GError *error = NULL;
  OptionValues *values = options_parse(&index_program, argc, argv, &error);
  if (values == NULL)
    return fail(error, EXIT_USAGE);
  int status = EXIT_PUBLISHED;
  if (values->help) {
    char *help =
        options_help(&index_program, OPTIONS_NO_COMMAND, text_cols_of_terminal(STDOUT_FILENO));
    fputs(help, stdout);
    g_free(help);
  } else if (values->version) {
    printf("%s %s\n", index_program.program, index_program.version);
  } else {
    catch_signals();
    unreadable_catch(_("jikenbo-index: the old index can't be read: a shard was cut short, or its "
                       "disk fails; it stands as it was: build it elsewhere, or with --full"),
                     EXIT_NOTHING);
    status = run_values(values);
  }
  option_values_free(values);
  return status;
}
