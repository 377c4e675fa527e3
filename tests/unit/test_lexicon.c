/* Words that mean the same: who finds whom, and that the tables are sound. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "dict/datadir.h"
#include "dict/fold.h"
#include "dict/lexicon.h"
#include "dict/lexicon_image.h"
#include "dict/table.h"
#include "dict/taxonomy.h"

static Lexicon *lexicon;
static char *data_dir;

static double weight_of(const char *word, const char *other, gboolean related) {
  g_autofree char *folded = fold_string(FOLD_INDEX, word, -1);
  g_autofree char *target = fold_string(FOLD_INDEX, other, -1);
  g_autoptr(GArray) found = lexicon_synonyms(lexicon, folded, related);
  double weight = 0;
  for (guint i = 0; i < found->len; i++) {
    const LexiconWord *entry = &g_array_index(found, LexiconWord, i);
    g_assert_cmpstr(entry->word, !=, folded);
    if (i)
      g_assert_cmpfloat(entry->weight, <=, g_array_index(found, LexiconWord, i - 1).weight);
    if (g_str_equal(entry->word, target))
      weight = entry->weight;
  }
  return weight;
}

/* What must be found beside a word, and what must not. */
static const struct {
  const char *word, *other;
  gboolean found;
} pairs[] = {
    {"漏えい", "漏洩", TRUE},
    {"漏洩", "流出", TRUE},
    {"メルアド", "メールアドレス", TRUE},
    {"USBメモリー", "USB", TRUE},
    {"北大", "北海道大学", TRUE},
    {"北海道大学", "北大", TRUE},
    {"厚労省", "厚生労働省", TRUE},
    {"ランサムウェア", "身代金要求型ウイルス", TRUE},
    {"JASSO", "日本学生支援機構", TRUE},
    {"病院", "クリニック", TRUE},
    {"改竄", "改ざん", TRUE},
    {"ホームページ", "Webサイト", TRUE},
    {"盗難", "車上荒らし", TRUE},
    {"車上荒らし", "盗難", FALSE},
    {"みさき大", "みさき大学", TRUE},
    {"ことり信金", "ことり信用金庫", TRUE},
    {"databreach", "漏えい", TRUE},
    {"拡大", "拡大学", FALSE},
    {"みさき大学", "みさき大", FALSE},
    {"漏えい", "databreach", FALSE},
    {"北大", "北海道", FALSE},
    {"データ", "情報", FALSE},
    {"紛失", "盗難", FALSE},
    {"車上荒らし", "空き巣", FALSE},
    {"阪大", "東京大学", FALSE},
};

static void test_pairs(void) {
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
    double weight = weight_of(pairs[i].word, pairs[i].other, FALSE);
    if ((weight > 0) != pairs[i].found)
      g_test_message("%s -> %s: %.2f", pairs[i].word, pairs[i].other, weight);
    g_assert_true((weight > 0) == pairs[i].found);
    g_assert_cmpfloat(weight, <, 1);
  }
}

static void test_related(void) {
  g_assert_cmpfloat(weight_of("データ", "情報", TRUE), >, 0);
  g_assert_cmpfloat(weight_of("見える", "閲覧", TRUE), >, 0);
  g_assert_cmpfloat(weight_of("見える", "紛失", TRUE), ==, 0);
}

static void test_concepts(void) {
  const LexiconConcept *attack = lexicon_concept(lexicon, "サイバ攻撃", LEXICON_ALSO);
  g_autofree char *key = fold_string(FOLD_INDEX, "サイバー攻撃", -1);
  attack = attack ? attack : lexicon_concept(lexicon, key, LEXICON_ALSO);
  g_assert_nonnull(attack);
  g_assert_cmpstr(attack->field, ==, "cause");
  g_assert_nonnull(strstr(attack->keys, "ransomware"));
  g_assert_null(lexicon_concept(lexicon, key, LEXICON_LEAK));
  g_autofree char *mail = fold_string(FOLD_INDEX, "メールアドレス", -1);
  g_assert_cmpstr(lexicon_concept(lexicon, mail, LEXICON_LEAK)->keys, ==, "メールアドレス");
  g_assert_null(lexicon_concept(lexicon, mail, LEXICON_ALSO));
  g_assert_true(lexicon_knows(lexicon, key, strlen(key)));
  g_assert_false(lexicon_knows(lexicon, "攻", strlen("攻")));
}

