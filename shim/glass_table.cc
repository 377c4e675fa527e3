#include "glass_table.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>
#include <xapian.h>

#include "glass_format.h"
#include "shard_file.h"
#include "index_throw.h"

static const guint32 REVISION = 1;

// A tag is not begun in what a block has left where that is less than this besides the key.
static const gsize WORTHWHILE_BYTES = 24;

static const gsize BUFFER_BYTES = 32 * GLASS_BLOCK_BYTES;

void glass_pack_uint(std::string *to, guint64 value) {
  for (; value >= 0x80; value >>= 7)
    to->push_back(static_cast<char>(value | 0x80));
  to->push_back(static_cast<char>(value));
}

void glass_pack_string(std::string *to, const std::string &value) {
  glass_pack_uint(to, value.size());
  *to += value;
}

// Two bytes below 0x8000; above, each further byte is a one in the first.
void glass_pack_sorting(std::string *to, guint32 value) {
  unsigned bytes = 2;
  for (guint32 rest = value >> 15; rest > 0; rest >>= 7)
    bytes++;
  unsigned mark = bytes > 2 ? 0xffu << (10 - bytes) & 0xff : 0;
  for (unsigned i = bytes; i-- > 0;) {
    unsigned byte = i < 4 ? value >> (8 * i) & 0xff : 0;
    to->push_back(static_cast<char>(i == bytes - 1 ? byte | mark : byte));
  }
}

static void put2(guint8 *at, gsize value) {
  at[0] = static_cast<guint8>(value >> 8);
  at[1] = static_cast<guint8>(value);
}

static void put4(guint8 *at, guint32 value) {
  put2(at, value >> 16);
  put2(at + 2, value & 0xffff);
}

// ---- the file

GlassFile::GlassFile(const std::string &path_)
    : fd(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)), path(path_) {
  if (fd < 0)
    fail();
  buffer.reserve(BUFFER_BYTES);
  buffer.assign(GLASS_BLOCK_BYTES, '\0');
}

GlassFile::~GlassFile() {
  if (fd >= 0)
    ::close(fd);
}

void GlassFile::fail() const {
  index_throw_system("can't write " + path, errno);
}

void GlassFile::flush() {
  if (!shard_file_put(fd, buffer.data(), buffer.size()))
    fail();
  buffer.clear();
}

guint32 GlassFile::append(const guint8 *block) {
  if (buffer.size() >= BUFFER_BYTES)
    flush();
  buffer.append(reinterpret_cast<const char *>(block), GLASS_BLOCK_BYTES);
  return blocks++;
}

void GlassFile::finish(const std::string &head) {
  flush();
  if (lseek(fd, 0, SEEK_SET) != 0 || !shard_file_put(fd, head.data(), head.size()))
    fail();
  int closing = fd;
  fd = -1;
  if (::close(closing) != 0)
    fail();
}

// ---- blocks

static void clear(guint8 *bytes, gsize *items_end, gsize *items_from) {
  *items_end = GLASS_DIRECTORY_FROM;
  *items_from = GLASS_BLOCK_BYTES;
  memset(bytes, 0, GLASS_DIRECTORY_FROM);
}

GlassTable::Level *GlassTable::level_at(gsize n) {
  if (n == levels.size()) {
    levels.emplace_back(new Level);
    clear(levels[n]->bytes, &levels[n]->items_end, &levels[n]->items_from);
  }
  return levels[n].get();
}

static gsize room_in(gsize items_end, gsize items_from) {
  gsize free = items_from - items_end;
  return free > GLASS_DIRECTORY_BYTES ? free - GLASS_DIRECTORY_BYTES : 0;
}

// Writes the block under way on a level, and leaves an empty one.
guint32 GlassTable::close(gsize n) {
  Level *level = levels[n].get();
  gsize free = level->items_from - level->items_end;
  put4(level->bytes, REVISION);
  level->bytes[GLASS_LEVEL_AT] = static_cast<guint8>(n);
  put2(level->bytes + 5, free);
  put2(level->bytes + 7, free);
  put2(level->bytes + GLASS_DIRECTORY_END_AT, level->items_end);
  memset(level->bytes + level->items_end, 0, free);
  guint32 number = file->append(level->bytes);
  clear(level->bytes, &level->items_end, &level->items_from);
  return number;
}

// ---- branches

