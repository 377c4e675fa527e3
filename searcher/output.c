#include "output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/text_cols.h"

#define CHUNK_BYTES (64 * 1024)

static gboolean wants_color(const OptionValues *values, gboolean terminal) {
  switch (options_choice(&searcher_program, values, OPT_COLOR)) {
  case COLOR_ALWAYS:
    return TRUE;
  case COLOR_NEVER:
    return FALSE;
  }
  const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
  return terminal && !(no_color && *no_color) && term && *term && strcmp(term, "dumb") != 0;
}

static guint terminal_rows(void) {
  const char *said = getenv("LINES");
  long rows = said ? strtol(said, NULL, 10) : 0;
  struct winsize size;
  if (rows <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
    rows = size.ws_row;
  return rows > 0 ? (guint)rows : 24;
}

Output *output_new(const OptionValues *values) {
  Output *out = g_new0(Output, 1);
  gboolean terminal = isatty(STDOUT_FILENO);
  out->text = g_string_sized_new(4096);
  out->fd = STDOUT_FILENO;
  out->cols = text_cols_of_terminal(STDOUT_FILENO);
  out->color = wants_color(values, terminal);
  out->ascii = options_has(values, OPT_ASCII);
  out->pager = terminal && !options_has(values, OPT_NO_PAGER);
  out->rows = out->pager ? terminal_rows() : 0;
  return out;
}

static void write_all(Output *out) {
  gsize at = 0;
  while (at < out->text->len && !out->closed) {
    ssize_t n = write(out->fd, out->text->str + at, out->text->len - at);
    if (n >= 0) {
      at += n;
    } else if (errno != EINTR) {
      out->closed = TRUE;
      out->error = errno == EPIPE ? 0 : errno;
    }
  }
  g_string_truncate(out->text, 0);
}

/* The command that pages, or NULL where there is none or none is wanted. */
static const char *pager_command(void) {
  const char *said = getenv("PAGER");
  if (said)
    return *said && strcmp(said, "cat") != 0 ? said : NULL;
  char *less = g_find_program_in_path("less");
  g_free(less);
  return less ? "less -R" : NULL;
}

static void pager_run(const char *command, const int ends[2]) {
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
  close(ends[1]);
  signal(SIGPIPE, SIG_DFL);
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

static void pager_start(Output *out) {
  const char *command = pager_command();
  int ends[2];
  out->pager = FALSE; /* one try */
  if (!command || pipe(ends) != 0)
    return;
  pid_t pid = fork();
  if (pid == 0)
    pager_run(command, ends);
  close(ends[0]);
  if (pid < 0) {
    close(ends[1]);
    return;
  }
  signal(SIGINT, SIG_IGN); /* the pager's to handle: it would be left behind without its terminal */
  out->pager_pid = pid;
  out->fd = ends[1];
}

static guint lines_of(const GString *text) {
  guint n = 0;
  for (gsize i = 0; i < text->len; i++)
    n += text->str[i] == '\n';
  return n;
}

gboolean output_row(Output *out) {
  if (out->pager && lines_of(out->text) >= out->rows)
    pager_start(out);
  if (!out->pager && (out->text->len >= CHUNK_BYTES || out->pager_pid))
    write_all(out);
  return !out->closed;
}

gboolean output_flush(Output *out) {
  write_all(out);
  return !out->closed;
}

int output_finish(Output *out) {
  output_row(out);
  write_all(out);
  if (out->pager_pid) {
    close(out->fd);
    while (waitpid(out->pager_pid, NULL, 0) < 0 && errno == EINTR)
      ;
  } else if (!out->closed && close(STDOUT_FILENO) != 0 && errno != EBADF) {
    out->error = errno; /* some file systems tell of a full disk only now */
  }
  int error = out->error;
  g_string_free(out->text, TRUE);
  g_free(out);
  return error;
}

const char *output_style(const Output *out, Style style) {
  static const char *const sequences[] = {
      [STYLE_HIT] = "\033[1;31m",  [STYLE_STRONG] = "\033[1m", [STYLE_DIM] = "\033[2m",
      [STYLE_NUMBER] = "\033[36m", [STYLE_BAR] = "\033[32m",   [STYLE_NOTE] = "\033[33m",
  };
  return out->color ? sequences[style] : "";
}

const char *output_plain(const Output *out) {
  return out->color ? "\033[0m" : "";
}

void output_styled(Output *out, Style style, const char *text) {
  if (!*text)
    return;
  g_string_append(out->text, output_style(out, style));
  g_string_append(out->text, text);
  g_string_append(out->text, output_plain(out));
}

void output_bar(Output *out, guint64 part, guint64 whole, guint cols) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  guint64 n = whole ? part * cols * 8 / whole : 0;
  if (part && n == 0)
    n = 1;
  g_string_append(out->text, output_style(out, STYLE_BAR));
  for (guint64 i = 0; i < n / 8; i++)
    g_string_append(out->text, out->ascii ? "#" : "█");
  if (!out->ascii)
    g_string_append(out->text, eighths[n % 8]);
  else if (n % 8 >= 4 || n < 8)
    g_string_append(out->text, n ? "#" : "");
  g_string_append(out->text, output_plain(out));
}
