#include "complete.h"

#include <string.h>

#include "common/i18n.h"
#include "dict/fold.h"
#include "searcher/labels.h"
#include "searcher/search_internal.h"
#include "shim/schema.h"

#define TERMS_SEEN_MAX 5000 /* of a short beginning thousands of words begin so */
#define SPELLED 6           /* candidates that fit beside each other */

static void candidate_free(gpointer data) {
  Candidate *candidate = data;
  g_free(candidate->text);
  g_free(candidate->note);
  g_free(candidate);
}

void completion_free(Completion *completion) {
  if (!completion)
    return;
  g_ptr_array_unref(completion->candidates);
  g_free(completion);
}

gsize complete_word_start(const char *query, gsize at_bytes) {
  const char *p = query + at_bytes;
  while (p > query) {
    const char *before = g_utf8_prev_char(p);
    gunichar c = g_utf8_get_char(before);
    if (g_unichar_isspace(c) || g_utf8_strchr("()（）\"＂“”|｜", -1, c))
      break;
    p = before;
  }
  if (p < query + at_bytes && g_utf8_strchr("-－−", -1, g_utf8_get_char(p)))
    p = g_utf8_next_char(p);
  return p - query;
}

char *complete_reading(const char *word, gboolean foreign) {
  char *folded = fold_string(FOLD_READ, word, -1), *reading = NULL;
  if (word_is_kana(folded)) {
    GString *out = g_string_new(NULL);
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
      gunichar c = g_utf8_get_char(p);
      g_string_append_unichar(out, c >= 0x30a1 && c <= 0x30f6 ? c - 0x60 : c);
    }
    reading = g_string_free(out, FALSE);
  } else if (strlen(folded) == strspn(folded, "abcdefghijklmnopqrstuvwxyz'-")) {
    /* "ransam": the last letters may begin a syllable */
    for (gsize bytes = strlen(folded), cut = 0; !reading && cut < 3 && bytes > cut + 1; cut++) {
      char *part = g_strndup(folded, bytes - cut);
      reading = romaji_to_hiragana(part, foreign);
      g_free(part);
    }
  }
  g_free(folded);
  return reading;
}

typedef struct {
  Searcher *searcher;
  Completion *completion;
  GHashTable *seen; /* of candidates' texts */
  const char *head; /* what stands before the completed part: "cause:loss," */
  const char *prefix;
  const char *typed; /* the part under way, folded */
  guint terms;
} Completer;

static void offer(Completer *completer, const char *text, const char *note, guint notices) {
  char *whole = g_strconcat(completer->head, text, NULL);
  if (!g_hash_table_add(completer->seen, whole))
    return;
  Candidate *candidate = g_new0(Candidate, 1);
  candidate->text = g_strdup(whole);
  candidate->note = g_strdup(note);
  candidate->notices = notices;
  g_ptr_array_add(completer->completion->candidates, candidate);
}

/* A word that may stand bare in a query. */
static gboolean is_word(const char *term) {
  for (const char *p = term; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (!g_unichar_isalnum(c) && !g_utf8_strchr("ー々・-_.", -1, c))
      return FALSE;
  }
  return *term && *term != '-';
}

static gboolean on_term(const char *term, guint notices, gpointer user) {
  Completer *completer = user;
  if (is_word(term) && strcmp(term, completer->typed) != 0)
    offer(completer, term, "", notices);
  return ++completer->terms < TERMS_SEEN_MAX;
}

static gboolean on_reading(const char *reading, const char *word, gpointer user) {
  Completer *completer = user;
  guint notices = index_reader_frequency(searcher_index(completer->searcher), completer->prefix,
                                         word, strlen(word));
  if (notices && is_word(word) && strcmp(word, completer->typed) != 0)
    offer(completer, word, reading, notices);
  return ++completer->terms < TERMS_SEEN_MAX;
}

static int compare_candidates(gconstpointer a, gconstpointer b) {
  const Candidate *first = *(Candidate *const *)a, *second = *(Candidate *const *)b;
  if (first->notices != second->notices)
    return first->notices > second->notices ? -1 : 1;
  gsize first_bytes = strlen(first->text), second_bytes = strlen(second->text);
  if (first_bytes != second_bytes)
    return first_bytes < second_bytes ? -1 : 1;
  return strcmp(first->text, second->text);
}

static void offer_terms(Completer *completer, const char *start) {
  index_reader_terms(searcher_index(completer->searcher), completer->prefix, start, on_term,
                     completer, NULL);
}

