/* date.c: days. First all mentions are read as they stand, then what they leave open is resolved:
 * years and months by the mentions before them, then by those behind, then by the publication. */
#include "quantity.h"

#include <string.h>

#include "charset.h"
#include "numeral.h"

typedef enum {
  OPEN_NONE,     /* year and month stand in the text */
  OPEN_YEAR,     /* 12月13日 */
  OPEN_MONTH,    /* 25日 */
  OPEN_RELATIVE, /* 翌日: days from the mention before */
  OPEN_MONTHS    /* 翌月3日: months from the mention before */
} Open;

/* What a mention leaves open, beside the mention itself. */
typedef struct {
  Open open;
  int shift; /* days for OPEN_RELATIVE, months for OPEN_MONTHS, years where of_published */
  gboolean of_published; /* 昨年, 本年, 先月: counted from the publication */
  gboolean same_year;    /* 同年12月8日 */
  int weekday;           /* 0 Sunday … 6, -1 unknown */
} Rest;

typedef struct {
  const char *text, *end;
  GArray *dates; /* of DateMention */
  GArray *rests; /* of Rest */
} Scan;

static const struct {
  const char *name;
  int first_year;
} eras[] = {{"令和", 2019}, {"平成", 1989}, {"昭和", 1926}, {"大正", 1912}, {"明治", 1868},
            {"令", 2019},   {"平", 1989},   {"r", 2019},    {"h", 1989},    {"s", 1926}};

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 || year == 0;
  return month < 1 || month > 12 ? 0 : month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 0000-03-01, proleptic Gregorian. */
static int day_number(int year, int month, int day) {
  int y = month <= 2 ? year - 1 : year;
  int m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1;
}

static void day_from_number(int number, int *year, int *month, int *day) {
  int y = (int)((10000 * (gint64)number + 14780) / 3652425);
  int rest = number - (365 * y + y / 4 - y / 100 + y / 400);
  if (rest < 0) {
    y--;
    rest = number - (365 * y + y / 4 - y / 100 + y / 400);
  }
  int m = (100 * rest + 52) / 3060;
  *month = (m + 2) % 12 + 1;
  *year = y + (m + 2) / 12;
  *day = rest - (m * 306 + 5) / 10 + 1;
}

static int weekday_of(int year, int month, int day) {
  return (day_number(year, month, day) + 3) % 7; /* 0000-03-01 was a Wednesday */
}

static const char *skip_space(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\n'))
    p++;
  return p;
}

static gboolean starts(const char *p, const char *end, const char *word) {
  for (; *word; word++, p++)
    if (p >= end || *p != *word)
      return FALSE;
  return TRUE;
}

/* Up to max digits; NULL where none stands or more stand. */
static const char *read_int(const char *p, const char *end, int max, int *value) {
  int n = 0;
  *value = 0;
  for (; p < end && g_ascii_isdigit(*p) && n <= max; p++, n++)
    *value = *value * 10 + (*p - '0');
  return n >= 1 && n <= max ? p : NULL;
}

/* A number in digits or kanji, then a word, spaces between allowed. */
static const char *read_part(const char *p, const char *end, int max, const char *word,
                             int *value) {
  Numeral numeral;
  p = skip_space(p, end);
  if (p < end && (guchar)*p >= 0xe3 && numeral_read(p, end, &numeral)) {
    *value = numeral.value > 9999 ? 0 : (int)numeral.value;
    p += numeral.bytes;
  } else if (!(p = read_int(p, end, max, value))) {
    return NULL;
  }
  p = skip_space(p, end);
  return starts(p, end, word) ? p + strlen(word) : NULL;
}

/* 令和5年, 令和元年, 2023年: the western year, era_year TRUE where an era named it. */
static const char *read_year(const char *p, const char *end, int *year, gboolean *era_year) {
  *era_year = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(eras) && !g_ascii_isdigit(*p); i++) {
    if (!starts(p, end, eras[i].name))
      continue;
    const char *q = skip_space(p + strlen(eras[i].name), end);
    int n;
    if (starts(q, end, "元年")) {
      *year = eras[i].first_year;
      *era_year = TRUE;
      return q + strlen("元年");
    }
    if ((q = read_part(q, end, 2, "年", &n)) && n >= 1) {
      *year = eras[i].first_year + n - 1;
      *era_year = TRUE;
      return q;
    }
  }
  const char *q = read_part(p, end, 4, "年", year);
  return q && *year >= 1868 && *year < 2200 ? q : NULL;
}

