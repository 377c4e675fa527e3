// index_lookup.cc: looks up notices, terms, pairs, readings.
#include "index_internal.h"
#include "index_pairs.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

Xapian::doccount index_documents(const IndexReader *reader) {
  Xapian::doccount n = 0;

  if (reader->far)
    return reader->far->documents();
  for (const GlassReader &shard : reader->shards_here)
    n += shard.documents();
  return n;
}

Xapian::docid index_last_document(const IndexReader *reader) {
  Xapian::docid last = 0;

  if (reader->far)
    return reader->far->last_document();
  for (size_t i = 0; i < reader->shards_here.size(); i++)
    if (Xapian::docid n = reader->shards_here[i].documents())
      last = std::max(last, index_number(reader, i, n));
  return last;
}

// ---- terms and pairs

static const size_t FREQUENCIES_MAX = 10000; // that are remembered

static Xapian::doccount count(const IndexReader *reader, const std::string &term) {
  Xapian::doccount n = 0;

  if (reader->far)
    return reader->far->frequency(term);
  for (const GlassReader &shard : reader->shards_here)
    n += shard.frequency(term);
  return n;
}

Xapian::doccount index_frequency(IndexReader *reader, const std::string &term) {
  auto known = reader->frequencies.find(term);

  if (known != reader->frequencies.end())
    return known->second;
  if (reader->frequencies.size() >= FREQUENCIES_MAX)
    reader->frequencies.clear();
  return reader->frequencies.emplace(term, count(reader, term)).first->second;
}

// A server of several shards shows the metadata of its first alone: over remote shards any notice
// may have the pair.
static guint pair_frequency(const IndexReader *reader, const std::string &pair) {
  guint n = 0;

  if (reader->far)
    return static_cast<guint>(index_documents(reader));
  for (const GlassReader &shard : reader->shards_here)
    n += index_pairs_count(shard.metadata(SCHEMA_PAIR_KEY + pair));
  return n;
}

static bool has_pair(const IndexReader *reader, const std::string &pair) {
  const auto &shards = reader->shards_here;

  if (reader->far)
    return index_documents(reader) > 0;
  return std::any_of(shards.begin(), shards.end(), [&pair](const GlassReader &shard) {
    return !shard.metadata(SCHEMA_PAIR_KEY + pair).empty();
  });
}

static bool has_term(const IndexReader *reader, const std::string &term) {
  const auto &shards = reader->shards_here;

  if (reader->far)
    return reader->far->has_term(term);
  return std::any_of(shards.begin(), shards.end(),
                     [&term](const GlassReader &shard) { return shard.frequency(term) > 0; });
}

// Name by name of all shards, ascending: func(name, the walks that stand at it).
template <typename Func> static void merge(std::vector<GlassWalk> *walks, Func &&func) {
  std::vector<GlassWalk *> least;
  std::string name;

  for (bool wanted = true; wanted;) {
    least.clear();
    for (GlassWalk &walk : *walks) {
      if (walk.at_end() || (!least.empty() && walk.name() > least[0]->name()))
        continue;
      if (!least.empty() && walk.name() < least[0]->name())
        least.clear();
      least.push_back(&walk);
    }
    if (least.empty())
      return;
    name = least[0]->name();
    wanted = func(name, least);
    for (GlassWalk *walk : least)
      walk->next();
  }
}

void index_each_term(const IndexReader *reader, const std::string &start,
                     const IndexNameFunc &func) {
  std::vector<GlassWalk> walks;

  if (reader->far)
    return reader->far->each_term(start, func);
  for (const GlassReader &shard : reader->shards_here)
    walks.push_back(shard.terms(start));
  merge(&walks, [&func](const std::string &term, const std::vector<GlassWalk *> &found) {
    guint64 frequency = 0;
    for (GlassWalk *walk : found) {
      std::string_view tag = walk->tag();
      frequency += glass_unpack_uint(&tag);
    }
    return func(term, static_cast<Xapian::doccount>(frequency));
  });
}

static bool pairs(const IndexReader *reader, const char *start, IndexTermFunc func, gpointer user) {
  std::vector<GlassWalk> walks;

  for (const GlassReader &shard : reader->shards_here)
    walks.push_back(shard.metadata_from(std::string(SCHEMA_PAIR_KEY) + start));
  merge(&walks, [&](const std::string &name, const std::vector<GlassWalk *> &found) {
    guint n = 0;
    for (GlassWalk *walk : found)
      n += index_pairs_count(std::string(walk->tag()));
    return func(name.c_str() + strlen(SCHEMA_PAIR_KEY), n, user) != FALSE;
  });
  return true;
}

