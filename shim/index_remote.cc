// index_remote.cc: plans as Xapian has them, for shards that other machines serve.
#include "index_plan.h"
#include "index_xapian.h"

#include <algorithm>

using Queries = std::vector<Xapian::Query>;

// Xapian's own maximum isn't used: 1.4.22 reads freed memory where it stands below an OR or over
// several shards.
//
// The first of from..to that matches gives the weight: the first half, or the second where no part
// of the first matches, and so on: n log n parts.
static Xapian::Query first_of(Queries::const_iterator from, Queries::const_iterator to) {
  if (to - from < 2)
    return from == to ? Xapian::Query() : *from;
  auto middle = from + (to - from) / 2;
  Xapian::Query before(Xapian::Query::OP_OR, from, middle);
  return first_of(from, middle) |
         Xapian::Query(Xapian::Query::OP_AND_NOT, first_of(middle, to), before);
}

static Xapian::Query range_to_xapian(const IndexQuery *query) {
  if (query->to.empty())
    return Xapian::Query(Xapian::Query::OP_VALUE_GE, query->slot, query->from);
  return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, query->slot, query->from, query->to);
}

static Xapian::Query prefix_to_xapian(const IndexPlan &plan) {
  auto *weight = new Xapian::FixedWeightPostingSource(plan.factor);
  Xapian::Query any(Xapian::Query::OP_WILDCARD, plan.query->term, INDEX_PREFIX_TERMS_MAX,
                    Xapian::Query::WILDCARD_LIMIT_ERROR, Xapian::Query::OP_OR);
  return Xapian::Query(0.0, any) & Xapian::Query(weight->release());
}

static Xapian::Query::op xapian_op(QueryOp op) {
  switch (op) {
  case QueryOp::And:
    return Xapian::Query::OP_AND;
  case QueryOp::Or:
    return Xapian::Query::OP_OR;
  case QueryOp::AndNot:
    return Xapian::Query::OP_AND_NOT;
  case QueryOp::AndMaybe:
    return Xapian::Query::OP_AND_MAYBE;
  case QueryOp::Filter:
    return Xapian::Query::OP_FILTER;
  default:
    return Xapian::Query::OP_INVALID;
  }
}

static Xapian::Query to_xapian(const IndexPlan &plan) {
  switch (plan.op) {
  case QueryOp::All:
    return Xapian::Query::MatchAll;
  case QueryOp::None:
    return Xapian::Query::MatchNothing;
  case QueryOp::Range:
    return range_to_xapian(plan.query);
  case QueryOp::Term:
    return Xapian::Query(plan.query->term);
  case QueryOp::Prefix:
    return prefix_to_xapian(plan);
  case QueryOp::Scale:
    return Xapian::Query(plan.factor, to_xapian(plan.children[0]));
  default:
    break;
  }
  Queries children;
  for (const IndexPlan &child : plan.children)
    children.push_back(to_xapian(child));
  if (plan.op == QueryOp::First)
    return first_of(children.begin(), children.end());
  return Xapian::Query(xapian_op(plan.op), children.begin(), children.end());
}

Xapian::Query index_query_to_xapian(const IndexQuery *query, IndexReader *reader) {
  return to_xapian(index_plan_make(query, reader));
}

bool index_query_chooses(const IndexQuery *query) {
  if (query->op == QueryOp::Max || query->op == QueryOp::Synonym || query->op == QueryOp::Prefix)
    return true;
  return std::any_of(query->children.begin(), query->children.end(),
                     [](const auto &child) { return index_query_chooses(child.get()); });
}
