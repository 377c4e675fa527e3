// index_plan.h: private to shim/: a query with the index's own numbers in it, ready to be matched.
#ifndef JIKENBO_SHIM_INDEX_PLAN_H
#define JIKENBO_SHIM_INDEX_PLAN_H

#include "index_internal.h"

// Where a query has Max or Synonym stands First: the first child that a notice has gives the
// weight. A Prefix weighs factor. Pairs stand only where all shards are here.
struct IndexPlan {
  QueryOp op = QueryOp::None;
  const IndexQuery *query = nullptr; // of a leaf; the plan lives no longer
  double factor = 1;                 // Scale, Prefix
  std::vector<IndexPlan> children;
};

// Throws Xapian::QueryParserError where the query is too deep.
IndexPlan index_plan_make(const IndexQuery *query, IndexReader *reader);

// A prefix of more words than INDEX_PREFIX_TERMS_MAX.
[[noreturn]] void index_prefix_explodes(const std::string &start);

#endif
