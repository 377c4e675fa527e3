#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dict/fold.h"
#include "dict/rules.h"
#include "dict/table.h"

static const char *const places[] = {"title", "body", NULL};

static int class_code(const char *klass, gpointer user) {
  (void)user;
  return klass[0] == 'x' ? -1 : klass[0] - 'a';
}

static char *write_table(const char *text) {
  char *path = g_build_filename(g_get_tmp_dir(), "rules-XXXXXX", NULL);
  int file = g_mkstemp(path);
  g_assert_cmpint(file, >=, 0);
  g_close(file, NULL);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static Rules *load(const char *text, GError **error) {
  char *path = write_table(text);
  Rules *rules = rules_new(places);
  gboolean good = rules_add_table(rules, path, class_code, NULL, error);
  g_unlink(path);
  g_free(path);
  if (!good) {
    rules_free(rules);
    return NULL;
  }
  rules_compile(rules);
  return rules;
}

/* The classes that hold in a sentence, in alphabetical order, each once. It ends behind as many
 * characters of the folded text. */
static char *matched(const Rules *rules, const char *text, guint chars, guint place) {
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  const guint32 end = folded.starts[MIN(chars, folded.chars)];
  GArray *hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  GArray *matches = g_array_new(FALSE, FALSE, sizeof(RuleMatch));
  RulesScratch *scratch = rules_scratch_new(rules);
  rules_scan(rules, &folded, hits);
  const RulesSentence sentence = {folded.text, 0, end, place, RULES_ALL_TABLES};
  rules_match(rules, scratch, (const AutomatonHit *)hits->data, hits->len, &sentence, matches);
  char said[27] = "", *at = said;
  for (char c = 'a'; c <= 'z'; c++)
    for (guint i = 0; i < matches->len; i++) {
      const RuleMatch *match = &g_array_index(matches, RuleMatch, i);
      g_assert_cmpuint(match->start, <=, match->last);
      g_assert_cmpuint(match->last, <, match->end);
      g_assert_cmpuint(match->end, <=, end);
      if (match->rule->code == c - 'a') {
        *at++ = c;
        break;
      }
    }
  *at = '\0';
  rules_scratch_free(scratch);
  g_array_unref(hits);
  g_array_unref(matches);
  folded_text_clear(&folded);
  return g_strdup(said);
}

static const char table[] = "@send\t{送信|送付}\n"
                            "@wrong\t{誤って|@send}\n"
                            "a\t1\t-\t紛失\n"
                            "b\t2\t-\t誤って .. @send\n"
                            "c\t1\t-\t誤って ..2 送信\n"
                            "d\t1\t-\tサーバー & {暗号化|身代金} ! 復旧\n"
                            "e\t1\ttitle\t盗難\n"
                            "f\t1\t!title\t盗難\n"
                            "g\t1!\t-\trat\n"
                            "h\t1\t-\t@wrong ..0 した\n"
                            "i\t1\t-\t名簿 ..1 {が|一覧} ..2 流れ\n"
                            "j\t1\t-\tは .. 無事\n"
                            "k\t1\t-\t廃棄 ! が\n";

static const struct {
  const char *sentence;
  guint place;
  const char *classes;
} rows[] = {
    {"書類を紛失した", 1, "a"},
    {"書類をなくした", 1, ""},
    {"ＵＳＢを紛 失した", 1, "a"},
    {"誤ってメールを送信した", 1, "bh"},
    {"送信したが誤って", 1, "h"},
    {"誤って送信した", 1, "bch"},
    {"誤って、たいへん長いあいだ考えたすえにようやく一通の案内を送付する", 1, ""},
    {"サーバが暗号化された", 1, "d"},
    {"サーバーに身代金の要求", 1, "d"},
    {"サーバーが暗号化され、復旧した", 1, ""},
    {"サーバーが止まった", 1, ""},
    {"盗難について", 0, "e"},
    {"盗難について", 1, "f"},
    {"RATに感染", 1, "g"},
    {"operationの誤り", 1, ""},
    {"名簿が外へ流れた", 1, "i"},
    {"名簿一覧が流れた", 1, "i"},
    {"名簿外が流れた", 1, "i"},
    {"名簿の一覧も流れた", 1, "i"},
    {"名簿の外へが流れた", 1, ""}, /* が stands too far behind */
    {"名簿が遠い外へ流れた", 1, ""},
    {"が名簿の流れ", 1, ""}, /* … or before */
    {"無事は何より", 1, ""},
    {"こちらは皆が無事", 1, "j"},
    {"無事は、皆が無事", 1, "j"},
    {"書類を廃棄した", 1, "k"},
    {"書類が廃棄された", 1, ""},
};

/* A word that reaches over the sentence's end isn't in it, neither as what a rule asks for nor as
 * what it must not have. */
static void test_ends(void) {
  static const struct {
    const char *text;
    guint chars;
    const char *classes;
  } ends[] = {
      {"書類を紛失した", 5, "a"},
      {"書類を紛失した", 4, ""},
      {"サーバーが暗号化、復旧した", 9, "d"},
      {"サーバーが暗号化、復旧した", 10, ""},
      {"誤って送信した", 5, "bc"},
      {"誤って送信した", 4, ""},
  };
  Rules *rules = load(table, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
    char *classes = matched(rules, ends[i].text, ends[i].chars, 1);
    g_test_message("%s to %u", ends[i].text, ends[i].chars);
    g_assert_cmpstr(classes, ==, ends[i].classes);
    g_free(classes);
  }
  rules_free(rules);
}

static void test_rows(void) {
  GError *error = NULL;
  Rules *rules = load(table, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(rules_count(rules), ==, 11);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    char *classes = matched(rules, rows[i].sentence, G_MAXUINT, rows[i].place);
    g_test_message("%s", rows[i].sentence);
    g_assert_cmpstr(classes, ==, rows[i].classes);
    g_free(classes);
  }
  rules_free(rules);
}

static const struct {
  const char *text, *says;
} broken[] = {
    {"a\tx\t-\t紛失\n", "weight"},
    {"xx\t1\t-\t紛失\n", "class"},
    {"a\t1\tnowhere\t紛失\n", "scope"},
    {"a\t1\t-\t@none\n", "unknown set"},
    {"a\t1\t-\t{紛失\n", "bracket"},
    {"a\t1\t-\t{紛失|}\n", "empty word"},
    {"a\t1\n", ":1"},
};

static void test_broken_tables(void) {
  for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
    GError *error = NULL;
    Rules *rules = load(broken[i].text, &error);
    g_assert_null(rules);
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, broken[i].says));
    g_error_free(error);
  }
}

