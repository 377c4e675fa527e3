#include "index_pairs.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "glass_shard.h"
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

void IndexPairs::grow() {
  std::vector<Slot> old(slots.size() * 2);
  old.swap(slots);
  for (const Slot &slot : old)
    if (slot.number > 0)
      *place(slot.pair) = slot;
}

IndexPairs::Slot *IndexPairs::make(IndexPair pair) {
  if (pairs.size() * 2 >= slots.size())
    grow();
  pairs.push_back(pair);
  Slot *slot = place(pair);
  *slot = Slot{pair, static_cast<guint32>(pairs.size()), 0};
  return slot;
}

// Documents by pair, each pair's in the order of their coming: those of pair i end at ends[i].
std::unique_ptr<Xapian::docid[]> IndexPairs::sorted(std::vector<guint32> *ends) const {
  std::unique_ptr<Xapian::docid[]> documents(new Xapian::docid[postings.size()]);
  ends->assign(pairs.size() + 1, 0);
  postings.each([ends](const Posting &posting) { (*ends)[posting.number + 1]++; });
  for (size_t i = 1; i < ends->size(); i++)
    (*ends)[i] += (*ends)[i - 1];
  postings.each(
      [&](const Posting &posting) { documents[(*ends)[posting.number]++] = posting.document; });
  return documents;
}

void IndexPairs::write(GlassShard *shard) {
  std::vector<guint32> ends;
  std::unique_ptr<Xapian::docid[]> documents = sorted(&ends);

  for (size_t i = 0, at = 0; i < pairs.size(); i++) {
    std::string value;
    Xapian::docid last = 0;
    if (at == ends[i])
      continue;
    index_varint_append(&value, static_cast<unsigned>(ends[i] - at));
    for (; at < ends[i]; last = documents[at++])
      index_varint_append(&value, documents[at] - last);
    std::string key(SCHEMA_PAIR_KEY);
    key.append(reinterpret_cast<const char *>(&pairs[i]),
               strnlen(reinterpret_cast<const char *>(&pairs[i]), sizeof pairs[i]));
    shard->set_metadata(key, std::move(value));
  }
  *this = IndexPairs();
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

// How many documents' pairs are told in the time of a proof.
static const size_t PAIRS_A_PROOF = 500;

// As it is stored, how many documents have it, and have it as a word.
namespace {
struct PairCount {
  std::string word, stored;
  size_t n;
};
} // namespace

static std::vector<Xapian::docid> with_words(const GlassReader &shard, const PairCount &pair) {
  std::vector<Xapian::docid> documents = index_pairs_read(pair.stored), words, both;

  for (GlassPostings at = shard.postings(pair.word); at.next();)
    words.push_back(at.document);
  if (words.empty() || documents.empty())
    return documents.empty() ? words : documents;
  both.reserve(documents.size() + words.size());
  std::set_union(documents.begin(), documents.end(), words.begin(), words.end(),
                 std::back_inserter(both));
  return both;
}

std::vector<Xapian::docid> index_pairs_all(const GlassReader &shard,
                                           const std::vector<std::string> &pairs, bool loose) {
  std::vector<PairCount> counts;
  std::vector<Xapian::docid> found, both;

  for (const std::string &pair : pairs) {
    PairCount count{SCHEMA_WORD + pair, shard.metadata(SCHEMA_PAIR_KEY + pair), 0};
    count.n = index_pairs_count(count.stored) + shard.frequency(count.word);
    if (count.n == 0)
      return found;
    counts.push_back(std::move(count));
  }
  std::sort(counts.begin(), counts.end(),
            [](const PairCount &a, const PairCount &b) { return a.n < b.n; });
  for (size_t i = 0; i < counts.size(); i++) {
    if (i > 0 && (found.empty() || (loose && found.size() * PAIRS_A_PROOF < counts[i].n)))
      break;
    std::vector<Xapian::docid> documents = with_words(shard, counts[i]);
    both.clear();
    if (i > 0)
      std::set_intersection(found.begin(), found.end(), documents.begin(), documents.end(),
                            std::back_inserter(both));
    found.swap(i > 0 ? both : documents);
  }
  return found;
}
