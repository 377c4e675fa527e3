// index_match.cc: matches and weighs a plan, shard by shard, on the postings as they lie mapped.
// What a node finds is a bit a notice, and a number a notice where it weighs.
#include <algorithm>
#include <cmath>

#include "index_pairs.h"
#include "index_plan.h"

namespace {

constexpr unsigned WORD_BITS = 64;

// Weights are 0 where the bit isn't set; none at all where nothing weighs.
struct Found {
  std::vector<guint64> bits;
  std::vector<double> weights;

  bool any() const {
    return std::any_of(bits.begin(), bits.end(), [](guint64 word) { return word != 0; });
  }
  template <typename Func> void each(Func &&func) const {
    for (size_t i = 0; i < bits.size(); i++)
      for (guint64 word = bits[i]; word; word &= word - 1)
        func(static_cast<Xapian::docid>(i * WORD_BITS +
                                        static_cast<unsigned>(__builtin_ctzll(word))));
  }
};

// The parts of a weight, as Xapian's BM25 has them.
class Bm25 {
public:
  explicit Bm25(IndexReader *reader);
  double idf(const std::string &term) const;
  double norm(Xapian::termcount length) const;

private:
  IndexReader *reader;
  double notices, length_factor;
};

// How a notice that was found before takes a further weight.
enum class Join { Add, First };

// Adds to what is there.
class Gatherer {
public:
  Gatherer(Found *found_, Join join_) : found(found_), join(join_) {
  }
  void operator()(Xapian::docid document, double weight) {
    guint64 bit = G_GUINT64_CONSTANT(1) << document % WORD_BITS,
            *word = &found->bits[document / WORD_BITS];
    if (!found->weights.empty() && (join == Join::Add || !(*word & bit)))
      found->weights[document] += weight;
    *word |= bit;
  }

private:
  Found *found;
  Join join;
};

// One shard.
class Matcher {
public:
  Matcher(const IndexReader *reader_, size_t number, const Bm25 &weighting_, bool weighed_)
      : reader(reader_), shard(reader_->shards_here[number]), number_of_shard(number),
        weighting(weighting_), weighed(weighed_) {
  }
  Found match(const IndexPlan &plan) {
    return evaluate(plan, weighed ? 1 : 0);
  }

private:
  const IndexReader *reader;
  const GlassReader &shard;
  size_t number_of_shard;
  const Bm25 &weighting;
  bool weighed;
  std::vector<double> norms; // by document; empty until one is asked for

  Found nothing(double factor) const;
  Found evaluate(const IndexPlan &plan, double factor);
  Found first_child(const IndexPlan &plan, double factor);
  Found both(const IndexPlan &plan, double factor);
  Found maybe(const IndexPlan &plan, double factor);
  void join(const IndexPlan &plan, double factor, Found *found, Join how);
  void merge(const Found &from, Found *found, Join how) const;
  void term(const IndexPlan &plan, double factor, Gatherer gather);
  void prefix(const IndexPlan &plan, double factor, Found *found, Join how);
  void pairs(const IndexQuery *query, Gatherer gather) const;
  void leaf(const IndexPlan &plan, double factor, Gatherer gather);
  void read_norms();
  Xapian::docid checked(Xapian::docid document) const {
    if (document == 0 || document > shard.documents())
      throw Xapian::DatabaseCorruptError("a term's postings can't be read");
    return document;
  }
};

} // namespace

// ---- weights

Bm25::Bm25(IndexReader *reader_) : reader(reader_), notices(index_documents(reader_)) {
  guint64 length = 0;
  for (const GlassReader &shard : reader->shards_here)
    length += shard.length();
  double average = notices > 0 ? static_cast<double>(length) / notices : 0;
  length_factor = average > 0 ? 1 / average : 0;
}

double Bm25::idf(const std::string &term) const {
  double found = index_frequency(reader, term);
  double odds = (notices - found + 0.5) / (found + 0.5);
  return std::log(odds < 2 ? odds * 0.5 + 1 : odds);
}

