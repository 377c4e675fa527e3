#include "glass_reader.h"

#include <algorithm>
#include <cstring>

#include "glass_format.h"

[[noreturn]] static void damaged() {
  throw Xapian::DatabaseCorruptError("a block is damaged");
}

static gsize get2(const guint8 *at) {
  return static_cast<gsize>(at[0] << 8 | at[1]);
}

static guint32 get4(const guint8 *at) {
  return static_cast<guint32>(get2(at) << 16 | get2(at + 2));
}

// ---- numbers and keys

guint64 glass_unpack_uint(std::string_view *bytes) {
  guint64 value = 0;
  for (unsigned i = 0; i < bytes->size() && i < 10; i++) {
    auto byte = static_cast<unsigned char>((*bytes)[i]);
    value |= static_cast<guint64>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      bytes->remove_prefix(i + 1);
      return value;
    }
  }
  damaged();
}

guint32 glass_unpack_sorting(std::string_view *bytes) {
  auto first = static_cast<unsigned char>(bytes->empty() ? 0xff : bytes->front());
  gsize further = 1;
  for (; first & 0x80 && further <= 4; first = static_cast<unsigned char>(first << 1))
    further++;
  if (bytes->size() <= further || further > 4)
    damaged();
  guint32 value = static_cast<guint32>(first >> (further - 1));
  for (gsize i = 1; i <= further; i++)
    value = value << 8 | static_cast<unsigned char>((*bytes)[i]);
  bytes->remove_prefix(further + 1);
  return value;
}

std::string_view glass_unpack_string(std::string_view *bytes) {
  guint64 n = glass_unpack_uint(bytes);
  if (n > bytes->size())
    damaged();
  std::string_view text = bytes->substr(0, n);
  bytes->remove_prefix(n);
  return text;
}

std::string_view glass_unpack_synonym(std::string_view *bytes) {
  gsize n = static_cast<unsigned char>(bytes->front()) ^ GLASS_SYNONYM_LENGTH_MASK;
  if (n >= bytes->size())
    damaged();
  std::string_view text = bytes->substr(1, n);
  bytes->remove_prefix(n + 1);
  return text;
}

// A NUL takes two bytes.
static std::string term_key(std::string_view term) {
  std::string key(term);
  for (gsize at = 0; (at = key.find('\0', at)) != std::string::npos; at += 2)
    key.insert(at + 1, 1, '\xff');
  return key;
}

// The term of a key; FALSE: a further chunk's, or no term's.
static bool key_term(std::string_view key, std::string *term) {
  gsize nul = key.find('\0');
  if (nul == std::string_view::npos) {
    term->assign(key);
    return !key.empty();
  }
  term->clear();
  for (gsize at = 0; at < key.size(); at++) {
    term->push_back(key[at]);
    if (key[at] == '\0' && (++at == key.size() || key[at] != '\xff'))
      return false;
  }
  return true;
}

static std::string metadata_key(std::string_view key) {
  return std::string(GLASS_METADATA_KEY).append(key);
}

std::string glass_values_key(unsigned slot) {
  std::string key(GLASS_VALUES_KEY);
  glass_pack_uint(&key, slot);
  return key;
}

// ---- blocks

namespace {

struct Key {
  std::string_view text;
  gsize component;
};

struct Item {
  Key key;
  std::string_view tag;
  guint8 flags;
};

} // namespace

static int compare(const Key &a, const Key &b) {
  int texts = a.text.compare(b.text);
  return texts ? texts : a.component < b.component ? -1 : a.component > b.component;
}

static std::string_view view(const guint8 *bytes, gsize n) {
  return std::string_view(reinterpret_cast<const char *>(bytes), n);
}

// Where item number begins, with least bytes there before the block's end.
static gsize item_at(const guint8 *block, unsigned number, gsize least) {
  gsize at = get2(block + GLASS_DIRECTORY_FROM + number * GLASS_DIRECTORY_BYTES);
  if (at + least > GLASS_BLOCK_BYTES)
    damaged();
  return at;
}

static Item leaf_item(const guint8 *block, unsigned number) {
  gsize from = item_at(block, number, GLASS_ITEM_HEAD_BYTES);
  const guint8 *item = block + from;
  gsize bytes = get2(item) & 0x1fff, key_bytes = item[2];
  guint8 flags = item[0] & 0xe0;
  gsize head = key_bytes + (flags & GLASS_FLAG_FIRST ? 0 : GLASS_COMPONENT_BYTES);
  if (from + GLASS_ITEM_HEAD_BYTES + bytes > GLASS_BLOCK_BYTES || head > bytes ||
      flags & GLASS_FLAG_COMPRESSED)
    damaged();
  const guint8 *key = item + GLASS_ITEM_HEAD_BYTES;
  gsize component = flags & GLASS_FLAG_FIRST ? 1 : get2(key + key_bytes);
  return Item{{view(key, key_bytes), component}, view(key + head, bytes - head), flags};
}

