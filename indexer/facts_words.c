/* facts_words.c: the words of a notice, all together, as evidence of its cause and of a contractor.
 * The rules need one telling sentence; where a notice tells it in words of its own, many weak words
 * still agree. */
#include "facts_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dict/table.h"

/* What a word says of each cause, in tenths: a row is added up without a branch. */
typedef struct {
  guint8 tenths[CODES_MAX];
} Voice;

/* In a title or anywhere. Voice 0 says nothing. */
typedef struct {
  guint16 *of;    /* by word */
  GArray *voices; /* of Voice */
} Voices;

struct CauseWords {
  Voices title, text;
  guint words;
  float *vendor; /* by word: how much it speaks for a contractor, or against one */
  float vendor_bias, clues[FACTS_CLUES];
};

/* A row of the table, until all words are known. */
typedef struct {
  guint word;
  gboolean in_title;
  const char *voices; /* "loss 1.2, theft 0.8" */
  guint line;
} Row;

typedef struct {
  const char *path;
  const Taxonomy *taxonomy;
  GError **error;
} Reader;

static gboolean fail(const Reader *reader, guint line, const char *what, const char *where) {
  g_set_error(reader->error, TABLE_ERROR, 0, "%s:%u: %s: %s", reader->path, line, what, where);
  return FALSE;
}

/* "loss 1.2" */
static gboolean read_voice(const Reader *reader, const Row *row, char *pair, Voice *voice) {
  char *space = strchr(g_strstrip(pair), ' '), *end = NULL;
  if (space)
    *space = '\0';
  int code = taxonomy_code(reader->taxonomy, TAXONOMY_CAUSE, pair);
  double tenths = space ? 10 * g_ascii_strtod(space + 1, &end) : 0;
  if (code < 0)
    return fail(reader, row->line, "unknown class", pair);
  if (!end || *end || tenths < 1 || tenths > G_MAXUINT8 || fabs(tenths - round(tenths)) > 1e-6)
    return fail(reader, row->line, "not a weight of tenths", row->voices);
  voice->tenths[code] = (guint8)lround(tenths);
  return TRUE;
}

/* "loss 1.2, theft 0.8" */
static gboolean take_voices(const Reader *reader, const Row *row, Voices *voices) {
  char **pairs = g_strsplit(row->voices, ",", -1);
  Voice voice = {{0}};
  gboolean ok = TRUE;
  for (char **pair = pairs; ok && *pair; pair++)
    ok = read_voice(reader, row, *pair, &voice);
  g_strfreev(pairs);
  if (ok && voices->of[row->word])
    ok = fail(reader, row->line, "a word of another row", row->voices);
  voices->of[row->word] = (guint16)voices->voices->len;
  g_array_append_val(voices->voices, voice);
  return ok;
}

static gboolean fill_voices(const Reader *reader, const GArray *rows, gboolean in_title,
                            guint words, Voices *voices) {
  g_assert(rows->len < G_MAXUINT16);
  voices->of = g_new0(guint16, words + 1);
  g_array_set_size(voices->voices, 1);
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index(rows, Row, i);
    if (row->in_title == in_title && !take_voices(reader, row, voices))
      return FALSE;
  }
  return TRUE;
}

static gboolean read_row(const Reader *reader, const TableRow *cells, Rules *rules, Row *row) {
  *row = (Row){rules_add_word(rules, cells->cells[0]), strcmp(cells->cells[1], "title") == 0,
               cells->cells[2], cells->line};
  return row->in_title || strcmp(cells->cells[1], "text") == 0 ||
         fail(reader, cells->line, "neither title nor text", cells->cells[1]);
}

CauseWords *cause_words_load(const char *path, Rules *rules, const Taxonomy *taxonomy,
                             GError **error) {
  Table *table = table_read(path, 3, 3, error);
  if (!table)
    return NULL;
  Reader reader = {path, taxonomy, error};
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < table->rows->len; i++) {
    Row row;
    ok = read_row(&reader, &g_array_index(table->rows, TableRow, i), rules, &row);
    g_array_append_val(rows, row);
  }
  CauseWords *words = g_new0(CauseWords, 1);
  words->words = rules_words(rules);
  words->title.voices = g_array_new(FALSE, TRUE, sizeof(Voice));
  words->text.voices = g_array_new(FALSE, TRUE, sizeof(Voice));
  ok = ok && fill_voices(&reader, rows, TRUE, words->words, &words->title) &&
       fill_voices(&reader, rows, FALSE, words->words, &words->text);
  g_array_unref(rows);
  table_free(table);
  if (!ok)
    g_clear_pointer(&words, cause_words_free);
  return words;
}