double Bm25::norm(Xapian::termcount length) const {
  double normed = std::max(length * length_factor, INDEX_BM25.min_normlen);
  return INDEX_BM25.k1 * (normed * INDEX_BM25.b + (1 - INDEX_BM25.b));
}

void Matcher::read_norms() {
  norms.assign(shard.documents() + 1, 0);
  for (GlassPostings at = shard.lengths(); at.next();)
    norms[checked(at.document)] = weighting.norm(at.number);
}

// ---- leaves

Found Matcher::nothing(double factor) const {
  Found found;
  found.bits.resize(shard.documents() / WORD_BITS + 1);
  if (factor > 0)
    found.weights.resize(shard.documents() + 1);
  return found;
}

void Matcher::term(const IndexPlan &plan, double factor, Gatherer gather) {
  GlassPostings at = shard.postings(plan.query->term);

  if (factor <= 0) {
    while (at.next())
      gather(checked(at.document), 0);
    return;
  }
  double weight = 0;
  while (at.next()) {
    if (norms.empty())
      read_norms();
    if (weight <= 0)
      weight = weighting.idf(plan.query->term) * factor * (INDEX_BM25.k1 + 1);
    double times = at.number, norm = norms[checked(at.document)];
    gather(at.document, weight * (times / (norm + times)));
  }
}

// A notice may have several of the words.
void Matcher::prefix(const IndexPlan &plan, double factor, Found *found, Join how) {
  Found words = nothing(factor);
  Gatherer gather(&words, Join::First);
  unsigned n = 0;

  for (GlassWalk walk = shard.terms(plan.query->term); !walk.at_end(); walk.next()) {
    if (++n > INDEX_PREFIX_TERMS_MAX)
      index_prefix_explodes(plan.query->term);
    for (GlassPostings at = shard.postings(walk.name()); at.next();)
      gather(checked(at.document), plan.factor * factor);
  }
  merge(words, found, how);
}

void Matcher::pairs(const IndexQuery *query, Gatherer gather) const {
  if (query->op == QueryOp::AllPairs) {
    for (Xapian::docid document : index_pairs_all(shard, query->pairs, query->loose))
      gather(checked(document), 0);
    return;
  }
  for (GlassWalk walk = shard.metadata_from(SCHEMA_PAIR_KEY + query->term); !walk.at_end();
       walk.next()) {
    if (query->op == QueryOp::Pair && walk.name().size() != query->term.size() + 1)
      break;
    for (Xapian::docid document : index_pairs_read(std::string(walk.tag())))
      gather(checked(document), 0);
  }
}

static bool in_range(const IndexQuery *query, std::string_view value) {
  return value >= query->from && (query->to.empty() || value <= query->to);
}

void Matcher::leaf(const IndexPlan &plan, double factor, Gatherer gather) {
  const IndexQuery *query = plan.query;

  switch (plan.op) {
  case QueryOp::Term:
    term(plan, factor, gather);
    break;
  case QueryOp::All:
    for (Xapian::docid document = 1; document <= shard.documents(); document++)
      gather(document, 0);
    break;
  case QueryOp::Range:
    shard.each_value(query->slot, [&](Xapian::docid document, std::string_view value) {
      if (in_range(query, value))
        gather(checked(document), 0);
    });
    break;
  case QueryOp::Chosen:
    for (Xapian::docid document : query->chosen->shards.at(number_of_shard))
      gather(checked(document), 0);
    break;
  case QueryOp::Pair:
  case QueryOp::PairPrefix:
  case QueryOp::AllPairs:
    pairs(query, gather);
    break;
  default:
    break;
  }
}

// ---- nodes

void Matcher::merge(const Found &from, Found *found, Join how) const {
  Gatherer gather(found, how);
  from.each([&](Xapian::docid document) {
    gather(document, from.weights.empty() ? 0 : from.weights[document]);
  });
}

