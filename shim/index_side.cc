#include "index_side.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index_pairs.h"
#include "shard_file.h"
#include "index_throw.h"

// In the order of this machine's bytes: a file from another kind of machine isn't read wrongly.
static const guint64 MAGIC = 0x31656469736b6a0aULL;

// ---- writing

// Bytes of the character that begins so.
static guint32 bytes_of(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Where the source doesn't go on as the folded body does: how far behind the step before, and by
// how much it is off (0 1 -1 2 -2 ... as 0 1 2 3 4 ...).
static void put_steps(std::string *bytes, const IndexText *text) {
  const char *body = text->parts[INDEX_TEXT_PARTS - 1];
  guint32 n = text->bytes[INDEX_TEXT_PARTS - 1], expected = 0, last = 0;

  for (guint32 at = 0; at <= n;) {
    gint32 off = static_cast<gint32>(text->offsets[at] - expected);
    if (off != 0) {
      index_varint_append(bytes, at - last);
      index_varint_append(bytes, off > 0 ? 2 * static_cast<guint32>(off) - 1
                                         : 2 * static_cast<guint32>(-off));
      last = at;
    }
    guint32 own = bytes_of(static_cast<unsigned char>(body[at]));
    expected = text->offsets[at] + own;
    at += own;
  }
}

void IndexSideWriter::put_text(SideRow *row, const IndexText *text) {
  row->has_text = 1;
  row->text = texts.size();
  row->mark_bytes = text->marks_bytes;
  for (unsigned part = 0; part < INDEX_TEXT_PARTS; part++) {
    row->text_bytes[part] = text->bytes[part];
    texts.append(text->parts[part], text->bytes[part]);
    texts.push_back('\0');
  }
  texts.append(reinterpret_cast<const char *>(text->marks), text->marks_bytes);
  size_t before = texts.size();
  row->has_steps = text->offsets || text->steps;
  if (text->offsets)
    put_steps(&texts, text);
  else if (text->steps)
    texts.append(reinterpret_cast<const char *>(text->steps), text->steps_bytes);
  row->step_bytes = static_cast<guint32>(texts.size() - before);
}

// n names that stand one behind the other; most notices of a shard have the lists of others.
guint32 IndexSideWriter::place_of(const char *list, guint names_n) {
  size_t bytes = 0;
  for (guint i = 0; i < names_n; i++)
    bytes += strlen(list + bytes) + 1;
  if (names.size() + bytes > G_MAXUINT32)
    throw Xapian::DatabaseError("a shard of too many names");
  auto known = places.emplace(std::string(list, bytes), static_cast<guint32>(names.size()));
  if (known.second)
    names.append(list, bytes);
  return known.first->second;
}

static guint32 big_endian(const std::string &bytes, size_t at) {
  guint32 value;
  memcpy(&value, bytes.data() + at, sizeof value);
  return GUINT32_FROM_BE(value);
}

static guint64 head_of(const char *text) {
  guint64 head = 0;
  memcpy(&head, text, strnlen(text, sizeof head));
  return GUINT64_FROM_BE(head);
}

void IndexSideWriter::add(const std::string &packed, const std::string &order,
                          const IndexText *text) {
  IndexRow of;
  SideRow row = {};

  if (!index_row_unpack(packed.data(), packed.size(), &of) || order.size() != 24)
    throw Xapian::DatabaseCorruptError("a notice's row can't be read");
  row.head = head_of(of.incident);
  row.affected = of.affected;
  row.causes = of.causes, row.sectors = of.sectors, row.data = of.data, row.media = of.media;
  row.published = of.published, row.occurred = of.occurred, row.discovered = of.discovered;
  row.when = big_endian(order, 0), row.serial = big_endian(order, 4);
  row.incident = place_of(of.incident, 1);
  row.labels = place_of(of.labels, of.labels_n), row.labels_n = of.labels_n;
  row.vendors = place_of(of.vendors, of.vendors_n), row.vendors_n = of.vendors_n;
  row.year = of.year;
  row.cause = of.cause, row.sector = of.sector, row.vendor = of.vendor;
  memcpy(row.key, of.key, sizeof row.key);
  if (text)
    put_text(&row, text);
  rows.push_back(row);
}

void IndexSideWriter::append_to(const std::string &shard) {
  int fd = ::open(shard.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  struct stat info;
  bool written = fd >= 0 && fstat(fd, &info) == 0;
  SideFoot foot = {MAGIC, static_cast<guint64>(written ? info.st_size : 0), 0, 0, rows.size()};

  texts.resize(texts.size() + (8 - (foot.begin + texts.size()) % 8) % 8);
  names.resize((names.size() / 8 + 1) * 8); // ends with a NUL, and the foot is aligned
  foot.rows = foot.begin + texts.size();
  foot.names = foot.rows + rows.size() * sizeof(SideRow);
  written = written && shard_file_put(fd, texts.data(), texts.size()) &&
            shard_file_put(fd, rows.data(), rows.size() * sizeof(SideRow)) &&
            shard_file_put(fd, names.data(), names.size()) &&
            shard_file_put(fd, &foot, sizeof foot);
  int reason = errno;
  if (fd >= 0 && close(fd) != 0 && written)
    written = false, reason = errno;
  if (!written)
    index_throw_system("can't write the texts", reason);
}

// ---- reading

void IndexSide::damaged() {
  throw Xapian::DatabaseCorruptError("a notice's row can't be read");
}

IndexSide::~IndexSide() {
  if (mapped)
    munmap(mapped, map_bytes);
}

// Reads the foot; FALSE where there is none, or what it says doesn't fit the file.
bool IndexSide::read_foot() {
  const char *file = static_cast<const char *>(mapped);
  SideFoot foot;

  if (map_bytes < SHARD_FILE_TRAILER_BYTES + sizeof foot)
    return false;
  size_t behind = map_bytes - SHARD_FILE_TRAILER_BYTES - sizeof foot;
  memcpy(&foot, file + behind, sizeof foot);
  if (foot.magic != MAGIC || foot.begin > foot.rows || foot.rows > foot.names ||
      foot.names >= behind || foot.rows % 8 != 0 ||
      foot.notices != (foot.names - foot.rows) / sizeof(SideRow) || foot.notices > G_MAXUINT32 ||
      file[behind - 1] != '\0')
    return false;
  texts = file + foot.begin, texts_bytes = foot.rows - foot.begin;
  rows = reinterpret_cast<const SideRow *>(file + foot.rows);
  names = file + foot.names, names_bytes = behind - foot.names;
  n = static_cast<Xapian::docid>(foot.notices);
  return true;
}

std::shared_ptr<IndexSide> IndexSide::map(const std::string &shard) {
  std::shared_ptr<IndexSide> side(new IndexSide);
  struct stat info;
  int fd = ::open(shard.c_str(), O_RDONLY | O_CLOEXEC);
  bool known = fd >= 0 && fstat(fd, &info) == 0;
  size_t bytes = known ? static_cast<size_t>(info.st_size) : 0;
  void *map = bytes > 0 ? mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  int reason = known && bytes == 0 ? 0 : errno;

  if (fd >= 0)
    close(fd);
  if (map == MAP_FAILED)
    index_throw_system("can't be read", reason);
  side->mapped = map;
  side->map_bytes = bytes;
  return side;
}

void IndexSide::find_rows() {
  if (!read_foot())
    throw Xapian::DatabaseCorruptError("its texts are missing");
}

std::shared_ptr<const IndexSide> IndexSide::open(const std::string &shard) {
  auto side = map(shard);
  side->find_rows();
  return side;
}

void IndexSide::fill(const SideRow &row, IndexRow *filled) const {
  filled->incident = name(row.incident);
  filled->causes = row.causes, filled->sectors = row.sectors;
  filled->data = row.data, filled->media = row.media;
  filled->cause = row.cause, filled->sector = row.sector, filled->vendor = row.vendor;
  filled->year = row.year;
  filled->published = row.published, filled->occurred = row.occurred;
  filled->discovered = row.discovered;
  filled->affected = row.affected;
  filled->labels = row.labels_n > 0 ? name(row.labels, row.labels_n) : "",
  filled->labels_n = row.labels_n;
  filled->vendors = row.vendors_n > 0 ? name(row.vendors, row.vendors_n) : "",
  filled->vendors_n = row.vendors_n;
  filled->key = row.key;
}

bool IndexSide::text(const SideRow &row, IndexText *text) const {
  if (!row.has_text)
    return false;
  guint64 at = row.text;
  for (unsigned part = 0; part < INDEX_TEXT_PARTS; part++) {
    guint64 behind = at + row.text_bytes[part];
    if (at > texts_bytes || behind >= texts_bytes || texts[behind] != '\0')
      damaged();
    text->parts[part] = texts + at;
    text->bytes[part] = row.text_bytes[part];
    at = behind + 1;
  }
  if (at + row.mark_bytes + row.step_bytes > texts_bytes)
    damaged();
  text->marks = reinterpret_cast<const guint8 *>(texts + at);
  text->marks_bytes = row.mark_bytes;
  text->steps = row.has_steps ? text->marks + row.mark_bytes : nullptr;
  text->steps_bytes = row.step_bytes;
  text->offsets = nullptr;
  text->published = notice_reference_day(row.published, name(row.incident));
  text->vendors = row.vendors_n > 0 ? name(row.vendors, row.vendors_n) : "",
  text->vendors_n = row.vendors_n;
  return true;
}

void index_side_offsets(const IndexText &text, guint32 *offsets) {
  const char *body = text.parts[INDEX_TEXT_PARTS - 1];
  const std::string steps(reinterpret_cast<const char *>(text.steps), text.steps_bytes);
  guint32 n = text.bytes[INDEX_TEXT_PARTS - 1], expected = 0;
  guint64 next = 0;
  size_t read = 0;
  auto read_next = [&] {
    next = read < steps.size() ? next + index_varint_read(steps, &read) : G_MAXUINT64;
  };

  read_next();
  for (guint32 at = 0; at <= n;) {
    if (at == next) {
      guint32 off = index_varint_read(steps, &read);
      expected += off % 2 ? off / 2 + 1 : 0 - off / 2;
      read_next();
    }
    guint32 own = bytes_of(static_cast<unsigned char>(body[at]));
    for (guint32 behind = std::min(at + own, n + 1); at < behind; at++)
      offsets[at] = expected;
    expected += own;
  }
}
