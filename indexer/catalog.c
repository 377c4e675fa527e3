#include "catalog.h"

#include <string.h>

Catalog *catalog_new(void) {
  Catalog *catalog = g_new0(Catalog, 1);
  catalog->files = g_ptr_array_new_with_free_func((GDestroyNotify)catalog_file_free);
  catalog->records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  catalog->names = g_string_chunk_new(1024);
  return catalog;
}

void catalog_free(Catalog *catalog) {
  if (catalog == NULL)
    return;
  g_ptr_array_unref(catalog->files);
  g_hash_table_unref(catalog->records);
  g_string_chunk_free(catalog->names);
  g_free(catalog->version);
  g_free(catalog);
}

void catalog_post_clear(CatalogPost *post) {
  g_free(post->content);
  g_free(post->id);
  g_free(post->organisation);
  g_free(post->title);
  g_free(post->url);
  g_strfreev(post->labels);
  if (post->doubts != NULL)
    g_ptr_array_unref(post->doubts);
  memset(post, 0, sizeof *post);
}

void catalog_add_record(Catalog *catalog, const char *key, const char *shard, const char *content,
                        const char *places) {
  CatalogRecord *record = g_new0(CatalogRecord, 1);
  g_strlcpy(record->key, key, sizeof record->key);
  g_strlcpy(record->content, content, sizeof record->content);
  g_strlcpy(record->places, places, sizeof record->places);
  record->shard = g_string_chunk_insert_const(catalog->names, shard);
  g_hash_table_replace(catalog->records, record->key, record);
}

const CatalogRecord *catalog_record(const Catalog *catalog, const char *key) {
  return g_hash_table_lookup(catalog->records, key);
}

CatalogFile *catalog_file_new(void) {
  CatalogFile *file = g_new0(CatalogFile, 1);
  file->posts = g_array_new(FALSE, TRUE, sizeof(CatalogPost));
  g_array_set_clear_func(file->posts, (GDestroyNotify)catalog_post_clear);
  return file;
}

void catalog_file_free(CatalogFile *file) {
  if (file == NULL)
    return;
  g_array_unref(file->posts);
  g_clear_pointer(&file->notices, g_ptr_array_unref);
  g_free(file->source);
  g_free(file->path);
  g_free(file->content);
  g_free(file->problem);
  g_free(file);
}

void catalog_file_copy_posts(CatalogFile *file, const CatalogFile *from) {
  for (guint i = 0; i < from->posts->len; i++) {
    const CatalogPost *post = &g_array_index(from->posts, CatalogPost, i);
    CatalogPost copy = *post;
    copy.content = g_strdup(post->content);
    copy.id = g_strdup(post->id);
    copy.organisation = g_strdup(post->organisation);
    copy.title = g_strdup(post->title);
    copy.url = g_strdup(post->url);
    copy.labels = g_strdupv(post->labels);
    copy.doubts = g_ptr_array_new_with_free_func(g_free);
    for (guint j = 0; post->doubts != NULL && j < post->doubts->len; j++)
      g_ptr_array_add(copy.doubts, g_strdup(g_ptr_array_index(post->doubts, j)));
    g_array_append_val(file->posts, copy);
  }
}
