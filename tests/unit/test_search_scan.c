/* The search against a plain reading of the same notices: quoted strings against a scan, words and
 * chains of words at their boundaries. */
#include <locale.h>
#include <string.h>

#include "dict/fold.h"
#include "search_ask.h"

/* ---- quoted strings against a scan */

static Index *index_of_noise(GRand *rand, guint n) {
  GPtrArray *notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  for (guint i = 0; i < n; i++) {
    g_autofree char *organisation = random_text(rand, 3), *title = random_text(rand, 6);
    g_autofree char *body = random_text(rand, 60);
    g_ptr_array_add(notices, search_index_notice(NULL, organisation, title, body, i + 1));
  }
  return index_of(notices);
}

static gboolean holds(const Notice *notice, const char *folded) {
  const char *texts[] = {notice->organisation, notice->title, notice->body};
  gboolean found = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *text = fold_string(FOLD_INDEX, texts[i], -1);
    found |= strstr(text, folded) != NULL;
  }
  return found;
}

/* Some characters of a notice's text. */
static char *random_piece(GRand *rand, const Notice *notice) {
  const char *text = g_rand_boolean(rand) ? notice->body : notice->title;
  glong chars = g_utf8_strlen(text, -1);
  glong from = g_rand_int_range(rand, 0, (gint32)chars);
  glong n = g_rand_int_range(rand, 1, g_rand_boolean(rand) ? 4 : 16);
  char *piece = g_utf8_substring(text, from, MIN(from + n, chars));
  if (g_rand_int_range(rand, 0, 4) == 0) { /* and one that stands nowhere, or elsewhere */
    g_autofree char *behind = random_text(rand, 1);
    char *other = g_strconcat(piece, behind, NULL);
    g_free(piece);
    return other;
  }
  return piece;
}

static char *quote(const char *text) {
  QueryNode node = {.kind = QUERY_EXACT, .text = (char *)text};
  return query_print(&node);
}

static void check_exact(const Index *index, const char *piece) {
  g_autofree char *folded = fold_string(FOLD_INDEX, piece, -1), *query = quote(piece);
  SearchOptions options = {.query = query, .notices = TRUE};
  SearchAnswer *answer = ask_with(index->searcher, &options);
  for (guint i = 0; i < index->notices->len; i++) {
    gboolean wanted = holds(index->notices->pdata[i], folded);
    if (has_line(answer, i + 1) != wanted)
      g_test_message("%s: notice %u is %s", query, i + 1, wanted ? "missed" : "a false hit");
    g_assert_true(has_line(answer, i + 1) == wanted);
  }
  search_answer_free(answer);
}

static void test_exact(void) {
  GRand *rand = g_rand_new_with_seed(5);
  Index *index = index_of_noise(rand, 60);
  for (guint i = 0; i < 3000; i++) {
    const Notice *notice = index->notices->pdata[g_rand_int_range(rand, 0, 60)];
    g_autofree char *piece = random_piece(rand, notice);
    check_exact(index, piece);
  }
  index_free(index);
  g_rand_free(rand);
}

/* ---- words and compounds at word boundaries, asked alone */

#define CHAIN_UNITS 5

/* Some neighbouring nouns of a text; NULL where the place has none. */
static char *random_chain(GRand *rand, const Analysis *analysis) {
  guint first = (guint)g_rand_int_range(rand, 0, (gint32)analysis->units->len);
  guint wanted = (guint)g_rand_int_range(rand, 1, CHAIN_UNITS + 1), last = first;
  const Unit *from = &g_array_index(analysis->units, Unit, first);
  if (from->kind != UNIT_NOUN)
    return NULL;
  while (last + 1 < analysis->units->len && last - first + 1 < wanted) {
    const Unit *next = &g_array_index(analysis->units, Unit, last + 1);
    if (!next->joined || next->kind != UNIT_NOUN)
      break;
    last++;
  }
  guint32 end = g_array_index(analysis->units, Unit, last).end;
  char *text = g_strndup(analysis->index.text + from->start, end - from->start);
  gboolean odd = strpbrk(text, "0123456789+-:*()\"|") || g_utf8_strlen(text, -1) < 2;
  if (odd)
    g_clear_pointer(&text, g_free);
  return text;
}

/* TRUE where text begins where a unit begins and ends where one ends; joined: all of one run. */
static gboolean stands(const Analysis *analysis, const char *text, gboolean joined) {
  gsize bytes = strlen(text);
  for (guint i = 0; i < analysis->units->len; i++) {
    guint32 start = g_array_index(analysis->units, Unit, i).start;
    if (strncmp(analysis->index.text + start, text, bytes) != 0)
      continue;
    for (guint j = i; j < analysis->units->len; j++) {
      const Unit *unit = &g_array_index(analysis->units, Unit, j);
      if (joined && j > i && !unit->joined)
        break;
      if (unit->end == start + bytes)
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean stands_in(const Analysis *parts_of_notice, const char *text, gboolean joined) {
  for (guint part = 0; part < 3; part++)
    if (stands(&parts_of_notice[part], text, joined))
      return TRUE;
  return FALSE;
}

/* Katakana has other spellings, by which more is found. */
static gboolean spelled(const char *text) {
  for (; *text; text = g_utf8_next_char(text))
    if (g_utf8_get_char(text) >= 0x30A1 && g_utf8_get_char(text) <= 0x30FC)
      return TRUE;
  return FALSE;
}

static void check_chain(const Index *index, Analysis *const *analyses, const char *chain) {
  SearchOptions options = {.query = chain, .notices = TRUE};
  SearchAnswer *answer = ask_with(index->searcher, &options);
  for (guint i = 0; i < index->notices->len; i++) {
    gboolean found = has_line(answer, i + 1);
    gboolean missed = !found && stands_in(analyses[i], chain, TRUE);
    gboolean wrong = found && !spelled(chain) && !stands_in(analyses[i], chain, FALSE);
    if (missed || wrong)
      g_test_message("%s: notice %u is %s", chain, i + 1, missed ? "missed" : "a false hit");
    g_assert_false(missed || wrong);
  }
  search_answer_free(answer);
}

static Analysis *analyses_of(Searcher *searcher, const Notice *notice) {
  Analysis *parts = g_new0(Analysis, 3);
  const char *texts[] = {notice->organisation, notice->title, notice->body};
  for (guint i = 0; i < 3; i++)
    analyzer_analyze(searcher_analyzer(searcher), texts[i], -1, &parts[i]);
  return parts;
}

/* What stands as words is found by asking for it alone, in every notice, and nothing else is. */
static void test_chains(void) {
  GRand *rand = g_rand_new_with_seed(17);
  Index *index = index_of_noise(rand, 40);
  Analysis *analyses[40];
  guint asked = 0;
  for (guint i = 0; i < 40; i++)
    analyses[i] = analyses_of(index->searcher, index->notices->pdata[i]);
  for (guint tries = 0; asked < 1000 && tries < 20000; tries++) {
    g_autofree char *chain =
        random_chain(rand, &analyses[g_rand_int_range(rand, 0, 40)][g_rand_int_range(rand, 0, 3)]);
    if (!chain)
      continue;
    check_chain(index, analyses, chain);
    asked++;
  }
  g_assert_cmpuint(asked, ==, 1000);
  for (guint i = 0; i < 40; i++) {
    for (guint part = 0; part < 3; part++)
      analysis_clear(&analyses[i][part]);
    g_free(analyses[i]);
  }
  index_free(index);
  g_rand_free(rand);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE); /* no one's own synonyms */
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/search/exact", test_exact);
  g_test_add_func("/search/chains", test_chains);
  return g_test_run();
}
