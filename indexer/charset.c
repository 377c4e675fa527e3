#include "indexer/charset.h"

#include <errno.h>
#include <string.h>

/* A reading of the bytes as one multi-byte encoding: how far a character has come, and what was
 * found so far. kana: characters that only Japanese text has, in a reading that makes sense. */
typedef struct {
  guint8 pending[2];
  guint pending_n;
  guint64 characters, broken, kana, odd;
} Reading;

struct CharsetProbe {
  guint8 head[4];
  guint head_n;
  guint64 bytes, nuls, controls, high, escapes;
  guint escape_state;
  guint utf8_need;            /* continuation bytes awaited */
  guint8 utf8_low, utf8_high; /* range of the next continuation byte */
  guint64 utf8_good, utf8_broken;
  Reading sjis, euc;
};

CharsetProbe *charset_probe_new(void) {
  return g_new0(CharsetProbe, 1);
}

void charset_probe_free(CharsetProbe *probe) {
  g_free(probe);
}

/* Well-formed UTF-8 (Unicode 15, table 3-7). Returns the continuation bytes a lead byte needs, or
 * -1, and the range of the first of them. */
static int utf8_lead(guint8 byte, guint8 *low, guint8 *high) {
  *low = 0x80;
  *high = 0xBF;
  if (byte >= 0xC2 && byte <= 0xDF)
    return 1;
  if (byte >= 0xE0 && byte <= 0xEF) {
    if (byte == 0xE0)
      *low = 0xA0;
    if (byte == 0xED)
      *high = 0x9F;
    return 2;
  }
  if (byte >= 0xF0 && byte <= 0xF4) {
    if (byte == 0xF0)
      *low = 0x90;
    if (byte == 0xF4)
      *high = 0x8F;
    return 3;
  }
  return -1;
}

static void probe_utf8(CharsetProbe *probe, guint8 byte) {
  if (probe->utf8_need > 0) {
    if (byte >= probe->utf8_low && byte <= probe->utf8_high) {
      probe->utf8_low = 0x80;
      probe->utf8_high = 0xBF;
      if (--probe->utf8_need == 0)
        probe->utf8_good++;
      return;
    }
    probe->utf8_need = 0;
    probe->utf8_broken++;
  }
  if (byte < 0x80)
    return;
  int need = utf8_lead(byte, &probe->utf8_low, &probe->utf8_high);
  if (need < 0)
    probe->utf8_broken++;
  else
    probe->utf8_need = (guint)need;
}

static void probe_sjis(Reading *reading, guint8 byte) {
  if (reading->pending_n > 0) {
    guint8 lead = reading->pending[0];
    reading->pending_n = 0;
    if ((byte >= 0x40 && byte <= 0x7E) || (byte >= 0x80 && byte <= 0xFC)) {
      reading->characters++;
      if (lead == 0x82 || lead == 0x83)
        reading->kana++;
      return;
    }
    reading->broken++;
  }
  if (byte < 0x80)
    return;
  if ((byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC)) {
    reading->pending[0] = byte;
    reading->pending_n = 1;
  } else if (byte >= 0xA1 && byte <= 0xDF) {
    reading->characters++;
    reading->odd++; /* half-width kana: rare in text, frequent where EUC-JP is read as Shift_JIS */
  } else {
    reading->broken++;
  }
}

static void probe_euc(Reading *reading, guint8 byte) {
  if (reading->pending_n > 0) {
    guint8 lead = reading->pending[0];
    if (byte < 0xA1 || byte == 0xFF || (lead == 0x8E && byte > 0xDF)) {
      reading->pending_n = 0;
      reading->broken++;
    } else if (lead == 0x8F && reading->pending_n == 1) {
      reading->pending_n = 2;
      return;
    } else {
      reading->pending_n = 0;
      reading->characters++;
      if (lead == 0xA4 || lead == 0xA5)
        reading->kana++;
      if (lead == 0x8E || lead == 0x8F)
        reading->odd++;
      return;
    }
  }
  if (byte < 0x80)
    return;
  if (byte == 0x8E || byte == 0x8F || (byte >= 0xA1 && byte <= 0xFE)) {
    reading->pending[0] = byte;
    reading->pending_n = 1;
  } else {
    reading->broken++;
  }
}

