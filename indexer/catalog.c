#include "catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The stored form is a GVariant: typed, checked on reading, readable in place.
 * post: kind line end_line body_line doubt key sketch content id organisation title url published
 * labels doubts; NULL strings are stored as "". */
#define POST_TYPE "(yuuudsaysssssiasas)"
#define FILE_TYPE "(ssttxxssua" POST_TYPE ")"
#define CATALOG_TYPE "(ssa" FILE_TYPE "a(ssss))"
#define CATALOG_FORMAT "jikenbo catalog 2"

static void record_free(gpointer data) {
  CatalogRecord *record = data;
  g_free(record->shard);
  g_free(record->content);
  g_free(record->places);
  g_free(record);
}

Catalog *catalog_new(void) {
  Catalog *catalog = g_new0(Catalog, 1);
  catalog->files = g_ptr_array_new_with_free_func((GDestroyNotify)catalog_file_free);
  catalog->records = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, record_free);
  return catalog;
}

void catalog_free(Catalog *catalog) {
  if (catalog == NULL)
    return;
  g_ptr_array_unref(catalog->files);
  g_hash_table_unref(catalog->records);
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
  record->shard = g_strdup(shard);
  record->content = g_strdup(content);
  record->places = g_strdup(places);
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

static const char *or_empty(const char *text) {
  return text != NULL ? text : "";
}

static char *or_null(const char *text) {
  return *text != '\0' ? g_strdup(text) : NULL;
}

static GVariant *strings_variant(char *const *strings, guint n) {
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("as"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add(&builder, "s", strings[i]);
  return g_variant_builder_end(&builder);
}

static GVariant *post_variant(const CatalogPost *post) {
  GVariant *labels = strings_variant(post->labels, post->labels ? g_strv_length(post->labels) : 0);
  GVariant *doubts = post->doubts ? strings_variant((char **)post->doubts->pdata, post->doubts->len)
                                  : strings_variant(NULL, 0);
  GVariant *sketch =
      g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, &post->sketch, sizeof post->sketch, 1);
  return g_variant_new("(yuuuds@aysssssi@as@as)", post->kind, post->line, post->end_line,
                       post->body_line, post->doubt, post->key, sketch, or_empty(post->content),
                       or_empty(post->id), or_empty(post->organisation), or_empty(post->title),
                       or_empty(post->url), post->published, labels, doubts);
}

static void post_read(GVariant *variant, CatalogPost *post) {
  const char *key, *content, *id, *organisation, *title, *url;
  GVariant *sketch;
  char **labels, **doubts;
  g_variant_get(variant, "(yuuud&s@ay&s&s&s&s&si^as^as)", &post->kind, &post->line, &post->end_line,
                &post->body_line, &post->doubt, &key, &sketch, &content, &id, &organisation, &title,
                &url, &post->published, &labels, &doubts);
  g_strlcpy(post->key, key, sizeof post->key);
  gsize bytes;
  gconstpointer stored = g_variant_get_fixed_array(sketch, &bytes, 1);
  if (bytes == sizeof post->sketch)
    memcpy(&post->sketch, stored, bytes);
  g_variant_unref(sketch);
  post->content = or_null(content);
  post->id = or_null(id);
  post->organisation = or_null(organisation);
  post->title = or_null(title);
  post->url = or_null(url);
  post->labels = labels;
  post->doubts = g_ptr_array_new_with_free_func(g_free);
  for (char **doubt = doubts; *doubt != NULL; doubt++)
    g_ptr_array_add(post->doubts, *doubt);
  g_free(doubts);
}

static GVariant *file_variant(const CatalogFile *file) {
  GVariantBuilder posts;
  g_variant_builder_init(&posts, G_VARIANT_TYPE("a" POST_TYPE));
  for (guint i = 0; i < file->posts->len; i++)
    g_variant_builder_add_value(&posts, post_variant(&g_array_index(file->posts, CatalogPost, i)));
  return g_variant_new("(ssttxxssu@a" POST_TYPE ")", file->source, file->path, file->size_bytes,
                       file->inode, file->mtime_ns, file->seen_ns, or_empty(file->content),
                       or_empty(file->problem), file->broken_bytes, g_variant_builder_end(&posts));
}

static CatalogFile *file_read(GVariant *variant) {
  CatalogFile *file = catalog_file_new();
  const char *content, *problem;
  GVariantIter *posts;
  g_variant_get(variant, "(ssttxx&s&sua" POST_TYPE ")", &file->source, &file->path,
                &file->size_bytes, &file->inode, &file->mtime_ns, &file->seen_ns, &content,
                &problem, &file->broken_bytes, &posts);
  file->content = or_null(content);
  file->problem = or_null(problem);
  GVariant *child;
  while ((child = g_variant_iter_next_value(posts)) != NULL) {
    CatalogPost post = {0};
    post_read(child, &post);
    g_array_append_val(file->posts, post);
    g_variant_unref(child);
  }
  g_variant_iter_free(posts);
  return file;
}

static GVariant *catalog_variant(const Catalog *catalog) {
  GVariantBuilder files, records;
  g_variant_builder_init(&files, G_VARIANT_TYPE("a" FILE_TYPE));
  for (guint i = 0; i < catalog->files->len; i++)
    g_variant_builder_add_value(&files, file_variant(g_ptr_array_index(catalog->files, i)));
  g_variant_builder_init(&records, G_VARIANT_TYPE("a(ssss)"));
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, catalog->records);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const CatalogRecord *record = value;
    g_variant_builder_add(&records, "(ssss)", record->key, record->shard, record->content,
                          record->places);
  }
  return g_variant_new("(ss@a" FILE_TYPE "@a(ssss))", CATALOG_FORMAT, catalog->version,
                       g_variant_builder_end(&files), g_variant_builder_end(&records));
}

