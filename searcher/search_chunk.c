/* A blank-free piece of the question -> words. It is a single word or compound, an amount, a day, an
 * incident's number, a string with marks in it (ClassPad.net), or a whole sentence, of which the
 * words that say something are taken. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/quantity.h"
#include "dict/terms.h"
#include "shim/schema.h"

#define COUNTER_PROOFS_MAX 400 /* notices looked at to tell 184件 from 184名 */

/* What a piece of the chunk is; bytes of the folded chunk. */
typedef enum { PIECE_RUN, PIECE_BASE, PIECE_NUMBER, PIECE_DATE } PieceKind;

typedef struct {
  PieceKind kind;
  guint32 start, end;
  guint first, last;  /* units */
  const char *base;   /* PIECE_BASE */
  Quantity quantity;  /* PIECE_NUMBER */
  DateMention date;   /* PIECE_DATE */
} Piece;

typedef struct {
  Plan *plan;
  Analysis analysis;
  GArray *pieces;   /* of Piece */
  gboolean grammar; /* particles or inflected words between */
  gboolean apart;   /* pieces that nothing joins */
  GError **error;
} Chunk;

/* Words of a sentence that say nothing of the matter. */
static gboolean is_stop(const char *word) {
  static const char *const stops[] = {
      "する", "ある", "いる", "なる",   "できる", "ない",   "行う",   "やる",   "くる", "来る",
      "いく", "行く", "みる", "しまう", "おる",   "れる",   "られる", "せる",   "いう", "言う",
      "こと", "もの", "ため", "とき",   "時",     "方",     "件",     "等",     "他",   "別",
      "中",   "事",   "者",   "的",     "よる",   "おく",   "くれる", "もらう", "為",   "際",
      "誰",   "何",   "どこ", "いつ",   "よう",   "様",     "もとる", "至る",   "つく", "受ける",
      "出る", "自分", "人",   "下",     "上",     "内",     "化",     "系",     "性",   "用",
      "知る", "教える", "探す", "ケース", "場合", "事例", "事案", "被害", "おこる", "起きる", "起こる"};
  for (guint i = 0; i < G_N_ELEMENTS(stops); i++)
    if (g_str_equal(stops[i], word))
      return TRUE;
  return FALSE;
}

static const Unit *unit_at(const Chunk *chunk, guint i) {
  return &g_array_index(chunk->analysis.units, Unit, i);
}

static char *text_between(const Chunk *chunk, guint32 start, guint32 end) {
  return g_strndup(chunk->analysis.index.text + start, end - start);
}

static PlanWord *add_word(Chunk *chunk, const char *text, IndexQuery *query) {
  PlanWord *word = g_new0(PlanWord, 1);
  word->text = g_strdup(text);
  word->query = query;
  word->chunk = chunk->plan->chunks;
  if (chunk->plan->synonyms) {
    word->leaking = lexicon_concept(chunk->plan->lexicon, text, LEXICON_LEAKING) != NULL;
    word->leak = lexicon_concept(chunk->plan->lexicon, text, LEXICON_LEAK);
    g_autoptr(GArray) others = lexicon_synonyms(chunk->plan->lexicon, text, FALSE);
    for (guint i = 0; !word->leak && i < others->len; i++) {
      const LexiconWord *other = &g_array_index(others, LexiconWord, i);
      if (other->kind <= LEXICON_SYNONYM)
        word->leak = lexicon_concept(chunk->plan->lexicon, other->word, LEXICON_LEAK);
    }
  }
  g_ptr_array_add(chunk->plan->words, word);
  return word;
}

/* ---- amounts and days */

static gboolean same_counter(const char *asked, const char *found) {
  static const char *const people[] = {"人", "名", "人分", "名分", "人以上"};
  gboolean asked_people = FALSE, found_people = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
    asked_people |= g_str_equal(asked, people[i]);
    found_people |= g_str_equal(found, people[i]);
  }
  if (asked_people || found_people)
    return asked_people && found_people;
  gsize bytes = strlen(asked);
  return !strncmp(asked, found, MIN(bytes, strlen(found)));
}

