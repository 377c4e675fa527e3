#include "index_archive.h"

#include "shim/schema.h"

#include <glib/gstdio.h>
#include <string.h>

const char *const archive_words[ARCHIVE_WORDS_N] = {
    "紛失", "漏えい", "大学", "京都",         "東京都", "メール", "誤送信", "病院",
    "市",   "usb",    "委託", "不正アクセス", "調査",   "お詫び", "会員",   "サーバ"};

/* ---- an archive made by chance */

static void add_codes(GRand *rand, GArray *codes, int most, int below) {
  for (int n = g_rand_int_range(rand, 0, most + 1); n > 0; n--) {
    guint8 code = (guint8)g_rand_int_range(rand, 0, below);
    g_array_append_val(codes, code);
  }
}

static int some_date(GRand *rand) {
  return g_rand_int_range(rand, 2019, 2025) * 10000 + g_rand_int_range(rand, 1, 13) * 100 +
         g_rand_int_range(rand, 1, 29);
}

static void fill_body(GRand *rand, Notice *notice, int number) {
  GString *body = g_string_new(NULL);

  for (int n = g_rand_int_range(rand, 3, 40); n > 0; n--) {
    /* The smaller of two draws: some words are common, some rare. */
    int a = g_rand_int_range(rand, 0, ARCHIVE_WORDS_N),
        b = g_rand_int_range(rand, 0, ARCHIVE_WORDS_N);
    g_string_append_printf(body, "%s ", archive_words[MIN(a, b)]);
  }
  g_string_append_printf(body, "n%d", number);
  g_free(notice->body);
  notice->body_bytes = body->len;
  notice->body = g_string_free(body, FALSE);
}

static Notice *make_notice(GRand *rand, int number) {
  Notice *notice = notice_new();

  if (g_rand_int_range(rand, 0, 5) > 0)
    notice->id =
        g_strdup_printf("20%d-%03d", g_rand_int_range(rand, 19, 25), g_rand_int_range(rand, 0, 30));
  notice->organisation = g_strdup_printf("第%d組合", number % 40);
  fill_body(rand, notice, number);
  notice->published = g_rand_boolean(rand) ? some_date(rand) : 0;
  notice->discovered = g_rand_boolean(rand) ? some_date(rand) : 0;
  if (g_rand_boolean(rand))
    notice->affected = g_rand_int_range(rand, 0, 50) * 100;
  notice->vendor = g_rand_int_range(rand, 0, 4) == 0;
  add_codes(rand, notice->causes, 2, 20);
  add_codes(rand, notice->sectors, 1, 20);
  add_codes(rand, notice->data, 4, 16);
  add_codes(rand, notice->media, 2, 11);
  if (g_rand_boolean(rand))
    g_ptr_array_add(notice->labels, g_strdup(number % 2 ? "2次被害" : "内部不正"));
  notice_add_place(notice, "page.txt", (guint)number + 1, (guint)number + 1);
  return notice;
}

GPtrArray *archive_make(guint32 seed, int n) {
  GPtrArray *archive = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  GRand *rand = g_rand_new_with_seed(seed);

  for (int i = 0; i < n; i++)
    g_ptr_array_add(archive, make_notice(rand, i));
  g_rand_free(rand);
  return archive;
}

/* ---- building */

char *archive_folder(void) {
  char *folder = g_dir_make_tmp("jikenbo-test-XXXXXX", NULL);
  g_assert_nonnull(folder);
  return folder;
}

void archive_remove(char *folder) {
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name(dir))) {
    char *path = g_build_filename(folder, name, NULL);
    g_assert_cmpint(g_unlink(path), ==, 0); /* scratch folders must be gone already */
    g_free(path);
  }
  if (dir)
    g_dir_close(dir);
  g_rmdir(folder);
  g_free(folder);
}

guint32 *archive_offsets(guint32 bytes) {
  guint32 *offsets = g_new(guint32, bytes + 1);
  for (guint32 i = 0; i <= bytes; i++)
    offsets[i] = i / 12 * 15 + MIN(i % 12 / 3, 2) * 3;
  return offsets;
}

void archive_add(IndexWriter *writer, const Notice *notice) {
  GError *error = NULL;
  char **parts = g_strsplit(notice->body, " ", -1);

  for (char **part = parts; *part; part++) {
    index_writer_term(writer, SCHEMA_WORD, *part, strlen(*part), 1);
    index_writer_term(writer, SCHEMA_PAIR, *part, strlen(*part), 0);
    char *reading = g_strdup_printf("よみ%s", *part);
    index_writer_reading(writer, reading, *part, strlen(*part));
    g_free(reading);
  }
  g_strfreev(parts);
  /* nothing here needs folding */
  IndexText text = {.parts = {notice->organisation, notice->title, notice->body}};
  for (int i = 0; i < INDEX_TEXT_PARTS; i++)
    text.bytes[i] = (guint32)strlen(text.parts[i]);
  text.offsets = archive_offsets(text.bytes[2]);
  index_writer_text(writer, &text);
  index_writer_notice(writer, notice, &error);
  g_assert_no_error(error);
  g_free((gpointer)text.offsets);
}

IndexWriter *archive_writer(const char *folder) {
  GError *error = NULL;
  IndexWriter *writer = index_writer_new(folder, ARCHIVE_PRINT, &error);
  g_assert_no_error(error);
  return writer;
}

void archive_finish(IndexWriter *writer, const char *name) {
  GError *error = NULL;
  index_writer_finish(writer, name, &error);
  g_assert_no_error(error);
  index_writer_free(writer);
}

void archive_publish(const char *folder, int shards) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GError *error = NULL;

  for (int i = 0; i < shards; i++)
    g_ptr_array_add(names, g_strdup_printf("shard-%d.glass", i));
  g_ptr_array_add(names, NULL);
  index_publish(folder, (const char *const *)names->pdata, NULL, &error);
  g_assert_no_error(error);
  g_ptr_array_unref(names);
}

/* Deals the archive to shards in turn. */
char *archive_build(const GPtrArray *archive, int shards) {
  char *folder = archive_folder();

  for (int shard = 0; shard < shards; shard++) {
    IndexWriter *writer = archive_writer(folder);
    for (guint i = 0; i < archive->len; i++)
      if ((int)(i % (guint)shards) == shard)
        archive_add(writer, g_ptr_array_index(archive, i));
    char *name = g_strdup_printf("shard-%d.glass", shard);
    archive_finish(writer, name);
    g_free(name);
  }
  archive_publish(folder, shards);
  return folder;
}

IndexReader *archive_open(const char *folder) {
  GError *error = NULL;
  IndexReader *reader = index_reader_open(folder, ARCHIVE_PRINT, &error);
  g_assert_no_error(error);
  return reader;
}

/* ---- asking */

IndexAnswer *archive_ask(IndexReader *reader, const IndexQuery *query, IndexSort sort,
                         gboolean collapse, gboolean rows) {
  IndexRequest request = {query, 0, G_MAXUINT, sort, collapse, rows};
  GError *error = NULL;
  IndexAnswer *answer = index_reader_ask(reader, &request, &error);
  g_assert_no_error(error);
  return answer;
}

Notice *archive_notice(IndexReader *reader, guint32 docid) {
  GError *error = NULL;
  Notice *notice = index_reader_notice(reader, docid, &error);
  g_assert_no_error(error);
  return notice;
}

IndexQuery *archive_word(const char *text) {
  return index_query_term(SCHEMA_WORD, text, -1);
}
