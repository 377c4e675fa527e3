// index_reader.cc: opens the shards that the stub names; looks up notices, terms, readings.
#include "index_internal.h"
#include "index_pairs.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

static const unsigned REMOTE_TIMEOUT_MS = 10000;
static const char REMOTE[] = "remote ";

// A publication between reading the stub and opening its shards removes them under our hands: then
// the stub is read again, this often.
static const int OPEN_ATTEMPTS = 10;

static Xapian::Database open_remote(const char *address) {
  const char *colon = strrchr(address, ':');
  std::string host(address, static_cast<size_t>(colon - address));
  unsigned port = static_cast<unsigned>(g_ascii_strtoull(colon + 1, nullptr, 10));

  return Xapian::Remote::open(host, port, REMOTE_TIMEOUT_MS, REMOTE_TIMEOUT_MS);
}

static bool matches(const Xapian::Database &shard, const char *name, const char *fingerprint,
                    GError **error) {
  std::string version = shard.get_metadata(SCHEMA_META_VERSION);
  if (version != SCHEMA_VERSION) {
    g_set_error(
        error, INDEX_ERROR, INDEX_ERROR_MISMATCH,
        "%s was made by another version (its form is '%s', this program's '%s'): " INDEX_CURE, name,
        version.c_str(), SCHEMA_VERSION);
    return false;
  }
  std::string analysis = fingerprint ? shard.get_metadata(SCHEMA_META_ANALYSIS) : std::string();
  if (fingerprint && analysis != fingerprint) {
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_MISMATCH,
                "%s was analysed otherwise than this program would (%s; here %s): " INDEX_CURE,
                name, analysis.c_str(), fingerprint);
    return false;
  }
  return true;
}

bool index_shard_open(const char *folder, const char *name, const char *fingerprint,
                      Xapian::Database *shard, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, name, false, [&] {
    if (g_str_has_prefix(name, REMOTE))
      *shard = open_remote(name + strlen(REMOTE));
    else
      *shard = Xapian::Database(std::string(folder) + "/" + name);
    return matches(*shard, name, fingerprint, error);
  });
}

// What names this stub among those that were and will be.
static void stub_identity(const std::string &folder, guint64 *inode, gint64 *changed) {
  struct stat info;
  std::string path = folder + "/" INDEX_STUB;
  bool there = stat(path.c_str(), &info) == 0;

  *inode = there ? info.st_ino : 0;
  *changed = there ? info.st_mtim.tv_sec * G_GINT64_CONSTANT(1000000000) + info.st_mtim.tv_nsec : 0;
}

static bool read_stub(const std::string &folder, std::string *stub, GError **error) {
  char *text = index_stub_read(folder.c_str(), error);
  if (text)
    *stub = text;
  g_free(text);
  return text != nullptr;
}

static bool open_side(IndexReader *reader, const char *name, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, name, false, [&] {
    reader->sides.push_back(IndexSide::open(reader->folder + "/" + name));
    return true;
  });
}

// Opens all shards of reader->stub.
static bool open_shards(IndexReader *reader, GError **error) {
  char **names = index_stub_parse(reader->stub.c_str(), nullptr);
  Xapian::Database all;
  bool ok = names != nullptr;

  if (!ok)
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED,
                "%s/" INDEX_STUB " is no list of shards: " INDEX_CURE, reader->folder.c_str());
  reader->shards = 0;
  reader->remote = false;
  reader->parts.clear();
  reader->uuids.clear();
  reader->sides.clear();
  reader->frequencies.clear();
  for (char **name = names; ok && *name; name++) {
    const char *wanted = reader->any_analysis ? nullptr : reader->fingerprint.c_str();
    Xapian::Database shard;
    ok = index_shard_open(reader->folder.c_str(), *name, wanted, &shard, error);
    if (!ok)
      break;
    all.add_database(shard);
    reader->parts.push_back(shard);
    reader->uuids.push_back(shard.get_uuid());
    bool remote = g_str_has_prefix(*name, REMOTE);
    ok = remote || open_side(reader, *name, error);
    reader->remote = reader->remote || remote;
    reader->shards++;
  }
  g_strfreev(names);
  if (reader->remote)
    reader->sides.clear();
  if (ok)
    reader->db = all;
  return ok;
}

bool index_reader_reopen(IndexReader *reader, GError **error) {
  for (int attempt = 1;; attempt++) {
    GError *reason = nullptr;
    std::string now;
    stub_identity(reader->folder, &reader->stub_inode, &reader->stub_changed);
    if (!read_stub(reader->folder, &reader->stub, error))
      return false;
    if (open_shards(reader, &reason))
      return true;
    bool again =
        attempt < OPEN_ATTEMPTS && read_stub(reader->folder, &now, nullptr) && now != reader->stub;
    if (!again) {
      g_propagate_error(error, reason);
      return false;
    }
    g_error_free(reason);
  }
}

static bool each(IndexReader *reader, const IndexQuery *query, IndexEachFunc func, gpointer user) {
  Xapian::Enquire enquire(reader->db);

  enquire.set_query(index_query_to_xapian(query, reader));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
  Xapian::MSet found = enquire.get_mset(0, reader->db.get_doccount());
  for (auto at = found.begin(); at != found.end(); ++at) {
    IndexRecord record = index_record_read(at.get_document());
    if (!func(record.key, record.notice.get(), user))
      break;
  }
  return true;
}

