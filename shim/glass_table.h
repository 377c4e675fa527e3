// glass_table.h: private to shim/: writes the blocks of a Xapian database ("glass", as Xapian 1.4
// has it, in a single file) in one pass. Xapian's own writer puts every posting into a tree of
// trees in memory, merges these into tables on the disk, and compacts the tables into the file: of
// a shard whose notices are all known before, that is two thirds of its cost
// (tests/bench/PROFILE.md). What is written here is read by Xapian, where a shard is copied,
// checked or served, and by glass_reader.h, where it is asked; tests/unit/test_glass.cc has Xapian
// check each block, and compares every list with the database that Xapian itself writes of the same
// documents.
#ifndef JIKENBO_SHIM_GLASS_TABLE_H
#define JIKENBO_SHIM_GLASS_TABLE_H

#include <glib.h>

#include <memory>
#include <string>
#include <vector>

constexpr gsize GLASS_BLOCK_BYTES = 8192;

// The file under way: blocks by number, the first one (0) last of all. Errors are exceptions:
// Xapian::DatabaseError.
class GlassFile {
public:
  explicit GlassFile(const std::string &path);
  ~GlassFile();
  GlassFile(const GlassFile &) = delete;
  GlassFile &operator=(const GlassFile &) = delete;

  // The number of the block.
  guint32 append(const guint8 *block);
  guint32 next_number() const {
    return blocks;
  }
  // Writes what is left, and head as block 0.
  void finish(const std::string &head);

private:
  int fd;
  std::string path, buffer;
  guint32 blocks = 1;

  [[noreturn]] void fail() const;
  void flush();
};

// One table: a B-tree whose leaves are filled one after the other.
class GlassTable {
public:
  explicit GlassTable(GlassFile *file_) : file(file_) {
  }

  // Keys ascend, and have 1 to 255 bytes.
  void add(const std::string &key, const std::string &tag);
  // Writes what is left; what block 0 says of this table, in Xapian's words. compress_min: of
  // tags, as Xapian has it for this table (0: none).
  std::string finish(unsigned compress_min);

private:
  // The block under way on one level of the tree; 0 are the leaves.
  struct Level {
    guint8 bytes[GLASS_BLOCK_BYTES];
    gsize items_end, items_from; // the directory's end, and where the items begin
    std::string key;             // divides the block from the one before; empty in the first
    guint16 component = 0;
  };
  GlassFile *file;
  std::vector<std::unique_ptr<Level>> levels;
  std::string last_key;
  guint64 entries = 0;

  Level *level_at(gsize n);
  guint32 close(gsize n);
  void put_leaf(const std::string &key, const char *tag, gsize tag_bytes, guint16 component,
                guint8 flags);
  void put_branch(gsize n, const std::string &key, guint16 component, guint32 child);
  void begin_leaf(const std::string &key, guint16 component);
};

// Numbers as Xapian packs them: seven bits a byte, the low ones first.
void glass_pack_uint(std::string *to, guint64 value);
void glass_pack_string(std::string *to, const std::string &value);
// So that bytes sort as the numbers do.
void glass_pack_sorting(std::string *to, guint32 value);

#endif
