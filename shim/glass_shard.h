// glass_shard.h: private to shim/: gathers the documents of one shard in memory and writes them as
// a single-file Xapian database without term lists and positions.
#ifndef JIKENBO_SHIM_GLASS_SHARD_H
#define JIKENBO_SHIM_GLASS_SHARD_H

#include <xapian.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index_terms.h"
#include "pieces.h"

class GlassFile;
class GlassTable;

// 12 bytes a posting until it is written, and 8 more then.
class GlassShard {
public:
  // The number of the new document: they count from 1. data may be empty.
  Xapian::docid add_document(const std::string &data);
  // Not empty; by ascending document in each slot.
  void add_value(Xapian::valueno slot, Xapian::docid document, const std::string &value);

  // A term's number, for add_posting.
  guint32 term(const char *text, gsize bytes) {
    return terms.intern(text, bytes);
  }
  // Once a term and document; cheapest where each term's documents ascend.
  void add_posting(guint32 term, Xapian::docid document, Xapian::termcount wdf) {
    postings.push_back(Posting{term, document, wdf});
  }

  // All terms of a document at once.
  void add_terms(const IndexTerms &of_document, Xapian::docid document);

  // Once a key; the value isn't empty.
  void set_metadata(const std::string &key, std::string value);
  // Keys ascend, and so do the synonyms of each.
  void add_synonym(const std::string &key, const std::string &synonym);

  // Writes all to a file that doesn't exist yet, and forgets it. Throws Xapian::DatabaseError.
  void write(const std::string &path);

private:
  struct Posting {
    guint32 term;
    Xapian::docid document;
    Xapian::termcount wdf;
  };
  // A posting among those of its term.
  struct Place {
    Xapian::docid document;
    Xapian::termcount wdf;
  };
  struct Value {
    Xapian::docid document;
    std::string bytes;
  };
  IndexTerms terms;
  Pieces<Posting> postings;
  // One after the other, each with its end: a string each, kept until the shard is written, would
  // leave the heap full of holes of all sizes.
  std::string records;
  std::vector<gsize> record_ends; // by document
  std::vector<std::vector<Value>> values;
  std::vector<std::pair<std::string, std::string>> metadata, synonyms; // key, tag
  std::vector<Xapian::termcount> lengths;                              // by document
  Xapian::termcount wdf_most = 0;

  std::string write_postings(GlassFile *file);
  std::string write_records(GlassFile *file);
  std::string write_synonyms(GlassFile *file);
  void write_metadata(GlassTable *table);
  void write_values(GlassTable *table);
  void write_lengths(GlassTable *table);
  void write_terms(GlassTable *table);
  std::unique_ptr<Place[]> sort_postings(std::vector<guint32> *order, std::vector<guint32> *ends);
  std::string statistics() const;
};

#endif
