/* facts_near.c: see facts_near.h. */
#include "facts_near.h"

#include <string.h>

/* Eight bytes of a text, or fewer; mask: of these. */
typedef struct {
  guint64 bytes, mask;
} Bytes;

/* The words of a list whose first characters have a number in common stand in a chain, in the
 * list's order; so do those of a last one. 0: none. */
struct NearChains {
  guint8 first[NEAR_NUMBERS], last[NEAR_NUMBERS]; /* by number: a word's place, and one */
  struct {
    const char *word;
    guint8 bytes, next_first, next_last;
    Bytes head, tail; /* its first bytes, and its last ones: most places differ in these */
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

/* The bytes from p on, as a word has them; where it has fewer, the mask says which. */
static Bytes bytes_from(const char *p, gsize n) {
  Bytes all = {0, 0};
  const guint64 every = G_MAXUINT64;
  memcpy(&all.bytes, p, MIN(n, sizeof all.bytes));
  memcpy(&all.mask, &every, MIN(n, sizeof all.mask));
  return all;
}

/* The same of those before p, at the end of the eight. */
static Bytes bytes_upto(const char *p, gsize n) {
  Bytes all = {0, 0};
  const guint64 every = G_MAXUINT64;
  const gsize k = MIN(n, sizeof all.bytes);
  memcpy((char *)&all.bytes + sizeof all.bytes - k, p - k, k);
  memcpy((char *)&all.mask + sizeof all.mask - k, &every, k);
  return all;
}

/* The same without the masks, of a text, which nearly always has all eight. */
static inline guint64 text_from(const char *p, gsize n) {
  guint64 bytes;
  if (G_UNLIKELY(n < sizeof bytes))
    return bytes_from(p, n).bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

static inline guint64 text_upto(const char *p, gsize n) {
  guint64 bytes;
  if (G_UNLIKELY(n < sizeof bytes))
    return bytes_upto(p, n).bytes;
  memcpy(&bytes, p - sizeof bytes, sizeof bytes);
  return bytes;
}

/* TRUE where text has what the word asks for. */
static inline gboolean has_bytes(guint64 text, Bytes word) {
  return !((text ^ word.bytes) & word.mask);
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
    chains->words[i].head = bytes_from(words[i], bytes);
    chains->words[i].tail = bytes_upto(words[i] + bytes, bytes);
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
  guint i = chains->first[first_number(p)];
  const guint64 head = i ? text_from(p, room) : 0;
  for (; i; i = chains->words[i - 1].next_first) {
    const gsize bytes = chains->words[i - 1].bytes;
    if (has_bytes(head, chains->words[i - 1].head) && bytes <= room &&
        memcmp(p, chains->words[i - 1].word, bytes) == 0)
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
  guint i = room ? chains->last[last_number(p)] : 0;
  const guint64 tail = i ? text_upto(p, room) : 0;
  for (; i; i = chains->words[i - 1].next_last) {
    const gsize bytes = chains->words[i - 1].bytes;
    if (has_bytes(tail, chains->words[i - 1].tail) && bytes <= room &&
        memcmp(p - bytes, chains->words[i - 1].word, bytes) == 0)
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