static bool terms(IndexReader *reader, const std::string &prefix, const char *start,
                  IndexTermFunc func, gpointer user) {
  index_each_term(reader, prefix + start, [&](const std::string &term, Xapian::doccount n) {
    return func(term.c_str() + prefix.size(), n, user) != FALSE;
  });
  return true;
}

// ---- readings

static void readings_here(const IndexReader *reader, const std::string &key,
                          const IndexWordFunc &func) {
  std::vector<GlassWalk> walks;

  for (const GlassReader &shard : reader->shards_here)
    walks.push_back(shard.synonyms(key));
  merge(&walks, [&func](const std::string &name, const std::vector<GlassWalk *> &found) {
    std::set<std::string> words;
    for (GlassWalk *walk : found)
      for (std::string_view tag = walk->tag(); !tag.empty();)
        words.emplace(glass_unpack_synonym(&tag));
    return std::all_of(words.begin(), words.end(),
                       [&](const std::string &word) { return func(name, word); });
  });
}

static bool readings(IndexReader *reader, const std::string &key, bool prefix,
                     IndexReadingFunc func, gpointer user) {
  auto tell = [&](const std::string &found, const std::string &word) {
    // keys ascend: the reading itself comes first
    return (prefix || found == key) &&
           func(found.c_str() + strlen(SCHEMA_READING_KEY), word.c_str(), user);
  };

  if (reader->far)
    reader->far->each_reading(key, tell);
  else
    readings_here(reader, key, tell);
  return true;
}

// ---- records

static IndexRecord record_of(const IndexReader *reader, Xapian::docid number) {
  size_t n = reader->shards_here.size();

  if (reader->far)
    return reader->far->record(number);
  if (n == 0 || number == 0)
    throw Xapian::DocNotFoundError("no such notice");
  return index_record_read(reader->shards_here[(number - 1) % n].record(
      static_cast<Xapian::docid>((number - 1) / n + 1)));
}

void index_each_record(IndexReader *reader, const IndexQuery *query, const IndexRecordFunc &func) {
  if (reader->far)
    return reader->far->each_record(reader, query, func);
  for (const IndexMatch &match : index_match_all(reader, query, false))
    if (!func(record_of(reader, match.docid), match.docid))
      return;
}

static bool each(IndexReader *reader, const IndexQuery *query, IndexEachFunc func, gpointer user) {
  index_each_record(reader, query, [&](const IndexRecord &record, Xapian::docid) {
    return func(record.key, record.notice.get(), user) != FALSE;
  });
  return true;
}

extern "C" {

Notice *index_reader_notice(IndexReader *reader, guint32 docid, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", static_cast<Notice *>(nullptr),
                     [&] { return record_of(reader, docid).notice.release(); });
}

gboolean index_reader_each(IndexReader *reader, const IndexQuery *query, IndexEachFunc func,
                           gpointer user, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false,
                     [&] { return each(reader, query, func, user); });
}

guint index_reader_frequency(IndexReader *reader, const char *prefix, const char *term,
                             gssize term_bytes) {
  return index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", 0u, [&] {
    gsize bytes = term_bytes < 0 ? strlen(term) : static_cast<gsize>(term_bytes);
    if (strcmp(prefix, SCHEMA_PAIR) == 0)
      return pair_frequency(reader, std::string(term, bytes));
    std::string whole = index_term(prefix, term, bytes);
    return whole.empty() ? 0u : static_cast<guint>(index_frequency(reader, whole));
  });
}

gboolean index_reader_has(IndexReader *reader, const char *prefix, const char *term,
                          gssize term_bytes) {
  return index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    gsize bytes = term_bytes < 0 ? strlen(term) : static_cast<gsize>(term_bytes);
    if (strcmp(prefix, SCHEMA_PAIR) == 0)
      return has_pair(reader, std::string(term, bytes));
    std::string whole = index_term(prefix, term, bytes);
    return !whole.empty() && has_term(reader, whole);
  });
}

gboolean index_reader_terms(IndexReader *reader, const char *prefix, const char *start,
                            IndexTermFunc func, gpointer user, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    if (strcmp(prefix, SCHEMA_PAIR) == 0)
      return pairs(reader, start ? start : "", func, user);
    return terms(reader, prefix, start ? start : "", func, user);
  });
}

gboolean index_reader_readings(IndexReader *reader, const char *reading, gboolean prefix,
                               IndexReadingFunc func, gpointer user, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false, [&] {
    return readings(reader, std::string(SCHEMA_READING_KEY) + reading, prefix, func, user);
  });
}

} // extern "C"
