/* charset.h: the characters at which something could begin, to pass by all others quickly. Private
 * to dict/. */
#ifndef JIKENBO_DICT_CHARSET_H
#define JIKENBO_DICT_CHARSET_H

#include <glib.h>

G_BEGIN_DECLS

#define CHARSET_PLANE 0x10000

#define CHARSET_PAGE_BITS 6 /* what the third byte of a character tells */

/* A bit for each character below CHARSET_PLANE; those beyond are in no set. pages: whether any of
 * its page is in it, for few pages are. */
typedef struct {
  gsize ready; /* for g_once_init_enter */
  guint8 pages[CHARSET_PLANE >> CHARSET_PAGE_BITS];
  guint32 bits[CHARSET_PLANE / 32];
} Charset;

/* Fills the set with the characters of a string, the first time; threads may race. */
void charset_prepare(Charset *set, const char *chars);

/* The first character of the set from p on, a character's beginning; end where there is none. */
static inline const char *charset_find(const Charset *set, const char *p, const char *end) {
  while (p < end) {
    guint32 c = (guchar)*p, bytes = 1;
    if (c >= 0xe0 && end - p >= 3) {
      bytes = 3; /* of those of four the last one is passed by on its own */
      guint32 page = (c & 0x0f) << CHARSET_PAGE_BITS | ((guchar)p[1] & 0x3fu);
      c = page << CHARSET_PAGE_BITS | ((guchar)p[2] & 0x3fu);
      if (!set->pages[page]) {
        p += 3;
        continue;
      }
    }
    if (set->bits[c / 32] >> (c % 32) & 1)
      return p;
    p += bytes;
  }
  return end;
}

G_END_DECLS

#endif
