/* text_cols.h: text in the cells of a terminal: how wide, where to cut, and what must not reach it.
 *
 * A wide character (East Asian Width W, F) takes two columns, a combining one none. Ambiguous ones
 * (○ ― …) take one, or two where text_cols_ambiguous(TRUE) was said.
 */
#ifndef JIKENBO_COMMON_TEXT_COLS_H
#define JIKENBO_COMMON_TEXT_COLS_H

#include <glib.h>

G_BEGIN_DECLS

/* How wide ambiguous characters are in this process: FALSE (the default) one column. */
void text_cols_ambiguous(gboolean wide);

/* Columns of a character: 0, 1 or 2. */
guint text_cols_char(gunichar c);
/* Columns of text_bytes bytes (-1: NUL-terminated) of UTF-8 without control characters. */
guint text_cols(const char *text, gssize text_bytes);

/* Bytes of the longest beginning of text that is at most cols wide; combining characters stay with
 * the one before them. *used_cols (may be NULL): how wide it is. */
gsize text_cols_fit(const char *text, gssize text_bytes, guint cols, guint *used_cols);

/* Appends text cut to cols (the last column is "…" where it was cut). */
void text_cols_append_cut(GString *out, const char *text, guint cols);
/* The same, padded with spaces to exactly cols; right: padded on the left. */
void text_cols_append_padded(GString *out, const char *text, guint cols, gboolean right);

/* Appends text in lines of at most cols, each but the first after "\n" and indent spaces; the first
 * begins at column at. Breaks at spaces and between wide characters, not before 、。)」 and the
 * like nor after (「. Line ends of the text stay. */
void text_cols_append_wrapped(GString *out, const char *text, guint at, guint indent, guint cols);

/* What of c may reach a terminal or a table: itself, or 0 for a character that commands one (C0,
 * C1, DEL), turns its direction (bidi controls) or isn't a character. */
gunichar text_cols_safe(gunichar c);

/* Appends text with every unsafe character and broken byte replaced by U+FFFD; where one_line, runs
 * of white space and line ends are one space, else "\n" and "\t" stay. */
void text_cols_append_safe(GString *out, const char *text, gssize text_bytes, gboolean one_line);
char *text_cols_safe_string(const char *text, gboolean one_line); /* g_free */

/* Columns of the terminal on fd: $COLUMNS, else what the terminal says, else 80. At least 20. */
guint text_cols_of_terminal(int fd);

G_END_DECLS

#endif
