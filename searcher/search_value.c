/* Amounts and days of a question, by value. */
#include <string.h>

#include "search_chunk.h"
#include "shim/schema.h"

#define COUNTER_PROOFS_MAX 400 /* notices looked at to tell 184件 from 184名 */
#define YEAR_FIRST 1990        /* whose days are looked for where no year is said */
#define YEAR_LAST 2050
#define MONTHS_NAMED_MAX 12 /* of a span, that are looked for by name */
#define OTHER_YEARS 5       /* years around, whose same day is another day */

static gboolean counts_people(const char *counter) {
  static const char *const people[] = {"人", "名", "人分", "名分", "人以上", "名以上"};
  for (guint i = 0; i < G_N_ELEMENTS(people); i++)
    if (g_str_equal(people[i], counter))
      return TRUE;
  return FALSE;
}

/* 件 and 件分 count the same, and so do 人 and 名; 件 and 人 don't. */
static gboolean same_counter(const char *asked, const char *found) {
  if (counts_people(asked) || counts_people(found))
    return counts_people(asked) && counts_people(found);
  return !strncmp(asked, found, MIN(strlen(asked), strlen(found)));
}

typedef struct {
  const Quantity *asked;
  gboolean any;
} CounterProof;

static gboolean counts_same(const char *folded, gsize bytes, const Quantity *asked) {
  GArray *found = quantity_scan(folded, bytes);
  gboolean same = FALSE;
  for (guint i = 0; i < found->len && !same; i++) {
    const Quantity *quantity = &g_array_index(found, Quantity, i);
    same = quantity->value == asked->value && same_counter(asked->counter, quantity->counter);
  }
  g_array_unref(found);
  return same;
}

static gboolean prove_counter(const IndexText *text, gpointer user) {
  CounterProof *proof = user;
  for (guint i = 1; i < INDEX_TEXT_PARTS; i++)
    if (counts_same(text->parts[i], text->bytes[i], proof->asked))
      return proof->any = TRUE;
  return FALSE;
}

/* Takes query, which finds the value. */
static IndexQuery *of_counter(Chunk *chunk, const Quantity *quantity, IndexQuery *query) {
  CounterProof proof = {quantity, FALSE};
  IndexQuery *counted =
      search_select(chunk->plan->searcher, query, prove_counter, &proof, chunk->error);
  if (proof.any && counted)
    return index_query_filter(query, counted);
  if (!counted)
    g_clear_pointer(&query, index_query_free);
  index_query_free(counted);
  return query;
}

/* How far from a round number an amount may be that is said to be about it. */
static const double ABOUT = 0.1;

/* Notices of which so many people or records are affected; NULL where the amount itself is meant.
 */
static IndexQuery *within_bound(const Piece *piece, gboolean said) {
  gint64 value = piece->quantity.value;
  gint64 off = (gint64)((double)value * ABOUT);
  switch (piece->bound) {
  case BOUND_AT_LEAST:
    return index_query_range_affected(value, G_MAXINT64);
  case BOUND_MORE:
    return index_query_range_affected(value + 1, G_MAXINT64);
  case BOUND_AT_MOST:
    return index_query_range_affected(0, value);
  case BOUND_LESS:
    return index_query_range_affected(0, value - 1);
  case BOUND_ABOUT:
    return said ? NULL : index_query_range_affected(value - off, value + off);
  case BOUND_NONE:
    break;
  }
  return NULL;
}

/* 184件 is sooner 184件 than 184名; where no notice counts so, the value decides alone. */
IndexQuery *value_number(Chunk *chunk, const Piece *piece, guint word) {
  char value[32];
  g_snprintf(value, sizeof value, "%" G_GINT64_FORMAT, piece->quantity.value);
  guint n = search_frequency(chunk->plan->searcher, SCHEMA_NUMBER, value, -1);
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  plan_light(chunk->plan, LIGHT_NUMBER, text, piece->quantity.value, 1, word);
  IndexQuery *query = index_query_term(SCHEMA_NUMBER, value, -1);
  IndexQuery *bound = within_bound(piece, n > 0);
  if (bound) {
    gboolean said = piece->bound == BOUND_AT_LEAST || piece->bound == BOUND_ABOUT;
    IndexQuery *either[] = {said ? query : NULL, bound};
    if (!said)
      index_query_free(query);
    return index_query_max(either, 2);
  }
  if (!*piece->quantity.counter || n < 2 || n > COUNTER_PROOFS_MAX)
    return query;
  return of_counter(chunk, &piece->quantity, query);
}

