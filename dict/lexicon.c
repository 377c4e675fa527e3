#include "lexicon.h"

#include <string.h>

#include "fold.h"
#include "lexicon_image.h"
#include "table.h"

#define WEIGHT_MIN 0.4 /* words farther than this aren't looked for */
#define STEPS_MAX 3    /* groups between a word and its synonym */
#define GROUP_WORDS_MAX 32
#define ENDING_STEM_CHARS_MIN 2 /* of a word whose ending another may replace */

G_DEFINE_QUARK(lexicon_error, lexicon_error)

/* The tables of the program come as an image, whose groups and concepts are taken out as they are
 * asked for; what is read as a table stands behind them. */
struct Lexicon {
  LexiconImage *image;   /* or NULL */
  GPtrArray *tables;     /* of Table* */
  GStringChunk *strings; /* what had to be folded here */
  GPtrArray *groups;     /* of LexiconGroup*, in the order of the files; NULL: not taken out yet */
  GArray *endings;       /* of guint32: groups that are endings */
  GHashTable *members;   /* word -> GArray of guint32: groups read as tables that have it */
  GHashTable *concepts;  /* word -> GArray of LexiconConcept, or NULL: it has none */
};

static const char *const kind_names[] = {"spelling", "abbreviation", "synonym",
                                         "narrower", "related",      "ending"};
static const char *const use_names[] = {"also", "hint", "leak", "named", "leaking"};

static int index_of(const char *const *names, guint n, const char *name) {
  for (guint i = 0; i < n; i++)
    if (g_str_equal(names[i], name))
      return (int)i;
  return -1;
}

void lexicon_free(Lexicon *lexicon) {
  if (!lexicon)
    return;
  g_hash_table_unref(lexicon->members);
  g_hash_table_unref(lexicon->concepts);
  g_array_unref(lexicon->endings);
  g_ptr_array_unref(lexicon->groups);
  g_ptr_array_unref(lexicon->tables);
  g_string_chunk_free(lexicon->strings);
  lexicon_image_free(lexicon->image);
  g_free(lexicon);
}

static void list_free(gpointer list) {
  if (list)
    g_array_unref(list);
}

static Lexicon *lexicon_new(void) {
  Lexicon *lexicon = g_new0(Lexicon, 1);
  lexicon->tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
  lexicon->strings = g_string_chunk_new(1024);
  lexicon->groups = g_ptr_array_new_with_free_func(lexicon_group_free);
  lexicon->endings = g_array_new(FALSE, FALSE, sizeof(guint32));
  lexicon->members = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, list_free);
  lexicon->concepts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, list_free);
  return lexicon;
}

static GArray *list_of(GHashTable *table, const char *word, guint size) {
  GArray *list = g_hash_table_lookup(table, word);
  if (!list) {
    list = g_array_sized_new(FALSE, FALSE, size, 2);
    g_hash_table_insert(table, (gpointer)word, list);
  }
  return list;
}

static const char *keep_folded(Lexicon *lexicon, const char *word) {
  g_autofree char *folded = fold_string(FOLD_INDEX, word, -1);
  return g_string_chunk_insert_const(lexicon->strings, folded);
}

static gboolean fail_row(const char *path, guint line, const char *what, const char *word,
                         GError **error) {
  g_set_error(error, LEXICON_ERROR, 0, "%s:%u: %s: %s", path, line, what, word);
  return FALSE;
}

static gboolean group_has(const LexiconGroup *group, const char *word) {
  for (guint i = 0; i < group->words_n; i++)
    if (g_str_equal(group->words[i], word))
      return TRUE;
  return FALSE;
}

/* Cuts a list in place; returns how many words it had, at most GROUP_WORDS_MAX + 1. */
static guint cut_words(char *list, char *words[GROUP_WORDS_MAX + 1]) {
  guint n = 0;
  for (char *at = list; at && n <= GROUP_WORDS_MAX; n++) {
    words[n] = at;
    at = strchr(at, '|');
    if (at)
      *at++ = '\0';
  }
  return n;
}

