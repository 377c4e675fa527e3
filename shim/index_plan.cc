// index_plan.cc: what a query weighs: synonyms and prefixes get the weight of one word that is as
// frequent as all of them, with frequencies of the whole index, in any layout of shards the same.
#include "index_plan.h"

#include <algorithm>
#include <cmath>

namespace {

// What a node becomes. Within a synonym also: how many notices it finds, and its weight where each
// of its words stands once.
struct Part {
  IndexPlan plan;
  double found, mass;
};

class Planner {
public:
  explicit Planner(IndexReader *reader_)
      : reader(reader_), notices(static_cast<double>(index_documents(reader_))) {
  }
  // measured: within a synonym. Each node is looked at once.
  Part translate(const IndexQuery *query, bool measured) const;

private:
  IndexReader *reader;
  double notices;

  double idf(double found) const;
  double together(double found, double more) const;
  Part word(const IndexQuery *query, bool measured) const;
  Part prefix(const IndexQuery *query) const;
  Part scaled(const IndexQuery *query, bool measured) const;
  Part joined(const IndexQuery *query, bool measured) const;
  void add_choices(const IndexQuery *query, std::vector<Part> *parts) const;
  Part as_one_word(std::vector<Part> *parts) const;
};

} // namespace

// Of a prefix: more hardly change its weight.
static const unsigned MEASURED_WORDS = 1000;

// As Xapian's BM25 has it.
double Planner::idf(double found) const {
  double odds = (notices - found + 0.5) / (found + 0.5);
  return std::log(odds < 2 ? odds * 0.5 + 1 : odds);
}

// Notices that either finds, where they find independently.
double Planner::together(double found, double more) const {
  return notices > 0 ? found + more - found * more / notices : 0;
}

static IndexPlan leaf(const IndexQuery *query) {
  IndexPlan plan;
  plan.op = query->op;
  plan.query = query;
  return plan;
}

static IndexPlan scale(double factor, IndexPlan child) {
  IndexPlan plan;
  plan.op = QueryOp::Scale;
  plan.factor = factor;
  plan.children.push_back(std::move(child));
  return plan;
}

Part Planner::as_one_word(std::vector<Part> *parts) const {
  IndexPlan plan;
  double found = 0;

  plan.op = QueryOp::First;
  for (const Part &part : *parts)
    found = together(found, part.found);
  double mass = idf(found);
  for (Part &part : *parts)
    if (part.found > 0)
      plan.children.push_back(part.mass > 0 ? scale(mass / part.mass, std::move(part.plan))
                                            : std::move(part.plan));
  return Part{std::move(plan), found, mass};
}

// Children that are themselves choices are opened: all words of a synonym are peers.
void Planner::add_choices(const IndexQuery *query, std::vector<Part> *parts) const {
  for (const auto &child : query->children)
    if (child->op == QueryOp::Synonym || child->op == QueryOp::Or)
      add_choices(child.get(), parts);
    else
      parts->push_back(translate(child.get(), true));
}

Part Planner::word(const IndexQuery *query, bool measured) const {
  double found = measured ? index_frequency(reader, query->term) : 0;
  return Part{leaf(query), found, idf(found)};
}

// A prefix's words are too many to ask which comes first: any of them weighs the same, as one word
// that finds what the first of them find together.
Part Planner::prefix(const IndexQuery *query) const {
  double found = 0;
  unsigned n = 0;

  index_each_term(reader, query->term, [&](const std::string &, Xapian::doccount frequency) {
    found = together(found, frequency);
    return ++n < MEASURED_WORDS;
  });
  IndexPlan plan = leaf(query);
  plan.factor = idf(found);
  return Part{std::move(plan), found, idf(found)};
}

// The mass leaves the factor out: inside a synonym it lessens its word.
Part Planner::scaled(const IndexQuery *query, bool measured) const {
  if (query->children.empty())
    return Part{IndexPlan(), 0, 0};
  Part part = translate(query->children[0].get(), measured);
  part.plan = scale(query->factor, std::move(part.plan));
  return part;
}

// The operators of several children. Found are as many as the rarest of them finds, or all of a
// choice; the left one's where the others only decide.
Part Planner::joined(const IndexQuery *query, bool measured) const {
  bool choice = query->op == QueryOp::Or || query->op == QueryOp::Max;
  bool decides = query->op == QueryOp::AndNot || query->op == QueryOp::Filter;
  IndexPlan plan;
  double found = 0, mass = 0;

  plan.op = query->op == QueryOp::Max ? QueryOp::First : query->op;
  for (const auto &child : query->children) {
    Part part = translate(child.get(), measured);
    bool first = plan.children.empty();
    if (choice)
      found = together(found, part.found);
    else if (first || query->op == QueryOp::And)
      found = first ? part.found : std::min(found, part.found);
    if (query->op == QueryOp::Max)
      mass = std::max(mass, part.mass);
    else if (first || !decides)
      mass += part.mass;
    plan.children.push_back(std::move(part.plan));
  }
  return Part{std::move(plan), found, mass};
}

Part Planner::translate(const IndexQuery *query, bool measured) const {
  switch (query->op) {
  case QueryOp::TooDeep:
    throw Xapian::QueryParserError("the query is nested too deeply");
  case QueryOp::All:
  case QueryOp::Range:
    return Part{leaf(query), notices, 0};
  case QueryOp::None:
    return Part{IndexPlan(), 0, 0};
  case QueryOp::Chosen:
    return Part{leaf(query), static_cast<double>(query->chosen->n), 0};
  case QueryOp::Pair:
  case QueryOp::PairPrefix:
  case QueryOp::AllPairs: {
    Part part{leaf(query), notices, 0};
    part.plan.op = reader->far ? QueryOp::All : query->op;
    return part;
  }
  case QueryOp::Term:
    return word(query, measured);
  case QueryOp::Prefix:
    return prefix(query);
  case QueryOp::Scale:
    return scaled(query, measured);
  case QueryOp::Synonym:
    break;
  default:
    return joined(query, measured);
  }
  std::vector<Part> parts;
  add_choices(query, &parts);
  return as_one_word(&parts);
}

IndexPlan index_plan_make(const IndexQuery *query, IndexReader *reader) {
  return Planner(reader).translate(query, false).plan;
}

void index_prefix_explodes(const std::string &start) {
  throw Xapian::WildcardError("Wildcard " + start + "* expands to more than " +
                              std::to_string(INDEX_PREFIX_TERMS_MAX) + " terms");
}
