// index_query.cc: query trees in our words, and what Xapian makes of them.
#include "index_internal.h"
#include "index_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstring>

// Building functions are noexcept: out of memory ends the program, as everywhere with GLib.

static IndexQuery *node(QueryOp op) noexcept {
  IndexQuery *query = new IndexQuery;
  query->op = op;
  return query;
}

// Depth is kept in bounds while the tree grows: freeing and walking it never overflow the stack.
static IndexQuery *finish(IndexQuery *query) noexcept {
  for (const auto &child : query->children) {
    query->depth = std::max(query->depth, child->depth + 1);
    if (child->op == QueryOp::TooDeep)
      query->op = QueryOp::TooDeep;
  }
  if (query->depth > INDEX_QUERY_DEPTH_MAX)
    query->op = QueryOp::TooDeep;
  if (query->op == QueryOp::TooDeep) {
    query->children.clear();
    query->depth = 1;
  }
  return query;
}

static IndexQuery *node_of(QueryOp op, IndexQuery **children, guint n) noexcept {
  IndexQuery *query = node(op);

  for (guint i = 0; i < n; i++)
    if (children[i])
      query->children.emplace_back(children[i]);
  return finish(query);
}

// left NULL: nothing matches; right NULL: left as it is.
static IndexQuery *node_of_two(QueryOp op, IndexQuery *left, IndexQuery *right) noexcept {
  if (!left) {
    index_query_free(right);
    return node(QueryOp::None);
  }
  if (!right)
    return left;
  IndexQuery *both[] = {left, right};
  return node_of(op, both, 2);
}

static std::string term_of(const char *prefix, const char *term, gssize term_bytes) noexcept {
  return index_term(prefix, term, term_bytes < 0 ? strlen(term) : static_cast<gsize>(term_bytes));
}

static IndexQuery *range(unsigned slot, std::string from, std::string to) noexcept {
  IndexQuery *query = node(QueryOp::Range);
  query->slot = slot;
  query->from = std::move(from);
  query->to = std::move(to);
  return query;
}

static IndexQuery *pair(QueryOp op, const char *term, gssize term_bytes) noexcept {
  IndexQuery *query = node(op);
  query->term.assign(term, term_bytes < 0 ? strlen(term) : static_cast<gsize>(term_bytes));
  return query;
}

extern "C" {

IndexQuery *index_query_all(void) {
  return node(QueryOp::All);
}

IndexQuery *index_query_none(void) {
  return node(QueryOp::None);
}

IndexQuery *index_query_term(const char *prefix, const char *term, gssize term_bytes) {
  if (strcmp(prefix, SCHEMA_PAIR) == 0)
    return pair(QueryOp::Pair, term, term_bytes);
  std::string whole = term_of(prefix, term, term_bytes);
  IndexQuery *query = node(whole.empty() ? QueryOp::None : QueryOp::Term);
  query->term = std::move(whole);
  return query;
}

IndexQuery *index_query_prefix(const char *prefix, const char *term, gssize term_bytes) {
  if (strcmp(prefix, SCHEMA_PAIR) == 0)
    return pair(QueryOp::PairPrefix, term, term_bytes);
  IndexQuery *query = node(QueryOp::Prefix);
  gsize bytes = term_bytes < 0 ? strlen(term) : static_cast<gsize>(term_bytes);
  query->term = std::string(prefix).append(term, bytes);
  return query;
}

IndexQuery *index_query_all_pairs(const char *const *pairs, guint n, gboolean loose) {
  IndexQuery *query = node(QueryOp::AllPairs);
  query->pairs.assign(pairs, pairs + n);
  query->loose = loose;
  return query;
}

IndexQuery *index_query_and(IndexQuery **children, guint n) {
  return node_of(QueryOp::And, children, n);
}

IndexQuery *index_query_or(IndexQuery **children, guint n) {
  return node_of(QueryOp::Or, children, n);
}

IndexQuery *index_query_max(IndexQuery **children, guint n) {
  return node_of(QueryOp::Max, children, n);
}

IndexQuery *index_query_synonym(IndexQuery **children, guint n) {
  return node_of(QueryOp::Synonym, children, n);
}

IndexQuery *index_query_and_not(IndexQuery *left, IndexQuery *right) {
  return node_of_two(QueryOp::AndNot, left, right);
}

IndexQuery *index_query_and_maybe(IndexQuery *left, IndexQuery *right) {
  return node_of_two(QueryOp::AndMaybe, left, right);
}

IndexQuery *index_query_filter(IndexQuery *left, IndexQuery *right) {
  return node_of_two(QueryOp::Filter, left, right);
}

IndexQuery *index_query_scale(IndexQuery *child, double factor) {
  IndexQuery *query = node_of(QueryOp::Scale, &child, 1);
  query->factor = std::isfinite(factor) && factor > 0 ? factor : 0;
  return query;
}

IndexQuery *index_query_range_date(const char *from, const char *to) {
  // "0" is below every day, and above the empty value of an unknown one.
  return range(SCHEMA_SLOT_DATE, from && *from ? from : "0", to ? to : "");
}

IndexQuery *index_query_range_affected(gint64 from, gint64 to) {
  if (to < 0)
    return node(QueryOp::None);
  double low = static_cast<double>(std::max<gint64>(from, 0));
  bool open = to == G_MAXINT64;
  return range(SCHEMA_SLOT_AFFECTED, Xapian::sortable_serialise(low),
               open ? std::string() : Xapian::sortable_serialise(static_cast<double>(to)));
}

IndexQuery *index_query_keys(GPtrArray *keys) {
  IndexQuery *query = node(QueryOp::Or);

  for (guint i = 0; i < keys->len; i++) {
    const char *key = static_cast<const char *>(g_ptr_array_index(keys, i));
    query->children.emplace_back(index_query_term(SCHEMA_UNIQUE, key, -1));
  }
  return index_query_scale(finish(query), 0);
}

IndexQuery *index_query_copy(const IndexQuery *query) {
  if (!query)
    return nullptr;
  IndexQuery *copy = node(query->op);

  copy->term = query->term;
  copy->from = query->from;
  copy->to = query->to;
  copy->slot = query->slot;
  copy->factor = query->factor;
  copy->depth = query->depth;
  copy->chosen = query->chosen;
  copy->pairs = query->pairs;
  copy->loose = query->loose;
  for (const auto &child : query->children)
    copy->children.emplace_back(index_query_copy(child.get()));
  return copy;
}

void index_query_free(IndexQuery *query) {
  delete query;
}

char *index_query_describe(const IndexQuery *query) {
  GError *error = nullptr;
  char *text =
      index_guard(&error, INDEX_ERROR_OTHER, "the query", static_cast<char *>(nullptr), [&] {
        Xapian::Query whole = index_query_to_xapian(query, nullptr);
        return g_strdup(whole.get_description().c_str());
      });
  if (!text)
    text = g_strdup(error->message);
  g_clear_error(&error);
  return text;
}

} // extern "C"