/* Adds a word unless the group has it: spellings that folding unites are one. */
static gboolean add_to_group(Lexicon *lexicon, LexiconGroup *group, const char *path, char *word,
                             gboolean strict, GError **error) {
  const char *folded = keep_folded(lexicon, g_strstrip(word));
  if (!*folded)
    return fail_row(path, group->line, "an empty word between '|'", word, error);
  if (group_has(group, folded))
    return !strict || fail_row(path, group->line, "stands twice once folded", word, error);
  group->written[group->words_n] = word;
  group->words[group->words_n++] = folded;
  return TRUE;
}

static gboolean fill_group(Lexicon *lexicon, LexiconGroup *group, const char *path,
                           const TableRow *row, gboolean strict, GError **error) {
  char *words[GROUP_WORDS_MAX + 1];
  guint n = cut_words((char *)row->cells[2], words);
  if (n > GROUP_WORDS_MAX)
    return fail_row(path, group->line, "more than 32 words", words[0], error);
  group->words = g_new0(const char *, 2 * n);
  group->written = group->words + n;
  for (guint i = 0; i < n; i++)
    if (!add_to_group(lexicon, group, path, words[i], strict, error))
      return FALSE;
  return group->words_n >= 2 || !strict ||
         fail_row(path, row->line, "a group needs two words or more", row->cells[2], error);
}

static void index_group(Lexicon *lexicon, LexiconGroup *group) {
  guint32 number = lexicon->groups->len;
  g_ptr_array_add(lexicon->groups, group);
  if (group->kind == LEXICON_ENDING) {
    g_array_append_val(lexicon->endings, number);
    return;
  }
  for (guint i = 0; i < group->words_n; i++)
    g_array_append_val(list_of(lexicon->members, group->words[i], sizeof number), number);
}

static const LexiconGroup *group_at(const Lexicon *lexicon, guint number) {
  gpointer *group = &lexicon->groups->pdata[number];
  if (!*group)
    *group = lexicon_image_group(lexicon->image, number);
  return *group;
}

/* Walks the groups of a word in the order of the files: at 0 begins; NULL at the end. */
static const LexiconGroup *next_group(const Lexicon *lexicon, const char *word, guint *at) {
  const GArray *own = g_hash_table_lookup(lexicon->members, word);
  guint n = 0, place = (*at)++;
  const guint32 *members = lexicon->image ? lexicon_image_members(lexicon->image, word, &n) : NULL;
  if (place < n)
    return group_at(lexicon, members[place]);
  place -= n;
  return own && place < own->len ? group_at(lexicon, g_array_index(own, guint32, place)) : NULL;
}

/* A number as g_ascii_strtod reads it, the short ones ("1", "0.85") without a locale's ado. -1
 * where it is none. */
static double weight_of(const char *cell) {
  static const double tens[] = {1, 10, 100};
  gsize digits = cell[0] && cell[1] == '.' ? strspn(cell + 2, "0123456789") : 0;
  if (g_ascii_isdigit(*cell) && !cell[1])
    return *cell - '0';
  if (*cell == '0' && digits > 0 && digits < G_N_ELEMENTS(tens) && !cell[2 + digits])
    return (digits == 1 ? cell[2] - '0' : (cell[2] - '0') * 10 + cell[3] - '0') / tens[digits];
  char *end = NULL;
  double weight = g_ascii_strtod(cell, &end);
  return *end || end == cell ? -1 : weight;
}