/* "12月18日" in a notice of that year or the next, unless it names that day of another year. */
static IndexQuery *without_year(Plan *plan, const DateMention *date, guint word) {
  char text[32], year[16], other[16];
  g_snprintf(text, sizeof text, "%d月%d日", date->month, date->day);
  IndexQuery *years[2], *others[2 * OTHER_YEARS];
  guint n = 0;
  for (int i = 0; i < 2; i++) {
    g_snprintf(year, sizeof year, "%04d", date->year + i);
    years[i] = index_query_term(SCHEMA_YEAR, year, -1);
  }
  for (int i = -OTHER_YEARS; i <= OTHER_YEARS; i++) {
    g_snprintf(other, sizeof other, "%04d%02d%02d", date->year + i, date->month, date->day);
    if (i)
      others[n++] = index_query_term(SCHEMA_DATE, other, 8);
  }
  plan_light(plan, LIGHT_WORD, text, 0, 0.5, word);
  IndexQuery *said =
      index_query_and_not(index_query_term(SCHEMA_WORD, text, -1), index_query_or(others, n));
  return index_query_scale(index_query_filter(said, index_query_or(years, 2)), 0.5);
}

/* ---- spans of days */

static int first_day(const DateMention *date) {
  return date->year * 10000 + MAX(date->month, 1) * 100 + MAX(date->day, 1);
}

static int last_day(const DateMention *date) {
  int month = date->month ? date->month : 12;
  int days = g_date_get_days_in_month((GDateMonth)month, (GDateYear)date->year);
  return date->year * 10000 + month * 100 + (date->day ? date->day : days);
}

/* Days of one month that texts name: all of them by their beginning, else one by one. */
static void add_month(GPtrArray *days, int month, int first, int last) {
  char text[16];
  int end =
      month * 100 + g_date_get_days_in_month((GDateMonth)(month % 100), (GDateYear)(month / 100));
  if (first <= month * 100 + 1 && end <= last) {
    g_snprintf(text, sizeof text, "%06d", month);
    g_ptr_array_add(days, index_query_prefix(SCHEMA_DATE, text, -1));
    return;
  }
  for (int day = MAX(first, month * 100 + 1); day <= MIN(last, end); day++) {
    g_snprintf(text, sizeof text, "%08d", day);
    g_ptr_array_add(days, index_query_term(SCHEMA_DATE, text, -1));
  }
}

static IndexQuery *days_named(int first, int last) {
  g_autoptr(GPtrArray) days = g_ptr_array_new();
  char text[16];
  for (int year = first / 10000; year <= last / 10000; year++) {
    gboolean whole = first <= year * 10000 + 101 && year * 10000 + 1231 <= last;
    g_snprintf(text, sizeof text, "%04d", year);
    if (whole)
      g_ptr_array_add(days, index_query_prefix(SCHEMA_DATE, text, -1));
    for (int month = 1; !whole && month <= 12; month++)
      if (first / 100 <= year * 100 + month && year * 100 + month <= last / 100)
        add_month(days, year * 100 + month, first, last);
  }
  return index_query_max((IndexQuery **)days->pdata, days->len);
}

/* A month that a text names without a day, in both ways of counting years; NULL and error. */
static IndexQuery *month_named(Chunk *chunk, int year, int month, guint word) {
  char texts[2][64];
  IndexQuery *either[2];
  g_snprintf(texts[0], sizeof texts[0], "%d年%d月", year, month);
  int era = year >= 2019 ? 2018 : 1988;
  g_snprintf(texts[1], sizeof texts[1], "%s%d年%d月", era == 2018 ? "令和" : "平成", year - era,
             month);
  for (guint i = 0; i < 2; i++) {
    either[i] = exact_at_boundaries(chunk->plan->searcher, SCOPE_ALL, texts[i], chunk->error);
    if (!either[i]) {
      if (i)
        index_query_free(either[0]);
      return NULL;
    }
    plan_light(chunk->plan, LIGHT_WORD, texts[i], 0, 0.9, word);
  }
  return index_query_or(either, 2);
}