// ---- to Xapian
//
// Xapian's own synonym weighs its words by those that the shard at hand has: scores would depend on
// the layout of shards. So a synonym is the first of its children that a notice has, each scaled so
// that it weighs what one word as frequent as all of them together would, with frequencies of the
// whole index. Xapian's own maximum isn't used either: 1.4.22 reads freed memory where it stands
// below an OR or over several shards.

namespace {

// What a node becomes. Within a synonym also: how many notices it finds, and its weight where each
// of its words stands once.
struct Part {
  Xapian::Query query;
  double found, mass;
};

class Translator {
public:
  explicit Translator(IndexReader *reader_)
      : reader(reader_), notices(reader_ ? reader_->db.get_doccount() : 0) {
  }
  // measured: within a synonym. Each node is looked at once.
  Part translate(const IndexQuery *query, bool measured) const;

private:
  IndexReader *reader; // null: only to be described
  double notices;

  double idf(double found) const;
  double together(double found, double more) const;
  Part word(const std::string &term, bool measured) const;
  Part prefix(const std::string &start) const;
  Part pairs(const IndexQuery *query) const;
  Part scaled(const IndexQuery *query, bool measured) const;
  Part joined(const IndexQuery *query, bool measured) const;
  void add_choices(const IndexQuery *query, std::vector<Part> *parts) const;
  Part as_one_word(const std::vector<Part> &parts) const;
};

} // namespace

// Of a prefix: more hardly change its weight.
static const unsigned MEASURED_WORDS = 1000;

// As Xapian's BM25 has it.
double Translator::idf(double found) const {
  double odds = (notices - found + 0.5) / (found + 0.5);
  return std::log(odds < 2 ? odds * 0.5 + 1 : odds);
}

// Notices that either finds, where they find independently.
double Translator::together(double found, double more) const {
  return notices > 0 ? found + more - found * more / notices : 0;
}

using Queries = std::vector<Xapian::Query>;

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

Part Translator::as_one_word(const std::vector<Part> &parts) const {
  Queries words;
  double found = 0;

  for (const Part &part : parts)
    found = together(found, part.found);
  double mass = idf(found);
  for (const Part &part : parts)
    if (part.found > 0)
      words.push_back(part.mass > 0 ? Xapian::Query(mass / part.mass, part.query) : part.query);
  return Part{first_of(words.begin(), words.end()), found, mass};
}

// Children that are themselves choices are opened: all words of a synonym are peers.
void Translator::add_choices(const IndexQuery *query, std::vector<Part> *parts) const {
  for (const auto &child : query->children)
    if (child->op == QueryOp::Synonym || child->op == QueryOp::Or)
      add_choices(child.get(), parts);
    else
      parts->push_back(translate(child.get(), true));
}

Part Translator::word(const std::string &term, bool measured) const {
  double found = measured ? index_frequency(reader, term) : 0;
  return Part{Xapian::Query(term), found, idf(found)};
}