static Key branch_key(const guint8 *block, unsigned number) {
  gsize from = item_at(block, number, GLASS_BRANCH_HEAD_BYTES);
  gsize bytes = block[from + GLASS_BRANCH_HEAD_BYTES - 1];
  if (from + GLASS_BRANCH_HEAD_BYTES + bytes + GLASS_COMPONENT_BYTES > GLASS_BLOCK_BYTES)
    damaged();
  const guint8 *key = block + from + GLASS_BRANCH_HEAD_BYTES;
  return Key{view(key, bytes), get2(key + bytes)};
}

static guint32 child(const guint8 *block, unsigned number) {
  return get4(block + item_at(block, number, GLASS_BRANCH_HEAD_BYTES));
}

// ---- cursors

// Stands on the first item of a block.
void GlassCursor::enter(unsigned level, guint32 number) {
  if (number == 0 || number >= table->blocks)
    damaged();
  const guint8 *block = table->file + static_cast<gsize>(number) * GLASS_BLOCK_BYTES;
  gsize directory_end = get2(block + GLASS_DIRECTORY_END_AT);
  if (block[GLASS_LEVEL_AT] != level || directory_end <= GLASS_DIRECTORY_FROM ||
      directory_end > GLASS_BLOCK_BYTES)
    damaged();
  gsize items = (directory_end - GLASS_DIRECTORY_FROM) / GLASS_DIRECTORY_BYTES;
  places[level] = Place{block, 0, static_cast<unsigned>(items)};
}

// From an item of this level to the first leaf below.
void GlassCursor::descend(unsigned level) {
  for (; level > 0; level--)
    enter(level - 1, child(places[level].block, places[level].item));
}

// To the next item. FALSE: there is none.
bool GlassCursor::step() {
  unsigned level = 0;
  while (places[level].item + 1 >= places[level].items)
    if (++level > table->level)
      return false;
  places[level].item++;
  descend(level);
  return true;
}

// To the first component of an entry, from here on.
bool GlassCursor::settle() {
  while (!(leaf_item(places[0].block, places[0].item).flags & GLASS_FLAG_FIRST))
    if (!step())
      return false;
  return true;
}

