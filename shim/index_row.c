#include "index_row.h"

#include "pack.h"

void index_key_to_bytes(const char *key, guint8 bytes[16]) {
  gsize n = strlen(key);

  memset(bytes, 0, 16);
  for (gsize i = 0; i < 32 && i < n; i++) {
    int digit = g_ascii_xdigit_value(key[i]);
    bytes[i / 2] = (guint8)(bytes[i / 2] | (MAX(digit, 0) << (i % 2 ? 0 : 4)));
  }
}

void index_key_from_bytes(const guint8 bytes[16], char key[33]) {
  for (guint i = 0; i < 16; i++) {
    key[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
    key[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
  }
  key[32] = '\0';
}

void index_row_key(const IndexRow *row, char key[33]) {
  index_key_from_bytes(row->key, key);
}

int index_row_date(const Notice *notice) {
  return notice->published ? notice->published : notice->discovered;
}

int index_row_year(const Notice *notice) {
  int date = index_row_date(notice);
  if (date || !notice->id)
    return date / 10000;
  guint64 year = g_ascii_strtoull(notice->id, NULL, 10);
  return year >= 1900 && year <= 9999 ? (int)year : 0;
}

static guint32 mask_of(const GArray *codes) {
  guint32 mask = 0;
  for (guint i = 0; i < codes->len; i++)
    mask |= 1u << (g_array_index(codes, guint8, i) & 31);
  return mask;
}

static guint8 first_of(const GArray *codes) {
  return codes->len ? g_array_index(codes, guint8, 0) : INDEX_ROW_NO_CODE;
}

static void pack_names(GByteArray *bytes, const GPtrArray *names) {
  pack_uint(bytes, MIN(names->len, G_MAXUINT16));
  for (guint i = 0; i < names->len && i < G_MAXUINT16; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_byte_array_append(bytes, (const guint8 *)name, (guint)strlen(name) + 1);
  }
}

void index_row_pack(const Notice *notice, const char *key, const char *incident,
                    GByteArray *bytes) {
  guint8 raw[16];

  index_key_to_bytes(key, raw);
  g_byte_array_append(bytes, (const guint8 *)incident, (guint)strlen(incident) + 1);
  g_byte_array_append(bytes, raw, sizeof raw);
  pack_uint(bytes, mask_of(notice->causes));
  pack_uint(bytes, mask_of(notice->sectors));
  pack_uint(bytes, mask_of(notice->data));
  pack_uint(bytes, mask_of(notice->media));
  pack_uint(bytes, first_of(notice->causes));
  pack_uint(bytes, first_of(notice->sectors));
  pack_uint(bytes, notice->vendor ? 1 : 0);
  pack_uint(bytes, (guint)index_row_year(notice));
  pack_int(bytes, notice->published);
  pack_int(bytes, notice->occurred_from);
  pack_int(bytes, notice->discovered);
  pack_int(bytes, notice->affected);
  pack_names(bytes, notice->labels);
  pack_names(bytes, notice->vendors);
}

/* The bytes up to and with the next NUL, or NULL. */
static const char *unpack_name(Unpack *unpack) {
  const char *from = (const char *)unpack->at;
  const guint8 *nul = memchr(unpack->at, '\0', (gsize)(unpack->end - unpack->at));

  if (!nul) {
    unpack->ok = FALSE;
    return "";
  }
  unpack->at = nul + 1;
  return from;
}

static const char *unpack_names(Unpack *unpack, guint16 *n) {
  guint count = unpack_count(unpack);
  const char *from = count ? (const char *)unpack->at : "";

  if (count > G_MAXUINT16)
    unpack->ok = FALSE;
  for (guint i = 0; i < count && unpack->ok; i++)
    unpack_name(unpack);
  *n = (guint16)count;
  return from;
}

gboolean index_row_unpack(const char *bytes, gsize bytes_len, IndexRow *row) {
  memset(row, 0, sizeof *row);
  if (bytes_len == 0)
    return FALSE;
  Unpack unpack = {(const guint8 *)bytes, (const guint8 *)bytes + bytes_len, TRUE};
  row->incident = unpack_name(&unpack);
  if (unpack.end - unpack.at < 16)
    return FALSE;
  row->key = unpack.at;
  unpack.at += 16;
  row->causes = (guint32)unpack_uint(&unpack);
  row->sectors = (guint32)unpack_uint(&unpack);
  row->data = (guint32)unpack_uint(&unpack);
  row->media = (guint32)unpack_uint(&unpack);
  row->cause = (guint8)unpack_uint(&unpack);
  row->sector = (guint8)unpack_uint(&unpack);
  row->vendor = unpack_uint(&unpack) != 0;
  row->year = (guint16)unpack_uint(&unpack);
  row->published = unpack_date(&unpack);
  row->occurred = unpack_date(&unpack);
  row->discovered = unpack_date(&unpack);
  row->affected = unpack_int(&unpack);
  row->labels = unpack_names(&unpack, &row->labels_n);
  row->vendors = unpack_names(&unpack, &row->vendors_n);
  return unpack.ok && unpack.at == unpack.end;
}
