#include "similar.h"

#include <math.h>
#include <string.h>

#include "dict/datadir.h"
#include "dict/lexicon.h"
#include "dict/terms.h"
#include "shim/schema.h"

#define WORDS_MAX 24      /* that make the story */
#define CANDIDATES_MAX 60 /* compared one by one */
#define OWN_NOTICES_MAX 16
#define TITLE_FACTOR 1.6
#define COMMON_SHARE 0.25 /* words in more of the notices tell nothing */
#define FIELD_FACTOR 1.5  /* words that the field's tables name */
/* What words and facets are worth in a score; they sum to 1. */
#define PART_WORDS 0.55
#define PART_CAUSE 0.25
#define PART_SECTOR 0.06
#define PART_DATA 0.06
#define PART_MEDIA 0.08

/* A word while the story is made. */
typedef struct {
  char *word, *shown;
  guint times, own; /* in the notice; in how many notices of its incident */
  gboolean title;
  guint notices;
  double weight;
} Candidate;

typedef struct {
  Searcher *searcher;
  Lexicon *lexicon;
  GHashTable *everyday;   /* words that tell no story */
  GHashTable *candidates; /* word -> Candidate */
  GHashTable *skipped;    /* words of the organisation's own name */
  GPtrArray *words;       /* of SimilarWord* */
} Story;

static void candidate_free(gpointer data) {
  Candidate *candidate = data;
  g_free(candidate->word);
  g_free(candidate->shown);
  g_free(candidate);
}

static void word_free(gpointer data) {
  SimilarWord *word = data;
  g_free(word->word);
  g_free(word->shown);
  g_free(word);
}

static void hit_free(gpointer data) {
  SimilarHit *hit = data;
  notice_free(hit->hit.notice);
  g_free(hit->hit.snippet.text);
  g_ptr_array_unref(hit->shared);
  g_free(hit);
}

void similar_answer_free(SimilarAnswer *answer) {
  if (!answer)
    return;
  g_ptr_array_unref(answer->hits);
  g_ptr_array_unref(answer->words);
  notice_free(answer->notice);
  g_free(answer);
}

static gboolean tells(const Unit *unit) {
  return unit->kind == UNIT_NOUN && unit->proper != 'p' && unit->proper != 'n';
}

static gboolean is_kanji(gunichar c) {
  return c >= 0x3400 && c <= 0x9fff;
}

/* Words worth comparing: two characters of kanji, three of anything else. */
static gboolean long_enough(const char *word, gsize bytes) {
  glong chars = g_utf8_strlen(word, bytes);
  return chars >= 3 || (chars == 2 && is_kanji(g_utf8_get_char(word)));
}

/* A chain is of whole words, or is one word, or a part of one that is kanji. */
static gboolean is_whole(const Analysis *analysis, guint from, guint to) {
  const Unit *first = &g_array_index(analysis->units, Unit, from);
  gboolean opens = first->inner;
  gboolean closes =
      to + 1 < analysis->units->len && g_array_index(analysis->units, Unit, to + 1).inner;
  if (!opens && !closes)
    return TRUE;
  return from == to && is_kanji(g_utf8_get_char(analysis->index.text + first->start));
}

/* text: the word, folded. shown: as it is written. */
typedef struct {
  const char *text, *shown;
  gsize bytes, shown_bytes;
} Word;
typedef void (*WordFunc)(const Word *word, gpointer user);

static Word word_at(const Analysis *analysis, const char *source, const Unit *first,
                    const Unit *last) {
  guint32 from = analysis->index.offsets[first->start], to = analysis->index.offsets[last->end];
  return (Word){analysis->index.text + first->start, source + from, last->end - first->start,
                to - from};
}

static gboolean is_everyday(const Story *story, const char *text, gsize bytes) {
  g_autofree char *word = g_strndup(text, bytes);
  return g_hash_table_contains(story->everyday, word);
}

