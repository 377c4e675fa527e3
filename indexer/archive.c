#include "indexer/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

GQuark archive_error_quark(void) {
  return g_quark_from_static_string("archive-error");
}

/* What the walk carries along. seen holds "device:inode" of all that was taken: links that lead in
 * a circle, and names that lead to the same file, end there. */
typedef struct {
  Archive *archive;
  GHashTable *seen;
} Walk;

ArchiveKind archive_kind(const char *path) {
  static const struct {
    const char *extension;
    ArchiveKind kind;
  } table[] = {{".txt", ARCHIVE_TEXT},      {".text", ARCHIVE_TEXT}, {".md", ARCHIVE_TEXT},
               {".markdown", ARCHIVE_TEXT}, {".html", ARCHIVE_HTML}, {".htm", ARCHIVE_HTML},
               {".xhtml", ARCHIVE_HTML},    {".xml", ARCHIVE_XML},   {".atom", ARCHIVE_XML},
               {".rss", ARCHIVE_XML},       {".rdf", ARCHIVE_XML},   {".jsonl", ARCHIVE_JSONL},
               {".ndjson", ARCHIVE_JSONL}};
  const char *dot = strrchr(path, '.');
  for (guint i = 0; dot && i < G_N_ELEMENTS(table); i++)
    if (g_ascii_strcasecmp(dot, table[i].extension) == 0)
      return table[i].kind;
  return ARCHIVE_UNKNOWN;
}

static void free_file(gpointer data) {
  ArchiveFile *file = data;
  g_free(file->path);
  g_free(file->relative);
  g_free(file);
}

void archive_free(Archive *archive) {
  if (!archive)
    return;
  g_ptr_array_unref(archive->files);
  g_ptr_array_unref(archive->problems);
  g_free(archive);
}

static void add_problem(Walk *walk, const char *path, const char *why) {
  char *shown = g_filename_display_name(path);
  g_ptr_array_add(walk->archive->problems, g_strdup_printf("%s: %s", shown, why));
  g_free(shown);
}

/* FALSE where this file or folder was taken before. */
static gboolean take_once(Walk *walk, const struct stat *status) {
  char *key = g_strdup_printf("%llu:%llu", (unsigned long long)status->st_dev,
                              (unsigned long long)status->st_ino);
  return g_hash_table_add(walk->seen, key);
}

static void add_file(Walk *walk, const char *path, const char *relative, ArchiveKind kind,
                     const struct stat *status) {
  ArchiveFile *file = g_new0(ArchiveFile, 1);
  file->path = g_strdup(path);
  file->relative = g_strdup(relative);
  file->kind = kind;
  file->size_bytes = (guint64)status->st_size;
  file->inode = status->st_ino;
  file->device = status->st_dev;
  file->mtime_ns = (gint64)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
  g_ptr_array_add(walk->archive->files, file);
}

static int compare_names(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean is_left_out(const char *name) {
  return name[0] == '.' || g_str_has_suffix(name, "~");
}

static void walk_entry(Walk *walk, const char *path, const char *relative);

static void walk_folder(Walk *walk, const char *path, const char *relative) {
  GError *error = NULL;
  GDir *folder = g_dir_open(path, 0, &error);
  if (!folder) {
    add_problem(walk, path, g_strerror(errno));
    g_error_free(error);
    return;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(folder));)
    if (!is_left_out(name))
      g_ptr_array_add(names, g_strdup(name));
  g_dir_close(folder);
  g_ptr_array_sort(names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    char *child = g_build_filename(path, names->pdata[i], NULL);
    char *below =
        *relative ? g_strconcat(relative, "/", names->pdata[i], NULL) : g_strdup(names->pdata[i]);
    walk_entry(walk, child, below);
    g_free(child);
    g_free(below);
  }
  g_ptr_array_unref(names);
}

static void walk_entry(Walk *walk, const char *path, const char *relative) {
  struct stat status;
  if (stat(path, &status) != 0) {
    add_problem(walk, path, errno == ELOOP ? "the link leads in a circle" : g_strerror(errno));
    return;
  }
  if (S_ISDIR(status.st_mode)) {
    if (take_once(walk, &status))
      walk_folder(walk, path, relative);
  } else if (S_ISREG(status.st_mode)) {
    ArchiveKind kind = archive_kind(path);
    if (kind == ARCHIVE_UNKNOWN)
      walk->archive->unknown++;
    else if (take_once(walk, &status))
      add_file(walk, path, relative, kind, &status);
  }
}

static int compare_files(gconstpointer a, gconstpointer b) {
  const ArchiveFile *left = *(ArchiveFile *const *)a, *right = *(ArchiveFile *const *)b;
  return strcmp(left->relative, right->relative);
}

static gboolean walk_root(Walk *walk, const char *root, GError **error) {
  struct stat status;
  char *shown = g_filename_display_name(root);
  gboolean good = FALSE;
  if (stat(root, &status) != 0) {
    g_set_error(error, ARCHIVE_ERROR, ARCHIVE_ERROR_MISSING, "%s: %s", shown, g_strerror(errno));
  } else if (S_ISREG(status.st_mode)) {
    ArchiveKind kind = archive_kind(root);
    char *name = g_path_get_basename(root);
    if (take_once(walk, &status))
      add_file(walk, root, name, kind == ARCHIVE_UNKNOWN ? ARCHIVE_TEXT : kind, &status);
    g_free(name);
    good = TRUE;
  } else if (S_ISDIR(status.st_mode)) {
    guint before = walk->archive->files->len;
    if (take_once(walk, &status))
      walk_folder(walk, root, "");
    /* A folder's files and its folders' files are told apart by '/', which sorts before most. */
    if (walk->archive->files->len > before)
      qsort(walk->archive->files->pdata + before, walk->archive->files->len - before,
            sizeof(gpointer), compare_files);
    good = TRUE;
  } else {
    g_set_error(error, ARCHIVE_ERROR, ARCHIVE_ERROR_MISSING,
                "%s: neither a file nor a folder: give the archive's files or folders", shown);
  }
  g_free(shown);
  return good;
}

Archive *archive_walk(const char *const *roots, GError **error) {
  Walk walk = {.archive = g_new0(Archive, 1),
               .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  walk.archive->files = g_ptr_array_new_with_free_func(free_file);
  walk.archive->problems = g_ptr_array_new_with_free_func(g_free);
  gboolean good = TRUE;
  for (guint i = 0; roots[i] && good; i++)
    good = walk_root(&walk, roots[i], error);
  g_hash_table_unref(walk.seen);
  if (good)
    return walk.archive;
  archive_free(walk.archive);
  return NULL;
}