typedef struct {
  const Quantity *asked;
  GPtrArray *keys;
} CounterProof;

static gboolean counts_same(const char *text, const Quantity *asked) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  GArray *found = quantity_scan(folded, strlen(folded));
  gboolean same = FALSE;
  for (guint i = 0; i < found->len && !same; i++) {
    const Quantity *quantity = &g_array_index(found, Quantity, i);
    same = quantity->value == asked->value && same_counter(asked->counter, quantity->counter);
  }
  g_array_unref(found);
  return same;
}

static gboolean prove_counter(const char *key, const Notice *notice, gpointer user) {
  CounterProof *proof = user;
  if (counts_same(notice->body, proof->asked) || counts_same(notice->title, proof->asked))
    g_ptr_array_add(proof->keys, g_strdup(key));
  return TRUE;
}

/* 184件 is sooner 184件 than 184名; where no notice counts so, the value decides alone. */
static gboolean read_number(Chunk *chunk, const Piece *piece) {
  Plan *plan = chunk->plan;
  char value[32];
  g_snprintf(value, sizeof value, "%" G_GINT64_FORMAT, piece->quantity.value);
  IndexQuery *query = index_query_term(SCHEMA_NUMBER, value, -1);
  guint n = index_reader_frequency(plan->searcher->reader, SCHEMA_NUMBER, value, -1);
  if (*piece->quantity.counter && n && n <= COUNTER_PROOFS_MAX) {
    CounterProof proof = {&piece->quantity, g_ptr_array_new_with_free_func(g_free)};
    if (!index_reader_each(plan->searcher->reader, query, prove_counter, &proof, chunk->error)) {
      g_ptr_array_unref(proof.keys);
      index_query_free(query);
      return FALSE;
    }
    if (proof.keys->len)
      query = index_query_filter(query, index_query_keys(proof.keys));
    g_ptr_array_unref(proof.keys);
  }
  g_autofree char *text = text_between(chunk, piece->start, piece->end);
  plan_light(plan, LIGHT_NUMBER, text, piece->quantity.value, 1, plan->words->len);
  add_word(chunk, text, query);
  return TRUE;
}

static void read_date(Chunk *chunk, const Piece *piece) {
  char value[32];
  const DateMention *date = &piece->date;
  g_snprintf(value, sizeof value, "%04d%02d%02d", date->year, date->month, date->day);
  IndexQuery *query = date->day ? index_query_term(SCHEMA_DATE, value, 8)
                                : index_query_prefix(SCHEMA_DATE, value, 6);
  g_autofree char *text = text_between(chunk, piece->start, piece->end);
  plan_light(chunk->plan, LIGHT_DATE, text, g_ascii_strtoll(value, NULL, 10), 1,
             chunk->plan->words->len);
  add_word(chunk, text, query);
}

/* ---- words */

static gboolean read_word(Chunk *chunk, const char *text) {
  Plan *plan = chunk->plan;
  guint number = plan->words->len;
  IndexQuery *query = word_wide(plan, SCOPE_ALL, text, number, chunk->error);
  if (!query)
    return FALSE;
  IndexQuery *read = word_readings(plan, SCOPE_ALL, text, number, chunk->error);
  if (read) {
    IndexQuery *both[] = {query, read};
    query = index_query_max(both, 2);
  }
  add_word(chunk, text, query);
  return TRUE;
}

