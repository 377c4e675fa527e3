/* tty.h: the terminal itself: raw, restored on every way out, signals as bytes of a pipe.
 *
 * One process has one: its state is static, because signal handlers restore it.
 */
#ifndef JIKENBO_SEARCHER_SCREEN_TTY_H
#define JIKENBO_SEARCHER_SCREEN_TTY_H

#include <glib.h>

G_BEGIN_DECLS

#define TTY_ERROR (tty_error_quark())
GQuark tty_error_quark(void);

typedef struct {
  guint height;     /* 0: the whole screen; else rows below the prompt */
  gboolean percent; /* height is of the screen's rows */
} TtyOptions;

/* Opens /dev/tty, asks terminfo what it can, and takes it over. FALSE and error where there is no
 * terminal, or one that can't move its cursor. Signals and atexit restore it from now on. */
gboolean tty_open(const TtyOptions *options, GError **error);
/* Gives it back as it was; nothing where it isn't open. */
void tty_close(void);

int tty_fd(void);
/* Signals that arrived (SIGWINCH, SIGTSTP, SIGCONT), a byte each. */
int tty_signal_fd(void);
int tty_colors(void); /* as terminfo says: 256, 8, 0 … */

/* The rows and columns that may be drawn on; after SIGWINCH they are others. */
void tty_size(guint *rows, guint *cols);
/* The size changed: clears what was drawn. */
void tty_resized(void);
/* A CanvasMoveFunc. */
void tty_move(GString *out, guint row, guint col);
/* Writes all of text; FALSE where the terminal is gone. */
gboolean tty_write(const char *text, gsize text_bytes);

/* Gives the terminal back for a while (an editor, the build), which may be interrupted and stopped;
 * tty_resume takes it again, and all must be drawn anew. */
void tty_pause(void);
void tty_resume(void);
/* Ctrl-Z: gives it back, stops the process group, and takes it again when it goes on. */
void tty_suspend(void);
/* Somebody else stopped and continued the program: its modes are set again. */
void tty_continued(void);

G_END_DECLS

#endif