/* The same year in the other reckoning, in parentheses or after a slash: (2023年), (令和5年). */
static const char *read_other_year(const char *p, const char *end, DateMention *date) {
  const char *q = skip_space(p, end);
  if (q >= end || (*q != '(' && *q != '/' && !starts(q, end, "〔")))
    return p;
  gboolean paren = *q != '/';
  int year;
  gboolean era;
  q = read_year(skip_space(q + (starts(q, end, "〔") ? 3 : 1), end), end, &year, &era);
  if (!q)
    return p;
  if (paren) {
    q = skip_space(q, end);
    if (q < end && *q == ')')
      q++;
    else if (starts(q, end, "〕"))
      q += 3;
    else
      return p;
  }
  date->contradiction = year != date->year;
  return q;
}

static int read_weekday(const char *p, const char *end) {
  static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};
  p = skip_space(p, end);
  if (p >= end || (*p != '(' && !starts(p, end, "〔")))
    return -1;
  p = skip_space(p + (*p == '(' ? 1 : 3), end);
  for (int i = 0; i < 7; i++)
    if (starts(p, end, names[i])) {
      const char *q = skip_space(p + 3, end);
      return q < end && (*q == ')' || starts(q, end, "曜") || starts(q, end, "・") ||
                         starts(q, end, "/") || starts(q, end, "祝") || starts(q, end, "〕"))
                 ? i
                 : -1;
    }
  return -1;
}

static const char *skip_parenthesis(const char *p, const char *end) {
  const char *q = skip_space(p, end);
  if (q >= end || *q != '(')
    return p;
  const char *limit = MIN(end, q + 40);
  for (; q < limit; q++)
    if (*q == ')')
      return q + 1;
  return p;
}

/* The hour right behind a day: 18:42, 午後3時, 24:00; -1 where none. */
static int read_hour(const char *p, const char *end) {
  int hour, minute, add = 0;
  p = skip_space(skip_parenthesis(p, end), end);
  if (starts(p, end, "の"))
    p += 3;
  if (starts(p, end, "午後"))
    add = 12;
  if (add || starts(p, end, "午前"))
    p = skip_space(p + 6, end);
  const char *q = read_int(p, end, 2, &hour);
  if (!q || hour > 24)
    return -1;
  q = skip_space(q, end);
  if (!starts(q, end, "時") && !(q < end && *q == ':' && read_int(q + 1, end, 2, &minute)))
    return -1;
  return add && hour < 12 ? hour + add : hour;
}

static void add_mention(Scan *scan, DateMention *date, const char *start, const char *stop,
                        Rest rest) {
  date->start = start - scan->text;
  date->end = stop - scan->text;
  date->hour = date->day ? read_hour(stop, scan->end) : -1;
  rest.weekday = date->day ? read_weekday(stop, scan->end) : -1;
  g_array_append_val(scan->dates, *date);
  g_array_append_val(scan->rests, rest);
}

/* 12月13日, 12月; the day is 0 where only a month stands. */
static const char *read_month_day(const char *p, const char *end, int *month, int *day) {
  const char *q = read_part(p, end, 2, "月", month);
  if (!q || *month < 1 || *month > 12)
    return NULL;
  const char *r = read_part(q, end, 2, "日", day);
  if (r && *day >= 1 && *day <= 31 && !starts(r, end, "間"))
    return r;
  *day = 0;
  return q;
}

/* 20年7月 behind 2019年: two digits of the same century, with a month. */
static const char *read_short_year(const Scan *scan, const char *p, int *year) {
  int month;
  const char *q =
      g_ascii_isdigit(*p) && scan->dates->len ? read_part(p, scan->end, 2, "年", year) : NULL;
  if (!q || !read_part(q, scan->end, 2, "月", &month))
    return NULL;
  int before = g_array_index(scan->dates, DateMention, scan->dates->len - 1).year;
  *year += before / 100 * 100;
  return before && ABS(*year - before) <= 15 ? q : NULL;
}

static const char *scan_year_first(Scan *scan, const char *p) {
  DateMention date = {0};
  gboolean era;
  const char *q = read_year(p, scan->end, &date.year, &era);
  if (!q)
    q = read_short_year(scan, p, &date.year);
  if (!q || starts(q, scan->end, "度") || starts(q, scan->end, "間") ||
      starts(q, scan->end, "生") || starts(q, scan->end, "度"))
    return NULL;
  q = read_other_year(q, scan->end, &date);
  const char *r = read_month_day(skip_space(q, scan->end), scan->end, &date.month, &date.day);
  if (!r)
    date.month = date.day = 0;
  add_mention(scan, &date, p, r ? r : q, (Rest){.open = OPEN_NONE});
  return r ? r : q;
}

