// index_facets.cc: terms, values and data that follow from the record alone.
#include "index_internal.h"

#include <algorithm>
#include <cstring>

// Bytes as Xapian's keys count them: a NUL takes two.
static gsize key_bytes(const char *text, gsize n) {
  return n + static_cast<gsize>(std::count(text, text + n, '\0'));
}

static bool is_boolean(const char *prefix) {
  return prefix[0] == 'X' || prefix[0] == 'Q';
}

bool index_term_is_boolean(const char *term) {
  return is_boolean(term);
}

// Cuts a boolean term at a character, and lets a hash stand for what is cut.
static std::string shorten(const std::string &whole) {
  char *sum = g_compute_checksum_for_data(
      G_CHECKSUM_SHA256, reinterpret_cast<const guchar *>(whole.data()), whole.size());
  std::string tail = std::string("~") + std::string(sum, 32);
  g_free(sum);
  gsize keep = SCHEMA_TERM_BYTES_MAX - tail.size();

  keep = std::min(keep, whole.size());
  while (keep > 0 && (static_cast<unsigned char>(whole[keep]) & 0xc0) == 0x80)
    keep--;
  std::string head = whole.substr(0, keep);
  head.erase(std::remove(head.begin(), head.end(), '\0'), head.end());
  return head + tail;
}

std::string index_term(const char *prefix, const char *term, gsize term_bytes) {
  std::string whole(prefix);
  whole.append(term, term_bytes);
  if (term_bytes > 0 && key_bytes(whole.data(), whole.size()) <= SCHEMA_TERM_BYTES_MAX)
    return whole;
  return term_bytes > 0 && is_boolean(prefix) ? shorten(whole) : std::string();
}

static void add(IndexFacets *facets, const char *prefix, const char *term) {
  std::string whole = index_term(prefix, term, strlen(term));
  if (!whole.empty())
    facets->terms.push_back(std::move(whole));
}

static void add_codes(IndexFacets *facets, const char *prefix, const GArray *codes) {
  char text[8];

  for (guint i = 0; i < codes->len; i++) {
    g_snprintf(text, sizeof text, "%02u", g_array_index(codes, guint8, i));
    add(facets, prefix, text);
  }
  if (codes->len == 0)
    add(facets, prefix, SCHEMA_NONE);
}

static void add_names(IndexFacets *facets, const char *prefix, const GPtrArray *names) {
  for (guint i = 0; i < names->len; i++)
    add(facets, prefix, static_cast<const char *>(g_ptr_array_index(names, i)));
}

static void put_big_endian(std::string *bytes, guint64 value, unsigned n) {
  while (n-- > 0)
    bytes->push_back(static_cast<char>(value >> (8 * n)));
}

std::string index_sortable(guint64 number) {
  unsigned n = 0;
  while (n < sizeof number && number >> (8 * n))
    n++;
  std::string bytes(1, static_cast<char>(n));
  put_big_endian(&bytes, number, n);
  return bytes;
}

// The number behind the year: "2023-416" -> 416; 0 where there is none.
static guint32 serial_of(const char *id) {
  const char *dash = id ? strchr(id, '-') : nullptr;
  guint64 serial = dash ? g_ascii_strtoull(dash + 1, nullptr, 10) : 0;
  return static_cast<guint32>(std::min<guint64>(serial, G_MAXUINT32));
}

static std::string order_of(const Notice *notice, const char *key) {
  std::string order;
  guint8 raw[16];
  int date = index_row_date(notice);
  guint32 when = static_cast<guint32>(date ? date : index_row_year(notice) * 10000);

  put_big_endian(&order, G_MAXUINT32 - when, 4);
  put_big_endian(&order, G_MAXUINT32 - serial_of(notice->id), 4);
  index_key_to_bytes(key, raw);
  return order.append(reinterpret_cast<const char *>(raw), sizeof raw);
}

static void make_values(const Notice *notice, const char *key, IndexFacets *facets) {
  const char *incident = notice->id && *notice->id ? notice->id : key;
  GByteArray *row = g_byte_array_new();
  int date = index_row_date(notice);
  bool known = notice->affected >= 0;

  index_row_pack(notice, key, incident, row);
  facets->values[SCHEMA_SLOT_INCIDENT] = incident;
  facets->values[SCHEMA_SLOT_ROW].assign(reinterpret_cast<char *>(row->data), row->len);
  g_byte_array_unref(row);
  char text[16];
  g_snprintf(text, sizeof text, "%08d", date);
  facets->values[SCHEMA_SLOT_DATE] = date ? text : "";
  facets->values[SCHEMA_SLOT_AFFECTED] =
      known ? index_sortable(static_cast<guint64>(notice->affected)) : std::string();
  facets->values[SCHEMA_SLOT_ORDER] = order_of(notice, key);
  guint64 size = known ? static_cast<guint64>(G_MAXINT64 - notice->affected) : G_MAXUINT64;
  facets->values[SCHEMA_SLOT_SIZE].clear();
  put_big_endian(&facets->values[SCHEMA_SLOT_SIZE], size, 8);
  facets->values[SCHEMA_SLOT_SIZE] += facets->values[SCHEMA_SLOT_ORDER];
}

static void make_terms(const Notice *notice, const char *key, IndexFacets *facets) {
  int year = index_row_year(notice);
  char text[16];

  g_snprintf(text, sizeof text, "%04d", year);
  facets->terms.clear();
  add(facets, SCHEMA_UNIQUE, key);
  add(facets, SCHEMA_ID, notice->id ? notice->id : "");
  add_codes(facets, SCHEMA_CAUSE, notice->causes);
  add_codes(facets, SCHEMA_SECTOR, notice->sectors);
  add(facets, SCHEMA_YEAR, year ? text : SCHEMA_NONE);
  add(facets, SCHEMA_VENDOR, notice->vendor ? "yes" : "no");
  add_codes(facets, SCHEMA_DATA, notice->data);
  add_codes(facets, SCHEMA_MEDIA, notice->media);
  add_names(facets, SCHEMA_LABEL, notice->labels);
  if (notice->labels->len == 0)
    add(facets, SCHEMA_LABEL, SCHEMA_NONE);
  add_names(facets, SCHEMA_LINK, notice->links);
  std::sort(facets->terms.begin(), facets->terms.end());
  facets->terms.erase(std::unique(facets->terms.begin(), facets->terms.end()), facets->terms.end());
}

void index_facets_make(const Notice *notice, IndexFacets *facets) {
  char key[33];

  notice_key(notice, key);
  make_values(notice, key, facets);
  make_terms(notice, key, facets);
  facets->record = index_record_make(notice, key);
}