/* ESC $ @, ESC $ B, ESC ( J, ESC ( I: nothing else writes those. */
static void probe_escape(CharsetProbe *probe, guint8 byte) {
  guint state = probe->escape_state;
  probe->escape_state = byte == 0x1B ? 1 : 0;
  if (state == 1 && (byte == '$' || byte == '('))
    probe->escape_state = byte == '$' ? 2 : 3;
  else if ((state == 2 && (byte == '@' || byte == 'B')) ||
           (state == 3 && (byte == 'J' || byte == 'I')))
    probe->escapes++;
}

/* So much of a file is looked at byte by byte; what is UTF-8 until then, and no ASCII alone, is
 * only checked from there. */
#define CLOSE_LOOK_BYTES 4096

/* Bytes at the start of bytes that are whole UTF-8 characters and no NUL. */
static gsize skip_utf8(CharsetProbe *probe, const char *bytes, gsize bytes_len) {
  if (probe->high == 0 || probe->utf8_broken || probe->utf8_need || probe->escapes)
    return 0;
  const char *end;
  g_utf8_validate(bytes, (gssize)bytes_len, &end);
  return (gsize)(end - bytes);
}

static void probe_byte(CharsetProbe *probe, guint8 byte) {
  if (probe->head_n < sizeof probe->head)
    probe->head[probe->head_n++] = byte;
  if (byte >= 0x80)
    probe->high++;
  else if (byte == 0)
    probe->nuls++;
  else if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f' &&
           byte != 0x1B)
    probe->controls++;
  probe_escape(probe, byte);
  probe_utf8(probe, byte);
  /* Only a file that isn't UTF-8 needs the other readings, but where it breaks shows late: both run
   * along from the first high byte on. */
  if (probe->high > 0) {
    probe_sjis(&probe->sjis, byte);
    probe_euc(&probe->euc, byte);
  }
}

void charset_probe_add(CharsetProbe *probe, const char *bytes, gsize bytes_len) {
  gsize i = 0;
  while (i < bytes_len && (probe->bytes + i < CLOSE_LOOK_BYTES || probe->utf8_need > 0))
    probe_byte(probe, (guint8)bytes[i++]);
  gsize skipped = skip_utf8(probe, bytes + i, bytes_len - i);
  /* Characters at three bytes each, nearly. */
  probe->utf8_good += skipped / 4;
  for (i += skipped; i < bytes_len; i++)
    probe_byte(probe, (guint8)bytes[i]);
  probe->bytes += bytes_len;
}

/* Shift_JIS or EUC-JP: the reading that breaks clearly less; else the one with more kana that are
 * no half-width ones. */
static Charset probe_legacy(const CharsetProbe *probe) {
  guint64 sjis = probe->sjis.broken, euc = probe->euc.broken;
  if (sjis * 2 < euc)
    return CHARSET_SHIFT_JIS;
  if (euc * 2 < sjis)
    return CHARSET_EUC_JP;
  gint64 sjis_sense = (gint64)probe->sjis.kana - (gint64)probe->sjis.odd / 2;
  gint64 euc_sense = (gint64)probe->euc.kana - (gint64)probe->euc.odd / 2;
  if (sjis_sense != euc_sense)
    return sjis_sense > euc_sense ? CHARSET_SHIFT_JIS : CHARSET_EUC_JP;
  return probe->sjis.odd > probe->euc.odd ? CHARSET_EUC_JP : CHARSET_SHIFT_JIS;
}

