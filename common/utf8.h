/* utf8.h: UTF-8 that is checked again and again: stored records, tables read at every start. */
#ifndef JIKENBO_COMMON_UTF8_H
#define JIKENBO_COMMON_UTF8_H

#include <glib.h>

G_BEGIN_DECLS

/* Behind the letters of one byte, NUL among them, and of three that begin with E3..E9 (kana,
 * kanji): nearly all of a Japanese text, told without a look at what they are. At most end. */
static inline const char *utf8_skip_plain(const char *text, const char *end) {
  while (text < end) {
    const guchar *at = (const guchar *)text;
    if (*at < 0x80)
      text++;
    else if (*at >= 0xE3 && *at <= 0xE9 && end - text >= 3 && (at[1] & 0xC0) == 0x80 &&
             (at[2] & 0xC0) == 0x80)
      text += 3;
    else
      break;
  }
  return text;
}

/* The first byte of n that is no UTF-8; NULL where all are. A NUL is a character. */
static inline const char *utf8_broken(const char *text, gsize n) {
  const char *end = text + n;

  while ((text = utf8_skip_plain(text, end)) < end) {
    if (g_utf8_get_char_validated(text, end - text) >= (gunichar)-2)
      return text;
    text = g_utf8_next_char(text);
  }
  return NULL;
}

G_END_DECLS

#endif
