// index_select.cc: notices chosen one by one, and the query that finds exactly those.
#include "index_internal.h"

#include <algorithm>
#include <cstring>

static void choose(IndexChosen *chosen, Xapian::docid number) {
  size_t n = chosen->shards.size();

  chosen->shards[(number - 1) % n].push_back(static_cast<Xapian::docid>((number - 1) / n + 1));
  chosen->n++;
}

static std::shared_ptr<IndexChosen> none_chosen(const IndexReader *reader) {
  auto chosen = std::make_shared<IndexChosen>();
  chosen->shards.resize(reader->shards_here.size());
  return chosen;
}

static IndexQuery *chosen_query(std::shared_ptr<IndexChosen> chosen) {
  IndexQuery *query = index_query_none();

  for (auto &shard : chosen->shards)
    std::sort(shard.begin(), shard.end());
  query->op = QueryOp::Chosen;
  query->chosen = std::move(chosen);
  return query;
}

static IndexQuery *chosen_keys(const std::vector<std::string> &keys) {
  GPtrArray *array = g_ptr_array_new();

  for (const std::string &key : keys)
    g_ptr_array_add(array, const_cast<char *>(key.c_str()));
  IndexQuery *query = keys.empty() ? index_query_none() : index_query_keys(array);
  g_ptr_array_unref(array);
  return query;
}

// Over remote shards only terms can be asked: their keys find the chosen ones there.
static IndexQuery *select_notices(IndexReader *reader, const IndexQuery *query, IndexEachFunc func,
                                  gpointer user) {
  auto chosen = none_chosen(reader);
  std::vector<std::string> keys;

  index_each_record(reader, query, [&](const IndexRecord &record, Xapian::docid number) {
    bool liked = func(record.key, record.notice.get(), user);
    if (liked && reader->far)
      keys.push_back(record.key);
    else if (liked)
      choose(chosen.get(), number);
    return true;
  });
  return reader->far ? chosen_keys(keys) : chosen_query(std::move(chosen));
}

static IndexQuery *select_texts(IndexReader *reader, const IndexQuery *query, IndexTextFunc func,
                                gpointer user) {
  auto chosen = none_chosen(reader);
  IndexText text;

  if (reader->far)
    throw Xapian::UnimplementedError("remote shards have no texts");
  for (const IndexMatch &match : index_match_all(reader, query, false)) {
    if (!match.side->text(*match.row, &text))
      throw Xapian::DatabaseCorruptError("a notice's text is missing");
    if (func(&text, user))
      choose(chosen.get(), match.docid);
  }
  return chosen_query(std::move(chosen));
}

extern "C" gboolean index_reader_text(IndexReader *reader, guint32 docid, IndexText *text) {
  return index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    auto n = static_cast<guint32>(reader->sides.size());
    if (n == 0 || docid == 0)
      return false;
    const IndexSide &side = *reader->sides[(docid - 1) % n];
    return side.text(side.row((docid - 1) / n + 1), text);
  });
}

// Ascending, each at a character's beginning or the end: whoever cuts source there trusts them.
static bool fit(const guint32 *offsets, gsize n, const char *source, gsize source_bytes) {
  for (gsize i = 0; i < n; i++)
    if (offsets[i] > source_bytes || (i > 0 && offsets[i] < offsets[i - 1]) ||
        (offsets[i] < source_bytes && (source[offsets[i]] & 0xc0) == 0x80))
      return false;
  return true;
}

extern "C" guint32 *index_text_offsets(const IndexText *text, const char *source,
                                       gsize source_bytes) {
  gsize n = gsize{text->bytes[INDEX_TEXT_PARTS - 1]} + 1;
  guint32 *offsets = text->steps ? g_new(guint32, n) : nullptr;
  bool read = offsets && index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", false, [&] {
                index_side_offsets(*text, offsets);
                return fit(offsets, n, source, source_bytes);
              });
  if (!read)
    g_clear_pointer(&offsets, g_free);
  return offsets;
}

extern "C" IndexQuery *index_reader_select_texts(IndexReader *reader, const IndexQuery *query,
                                                 IndexTextFunc func, gpointer user,
                                                 GError **error) {
  return index_guard(
      error, INDEX_ERROR_DAMAGED, "the index", static_cast<IndexQuery *>(nullptr), [&] {
        return reader->shards == 0 ? index_query_none() : select_texts(reader, query, func, user);
      });
}

extern "C" IndexQuery *index_reader_select(IndexReader *reader, const IndexQuery *query,
                                           IndexEachFunc func, gpointer user, GError **error) {
  return index_guard(
      error, INDEX_ERROR_DAMAGED, "the index", static_cast<IndexQuery *>(nullptr), [&] {
        return reader->shards == 0 ? index_query_none() : select_notices(reader, query, func, user);
      });
}
