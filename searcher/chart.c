#include "chart.h"

#include <stdlib.h>
#include <string.h>

#define AXIS_COLS 7 /* "12345 |" */

typedef struct {
  guint cols, rows;     /* cells */
  guint across, upward; /* dots a cell */
  guint8 *cells;        /* dots that are set, as braille numbers them */
} Canvas;

static void canvas_dot(Canvas *canvas, guint x, guint y) {
  static const guint8 bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  guint col = x / canvas->across, row = y / canvas->upward;
  if (col < canvas->cols && row < canvas->rows)
    canvas->cells[row * canvas->cols + col] |= bits[y % canvas->upward][x % canvas->across];
}

/* A straight line between two dots (Bresenham). */
static void canvas_line(Canvas *canvas, int x, int y, int to_x, int to_y) {
  int dx = abs(to_x - x), dy = -abs(to_y - y), error = dx + dy;
  int step_x = x < to_x ? 1 : -1, step_y = y < to_y ? 1 : -1;
  for (;;) {
    canvas_dot(canvas, x, y);
    if (x == to_x && y == to_y)
      return;
    int doubled = 2 * error;
    if (doubled >= dy) {
      error += dy;
      x += step_x;
    }
    if (doubled <= dx) {
      error += dx;
      y += step_y;
    }
  }
}

static void canvas_draw(Canvas *canvas, const guint *counts, guint n, guint most) {
  guint right = canvas->cols * canvas->across - 1, bottom = canvas->rows * canvas->upward - 1;
  int last_x = 0, last_y = 0;
  for (guint i = 0; i < n; i++) {
    int x = n > 1 ? (int)((guint64)i * right / (n - 1)) : 0;
    int y = (int)(bottom - (guint64)counts[i] * bottom / most);
    canvas_line(canvas, i ? last_x : x, i ? last_y : y, x, y);
    last_x = x;
    last_y = y;
  }
}

static void append_cell(Output *out, guint8 dots) {
  if (!dots)
    g_string_append_c(out->text, ' ');
  else if (out->ascii)
    g_string_append_c(out->text, '*');
  else
    g_string_append_unichar(out->text, 0x2800 + dots);
}

static void append_row(Output *out, const Canvas *canvas, guint row, guint most) {
  gboolean top = row == 0, bottom = row + 1 == canvas->rows;
  if (top || bottom)
    g_string_append_printf(out->text, "%5u ", top ? most : 0);
  else
    g_string_append(out->text, "      ");
  g_string_append(out->text, out->ascii ? "|" : top || bottom ? "┤" : "│");
  g_string_append(out->text, output_style(out, STYLE_BAR));
  for (guint col = 0; col < canvas->cols; col++)
    append_cell(out, canvas->cells[row * canvas->cols + col]);
  g_string_append(out->text, output_plain(out));
  g_string_append_c(out->text, '\n');
}

/* The years under their Januaries, as many as have room. */
static void append_years(Output *out, const Canvas *canvas, guint n, int first) {
  char line[1024];
  guint cols = MIN(canvas->cols + 4, sizeof line - 8), free_from = 0;
  memset(line, ' ', sizeof line);
  for (guint i = 0; i < n; i++) {
    guint month = (guint)(first % 100 - 1) + i, year = first / 100 + month / 12;
    if (month % 12 != 0 && i != 0)
      continue;
    guint col = n > 1 ? (guint)((guint64)i * (canvas->cols - 1) / (n - 1)) : 0;
    if (col < free_from || col + 4 > cols)
      continue;
    char text[8];
    g_snprintf(text, sizeof text, "%04u", year % 10000);
    memcpy(line + col, text, 4);
    free_from = col + 6;
  }
  line[cols] = '\0';
  g_string_append_printf(out->text, "%*s%s\n", AXIS_COLS, "", g_strchomp(line));
}

void chart_months(Output *out, const guint *counts, guint n, int first, guint rows) {
  guint most = 1, room = out->cols > AXIS_COLS + 12 ? out->cols - AXIS_COLS - 4 : 8;
  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    most = MAX(most, counts[i]);
  Canvas canvas = {MIN(room, MAX(n * 3, 12)), rows, out->ascii ? 1 : 2, out->ascii ? 1 : 4, NULL};
  canvas.cells = g_malloc0((gsize)canvas.cols * rows);
  canvas_draw(&canvas, counts, n, most);
  for (guint row = 0; row < rows; row++)
    append_row(out, &canvas, row, most);
  append_years(out, &canvas, n, first);
  g_free(canvas.cells);
}
