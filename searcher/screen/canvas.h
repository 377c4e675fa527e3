/* canvas.h: cells of the screen, drawn in memory; what changed since the last frame becomes the
 * bytes for the terminal.
 *
 * A cell holds one character as users see it (grapheme cluster); a wide one takes two. Rows and
 * columns count from 0. Drawing outside the canvas is cut off.
 */
#ifndef JIKENBO_SEARCHER_SCREEN_CANVAS_H
#define JIKENBO_SEARCHER_SCREEN_CANVAS_H

#include <glib.h>

G_BEGIN_DECLS

/* How a cell looks; canvas.c has the table of colours. */
typedef enum {
  LOOK_PLAIN,
  LOOK_STRONG,
  LOOK_DIM,
  LOOK_HIT,
  LOOK_HIT_NOW, /* the hit that n and N have reached */
  LOOK_NUMBER,
  LOOK_PROMPT,
  LOOK_FIELD, /* field:value in the query line, causes and sectors */
  LOOK_MARK,
  LOOK_ERROR,
  LOOK_NOTE,
  LOOK_BORDER,
  LOOK_BAR,
  LOOK_OUT,    /* an excluded value */
  LOOK_SERIES, /* the first of LOOK_SERIES_N colours for causes in bars */
  LOOK_N = LOOK_SERIES + 8
} Look;
#define LOOK_SERIES_N 8
#define LOOK_SELECTED 0x80 /* or-ed to a look: the row under the cursor */

typedef enum { COLORS_NONE, COLORS_8, COLORS_256 } Colors;

#define CELL_BYTES_MAX 22
typedef struct {
  char text[CELL_BYTES_MAX];
  guint8 bytes; /* 0: the second half of a wide character */
  guint8 look;
} Cell;

typedef struct {
  guint rows, cols;
  Colors colors;
  gboolean ascii; /* borders and bars in ASCII */
  gboolean cursor_shown;
  guint cursor_row, cursor_col;
  /* private */
  Cell *now, *shown;
  gboolean all; /* nothing of shown holds */
} Canvas;

/* Moves the terminal's cursor; looks up nothing else. Appends to out. */
typedef void (*CanvasMoveFunc)(GString *out, guint row, guint col);

void canvas_init(Canvas *canvas, Colors colors, gboolean ascii);
void canvas_clear(Canvas *canvas); /* releases what it holds */
/* A new size: everything is blank and will be drawn anew. */
void canvas_resize(Canvas *canvas, guint rows, guint cols);
/* The terminal shows something else: the next frame draws all. */
void canvas_forget(Canvas *canvas);

/* Begins a frame: blank cells, no cursor. */
void canvas_begin(Canvas *canvas);
/* Draws text (UTF-8; unsafe characters become U+FFFD, line ends blanks) from col on, at most cols
 * columns; what is cut ends in "…". Returns the columns used. */
guint canvas_text(Canvas *canvas, guint row, guint col, guint cols, const char *text, guint look);
/* The same for text_bytes bytes, cut without a sign. */
guint canvas_bytes(Canvas *canvas, guint row, guint col, guint cols, const char *text,
                   gsize text_bytes, guint look);
/* The same, ending at the column before end_col. */
void canvas_text_right(Canvas *canvas, guint row, guint end_col, guint cols, const char *text,
                       guint look);
void canvas_fill(Canvas *canvas, guint row, guint col, guint cols, char c, guint look);
/* Or-s LOOK_SELECTED to cells. */
void canvas_select(Canvas *canvas, guint row, guint col, guint cols);
/* Rules; in ASCII where asked. */
void canvas_rule(Canvas *canvas, guint row, guint col, guint cols);
void canvas_rule_down(Canvas *canvas, guint row, guint col, guint rows);
/* A bar of part of whole, in eighths of columns; something is never nothing. Returns its columns.
 */
guint canvas_bar(Canvas *canvas, guint row, guint col, guint cols, guint64 part, guint64 whole,
                 guint look);
/* A sign of our own in cells, with its ASCII twin where asked. */
const char *canvas_sign(const Canvas *canvas, const char *sign, const char *ascii);
void canvas_cursor(Canvas *canvas, guint row, guint col);

/* Ends the frame: appends what the terminal must be told. */
void canvas_flush(Canvas *canvas, CanvasMoveFunc move, GString *out);

G_END_DECLS

#endif
