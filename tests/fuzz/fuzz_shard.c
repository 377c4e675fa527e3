/* A shard with bytes changed answers, or says that it is damaged: it is read where it lies mapped,
 * and readers don't look at its checksum. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "dict/datadir.h"
#include "fuzz.h"
#include "indexer/entry.h"
#include "searcher/search.h"
#include "shim/index_writer.h"

/* An edit: where (three bytes) and what. */
#define EDIT_BYTES 4
#define EDITS_MAX 300

static const struct {
  const char *id, *organisation, *title, *body;
} notices[] = {
    {"2031-001", "株式会社標識", "USBメモリの紛失について",
     "2031年4月5日、当社の従業員が顧客2,533名の氏名と住所を保存したUSBメモリを紛失しました。\n"
     "委託先の株式会社中継が管理していたものです。"},
    {"2031-002", "標識市", "メールの誤送信",
     "住民31名のメールアドレスを宛先に入れて送信しました。個人情報の漏えいをお詫びします。"},
    {"2031-003", "標識大学病院", "ランサムウェアの被害",
     "サーバーがランサムウェアに感染し、患者約2万人の診療情報が暗号化されました。"}};
#define SHARD "shard-1.glass"

static char *folder, *shard_path;
static char *whole;
static gsize whole_bytes;

static void remove_all(void) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(folder);
}

static Notice *make_notice(guint i) {
  Notice *notice = notice_new();
  notice->id = g_strdup(notices[i].id);
  notice->organisation = g_strdup(notices[i].organisation);
  notice_set_title(notice, notices[i].title);
  notice_set_body(notice, notices[i].body);
  notice->body_line = 2 * i + 2;
  notice_add_place(notice, "marks.txt", 2 * i + 1, 2 * i + 2);
  return notice;
}

static void add_notices(Analyzer *analyzer, const Facts *facts, IndexWriter *writer) {
  g_autoptr(GError) error = NULL;
  AnalyzerThread *thread = analyzer_thread_new(analyzer);
  Entry *entry = entry_new(thread, facts);
  for (guint i = 0; i < G_N_ELEMENTS(notices); i++) {
    Notice *notice = make_notice(i);
    entry_add(entry, writer, &notice, 1, &error);
    g_assert_no_error(error);
    notice_free(notice);
  }
  entry_free(entry);
  analyzer_thread_free(thread);
}

static void write_shard(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *data = datadir_find(&error);
  Analyzer *analyzer = analyzer_new(data, &error);
  g_assert_no_error(error);
  Taxonomy *taxonomy = taxonomy_load(data, &error);
  g_assert_no_error(error);
  Facts *facts = facts_new(data, taxonomy, &error);
  g_assert_no_error(error);
  IndexWriter *writer = index_writer_new(folder, analyzer_fingerprint(analyzer), &error);
  g_assert_no_error(error);
  add_notices(analyzer, facts, writer);
  index_writer_finish(writer, SHARD, &error);
  g_assert_no_error(error);
  index_writer_free(writer);
  facts_free(facts);
  taxonomy_free(taxonomy);
  analyzer_free(analyzer);
}

void fuzz_init(void) {
  g_autoptr(GError) error = NULL;
  const char *shards[] = {SHARD, NULL};
  folder = g_dir_make_tmp("jikenbo-fuzz-XXXXXX", &error);
  g_assert_no_error(error);
  write_shard();
  index_publish(folder, shards, NULL, &error);
  g_assert_no_error(error);
  shard_path = g_build_filename(folder, SHARD, NULL);
  g_file_get_contents(shard_path, &whole, &whole_bytes, &error);
  g_assert_no_error(error);
  atexit(remove_all);
}

static char *edited(const guint8 *bytes, gsize bytes_len) {
  char *shard = g_memdup2(whole, whole_bytes);
  for (gsize at = 0; at + EDIT_BYTES <= MIN(bytes_len, EDITS_MAX * EDIT_BYTES); at += EDIT_BYTES) {
    gsize place = (gsize)bytes[at] << 16 | (gsize)bytes[at + 1] << 8 | bytes[at + 2];
    shard[place % whole_bytes] = (char)bytes[at + 3];
  }
  return shard;
}

static void ask(Searcher *searcher, const char *query, guint limit) {
  const SearchOptions options = {.query = query,
                                 .limit = limit,
                                 .synonyms = TRUE,
                                 .explain = limit != 0,
                                 .facets = TRUE,
                                 .snippets = TRUE};
  guint at;
  SearchAnswer *answer = search(searcher, &options, &at, NULL);
  search_answer_free(answer);
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  static const char *const queries[] = {
      "個人情報",   "\"氏名と\"",         "USB*",   "漏えい OR 紛失 -病院",
      "cause:loss", "標識 affected:31..", "さーば", "2533"};
  g_autofree char *shard = edited((const guint8 *)bytes, bytes_len);
  g_remove(shard_path); /* a mapped file isn't written over */
  g_assert_true(g_file_set_contents(shard_path, shard, (gssize)whole_bytes, NULL));
  Searcher *searcher = searcher_new(folder, NULL);
  for (guint i = 0; searcher && i < G_N_ELEMENTS(queries); i++)
    ask(searcher, queries[i], i % 2 * 5);
  searcher_free(searcher);
}
