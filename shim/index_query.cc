// index_query.cc: query trees in our words.
#include "index_internal.h"

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
  guint64 low = static_cast<guint64>(std::max<gint64>(from, 0));
  bool open = to == G_MAXINT64;
  return range(SCHEMA_SLOT_AFFECTED, index_sortable(low),
               open ? std::string() : index_sortable(static_cast<guint64>(to)));
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

} // extern "C"
