/* catalog_store.c: the stored form of a catalog: one line that names the format, the checksum of
 * what follows, then varints and strings. A hundred thousand notices are read in a tenth of a
 * second. */
#include <string.h>

#include "catalog.h"

#define FORMAT "jikenbo catalog 6\n"
#define HASH_BYTES 16 /* of a hash in 32 hex digits */

/* ---- writing */

static void put_uint(GByteArray *to, guint64 value) {
  guint8 buffer[10];
  guint n = 0;
  for (; value >= 0x80; value >>= 7)
    buffer[n++] = (guint8)(value | 0x80);
  buffer[n++] = (guint8)value;
  g_byte_array_append(to, buffer, n);
}

/* 0 stands for NULL. */
static void put_text(GByteArray *to, const char *text) {
  gsize bytes = text != NULL ? strlen(text) : 0;
  put_uint(to, text != NULL ? bytes + 1 : 0);
  g_byte_array_append(to, (const guint8 *)text, (guint)bytes);
}

/* Of a digit that this file's own hashes have: 0-9a-f. */
static inline guint hex_value(char digit) {
  return (guint)digit - (digit > '9' ? 'a' - 10 : '0');
}

static void put_hash(GByteArray *to, const char *hex) {
  guint8 raw[HASH_BYTES];
  for (guint i = 0; i < HASH_BYTES; i++)
    raw[i] = (guint8)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
  g_byte_array_append(to, raw, HASH_BYTES);
}

static void put_strings(GByteArray *to, char *const *strings, guint n) {
  put_uint(to, n);
  for (guint i = 0; i < n; i++)
    put_text(to, strings[i]);
}

static void put_sketch(GByteArray *to, const IdentitySketch *sketch) {
  put_hash(to, sketch->group);
  put_uint(to, identity_is_sketched(sketch));
  if (!identity_is_sketched(sketch))
    return;
  put_uint(to, sketch->hashes_n);
  for (guint i = 0; i < sketch->hashes_n; i++)
    put_uint(to, sketch->hashes[i] - (i > 0 ? sketch->hashes[i - 1] : 0));
  put_uint(to, sketch->figures);
  put_hash(to, sketch->near);
}

static void put_post(GByteArray *to, const CatalogPost *post) {
  put_uint(to, post->kind);
  put_uint(to, post->line);
  put_uint(to, post->end_line);
  put_uint(to, post->body_line);
  g_byte_array_append(to, (const guint8 *)&post->doubt, sizeof post->doubt);
  put_uint(to, (guint64)post->published);
  put_text(to, post->id);
  put_text(to, post->organisation);
  put_text(to, post->title);
  put_text(to, post->url);
  put_strings(to, post->labels, post->labels != NULL ? g_strv_length(post->labels) : 0);
  put_strings(to, post->doubts != NULL ? (char **)post->doubts->pdata : NULL,
              post->doubts != NULL ? post->doubts->len : 0);
  if (post->kind != POST_NOTICE)
    return;
  put_hash(to, post->key);
  put_hash(to, post->content);
  put_sketch(to, &post->sketch);
}

static void put_file(GByteArray *to, const CatalogFile *file) {
  put_text(to, file->source);
  put_text(to, file->path);
  put_text(to, file->content);
  put_text(to, file->problem);
  put_uint(to, file->size_bytes);
  put_uint(to, file->inode);
  put_uint(to, (guint64)file->mtime_ns);
  put_uint(to, (guint64)file->seen_ns);
  put_uint(to, file->broken_bytes);
  put_uint(to, file->posts->len);
  for (guint i = 0; i < file->posts->len; i++)
    put_post(to, &g_array_index(file->posts, CatalogPost, i));
}

/* Shards are few: a record names its own by its place in the list. */
static void put_records(GByteArray *to, GHashTable *records) {
  GPtrArray *shards = g_ptr_array_new();
  GHashTable *numbers = g_hash_table_new(NULL, NULL); /* the names are interned */
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, records);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const char *shard = ((CatalogRecord *)value)->shard;
    if (g_hash_table_contains(numbers, shard))
      continue;
    g_hash_table_insert(numbers, (gpointer)shard, GUINT_TO_POINTER(shards->len));
    g_ptr_array_add(shards, (gpointer)shard);
  }
  put_strings(to, (char **)shards->pdata, shards->len);
  put_uint(to, g_hash_table_size(records));
  g_hash_table_iter_init(&iter, records);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const CatalogRecord *record = value;
    put_hash(to, record->key);
    put_hash(to, record->content);
    put_hash(to, record->places);
    put_uint(to, GPOINTER_TO_UINT(g_hash_table_lookup(numbers, record->shard)));
  }
  g_hash_table_unref(numbers);
  g_ptr_array_unref(shards);
}

