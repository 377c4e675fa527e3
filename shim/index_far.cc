// index_far.cc: an index of which other machines serve shards, asked through Xapian's client. Of
// the programs only those that call index_remote_use link it, and Xapian's library with it.
#include "index_xapian.h"

#include <algorithm>
#include <cstring>

static const unsigned REMOTE_TIMEOUT_MS = 10000;

namespace {

// Remote matches' rows in one buffer; ends[i] is where row i ends.
struct Rows {
  std::string &bytes;
  std::vector<size_t> ends;

  void add(const std::string &row) {
    bytes += row;
    ends.push_back(bytes.size());
  }
};

struct Hit {
  IndexHit hit;
  float rounded;
  std::string order;
};

} // namespace

// ---- opening

static Xapian::Database open_remote(const char *address) {
  const char *colon = strrchr(address, ':');
  std::string host(address, static_cast<size_t>(colon - address));
  unsigned port = static_cast<unsigned>(g_ascii_strtoull(colon + 1, nullptr, 10));

  return Xapian::Remote::open(host, port, REMOTE_TIMEOUT_MS, REMOTE_TIMEOUT_MS);
}

bool index_shard_open(const char *folder, const char *name, const char *fingerprint,
                      Xapian::Database *shard, GError **error) {
  return index_guard(error, INDEX_ERROR_DAMAGED, name, false, [&] {
    if (g_str_has_prefix(name, INDEX_REMOTE))
      *shard = open_remote(name + strlen(INDEX_REMOTE));
    else
      *shard = Xapian::Database(std::string(folder) + "/" + name);
    return index_shard_fits(shard->get_metadata(SCHEMA_META_VERSION),
                            shard->get_metadata(SCHEMA_META_ANALYSIS), name, fingerprint, error);
  });
}

// ---- ranking

static void prepare(Xapian::Enquire *enquire, IndexReader *reader, const IndexRequest *request) {
  enquire->set_query(index_query_to_xapian(request->query, reader));
  enquire->set_weighting_scheme(Xapian::BM25Weight(INDEX_BM25.k1, INDEX_BM25.k2, INDEX_BM25.k3,
                                                   INDEX_BM25.b, INDEX_BM25.min_normlen));
  enquire->set_docid_order(Xapian::Enquire::DONT_CARE);
  if (request->collapse)
    enquire->set_collapse_key(SCHEMA_SLOT_INCIDENT);
  if (request->sort == INDEX_SORT_RELEVANCE)
    enquire->set_sort_by_relevance_then_value(SCHEMA_SLOT_ORDER, false);
  else if (request->sort == INDEX_SORT_DATE)
    enquire->set_sort_by_value_then_relevance(SCHEMA_SLOT_ORDER, false);
  else
    enquire->set_sort_by_value_then_relevance(SCHEMA_SLOT_SIZE, false);
}

// Equal notices' scores may differ in their last bits from shard to shard and from match to match,
// as Xapian adds a query's parts up in another order: rounded to a float they are equal again, and
// the tie-break holds. So that it holds at a page's edges too, this many more hits are looked at.
static const guint EDGE_HITS = 32;

static std::vector<Hit> sorted_hits(const Xapian::MSet &found, bool by_relevance) {
  std::vector<Hit> hits;

  for (auto at = found.begin(); at != found.end(); ++at)
    hits.push_back(Hit{IndexHit{*at, at.get_weight()}, static_cast<float>(at.get_weight()),
                       by_relevance ? at.get_sort_key() : std::string()});
  if (by_relevance)
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) {
      return a.rounded != b.rounded ? a.rounded > b.rounded : a.order < b.order;
    });
  return hits;
}

static void add_hits(const Xapian::MSet &found, const IndexRequest *request, IndexAnswer *answer) {
  guint skip = request->offset;

  for (const Hit &hit : sorted_hits(found, request->sort == INDEX_SORT_RELEVANCE)) {
    if (skip > 0)
      skip--;
    else if (answer->hits->len < request->limit)
      g_array_append_val(answer->hits, hit.hit);
  }
}

// How many hits to look at, of all notices.
static Xapian::doccount depth_of(const IndexRequest *request, Xapian::doccount all) {
  guint64 last = static_cast<guint64>(request->offset) + request->limit;
  if (request->limit == 0)
    return 0;
  return static_cast<Xapian::doccount>(std::min<guint64>(last + EDGE_HITS, all));
}

// Where a row begins with, as a number that sorts as its bytes do.
static guint64 head_of(const std::string &bytes, size_t from, size_t to) {
  guint64 head = 0;
  memcpy(&head, bytes.data() + from, std::min<size_t>(to - from, 8));
  return GUINT64_FROM_BE(head);
}