/* The whole months between two days, where they are few; *failed: error. */
static IndexQuery *months_named(Chunk *chunk, int first, int last, guint word, gboolean *failed) {
  g_autoptr(GPtrArray) months = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  *failed = FALSE;
  for (int at = first / 100; at <= last / 100; at += at % 100 == 12 ? 89 : 1) {
    int end = at * 100 + g_date_get_days_in_month((GDateMonth)(at % 100), (GDateYear)(at / 100));
    if (at * 100 + 1 < first || end > last)
      continue;
    if (months->len == MONTHS_NAMED_MAX)
      return NULL;
    IndexQuery *month = month_named(chunk, at / 100, at % 100, word);
    *failed = month == NULL;
    if (!month)
      return NULL;
    g_ptr_array_add(months, month);
  }
  IndexQuery *any = months->len ? index_query_or((IndexQuery **)months->pdata, months->len) : NULL;
  g_ptr_array_set_free_func(months, NULL);
  return any;
}

static IndexQuery *span_query(Chunk *chunk, const Piece *piece, guint word) {
  const DateMention *date = &piece->date;
  char from[16], to[16], year[8];
  int first = first_day(date), last = last_day(&piece->until);
  gboolean year_alone = !date->month && !piece->until.month && date->year == piece->until.year;
  gboolean failed = FALSE;
  g_snprintf(from, sizeof from, "%08d", first);
  g_snprintf(to, sizeof to, "%08d", last);
  g_snprintf(year, sizeof year, "%04d", date->year);
  IndexQuery *months = year_alone ? NULL : months_named(chunk, first, last, word, &failed);
  if (failed)
    return NULL;
  IndexQuery *either[] = {first <= last ? days_named(first, last) : NULL, months,
                          index_query_range_date(from, to),
                          year_alone ? index_query_term(SCHEMA_YEAR, year, -1) : NULL};
  return index_query_max(either, 4);
}

/* 12月13日 of any year that the index has. */
static IndexQuery *any_year(Chunk *chunk, const DateMention *date, guint word) {
  char text[32];
  g_autoptr(GPtrArray) days = g_ptr_array_new();
  for (int year = YEAR_FIRST; year <= YEAR_LAST; year++) {
    g_snprintf(text, sizeof text, "%04d%02d%02d", year, date->month, date->day);
    if (!search_frequency(chunk->plan->searcher, SCHEMA_DATE, text, -1))
      continue;
    plan_light(chunk->plan, LIGHT_DATE, text, g_ascii_strtoll(text, NULL, 10), 1, word);
    g_ptr_array_add(days, index_query_term(SCHEMA_DATE, text, -1));
  }
  g_snprintf(text, sizeof text, "%d月%d日", date->month, date->day);
  plan_light(chunk->plan, LIGHT_WORD, text, 0, 1, word);
  g_ptr_array_add(days, index_query_term(SCHEMA_WORD, text, -1));
  return index_query_max((IndexQuery **)days->pdata, days->len);
}

IndexQuery *value_date(Chunk *chunk, const Piece *piece, guint word) {
  char value[32];
  const DateMention *date = &piece->date;
  if (!date->year)
    return any_year(chunk, date, word);
  g_snprintf(value, sizeof value, "%04d%02d%02d", date->year, date->month, date->day);
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  plan_light(chunk->plan, LIGHT_DATE, text, g_ascii_strtoll(value, NULL, 10), 1, word);
  if (!date->day || first_day(date) != first_day(&piece->until))
    return span_query(chunk, piece, word);
  IndexQuery *either[] = {index_query_term(SCHEMA_DATE, value, 8),
                          without_year(chunk->plan, date, word),
                          index_query_range_date(value, value)};
  return index_query_max(either, 3);
}
