#include "watch.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/i18n.h"

/* A burst of events is gathered until nothing came for QUIET, but no longer than BURST. */
#define QUIET_MS 300
#define BURST_MS 3000
/* How often the stop flag is looked at, and the archive where there is no inotify. */
#define STEP_MS 500
#define LOOK_MS 5000

#define EVENTS                                                                                     \
  (IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |  \
   IN_DELETE_SELF | IN_MOVE_SELF)

/* File systems whose changes made elsewhere raise no event here: NFS, SMB, CIFS, FUSE, 9p, AFS. */
static const guint32 deaf_systems[] = {0x6969,     0x517b,     0xff534d42, 0xfe534d42,
                                       0x65735546, 0x01021997, 0x5346414f};

typedef struct {
  const BuildOptions *options;
  int inotify;         /* -1: looks now and then */
  gboolean looks;      /* some folder can't be watched */
  GHashTable *folders; /* "device:inode" of the folders met on this walk: loops end */
  char *index;         /* canonical: the index may lie inside the archive */
} Watch;

static gboolean stopped(const Watch *watch) {
  return watch->options->stop != NULL && g_atomic_int_get(watch->options->stop) != 0;
}

static gboolean is_deaf(const char *folder) {
  struct statfs system;
  if (statfs(folder, &system) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(deaf_systems); i++)
    if ((guint32)system.f_type == deaf_systems[i])
      return TRUE;
  return FALSE;
}

static gboolean is_index(const Watch *watch, const char *folder) {
  char *canonical = g_canonicalize_filename(folder, NULL);
  gboolean same = strcmp(canonical, watch->index) == 0;
  g_free(canonical);
  return same;
}

/* FALSE where the folder was met before on this walk. */
static gboolean meet(Watch *watch, const struct stat *status) {
  return g_hash_table_add(watch->folders,
                          g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                          (guint64)status->st_dev, (guint64)status->st_ino));
}

static void add_watch(Watch *watch, const char *folder) {
  if (is_deaf(folder) || watch->inotify < 0 ||
      inotify_add_watch(watch->inotify, folder, EVENTS) < 0)
    watch->looks = TRUE;
}

/* Folders are watched, not files: an editor puts a new file in the place of the old one. */
static void add_folder(Watch *watch, const char *folder) {
  struct stat status;
  if (is_index(watch, folder) || stat(folder, &status) != 0 || !S_ISDIR(status.st_mode) ||
      !meet(watch, &status))
    return;
  add_watch(watch, folder);
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    if (*name == '.')
      continue;
    char *child = g_build_filename(folder, name, NULL);
    add_folder(watch, child);
    g_free(child);
  }
  if (dir != NULL)
    g_dir_close(dir);
}

/* inotify knows what it watches already: adding all again finds the new folders. */
static void add_roots(Watch *watch) {
  g_hash_table_remove_all(watch->folders);
  watch->looks = watch->inotify < 0;
  for (char **root = watch->options->roots; *root != NULL; root++) {
    struct stat status;
    char *folder = stat(*root, &status) == 0 && S_ISDIR(status.st_mode) ? g_strdup(*root)
                                                                        : g_path_get_dirname(*root);
    if (stat(*root, &status) == 0 && S_ISDIR(status.st_mode))
      add_folder(watch, folder);
    else
      add_watch(watch, folder);
    g_free(folder);
  }
}

/* TRUE where an event came within timeout_ms; reads away all that wait. */
static gboolean events_within(const Watch *watch, int timeout_ms) {
  struct pollfd poller = {.fd = watch->inotify, .events = POLLIN};
  if (poll(&poller, 1, timeout_ms) <= 0)
    return FALSE;
  union {
    struct inotify_event event;
    char bytes[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
  } buffer;
  while (read(watch->inotify, &buffer, sizeof buffer) > 0)
    continue; /* whatever it was, even an overflow: the run looks at everything */
  return TRUE;
}

/* Waits for a change, then for the burst to end. */
static void wait_for_change(const Watch *watch) {
  for (int waited = 0; !stopped(watch); waited += STEP_MS) {
    if (watch->looks && waited >= LOOK_MS)
      return;
    if (watch->inotify < 0)
      g_usleep(STEP_MS * 1000);
    else if (events_within(watch, STEP_MS))
      break;
  }
  gint64 burst_began = g_get_monotonic_time();
  while (!stopped(watch) && watch->inotify >= 0 &&
         g_get_monotonic_time() - burst_began < BURST_MS * 1000 && events_within(watch, QUIET_MS))
    continue;
}

static void say_looks(const Watch *watch) {
  if (watch->looks && watch->options->problem != NULL)
    watch->options->problem(_("Part of the archive can't be watched here; it is looked at every "
                              "few seconds instead"),
                            watch->options->user);
}

gboolean watch_run(const BuildOptions *options, WatchFunc func, GError **error) {
  Watch watch = {.options = options};
  watch.inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  watch.folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  watch.index = g_canonicalize_filename(options->index, NULL);
  BuildOptions run = *options;
  gboolean said = FALSE, begun = FALSE, done = TRUE;
  while (!stopped(&watch)) {
    add_roots(&watch);
    if (!said)
      say_looks(&watch);
    said = TRUE;
    BuildSummary summary;
    GError *failure = NULL;
    gboolean ran = build_run(&run, &summary, &failure);
    if (!ran && !begun && !g_error_matches(failure, BUILD_ERROR, BUILD_ERROR_INTERRUPTED)) {
      g_propagate_error(error, failure);
      done = FALSE;
      break;
    }
    begun = TRUE;
    run.full = FALSE; /* asked for once */
    if (!stopped(&watch))
      func(&summary, failure, options->user);
    g_clear_error(&failure);
    malloc_trim(0); /* what a large change needed isn't needed while waiting */
    wait_for_change(&watch);
  }
  if (watch.inotify >= 0)
    close(watch.inotify);
  g_hash_table_unref(watch.folders);
  g_free(watch.index);
  return done;
}