/* What tells a story is not everyday's, whatever its spelling. */
static void test_everyday(void) {
  GError *error = NULL;
  g_autoptr(GHashTable) words = lexicon_everyday(data_dir, &error);
  g_assert_no_error(error);
  static const struct {
    const char *word;
    gboolean everyday;
  } rows[] = {{"お客様", TRUE}, {"ご不安", TRUE},     {"ﾎｰﾑﾍﾟｰｼﾞ", TRUE}, {"ランサム", FALSE},
              {"紛失", FALSE},  {"USBメモリ", FALSE}, {"患者", FALSE},    {"委託先", FALSE}};
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *folded = fold_string(FOLD_INDEX, rows[i].word, -1);
    g_assert_cmpint(g_hash_table_contains(words, folded), ==, rows[i].everyday);
  }
}

static void test_table_is_sound(void) {
  GError *error = NULL;
  g_autofree char *path = g_build_filename(data_dir, "synonyms.tsv", NULL);
  lexicon_check(path, &error);
  g_assert_no_error(error);
}

/* Every key of a concept is one of the tables'. */
static void test_concept_keys(void) {
  static const struct {
    const char *field;
    TaxonomyKind kind;
  } kinds[] = {{"cause", TAXONOMY_CAUSE},
               {"sector", TAXONOMY_SECTOR},
               {"data", TAXONOMY_DATA},
               {"media", TAXONOMY_MEDIA}};
  g_autofree char *path = g_build_filename(data_dir, "concepts.tsv", NULL);
  GError *error = NULL;
  Table *table = table_read(path, 2, 6, &error);
  g_assert_no_error(error);
  Taxonomy *taxonomy = taxonomy_load(data_dir, &error);
  g_assert_no_error(error);
  for (guint r = 0; r < table->rows->len; r++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, r);
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
      if (!g_str_equal(row->cells[2], kinds[k].field))
        continue;
      g_auto(GStrv) keys = g_strsplit(row->cells[3], ",", -1);
      for (guint i = 0; keys[i]; i++) {
        if (taxonomy_code(taxonomy, kinds[k].kind, keys[i]) < 0)
          g_test_message("line %u: %s", row->line, keys[i]);
        g_assert_cmpint(taxonomy_code(taxonomy, kinds[k].kind, keys[i]), >=, 0);
      }
    }
  }
  taxonomy_free(taxonomy);
  table_free(table);
}

static char *table_of(const char *text) {
  char *path = NULL;
  int file = g_file_open_tmp("jikenbo-synonyms-XXXXXX", &path, NULL);
  g_assert_cmpint(file, >=, 0);
  g_close(file, NULL);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static const struct {
  const char *text, *says; /* says NULL: sound */
} tables[] = {
    {"synonym\t0.8\t甲会|乙会\n", NULL},
    {"narrower\t0.8\t甲会|乙会\nnarrower\t0.8\t乙会|丙会\n", NULL},
    {"sinonim\t0.8\t甲会|乙会\n", "kind"},
    {"synonym\t2\t甲会|乙会\n", "weight"},
    {"synonym\tx\t甲会|乙会\n", "weight"},
    {"synonym\t0.8\t甲会|\n", "empty"},
    {"synonym\t0.8\t甲会\n", "two words"},
    {"spelling\t0.8\tサーバー|ｻｰﾊﾞｰ\n", "twice"},
    {"synonym\t0.8\t甲会|乙会\nsynonym\t0.7\t乙会|甲会\n", "twice"},
    {"synonym\t0.8\t甲会|・・\n", "no search"},
    {"ending\t0.8\t甲会|乙会\nending\t0.8\t乙会|甲会\n", NULL},
    {"ending\t0.8\t甲会|乙会\nending\t0.8\t甲会|乙会\n", "twice"},
    {"narrower\t0.8\t甲会|乙会\nnarrower\t0.8\t乙会|甲会\n", "circle"},
    {"narrower\t0.8\t甲会|乙会\nnarrower\t0.8\t乙会|丙会\nnarrower\t0.5\t丙会|甲会\n", "circle"},
};

static void test_checker(void) {
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
    g_autofree char *path = table_of(tables[i].text);
    GError *error = NULL;
    gboolean good = lexicon_check(path, &error);
    g_assert_true(good == (tables[i].says == NULL));
    if (!good) {
      if (!strstr(error->message, tables[i].says))
        g_test_message("%s", error->message);
      g_assert_nonnull(strstr(error->message, tables[i].says));
      g_assert_nonnull(strstr(error->message, path));
    }
    g_clear_error(&error);
    g_remove(path);
  }
}

