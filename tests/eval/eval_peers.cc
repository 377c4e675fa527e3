// eval_peers.cc: the same notices in an index as others make it: what would it answer?
//   eval_peers bigram|mecab INDEX QUERIES.jsonl
// bigram: pairs of neighbouring characters; mecab: the words that MeCab reads, with IPADIC. Both
// keep positions; text is NFKC and lower case; a blank-free piece of a question is a phrase, pieces
// are joined by AND; Xapian's BM25 ranks. Prints a line a hit: question's number, file:line of each
// place.
#include <jansson.h>
#include <mecab.h>
#include <xapian.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shim/index_reader.h"

namespace {

using Words = std::vector<std::string>;
using Splitter = std::function<Words(const std::string &)>;

std::string plain(const char *text) {
  g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_strdown(composed ? composed : "", -1);
  return lower;
}

// "" between runs of letters: no pair goes over a mark or a blank.
Words characters(const std::string &text) {
  Words list;
  for (const char *at = text.c_str(); *at; at = g_utf8_next_char(at)) {
    bool letter = g_unichar_isalnum(g_utf8_get_char(at));
    list.emplace_back(letter ? std::string(at, static_cast<size_t>(g_utf8_next_char(at) - at))
                             : std::string());
  }
  return list;
}

Words bigrams(const std::string &text) {
  Words list, chars = characters(text);
  for (size_t i = 0; i < chars.size(); i++) {
    bool pair = i + 1 < chars.size() && !chars[i + 1].empty();
    bool alone = i == 0 || chars[i - 1].empty();
    if (!chars[i].empty() && (pair || alone))
      list.push_back(pair ? chars[i] + chars[i + 1] : chars[i]);
  }
  return list;
}

Words mecab_words(MeCab::Tagger *tagger, const std::string &text) {
  Words list;
  for (const MeCab::Node *node = tagger->parseToNode(text.c_str()); node; node = node->next)
    if (node->stat != MECAB_BOS_NODE && node->stat != MECAB_EOS_NODE)
      list.emplace_back(node->surface, node->length);
  return list;
}

struct Index {
  Xapian::WritableDatabase db{std::string(), Xapian::DB_BACKEND_INMEMORY};
  Splitter split;
};

void add_text(const Index &index, Xapian::Document *document, const char *text,
              Xapian::termpos *at) {
  for (const std::string &word : index.split(plain(text ? text : "")))
    if (word.size() <= 200)
      document->add_posting(word, ++*at);
  *at += 100;
}

gboolean add_notice(const char *key, const Notice *notice, gpointer user) {
  Index *index = static_cast<Index *>(user);
  Xapian::Document document;
  Xapian::termpos at = 0;
  std::string places;
  (void)key;
  add_text(*index, &document, notice->organisation, &at);
  add_text(*index, &document, notice->title, &at);
  add_text(*index, &document, notice->body, &at);
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    g_autofree char *base = g_path_get_basename(place->file);
    places += std::string(places.empty() ? "" : " ") + base + ":" + std::to_string(place->line);
  }
  document.set_data(places);
  index->db.add_document(document);
  return TRUE;
}

Xapian::Query query_of(const Index &index, const char *text) {
  std::vector<Xapian::Query> pieces;
  g_auto(GStrv) list = g_strsplit_set(text, " ", -1);
  for (guint i = 0; list[i]; i++) {
    Words words = index.split(plain(list[i]));
    if (!words.empty())
      pieces.emplace_back(Xapian::Query::OP_PHRASE, words.begin(), words.end(), words.size());
  }
  return Xapian::Query(Xapian::Query::OP_AND, pieces.begin(), pieces.end());
}

void answer(const Index &index, unsigned number, const char *text) {
  Xapian::Enquire enquire(index.db);
  enquire.set_query(query_of(index, text));
  Xapian::MSet found = enquire.get_mset(0, index.db.get_doccount());
  for (auto at = found.begin(); at != found.end(); ++at)
    printf("%u\t%s\n", number, at.get_document().get_data().c_str());
}

bool answer_all(const Index &index, const char *path) {
  std::ifstream in(path);
  std::string line;
  for (unsigned number = 0; std::getline(in, line); number++) {
    json_t *row = json_loads(line.c_str(), 0, nullptr);
    const char *text = json_string_value(json_object_get(row, "q"));
    if (text)
      answer(index, number, text);
    json_decref(row);
  }
  return in.eof();
}

bool read_notices(Index *index, const char *folder) {
  GError *error = nullptr;
  IndexReader *reader = index_reader_open(folder, nullptr, &error);
  IndexQuery *all = index_query_all();
  bool good = reader && index_reader_each(reader, all, add_notice, index, &error);
  if (!good)
    fprintf(stderr, "eval_peers: %s\n", error->message);
  index_query_free(all);
  index_reader_close(reader);
  return good;
}

} // namespace

int main(int argc, char **argv) {
  bool by_mecab = argc == 4 && strcmp(argv[1], "mecab") == 0;
  if (!by_mecab && !(argc == 4 && strcmp(argv[1], "bigram") == 0)) {
    fprintf(stderr, "usage: eval_peers bigram|mecab INDEX QUERIES.jsonl\n");
    return 2;
  }
  try {
    Index index;
    std::unique_ptr<MeCab::Tagger> tagger(
        by_mecab ? MeCab::createTagger("-r /dev/null -d " IPADIC_DIR) : nullptr);
    if (by_mecab && !tagger) {
      fprintf(stderr, "eval_peers: %s\n", MeCab::getLastError());
      return 3;
    }
    index.split =
        by_mecab
            ? Splitter([&](const std::string &text) { return mecab_words(tagger.get(), text); })
            : Splitter(bigrams);
    return read_notices(&index, argv[2]) && answer_all(index, argv[3]) ? 0 : 3;
  } catch (const Xapian::Error &error) {
    fprintf(stderr, "eval_peers: %s\n", error.get_msg().c_str());
    return 3;
  }
}