/* Calls func for the noun number from and every chain of nouns behind it that the index has as one
 * term; what is of everyday words alone, or one as a whole, tells nothing. */
static void each_chain(const Story *story, const Analysis *analysis, const char *source, guint from,
                       WordFunc func, gpointer user) {
  const Unit *first = &g_array_index(analysis->units, Unit, from);
  gboolean tells_something = FALSE;
  for (guint k = from; k < MIN(from + TERMS_CHAIN_UNITS, analysis->units->len); k++) {
    const Unit *last = &g_array_index(analysis->units, Unit, k);
    if (!tells(last) || (k > from && !last->joined))
      break;
    Word word = word_at(analysis, source, first, last);
    tells_something |=
        !is_everyday(story, analysis->index.text + last->start, last->end - last->start);
    if (tells_something && is_whole(analysis, from, k) && long_enough(word.text, word.bytes) &&
        !is_everyday(story, word.text, word.bytes))
      func(&word, user);
  }
}

static void each_word(const Story *story, const char *text, WordFunc func, gpointer user) {
  Analysis analysis = {0};
  analyzer_analyze(searcher_analyzer(story->searcher), text, -1, &analysis);
  for (guint i = 0; i < analysis.units->len; i++)
    each_chain(story, &analysis, text, i, func, user);
  analysis_clear(&analysis);
}

static void add_skipped(const Word *word, gpointer user) {
  g_hash_table_add(((Story *)user)->skipped, g_strndup(word->text, word->bytes));
}

typedef struct {
  Story *story;
  gboolean title;
} Adding;

/* On one line: a word may be broken where the page was. */
static char *text_of(const Word *word) {
  GString *text = g_string_new(NULL);
  for (gsize i = 0; i < word->shown_bytes; i++)
    if (!strchr(" \t\r\n", word->shown[i]))
      g_string_append_c(text, word->shown[i]);
  return g_string_free(text, FALSE);
}

static void add_candidate(const Word *word, gpointer user) {
  Adding *adding = user;
  char *text = g_strndup(word->text, word->bytes);
  Candidate *candidate = g_hash_table_lookup(adding->story->candidates, text);
  if (g_hash_table_contains(adding->story->skipped, text)) {
    g_free(text);
    return;
  }
  if (candidate) {
    g_free(text);
  } else {
    candidate = g_new0(Candidate, 1);
    candidate->word = text;
    candidate->shown = text_of(word);
    g_hash_table_insert(adding->story->candidates, text, candidate);
  }
  candidate->times++;
  candidate->title |= adding->title;
}

static void add_to_set(const Word *word, gpointer user) {
  g_hash_table_add(user, g_strndup(word->text, word->bytes));
}

static GHashTable *words_of(const Story *story, const Notice *notice) {
  GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  each_word(story, notice->title, add_to_set, words);
  each_word(story, notice->body, add_to_set, words);
  return words;
}

/* Of each candidate, in how many notices of its own incident it stands: those say nothing of how
 * rare it is elsewhere. */
static void count_own(Story *story, const GPtrArray *notices) {
  for (guint i = 0; i < MIN(notices->len, OWN_NOTICES_MAX); i++) {
    GHashTable *words = words_of(story, g_ptr_array_index(notices, i));
    GHashTableIter iter;
    gpointer candidate;
    g_hash_table_iter_init(&iter, story->candidates);
    while (g_hash_table_iter_next(&iter, NULL, &candidate))
      if (g_hash_table_contains(words, ((Candidate *)candidate)->word))
        ((Candidate *)candidate)->own++;
    g_hash_table_destroy(words);
  }
}

