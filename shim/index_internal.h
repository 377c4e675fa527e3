// index_internal.h: private to the C++ of shim/: errors, terms, keys, queries as Xapian has them.
#ifndef JIKENBO_SHIM_INDEX_INTERNAL_H
#define JIKENBO_SHIM_INDEX_INTERNAL_H

#include <xapian.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "glass_reader.h"
#include "index_reader.h"
#include "index_remote.h"
#include "index_writer.h"
#include "index_side.h"
#include "schema.h"
#include "shard_file.h"

// ---- errors

// Thrown where a question isn't wanted any more.
struct IndexCancelled {};

// Turns the exception under way into error. fallback is the code of Xapian's unspecific errors (a
// writer's are WRITE, a reader's DAMAGED); what names the thing at hand.
void index_error_from_exception(GError **error, IndexErrorCode fallback, const char *what) noexcept;

// Runs body, which returns a Result; an exception becomes error, and failed is returned.
template <typename Result, typename Body>
Result index_guard(GError **error, IndexErrorCode fallback, const char *what, Result failed,
                   Body &&body) noexcept {
  try {
    return body();
  } catch (...) {
    index_error_from_exception(error, fallback, what);
    return failed;
  }
}

// ---- terms

// prefix + term as the index has it; empty where the index leaves such a term out.
std::string index_term(const char *prefix, const char *term, gsize term_bytes);
// A number as a value whose bytes sort as numbers do: how many bytes, then those, the high first.
std::string index_sortable(guint64 number);
// TRUE for the prefixes whose terms follow from the record alone.
bool index_term_is_boolean(const char *term);

// ---- what of a document follows from the record alone

struct IndexFacets {
  std::vector<std::string> terms; // boolean, sorted, distinct
  std::string values[SCHEMA_SLOTS];
  std::string record;
};
void index_facets_make(const Notice *notice, IndexFacets *facets);

// A document's data (index_record.cc): the unique key's bytes, then the packed notice, compressed.
constexpr gsize INDEX_KEY_BYTES = 16;
struct IndexRecord {
  char key[33];
  std::unique_ptr<Notice, void (*)(Notice *)> notice{nullptr, notice_free};
};
std::string index_record_make(const Notice *notice, const char *key);
// These throw Xapian::DatabaseCorruptError where the data is no record. The key costs nothing.
IndexRecord index_record_read(const std::string &data);
void index_record_key(const std::string &data, char key[33]);

// ---- shards

// Whether a shard's metadata (SCHEMA_META_…) say that it is of this schema and analysis
// (fingerprint NULL: any). False and error.
bool index_shard_fits(const std::string &version, const std::string &analysis, const char *name,
                      const char *fingerprint, GError **error);

// ---- queries

enum class QueryOp {
  All,
  None,
  Term,
  Prefix,
  Pair,       // term: the pair
  PairPrefix, // term: what a pair begins with
  AllPairs,   // pairs, loose
  And,
  Or,
  Max,
  Synonym,
  First, // in plans (index_plan.h)
  AndNot,
  AndMaybe,
  Filter,
  Scale,
  Range,
  Chosen,
  TooDeep
};

// Documents chosen one by one, of each shard, ascending.
struct IndexChosen {
  std::vector<std::vector<Xapian::docid>> shards;
  size_t n = 0;
};

struct IndexQuery {
  QueryOp op = QueryOp::None;
  std::string term;     // Term, Prefix
  std::string from, to; // Range; empty: open
  unsigned slot = 0;
  double factor = 0;
  unsigned depth = 1;
  std::vector<std::string> pairs;
  bool loose = false;
  std::shared_ptr<const IndexChosen> chosen;
  std::vector<std::unique_ptr<IndexQuery>> children;
};

// Queries nested deeper than this are refused: Xapian's own walk is recursive.
constexpr unsigned INDEX_QUERY_DEPTH_MAX = 256;
// Words that one prefix may stand for.
constexpr unsigned INDEX_PREFIX_TERMS_MAX = 20000;

// ---- readers

using IndexNameFunc = std::function<bool(const std::string &, Xapian::doccount)>;
using IndexWordFunc = std::function<bool(const std::string &reading, const std::string &word)>;
using IndexRecordFunc = std::function<bool(const IndexRecord &, Xapian::docid)>;

