/* mkterms: the field's dictionary as people write it -> IPADIC's CSV for mecab-dict-index.
 *
 * A row of terms.csv: word,kind,reading. '|' in the word shows its parts (個人|情報), each of which
 * a search finds; a word without '|' is never opened. The reading is katakana, with the same bars
 * or none. What stands in the output behind IPADIC's nine cells: the parts, and the parts'
 * readings. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "fold_steps.h"

static const struct {
  const char *kind;
  int id;
  const char *features;
} kinds[] = {
    {"noun", 1285, "名詞,一般,*,*,*,*"},
    {"verbal", 1283, "名詞,サ変接続,*,*,*,*"},
    {"quality", 1287, "名詞,形容動詞語幹,*,*,*,*"},
    {"name", 1288, "名詞,固有名詞,一般,*,*,*"},
    {"organisation", 1292, "名詞,固有名詞,組織,*,*,*"},
    {"place", 1293, "名詞,固有名詞,地域,一般,*,*"},
};

static const char *path;
static guint line_number;

static void fail(const char *what, const char *detail) {
  fprintf(stderr, "%s:%u: %s: %s\n", path, line_number, what, detail);
  exit(1);
}

static char *without_bars(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, "|", -1);
  return g_strjoinv("", parts);
}

static guint count_bars(const char *text) {
  guint n = 0;
  for (; *text; text++)
    n += *text == '|';
  return n;
}

/* The parts folded one by one, with bars; they must be what the word folds to. */
static char *fold_parts(const char *word) {
  g_auto(GStrv) parts = g_strsplit(word, "|", -1);
  for (guint i = 0; parts[i]; i++) {
    char *folded = fold_string(FOLD_READ, parts[i], -1);
    g_free(parts[i]);
    parts[i] = folded;
    if (!*folded)
      fail("an empty part", word);
  }
  return g_strjoinv("|", parts);
}

/* Longer words are preferred more: MeCab then takes them before their parts. */
static int cost_of(const char *word) {
  glong chars = g_utf8_strlen(word, -1);
  return chars <= 2 ? 4000 : chars == 3 ? 2500 : chars == 4 ? 1000 : chars == 5 ? 0 : -1500;
}

static void check_reading(const char *reading) {
  for (; *reading; reading = g_utf8_next_char(reading))
    if (!fold_is_katakana(g_utf8_get_char(reading)) && *reading != '|')
      fail("the reading isn't katakana", reading);
}

static void print_row(const char *word, const char *kind, const char *reading) {
  guint k = 0;
  while (k < G_N_ELEMENTS(kinds) && strcmp(kinds[k].kind, kind))
    k++;
  if (k == G_N_ELEMENTS(kinds))
    fail("no such kind of word", kind);
  if (count_bars(reading) && count_bars(reading) != count_bars(word))
    fail("word and reading have different parts", word);
  check_reading(reading);
  g_autofree char *parts = fold_parts(word);
  g_autofree char *whole = without_bars(parts);
  g_autofree char *typed = without_bars(word);
  g_autofree char *folded = fold_string(FOLD_READ, typed, -1);
  g_autofree char *sound = without_bars(reading);
  if (strcmp(whole, folded))
    fail("the parts fold to something else than the word", word);
  printf("%s,%d,%d,%d,%s,%s,%s,%s,%s,%s\n", folded, kinds[k].id, kinds[k].id, cost_of(folded),
         kinds[k].features, folded, sound, sound, parts, count_bars(reading) ? reading : "");
}

static void convert(char *text) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    char *line = g_strstrip(lines[i]);
    line_number = i + 1;
    if (!*line || *line == '#')
      continue;
    g_auto(GStrv) cells = g_strsplit(line, ",", -1);
    if (g_strv_length(cells) != 3)
      fail("a row is word,kind,reading", line);
    char *key = without_bars(cells[0]);
    if (!g_hash_table_add(seen, key))
      fail("the word stands twice", cells[0]);
    print_row(cells[0], cells[1], cells[2]);
  }
}

int main(int argc, char **argv) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (argc != 2) {
    fprintf(stderr, "usage: mkterms terms.csv > terms-ipadic.csv\n");
    return 1;
  }
  path = argv[1];
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  convert(text);
  return 0;
}
