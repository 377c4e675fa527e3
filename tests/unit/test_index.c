/* Builds indexes of random notices and compares every answer with a plain reading of them. */
#include "index_archive.h"

#include "shim/schema.h"
#include "shim/index_remote.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOTICES 300

static const char *const prefixes[] = {SCHEMA_WORD, SCHEMA_BASE,   SCHEMA_PAIR,   SCHEMA_UNIQUE,
                                       SCHEMA_ID,   SCHEMA_CAUSE,  SCHEMA_SECTOR, SCHEMA_YEAR,
                                       SCHEMA_DATA, SCHEMA_VENDOR, SCHEMA_MEDIA,  SCHEMA_LABEL,
                                       SCHEMA_LINK};

static void key_of_hit(IndexReader *reader, const IndexHit *hit, char key[33]) {
  Notice *notice = archive_notice(reader, hit->docid);
  notice_key(notice, key);
  notice_free(notice);
}

/* A synonym of a common word, of a word of one notice (in one shard only), and of two together. */
static IndexQuery *make_synonym(const char *a, const char *b, int number) {
  char rare[16];
  IndexQuery *two[] = {archive_word(a), archive_word(b)};
  g_snprintf(rare, sizeof rare, "n%d", number);
  IndexQuery *three[] = {index_query_scale(archive_word(rare), 0.7), index_query_and(two, 2),
                         archive_word(archive_words[7])};
  return index_query_synonym(three, 3);
}

/* Queries of every kind, over the test's words. */
static IndexQuery *make_query(int number) {
  const char *a = archive_words[number % ARCHIVE_WORDS_N],
             *b = archive_words[(number * 7 + 3) % ARCHIVE_WORDS_N];
  IndexQuery *two[] = {archive_word(a), archive_word(b)};

  switch (number % 9) {
  case 0:
    return index_query_and(two, 2);
  case 1:
    return index_query_or(two, 2);
  case 2:
    return index_query_synonym(two, 2);
  case 3:
    return index_query_max(two, 2);
  case 4:
    return index_query_and_not(two[0], two[1]);
  case 5:
    return index_query_and_maybe(two[0], index_query_scale(two[1], 0.5));
  case 6:
    return index_query_filter(two[0], two[1]);
  case 7:
    two[0] = index_query_and_maybe(two[0], two[1]);
    two[1] = index_query_prefix(SCHEMA_WORD, number % 2 ? "n1" : "n", -1);
    return index_query_or(two, 2);
  default:
    two[0] = index_query_or(two, 2);
    two[1] = make_synonym(a, b, number);
    return index_query_and(two, 2);
  }
}

static gboolean body_has(const Notice *notice, const char *text) {
  char **parts = g_strsplit(notice->body, " ", -1);
  gboolean found = g_strv_contains((const char *const *)parts, text);
  g_strfreev(parts);
  return found;
}

static const char *incident_of(const Notice *notice, char key[33]) {
  notice_key(notice, key);
  return notice->id ? notice->id : key;
}

/* ---- rows */

/* Rows are exactly the matching notices', each once; incidents are counted exactly. */
static void check_rows(const GPtrArray *archive, const char *text, const IndexAnswer *answer) {
  GHashTable *expected = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GHashTable *incidents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  char key[33];

  for (guint i = 0; i < archive->len; i++) {
    const Notice *notice = g_ptr_array_index(archive, i);
    if (!body_has(notice, text))
      continue;
    g_hash_table_add(incidents, g_strdup(incident_of(notice, key)));
    g_hash_table_insert(expected, g_strdup(key), (gpointer)notice);
  }
  g_assert_cmpuint(answer->notices, ==, g_hash_table_size(expected));
  g_assert_cmpuint(answer->incidents, ==, g_hash_table_size(incidents));
  for (guint i = 0; i < answer->rows->len; i++) {
    const IndexRow *row = &g_array_index(answer->rows, IndexRow, i);
    index_row_key(row, key);
    const Notice *notice = g_hash_table_lookup(expected, key);
    g_assert_nonnull(notice);
    g_assert_cmpint(row->affected, ==, notice->affected);
    g_assert_cmpint(row->year, ==, index_row_year(notice));
    g_assert_cmpuint(row->labels_n, ==, notice->labels->len);
    g_assert_true(g_hash_table_remove(expected, key));
  }
  g_assert_cmpuint(g_hash_table_size(expected), ==, 0);
  g_hash_table_unref(expected);
  g_hash_table_unref(incidents);
}

