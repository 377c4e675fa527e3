// index_writer_internal.h: private to shim/: what index_writer.cc and index_copy.cc share.
#ifndef JIKENBO_SHIM_INDEX_WRITER_INTERNAL_H
#define JIKENBO_SHIM_INDEX_WRITER_INTERNAL_H

#include "glass_reader.h"
#include "glass_shard.h"
#include "index_internal.h"
#include "index_pairs.h"
#include "index_side.h"
#include "index_terms.h"

struct IndexWriter {
  std::string folder, scratch, fingerprint;
  GlassShard shard;
  Xapian::docid documents = 0;          // added so far
  IndexPairs pairs;                     // of the whole shard
  IndexTerms terms;                     // of the notice under way
  std::vector<IndexPair> pending_pairs; // of the same
  IndexTerms readings;                  // reading NUL word, of the notice under way
  IndexTerms all_readings;              // of the whole shard; wdf: how many notices have it
  IndexSideWriter side;
  const IndexText *text = nullptr; // of the notice under way
  IndexFacets facets;
  IndexReadFunc read = nullptr;
  gpointer read_user = nullptr;
};

// Adds a document with the values and data of facets; text NULL: without its folded text.
Xapian::docid index_writer_add(IndexWriter *writer, const IndexFacets &facets,
                               const IndexText *text);
// Counts the readings of the notice under way, and forgets them.
void index_writer_take_readings(IndexWriter *writer);
// Takes over the readings of source that its kept notices have; place: docid -> number among the
// kept, or -1. Shared by index_copy.cc and index_copy_readings.cc.
void index_copy_readings(IndexWriter *writer, const GlassReader &source,
                         const std::vector<gint32> &place);

#endif