Charset charset_probe_result(const CharsetProbe *probe) {
  const guint8 *head = probe->head;
  if (probe->head_n >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF)
    return CHARSET_UTF8;
  if (probe->head_n >= 2 && head[0] == 0xFF && head[1] == 0xFE)
    return CHARSET_UTF16LE;
  if (probe->head_n >= 2 && head[0] == 0xFE && head[1] == 0xFF)
    return CHARSET_UTF16BE;
  if (probe->nuls + probe->controls > probe->bytes / 200)
    return CHARSET_BINARY;
  if (probe->high == 0)
    return probe->escapes > 0 ? CHARSET_ISO_2022_JP : CHARSET_UTF8;
  guint64 broken = probe->utf8_broken + (probe->utf8_need > 0 ? 1 : 0);
  if (broken == 0 || broken * 8 < probe->utf8_good)
    return CHARSET_UTF8;
  /* Neither encoding reads a file that breaks everywhere: it is no text. */
  guint64 least = MIN(probe->sjis.broken, probe->euc.broken);
  guint64 characters = MAX(probe->sjis.characters, probe->euc.characters);
  if (probe->nuls > 0 && least * 8 > characters)
    return CHARSET_BINARY;
  if (least * 3 > characters)
    return broken < least ? CHARSET_UTF8 : CHARSET_BINARY;
  return probe_legacy(probe);
}

Charset charset_guess(const char *bytes, gsize bytes_len) {
  CharsetProbe *probe = charset_probe_new();
  charset_probe_add(probe, bytes, bytes_len);
  Charset charset = charset_probe_result(probe);
  charset_probe_free(probe);
  return charset;
}

const char *charset_name(Charset charset) {
  static const char *const names[] = {"UTF-8",  "UTF-16LE",    "UTF-16BE", "Shift_JIS",
                                      "EUC-JP", "ISO-2022-JP", "binary"};
  return names[charset];
}

/* ---- decoding */

#define CARRY_BYTES_MAX 16
/* Output of one iconv call; text is decoded in slices of this. */
#define SLICE_BYTES 4096

struct CharsetDecoder {
  Charset charset;
  GIConv iconv; /* (GIConv)-1 for UTF-8 */
  char carry[CARRY_BYTES_MAX];
  gsize carry_bytes;
  guint64 broken;
  gboolean begun;
  /* ISO-2022-JP is turned into EUC-JP, which iconv reads with all of CP932's extra characters. */
  enum { JIS_ASCII, JIS_KANJI, JIS_KANJI_2, JIS_KANA } jis;
  GString *euc; /* of it, what waits for the next piece */
};

static const char REPLACEMENT[] = "\xEF\xBF\xBD";

static GIConv open_iconv(Charset charset) {
  static const char *const tries[][3] = {
      [CHARSET_UTF16LE] = {"UTF-16LE"},
      [CHARSET_UTF16BE] = {"UTF-16BE"},
      [CHARSET_SHIFT_JIS] = {"CP932", "SHIFT_JIS"},
      [CHARSET_EUC_JP] = {"EUC-JP-MS", "EUCJP-MS", "EUC-JP"},
      [CHARSET_ISO_2022_JP] = {"EUC-JP-MS", "EUCJP-MS", "EUC-JP"},
  };
  GIConv found = (GIConv)-1;
  if (charset == CHARSET_UTF8 || charset == CHARSET_BINARY)
    return found;
  for (guint i = 0; i < 3 && found == (GIConv)-1 && tries[charset][i]; i++)
    found = g_iconv_open("UTF-8", tries[charset][i]);
  return found;
}

CharsetDecoder *charset_decoder_new(Charset charset) {
  CharsetDecoder *decoder = g_new0(CharsetDecoder, 1);
  decoder->charset = charset;
  decoder->iconv = open_iconv(charset);
  decoder->euc = g_string_new(NULL);
  return decoder;
}

