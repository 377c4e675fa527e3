#include "history.h"

#include <string.h>

struct History {
  char *path;
  GPtrArray *entries; /* of char*, oldest first */
  GPtrArray *added;   /* of char*, since it was read */
  guint at;           /* where the walk stands; entries->len: at none */
};

char *history_path(void) {
  return g_build_filename(g_get_user_state_dir(), "jikenbo", "history", NULL);
}

static void put_last(GPtrArray *entries, const char *query) {
  for (guint i = entries->len; i-- > 0;)
    if (strcmp(g_ptr_array_index(entries, i), query) == 0)
      g_ptr_array_remove_index(entries, i);
  g_ptr_array_add(entries, g_strdup(query));
  if (entries->len > HISTORY_ENTRIES_MAX)
    g_ptr_array_remove_range(entries, 0, entries->len - HISTORY_ENTRIES_MAX);
}

static GPtrArray *read_entries(const char *path) {
  GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return entries;
  /* the last of equal lines counts: walked from behind, each is looked up once */
  GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
  char **lines = g_strsplit(text, "\n", -1);
  for (guint i = g_strv_length(lines); i-- > 0 && entries->len < HISTORY_ENTRIES_MAX;)
    if (*lines[i] && g_utf8_validate(lines[i], -1, NULL) && g_hash_table_add(seen, lines[i]))
      g_ptr_array_insert(entries, 0, g_strdup(lines[i]));
  g_hash_table_destroy(seen);
  g_strfreev(lines);
  g_free(text);
  return entries;
}

History *history_new(const char *path) {
  History *history = g_new0(History, 1);
  history->path = g_strdup(path);
  history->entries = read_entries(path);
  history->added = g_ptr_array_new_with_free_func(g_free);
  history_rest(history);
  return history;
}

void history_free(History *history) {
  if (!history)
    return;
  g_ptr_array_unref(history->entries);
  g_ptr_array_unref(history->added);
  g_free(history->path);
  g_free(history);
}

void history_add(History *history, const char *query) {
  char *plain = g_strstrip(g_strdup(query));
  if (*plain && !strchr(plain, '\n')) {
    put_last(history->entries, plain);
    put_last(history->added, plain);
  }
  g_free(plain);
  history_rest(history);
}

guint history_count(const History *history) {
  return history->entries->len;
}

const char *history_entry(const History *history, guint i) {
  return g_ptr_array_index(history->entries, i);
}

const char *history_older(History *history, const char *typed) {
  for (guint i = history->at; i-- > 0;) {
    const char *entry = history_entry(history, i);
    if (!g_str_has_prefix(entry, typed) || strcmp(entry, typed) == 0)
      continue;
    history->at = i;
    return entry;
  }
  return NULL;
}

const char *history_newer(History *history, const char *typed) {
  for (guint i = history->at + 1; i < history->entries->len; i++) {
    const char *entry = history_entry(history, i);
    if (!g_str_has_prefix(entry, typed) || strcmp(entry, typed) == 0)
      continue;
    history->at = i;
    return entry;
  }
  history_rest(history);
  return NULL;
}

void history_rest(History *history) {
  history->at = history->entries->len;
}

gboolean history_save(History *history, GError **error) {
  if (!history->added->len)
    return TRUE;
  char *folder = g_path_get_dirname(history->path);
  g_mkdir_with_parents(folder, 0700);
  g_free(folder);
  GPtrArray *entries = read_entries(history->path);
  for (guint i = 0; i < history->added->len; i++)
    put_last(entries, g_ptr_array_index(history->added, i));
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf(text, "%s\n", (char *)g_ptr_array_index(entries, i));
  gboolean written = g_file_set_contents_full(history->path, text->str, text->len,
                                              G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  if (written)
    g_ptr_array_set_size(history->added, 0);
  g_string_free(text, TRUE);
  g_ptr_array_unref(entries);
  return written;
}
