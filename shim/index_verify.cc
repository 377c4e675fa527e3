// index_verify.cc: reads every shard whole.
#include "index_xapian.h"

static bool is_remote(const char *name) {
  return g_str_has_prefix(name, INDEX_REMOTE);
}

// Every notice's record can be read, and there are as many of them as the shard says.
static void verify_records(const Xapian::Database &shard) {
  Xapian::doccount n = 0;

  for (auto at = shard.postlist_begin(""); at != shard.postlist_end(""); ++at, n++)
    index_record_read(shard.get_document(*at, Xapian::DOC_ASSUME_VALID).get_data());
  if (n != shard.get_doccount())
    throw Xapian::DatabaseCorruptError("notices are missing");
}

// Every term's postings can be read, and there are as many of them as it says.
static void verify_terms(const Xapian::Database &shard) {
  for (auto at = shard.allterms_begin(); at != shard.allterms_end(); ++at) {
    std::string term = *at;
    Xapian::doccount n = 0;
    for (auto post = shard.postlist_begin(term); post != shard.postlist_end(term); ++post)
      n++;
    if (n != at.get_termfreq())
      throw Xapian::DatabaseCorruptError("a term's postings are missing");
  }
}

// The file first: Xapian trusts the blocks that it reads. A remote shard's terms would all come
// over the line, and its own machine can check it.
static bool verify_shard(const char *folder, const char *name, GError **error) {
  std::string path = std::string(folder) + "/" + name;
  Xapian::Database shard;

  if (!is_remote(name) && !shard_file_verify(path.c_str(), error))
    return false;
  if (!index_shard_open(folder, name, nullptr, &shard, error))
    return false;
  if (!is_remote(name))
    verify_terms(shard);
  verify_records(shard);
  return true;
}

extern "C" gboolean index_reader_verify(const char *folder, GError **error) {
  char **names = index_published(folder, nullptr, error);
  bool ok = names != nullptr;

  for (char **name = names; ok && *name; name++)
    ok = index_guard(error, INDEX_ERROR_DAMAGED, *name, false,
                     [&] { return verify_shard(folder, *name, error); });
  g_strfreev(names);
  return ok;
}
