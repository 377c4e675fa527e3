// ngrams.cc: jikenbo-bench-ngrams: the same documents in Xapian's own n-grams, as recoll, notmuch
// and mu have them: what jikenbo is measured against.
//   jikenbo-bench-ngrams index DATABASE DOCUMENTS.jsonl
//   jikenbo-bench-ngrams search DATABASE QUERY     10 results, jikenbo's seven facets
#include <jansson.h>
#include <xapian.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

static const char *const facets[] = {"cause", "sector", "year", "vendor", "data", "media", "label"};
enum { FACETS_N = 7 };
static const char BETWEEN = '\n'; // values of one facet, in its slot

static std::string text_of(json_t *row, const char *key) {
  const char *text = json_string_value(json_object_get(row, key));
  return text ? text : "";
}

// A facet's values, which the file has as a text, a number or a list of texts.
static std::string values_of(json_t *row, const char *key) {
  json_t *values = json_object_get(row, key), *value;
  std::string joined;
  size_t i;
  if (json_is_integer(values))
    return std::to_string(json_integer_value(values));
  if (json_is_string(values))
    return json_string_value(values);
  json_array_foreach(values, i, value) {
    joined += (i ? std::string(1, BETWEEN) : "") + json_string_value(value);
  }
  return joined;
}

static int index_documents(const char *path, const char *documents) {
  Xapian::WritableDatabase db(path, Xapian::DB_CREATE_OR_OVERWRITE);
  Xapian::TermGenerator generator;
  std::ifstream in(documents);
  std::string line;
  generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
  while (std::getline(in, line)) {
    json_t *row = json_loads(line.c_str(), 0, nullptr);
    Xapian::Document document;
    generator.set_document(document);
    generator.index_text(text_of(row, "organisation"), 3);
    generator.increase_termpos();
    generator.index_text(text_of(row, "title"), 3);
    generator.increase_termpos();
    generator.index_text(text_of(row, "text"));
    for (Xapian::valueno slot = 0; slot < FACETS_N; slot++)
      document.add_value(slot, values_of(row, facets[slot]));
    document.set_data(text_of(row, "organisation") + "\n" + text_of(row, "title") + "\n" +
                      text_of(row, "text"));
    db.add_document(document);
    json_decref(row);
  }
  db.commit();
  return 0;
}

// Counts the values of one facet.
class FacetSpy : public Xapian::MatchSpy {
public:
  explicit FacetSpy(Xapian::valueno slot) : slot(slot) {
  }

  void operator()(const Xapian::Document &document, double) override {
    std::string values = document.get_value(slot);
    for (std::string_view left = values; !left.empty();) {
      size_t end = left.find(BETWEEN);
      counts[std::string(left.substr(0, end))]++;
      left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
    }
  }

  void print() const {
    for (const auto &[value, count] : counts)
      printf("%s %s %u\n", facets[slot], value.c_str(), count);
  }

private:
  Xapian::valueno slot;
  std::unordered_map<std::string, unsigned> counts;
};

static int search(const char *path, const char *words) {
  Xapian::Database db(path);
  Xapian::QueryParser parser;
  parser.set_database(db);
  parser.set_default_op(Xapian::Query::OP_AND);
  Xapian::Enquire enquire(db);
  enquire.set_query(parser.parse_query(words, Xapian::QueryParser::FLAG_CJK_NGRAM));
  std::list<FacetSpy> spies;
  for (Xapian::valueno slot = 0; slot < FACETS_N; slot++)
    spies.emplace_back(slot);
  for (FacetSpy &spy : spies)
    enquire.add_matchspy(&spy);
  Xapian::MSet found = enquire.get_mset(0, 10, db.get_doccount());
  printf("%u found\n", found.get_matches_estimated());
  for (auto at = found.begin(); at != found.end(); ++at) {
    std::string data = at.get_document().get_data();
    printf("%s\n",
           found.snippet(data, 200, Xapian::Stem(), Xapian::MSet::SNIPPET_CJK_NGRAM).c_str());
  }
  for (const FacetSpy &spy : spies)
    spy.print();
  return found.empty();
}

int main(int argc, char **argv) {
  try {
    if (argc == 4 && strcmp(argv[1], "index") == 0)
      return index_documents(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "search") == 0)
      return search(argv[2], argv[3]);
    fprintf(stderr, "usage: jikenbo-bench-ngrams index|search DATABASE DOCUMENTS|QUERY\n");
  } catch (const Xapian::Error &error) {
    fprintf(stderr, "jikenbo-bench-ngrams: %s\n", error.get_description().c_str());
  }
  return 2;
}