/* A compound of a sentence that no table names: itself, or its parts somewhere. */
static gboolean read_loose(Chunk *chunk, guint first, guint last) {
  Plan *plan = chunk->plan;
  g_autofree char *text = text_between(chunk, unit_at(chunk, first)->start,
                                       unit_at(chunk, last)->end);
  guint number = plan->words->len;
  IndexQuery *whole = word_wide(plan, SCOPE_ALL, text, number, chunk->error);
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (guint i = first; whole && first < last && i <= last; i++) {
    g_autofree char *part = text_between(chunk, unit_at(chunk, i)->start, unit_at(chunk, i)->end);
    IndexQuery *query = word_wide(plan, SCOPE_ALL, part, number, chunk->error);
    if (query)
      g_ptr_array_add(parts, query);
  }
  if (!whole)
    return FALSE;
  IndexQuery *both[] = {whole, parts->len ? index_query_scale(
                                                index_query_and((IndexQuery **)parts->pdata,
                                                                parts->len), 0.6)
                                          : NULL};
  add_word(chunk, text, index_query_max(both, 2));
  return TRUE;
}

/* The last unit of the longest word from unit `first` on that a table names; G_MAXUINT for none. */
static guint known_end(const Chunk *chunk, guint first, guint last) {
  for (guint end = last + 1; end-- > first;) {
    const char *text = chunk->analysis.index.text + unit_at(chunk, first)->start;
    if (lexicon_knows(chunk->plan->lexicon, text,
                      unit_at(chunk, end)->end - unit_at(chunk, first)->start))
      return end;
  }
  return G_MAXUINT;
}

static gboolean all_known(const Chunk *chunk, guint first, guint last) {
  guint parts = 0;
  for (guint i = first; i <= last; parts++) {
    guint end = known_end(chunk, i, last);
    if (end == G_MAXUINT)
      return FALSE;
    i = end + 1;
  }
  return parts > 1;
}

static gboolean read_segment(Chunk *chunk, guint first, guint last) {
  g_autofree char *text = text_between(chunk, unit_at(chunk, first)->start,
                                       unit_at(chunk, last)->end);
  return chunk->plan->related && is_stop(text) ? TRUE : read_word(chunk, text);
}

/* Known words one by one, what stands between them as it is. */
static gboolean read_segments(Chunk *chunk, guint first, guint last) {
  guint unknown = first;
  for (guint i = first; i <= last;) {
    guint end = known_end(chunk, i, last);
    if (end == G_MAXUINT) {
      i++;
      continue;
    }
    if ((unknown < i && !read_loose(chunk, unknown, i - 1)) || !read_segment(chunk, i, end))
      return FALSE;
    unknown = i = end + 1;
  }
  if (unknown > last)
    return TRUE;
  return unknown == last ? read_segment(chunk, unknown, last) : read_loose(chunk, unknown, last);
}

/* The compound as it stands lifts notices that have it so. */
static gboolean add_whole(Chunk *chunk, const Piece *piece) {
  g_autofree char *text = text_between(chunk, piece->start, piece->end);
  guint number = chunk->plan->words->len;
  IndexQuery *query = word_plain(chunk->plan, SCOPE_ALL, text, chunk->error);
  if (!query)
    return FALSE;
  plan_light(chunk->plan, LIGHT_WORD, text, 0, 1, number);
  add_word(chunk, text, query)->faint = TRUE;
  return TRUE;
}

static gboolean read_run(Chunk *chunk, const Piece *piece) {
  g_autofree char *text = text_between(chunk, piece->start, piece->end);
  if (chunk->plan->related && is_stop(text))
    return TRUE;
  if (lexicon_knows(chunk->plan->lexicon, text, strlen(text)))
    return read_word(chunk, text);
  gboolean split = chunk->plan->related ||
                   (chunk->plan->synonyms && all_known(chunk, piece->first, piece->last));
  if (!split || piece->first == piece->last)
    return read_word(chunk, text);
  return read_segments(chunk, piece->first, piece->last) && add_whole(chunk, piece);
}

static char *piece_key(const Chunk *chunk, const Piece *piece) {
  return piece->kind == PIECE_BASE ? g_strdup(piece->base)
                                   : text_between(chunk, piece->start, piece->end);
}