void cause_words_free(CauseWords *words) {
  if (!words)
    return;
  g_free(words->vendor);
  g_free(words->title.of);
  g_free(words->text.of);
  g_array_unref(words->title.voices);
  g_array_unref(words->text.voices);
  g_free(words);
}

/* Word -> its number, and one. */
static GHashTable *numbers_of(const Rules *rules) {
  GHashTable *numbers = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint word = 0; word < rules_words(rules); word++)
    g_hash_table_insert(numbers, (gpointer)rules_word(rules, word), GUINT_TO_POINTER(word + 1));
  return numbers;
}

static gboolean read_vendor_row(const Reader *reader, const TableRow *row, GHashTable *numbers,
                                CauseWords *words) {
  char *end;
  float weight = (float)g_ascii_strtod(row->cells[1], &end);
  if (end == row->cells[1] || *end)
    return fail(reader, row->line, "not a weight", row->cells[1]);
  if (strcmp(row->cells[0], "*") == 0) {
    words->vendor_bias = weight;
    return TRUE;
  }
  for (guint clue = 0; clue < FACTS_CLUES; clue++)
    if (strcmp(row->cells[0], facts_clues[clue]) == 0)
      words->clues[clue] = weight;
  guint word = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, row->cells[0]));
  if (word) /* else no rule has it any more */
    words->vendor[word - 1] = weight;
  return TRUE;
}

gboolean vendor_words_load(CauseWords *words, const char *path, const Rules *rules,
                           GError **error) {
  Table *table = table_read(path, 2, 2, error);
  Reader reader = {path, NULL, error};
  gboolean ok = table != NULL;
  GHashTable *numbers = numbers_of(rules);
  words->vendor = g_new0(float, words->words + 1);
  for (guint i = 0; ok && i < table->rows->len; i++)
    ok = read_vendor_row(&reader, &g_array_index(table->rows, TableRow, i), numbers, words);
  g_hash_table_unref(numbers);
  table_free(table);
  return ok;
}

/* ---- a notice */

static gboolean tells(const Sentence *sentence) {
  return sentence->place < PLACE_SECOND;
}

/* Appends a word that wasn't met since the stamp; without a branch, for any may have been. words
 * has room for it. */
static inline guint note_word(Reading *reading, guint word, gboolean told, guint32 *words,
                              guint n) {
  words[n] = word;
  n += (guint)told & (reading->seen[word] != reading->stamp);
  reading->seen[word] = told ? reading->stamp : reading->seen[word];
  return n;
}

/* Each word of the title once. */
static guint words_of_title(Reading *reading, guint32 *words) {
  const GArray *hits = reading->title.hits;
  guint n = 0;
  reading->stamp++;
  for (guint i = 0; i < hits->len; i++)
    n = note_word(reading, g_array_index(hits, AutomatonHit, i).word, TRUE, words, n);
  return n;
}

/* The words of the sentences that tell what happened, behind the title's. */
static guint words_of_text(Reading *reading, guint32 *words, guint n) {
  const GArray *sentences = reading->body.sentences;
  const AutomatonHit *hits = (const AutomatonHit *)(gpointer)reading->body.hits->data;
  for (guint s = 0; s < sentences->len; s++) {
    const Sentence *sentence = &g_array_index(sentences, Sentence, s);
    const guint32 end = tells(sentence) ? sentence->first_hit + sentence->n_hits : 0;
    for (guint32 i = sentence->first_hit; i < end; i++)
      n = note_word(reading, hits[i].word, hits[i].end <= sentence->end, words, n);
  }
  return n;
}

/* Until the next notice: those of the title, then those of the text, of which the title's are first
 * ones as well. */
typedef struct {
  guint32 *words;
  guint title, text;
} Words;

