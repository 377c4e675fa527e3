/* output.h: standard output: buffered, through a pager where it is long and a terminal reads it,
 * with styles where they are wanted. */
#ifndef JIKENBO_SEARCHER_OUTPUT_H
#define JIKENBO_SEARCHER_OUTPUT_H

#include <glib.h>

#include "options.h"

G_BEGIN_DECLS

typedef enum { STYLE_HIT, STYLE_STRONG, STYLE_DIM, STYLE_NUMBER, STYLE_BAR, STYLE_NOTE } Style;

typedef struct {
  GString *text;  /* append here */
  guint cols;     /* columns that a line may have */
  gboolean color; /* styles are written */
  gboolean ascii; /* bars and rules in ASCII */
  /* private */
  gboolean pager, closed;
  int fd, error; /* error: errno of the first failed write */
  guint rows;
  int pager_pid;
} Output;

/* How to write, as the options and the terminal say. Owner: output_finish. */
Output *output_new(const OptionValues *values);

/* Writes what is waiting where it is worth it; call it after each row. FALSE where nobody reads
 * any more (closed pipe) or nothing can be written: stop. */
gboolean output_row(Output *out);
/* Writes what is waiting now, without a pager (answers to another program). */
gboolean output_flush(Output *out);

/* Writes the rest, waits for the pager, frees out. 0, or errno of what went wrong; a closed pipe is
 * nothing wrong. */
int output_finish(Output *out);

/* The sequence that begins a style, "" without colour; output_plain ends it. */
const char *output_style(const Output *out, Style style);
const char *output_plain(const Output *out);
/* text in a style. */
void output_styled(Output *out, Style style, const char *text);

/* A bar: eighths of columns for part of whole. */
void output_bar(Output *out, guint64 part, guint64 whole, guint cols);

G_END_DECLS

#endif