/* 誤って送った: two pieces that the tables know as one. */
static gboolean read_sequence(Chunk *chunk, guint i, gboolean *read) {
  *read = FALSE;
  if (!chunk->plan->related || i + 1 >= chunk->pieces->len)
    return TRUE;
  g_autofree char *left = piece_key(chunk, &g_array_index(chunk->pieces, Piece, i));
  g_autofree char *right = piece_key(chunk, &g_array_index(chunk->pieces, Piece, i + 1));
  g_autofree char *both = g_strconcat(left, "+", right, NULL);
  if (!lexicon_knows(chunk->plan->lexicon, both, strlen(both)))
    return TRUE;
  Plan *plan = chunk->plan;
  g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, both, TRUE);
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  guint number = plan->words->len;
  IndexQuery *self = word_other(plan, SCOPE_ALL, both, chunk->error);
  if (self)
    g_ptr_array_add(children, self);
  for (guint o = 0; o < others->len; o++) {
    const LexiconWord *other = &g_array_index(others, LexiconWord, o);
    IndexQuery *query = word_wide(plan, SCOPE_ALL, other->word, number, chunk->error);
    if (query)
      g_ptr_array_add(children, index_query_scale(query, other->weight));
    if (word_frequency(plan, other->word))
      plan_note_synonym(plan, both, other->word);
  }
  add_word(chunk, both, index_query_max((IndexQuery **)children->pdata, children->len));
  *read = TRUE;
  return TRUE;
}

static gboolean read_base(Chunk *chunk, const Piece *piece) {
  if (is_stop(piece->base) && chunk->pieces->len > 1)
    return TRUE;
  Plan *plan = chunk->plan;
  guint number = plan->words->len;
  IndexQuery *query = word_wide(plan, SCOPE_ALL, piece->base, number, chunk->error);
  if (!query)
    return FALSE;
  g_autofree char *surface = text_between(chunk, piece->start, piece->end);
  IndexQuery *forms[] = {query, word_base(piece->base),
                         g_str_equal(surface, piece->base)
                             ? NULL
                             : index_query_term(SCHEMA_WORD, surface, -1)};
  gsize stem = 0;
  while (piece->base[stem] && piece->base[stem] == surface[stem])
    stem++;
  while (stem && (surface[stem] & 0xC0) == 0x80)
    stem--;
  g_autofree char *lit = g_strndup(surface, stem);
  if (stem)
    plan_light(plan, LIGHT_STEM, lit, 0, 1, number);
  add_word(chunk, piece->base, index_query_max(forms, 3));
  return TRUE;
}

/* ---- pieces */

static void add_piece(Chunk *chunk, PieceKind kind, guint first, guint last) {
  Piece piece = {.kind = kind,
                 .start = unit_at(chunk, first)->start,
                 .end = unit_at(chunk, last)->end,
                 .first = first,
                 .last = last};
  const Unit *unit = unit_at(chunk, first);
  if (kind == PIECE_BASE) {
    g_autofree char *surface = text_between(chunk, unit->start, unit->end);
    piece.base = unit->base ? unit->base
                            : g_string_chunk_insert(chunk->analysis.strings, surface);
  }
  g_array_append_val(chunk->pieces, piece);
}

/* The last unit of those that cover exactly the bytes from unit `first` to end; G_MAXUINT where the
 * bytes end within a unit or a compound goes on behind them. */
static guint units_to(const Chunk *chunk, guint first, guint32 end) {
  guint n = chunk->analysis.units->len;
  for (guint i = first; i < n; i++)
    if (unit_at(chunk, i)->end >= end)
      return unit_at(chunk, i)->end == end && (i + 1 == n || !unit_at(chunk, i + 1)->joined)
                 ? i
                 : G_MAXUINT;
  return G_MAXUINT;
}

static gboolean take_date(Chunk *chunk, const GArray *dates, guint first, guint *last) {
  for (guint i = 0; i < dates->len; i++) {
    const DateMention *date = &g_array_index(dates, DateMention, i);
    if (date->start != unit_at(chunk, first)->start || !date->year || !date->month)
      continue;
    guint n = chunk->analysis.units->len;
    for (*last = first; *last + 1 < n && unit_at(chunk, *last + 1)->start < date->end;)
      (*last)++;
    add_piece(chunk, PIECE_DATE, first, *last);
    g_array_index(chunk->pieces, Piece, chunk->pieces->len - 1).date = *date;
    return TRUE;
  }
  return FALSE;
}

