/* Stored notices: any bytes are read or refused; what is read is stored as it was. */
#include "fuzz.h"
#include "shim/notice.h"

void fuzz_init(void) {
}

void fuzz_one(const char *bytes, gsize bytes_len) {
  Notice *notice = notice_unpack(bytes, bytes_len);
  if (!notice)
    return;
  g_autoptr(GByteArray) packed = g_byte_array_new();
  notice_pack(notice, packed);
  Notice *again = notice_unpack(packed->data, packed->len);
  g_assert_nonnull(again);
  g_autoptr(GByteArray) twice = g_byte_array_new();
  notice_pack(again, twice);
  g_assert_cmpmem(twice->data, twice->len, packed->data, packed->len);
  notice_free(again);
  notice_free(notice);
}
