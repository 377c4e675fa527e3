/* charset.h: bytes of a file -> UTF-8. Which encoding it is, the bytes say: a mark at the start,
 * escape sequences, or which reading breaks least; what a page claims about itself isn't asked. */
#ifndef JIKENBO_INDEXER_CHARSET_H
#define JIKENBO_INDEXER_CHARSET_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CHARSET_UTF8,
  CHARSET_UTF16LE,
  CHARSET_UTF16BE,
  CHARSET_SHIFT_JIS, /* CP932 */
  CHARSET_EUC_JP,
  CHARSET_ISO_2022_JP,
  CHARSET_BINARY /* no text */
} Charset;

/* Looks at all bytes of a file, in pieces of any size; the pieces aren't kept. */
typedef struct CharsetProbe CharsetProbe;
CharsetProbe *charset_probe_new(void);
void charset_probe_add(CharsetProbe *probe, const char *bytes, gsize bytes_len);
/* What the bytes seen are. Bytes that are plain ASCII, and none at all, are CHARSET_UTF8. */
Charset charset_probe_result(const CharsetProbe *probe);
void charset_probe_free(CharsetProbe *probe); /* NULL is fine */

/* The same for bytes that are all in memory. */
Charset charset_guess(const char *bytes, gsize bytes_len);
/* "UTF-8", "Shift_JIS" …; static. */
const char *charset_name(Charset charset);

/* Decodes in pieces. A mark at the start (BOM) is dropped; bytes that can't be read, and NULs,
 * become U+FFFD and are counted. Line ends stay as they are. */
typedef struct CharsetDecoder CharsetDecoder;
CharsetDecoder *charset_decoder_new(Charset charset);
/* Appends what bytes mean to text; a character cut at the end waits for the next piece. */
void charset_decode(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, GString *text);
/* After the last piece: what waits is broken. */
void charset_decode_end(CharsetDecoder *decoder, GString *text);
guint64 charset_broken(const CharsetDecoder *decoder);
void charset_decoder_free(CharsetDecoder *decoder); /* NULL is fine */

G_END_DECLS

#endif