/* Every word where it stands, the shorter first where two begin together. */
static void test_automaton(void) {
  static const char *const words[] = {"個人",   "個人情報", "人情",  "情報", "報",
                                      "人情報", "𩸽屋",     "usbの", "のb"};
  Automaton *automaton = automaton_new();
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    g_assert_cmpuint(automaton_add(automaton, words[i], strlen(words[i]), i), ==, i);
  g_assert_cmpuint(automaton_add(automaton, words[0], strlen(words[0]), 99), ==, 0);
  automaton_compile(automaton);
  const char *text = "当社の個人情報、情個人𩸽𩸽屋usbのb";
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  GArray *hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  automaton_scan(automaton, &folded, 0, (guint)folded.chars, hits);
  folded_text_clear(&folded);
  static const guint expected[] = {
      0, 1, 2, 5, 3, 4, 0, 6, 7 | AUTOMATON_LATIN, 8 | AUTOMATON_LATIN};
  g_assert_cmpuint(hits->len, ==, G_N_ELEMENTS(expected));
  for (guint i = 0; i < hits->len; i++) {
    const AutomatonHit *hit = &g_array_index(hits, AutomatonHit, i);
    g_assert_cmpuint(hit->word, ==, expected[i]);
    g_assert_cmpmem(text + hit->start, hit->end - hit->start, words[hit->word & ~AUTOMATON_LATIN],
                    strlen(words[hit->word & ~AUTOMATON_LATIN]));
  }
  g_array_unref(hits);
  automaton_free(automaton);
}

/* A stretch of a text has those of its hits that lie within it. */
static void check_stretch(const Automaton *automaton, const FoldedText *text, const GArray *all,
                          GRand *rand) {
  guint32 to = (guint32)g_rand_int_range(rand, 0, (gint32)text->chars + 1);
  guint32 from = (guint32)g_rand_int_range(rand, 0, (gint32)to + 1);
  guint n = 0;
  GArray *hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  automaton_scan(automaton, text, from, to, hits);
  for (guint i = 0; i < all->len; i++) {
    const AutomatonHit *hit = &g_array_index(all, AutomatonHit, i);
    if (hit->start < from || hit->end > to)
      continue;
    g_assert_cmpuint(n, <, hits->len);
    g_assert_cmpmem(&g_array_index(hits, AutomatonHit, n++), sizeof *hit, hit, sizeof *hit);
  }
  g_assert_cmpuint(n, ==, hits->len);
  g_array_unref(hits);
}

/* The same hits as a plain search finds, for random words and texts, longer than what is looked at
 * in one go. */
static void test_automaton_against_search(void) {
  GRand *rand = g_rand_new_with_seed(7);
  for (int round = 0; round < 200; round++) {
    Automaton *automaton = automaton_new();
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 12; i++) {
      char word[8] = "";
      for (int k = g_rand_int_range(rand, 1, 5); k > 0; k--)
        word[strlen(word)] = (char)g_rand_int_range(rand, 'a', 'd');
      if (automaton_add(automaton, word, strlen(word), words->len) == words->len)
        g_ptr_array_add(words, g_strdup(word));
    }
    automaton_compile(automaton);
    char text[4096] = "";
    for (int i = g_rand_int_range(rand, 0, 4000); i >= 0; i--)
      text[i] = (char)g_rand_int_range(rand, 'a', 'd');
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
    FoldedText folded;
    fold_text(FOLD_INDEX, text, -1, &folded);
    automaton_scan(automaton, &folded, 0, (guint)folded.chars, hits);
    guint plain = 0;
    for (guint w = 0; w < words->len; w++)
      for (const char *p = text; (p = strstr(p, g_ptr_array_index(words, w))); p++)
        plain++;
    g_assert_cmpuint(hits->len, ==, plain);
    check_stretch(automaton, &folded, hits, rand);
    folded_text_clear(&folded);
    g_array_unref(hits);
    g_ptr_array_unref(words);
    automaton_free(automaton);
  }
  g_rand_free(rand);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rules/rows", test_rows);
  g_test_add_func("/rules/ends", test_ends);
  g_test_add_func("/rules/broken_tables", test_broken_tables);
  g_test_add_func("/rules/automaton", test_automaton);
  g_test_add_func("/rules/automaton_against_search", test_automaton_against_search);
  return g_test_run();
}
