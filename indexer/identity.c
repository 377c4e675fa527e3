#include "indexer/identity.h"

#include <string.h>

#include "common/hash.h"
#include "dict/fold.h"

/* Pieces of so many characters overlap. */
#define PIECE_CHARS 8

/* FNV-1a, 64 bits, with a last mixing: equal in every run and on every machine. */
static const guint64 FNV_START = 14695981039346656037u;

static guint64 fnv_bytes(guint64 hash, const void *bytes, gsize bytes_len) {
  const guchar *at = bytes;
  for (gsize i = 0; i < bytes_len; i++)
    hash = (hash ^ at[i]) * 1099511628211u;
  return hash;
}

static guint64 mix(guint64 value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdu;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53u;
  return value ^ value >> 33;
}

/* Letters and digits of text, FOLD_INDEX; the caller frees it. */
static GString *letters(const char *text, gsize text_bytes) {
  char *folded = fold_string(FOLD_INDEX, text ? text : "", text ? (gssize)text_bytes : 0);
  GString *kept = g_string_sized_new(strlen(folded));
  for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (g_unichar_isalnum(c))
      g_string_append_len(kept, at, g_utf8_next_char(at) - at);
  }
  g_free(folded);
  return kept;
}

static void add_field(Hash *hash, const char *text) {
  GString *kept = letters(text, text ? strlen(text) : 0);
  hash_add(hash, kept->str, kept->len);
  g_string_free(kept, TRUE);
}

static void make_near(const Notice *notice, const GString *body, char near[33]) {
  Hash hash = HASH_START;
  add_field(&hash, notice->id);
  add_field(&hash, notice->organisation);
  add_field(&hash, notice->title);
  hash_add(&hash, body->str, body->len);
  hash_text(&hash, near);
}

void identity_near(const Notice *notice, char near[33]) {
  GString *body = letters(notice->body, notice->body_bytes);
  make_near(notice, body, near);
  g_string_free(body, TRUE);
}

static void make_group(const Notice *notice, char group[33]) {
  Hash hash = HASH_START;
  add_field(&hash, notice->id);
  add_field(&hash, notice->organisation);
  if (!notice->id)
    add_field(&hash, notice->title);
  hash_text(&hash, group);
}

/* Keeps the smallest hashes, ascending, each once. */
static void keep_smallest(IdentitySketch *sketch, guint32 hash) {
  guint n = sketch->hashes_n;
  if (n == IDENTITY_HASHES && hash >= sketch->hashes[n - 1])
    return;
  guint low = 0, high = n;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (sketch->hashes[middle] < hash)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < n && sketch->hashes[low] == hash)
    return;
  if (n == IDENTITY_HASHES)
    n--;
  memmove(sketch->hashes + low + 1, sketch->hashes + low, (n - low) * sizeof hash);
  sketch->hashes[low] = hash;
  sketch->hashes_n = n + 1;
}

static void make_sketch(const GString *body, IdentitySketch *sketch) {
  const char *window[PIECE_CHARS] = {NULL};
  guint filled = 0;
  guint64 figures = FNV_START;
  gboolean digit = FALSE;
  for (const char *at = body->str; *at; at = g_utf8_next_char(at)) {
    if (filled == PIECE_CHARS)
      memmove(window, window + 1, (PIECE_CHARS - 1) * sizeof *window);
    else
      filled++;
    window[filled - 1] = at;
    if (filled == PIECE_CHARS) {
      const char *end = g_utf8_next_char(at);
      keep_smallest(sketch,
                    (guint32)mix(fnv_bytes(FNV_START, window[0], (gsize)(end - window[0]))));
    }
    if (g_ascii_isdigit(*at))
      figures = fnv_bytes(figures, at, 1);
    else if (digit)
      figures = fnv_bytes(figures, " ", 1);
    digit = g_ascii_isdigit(*at);
  }
  sketch->figures = (guint32)mix(figures);
}

void identity_sketch(const Notice *notice, IdentitySketch *sketch) {
  memset(sketch, 0, sizeof *sketch);
  GString *body = letters(notice->body, notice->body_bytes);
  make_near(notice, body, sketch->near);
  make_group(notice, sketch->group);
  make_sketch(body, sketch);
  g_string_free(body, TRUE);
}

double identity_alike(const IdentitySketch *a, const IdentitySketch *b) {
  guint i = 0, k = 0, shared = 0, seen = 0;
  /* The smallest hashes of both together, up to the size of a sketch: how many are in both. */
  while (seen < IDENTITY_HASHES && (i < a->hashes_n || k < b->hashes_n)) {
    gboolean left = i < a->hashes_n, right = k < b->hashes_n;
    if (left && right && a->hashes[i] == b->hashes[k]) {
      shared++;
      i++;
      k++;
    } else if (left && (!right || a->hashes[i] < b->hashes[k])) {
      i++;
    } else {
      k++;
    }
    seen++;
  }
  return seen ? (double)shared / seen : 1;
}

gboolean identity_same(const IdentitySketch *a, const IdentitySketch *b) {
  if (strcmp(a->near, b->near) == 0)
    return TRUE;
  if (strcmp(a->group, b->group) != 0)
    return FALSE;
  /* A heading without text is the shadow of the notice that has one. */
  if (a->hashes_n == 0 || b->hashes_n == 0)
    return a->hashes_n != b->hashes_n;
  return a->figures == b->figures && identity_alike(a, b) >= IDENTITY_ALIKE;
}
