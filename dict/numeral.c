#include "numeral.h"

#include <string.h>

#include "charset.h"

#define VALUE_MAX G_GINT64_CONSTANT(100000000000000000)

/* A kanji numeral: a unit multiplies, a digit adds. */
typedef struct {
  gint64 value;
  gboolean unit;
} KanjiNumeral;

/* FALSE where none stands at p. All of them take three bytes. */
static gboolean kanji_numeral(const char *p, const char *end, KanjiNumeral *numeral) {
  if (end - p < 3)
    return FALSE;
  switch ((guchar)p[0] << 16 | (guchar)p[1] << 8 | (guchar)p[2]) {
  case 0xe38087: /* 〇 */
    *numeral = (KanjiNumeral){0, FALSE};
    return TRUE;
  case 0xe99bb6: /* 零 */
    *numeral = (KanjiNumeral){0, FALSE};
    return TRUE;
  case 0xe4b880: /* 一 */
    *numeral = (KanjiNumeral){1, FALSE};
    return TRUE;
  case 0xe4ba8c: /* 二 */
    *numeral = (KanjiNumeral){2, FALSE};
    return TRUE;
  case 0xe4b889: /* 三 */
    *numeral = (KanjiNumeral){3, FALSE};
    return TRUE;
  case 0xe59b9b: /* 四 */
    *numeral = (KanjiNumeral){4, FALSE};
    return TRUE;
  case 0xe4ba94: /* 五 */
    *numeral = (KanjiNumeral){5, FALSE};
    return TRUE;
  case 0xe585ad: /* 六 */
    *numeral = (KanjiNumeral){6, FALSE};
    return TRUE;
  case 0xe4b883: /* 七 */
    *numeral = (KanjiNumeral){7, FALSE};
    return TRUE;
  case 0xe585ab: /* 八 */
    *numeral = (KanjiNumeral){8, FALSE};
    return TRUE;
  case 0xe4b99d: /* 九 */
    *numeral = (KanjiNumeral){9, FALSE};
    return TRUE;
  case 0xe58d81: /* 十 */
    *numeral = (KanjiNumeral){10, TRUE};
    return TRUE;
  case 0xe799be: /* 百 */
    *numeral = (KanjiNumeral){100, TRUE};
    return TRUE;
  case 0xe58d83: /* 千 */
    *numeral = (KanjiNumeral){1000, TRUE};
    return TRUE;
  case 0xe4b887: /* 万 */
    *numeral = (KanjiNumeral){10000, TRUE};
    return TRUE;
  case 0xe58484: /* 億 */
    *numeral = (KanjiNumeral){100000000, TRUE};
    return TRUE;
  default:
    return FALSE;
  }
}

/* The sum so far: total of 万 and 億 groups, the group being read, and its last digits. */
typedef struct {
  gint64 total, group, digits;
  gint64 fraction, fraction_scale; /* 6.5 -> fraction 5, scale 10 */
  gboolean any_digits, overflow;
} Sum;

static void add_digit(Sum *sum, int digit) {
  sum->any_digits = TRUE;
  if (sum->digits > VALUE_MAX / 10)
    sum->overflow = TRUE;
  else
    sum->digits = sum->digits * 10 + digit;
}

static gint64 scaled(const Sum *sum, gint64 value, gint64 unit) {
  gint64 fraction = sum->fraction_scale ? sum->fraction * unit / sum->fraction_scale : 0;
  return value > VALUE_MAX / unit ? VALUE_MAX : value * unit + fraction;
}

static void apply_unit(Sum *sum, gint64 unit) {
  gint64 digits = sum->any_digits ? sum->digits : 0;
  if (unit >= 10000) {
    gint64 group = sum->group + digits;
    if (group == 0 && !sum->any_digits && !sum->fraction_scale)
      group = 1;
    sum->total += scaled(sum, group, unit);
    sum->group = 0;
  } else {
    sum->group += scaled(sum, sum->any_digits ? digits : 1, unit);
  }
  if (sum->total >= VALUE_MAX || sum->group >= VALUE_MAX)
    sum->overflow = TRUE;
  sum->digits = sum->fraction = sum->fraction_scale = 0;
  sum->any_digits = FALSE;
}