// An index of which other machines serve shards: all of it is asked through Xapian's client
// (index_far.cc). Its functions throw Xapian's exceptions.
struct IndexFar {
  virtual ~IndexFar() = default;
  virtual Xapian::doccount documents() const = 0;
  virtual Xapian::docid last_document() const = 0;
  virtual Xapian::doccount frequency(const std::string &term) const = 0;
  virtual bool has_term(const std::string &term) const = 0;
  // These call func, ascending, until it returns false.
  virtual void each_term(const std::string &start, const IndexNameFunc &func) const = 0;
  virtual void each_reading(const std::string &key, const IndexWordFunc &func) const = 0;
  virtual IndexRecord record(Xapian::docid number) const = 0;
  virtual void each_record(IndexReader *reader, const IndexQuery *query,
                           const IndexRecordFunc &func) const = 0;
  virtual void ask(IndexReader *reader, const IndexRequest *request, IndexAnswer *answer) const = 0;
};

// Opens the shards of these names. Null and error.
using IndexFarOpen = std::unique_ptr<IndexFar> (*)(const char *folder, char **names,
                                                   const char *fingerprint, GError **error);
// Set by index_remote_use; null in a program without Xapian's library.
extern IndexFarOpen index_far_open;
// What the system says of an error of Xapian's, or null; set with it.
extern const char *(*index_error_system)(const Xapian::Error &e);

struct IndexReader {
  std::string folder, stub, fingerprint;
  bool any_analysis = false;
  guint64 stub_inode = 0;
  gint64 stub_changed = 0; // ns
  guint shards = 0;
  const volatile gint *cancel = nullptr;
  std::unique_ptr<IndexFar> far;                                 // where a shard is remote
  std::vector<GlassReader> shards_here;                          // else each shard
  std::vector<std::shared_ptr<const IndexSide>> sides;           // and its side
  std::unordered_map<std::string, Xapian::doccount> frequencies; // of terms that were asked for
};

// A query's weights, in every index the same: BM25. Notices are short and of one kind, and what is
// repeated is mostly boilerplate: k1 lets repetition saturate soon; b is small, as a long notice is
// a thorough one more often than a wordy one. k3 0: a word said twice in a question isn't asked
// twice. No relevance feedback: k2 0.
constexpr struct { double k1, k2, k3, b, min_normlen; } INDEX_BM25 = {1.2, 0, 0, 0.3, 0.5};
// A notice that a query matches, of an index all of whose shards are here.
struct IndexMatch {
  guint64 head; // of the incident
  const SideRow *row;
  const IndexSide *side;
  Xapian::docid docid;
  double weight;
};
// All of them, shard by shard, ascending in each; weighed where that is asked.
std::vector<IndexMatch> index_match_all(IndexReader *reader, const IndexQuery *query, bool weighed);
// Asks an index all of whose shards are here, by their sides.
void index_ask_local(IndexReader *reader, const IndexRequest *request, IndexAnswer *answer);

// As index_reader_compare.
void index_compare_local(IndexReader *reader, const IndexQuery *query, const IndexAnswer *known,
                         guint *incidents, guint *beyond);

// What an answer's rows point into.
struct IndexStorage {
  std::string bytes; // remote matches' rows
  std::vector<std::shared_ptr<const IndexSide>> sides;
};

// Throws IndexCancelled where the reader's questions aren't wanted any more.
inline void index_check_cancelled(const IndexReader *reader) {
  if (reader->cancel && g_atomic_int_get(reader->cancel))
    throw IndexCancelled();
}

// Notices of all shards; the number of the last of them.
Xapian::doccount index_documents(const IndexReader *reader);
Xapian::docid index_last_document(const IndexReader *reader);
// A notice's number in all shards, which are numbered in turn: 1, 2, … n of the first document of n
// shards; and back.
inline Xapian::docid index_number(const IndexReader *reader, size_t shard, Xapian::docid document) {
  return static_cast<Xapian::docid>((document - 1) * reader->sides.size() + shard + 1);
}
// Documents that have a term: every shard is asked, once.
Xapian::doccount index_frequency(IndexReader *reader, const std::string &term);
// Calls func(term, frequency) of each term of any shard that begins so, ascending, until it returns
// false.
void index_each_term(const IndexReader *reader, const std::string &start,
                     const IndexNameFunc &func);
// Calls func(record, number) of each notice that matches, in no order, until it returns false.
void index_each_record(IndexReader *reader, const IndexQuery *query, const IndexRecordFunc &func);

// Opens what the stub names now, in place of what was open. FALSE and error.
bool index_reader_reopen(IndexReader *reader, GError **error);

#endif
