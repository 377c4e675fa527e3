/* FOLD_INDEX on top of FOLD_READ, and the public functions. */
#include "fold.h"

#include <string.h>

#include "fold_steps.h"

#define LONG_MARK 0x30FC
#define LONG_RUN 4 /* characters of a katakana run whose final long vowel is dropped */

static inline guint32 code_bytes(guint32 code) {
  return 1u + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000);
}

static gsize encoded_bytes(const FoldCodes *codes) {
  gsize bytes = 0;
  for (gsize i = 0; i < codes->n; i++)
    bytes += code_bytes(codes->at[i].code);
  return bytes;
}

void fold_place_codes(FoldCodes *codes) {
  guint32 at = 0;
  for (gsize i = 0; i < codes->n; i++) {
    codes->at[i].offset = at;
    at += code_bytes(codes->at[i].code);
  }
}

/* Writes one character; returns its bytes. */
static inline guint put_code(guint32 code, char *to) {
  if (code < 0x80) {
    *to = (char)code;
    return 1;
  }
  if (code < 0x800 || code >= 0x10000)
    return (guint)g_unichar_to_utf8(code, to);
  to[0] = (char)(0xE0 | code >> 12);
  to[1] = (char)(0x80 | (code >> 6 & 0x3F));
  to[2] = (char)(0x80 | (code & 0x3F));
  return 3;
}

static void encode(const FoldCodes *codes, gsize source_bytes, FoldedText *folded) {
  char *to = folded->text;
  guint32 *offsets = folded->offsets;
  for (gsize i = 0; i < codes->n; i++) {
    const FoldCode at = codes->at[i];
    const guint n = put_code(at.code, to);
    folded->codes[i] = (guint16)MIN(at.code, FOLD_BEYOND);
    folded->starts[i] = (guint32)(to - folded->text);
    for (guint j = 0; j < n; j++)
      *offsets++ = at.offset;
    to += n;
  }
  *to = '\0';
  *offsets = (guint32)source_bytes;
  memset(folded->codes + codes->n, 0, FOLD_SPARE * sizeof *folded->codes);
  folded->starts[codes->n] = (guint32)folded->text_bytes;
  folded->chars = codes->n;
}

/* Room for so many bytes and characters; what folded held is lost. */
static void reserve_text(FoldedText *folded, gsize bytes, gsize chars) {
  if (bytes >= folded->room) {
    folded->room = bytes + 1;
    g_free(folded->text);
    g_free(folded->offsets);
    folded->text = g_malloc(folded->room);
    folded->offsets = g_new(guint32, folded->room);
  }
  if (chars >= folded->chars_room) {
    folded->chars_room = chars + 1;
    g_free(folded->codes);
    g_free(folded->starts);
    folded->codes = g_new(guint16, folded->chars_room + FOLD_SPARE - 1);
    folded->starts = g_new(guint32, folded->chars_room);
  }
}

void fold_encode(const FoldCodes *codes, gsize source_bytes, FoldedText *folded) {
  gsize bytes = encoded_bytes(codes);
  reserve_text(folded, bytes, codes->n);
  folded->text_bytes = bytes;
  encode(codes, source_bytes, folded);
}

/* ---- kana ---- */

typedef struct {
  FoldCodes out; /* never longer than what is read: room is the number of its bytes */
  gsize run;     /* characters of the katakana run that ends out */
} Kana;

static inline void kana_put(Kana *kana, guint32 code, guint32 offset) {
  kana->out.at[kana->out.n++] = (FoldCode){code, offset};
  kana->run = fold_is_katakana(code) ? kana->run + 1 : 0;
}

/* サーバー -> サーバ, エラー stays. */
static inline void kana_end_run(Kana *kana) {
  while (kana->run >= LONG_RUN && kana->out.at[kana->out.n - 1].code == LONG_MARK) {
    kana->out.n--;
    kana->run--;
  }
}

static guint32 enlarge(guint32 code) {
  switch (code) {
  case 0x30A1: /* ァ */
  case 0x30A3:
  case 0x30A5:
  case 0x30A7:
  case 0x30A9:
  case 0x30E3: /* ャ */
  case 0x30E5:
  case 0x30E7:
  case 0x30EE: /* ヮ */
    return code + 1;
  case 0x30F5: /* ヵ */
    return 0x30AB;
  case 0x30F6: /* ヶ */
    return 0x30B1;
  case 0x30F0: /* ヰ */
    return 0x30A4;
  case 0x30F1: /* ヱ */
    return 0x30A8;
  case 0x3090: /* ゐ */
    return 0x3044;
  case 0x3091: /* ゑ */
    return 0x3048;
  case 0x30F7: /* ヷ */
    return 0x30D0;
  case 0x30F8:
    return 0x30D3;
  case 0x30F9:
    return 0x30D9;
  case 0x30FA:
    return 0x30DC;
  default:
    return code;
  }
}

/* ヴ with the small vowel behind it, hiragana alike: the ba row. Says whether it took the vowel. */
static guint32 v_sound(guint32 code, guint32 next, gboolean *took) {
  guint32 shift = code == 0x3094 ? 0x60 : 0; /* hiragana stand 0x60 below */
  guint32 to = 0x30D6;                       /* ブ */
  *took = TRUE;
  switch (next + shift) {
  case 0x30A1:
    to = 0x30D0;
    break;
  case 0x30A3:
    to = 0x30D3;
    break;
  case 0x30A7:
    to = 0x30D9;
    break;
  case 0x30A9:
    to = 0x30DC;
    break;
  default:
    *took = FALSE;
  }
  return to - shift;
}

