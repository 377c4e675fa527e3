// index_copy_readings.cc: which readings of a shard go with the notices that are taken over from
// it.
#include "index_writer_internal.h"

#include <algorithm>
#include <unordered_map>

namespace {

struct Readings {
  IndexWriter *writer;
  const Xapian::Database &source;
  std::vector<Xapian::docid> kept, left; // the fewer of them are read again
};

} // namespace

static void sort_out(Readings *readings, const std::vector<gint32> &place) {
  const Xapian::Database &source = readings->source;

  for (auto at = source.postlist_begin(""); at != source.postlist_end(""); ++at)
    (place.at(*at) >= 0 ? readings->kept : readings->left).push_back(*at);
}

static void read_again(Readings *readings, Xapian::docid docid) {
  IndexWriter *writer = readings->writer;
  IndexRecord stored =
      index_record_read(readings->source.get_document(docid, Xapian::DOC_ASSUME_VALID));
  writer->read(writer, stored.notice.get(), writer->read_user);
}

// How many of the notices that stay behind have which reading: reading NUL word -> notices.
static std::unordered_map<std::string, unsigned> count_left(Readings *readings) {
  std::unordered_map<std::string, unsigned> counts;
  IndexTerms *own = &readings->writer->readings;

  for (Xapian::docid docid : readings->left) {
    own->clear();
    read_again(readings, docid);
    for (const auto &entry : own->all())
      counts[std::string(own->text(entry), entry.bytes)]++;
  }
  own->clear();
  return counts;
}

// Calls func(reading NUL word, how many notices have it) for each reading of the shard.
template <typename Func> static void each_reading(const Xapian::Database &source, Func &&func) {
  std::string counts = source.get_metadata(SCHEMA_META_READINGS);
  size_t at = 0;

  for (auto key = source.synonym_keys_begin(SCHEMA_READING_KEY);
       key != source.synonym_keys_end(SCHEMA_READING_KEY); ++key)
    for (auto word = source.synonyms_begin(*key); word != source.synonyms_end(*key); ++word)
      func(*key + '\0' + *word, index_varint_read(counts, &at));
}

static bool kept_has(const Readings &readings, const std::string &term) {
  for (auto at = readings.source.postlist_begin(term); at != readings.source.postlist_end(term);
       ++at)
    if (std::binary_search(readings.kept.begin(), readings.kept.end(), *at))
      return true;
  return false;
}

// Nobody reads notices again: what can be seen from outside is whether a word is left.
static void take_with_words(Readings *readings) {
  each_reading(readings->source, [&](const std::string &reading, unsigned notices) {
    std::string term = SCHEMA_WORD + reading.substr(reading.find('\0') + 1);
    if (!readings->source.term_exists(term) || kept_has(*readings, term))
      readings->writer->all_readings.add("", 0, reading.data(), reading.size(), notices);
  });
}

static void take_without_left(Readings *readings) {
  std::unordered_map<std::string, unsigned> left = count_left(readings);
  IndexTerms *all = &readings->writer->all_readings;

  each_reading(readings->source, [&](const std::string &reading, unsigned notices) {
    auto known = left.find(reading);
    unsigned gone = known == left.end() ? 0 : known->second;
    if (notices > gone)
      all->add("", 0, reading.data(), reading.size(), notices - gone);
  });
}

void index_copy_readings(IndexWriter *writer, const Xapian::Database &source,
                         const std::vector<gint32> &place) {
  Readings readings{writer, source, {}, {}};

  sort_out(&readings, place);
  if (!writer->read)
    return take_with_words(&readings);
  if (readings.left.size() <= readings.kept.size())
    return take_without_left(&readings);
  for (Xapian::docid docid : readings.kept) {
    read_again(&readings, docid);
    index_writer_take_readings(writer);
  }
}
