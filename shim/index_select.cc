// index_select.cc: notices chosen one by one, and the query that finds exactly those.
#include "index_internal.h"

#include <algorithm>
#include <cstring>

namespace {

// Hands the chosen documents of one shard to the matcher; they weigh nothing.
class ChosenSource : public Xapian::PostingSource {
public:
  explicit ChosenSource(std::shared_ptr<const IndexChosen> chosen_) : chosen(std::move(chosen_)) {
  }

  Xapian::PostingSource *clone() const override {
    return new ChosenSource(chosen);
  }

  // A shard is known by its identifier: the matcher says nothing of its place.
  void init(const Xapian::Database &shard) override {
    static const std::vector<Xapian::docid> none;
    auto found = chosen->shards.find(shard.get_uuid());
    docids = found == chosen->shards.end() ? &none : &found->second;
    at = 0;
    begun = false;
    set_maxweight(0);
  }

  Xapian::doccount get_termfreq_min() const override {
    return static_cast<Xapian::doccount>(docids->size());
  }
  Xapian::doccount get_termfreq_est() const override {
    return get_termfreq_min();
  }
  Xapian::doccount get_termfreq_max() const override {
    return get_termfreq_min();
  }

  void next(double) override {
    at += begun;
    begun = true;
  }

  void skip_to(Xapian::docid docid, double) override {
    begun = true;
    auto from = docids->begin() + static_cast<std::ptrdiff_t>(at);
    at = static_cast<size_t>(std::lower_bound(from, docids->end(), docid) - docids->begin());
  }

  bool at_end() const override {
    return begun && at >= docids->size();
  }

  Xapian::docid get_docid() const override {
    return (*docids)[at];
  }

private:
  std::shared_ptr<const IndexChosen> chosen;
  const std::vector<Xapian::docid> *docids = nullptr;
  size_t at = 0;
  bool begun = false;
};

std::vector<std::string> shard_names(const Xapian::Database &db) {
  std::vector<std::string> names(1);

  for (char c : db.get_uuid())
    if (c == ':')
      names.emplace_back();
    else
      names.back() += c;
  return names;
}

// Documents of all shards are numbered in turn: 1, 2, … n of the first document of n shards.
void choose(IndexChosen *chosen, const std::vector<std::string> &names, Xapian::docid docid) {
  auto n = static_cast<Xapian::docid>(names.size());

  chosen->shards[names[(docid - 1) % n]].push_back((docid - 1) / n + 1);
  chosen->n++;
}

} // namespace

Xapian::Query index_chosen_to_xapian(const std::shared_ptr<const IndexChosen> &chosen) {
  return Xapian::Query((new ChosenSource(chosen))->release());
}

static IndexQuery *chosen_query(std::shared_ptr<IndexChosen> chosen) {
  IndexQuery *query = index_query_none();

  for (auto &shard : chosen->shards)
    std::sort(shard.second.begin(), shard.second.end());
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
  Xapian::Enquire enquire(reader->db);
  auto chosen = std::make_shared<IndexChosen>();
  std::vector<std::string> keys, names = shard_names(reader->db);

  enquire.set_query(index_query_to_xapian(query, reader));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
  Xapian::MSet found = enquire.get_mset(0, reader->db.get_doccount());
  for (auto at = found.begin(); at != found.end(); ++at) {
    IndexRecord record = index_record_read(at.get_document());
    if (!func(record.key, record.notice.get(), user))
      continue;
    if (reader->remote)
      keys.push_back(record.key);
    else
      choose(chosen.get(), names, *at);
  }
  return reader->remote ? chosen_keys(keys) : chosen_query(std::move(chosen));
}

static IndexQuery *select_texts(IndexReader *reader, const IndexQuery *query, IndexTextFunc func,
                                gpointer user) {
  auto chosen = std::make_shared<IndexChosen>();
  std::vector<std::string> names = shard_names(reader->db);
  IndexText text;

  if (reader->remote)
    throw Xapian::UnimplementedError("remote shards have no texts");
  for (const IndexMatch &match : index_match_all(reader, query, Xapian::BoolWeight())) {
    if (!match.side->text(*match.row, &text))
      throw Xapian::DatabaseCorruptError("a notice's text is missing");
    if (func(&text, user))
      choose(chosen.get(), names, match.docid);
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

extern "C" guint32 *index_text_offsets(const IndexText *text) {
  guint32 *offsets = text->steps ? g_new(guint32, text->bytes[INDEX_TEXT_PARTS - 1] + 1) : nullptr;
  bool read = offsets && index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", false, [&] {
                index_side_offsets(*text, offsets);
                return true;
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
