/* timer.c: jikenbo-time: how long a process takes from its start to its exit, without a shell
 * between.
 *
 *   jikenbo-time [-n ROUNDS] [-w ROUNDS] [-q FILE] [-i FILE] [-v] COMMAND [ARGUMENT…]
 *
 * Runs COMMAND once a line of FILE (-q; else once), ROUNDS times after one (-w) that isn't counted;
 * {} in an argument stands for the line, -i names its standard input. Its output goes nowhere.
 * Prints one line: median, 99th percentile and least of all runs in milliseconds, the runs, the
 * largest resident memory in KiB, and the median processor time in milliseconds. -v: the median of
 * each line as well. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int rounds = 10, warm_ups = 1, verbose;
static char *queries, *input;
static long memory_kib;   /* the largest so far */
static GArray *processor; /* of double: milliseconds of each run */
static char **command;

static const GOptionEntry options[] = {
    {"rounds", 'n', 0, G_OPTION_ARG_INT, &rounds, "Times each line is asked (10)", "N"},
    {"warm-ups", 'w', 0, G_OPTION_ARG_INT, &warm_ups, "Times each is asked before (1)", "N"},
    {"input", 'i', 0, G_OPTION_ARG_FILENAME, &input, "Standard input", "FILE"},
    {"queries", 'q', 0, G_OPTION_ARG_FILENAME, &queries, "One question a line", "FILE"},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Print each line's median too", NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &command, "What is timed", "COMMAND"},
    {NULL}};

static void die(const char *what, const char *why) {
  fprintf(stderr, "jikenbo-time: %s: %s\n", what, why);
  exit(2);
}

static char **arguments_with(const char *line) {
  guint n = g_strv_length(command);
  char **arguments = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++) {
    GString *text = g_string_new(command[i]);
    g_string_replace(text, "{}", line, 0);
    arguments[i] = g_string_free(text, FALSE);
  }
  return arguments;
}

static double milliseconds(struct timeval time) {
  return (double)time.tv_sec * 1000 + (double)time.tv_usec / 1000;
}

/* Milliseconds. A process that can't do its work (status over 1) ends all: no figure is better than
 * a wrong one. */
static double run_once(char **arguments, const posix_spawn_file_actions_t *nowhere) {
  struct rusage usage;
  pid_t pid;
  int status;
  gint64 began = g_get_monotonic_time();
  int code = posix_spawnp(&pid, arguments[0], nowhere, NULL, arguments, environ);
  if (code != 0)
    die(arguments[0], g_strerror(code));
  while (wait4(pid, &status, 0, &usage) < 0)
    if (errno != EINTR)
      die("waiting", g_strerror(errno));
  gint64 ended = g_get_monotonic_time();
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
    die(arguments[0], "it failed");
  memory_kib = MAX(memory_kib, usage.ru_maxrss);
  double busy = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  g_array_append_val(processor, busy);
  return (double)(ended - began) / 1000;
}

static int compare(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double part(const GArray *sorted, double share) {
  return g_array_index(sorted, double, (guint)((sorted->len - 1) * share + 0.5));
}

static void time_line(const char *line, const posix_spawn_file_actions_t *nowhere, GArray *all) {
  char **arguments = arguments_with(line);
  GArray *own = g_array_new(FALSE, FALSE, sizeof(double));
  for (int i = 0; i < warm_ups; i++)
    run_once(arguments, nowhere);
  for (int i = 0; i < rounds; i++) {
    double took = run_once(arguments, nowhere);
    g_array_append_val(own, took);
    g_array_append_val(all, took);
  }
  g_array_sort(own, compare);
  if (verbose)
    printf("%8.2f  %s\n", part(own, 0.5), line);
  g_array_unref(own);
  g_strfreev(arguments);
}

static char **read_lines(void) {
  char *text, *none[] = {(char *)"", NULL};
  GError *error = NULL;
  if (queries == NULL)
    return g_strdupv(none);
  if (!g_file_get_contents(queries, &text, NULL, &error))
    die("queries", error->message);
  char **lines = g_strsplit(g_strchomp(text), "\n", -1);
  g_free(text);
  return lines;
}

int main(int argc, char **argv) {
  GError *error = NULL;
  GOptionContext *context = g_option_context_new("- time whole processes");
  g_option_context_set_strict_posix(context, TRUE);
  g_option_context_add_main_entries(context, options, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    die("usage", error->message);
  if (command == NULL || rounds < 1)
    die("usage", "which command?");
  posix_spawn_file_actions_t nowhere;
  posix_spawn_file_actions_init(&nowhere);
  posix_spawn_file_actions_addopen(&nowhere, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&nowhere, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  if (input != NULL)
    posix_spawn_file_actions_addopen(&nowhere, STDIN_FILENO, input, O_RDONLY, 0);
  GArray *all = g_array_new(FALSE, FALSE, sizeof(double));
  processor = g_array_new(FALSE, FALSE, sizeof(double));
  char **lines = read_lines();
  for (char **line = lines; *line != NULL; line++)
    time_line(*line, &nowhere, all);
  g_array_sort(all, compare);
  g_array_sort(processor, compare);
  printf("%.2f %.2f %.2f %u %ld %.2f\n", part(all, 0.5), part(all, 0.99), part(all, 0), all->len,
         memory_kib, part(processor, 0.5));
  g_strfreev(lines);
  g_array_unref(all);
  g_array_unref(processor);
  return 0;
}
