/* line.h: a line of text that is edited by character as users see it (grapheme clusters). */
#ifndef JIKENBO_SEARCHER_SCREEN_LINE_H
#define JIKENBO_SEARCHER_SCREEN_LINE_H

#include <glib.h>

G_BEGIN_DECLS

#define LINE_BYTES_MAX 4096

typedef struct {
  GString *text;  /* valid UTF-8 without control characters */
  gsize at_bytes; /* the cursor: a cluster begins there, or the text ends */
  GString *killed;
} Line;

void line_init(Line *line);
void line_clear(Line *line); /* releases what it holds; a zeroed one is fine */

/* Replaces all; the cursor goes to the end. */
void line_set(Line *line, const char *text);
/* Inserts at the cursor; control characters and broken bytes are left out, line ends are spaces. */
void line_insert(Line *line, const char *text, gssize text_bytes);

/* Each returns TRUE where something changed. */
gboolean line_left(Line *line);
gboolean line_right(Line *line);
gboolean line_word_left(Line *line);
gboolean line_word_right(Line *line);
gboolean line_home(Line *line);
gboolean line_end(Line *line);
gboolean line_rub_out(Line *line);   /* the character before the cursor */
gboolean line_delete(Line *line);    /* the character at the cursor */
gboolean line_kill_word(Line *line); /* back to the begin of the word; kept for line_yank */
gboolean line_kill_to_start(Line *line);
gboolean line_kill_to_end(Line *line);
gboolean line_yank(Line *line);

/* Replaces the bytes from..to and puts the cursor behind what came in. */
void line_replace(Line *line, gsize from_bytes, gsize to_bytes, const char *text);

/* Where the cluster that begins at at_bytes ends; text_bytes at the end of the text. */
gsize line_next_cluster(const char *text, gsize text_bytes, gsize at_bytes);
/* Where the cluster before at_bytes begins; 0 at the start. */
gsize line_previous_cluster(const char *text, gsize at_bytes);

G_END_DECLS

#endif
