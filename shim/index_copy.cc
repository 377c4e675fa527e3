// index_copy.cc: takes notices over from a published shard. It has no term lists: every term's
// postings are walked once, and those of the notices that are kept go to the new shard.
#include "index_writer_internal.h"

#include <cstring>

namespace {

struct Kept {
  Xapian::docid docid;
  std::unique_ptr<IndexFacets> replaced; // of the record that keep() gave; else as stored
};

struct Copy {
  Xapian::Database source;
  std::shared_ptr<const IndexSide> side;
  std::vector<Kept> kept;    // by docid
  std::vector<gint32> place; // docid -> place in kept, or -1
  Xapian::docid first = 0;   // the new number of the first one that is kept
};

} // namespace

static void ask_keep(Copy *copy, Xapian::docid docid, const IndexKeeper *keeper) {
  std::string data = copy->source.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data();
  char key[33];

  index_record_key(data, key);
  IndexKeep keep = keeper->keep(key, keeper->user);
  if (keep == INDEX_DROP)
    return;
  copy->place.at(docid) = static_cast<gint32>(copy->kept.size());
  copy->kept.push_back(Kept{docid, nullptr});
  if (keep == INDEX_KEEP)
    return;
  IndexRecord stored = index_record_read(data);
  copy->kept.back().replaced.reset(new IndexFacets);
  index_facets_make(keeper->replace(key, stored.notice.get(), keeper->user),
                    copy->kept.back().replaced.get());
}

static void choose(Copy *copy, const IndexKeeper *keeper) {
  const Xapian::Database &source = copy->source;

  copy->place.assign(source.get_lastdocid() + 1, -1);
  for (auto at = source.postlist_begin(""); at != source.postlist_end(""); ++at)
    ask_keep(copy, *at, keeper);
}

static void add_stored(IndexWriter *writer, const Copy &copy, Xapian::docid docid,
                       const IndexText *text) {
  Xapian::Document stored = copy.source.get_document(docid, Xapian::DOC_ASSUME_VALID);
  IndexFacets facets;

  for (unsigned slot = 0; slot < SCHEMA_SLOTS; slot++)
    facets.values[slot] = stored.get_value(slot);
  facets.record = stored.get_data();
  index_writer_add(writer, facets, text);
}

// Records and values; the boolean terms too of the records that are replaced.
static void copy_records(IndexWriter *writer, Copy *copy) {
  copy->first = writer->documents + 1;
  for (const Kept &kept : copy->kept) {
    IndexText text;
    const IndexText *own = copy->side->text(copy->side->row(kept.docid), &text) ? &text : nullptr;
    if (!kept.replaced) {
      add_stored(writer, *copy, kept.docid, own);
      continue;
    }
    Xapian::docid document = index_writer_add(writer, *kept.replaced, own);
    for (const auto &term : kept.replaced->terms)
      writer->shard.add_posting(writer->shard.term(term.data(), term.size()), document, 0);
  }
}

static void copy_term(IndexWriter *writer, const Copy &copy, const std::string &term) {
  bool boolean = index_term_is_boolean(term.c_str()), known = false;
  guint32 number = 0;

  for (auto at = copy.source.postlist_begin(term); at != copy.source.postlist_end(term); ++at) {
    gint32 place = copy.place.at(*at);
    if (place < 0 || (boolean && copy.kept[place].replaced))
      continue;
    number = known ? number : writer->shard.term(term.data(), term.size());
    known = true;
    writer->shard.add_posting(number, copy.first + static_cast<Xapian::docid>(place), at.get_wdf());
  }
}

// Pairs aren't terms: their documents stand in the metadata.
static void copy_pairs(IndexWriter *writer, const Copy &copy) {
  const Xapian::Database &source = copy.source;
  for (auto key = source.metadata_keys_begin(SCHEMA_PAIR_KEY);
       key != source.metadata_keys_end(SCHEMA_PAIR_KEY); ++key) {
    const std::string name = *key;
    for (Xapian::docid document : index_pairs_read(source.get_metadata(name)))
      if (copy.place.at(document) >= 0)
        writer->pairs.add(name.data() + strlen(SCHEMA_PAIR_KEY),
                          name.size() - strlen(SCHEMA_PAIR_KEY),
                          copy.first + static_cast<Xapian::docid>(copy.place[document]));
  }
}

extern "C" gboolean index_writer_copy(IndexWriter *writer, const char *shard_path,
                                      const IndexKeeper *keeper, GError **error) {
  Copy copy;

  return index_guard(error, INDEX_ERROR_DAMAGED, shard_path, false, [&] {
    copy.source = Xapian::Database(shard_path);
    copy.side = IndexSide::open(shard_path);
    choose(&copy, keeper);
    if (copy.kept.empty())
      return true;
    copy_records(writer, &copy);
    for (auto at = copy.source.allterms_begin(); at != copy.source.allterms_end(); ++at)
      copy_term(writer, copy, *at);
    copy_pairs(writer, copy);
    index_copy_readings(writer, copy.source, copy.place);
    return true;
  });
}
