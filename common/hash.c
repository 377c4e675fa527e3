#include "hash.h"

#include <string.h>

static guint64 rotate(guint64 x, int n) {
  return x << n | x >> (64 - n);
}

/* Austin Appleby's MurmurHash3, 128 bits for 64-bit machines: sixteen bytes a step. */
static void step(Hash *hash, const guint64 words[2]) {
  const guint64 c1 = 0x87c37b91114253d5u, c2 = 0x4cf5ad432745937fu;
  guint64 a = hash->lanes[0], b = hash->lanes[1];
  a ^= rotate(GUINT64_FROM_LE(words[0]) * c1, 31) * c2;
  a = (rotate(a, 27) + b) * 5 + 0x52dce729;
  b ^= rotate(GUINT64_FROM_LE(words[1]) * c2, 33) * c1;
  b = (rotate(b, 31) + a) * 5 + 0x38495ab5;
  *hash = (Hash){{a, b}};
}

static guint64 mix(guint64 value) {
  value = (value ^ value >> 33) * 0xff51afd7ed558ccdu;
  value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53u;
  return value ^ value >> 33;
}

void hash_add(Hash *hash, const void *data, gsize bytes) {
  const guint8 *at = data;
  guint64 words[2];
  for (gsize left = bytes; left > 0; left -= MIN(left, sizeof words), at += sizeof words) {
    if (left < sizeof words)
      memset(words, 0, sizeof words);
    memcpy(words, at, MIN(left, sizeof words));
    step(hash, words);
  }
  words[0] = words[1] = GUINT64_TO_LE((guint64)bytes + 1);
  step(hash, words);
}

void hash_add_string(Hash *hash, const char *text) {
  if (text != NULL)
    hash_add(hash, text, strlen(text));
  else
    hash_add(hash, "\001", 1);
}

void hash_text(const Hash *hash, char text[HASH_TEXT_BYTES]) {
  guint64 a = hash->lanes[0] + hash->lanes[1], b = hash->lanes[1] + a;
  a = mix(a);
  b = mix(b);
  a += b;
  b += a;
  g_snprintf(text, HASH_TEXT_BYTES, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", a, b);
}