static gboolean read_group(Lexicon *lexicon, const char *path, const TableRow *row, gboolean strict,
                           GError **error) {
  int kind = index_of(kind_names, G_N_ELEMENTS(kind_names), row->cells[0]);
  if (kind < 0)
    return fail_row(path, row->line,
                    "not a kind (spelling, abbreviation, synonym, narrower, related, ending)",
                    row->cells[0], error);
  double weight = weight_of(row->cells[1]);
  if (weight < WEIGHT_MIN || weight > 1)
    return fail_row(path, row->line, "not a weight between 0.4 and 1", row->cells[1], error);
  LexiconGroup *group = g_new0(LexiconGroup, 1);
  group->kind = (LexiconKind)kind;
  group->weight = weight;
  group->line = row->line;
  if (!fill_group(lexicon, group, path, row, strict, error)) {
    lexicon_group_free(group);
    return FALSE;
  }
  index_group(lexicon, group);
  return TRUE;
}

static gboolean read_synonyms(Lexicon *lexicon, const char *path, gboolean strict, GError **error) {
  Table *table = table_read(path, 3, 3, error);
  if (!table)
    return FALSE;
  g_ptr_array_add(lexicon->tables, table);
  gboolean good = TRUE;
  for (guint i = 0; good && i < table->rows->len; i++)
    good = read_group(lexicon, path, &g_array_index(table->rows, TableRow, i), strict, error);
  return good;
}

static gboolean read_concept(Lexicon *lexicon, const char *path, const TableRow *row,
                             GError **error) {
  int use = index_of(use_names, G_N_ELEMENTS(use_names), row->cells[1]);
  if (use < 0)
    return fail_row(path, row->line, "not a use (also, hint, leak, named, leaking)", row->cells[1],
                    error);
  LexiconConcept concept = {(LexiconUse)use, row->cells[2], row->cells[3],
                            *row->cells[4] ? weight_of(row->cells[4]) : 0};
  const char *word = keep_folded(lexicon, row->cells[0]);
  g_array_append_val(list_of(lexicon->concepts, word, sizeof(LexiconConcept)), concept);
  return TRUE;
}

static gboolean read_concepts(Lexicon *lexicon, const char *path, GError **error) {
  Table *table = table_read(path, 2, 5, error);
  if (!table)
    return FALSE;
  g_ptr_array_add(lexicon->tables, table);
  gboolean good = TRUE;
  for (guint i = 0; good && i < table->rows->len; i++)
    good = read_concept(lexicon, path, &g_array_index(table->rows, TableRow, i), error);
  return good;
}

static gboolean read_image(Lexicon *lexicon, const char *path, GError **error) {
  guint n;
  lexicon->image = lexicon_image_open(path, error);
  if (!lexicon->image)
    return FALSE;
  g_ptr_array_set_size(lexicon->groups, (int)lexicon_image_groups(lexicon->image));
  const guint32 *endings = lexicon_image_endings(lexicon->image, &n);
  g_array_append_vals(lexicon->endings, endings, n);
  return TRUE;
}

Lexicon *lexicon_load(const char *data_dir, const char *own_path, GError **error) {
  Lexicon *lexicon = lexicon_new();
  g_autofree char *image = g_build_filename(data_dir, LEXICON_IMAGE_FILE, NULL);
  gboolean own = own_path && g_file_test(own_path, G_FILE_TEST_EXISTS);
  if (read_image(lexicon, image, error) && (!own || read_synonyms(lexicon, own_path, FALSE, error)))
    return lexicon;
  lexicon_free(lexicon);
  return NULL;
}

Lexicon *lexicon_read(const char *synonyms_path, const char *concepts_path, GError **error) {
  Lexicon *lexicon = lexicon_new();
  if (read_synonyms(lexicon, synonyms_path, FALSE, error) &&
      read_concepts(lexicon, concepts_path, error))
    return lexicon;
  lexicon_free(lexicon);
  return NULL;
}

GByteArray *lexicon_pack(const Lexicon *lexicon) {
  return lexicon_image_pack(lexicon->groups, lexicon->members, lexicon->concepts);
}

/* ---- asking */