static Words words_of(Reading *reading) {
  g_array_set_size(reading->words, reading->title.hits->len + reading->body.hits->len + 1);
  Words words = {(guint32 *)(gpointer)reading->words->data, 0, 0};
  words.title = words_of_title(reading, words.words);
  words.text = words_of_text(reading, words.words, words.title);
  return words;
}

void cause_words_each(Reading *reading, FactsWordFunc found, gpointer user) {
  const Words words = words_of(reading);
  for (guint i = 0; i < words.title; i++)
    found(words.words[i], TRUE, user);
  for (guint i = 0; i < words.text; i++)
    found(words.words[i], FALSE, user);
}

static const Voice *voice_of(const Voices *voices, guint word) {
  return &g_array_index(voices->voices, Voice, voices->of[word]);
}

/* Of half the causes: as many as the compiler adds up without going through memory. */
typedef guint8 Tenths __attribute__((vector_size(CODES_MAX / 2)));
typedef guint16 Sums __attribute__((vector_size(CODES_MAX)));
#define VOICES_AT_ONCE 256 /* so many tenths of a byte fit into sixteen bits */
#define FETCHED_AHEAD 12

static void add_half(const Voices *voices, const guint32 *words, guint n, guint half,
                     double *sums) {
  Sums added = {0};
  for (guint i = 0; i < n; i++) {
    Tenths more;
    __builtin_prefetch(voice_of(voices, words[MIN(i + FETCHED_AHEAD, n - 1)])->tenths);
    memcpy(&more, voice_of(voices, words[i])->tenths + half, sizeof more);
    added += __builtin_convertvector(more, Sums);
  }
  for (guint cause = 0; cause < CODES_MAX / 2; cause++)
    sums[half + cause] += added[cause];
}

static void add_voices(const Voices *voices, const guint32 *words, guint n, double *sums) {
  for (guint from = 0; from < n; from += VOICES_AT_ONCE)
    for (guint half = 0; half < CODES_MAX; half += CODES_MAX / 2)
      add_half(voices, words + from, MIN(n - from, VOICES_AT_ONCE), half, sums);
}

double vendor_words_clues(const Reading *reading, guint32 clues) {
  double sum = 0;
  for (guint clue = 0; clue < FACTS_CLUES; clue++)
    sum += clues >> clue & 1 ? reading->facts->words->clues[clue] : 0;
  return sum;
}

void cause_words_sum(Reading *reading, double *sums) {
  const CauseWords *table = reading->facts->words;
  const Words words = words_of(reading);
  add_voices(&table->title, words.words, words.title, sums);
  add_voices(&table->text, words.words, words.text, sums);
  for (guint cause = 0; cause < CODES_MAX; cause++)
    sums[cause] /= 10;
  reading->vendor_words = table->vendor_bias;
  for (guint i = 0; i < words.text; i++)
    reading->vendor_words += table->vendor[words.words[i]];
}

/* How much a word speaks for a thing. */
typedef double (*VoiceFunc)(const CauseWords *words, guint word, int cause);

static double cause_voice(const CauseWords *words, guint word, int cause) {
  return voice_of(&words->text, word)->tenths[cause];
}

static double vendor_voice(const CauseWords *words, guint word, int cause) {
  (void)cause;
  return words->vendor[word];
}

/* The sentence of the body whose words speak for it most; NULL where none does. */
static const Sentence *loudest_sentence(const Reading *reading, VoiceFunc voice, int cause) {
  const Part *body = &reading->body;
  const Sentence *best = NULL;
  double most = 0;
  for (guint s = 0; s < body->sentences->len; s++) {
    const Sentence *sentence = &g_array_index(body->sentences, Sentence, s);
    double sum = 0;
    for (guint32 h = 0; h < sentence->n_hits; h++)
      sum += voice(reading->facts->words,
                   g_array_index(body->hits, AutomatonHit, sentence->first_hit + h).word, cause);
    if (sum > most && tells(sentence)) {
      most = sum;
      best = sentence;
    }
  }
  return best;
}

const Sentence *cause_words_sentence(const Reading *reading, int cause) {
  return loudest_sentence(reading, cause_voice, cause);
}

const Sentence *vendor_words_sentence(const Reading *reading) {
  return loudest_sentence(reading, vendor_voice, 0);
}
