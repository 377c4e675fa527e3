// index_reader.cc: opens the shards that the stub names.
#include "index_internal.h"

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

static bool matches(const std::string &version, const std::string &analysis, const char *name,
                    const char *fingerprint, GError **error) {
  if (version != SCHEMA_VERSION) {
    g_set_error(
        error, INDEX_ERROR, INDEX_ERROR_MISMATCH,
        "%s was made by another version (its form is '%s', this program's '%s'): " INDEX_CURE, name,
        version.c_str(), SCHEMA_VERSION);
    return false;
  }
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
    return matches(shard->get_metadata(SCHEMA_META_VERSION),
                   shard->get_metadata(SCHEMA_META_ANALYSIS), name, fingerprint, error);
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

static bool open_here(IndexReader *reader, const char *name, const char *fingerprint,
                      GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, name, false, [&] {
    auto side = IndexSide::map(reader->folder + "/" + name);
    GlassReader shard(side->file(), side->file_bytes());
    if (!matches(shard.metadata(SCHEMA_META_VERSION), shard.metadata(SCHEMA_META_ANALYSIS), name,
                 fingerprint, error))
      return false;
    side->find_rows();
    reader->sides.push_back(std::move(side));
    reader->shards_here.push_back(shard);
    return true;
  });
}

static bool open_for_xapian(IndexReader *reader, const char *name, const char *fingerprint,
                            GError **error) {
  Xapian::Database shard;
  bool ok = index_shard_open(reader->folder.c_str(), name, fingerprint, &shard, error);
  if (ok)
    reader->db.add_database(shard);
  return ok;
}

static void forget(IndexReader *reader) {
  reader->shards = 0;
  reader->remote = false;
  reader->db = Xapian::Database();
  reader->shards_here.clear();
  reader->sides.clear();
  reader->frequencies.clear();
}

// Opens all shards of reader->stub.
static bool open_shards(IndexReader *reader, GError **error) {
  char **names = index_stub_parse(reader->stub.c_str(), nullptr);
  const char *fingerprint = reader->any_analysis ? nullptr : reader->fingerprint.c_str();
  bool ok = names != nullptr;

  if (!ok)
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED,
                "%s/" INDEX_STUB " is no list of shards: " INDEX_CURE, reader->folder.c_str());
  forget(reader);
  for (char **name = names; ok && *name; name++)
    reader->remote = reader->remote || g_str_has_prefix(*name, REMOTE);
  for (char **name = names; ok && *name; name++) {
    auto open = reader->remote ? open_for_xapian : open_here;
    ok = open(reader, *name, fingerprint, error);
    reader->shards += ok;
  }
  g_strfreev(names);
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
                     [&] { return static_cast<guint>(index_documents(reader)); });
}

} // extern "C"
