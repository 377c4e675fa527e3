// index_copy.cc: takes notices over from a published shard. It has no term lists: every term's
// postings are walked once, and the kept notices' own lists are put together in memory.
#include "index_writer_internal.h"

#include <cstring>

namespace {

struct Posting {
  guint32 term, wdf;
};

struct Kept {
  Xapian::docid docid;
  std::unique_ptr<IndexFacets> replaced; // of the record that keep() gave; else as stored
  std::vector<Posting> postings;         // in byte order of their terms
};

struct Copy {
  Xapian::Database source;
  std::vector<Kept> kept;            // by docid
  std::vector<gint32> place;         // docid -> place in kept, or -1
  std::string arena;                 // all terms that a kept notice has
  std::vector<guint32> term_ends{0}; // ends in arena, one more than terms
};

} // namespace

static void ask_keep(Copy *copy, Xapian::docid docid, IndexKeepFunc keep, gpointer user) {
  IndexRecord stored =
      index_record_read(copy->source.get_document(docid, Xapian::DOC_ASSUME_VALID));
  const Notice *record = nullptr;

  if (!keep(stored.key, stored.notice.get(), &record, user))
    return;
  copy->place.at(docid) = static_cast<gint32>(copy->kept.size());
  copy->kept.push_back(Kept{docid, nullptr, {}});
  if (record) {
    copy->kept.back().replaced.reset(new IndexFacets);
    index_facets_make(record, copy->kept.back().replaced.get());
  }
}

static void choose(Copy *copy, IndexKeepFunc keep, gpointer user) {
  const Xapian::Database &source = copy->source;

  copy->place.assign(source.get_lastdocid() + 1, -1);
  for (auto at = source.postlist_begin(""); at != source.postlist_end(""); ++at)
    ask_keep(copy, *at, keep, user);
}

// Adds the postings of term to the notices that have it.
static void collect_term(Copy *copy, const std::string &term) {
  guint32 index = static_cast<guint32>(copy->term_ends.size() - 1);
  bool boolean = index_term_is_boolean(term.c_str()), used = false;

  for (auto at = copy->source.postlist_begin(term); at != copy->source.postlist_end(term); ++at) {
    gint32 place = copy->place.at(*at);
    if (place < 0 || (boolean && copy->kept[place].replaced))
      continue;
    copy->kept[place].postings.push_back(Posting{index, at.get_wdf()});
    used = true;
  }
  if (!used)
    return;
  copy->arena += term;
  copy->term_ends.push_back(static_cast<guint32>(copy->arena.size()));
}

static void collect(Copy *copy, const char *shard_path, IndexKeepFunc keep, gpointer user) {
  copy->source = Xapian::Database(shard_path);
  choose(copy, keep, user);
  if (!copy->kept.empty())
    for (auto at = copy->source.allterms_begin(); at != copy->source.allterms_end(); ++at)
      collect_term(copy, *at);
}

// Pairs aren't terms: their documents stand in the metadata. The kept notices are added in order,
// so their new numbers are known before.
static void copy_pairs(IndexWriter *writer, const Copy &copy) {
  const Xapian::Database &source = copy.source;
  Xapian::docid before = writer->documents;

  for (auto key = source.metadata_keys_begin(SCHEMA_PAIR_KEY);
       key != source.metadata_keys_end(SCHEMA_PAIR_KEY); ++key) {
    const std::string name = *key;
    for (Xapian::docid document : index_pairs_read(source.get_metadata(name)))
      if (copy.place.at(document) >= 0)
        writer->pairs.add(name.data() + strlen(SCHEMA_PAIR_KEY),
                          name.size() - strlen(SCHEMA_PAIR_KEY),
                          before + 1 + static_cast<Xapian::docid>(copy.place[document]));
  }
}

static void fill_stored(Copy *copy, Xapian::docid docid, Xapian::Document *document) {
  Xapian::Document stored = copy->source.get_document(docid, Xapian::DOC_ASSUME_VALID);

  for (unsigned slot = 0; slot < SCHEMA_SLOTS; slot++) {
    std::string value = stored.get_value(slot);
    if (!value.empty())
      document->add_value(slot, value);
  }
  document->set_data(stored.get_data());
}

static void write_kept(IndexWriter *writer, Copy *copy, Kept *kept) {
  Xapian::Document document;

  for (const Posting &posting : kept->postings) {
    guint32 from = copy->term_ends[posting.term], to = copy->term_ends[posting.term + 1];
    writer->term.assign(copy->arena, from, to - from);
    document.add_term(writer->term, posting.wdf);
  }
  gsize postings = kept->postings.size();
  std::vector<Posting>().swap(kept->postings);
  if (kept->replaced) {
    for (const auto &term : kept->replaced->terms)
      document.add_boolean_term(term);
    index_writer_fill(&document, *kept->replaced);
  } else {
    fill_stored(copy, kept->docid, &document);
  }
  index_writer_add(writer, document, postings);
}

extern "C" gboolean index_writer_copy(IndexWriter *writer, const char *shard_path,
                                      IndexKeepFunc keep, gpointer user, GError **error) {
  Copy copy;
  bool read = index_guard(error, INDEX_ERROR_DAMAGED, shard_path, false, [&] {
    collect(&copy, shard_path, keep, user);
    return true;
  });

  return read && index_guard(error, INDEX_ERROR_WRITE, writer->scratch.c_str(), false, [&] {
           if (!copy.kept.empty())
             copy_pairs(writer, copy);
           for (Kept &kept : copy.kept)
             write_kept(writer, &copy, &kept);
           if (!copy.kept.empty())
             index_copy_readings(writer, copy.source, copy.place);
           return true;
         });
}