static void test_rows(void) {
  GPtrArray *archive = archive_make(1, NOTICES);
  char *folder = archive_build(archive, 3);
  IndexReader *reader = archive_open(folder);

  g_assert_cmpuint(index_reader_notices(reader), ==, NOTICES);
  for (guint i = 0; i < ARCHIVE_WORDS_N; i++)
    for (int collapse = 0; collapse < 2; collapse++) {
      IndexQuery *query = archive_word(archive_words[i]);
      IndexRequest few = {query, 0, 3, INDEX_SORT_RELEVANCE, collapse, TRUE};
      IndexAnswer *answer = index_reader_ask(reader, &few, NULL);
      g_assert_cmpuint(answer->hits->len, ==, 3);
      check_rows(archive, archive_words[i], answer);
      index_answer_free(answer);
      index_query_free(query);
    }
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- collapsing */

/* An incident stands where its best notice stood, and that notice stands for it. */
static void check_collapse(IndexReader *reader, const IndexQuery *query, IndexSort sort) {
  IndexAnswer *plain = archive_ask(reader, query, sort, FALSE, FALSE);
  IndexAnswer *collapsed = archive_ask(reader, query, sort, TRUE, TRUE);
  GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint next = 0;

  for (guint i = 0; i < plain->hits->len; i++) {
    const IndexHit *hit = &g_array_index(plain->hits, IndexHit, i);
    Notice *notice = archive_notice(reader, hit->docid);
    char key[33];
    if (g_hash_table_add(seen, g_strdup(incident_of(notice, key)))) {
      const IndexHit *shown = &g_array_index(collapsed->hits, IndexHit, next++);
      g_assert_cmpuint(hit->docid, ==, shown->docid);
      g_assert_cmpfloat_with_epsilon(hit->score, shown->score, 1e-9);
    }
    notice_free(notice);
  }
  g_assert_cmpuint(next, ==, collapsed->hits->len);
  g_assert_cmpuint(next, ==, collapsed->incidents);
  g_assert_cmpuint(plain->hits->len, ==, collapsed->notices);
  g_hash_table_unref(seen);
  index_answer_free(plain);
  index_answer_free(collapsed);
}

static void test_collapse(void) {
  GPtrArray *archive = archive_make(2, NOTICES);
  char *folder = archive_build(archive, 4);
  IndexReader *reader = archive_open(folder);

  for (int i = 0; i < 45; i++) {
    IndexQuery *query = make_query(i);
    check_collapse(reader, query, (IndexSort)(i % 3));
    index_query_free(query);
  }
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- sorting */

static int day_for_order(const Notice *notice) {
  int date = index_row_date(notice);
  return date ? date : index_row_year(notice) * 10000;
}

static void test_sort(void) {
  GPtrArray *archive = archive_make(3, NOTICES);
  char *folder = archive_build(archive, 2);
  IndexReader *reader = archive_open(folder);
  IndexQuery *query = index_query_all();

  for (int sort = INDEX_SORT_DATE; sort <= INDEX_SORT_AFFECTED; sort++) {
    IndexAnswer *answer = archive_ask(reader, query, (IndexSort)sort, FALSE, FALSE);
    g_assert_cmpuint(answer->hits->len, ==, NOTICES);
    gint64 last = G_MAXINT64;
    for (guint i = 0; i < answer->hits->len; i++) {
      Notice *notice = archive_notice(reader, g_array_index(answer->hits, IndexHit, i).docid);
      gint64 value = sort == INDEX_SORT_DATE ? day_for_order(notice) : notice->affected;
      g_assert_cmpint(value, <=, last); /* unknown is 0 or -1: last */
      last = value;
      notice_free(notice);
    }
    index_answer_free(answer);
  }
  index_query_free(query);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- ranges, keys, prefixes: what matches and what doesn't */

static guint count(IndexReader *reader, IndexQuery *query) {
  IndexAnswer *answer = archive_ask(reader, query, INDEX_SORT_RELEVANCE, FALSE, TRUE);
  guint n = answer->notices;
  index_answer_free(answer);
  index_query_free(query);
  return n;
}

static void test_ranges(void) {
  GPtrArray *archive = archive_make(4, NOTICES);
  char *folder = archive_build(archive, 2);
  IndexReader *reader = archive_open(folder);
  guint dated = 0, early = 0, middle = 0, affected = 0, some = 0;

  for (guint i = 0; i < archive->len; i++) {
    const Notice *notice = g_ptr_array_index(archive, i);
    int day = index_row_date(notice);
    dated += day != 0;
    early += day != 0 && day <= 20210630;
    middle += day >= 20210101 && day <= 20221231;
    affected += notice->affected >= 0;
    some += notice->affected >= 1000 && notice->affected <= 2000;
  }
  g_assert_cmpuint(count(reader, index_query_range_date(NULL, NULL)), ==, dated);
  g_assert_cmpuint(count(reader, index_query_range_date(NULL, "20210630")), ==, early);
  g_assert_cmpuint(count(reader, index_query_range_date("20210101", "20221231")), ==, middle);
  g_assert_cmpuint(count(reader, index_query_range_date("20230101", "20220101")), ==, 0);
  g_assert_cmpuint(count(reader, index_query_range_affected(G_MININT64, G_MAXINT64)), ==, affected);
  g_assert_cmpuint(count(reader, index_query_range_affected(1000, 2000)), ==, some);
  g_assert_cmpuint(count(reader, index_query_range_affected(G_MININT64, -1)), ==, 0);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

static gboolean count_each(const char *key, const Notice *notice, gpointer user) {
  char own[33];
  notice_key(notice, own);
  g_assert_cmpstr(own, ==, key);
  return --*(int *)user > 0;
}

static void test_keys(void) {
  GPtrArray *archive = archive_make(5, NOTICES), *keys = g_ptr_array_new_with_free_func(g_free);
  char *folder = archive_build(archive, 3), key[33];
  IndexReader *reader = archive_open(folder);
  int left = 100;

  for (guint i = 0; i < 50; i++) {
    notice_key(g_ptr_array_index(archive, i), key);
    g_ptr_array_add(keys, g_strdup(key));
  }
  g_assert_cmpuint(count(reader, index_query_keys(keys)), ==, 50);
  IndexQuery *query = index_query_keys(keys);
  g_assert_true(index_reader_each(reader, query, count_each, &left, NULL));
  g_assert_cmpint(left, ==, 50);
  left = 10; /* func may end it */
  g_assert_true(index_reader_each(reader, query, count_each, &left, NULL));
  g_assert_cmpint(left, ==, 0);
  index_query_free(query);
  g_ptr_array_set_size(keys, 0);
  g_assert_cmpuint(count(reader, index_query_keys(keys)), ==, 0);
  g_ptr_array_unref(keys);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* 京都 finds 京都 and not 東京都; a prefix finds both its words. */
static void test_words(void) {
  GPtrArray *archive = archive_make(6, NOTICES);
  char *folder = archive_build(archive, 2);
  IndexReader *reader = archive_open(folder);
  guint kyoto = 0, tokyo = 0, empty = 0;

  for (guint i = 0; i < archive->len; i++) {
    kyoto += body_has(g_ptr_array_index(archive, i), "京都");
    tokyo += body_has(g_ptr_array_index(archive, i), "東京都");
  }
  g_assert_cmpuint(kyoto, !=, tokyo);
  g_assert_cmpuint(count(reader, archive_word("京都")), ==, kyoto);
  g_assert_cmpuint(index_reader_frequency(reader, SCHEMA_WORD, "京都", -1), ==, kyoto);
  g_assert_cmpuint(index_reader_frequency(reader, SCHEMA_WORD, "京", -1), ==, 0);
  g_assert_cmpuint(count(reader, index_query_prefix(SCHEMA_WORD, "東", -1)), ==, tokyo);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_WORD, "", 0)), ==, 0);
  g_assert_cmpuint(count(reader, index_query_and(NULL, 0)), ==, empty);
  g_assert_cmpuint(count(reader, index_query_and_not(NULL, archive_word("京都"))), ==, empty);
  g_assert_cmpuint(count(reader, index_query_and_not(archive_word("京都"), NULL)), ==, kyoto);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* Boolean terms too long for the index are cut alike on both sides; words of that length are not
 * indexed. */
static void test_long_terms(void) {
  char *folder = archive_folder(), *label = g_strnfill(301, 'x'), *other = g_strnfill(302, 'x');
  GString *kanji = g_string_new(NULL);
  Notice *notice = notice_new();

  for (int i = 0; i < 100; i++)
    g_string_append(kanji, "漏");
  g_ptr_array_add(notice->labels, g_strdup(label));
  g_ptr_array_add(notice->labels, g_strdup(kanji->str));
  IndexWriter *writer = archive_writer(folder);
  index_writer_term(writer, SCHEMA_WORD, kanji->str, kanji->len, 1);
  index_writer_term(writer, SCHEMA_WORD, "a\0b", 3, 1);
  index_writer_notice(writer, notice, NULL);
  archive_finish(writer, "shard-0.glass");
  archive_publish(folder, 1);
  IndexReader *reader = archive_open(folder);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_LABEL, label, -1)), ==, 1);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_LABEL, other, -1)), ==, 0);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_LABEL, kanji->str, -1)), ==, 1);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_WORD, kanji->str, -1)), ==, 0);
  g_assert_cmpuint(count(reader, index_query_term(SCHEMA_WORD, "a\0b", 3)), ==, 1);
  index_reader_close(reader);
  g_string_free(kanji, TRUE);
  g_free(label);
  g_free(other);
  notice_free(notice);
  archive_remove(folder);
}

