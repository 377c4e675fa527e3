/* pack.h: private to shim/: the bytes that notice.c and index_row.c write: varints and strings. */
#ifndef JIKENBO_SHIM_PACK_H
#define JIKENBO_SHIM_PACK_H

#include <glib.h>
#include <string.h>

/* A place in packed bytes. ok turns FALSE at the first byte that can't be, and stays so. */
typedef struct {
  const guint8 *at, *end;
  gboolean ok;
} Unpack;

static inline void pack_uint(GByteArray *bytes, guint64 value) {
  guint8 buffer[10];
  guint n = 0;

  while (value >= 0x80) {
    buffer[n++] = (guint8)(value | 0x80);
    value >>= 7;
  }
  buffer[n++] = (guint8)value;
  g_byte_array_append(bytes, buffer, n);
}

/* Small negative numbers stay short: 0 -1 1 -2 … become 0 1 2 3 … */
static inline void pack_int(GByteArray *bytes, gint64 value) {
  pack_uint(bytes, ((guint64)value << 1) ^ (value < 0 ? G_MAXUINT64 : 0));
}

static inline guint64 unpack_uint(Unpack *unpack) {
  guint64 value = 0;

  for (guint shift = 0; shift < 64 && unpack->at < unpack->end; shift += 7) {
    guint8 byte = *unpack->at++;
    value |= (guint64)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
  unpack->ok = FALSE;
  return 0;
}

static inline gint64 unpack_int(Unpack *unpack) {
  guint64 value = unpack_uint(unpack);
  return (gint64)((value >> 1) ^ (0 - (value & 1)));
}

static inline int unpack_date(Unpack *unpack) {
  gint64 value = unpack_int(unpack);
  if (value < 0 || value > 99999999)
    unpack->ok = FALSE;
  return unpack->ok ? (int)value : 0;
}

/* A number of things of at least one byte each. */
static inline guint unpack_count(Unpack *unpack) {
  guint64 n = unpack_uint(unpack);
  if (!unpack->ok || n > (guint64)(unpack->end - unpack->at)) {
    unpack->ok = FALSE;
    return 0;
  }
  return (guint)n;
}

#endif
