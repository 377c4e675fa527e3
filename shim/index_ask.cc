// index_ask.cc: asks an index: its shards here (index_ask_local.cc), or Xapian where other machines
// serve some (index_far.cc).
#include "index_internal.h"

#include <unordered_set>

static void free_answer_parts(IndexAnswer *answer) {
  g_array_unref(answer->hits);
  if (answer->rows)
    g_array_unref(answer->rows);
  delete static_cast<IndexStorage *>(answer->storage);
}

static IndexAnswer *new_answer(const IndexRequest *request) {
  IndexAnswer *answer = g_new0(IndexAnswer, 1);

  answer->hits = g_array_new(FALSE, FALSE, sizeof(IndexHit));
  answer->storage = request->rows ? new IndexStorage : nullptr;
  return answer;
}

static bool ask(IndexReader *reader, const IndexRequest *request, IndexAnswer *answer,
                GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    if (reader->far)
      reader->far->ask(reader, request, answer);
    else
      index_ask_local(reader, request, answer);
    return true;
  });
}

static std::string key_of(const GArray *rows, guint i) {
  return std::string(reinterpret_cast<const char *>(g_array_index(rows, IndexRow, i).key), 16);
}

// Of remote matches the rows tell keys.
static void compare_keys(IndexReader *reader, const IndexQuery *query, const IndexAnswer *known,
                         guint *incidents, guint *beyond) {
  IndexRequest request = {query, 0, 0, INDEX_SORT_RELEVANCE, FALSE, TRUE};
  std::unique_ptr<IndexAnswer, void (*)(IndexAnswer *)> answer(new_answer(&request),
                                                               index_answer_free);
  std::unordered_set<std::string> has;

  *beyond = 0;
  reader->far->ask(reader, &request, answer.get());
  for (guint i = 0; i < known->rows->len; i++)
    has.insert(key_of(known->rows, i));
  for (guint i = 0; i < answer->rows->len; i++)
    *beyond += has.count(key_of(answer->rows, i)) == 0;
  *incidents = answer->incidents;
}

extern "C" {

IndexAnswer *index_reader_ask(IndexReader *reader, const IndexRequest *request, GError **error) {
  IndexAnswer *answer = new_answer(request);

  if (ask(reader, request, answer, error))
    return answer;
  index_answer_free(answer);
  return nullptr;
}

gboolean index_reader_compare(IndexReader *reader, const IndexQuery *query,
                              const IndexAnswer *known, guint *incidents, guint *beyond,
                              GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    auto compare = reader->far ? compare_keys : index_compare_local;
    compare(reader, query, known, incidents, beyond);
    return true;
  });
}

void index_answer_free(IndexAnswer *answer) {
  if (!answer)
    return;
  free_answer_parts(answer);
  g_free(answer);
}

} // extern "C"
