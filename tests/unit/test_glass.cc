// test_glass.cc: a shard as GlassShard writes it against the database that Xapian writes of the
// same documents: every list is the same, also as GlassReader reads it, and Xapian finds nothing
// wrong with a block.
#include <xapian.h>

#include <glib.h>
#include <glib/gstdio.h>

#include <map>
#include <random>
#include <sstream>
#include <string>

#include "shim/glass_reader.h"
#include "shim/glass_shard.h"

namespace {

struct Both {
  GlassShard ours;
  Xapian::WritableDatabase xapian;
  std::string folder, path;
  std::mt19937 random{7};

  Both() {
    char *made = g_dir_make_tmp("jikenbo-glass-XXXXXX", nullptr);
    folder = made;
    g_free(made);
    path = folder + "/ours";
    xapian = Xapian::WritableDatabase(folder + "/xapian", Xapian::DB_CREATE | Xapian::DB_NO_SYNC |
                                                              Xapian::DB_BACKEND_GLASS |
                                                              Xapian::DB_NO_TERMLIST);
  }
  ~Both() {
    std::string command = "rm -rf '" + folder + "'";
    g_assert_cmpint(system(command.c_str()), ==, 0);
  }

  unsigned below(unsigned n) {
    return static_cast<unsigned>(random() % n);
  }
  std::string bytes(unsigned n) {
    std::string text(n, '\0');
    for (char &c : text)
      c = static_cast<char>(below(256));
    return text;
  }

  void add(const std::map<std::string, unsigned> &terms, const std::string &data,
           const std::map<unsigned, std::string> &values) {
    Xapian::Document document;
    Xapian::docid number = ours.add_document(data);
    document.set_data(data);
    for (const auto &term : terms) {
      document.add_term(term.first, term.second);
      ours.add_posting(ours.term(term.first.data(), term.first.size()), number, term.second);
    }
    for (const auto &value : values) {
      document.add_value(value.first, value.second);
      ours.add_value(value.first, number, value.second);
    }
    g_assert_cmpuint(xapian.add_document(document), ==, number);
  }
  void set_metadata(const std::string &key, const std::string &value) {
    xapian.set_metadata(key, value);
    ours.set_metadata(key, value);
  }
};

} // namespace

// ---- all that a database holds, as lines

static void show_term(std::ostream &out, const Xapian::Database &db, const std::string &term) {
  out << "term " << term << ' ' << db.get_termfreq(term) << ' ' << db.get_collection_freq(term)
      << ' ' << db.get_wdf_upper_bound(term);
  for (auto at = db.postlist_begin(term); at != db.postlist_end(term); ++at)
    out << ' ' << *at << ':' << at.get_wdf() << '/' << at.get_doclength();
  out << '\n';
}

static void show_document(std::ostream &out, const Xapian::Database &db, Xapian::docid number) {
  Xapian::Document document = db.get_document(number);
  out << "document " << number << ' ' << db.get_doclength(number) << ' ' << document.get_data();
  for (unsigned slot = 0; slot < 4; slot++)
    out << " |" << document.get_value(slot);
  out << '\n';
}

static std::string shown(const Xapian::Database &db) {
  std::ostringstream out;
  out << db.get_doccount() << ' ' << db.get_lastdocid() << ' ' << db.get_average_length() << ' '
      << db.get_doclength_lower_bound() << ' ' << db.get_doclength_upper_bound() << ' '
      << db.has_positions() << '\n';
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term)
    show_term(out, db, *term);
  for (auto at = db.postlist_begin(""); at != db.postlist_end(""); ++at)
    show_document(out, db, *at);
  for (unsigned slot = 0; slot < 4; slot++) {
    out << "slot " << slot << ' ' << db.get_value_freq(slot) << ' '
        << db.get_value_lower_bound(slot) << ' ' << db.get_value_upper_bound(slot);
    for (auto at = db.valuestream_begin(slot); at != db.valuestream_end(slot); ++at)
      out << ' ' << at.get_docid() << '=' << *at;
    out << '\n';
  }
  for (auto key = db.metadata_keys_begin(); key != db.metadata_keys_end(); ++key)
    out << "metadata " << *key << ' ' << db.get_metadata(*key) << '\n';
  for (auto key = db.synonym_keys_begin(); key != db.synonym_keys_end(); ++key)
    for (auto word = db.synonyms_begin(*key); word != db.synonyms_end(*key); ++word)
      out << "synonym " << *key << ' ' << *word << '\n';
  return out.str();
}