static guint32 voiced(guint32 code) {
  guint32 kata = fold_is_hiragana(code) ? code + 0x60 : code;
  gboolean pairs = (kata >= 0x30AB && kata <= 0x30C1 && (kata & 1)) || kata == 0x30C4 ||
                   kata == 0x30C6 || kata == 0x30C8 ||
                   (kata >= 0x30CF && kata <= 0x30DB && (kata - 0x30CF) % 3 == 0);
  return pairs ? code + 1 : code;
}

/* 々 ゝ ゞ ヽ ヾ: the character before, 0 where it repeats none. */
static guint32 repeated(const Kana *kana, guint32 mark) {
  guint32 before = kana->out.n ? kana->out.at[kana->out.n - 1].code : 0;
  if (mark == 0x3005 || mark == 0x303B)
    return fold_is_kanji(before) && before > 0x3007 ? before : 0;
  if (!fold_is_hiragana(before) && (!fold_is_katakana(before) || before == LONG_MARK))
    return 0;
  return mark == 0x309E || mark == 0x30FE ? voiced(before) : before;
}

static gboolean is_repetition(guint32 code) {
  return code == 0x3005 || code == 0x303B || code == 0x309D || code == 0x309E || code == 0x30FD ||
         code == 0x30FE;
}

static void kana_mark(Kana *kana, guint32 code, guint32 offset) {
  kana_end_run(kana);
  guint32 again = repeated(kana, code);
  kana_put(kana, again ? again : code, offset);
}

void fold_kana_codes(FoldWork *work) {
  const FoldCodes *read = &work->codes;
  fold_reserve(&work->spare, read->n + 1);
  Kana kana = {work->spare, 0};
  for (gsize i = 0; i < read->n; i++) {
    guint32 code = read->at[i].code, offset = read->at[i].offset;
    if (code < 0x3005) {
      kana_end_run(&kana);
      kana_put(&kana, code, offset);
    } else if (is_repetition(code)) {
      kana_mark(&kana, code, offset);
    } else if (code == 0x30F4 || code == 0x3094) {
      gboolean took;
      if (code == 0x3094) /* ends a run, as all hiragana */
        kana_end_run(&kana);
      kana_put(&kana, v_sound(code, i + 1 < read->n ? read->at[i + 1].code : 0, &took), offset);
      i += took ? 1 : 0;
    } else {
      code = code >= 0x30A1 && code <= 0x30FA ? enlarge(code)
             : code >= 0x3100                 ? fold_merge(code)
                                              : enlarge(code);
      if (!fold_is_katakana(code))
        kana_end_run(&kana);
      kana_put(&kana, code, offset);
    }
  }
  kana_end_run(&kana);
  work->spare = work->codes;
  work->codes = kana.out;
}

void fold_codes(FoldStrength strength, const char *source, gsize source_bytes, FoldWork *work) {
  fold_read_codes(source, source_bytes, work);
  if (strength == FOLD_INDEX)
    fold_kana_codes(work);
}

void fold_reserve(FoldCodes *codes, gsize room) {
  codes->n = 0;
  if (room <= codes->room)
    return;
  g_free(codes->at);
  codes->at = g_new(FoldCode, room);
  codes->room = room;
}

void fold_work_clear(FoldWork *work) {
  g_free(work->codes.at);
  g_free(work->spare.at);
  *work = (FoldWork){0};
}

/* ---- public ---- */

void fold_kana(const FoldedText *read, FoldedText *folded) {
  const guchar *start = (const guchar *)read->text, *end = start + read->text_bytes;
  FoldWork work = {0};
  FoldCodes *codes = &work.codes;
  guint bytes;
  fold_reserve(codes, read->text_bytes + 1);
  for (const guchar *at = start; at < end; at += bytes) {
    guint32 code = fold_decode(at, end, &bytes);
    codes->at[codes->n++] = (FoldCode){code, read->offsets[at - start]};
  }
  fold_kana_codes(&work);
  *folded = (FoldedText){0};
  fold_encode(&work.codes, read->offsets[read->text_bytes], folded);
  fold_work_clear(&work);
}

void fold_text(FoldStrength strength, const char *source, gssize source_bytes, FoldedText *folded) {
  gsize bytes = source_bytes < 0 ? strlen(source) : (gsize)source_bytes;
  FoldWork work = {0};
  fold_codes(strength, source, bytes, &work);
  *folded = (FoldedText){0};
  fold_encode(&work.codes, bytes, folded);
  fold_work_clear(&work);
}

void folded_text_clear(FoldedText *folded) {
  g_free(folded->text);
  g_free(folded->offsets);
  g_free(folded->codes);
  g_free(folded->starts);
  *folded = (FoldedText){0};
}

char *fold_string(FoldStrength strength, const char *source, gssize source_bytes) {
  FoldWork work = {0};
  fold_codes(strength, source, source_bytes < 0 ? strlen(source) : (gsize)source_bytes, &work);
  char *text = g_malloc(encoded_bytes(&work.codes) + 1), *to = text;
  for (gsize i = 0; i < work.codes.n; i++)
    to += put_code(work.codes.at[i].code, to);
  *to = '\0';
  fold_work_clear(&work);
  return text;
}

char *fold_word(const char *word, gsize word_bytes) {
  const guchar *start = (const guchar *)word, *end = start + word_bytes;
  gsize chars = 0, marks = 0;
  guint bytes;
  for (const guchar *at = start; at < end; at += bytes, chars++) {
    guint32 code = fold_decode(at, end, &bytes);
    if (!fold_is_katakana(code))
      return NULL;
    marks = code == LONG_MARK ? marks + 1 : 0;
  }
  if (!marks || chars < 3 || marks == chars)
    return NULL;
  gsize dropped = MIN(marks, chars - 2);
  return g_strndup(word, word_bytes - dropped * 3);
}
