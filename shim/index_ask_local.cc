// index_ask_local.cc: where all shards are here, their sides tell of a match all that an answer
// needs: no value is read, nothing but numbers is sorted.
#include "index_internal.h"

#include <algorithm>
#include <cstring>

namespace {

using Place = std::pair<guint64, guint32>; // head, number of the match

} // namespace

// ---- the order of the answer

// As schema.h's SCHEMA_SLOT_ORDER.
static bool newer(const SideRow &a, const SideRow &b) {
  if (a.when != b.when)
    return a.when < b.when;
  if (a.serial != b.serial)
    return a.serial < b.serial;
  return memcmp(a.key, b.key, sizeof a.key) < 0;
}

static guint64 size_of(const SideRow &row) {
  return row.affected >= 0 ? static_cast<guint64>(G_MAXINT64 - row.affected) : G_MAXUINT64;
}

// Scores count as floats: equal notices' may differ in their last bits from shard to shard.
static bool better(const IndexMatch &a, const IndexMatch &b, IndexSort sort) {
  float a_score = static_cast<float>(a.weight), b_score = static_cast<float>(b.weight);
  guint64 a_size = size_of(*a.row), b_size = size_of(*b.row);

  if (sort == INDEX_SORT_RELEVANCE && a_score != b_score)
    return a_score > b_score;
  if (sort == INDEX_SORT_AFFECTED && a_size != b_size)
    return a_size < b_size;
  return newer(*a.row, *b.row);
}

static void add_hits(std::vector<const IndexMatch *> *candidates, const IndexRequest *request,
                     IndexAnswer *answer) {
  auto before = [request](const IndexMatch *a, const IndexMatch *b) {
    return better(*a, *b, request->sort);
  };
  guint64 last = static_cast<guint64>(request->offset) + request->limit;
  size_t n = static_cast<size_t>(std::min<guint64>(last, candidates->size()));

  if (request->limit == 0)
    return;
  std::partial_sort(candidates->begin(), candidates->begin() + static_cast<std::ptrdiff_t>(n),
                    candidates->end(), before);
  for (size_t i = request->offset; i < n; i++) {
    IndexHit hit = {(*candidates)[i]->docid, (*candidates)[i]->weight};
    g_array_append_val(answer->hits, hit);
  }
}

// ---- incidents

static int compare_incidents(const IndexMatch &a, const IndexMatch &b) {
  if (a.head != b.head)
    return a.head < b.head ? -1 : 1;
  if (a.side == b.side && a.row->incident == b.row->incident)
    return 0;
  return strcmp(a.side->incident(*a.row), b.side->incident(*b.row));
}

// By the bytes of the heads, the last ones first; most bytes of an archive's numbers are the same.
static void sort_by_head(std::vector<Place> *places) {
  static const size_t FEW = 64;
  std::vector<Place> other(places->size());

  if (places->size() <= FEW) {
    std::sort(places->begin(), places->end());
    return;
  }
  for (unsigned shift = 0; shift < 64; shift += 8) {
    size_t ends[257] = {};
    for (const Place &place : *places)
      ends[(place.first >> shift & 0xff) + 1]++;
    if (ends[(places->front().first >> shift & 0xff) + 1] == places->size())
      continue;
    for (unsigned i = 1; i < 257; i++)
      ends[i] += ends[i - 1];
    for (const Place &place : *places)
      other[ends[place.first >> shift & 0xff]++] = place;
    places->swap(other);
  }
}

// Incident by incident, in any layout of shards the same. Numbers first, as almost all heads tell.
static std::vector<guint32> by_incident(const std::vector<IndexMatch> &matches) {
  std::vector<Place> places;
  std::vector<guint32> order;

  places.reserve(matches.size());
  for (guint32 i = 0; i < matches.size(); i++)
    places.emplace_back(matches[i].head, i);
  sort_by_head(&places);
  for (auto from = places.begin(), to = from; from != places.end(); from = to) {
    while (to != places.end() && to->first == from->first)
      ++to;
    std::sort(from, to, [&matches](const Place &a, const Place &b) {
      const IndexMatch &left = matches[a.second], &right = matches[b.second];
      int incidents = compare_incidents(left, right);
      return incidents ? incidents < 0
                       : memcmp(left.row->key, right.row->key, sizeof left.row->key) < 0;
    });
  }
  order.reserve(places.size());
  for (const Place &place : places)
    order.push_back(place.second);
  return order;
}

static void add_row(const IndexMatch &match, IndexAnswer *answer) {
  guint at = answer->rows->len;

  g_array_set_size(answer->rows, at + 1);
  IndexRow *row = &g_array_index(answer->rows, IndexRow, at);
  match.side->fill(*match.row, row);
  row->docid = match.docid;
}

// Rows of all matches; candidates: those that may be hits, of an incident the best alone.
static void add_rows(const std::vector<IndexMatch> &matches, const IndexRequest *request,
                     std::vector<const IndexMatch *> *candidates, IndexAnswer *answer) {
  const IndexMatch *last = nullptr;

  if (request->rows)
    answer->rows =
        g_array_sized_new(FALSE, FALSE, sizeof(IndexRow), static_cast<guint>(matches.size()));
  for (guint32 i : by_incident(matches)) {
    const IndexMatch *match = &matches[i];
    bool begins = !last || compare_incidents(*last, *match) != 0;
    answer->incidents += begins;
    if (begins || !request->collapse)
      candidates->push_back(match);
    else if (better(*match, *candidates->back(), request->sort))
      candidates->back() = match;
    if (request->rows)
      add_row(*match, answer);
    last = match;
  }
  answer->notices = static_cast<guint>(matches.size());
}

void index_ask_local(IndexReader *reader, const IndexRequest *request, IndexAnswer *answer) {
  std::vector<const IndexMatch *> candidates;
  auto matches = index_match_all(reader, request->query, true);

  if (request->rows)
    static_cast<IndexStorage *>(answer->storage)->sides = reader->sides;
  add_rows(matches, request, &candidates, answer);
  add_hits(&candidates, request, answer);
}

// ---- comparing

static guint count_incidents(const std::vector<IndexMatch> &matches) {
  const IndexMatch *last = nullptr;
  guint n = 0;

  for (guint32 i : by_incident(matches)) {
    n += !last || compare_incidents(*last, matches[i]) != 0;
    last = &matches[i];
  }
  return n;
}

void index_compare_local(IndexReader *reader, const IndexQuery *query, const IndexAnswer *known,
                         guint *incidents, guint *beyond) {
  auto matches = index_match_all(reader, query, false);
  std::vector<bool> has(index_last_document(reader) + 1);

  for (guint i = 0; i < known->rows->len; i++)
    has.at(g_array_index(known->rows, IndexRow, i).docid) = true;
  *beyond = 0;
  for (const IndexMatch &match : matches)
    *beyond += !has.at(match.docid);
  *incidents = *beyond > 0 ? count_incidents(matches) : 0;
}
