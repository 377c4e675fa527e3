// index_xapian.h: private to the files that call Xapian's library: index_far.cc, index_remote.cc,
// index_verify.cc. The others take its types and errors, which need no library.
#ifndef JIKENBO_SHIM_INDEX_XAPIAN_H
#define JIKENBO_SHIM_INDEX_XAPIAN_H

#include "index_internal.h"

// Opens one shard, here or remote, and checks that it is of this schema and analysis (fingerprint
// NULL: any). False and error.
bool index_shard_open(const char *folder, const char *name, const char *fingerprint,
                      Xapian::Database *shard, GError **error);

// A query as Xapian has it, for a reader with remote shards. Throws Xapian::WildcardError where a
// prefix explodes, Xapian::QueryParserError where the query is too deep.
Xapian::Query index_query_to_xapian(const IndexQuery *query, IndexReader *reader);
// True where a maximum, a synonym or a prefix stands in it. Where Xapian (1.4.22) may leave out
// what can't reach the best hits any more, it loses hits of such queries: all matches must be
// looked at.
bool index_query_chooses(const IndexQuery *query);

#endif