// ---- what our reader tells, by Xapian's lists and in its own

static void show_here(std::ostream &out, const Xapian::Database &db) {
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) {
    out << "term " << *term << ' ' << term.get_termfreq();
    for (auto at = db.postlist_begin(*term); at != db.postlist_end(*term); ++at)
      out << ' ' << *at << ':' << at.get_wdf();
  }
  for (Xapian::docid i = 1; i <= db.get_lastdocid(); i++)
    out << "document " << i << ' ' << db.get_doclength(i) << ' ' << db.get_document(i).get_data();
  for (unsigned slot = 0; slot < 4; slot++)
    for (auto at = db.valuestream_begin(slot); at != db.valuestream_end(slot); ++at)
      out << "value " << slot << ' ' << at.get_docid() << '=' << *at;
  for (auto key = db.metadata_keys_begin(); key != db.metadata_keys_end(); ++key)
    out << "metadata " << *key << ' ' << db.get_metadata(*key);
  for (auto key = db.synonym_keys_begin(); key != db.synonym_keys_end(); ++key)
    for (auto word = db.synonyms_begin(*key); word != db.synonyms_end(*key); ++word)
      out << "synonym " << *key << ' ' << *word;
}

static void show_here(std::ostream &out, const GlassReader &shard) {
  for (GlassWalk term = shard.terms(""); !term.at_end(); term.next()) {
    out << "term " << term.name() << ' ' << shard.frequency(term.name());
    for (GlassPostings at = shard.postings(term.name()); at.next();)
      out << ' ' << at.document << ':' << at.number;
  }
  for (GlassPostings at = shard.lengths(); at.next();)
    out << "document " << at.document << ' ' << at.number << ' ' << shard.record(at.document);
  for (unsigned slot = 0; slot < 4; slot++)
    shard.each_value(slot, [&](Xapian::docid document, std::string_view value) {
      out << "value " << slot << ' ' << document << '=' << value;
    });
  for (GlassWalk key = shard.metadata_from(""); !key.at_end(); key.next())
    out << "metadata " << key.name() << ' ' << shard.metadata(key.name());
  for (GlassWalk key = shard.synonyms(""); !key.at_end(); key.next())
    for (std::string_view tag = key.tag(); !tag.empty();)
      out << "synonym " << key.name() << ' ' << glass_unpack_synonym(&tag);
}

// Names that aren't there, before, between and behind those that are.
static void look_beside(const Xapian::Database &db, const GlassReader &shard) {
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term)
    for (const char *end : {"!", "~~", "\xff"}) {
      std::string other = *term + end;
      g_assert_cmpuint(shard.frequency(other), ==, db.get_termfreq(other));
      g_assert_true(shard.postings(other).next() == db.term_exists(other));
      g_assert_true(shard.metadata(other) == db.get_metadata(other));
    }
  g_assert_cmpuint(shard.frequency("\xff\xff\xff"), ==, 0);
  g_assert_true(shard.record(db.get_lastdocid() + 1).empty());
}

static void compare_reader(const std::string &path, const Xapian::Database &db) {
  char *bytes;
  gsize n;
  std::ostringstream by_xapian, by_us;

  g_assert_true(g_file_get_contents(path.c_str(), &bytes, &n, nullptr));
  GlassReader shard(bytes, n);
  g_assert_cmpuint(shard.documents(), ==, db.get_doccount());
  g_assert_cmpuint(shard.length(), ==, db.get_total_length());
  show_here(by_xapian, db);
  show_here(by_us, shard);
  g_assert_true(by_xapian.str() == by_us.str());
  look_beside(db, shard);
  g_free(bytes);
}

static void compare(Both *both) {
  both->xapian.commit();
  both->ours.write(both->path);
  std::ostringstream said;
  gsize faults = Xapian::Database::check(both->path, Xapian::DBCHECK_SHOW_STATS, &said);
  if (faults)
    g_test_message("%s", said.str().c_str());
  g_assert_cmpuint(faults, ==, 0);
  Xapian::Database ours(both->path);
  // No g_assert_cmpstr: there are NULs.
  g_assert_true(shown(ours) == shown(both->xapian));
  compare_reader(both->path, both->xapian);
}

// ---- tests

static void test_empty() {
  Both both;
  both.set_metadata("a", "1");
  compare(&both);
}