void charset_decoder_free(CharsetDecoder *decoder) {
  if (!decoder)
    return;
  if (decoder->iconv != (GIConv)-1)
    g_iconv_close(decoder->iconv);
  g_string_free(decoder->euc, TRUE);
  g_free(decoder);
}

guint64 charset_broken(const CharsetDecoder *decoder) {
  return decoder->broken;
}

static void put_broken(CharsetDecoder *decoder, GString *text) {
  g_string_append_len(text, REPLACEMENT, 3);
  decoder->broken++;
}

/* TRUE where bytes are the beginning of a character that more bytes could complete. */
static gboolean utf8_cut(const guint8 *bytes, gsize bytes_len) {
  guint8 low, high;
  int need = utf8_lead(bytes[0], &low, &high);
  if (need < 0 || bytes_len > (gsize)need)
    return FALSE;
  for (gsize i = 1; i < bytes_len; i++) {
    if (bytes[i] < low || bytes[i] > high)
      return FALSE;
    low = 0x80;
    high = 0xBF;
  }
  return TRUE;
}

/* Decodes UTF-8; returns the bytes used, less than all where a character is cut at the end. */
static gsize decode_utf8(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, gboolean last,
                         GString *text) {
  const char *at = bytes, *end = bytes + bytes_len;
  while (at < end) {
    const char *stop;
    g_utf8_validate(at, end - at, &stop);
    g_string_append_len(text, at, stop - at);
    at = stop;
    if (at == end || (!last && utf8_cut((const guint8 *)at, (gsize)(end - at))))
      break;
    put_broken(decoder, text);
    at++;
  }
  return (gsize)(at - bytes);
}

static gsize decode_iconv(CharsetDecoder *decoder, const char *bytes, gsize bytes_len,
                          gboolean last, GString *text) {
  gchar *in = (gchar *)bytes;
  gsize in_left = bytes_len;
  while (in_left > 0) {
    gchar slice[SLICE_BYTES];
    gchar *out = slice;
    gsize out_left = sizeof slice;
    gsize done = g_iconv(decoder->iconv, &in, &in_left, &out, &out_left);
    int why = errno;
    g_string_append_len(text, slice, out - slice);
    if (done != (gsize)-1 || why == E2BIG)
      continue;
    if (why == EINVAL && !last)
      break;
    /* UTF-16 goes on with the next unit, all else with the next byte. */
    gsize skip = decoder->charset == CHARSET_UTF16LE || decoder->charset == CHARSET_UTF16BE ? 2 : 1;
    skip = MIN(skip, in_left);
    put_broken(decoder, text);
    in += skip;
    in_left -= skip;
  }
  return bytes_len - in_left;
}

/* Turns ISO-2022-JP into EUC-JP; returns the bytes used (an escape sequence may be cut). */
static gsize jis_to_euc(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, gboolean last,
                        GString *euc) {
  gsize i = 0;
  while (i < bytes_len) {
    guint8 byte = (guint8)bytes[i];
    if (byte == 0x1B) {
      if (!last && bytes_len - i < 4)
        break;
      static const struct {
        const char *sequence;
        int state;
      } table[] = {{"\x1B(B", JIS_ASCII}, {"\x1B(J", JIS_ASCII}, {"\x1B(I", JIS_KANA},
                   {"\x1B$@", JIS_KANJI}, {"\x1B$B", JIS_KANJI}, {"\x1B$(D", JIS_KANJI_2},
                   {"\x1B&@", -1}};
      gboolean found = FALSE;
      for (guint k = 0; k < G_N_ELEMENTS(table) && !found; k++) {
        gsize n = strlen(table[k].sequence);
        if (bytes_len - i >= n && memcmp(bytes + i, table[k].sequence, n) == 0) {
          if (table[k].state >= 0)
            decoder->jis = table[k].state;
          i += n;
          found = TRUE;
        }
      }
      if (!found) {
        g_string_append_c(euc, '\xFF'); /* read as a broken byte */
        i++;
      }
      continue;
    }
    if (byte == '\n' || byte == '\r')
      decoder->jis = JIS_ASCII;
    if (decoder->jis == JIS_ASCII || byte <= 0x20) {
      g_string_append_c(euc, bytes[i++]);
    } else if (decoder->jis == JIS_KANA) {
      g_string_append_c(euc, '\x8E');
      g_string_append_c(euc, (char)(bytes[i++] | 0x80));
    } else {
      if (!last && bytes_len - i < 2)
        break;
      if (decoder->jis == JIS_KANJI_2)
        g_string_append_c(euc, '\x8F');
      g_string_append_c(euc, (char)(byte | 0x80));
      if (i + 1 < bytes_len)
        g_string_append_c(euc, (char)(bytes[i + 1] | 0x80));
      i += MIN(2, bytes_len - i);
    }
  }
  return i;
}