static LexiconWord *found_word(GArray *found, const char *word) {
  for (guint i = 0; i < found->len; i++) {
    LexiconWord *entry = &g_array_index(found, LexiconWord, i);
    if (g_str_equal(entry->word, word))
      return entry;
  }
  return NULL;
}

/* May a walk that came by `by` go on through group, entering at word? Only spellings and short
 * names are the same thing; beyond anything looser the way ends. */
static gboolean passes(const LexiconGroup *group, const char *word, LexiconKind by,
                       gboolean related) {
  if (group->kind == LEXICON_RELATED && !related)
    return FALSE;
  if (group->kind == LEXICON_NARROWER && !g_str_equal(group->words[0], word))
    return FALSE;
  return by <= LEXICON_ABBREVIATION || group->kind <= LEXICON_ABBREVIATION;
}

static void add_group(const LexiconGroup *group, const LexiconWord *from, GArray *found) {
  LexiconWord step = *from; /* found may move */
  for (guint i = 0; i < group->words_n; i++) {
    LexiconWord next = {group->words[i], group->written[i], MAX(step.kind, group->kind),
                        step.weight * group->weight};
    if (next.weight < WEIGHT_MIN)
      continue;
    LexiconWord *known = found_word(found, next.word);
    if (!known)
      g_array_append_val(found, next);
    else if (known->weight < next.weight)
      known->weight = next.weight, known->kind = next.kind;
  }
}

static int by_weight(gconstpointer a, gconstpointer b) {
  const LexiconWord *left = a, *right = b;
  if (left->weight != right->weight)
    return left->weight > right->weight ? -1 : 1;
  return strcmp(left->word, right->word);
}

/* みさき大 is short for みさき大学, whoever that is. */
static void add_endings(const Lexicon *lexicon, const char *word, GArray *found) {
  for (guint g = 0; g < lexicon->endings->len; g++) {
    const LexiconGroup *group = group_at(lexicon, g_array_index(lexicon->endings, guint32, g));
    gsize stem = strlen(word) - MIN(strlen(word), strlen(group->words[0]));
    if (!g_str_has_suffix(word, group->words[0]) ||
        g_utf8_strlen(word, (gssize)stem) < ENDING_STEM_CHARS_MIN)
      continue;
    for (guint i = 1; i < group->words_n; i++) {
      g_autofree char *whole = g_strdup_printf("%.*s%s", (int)stem, word, group->words[i]);
      const char *kept = g_string_chunk_insert_const(lexicon->strings, whole);
      LexiconWord entry = {kept, kept, LEXICON_ABBREVIATION, group->weight};
      if (!found_word(found, kept))
        g_array_append_val(found, entry);
    }
  }
}

GArray *lexicon_synonyms(const Lexicon *lexicon, const char *word, gboolean related) {
  GArray *found = g_array_new(FALSE, FALSE, sizeof(LexiconWord));
  LexiconWord self = {word, word, LEXICON_SPELLING, 1};
  g_array_append_val(found, self);
  guint begin = 0;
  for (guint step = 0; step < STEPS_MAX && begin < found->len; step++) {
    guint end = found->len;
    for (guint i = begin; i < end; i++) {
      LexiconWord from = g_array_index(found, LexiconWord, i);
      const LexiconGroup *group;
      for (guint at = 0; (group = next_group(lexicon, from.word, &at));)
        if (passes(group, from.word, from.kind, related))
          add_group(group, &from, found);
    }
    begin = end;
  }
  add_endings(lexicon, word, found);
  g_array_remove_index(found, 0);
  g_array_sort(found, by_weight);
  return found;
}

static const GArray *concepts_of(const Lexicon *lexicon, const char *word) {
  gpointer known = NULL;
  if (g_hash_table_lookup_extended(lexicon->concepts, word, NULL, &known) || !lexicon->image)
    return known;
  GArray *concepts = lexicon_image_concepts(lexicon->image, word);
  const char *kept = g_string_chunk_insert_const(lexicon->strings, word);
  g_hash_table_insert(lexicon->concepts, (gpointer)kept, concepts);
  return concepts;
}

