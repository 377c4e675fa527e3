#include "common/text_cols.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static gboolean ambiguous_wide; /* said once, at the start */

void text_cols_ambiguous(gboolean wide) {
  ambiguous_wide = wide;
}

guint text_cols_char(gunichar c) {
  if (c < 0x300)
    return ambiguous_wide && c >= 0xa1 && g_unichar_iswide_cjk(c) ? 2 : 1;
  if (g_unichar_iszerowidth(c))
    return 0;
  return (ambiguous_wide ? g_unichar_iswide_cjk(c) : g_unichar_iswide(c)) ? 2 : 1;
}

/* The character at p, and the bytes it takes; broken ones are U+FFFD and one byte. */
static gunichar char_at(const char *p, const char *end, gsize *bytes) {
  gunichar c = g_utf8_get_char_validated(p, end - p);
  if (c >= 0x110000) {
    *bytes = 1;
    return 0xfffd;
  }
  *bytes = g_utf8_next_char(p) - p;
  return c;
}

static const char *end_of(const char *text, gssize text_bytes) {
  return text + (text_bytes < 0 ? strlen(text) : (gsize)text_bytes);
}

guint text_cols(const char *text, gssize text_bytes) {
  const char *end = end_of(text, text_bytes);
  guint cols = 0;
  gsize bytes;
  for (const char *p = text; p < end; p += bytes)
    cols += text_cols_char(char_at(p, end, &bytes));
  return cols;
}

gsize text_cols_fit(const char *text, gssize text_bytes, guint cols, guint *used_cols) {
  const char *end = end_of(text, text_bytes), *p = text;
  guint used = 0;
  gsize bytes;
  for (; p < end; p += bytes) {
    guint wide = text_cols_char(char_at(p, end, &bytes));
    if (used + wide > cols)
      break;
    used += wide;
  }
  if (used_cols)
    *used_cols = used;
  return p - text;
}

/* Appends text cut to cols and says how wide that became: a wide character may leave one free. */
static guint append_cut(GString *out, const char *text, guint cols) {
  guint used = 0;
  gsize all = strlen(text), bytes = text_cols_fit(text, all, cols, &used);
  if (bytes == all || cols == 0) {
    g_string_append_len(out, text, bytes);
    return used;
  }
  guint mark = text_cols_char(0x2026);
  bytes = text_cols_fit(text, all, cols > mark ? cols - mark : 0, &used);
  g_string_append_len(out, text, bytes);
  g_string_append(out, "…");
  return used + mark;
}

void text_cols_append_cut(GString *out, const char *text, guint cols) {
  append_cut(out, text, cols);
}

static void append_spaces(GString *out, guint n) {
  while (n--)
    g_string_append_c(out, ' ');
}

void text_cols_append_padded(GString *out, const char *text, guint cols, gboolean right) {
  gsize at = out->len;
  guint used = append_cut(out, text, cols), gap = cols > used ? cols - used : 0;
  if (!right) {
    append_spaces(out, gap);
    return;
  }
  while (gap--)
    g_string_insert_c(out, at, ' ');
}

/* No line begins with one of these, and none ends with one of those (kinsoku). */
#define NOT_FIRST                                                                                  \
  "、。，．,.:;!?！？：；)）]］}｝」』】〉》〕’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々ゝヽ…％%"
#define NOT_LAST "(（[［{｛「『【〈《〔‘“"

/* TRUE where a line may end between before and after. */
static gboolean breaks_between(gunichar before, gunichar after) {
  if (before == ' ' || after == ' ')
    return TRUE;
  if (text_cols_char(before) < 2 && text_cols_char(after) < 2)
    return FALSE;
  return !g_utf8_strchr(NOT_FIRST, -1, after) && !g_utf8_strchr(NOT_LAST, -1, before);
}

/* Bytes of the piece at p that stays together: up to the next place for a line end. */
static gsize piece_bytes(const char *p, const char *end) {
  const char *next = p;
  while (next < end && *next != '\n') {
    gunichar c = g_utf8_get_char(next);
    next = g_utf8_next_char(next);
    if (next < end && *next != '\n' && breaks_between(c, g_utf8_get_char(next)))
      break;
  }
  return next - p;
}

typedef struct {
  GString *out;
  guint at, indent, cols;
  gboolean fresh; /* nothing stands on this line yet */
} Wrap;

static void wrap_line(Wrap *wrap) {
  while (wrap->out->len && wrap->out->str[wrap->out->len - 1] == ' ')
    g_string_truncate(wrap->out, wrap->out->len - 1);
  g_string_append_c(wrap->out, '\n');
  append_spaces(wrap->out, wrap->indent);
  wrap->at = wrap->indent;
  wrap->fresh = TRUE;
}

static void wrap_piece(Wrap *wrap, const char *piece, gsize bytes) {
  guint wide = text_cols(piece, bytes);
  if (wrap->at + wide > wrap->cols && !wrap->fresh)
    wrap_line(wrap);
  if (*piece == ' ' && wrap->fresh && wrap->out->len && wrap->at == wrap->indent)
    return;
  while (wide > 0 && wrap->at + wide > wrap->cols && wrap->cols > wrap->indent + 1) {
    guint used;
    gsize fit = text_cols_fit(piece, bytes, wrap->cols - wrap->at, &used);
    g_string_append_len(wrap->out, piece, fit);
    piece += fit;
    bytes -= fit;
    wide -= used;
    wrap_line(wrap);
  }
  g_string_append_len(wrap->out, piece, bytes);
  wrap->at += wide;
  wrap->fresh = FALSE;
}

void text_cols_append_wrapped(GString *out, const char *text, guint at, guint indent, guint cols) {
  Wrap wrap = {out, at, indent, cols, TRUE};
  const char *end = text + strlen(text);
  for (const char *p = text; p < end;) {
    if (*p == '\n') {
      wrap_line(&wrap);
      p++;
      continue;
    }
    gsize bytes = piece_bytes(p, end);
    wrap_piece(&wrap, p, bytes);
    p += bytes;
  }
}

gunichar text_cols_safe(gunichar c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0))
    return 0;
  if (c == 0x061c || (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
      (c >= 0x2066 && c <= 0x2069) || (c >= 0xfff9 && c <= 0xfffb) || c == 0xfeff)
    return 0;
  if ((c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe || (c >= 0xe0000 && c <= 0xe007f))
    return 0;
  return c;
}

void text_cols_append_safe(GString *out, const char *text, gssize text_bytes, gboolean one_line) {
  const char *end = end_of(text, text_bytes);
  gsize bytes;
  for (const char *p = text; p < end; p += bytes) {
    gunichar c = char_at(p, end, &bytes);
    gboolean space = c == '\n' || c == '\t' || (one_line && c == '\r');
    if (one_line && (space || c == ' ')) {
      if (out->len == 0 || out->str[out->len - 1] != ' ')
        g_string_append_c(out, ' ');
    } else if (space) {
      g_string_append_c(out, c);
    } else {
      c = text_cols_safe(c);
      g_string_append_unichar(out, c ? c : 0xfffd);
    }
  }
}

char *text_cols_safe_string(const char *text, gboolean one_line) {
  GString *out = g_string_sized_new(strlen(text) + 8);
  text_cols_append_safe(out, text, -1, one_line);
  return g_string_free(out, FALSE);
}

guint text_cols_of_terminal(int fd) {
  const char *said = getenv("COLUMNS");
  long cols = said ? strtol(said, NULL, 10) : 0;
  struct winsize size;
  if (cols <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
    cols = size.ws_col;
  if (cols <= 0)
    cols = 80;
  return CLAMP(cols, 20, 1000);
}
