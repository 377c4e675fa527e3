/* charset.h: the characters at which something could begin, to pass by all others quickly. Private
 * to dict/. */
#ifndef JIKENBO_DICT_CHARSET_H
#define JIKENBO_DICT_CHARSET_H

#include <glib.h>

G_BEGIN_DECLS

#define CHARSET_PLANE 0x10000

/* A bit for each character below CHARSET_PLANE; those beyond are in no set. */
typedef struct {
  gsize ready; /* for g_once_init_enter */
  guint32 bits[CHARSET_PLANE / 32];
} Charset;

/* Fills the set with the characters of a string, the first time; threads may race. */
void charset_prepare(Charset *set, const char *chars);

/* The first character of the set from p on, a character's beginning; end where there is none. */
static inline const char *charset_find(const Charset *set, const char *p, const char *end) {
  while (p < end) {
    guint32 c = (guchar)*p, bytes = 1;
    if (c >= 0xe0 && end - p >= 3) {
      c = (c & 0x0f) << 12 | ((guchar)p[1] & 0x3fu) << 6 | ((guchar)p[2] & 0x3fu);
      bytes = 3; /* of those of four the last one is passed by on its own */
    }
    if (set->bits[c / 32] >> (c % 32) & 1)
      return p;
    p += bytes;
  }
  return end;
}

G_END_DECLS

#endif
