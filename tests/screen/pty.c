#include "pty_session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void start_child(char **argv, int output, int errors_fd) {
  dup2(output, STDOUT_FILENO);
  if (errors_fd >= 0)
    dup2(errors_fd, STDERR_FILENO);
  signal(SIGHUP, SIG_DFL); /* a runner under nohup hands down that it is ignored */
  execv(argv[0], argv);
  _exit(127);
}

/* A new terminal's settings but for the echo: what is drawn is the program's alone. */
static struct termios plain_settings(void) {
  struct termios settings = {0};
  int master, slave;
  if (openpty(&master, &slave, NULL, NULL, NULL) < 0 || tcgetattr(slave, &settings) < 0)
    g_error("openpty: %s", g_strerror(errno));
  close(master);
  close(slave);
  settings.c_lflag &= ~(ECHO | ECHOE | ECHOK | ECHOCTL);
  return settings;
}

Pty *pty_start(char **argv, guint rows, guint cols, int errors_fd) {
  Pty *pty = g_new0(Pty, 1);
  struct winsize size = {.ws_row = rows, .ws_col = cols};
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC) < 0)
    g_error("pipe: %s", g_strerror(errno));
  /* forkpty puts the terminal on 0 to 2 */
  int errors = errors_fd >= 0 ? fcntl(errors_fd, F_DUPFD_CLOEXEC, 10) : -1;
  pty->before = plain_settings();
  pty->pid = forkpty(&pty->fd, NULL, &pty->before, &size);
  if (pty->pid < 0)
    g_error("forkpty: %s", g_strerror(errno));
  if (pty->pid == 0)
    start_child(argv, pipes[1], errors);
  close(pipes[1]);
  if (errors >= 0)
    close(errors);
  pty->output = pipes[0];
  pty->vt = vt_new(rows, cols);
  return pty;
}

void pty_type(Pty *pty, const char *bytes, gsize bytes_n) {
  while (bytes_n && !pty->gone) {
    struct pollfd fd = {pty->fd, POLLIN | POLLOUT, 0};
    poll(&fd, 1, 5000);
    if (fd.revents & POLLIN)
      pty_read(pty, 0);
    ssize_t n = fd.revents & POLLOUT ? write(pty->fd, bytes, MIN(bytes_n, 256)) : 0;
    if (n > 0) {
      bytes += n;
      bytes_n -= n;
    } else if (fd.revents & (POLLHUP | POLLERR)) {
      pty->gone = TRUE;
    }
  }
}

void pty_resize(Pty *pty, guint rows, guint cols) {
  struct winsize size = {.ws_row = rows, .ws_col = cols};
  vt_resize(pty->vt, rows, cols);
  ioctl(pty->fd, TIOCSWINSZ, &size);
}

gboolean pty_read(Pty *pty, int ms) {
  char bytes[65536];
  struct pollfd fd = {pty->fd, POLLIN, 0};
  if (pty->gone || poll(&fd, 1, ms) <= 0)
    return FALSE;
  ssize_t n = read(pty->fd, bytes, sizeof bytes);
  if (n <= 0) {
    pty->gone = n == 0 || errno != EINTR;
    return FALSE;
  }
  vt_feed(pty->vt, bytes, n);
  return TRUE;
}

gboolean pty_wait(Pty *pty, PtyShows shows, gpointer user, int ms) {
  gint64 end = g_get_monotonic_time() + ms * G_TIME_SPAN_MILLISECOND;
  while (!shows(pty->vt, user)) {
    gint64 left = (end - g_get_monotonic_time()) / G_TIME_SPAN_MILLISECOND;
    if (left <= 0 || pty->gone)
      return FALSE;
    pty_read(pty, left);
  }
  return TRUE;
}

int pty_end(Pty *pty) {
  int status = 0;
  gint64 end = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;
  while (waitpid(pty->pid, &status, WNOHANG) == 0) {
    pty_read(pty, 20);
    if (g_get_monotonic_time() > end) {
      kill(pty->pid, SIGKILL);
      end = G_MAXINT64;
    }
  }
  while (pty_read(pty, 0))
    continue;
  close(pty->fd);
  close(pty->output);
  vt_free(pty->vt);
  g_free(pty);
  return status;
}