/* The best of several parts below an OR, few hits wanted: no part may be lost on the way. */
static void test_choices(void) {
  GPtrArray *archive = archive_make(21, 1500);
  char *folder = archive_build(archive, 3);
  IndexReader *reader = archive_open(folder);

  for (int i = 0; i < 100; i++) {
    IndexQuery *children[] = {make_synonym(archive_words[i % ARCHIVE_WORDS_N],
                                           archive_words[(i + 5) % ARCHIVE_WORDS_N], i),
                              index_query_prefix(SCHEMA_WORD, "n1", -1),
                              archive_word(archive_words[i % 3])};
    IndexQuery *query = index_query_or(children, 3);
    IndexRequest few = {query, 0, 5, INDEX_SORT_RELEVANCE, i % 2, FALSE};
    IndexAnswer *answer = index_reader_ask(reader, &few, NULL);
    IndexAnswer *all = archive_ask(reader, query, INDEX_SORT_RELEVANCE, i % 2, TRUE);
    g_assert_cmpuint(answer->hits->len, ==, 5);
    for (guint hit = 0; hit < 5; hit++)
      g_assert_cmpuint(g_array_index(answer->hits, IndexHit, hit).docid, ==,
                       g_array_index(all->hits, IndexHit, hit).docid);
    index_answer_free(answer);
    index_answer_free(all);
    index_query_free(query);
  }
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

static void test_deep_queries(void) {
  GPtrArray *archive = archive_make(7, 20);
  char *folder = archive_build(archive, 1);
  IndexReader *reader = archive_open(folder);
  IndexQuery *deep = archive_word("紛失");
  GError *error = NULL;

  for (int i = 0; i < 1000000; i++)
    deep = index_query_and_maybe(deep, archive_word("市"));
  IndexRequest request = {deep, 0, 10, INDEX_SORT_RELEVANCE, FALSE, FALSE};
  g_assert_null(index_reader_ask(reader, &request, &error));
  g_assert_error(error, INDEX_ERROR, INDEX_ERROR_QUERY);
  g_clear_error(&error);
  index_query_free(deep);
  deep = archive_word("紛失");
  for (int i = 0; i < 200; i++)
    deep = index_query_and_maybe(deep, archive_word("市"));
  g_assert_cmpuint(count(reader, deep), >, 0);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- the same answers whatever the layout */

static void check_same_answer(IndexReader *a, IndexReader *b, const IndexQuery *query,
                              IndexSort sort, gboolean collapse) {
  IndexAnswer *one = archive_ask(a, query, sort, collapse, TRUE),
              *other = archive_ask(b, query, sort, collapse, TRUE);
  char key_one[33], key_other[33];

  g_assert_cmpuint(one->hits->len, ==, other->hits->len);
  for (guint i = 0; i < one->hits->len; i++) {
    const IndexHit *hit = &g_array_index(one->hits, IndexHit, i);
    const IndexHit *twin = &g_array_index(other->hits, IndexHit, i);
    key_of_hit(a, hit, key_one);
    key_of_hit(b, twin, key_other);
    g_assert_cmpstr(key_one, ==, key_other);
    g_assert_cmpfloat_with_epsilon(hit->score, twin->score, 1e-9);
  }
  g_assert_cmpuint(one->rows->len, ==, other->rows->len);
  g_assert_cmpuint(one->incidents, ==, other->incidents);
  for (guint i = 0; i < one->rows->len; i++) {
    index_row_key(&g_array_index(one->rows, IndexRow, i), key_one);
    index_row_key(&g_array_index(other->rows, IndexRow, i), key_other);
    g_assert_cmpstr(key_one, ==, key_other);
  }
  index_answer_free(one);
  index_answer_free(other);
}

static void check_same_answers(IndexReader *a, IndexReader *b) {
  for (int i = 0; i < 90; i++) {
    IndexQuery *query = make_query(i);
    check_same_answer(a, b, query, (IndexSort)(i % 3 == 2 ? i % 2 : 0), i % 2);
    index_query_free(query);
  }
}

static gboolean list_term(const char *term, guint notices, gpointer user) {
  g_string_append_printf(user, "%s %u\n", term, notices);
  return TRUE;
}

static gboolean list_reading(const char *reading, const char *text, gpointer user) {
  g_string_append_printf(user, "%s %s\n", reading, text);
  return TRUE;
}

/* All terms with their frequencies, and all readings. */
static char *vocabulary(IndexReader *reader) {
  GString *text = g_string_new(NULL);

  for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
    g_string_append_printf(text, "[%s]\n", prefixes[i]);
    g_assert_true(index_reader_terms(reader, prefixes[i], "", list_term, text, NULL));
  }
  g_assert_true(index_reader_readings(reader, "", TRUE, list_reading, text, NULL));
  return g_string_free(text, FALSE);
}

static void check_same_index(const char *folder, const char *other) {
  IndexReader *a = archive_open(folder), *b = archive_open(other);
  char *words_a = vocabulary(a), *words_b = vocabulary(b);

  g_assert_cmpstr(words_a, ==, words_b);
  check_same_answers(a, b);
  g_free(words_a);
  g_free(words_b);
  index_reader_close(a);
  index_reader_close(b);
}

static void test_layouts(void) {
  for (guint32 seed = 8; seed < 11; seed++) {
    GPtrArray *archive = archive_make(seed, NOTICES);
    char *one = archive_build(archive, 1), *five = archive_build(archive, 5);
    check_same_index(one, five);
    archive_remove(one);
    archive_remove(five);
    g_ptr_array_unref(archive);
  }
}

static gboolean first_terms(const char *term, guint notices, gpointer user) {
  (void)notices;
  g_assert_true(g_str_has_prefix(term, "n1"));
  return --*(int *)user > 0;
}

static void test_vocabulary(void) {
  GPtrArray *archive = archive_make(12, 30);
  char *folder = archive_build(archive, 3);
  IndexReader *reader = archive_open(folder);
  GString *text = g_string_new(NULL);
  int left = 100;

  g_assert_true(index_reader_terms(reader, SCHEMA_WORD, "n1", first_terms, &left, NULL));
  g_assert_cmpint(left, ==, 100 - 11); /* n1, n10 … n19 */
  left = 4;
  g_assert_true(index_reader_terms(reader, SCHEMA_WORD, "n1", first_terms, &left, NULL));
  g_assert_cmpint(left, ==, 0);
  g_assert_true(index_reader_readings(reader, "よみn1", FALSE, list_reading, text, NULL));
  g_assert_cmpstr(text->str, ==, "よみn1 n1\n");
  g_string_truncate(text, 0);
  g_assert_true(index_reader_readings(reader, "よみn2", TRUE, list_reading, text, NULL));
  g_assert_nonnull(strstr(text->str, "よみn21 n21\n"));
  g_assert_null(strstr(text->str, "n19"));
  g_string_truncate(text, 0);
  g_assert_true(index_reader_readings(reader, "よみ", FALSE, list_reading, text, NULL));
  g_assert_cmpstr(text->str, ==, "");
  g_string_free(text, TRUE);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- texts */

/* Of each character; its other bytes have the first one's. */
static void check_offsets(const char *body, const guint32 *offsets, const guint32 *given) {
  const char *at = body;
  for (; *at; at = g_utf8_next_char(at))
    g_assert_cmpuint(offsets[at - body], ==, given[at - body]);
  g_assert_cmpuint(offsets[at - body], ==, given[at - body]);
}

/* Every notice's text is stored as it was given. */
static void check_texts(IndexReader *reader) {
  IndexQuery *all = index_query_all();
  IndexAnswer *answer = archive_ask(reader, all, INDEX_SORT_DATE, FALSE, TRUE);

  g_assert_cmpuint(answer->hits->len, ==, index_reader_notices(reader));
  for (guint i = 0; i < answer->rows->len; i++) {
    const IndexRow *row = &g_array_index(answer->rows, IndexRow, i);
    Notice *notice = archive_notice(reader, row->docid);
    IndexText text;
    char key[33], own[33];
    notice_key(notice, key);
    index_row_key(row, own);
    g_assert_cmpstr(own, ==, key);
    g_assert_true(index_reader_text(reader, row->docid, &text));
    g_assert_cmpstr(text.parts[0], ==, notice->organisation);
    g_assert_cmpstr(text.parts[1], ==, notice->title);
    g_assert_cmpmem(text.parts[2], text.bytes[2], notice->body, notice->body_bytes);
    g_assert_cmpint(text.published, ==, notice_reference_day(notice->published, notice->id));
    g_assert_cmpmem(text.marks, text.marks_bytes, notice->marks->data, notice->marks->len);
    guint32 *given = archive_offsets(text.bytes[2]);
    gsize source_bytes = given[text.bytes[2]];
    char *source = g_strnfill(source_bytes, 'a');
    guint32 *offsets = index_text_offsets(&text, source, source_bytes);
    g_assert_nonnull(offsets);
    check_offsets(text.parts[2], offsets, given);
    g_assert_null(index_text_offsets(&text, source, source_bytes - 1)); /* another body */
    g_free(source);
    g_free(offsets);
    g_free(given);
    notice_free(notice);
  }
  index_answer_free(answer);
  index_query_free(all);
}

static gboolean says(const IndexText *text, gpointer word) {
  return strstr(text->parts[2], word) != NULL;
}

/* Those chosen by their texts are those that have the word. */
static void test_texts(void) {
  GPtrArray *archive = archive_make(21, NOTICES);
  char *folder = archive_build(archive, 3), word[] = "紛失";
  IndexReader *reader = archive_open(folder);
  IndexQuery *all = index_query_all(), *has = archive_word(word);
  IndexQuery *chosen = index_reader_select_texts(reader, all, says, word, NULL);
  IndexText text;

  check_texts(reader);
  g_assert_false(index_reader_text(reader, 0, &text));
  g_assert_false(index_reader_text(reader, NOTICES * 3 + 1, &text));
  IndexAnswer *one = archive_ask(reader, chosen, INDEX_SORT_DATE, FALSE, TRUE),
              *other = archive_ask(reader, has, INDEX_SORT_DATE, FALSE, TRUE);
  g_assert_cmpuint(one->notices, >, 0);
  g_assert_cmpuint(one->notices, ==, other->notices);
  for (guint i = 0; i < one->hits->len; i++)
    g_assert_cmpuint(g_array_index(one->hits, IndexHit, i).docid, ==,
                     g_array_index(other->hits, IndexHit, i).docid);
  index_answer_free(one);
  index_answer_free(other);
  index_query_free(chosen);
  index_query_free(has);
  index_query_free(all);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* ---- copying */

typedef struct {
  GHashTable *keep; /* keys */
  Notice *record;   /* what replaces the record of keep's notice "changed" */
  const char *changed;
} Keeping;

static IndexKeep keep(const char *key, gpointer user) {
  const Keeping *keeping = user;

  if (!g_hash_table_contains(keeping->keep, key))
    return INDEX_DROP;
  return keeping->changed && strcmp(key, keeping->changed) == 0 ? INDEX_REPLACE : INDEX_KEEP;
}

static const Notice *replace(const char *key, const Notice *stored, gpointer user) {
  const Keeping *keeping = user;
  char own[33];

  notice_key(stored, own);
  g_assert_cmpstr(own, ==, key);
  return keeping->record;
}

static void copy_shard(IndexWriter *writer, const char *folder, const char *name,
                       Keeping *keeping) {
  GError *error = NULL;
  char *path = g_build_filename(folder, name, NULL);

  const IndexKeeper keeper = {keep, replace, keeping};
  index_writer_copy(writer, path, &keeper, &error);
  g_assert_no_error(error);
  g_free(path);
}

/* Half of an index copied is what an index of that half is, one of its records being another. */
static void test_copy(void) {
  GPtrArray *archive = archive_make(13, NOTICES), *half = g_ptr_array_new();
  Keeping keeping = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), NULL, NULL};
  char *whole = archive_build(archive, 2), key[33], changed[33];

  for (guint i = 0; i < archive->len; i += i % 3 + 1) {
    Notice *notice = g_ptr_array_index(archive, i);
    notice_key(notice, key);
    g_hash_table_add(keeping.keep, g_strdup(key));
    g_ptr_array_add(half, notice);
  }
  Notice *notice = g_ptr_array_index(half, 5);
  g_ptr_array_add(notice->labels, g_strdup("新しいラベル"));
  notice_add_place(notice, "other.txt", 1, 2);
  notice_key(notice, changed);
  keeping.record = notice;
  keeping.changed = changed;
  char *copied = archive_folder(), *fresh = archive_build(half, 1);
  IndexWriter *writer = archive_writer(copied);
  copy_shard(writer, whole, "shard-0.glass", &keeping);
  copy_shard(writer, whole, "shard-1.glass", &keeping);
  archive_finish(writer, "shard-0.glass");
  archive_publish(copied, 1);
  check_same_index(copied, fresh);
  IndexReader *reader = archive_open(copied);
  check_texts(reader);
  index_reader_close(reader);
  g_assert_true(index_reader_verify(copied, NULL));
  g_hash_table_unref(keeping.keep);
  g_ptr_array_unref(half);
  archive_remove(whole);
  archive_remove(copied);
  archive_remove(fresh);
  g_ptr_array_unref(archive);
}

/* ---- shards on other machines */

static guint16 free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t n = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  g_assert_cmpint(bind(fd, (struct sockaddr *)&address, n), ==, 0);
  g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &n), ==, 0);
  close(fd);
  return ntohs(address.sin_port);
}