/* 5 9 2: digits that a page sets apart, three or more; returns what is behind them, or p. */
static const char *read_spaced(Sum *sum, const char *p, const char *end) {
  const char *q = p;
  int digits = 0;
  for (; q < end && g_ascii_isdigit(*q) && !(end - q > 1 && g_ascii_isdigit(q[1])); digits++)
    q += end - q > 2 && q[1] == ' ' && g_ascii_isdigit(q[2]) ? 2 : 1;
  if (digits < 3 || (q < end && g_ascii_isdigit(*q)))
    return p;
  for (; p < q; p++)
    if (g_ascii_isdigit(*p))
      add_digit(sum, *p - '0');
  return p;
}

/* 2726 and 2,726; 6.5. A comma counts only before exactly three digits. */
static const char *read_ascii(Sum *sum, const char *p, const char *end) {
  for (; p < end; p++) {
    if (g_ascii_isdigit(*p)) {
      add_digit(sum, *p - '0');
    } else if (*p == ',' && end - p > 3 && g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2]) &&
               g_ascii_isdigit(p[3]) && !(end - p > 4 && g_ascii_isdigit(p[4]))) {
      continue;
    } else {
      break;
    }
  }
  if (end - p > 1 && *p == '.' && g_ascii_isdigit(p[1])) {
    sum->fraction_scale = 1;
    for (p++; p < end && g_ascii_isdigit(*p); p++)
      if (sum->fraction_scale < 1000000) {
        sum->fraction = sum->fraction * 10 + (*p - '0');
        sum->fraction_scale *= 10;
      }
  }
  return p;
}

static const char *skip_blank(const char *p, const char *end) {
  const char *q = p;
  while (q < end && *q == ' ')
    q++;
  return q;
}

static void add_kanji(Sum *sum, const KanjiNumeral *kanji) {
  if (kanji->unit)
    apply_unit(sum, kanji->value);
  else
    add_digit(sum, (int)kanji->value);
}

gboolean numeral_read(const char *text, const char *end, Numeral *numeral) {
  const char *p = text;
  KanjiNumeral kanji;
  numeral->kanji = (guchar)*p >= 0xe3 && kanji_numeral(p, end, &kanji);
  if (!g_ascii_isdigit(*p) && !numeral->kanji)
    return FALSE;
  Sum sum = {0};
  for (;;) {
    const char *next = p == text ? p : skip_blank(p, end);
    /* 400 万: a blank is bridged before a unit only; 320二 is no number */
    if (kanji_numeral(next, end, &kanji) && (kanji.unit || (numeral->kanji && next == p))) {
      add_kanji(&sum, &kanji);
      p = next + 3;
    } else if (p < end && g_ascii_isdigit(*p) && !sum.any_digits) {
      const char *spaced = read_spaced(&sum, p, end);
      p = spaced > p ? spaced : read_ascii(&sum, p, end);
    } else {
      break;
    }
  }
  numeral->bytes = p - text;
  numeral->value = sum.total + sum.group + sum.digits;
  numeral->known = !sum.overflow && !(end - p >= 3 && memcmp(p, "数", 3) == 0);
  return TRUE;
}

const char *numeral_skip(const char *p, const char *end) {
  static Charset firsts;
  charset_prepare(&firsts, "0123456789〇零一二三四五六七八九十百千万億数");
  if ((guchar)*p == 0xe6 && end - p >= 3 && memcmp(p, "数", 3) == 0) {
    Numeral skipped; /* 数百名: the unit alone would be read as 100 */
    p += 3;
    if (p < end && numeral_read(p, end, &skipped) && skipped.kanji)
      p += skipped.bytes;
    return p;
  }
  return p < end ? charset_find(&firsts, p + ((guchar)*p >= 0xe0 && end - p >= 3 ? 3 : 1), end)
                 : end;
}
