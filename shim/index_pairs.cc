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

// Two characters fit into eight bytes: found without a string, in a table that stays in the cache.
static const size_t HEAD_BYTES = sizeof(guint64);

static guint64 head_of(const char *pair, size_t pair_bytes) {
  guint64 head = 0;
  memcpy(&head, pair, pair_bytes);
  return head;
}

static size_t slot_of(guint64 head, size_t slots) {
  head *= 0x9e3779b97f4a7c15ULL;
  return static_cast<size_t>(head >> 32) & (slots - 1);
}

// No pair is all zeros but that of NULs alone: slots are told by their number.
IndexPairs::Slot *IndexPairs::find_short(guint64 head, size_t pair_bytes) {
  size_t at = slot_of(head, slots.size());
  for (; slots[at].number > 0; at = (at + 1) & (slots.size() - 1))
    if (slots[at].head == head)
      return &slots[at];
  if (names.size() * 2 >= slots.size()) {
    grow();
    return find_short(head, pair_bytes);
  }
  names.emplace_back(reinterpret_cast<const char *>(&head), pair_bytes);
  slots[at] = Slot{head, static_cast<guint32>(names.size()), 0};
  return &slots[at];
}

void IndexPairs::grow() {
  std::vector<Slot> old(slots.size() * 2);
  old.swap(slots);
  for (const Slot &slot : old) {
    if (slot.number == 0)
      continue;
    size_t at = slot_of(slot.head, slots.size());
    while (slots[at].number > 0)
      at = (at + 1) & (slots.size() - 1);
    slots[at] = slot;
  }
}

IndexPairs::Slot *IndexPairs::find(const char *pair, size_t pair_bytes) {
  if (pair_bytes <= HEAD_BYTES)
    return find_short(head_of(pair, pair_bytes), pair_bytes);
  std::string name(pair, pair_bytes);
  auto known = longer.emplace(name, Slot{0, static_cast<guint32>(names.size() + 1), 0});
  if (known.second)
    names.push_back(name);
  return &known.first->second;
}

bool IndexPairs::met(Slot *slot, Xapian::docid document) {
  bool first = slot->met != document;
  slot->met = document;
  return first;
}

void IndexPairs::prefetch(const char *pair, size_t pair_bytes) const {
  if (pair_bytes <= HEAD_BYTES)
    __builtin_prefetch(&slots[slot_of(head_of(pair, pair_bytes), slots.size())]);
}

void IndexPairs::add(const char *pair, size_t pair_bytes, Xapian::docid document) {
  postings.push_back(Posting{find(pair, pair_bytes)->number - 1, document});
}

// Documents by pair, each pair's in the order of their coming: those of pair i end at ends[i].
std::unique_ptr<Xapian::docid[]> IndexPairs::sorted(std::vector<guint32> *ends) const {
  std::unique_ptr<Xapian::docid[]> documents(new Xapian::docid[postings.size()]);
  ends->assign(names.size() + 1, 0);
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

  for (size_t i = 0, at = 0; i < names.size(); i++) {
    std::string value;
    Xapian::docid last = 0;
    if (at == ends[i])
      continue;
    index_varint_append(&value, static_cast<unsigned>(ends[i] - at));
    for (; at < ends[i]; last = documents[at++])
      index_varint_append(&value, documents[at] - last);
    shard->set_metadata(SCHEMA_PAIR_KEY + names[i], std::move(value));
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
