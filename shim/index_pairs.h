// index_pairs.h: private to shim/: the postings of pairs of characters. More than half of all
// postings are pairs, and nothing ranks by them; kept as terms they cost more than all else
// together (std::map nodes, tree walks). So each pair's documents stand in one metadata entry of
// the shard: key SCHEMA_PAIR_KEY + pair; value: how many, then each document's distance to the one
// before, as varints.
#ifndef JIKENBO_SHIM_INDEX_PAIRS_H
#define JIKENBO_SHIM_INDEX_PAIRS_H

#include <glib.h>
#include <xapian.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "glass_reader.h"
#include "pieces.h"

class GlassShard;

// Numbers of seven bits a byte, the low ones first. Throws Xapian::DatabaseCorruptError.
void index_varint_append(std::string *bytes, unsigned value);
unsigned index_varint_read(const std::string &bytes, size_t *at);

// Two characters as a number: their bytes, and NULs behind them. 0: no pair.
typedef guint64 IndexPair;

inline IndexPair index_pair(const char *pair, size_t pair_bytes) {
  IndexPair packed = 0;
  if (pair_bytes == 6) // nearly all, and this is no call
    memcpy(&packed, pair, 6);
  else if (pair_bytes <= sizeof packed)
    memcpy(&packed, pair, pair_bytes);
  return packed;
}

// The pairs of a shard under way.
class IndexPairs {
public:
  // Notes that document has pair, once; documents come in ascending order. Pairs aren't 0.
  void add(IndexPair pair, Xapian::docid document) {
    postings.push_back(Posting{find(pair)->number - 1, document});
  }
  // The same of a pair that may come again and again in a document. known() is asked once a
  // document: where it is TRUE the pair needs no note.
  template <typename Known> void add_first(IndexPair pair, Xapian::docid document, Known &&known) {
    Slot *slot = find(pair);
    if (slot->met == document)
      return;
    slot->met = document;
    if (!known())
      postings.push_back(Posting{slot->number - 1, document});
  }
  // What these will look at. The table doesn't fit into the processor's cache.
  void prefetch(IndexPair pair) const {
    __builtin_prefetch(&slots[slot_of(pair)]);
  }
  // Gives all to shard and forgets them.
  void write(GlassShard *shard);

private:
  struct Slot {
    IndexPair pair = 0;
    guint32 number = 0;    // its place in pairs, and one; 0: empty
    Xapian::docid met = 0; // the document that met it last
  };
  struct Posting {
    guint32 number;
    Xapian::docid document;
  };
  Pieces<Posting> postings;
  std::vector<IndexPair> pairs;
  std::vector<Slot> slots = std::vector<Slot>(1 << 14);

  size_t slot_of(IndexPair pair) const {
    return static_cast<size_t>(pair * 0x9e3779b97f4a7c15ULL >> 32) & (slots.size() - 1);
  }
  // Its own slot, or the empty one where it belongs.
  Slot *place(IndexPair pair) {
    size_t at = slot_of(pair);
    while (slots[at].number > 0 && slots[at].pair != pair)
      at = (at + 1) & (slots.size() - 1);
    return &slots[at];
  }
  Slot *find(IndexPair pair) {
    Slot *slot = place(pair);
    return slot->number > 0 ? slot : make(pair);
  }
  Slot *make(IndexPair pair);
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
