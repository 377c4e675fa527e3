// index_side.h: private to shim/: what every match is looked at for, and every proof: rows and
// folded texts of a shard's notices, by number. Xapian would inflate a record to prove one string,
// and walk a tree to count one facet; here they lie plain in the shard's file, behind Xapian's
// blocks, and are mapped. Remote shards can't be asked for it: their values and records tell the
// same.
//
//   texts    of each notice: folded organisation, title and body, each with a NUL; the marks; the
//            steps, which tell where the body's bytes come from
//   rows     one SideRow a notice
//   names    incidents, and lists of labels and vendors, each name with a NUL
//   SideFoot then the trailer of shard_file.h
#ifndef JIKENBO_SHIM_INDEX_SIDE_H
#define JIKENBO_SHIM_INDEX_SIDE_H

#include <glib.h>
#include <xapian.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "index_reader.h"

// As it lies in the file. Names are places in the shard's names; text is the place of the texts.
struct SideRow {
  guint64 head; // the incident's first eight bytes, as a number that sorts as they do
  guint64 text;
  gint64 affected;
  guint32 text_bytes[INDEX_TEXT_PARTS], mark_bytes, step_bytes;
  guint32 causes, sectors, data, media;
  gint32 published, occurred, discovered;
  guint32 when, serial; // the tie-break of schema.h's SCHEMA_SLOT_ORDER; then the key
  guint32 incident, labels, vendors;
  guint16 labels_n, vendors_n, year;
  guint8 cause, sector, vendor, has_text, has_steps;
  guint8 key[16];
  guint8 spare[9];
};
static_assert(sizeof(SideRow) == 128, "no holes");

struct SideFoot {
  guint64 magic, begin, rows, names; // places in the file
  guint64 notices;
};

// Collects the side of a shard under way, notices in the order of their numbers.
class IndexSideWriter {
public:
  // row, order: the values of the slots of schema.h. text NULL: none is stored.
  void add(const std::string &row, const std::string &order, const IndexText *text);
  // Appends all to the file of the compacted shard.
  void append_to(const std::string &shard);

private:
  std::string texts;
  std::vector<SideRow> rows;
  std::string names;
  std::unordered_map<std::string, guint32> places; // of lists of names

  void put_text(SideRow *row, const IndexText *text);
  guint32 place_of(const char *list, guint n);
};

// The side of a published shard, mapped; whatever points into it lives as long.
class IndexSide {
public:
  // Throws Xapian::DatabaseCorruptError where the file has none, Xapian::DatabaseOpeningError.
  static std::shared_ptr<const IndexSide> open(const std::string &shard);
  // The same in two steps: the whole file can be looked at between.
  static std::shared_ptr<IndexSide> map(const std::string &shard);
  void find_rows();
  const void *file() const {
    return mapped;
  }
  size_t file_bytes() const {
    return map_bytes;
  }
  ~IndexSide();
  IndexSide(const IndexSide &) = delete;
  IndexSide &operator=(const IndexSide &) = delete;

  Xapian::docid notices() const {
    return n;
  }
  // Of all texts.
  size_t text_bytes() const {
    return texts_bytes;
  }
  // All of these throw Xapian::DatabaseCorruptError where there is no such notice or name.
  const SideRow &row(Xapian::docid docid) const {
    if (docid == 0 || docid > n)
      damaged();
    return rows[docid - 1];
  }
  void fill(const SideRow &row, IndexRow *filled) const;
  const char *incident(const SideRow &row) const {
    return name(row.incident);
  }
  // FALSE where none is stored.
  bool text(const SideRow &row, IndexText *text) const;

private:
  IndexSide() = default;
  [[noreturn]] static void damaged();
  const char *name(guint32 place, guint names_n = 1) const {
    if (place + static_cast<guint64>(names_n) > names_bytes)
      damaged();
    return names + place;
  }
  bool read_foot();

  void *mapped = nullptr;
  size_t map_bytes = 0;
  const char *texts = nullptr, *names = nullptr;
  size_t texts_bytes = 0, names_bytes = 0;
  const SideRow *rows = nullptr;
  Xapian::docid n = 0;
};

// Fills offsets from the steps of a stored text that has them; as many as its body has bytes, and
// one.
void index_side_offsets(const IndexText &text, guint32 *offsets);

#endif
