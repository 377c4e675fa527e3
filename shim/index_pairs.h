// index_pairs.h: private to shim/: the postings of pairs of characters. More than half of all
// postings are pairs, and nothing ranks by them; kept as terms they cost more than all else
// together (std::map nodes, tree walks). So each pair's documents stand in one metadata entry of
// the shard: key SCHEMA_PAIR_KEY + pair; value: how many, then each document's distance to the one
// before, as varints.
#ifndef JIKENBO_SHIM_INDEX_PAIRS_H
#define JIKENBO_SHIM_INDEX_PAIRS_H

#include <glib.h>
#include <xapian.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "glass_reader.h"
#include "pieces.h"

class GlassShard;

// Numbers of seven bits a byte, the low ones first. Throws Xapian::DatabaseCorruptError.
void index_varint_append(std::string *bytes, unsigned value);
unsigned index_varint_read(const std::string &bytes, size_t *at);

// The pairs of a shard under way.
class IndexPairs {
public:
  // Notes that document has pair, once; documents come in ascending order.
  void add(const char *pair, size_t pair_bytes, Xapian::docid document);
  // The same of a pair that may come again and again in a document. known() is asked once a
  // document: where it is TRUE the pair needs no note.
  template <typename Known>
  void add_first(const char *pair, size_t pair_bytes, Xapian::docid document, Known &&known) {
    Slot *slot = find(pair, pair_bytes);
    if (met(slot, document) && !known())
      postings.push_back(Posting{slot->number - 1, document});
  }
  // What these will look at. The table doesn't fit into the processor's cache.
  void prefetch(const char *pair, size_t pair_bytes) const;
  // Gives all to shard and forgets them.
  void write(GlassShard *shard);

private:
  struct Slot {
    guint64 head = 0;      // the pair's bytes
    guint32 number = 0;    // its place in names, and one; 0: empty
    Xapian::docid met = 0; // the document that met it last
  };
  struct Posting {
    guint32 number;
    Xapian::docid document;
  };
  Pieces<Posting> postings;
  std::vector<std::string> names;
  std::vector<Slot> slots = std::vector<Slot>(1 << 14);
  std::unordered_map<std::string, Slot> longer; // of more than eight bytes

  Slot *find(const char *pair, size_t pair_bytes);
  Slot *find_short(guint64 head, size_t pair_bytes);
  static bool met(Slot *slot, Xapian::docid document);
  void grow();
  std::unique_ptr<Xapian::docid[]> sorted(std::vector<guint32> *ends) const;
};

// Documents of one shard that have pair, ascending; the metadata as it is stored.
std::vector<Xapian::docid> index_pairs_read(const std::string &stored);
// How many, without reading them.
unsigned index_pairs_count(const std::string &stored);

// Documents of one shard that have all pairs, be it as words of two characters, ascending. loose:
// also some that don't, where telling them apart costs more than a look at their text.
std::vector<Xapian::docid> index_pairs_all(const GlassReader &shard,
                                           const std::vector<std::string> &pairs, bool loose);

#endif