gboolean lexicon_knows(const Lexicon *lexicon, const char *word, gsize word_bytes) {
  g_autofree char *copy = g_strndup(word, word_bytes);
  guint at = 0;
  return next_group(lexicon, copy, &at) || concepts_of(lexicon, copy);
}

const LexiconConcept *lexicon_concept(const Lexicon *lexicon, const char *word, LexiconUse use) {
  const GArray *concepts = concepts_of(lexicon, word);
  for (guint i = 0; concepts && i < concepts->len; i++)
    if (g_array_index(concepts, LexiconConcept, i).use == use)
      return &g_array_index(concepts, LexiconConcept, i);
  return NULL;
}

/* ---- checking */

static gboolean same_group(const LexiconGroup *a, const LexiconGroup *b) {
  if (a->kind != b->kind || a->words_n != b->words_n)
    return FALSE;
  for (guint i = 0; i < a->words_n; i++)
    if (!group_has(b, a->words[i]))
      return FALSE;
  gboolean ordered = a->kind == LEXICON_NARROWER || a->kind == LEXICON_ENDING;
  return !ordered || g_str_equal(a->words[0], b->words[0]);
}

GHashTable *lexicon_everyday(const char *data_dir, GError **error) {
  g_autofree char *path = g_build_filename(data_dir, "everyday.tsv", NULL);
  Table *table = table_read(path, 1, 1, error);
  if (!table)
    return NULL;
  GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < table->rows->len; i++)
    g_hash_table_add(words,
                     fold_string(FOLD_INDEX, g_array_index(table->rows, TableRow, i).cells[0], -1));
  table_free(table);
  return words;
}

static gboolean has_word_char(const char *word) {
  for (; *word; word = g_utf8_next_char(word))
    if (g_unichar_isalnum(g_utf8_get_char(word)))
      return TRUE;
  return FALSE;
}

/* Narrower words of word, as far as they go; TRUE where target is among them. */
static gboolean leads_to(const Lexicon *lexicon, const char *word, const char *target,
                         GHashTable *seen) {
  const LexiconGroup *group;
  if (!g_hash_table_add(seen, (gpointer)word))
    return FALSE;
  for (guint at = 0; (group = next_group(lexicon, word, &at));) {
    if (group->kind != LEXICON_NARROWER || !g_str_equal(group->words[0], word))
      continue;
    for (guint i = 1; i < group->words_n; i++)
      if (g_str_equal(group->words[i], target) || leads_to(lexicon, group->words[i], target, seen))
        return TRUE;
  }
  return FALSE;
}

static gboolean check_group(const Lexicon *lexicon, guint number, const char *path,
                            GError **error) {
  const LexiconGroup *group = lexicon->groups->pdata[number];
  for (guint i = 0; i < group->words_n; i++)
    if (!has_word_char(group->words[i]) || strchr(group->words[i], ' '))
      return fail_row(path, group->line, "no search can ask for this (a blank, or only marks)",
                      group->words[i], error);
  for (guint i = 0; i < number; i++)
    if (same_group(lexicon->groups->pdata[i], group))
      return fail_row(path, group->line, "this group stands twice", group->words[0], error);
  if (group->kind != LEXICON_NARROWER)
    return TRUE;
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  if (leads_to(lexicon, group->words[0], group->words[0], seen))
    return fail_row(path, group->line, "narrower words go in a circle", group->words[0], error);
  return TRUE;
}

gboolean lexicon_check(const char *path, GError **error) {
  Lexicon *lexicon = lexicon_new();
  gboolean good = read_synonyms(lexicon, path, TRUE, error);
  for (guint i = 0; good && i < lexicon->groups->len; i++)
    good = check_group(lexicon, i, path, error);
  lexicon_free(lexicon);
  return good;
}