static void weigh(Story *story, Candidate *candidate) {
  IndexReader *reader = searcher_index(story->searcher);
  double all = index_reader_notices(reader);
  guint notices = index_reader_frequency(reader, SCHEMA_WORD, candidate->word, -1);
  candidate->notices = notices > candidate->own ? notices - candidate->own : 0;
  if (candidate->notices == 0 || candidate->notices > 1 + COMMON_SHARE * all)
    return;
  double rarity = log((all + 1) / (candidate->notices + 0.5));
  gboolean named = lexicon_knows(story->lexicon, candidate->word, strlen(candidate->word));
  candidate->weight = (1 + log(candidate->times)) * pow(rarity, 1.5) *
                      (candidate->title ? TITLE_FACTOR : 1) * (named ? FIELD_FACTOR : 1);
}

static int compare_candidates(gconstpointer a, gconstpointer b) {
  const Candidate *left = *(const Candidate *const *)a, *right = *(const Candidate *const *)b;
  if (left->weight != right->weight)
    return left->weight < right->weight ? 1 : -1;
  return strcmp(left->word, right->word);
}

/* TRUE where a word that was taken is a part of this one, or holds it and is hardly rarer: they
 * would count twice. */
static gboolean is_covered(const GPtrArray *words, const Candidate *candidate) {
  for (guint i = 0; i < words->len; i++) {
    const SimilarWord *taken = g_ptr_array_index(words, i);
    if (strstr(candidate->word, taken->word))
      return TRUE;
    if (strstr(taken->word, candidate->word) && candidate->notices <= 2 * taken->notices)
      return TRUE;
  }
  return FALSE;
}

/* The heaviest candidates become the story, their weights a share of it. */
static void choose(Story *story) {
  GPtrArray *sorted = g_ptr_array_new();
  GHashTableIter iter;
  gpointer each;
  double sum = 0;
  g_hash_table_iter_init(&iter, story->candidates);
  while (g_hash_table_iter_next(&iter, NULL, &each)) {
    weigh(story, each);
    g_ptr_array_add(sorted, each);
  }
  g_ptr_array_sort(sorted, compare_candidates);
  for (guint i = 0; i < sorted->len && story->words->len < WORDS_MAX; i++) {
    const Candidate *candidate = g_ptr_array_index(sorted, i);
    if (candidate->weight <= 0)
      break;
    if (is_covered(story->words, candidate))
      continue;
    SimilarWord *word = g_new0(SimilarWord, 1);
    *word = (SimilarWord){g_strdup(candidate->word), g_strdup(candidate->shown), candidate->weight,
                          candidate->notices};
    g_ptr_array_add(story->words, word);
    sum += word->weight;
  }
  for (guint i = 0; i < story->words->len; i++)
    ((SimilarWord *)g_ptr_array_index(story->words, i))->weight /= sum;
  g_ptr_array_unref(sorted);
}

/* A word or any of its synonyms that are one word, as one for the ranking. */
static IndexQuery *word_query(const Story *story, const SimilarWord *word) {
  GPtrArray *any = g_ptr_array_new();
  GArray *synonyms = lexicon_synonyms(story->lexicon, word->word, FALSE);
  g_ptr_array_add(any, index_query_term(SCHEMA_WORD, word->word, -1));
  for (guint i = 0; i < synonyms->len; i++) {
    const char *other = g_array_index(synonyms, LexiconWord, i).word;
    if (!strchr(other, '+'))
      g_ptr_array_add(any, index_query_term(SCHEMA_WORD, other, -1));
  }
  IndexQuery *query = index_query_synonym((IndexQuery **)any->pdata, any->len);
  g_array_unref(synonyms);
  g_ptr_array_unref(any);
  return index_query_scale(query, word->weight);
}

static IndexQuery *story_query(const Story *story, const Notice *notice) {
  GPtrArray *parts = g_ptr_array_new();
  for (guint i = 0; i < story->words->len; i++)
    g_ptr_array_add(parts, word_query(story, g_ptr_array_index(story->words, i)));
  IndexQuery *query = index_query_or((IndexQuery **)parts->pdata, parts->len);
  g_ptr_array_unref(parts);
  if (notice->id)
    return index_query_and_not(query, index_query_term(SCHEMA_ID, notice->id, -1));
  char key[33];
  notice_key(notice, key);
  return index_query_and_not(query, index_query_term(SCHEMA_UNIQUE, key, -1));
}

