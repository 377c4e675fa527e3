#include "canvas.h"

#include <string.h>

#include "common/text_cols.h"
#include "line.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* The sequences are ECMA-48's, which every terminal with colours in terminfo understands; -1: the
 * terminal's own colour. */
typedef struct {
  gint16 ink_256, ink_8, paper_256, paper_8;
  const char *attributes;      /* with colours */
  const char *attributes_none; /* without */
} LookStyle;

static const LookStyle styles[LOOK_N] = {
    [LOOK_PLAIN] = {-1, -1, -1, -1, "", ""},        [LOOK_STRONG] = {-1, -1, -1, -1, ";1", ";1"},
    [LOOK_DIM] = {245, -1, -1, -1, "", ""},         [LOOK_HIT] = {214, 3, -1, -1, ";1", ";1;4"},
    [LOOK_HIT_NOW] = {16, 0, 214, 3, "", ";7"},     [LOOK_NUMBER] = {110, 6, -1, -1, "", ""},
    [LOOK_PROMPT] = {75, 4, -1, -1, ";1", ";1"},    [LOOK_FIELD] = {108, 2, -1, -1, "", ""},
    [LOOK_MARK] = {203, 1, -1, -1, ";1", ";1"},     [LOOK_ERROR] = {203, 1, -1, -1, "", ";1"},
    [LOOK_NOTE] = {180, 3, -1, -1, "", ""},         [LOOK_BORDER] = {240, -1, -1, -1, "", ""},
    [LOOK_BAR] = {67, 4, -1, -1, "", ""},           [LOOK_OUT] = {203, 1, -1, -1, ";9", ""},
    [LOOK_SERIES + 0] = {203, 1, -1, -1, "", ""},   [LOOK_SERIES + 1] = {75, 4, -1, -1, "", ""},
    [LOOK_SERIES + 2] = {179, 3, -1, -1, "", ""},   [LOOK_SERIES + 3] = {107, 2, -1, -1, "", ""},
    [LOOK_SERIES + 4] = {140, 5, -1, -1, "", ""},   [LOOK_SERIES + 5] = {73, 6, -1, -1, "", ""},
    [LOOK_SERIES + 6] = {209, 1, -1, -1, ";1", ""}, [LOOK_SERIES + 7] = {245, 7, -1, -1, "", ""},
};

void canvas_init(Canvas *canvas, Colors colors, gboolean ascii) {
  memset(canvas, 0, sizeof *canvas);
  canvas->colors = colors;
  canvas->ascii = ascii;
}

void canvas_clear(Canvas *canvas) {
  g_clear_pointer(&canvas->now, g_free);
  g_clear_pointer(&canvas->shown, g_free);
}

void canvas_resize(Canvas *canvas, guint rows, guint cols) {
  canvas_clear(canvas);
  canvas->rows = rows;
  canvas->cols = cols;
  canvas->now = g_new0(Cell, (gsize)rows * cols);
  canvas->shown = g_new0(Cell, (gsize)rows * cols);
  canvas->all = TRUE;
}

void canvas_forget(Canvas *canvas) {
  canvas->all = TRUE;
}

static Cell *cell_at(Canvas *canvas, guint row, guint col) {
  return &canvas->now[(gsize)row * canvas->cols + col];
}

static void cell_set(Cell *cell, const char *text, gsize bytes, guint look) {
  memset(cell, 0, sizeof *cell);
  memcpy(cell->text, text, bytes);
  cell->bytes = bytes;
  cell->look = look;
}

void canvas_begin(Canvas *canvas) {
  for (gsize i = 0; i < (gsize)canvas->rows * canvas->cols; i++)
    cell_set(&canvas->now[i], " ", 1, LOOK_PLAIN);
  canvas->cursor_shown = FALSE;
}

/* A wide character of which one half is drawn over leaves a blank. */
static void free_cell(Canvas *canvas, guint row, guint col) {
  if (col > 0 && cell_at(canvas, row, col)->bytes == 0)
    cell_set(cell_at(canvas, row, col - 1), " ", 1, cell_at(canvas, row, col - 1)->look);
  if (col + 1 < canvas->cols && cell_at(canvas, row, col + 1)->bytes == 0)
    cell_set(cell_at(canvas, row, col + 1), " ", 1, cell_at(canvas, row, col + 1)->look);
}

static void put(Canvas *canvas, guint row, guint col, const char *cluster, gsize bytes, guint wide,
                guint look) {
  for (guint i = 0; i < wide; i++)
    free_cell(canvas, row, col + i);
  cell_set(cell_at(canvas, row, col), cluster, bytes, look);
  if (wide == 2)
    cell_set(cell_at(canvas, row, col + 1), "", 0, look);
}

