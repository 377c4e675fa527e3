// dump.cc: jikenbo-dump-index INDEX: all that an index holds, as text that does not depend on the
// layout of shards: two indexes of the same archive, however they came about, print the same.
#include <xapian.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "shim/index_internal.h"
#include "shim/index_pairs.h"
#include "shim/index_writer.h"
#include "shim/schema.h"

namespace {

struct Document {
  std::string record, values, terms;
};

struct Dump {
  std::map<std::string, Document> documents; // by unique key
  std::map<std::string, unsigned> readings;  // and how many notices have each
  std::set<std::string> metadata;
};

} // namespace

// Bytes that would break a line or a column are shown as \xNN.
static std::string shown(const std::string &bytes, bool all_hex = false) {
  std::string text;
  char hex[8];
  for (unsigned char c : bytes) {
    g_snprintf(hex, sizeof hex, all_hex ? "%02x" : "\\x%02x", c);
    if (all_hex || c < 0x20 || c == '\\' || c == 0x7f)
      text += hex;
    else
      text += static_cast<char>(c);
  }
  return text;
}

static const char *or_dash(const char *text) {
  return text && *text ? text : "-";
}

static void add_line(std::string *text, const std::string &line) {
  *text += "  " + shown(line) + "\n";
}

static std::string codes_shown(const char *name, const GArray *codes) {
  std::string text = name;
  for (guint i = 0; i < codes->len; i++)
    text += " " + std::to_string(g_array_index(codes, guint8, i));
  return text;
}

static void add_names(std::string *text, const char *name, const GPtrArray *names) {
  for (guint i = 0; i < names->len; i++)
    add_line(text, std::string(name) + " " + static_cast<const char *>(names->pdata[i]));
}

static void add_places(std::string *text, const Notice *notice) {
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    add_line(text, "place " + std::string(place->file) + ":" + std::to_string(place->line) + "-" +
                       std::to_string(place->end_line));
  }
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    add_line(text, "evidence " + std::string(evidence->field) + " " +
                       std::to_string(evidence->line) + " " + evidence->text);
  }
}

static std::string record_shown(const Xapian::Document &stored) {
  IndexRecord record = index_record_read(stored.get_data());
  const Notice *notice = record.notice.get();
  std::string text;
  add_line(&text, std::string("notice ") + or_dash(notice->id) + " | " +
                      or_dash(notice->organisation) + " | " + notice->title);
  add_line(&text,
           "days " + std::to_string(notice->published) + " " + std::to_string(notice->discovered) +
               " " + std::to_string(notice->occurred_from) + " " +
               std::to_string(notice->occurred_to) + " affected " +
               std::to_string(notice->affected) + " vendor " + std::to_string(notice->vendor));
  add_line(&text, codes_shown("causes", notice->causes) + codes_shown(" sectors", notice->sectors) +
                      codes_shown(" data", notice->data) + codes_shown(" media", notice->media));
  add_names(&text, "vendor", notice->vendors);
  add_names(&text, "label", notice->labels);
  add_names(&text, "link", notice->links);
  add_names(&text, "doubt", notice->doubts);
  add_places(&text, notice);
  std::string data = stored.get_data();
  char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, data.data(),
                                            static_cast<gssize>(data.size()));
  add_line(&text, std::string("record ") + sum);
  g_free(sum);
  return text;
}

static std::string values_shown(const Xapian::Document &document) {
  std::string text;
  for (auto at = document.values_begin(); at != document.values_end(); ++at)
    text += "  value " + std::to_string(at.get_valueno()) + " " + shown(*at, true) + "\n";
  return text;
}

// Terms of a document are met in byte order, as the terms of the shard ascend.
static void add_terms(const Xapian::Database &shard,
                      const std::map<Xapian::docid, Document *> &of) {
  for (auto term = shard.allterms_begin(); term != shard.allterms_end(); ++term)
    for (auto post = shard.postlist_begin(*term); post != shard.postlist_end(*term); ++post)
      of.at(*post)->terms += "  term " + shown(*term) + " " + std::to_string(post.get_wdf()) + "\n";
}

// Each reading with the number of notices that have it, over all shards.
static void add_readings(const Xapian::Database &shard, Dump *dump) {
  std::string counts = shard.get_metadata(SCHEMA_META_READINGS);
  size_t at = 0;
  for (auto key = shard.synonym_keys_begin(); key != shard.synonym_keys_end(); ++key)
    for (auto word = shard.synonyms_begin(*key); word != shard.synonyms_end(*key); ++word)
      dump->readings[shown(*key) + " " + shown(*word)] += index_varint_read(counts, &at);
}

// Pairs are metadata that name documents by number: shown beside the documents' terms.
static void add_metadata(const Xapian::Database &shard,
                         const std::map<Xapian::docid, Document *> &of, Dump *dump) {
  const std::string pair = SCHEMA_PAIR_KEY;
  for (auto at = shard.metadata_keys_begin(); at != shard.metadata_keys_end(); ++at) {
    std::string key = *at, value = shard.get_metadata(key);
    if (key == SCHEMA_META_READINGS)
      continue;
    if (key.compare(0, pair.size(), pair) != 0) {
      dump->metadata.insert("metadata " + shown(key) + " " + shown(value));
      continue;
    }
    for (Xapian::docid document : index_pairs_read(value))
      of.at(document)->terms += "  pair " + shown(key.substr(pair.size())) + "\n";
  }
}

static void add_shard(const std::string &path, Dump *dump) {
  Xapian::Database shard(path);
  std::map<Xapian::docid, Document *> of;
  for (auto key = shard.allterms_begin(SCHEMA_UNIQUE); key != shard.allterms_end(SCHEMA_UNIQUE);
       ++key)
    for (auto post = shard.postlist_begin(*key); post != shard.postlist_end(*key); ++post) {
      Document *document = &dump->documents[*key];
      Xapian::Document stored = shard.get_document(*post);
      document->record += record_shown(stored);
      document->values += values_shown(stored);
      document->terms += "  length " + std::to_string(shard.get_doclength(*post)) + "\n";
      of[*post] = document;
    }
  if (of.size() != shard.get_doccount())
    throw Xapian::DatabaseCorruptError("a notice has no key, or more than one");
  add_terms(shard, of);
  add_metadata(shard, of, dump);
  add_readings(shard, dump);
}

static void print(const Dump &dump) {
  for (const auto &line : dump.metadata)
    puts(line.c_str());
  for (const auto &entry : dump.documents)
    printf("%s\n%s%s%s", entry.first.c_str(), entry.second.record.c_str(),
           entry.second.values.c_str(), entry.second.terms.c_str());
  for (const auto &reading : dump.readings)
    printf("reading %s %u\n", reading.first.c_str(), reading.second);
}

int main(int argc, char **argv) {
  GError *error = nullptr;
  if (argc != 2) {
    fprintf(stderr, "usage: jikenbo-dump-index INDEX\n");
    return 2;
  }
  char **shards = index_published(argv[1], nullptr, &error);
  if (!shards) {
    fprintf(stderr, "jikenbo-dump-index: %s\n", error->message);
    return 3;
  }
  try {
    Dump dump;
    for (char **shard = shards; *shard; shard++)
      add_shard(std::string(argv[1]) + "/" + *shard, &dump);
    print(dump);
  } catch (const Xapian::Error &caught) {
    fprintf(stderr, "jikenbo-dump-index: %s\n", caught.get_description().c_str());
    return 3;
  }
  g_strfreev(shards);
  return fflush(stdout) == 0 ? 0 : 3;
}
