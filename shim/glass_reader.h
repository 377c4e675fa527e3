// glass_reader.h: private to shim/: reads a shard's database where it lies mapped. Xapian copies
// each block that it looks at, and builds a tree of objects for a question that lives for
// milliseconds; that was half of what a question cost. What GlassTable writes (glass_table.h), and
// nothing else, is read here: Xapian's own format, nothing compressed. Damaged blocks throw
// Xapian::DatabaseCorruptError; nothing is read beyond the map.
#ifndef JIKENBO_SHIM_GLASS_READER_H
#define JIKENBO_SHIM_GLASS_READER_H

#include <glib.h>
#include <xapian.h>

#include <string>
#include <string_view>

#include "glass_table.h"

// Where a table's tree begins, and the file that it lies in.
struct GlassRoot {
  const guint8 *file = nullptr;
  guint32 blocks = 0, root = 0; // blocks of the file
  unsigned level = 0;           // of the root; leaves are 0
  bool empty = true;
};

constexpr unsigned GLASS_LEVELS_MAX = 10;

// A place among a table's entries. Views are good as long as the map, tag()'s also no longer than
// the cursor stands where it does.
class GlassCursor {
public:
  explicit GlassCursor(const GlassRoot &table_) : table(&table_) {
  }
  // TRUE: it stands at that entry; else at the first one behind, or at the end.
  bool seek(std::string_view key);
  // FALSE: at the end. From an entry only.
  bool next();
  bool at_end() const {
    return end;
  }
  std::string_view key() const;
  // Once an entry.
  std::string_view tag();

private:
  struct Place {
    const guint8 *block;
    unsigned item, items;
  };
  const GlassRoot *table;
  Place places[GLASS_LEVELS_MAX] = {};
  std::string joined;
  bool end = true;

  void enter(unsigned level, guint32 number);
  void descend(unsigned level);
  bool step();
  bool settle();
};

// The documents that a term or the lengths tell of, ascending, each with its number.
class GlassPostings {
public:
  Xapian::docid document = 0;
  Xapian::termcount number = 0; // the term's occurrences; the document's length

  // key: of the first chunk; base: what the others' keys begin with. Not to be moved once next()
  // was asked.
  GlassPostings(const GlassRoot &table, const std::string &key, std::string base);
  // FALSE behind the last.
  bool next() {
    if (at == behind)
      return next_chunk();
    document += 1 + take_number();
    number = take_number();
    return true;
  }

private:
  GlassCursor cursor;
  std::string key, base;
  const guint8 *at = nullptr, *behind = nullptr;
  bool begun = false, last = false;

  Xapian::termcount take_number() {
    if (at < behind && *at < 0x80)
      return *at++;
    return take_long();
  }
  Xapian::termcount take_long();
  bool next_chunk();
  void begin_chunk(bool first);
};

// Terms, metadata or synonyms that begin with something.
class GlassWalk {
public:
  // Keys of the table begin with from; those of names, with mark_bytes that don't belong to them.
  GlassWalk(const GlassRoot &table, std::string from, gsize mark_bytes, bool terms);
  bool at_end() const {
    return end;
  }
  void next();
  const std::string &name() const {
    return text;
  }
  // Once an entry; until next().
  std::string_view tag() {
    return cursor.tag();
  }

private:
  GlassCursor cursor;
  std::string from, text;
  gsize mark_bytes;
  bool terms, end = false;

  void settle();
};

class GlassReader {
public:
  // bytes of a shard's file, which stay mapped as long as this is used.
  GlassReader(const void *file, size_t bytes);

  Xapian::doccount documents() const {
    return n;
  }
  // Of all documents together.
  guint64 length() const {
    return length_sum;
  }
  // Documents that have the term.
  Xapian::doccount frequency(std::string_view term) const;
  GlassPostings postings(std::string_view term) const;
  GlassPostings lengths() const;
  // Empty where there is none.
  std::string metadata(std::string_view key) const;
  std::string record(Xapian::docid document) const;

  // What begins with start, ascending. A term's tag begins with its frequency.
  GlassWalk terms(std::string_view start) const;
  GlassWalk metadata_from(std::string_view start) const;
  GlassWalk synonyms(std::string_view start) const;
  // Calls func(document, value) of each document that has a value in slot.
  template <typename Func> void each_value(unsigned slot, Func &&func) const;

private:
  GlassRoot postings_table, records_table, synonyms_table;
  Xapian::doccount n = 0;
  guint64 length_sum = 0;

  std::string find(const GlassRoot &table, std::string_view key) const;
};

// ---- inside

// Numbers as glass_pack_uint() and glass_pack_sorting() write them; each moves on past one.
guint64 glass_unpack_uint(std::string_view *bytes);
guint32 glass_unpack_sorting(std::string_view *bytes);
std::string_view glass_unpack_string(std::string_view *bytes);
std::string_view glass_unpack_synonym(std::string_view *bytes);
std::string glass_values_key(unsigned slot);

inline bool glass_begins(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

template <typename Func> void GlassReader::each_value(unsigned slot, Func &&func) const {
  GlassCursor cursor(postings_table);
  std::string from = glass_values_key(slot);
  for (cursor.seek(from); !cursor.at_end() && glass_begins(cursor.key(), from); cursor.next()) {
    std::string_view key = cursor.key().substr(from.size()), tag = cursor.tag();
    Xapian::docid document = glass_unpack_sorting(&key);
    for (;;) {
      func(document, glass_unpack_string(&tag));
      if (tag.empty())
        break;
      document += static_cast<Xapian::docid>(glass_unpack_uint(&tag)) + 1;
    }
  }
}

#endif