/* One character as users see it, made safe, cut to what a cell holds. */
typedef struct {
  char text[CELL_BYTES_MAX];
  gsize bytes, source_bytes;
  guint cols;
} Cluster;

static void cluster_read(const char *text, gsize text_bytes, gsize at, Cluster *cluster) {
  gsize end = line_next_cluster(text, text_bytes, at);
  cluster->bytes = cluster->cols = 0;
  cluster->source_bytes = end - at;
  for (const char *p = text + at; p < text + end; p = g_utf8_next_char(p)) {
    gunichar c = *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : text_cols_safe(g_utf8_get_char(p));
    if (!c)
      c = 0xfffd;
    gsize bytes = g_unichar_to_utf8(c, NULL);
    guint cols = text_cols_char(c);
    if (cluster->bytes + bytes > CELL_BYTES_MAX || cluster->cols + cols > 2)
      break;
    g_unichar_to_utf8(c, cluster->text + cluster->bytes);
    cluster->bytes += bytes;
    cluster->cols += cols;
  }
}

guint canvas_bytes(Canvas *canvas, guint row, guint col, guint cols, const char *text,
                   gsize text_bytes, guint look) {
  if (row >= canvas->rows || col >= canvas->cols)
    return 0;
  guint room = MIN(cols, canvas->cols - col), used = 0;
  char *valid =
      g_utf8_validate_len(text, text_bytes, NULL) ? NULL : g_utf8_make_valid(text, text_bytes);
  const char *source = valid ? valid : text;
  gsize bytes = valid ? strlen(valid) : text_bytes;
  Cluster cluster;
  for (gsize at = 0; at < bytes; at += cluster.source_bytes) {
    cluster_read(source, bytes, at, &cluster);
    if (used + cluster.cols > room)
      break;
    if (cluster.cols)
      put(canvas, row, col + used, cluster.text, cluster.bytes, cluster.cols, look);
    used += cluster.cols;
  }
  g_free(valid);
  return used;
}

guint canvas_text(Canvas *canvas, guint row, guint col, guint cols, const char *text, guint look) {
  guint room = col < canvas->cols ? MIN(cols, canvas->cols - col) : 0;
  gsize bytes = strlen(text);
  if (bytes <= room || text_cols(text, bytes) <= room)
    return canvas_bytes(canvas, row, col, room, text, bytes, look);
  guint sign = canvas->ascii ? 1 : text_cols_char(0x2026);
  if (room < sign)
    return 0;
  guint used = canvas_bytes(canvas, row, col, room - sign, text, bytes, look);
  return used + canvas_bytes(canvas, row, col + used, sign, canvas->ascii ? ">" : "…",
                             canvas->ascii ? 1 : strlen("…"), look);
}

void canvas_text_right(Canvas *canvas, guint row, guint end_col, guint cols, const char *text,
                       guint look) {
  guint wide = MIN(text_cols(text, -1), cols);
  canvas_text(canvas, row, end_col > wide ? end_col - wide : 0, cols, text, look);
}

void canvas_fill(Canvas *canvas, guint row, guint col, guint cols, char c, guint look) {
  for (guint i = 0; row < canvas->rows && i < cols && col + i < canvas->cols; i++)
    put(canvas, row, col + i, &c, 1, 1, look);
}

void canvas_select(Canvas *canvas, guint row, guint col, guint cols) {
  for (guint i = 0; row < canvas->rows && i < cols && col + i < canvas->cols; i++)
    cell_at(canvas, row, col + i)->look |= LOOK_SELECTED;
}

const char *canvas_sign(const Canvas *canvas, const char *sign, const char *ascii) {
  return canvas->ascii ? ascii : sign;
}

void canvas_rule(Canvas *canvas, guint row, guint col, guint cols) {
  for (guint i = 0; i < cols; i++)
    canvas_text(canvas, row, col + i, 1, canvas_sign(canvas, "─", "-"), LOOK_BORDER);
}

void canvas_rule_down(Canvas *canvas, guint row, guint col, guint rows) {
  for (guint i = 0; i < rows; i++)
    canvas_text(canvas, row + i, col, 1, canvas_sign(canvas, "│", "|"), LOOK_BORDER);
}