// A prefix's words are too many to ask which comes first: any of them weighs the same, as one word
// that finds what the first of them find together.
Part Translator::prefix(const std::string &start) const {
  double found = 0;
  unsigned n = 0;

  const Xapian::Database &db = reader->db;
  for (auto at = db.allterms_begin(start); at != db.allterms_end(start) && n < MEASURED_WORDS;
       ++at, ++n)
    found = together(found, at.get_termfreq());
  auto *weight = new Xapian::FixedWeightPostingSource(idf(found));
  Xapian::Query any(Xapian::Query::OP_WILDCARD, start, INDEX_PREFIX_TERMS_MAX,
                    Xapian::Query::WILDCARD_LIMIT_ERROR, Xapian::Query::OP_OR);
  return Part{Xapian::Query(0.0, any) & Xapian::Query(weight->release()), found, idf(found)};
}

Part Translator::pairs(const IndexQuery *query) const {
  if (!reader && query->op == QueryOp::AllPairs)
    return Part{Xapian::Query(Xapian::Query::OP_AND, query->pairs.begin(), query->pairs.end()), 0,
                0};
  if (!reader)
    return Part{Xapian::Query(SCHEMA_PAIR + query->term), 0, 0};
  if (reader->remote)
    return Part{Xapian::Query::MatchAll, notices, 0};
  if (query->op == QueryOp::AllPairs)
    return Part{index_all_pairs_to_xapian(query->pairs, query->loose), notices, 0};
  return Part{index_pairs_to_xapian(query->term, query->op == QueryOp::PairPrefix), notices, 0};
}

// The mass leaves the factor out: inside a synonym it lessens its word.
Part Translator::scaled(const IndexQuery *query, bool measured) const {
  if (query->children.empty())
    return Part{Xapian::Query::MatchNothing, 0, 0};
  Part part = translate(query->children[0].get(), measured);
  part.query = Xapian::Query(query->factor, part.query);
  return part;
}

static Xapian::Query range_to_xapian(const IndexQuery *query) {
  if (query->to.empty())
    return Xapian::Query(Xapian::Query::OP_VALUE_GE, query->slot, query->from);
  return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, query->slot, query->from, query->to);
}

static Xapian::Query::op xapian_op(QueryOp op) {
  switch (op) {
  case QueryOp::And:
    return Xapian::Query::OP_AND;
  case QueryOp::Or:
    return Xapian::Query::OP_OR;
  case QueryOp::Max:
    return Xapian::Query::OP_MAX;
  case QueryOp::Synonym:
    return Xapian::Query::OP_SYNONYM;
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

// The operators of several children. Found are as many as the rarest of them finds, or all of a
// choice; the left one's where the others only decide.
Part Translator::joined(const IndexQuery *query, bool measured) const {
  bool choice = query->op == QueryOp::Or || query->op == QueryOp::Max;
  bool decides = query->op == QueryOp::AndNot || query->op == QueryOp::Filter;
  Queries children;
  double found = 0, mass = 0;

  for (const auto &child : query->children) {
    Part part = translate(child.get(), measured);
    bool first = children.empty();
    if (choice)
      found = together(found, part.found);
    else if (first || query->op == QueryOp::And)
      found = first ? part.found : std::min(found, part.found);
    if (query->op == QueryOp::Max)
      mass = std::max(mass, part.mass);
    else if (first || !decides)
      mass += part.mass;
    children.push_back(std::move(part.query));
  }
  if (reader && query->op == QueryOp::Max)
    return Part{first_of(children.begin(), children.end()), found, mass};
  return Part{Xapian::Query(xapian_op(query->op), children.begin(), children.end()), found, mass};
}

Part Translator::translate(const IndexQuery *query, bool measured) const {
  switch (query->op) {
  case QueryOp::TooDeep:
    throw Xapian::QueryParserError("the query is nested too deeply");
  case QueryOp::All:
    return Part{Xapian::Query::MatchAll, notices, 0};
  case QueryOp::None:
    return Part{Xapian::Query::MatchNothing, 0, 0};
  case QueryOp::Range:
    return Part{range_to_xapian(query), notices, 0};
  case QueryOp::Chosen:
    return Part{index_chosen_to_xapian(query->chosen), static_cast<double>(query->chosen->n), 0};
  case QueryOp::Pair:
  case QueryOp::PairPrefix:
  case QueryOp::AllPairs:
    return pairs(query);
  case QueryOp::Term:
    return word(query->term, measured);
  case QueryOp::Scale:
    return scaled(query, measured);
  default:
    break;
  }
  if (reader && query->op == QueryOp::Prefix)
    return prefix(query->term);
  if (query->op == QueryOp::Prefix)
    return Part{Xapian::Query(Xapian::Query::OP_WILDCARD, query->term, INDEX_PREFIX_TERMS_MAX), 0,
                0};
  if (!reader || query->op != QueryOp::Synonym)
    return joined(query, measured);
  std::vector<Part> parts;
  add_choices(query, &parts);
  return as_one_word(parts);
}

Xapian::Query index_query_to_xapian(const IndexQuery *query, IndexReader *reader) {
  return Translator(reader).translate(query, false).query;
}

bool index_query_chooses(const IndexQuery *query) {
  if (query->op == QueryOp::Max || query->op == QueryOp::Synonym || query->op == QueryOp::Prefix)
    return true;
  return std::any_of(query->children.begin(), query->children.end(),
                     [](const auto &child) { return index_query_chooses(child.get()); });
}
