#include "glass_shard.h"

#include <algorithm>
#include <cstring>

#include <sys/random.h>

#include "glass_format.h"
#include "glass_table.h"
#include "index_throw.h"

// Lists are cut into chunks where they grow longer than this, as Xapian has it.
static const gsize CHUNK_BYTES = 2000;
// Xapian compresses tags longer than this in the tables that it compresses at all; here none is.
static const unsigned COMPRESS_MIN = 18;

// ---- gathering

Xapian::docid GlassShard::add_document(const std::string &data) {
  records += data;
  record_ends.push_back(records.size());
  return static_cast<Xapian::docid>(record_ends.size());
}

void GlassShard::add_value(Xapian::valueno slot, Xapian::docid document, const std::string &value) {
  if (values.size() <= slot)
    values.resize(slot + 1);
  values[slot].push_back(Value{document, value});
}

// The table of terms doesn't fit into the processor's cache: it is asked for ahead.
void GlassShard::add_terms(const IndexTerms &of_document, Xapian::docid document) {
  const auto &all = of_document.all();
  const gsize ahead = 8;
  for (gsize i = 0; i < all.size(); i++) {
    if (i + 2 * ahead < all.size())
      terms.prefetch_slot(all[i + 2 * ahead].hash);
    if (i + ahead < all.size())
      terms.prefetch_entry(all[i + ahead].hash);
    add_posting(terms.intern(of_document, all[i]), document, all[i].wdf);
  }
}

void GlassShard::set_metadata(const std::string &key, std::string value) {
  metadata.emplace_back(std::string(GLASS_METADATA_KEY) + key, std::move(value));
}

void GlassShard::add_synonym(const std::string &key, const std::string &synonym) {
  if (synonyms.empty() || synonyms.back().first != key)
    synonyms.emplace_back(key, std::string());
  synonyms.back().second += static_cast<char>(synonym.size() ^ GLASS_SYNONYM_LENGTH_MASK) + synonym;
}

// ---- lists

namespace {

// Lists of documents with a number each, as Xapian stores postings and lengths: in chunks, the
// first of which says how many they are and the sum of their numbers.
class Lists {
public:
  explicit Lists(GlassTable *table_) : table(table_) {
  }

  // base + the document is the key of the chunks but the first.
  void begin(const std::string &key_, const std::string &base_, guint64 entries, guint64 sum) {
    key = key_;
    base = base_;
    counts.clear();
    glass_pack_uint(&counts, entries);
    glass_pack_uint(&counts, sum);
  }

  void add(Xapian::docid document, Xapian::termcount number) {
    if (chunk.size() >= CHUNK_BYTES)
      put_chunk(false);
    if (chunk.empty())
      from = document;
    else
      glass_pack_uint(&chunk, document - last - 1);
    glass_pack_uint(&chunk, number);
    last = document;
  }

  void finish() {
    if (!chunk.empty())
      put_chunk(true);
  }

private:
  GlassTable *table;
  std::string key, base, counts, chunk, tag;
  Xapian::docid from = 0, last = 0;

  void put_chunk(bool is_last) {
    tag = counts;
    if (!counts.empty()) {
      glass_pack_uint(&tag, from - 1);
    } else {
      key = base;
      glass_pack_sorting(&key, from);
    }
    tag += is_last ? '1' : '0';
    glass_pack_uint(&tag, last - from);
    tag += chunk;
    table->add(key, tag);
    counts.clear();
    chunk.clear();
  }
};

} // namespace

// ---- the table of postings

void GlassShard::write_metadata(GlassTable *table) {
  std::sort(metadata.begin(), metadata.end());
  for (const auto &entry : metadata)
    table->add(entry.first, entry.second);
}

static std::string value_statistics_key(gsize slot) {
  std::string key(GLASS_VALUE_STATISTICS_KEY);
  for (; slot > 0; slot >>= 8)
    key += static_cast<char>(slot);
  return key;
}

void GlassShard::write_values(GlassTable *table) {
  for (gsize slot = 0; slot < values.size(); slot++) {
    if (values[slot].empty())
      continue;
    auto bounds =
        std::minmax_element(values[slot].begin(), values[slot].end(),
                            [](const Value &a, const Value &b) { return a.bytes < b.bytes; });
    std::string tag;
    glass_pack_uint(&tag, values[slot].size());
    glass_pack_string(&tag, bounds.first->bytes);
    if (bounds.first->bytes != bounds.second->bytes)
      tag += bounds.second->bytes;
    table->add(value_statistics_key(slot), tag);
  }
  for (gsize slot = 0; slot < values.size(); slot++) {
    std::string chunk, key;
    Xapian::docid last = 0;
    for (const Value &value : values[slot]) {
      if (!chunk.empty()) {
        glass_pack_uint(&chunk, value.document - last - 1);
      } else {
        key.assign(GLASS_VALUES_KEY);
        glass_pack_uint(&key, slot);
        glass_pack_sorting(&key, value.document);
      }
      glass_pack_string(&chunk, value.bytes);
      last = value.document;
      if (chunk.size() >= CHUNK_BYTES || &value == &values[slot].back()) {
        table->add(key, chunk);
        chunk.clear();
      }
    }
  }
}

