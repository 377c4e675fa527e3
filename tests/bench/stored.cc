// stored.cc: jikenbo-stored INDEX: the bytes that the text of an index takes in its shards: records
// (text and facts, as they are shown) and folded texts. What is left of the shards' size is the
// index proper.
#include <xapian.h>

#include <cstdio>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "shim/index_side.h"
#include "shim/index_writer.h"

// As they stand in the file: a copy of the shard with nothing but its records.
static long long stored_bytes(const std::string &path, const std::string &scratch) {
  std::string records = scratch + "/records", single = scratch + "/single";
  Xapian::Database shard(path);
  {
    Xapian::WritableDatabase copy(records, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC);
    for (auto at = shard.postlist_begin(""); at != shard.postlist_end(""); ++at) {
      Xapian::Document document;
      document.set_data(shard.get_document(*at).get_data());
      copy.replace_document(*at, document);
    }
    copy.commit();
  }
  Xapian::Database(records).compact(single, Xapian::DBCOMPACT_SINGLE_FILE);
  struct stat info;
  long long bytes = stat(single.c_str(), &info) == 0 ? info.st_size : 0;
  unlink(single.c_str());
  return bytes + static_cast<long long>(IndexSide::open(path)->text_bytes());
}

int main(int argc, char **argv) {
  GError *error = nullptr;
  char **shards = argc == 2 ? index_published(argv[1], nullptr, &error) : nullptr;
  char *scratch = g_dir_make_tmp("jikenbo-stored-XXXXXX", nullptr);
  long long bytes = 0;
  if (!shards) {
    fprintf(stderr, "jikenbo-stored: %s\n", error ? error->message : "which index?");
    return 2;
  }
  try {
    for (char **shard = shards; *shard; shard++)
      bytes += stored_bytes(std::string(argv[1]) + "/" + *shard, scratch);
  } catch (const Xapian::Error &caught) {
    fprintf(stderr, "jikenbo-stored: %s\n", caught.get_description().c_str());
    return 3;
  }
  printf("%lld\n", bytes);
  std::string command = std::string("rm -rf '") + scratch + "'";
  int status = system(command.c_str());
  g_free(scratch);
  g_strfreev(shards);
  return status != 0;
}
