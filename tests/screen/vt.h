/* vt.h: a terminal's screen, from the bytes that a program writes: what the tests look at. Knows
 * the sequences of xterm that a full-screen program needs, counts those that it doesn't. */
#ifndef JIKENBO_TESTS_SCREEN_VT_H
#define JIKENBO_TESTS_SCREEN_VT_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char text[32]; /* one character with its marks; "" behind a wide one */
  int ink;       /* colour of 256, -1 the terminal's own */
} VtCell;

typedef struct {
  guint rows, cols;
  VtCell *cells;
  guint row, col;
  gboolean cursor_shown, alternate, paste_marked, mouse;
  int ink;
  guint unknown; /* sequences that weren't understood */
  guint broken;  /* bytes that are no UTF-8 */
  GByteArray *waiting;
} Vt;

Vt *vt_new(guint rows, guint cols);
void vt_free(Vt *vt);
/* Like a terminal that clips and doesn't reflow. */
void vt_resize(Vt *vt, guint rows, guint cols);
void vt_feed(Vt *vt, const char *bytes, gsize bytes_n);
/* The text of a row without the blanks at its end; g_free. */
char *vt_row(const Vt *vt, guint row);
const VtCell *vt_cell(const Vt *vt, guint row, guint col);

G_END_DECLS

#endif
