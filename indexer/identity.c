#include "indexer/identity.h"

#include <string.h>

#include "common/hash.h"
#include "dict/fold_steps.h"

/* Pieces of so many characters overlap. */
#define PIECE_CHARS 8

/* Of a piece: two are seldom one by chance, and a sketch is stored in 130 bytes. */
#define HASH_BITS 24
#define PIECE_BASE 0x9e3779b97f4a7c15u
#define PIECE_MIX 0xff51afd7ed558ccdu

/* FNV-1a, 64 bits; with a last mixing: equal in every run and on every machine. */
static const guint64 FNV_START = 14695981039346656037u;

static guint64 fnv_byte(guint64 hash, char byte) {
  return (hash ^ (guchar)byte) * 1099511628211u;
}

static guint64 mix(guint64 value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdu;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53u;
  return value ^ value >> 33;
}

static inline gboolean is_letter(guint32 code) {
  if (code < 0x80)
    return g_ascii_isalnum((char)code);
  return fold_is_hiragana(code) || (code >= 0x4E00 && code <= 0x9FFF) || g_unichar_isalnum(code);
}

/* Letters and digits of text, FOLD_INDEX, as an array of guint32; the caller frees it. */
static GArray *letters(const char *text, gsize text_bytes) {
  FoldWork work = {0};
  fold_codes(FOLD_INDEX, text ? text : "", text ? text_bytes : 0, &work);
  const FoldCodes *codes = &work.codes;
  GArray *kept = g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint)codes->n + 1);
  g_array_set_size(kept, (guint)codes->n);
  guint n = 0;
  for (gsize i = 0; i < codes->n; i++)
    if (is_letter(codes->at[i].code))
      g_array_index(kept, guint32, n++) = codes->at[i].code;
  g_array_set_size(kept, n);
  fold_work_clear(&work);
  return kept;
}

static void add_letters(Hash *hash, const GArray *kept) {
  hash_add(hash, kept->data, (gsize)kept->len * sizeof(guint32));
}

static void add_field(Hash *hash, const char *text) {
  GArray *kept = letters(text, text ? strlen(text) : 0);
  add_letters(hash, kept);
  g_array_unref(kept);
}

static void make_near(const Notice *notice, const GArray *body, char near[33]) {
  Hash hash = HASH_START;
  add_field(&hash, notice->id);
  add_field(&hash, notice->organisation);
  add_field(&hash, notice->title);
  add_letters(&hash, body);
  hash_text(&hash, near);
}

void identity_near(const Notice *notice, char near[33]) {
  GArray *body = letters(notice->body, notice->body_bytes);
  make_near(notice, body, near);
  g_array_unref(body);
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

/* Hashes of the pieces: a character's number comes in as a digit in base PIECE_BASE, and goes out
 * PIECE_CHARS later. */
static void sketch_pieces(const GArray *body, IdentitySketch *sketch) {
  guint32 window[PIECE_CHARS] = {0};
  guint64 piece = 0, oldest = 1;
  for (guint i = 0; i < PIECE_CHARS; i++)
    oldest *= PIECE_BASE;
  for (guint n = 0; n < body->len; n++) {
    guint32 code = g_array_index(body, guint32, n), *place = &window[n % PIECE_CHARS];
    piece = piece * PIECE_BASE + code - oldest * *place;
    *place = code;
    if (n + 1 >= PIECE_CHARS)
      keep_smallest(sketch, (guint32)((piece ^ piece >> 32) * PIECE_MIX >> (64 - HASH_BITS)));
  }
}

static void sketch_figures(const GArray *body, IdentitySketch *sketch) {
  guint64 figures = FNV_START;
  gboolean before = FALSE;
  for (guint i = 0; i < body->len; i++) {
    guint32 code = g_array_index(body, guint32, i);
    gboolean digit = code >= '0' && code <= '9';
    if (digit || before)
      figures = fnv_byte(figures, digit ? (char)code : ' ');
    before = digit;
  }
  sketch->figures = (guint32)mix(figures);
}

static void make_sketch(const GArray *body, IdentitySketch *sketch) {
  sketch_pieces(body, sketch);
  sketch_figures(body, sketch);
}

void identity_group(const Notice *notice, IdentitySketch *sketch) {
  memset(sketch, 0, sizeof *sketch);
  make_group(notice, sketch->group);
}

gboolean identity_is_sketched(const IdentitySketch *sketch) {
  return *sketch->near != '\0';
}

void identity_sketch(const Notice *notice, IdentitySketch *sketch) {
  memset(sketch, 0, sizeof *sketch);
  GArray *body = letters(notice->body, notice->body_bytes);
  make_near(notice, body, sketch->near);
  make_group(notice, sketch->group);
  make_sketch(body, sketch);
  g_array_unref(body);
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
