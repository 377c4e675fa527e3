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
    guint32 at, bytes, wdf;
    guint64 head; // first eight bytes, big-endian: most comparisons end here
  };

  // Adds wdf to the term prefix + term.
  void add(const char *prefix, gsize prefix_bytes, const char *term, gsize term_bytes, guint wdf) {
    Entry *entry = find(prefix, prefix_bytes, term, term_bytes, true);
    if (entry)
      entry->wdf += wdf;
  }

  bool has(const char *prefix, gsize prefix_bytes, const char *term, gsize term_bytes) {
    return find(prefix, prefix_bytes, term, term_bytes, false) != nullptr;
  }

  // The number of a term of at least one byte: they count from 0, and are places in all().
  guint32 intern(const char *text, gsize bytes) {
    Slot *slot = probe(text, bytes);
    if (slot->round == round)
      return slot->entry;
    insert(slot, text, bytes);
    return static_cast<guint32>(entries.size() - 1);
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
    if (++round == 0) {
      std::fill(slots.begin(), slots.end(), Slot{0, 0});
      round = 1;
    }
  }

private:
  struct Slot {
    guint32 round, entry; // empty unless round is the current one
  };
  std::vector<char> arena;
  std::vector<Entry> entries;
  std::vector<Slot> slots = std::vector<Slot>(4096, Slot{0, 0});
  guint32 round = 1;

  static guint64 hash_of(const char *text, gsize n) {
    guint64 hash = n * 0x9e3779b97f4a7c15ULL, word;
    for (; n >= 8; n -= 8, text += 8) {
      memcpy(&word, text, 8);
      hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
      hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, text, n);
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    return hash ^ (hash >> 29);
  }

  bool precedes(const Entry &a, const Entry &b) const {
    if (a.head != b.head)
      return a.head < b.head;
    int order = memcmp(text(a), text(b), std::min(a.bytes, b.bytes));
    return order ? order < 0 : a.bytes < b.bytes;
  }

  static guint64 head_of(const char *text, gsize n) {
    guint64 head = 0;
    memcpy(&head, text, std::min<gsize>(n, 8));
    return GUINT64_FROM_BE(head);
  }

  // The slot of a term: its own, or the empty one where it belongs.
  Slot *probe(const char *text, gsize n) {
    gsize mask = slots.size() - 1;
    for (gsize i = hash_of(text, n) & mask;; i = (i + 1) & mask) {
      Slot *slot = &slots[i];
      if (slot->round != round)
        return slot;
      const Entry &entry = entries[slot->entry];
      if (entry.bytes == n && memcmp(arena.data() + entry.at, text, n) == 0)
        return slot;
    }
  }

  void grow() {
    slots.assign(slots.size() * 2, Slot{0, 0});
    for (guint32 i = 0; i < entries.size(); i++)
      *probe(text(entries[i]), entries[i].bytes) = Slot{round, i};
  }

  Entry *find(const char *prefix, gsize prefix_bytes, const char *term, gsize term_bytes,
              bool make) {
    char text[TEXT_BYTES_MAX];
    gsize n = prefix_bytes + term_bytes;
    if (n > sizeof text)
      return nullptr;
    memcpy(text, prefix, prefix_bytes);
    memcpy(text + prefix_bytes, term, term_bytes);
    Slot *slot = probe(text, n);
    if (slot->round == round)
      return &entries[slot->entry];
    return make ? insert(slot, text, n) : nullptr;
  }

  Entry *insert(Slot *slot, const char *text, gsize n) {
    guint32 at = static_cast<guint32>(arena.size());
    arena.insert(arena.end(), text, text + n);
    *slot = Slot{round, static_cast<guint32>(entries.size())};
    entries.push_back(Entry{at, static_cast<guint32>(n), 0, head_of(text, n)});
    if (entries.size() * 2 > slots.size())
      grow();
    return &entries.back();
  }
};

#endif