// Adds what plan finds to what was found. factor 0: it weighs nothing.
void Matcher::join(const IndexPlan &plan, double factor, Found *found, Join how) {
  index_check_cancelled(reader);
  switch (plan.op) {
  case QueryOp::Scale:
    join(plan.children[0], factor * plan.factor, found, how);
    break;
  case QueryOp::Prefix:
    prefix(plan, factor, found, how);
    break;
  case QueryOp::Or:
  case QueryOp::First:
    if ((plan.op == QueryOp::Or) == (how == Join::Add)) {
      for (const IndexPlan &child : plan.children)
        join(child, factor, found, how);
      break;
    }
    merge(evaluate(plan, factor), found, how);
    break;
  case QueryOp::And:
  case QueryOp::AndNot:
  case QueryOp::AndMaybe:
  case QueryOp::Filter:
    merge(evaluate(plan, factor), found, how);
    break;
  default:
    leaf(plan, factor, Gatherer(found, how));
    break;
  }
}

// With room for what the others weigh: its own factor may be 0.
Found Matcher::first_child(const IndexPlan &plan, double factor) {
  Found found = evaluate(plan.children[0], factor);
  if (factor > 0)
    found.weights.resize(shard.documents() + 1);
  return found;
}

// What all children find; those of Filter and AndNot weigh nothing but the first.
Found Matcher::both(const IndexPlan &plan, double factor) {
  Found found = first_child(plan, factor);
  bool adds = plan.op == QueryOp::And && factor > 0;

  for (size_t i = 1; i < plan.children.size() && found.any(); i++) {
    Found other = evaluate(plan.children[i], adds ? factor : 0);
    for (size_t word = 0; word < found.bits.size(); word++)
      found.bits[word] &= plan.op == QueryOp::AndNot ? ~other.bits[word] : other.bits[word];
    for (size_t at = 0; at < std::min(found.weights.size(), other.weights.size()); at++)
      found.weights[at] += other.weights[at];
  }
  for (size_t at = 0; at < found.weights.size(); at++)
    if (!(found.bits[at / WORD_BITS] >> at % WORD_BITS & 1))
      found.weights[at] = 0;
  return found;
}

Found Matcher::maybe(const IndexPlan &plan, double factor) {
  Found found = first_child(plan, factor);

  for (size_t i = 1; i < plan.children.size() && factor > 0 && found.any(); i++) {
    Found other = evaluate(plan.children[i], factor);
    other.each([&](Xapian::docid document) {
      if (!other.weights.empty() && found.bits[document / WORD_BITS] >> document % WORD_BITS & 1)
        found.weights[document] += other.weights[document];
    });
  }
  return found;
}

Found Matcher::evaluate(const IndexPlan &plan, double factor) {
  index_check_cancelled(reader);
  bool joint = plan.op == QueryOp::And || plan.op == QueryOp::AndNot || plan.op == QueryOp::Filter;

  if (plan.op == QueryOp::Scale)
    return evaluate(plan.children[0], factor * plan.factor);
  if (joint && !plan.children.empty())
    return both(plan, factor);
  if (plan.op == QueryOp::AndMaybe && !plan.children.empty())
    return maybe(plan, factor);
  Found found = nothing(factor);
  if (plan.op == QueryOp::Or || plan.op == QueryOp::First)
    for (const IndexPlan &child : plan.children)
      join(child, factor, &found, plan.op == QueryOp::Or ? Join::Add : Join::First);
  else if (plan.op == QueryOp::Prefix)
    prefix(plan, factor, &found, Join::First);
  else
    leaf(plan, factor, Gatherer(&found, Join::First));
  return found;
}

std::vector<IndexMatch> index_match_all(IndexReader *reader, const IndexQuery *query,
                                        bool weighed) {
  IndexPlan plan = index_plan_make(query, reader);
  std::vector<IndexMatch> matches;
  Bm25 weighting(reader);

  for (size_t number = 0; number < reader->shards_here.size(); number++) {
    Found found = Matcher(reader, number, weighting, weighed).match(plan);
    const IndexSide *side = reader->sides[number].get();
    found.each([&](Xapian::docid document) {
      const SideRow &row = side->row(document);
      matches.push_back(IndexMatch{row.head, &row, side, index_number(reader, number, document),
                                   found.weights.empty() ? 0 : found.weights[document]});
    });
  }
  return matches;
}
