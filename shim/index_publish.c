/* index_publish.c: the stub: the one file whose rename publishes an index. */
#include "index_remote.h"
#include "index_writer.h"
#include "schema.h"
#include "shard_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STUB_HEAD "# jikenbo index, schema " SCHEMA_VERSION "\n"
#define STUB_CATALOG "# catalog "
/* The type of line that opens a single-file database in Xapian's own stubs. */
#define STUB_LOCAL "auto "

GQuark index_error_quark(void) {
  return g_quark_from_static_string("jikenbo-index-error");
}

/* Names become lines: no line break, and files stand in the folder itself. */
static gboolean name_fits(const char *name) {
  if (!*name || strpbrk(name, "\r\n") || *name == ' ' || g_str_has_suffix(name, " "))
    return FALSE;
  return g_str_has_prefix(name, INDEX_REMOTE) ? strchr(name, ':') != NULL : !strchr(name, '/');
}

static gboolean check_name(const char *folder, const char *name, GError **error) {
  if (!name_fits(name)) {
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_WRITE,
                "can't publish '%s': neither a file's name nor remote HOST:PORT", name);
    return FALSE;
  }
  if (g_str_has_prefix(name, INDEX_REMOTE))
    return TRUE;
  char *path = g_build_filename(folder, name, NULL);
  gboolean there = access(path, R_OK) == 0;
  if (!there)
    index_error_errno(error, INDEX_ERROR_WRITE, "can't publish", path);
  g_free(path);
  return there;
}

static GString *stub_text(const char *folder, const char *const *shards, const char *catalog,
                          GError **error) {
  GString *text = g_string_new(STUB_HEAD);
  gboolean ok = !catalog || check_name(folder, catalog, error);

  if (ok && catalog)
    g_string_append_printf(text, STUB_CATALOG "%s\n", catalog);
  for (; ok && *shards; shards++) {
    const char *type = g_str_has_prefix(*shards, INDEX_REMOTE) ? "" : STUB_LOCAL;
    ok = check_name(folder, *shards, error);
    g_string_append_printf(text, "%s%s\n", type, *shards);
  }
  if (ok)
    return text;
  g_string_free(text, TRUE);
  return NULL;
}

static gboolean write_synced(int fd, const GString *text) {
  for (gsize done = 0; done < text->len;) {
    gssize n = write(fd, text->str + done, text->len - done);
    if (n < 0 && errno != EINTR)
      return FALSE;
    done += n > 0 ? (gsize)n : 0;
  }
  return fsync(fd) == 0;
}

/* Writes text to a new file in folder and renames that over the stub. */
static gboolean replace_stub(const char *folder, const GString *text, GError **error) {
  char *temporary = g_build_filename(folder, INDEX_STUB ".XXXXXX", NULL);
  int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0666);
  gboolean written = fd >= 0 && write_synced(fd, text);
  gboolean closed = fd < 0 || close(fd) == 0;

  if (!written || !closed)
    index_error_errno(error, INDEX_ERROR_WRITE, "can't write", temporary);
  gboolean ok = written && closed && shard_file_rename(temporary, folder, INDEX_STUB, error);
  if (fd >= 0 && !ok)
    unlink(temporary);
  g_free(temporary);
  return ok;
}

gboolean index_publish(const char *folder, const char *const *shards, const char *catalog,
                       GError **error) {
  GString *text = stub_text(folder, shards, catalog, error);
  gboolean ok = text && replace_stub(folder, text, error);

  if (text)
    g_string_free(text, TRUE);
  return ok;
}

/* ---- reading */

/* Reads line into shards or catalog; FALSE where no stub has such a line. */
static gboolean parse_line(const char *line, GPtrArray *shards, char **catalog) {
  if (g_str_has_prefix(line, STUB_CATALOG) && catalog && !*catalog)
    *catalog = g_strdup(line + strlen(STUB_CATALOG));
  if (*line == '#' || !*line)
    return TRUE;
  if (g_str_has_prefix(line, INDEX_REMOTE))
    g_ptr_array_add(shards, g_strdup(line));
  else if (g_str_has_prefix(line, STUB_LOCAL))
    g_ptr_array_add(shards, g_strdup(line + strlen(STUB_LOCAL)));
  else
    return FALSE;
  return name_fits(g_ptr_array_index(shards, shards->len - 1));
}

char **index_stub_parse(const char *text, char **catalog) {
  GPtrArray *shards = g_ptr_array_new_with_free_func(g_free);
  char **lines = g_strsplit(text, "\n", -1);
  gboolean ok = g_str_has_prefix(text, "# jikenbo index");

  for (char **line = lines; ok && *line; line++)
    ok = parse_line(*line, shards, catalog);
  g_strfreev(lines);
  if (!ok) {
    g_ptr_array_unref(shards);
    return NULL;
  }
  g_ptr_array_add(shards, NULL);
  return (char **)g_ptr_array_free(shards, FALSE);
}

char *index_stub_read(const char *folder, GError **error) {
  char *path = g_build_filename(folder, INDEX_STUB, NULL), *text = NULL;
  GError *reason = NULL;

  if (!g_file_get_contents(path, &text, NULL, &reason)) {
    gboolean missing = g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
                       g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
    if (missing)
      g_set_error(error, INDEX_ERROR, INDEX_ERROR_NONE_THERE,
                  "no index at %s: make one with jikenbo-index ARCHIVE", folder);
    else
      g_set_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED, "can't read the index: %s",
                  reason->message);
    g_error_free(reason);
  }
  g_free(path);
  return text;
}

char **index_published(const char *folder, char **catalog, GError **error) {
  char *text = index_stub_read(folder, error), *found = NULL;
  char **shards = text ? index_stub_parse(text, &found) : NULL;

  if (text && !shards)
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_DAMAGED,
                "%s/" INDEX_STUB " is no list of shards: " INDEX_CURE, folder);
  g_free(text);
  if (!shards)
    g_clear_pointer(&found, g_free);
  if (catalog)
    *catalog = found;
  else
    g_free(found);
  return shards;
}

gboolean index_is_remote(const char *folder) {
  char **shards = index_published(folder, NULL, NULL);
  gboolean remote = FALSE;
  for (char **shard = shards; shard && *shard; shard++)
    remote = remote || g_str_has_prefix(*shard, INDEX_REMOTE);
  g_strfreev(shards);
  return remote;
}

gboolean index_shard_verify(const char *folder, const char *name, GError **error) {
  char *path = g_build_filename(folder, name, NULL);
  gboolean whole = shard_file_verify(path, error);

  g_free(path);
  return whole;
}
