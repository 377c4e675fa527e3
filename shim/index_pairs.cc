#include "index_pairs.h"

#include <algorithm>

#include "schema.h"

void index_varint_append(std::string *bytes, unsigned value) {
  for (; value >= 0x80; value >>= 7)
    bytes->push_back(static_cast<char>(value | 0x80));
  bytes->push_back(static_cast<char>(value));
}

unsigned index_varint_read(const std::string &bytes, size_t *at) {
  unsigned value = 0, shift = 0;

  while (*at < bytes.size() && shift < 32) {
    unsigned byte = static_cast<unsigned char>(bytes[(*at)++]);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
    shift += 7;
  }
  throw Xapian::DatabaseCorruptError("the numbers break off");
}

void IndexPairs::add(const char *pair, size_t pair_bytes, Xapian::docid document) {
  key.assign(pair, pair_bytes);
  Postings &postings = pairs[key];
  if (postings.last == document)
    return;
  index_varint_append(&postings.deltas, document - postings.last);
  postings.last = document;
  postings.n++;
}

// In order: the table is filled from one end.
void IndexPairs::write(Xapian::WritableDatabase *db) {
  std::vector<const std::pair<const std::string, Postings> *> sorted;

  sorted.reserve(pairs.size());
  for (const auto &pair : pairs)
    sorted.push_back(&pair);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto *a, const auto *b) { return a->first < b->first; });
  for (const auto *pair : sorted) {
    std::string value;
    index_varint_append(&value, pair->second.n);
    db->set_metadata(SCHEMA_PAIR_KEY + pair->first, value + pair->second.deltas);
  }
  pairs.clear();
}

unsigned index_pairs_count(const std::string &stored) {
  size_t at = 0;

  return stored.empty() ? 0 : index_varint_read(stored, &at);
}

std::vector<Xapian::docid> index_pairs_read(const std::string &stored) {
  std::vector<Xapian::docid> documents;
  size_t at = 0;
  Xapian::docid document = 0;

  if (stored.empty())
    return documents;
  unsigned n = index_varint_read(stored, &at);
  documents.reserve(std::min<size_t>(n, stored.size()));
  for (unsigned i = 0; i < n; i++)
    documents.push_back(document += index_varint_read(stored, &at));
  return documents;
}

namespace {

class PairSource : public Xapian::PostingSource {
public:
  PairSource(std::string pair_, bool begins_) : pair(std::move(pair_)), begins(begins_) {
  }

  Xapian::PostingSource *clone() const override {
    return new PairSource(pair, begins);
  }

  void init(const Xapian::Database &shard) override {
    documents =
        begins ? read_all(shard) : index_pairs_read(shard.get_metadata(SCHEMA_PAIR_KEY + pair));
    at = 0;
    begun = false;
    set_maxweight(0);
  }

  Xapian::doccount get_termfreq_min() const override {
    return static_cast<Xapian::doccount>(documents.size());
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

  void skip_to(Xapian::docid document, double) override {
    begun = true;
    auto from = documents.begin() + static_cast<std::ptrdiff_t>(at);
    at = static_cast<size_t>(std::lower_bound(from, documents.end(), document) - documents.begin());
  }

  bool at_end() const override {
    return begun && at >= documents.size();
  }

  Xapian::docid get_docid() const override {
    return documents[at];
  }

private:
  std::string pair;
  bool begins;
  std::vector<Xapian::docid> documents; // of the shard at hand
  size_t at = 0;
  bool begun = false;

  // Documents with any pair that begins so.
  std::vector<Xapian::docid> read_all(const Xapian::Database &shard) const {
    std::vector<bool> has(shard.get_lastdocid() + 1);
    std::string from = SCHEMA_PAIR_KEY + pair;
    for (auto key = shard.metadata_keys_begin(from); key != shard.metadata_keys_end(from); ++key)
      for (Xapian::docid document : index_pairs_read(shard.get_metadata(*key)))
        has.at(document) = true;
    std::vector<Xapian::docid> all;
    for (Xapian::docid document = 1; document < has.size(); document++)
      if (has[document])
        all.push_back(document);
    return all;
  }
};

} // namespace

Xapian::Query index_pairs_to_xapian(const std::string &pair, bool begins) {
  return Xapian::Query((new PairSource(pair, begins))->release());
}
