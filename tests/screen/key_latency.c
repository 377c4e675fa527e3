/* How long a key takes to the new results on the screen. Usage: jikenbo-key-latency --index PATH
 * [ROUNDS]. The program stands beside this one in the build directory (../../searcher/jikenbo).
 *
 * Types queries letter by letter, rubs them out again, and waits after each key until the screen
 * shows the query with a count that is no longer dim: the frame with its results. Standard output:
 * median, 99 %, least (milliseconds), keys, KiB of the program. Standard error: the distribution.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pty_session.h"

#define INK_STALE 245

static const char *const queries[] = {"ランサムウェア",
                                      "USBメモリ 紛失",
                                      "委託先 不正アクセス",
                                      "個人情報 漏えい メール 誤送信",
                                      "大学 サーバー",
                                      "cause:loss 学校",
                                      "2,726件",
                                      "フィッシング サポート詐欺",
                                      "ransamu",
                                      "kanja jouhou",
                                      "\"不正アクセス\" 市",
                                      "クレジットカード -委託"};

typedef struct {
  const char *query;
} Wanted;

/* The line says the query, and the count at its end isn't dim. */
static gboolean shows_answer(const Vt *vt, gpointer user) {
  const Wanted *wanted = user;
  char *row = vt_row(vt, 0), *text = g_strconcat("> ", wanted->query, " ", NULL);
  gboolean shown = g_str_has_prefix(row, *wanted->query ? text : "> ") &&
                   vt_cell(vt, 0, vt->cols - 1)->ink != INK_STALE &&
                   strcmp(vt_cell(vt, 0, vt->cols - 1)->text, " ") != 0;
  if (shown && !*wanted->query)
    shown = row[2] == ' ';
  g_free(text);
  g_free(row);
  return shown;
}

static gboolean shows_line(const Vt *vt, gpointer user) {
  const Wanted *wanted = user;
  char *row = vt_row(vt, 0), *text = g_strconcat("> ", wanted->query, " ", NULL);
  gboolean shown = g_str_has_prefix(row, text);
  g_free(text);
  g_free(row);
  return shown;
}

/* Types bytes, after which the line is query. Milliseconds to the line, and to its results. */
static gboolean type_key(Pty *pty, const char *bytes, const char *query, GArray *echoes,
                         GArray *results) {
  Wanted wanted = {query};
  gint64 begin = g_get_monotonic_time();
  pty_type(pty, bytes, strlen(bytes));
  if (!pty_wait(pty, shows_line, &wanted, 10000))
    return FALSE;
  double echo = (g_get_monotonic_time() - begin) / 1000.0;
  if (!pty_wait(pty, shows_answer, &wanted, 10000))
    return FALSE;
  double result = (g_get_monotonic_time() - begin) / 1000.0;
  /* a blank at the end of the line can't be seen: it isn't measured */
  if (!g_str_has_suffix(bytes, " ")) {
    g_array_append_val(echoes, echo);
    g_array_append_val(results, result);
  }
  /* completions and idle work end before the next key, as between a person's keys */
  while (pty_read(pty, 20))
    continue;
  return TRUE;
}

static gboolean type_query(Pty *pty, const char *query, GArray *echoes, GArray *results) {
  for (const char *p = query; *p; p = g_utf8_next_char(p)) {
    char *key = g_strndup(p, g_utf8_next_char(p) - p);
    char *line = g_strndup(query, g_utf8_next_char(p) - query);
    gboolean fine = type_key(pty, key, line, echoes, results);
    if (!fine)
      fprintf(stderr, "jikenbo-key-latency: no results for \"%s\" in 10 s\n", line);
    g_free(line);
    g_free(key);
    if (!fine)
      return FALSE;
  }
  Wanted empty = {""};
  pty_type(pty, "\025", 1);
  return pty_wait(pty, shows_answer, &empty, 10000);
}

static int compare(gconstpointer a, gconstpointer b) {
  double first = *(const double *)a, second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static double at(const GArray *sorted, double part) {
  return g_array_index(sorted, double, (guint)((sorted->len - 1) * part));
}

static void print_distribution(const char *name, GArray *times) {
  static const double parts[] = {0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};
  g_array_sort(times, compare);
  fprintf(stderr, "%-24s", name);
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
    fprintf(stderr, " %3.0f%% %6.2f", parts[i] * 100, at(times, parts[i]));
  fprintf(stderr, "  ms, %u keys\n", times->len);
}

static long peak_kib(pid_t pid) {
  char *path = g_strdup_printf("/proc/%d/status", (int)pid), *text = NULL;
  long kib = 0;
  if (g_file_get_contents(path, &text, NULL, NULL)) {
    const char *line = strstr(text, "VmHWM:");
    kib = line ? strtol(line + 6, NULL, 10) : 0;
  }
  g_free(text);
  g_free(path);
  return kib;
}

static char *program_path(void) {
  char *self = g_file_read_link("/proc/self/exe", NULL), *folder = g_path_get_dirname(self);
  char *path = g_build_filename(folder, "..", "..", "searcher", "jikenbo", NULL);
  g_free(folder);
  g_free(self);
  return path;
}

int main(int argc, char **argv) {
  if (argc < 3 || strcmp(argv[1], "--index") != 0) {
    fprintf(stderr, "usage: jikenbo-key-latency --index PATH [ROUNDS]\n");
    return 2;
  }
  char *program = program_path(), *home = g_dir_make_tmp("jikenbo-keys-XXXXXX", NULL);
  g_setenv("TERM", "xterm-256color", TRUE);
  g_setenv("XDG_STATE_HOME", home, TRUE);
  g_unsetenv("NO_COLOR");
  char *words[] = {program, "--index", argv[2], NULL};
  GArray *echoes = g_array_new(FALSE, FALSE, sizeof(double));
  GArray *results = g_array_new(FALSE, FALSE, sizeof(double));
  Pty *pty = pty_start(words, 40, 120, 2);
  Wanted empty = {""};
  gboolean fine = pty_wait(pty, shows_answer, &empty, 20000);
  for (int round = argc > 3 ? atoi(argv[3]) : 2; fine && round > 0; round--)
    for (gsize i = 0; fine && i < G_N_ELEMENTS(queries); i++)
      fine = type_query(pty, queries[i], echoes, results);
  long kib = peak_kib(pty->pid);
  pty_type(pty, "\003", 1);
  int status = pty_end(pty);
  rmdir(home);
  if (!fine || !results->len || !WIFEXITED(status))
    return 1;
  print_distribution("key to its own drawing", echoes);
  print_distribution("key to its results", results);
  printf("%.2f %.2f %.2f %u %ld\n", at(results, 0.5), at(results, 0.99), at(results, 0),
         results->len, kib);
  return 0;
}
