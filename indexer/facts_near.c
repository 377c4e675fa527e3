/* facts_near.c: see facts_near.h. */
#include "facts_near.h"

#include <string.h>

/* A character by one of 256 numbers: ASCII is itself, others by their two telling bytes. */
static inline guint first_number(const char *p) {
  const guchar *c = (const guchar *)p;
  return (c[0] < 0x80 ? c[0] : c[0] < 0xe0 ? (c[0] << 6) + c[1] : (c[1] << 6) + c[2]) & 255u;
}

/* Of the character that ends at p. */
static inline guint last_number(const char *p) {
  const guchar *c = (const guchar *)p;
  return (c[-1] < 0x80 ? c[-1] : (c[-2] << 6) + c[-1]) & 255u;
}

static inline gboolean has(const guint64 *bits, guint number) {
  return (gboolean)(bits[number / 64] >> number % 64 & 1);
}

static void make(NearWords *near) {
  if (!g_once_init_enter(&near->made))
    return;
  for (const char *const *word = near->words; *word; word++) {
    guint first = first_number(*word), last = last_number(*word + strlen(*word));
    near->first[first / 64] |= G_GUINT64_CONSTANT(1) << first % 64;
    near->last[last / 64] |= G_GUINT64_CONSTANT(1) << last % 64;
  }
  g_once_init_leave(&near->made, 1);
}

static gsize begins(const NearWords *near, const char *p, const char *end) {
  for (const char *const *word = near->words; *word; word++)
    if (near_is(p, end, *word))
      return strlen(*word);
  return 0;
}

gsize near_begins(NearWords *near, const char *p, const char *end) {
  make(near);
  return p < end && has(near->first, first_number(p)) ? begins(near, p, end) : 0;
}

gboolean near_ends(NearWords *near, const char *text, const char *p) {
  make(near);
  gsize room = (gsize)(p - text);
  if (!room || !has(near->last, last_number(p)))
    return FALSE;
  for (const char *const *word = near->words; *word; word++) {
    gsize bytes = strlen(*word);
    if (room >= bytes && memcmp(p - bytes, *word, bytes) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean near_within(NearWords *near, const char *p, const char *end) {
  make(near);
  for (; p < end; p = g_utf8_next_char(p))
    if (has(near->first, first_number(p)) && begins(near, p, end))
      return TRUE;
  return FALSE;
}