/* On SIGTERM the server ends its whole process group: it gets one of its own. */
static void leave_group(gpointer user) {
  (void)user;
  setpgid(0, 0);
}

static GPid serve(const char *server, const char *folder, const char *name, guint16 port) {
  char *shard = g_build_filename(folder, name, NULL), *where = g_strdup_printf("%u", port);
  char *argv[] = {(char *)server, "--interface=127.0.0.1", "--port", where, "--quiet", shard, NULL};
  GPid pid;

  g_assert_true(
      g_spawn_async(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, leave_group, NULL, &pid, NULL));
  g_free(shard);
  g_free(where);
  return pid;
}

/* The servers need a moment before they listen. */
static IndexReader *open_when_served(const char *folder) {
  for (int i = 0; i < 500; i++) {
    IndexReader *reader = index_reader_open(folder, ARCHIVE_PRINT, NULL);
    if (reader)
      return reader;
    g_usleep(10000);
  }
  return archive_open(folder);
}

static void test_remote(void) {
  char *server = g_find_program_in_path("xapian-tcpsrv");
  if (!server) {
    g_test_skip("xapian-tcpsrv isn't installed (package xapian-tools)");
    return;
  }
  GPtrArray *archive = archive_make(20, NOTICES);
  char *local = archive_build(archive, 2), *remote = archive_folder();
  guint16 first = free_port(), second = free_port();
  GPid pids[] = {serve(server, local, "shard-0.glass", first),
                 serve(server, local, "shard-1.glass", second)};
  char *one = g_strdup_printf("remote 127.0.0.1:%u", first);
  char *two = g_strdup_printf("remote 127.0.0.1:%u", second);
  const char *names[] = {one, two, NULL};
  g_assert_true(index_publish(remote, names, NULL, NULL));
  IndexReader *far = open_when_served(remote), *near = archive_open(local);
  check_same_answers(near, far);
  IndexQuery *query = make_query(1);
  check_collapse(far, query, INDEX_SORT_RELEVANCE);
  index_query_free(query);
  GError *error = NULL;
  g_assert_null(index_reader_open(remote, "other analysis", &error));
  g_assert_error(error, INDEX_ERROR, INDEX_ERROR_MISMATCH);
  g_clear_error(&error);
  index_reader_close(far);
  index_reader_close(near);
  for (int i = 0; i < 2; i++) {
    kill(pids[i], SIGTERM);
    waitpid(pids[i], NULL, 0);
    g_spawn_close_pid(pids[i]);
  }
  g_free(one);
  g_free(two);
  archive_remove(local);
  archive_remove(remote);
  g_free(server);
  g_ptr_array_unref(archive);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  index_remote_use();
  g_test_add_func("/index/rows", test_rows);
  g_test_add_func("/index/collapse", test_collapse);
  g_test_add_func("/index/sort", test_sort);
  g_test_add_func("/index/ranges", test_ranges);
  g_test_add_func("/index/keys", test_keys);
  g_test_add_func("/index/words", test_words);
  g_test_add_func("/index/long-terms", test_long_terms);
  g_test_add_func("/index/deep-queries", test_deep_queries);
  g_test_add_func("/index/choices", test_choices);
  g_test_add_func("/index/layouts", test_layouts);
  g_test_add_func("/index/vocabulary", test_vocabulary);
  g_test_add_func("/index/texts", test_texts);
  g_test_add_func("/index/copy", test_copy);
  g_test_add_func("/index/remote", test_remote);
  return g_test_run();
}
