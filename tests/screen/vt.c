#include "vt.h"

#include <string.h>

static VtCell *cell_at(const Vt *vt, guint row, guint col) {
  return &vt->cells[(gsize)row * vt->cols + col];
}

static void blank(VtCell *cell) {
  *cell = (VtCell){.text = " ", .ink = -1};
}

Vt *vt_new(guint rows, guint cols) {
  Vt *vt = g_new0(Vt, 1);
  vt->ink = -1;
  vt->cursor_shown = TRUE;
  vt->waiting = g_byte_array_new();
  vt_resize(vt, rows, cols);
  return vt;
}

void vt_free(Vt *vt) {
  g_byte_array_unref(vt->waiting);
  g_free(vt->cells);
  g_free(vt);
}

void vt_resize(Vt *vt, guint rows, guint cols) {
  VtCell *cells = g_new(VtCell, (gsize)rows * cols);
  for (guint row = 0; row < rows; row++)
    for (guint col = 0; col < cols; col++) {
      blank(&cells[row * cols + col]);
      if (row < vt->rows && col < vt->cols)
        cells[row * cols + col] = *cell_at(vt, row, col);
    }
  g_free(vt->cells);
  vt->cells = cells;
  vt->rows = rows;
  vt->cols = cols;
  vt->row = MIN(vt->row, rows - 1);
  vt->col = MIN(vt->col, cols - 1);
}

static void scroll(Vt *vt) {
  memmove(vt->cells, vt->cells + vt->cols, sizeof(VtCell) * vt->cols * (vt->rows - 1));
  for (guint col = 0; col < vt->cols; col++)
    blank(cell_at(vt, vt->rows - 1, col));
}

static void line_feed(Vt *vt) {
  if (vt->row + 1 < vt->rows)
    vt->row++;
  else
    scroll(vt);
}

static void erase(Vt *vt, guint row, guint from, guint to) {
  for (guint col = from; col < to; col++)
    blank(cell_at(vt, row, col));
}

static void add_mark(Vt *vt, const char *bytes, gsize n) {
  guint col = vt->col ? vt->col - 1 : 0;
  VtCell *cell = cell_at(vt, vt->row, MIN(col, vt->cols - 1));
  if (!*cell->text && col)
    cell--;
  if (strlen(cell->text) + n < sizeof cell->text)
    strncat(cell->text, bytes, n);
}

static void put(Vt *vt, gunichar c, const char *bytes, gsize n) {
  guint wide = g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
  if (!wide) {
    add_mark(vt, bytes, n);
    return;
  }
  if (wide > vt->cols)
    return;
  if (vt->col + wide > vt->cols) {
    vt->col = 0;
    line_feed(vt);
  }
  VtCell *cell = cell_at(vt, vt->row, vt->col);
  if (!*cell->text && vt->col)
    blank(cell - 1);
  blank(cell);
  memcpy(cell->text, bytes, n);
  cell->text[n] = '\0';
  cell->ink = vt->ink;
  if (vt->col + wide < vt->cols && !*cell[wide].text)
    blank(cell + wide);
  if (wide == 2)
    cell[1] = (VtCell){.text = "", .ink = vt->ink};
  vt->col += wide;
}

#define PARAMETERS_MAX 16
typedef struct {
  guint values[PARAMETERS_MAX], n;
  gboolean private;
  char final;
} Csi;

static guint parameter(const Csi *csi, guint i, guint initial) {
  return i < csi->n && csi->values[i] ? csi->values[i] : initial;
}

static void set_look(Vt *vt, const Csi *csi) {
  for (guint i = 0; i < MAX(csi->n, 1); i++) {
    guint value = i < csi->n ? csi->values[i] : 0;
    if (value == 0 || value == 39)
      vt->ink = -1;
    else if (value >= 30 && value <= 37)
      vt->ink = value - 30;
    else if (value == 38 && i + 2 < csi->n && csi->values[i + 1] == 5)
      vt->ink = csi->values[i += 2];
    else if (value == 48 && i + 2 < csi->n)
      i += 2;
  }
}

static void set_mode(Vt *vt, const Csi *csi) {
  gboolean on = csi->final == 'h';
  for (guint i = 0; i < csi->n; i++)
    switch (csi->values[i]) {
    case 25:
      vt->cursor_shown = on;
      break;
    case 1049:
      vt->alternate = on;
      break;
    case 2004:
      vt->paste_marked = on;
      break;
    case 1000:
      vt->mouse = on;
      break;
    case 1:
    case 12:
    case 1006:
      break;
    default:
      vt->unknown++;
    }
}

