#include "shim/index_row.h"
#include "shim/notice.h"

#include <string.h>

static void add_code(GArray *codes, guint8 code) {
  g_array_append_val(codes, code);
}

static void set_body(Notice *notice, const char *body) {
  notice_set_body(notice, body);
}

static Notice *full_notice(void) {
  Notice *notice = notice_new();

  notice->id = g_strdup("2023-416");
  notice->organisation = g_strdup("みなと市");
  notice_set_title(notice, "個人情報の漏えいについて");
  notice->url = g_strdup("https://example.jp/1");
  set_body(notice, "市の職員が、\nUSBメモリを紛失した。\n");
  notice->body_line = 12;
  notice->published = 20231213;
  notice->occurred_from = 20231201;
  notice->occurred_to = 20231202;
  notice->discovered = 20231203;
  notice->affected = 2726;
  notice->vendor = TRUE;
  add_code(notice->causes, 3);
  add_code(notice->causes, 1);
  add_code(notice->sectors, 18);
  add_code(notice->data, 0);
  add_code(notice->media, 31);
  g_ptr_array_add(notice->vendors, g_strdup("うみべ印刷"));
  g_ptr_array_add(notice->labels, g_strdup("紛失"));
  g_ptr_array_add(notice->labels, g_strdup(""));
  g_ptr_array_add(notice->links, g_strdup("2023-001"));
  g_ptr_array_add(notice->doubts, g_strdup("日付が二つある"));
  notice_add_place(notice, "2023/a.txt", 10, 14);
  notice_add_place(notice, "b.txt", 1, 5);
  notice_add_evidence(notice, "cause:loss", "紛失した。余り", 15, 13);
  g_byte_array_append(notice->marks, (const guint8 *)"\x05\x00\xff", 3);
  return notice;
}

static GByteArray *packed(const Notice *notice) {
  GByteArray *bytes = g_byte_array_new();
  notice_pack(notice, bytes);
  return bytes;
}

/* What comes back is what went in, to the last byte of its own packed form. */
static void check_round_trip(const Notice *notice) {
  GByteArray *bytes = packed(notice);
  Notice *back = notice_unpack(bytes->data, bytes->len);
  g_assert_nonnull(back);
  GByteArray *again = packed(back);

  g_assert_cmpmem(bytes->data, bytes->len, again->data, again->len);
  g_assert_cmpstr(back->id, ==, notice->id);
  g_assert_cmpstr(back->organisation, ==, notice->organisation);
  g_assert_cmpstr(back->title, ==, notice->title);
  g_assert_cmpmem(back->body, back->body_bytes, notice->body, notice->body_bytes);
  g_assert_cmpint(back->affected, ==, notice->affected);
  g_byte_array_unref(bytes);
  g_byte_array_unref(again);
  notice_free(back);
}

static void test_round_trip(void) {
  Notice *notice = full_notice(), *empty = notice_new();

  check_round_trip(notice);
  check_round_trip(empty);
  GByteArray *bytes = packed(notice);
  Notice *back = notice_unpack(bytes->data, bytes->len);
  g_assert_cmpuint(g_array_index(back->causes, guint8, 0), ==, 3);
  g_assert_cmpstr(g_array_index(back->places, NoticePlace, 1).file, ==, "b.txt");
  g_assert_cmpstr(g_array_index(back->evidence, NoticeEvidence, 0).text, ==, "紛失した。");
  g_assert_cmpstr(g_ptr_array_index(back->labels, 1), ==, "");
  g_assert_cmpint(back->occurred_to, ==, 20231202);
  g_assert_cmpuint(back->marks->len, ==, 3);
  g_assert_true(back->vendor);
  notice_free(back);
  g_byte_array_unref(bytes);
  notice_free(notice);
  notice_free(empty);
}

/* A NUL in a body is a character like others. */
static void test_nul_in_body(void) {
  Notice *notice = notice_new();

  g_free(notice->body);
  notice->body = g_malloc0(6);
  memcpy(notice->body, "a\0b\0c", 5);
  notice->body_bytes = 5;
  check_round_trip(notice);
  notice_free(notice);
}

/* Whatever the bytes: a notice or NULL, and no byte beyond the end is read. */
static void test_any_bytes(void) {
  Notice *notice = full_notice();
  GByteArray *bytes = packed(notice);
  guint refused = 0;

  for (guint n = 0; n < bytes->len; n++) {
    guint8 *part = g_memdup2(bytes->data, n);
    g_assert_null(notice_unpack(part, n));
    g_free(part);
  }
  for (int round = 0; round < 20000; round++) {
    guint8 *damaged = g_memdup2(bytes->data, bytes->len);
    for (int i = g_test_rand_int_range(1, 4); i > 0; i--)
      damaged[g_test_rand_int_range(0, (int)bytes->len)] = (guint8)g_test_rand_int();
    Notice *read = notice_unpack(damaged, bytes->len);
    refused += read == NULL;
    notice_free(read);
    g_free(damaged);
  }
  g_assert_cmpuint(refused, >, 1000);
  g_byte_array_unref(bytes);
  notice_free(notice);
}