static void offer_sound(Completer *completer, const char *reading) {
  GString *katakana = g_string_new(NULL);
  for (const char *p = reading; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(katakana, c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c);
  }
  char *folded = fold_string(FOLD_INDEX, katakana->str, -1);
  index_reader_readings(searcher_index(completer->searcher), reading, TRUE, on_reading, completer,
                        NULL);
  offer_terms(completer, folded);
  g_free(folded);
  g_string_free(katakana, TRUE);
}

/* Words of the index: by spelling, by reading, and katakana words by their sound. */
static void offer_words(Completer *completer, const char *word) {
  char *reading = complete_reading(word, FALSE), *foreign = complete_reading(word, TRUE);
  if (*completer->typed)
    offer_terms(completer, completer->typed);
  if (reading)
    offer_sound(completer, reading);
  if (foreign && g_strcmp0(reading, foreign) != 0)
    offer_sound(completer, foreign);
  g_free(foreign);
  g_free(reading);
}

static void offer_values(Completer *completer, TaxonomyKind kind, const char *prefix) {
  const Taxonomy *taxonomy = searcher_taxonomy(completer->searcher);
  for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++) {
    const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
    char *names = g_strdup_printf("%s\n%s\n%s", value->key, value->label, value->label_en);
    char *folded = fold_string(FOLD_READ, names, -1), term[4];
    g_snprintf(term, sizeof term, "%02u", code);
    if (strstr(folded, completer->typed))
      offer(completer, value->key, labels_value(value),
            index_reader_frequency(searcher_index(completer->searcher), prefix, term, -1));
    g_free(folded);
    g_free(names);
  }
}

static gboolean on_key(const char *term, guint notices, gpointer user) {
  Completer *completer = user;
  if (is_word(term))
    offer(completer, term, "", notices);
  return ++completer->terms < TERMS_SEEN_MAX;
}

/* What each field completes to. */
static void offer_field(Completer *completer, QueryField field, const char *value) {
  static const struct {
    TaxonomyKind kind;
    const char *prefix;
  } fields[FIELD_N] = {
      [FIELD_ORG] = {TAXONOMY_N, SCHEMA_ORGANISATION},
      [FIELD_TITLE] = {TAXONOMY_N, SCHEMA_TITLE},
      [FIELD_ID] = {TAXONOMY_N, SCHEMA_ID},
      [FIELD_CAUSE] = {TAXONOMY_CAUSE, SCHEMA_CAUSE},
      [FIELD_SECTOR] = {TAXONOMY_SECTOR, SCHEMA_SECTOR},
      [FIELD_VENDOR] = {TAXONOMY_N, SCHEMA_VENDOR},
      [FIELD_DATA] = {TAXONOMY_DATA, SCHEMA_DATA},
      [FIELD_MEDIA] = {TAXONOMY_MEDIA, SCHEMA_MEDIA},
      [FIELD_LABEL] = {TAXONOMY_N, SCHEMA_LABEL},
      [FIELD_YEAR] = {TAXONOMY_N, SCHEMA_YEAR},
      [FIELD_DATE] = {TAXONOMY_N, NULL},
      [FIELD_AFFECTED] = {TAXONOMY_N, NULL},
  };
  completer->prefix = fields[field].prefix;
  if (!completer->prefix)
    return;
  if (fields[field].kind != TAXONOMY_N)
    offer_values(completer, fields[field].kind, completer->prefix);
  else if (field == FIELD_ORG || field == FIELD_TITLE)
    offer_words(completer, value);
  else
    index_reader_terms(searcher_index(completer->searcher), completer->prefix, value, on_key,
                       completer, NULL);
}

static void offer_field_names(Completer *completer, const char *word) {
  guint n;
  const QueryFieldInfo *infos = query_fields(&n);
  for (guint i = 0; *word && i < n; i++) {
    const char *names[] = {infos[i].key, infos[i].name};
    for (gsize k = 0; k < G_N_ELEMENTS(names); k++) {
      char *field = g_strconcat(names[k], ":", NULL);
      if (g_str_has_prefix(names[k], word))
        offer(completer, field, _(infos[i].about), 0);
      g_free(field);
    }
  }
}

/* The field that stands before a colon in word, and where its last value begins; -1 where none. */
static int field_before(const char *word, const char **value) {
  guint n;
  const QueryFieldInfo *infos = query_fields(&n);
  for (guint i = 0; i < n; i++) {
    const char *names[] = {infos[i].key, infos[i].name};
    for (gsize k = 0; k < G_N_ELEMENTS(names); k++) {
      gsize bytes = strlen(names[k]);
      if (strncmp(word, names[k], bytes) != 0)
        continue;
      const char *colon = word + bytes;
      if (*colon != ':' && !g_str_has_prefix(colon, "："))
        continue;
      *value = g_utf8_next_char(colon);
      const char *comma = strrchr(*value, ',');
      *value = comma ? comma + 1 : *value;
      return i;
    }
  }
  return -1;
}