static void test_own_table(void) {
  g_autofree char *path = table_of("synonym\t0.8\t紛失|ロスト事案\n");
  GError *error = NULL;
  Lexicon *own = lexicon_load(data_dir, path, &error);
  g_assert_no_error(error);
  g_autoptr(GArray) found = lexicon_synonyms(own, "紛失", FALSE);
  gboolean there = FALSE;
  for (guint i = 0; i < found->len; i++)
    there |= g_str_equal(g_array_index(found, LexiconWord, i).written, "ロスト事案");
  g_assert_true(there);
  g_assert_cmpfloat(weight_of("紛失", "ロスト事案", FALSE), ==, 0);
  lexicon_free(own);
  g_remove(path);
}

static char *said_of(const Lexicon *asked, const char *word) {
  GString *said = g_string_new(NULL);
  for (guint related = 0; related < 2; related++) {
    g_autoptr(GArray) found = lexicon_synonyms(asked, word, related > 0);
    for (guint i = 0; i < found->len; i++) {
      const LexiconWord *entry = &g_array_index(found, LexiconWord, i);
      g_string_append_printf(said, "%s %s %d %g\n", entry->word, entry->written, entry->kind,
                             entry->weight);
    }
  }
  for (LexiconUse use = LEXICON_ALSO; use <= LEXICON_LEAKING; use++) {
    const LexiconConcept *concept = lexicon_concept(asked, word, use);
    if (concept)
      g_string_append_printf(said, "%d %s %s %g\n", use, concept->field, concept->keys,
                             concept->weight);
  }
  return g_string_free(said, FALSE);
}

static guint compare_words(const Lexicon *tables, const char *path, guint column) {
  GError *error = NULL;
  Table *table = table_read(path, column + 1, 9, &error);
  guint n = 0;
  g_assert_no_error(error);
  for (guint r = 0; r < table->rows->len; r++) {
    g_auto(GStrv) words =
        g_strsplit(g_array_index(table->rows, TableRow, r).cells[column], "|", -1);
    for (guint i = 0; words[i]; i++) {
      g_autofree char *folded = fold_string(FOLD_INDEX, g_strstrip(words[i]), -1);
      g_autofree char *expected = said_of(tables, folded), *said = said_of(lexicon, folded);
      g_assert_cmpstr(said, ==, expected);
      n += *said != '\0';
      g_assert_true(lexicon_knows(lexicon, folded, strlen(folded)) ||
                    g_str_equal(g_array_index(table->rows, TableRow, r).cells[0], "ending"));
    }
  }
  table_free(table);
  return n;
}

/* The image says of every word what the tables say. */
static void test_image(void) {
  g_autofree char *synonyms = g_build_filename(data_dir, "synonyms.tsv", NULL);
  g_autofree char *concepts = g_build_filename(data_dir, "concepts.tsv", NULL);
  GError *error = NULL;
  Lexicon *tables = lexicon_read(synonyms, concepts, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(compare_words(tables, synonyms, 2), >, 1000);
  g_assert_cmpuint(compare_words(tables, concepts, 0), >, 100);
  lexicon_free(tables);
}

static void test_foreign_image(void) {
  g_autofree char *dir = g_dir_make_tmp("jikenbo-lexicon-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(dir, LEXICON_IMAGE_FILE, NULL);
  g_autofree char *sound = g_build_filename(data_dir, LEXICON_IMAGE_FILE, NULL);
  g_autofree char *bytes = NULL;
  gsize n;
  GError *error = NULL;
  g_assert_true(g_file_get_contents(sound, &bytes, &n, NULL));
  for (gsize kept = 0; kept < n; kept += n / 2 - 1) {
    g_assert_true(g_file_set_contents(path, bytes, (gssize)kept, NULL));
    g_assert_null(lexicon_load(dir, NULL, &error));
    g_assert_error(error, TABLE_ERROR, 0);
    g_clear_error(&error);
  }
  g_remove(path);
  g_remove(dir);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  data_dir = datadir_find(&error);
  g_assert_no_error(error);
  lexicon = lexicon_load(data_dir, NULL, &error);
  g_assert_no_error(error);
  g_test_add_func("/lexicon/pairs", test_pairs);
  g_test_add_func("/lexicon/related", test_related);
  g_test_add_func("/lexicon/concepts", test_concepts);
  g_test_add_func("/lexicon/everyday", test_everyday);
  g_test_add_func("/lexicon/table", test_table_is_sound);
  g_test_add_func("/lexicon/concept-keys", test_concept_keys);
  g_test_add_func("/lexicon/checker", test_checker);
  g_test_add_func("/lexicon/own-table", test_own_table);
  g_test_add_func("/lexicon/image", test_image);
  g_test_add_func("/lexicon/foreign-image", test_foreign_image);
  int status = g_test_run();
  lexicon_free(lexicon);
  g_free(data_dir);
  return status;
}
