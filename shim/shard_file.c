#include "shard_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* "jkb" and a version, length, checksum: 32 bytes. Xapian doesn't look behind its last block. */
#define TRAILER_MAGIC 0x0000000131626b6aULL

typedef struct {
  guint64 magic, length, sum[2];
} Trailer;

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

/* Four lanes of multiply and rotate: finds damage at the speed of memory; no guard against intent.
 */
static void checksum(const guint8 *data, guint64 n, guint64 sum[2]) {
  const guint64 odd = 0x9e3779b185ebca87ULL, odd2 = 0xc2b2ae3d27d4eb4fULL;
  guint64 lanes[4] = {n, odd, odd2, n ^ odd}, words[4];

  for (guint64 i = 0; i < n; i += 32) {
    memset(words, 0, sizeof words);
    memcpy(words, data + i, MIN(n - i, 32));
    for (int lane = 0; lane < 4; lane++)
      lanes[lane] = rotate(lanes[lane] + GUINT64_FROM_LE(words[lane]) * odd2, 31) * odd;
  }
  sum[0] = GUINT64_TO_LE(rotate(lanes[0], 7) ^ (lanes[1] * odd) ^ (lanes[2] >> 29) ^ lanes[3]);
  sum[1] = GUINT64_TO_LE(rotate(lanes[3], 11) + (lanes[2] * odd2) + (lanes[1] >> 31) + lanes[0]);
}

/* Maps the first length bytes; NULL and errno. */
static guint8 *map_file(int fd, guint64 length) {
  void *map = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);

  if (map == MAP_FAILED)
    return NULL;
  madvise(map, length, MADV_SEQUENTIAL);
  return map;
}

static gboolean write_whole(int fd, const void *data, gsize n) {
  const char *at = data;

  while (n > 0) {
    gssize written = write(fd, at, n);
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
  guint8 *data = map_file(fd, (guint64)info.st_size);

  if (!data)
    return FALSE;
  checksum(data, (guint64)info.st_size, trailer.sum);
  munmap(data, (gsize)info.st_size);
  return lseek(fd, 0, SEEK_END) >= 0 && write_whole(fd, &trailer, sizeof trailer) && fsync(fd) == 0;
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
  guint8 *data = map_file(fd, length);
  if (!data)
    return FALSE;
  checksum(data, length, sum);
  munmap(data, length);
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
