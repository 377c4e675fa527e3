/* pty.h: runs a program on a terminal of its own and watches what it draws. */
#ifndef JIKENBO_TESTS_SCREEN_PTY_H
#define JIKENBO_TESTS_SCREEN_PTY_H

#include <sys/types.h>
#include <termios.h>

#include "vt.h"

G_BEGIN_DECLS

typedef struct {
  int fd, output; /* the terminal's other side; the program's standard output, a pipe */
  pid_t pid;
  Vt *vt;
  gboolean gone; /* the program has closed its terminal */
  struct termios before;
} Pty;

/* Starts argv with standard error on errors_fd (-1: the terminal). Owner: pty_end. */
Pty *pty_start(char **argv, guint rows, guint cols, int errors_fd);
void pty_type(Pty *pty, const char *bytes, gsize bytes_n);
void pty_resize(Pty *pty, guint rows, guint cols);
/* Reads what is drawn: waits at most ms for the first byte, then takes what is there. TRUE where
 * something came. */
gboolean pty_read(Pty *pty, int ms);
/* Reads until shows(vt, user), at most ms. */
typedef gboolean (*PtyShows)(const Vt *vt, gpointer user);
gboolean pty_wait(Pty *pty, PtyShows shows, gpointer user, int ms);
/* Waits for the program's end; its wait status. */
int pty_end(Pty *pty);

G_END_DECLS

#endif
