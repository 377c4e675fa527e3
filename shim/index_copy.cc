// index_copy.cc: takes notices over from a published shard, which is read where it lies mapped. It
// has no term lists: every term's postings are walked once, and those of the notices that are kept
// go to the new shard.
#include "index_writer_internal.h"

#include <cstring>

namespace {

struct Kept {
  Xapian::docid docid;
  std::unique_ptr<IndexFacets> replaced; // of the record that keep() gave; else as stored
};

struct Copy {
  explicit Copy(const char *shard)
      : side(IndexSide::open(shard)), source(side->file(), side->file_bytes()),
        place(source.documents() + 1, -1) {
  }
  std::shared_ptr<const IndexSide> side;
  GlassReader source;
  std::vector<Kept> kept;    // by docid
  std::vector<gint32> place; // docid -> place in kept, or -1
  Xapian::docid first = 0;   // the new number of the first one that is kept
};

} // namespace

static void ask_keep(Copy *copy, Xapian::docid docid, const IndexKeeper *keeper) {
  std::string data = copy->source.record(docid);
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
  for (Xapian::docid docid = 1; docid <= copy->source.documents(); docid++)
    ask_keep(copy, docid, keeper);
}

// By slot and docid.
static std::vector<std::vector<std::string>> read_values(const Copy &copy) {
  std::vector<std::vector<std::string>> values(SCHEMA_SLOTS);

  for (unsigned slot = 0; slot < SCHEMA_SLOTS; slot++) {
    values[slot].resize(copy.place.size());
    copy.source.each_value(slot, [&](Xapian::docid docid, std::string_view value) {
      values[slot].at(docid).assign(value);
    });
  }
  return values;
}

// Records and values; the boolean terms too of the records that are replaced.
static void copy_records(IndexWriter *writer, Copy *copy) {
  std::vector<std::vector<std::string>> values = read_values(*copy);

  copy->first = writer->documents + 1;
  for (const Kept &kept : copy->kept) {
    IndexText text;
    const IndexText *own = copy->side->text(copy->side->row(kept.docid), &text) ? &text : nullptr;
    IndexFacets stored;
    if (!kept.replaced) {
      for (unsigned slot = 0; slot < SCHEMA_SLOTS; slot++)
        stored.values[slot].swap(values[slot][kept.docid]);
      stored.record = copy->source.record(kept.docid);
      index_writer_add(writer, stored, own);
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

  for (GlassPostings at = copy.source.postings(term); at.next();) {
    gint32 place = copy.place.at(at.document);
    if (place < 0 || (boolean && copy.kept[place].replaced))
      continue;
    number = known ? number : writer->shard.term(term.data(), term.size());
    known = true;
    writer->shard.add_posting(number, copy.first + static_cast<Xapian::docid>(place), at.number);
  }
}

// Pairs aren't terms: their documents stand in the metadata.
static void copy_pairs(IndexWriter *writer, const Copy &copy) {
  const gsize mark_bytes = strlen(SCHEMA_PAIR_KEY);

  for (GlassWalk walk = copy.source.metadata_from(SCHEMA_PAIR_KEY); !walk.at_end(); walk.next()) {
    IndexPair pair = index_pair(walk.name().data() + mark_bytes, walk.name().size() - mark_bytes);
    if (pair == 0)
      throw Xapian::DatabaseCorruptError("a pair of characters is none");
    for (Xapian::docid document : index_pairs_read(std::string(walk.tag())))
      if (copy.place.at(document) >= 0)
        writer->pairs.add(pair, copy.first + static_cast<Xapian::docid>(copy.place[document]));
  }
}

extern "C" gboolean index_writer_copy(IndexWriter *writer, const char *shard_path,
                                      const IndexKeeper *keeper, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, shard_path, false, [&] {
    Copy copy(shard_path);
    choose(&copy, keeper);
    if (copy.kept.empty())
      return true;
    copy_records(writer, &copy);
    for (GlassWalk walk = copy.source.terms(""); !walk.at_end(); walk.next())
      copy_term(writer, copy, walk.name());
    copy_pairs(writer, copy);
    index_copy_readings(writer, copy.source, copy.place);
    return true;
  });
}