/* Finds damage, at the speed of memory; no guard against intent. */
static guint64 checksum(const guint8 *bytes, gsize n) {
  guint64 sum = n, word;
  for (; n >= sizeof word; n -= sizeof word, bytes += sizeof word) {
    memcpy(&word, bytes, sizeof word);
    sum = (sum ^ word) * 0x9e3779b97f4a7c15ULL;
    sum ^= sum >> 29;
  }
  for (; n > 0; n--)
    sum = (sum ^ *bytes++) * 0x100000001b3ULL;
  return sum;
}

gboolean catalog_write(const Catalog *catalog, const char *path, GError **error) {
  GByteArray *bytes = g_byte_array_new();
  const gsize head = strlen(FORMAT) + sizeof(guint64);
  g_byte_array_append(bytes, (const guint8 *)FORMAT "\0\0\0\0\0\0\0", (guint)head);
  put_text(bytes, catalog->version);
  put_uint(bytes, catalog->notices);
  put_uint(bytes, catalog->incidents);
  put_uint(bytes, catalog->duplicates);
  put_uint(bytes, catalog->files->len);
  for (guint i = 0; i < catalog->files->len; i++)
    put_file(bytes, g_ptr_array_index(catalog->files, i));
  put_records(bytes, catalog->records);
  guint64 sum = checksum(bytes->data + head, bytes->len - head);
  memcpy(bytes->data + strlen(FORMAT), &sum, sizeof sum);
  gboolean done = g_file_set_contents_full(
      path, (const char *)bytes->data, (gssize)bytes->len,
      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
  g_byte_array_unref(bytes);
  return done;
}

/* ---- reading: ok turns FALSE at the first byte that can't be, and stays so */

typedef struct {
  const guint8 *at, *end;
  gboolean ok;
} Reader;

static guint64 take_uint(Reader *from) {
  guint64 value = 0;
  for (guint shift = 0; shift < 64 && from->at < from->end; shift += 7) {
    guint8 byte = *from->at++;
    value |= (guint64)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
  from->ok = FALSE;
  return 0;
}

/* A number of things of a byte or more each. */
static guint take_count(Reader *from) {
  guint64 n = take_uint(from);
  from->ok = from->ok && n <= (guint64)(from->end - from->at);
  return from->ok ? (guint)n : 0;
}

static const guint8 *take_bytes(Reader *from, gsize n) {
  from->ok = from->ok && n <= (gsize)(from->end - from->at);
  if (!from->ok)
    return NULL;
  from->at += n;
  return from->at - n;
}

static char *take_text(Reader *from) {
  guint64 bytes = take_uint(from);
  const guint8 *text = bytes > 0 ? take_bytes(from, bytes - 1) : NULL;
  return text != NULL ? g_strndup((const char *)text, bytes - 1) : NULL;
}

static void take_hash(Reader *from, char hex[2 * HASH_BYTES + 1]) {
  static const char digits[] = "0123456789abcdef";
  const guint8 *raw = take_bytes(from, HASH_BYTES);
  for (guint i = 0; raw != NULL && i < HASH_BYTES; i++) {
    hex[2 * i] = digits[raw[i] >> 4];
    hex[2 * i + 1] = digits[raw[i] & 15];
  }
  hex[raw != NULL ? 2 * HASH_BYTES : 0] = '\0';
}

static char **take_strings(Reader *from) {
  guint n = take_count(from);
  char **strings = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++) {
    strings[i] = take_text(from);
    if (strings[i] == NULL) {
      from->ok = FALSE;
      break;
    }
  }
  return strings;
}

static void take_sketch(Reader *from, IdentitySketch *sketch) {
  guint32 hash = 0;
  take_hash(from, sketch->group);
  if (take_uint(from) == 0)
    return;
  sketch->hashes_n = take_count(from);
  if (sketch->hashes_n > IDENTITY_HASHES) {
    from->ok = FALSE;
    sketch->hashes_n = 0;
  }
  for (guint i = 0; i < sketch->hashes_n; i++)
    sketch->hashes[i] = hash += (guint32)take_uint(from);
  sketch->figures = (guint32)take_uint(from);
  take_hash(from, sketch->near);
}

static void take_post(Reader *from, CatalogPost *post) {
  post->kind = (guint8)take_uint(from);
  post->line = (guint)take_uint(from);
  post->end_line = (guint)take_uint(from);
  post->body_line = (guint)take_uint(from);
  const guint8 *doubt = take_bytes(from, sizeof post->doubt);
  if (doubt != NULL)
    memcpy(&post->doubt, doubt, sizeof post->doubt);
  post->published = (int)take_uint(from);
  post->id = take_text(from);
  post->organisation = take_text(from);
  post->title = take_text(from);
  post->url = take_text(from);
  post->labels = take_strings(from);
  char **doubts = take_strings(from);
  post->doubts = g_ptr_array_new_with_free_func(g_free);
  for (char **one = doubts; *one != NULL; one++)
    g_ptr_array_add(post->doubts, *one);
  g_free(doubts);
  if (post->kind != POST_NOTICE)
    return;
  char content[2 * HASH_BYTES + 1];
  take_hash(from, post->key);
  take_hash(from, content);
  post->content = g_strdup(content);
  take_sketch(from, &post->sketch);
}

static CatalogFile *take_file(Reader *from) {
  CatalogFile *file = catalog_file_new();
  file->source = take_text(from);
  file->path = take_text(from);
  file->content = take_text(from);
  file->problem = take_text(from);
  file->size_bytes = take_uint(from);
  file->inode = take_uint(from);
  file->mtime_ns = (gint64)take_uint(from);
  file->seen_ns = (gint64)take_uint(from);
  file->broken_bytes = (guint)take_uint(from);
  guint posts = take_count(from);
  g_array_set_size(file->posts, posts);
  for (guint i = 0; i < posts && from->ok; i++)
    take_post(from, &g_array_index(file->posts, CatalogPost, i));
  from->ok = from->ok && file->source != NULL && file->path != NULL;
  return file;
}

static void take_records(Reader *from, Catalog *catalog) {
  char **shards = take_strings(from);
  guint shards_n = g_strv_length(shards), n = take_count(from);
  for (guint i = 0; i < n && from->ok; i++) {
    char key[2 * HASH_BYTES + 1], content[2 * HASH_BYTES + 1], places[2 * HASH_BYTES + 1];
    take_hash(from, key);
    take_hash(from, content);
    take_hash(from, places);
    guint64 shard = take_uint(from);
    from->ok = from->ok && shard < shards_n;
    if (from->ok)
      catalog_add_record(catalog, key, shards[shard], content, places);
  }
  g_strfreev(shards);
}

static Catalog *take_catalog(Reader *from) {
  Catalog *catalog = catalog_new();
  catalog->version = take_text(from);
  catalog->notices = (guint)take_uint(from);
  catalog->incidents = (guint)take_uint(from);
  catalog->duplicates = (guint)take_uint(from);
  guint files = take_count(from);
  for (guint i = 0; i < files && from->ok; i++)
    g_ptr_array_add(catalog->files, take_file(from));
  take_records(from, catalog);
  if (from->ok && catalog->version != NULL && from->at == from->end)
    return catalog;
  catalog_free(catalog);
  return NULL;
}

Catalog *catalog_read(const char *path, GError **error) {
  GMappedFile *mapped = g_mapped_file_new(path, FALSE, error);
  if (mapped == NULL)
    return NULL;
  const gsize head = strlen(FORMAT) + sizeof(guint64);
  const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents(mapped);
  gsize n = g_mapped_file_get_length(mapped);
  Catalog *catalog = NULL;
  if (n > head && memcmp(bytes, FORMAT, strlen(FORMAT)) == 0) {
    guint64 sum;
    memcpy(&sum, bytes + strlen(FORMAT), sizeof sum);
    Reader reader = {bytes + head, bytes + n, TRUE};
    catalog = sum == checksum(bytes + head, n - head) ? take_catalog(&reader) : NULL;
  }
  g_mapped_file_unref(mapped);
  if (catalog == NULL)
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: damaged, or of another version",
                path);
  return catalog;
}