static guint32 mask_of(const GArray *codes) {
  guint32 mask = 0;
  for (guint i = 0; codes && i < codes->len; i++)
    mask |= 1u << (g_array_index(codes, guint8, i) & 31);
  return mask;
}

static double overlap(guint32 a, guint32 b) {
  return a | b ? (double)__builtin_popcount(a & b) / __builtin_popcount(a | b) : 0;
}

static gboolean has_word(const Story *story, GHashTable *words, const char *word) {
  if (g_hash_table_contains(words, word))
    return TRUE;
  GArray *synonyms = lexicon_synonyms(story->lexicon, word, FALSE);
  gboolean found = FALSE;
  for (guint i = 0; i < synonyms->len && !found; i++)
    found = g_hash_table_contains(words, g_array_index(synonyms, LexiconWord, i).word);
  g_array_unref(synonyms);
  return found;
}

/* Without a known cause in common "unknown" is none: it tells no story. */
static guint32 known_causes(const Story *story, const Notice *notice) {
  int unknown = taxonomy_unknown(searcher_taxonomy(story->searcher), TAXONOMY_CAUSE);
  return mask_of(notice->causes) & ~(unknown >= 0 ? 1u << unknown : 0);
}

static SimilarHit *compare(const Story *story, const Notice *asked, Notice *notice) {
  SimilarHit *hit = g_new0(SimilarHit, 1);
  GHashTable *words = words_of(story, notice);
  hit->hit.notice = notice;
  hit->hit.notices = 1;
  hit->shared = g_ptr_array_new();
  for (guint i = 0; i < story->words->len; i++) {
    const SimilarWord *word = g_ptr_array_index(story->words, i);
    if (!has_word(story, words, word->word))
      continue;
    g_ptr_array_add(hit->shared, word->shown);
    hit->hit.score += PART_WORDS * word->weight;
  }
  g_hash_table_destroy(words);
  guint32 causes = known_causes(story, notice), asked_causes = known_causes(story, asked);
  hit->causes = causes & asked_causes;
  hit->sectors = mask_of(notice->sectors) & mask_of(asked->sectors);
  hit->data = mask_of(notice->data) & mask_of(asked->data);
  hit->media = mask_of(notice->media) & mask_of(asked->media);
  hit->hit.score += PART_CAUSE * overlap(causes, asked_causes) + PART_SECTOR * (hit->sectors != 0) +
                    PART_DATA * overlap(mask_of(notice->data), mask_of(asked->data)) +
                    PART_MEDIA * overlap(mask_of(notice->media), mask_of(asked->media));
  return hit;
}

static int compare_hits(gconstpointer a, gconstpointer b) {
  const SimilarHit *left = *(const SimilarHit *const *)a, *right = *(const SimilarHit *const *)b;
  if (left->hit.score != right->hit.score)
    return left->hit.score < right->hit.score ? 1 : -1;
  if (left->hit.notice->published != right->hit.notice->published)
    return left->hit.notice->published < right->hit.notice->published ? 1 : -1;
  return g_strcmp0(left->hit.notice->title, right->hit.notice->title);
}

/* Compares the best notices of query, but those that were already. Takes query. */
static gboolean compare_best(const Story *story, const Notice *asked, IndexQuery *query,
                             GHashTable *seen, GPtrArray *hits, GError **error) {
  IndexReader *reader = searcher_index(story->searcher);
  IndexRequest request = {query, 0, CANDIDATES_MAX, INDEX_SORT_RELEVANCE, TRUE, FALSE};
  IndexAnswer *answer = index_reader_ask(reader, &request, error);
  index_query_free(query);
  gboolean fine = answer != NULL;
  for (guint i = 0; fine && i < answer->hits->len; i++) {
    guint32 docid = g_array_index(answer->hits, IndexHit, i).docid;
    if (!g_hash_table_add(seen, GUINT_TO_POINTER(docid)))
      continue;
    Notice *notice = index_reader_notice(reader, docid, error);
    fine = notice != NULL;
    if (fine)
      g_ptr_array_add(hits, compare(story, asked, notice));
  }
  index_answer_free(answer);
  return fine;
}

