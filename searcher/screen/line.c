#include "line.h"

#include <string.h>
#include <utf8proc.h>

#include "common/text_cols.h"

void line_init(Line *line) {
  line->text = g_string_new(NULL);
  line->killed = g_string_new(NULL);
  line->at_bytes = 0;
}

void line_clear(Line *line) {
  if (line->text)
    g_string_free(line->text, TRUE);
  if (line->killed)
    g_string_free(line->killed, TRUE);
  memset(line, 0, sizeof *line);
}

gsize line_next_cluster(const char *text, gsize text_bytes, gsize at_bytes) {
  if (at_bytes >= text_bytes)
    return text_bytes;
  const char *p = text + at_bytes, *end = text + text_bytes;
  utf8proc_int32_t state = 0;
  gunichar before = g_utf8_get_char(p);
  for (p = g_utf8_next_char(p); p < end; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
      break;
    before = c;
  }
  return p - text;
}

/* Clusters can't be told from behind; a line is short, so it is walked from its start. */
gsize line_previous_cluster(const char *text, gsize at_bytes) {
  gsize from = 0;
  for (gsize next = 0; next < at_bytes; next = line_next_cluster(text, at_bytes, next))
    from = next;
  return from;
}

/* What is no control character of the text, its line ends and tabs as spaces. */
static char *plain_text(const char *text, gssize text_bytes) {
  gsize bytes = text_bytes < 0 ? strlen(text) : (gsize)text_bytes;
  GString *out = g_string_sized_new(bytes);
  for (const char *p = text, *end = text + bytes; p < end;) {
    gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c >= 0x110000) {
      p++;
      continue;
    }
    gunichar safe = c == '\n' || c == '\t' || c == '\r' ? ' ' : text_cols_safe(c);
    if (safe)
      g_string_append_unichar(out, safe);
    p = g_utf8_next_char(p);
  }
  return g_string_free(out, FALSE);
}

void line_replace(Line *line, gsize from_bytes, gsize to_bytes, const char *text) {
  g_string_erase(line->text, from_bytes, to_bytes - from_bytes);
  char *plain = plain_text(text, -1);
  gsize room = LINE_BYTES_MAX - MIN(line->text->len, LINE_BYTES_MAX), bytes = strlen(plain);
  if (bytes > room) {
    bytes = room;
    while (bytes && ((guchar)plain[bytes] & 0xc0) == 0x80)
      bytes--;
  }
  g_string_insert_len(line->text, from_bytes, plain, bytes);
  line->at_bytes = from_bytes + bytes;
  g_free(plain);
}

void line_set(Line *line, const char *text) {
  line_replace(line, 0, line->text->len, text);
}

void line_insert(Line *line, const char *text, gssize text_bytes) {
  char *copy = text_bytes < 0 ? g_strdup(text) : g_strndup(text, text_bytes);
  line_replace(line, line->at_bytes, line->at_bytes, copy);
  g_free(copy);
}

static gboolean go(Line *line, gsize at_bytes) {
  gboolean moved = line->at_bytes != at_bytes;
  line->at_bytes = at_bytes;
  return moved;
}

gboolean line_left(Line *line) {
  return go(line, line_previous_cluster(line->text->str, line->at_bytes));
}

gboolean line_right(Line *line) {
  return go(line, line_next_cluster(line->text->str, line->text->len, line->at_bytes));
}

gboolean line_home(Line *line) {
  return go(line, 0);
}

gboolean line_end(Line *line) {
  return go(line, line->text->len);
}

typedef enum {
  CLASS_SPACE,
  CLASS_LATIN,
  CLASS_HIRAGANA,
  CLASS_KATAKANA,
  CLASS_KANJI,
  CLASS_MARK
} Class;

/* Japanese has no spaces: a word ends where the script does. */
static Class class_of(gunichar c) {
  if (g_unichar_isspace(c))
    return CLASS_SPACE;
  if (c >= 0x3040 && c < 0x30a0)
    return CLASS_HIRAGANA;
  if ((c >= 0x30a0 && c < 0x3100) || (c >= 0xff66 && c < 0xffa0))
    return CLASS_KATAKANA;
  if (c == 0x3005 || (c >= 0x2e80 && c < 0x3000) || (c >= 0x3400 && c < 0xa000) ||
      (c >= 0xf900 && c < 0xfb00) || c >= 0x20000)
    return CLASS_KANJI;
  return g_unichar_isalnum(c) ? CLASS_LATIN : CLASS_MARK;
}

static Class class_before(const Line *line, gsize at_bytes) {
  return class_of(
      g_utf8_get_char(line->text->str + line_previous_cluster(line->text->str, at_bytes)));
}

static gsize word_start(const Line *line) {
  gsize at = line->at_bytes;
  while (at && class_before(line, at) == CLASS_SPACE)
    at = line_previous_cluster(line->text->str, at);
  if (!at)
    return 0;
  Class class = class_before(line, at);
  while (at && class_before(line, at) == class)
    at = line_previous_cluster(line->text->str, at);
  return at;
}

static gsize word_end(const Line *line) {
  const char *text = line->text->str;
  gsize at = line->at_bytes, end = line->text->len;
  while (at < end && class_of(g_utf8_get_char(text + at)) == CLASS_SPACE)
    at = line_next_cluster(text, end, at);
  if (at >= end)
    return end;
  Class class = class_of(g_utf8_get_char(text + at));
  while (at < end && class_of(g_utf8_get_char(text + at)) == class)
    at = line_next_cluster(text, end, at);
  return at;
}

gboolean line_word_left(Line *line) {
  return go(line, word_start(line));
}

gboolean line_word_right(Line *line) {
  return go(line, word_end(line));
}

static gboolean erase(Line *line, gsize from, gsize to, gboolean keep) {
  if (from >= to)
    return FALSE;
  if (keep) {
    g_string_truncate(line->killed, 0);
    g_string_append_len(line->killed, line->text->str + from, to - from);
  }
  g_string_erase(line->text, from, to - from);
  line->at_bytes = from;
  return TRUE;
}

gboolean line_rub_out(Line *line) {
  return erase(line, line_previous_cluster(line->text->str, line->at_bytes), line->at_bytes, FALSE);
}

gboolean line_delete(Line *line) {
  return erase(line, line->at_bytes,
               line_next_cluster(line->text->str, line->text->len, line->at_bytes), FALSE);
}

gboolean line_kill_word(Line *line) {
  return erase(line, word_start(line), line->at_bytes, TRUE);
}

gboolean line_kill_to_start(Line *line) {
  return erase(line, 0, line->at_bytes, TRUE);
}

gboolean line_kill_to_end(Line *line) {
  return erase(line, line->at_bytes, line->text->len, TRUE);
}

gboolean line_yank(Line *line) {
  if (!line->killed->len)
    return FALSE;
  line_insert(line, line->killed->str, line->killed->len);
  return TRUE;
}