// Terms of every byte and length, lists of many chunks and of one, values that are seldom there.
static void test_random() {
  Both both;
  for (unsigned i = 0; i < 3000; i++) {
    std::map<std::string, unsigned> terms{{"every", 1 + both.below(200)}, {"boolean", 0}};
    std::map<unsigned, std::string> values{{0, "same"}};
    for (unsigned j = both.below(40); j > 0; j--)
      terms["word" + std::to_string(both.below(1u << both.below(16)))] += both.below(4);
    if (i % 7 == 0)
      terms[both.bytes(1 + both.below(100))] = both.below(300);
    if (i % 3 == 0)
      terms[std::string("a\0b", 1 + both.below(3))] = 2;
    if (i % 5 == 0)
      values[2] = both.bytes(1 + both.below(900));
    values[3] = std::to_string(both.below(1000000));
    both.add(terms, i % 11 ? std::string(both.below(300), 'x') + both.bytes(both.below(300)) : "",
             values);
  }
  for (unsigned i = 0; i < 500; i++)
    both.set_metadata("key" + std::to_string(both.below(100000000)),
                      both.bytes(1 + both.below(50)));
  compare(&both);
}

// Tags of many blocks; keys as long as they may be, which fill branches of several levels.
static void test_large() {
  Both both;
  for (unsigned i = 0; i < 1500; i++)
    both.add({{std::string(200, 'k') + std::to_string(1000000 + both.below(8999999)), 1}},
             i == 700 ? both.bytes(300000) : "record", {{1, std::string(i % 9 ? 5 : 20000, 'v')}});
  both.set_metadata(std::string(200, 'l'), both.bytes(1000000));
  both.set_metadata("larger", std::string(100000, 'z'));
  for (unsigned i = 0; i < 3000; i++) {
    std::string key = "r" + std::to_string(100000 + i);
    for (unsigned j = 0; j < 1 + i % 4; j++) {
      std::string word = "word" + std::to_string(j) + std::string(i % 200, 'w');
      both.ours.add_synonym(key, word);
      both.xapian.add_synonym(key, word);
    }
  }
  compare(&both);
}

// Numbers of documents beyond two bytes; postings out of order.
static void test_many() {
  Both both;
  for (unsigned i = 0; i < 40000; i++)
    both.add({{"every", 1}, {i % 2 ? "odd" : "even", i % 300}}, i % 100 ? "" : "data",
             {{0, std::to_string(i)}});
  compare(&both);
}

static void test_disorder() {
  Both both;
  Xapian::Document document;
  document.add_term("late", 3);
  guint32 late = both.ours.term("late", 4);
  for (Xapian::docid i = 1; i <= 2000; i++) {
    both.ours.add_document("");
    both.xapian.add_document(document);
  }
  for (Xapian::docid i = 2000; i >= 1; i--)
    both.ours.add_posting(late, i, 3);
  compare(&both);
}

// Bytes changed anywhere: what is read is an error or something, and nothing beyond the file.
static void test_damaged() {
  Both both;
  for (unsigned i = 0; i < 4000; i++)
    both.add({{"every", 1}, {"word" + std::to_string(both.below(3000)), 1}},
             std::string(both.below(200), 'x'), {{0, std::to_string(i)}});
  both.set_metadata("key", both.bytes(20000));
  both.ours.add_synonym("key", "word");
  both.ours.write(both.path);
  char *bytes;
  gsize n, refused = 0;
  g_assert_true(g_file_get_contents(both.path.c_str(), &bytes, &n, nullptr));
  for (unsigned round = 0; round < 200; round++) {
    char *damaged = static_cast<char *>(g_memdup2(bytes, n));
    for (unsigned i = both.below(30); i > 0; i--)
      damaged[both.below(static_cast<unsigned>(n / 8192)) * 8192 + both.below(300)] =
          static_cast<char>(both.below(256));
    try {
      std::ostringstream out;
      show_here(out, GlassReader(damaged, n));
    } catch (const Xapian::DatabaseCorruptError &) {
      refused++;
    }
    g_free(damaged);
  }
  g_assert_cmpuint(refused, >, 100);
  g_free(bytes);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, nullptr);
  g_test_add_func("/glass/empty", test_empty);
  g_test_add_func("/glass/random", test_random);
  g_test_add_func("/glass/large", test_large);
  g_test_add_func("/glass/many", test_many);
  g_test_add_func("/glass/disorder", test_disorder);
  g_test_add_func("/glass/damaged", test_damaged);
  return g_test_run();
}
