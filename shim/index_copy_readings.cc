// index_copy_readings.cc: which readings of a shard go with the notices that are taken over from
// it.
#include "index_writer_internal.h"

#include <algorithm>
#include <unordered_map>

namespace {

struct Readings {
  IndexWriter *writer;
  const GlassReader &source;
  std::vector<Xapian::docid> kept, left; // the fewer of them are read again
};

} // namespace

static void sort_out(Readings *readings, const std::vector<gint32> &place) {
  for (Xapian::docid docid = 1; docid < place.size(); docid++)
    (place[docid] >= 0 ? readings->kept : readings->left).push_back(docid);
}

static void read_again(Readings *readings, Xapian::docid docid) {
  IndexWriter *writer = readings->writer;
  IndexRecord stored = index_record_read(readings->source.record(docid));
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
template <typename Func> static void each_reading(const GlassReader &source, Func &&func) {
  std::string counts = source.metadata(SCHEMA_META_READINGS);
  size_t at = 0;

  for (GlassWalk walk = source.synonyms(SCHEMA_READING_KEY); !walk.at_end(); walk.next())
    for (std::string_view words = walk.tag(); !words.empty();)
      func((walk.name() + '\0').append(glass_unpack_synonym(&words)),
           index_varint_read(counts, &at));
}

static bool kept_has(const Readings &readings, const std::string &term) {
  for (GlassPostings at = readings.source.postings(term); at.next();)
    if (std::binary_search(readings.kept.begin(), readings.kept.end(), at.document))
      return true;
  return false;
}

// Nobody reads notices again: what can be seen from outside is whether a word is left.
static void take_with_words(Readings *readings) {
  each_reading(readings->source, [&](const std::string &reading, unsigned notices) {
    std::string term = SCHEMA_WORD + reading.substr(reading.find('\0') + 1);
    if (readings->source.frequency(term) == 0 || kept_has(*readings, term))
      readings->writer->all_readings.add(reading.data(), reading.size(), notices);
  });
}

static void take_without_left(Readings *readings) {
  std::unordered_map<std::string, unsigned> left = count_left(readings);
  IndexTerms *all = &readings->writer->all_readings;

  each_reading(readings->source, [&](const std::string &reading, unsigned notices) {
    auto known = left.find(reading);
    unsigned gone = known == left.end() ? 0 : known->second;
    if (notices > gone)
      all->add(reading.data(), reading.size(), notices - gone);
  });
}

void index_copy_readings(IndexWriter *writer, const GlassReader &source,
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
