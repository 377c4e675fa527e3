/* The terminal is as it was on every way out. Usage: restore JIKENBO [ARGUMENT…] */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "pty_session.h"

static gboolean shows_prompt(const Vt *vt, gpointer user) {
  (void)user;
  return strcmp(vt_cell(vt, 0, 0)->text, ">") == 0 && vt->alternate;
}

static gboolean is_restored(const Pty *pty) {
  const Vt *vt = pty->vt;
  struct termios now;
  gboolean modes = tcgetattr(pty->fd, &now) < 0 ||
                   (now.c_lflag == pty->before.c_lflag && now.c_iflag == pty->before.c_iflag &&
                    now.c_oflag == pty->before.c_oflag);
  return modes && !vt->alternate && vt->cursor_shown && !vt->paste_marked && !vt->mouse;
}

static gboolean has_ended(const Vt *vt, gpointer user) {
  (void)user;
  return !vt->alternate && vt->cursor_shown;
}

/* Leaves by a signal (0: by keys); TRUE where the terminal is restored and the status says so. */
static gboolean leaves_well(char **argv, int number, const char *keys, int wanted) {
  Pty *pty = pty_start(argv, 24, 80, -1);
  gboolean fine = pty_wait(pty, shows_prompt, NULL, 20000);
  if (number)
    kill(pty->pid, number);
  else
    pty_type(pty, keys, strlen(keys));
  fine = fine && pty_wait(pty, has_ended, NULL, 20000);
  while (pty_read(pty, 50))
    continue;
  fine = fine && is_restored(pty);
  int status = pty_end(pty);
  return fine && (number ? WIFSIGNALED(status) && WTERMSIG(status) == number
                         : WIFEXITED(status) && WEXITSTATUS(status) == wanted);
}

static int report(guint i, gboolean fine, const char *name) {
  printf("%s %u - %s\n", fine ? "ok" : "not ok", i, name);
  return !fine;
}

int main(int argc, char **argv) {
  static const struct {
    int number;
    const char *keys;
    int status;
    const char *name;
  } ways[] = {
      {0, "\033", 0, "Escape"},    {0, "\003", 130, "Ctrl-C"},  {0, "\004", 0, "Ctrl-D"},
      {SIGTERM, "", 0, "SIGTERM"}, {SIGHUP, "", 0, "SIGHUP"},   {SIGINT, "", 0, "SIGINT"},
      {SIGQUIT, "", 0, "SIGQUIT"}, {SIGSEGV, "", 0, "a crash"}, {SIGABRT, "", 0, "an assertion"}};
  int failed = 0;
  if (argc < 2)
    return 2;
  g_setenv("TERM", "xterm-256color", TRUE);
  g_setenv("ASAN_OPTIONS", "handle_segv=0:handle_abort=0:detect_leaks=0", TRUE);
  printf("1..%d\n", (int)G_N_ELEMENTS(ways) + 1);
  for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
    failed += report(i + 1, leaves_well(argv + 1, ways[i].number, ways[i].keys, ways[i].status),
                     ways[i].name);
  g_setenv("TERM", "dumb", TRUE);
  Pty *dumb = pty_start(argv + 1, 24, 80, -1);
  while (pty_read(dumb, 2000))
    continue;
  gboolean plain = is_restored(dumb);
  int status = pty_end(dumb);
  failed += report(G_N_ELEMENTS(ways) + 1, plain && WIFEXITED(status) && WEXITSTATUS(status) == 2,
                   "TERM=dumb: a message, status 2");
  return failed > 0;
}