/* How the archive writes a word: terms are folded, ランサムウエア stands for ランサムウェア too.
 * NULL where it can't be told; g_free. */
static char *spelling_in(const Notice *notice, const char *term) {
  const char *texts[] = {notice->body, notice->title, notice->organisation};
  char *spelling = NULL;
  for (gsize i = 0; !spelling && i < G_N_ELEMENTS(texts); i++) {
    FoldedText folded = {0};
    fold_text(FOLD_INDEX, texts[i] ? texts[i] : "", -1, &folded);
    const char *place = strstr(folded.text, term);
    if (place) {
      gsize start = place - folded.text, end = start + strlen(term);
      spelling = fold_string(FOLD_READ, texts[i] + folded.offsets[start],
                             folded.offsets[end] - folded.offsets[start]);
    }
    folded_text_clear(&folded);
  }
  return spelling;
}

static char *spelling_of(Completer *completer, const char *term) {
  IndexReader *reader = searcher_index(completer->searcher);
  IndexQuery *query = index_query_term(completer->prefix, term, -1);
  IndexRequest request = {.query = query, .limit = 1};
  IndexAnswer *answer = index_reader_ask(reader, &request, NULL);
  char *spelling = NULL;
  if (answer && answer->hits->len) {
    Notice *notice =
        index_reader_notice(reader, g_array_index(answer->hits, IndexHit, 0).docid, NULL);
    spelling = notice ? spelling_in(notice, term) : NULL;
    notice_free(notice);
  }
  index_answer_free(answer);
  index_query_free(query);
  return spelling;
}

/* The first candidates, which are seen, as the archive writes them. Only katakana is folded so that
 * it shows. */
static void spell_candidates(Completer *completer, guint fields) {
  GPtrArray *all = completer->completion->candidates;
  for (guint i = fields; i < all->len && i < fields + SPELLED; i++) {
    Candidate *candidate = g_ptr_array_index(all, i);
    const char *term = candidate->text + strlen(completer->head);
    const char *p = term;
    while (*p && !(g_utf8_get_char(p) >= 0x30a1 && g_utf8_get_char(p) <= 0x30fc))
      p = g_utf8_next_char(p);
    char *spelling = *p ? spelling_of(completer, term) : NULL;
    char *folded = spelling ? fold_string(FOLD_INDEX, spelling, -1) : NULL;
    if (folded && strcmp(folded, term) == 0) {
      char *text = g_strconcat(completer->head, spelling, NULL);
      g_free(candidate->text);
      candidate->text = text;
    }
    g_free(folded);
    g_free(spelling);
  }
}

/* Fields first, as they were typed; the words by what they find. */
static void sort_candidates(Completer *completer, guint fields) {
  GPtrArray *all = completer->completion->candidates;
  if (all->len > fields)
    qsort(all->pdata + fields, all->len - fields, sizeof(gpointer), compare_candidates);
  if (all->len > COMPLETE_MAX)
    g_ptr_array_set_size(all, COMPLETE_MAX);
}

Completion *complete_query(Searcher *searcher, const char *query, gsize at_bytes) {
  Completion *completion = g_new0(Completion, 1);
  completion->candidates = g_ptr_array_new_with_free_func(candidate_free);
  completion->from_bytes = complete_word_start(query, at_bytes);
  completion->to_bytes = at_bytes;
  char *word = g_strndup(query + completion->from_bytes, at_bytes - completion->from_bytes);
  const char *value = word;
  int field = field_before(word, &value);
  char *head = g_strndup(word, value - word);
  char *typed = fold_string(field < 0 ? FOLD_INDEX : FOLD_READ, value, -1);
  Completer completer = {
      searcher, completion,  g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
      head,     SCHEMA_WORD, typed,
      0};
  if (field >= 0) {
    offer_field(&completer, field, value);
  } else if (*word) {
    offer_field_names(&completer, word);
    guint fields = completion->candidates->len;
    offer_words(&completer, word);
    sort_candidates(&completer, fields);
    spell_candidates(&completer, fields);
  }
  if (field >= 0)
    sort_candidates(&completer, 0);
  if (field == FIELD_ORG || field == FIELD_TITLE)
    spell_candidates(&completer, 0);
  g_hash_table_destroy(completer.seen);
  g_free(typed);
  g_free(head);
  g_free(word);
  return completion;
}
