#include "charset.h"

void charset_prepare(Charset *set, const char *chars) {
  if (!g_once_init_enter(&set->ready))
    return;
  for (const char *p = chars; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    set->bits[c / 32] |= 1u << (c % 32);
    set->pages[c >> CHARSET_PAGE_BITS] = 1;
  }
  g_once_init_leave(&set->ready, 1);
}
