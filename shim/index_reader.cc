// index_reader.cc: opens the shards that the stub names.
#include "index_internal.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

// A publication between reading the stub and opening its shards removes them under our hands: then
// the stub is read again, this often.
static const int OPEN_ATTEMPTS = 10;

IndexFarOpen index_far_open = nullptr;

bool index_shard_fits(const std::string &version, const std::string &analysis, const char *name,
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
    if (!index_shard_fits(shard.metadata(SCHEMA_META_VERSION), shard.metadata(SCHEMA_META_ANALYSIS),
                          name, fingerprint, error))
      return false;
    side->find_rows();
    reader->sides.push_back(std::move(side));
    reader->shards_here.push_back(shard);
    return true;
  });
}

static bool open_far(IndexReader *reader, char **names, const char *fingerprint, GError **error) {
  if (!index_far_open) {
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_OTHER,
                "%s names shards of other machines now: start the program again",
                reader->folder.c_str());
    return false;
  }
  reader->far = index_far_open(reader->folder.c_str(), names, fingerprint, error);
  reader->shards = reader->far ? g_strv_length(names) : 0;
  return reader->far != nullptr;
}

static bool open_all_here(IndexReader *reader, char **names, const char *fingerprint,
                          GError **error) {
  for (char **name = names; *name; name++, reader->shards++)
    if (!open_here(reader, *name, fingerprint, error))
      return false;
  return true;
}

static bool is_far(char **names) {
  for (; *names; names++)
    if (g_str_has_prefix(*names, INDEX_REMOTE))
      return true;
  return false;
}

static void forget(IndexReader *reader) {
  reader->shards = 0;
  reader->far.reset();
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
  ok = ok && (is_far(names) ? open_far : open_all_here)(reader, names, fingerprint, error);
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
  return !reader->far;
}

guint index_reader_notices(const IndexReader *reader) {
  return index_guard(nullptr, INDEX_ERROR_DAMAGED, "the index", 0u,
                     [&] { return static_cast<guint>(index_documents(reader)); });
}

} // extern "C"
