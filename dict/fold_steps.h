/* fold_steps.h: the steps of folding, shared by fold.c, fold_read.c and the analyzer. */
#ifndef JIKENBO_DICT_FOLD_STEPS_H
#define JIKENBO_DICT_FOLD_STEPS_H

#include "fold.h"

G_BEGIN_DECLS

/* A character and the byte of the source where the character that made it begins. */
typedef struct {
  guint32 code, offset;
} FoldCode;

typedef struct {
  FoldCode *at; /* owned */
  gsize n, room;
} FoldCodes;

/* Decodes one character; broken UTF-8 is U+FFFD, one byte. at < end. */
guint32 fold_decode(const guchar *at, const guchar *end, guint *bytes);
/* What FOLD_INDEX makes of a character that MeCab still sees (斎 -> 斉); itself where nothing. */
guint32 fold_merge(guint32 code);
/* FOLD_READ as codes; the caller frees codes->at. */
void fold_read_codes(const char *source, gsize source_bytes, FoldCodes *codes);
/* Encodes codes; offset of the end is source_bytes. */
void fold_encode(const FoldCodes *codes, gsize source_bytes, FoldedText *folded);
/* FOLD_READ text -> FOLD_INDEX text, offsets into the FOLD_READ text. */
void fold_kana_step(const char *read, gsize read_bytes, FoldedText *folded);

/* Characters of Japanese: kana, kanji, their marks and 、。「」. */
gboolean fold_is_japanese(guint32 code);
gboolean fold_is_hiragana(guint32 code);
gboolean fold_is_katakana(guint32 code); /* letters and ー, no ・ and no iteration marks */
gboolean fold_is_kanji(guint32 code);

G_END_DECLS

#endif
