// index_record.cc: a document's data: the notice's key, the length of its packed form (notice.h),
// and that, deflated. Xapian would deflate it itself, but then also inflate and deflate again
// whatever goes from one shard to another as it is.
#include "index_internal.h"

#include <zlib.h>

#include "index_pairs.h"

// Fast rather than small: against level 6, a third of the time for a tenth more bytes.
static const int LEVEL = 1;
// Longer than any notice: more is damage.
static const gsize PACKED_BYTES_MAX = gsize(1) << 30;

namespace {

// What a stream needs is as large as many records: it is made once a thread.
struct Deflater {
  z_stream stream = {};
  bool ready;

  Deflater() : ready(deflateInit2(&stream, LEVEL, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK) {
  }
  ~Deflater() {
    if (ready)
      deflateEnd(&stream);
  }
  Deflater(const Deflater &) = delete;
  Deflater &operator=(const Deflater &) = delete;
};

struct Inflater {
  z_stream stream = {};
  bool ready;

  Inflater() : ready(inflateInit2(&stream, -15) == Z_OK) {
  }
  ~Inflater() {
    if (ready)
      inflateEnd(&stream);
  }
  Inflater(const Inflater &) = delete;
  Inflater &operator=(const Inflater &) = delete;
};

} // namespace

static void set_in(z_stream *stream, const void *bytes, gsize n) {
  stream->next_in = static_cast<Bytef *>(const_cast<void *>(bytes));
  stream->avail_in = static_cast<uInt>(n);
}

static void set_out(z_stream *stream, char *bytes, gsize n) {
  stream->next_out = reinterpret_cast<Bytef *>(bytes);
  stream->avail_out = static_cast<uInt>(n);
}

static void append_deflated(std::string *to, const guint8 *bytes, gsize n) {
  static thread_local Deflater deflater;
  z_stream *stream = &deflater.stream;
  gsize at = to->size();

  if (!deflater.ready || deflateReset(stream) != Z_OK)
    throw std::bad_alloc();
  to->resize(at + deflateBound(stream, n));
  set_in(stream, bytes, n);
  set_out(stream, &(*to)[at], to->size() - at);
  deflate(stream, Z_FINISH);
  to->resize(at + stream->total_out);
}

static std::string inflated(const char *bytes, gsize n, gsize packed_bytes) {
  static thread_local Inflater inflater;
  z_stream *stream = &inflater.stream;
  std::string packed(packed_bytes, '\0');

  if (!inflater.ready || inflateReset(stream) != Z_OK)
    throw std::bad_alloc();
  set_in(stream, bytes, n);
  set_out(stream, &packed[0], packed.size());
  if (inflate(stream, Z_FINISH) != Z_STREAM_END || stream->total_out != packed_bytes)
    throw Xapian::DatabaseCorruptError("a stored notice can't be read");
  return packed;
}

std::string index_record_make(const Notice *notice, const char *key) {
  guint8 raw[INDEX_KEY_BYTES];
  GByteArray *packed = g_byte_array_sized_new(static_cast<guint>(notice->body_bytes) + 1024);

  index_key_to_bytes(key, raw);
  notice_pack(notice, packed);
  std::string record(reinterpret_cast<char *>(raw), sizeof raw);
  index_varint_append(&record, packed->len);
  append_deflated(&record, packed->data, packed->len);
  g_byte_array_unref(packed);
  return record;
}

void index_record_key(const std::string &data, char key[33]) {
  if (data.size() <= INDEX_KEY_BYTES)
    throw Xapian::DatabaseCorruptError("a stored notice has no key");
  index_key_from_bytes(reinterpret_cast<const guint8 *>(data.data()), key);
}

IndexRecord index_record_read(const std::string &data) {
  IndexRecord record;
  size_t at = INDEX_KEY_BYTES;

  index_record_key(data, record.key);
  unsigned packed_bytes = index_varint_read(data, &at);
  if (packed_bytes > PACKED_BYTES_MAX)
    throw Xapian::DatabaseCorruptError("a stored notice can't be read");
  std::string packed = inflated(data.data() + at, data.size() - at, packed_bytes);
  record.notice.reset(notice_unpack(packed.data(), packed.size()));
  if (!record.notice)
    throw Xapian::DatabaseCorruptError("a stored notice can't be read");
  return record;
}

IndexRecord index_record_read(const Xapian::Document &document) {
  return index_record_read(document.get_data());
}
