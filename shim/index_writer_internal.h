// index_writer_internal.h: private to shim/: what index_writer.cc and index_copy.cc share.
#ifndef JIKENBO_SHIM_INDEX_WRITER_INTERNAL_H
#define JIKENBO_SHIM_INDEX_WRITER_INTERNAL_H

#include "index_internal.h"
#include "index_pairs.h"
#include "index_terms.h"

struct IndexWriter {
  std::string folder, scratch, fingerprint;
  Xapian::WritableDatabase db;
  gsize pending = 0;           // postings since the last commit
  Xapian::docid documents = 0; // added so far
  IndexPairs pairs;            // of the whole shard
  IndexTerms terms;            // of the notice under way
  IndexTerms readings;         // reading NUL word, of the notice under way
  IndexTerms all_readings;     // of the whole shard; wdf: how many notices have it
  IndexFacets facets;
  std::string term; // reused: one allocation, not one a term
  IndexReadFunc read = nullptr;
  gpointer read_user = nullptr;
};

// Adds document, of that many postings; commits now and then.
void index_writer_add(IndexWriter *writer, const Xapian::Document &document, gsize postings);
// Counts the readings of the notice under way, and forgets them.
void index_writer_take_readings(IndexWriter *writer);
// Takes over the readings of source that its kept notices have; place: docid -> number among the
// kept, or -1. Shared by index_copy.cc and index_copy_readings.cc.
void index_copy_readings(IndexWriter *writer, const Xapian::Database &source,
                         const std::vector<gint32> &place);
// Sets values and data of facets.
void index_writer_fill(Xapian::Document *document, const IndexFacets &facets);

#endif