guint canvas_bar(Canvas *canvas, guint row, guint col, guint cols, guint64 part, guint64 whole,
                 guint look) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!part || !whole || !cols)
    return 0;
  guint64 units = MAX(part * cols * 8 / whole, 1);
  guint full = units / 8, rest = units % 8, used = 0;
  if (canvas->ascii) {
    used = MAX(full + (rest >= 4), 1);
    canvas_fill(canvas, row, col, used, '#', look);
    return used;
  }
  for (; used < full; used++)
    canvas_text(canvas, row, col + used, 1, "█", look);
  if (rest && used < cols)
    canvas_text(canvas, row, col + used++, 1, eighths[rest], look);
  return used;
}

void canvas_cursor(Canvas *canvas, guint row, guint col) {
  canvas->cursor_shown = canvas->rows && canvas->cols;
  canvas->cursor_row = MIN(row, canvas->rows - 1);
  canvas->cursor_col = MIN(col, canvas->cols - 1);
}

static void append_color(GString *out, Colors colors, int base, int color_256, int color_8) {
  if (colors == COLORS_256 && color_256 >= 0)
    g_string_append_printf(out, ";%d;5;%d", base + 8, color_256);
  else if (colors == COLORS_8 && color_8 >= 0)
    g_string_append_printf(out, ";%d", base + color_8);
}

static void append_look(GString *out, Colors colors, guint look) {
  const LookStyle *style = &styles[look & ~LOOK_SELECTED];
  g_string_append(out, "\033[0");
  g_string_append(out, colors == COLORS_NONE ? style->attributes_none : style->attributes);
  append_color(out, colors, 30, style->ink_256, style->ink_8);
  gboolean selected = look & LOOK_SELECTED;
  if (selected && colors == COLORS_256)
    g_string_append(out, ";48;5;237");
  else if (selected)
    g_string_append(out, ";7");
  else
    append_color(out, colors, 40, style->paper_256, style->paper_8);
  g_string_append_c(out, 'm');
}

/* Where a terminal's idea of the width may be another than ours, the cursor is set anew. */
static gboolean is_unsure(const Cell *cell) {
  if (cell->bytes == 1)
    return FALSE;
  gunichar c = g_utf8_get_char(cell->text);
  return (gsize)g_utf8_skip[(guchar)cell->text[0]] != cell->bytes || c >= 0x1f000 ||
         g_unichar_iswide_cjk(c) != g_unichar_iswide(c);
}

typedef struct {
  Canvas *canvas;
  CanvasMoveFunc move;
  GString *out;
  int look;   /* what the terminal writes in; -1 unknown */
  gsize next; /* the cell before which its cursor stands; G_MAXSIZE unknown */
} Frame;

static void draw_cell(Frame *frame, gsize i) {
  Canvas *canvas = frame->canvas;
  const Cell *cell = &canvas->now[i];
  if (frame->next != i)
    frame->move(frame->out, i / canvas->cols, i % canvas->cols);
  if (frame->look != cell->look)
    append_look(frame->out, canvas->colors, cell->look);
  frame->look = cell->look;
  g_string_append_len(frame->out, cell->text, cell->bytes);
  gboolean wide = (i + 1) % canvas->cols && canvas->now[i + 1].bytes == 0;
  gsize next = i + 1 + wide;
  frame->next = is_unsure(cell) || next % canvas->cols == 0 ? G_MAXSIZE : next;
}

static gboolean differs(const Canvas *canvas, gsize i) {
  return canvas->all || memcmp(&canvas->now[i], &canvas->shown[i], sizeof(Cell)) != 0;
}

/* The last cell of the last row stays blank: writing it scrolls some terminals. */
void canvas_flush(Canvas *canvas, CanvasMoveFunc move, GString *out) {
  gsize cells = (gsize)canvas->rows * canvas->cols, begin = out->len;
  if (!cells)
    return;
  Frame frame = {canvas, move, out, -1, G_MAXSIZE};
  g_string_append(out, "\033[?25l");
  gsize before = out->len;
  if (canvas->all)
    for (guint row = 0; row < canvas->rows; row++) {
      move(out, row, 0);
      g_string_append(out, "\033[0m\033[K");
    }
  for (gsize i = 0; i + 1 < cells; i++) {
    gboolean wide = (i + 1) % canvas->cols && canvas->now[i + 1].bytes == 0;
    if (canvas->now[i].bytes && (differs(canvas, i) || (wide && differs(canvas, i + 1))))
      draw_cell(&frame, i);
  }
  if (out->len == before)
    g_string_truncate(out, begin);
  else if (frame.look > 0)
    g_string_append(out, "\033[0m");
  memcpy(canvas->shown, canvas->now, cells * sizeof(Cell));
  canvas->all = FALSE;
  if (canvas->cursor_shown) {
    move(out, canvas->cursor_row, canvas->cursor_col);
    g_string_append(out, "\033[?25h");
  }
}