void GlassShard::write_lengths(GlassTable *table) {
  const std::string key(GLASS_LENGTHS_KEY);
  Lists lists(table);
  lists.begin(key, key, 0, 0);
  for (gsize i = 0; i < lengths.size(); i++)
    lists.add(static_cast<Xapian::docid>(i + 1), lengths[i]);
  lists.finish();
}

// Orders terms by their bytes, and postings by their terms: ends[i] is where those of order[i] end.
std::unique_ptr<GlassShard::Place[]> GlassShard::sort_postings(std::vector<guint32> *order,
                                                               std::vector<guint32> *ends) {
  std::vector<guint32> at(terms.all().size());
  terms.order(order);
  postings.each([&](const Posting &posting) { at[posting.term]++; });
  guint32 before = 0;
  for (guint32 term : *order) {
    ends->push_back(before + at[term]);
    at[term] = before;
    before = ends->back();
  }
  std::unique_ptr<Place[]> sorted(new Place[postings.size()]);
  postings.each([&](const Posting &posting) {
    sorted[at[posting.term]++] = Place{posting.document, posting.wdf};
  });
  postings.clear();
  return sorted;
}

// A NUL takes two bytes.
static void set_term_key(std::string *key, const char *text, gsize bytes) {
  key->assign(text, bytes);
  for (gsize at = 0; (at = key->find('\0', at)) != std::string::npos; at += 2)
    key->insert(at + 1, 1, '\xff');
}

// They nearly always came in order.
template <typename Place> static void settle(Place *from, Place *to) {
  auto before = [](const Place &a, const Place &b) { return a.document < b.document; };
  if (!std::is_sorted(from, to, before))
    std::sort(from, to, before);
}

template <typename Place> static guint64 sum_of(const Place *from, const Place *to) {
  guint64 sum = 0;
  for (; from < to; from++)
    sum += from->wdf;
  return sum;
}

void GlassShard::write_terms(GlassTable *table) {
  std::vector<guint32> order, ends;
  std::string key, base;
  Lists lists(table);

  std::unique_ptr<Place[]> places = sort_postings(&order, &ends);
  Place *at = places.get();
  for (gsize i = 0; i < order.size(); i++) {
    const IndexTerms::Entry &entry = terms.all()[order[i]];
    Place *end = places.get() + ends[i];
    settle(at, end);
    set_term_key(&key, terms.text(entry), entry.bytes);
    base.assign(key).push_back('\0');
    lists.begin(key, base, static_cast<guint64>(end - at), sum_of(at, end));
    for (; at < end; at++)
      lists.add(at->document, at->wdf);
    lists.finish();
  }
}

std::string GlassShard::write_postings(GlassFile *file) {
  GlassTable table(file);
  lengths.assign(record_ends.size(), 0);
  postings.each([this](const Posting &posting) {
    lengths.at(posting.document - 1) += posting.wdf;
    wdf_most = std::max(wdf_most, posting.wdf);
  });
  write_metadata(&table);
  write_values(&table);
  write_lengths(&table);
  write_terms(&table);
  return table.finish(0);
}

// ---- the other tables, and the whole

std::string GlassShard::write_records(GlassFile *file) {
  GlassTable table(file);
  for (gsize i = 0, from = 0; i < record_ends.size(); from = record_ends[i++]) {
    std::string key;
    glass_pack_sorting(&key, static_cast<guint32>(i + 1));
    if (record_ends[i] > from)
      table.add(key, records.substr(from, record_ends[i] - from));
  }
  return table.finish(COMPRESS_MIN);
}

std::string GlassShard::write_synonyms(GlassFile *file) {
  GlassTable table(file);
  for (const auto &entry : synonyms)
    table.add(entry.first, entry.second);
  return table.finish(COMPRESS_MIN);
}

std::string GlassShard::statistics() const {
  Xapian::termcount least = 0, most = 0;
  guint64 sum = 0;
  std::string bytes;
  for (Xapian::termcount length : lengths) {
    least = least == 0 || (length > 0 && length < least) ? length : least;
    most = std::max(most, length);
    sum += length;
  }
  glass_pack_uint(&bytes, lengths.size());
  glass_pack_uint(&bytes, 0); // the last document's number less how many there are
  glass_pack_uint(&bytes, least);
  glass_pack_uint(&bytes, wdf_most);
  glass_pack_uint(&bytes, most - wdf_most);
  glass_pack_uint(&bytes, 0); // the oldest set of changes
  glass_pack_uint(&bytes, sum);
  glass_pack_uint(&bytes, 0); // the most frequent spelling
  return bytes;
}

static std::string random_identifier() {
  char bytes[GLASS_IDENTIFIER_BYTES];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
    index_throw_system("no random numbers", errno);
  return std::string(bytes, sizeof bytes);
}

void GlassShard::write(const std::string &path) {
  GlassFile file(path);
  std::string head(GLASS_MAGIC);

  head += random_identifier();
  glass_pack_uint(&head, 1); // the revision
  head += write_postings(&file);
  head += write_records(&file);
  head += GlassTable(&file).finish(COMPRESS_MIN); // term lists
  head += GlassTable(&file).finish(0);            // positions
  head += GlassTable(&file).finish(COMPRESS_MIN); // spellings
  head += write_synonyms(&file);
  head += statistics();
  file.finish(head);
  *this = GlassShard();
}