static gboolean says_about(const Chunk *chunk, guint i) {
  static const char *const words[] = {"約", "計", "合計", "最大", "およそ", "延べ", "総計"};
  g_autofree char *text = text_between(chunk, unit_at(chunk, i)->start, unit_at(chunk, i)->end);
  for (guint w = 0; w < G_N_ELEMENTS(words); w++)
    if (g_str_equal(words[w], text))
      return TRUE;
  return FALSE;
}

static gboolean take_number(Chunk *chunk, const GArray *quantities, guint first, guint *last) {
  gboolean inside = unit_at(chunk, first)->joined && first > 0 && !says_about(chunk, first - 1);
  for (guint i = 0; !inside && i < quantities->len; i++) {
    const Quantity *quantity = &g_array_index(quantities, Quantity, i);
    if (quantity->start != unit_at(chunk, first)->start)
      continue;
    *last = units_to(chunk, first, quantity->end);
    if (*last == G_MAXUINT)
      return FALSE;
    if (chunk->pieces->len && first > 0 && unit_at(chunk, first)->joined)
      g_array_set_size(chunk->pieces, chunk->pieces->len - 1); /* 約 */
    add_piece(chunk, PIECE_NUMBER, first, *last);
    g_array_index(chunk->pieces, Piece, chunk->pieces->len - 1).quantity = *quantity;
    return TRUE;
  }
  return FALSE;
}

static guint run_end(const Chunk *chunk, guint first) {
  guint n = chunk->analysis.units->len, last = first;
  while (last + 1 < n && unit_at(chunk, last + 1)->joined &&
         unit_at(chunk, last + 1)->kind != UNIT_FUNCTION &&
         unit_at(chunk, last + 1)->kind != UNIT_MARK && !says_about(chunk, last))
    last++;
  return last;
}

static void cut(Chunk *chunk) {
  const FoldedText *folded = &chunk->analysis.index;
  GArray *dates = date_scan(folded->text, folded->text_bytes, 0);
  GArray *quantities = quantity_scan(folded->text, folded->text_bytes);
  guint n = chunk->analysis.units->len, last = 0;
  for (guint i = 0; i < n; i = last + 1) {
    const Unit *unit = unit_at(chunk, i);
    last = i;
    chunk->apart |= i > 0 && !unit->joined;
    if (unit->kind == UNIT_FUNCTION)
      chunk->grammar = TRUE;
    if (unit->kind == UNIT_FUNCTION || unit->kind == UNIT_MARK ||
        take_date(chunk, dates, i, &last) || take_number(chunk, quantities, i, &last))
      continue;
    if (unit->kind == UNIT_INFLECTED && !unit->joined && run_end(chunk, i) == i) {
      add_piece(chunk, PIECE_BASE, i, i);
    } else {
      last = run_end(chunk, i);
      add_piece(chunk, PIECE_RUN, i, last);
    }
  }
  g_array_unref(dates);
  g_array_unref(quantities);
}

static gboolean read_pieces(Chunk *chunk) {
  for (guint i = 0; i < chunk->pieces->len; i++) {
    const Piece *piece = &g_array_index(chunk->pieces, Piece, i);
    gboolean taken = FALSE, good = TRUE;
    if (!read_sequence(chunk, i, &taken))
      return FALSE;
    if (taken) {
      i++;
      continue;
    }
    if (piece->kind == PIECE_DATE)
      read_date(chunk, piece);
    else if (piece->kind == PIECE_NUMBER)
      good = read_number(chunk, piece);
    else
      good = piece->kind == PIECE_BASE ? read_base(chunk, piece) : read_run(chunk, piece);
    if (!good)
      return FALSE;
  }
  return TRUE;
}

/* ---- the whole chunk */