/* 2023/12/13, 2023-12-13, 2023.12.13, r5.12.13, 1/3. */
static const char *scan_numeric(Scan *scan, const char *p) {
  DateMention date = {0};
  int first, base = 0;
  const char *q = p;
  for (guint i = 5; i < G_N_ELEMENTS(eras) && g_ascii_isalpha(*p); i++)
    if (starts(p, scan->end, eras[i].name)) {
      base = eras[i].first_year - 1;
      q = p + strlen(eras[i].name);
    }
  if (!(q = read_int(q, scan->end, 4, &first)) || q >= scan->end || !strchr("/-.", *q))
    return NULL;
  char mark = *q;
  if (!(q = read_int(q + 1, scan->end, 2, &date.month)))
    return NULL;
  const char *r = q < scan->end && *q == mark ? read_int(q + 1, scan->end, 2, &date.day) : NULL;
  if (r) {
    date.year = first + base;
    q = r;
  } else if (mark == '/' && !base && first >= 1 && first <= 12) {
    date.day = date.month;
    date.month = first;
  } else {
    return NULL;
  }
  if (q < scan->end && (g_ascii_isalnum(*q) || *q == mark || *q == '-' || *q == '%'))
    return NULL;
  if ((r && (date.year < 1868 || date.year > 2200)) || date.day < 1 ||
      date.day > days_in_month(date.year, date.month))
    return NULL;
  add_mention(scan, &date, p, q, (Rest){.open = r ? OPEN_NONE : OPEN_YEAR});
  return q;
}

static const char *scan_month_first(Scan *scan, const char *p) {
  DateMention date = {0};
  const char *q = read_month_day(p, scan->end, &date.month, &date.day);
  if (!q || (!date.day && (starts(q, scan->end, "間") || starts(q, scan->end, "額"))))
    return NULL;
  add_mention(scan, &date, p, q, (Rest){.open = OPEN_YEAR});
  return q;
}

/* 25日 alone is a day of the month named before; 3日間, 5日以内, 30日分 are spans. */
static const char *scan_day_only(Scan *scan, const char *p) {
  static const char *const spans[] = {"間",   "以内", "以上", "分",   "程度", "後", "前", "目",
                                      "余り", "未満", "経過", "ほど", "本",   "数", "常"};
  DateMention date = {0};
  const char *q = read_part(p, scan->end, 2, "日", &date.day);
  if (!q || date.day < 1 || date.day > 31 ||
      (!g_ascii_isdigit(*p) && q - p <= 6)) /* 一日 is a span */
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS(spans); i++)
    if (starts(q, scan->end, spans[i]) && !starts(q, scan->end, "前後"))
      return NULL;
  add_mention(scan, &date, p, q, (Rest){.open = OPEN_MONTH});
  return q;
}

/* Words that lean on the mention before, or on the publication; some twice: FOLD_INDEX writes out
 * what 々 repeats. */
static const struct {
  const char *word;
  Open open;
  int shift;
  gboolean of_published;
} relatives[] = {{"同日", OPEN_RELATIVE, 0, FALSE},   {"即日", OPEN_RELATIVE, 0, FALSE},
                 {"翌々日", OPEN_RELATIVE, 2, FALSE}, {"翌翌日", OPEN_RELATIVE, 2, FALSE},
                 {"翌日", OPEN_RELATIVE, 1, FALSE},   {"翌朝", OPEN_RELATIVE, 1, FALSE},
                 {"翌未明", OPEN_RELATIVE, 1, FALSE}, {"前日", OPEN_RELATIVE, -1, FALSE},
                 {"前夜", OPEN_RELATIVE, -1, FALSE},  {"同月", OPEN_MONTHS, 0, FALSE},
                 {"翌月", OPEN_MONTHS, 1, FALSE},     {"前月", OPEN_MONTHS, -1, FALSE},
                 {"先々月", OPEN_MONTHS, -2, TRUE},   {"先先月", OPEN_MONTHS, -2, TRUE},
                 {"先月", OPEN_MONTHS, -1, TRUE},     {"今月", OPEN_MONTHS, 0, TRUE},
                 {"来月", OPEN_MONTHS, 1, TRUE},      {"一昨年", OPEN_YEAR, -2, TRUE},
                 {"昨年", OPEN_YEAR, -1, TRUE},       {"去年", OPEN_YEAR, -1, TRUE},
                 {"前年", OPEN_YEAR, -1, TRUE},       {"本年", OPEN_YEAR, 0, TRUE},
                 {"今年", OPEN_YEAR, 0, TRUE},        {"同年", OPEN_YEAR, 0, FALSE},
                 {"翌年", OPEN_YEAR, 1, FALSE},       {"本日", OPEN_RELATIVE, 0, TRUE},
                 {"今朝", OPEN_RELATIVE, 0, TRUE},    {"一昨日", OPEN_RELATIVE, -2, TRUE},
                 {"昨日", OPEN_RELATIVE, -1, TRUE}};

