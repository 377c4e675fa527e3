// ngrams.cc: jikenbo-bench-ngrams: the same documents in Xapian's own n-grams, as recoll, notmuch
// and mu have them: what jikenbo is measured against.
//   jikenbo-bench-ngrams index DATABASE DOCUMENTS.jsonl
//   jikenbo-bench-ngrams search DATABASE QUERY     10 results, facets by year and cause
#include <jansson.h>
#include <xapian.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

enum { SLOT_YEAR, SLOT_CAUSE };

static std::string text_of(json_t *row, const char *key) {
  const char *text = json_string_value(json_object_get(row, key));
  return text ? text : "";
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
    document.add_value(SLOT_YEAR, std::to_string(json_integer_value(json_object_get(row, "year"))));
    document.add_value(SLOT_CAUSE, text_of(row, "cause"));
    document.set_data(text_of(row, "organisation") + "\n" + text_of(row, "title") + "\n" +
                      text_of(row, "text"));
    db.add_document(document);
    json_decref(row);
  }
  db.commit();
  return 0;
}

static void print_facet(const char *name, const Xapian::ValueCountMatchSpy &spy) {
  for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
    printf("%s %s %u\n", name, (*at).c_str(), at.get_termfreq());
}

static int search(const char *path, const char *words) {
  Xapian::Database db(path);
  Xapian::QueryParser parser;
  parser.set_database(db);
  parser.set_default_op(Xapian::Query::OP_AND);
  Xapian::Enquire enquire(db);
  enquire.set_query(parser.parse_query(words, Xapian::QueryParser::FLAG_CJK_NGRAM));
  Xapian::ValueCountMatchSpy years(SLOT_YEAR), causes(SLOT_CAUSE);
  enquire.add_matchspy(&years);
  enquire.add_matchspy(&causes);
  Xapian::MSet found = enquire.get_mset(0, 10, db.get_doccount());
  printf("%u found\n", found.get_matches_estimated());
  for (auto at = found.begin(); at != found.end(); ++at) {
    std::string data = at.get_document().get_data();
    printf("%s\n",
           found.snippet(data, 200, Xapian::Stem(), Xapian::MSet::SNIPPET_CJK_NGRAM).c_str());
  }
  print_facet("year", years);
  print_facet("cause", causes);
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