/* "2023-416" as it is written beside a heading. */
static gboolean is_incident_number(const char *text) {
  if (*text == '#')
    text++;
  gsize digits = strspn(text, "0123456789");
  if (digits != 4 || text[4] != '-')
    return FALSE;
  gsize serial = strspn(text + 5, "0123456789");
  return serial >= 3 && serial <= 4 && !text[5 + serial];
}

static gboolean read_incident_number(Chunk *chunk, const char *text) {
  const char *id = *text == '#' ? text + 1 : text;
  IndexQuery *exact = exact_query(chunk->plan->searcher, SCOPE_ALL, id, chunk->error);
  if (!exact)
    return FALSE;
  IndexQuery *either[] = {index_query_term(SCHEMA_ID, id, -1),
                          index_query_term(SCHEMA_LINK, id, -1), exact};
  plan_light(chunk->plan, LIGHT_EXACT, id, 0, 1, chunk->plan->words->len);
  add_word(chunk, id, index_query_or(either, 3));
  return TRUE;
}

/* Marks within (ClassPad.net, コカ・コーラ): as it stands, unless no notice has it so. */
static gboolean read_phrase(Chunk *chunk, gboolean *read) {
  const char *text = chunk->analysis.index.text;
  Plan *plan = chunk->plan;
  IndexQuery *term = index_query_term(SCHEMA_WORD, text, -1);
  IndexQuery *proven = exact_at_boundaries(plan->searcher, SCOPE_ALL, text, chunk->error);
  if (!proven) {
    index_query_free(term);
    return FALSE;
  }
  IndexQuery *lift = exact_pairs(text), *either[] = {term, proven};
  IndexQuery *query = index_query_or(either, 2);
  guint incidents = 0;
  index_query_free(lift);
  if (!search_count(plan->searcher, query, &incidents, chunk->error)) {
    index_query_free(query);
    return FALSE;
  }
  *read = incidents > 0;
  if (!*read) {
    index_query_free(query);
    return TRUE;
  }
  plan_light(plan, LIGHT_WORD, text, 0, 1, plan->words->len);
  add_word(chunk, text, query);
  return TRUE;
}

static gboolean read_cut(Chunk *chunk) {
  Plan *plan = chunk->plan;
  gboolean read = FALSE;
  cut(chunk);
  gboolean sentence = chunk->grammar && chunk->pieces->len > 1;
  gboolean dated = FALSE;
  for (guint i = 0; i < chunk->pieces->len; i++)
    dated |= g_array_index(chunk->pieces, Piece, i).kind >= PIECE_NUMBER;
  if (chunk->apart && !sentence && !dated && !read_phrase(chunk, &read))
    return FALSE;
  if (read)
    return TRUE;
  if (!chunk->pieces->len) { /* only particles or marks: as they stand */
    IndexQuery *query =
        exact_query(plan->searcher, SCOPE_ALL, chunk->analysis.index.text, chunk->error);
    if (query)
      add_word(chunk, chunk->analysis.index.text, query);
    return query != NULL;
  }
  plan->related = sentence;
  plan->sentence |= sentence;
  guint before = plan->words->len;
  gboolean good = read_pieces(chunk);
  if (good && plan->words->len == before && plan->related) { /* all of it stop words */
    plan->related = FALSE;
    good = read_pieces(chunk);
  }
  plan->related = FALSE;
  return good;
}

gboolean chunk_read(Plan *plan, const char *text, GError **error) {
  Chunk chunk = {.plan = plan, .pieces = g_array_new(FALSE, FALSE, sizeof(Piece)), .error = error};
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  gboolean good;
  if (is_incident_number(folded)) {
    good = read_incident_number(&chunk, folded);
  } else {
    analyzer_analyze(plan->searcher->thread, text, -1, &chunk.analysis);
    good = read_cut(&chunk);
    analysis_clear(&chunk.analysis);
  }
  g_array_unref(chunk.pieces);
  plan->chunks++;
  return good;
}
