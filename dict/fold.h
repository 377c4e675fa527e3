/* fold.h: text -> folded text, with offsets back to the source.
 *
 * Two strengths, each idempotent, each a pure function of its input:
 *   FOLD_READ   what MeCab reads: NFKC, radicals and look-alikes, variant kanji and variation
 *               selectors, case, dashes, white space and line breaks inside Japanese, thousand
 *               separators inside numbers. Kana stay as they are: MeCab needs them.
 *               A line that was broken to fit a width is joined again; a line break that stays
 * (blank line, sentence end, list item, heading) is "\n\n", so that folding again keeps it. A query
 * has no lines: put a space for each line break before folding it. FOLD_INDEX  what the index
 * stores and what a quoted search compares: FOLD_READ, then kana spellings (small kana, ヴ, final
 * long vowel), iteration marks, and pairs of kanji that MeCab knows both of (斎斉, 龍竜, 附付).
 */
#ifndef JIKENBO_DICT_FOLD_H
#define JIKENBO_DICT_FOLD_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum { FOLD_READ, FOLD_INDEX } FoldStrength;

/* A folded text. offsets[i] is the byte in the source where the source character that made folded
 * byte i begins; offsets[text_bytes] is the length of the source. Offsets never decrease. White
 * space that was dropped belongs to the character before it: a span's end may have some to trim. */
typedef struct {
  char *text; /* UTF-8, NUL-terminated, owned */
  gsize text_bytes;
  guint32 *offsets;       /* text_bytes + 1 entries, owned */
  guint16 *codes;         /* by character; behind the last one FOLD_SPARE of 0; owned */
  guint32 *starts;        /* by character its byte; behind the last one text_bytes; owned */
  gsize chars;            /* of the text */
  gsize room, chars_room; /* entries that there is memory for: by byte, by character */
} FoldedText;
#define FOLD_BEYOND 0xffff /* stands for all codes above it, and is no character */
#define FOLD_SPARE 8       /* so that as many may be read at once */

/* Folds source_bytes bytes of UTF-8 (source_bytes may be -1 for NUL-terminated). Broken UTF-8 is
 * read as U+FFFD, one per byte. The result is the caller's: folded_text_clear. Never fails. */
void fold_text(FoldStrength strength, const char *source, gssize source_bytes, FoldedText *folded);

/* Folds from FOLD_READ to FOLD_INDEX: read->text is folded on, offsets are composed, so that they
 * lead to the source of read. */
void fold_kana(const FoldedText *read, FoldedText *folded);

/* Releases what a FoldedText holds and zeroes it; a zeroed one is fine. */
void folded_text_clear(FoldedText *folded);

/* The folded text alone, for keys and comparisons; the caller frees it with g_free. */
char *fold_string(FoldStrength strength, const char *source, gssize source_bytes);

/* A word in the spelling under which units are compared beside their plain one: the long vowel at
 * the end of a katakana word of three characters or more is dropped (サーバー -> サーバ). word is
 * FOLD_INDEX text; NULL where nothing changes, else to be freed with g_free. */
char *fold_word(const char *word, gsize word_bytes);

/* Names the rules and tables, for the index's fingerprint; static. */
const char *fold_version(void);

/* How many characters begin between two bytes of a text. */
static inline guint fold_count_chars(const char *text, gsize from, gsize to) {
  guint n = 0;
  for (gsize at = from; at < to; at++)
    n += ((guchar)text[at] & 0xC0) != 0x80;
  return n;
}

G_END_DECLS

#endif
