/* fold_steps.h: the steps of folding, shared by fold.c, fold_read.c and the analyzer. */
#ifndef JIKENBO_DICT_FOLD_STEPS_H
#define JIKENBO_DICT_FOLD_STEPS_H

#include "fold.h"

G_BEGIN_DECLS

/* ---- characters; inline, for every step asks them of every character */

/* Decodes a character beyond ASCII; broken UTF-8 is U+FFFD, one byte. */
guint32 fold_decode_long(const guchar *at, const guchar *end, guint *bytes);

static inline guint32 fold_decode(const guchar *at, const guchar *end, guint *bytes) {
  if (*at < 0x80) {
    *bytes = 1;
    return *at;
  }
  /* Three bytes from U+1000 to U+CFFF: nearly all of Japanese, none of them to be refused. */
  if (*at >= 0xE1 && *at <= 0xEC && end - at >= 3 && (at[1] & 0xC0) == 0x80 &&
      (at[2] & 0xC0) == 0x80) {
    *bytes = 3;
    return (*at & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
  }
  return fold_decode_long(at, end, bytes);
}

static inline gboolean fold_is_hiragana(guint32 code) {
  return code >= 0x3041 && code <= 0x3096;
}

/* Letters and ー, no ・ and no iteration marks. */
static inline gboolean fold_is_katakana(guint32 code) {
  return (code >= 0x30A1 && code <= 0x30FA) || code == 0x30FC || (code >= 0x31F0 && code <= 0x31FF);
}

static inline gboolean fold_is_kanji(guint32 code) {
  return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
         (code >= 0xF900 && code <= 0xFAFF) || (code >= 0x20000 && code <= 0x3FFFD) ||
         (code >= 0x3005 && code <= 0x3007);
}

/* Kana, kanji, and their marks: 、。「」. */
static inline gboolean fold_is_japanese(guint32 code) {
  if (code < 0x3001)
    return FALSE;
  return (code <= 0x30FF && code != 0x3099 && code != 0x309A && (code < 0x302A || code > 0x302F)) ||
         (code >= 0x31F0 && code <= 0x31FF) || fold_is_kanji(code);
}

/* A character and the byte of the source where the character that made it begins. */
typedef struct {
  guint32 code, offset;
} FoldCode;

typedef struct {
  FoldCode *at; /* owned */
  gsize n, room;
} FoldCodes;

/* A text on its way through the steps: codes is what the last one made. Reused from text to text,
 * for it is as large as they are: zero it first, clear it in the end. */
typedef struct {
  FoldCodes codes, spare;
} FoldWork;

void fold_work_clear(FoldWork *work);
/* Room for so many in codes, of which none are kept. */
void fold_reserve(FoldCodes *codes, gsize room);

/* What FOLD_INDEX makes of a character that MeCab still sees (斎 -> 斉); itself where nothing. */
guint32 fold_merge(guint32 code);
/* A text as FOLD_READ codes. */
void fold_read_codes(const char *source, gsize source_bytes, FoldWork *work);
/* Encodes codes; offset of the end is source_bytes. folded is zeroed, or its memory is used again.
 */
void fold_encode(const FoldCodes *codes, gsize source_bytes, FoldedText *folded);
/* Makes each offset the byte of the encoded text at which its character begins. */
void fold_place_codes(FoldCodes *codes);
/* FOLD_READ codes -> FOLD_INDEX codes, offsets go along. */
void fold_kana_codes(FoldWork *work);
/* A text as codes. */
void fold_codes(FoldStrength strength, const char *source, gsize source_bytes, FoldWork *work);

G_END_DECLS

#endif
