// index_terms.h: private to shim/: the terms of the notice under way, each once, without a
// std::string an occurrence: bytes in an arena, found through a hash table that empties in O(1).
#ifndef JIKENBO_SHIM_INDEX_TERMS_H
#define JIKENBO_SHIM_INDEX_TERMS_H

#include <glib.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

class IndexTerms {
public:
  // Prefix and term together; what is longer is left out.
  static const gsize TEXT_BYTES_MAX = 512;

  struct Entry {
    guint32 at, bytes, wdf, hash;
    guint64 head; // first eight bytes, big-endian: most comparisons end here
  };

  // Adds wdf to the term prefix + term.
  void add(char prefix, const char *term, gsize term_bytes, guint wdf) {
    if (term_bytes < TEXT_BYTES_MAX)
      entries[intern(key_of(prefix, term, term_bytes))].wdf += wdf;
  }
  // The same of a whole term, of at least one byte.
  void add(const char *text, gsize bytes, guint wdf) {
    add(text[0], text + 1, bytes - 1, wdf);
  }

  // Whether there is a term of prefix and one to eight bytes; packed: these, and NULs behind them.
  bool has(char prefix, guint64 packed) {
    guint64 bytes = GUINT64_FROM_BE(packed);
    if ((bytes & 0xff) == 0 && !may_have(head_of(prefix, bytes)))
      return false;
    const char *term = reinterpret_cast<const char *>(&packed);
    return probe(key_of(prefix, term, strnlen(term, sizeof packed)))->round == round;
  }

  // The number of a term of at least one byte: they count from 0, and are places in all().
  guint32 intern(const char *text, gsize bytes) {
    return intern(key_of(text[0], text + 1, bytes - 1));
  }
  // The same of an entry of another table.
  guint32 intern(const IndexTerms &table, const Entry &entry) {
    return intern(Key{table.text(entry) + 1, entry.bytes, entry.hash, entry.head});
  }
  // Adds wdf to the same entry as that of another table.
  void add(const IndexTerms &table, const Entry &entry, guint wdf) {
    entries[intern(table, entry)].wdf += wdf;
  }
  // A look at a term waits for its slot, and then for its entry. Terms are asked for ahead, in two
  // steps: the first has the processor fetch what the second reads.
  void prefetch_slot(guint32 hash) const {
    __builtin_prefetch(&slots[hash & (slots.size() - 1)]);
  }
  void prefetch_entry(guint32 hash) const {
    __builtin_prefetch(entries.data() + slots[hash & (slots.size() - 1)].entry);
  }

  // The numbers of all entries in byte order.
  void order(std::vector<guint32> *numbers) const {
    numbers->resize(entries.size());
    for (guint32 i = 0; i < numbers->size(); i++)
      (*numbers)[i] = i;
    std::sort(numbers->begin(), numbers->end(),
              [this](guint32 a, guint32 b) { return precedes(entries[a], entries[b]); });
  }

  // Entries in the order of their coming.
  const std::vector<Entry> &all() const {
    return entries;
  }

  const char *text(const Entry &entry) const {
    return arena.data() + entry.at;
  }

  void clear() {
    arena.clear();
    entries.clear();
    std::fill(std::begin(short_ones), std::end(short_ones), 0);
    if (++round == 0) {
      std::fill(slots.begin(), slots.end(), Slot{0, 0, 0});
      round = 1;
    }
  }

private:
  static const gsize WORD_BYTES = 8;
  struct Slot {
    guint32 round, entry, hash; // empty unless round is the current one
  };
  std::vector<char> arena;
  std::vector<Entry> entries;
  std::vector<Slot> slots = std::vector<Slot>(2048, Slot{0, 0, 0});
  guint32 round = 1;
  // A bit for the hash of each term of eight bytes at most: most that aren't there need no look.
  static const unsigned SHORT_BITS = 12;
  guint64 short_ones[(1u << SHORT_BITS) / 64] = {};

  static unsigned short_hash(guint64 head) {
    return static_cast<unsigned>((head * 0x9e3779b97f4a7c15ULL) >> (64 - SHORT_BITS));
  }

  bool may_have(guint64 head) const {
    unsigned hash = short_hash(head);
    return short_ones[hash / 64] >> hash % 64 & 1;
  }

