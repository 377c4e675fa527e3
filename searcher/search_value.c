/* Amounts and days of a question, by value. */
#include <string.h>

#include "dict/fold.h"
#include "search_chunk.h"
#include "shim/schema.h"

#define COUNTER_PROOFS_MAX 400 /* notices looked at to tell 184件 from 184名 */
#define OTHER_YEARS 5          /* years around, whose same day is another day */

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
  GPtrArray *keys;
} CounterProof;

static gboolean counts_same(const char *text, const Quantity *asked) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  GArray *found = quantity_scan(folded, strlen(folded));
  gboolean same = FALSE;
  for (guint i = 0; i < found->len && !same; i++) {
    const Quantity *quantity = &g_array_index(found, Quantity, i);
    same = quantity->value == asked->value && same_counter(asked->counter, quantity->counter);
  }
  g_array_unref(found);
  return same;
}

static gboolean prove_counter(const char *key, const Notice *notice, gpointer user) {
  CounterProof *proof = user;
  if (counts_same(notice->body, proof->asked) || counts_same(notice->title, proof->asked))
    g_ptr_array_add(proof->keys, g_strdup(key));
  return TRUE;
}

/* Takes query, which finds the value. */
static IndexQuery *of_counter(Chunk *chunk, const Quantity *quantity, IndexQuery *query) {
  CounterProof proof = {quantity, g_ptr_array_new_with_free_func(g_free)};
  IndexReader *reader = chunk->plan->searcher->reader;
  if (!index_reader_each(reader, query, prove_counter, &proof, chunk->error))
    g_clear_pointer(&query, index_query_free);
  else if (proof.keys->len)
    query = index_query_filter(query, index_query_keys(proof.keys));
  g_ptr_array_unref(proof.keys);
  return query;
}

/* 184件 is sooner 184件 than 184名; where no notice counts so, the value decides alone. */
IndexQuery *value_number(Chunk *chunk, const Piece *piece, guint word) {
  char value[32];
  g_snprintf(value, sizeof value, "%" G_GINT64_FORMAT, piece->quantity.value);
  guint n = search_frequency(chunk->plan->searcher, SCHEMA_NUMBER, value, -1);
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  plan_light(chunk->plan, LIGHT_NUMBER, text, piece->quantity.value, 1, word);
  IndexQuery *query = index_query_term(SCHEMA_NUMBER, value, -1);
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

IndexQuery *value_date(Chunk *chunk, const Piece *piece, guint word) {
  char value[32];
  const DateMention *date = &piece->date;
  g_snprintf(value, sizeof value, "%04d%02d%02d", date->year, date->month, date->day);
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  plan_light(chunk->plan, LIGHT_DATE, text, g_ascii_strtoll(value, NULL, 10), 1, word);
  if (!date->day)
    return index_query_prefix(SCHEMA_DATE, value, date->month ? 6 : 4);
  IndexQuery *either[] = {index_query_term(SCHEMA_DATE, value, 8),
                          without_year(chunk->plan, date, word)};
  return index_query_max(either, 2);
}
