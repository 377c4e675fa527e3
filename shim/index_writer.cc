// index_writer.cc: builds one shard, in a scratch folder until it is whole.
#include "index_writer_internal.h"

#include <cerrno>
#include <cstring>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

// Removes a scratch folder with what is in it.
static void remove_folder(const std::string &path) noexcept {
  DIR *dir = opendir(path.c_str());

  for (struct dirent *entry = dir ? readdir(dir) : nullptr; entry; entry = readdir(dir)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
      continue;
    std::string child = path + "/" + entry->d_name;
    if (entry->d_type == DT_DIR)
      remove_folder(child);
    else
      unlink(child.c_str());
  }
  if (dir)
    closedir(dir);
  rmdir(path.c_str());
}

static bool make_scratch(IndexWriter *writer, GError **error) {
  std::string path = writer->folder + "/build-XXXXXX";

  if (!mkdtemp(&path[0]))
    return index_error_errno(error, INDEX_ERROR_WRITE, "can't make a scratch folder below",
                             writer->folder.c_str());
  writer->scratch = path;
  writer->shard.set_metadata(SCHEMA_META_VERSION, SCHEMA_VERSION);
  writer->shard.set_metadata(SCHEMA_META_ANALYSIS, writer->fingerprint);
  return true;
}

Xapian::docid index_writer_add(IndexWriter *writer, const IndexFacets &facets,
                               const IndexText *text) {
  Xapian::docid document = writer->shard.add_document(facets.record);

  writer->documents++;
  for (unsigned slot = 0; slot < SCHEMA_SLOTS; slot++)
    if (!facets.values[slot].empty())
      writer->shard.add_value(slot, document, facets.values[slot]);
  writer->side.add(facets.values[SCHEMA_SLOT_ROW], facets.values[SCHEMA_SLOT_ORDER], text);
  return document;
}

// A pair that is a word of the same notice needs no posting of its own: the word stands for it.
static void add_pairs(IndexWriter *writer, Xapian::docid document) {
  const std::vector<IndexPair> &pairs = writer->pending_pairs;
  const gsize ahead = 12;

  for (gsize i = 0; i < pairs.size(); i++) {
    if (i + ahead < pairs.size())
      writer->pairs.prefetch(pairs[i + ahead]);
    writer->pairs.add_first(pairs[i], document,
                            [&] { return writer->terms.has(SCHEMA_WORD[0], pairs[i]); });
  }
  writer->pending_pairs.clear();
}

static bool add_notice(IndexWriter *writer, const Notice *notice) {
  IndexText text = writer->text ? *writer->text : IndexText();

  text.marks = notice->marks->data;
  text.marks_bytes = notice->marks->len;
  index_facets_make(notice, &writer->facets);
  Xapian::docid document = index_writer_add(writer, writer->facets, writer->text ? &text : nullptr);
  writer->text = nullptr;
  for (const auto &term : writer->facets.terms)
    writer->terms.add(term.data(), term.size(), 0);
  writer->shard.add_terms(writer->terms, document);
  add_pairs(writer, document);
  writer->terms.clear();
  index_writer_take_readings(writer);
  return true;
}

void index_writer_take_readings(IndexWriter *writer) {
  for (const auto &entry : writer->readings.all())
    writer->all_readings.add(writer->readings, entry, 1);
  writer->readings.clear();
}

// Each reading's words side by side, and the counts in that order.
static void write_readings(IndexWriter *writer) {
  std::string counts;
  std::vector<guint32> order;

  index_writer_take_readings(writer);
  writer->all_readings.order(&order);
  for (guint32 number : order) {
    const auto &entry = writer->all_readings.all()[number];
    const char *text = writer->all_readings.text(entry);
    std::string reading(text);
    writer->shard.add_synonym(
        reading, std::string(text + reading.size() + 1, entry.bytes - reading.size() - 1));
    index_varint_append(&counts, entry.wdf);
  }
  if (!counts.empty())
    writer->shard.set_metadata(SCHEMA_META_READINGS, counts);
  writer->all_readings.clear();
}

static bool finish(IndexWriter *writer, const char *name, GError **error) {
  std::string shard = writer->scratch + "/shard";

  write_readings(writer);
  writer->pairs.write(&writer->shard);
  writer->shard.write(shard);
  writer->side.append_to(shard);
  return shard_file_seal(shard.c_str(), error) &&
         shard_file_rename(shard.c_str(), writer->folder.c_str(), name, error);
}

extern "C" {

IndexWriter *index_writer_new(const char *folder, const char *fingerprint, GError **error) {
  IndexWriter *writer = new IndexWriter;
  bool ok = index_guard(error, INDEX_ERROR_WRITE, folder, false, [&] {
    writer->folder = folder;
    writer->fingerprint = fingerprint;
    return make_scratch(writer, error);
  });

  if (ok)
    return writer;
  index_writer_free(writer);
  return nullptr;
}

void index_writer_term(IndexWriter *writer, const char *prefix, const char *term, gsize term_bytes,
                       guint wdf) {
  gsize prefix_bytes = prefix[1] ? strlen(prefix) : 1;

  if (prefix[0] == SCHEMA_PAIR[0] && prefix_bytes == 1) {
    IndexPair pair = index_pair(term, term_bytes);
    if (pair != 0)
      writer->pairs.add_first(pair, writer->documents + 1, [] { return false; });
    return;
  }
  // Short enough whatever its bytes: the common case takes no copy.
  if (prefix_bytes == 1 && term_bytes > 0 && (1 + term_bytes) * 2 <= SCHEMA_TERM_BYTES_MAX) {
    writer->terms.add(prefix[0], term, term_bytes, wdf);
    return;
  }
  std::string whole = index_term(prefix, term, term_bytes);
  if (!whole.empty())
    writer->terms.add(whole.data(), whole.size(), wdf);
}

void index_writer_text(IndexWriter *writer, const IndexText *text) {
  writer->text = text;
}

void index_writer_pair(IndexWriter *writer, const char *pair, gsize pair_bytes) {
  IndexPair packed = index_pair(pair, pair_bytes);

  if (packed != 0)
    writer->pending_pairs.push_back(packed);
}

gboolean index_writer_notice(IndexWriter *writer, const Notice *notice, GError **error) {
  return index_guard(error, INDEX_ERROR_WRITE, writer->scratch.c_str(), false,
                     [&] { return add_notice(writer, notice); });
}

void index_writer_read_with(IndexWriter *writer, IndexReadFunc func, gpointer user) {
  writer->read = func;
  writer->read_user = user;
}

void index_writer_reading(IndexWriter *writer, const char *reading, const char *word,
                          gsize word_bytes) {
  char key[2 * SCHEMA_TERM_BYTES_MAX];
  gsize bytes = strlen(reading);

  if (strlen(SCHEMA_READING_KEY) + bytes >= SCHEMA_TERM_BYTES_MAX || word_bytes == 0 ||
      word_bytes > SCHEMA_TERM_BYTES_MAX)
    return;
  memcpy(key, reading, bytes + 1);
  memcpy(key + bytes + 1, word, word_bytes);
  writer->readings.add(SCHEMA_READING_KEY[0], key, bytes + 1 + word_bytes, 0);
}

gboolean index_writer_finish(IndexWriter *writer, const char *name, GError **error) {
  return index_guard(error, INDEX_ERROR_WRITE, name, false,
                     [&] { return finish(writer, name, error); });
}

void index_writer_free(IndexWriter *writer) {
  if (!writer)
    return;
  std::string scratch = writer->scratch;
  delete writer;
  if (!scratch.empty())
    remove_folder(scratch);
}

} // extern "C"