  // A term that is asked for. Its first byte stands in head alone: it comes from elsewhere than
  // those behind it, and reading a copy of both at once would have the processor wait for the
  // stores.
  struct Key {
    const char *behind;
    gsize bytes; // with the first one
    guint32 hash;
    guint64 head;
  };

  // The first byte, and the first seven of those behind it.
  static guint64 head_of(char first, guint64 behind) {
    return guint64{static_cast<guchar>(first)} << 56 | behind >> 8;
  }

  template <typename Number> static Number read(const char *text) {
    Number number;
    memcpy(&number, text, sizeof number);
    return number;
  }

  // Seven bytes at most as a number, the first the highest; zeros behind them.
  static guint64 read_short(const char *text, gsize n) {
    guint64 number = 0;
    if (n >= 4)
      number = guint64{GUINT32_FROM_BE(read<guint32>(text))} << 32 |
               guint64{GUINT32_FROM_BE(read<guint32>(text + n - 4))} << 8 * (8 - n);
    else
      for (gsize i = 0; i < n; i++)
        number |= guint64{static_cast<guchar>(text[i])} << 8 * (7 - i);
    return number;
  }

  static guint64 mix(guint64 hash, guint64 word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    return hash ^ hash >> 32;
  }

  static Key key_of(char first, const char *behind, gsize n) {
    guint64 start = n < WORD_BYTES ? read_short(behind, n) : GUINT64_FROM_BE(read<guint64>(behind));
    guint64 hash = mix(guint64{static_cast<guchar>(first)} << 32 | n, start);
    for (gsize at = WORD_BYTES; at < n; at += WORD_BYTES)
      hash = mix(hash, read<guint64>(behind + std::min(at, n - WORD_BYTES)));
    return Key{behind, n + 1, static_cast<guint32>(hash), head_of(first, start)};
  }

  bool precedes(const Entry &a, const Entry &b) const {
    if (a.head != b.head)
      return a.head < b.head;
    int order = memcmp(text(a), text(b), std::min(a.bytes, b.bytes));
    return order ? order < 0 : a.bytes < b.bytes;
  }

  bool is_at(const Slot &slot, const Key &key) const {
    if (slot.hash != key.hash)
      return false;
    const Entry &entry = entries[slot.entry];
    return entry.bytes == key.bytes && entry.head == key.head &&
           (key.bytes <= WORD_BYTES || memcmp(text(entry) + WORD_BYTES, key.behind + WORD_BYTES - 1,
                                              key.bytes - WORD_BYTES) == 0);
  }

  // The slot of a term: its own, or the empty one where it belongs.
  Slot *probe(const Key &key) {
    gsize mask = slots.size() - 1;
    gsize i = key.hash & mask;
    while (slots[i].round == round && !is_at(slots[i], key))
      i = (i + 1) & mask;
    return &slots[i];
  }

  void grow() {
    gsize mask = slots.size() * 2 - 1;
    slots.assign(mask + 1, Slot{0, 0, 0});
    for (guint32 n = 0; n < entries.size(); n++) {
      gsize i = entries[n].hash & mask;
      while (slots[i].round == round)
        i = (i + 1) & mask;
      slots[i] = Slot{round, n, entries[n].hash};
    }
  }

  guint32 intern(const Key &key) {
    Slot *slot = probe(key);
    if (slot->round == round)
      return slot->entry;
    insert(slot, key);
    return static_cast<guint32>(entries.size() - 1);
  }

  void insert(Slot *slot, const Key &key) {
    guint32 at = static_cast<guint32>(arena.size());
    arena.push_back(static_cast<char>(key.head >> 56));
    arena.insert(arena.end(), key.behind, key.behind + key.bytes - 1);
    *slot = Slot{round, static_cast<guint32>(entries.size()), key.hash};
    entries.push_back(Entry{at, static_cast<guint32>(key.bytes), 0, key.hash, key.head});
    if (key.bytes <= WORD_BYTES)
      short_ones[short_hash(key.head) / 64] |= guint64{1} << short_hash(key.head) % 64;
    if (entries.size() * 2 > slots.size())
      grow();
  }
};

#endif