static Catalog *catalog_of_variant(GVariant *variant) {
  Catalog *catalog = catalog_new();
  const char *format, *key, *shard, *content, *places;
  GVariantIter *files, *records;
  g_variant_get(variant, "(&ssa" FILE_TYPE "a(ssss))", &format, &catalog->version, &files,
                &records);
  GVariant *child;
  while ((child = g_variant_iter_next_value(files)) != NULL) {
    g_ptr_array_add(catalog->files, file_read(child));
    g_variant_unref(child);
  }
  while (g_variant_iter_next(records, "(&s&s&s&s)", &key, &shard, &content, &places))
    catalog_add_record(catalog, key, shard, content, places);
  g_variant_iter_free(files);
  g_variant_iter_free(records);
  return catalog;
}

Catalog *catalog_read(const char *path, GError **error) {
  GMappedFile *mapped = g_mapped_file_new(path, FALSE, error);
  if (mapped == NULL)
    return NULL;
  GBytes *bytes = g_mapped_file_get_bytes(mapped);
  GVariant *variant =
      g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(CATALOG_TYPE), bytes, FALSE));
  Catalog *catalog = NULL;
  GVariant *format = g_variant_get_child_value(variant, 0);
  if (g_variant_is_normal_form(variant) &&
      strcmp(g_variant_get_string(format, NULL), CATALOG_FORMAT) == 0)
    catalog = catalog_of_variant(variant);
  else
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: damaged, or of another version",
                path);
  g_variant_unref(format);
  g_variant_unref(variant);
  g_bytes_unref(bytes);
  g_mapped_file_unref(mapped);
  return catalog;
}

gboolean catalog_write(const Catalog *catalog, const char *path, GError **error) {
  GVariant *variant = g_variant_ref_sink(catalog_variant(catalog));
  gboolean done = g_file_set_contents_full(
      path, g_variant_get_data(variant), (gssize)g_variant_get_size(variant),
      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
  g_variant_unref(variant);
  return done;
}
