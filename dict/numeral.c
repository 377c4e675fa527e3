#include "numeral.h"

#include <string.h>

#define VALUE_MAX G_GINT64_CONSTANT(100000000000000000)

/* Kanji numerals in FOLD_READ text; 3 bytes each. A unit multiplies, a digit adds. */
static const struct {
  char text[4];
  gint64 value;
  gboolean unit;
} kanji_numerals[] = {
    {"〇", 0, FALSE},  {"零", 0, FALSE},   {"一", 1, FALSE},    {"二", 2, FALSE},
    {"三", 3, FALSE},  {"四", 4, FALSE},   {"五", 5, FALSE},    {"六", 6, FALSE},
    {"七", 7, FALSE},  {"八", 8, FALSE},   {"九", 9, FALSE},    {"十", 10, TRUE},
    {"百", 100, TRUE}, {"千", 1000, TRUE}, {"万", 10000, TRUE}, {"億", 100000000, TRUE}};

/* The sum so far: total of 万 and 億 groups, the group being read, and its last digits. */
typedef struct {
  gint64 total, group, digits;
  gint64 fraction, fraction_scale; /* 6.5 -> fraction 5, scale 10 */
  gboolean any_digits, overflow;
} Sum;

static int kanji_numeral(const char *p, const char *end) {
  if (end - p < 3 || (guchar)p[0] < 0xe3 || (guchar)p[0] > 0xe9)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS(kanji_numerals); i++)
    if (memcmp(p, kanji_numerals[i].text, 3) == 0)
      return i;
  return -1;
}

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

/* One kanji numeral; a digit before digits of the other script ends the number. */
static const char *read_kanji(Sum *sum, int which, const char *p) {
  if (kanji_numerals[which].unit)
    apply_unit(sum, kanji_numerals[which].value);
  else
    add_digit(sum, kanji_numerals[which].value);
  return p + 3;
}

gboolean numeral_read(const char *text, const char *end, Numeral *numeral) {
  Sum sum = {0};
  const char *p = text;
  int which = kanji_numeral(p, end);
  if (!g_ascii_isdigit(*p) && which < 0)
    return FALSE;
  numeral->kanji = which >= 0;
  for (;;) {
    const char *next = p == text ? p : skip_blank(p, end);
    which = kanji_numeral(next, end);
    /* 400 万: a blank is bridged before a unit only */
    if (which >= 0 && (next == p || kanji_numerals[which].unit) &&
        (kanji_numerals[which].unit || numeral->kanji))
      p = read_kanji(&sum, which, next);
    else if (p < end && g_ascii_isdigit(*p) && !sum.any_digits)
      p = read_ascii(&sum, p, end);
    else
      break;
  }
  numeral->bytes = p - text;
  numeral->value = sum.total + sum.group + sum.digits;
  numeral->known = !sum.overflow && !(end - p >= 3 && memcmp(p, "数", 3) == 0);
  return TRUE;
}

const char *numeral_skip(const char *p, const char *end) {
  if ((guchar)*p == 0xe6 && end - p >= 3 && memcmp(p, "数", 3) == 0) {
    Numeral skipped; /* 数百名: the unit alone would be read as 100 */
    p += 3;
    if (p < end && numeral_read(p, end, &skipped))
      p += skipped.bytes;
    return p;
  }
  for (p++; p < end && ((guchar)*p & 0xc0) == 0x80;)
    p++;
  return p;
}
