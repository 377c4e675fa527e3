/* identity.h: which notices are the same one.
 *
 * copy        notice_key() equal: number, organisation, title and body are the same, white space
 *             aside.
 * near-copy   identity_near() equal. The key is a hash of: number; organisation; title; and of the
 *             body its letters and digits alone, in order, all FOLD_INDEX. So white space, width,
 *             marks, look-alikes, footers and captions (which page.c blanks) make no difference;
 * one other word or figure does. almost      near keys differ, number and organisation
 * (identity_group) are equal, the same figures stand in both in the same order, and the sketches
 * agree to IDENTITY_ALIKE or more: an OCR error, a word mended. identity_same() says so. A
 * follow-up report has other figures or other sentences: it stays a notice of its own, of the same
 * incident.
 */
#ifndef JIKENBO_INDEXER_IDENTITY_H
#define JIKENBO_INDEXER_IDENTITY_H

#include "shim/notice.h"

G_BEGIN_DECLS

#define IDENTITY_HASHES 64
#define IDENTITY_ALIKE 0.9

/* A body in short: the smallest hashes of its overlapping eight-character pieces, and its figures.
 */
typedef struct {
  guint32 hashes[IDENTITY_HASHES]; /* ascending */
  guint32 hashes_n;
  guint32 figures; /* hash of the numbers in order */
  char near[33];   /* identity_near; empty where the body has not been looked at */
  char group[33]; /* hash of number and organisation; without a number, of organisation and title */
} IdentitySketch;

/* 32 hex digits, equal for near-copies and in every run. */
void identity_near(const Notice *notice, char near[33]);

/* The group alone: most notices share theirs with no other, and need no more. */
void identity_group(const Notice *notice, IdentitySketch *sketch);
/* TRUE where identity_sketch made it. */
gboolean identity_is_sketched(const IdentitySketch *sketch);

/* Everything at once; the body is folded once. */
void identity_sketch(const Notice *notice, IdentitySketch *sketch);

/* TRUE where two notices, both sketched, are one (copy, near-copy or almost). */
gboolean identity_same(const IdentitySketch *a, const IdentitySketch *b);

/* Estimated part of the pieces that two bodies share, 0..1. */
double identity_alike(const IdentitySketch *a, const IdentitySketch *b);

G_END_DECLS

#endif