/* 本日まで, 本日現在: how things stand. */
static gboolean says_how_long(const char *p, const char *end) {
  static const char *const words[] = {"まで", "現在", "時点", "付", "以降", "より", "から", "に至"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (starts(p, end, words[i]))
      return TRUE;
  return FALSE;
}

static const char *scan_relative(Scan *scan, const char *p) {
  guint i = 0;
  while (i < G_N_ELEMENTS(relatives) && !starts(p, scan->end, relatives[i].word))
    i++;
  if (i == G_N_ELEMENTS(relatives) || (!scan->dates->len && !relatives[i].of_published))
    return NULL;
  DateMention date = {0};
  Rest rest = {.open = relatives[i].open,
               .shift = relatives[i].shift,
               .of_published = relatives[i].of_published,
               .same_year = relatives[i].open == OPEN_YEAR};
  const char *q = p + strlen(relatives[i].word), *r = q;
  if (rest.open == OPEN_MONTHS)
    r = read_part(q, scan->end, 2, "日", &date.day);
  else if (rest.open == OPEN_YEAR)
    r = read_month_day(q, scan->end, &date.month, &date.day);
  if (!r || (rest.of_published && rest.open == OPEN_RELATIVE && says_how_long(r, scan->end)))
    return NULL;
  if (rest.open == OPEN_RELATIVE)
    date.day = -1; /* filled when resolved */
  add_mention(scan, &date, p, r, rest);
  return r;
}

static gboolean starts_numeral(const char *p, const char *end) {
  Numeral numeral;
  return numeral_read(p, end, &numeral);
}

/* One mention that begins at p; NULL where none does. */
static const char *scan_at(Scan *scan, const char *p) {
  const char *q = NULL;
  gboolean digit = g_ascii_isdigit(*p);
  char before = p > scan->text ? p[-1] : ' ';
  char outer = p - scan->text > 1 ? p[-2] : ' ';
  if (digit && (g_ascii_isalnum(before) || before == '_' ||
                (strchr("-/.:", before) && g_ascii_isalnum(outer))))
    return NULL;
  if (digit || g_ascii_isalpha(*p)) {
    if (!digit && (g_ascii_isalnum(before) || !strchr("rhs", *p)))
      return NULL;
    if ((q = scan_numeric(scan, p)) || (q = scan_year_first(scan, p)))
      return q;
    return !digit ? NULL : (q = scan_month_first(scan, p)) ? q : scan_day_only(scan, p);
  }
  if ((q = scan_year_first(scan, p)) || (q = scan_relative(scan, p)) ||
      !starts_numeral(p, scan->end))
    return q;
  return (q = scan_month_first(scan, p)) ? q : scan_day_only(scan, p);
}

/* The next place where a mention could begin. */
static const char *next_place(const char *p, const char *end) {
  static Charset firsts;
  charset_prepare(&firsts, "0123456789rhs令平昭大明同即翌前一昨去本今先来〇二三四五六七八九十");
  return charset_find(&firsts, p, end);
}

static void scan_mentions(Scan *scan) {
  for (const char *p = next_place(scan->text, scan->end); p < scan->end;) {
    const char *q = scan_at(scan, p);
    if (!q)
      for (q = p + 1; g_ascii_isdigit(*p) && q < scan->end && g_ascii_isdigit(*q);)
        q++;
    p = next_place(q, scan->end);
  }
}

/* The year among default_year and its neighbours in which the day falls on the weekday. */
static int year_by_weekday(const DateMention *date, int weekday, int year) {
  static const int tries[] = {0, -1, 1, -2, 2};
  for (guint i = 0; weekday >= 0 && i < G_N_ELEMENTS(tries); i++)
    if (date->day <= days_in_month(year + tries[i], date->month) &&
        weekday_of(year + tries[i], date->month, date->day) == weekday)
      return year + tries[i];
  return year;
}

/* What a year costs: a text goes on in time rather than back. */
static int year_cost(const DateMention *date, int year, const DateMention *near) {
  int days = day_number(year, date->month, MAX(date->day, 1)) -
             day_number(near->year, near->month, MAX(near->day, 1));
  return days >= 0 ? days : -3 * days;
}

/* The year in which month (and day) come nearest to the day near. */
static int year_nearest(const DateMention *date, const DateMention *near) {
  int best = near->year - 1;
  for (int year = near->year; year <= near->year + 1; year++)
    if (year_cost(date, year, near) < year_cost(date, best, near))
      best = year;
  return best;
}

/* The latest year that puts the day no more than two months after the publication. */
static int year_published(const DateMention *date, int published) {
  int year = published / 10000;
  int at = day_number(year, published / 100 % 100, published % 100);
  return day_number(year, date->month, MAX(date->day, 1)) > at + 61 ? year - 1 : year;
}

#define NEAR_DAYS 150
#define FAR_YEARS 25
#define LONE_YEAR_BYTES 60 /* how far a year alone serves the days behind it */
#define YEAR_END 1231

/* The year of a month and day: near the mention before, else near one behind, else by publication.
 */
static int open_year(const Scan *scan, guint i, const DateMention *before, int published) {
  DateMention *date = &g_array_index(scan->dates, DateMention, i);
  if (before && before->year < (published ? published / 10000 - FAR_YEARS : 1980))
    before = NULL; /* 創業大正六年 says nothing of the days behind it */
  if (before && before->year && before->month) {
    int year = year_nearest(date, before);
    if (!published || year_cost(date, year, before) <= NEAR_DAYS)
      return year;
  }
  gboolean near = before && (!published || date->start - before->end <= LONE_YEAR_BYTES);
  if (near && before->year && !before->month)
    return before->year;
  if (published)
    return year_published(date, published);
  for (guint k = i + 1; k < scan->dates->len; k++) {
    const DateMention *behind = &g_array_index(scan->dates, DateMention, k);
    if (behind->year)
      return behind->month ? year_nearest(date, behind) : behind->year;
  }
  return 0;
}

/* 翌日 … 翌々日: both are counted from the day before them. */
static int relative_shift(const Scan *scan, const Rest *rest, const DateMention *before) {
  const DateMention *first = (const DateMention *)(gconstpointer)scan->dates->data;
  const Rest *other = before ? &g_array_index(scan->rests, Rest, before - first) : NULL;
  gboolean next = other && other->open == OPEN_RELATIVE && other->shift == 1;
  return rest->shift - (next && rest->shift == 2);
}

static void resolve_relative(const Scan *scan, guint i, const DateMention *before, int published) {
  DateMention *date = &g_array_index(scan->dates, DateMention, i);
  const Rest *rest = &g_array_index(scan->rests, Rest, i);
  const int shift = relative_shift(scan, rest, before);
  const DateMention today = {
      .year = published / 10000, .month = published / 100 % 100, .day = published % 100};
  date->day = 0;
  if (rest->of_published)
    before = published ? &today : NULL;
  if (!before || !before->day || !before->month)
    return;
  int year = before->year, month = before->month, day = before->day;
  if (year)
    day_from_number(day_number(year, month, day) + shift, &year, &month, &day);
  else if (shift)
    return;
  date->year = year;
  date->month = month;
  date->day = day;
}

static void resolve_month(DateMention *date, int shift, const DateMention *before, int published) {
  DateMention month = {.year = published / 10000, .month = published / 100 % 100};
  if (!before || !before->month) {
    if (!published)
      return;
    shift -= date->day > published % 100; /* the latest such day that isn't after it */
    before = &month;
  } else if (before->day > date->day + 20) {
    shift++; /* 30日 … 1日 */
  }
  int months = before->year * 12 + before->month - 1 + shift;
  date->year = before->year ? months / 12 : 0;
  date->month = months % 12 + 1;
}

/* 先月11日. Where only the year of publication is known (its last day), 今月 is one told before. */
static void resolve_published_month(DateMention *date, int shift, const DateMention *before,
                                    int published) {
  const int months = published / 10000 * 12 + published / 100 % 100 - 1 + shift;
  if (published && published % 10000 != YEAR_END) {
    date->year = months / 12;
    date->month = months % 12 + 1;
  } else if (shift == 0) {
    resolve_month(date, 0, before, published);
  }
}

static void resolve_year(const Scan *scan, guint i, const DateMention *before, int published) {
  DateMention *date = &g_array_index(scan->dates, DateMention, i);
  const Rest *rest = &g_array_index(scan->rests, Rest, i);
  if (rest->of_published && published)
    date->year = published / 10000 + rest->shift;
  else if (rest->same_year && !rest->of_published && before && before->year)
    date->year = before->year + rest->shift;
  else
    date->year = open_year(scan, i, before, published);
  if (date->year && date->day && !rest->same_year)
    date->year = year_by_weekday(date, rest->weekday, date->year);
}

/* 2023年4月~2025年7月, 令和4年7月以降: a month alone that bounds a span. */
static gboolean is_month_of_span(const Scan *scan, const DateMention *date) {
  static const char *const behind[] = {"以降", "から", "まで", "~", "より", "分", "末", "頃から"};
  if (date->day || !date->month)
    return FALSE;
  const char *p = scan->text + date->end;
  for (guint i = 0; i < G_N_ELEMENTS(behind); i++)
    if (starts(p, scan->end, behind[i]))
      return TRUE;
  return date->start > 0 && scan->text[date->start - 1] == '~';
}

/* 翌17日: the day behind a day, not one of the month that stands in between (7月の作業). */
static gboolean is_next_day(const Scan *scan, const DateMention *date) {
  static const char next[] = "翌";
  const gsize bytes = sizeof next - 1;
  return date->start >= bytes && memcmp(scan->text + date->start - bytes, next, bytes) == 0;
}

/* before: the last mention with a day or month; a lone year serves only until a month stands.
 * day_before: the last with a day. */
static void resolve_all(Scan *scan, int published) {
  const DateMention *before = NULL, *day_before = NULL;
  for (guint i = 0; i < scan->dates->len; i++) {
    DateMention *date = &g_array_index(scan->dates, DateMention, i);
    const Rest *rest = &g_array_index(scan->rests, Rest, i);
    if (rest->open == OPEN_RELATIVE)
      resolve_relative(scan, i, before && before->day ? before : day_before, published);
    else if (rest->open == OPEN_MONTHS && rest->of_published)
      resolve_published_month(date, rest->shift, before, published);
    else if (rest->open == OPEN_MONTH || rest->open == OPEN_MONTHS)
      resolve_month(date, rest->shift, day_before && is_next_day(scan, date) ? day_before : before,
                    published);
    else if (rest->open == OPEN_YEAR)
      resolve_year(scan, i, before, published);
    date->resolved = rest->open != OPEN_NONE && date->year != 0;
    if (date->year && date->day > days_in_month(date->year, date->month))
      date->day = 0;
    gboolean aside = rest->open == OPEN_RELATIVE && /* 前日の改修, 本日: said in passing */
                     (rest->shift < 0 || rest->of_published);
    aside = aside || is_month_of_span(scan, date);
    if (!before || (date->month && !aside))
      before = date;
    if (date->month && date->day && !aside)
      day_before = date;
  }
}

void date_scan_into(const char *text, gsize text_bytes, int published, GArray *found) {
  Scan scan = {text, text + text_bytes, found, g_array_new(FALSE, FALSE, sizeof(Rest))};
  g_array_set_size(found, 0);
  if (days_in_month(published / 10000, published / 100 % 100) < published % 100)
    published = 0;
  scan_mentions(&scan);
  resolve_all(&scan, published);
  g_array_unref(scan.rests);
}

GArray *date_scan(const char *text, gsize text_bytes, int published) {
  GArray *found = g_array_new(FALSE, FALSE, sizeof(DateMention));
  date_scan_into(text, text_bytes, published, found);
  return found;
}

int date_value(const DateMention *date) {
  if (!date->year || date->month < 1 || date->day < 1 ||
      date->day > days_in_month(date->year, date->month))
    return 0;
  return date->year * 10000 + date->month * 100 + date->day;
}

int date_month_end(int year, int month) {
  return year * 10000 + month * 100 + days_in_month(year, month);
}

int date_days_between(int a, int b) {
  return day_number(b / 10000, b / 100 % 100, b % 100) -
         day_number(a / 10000, a / 100 % 100, a % 100);
}
