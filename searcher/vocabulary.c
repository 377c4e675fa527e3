#include "vocabulary.h"

#include <string.h>

#include "dict/fold.h"
#include "search_internal.h"
#include "shim/schema.h"

typedef struct {
  IndexReader *reader;
  GPtrArray *words;
  GHashTable *known; /* words that were found; NULL where none can be found twice */
  GCompareFunc compare;
  guint limit, total;
  guint least; /* words of fewer notices have no place any more */
} Collecting;

static void word_free(gpointer data) {
  VocabularyWord *word = data;
  g_free(word->word);
  g_free(word->reading);
  g_free(word);
}

/* Now and then the words that have no place are dropped: a vocabulary is large, a list is short. */
static void drop_excess(Collecting *collecting) {
  GPtrArray *words = collecting->words;
  if (!collecting->limit || collecting->known || words->len < 16 * (gsize)collecting->limit + 1024)
    return;
  g_ptr_array_sort(words, collecting->compare);
  g_ptr_array_set_size(words, collecting->limit);
  collecting->least = ((VocabularyWord *)g_ptr_array_index(words, words->len - 1))->notices;
}

static void add(Collecting *collecting, const char *text, const char *reading, guint notices) {
  if (!notices || (collecting->known && g_hash_table_contains(collecting->known, text)))
    return;
  collecting->total++;
  if (notices < collecting->least)
    return;
  VocabularyWord *word = g_new0(VocabularyWord, 1);
  *word = (VocabularyWord){g_strdup(text), g_strdup(reading), notices};
  g_ptr_array_add(collecting->words, word);
  if (collecting->known)
    g_hash_table_add(collecting->known, word->word);
  drop_excess(collecting);
}

/* Particles and endings: hiragana of up to three characters. They are no vocabulary. */
static gboolean is_particle(const char *word) {
  guint chars = 0;
  for (const char *p = word; *p; p = g_utf8_next_char(p), chars++)
    if (g_utf8_get_char(p) < 0x3041 || g_utf8_get_char(p) > 0x3096 || chars == 3)
      return FALSE;
  return TRUE;
}

static gboolean add_any(const char *term, guint notices, gpointer user) {
  if (!is_particle(term))
    add(user, term, NULL, notices);
  return TRUE;
}

static gboolean add_spelled(const char *term, guint notices, gpointer user) {
  add(user, term, NULL, notices);
  return TRUE;
}

static gboolean add_read(const char *reading, const char *word, gpointer user) {
  Collecting *collecting = user;
  add(collecting, word, reading, index_reader_frequency(collecting->reader, SCHEMA_WORD, word, -1));
  return TRUE;
}

/* Hiragana to katakana and back: shifted by 0x60. */
static char *to_kana(const char *text, gboolean hiragana) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (hiragana && c >= 0x30a1 && c <= 0x30f6)
      c -= 0x60;
    else if (!hiragana && c >= 0x3041 && c <= 0x3096)
      c += 0x60;
    g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

/* kana: hiragana to look for as a reading, and as katakana in the spelling. */
static gboolean collect_kana(Collecting *collecting, const char *kana, GError **error) {
  g_autofree char *unfolded = to_kana(kana, FALSE);
  char *katakana = fold_string(FOLD_INDEX, unfolded, -1);
  gboolean fine =
      index_reader_terms(collecting->reader, SCHEMA_WORD, katakana, add_spelled, collecting,
                         error) &&
      index_reader_readings(collecting->reader, kana, TRUE, add_read, collecting, error);
  g_free(katakana);
  return fine;
}

/* The hiragana of kana or Latin letters. The letters of an unfinished syllable at the end are left
 * out ("koj" while kojin is typed); NULL where nothing of it can be read. */
static char *hiragana_of(const char *text, gboolean foreign) {
  if (word_is_kana(text))
    return to_kana(text, TRUE);
  char *kana = NULL;
  gsize bytes = g_str_is_ascii(text) ? strlen(text) : 0;
  for (gsize less = 0; !kana && less <= 2 && bytes > less + (less > 0); less++) {
    char *part = g_strndup(text, bytes - less);
    kana = romaji_to_hiragana(part, foreign);
    g_free(part);
  }
  return kana;
}

static int compare_words(gconstpointer a, gconstpointer b) {
  const VocabularyWord *left = *(const VocabularyWord *const *)a;
  const VocabularyWord *right = *(const VocabularyWord *const *)b;
  if (left->notices != right->notices)
    return left->notices < right->notices ? 1 : -1;
  return strcmp(left->word, right->word);
}

static Collecting collecting_begin(Searcher *searcher, GCompareFunc compare, guint limit,
                                   gboolean twice) {
  return (Collecting){
      .reader = searcher_index(searcher),
      .words = g_ptr_array_new_with_free_func(word_free),
      .known = twice ? g_hash_table_new(g_str_hash, g_str_equal) : NULL,
      .compare = compare,
      .limit = limit,
  };
}

/* The words in order, at most limit of them; NULL where collecting failed. */
static GPtrArray *collecting_end(Collecting *collecting, gboolean fine, guint *total) {
  if (collecting->known)
    g_hash_table_destroy(collecting->known);
  if (!fine) {
    g_ptr_array_unref(collecting->words);
    return NULL;
  }
  g_ptr_array_sort(collecting->words, collecting->compare);
  *total = collecting->total;
  if (collecting->limit && collecting->words->len > collecting->limit)
    g_ptr_array_set_size(collecting->words, collecting->limit);
  return collecting->words;
}

GPtrArray *vocabulary_find(Searcher *searcher, const char *prefix, guint limit, guint *total,
                           GError **error) {
  char *folded = fold_string(FOLD_INDEX, prefix, -1), *kana = hiragana_of(folded, FALSE);
  char *foreign = hiragana_of(folded, TRUE);
  Collecting collecting = collecting_begin(searcher, compare_words, limit, kana || foreign);
  gboolean fine =
      index_reader_terms(collecting.reader, SCHEMA_WORD, folded, *folded ? add_spelled : add_any,
                         &collecting, error) &&
      (!kana || collect_kana(&collecting, kana, error)) &&
      (!foreign || g_strcmp0(kana, foreign) == 0 || collect_kana(&collecting, foreign, error));
  g_free(foreign);
  g_free(kana);
  g_free(folded);
  return collecting_end(&collecting, fine, total);
}

static int compare_ids(gconstpointer a, gconstpointer b) {
  const VocabularyWord *left = *(const VocabularyWord *const *)a;
  const VocabularyWord *right = *(const VocabularyWord *const *)b;
  return strcmp(right->word, left->word);
}

GPtrArray *vocabulary_ids(Searcher *searcher, const char *prefix, guint limit, guint *total,
                          GError **error) {
  /* as if found twice: the newest are kept, not the most frequent */
  Collecting collecting = collecting_begin(searcher, compare_ids, limit, TRUE);
  gboolean fine =
      index_reader_terms(collecting.reader, SCHEMA_ID, prefix, add_spelled, &collecting, error);
  return collecting_end(&collecting, fine, total);
}
