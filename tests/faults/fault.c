/* fault.c: preloaded into jikenbo-index, lets calls on files of one folder fail, as a full disk, a
 * broken one or a missing permission would.
 *
 *   JIKENBO_FAULT_BELOW=FOLDER         only calls on files below it count
 *   JIKENBO_FAULT=CALL:N:ERRNO[:on]    the N-th such call fails ("on": and all after it);
 *                                      CALL: write sync rename open make remove; ERRNO: ENOSPC EIO
 * EACCES JIKENBO_FAULT_COUNT=FILE           at exit: how often each was called, "CALL N" a line
 */
/* open and open64 are both called by one program or another: both are wanted here. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CALL_WRITE, CALL_SYNC, CALL_RENAME, CALL_OPEN, CALL_MAKE, CALL_REMOVE, CALL_N };

static const char *const call_names[CALL_N] = {"write", "sync", "rename", "open", "make", "remove"};
static const struct {
  const char *name;
  int code;
} codes[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EACCES", EACCES}};

static char below[PATH_MAX];
static int fault_call = -1, fault_errno;
static long fault_at;
static int fault_on;
static atomic_long counts[CALL_N];

static void read_fault(const char *text) {
  char call[16], code[16], on[8] = "";
  if (sscanf(text, "%15[^:]:%ld:%15[^:]:%7s", call, &fault_at, code, on) < 3)
    return;
  for (int i = 0; i < CALL_N; i++)
    if (strcmp(call, call_names[i]) == 0)
      fault_call = i;
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (strcmp(code, codes[i].name) == 0)
      fault_errno = codes[i].code;
  fault_on = strcmp(on, "on") == 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("JIKENBO_FAULT_BELOW"), *fault = getenv("JIKENBO_FAULT");
  if (folder != NULL && realpath(folder, below) == NULL)
    snprintf(below, sizeof below, "%s", folder);
  if (fault != NULL)
    read_fault(fault);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("JIKENBO_FAULT_COUNT");
  FILE *out = path != NULL ? fopen(path, "w") : NULL;
  if (out == NULL)
    return;
  for (int i = 0; i < CALL_N; i++)
    fprintf(out, "%s %ld\n", call_names[i], atomic_load(&counts[i]));
  fclose(out);
}

static int is_below(const char *path) {
  return *below != '\0' && strncmp(path, below, strlen(below)) == 0;
}

static int is_below_at(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0)
    return 0;
  path[n] = '\0';
  return is_below(path);
}

/* Counts the call; 1 and errno where it is to fail. */
static int fails(int call) {
  long now = atomic_fetch_add(&counts[call], 1) + 1;
  if (call != fault_call || (fault_on ? now < fault_at : now != fault_at))
    return 0;
  errno = fault_errno;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t n) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(write)(fd, data, n);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(pwrite)(fd, data, n, at);
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(pwrite64)(fd, data, n, at);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(writev)(fd, parts, n);
}

int ftruncate(int fd, off_t n) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(ftruncate)(fd, n);
}

int ftruncate64(int fd, off64_t n) {
  return is_below_at(fd) && fails(CALL_WRITE) ? -1 : REAL(ftruncate64)(fd, n);
}

int fsync(int fd) {
  return is_below_at(fd) && fails(CALL_SYNC) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd) {
  return is_below_at(fd) && fails(CALL_SYNC) ? -1 : REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to) {
  return is_below(to) && fails(CALL_RENAME) ? -1 : REAL(rename)(from, to);
}

static int opens_to_write(const char *path, int flags) {
  return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && is_below(path);
}

static mode_t mode_of(int flags, va_list rest) {
  return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opens_to_write(path, flags) && fails(CALL_OPEN) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opens_to_write(path, flags) && fails(CALL_OPEN) ? -1 : REAL(open64)(path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
  return is_below(path) && fails(CALL_MAKE) ? -1 : REAL(mkdir)(path, mode);
}

char *mkdtemp(char *path) {
  return is_below(path) && fails(CALL_MAKE) ? NULL : REAL(mkdtemp)(path);
}

int unlink(const char *path) {
  return is_below(path) && fails(CALL_REMOVE) ? -1 : REAL(unlink)(path);
}

int remove(const char *path) {
  return is_below(path) && fails(CALL_REMOVE) ? -1 : REAL(remove)(path);
}