static void test_version(void) {
  Notice *notice = full_notice();
  GByteArray *bytes = packed(notice);

  bytes->data[1]++;
  g_assert_null(notice_unpack(bytes->data, bytes->len));
  g_byte_array_unref(bytes);
  notice_free(notice);
}

static const struct {
  const char *id, *organisation, *title, *body;
  gboolean same;
} keys[] = {
    {"2023-416", "みなと市", "件名", "本文です", TRUE},
    {"2023-416", "みなと 市", "件\n名", "本文\n です", TRUE},
    {"2023-416", "みなと\u3000市", "件\u00a0名", "\u3000本文で\u2003す\n", TRUE},
    {"2023-417", "みなと市", "件名", "本文です", FALSE},
    {NULL, "みなと市", "件名", "本文です", FALSE},
    {"2023-416", "みなと町", "件名", "本文です", FALSE},
    {"2023-416", "みなと市", "件名本文", "です", FALSE},
    {"2023-416", "みなと市件名", "", "本文です", FALSE},
    {"2023-416", "みなと市", "件名", "本文です。", FALSE},
};

static void test_key(void) {
  char first[33] = "", key[33];

  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
    Notice *notice = notice_new();
    notice->id = g_strdup(keys[i].id);
    notice->organisation = g_strdup(keys[i].organisation);
    notice_set_title(notice, keys[i].title);
    set_body(notice, keys[i].body);
    notice_key(notice, key);
    g_assert_cmpuint(strlen(key), ==, 32);
    if (i == 0)
      memcpy(first, key, sizeof first);
    g_assert_true((strcmp(first, key) == 0) == keys[i].same);
    notice_free(notice);
  }
}

/* ---- rows */

static void test_row(void) {
  Notice *notice = full_notice();
  GByteArray *bytes = g_byte_array_new();
  char key[33], back[33];
  IndexRow row;

  notice_key(notice, key);
  index_row_pack(notice, key, "2023-416", bytes);
  g_assert_true(index_row_unpack((const char *)bytes->data, bytes->len, &row));
  index_row_key(&row, back);
  g_assert_cmpstr(back, ==, key);
  g_assert_cmpstr(row.incident, ==, "2023-416");
  g_assert_cmpuint(row.causes, ==, 1u << 3 | 1u << 1);
  g_assert_cmpuint(row.cause, ==, 3);
  g_assert_cmpuint(row.sector, ==, 18);
  g_assert_cmpuint(row.media, ==, 1u << 31);
  g_assert_cmpuint(row.vendor, ==, 1);
  g_assert_cmpuint(row.year, ==, 2023);
  g_assert_cmpint(row.published, ==, 20231213);
  g_assert_cmpint(row.occurred, ==, 20231201);
  g_assert_cmpint(row.affected, ==, 2726);
  g_assert_cmpuint(row.labels_n, ==, 2);
  g_assert_cmpmem(row.labels, 8, "紛失\0", 8);
  g_assert_cmpstr(row.vendors, ==, "うみべ印刷");
  for (guint n = 0; n < bytes->len; n++) {
    char *part = g_memdup2(bytes->data, n);
    g_assert_false(index_row_unpack(part, n, &row));
    g_free(part);
  }
  g_byte_array_unref(bytes);
  notice_free(notice);
}

static void test_row_unknown(void) {
  Notice *notice = notice_new();
  GByteArray *bytes = g_byte_array_new();
  char key[33];
  IndexRow row;

  notice_key(notice, key);
  index_row_pack(notice, key, key, bytes);
  g_assert_true(index_row_unpack((const char *)bytes->data, bytes->len, &row));
  g_assert_cmpint(row.affected, ==, NOTICE_AFFECTED_UNKNOWN);
  g_assert_cmpuint(row.cause, ==, INDEX_ROW_NO_CODE);
  g_assert_cmpuint(row.year, ==, 0);
  g_assert_cmpstr(row.labels, ==, "");
  g_byte_array_unref(bytes);
  notice_free(notice);
}

static const struct {
  int published, discovered;
  const char *id;
  int year;
} years[] = {
    {20240102, 20231203, "2022-001", 2024},
    {0, 20231203, "2022-001", 2023},
    {0, 0, "2022-001", 2022},
    {0, 0, NULL, 0},
    {0, 0, "abc", 0},
};

static void test_year(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(years); i++) {
    Notice *notice = notice_new();
    notice->published = years[i].published;
    notice->discovered = years[i].discovered;
    notice->id = g_strdup(years[i].id);
    g_assert_cmpint(index_row_year(notice), ==, years[i].year);
    notice_free(notice);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/notice/round-trip", test_round_trip);
  g_test_add_func("/notice/nul-in-body", test_nul_in_body);
  g_test_add_func("/notice/any-bytes", test_any_bytes);
  g_test_add_func("/notice/version", test_version);
  g_test_add_func("/notice/key", test_key);
  g_test_add_func("/row/round-trip", test_row);
  g_test_add_func("/row/unknown", test_row_unknown);
  g_test_add_func("/row/year", test_year);
  return g_test_run();
}