static gsize decode_some(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, gboolean last,
                         GString *text) {
  if (decoder->charset == CHARSET_ISO_2022_JP && decoder->iconv != (GIConv)-1) {
    gsize used = jis_to_euc(decoder, bytes, bytes_len, last, decoder->euc);
    gsize done = decode_iconv(decoder, decoder->euc->str, decoder->euc->len, last, text);
    g_string_erase(decoder->euc, 0, (gssize)done);
    return used;
  }
  if (decoder->iconv != (GIConv)-1)
    return decode_iconv(decoder, bytes, bytes_len, last, text);
  return decode_utf8(decoder, bytes, bytes_len, last, text);
}

/* NULs would end strings: they become U+FFFD. Also drops the mark at the start. */
static void tidy(CharsetDecoder *decoder, GString *text, gsize from) {
  if (!decoder->begun && text->len >= from + 3) {
    decoder->begun = TRUE;
    if (memcmp(text->str + from, "\xEF\xBB\xBF", 3) == 0)
      g_string_erase(text, (gssize)from, 3);
  } else if (text->len > from) {
    decoder->begun = TRUE;
  }
  char *nul;
  gsize at = from;
  while (at < text->len && (nul = memchr(text->str + at, 0, text->len - at))) {
    gsize place = (gsize)(nul - text->str);
    g_string_erase(text, (gssize)place, 1);
    g_string_insert_len(text, (gssize)place, REPLACEMENT, 3);
    decoder->broken++;
    at = place + 3;
  }
}

static void decode_piece(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, gboolean last,
                         GString *text) {
  gsize from = text->len;
  gsize used = 0;
  /* What waited is completed byte by byte; then the rest goes in one go. */
  while (decoder->carry_bytes > 0 && (used < bytes_len || last)) {
    if (used < bytes_len)
      decoder->carry[decoder->carry_bytes++] = bytes[used++];
    gboolean forced = (last && used == bytes_len) || decoder->carry_bytes == CARRY_BYTES_MAX;
    gsize done = decode_some(decoder, decoder->carry, decoder->carry_bytes, forced, text);
    memmove(decoder->carry, decoder->carry + done, decoder->carry_bytes - done);
    decoder->carry_bytes -= done;
  }
  if (used < bytes_len) {
    used += decode_some(decoder, bytes + used, bytes_len - used, last, text);
    decoder->carry_bytes = MIN(bytes_len - used, CARRY_BYTES_MAX);
    memcpy(decoder->carry, bytes + used, decoder->carry_bytes);
  }
  if (last && decoder->euc->len)
    decode_some(decoder, "", 0, TRUE, text);
  tidy(decoder, text, from);
}

void charset_decode(CharsetDecoder *decoder, const char *bytes, gsize bytes_len, GString *text) {
  decode_piece(decoder, bytes, bytes_len, FALSE, text);
}

void charset_decode_end(CharsetDecoder *decoder, GString *text) {
  decode_piece(decoder, NULL, 0, TRUE, text);
}
