#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "common/i18n.h"

G_DEFINE_QUARK(jikenbo - tty - error - quark, tty_error)

#define ROWS_MIN 6 /* of --height: prompt, notes, a result, the keys */

/* Bracketed paste, and the mouse where the whole screen is ours. */
#define MODES_ON "\033[?2004h"
#define MODES_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"

static struct {
  int fd, signals[2];
  gboolean opened, caught;
  volatile sig_atomic_t taken; /* raw, and drawn on */
  struct termios before;
  TtyOptions options;
  guint rows, cols;
  gboolean paused;
  char enter[256], leave[256]; /* ready for a handler */
  volatile sig_atomic_t row;   /* of the cursor, from the first row drawn on */
  char up[16];
} tty = {.fd = -1, .signals = {-1, -1}};

/* SIGKILL aside, these end a process; the terminal is restored first. */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL,  SIGABRT, SIGTERM,
                            SIGHUP,  SIGINT, SIGQUIT, SIGXCPU, SIGSYS,  SIGTRAP};
static struct sigaction fatal_before[G_N_ELEMENTS(fatal)];
static const int told[] = {SIGWINCH, SIGTSTP, SIGCONT};
static struct sigaction told_before[G_N_ELEMENTS(told)];

gboolean tty_write(const char *text, gsize text_bytes) {
  while (text_bytes) {
    ssize_t written = write(tty.fd, text, text_bytes);
    if (written > 0) {
      text += written;
      text_bytes -= written;
    } else if (errno == EAGAIN) {
      struct pollfd writable = {tty.fd, POLLOUT, 0};
      poll(&writable, 1, 1000);
    } else if (errno != EINTR) {
      return FALSE;
    }
  }
  return TRUE;
}

/* Only what a signal handler may do. */
static void give_back(void) {
  if (!tty.taken)
    return;
  tty.taken = 0;
  for (int row = tty.row; tty.options.height && row > 0; row--)
    tty_write(tty.up, strlen(tty.up));
  tty_write(tty.leave, strlen(tty.leave));
  tcsetattr(tty.fd, TCSADRAIN, &tty.before);
}

static void on_fatal(int number) {
  int saved = errno;
  give_back();
  for (gsize i = 0; i < G_N_ELEMENTS(fatal); i++)
    if (fatal[i] == number)
      sigaction(number, &fatal_before[i], NULL);
  errno = saved;
  raise(number); /* waits, being blocked, for the end of this handler; then its own way */
}

static void on_told(int number) {
  int saved = errno;
  char byte = number;
  if (write(tty.signals[1], &byte, 1) < 0) {
    /* the pipe is full: the loop will look anyway */
  }
  errno = saved;
}

/* Those that somebody wants ignored (nohup) stay so. */
static void catch_one(int number, void (*handler)(int), int flags, struct sigaction *before) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigfillset(&action.sa_mask);
  sigaction(number, NULL, before);
  if (before->sa_handler != SIG_IGN || (before->sa_flags & SA_SIGINFO))
    sigaction(number, &action, NULL);
}

static void catch_signals(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(fatal); i++)
    catch_one(fatal[i], on_fatal, SA_ONSTACK, &fatal_before[i]);
  for (gsize i = 0; i < G_N_ELEMENTS(told); i++)
    catch_one(told[i], on_told, SA_RESTART, &told_before[i]);
  tty.caught = TRUE;
}

static void release_signals(void) {
  for (gsize i = 0; tty.caught && i < G_N_ELEMENTS(fatal); i++)
    sigaction(fatal[i], &fatal_before[i], NULL);
  for (gsize i = 0; tty.caught && i < G_N_ELEMENTS(told); i++)
    sigaction(told[i], &told_before[i], NULL);
  tty.caught = FALSE;
}

/* A capability as its bytes; "" where the terminal has none. Padding is for terminals of another
 * age. */
static const char *capability(const char *name) {
  const char *text = tigetstr(name);
  return text && text != (char *)-1 ? text : "";
}

static void append(char *out, gsize size, const char *text) {
  g_strlcat(out, text, size);
}

static void prepare(void) {
  gboolean whole = !tty.options.height;
  tty.enter[0] = tty.leave[0] = '\0';
  if (whole)
    append(tty.enter, sizeof tty.enter, capability("smcup"));
  append(tty.enter, sizeof tty.enter, capability("smkx"));
  append(tty.enter, sizeof tty.enter, MODES_ON);
  append(tty.enter, sizeof tty.enter, whole ? MOUSE_ON : "");
  append(tty.leave, sizeof tty.leave, whole ? MOUSE_OFF : "\r");
  append(tty.leave, sizeof tty.leave, MODES_OFF "\033[0m");
  append(tty.leave, sizeof tty.leave, whole ? "" : capability("ed"));
  append(tty.leave, sizeof tty.leave, capability("rmkx"));
  append(tty.leave, sizeof tty.leave, "\033[?25h");
  if (whole)
    append(tty.leave, sizeof tty.leave, capability("rmcup"));
  g_strlcpy(tty.up, capability("cuu1"), sizeof tty.up);
}

