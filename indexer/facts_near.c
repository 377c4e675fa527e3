/* facts_near.c: see facts_near.h. */
#include "facts_near.h"

#include <string.h>

/* The words of a list whose first characters have a number in common stand in a chain, in the
 * list's order; so do those of a last one. 0: none. */
struct NearChains {
  guint8 first[NEAR_NUMBERS], last[NEAR_NUMBERS]; /* by number: a word's place, and one */
  struct {
    const char *word;
    guint8 bytes, next_first, next_last;
  } words[];
};

/* A character by one of NEAR_NUMBERS: ASCII is itself, others by their two telling bytes. */
static inline guint first_number(const char *p) {
  const guchar *c = (const guchar *)p;
  return (c[0] < 0x80   ? c[0]
          : c[0] < 0xe0 ? (c[0] << 6) + c[1]
                        : (c[1] << 6) + c[2]) %
         NEAR_NUMBERS;
}

/* Of the character that ends at p. */
static inline guint last_number(const char *p) {
  const guchar *c = (const guchar *)p;
  return (c[-1] < 0x80 ? c[-1] : (c[-2] << 6) + c[-1]) % NEAR_NUMBERS;
}

static NearChains *make(const char *const *words) {
  const guint n = g_strv_length((char **)words);
  NearChains *chains = g_malloc0(sizeof *chains + n * sizeof *chains->words);
  g_assert(n < G_MAXUINT8);
  for (guint i = n; i-- > 0;) {
    const gsize bytes = strlen(words[i]);
    guint8 *first = &chains->first[first_number(words[i])];
    guint8 *last = &chains->last[last_number(words[i] + bytes)];
    g_assert(bytes <= G_MAXUINT8);
    chains->words[i].word = words[i];
    chains->words[i].bytes = (guint8)bytes;
    chains->words[i].next_first = *first;
    chains->words[i].next_last = *last;
    *first = *last = (guint8)(i + 1);
  }
  return chains;
}

static inline const NearChains *chains_of(NearWords *near) {
  if (g_once_init_enter(&near->made))
    g_once_init_leave(&near->made, (gsize)make(near->words));
  return (const NearChains *)near->made;
}

static inline gsize begins(const NearChains *chains, const char *p, const char *end) {
  const gsize room = (gsize)(end - p);
  for (guint i = chains->first[first_number(p)]; i; i = chains->words[i - 1].next_first) {
    const gsize bytes = chains->words[i - 1].bytes;
    if (bytes <= room && memcmp(p, chains->words[i - 1].word, bytes) == 0)
      return bytes;
  }
  return 0;
}

gsize near_begins(NearWords *near, const char *p, const char *end) {
  return p < end ? begins(chains_of(near), p, end) : 0;
}

gboolean near_ends(NearWords *near, const char *text, const char *p) {
  const NearChains *chains = chains_of(near);
  const gsize room = (gsize)(p - text);
  for (guint i = room ? chains->last[last_number(p)] : 0; i; i = chains->words[i - 1].next_last) {
    const gsize bytes = chains->words[i - 1].bytes;
    if (bytes <= room && memcmp(p - bytes, chains->words[i - 1].word, bytes) == 0)
      return TRUE;
  }
  return FALSE;
}

gboolean near_within(NearWords *near, const char *p, const char *end) {
  const NearChains *chains = chains_of(near);
  for (; p < end; p = g_utf8_next_char(p))
    if (chains->first[first_number(p)] && begins(chains, p, end))
      return TRUE;
  return FALSE;
}
