#include "indexer/heading_day.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/quantity.h"
#include "indexer/heading.h"

/* A reader of digits and marks: at moves on where something was taken. */
typedef struct {
  const char *at, *end;
} Cursor;

static gboolean take(Cursor *cursor, const char *word) {
  gsize n = strlen(word);
  if ((gsize)(cursor->end - cursor->at) < n || memcmp(cursor->at, word, n) != 0)
    return FALSE;
  cursor->at += n;
  return TRUE;
}

static int take_number(Cursor *cursor, guint digits_min, guint digits_max) {
  int value = 0;
  guint n = 0;
  while (n < digits_max && cursor->at + n < cursor->end && g_ascii_isdigit(cursor->at[n]))
    value = value * 10 + (cursor->at[n++] - '0');
  if (n < digits_min)
    return -1;
  cursor->at += n;
  return value;
}

static gboolean take_any(Cursor *cursor, const char *const *words, guint words_n) {
  for (guint i = 0; i < words_n; i++)
    if (take(cursor, words[i]))
      return TRUE;
  return FALSE;
}

/* 令和5 -> 2023. Returns 0 where no era stands here. */
static int take_era_year(Cursor *cursor) {
  static const struct {
    const char *name;
    int before;
  } eras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"r", 2018}, {"h", 1988},
              {"s", 1925},    {"R", 2018},    {"H", 1988},    {"S", 1925}};
  Cursor start = *cursor;
  for (guint i = 0; i < G_N_ELEMENTS(eras); i++) {
    if (!take(cursor, eras[i].name))
      continue;
    take(cursor, ".");
    int year = take(cursor, "元") ? 1 : take_number(cursor, 1, 2);
    if (year > 0)
      return eras[i].before + year;
    *cursor = start;
  }
  return 0;
}

static int day_value(int year, int month, int day) {
  if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return 0;
  return year * 10000 + month * 100 + day;
}

/* 2024/9/11, 2023年7月24日, 令和5年7月24日, 2023年(令和5年)7月24日, R5.7.24. 0 where none stands
 * here. */
static int take_day(Cursor *cursor) {
  static const char *const marks[] = {"/", "-", ".", "年"};
  static const char *const marks_2[] = {"/", "-", ".", "月"};
  Cursor start = *cursor;
  int year = take_era_year(cursor);
  if (year == 0)
    year = take_number(cursor, 4, 4);
  if (year > 1900 && year < 2200) {
    if (take(cursor, "年(") || take(cursor, "(")) {
      Cursor era = *cursor;
      if (take_era_year(&era) || take_number(&era, 4, 4) > 0) {
        take(&era, "年");
        if (take(&era, ")"))
          *cursor = era;
        take(cursor, "年");
      }
    } else if (!take_any(cursor, marks, G_N_ELEMENTS(marks))) {
      year = 0;
    }
    take(cursor, " ");
    int month = year ? take_number(cursor, 1, 2) : -1;
    if (month > 0 && take_any(cursor, marks_2, G_N_ELEMENTS(marks_2))) {
      take(cursor, " ");
      int day = take_number(cursor, 1, 2);
      gboolean more = cursor->at < cursor->end && g_ascii_isdigit(*cursor->at);
      int value = day > 0 && !more ? day_value(year, month, day) : 0;
      if (value) {
        take(cursor, "日");
        return value;
      }
    }
  }
  *cursor = start;
  return 0;
}

/* Fri, 26 Jan 2024: what RSS writes. */
static int take_english_day(Cursor *cursor) {
  static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};
  while (cursor->at < cursor->end && !g_ascii_isdigit(*cursor->at) && cursor->end - cursor->at > 8)
    cursor->at++;
  int day = take_number(cursor, 1, 2);
  if (day < 1 || cursor->end - cursor->at < 9 || *cursor->at != ' ')
    return 0;
  cursor->at++;
  for (guint i = 0; i < G_N_ELEMENTS(months); i++)
    if (g_ascii_strncasecmp(cursor->at, months[i], 3) == 0) {
      while (cursor->at < cursor->end && g_ascii_isalpha(*cursor->at))
        cursor->at++;
      take(cursor, " ");
      int year = take_number(cursor, 4, 4);
      return year > 0 ? day_value(year, (int)i + 1, day) : 0;
    }
  return 0;
}

int heading_day(const char *text, gsize text_bytes) {
  char *folded = fold_string(FOLD_READ, text, (gssize)text_bytes);
  g_strstrip(folded);
  Cursor cursor = {folded, folded + strlen(folded)};
  int day = take_day(&cursor);
  if (!day && g_ascii_isalpha(*folded))
    day = take_english_day(&cursor);
  g_free(folded);
  return day;
}