/* The notices with the story's words; in a large archive those of its cause besides, which rarer
 * words of other causes would push out. */
static gboolean find_hits(const Story *story, const Notice *asked, GPtrArray *hits,
                          GError **error) {
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  if (!compare_best(story, asked, story_query(story, asked), seen, hits, error))
    return FALSE;
  if (!known_causes(story, asked))
    return TRUE;
  char code[3];
  g_snprintf(code, sizeof code, "%02d", g_array_index(asked->causes, guint8, 0));
  IndexQuery *query =
      index_query_filter(story_query(story, asked), index_query_term(SCHEMA_CAUSE, code, -1));
  return compare_best(story, asked, query, seen, hits, error);
}

static void story_make(Story *story, const GPtrArray *notices) {
  const Notice *notice = g_ptr_array_index(notices, 0);
  Adding title = {story, TRUE}, body = {story, FALSE};
  if (notice->organisation)
    each_word(story, notice->organisation, add_skipped, story);
  each_word(story, notice->title, add_candidate, &title);
  each_word(story, notice->body, add_candidate, &body);
  count_own(story, notices);
  choose(story);
}

/* Ranks, and keeps the first limit that share a word at all. */
static void finish_hits(GPtrArray *hits, guint limit) {
  for (guint i = hits->len; i-- > 0;)
    if (((SimilarHit *)g_ptr_array_index(hits, i))->shared->len == 0)
      g_ptr_array_remove_index(hits, i);
  g_ptr_array_sort(hits, compare_hits);
  if (limit && hits->len > limit)
    g_ptr_array_set_size(hits, limit);
  for (guint i = 0; i < hits->len; i++)
    ((SimilarHit *)g_ptr_array_index(hits, i))->hit.rank = i + 1;
}

static gboolean story_begin(Story *story, GError **error) {
  g_autofree char *folder = datadir_find(error);
  story->lexicon = folder ? lexicon_load(folder, NULL, error) : NULL;
  story->everyday = story->lexicon ? lexicon_everyday(folder, error) : NULL;
  story->candidates = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, candidate_free);
  story->skipped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return story->everyday != NULL;
}

static void story_end(Story *story) {
  g_hash_table_unref(story->candidates);
  g_hash_table_unref(story->skipped);
  g_clear_pointer(&story->everyday, g_hash_table_unref);
  lexicon_free(story->lexicon);
}

static SimilarAnswer *answer_for(Searcher *searcher, GPtrArray *notices, guint limit,
                                 GError **error) {
  Story story = {.searcher = searcher};
  SimilarAnswer *answer = g_new0(SimilarAnswer, 1);
  answer->hits = g_ptr_array_new_with_free_func(hit_free);
  answer->words = story.words = g_ptr_array_new_with_free_func(word_free);
  gboolean fine = story_begin(&story, error);
  if (fine) {
    story_make(&story, notices);
    fine = find_hits(&story, g_ptr_array_index(notices, 0), answer->hits, error);
    finish_hits(answer->hits, limit);
    answer->notice = g_ptr_array_steal_index(notices, 0);
  }
  story_end(&story);
  if (fine)
    return answer;
  similar_answer_free(answer);
  return NULL;
}

SimilarAnswer *similar_find(Searcher *searcher, const char *id, guint limit, GError **error) {
  GPtrArray *notices = search_notices_by_id(searcher, id, error);
  if (!notices)
    return NULL;
  SimilarAnswer *answer = notices->len ? answer_for(searcher, notices, limit, error) : NULL;
  g_ptr_array_unref(notices);
  return answer;
}