static void erase_display(Vt *vt, const Csi *csi) {
  guint from = vt->row;
  if (parameter(csi, 0, 0) == 2)
    from = 0;
  else
    erase(vt, from++, vt->col, vt->cols);
  for (; from < vt->rows; from++)
    erase(vt, from, 0, vt->cols);
}

static void do_csi(Vt *vt, const Csi *csi) {
  guint n = parameter(csi, 0, 1);
  switch (csi->final) {
  case 'H':
    vt->row = MIN(n, vt->rows) - 1;
    vt->col = MIN(parameter(csi, 1, 1), vt->cols) - 1;
    break;
  case 'A':
    vt->row -= MIN(n, vt->row);
    break;
  case 'B':
    vt->row = MIN(vt->row + n, vt->rows - 1);
    break;
  case 'C':
    vt->col = MIN(vt->col + n, vt->cols - 1);
    break;
  case 'J':
    erase_display(vt, csi);
    break;
  case 'K':
    if (vt->col < vt->cols)
      erase(vt, vt->row, vt->col, vt->cols);
    break;
  case 'm':
    set_look(vt, csi);
    break;
  case 'h':
  case 'l':
    set_mode(vt, csi);
    break;
  case 't':
    break;
  default:
    vt->unknown++;
  }
}

/* Bytes of the CSI sequence at p; 0 where it isn't whole. */
static gsize read_csi(Vt *vt, const char *p, gsize n) {
  Csi csi = {.n = 0};
  gsize i = 2;
  gboolean digits = FALSE;
  for (; i < n; i++) {
    if (p[i] == '?') {
      csi.private = TRUE;
    } else if (g_ascii_isdigit(p[i])) {
      if (!digits && csi.n < PARAMETERS_MAX)
        csi.n++;
      digits = TRUE;
      csi.values[csi.n - 1] = csi.values[csi.n - 1] * 10 + (p[i] - '0');
    } else if (p[i] == ';') {
      if (!digits && csi.n < PARAMETERS_MAX)
        csi.n++;
      digits = FALSE;
    } else {
      csi.final = p[i];
      do_csi(vt, &csi);
      return i + 1;
    }
  }
  return 0;
}

/* Bytes of what begins with ESC at p; 0 where it isn't whole. */
static gsize read_escape(Vt *vt, const char *p, gsize n) {
  if (n < 2)
    return 0;
  if (p[1] == '[')
    return read_csi(vt, p, n);
  if (p[1] == '(')
    return n < 3 ? 0 : 3;
  if (p[1] != '=' && p[1] != '>')
    vt->unknown++;
  return 2;
}

static gsize read_control(Vt *vt, char c) {
  if (c == '\r')
    vt->col = 0;
  else if (c == '\n')
    line_feed(vt);
  else if (c == '\b')
    vt->col -= vt->col > 0;
  else
    vt->unknown++;
  return 1;
}

static gsize read_one(Vt *vt, const char *p, gsize n) {
  if (*p == 27)
    return read_escape(vt, p, n);
  if ((guchar)*p < 0x20)
    return read_control(vt, *p);
  gunichar c = g_utf8_get_char_validated(p, n);
  if (c == (gunichar)-2)
    return 0;
  if (c >= 0x110000) {
    vt->broken++;
    return 1;
  }
  gsize bytes = g_utf8_next_char(p) - p;
  put(vt, c, p, bytes);
  return bytes;
}

void vt_feed(Vt *vt, const char *bytes, gsize bytes_n) {
  g_byte_array_append(vt->waiting, (const guint8 *)bytes, bytes_n);
  gsize at = 0, used;
  while (at < vt->waiting->len &&
         (used = read_one(vt, (char *)vt->waiting->data + at, vt->waiting->len - at)) > 0)
    at += used;
  g_byte_array_remove_range(vt->waiting, 0, at);
}

char *vt_row(const Vt *vt, guint row) {
  GString *out = g_string_new(NULL);
  for (guint col = 0; col < vt->cols; col++)
    g_string_append(out, cell_at(vt, row, col)->text);
  return g_strchomp(g_string_free(out, FALSE));
}

const VtCell *vt_cell(const Vt *vt, guint row, guint col) {
  return cell_at(vt, row, col);
}
