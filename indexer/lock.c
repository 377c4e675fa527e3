#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "build.h"
#include "common/i18n.h"

#define WAIT_STEP_US 100000

static void set_system_error(GError **error, const char *format, const char *path) {
  int code = errno;
  char *what = g_strdup_printf(format, path);
  g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code), "%s: %s", what,
              g_strerror(code));
  g_free(what);
}

static int open_lock(const char *folder, GError **error) {
  if (g_mkdir_with_parents(folder, 0755) != 0) {
    set_system_error(error, _("The folder %s can't be made"), folder);
    return -1;
  }
  char *path = g_build_filename(folder, "lock", NULL);
  int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0)
    set_system_error(error, _("%s can't be written"), path);
  g_free(path);
  return lock;
}

static void set_locked_error(int lock, const char *folder, GError **error) {
  char holder[32] = "";
  ssize_t bytes = pread(lock, holder, sizeof holder - 1, 0);
  g_strchomp(bytes > 0 ? holder : strcpy(holder, "?"));
  g_set_error(error, BUILD_ERROR, BUILD_ERROR_LOCKED,
              _("Another jikenbo-index (process %s) is writing %s; wait for it, or use --wait"),
              holder, folder);
}

static gboolean lock_now(int lock, gboolean wait, const volatile gint *stop) {
  while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (!wait || (stop != NULL && g_atomic_int_get(stop) != 0))
      return FALSE;
    g_usleep(WAIT_STEP_US);
  }
  return TRUE;
}

int lock_take(const char *folder, gboolean wait, const volatile gint *stop, GError **error) {
  int lock = open_lock(folder, error);
  if (lock < 0)
    return -1;
  if (!lock_now(lock, wait, stop)) {
    set_locked_error(lock, folder, error);
    close(lock);
    return -1;
  }
  char holder[32];
  int bytes = g_snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
  if (ftruncate(lock, 0) != 0 || pwrite(lock, holder, (size_t)bytes, 0) != bytes)
    errno = 0; /* the name of the holder is a courtesy: the lock itself is held */
  return lock;
}

void lock_release(int lock) {
  if (lock >= 0)
    close(lock);
}