static void measure(void) {
  struct winsize size = {0};
  if (ioctl(tty.fd, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col) {
    size.ws_row = 24;
    size.ws_col = 80;
  }
  tty.cols = MIN(size.ws_col, 1000);
  tty.rows = MIN(size.ws_row, 500);
  guint wanted = tty.options.percent ? tty.rows * tty.options.height / 100 : tty.options.height;
  if (tty.options.height)
    tty.rows = CLAMP(wanted, MIN(ROWS_MIN, tty.rows), tty.rows);
}

static void take(void) {
  struct termios raw = tty.before;
  raw.c_iflag &= ~(BRKINT | ICRNL | INPCK | ISTRIP | IXON | INLCR | IGNCR);
  raw.c_oflag &= ~OPOST;
  raw.c_cflag |= CS8;
  raw.c_lflag &= ~(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tty.taken = 1;
  tcsetattr(tty.fd, TCSADRAIN, &raw);
  measure();
  tty_write(tty.enter, strlen(tty.enter));
  tty.row = 0;
  if (!tty.options.height)
    return;
  /* room below the prompt: line ends scroll where there is none */
  tty_write("\r", 1);
  for (guint i = 1; i < tty.rows; i++)
    tty_write("\n", 1);
  for (guint i = 1; i < tty.rows; i++)
    tty_write(tty.up, strlen(tty.up));
}

static gboolean fail(GError **error, const char *message) {
  g_set_error_literal(error, TTY_ERROR, 0, message);
  if (tty.fd >= 0)
    close(tty.fd);
  tty.fd = -1;
  return FALSE;
}

/* What drawing needs; Unix terminals have had it for forty years, "dumb" hasn't. */
static gboolean is_able(void) {
  return *capability("cup") && *capability("el") && *capability("cuu1");
}

gboolean tty_open(const TtyOptions *options, GError **error) {
  int status;
  tty.options = *options;
  tty.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty.fd < 0 || tcgetattr(tty.fd, &tty.before) < 0)
    return fail(error,
                _("the screen needs a terminal; for scripts there is: jikenbo search QUERY"));
  if (setupterm(NULL, tty.fd, &status) != OK || !is_able())
    return fail(error,
                _("this terminal ($TERM) can't move its cursor; there is: jikenbo search QUERY"));
  if (pipe2(tty.signals, O_CLOEXEC | O_NONBLOCK) < 0)
    return fail(error, g_strerror(errno));
  prepare();
  static gboolean registered;
  if (!registered)
    atexit(tty_close);
  registered = TRUE;
  tty.opened = TRUE;
  catch_signals();
  take();
  return TRUE;
}

void tty_close(void) {
  if (!tty.opened)
    return;
  give_back();
  release_signals();
  for (int i = 0; i < 2; i++)
    close(tty.signals[i]);
  close(tty.fd);
  tty.fd = -1;
  tty.opened = FALSE;
  del_curterm(cur_term);
}

int tty_fd(void) {
  return tty.fd;
}

int tty_signal_fd(void) {
  return tty.signals[0];
}

int tty_colors(void) {
  return MAX(tigetnum("colors"), 0);
}

void tty_size(guint *rows, guint *cols) {
  *rows = tty.rows;
  *cols = tty.cols;
}

void tty_resized(void) {
  GString *out = g_string_new(NULL);
  tty_move(out, 0, 0);
  g_string_append(out, "\033[0m");
  g_string_append(out, capability("ed"));
  tty_write(out->str, out->len);
  g_string_free(out, TRUE);
  guint rows = tty.rows;
  measure();
  for (guint i = 1; tty.options.height && tty.rows > rows && i < tty.rows; i++)
    tty_write("\n", 1);
  for (guint i = 1; tty.options.height && tty.rows > rows && i < tty.rows; i++)
    tty_write(tty.up, strlen(tty.up));
}

/* Below a prompt nobody knows on which row: moves are relative to where the cursor is. */
static void move_from_row(GString *out, guint row, guint col) {
  g_string_append_c(out, '\r');
  if (row < (guint)tty.row)
    g_string_append_printf(out, "\033[%uA", (guint)tty.row - row);
  else if (row > (guint)tty.row)
    g_string_append_printf(out, "\033[%uB", row - (guint)tty.row);
  if (col)
    g_string_append_printf(out, "\033[%uC", col);
}

void tty_move(GString *out, guint row, guint col) {
  if (tty.options.height)
    move_from_row(out, row, col);
  else
    g_string_append(out, tiparm(capability("cup"), (int)row, (int)col));
  tty.row = row;
}

static void set_handler(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(number, &action, NULL);
}

void tty_pause(void) {
  /* before the terminal makes signals of keys again */
  set_handler(SIGTSTP, SIG_DFL);
  set_handler(SIGINT, SIG_IGN);
  set_handler(SIGQUIT, SIG_IGN);
  give_back();
}

/* Signals that were told meanwhile say nothing new. */
static void drain_signals(void) {
  char bytes[64];
  while (read(tty.signals[0], bytes, sizeof bytes) > 0)
    continue;
}

void tty_resume(void) {
  tcgetattr(tty.fd, &tty.before);
  take();
  release_signals();
  catch_signals();
  drain_signals();
}

void tty_suspend(void) {
  tty_pause();
  kill(0, SIGTSTP);
  tty_resume();
}

void tty_continued(void) {
  take();
  drain_signals();
}
