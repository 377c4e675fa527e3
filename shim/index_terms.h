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
  void add(const char *prefix, gsize prefix_bytes, const char *term, gsize term_bytes, guint wdf) {
    Entry *entry = find(prefix, prefix_bytes, term, term_bytes, true);
    if (entry)
      entry->wdf += wdf;
  }

  // Whether there is a term of prefix and one to eight bytes; packed: these, and NULs behind them.
  bool has(char prefix, guint64 packed) {
    char text[3 * WORD_BYTES] = {prefix};
    guint64 head;
    memcpy(text + 1, &packed, sizeof packed);
    memcpy(&head, text, sizeof head);
    if (text[WORD_BYTES] == '\0' && !may_have(GUINT64_FROM_BE(head)))
      return false;
    return probe(key_of_padded(text, 1 + strnlen(text + 1, sizeof packed)))->round == round;
  }

  // The number of a term of at least one byte: they count from 0, and are places in all().
  guint32 intern(const char *text, gsize bytes) {
    std::string padded(text, bytes);
    padded.append(WORD_BYTES, '\0');
    Key key = key_of_padded(padded.data(), bytes);
    return intern(key);
  }
  // The same of an entry of another table.
  guint32 intern(const IndexTerms &table, const Entry &entry) {
    return intern(Key{table.text(entry), entry.bytes, entry.hash, entry.head});
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

  struct Key {
    const char *text;
    gsize bytes;
    guint32 hash;
    guint64 head;
  };

  // So many zeros lie behind text: it is read a word at a time.
  static Key key_of_padded(const char *text, gsize n) {
    guint64 first, word, hash = n * 0x9e3779b97f4a7c15ULL;
    memcpy(&first, text, WORD_BYTES);
    for (gsize at = 0; at < n; at += WORD_BYTES) {
      memcpy(&word, text + at, WORD_BYTES);
      hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
      hash ^= hash >> 32;
    }
    return Key{text, n, static_cast<guint32>(hash), GUINT64_FROM_BE(first)};
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
           (key.bytes <= 8 || memcmp(text(entry), key.text, key.bytes) == 0);
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

  Entry *find(const char *prefix, gsize prefix_bytes, const char *term, gsize term_bytes,
              bool make) {
    char text[TEXT_BYTES_MAX + WORD_BYTES];
    gsize n = prefix_bytes + term_bytes;
    if (n > TEXT_BYTES_MAX)
      return nullptr;
    if (prefix_bytes == 1) // nearly always, and this is no call
      text[0] = prefix[0];
    else
      memcpy(text, prefix, prefix_bytes);
    memcpy(text + prefix_bytes, term, term_bytes);
    memset(text + n, 0, WORD_BYTES);
    Key key = key_of_padded(text, n);
    Slot *slot = probe(key);
    if (slot->round == round)
      return &entries[slot->entry];
    return make ? insert(slot, key) : nullptr;
  }

  guint32 intern(const Key &key) {
    Slot *slot = probe(key);
    if (slot->round == round)
      return slot->entry;
    insert(slot, key);
    return static_cast<guint32>(entries.size() - 1);
  }

  Entry *insert(Slot *slot, const Key &key) {
    guint32 at = static_cast<guint32>(arena.size());
    arena.insert(arena.end(), key.text, key.text + key.bytes);
    *slot = Slot{round, static_cast<guint32>(entries.size()), key.hash};
    entries.push_back(Entry{at, static_cast<guint32>(key.bytes), 0, key.hash, key.head});
    if (key.bytes <= WORD_BYTES)
      short_ones[short_hash(key.head) / 64] |= guint64{1} << short_hash(key.head) % 64;
    if (entries.size() * 2 > slots.size())
      grow();
    return &entries.back();
  }
};

#endif