static const size_t FREQUENCIES_MAX = 10000; // that are remembered

Xapian::doccount index_frequency(IndexReader *reader, const std::string &term) {
  auto known = reader->frequencies.find(term);

  if (known != reader->frequencies.end())
    return known->second;
  if (reader->frequencies.size() >= FREQUENCIES_MAX)
    reader->frequencies.clear();
  return reader->frequencies.emplace(term, reader->db.get_termfreq(term)).first->second;
}

// A server of several shards shows the metadata of its first alone: over remote shards any notice
// may have the pair.
static guint pair_frequency(const IndexReader *reader, const std::string &pair) {
  guint n = 0;

  if (reader->remote)
    return static_cast<guint>(reader->db.get_doccount());
  for (const Xapian::Database &shard : reader->parts)
    n += index_pairs_count(shard.get_metadata(SCHEMA_PAIR_KEY + pair));
  return n;
}

static bool has(const IndexReader *reader, const std::string &prefix, const std::string &term) {
  bool pair = prefix == SCHEMA_PAIR;
  std::string whole =
      pair ? SCHEMA_PAIR_KEY + term : index_term(prefix.c_str(), term.data(), term.size());

  if (pair && reader->remote)
    return reader->db.get_doccount() > 0;
  for (const Xapian::Database &shard : reader->parts)
    if (pair ? !shard.get_metadata(whole).empty() : !whole.empty() && shard.term_exists(whole))
      return true;
  return false;
}

static bool pairs(const IndexReader *reader, const char *start, IndexTermFunc func, gpointer user) {
  std::map<std::string, guint> found;
  std::string from = std::string(SCHEMA_PAIR_KEY) + start;

  for (const Xapian::Database &shard : reader->parts)
    for (auto key = shard.metadata_keys_begin(from); key != shard.metadata_keys_end(from); ++key)
      found[(*key).substr(strlen(SCHEMA_PAIR_KEY))] += index_pairs_count(shard.get_metadata(*key));
  for (const auto &pair : found)
    if (!func(pair.first.c_str(), pair.second, user))
      break;
  return true;
}

static bool terms(IndexReader *reader, const std::string &prefix, const char *start,
                  IndexTermFunc func, gpointer user) {
  std::string from = prefix + start;

  for (auto at = reader->db.allterms_begin(from); at != reader->db.allterms_end(from); ++at) {
    std::string term = *at;
    if (!func(term.c_str() + prefix.size(), at.get_termfreq(), user))
      break;
  }
  return true;
}

static bool readings(IndexReader *reader, const std::string &key, bool prefix,
                     IndexReadingFunc func, gpointer user) {
  const Xapian::Database &db = reader->db;

  for (auto at = db.synonym_keys_begin(key); at != db.synonym_keys_end(key); ++at) {
    std::string found = *at;
    if (!prefix && found != key)
      break; // keys ascend: the reading itself would have come first
    for (auto word = db.synonyms_begin(found); word != db.synonyms_end(found); ++word)
      if (!func(found.c_str() + strlen(SCHEMA_READING_KEY), (*word).c_str(), user))
        return true;
  }
  return true;
}

extern "C" {

IndexReader *index_reader_open(const char *folder, const char *fingerprint, GError **error) {
  IndexReader *reader = new IndexReader;
  bool ok = index_guard(error, INDEX_ERROR_DAMAGED, folder, false, [&] {
    reader->folder = folder;
    reader->fingerprint = fingerprint ? fingerprint : "";
    reader->any_analysis = fingerprint == nullptr;
    return index_reader_reopen(reader, error);
  });

  if (ok)
    return reader;
  delete reader;
  return nullptr;
}

void index_reader_close(IndexReader *reader) {
  delete reader;
}

void index_reader_cancel_by(IndexReader *reader, const volatile gint *cancel) {
  reader->cancel = cancel;
}

gboolean index_reader_outdated(const IndexReader *reader) {
  return index_guard(nullptr, INDEX_ERROR_OTHER, "the index", false, [&] {
    guint64 inode;
    gint64 changed;
    std::string now;
    stub_identity(reader->folder, &inode, &changed);
    if (inode == reader->stub_inode && changed == reader->stub_changed)
      return false;
    return read_stub(reader->folder, &now, nullptr) && now != reader->stub;
  });
}

gboolean index_reader_knows_pairs(const IndexReader *reader) {
  return !reader->remote;
}

guint index_reader_notices(const IndexReader *reader) {
  return index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", 0u,
                     [&] { return static_cast<guint>(reader->db.get_doccount()); });
}

Notice *index_reader_notice(IndexReader *reader, guint32 docid, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", static_cast<Notice *>(nullptr), [&] {
    return index_record_read(reader->db.get_document(docid)).notice.release();
  });
}

gboolean index_reader_each(IndexReader *reader, const IndexQuery *query, IndexEachFunc func,
                           gpointer user, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, "the index", false,
                     [&] { return reader->shards == 0 || each(reader, query, func, user); });
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
    return has(reader, prefix, std::string(term, bytes));
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