/* Weekdays and words that belong to a day: (月), (月・祝), 付, 公表, 更新. */
static void take_tail(Cursor *cursor) {
  static const char *const words[] = {"付け", "付",   "公表",     "公開", "更新",
                                      "掲載", "発表", "リリース", "現在", "作成",
                                      "報告", "修正", "追記",     "改訂", "最終"};
  take(cursor, " ");
  if (take(cursor, "(") || take(cursor, "[")) {
    static const char *const weekdays[] = {"月", "火", "水", "木", "金", "土", "日"};
    Cursor inside = *cursor;
    if (take_any(&inside, weekdays, G_N_ELEMENTS(weekdays))) {
      take(&inside, "曜日");
      take(&inside, "曜");
      take(&inside, "・祝日");
      take(&inside, "・祝");
      if (take(&inside, ")") || take(&inside, "]"))
        *cursor = inside;
      else
        cursor->at--;
    } else {
      cursor->at--;
    }
  }
  take(cursor, " ");
  while (take_any(cursor, words, G_N_ELEMENTS(words)))
    ;
}

static gboolean ends_range(const char *text, gsize bytes) {
  static const char *const marks[] = {"~",    "〜",   "～", "-",  "−",    "–",
                                      "から", "より", "・", "、", "及び", "と"};
  while (bytes > 0 && text[bytes - 1] == ' ')
    bytes--;
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
    gsize n = strlen(marks[i]);
    if (bytes >= n && memcmp(text + bytes - n, marks[i], n) == 0)
      return TRUE;
  }
  return FALSE;
}

/* TRUE where, behind a day, only a closing bracket and white space remain. */
static gboolean at_close(Cursor *cursor) {
  while (take(cursor, ")") || take(cursor, "]") || take(cursor, "】") || take(cursor, "〕") ||
         take(cursor, " ") || take(cursor, "」"))
    ;
  return cursor->at == cursor->end;
}

/* Steps back over opening brackets, spaces and words of publishing before a day. */
static gsize step_back(const char *text, gsize bytes) {
  static const char *const words[] = {
      " ",      "(",      "[",      "〔",     "【",         ":",    "公表日",
      "公開日", "掲載日", "発表日", "更新日", "投稿日",     "公表", "公開",
      "掲載",   "発表",   "更新",   "|",      "リリース日", "日付", "最終"};
  for (gboolean moved = TRUE; moved;) {
    moved = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
      gsize n = strlen(words[i]);
      if (bytes >= n && memcmp(text + bytes - n, words[i], n) == 0) {
        bytes -= n;
        moved = TRUE;
      }
    }
  }
  return bytes;
}

static gboolean is_digit_or_era(char c) {
  return g_ascii_isdigit(c) || strchr("rhsRHS", c) != NULL;
}

int heading_day_at_end(const char *text, gsize text_bytes, gsize *rest_bytes) {
  FoldedText folded = {0};
  fold_text(FOLD_READ, text, (gssize)text_bytes, &folded);
  int found = 0;
  for (gsize i = folded.text_bytes; i > 0 && folded.text_bytes - i < 64 && !found; i--) {
    gsize start = i - 1;
    guchar c = (guchar)folded.text[start];
    gboolean era = c >= 0xE3;
    if (c == 0 || (!era && !is_digit_or_era((char)c)))
      continue;
    if (start > 0 && g_ascii_isalnum(folded.text[start - 1]))
      continue;
    Cursor cursor = {folded.text + start, folded.text + folded.text_bytes};
    int day = take_day(&cursor);
    if (!day)
      continue;
    take_tail(&cursor);
    if (!at_close(&cursor))
      continue;
    /* 令和5年(2023年)…: the digits are found before the era that they explain. */
    gsize rest = step_back(folded.text, start);
    if (ends_range(folded.text, start) || ends_range(folded.text, rest))
      break;
    gsize keep = rest;
    while (keep > 0 && folded.text[keep - 1] == ' ')
      keep--;
    *rest_bytes = folded.offsets[keep];
    found = day;
  }
  folded_text_clear(&folded);
  return found;
}

int heading_day_alone(const char *text, gsize text_bytes) {
  if (text_bytes > 160)
    return 0;
  gsize rest;
  int day = heading_day_at_end(text, text_bytes, &rest);
  return day && rest == 0 ? day : 0;
}