// Notes the child under its dividing key. The first item of a block has no key: what divides the
// block from the one before stands a level higher.
void GlassTable::put_branch(gsize n, const std::string &key, guint16 component, guint32 child) {
  Level *level = level_at(n);
  if (GLASS_BRANCH_HEAD_BYTES + key.size() + GLASS_COMPONENT_BYTES >
      room_in(level->items_end, level->items_from)) {
    guint32 full = close(n);
    put_branch(n + 1, level->key, level->component, full);
    level = levels[n].get();
  }
  bool first = level->items_end == GLASS_DIRECTORY_FROM;
  gsize key_bytes = first ? 0 : key.size();
  if (first) {
    level->key = key;
    level->component = component;
  }
  level->items_from -= GLASS_BRANCH_HEAD_BYTES + key_bytes + GLASS_COMPONENT_BYTES;
  guint8 *item = level->bytes + level->items_from;
  put4(item, child);
  item[4] = static_cast<guint8>(key_bytes);
  memcpy(item + GLASS_BRANCH_HEAD_BYTES, key.data(), key_bytes);
  put2(item + GLASS_BRANCH_HEAD_BYTES + key_bytes, first ? 0 : component);
  put2(level->bytes + level->items_end, level->items_from);
  level->items_end += GLASS_DIRECTORY_BYTES;
}

// ---- leaves

void GlassTable::put_leaf(const std::string &key, const char *tag, gsize tag_bytes,
                          guint16 component, guint8 flags) {
  Level *leaf = levels[0].get();
  gsize head = GLASS_ITEM_HEAD_BYTES + key.size() + (component > 1 ? GLASS_COMPONENT_BYTES : 0);
  leaf->items_from -= head + tag_bytes;
  guint8 *item = leaf->bytes + leaf->items_from;
  put2(item, head + tag_bytes - GLASS_ITEM_HEAD_BYTES);
  item[0] |= flags;
  item[2] = static_cast<guint8>(key.size());
  memcpy(item + GLASS_ITEM_HEAD_BYTES, key.data(), key.size());
  if (component > 1)
    put2(item + GLASS_ITEM_HEAD_BYTES + key.size(), component);
  memcpy(item + head, tag, tag_bytes);
  put2(leaf->bytes + leaf->items_end, leaf->items_from);
  leaf->items_end += GLASS_DIRECTORY_BYTES;
}

// The next leaf; its dividing key is no longer than it must be.
void GlassTable::begin_leaf(const std::string &key, guint16 component) {
  guint32 full = close(0);
  put_branch(1, levels[0]->key, levels[0]->component, full);
  gsize n = 0, least = std::min(key.size(), last_key.size());
  while (n < least && key[n] == last_key[n])
    n++;
  levels[0]->key = key.substr(0, std::min(key.size(), n + 1));
  levels[0]->component = component;
}

void GlassTable::add(const std::string &key, const std::string &tag) {
  if (levels.empty()) {
    level_at(0);
    put_leaf("", "", 0, 1,
             GLASS_FLAG_FIRST | GLASS_FLAG_LAST); // Xapian looks for what lies before all keys
  }
  gsize at = 0;
  for (guint16 component = 1; component == 1 || at < tag.size(); component++) {
    gsize head = GLASS_ITEM_HEAD_BYTES + key.size() + (component > 1 ? GLASS_COMPONENT_BYTES : 0);
    gsize room = room_in(levels[0]->items_end, levels[0]->items_from), left = tag.size() - at;
    if (head + left > room && room < head + WORTHWHILE_BYTES) {
      begin_leaf(key, component);
      room = room_in(levels[0]->items_end, levels[0]->items_from);
    }
    gsize bytes = std::min(left, room - head);
    guint8 flags = (component == 1 ? GLASS_FLAG_FIRST : 0) | (bytes == left ? GLASS_FLAG_LAST : 0);
    put_leaf(key, tag.data() + at, bytes, component, flags);
    at += bytes;
    last_key = key;
  }
  entries++;
}

std::string GlassTable::finish(unsigned compress_min) {
  std::string root, free_list;
  guint32 number = 0;
  for (gsize n = 0; n < levels.size(); n++) {
    number = close(n);
    if (n + 1 < levels.size())
      put_branch(n + 1, levels[n]->key, levels[n]->component, number);
  }
  bool empty = levels.empty();
  glass_pack_uint(&root, number);
  glass_pack_uint(&root, empty ? 1 : (levels.size() - 1) << 2);
  glass_pack_uint(&root, entries);
  glass_pack_uint(&root, GLASS_BLOCK_BYTES >> 11);
  glass_pack_uint(&root, compress_min);
  if (!empty) { // no block is free, and the next one that would be used
    glass_pack_uint(&free_list, REVISION);
    glass_pack_uint(&free_list, file->next_number());
    free_list.append(4, '\0');
  }
  glass_pack_string(&root, free_list);
  return root;
}
