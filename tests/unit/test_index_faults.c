/* What can go wrong with an index: missing, of another kind, damaged, half published, on a machine
 * that can't be written. */
#include "index_archive.h"

#include "shim/schema.h"
#include "shim/index_remote.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOTICES 300

static void check_open_fails(const char *folder, const char *print, IndexErrorCode code,
                             const char *says) {
  GError *error = NULL;

  g_assert_null(index_reader_open(folder, print, &error));
  g_assert_error(error, INDEX_ERROR, (gint)code);
  if (!strstr(error->message, says))
    g_error("'%s' doesn't say '%s'", error->message, says);
  g_clear_error(&error);
}

static void test_missing(void) {
  char *folder = archive_folder();

  check_open_fails("/nonexistent/index", ARCHIVE_PRINT, INDEX_ERROR_NONE_THERE, "jikenbo-index");
  check_open_fails(folder, ARCHIVE_PRINT, INDEX_ERROR_NONE_THERE, folder);
  g_assert_false(index_reader_verify(folder, NULL));
  archive_remove(folder);
}

static void test_mismatch(void) {
  GPtrArray *archive = archive_make(14, 10);
  char *folder = archive_build(archive, 2);

  check_open_fails(folder, "other analysis", INDEX_ERROR_MISMATCH, "jikenbo-index --full");
  IndexReader *reader = index_reader_open(folder, NULL, NULL);
  g_assert_nonnull(reader);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

static void write_file(const char *folder, const char *name, const char *data, gssize n) {
  char *path = g_build_filename(folder, name, NULL);
  g_assert_true(g_file_set_contents(path, data, n, NULL));
  g_free(path);
}

static void test_damaged_stub(void) {
  static const char *const stubs[] = {"",
                                      "hello",
                                      "# jikenbo index\nauto ../x\n",
                                      "# jikenbo index\nchert x\n",
                                      "# jikenbo index\nremote nowhere\n",
                                      "# jikenbo index\nauto \n",
                                      "# jikenbo index\nauto missing.glass\n"};

  for (gsize i = 0; i < G_N_ELEMENTS(stubs); i++) {
    char *folder = archive_folder();
    write_file(folder, "index.stub", stubs[i], -1);
    check_open_fails(folder, ARCHIVE_PRINT, INDEX_ERROR_DAMAGED, "jikenbo-index --full");
    archive_remove(folder);
  }
}

/* A shard cut short or overwritten is told by name; any one byte changed is found by verify. */
static void test_damaged_shard(void) {
  GPtrArray *archive = archive_make(15, NOTICES);
  char *folder = archive_build(archive, 2), *path = g_build_filename(folder, "shard-1.glass", NULL),
       *data;
  GError *error = NULL;
  gsize n;

  g_assert_true(index_reader_verify(folder, NULL));
  g_assert_true(g_file_get_contents(path, &data, &n, NULL));
  for (int i = 0; i < 40; i++) {
    gsize at = (gsize)g_test_rand_int_range(0, (int)n);
    data[at] = (char)(data[at] ^ (1 << i % 8));
    write_file(folder, "shard-1.glass", data, (gssize)n);
    g_assert_false(index_reader_verify(folder, &error));
    g_assert_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED);
    g_assert_nonnull(strstr(error->message, "shard-1.glass"));
    g_clear_error(&error);
    data[at] = (char)(data[at] ^ (1 << i % 8));
  }
  write_file(folder, "shard-1.glass", data, (gssize)n / 3);
  g_assert_false(index_reader_verify(folder, NULL));
  write_file(folder, "shard-1.glass", "no database", -1);
  check_open_fails(folder, ARCHIVE_PRINT, INDEX_ERROR_DAMAGED, "shard-1.glass");
  write_file(folder, "shard-1.glass", data, (gssize)n);
  g_assert_true(index_reader_verify(folder, NULL));
  g_free(data);
  g_free(path);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

/* Blocks overwritten behind an index's back give an error or an answer, never a crash. */
static void test_read_damage(void) {
  GPtrArray *archive = archive_make(16, NOTICES);
  char *folder = archive_build(archive, 1), *path = g_build_filename(folder, "shard-0.glass", NULL),
       *data;
  gsize n;

  g_assert_true(g_file_get_contents(path, &data, &n, NULL));
  for (gsize at = 8192; at + 8192 <= n; at += 8192) {
    char *block = g_memdup2(data + at, 8192);
    memset(data + at, 0, 8192);
    write_file(folder, "shard-0.glass", data, (gssize)n);
    memcpy(data + at, block, 8192);
    g_free(block);
    IndexReader *reader = index_reader_open(folder, ARCHIVE_PRINT, NULL);
    if (!reader)
      continue;
    IndexQuery *query = archive_word("紛失");
    IndexRequest request = {query, 0, 10, INDEX_SORT_RELEVANCE, TRUE, TRUE};
    index_answer_free(index_reader_ask(reader, &request, NULL));
    notice_free(index_reader_notice(reader, 1, NULL));
    index_query_free(query);
    index_reader_close(reader);
  }
  g_free(data);
  g_free(path);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

static gboolean never_notice(const char *key, const Notice *notice, gpointer user) {
  (void)key, (void)notice, (void)user;
  g_assert_not_reached();
}

static gboolean never_term(const char *term, guint notices, gpointer user) {
  (void)term, (void)notices, (void)user;
  g_assert_not_reached();
}

static gboolean never_reading(const char *reading, const char *word, gpointer user) {
  (void)reading, (void)word, (void)user;
  g_assert_not_reached();
}

static void test_empty(void) {
  static const char *const none[] = {NULL};
  char *folder = archive_folder();
  IndexQuery *query = index_query_all();

  g_assert_true(index_publish(folder, none, NULL, NULL));
  IndexReader *reader = archive_open(folder);
  g_assert_cmpuint(index_reader_notices(reader), ==, 0);
  IndexAnswer *answer = archive_ask(reader, query, INDEX_SORT_RELEVANCE, TRUE, TRUE);
  g_assert_cmpuint(answer->hits->len + answer->rows->len + answer->notices, ==, 0);
  index_answer_free(answer);
  g_assert_true(index_reader_each(reader, query, never_notice, NULL, NULL));
  g_assert_cmpuint(index_reader_frequency(reader, SCHEMA_WORD, "市", -1), ==, 0);
  g_assert_true(index_reader_terms(reader, SCHEMA_WORD, "", never_term, NULL, NULL));
  g_assert_true(index_reader_readings(reader, "", TRUE, never_reading, NULL, NULL));
  g_assert_null(index_reader_notice(reader, 1, NULL));
  g_assert_true(index_reader_verify(folder, NULL));
  index_query_free(query);
  index_reader_close(reader);
  archive_remove(folder);
}

/* ---- publishing */

static void test_publish(void) {
  GPtrArray *archive = archive_make(17, 100), *other = archive_make(18, 60);
  char *folder = archive_build(archive, 1), *catalog = NULL;
  IndexReader *reader = archive_open(folder);
  IndexQuery *query = index_query_all();

  g_assert_false(index_reader_outdated(reader));
  archive_publish(folder, 1); /* the same again is no other index */
  g_assert_false(index_reader_outdated(reader));
  IndexWriter *writer = archive_writer(folder);
  for (guint i = 0; i < other->len; i++)
    archive_add(writer, g_ptr_array_index(other, i));
  archive_finish(writer, "shard-new.glass");
  write_file(folder, "catalog-1", "x", 1);
  static const char *const names[] = {"shard-new.glass", "remote localhost:7000", NULL};
  g_assert_true(index_publish(folder, names, "catalog-1", NULL));
  char *old = g_build_filename(folder, "shard-0.glass", NULL);
  g_unlink(old);
  g_free(old);
  g_assert_true(index_reader_outdated(reader));
  IndexAnswer *answer = archive_ask(reader, query, INDEX_SORT_RELEVANCE, FALSE, TRUE);
  g_assert_cmpuint(answer->notices, ==, 100); /* the old one, whole */
  for (guint i = 0; i < answer->hits->len; i++)
    notice_free(archive_notice(reader, g_array_index(answer->hits, IndexHit, i).docid));
  index_answer_free(answer);
  index_reader_close(reader);
  char **shards = index_published(folder, &catalog, NULL);
  g_assert_true(g_strv_equal((const char *const *)shards, names));
  g_assert_cmpstr(catalog, ==, "catalog-1");
  g_strfreev(shards);
  g_free(catalog);
  index_query_free(query);
  archive_remove(folder);
  g_ptr_array_unref(archive);
  g_ptr_array_unref(other);
}

/* What can't be published leaves the old stub. */
static void test_publish_refused(void) {
  static const char *const bad[] = {"missing.glass", "../x", "a\nb", "", "remote nowhere"};
  GPtrArray *archive = archive_make(19, 10);
  char *folder = archive_build(archive, 1);

  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    const char *names[] = {"shard-0.glass", bad[i], NULL};
    GError *error = NULL;
    g_assert_false(index_publish(folder, names, NULL, &error));
    g_assert_error(error, INDEX_ERROR, INDEX_ERROR_WRITE);
    g_clear_error(&error);
  }
  IndexReader *reader = archive_open(folder);
  g_assert_cmpuint(index_reader_notices(reader), ==, 10);
  index_reader_close(reader);
  archive_remove(folder);
  g_ptr_array_unref(archive);
}

static void test_unwritable(void) {
  GError *error = NULL;

  g_assert_null(index_writer_new("/nonexistent/folder", ARCHIVE_PRINT, &error));
  g_assert_error(error, INDEX_ERROR, INDEX_ERROR_WRITE);
  g_clear_error(&error);
  g_assert_null(index_writer_new("/proc", ARCHIVE_PRINT, &error));
  g_assert_error(error, INDEX_ERROR, INDEX_ERROR_WRITE);
  g_clear_error(&error);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  index_remote_use();
  g_test_add_func("/index/missing", test_missing);
  g_test_add_func("/index/mismatch", test_mismatch);
  g_test_add_func("/index/damaged-stub", test_damaged_stub);
  g_test_add_func("/index/damaged-shard", test_damaged_shard);
  g_test_add_func("/index/read-damage", test_read_damage);
  g_test_add_func("/index/empty", test_empty);
  g_test_add_func("/index/publish", test_publish);
  g_test_add_func("/index/publish-refused", test_publish_refused);
  g_test_add_func("/index/unwritable", test_unwritable);
  return g_test_run();
}
