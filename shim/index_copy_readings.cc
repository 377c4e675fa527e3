// index_copy_readings.cc: which readings of a shard belong to the notices that are taken over from
// it.
#include "index_writer_internal.h"

#include <cstring>

namespace {

// A reading that may have come with a notice that stays behind.
struct Doubt {
  std::string key, word; // SCHEMA_READING_KEY + reading
  bool settled = false;
};

struct Readings {
  IndexWriter *writer;
  const Xapian::Database &source;
  const std::vector<gint32> &place; // docid -> number among the kept, or -1
  std::vector<Doubt> doubts;
  std::vector<std::vector<guint32>> doubts_of; // by docid: doubts that it may settle
};

} // namespace

// Words of at most this many characters are a term wherever they have a reading (dict/terms.h:
// TERMS_CHAIN_CHARS); of longer ones, whatever they begin with is.
static const glong TERM_CHARS = 6;

// The notices that have term: kept ones are added to holders; TRUE where another has it as well.
static bool add_holders(const Readings &readings, const std::string &term,
                        std::vector<Xapian::docid> *holders) {
  bool others = false;

  for (auto at = readings.source.postlist_begin(term); at != readings.source.postlist_end(term);
       ++at) {
    if (readings.place.at(*at) >= 0)
      holders->push_back(*at);
    else
      others = true;
  }
  return others;
}

static bool holders_of(const Readings &readings, const std::string &word,
                       std::vector<Xapian::docid> *holders) {
  bool others = add_holders(readings, SCHEMA_WORD + word, holders);
  if (g_utf8_strlen(word.data(), static_cast<gssize>(word.size())) <= TERM_CHARS)
    return others;
  const char *end = word.data() + word.size();
  for (const char *at = g_utf8_next_char(word.data()); at < end; at = g_utf8_next_char(at)) {
    std::string begin(word.data(), static_cast<gsize>(at - word.data()));
    others = add_holders(readings, SCHEMA_WORD + begin, holders) || others;
  }
  return others;
}

// Only the notices that have the word can have brought its reading.
static void judge(Readings *readings, const std::string &key, const std::string &word) {
  std::vector<Xapian::docid> holders;
  bool others = holders_of(*readings, word, &holders);

  if (holders.empty())
    return;
  if (!others || !readings->writer->read) {
    index_writer_reading(readings->writer, key.c_str() + strlen(SCHEMA_READING_KEY), word.data(),
                         word.size());
    return;
  }
  guint32 number = static_cast<guint32>(readings->doubts.size());
  readings->doubts.push_back(Doubt{key, word});
  for (Xapian::docid holder : holders)
    readings->doubts_of[holder].push_back(number);
}

static bool has_open(const Readings &readings, Xapian::docid docid) {
  for (guint32 number : readings.doubts_of[docid])
    if (!readings.doubts[number].settled)
      return true;
  return false;
}

// Most doubts are of common words: the first few notices settle nearly all.
static void settle(Readings *readings, Xapian::docid docid) {
  IndexWriter *writer = readings->writer;
  IndexRecord stored =
      index_record_read(readings->source.get_document(docid, Xapian::DOC_ASSUME_VALID));

  writer->read(writer, stored.notice.get(), writer->read_user);
  for (guint32 number : readings->doubts_of[docid]) {
    Doubt *doubt = &readings->doubts[number];
    doubt->settled = doubt->settled || index_writer_has_reading(writer, doubt->key, doubt->word);
  }
}

void index_copy_readings(IndexWriter *writer, const Xapian::Database &source,
                         const std::vector<gint32> &place) {
  Readings readings{writer, source, place, {}, {}};

  readings.doubts_of.resize(place.size());
  for (auto key = source.synonym_keys_begin(SCHEMA_READING_KEY);
       key != source.synonym_keys_end(SCHEMA_READING_KEY); ++key)
    for (auto word = source.synonyms_begin(*key); word != source.synonyms_end(*key); ++word)
      judge(&readings, *key, *word);
  for (Xapian::docid docid = 1; docid < place.size(); docid++)
    if (has_open(readings, docid))
      settle(&readings, docid);
}
