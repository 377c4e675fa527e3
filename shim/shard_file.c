#include "shard_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "jkb" and a version, length, checksum: 32 bytes. Xapian doesn't look behind its last block. */
#define TRAILER_MAGIC 0x0000000131626b6aULL

typedef struct {
  guint64 magic, length, sum[2];
} Trailer;
G_STATIC_ASSERT(sizeof(Trailer) == SHARD_FILE_TRAILER_BYTES);

gboolean index_error_errno(GError **error, IndexErrorCode code, const char *doing,
                           const char *path) {
  int number = errno;
  char *shown = g_filename_display_name(path);

  g_set_error(error, INDEX_ERROR, code, "%s %s: %s", doing, shown, g_strerror(number));
  g_free(shown);
  return FALSE;
}

static guint64 rotate(guint64 x, int n) {
  return (x << n) | (x >> (64 - n));
}

/* Read at once; a multiple of 32, so that only the last piece is filled up with zeros. */
#define PIECE_BYTES (256 * 1024)

/* Four lanes of multiply and rotate: finds damage at the speed of memory; no guard against intent.
 */
static void mix(guint64 lanes[4], const guint8 *data, gsize n) {
  const guint64 odd = 0x9e3779b185ebca87ULL, odd2 = 0xc2b2ae3d27d4eb4fULL;
  guint64 words[4] = {0, 0, 0, 0};

  for (gsize i = 0; i < n; i += 32) {
    if (n - i < 32)
      memset(words, 0, sizeof words);
    memcpy(words, data + i, MIN(n - i, 32));
    for (int lane = 0; lane < 4; lane++)
      lanes[lane] = rotate(lanes[lane] + GUINT64_FROM_LE(words[lane]) * odd2, 31) * odd;
  }
}

/* Fills data with n bytes from at on. FALSE: errno, or 0 where the file is shorter. */
static gboolean read_piece(int fd, guint8 *data, gsize n, guint64 at) {
  while (n > 0) {
    gssize got = pread(fd, data, n, (off_t)at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      errno = got < 0 ? errno : 0;
      return FALSE;
    }
    data += got;
    at += (guint64)got;
    n -= (gsize)got;
  }
  return TRUE;
}

/* Of the first length bytes. Reads, doesn't map: a bad sector must be an error, not a signal. */
static gboolean checksum(int fd, guint64 length, guint64 sum[2]) {
  guint64 lanes[4] = {length, 1, 2, 3};
  guint8 *piece = g_malloc(PIECE_BYTES);
  gboolean ok = TRUE;

  for (guint64 at = 0; ok && at < length; at += PIECE_BYTES) {
    gsize n = (gsize)MIN(length - at, PIECE_BYTES);
    ok = read_piece(fd, piece, n, at);
    if (ok)
      mix(lanes, piece, n);
  }
  int number = errno;
  g_free(piece);
  errno = number;
  sum[0] = GUINT64_TO_LE(rotate(lanes[0], 7) ^ rotate(lanes[1], 19) ^ lanes[2] ^ lanes[3]);
  sum[1] = GUINT64_TO_LE(rotate(lanes[3], 11) + rotate(lanes[2], 23) + lanes[1] + lanes[0]);
  return ok;
}

/* What is put at a time: the kernel takes a large piece's memory in large pieces as well, which lie
 * longer unused and cost more to have back where the machine is a guest. */
#define PUT_BYTES 16384

gboolean shard_file_put(int fd, const void *data, gsize n) {
  const char *at = data;

  while (n > 0) {
    gssize written = write(fd, at, MIN(n, PUT_BYTES));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    at += written;
    n -= (gsize)written;
  }
  return TRUE;
}

static gboolean seal(int fd) {
  struct stat info;
  if (fstat(fd, &info) != 0)
    return FALSE;
  Trailer trailer = {GUINT64_TO_LE(TRAILER_MAGIC), GUINT64_TO_LE((guint64)info.st_size), {0, 0}};

  return checksum(fd, (guint64)info.st_size, trailer.sum) && lseek(fd, 0, SEEK_END) >= 0 &&
         shard_file_put(fd, &trailer, sizeof trailer) && fsync(fd) == 0;
}

gboolean shard_file_seal(const char *path, GError **error) {
  int fd = open(path, O_RDWR | O_CLOEXEC);
  gboolean ok = fd >= 0 && seal(fd);

  if (!ok)
    index_error_errno(error, INDEX_ERROR_WRITE, "can't write", path);
  if (fd >= 0)
    close(fd);
  return ok;
}

/* TRUE where the file is as it was sealed; errno 0 where it was read and isn't. */
static gboolean verify(int fd) {
  struct stat info;
  Trailer trailer;
  guint64 sum[2];

  if (fstat(fd, &info) != 0)
    return FALSE;
  errno = 0;
  guint64 length = (guint64)info.st_size - sizeof trailer;
  if (info.st_size <= (off_t)sizeof trailer ||
      pread(fd, &trailer, sizeof trailer, (off_t)length) != (gssize)sizeof trailer ||
      GUINT64_FROM_LE(trailer.magic) != TRAILER_MAGIC || GUINT64_FROM_LE(trailer.length) != length)
    return FALSE;
  if (!checksum(fd, length, sum))
    return FALSE;
  errno = 0;
  return memcmp(sum, trailer.sum, sizeof sum) == 0;
}

gboolean shard_file_verify(const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && verify(fd);

  if (!ok && errno)
    index_error_errno(error, INDEX_ERROR_DAMAGED, "can't read shard", path);
  else if (!ok)
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED,
                "shard %s is damaged (its checksum differs): " INDEX_CURE, path);
  if (fd >= 0)
    close(fd);
  return ok;
}

gboolean shard_file_sync_folder(const char *folder, GError **error) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync(fd) == 0;

  if (!ok)
    index_error_errno(error, INDEX_ERROR_WRITE, "can't sync folder", folder);
  if (fd >= 0)
    close(fd);
  return ok;
}

gboolean shard_file_rename(const char *from, const char *folder, const char *name, GError **error) {
  char *to = g_build_filename(folder, name, NULL);
  gboolean ok = rename(from, to) == 0;

  if (!ok)
    index_error_errno(error, INDEX_ERROR_WRITE, "can't write", to);
  g_free(to);
  return ok && shard_file_sync_folder(folder, error);
}
