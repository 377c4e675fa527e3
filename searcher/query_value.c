#include "query_value.h"

#include <string.h>

#define AMOUNT_MAX (G_GINT64_CONSTANT(1000000000000000))

static char *value_plain(const char *text) {
  char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (plain)
    g_strstrip(plain);
  return plain;
}

/* Years that stand before the first year of an era. */
static const struct {
  const char *name;
  int before;
} eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"R", 2018}, {"r", 2018},
            {"H", 1988},    {"h", 1988},    {"S", 1925},    {"s", 1925}};

static int skip_era(const char **at) {
  for (guint i = 0; i < G_N_ELEMENTS(eras); i++)
    if (g_str_has_prefix(*at, eras[i].name)) {
      *at += strlen(eras[i].name);
      return eras[i].before;
    }
  return 0;
}

static gboolean read_digits(const char **at, int *value, guint *digits) {
  *value = 0;
  *digits = 0;
  if (g_str_has_prefix(*at, "元")) {
    *at += strlen("元");
    *value = *digits = 1;
    return TRUE;
  }
  for (; g_ascii_isdigit(**at) && *digits < 9; (*at)++, (*digits)++)
    *value = *value * 10 + (**at - '0');
  return *digits > 0;
}

/* A sign between year, month and day, or behind the last of them. */
static gboolean skip_separator(const char **at) {
  static const char *const separators[] = {"-", "/", ".", "年度", "年", "月", "日", " "};
  gboolean any = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(separators); i++)
    if (g_str_has_prefix(*at, separators[i])) {
      *at += strlen(separators[i]);
      any = TRUE;
    }
  return any;
}

/* parts: year, month, day; n says how many were there. */
static gboolean read_parts(const char *at, int parts[3], guint *n) {
  int before = skip_era(&at);
  guint digits = 0;
  for (*n = 0; *n < 3 && read_digits(&at, &parts[*n], &digits); (*n)++) {
    if (*n == 0 && digits == 8 && !before) {
      parts[1] = parts[0] / 100 % 100, parts[2] = parts[0] % 100, parts[0] /= 10000;
      *n = 3;
      break;
    }
    if (!skip_separator(&at)) {
      (*n)++;
      break;
    }
  }
  if (!*n || *at)
    return FALSE;
  parts[0] += before;
  return parts[0] >= 1900 && parts[0] <= 2999;
}

gboolean query_value_days(const char *text, char **first, char **last) {
  g_autofree char *plain = value_plain(text);
  int parts[3] = {0, 0, 0};
  guint n = 0;
  if (!plain || !read_parts(plain, parts, &n))
    return FALSE;
  if (n > 1 && (parts[1] < 1 || parts[1] > 12))
    return FALSE;
  guint month_first = n > 1 ? (guint)parts[1] : 1, month_last = n > 1 ? (guint)parts[1] : 12;
  guint days = g_date_get_days_in_month((GDateMonth)month_last, (GDateYear)parts[0]);
  if (n > 2 && (parts[2] < 1 || (guint)parts[2] > days))
    return FALSE;
  guint day_first = n > 2 ? (guint)parts[2] : 1, day_last = n > 2 ? (guint)parts[2] : days;
  *first = g_strdup_printf("%04d-%02u-%02u", parts[0], month_first, day_first);
  *last = g_strdup_printf("%04d-%02u-%02u", parts[0], month_last, day_last);
  return TRUE;
}

static double skip_unit(const char **at) {
  static const struct {
    const char *name;
    double factor;
  } units[] = {{"億", 1e8}, {"万", 1e4}, {"千", 1e3}, {"百", 1e2}};
  double factor = 1;
  for (gboolean more = TRUE; more;) {
    more = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(units); i++)
      if (g_str_has_prefix(*at, units[i].name)) {
        *at += strlen(units[i].name);
        factor *= units[i].factor;
        more = TRUE;
      }
  }
  return factor;
}

static gboolean is_counter(const char *at) {
  static const char *const counters[] = {"",     "件",   "人",   "名", "件分",
                                         "人分", "名分", "口座", "社", "世帯"};
  for (guint i = 0; i < G_N_ELEMENTS(counters); i++)
    if (g_str_equal(at, counters[i]))
      return TRUE;
  return FALSE;
}

gboolean query_value_amount(const char *text, gint64 *value) {
  g_autofree char *plain = value_plain(text);
  const char *at = plain;
  double sum = 0;
  gboolean any = FALSE;
  if (at && g_str_has_prefix(at, "約"))
    at += strlen("約");
  while (at && g_ascii_isdigit(*at)) {
    double number = 0, place = 1;
    for (; g_ascii_isdigit(*at) || (*at == ',' && g_ascii_isdigit(at[1])); at++)
      if (*at != ',')
        number = number * 10 + (*at - '0');
    if (*at == '.' && g_ascii_isdigit(at[1]))
      for (at++; g_ascii_isdigit(*at); at++)
        number += (*at - '0') * (place /= 10);
    sum += number * skip_unit(&at);
    any = TRUE;
  }
  if (!any || sum > (double)AMOUNT_MAX || !is_counter(at))
    return FALSE;
  *value = (gint64)(sum + 1e-6);
  return TRUE;
}

gboolean query_value_split(const char *text, char **from, char **to) {
  static const char *const signs[] = {"..", "．．", "〜", "～", "~"};
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
    const char *at = strstr(text, signs[i]);
    if (!at)
      continue;
    *from = g_strndup(text, (gsize)(at - text));
    *to = g_strdup(at + strlen(signs[i]));
    return TRUE;
  }
  return FALSE;
}
