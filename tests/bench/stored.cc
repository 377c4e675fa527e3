// stored.cc: jikenbo-stored INDEX: the bytes that the text of an index takes in its shards: records
// (text and facts, as they are shown) and folded texts. What is left of the shards' size is the
// index proper.
#include <xapian.h>

#include <cstdio>
#include <string>

#include "shim/index_side.h"
#include "shim/index_writer.h"

// As they stand in the file, without what blocks and keys add: that counts for the index.
static long long stored_bytes(const std::string &path) {
  Xapian::Database shard(path);
  long long bytes = 0;
  for (auto at = shard.postlist_begin(""); at != shard.postlist_end(""); ++at)
    bytes += static_cast<long long>(shard.get_document(*at).get_data().size());
  return bytes + static_cast<long long>(IndexSide::open(path)->text_bytes());
}

int main(int argc, char **argv) {
  GError *error = nullptr;
  char **shards = argc == 2 ? index_published(argv[1], nullptr, &error) : nullptr;
  long long bytes = 0;
  if (!shards) {
    fprintf(stderr, "jikenbo-stored: %s\n", error ? error->message : "which index?");
    return 2;
  }
  try {
    for (char **shard = shards; *shard; shard++)
      bytes += stored_bytes(std::string(argv[1]) + "/" + *shard);
  } catch (const Xapian::Error &caught) {
    fprintf(stderr, "jikenbo-stored: %s\n", caught.get_description().c_str());
    return 3;
  }
  printf("%lld\n", bytes);
  g_strfreev(shards);
  return 0;
}