// Rows in byte order: an incident's side by side, in any layout of shards the same.
static std::vector<size_t> order_of(const Rows &rows) {
  std::vector<std::pair<guint64, size_t>> heads;
  std::vector<size_t> order;
  auto from = [&rows](size_t i) { return i ? rows.ends[i - 1] : 0; };

  heads.reserve(rows.ends.size());
  for (size_t i = 0; i < rows.ends.size(); i++)
    heads.emplace_back(head_of(rows.bytes, from(i), rows.ends[i]), i);
  std::sort(heads.begin(), heads.end(), [&](const auto &a, const auto &b) {
    if (a.first != b.first)
      return a.first < b.first;
    return rows.bytes.compare(from(a.second), rows.ends[a.second] - from(a.second), rows.bytes,
                              from(b.second), rows.ends[b.second] - from(b.second)) < 0;
  });
  order.reserve(heads.size());
  for (const auto &head : heads)
    order.push_back(head.second);
  return order;
}

static void add_rows(Rows *rows, IndexAnswer *answer) {
  const char *last = nullptr;

  answer->rows =
      g_array_sized_new(FALSE, FALSE, sizeof(IndexRow), static_cast<guint>(rows->ends.size()));
  for (size_t i : order_of(*rows)) {
    size_t from = i ? rows->ends[i - 1] : 0;
    IndexRow row;
    if (!index_row_unpack(rows->bytes.data() + from, rows->ends[i] - from, &row))
      throw Xapian::DatabaseCorruptError("a notice's row can't be read");
    g_array_append_val(answer->rows, row);
    answer->incidents += !last || strcmp(last, row.incident) != 0;
    last = row.incident;
  }
  answer->notices = answer->rows->len;
}

// Values of remote matches come as counts; no two rows are equal, so each stands for one notice.
static void take_counted(const Xapian::ValueCountMatchSpy &spy, Rows *rows) {
  for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
    rows->add(*at);
}

// Looks at the best hits alone where the query lets Xapian leave out what can't reach them; over
// remote shards also collects rows.
static void match(const Xapian::Database &db, IndexReader *reader, const IndexRequest *request,
                  IndexAnswer *answer) {
  Xapian::Enquire enquire(db);
  Xapian::doccount all = db.get_doccount();
  Xapian::ValueCountMatchSpy spy(SCHEMA_SLOT_ROW);

  index_check_cancelled(reader);
  prepare(&enquire, reader, request);
  if (request->rows)
    enquire.add_matchspy(&spy);
  // Spies see all matches only where all are looked at.
  bool whole = request->rows || index_query_chooses(request->query);
  Xapian::MSet found = enquire.get_mset(0, depth_of(request, all), whole ? all : 0);
  add_hits(found, request, answer);
  answer->notices = found.get_uncollapsed_matches_estimated();
  answer->incidents = found.get_matches_estimated();
  if (!request->rows)
    return;
  answer->incidents = 0;
  Rows rows{static_cast<IndexStorage *>(answer->storage)->bytes, {}};
  take_counted(spy, &rows);
  add_rows(&rows, answer);
}

// ---- the index

namespace {

struct FarShards : IndexFar {
  Xapian::Database db;

  Xapian::doccount documents() const override {
    return db.get_doccount();
  }
  Xapian::docid last_document() const override {
    return db.get_lastdocid();
  }
  Xapian::doccount frequency(const std::string &term) const override {
    return db.get_termfreq(term);
  }
  bool has_term(const std::string &term) const override {
    return db.term_exists(term);
  }

  void each_term(const std::string &start, const IndexNameFunc &func) const override {
    for (auto at = db.allterms_begin(start); at != db.allterms_end(start); ++at)
      if (!func(*at, at.get_termfreq()))
        return;
  }

  void each_reading(const std::string &key, const IndexWordFunc &func) const override {
    for (auto at = db.synonym_keys_begin(key); at != db.synonym_keys_end(key); ++at)
      for (auto word = db.synonyms_begin(*at); word != db.synonyms_end(*at); ++word)
        if (!func(*at, *word))
          return;
  }

  IndexRecord record(Xapian::docid number) const override {
    return index_record_read(db.get_document(number).get_data());
  }

  void each_record(IndexReader *reader, const IndexQuery *query,
                   const IndexRecordFunc &func) const override {
    Xapian::Enquire enquire(db);

    enquire.set_query(index_query_to_xapian(query, reader));
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    Xapian::MSet found = enquire.get_mset(0, db.get_doccount());
    for (auto at = found.begin(); at != found.end(); ++at)
      if (!func(index_record_read(at.get_document().get_data()), *at))
        return;
  }

  void ask(IndexReader *reader, const IndexRequest *request, IndexAnswer *answer) const override {
    match(db, reader, request, answer);
  }
};

} // namespace

static std::unique_ptr<IndexFar> open_all(const char *folder, char **names, const char *fingerprint,
                                          GError **error) {
  auto far = std::make_unique<FarShards>();
  for (; *names; names++) {
    Xapian::Database shard;
    if (!index_shard_open(folder, *names, fingerprint, &shard, error))
      return nullptr;
    far->db.add_database(shard);
  }
  return far;
}

static const char *system_error(const Xapian::Error &e) {
  return e.get_error_string();
}

extern "C" void index_remote_use(void) {
  index_far_open = open_all;
  index_error_system = system_error;
}