bool GlassCursor::seek(std::string_view wanted) {
  const Key key{wanted, 1};
  end = table->empty;
  if (end)
    return false;
  enter(table->level, table->root);
  for (unsigned level = table->level; level > 0; level--) {
    Place *place = &places[level];
    unsigned from = 0, to = place->items; // the last one that isn't behind the key
    while (to - from > 1) {
      unsigned middle = from + (to - from) / 2;
      (compare(branch_key(place->block, middle), key) <= 0 ? from : to) = middle;
    }
    place->item = from;
    enter(level - 1, child(place->block, from));
  }
  Place *leaf = &places[0];
  unsigned from = 0, to = leaf->items; // the first one that isn't before the key
  while (from < to) {
    unsigned middle = from + (to - from) / 2;
    if (compare(leaf_item(leaf->block, middle).key, key) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  bool behind = from == leaf->items;
  leaf->item = behind ? from - 1 : from;
  end = (behind && !step()) || !settle();
  return !end && this->key() == wanted;
}

bool GlassCursor::next() {
  end = !step() || !settle();
  return !end;
}

std::string_view GlassCursor::key() const {
  return leaf_item(places[0].block, places[0].item).key.text;
}

std::string_view GlassCursor::tag() {
  Item item = leaf_item(places[0].block, places[0].item);
  if (item.flags & GLASS_FLAG_LAST)
    return item.tag;
  for (joined.assign(item.tag); !(item.flags & GLASS_FLAG_LAST); joined.append(item.tag)) {
    if (!step())
      damaged();
    item = leaf_item(places[0].block, places[0].item);
  }
  return joined;
}

// ---- postings

GlassPostings::GlassPostings(const GlassRoot &table, const std::string &key_, std::string base_)
    : cursor(table), key(key_), base(std::move(base_)) {
  cursor.seek(key);
}

// A chunk says whether it is the last, how far its last document is from its first, the first's
// number, then of each the documents between and its number. The first one begins with how many
// they are, what they sum up to, and the first document less one; the others' first documents stand
// in their keys.
void GlassPostings::begin_chunk(bool first) {
  std::string_view rest = cursor.key(), tag = cursor.tag();
  if (first) {
    glass_unpack_uint(&tag);
    glass_unpack_uint(&tag);
    document = static_cast<Xapian::docid>(glass_unpack_uint(&tag)) + 1;
  } else {
    rest.remove_prefix(base.size());
    document = glass_unpack_sorting(&rest);
  }
  if (tag.empty())
    damaged();
  last = tag.front() == '1';
  tag.remove_prefix(1);
  glass_unpack_uint(&tag);
  at = reinterpret_cast<const guint8 *>(tag.data());
  behind = at + tag.size();
}

bool GlassPostings::next_chunk() {
  bool first = !begun;
  if (last || (begun && !cursor.next()) || cursor.at_end())
    return false;
  if (first ? cursor.key() != key : !glass_begins(cursor.key(), base))
    return false;
  begun = true;
  begin_chunk(first);
  number = take_number();
  return true;
}

Xapian::termcount GlassPostings::take_long() {
  std::string_view rest = view(at, static_cast<gsize>(behind - at));
  auto value = static_cast<Xapian::termcount>(glass_unpack_uint(&rest));
  at = reinterpret_cast<const guint8 *>(rest.data());
  return value;
}

// ---- walks

GlassWalk::GlassWalk(const GlassRoot &table, std::string from_, gsize mark_bytes_, bool terms_)
    : cursor(table), from(std::move(from_)), mark_bytes(mark_bytes_), terms(terms_) {
  cursor.seek(from);
  settle();
}

// To the first entry that has a name, from here on.
void GlassWalk::settle() {
  for (; !cursor.at_end() && glass_begins(cursor.key(), from); cursor.next()) {
    if (terms && !key_term(cursor.key(), &text))
      continue;
    if (!terms)
      text.assign(cursor.key().substr(mark_bytes));
    return;
  }
  end = true;
}

void GlassWalk::next() {
  cursor.next();
  settle();
}

// ---- the file

static GlassRoot read_root(std::string_view *head, const guint8 *file, gsize bytes) {
  GlassRoot table;
  table.file = file;
  table.blocks = static_cast<guint32>(std::min<gsize>(bytes / GLASS_BLOCK_BYTES, G_MAXUINT32));
  table.root = static_cast<guint32>(glass_unpack_uint(head));
  guint64 level = glass_unpack_uint(head);
  table.level = static_cast<unsigned>(level >> 2);
  table.empty = level & 1;
  glass_unpack_uint(head); // entries
  if (glass_unpack_uint(head) != GLASS_BLOCK_BYTES >> 11 || level >> 2 >= GLASS_LEVELS_MAX)
    damaged();
  glass_unpack_uint(head);   // what is compressed
  glass_unpack_string(head); // free blocks
  return table;
}

GlassReader::GlassReader(const void *file, size_t bytes) {
  const auto *blocks = static_cast<const guint8 *>(file);
  if (bytes < GLASS_BLOCK_BYTES || view(blocks, GLASS_MAGIC.size()) != GLASS_MAGIC)
    throw Xapian::DatabaseCorruptError("it is no shard");
  std::string_view head = view(blocks, GLASS_BLOCK_BYTES);
  head.remove_prefix(GLASS_MAGIC.size() + GLASS_IDENTIFIER_BYTES);
  glass_unpack_uint(&head); // the revision
  postings_table = read_root(&head, blocks, bytes);
  records_table = read_root(&head, blocks, bytes);
  for (int i = 0; i < 3; i++) // term lists, positions, spellings
    read_root(&head, blocks, bytes);
  synonyms_table = read_root(&head, blocks, bytes);
  n = static_cast<Xapian::doccount>(glass_unpack_uint(&head));
  for (int i = 0; i < 5; i++) // as GlassShard::statistics has them
    glass_unpack_uint(&head);
  length_sum = glass_unpack_uint(&head);
}

std::string GlassReader::find(const GlassRoot &table, std::string_view key) const {
  GlassCursor cursor(table);
  return cursor.seek(key) ? std::string(cursor.tag()) : std::string();
}

Xapian::doccount GlassReader::frequency(std::string_view term) const {
  GlassCursor cursor(postings_table);
  if (term.empty() || !cursor.seek(term_key(term)))
    return 0;
  std::string_view tag = cursor.tag();
  return static_cast<Xapian::doccount>(glass_unpack_uint(&tag));
}

GlassPostings GlassReader::postings(std::string_view term) const {
  std::string key = term_key(term);
  return GlassPostings(postings_table, key, key + '\0');
}

GlassPostings GlassReader::lengths() const {
  std::string key(GLASS_LENGTHS_KEY);
  return GlassPostings(postings_table, key, key);
}

std::string GlassReader::metadata(std::string_view key) const {
  return find(postings_table, metadata_key(key));
}

std::string GlassReader::record(Xapian::docid document) const {
  std::string key;
  glass_pack_sorting(&key, document);
  return find(records_table, key);
}

GlassWalk GlassReader::terms(std::string_view start) const {
  return GlassWalk(postings_table, term_key(start), 0, true);
}

GlassWalk GlassReader::metadata_from(std::string_view start) const {
  return GlassWalk(postings_table, metadata_key(start), GLASS_METADATA_KEY.size(), false);
}

GlassWalk GlassReader::synonyms(std::string_view start) const {
  return GlassWalk(synonyms_table, std::string(start), 0, false);
}
