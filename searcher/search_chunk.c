/* A blank-free piece of the question -> words. It is a single word or compound, an amount, a day,
 * an incident's number, a string with marks in it, or a whole sentence, of which the words that say
 * something are taken. */
#include "search_chunk.h"

#include <string.h>

#include "dict/fold.h"
#include "shim/schema.h"

#define WORDS_MAX 64      /* of a question: no one writes more, and each costs */
#define KNOWN_UNITS_MAX 8 /* of a word that the tables name */

/* Words of a sentence that say nothing of the matter. */
static gboolean is_stop(const char *word) {
  static const char *const stops[] = {
      "する",     "ある",     "いる",   "なる",   "できる",       "ない",   "行う",     "やる",
      "くる",     "来る",     "いく",   "行く",   "みる",         "しまう", "おる",     "れる",
      "られる",   "せる",     "いう",   "言う",   "こと",         "もの",   "ため",     "とき",
      "時",       "方",       "件",     "等",     "他",           "別",     "中",       "事",
      "者",       "的",       "よる",   "おく",   "くれる",       "もらう", "為",       "際",
      "誰",       "何",       "どこ",   "いつ",   "よう",         "様",     "もとる",   "至る",
      "つく",     "受ける",   "出る",   "自分",   "人",           "下",     "上",       "内",
      "化",       "系",       "性",     "用",     "知る",         "教える", "探す",     "場合",
      "事例",     "事案",     "被害",   "おこる", "起きる",       "起こる", "ケース",   "使う",
      "その",     "この",     "あの",   "どの",   "そんな",       "こんな", "どんな",   "ある",
      "あらゆる", "いわゆる", "まま",   "ほか",   "たち",         "さん",   "私",       "感じ",
      "話",       "事件",     "事故",   "事象",   "インシデント", "関する", "対する",   "伴う",
      "おける",   "めぐる",   "まだ",   "もう",   "また",         "すぐ",   "とても",   "すべて",
      "全て",     "みたい",   "らしい", "ところ", "はず",         "わけ",   "もらえる", "欲しい",
      "ほしい",   "見つける", "調べる", "一つ",   "いくつ",       "複数",   "可能性",   "状態",
      "状況",     "こちら",   "そちら", "企業名", "組織名"};
  for (guint i = 0; i < G_N_ELEMENTS(stops); i++)
    if (g_str_equal(stops[i], word))
      return TRUE;
  return FALSE;
}

/* ---- words of the plan */

static gboolean read_leak_of(const Plan *plan, PlanWord *word, const char *text) {
  word->leak = lexicon_concept(plan->lexicon, text, LEXICON_NAMED);
  word->named = word->leak != NULL;
  if (!word->leak)
    word->leak = lexicon_concept(plan->lexicon, text, LEXICON_LEAK);
  return word->leak != NULL;
}

/* A word of which it matters that it says what data leaked, by any of its names. */
static void read_leak(const Plan *plan, PlanWord *word) {
  word->leaking = lexicon_concept(plan->lexicon, word->text, LEXICON_LEAKING) != NULL;
  if (read_leak_of(plan, word, word->text))
    return;
  g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, word->text, FALSE);
  for (guint i = 0; i < others->len; i++) {
    const LexiconWord *other = &g_array_index(others, LexiconWord, i);
    if (other->kind <= LEXICON_SYNONYM && read_leak_of(plan, word, other->word))
      return;
  }
}

static PlanWord *add_word(Chunk *chunk, const Asked *asked, IndexQuery *query) {
  PlanWord *word = g_new0(PlanWord, 1);
  word->text = g_strdup(asked->text);
  word->shown = g_strdup(asked->shown);
  word->query = query;
  word->chunk = chunk->plan->chunks;
  if (chunk->plan->synonyms)
    read_leak(chunk->plan, word);
  g_ptr_array_add(chunk->plan->words, word);
  return word;
}

static gboolean add_found(Chunk *chunk, const Asked *asked, IndexQuery *query) {
  return query && add_word(chunk, asked, query);
}

static gboolean read_value(Chunk *chunk, const Piece *piece) {
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  g_autofree char *shown = chunk_shown(chunk, piece->start, piece->end);
  Asked asked = {SCOPE_ALL, text, shown, chunk->plan->words->len};
  return add_found(chunk, &asked,
                   piece->kind == PIECE_DATE ? value_date(chunk, piece, asked.number)
                                             : value_number(chunk, piece, asked.number));
}

static gboolean read_asked(Chunk *chunk, const Asked *asked) {
  IndexQuery *query = word_wide(chunk->plan, asked, chunk->error);
  if (!query)
    return FALSE;
  IndexQuery *both[] = {query, NULL};
  if (!word_readings(chunk->plan, asked, &both[1], chunk->error)) {
    index_query_free(query);
    return FALSE;
  }
  add_word(chunk, asked, index_query_max(both, 2));
  return TRUE;
}

static gboolean read_word(Chunk *chunk, guint first, guint last) {
  guint32 start = chunk_unit(chunk, first)->start, end = chunk_unit(chunk, last)->end;
  g_autofree char *text = chunk_text(chunk, start, end), *shown = chunk_shown(chunk, start, end);
  Asked asked = {SCOPE_ALL, text, shown, chunk->plan->words->len};
  if (chunk->plan->related && is_stop(text))
    return TRUE;
  return read_asked(chunk, &asked);
}

/* ---- compounds */

/* All parts somewhere; NULL where the compound is a single one. */
static IndexQuery *parts_query(Chunk *chunk, const Asked *whole, guint first, guint last) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (guint i = first; first < last && i <= last; i++) {
    const Unit *unit = chunk_unit(chunk, i);
    g_autofree char *text = chunk_text(chunk, unit->start, unit->end);
    Asked part = {SCOPE_ALL, text, text, whole->number};
    IndexQuery *query =
        unit->kind == UNIT_MARK ? NULL : word_wide(chunk->plan, &part, chunk->error);
    if (query)
      g_ptr_array_add(parts, query);
  }
  if (!parts->len)
    return NULL;
  IndexQuery *all = index_query_and((IndexQuery **)parts->pdata, parts->len);
  return index_query_scale(all, search_weights.loose_parts);
}

/* A compound of a sentence that no table names: itself, or its parts somewhere. */
static gboolean read_loose(Chunk *chunk, guint first, guint last) {
  if (first == last)
    return read_word(chunk, first, last);
  guint32 start = chunk_unit(chunk, first)->start, end = chunk_unit(chunk, last)->end;
  g_autofree char *text = chunk_text(chunk, start, end), *shown = chunk_shown(chunk, start, end);
  Asked asked = {SCOPE_ALL, text, shown, chunk->plan->words->len};
  IndexQuery *whole = word_wide(chunk->plan, &asked, chunk->error);
  if (!whole)
    return FALSE;
  IndexQuery *both[] = {whole, parts_query(chunk, &asked, first, last)};
  add_word(chunk, &asked, index_query_max(both, 2));
  return TRUE;
}

/* The last unit of the longest word from unit `first` on that a table names; G_MAXUINT for none. */
static guint known_end(const Chunk *chunk, guint first, guint last) {
  guint32 start = chunk_unit(chunk, first)->start;
  for (guint end = MIN(last, first + KNOWN_UNITS_MAX - 1) + 1; end-- > first;)
    if (lexicon_knows(chunk->plan->lexicon, chunk->analysis.index.text + start,
                      chunk_unit(chunk, end)->end - start))
      return end;
  return G_MAXUINT;
}

/* The last unit of the longest known word from `first` on that isn't the whole piece. */
static guint part_end(const Chunk *chunk, const Piece *piece, guint first) {
  guint end = known_end(chunk, first, piece->last);
  if (first == piece->first && end == piece->last)
    end = known_end(chunk, first, piece->last - 1);
  return end;
}

static gboolean parts_known(const Chunk *chunk, const Piece *piece) {
  for (guint i = piece->first; i <= piece->last; i++) {
    i = part_end(chunk, piece, i);
    if (i == G_MAXUINT)
      return FALSE;
  }
  return TRUE;
}

static IndexQuery *known_parts_query(Chunk *chunk, const Asked *whole, const Piece *piece) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (guint i = piece->first; i <= piece->last; i++) {
    guint end = part_end(chunk, piece, i);
    g_autofree char *text =
        chunk_text(chunk, chunk_unit(chunk, i)->start, chunk_unit(chunk, end)->end);
    Asked part = {SCOPE_ALL, text, text, whole->number};
    IndexQuery *query = word_wide(chunk->plan, &part, chunk->error);
    if (query)
      g_ptr_array_add(parts, query);
    i = end;
  }
  return index_query_scale(index_query_and((IndexQuery **)parts->pdata, parts->len),
                           search_weights.loose_parts);
}

static gboolean all_known(const Chunk *chunk, const Piece *piece) {
  for (guint i = piece->first; i <= piece->last; i++) {
    i = known_end(chunk, i, piece->last);
    if (i == G_MAXUINT)
      return FALSE;
  }
  return TRUE;
}

/* A word that the tables name as a whole is its known parts somewhere as well (メール|誤送信),
 * unless they say what fact it stands for. */
static gboolean read_whole(Chunk *chunk, const Piece *piece) {
  Plan *plan = chunk->plan;
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  g_autofree char *shown = chunk_shown(chunk, piece->start, piece->end);
  Asked asked = {SCOPE_ALL, text, shown, plan->words->len};
  gboolean parts = plan->synonyms && piece->first < piece->last && parts_known(chunk, piece) &&
                   !lexicon_concept(plan->lexicon, text, LEXICON_ALSO);
  if (!parts)
    return read_word(chunk, piece->first, piece->last);
  IndexQuery *whole = word_wide(plan, &asked, chunk->error);
  if (!whole)
    return FALSE;
  IndexQuery *both[] = {whole, known_parts_query(chunk, &asked, piece)};
  add_word(chunk, &asked, index_query_max(both, 2));
  return TRUE;
}

/* Known words one by one, what stands between them as it is. */
static gboolean read_parts(Chunk *chunk, const Piece *piece) {
  guint unknown = piece->first;
  for (guint i = piece->first; i <= piece->last;) {
    guint end = known_end(chunk, i, piece->last);
    if (end == G_MAXUINT) {
      i++;
      continue;
    }
    if ((unknown < i && !read_loose(chunk, unknown, i - 1)) || !read_word(chunk, i, end))
      return FALSE;
    unknown = i = end + 1;
  }
  return unknown > piece->last || read_loose(chunk, unknown, piece->last);
}

/* The compound as it stands lifts notices that have it so. */
static gboolean lift_whole(Chunk *chunk, const Piece *piece) {
  g_autofree char *text = chunk_text(chunk, piece->start, piece->end);
  g_autofree char *shown = chunk_shown(chunk, piece->start, piece->end);
  Asked asked = {SCOPE_ALL, text, shown, chunk->plan->words->len};
  IndexQuery *query = word_plain(chunk->plan, &asked, chunk->error);
  if (!query)
    return FALSE;
  add_word(chunk, &asked, query)->faint = TRUE;
  return TRUE;
}

/* A compound of words that the tables know is read as those words (ホームページ|改竄), in a
 * sentence any compound is. */
static gboolean read_run(Chunk *chunk, const Piece *piece) {
  Plan *plan = chunk->plan;
  guint32 bytes = piece->end - piece->start;
  gboolean single = piece->first == piece->last;
  gboolean known = lexicon_knows(plan->lexicon, chunk->analysis.index.text + piece->start, bytes);
  gboolean split = plan->related || (plan->synonyms && all_known(chunk, piece));
  if (known)
    return read_whole(chunk, piece);
  if (single || !split)
    return read_word(chunk, piece->first, piece->last);
  return read_parts(chunk, piece) && lift_whole(chunk, piece);
}

/* ---- names */

#define NAME_UNITS_MIN 3 /* of a name that may have more between its parts */

/* Part of a name, or what it is short for: 大 of みなせ大. NULL and error. */
static IndexQuery *name_part(const Chunk *chunk, guint i) {
  Plan *plan = chunk->plan;
  const Unit *unit = chunk_unit(chunk, i);
  g_autofree char *text = chunk_text(chunk, unit->start, unit->end);
  g_autofree char *begun = chunk_text(chunk, 0, unit->end);
  g_autoptr(GPtrArray) forms = g_ptr_array_new();
  Asked asked = {SCOPE_ORGANISATION, text, text, plan->words->len};
  IndexQuery *plain = word_plain(plan, &asked, chunk->error);
  if (!plain)
    return NULL;
  g_ptr_array_add(forms, plain);
  g_autofree char *longer = g_strconcat(text, "ー", NULL); /* タクシ|ー at the end alone is cut */
  g_ptr_array_add(forms, index_query_term(SCHEMA_ORGANISATION, longer, -1));
  g_autoptr(GArray) others = lexicon_synonyms(plan->lexicon, i ? begun : text, FALSE);
  for (guint o = 0; o < others->len; o++) {
    const LexiconWord *other = &g_array_index(others, LexiconWord, o);
    gsize shared = i ? unit->start : 0;
    if (other->kind <= LEXICON_ABBREVIATION && !strncmp(other->word, begun, shared))
      g_ptr_array_add(forms, index_query_term(SCHEMA_ORGANISATION, other->word + shared, -1));
  }
  return index_query_max((IndexQuery **)forms->pdata, forms->len);
}

/* Enough to be a name: a proper one among its parts, or many. */
static gboolean may_be_name(const Chunk *chunk) {
  guint n = chunk->analysis.units->len;
  gboolean proper = FALSE;
  for (guint i = 0; i < n; i++) {
    proper |= chunk_unit(chunk, i)->proper != 0;
    if (chunk_unit(chunk, i)->kind == UNIT_MARK)
      return FALSE;
  }
  return n >= NAME_UNITS_MIN || (n > 1 && proper);
}

/* Organisations with all parts in their name; NULL and error. */
static IndexQuery *name_query(const Chunk *chunk) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  for (guint i = 0; i < chunk->analysis.units->len; i++) {
    IndexQuery *part = name_part(chunk, i);
    if (!part)
      return NULL;
    g_ptr_array_add(parts, part);
  }
  IndexQuery *query = index_query_and((IndexQuery **)parts->pdata, parts->len);
  g_ptr_array_set_free_func(parts, NULL);
  return query;
}

/* 横浜みなと病院 for 横浜市立みなと病院: a name that no notice has so, by its parts. */
static gboolean read_name(Chunk *chunk, gboolean *read) {
  Plan *plan = chunk->plan;
  guint incidents = 0;
  const char *text = chunk->analysis.index.text;
  *read = FALSE;
  if (!plan->synonyms || !may_be_name(chunk) || word_is_kana(text) || word_frequency(plan, text))
    return TRUE;
  IndexQuery *query = name_query(chunk);
  gboolean good = query && search_count(plan->searcher, query, &incidents, chunk->error);
  if (!good || !incidents) {
    index_query_free(query);
    return good;
  }
  Asked asked = {SCOPE_ALL, text, chunk->source, plan->words->len};
  IndexQuery *whole = word_wide(plan, &asked, chunk->error);
  IndexQuery *either[] = {whole, index_query_scale(query, search_weights.loose_parts)};
  *read = whole != NULL;
  return add_found(chunk, &asked, index_query_max(either, 2)) && whole;
}

/* ---- inflected words and sequences of them */

/* What surface and dictionary form have in common: the part that doesn't change. */
static guint32 stem_end(const Chunk *chunk, const Piece *piece) {
  const char *surface = chunk->analysis.index.text + piece->start;
  gsize stem = 0;
  while (stem < piece->end - piece->start && piece->base[stem] &&
         piece->base[stem] == surface[stem])
    stem++;
  while (stem && (surface[stem] & 0xC0) == 0x80)
    stem--;
  return piece->start + (guint32)stem;
}

static gboolean read_base(Chunk *chunk, const Piece *piece) {
  if (is_stop(piece->base) && chunk->pieces->len > 1)
    return TRUE;
  Plan *plan = chunk->plan;
  g_autofree char *surface = chunk_text(chunk, piece->start, piece->end);
  g_autofree char *stem = chunk_text(chunk, piece->start, stem_end(chunk, piece));
  Asked asked = {SCOPE_ALL, piece->base, piece->base, plan->words->len};
  IndexQuery *query = word_wide(plan, &asked, chunk->error);
  if (!query)
    return FALSE;
  IndexQuery *forms[] = {query, word_base(piece->base), index_query_term(SCHEMA_WORD, surface, -1)};
  if (*stem)
    plan_light(plan, LIGHT_STEM, stem, 0, 1, asked.number);
  add_word(chunk, &asked, index_query_max(forms, 3))->inflected = TRUE;
  return TRUE;
}

static char *piece_key(const Chunk *chunk, const Piece *piece) {
  return piece->kind == PIECE_BASE ? g_strdup(piece->base)
                                   : chunk_text(chunk, piece->start, piece->end);
}

/* What the tables know as a sequence: 誤る+送る. NULL where they don't. */
static char *sequence_key(const Chunk *chunk, guint i, guint j) {
  if (j >= chunk->pieces->len)
    return NULL;
  g_autofree char *left = piece_key(chunk, &g_array_index(chunk->pieces, Piece, i));
  g_autofree char *right = piece_key(chunk, &g_array_index(chunk->pieces, Piece, j));
  char *both = g_strconcat(left, "+", right, NULL);
  if (!lexicon_knows(chunk->plan->lexicon, both, strlen(both)))
    g_clear_pointer(&both, g_free);
  return both;
}

/* 誤って送った, 誤って個人情報を送った: two pieces that are one word to the tables. Returns the
 * second of them, 0 where there is no such word. */
static guint read_sequence(Chunk *chunk, guint i) {
  guint j = i;
  g_autofree char *both = NULL;
  while (chunk->plan->related && !both && j < i + 2)
    both = sequence_key(chunk, i, ++j);
  if (!both)
    return 0;
  const Piece *left = &g_array_index(chunk->pieces, Piece, i);
  const Piece *right = &g_array_index(chunk->pieces, Piece, j);
  guint32 end = right->kind == PIECE_BASE ? stem_end(chunk, right) : right->end;
  g_autofree char *stem = chunk_text(chunk, left->start, end);
  g_autofree char *shown = g_strdelimit(g_strdup(both), "+", ' ');
  Asked asked = {SCOPE_ALL, both, shown, chunk->plan->words->len};
  IndexQuery *either[] = {j == i + 1 ? word_other(chunk->plan, SCOPE_ALL, stem) : NULL,
                          word_others(chunk->plan, &asked)};
  plan_light(chunk->plan, LIGHT_WORD, stem, 0, 1, asked.number);
  add_word(chunk, &asked, index_query_max(either, 2));
  return j;
}

static gboolean read_piece(Chunk *chunk, const Piece *piece) {
  if (piece->kind == PIECE_RUN)
    return read_run(chunk, piece);
  return piece->kind == PIECE_BASE ? read_base(chunk, piece) : read_value(chunk, piece);
}

static gboolean too_many(const Chunk *chunk) {
  if (chunk->plan->words->len + chunk->pieces->len <= WORDS_MAX)
    return FALSE;
  search_fail(chunk->error, "the question has more than %d words", WORDS_MAX);
  return TRUE;
}

static gboolean read_pieces(Chunk *chunk) {
  if (too_many(chunk))
    return FALSE;
  guint joined = 0; /* the second piece of a sequence, read with the first */
  for (guint i = 0; i < chunk->pieces->len; i++) {
    guint second = joined ? 0 : read_sequence(chunk, i);
    gboolean done = second || (joined && joined == i);
    joined = second ? second : joined == i ? 0 : joined;
    if (!done && !read_piece(chunk, &g_array_index(chunk->pieces, Piece, i)))
      return FALSE;
  }
  return TRUE;
}

/* ---- the whole chunk */

/* "2023-416" as it is written beside a heading. */
static gboolean is_incident_number(const char *text) {
  if (*text == '#')
    text++;
  if (strspn(text, "0123456789") != 4 || text[4] != '-')
    return FALSE;
  gsize serial = strspn(text + 5, "0123456789");
  return serial >= 3 && serial <= 4 && !text[5 + serial];
}

/* In a text it is a chain of units: no need to look at all texts that have its pairs of digits. */
static void read_incident_number(Chunk *chunk, const char *text) {
  const char *id = *text == '#' ? text + 1 : text;
  IndexQuery *either[] = {index_query_term(SCHEMA_ID, id, -1),
                          index_query_term(SCHEMA_LINK, id, -1),
                          index_query_term(SCHEMA_WORD, id, -1)};
  Asked asked = {SCOPE_ALL, id, chunk->source, chunk->plan->words->len};
  plan_light(chunk->plan, LIGHT_EXACT, id, 0, 1, asked.number);
  add_word(chunk, &asked, index_query_or(either, 3));
}

static gboolean has_value(const Chunk *chunk) {
  for (guint i = 0; i < chunk->pieces->len; i++)
    if (g_array_index(chunk->pieces, Piece, i).kind >= PIECE_NUMBER)
      return TRUE;
  return FALSE;
}

/* Several runs without grammar (振り込め詐欺): as they stand, unless no notice has them so. */
static gboolean read_phrase(Chunk *chunk, gboolean *read) {
  const char *text = chunk->analysis.index.text;
  Plan *plan = chunk->plan;
  guint incidents = 0;
  IndexQuery *proven = exact_at_boundaries(plan->searcher, SCOPE_ALL, text, chunk->error);
  if (!proven)
    return FALSE;
  IndexQuery *either[] = {proven, index_query_term(SCHEMA_WORD, text, -1)};
  IndexQuery *query = index_query_or(either, 2);
  gboolean good = search_count(plan->searcher, query, &incidents, chunk->error);
  *read = good && incidents > 0;
  if (!*read) {
    index_query_free(query);
    return good;
  }
  Asked asked = {SCOPE_ALL, text, chunk->source, plan->words->len};
  IndexQuery *forms[] = {query, plan->synonyms ? word_others(plan, &asked) : NULL};
  plan_light(plan, LIGHT_WORD, text, 0, 1, asked.number);
  add_word(chunk, &asked, index_query_max(forms, 2));
  return TRUE;
}

/* Only particles or marks: as they stand. */
static gboolean read_rest(Chunk *chunk) {
  const char *text = chunk->analysis.index.text;
  Asked asked = {SCOPE_ALL, text, chunk->source, chunk->plan->words->len};
  plan_light(chunk->plan, LIGHT_EXACT, text, 0, 1, asked.number);
  return add_found(chunk, &asked,
                   exact_query(chunk->plan->searcher, SCOPE_ALL, text, chunk->error));
}

/* Kana are cut badly where kanji are expected; as one word they may be known, or read as one. */
static gboolean read_kana(Chunk *chunk, gboolean *read) {
  const char *text = chunk->analysis.index.text;
  *read = FALSE;
  if (chunk->pieces->len == 1 && !chunk->grammar && !chunk->apart)
    return TRUE;
  if (!word_is_kana(text) || g_utf8_strlen(text, -1) < 2)
    return TRUE;
  Asked asked = {SCOPE_ALL, text, chunk->source, chunk->plan->words->len};
  IndexQuery *both[] = {word_other(chunk->plan, SCOPE_ALL, text), NULL};
  if (!word_readings(chunk->plan, &asked, &both[1], chunk->error)) {
    index_query_free(both[0]);
    return FALSE;
  }
  *read = both[0] || both[1];
  if (*read)
    add_word(chunk, &asked, index_query_max(both, 2));
  return TRUE;
}

/* What the sentence as a whole tells of is one more word, which need not hold. */
static gboolean read_cause(Chunk *chunk) {
  Plan *plan = chunk->plan;
  g_autofree char *named = NULL;
  GError *failure = NULL;
  GError **error = chunk->error;
  chunk->error = &failure;
  IndexQuery *query = cause_query(chunk, &named);
  chunk->error = error;
  if (failure) {
    g_propagate_error(error, failure);
    return FALSE;
  }
  if (!query)
    return TRUE;
  Asked asked = {SCOPE_ALL, named, named, plan->words->len};
  PlanWord *word = add_word(chunk, &asked, query);
  word->faint = word->fact = TRUE;
  plan_note_synonym(plan, chunk->source, named);
  return TRUE;
}

static gboolean read_sentence(Chunk *chunk, gboolean sentence) {
  Plan *plan = chunk->plan;
  guint before = plan->words->len;
  plan->related = sentence;
  plan->sentence |= sentence;
  gboolean good = read_pieces(chunk);
  plan->related = FALSE;
  if (good && plan->words->len == before) /* all of it stop words: they are meant */
    good = read_pieces(chunk);
  return good && (!sentence || !plan->synonyms || read_cause(chunk));
}

static gboolean read_cut(Chunk *chunk) {
  gboolean read = FALSE;
  chunk_cut(chunk);
  if (!chunk->pieces->len)
    return read_rest(chunk);
  const Piece *only = &g_array_index(chunk->pieces, Piece, 0);
  if (chunk->pieces->len == 1 && only->kind == PIECE_RUN &&
      only->end - only->start == chunk->analysis.index.text_bytes)
    return read_name(chunk, &read) && (read || read_sentence(chunk, FALSE));
  if (lexicon_knows(chunk->plan->lexicon, chunk->analysis.index.text,
                    chunk->analysis.index.text_bytes)) {
    Asked asked = {SCOPE_ALL, chunk->analysis.index.text, chunk->source, chunk->plan->words->len};
    return read_asked(chunk, &asked);
  }
  if (!read_kana(chunk, &read))
    return FALSE;
  if (!read && word_is_kana(chunk->analysis.index.text) && !read_phrase(chunk, &read))
    return FALSE;
  gboolean sentence = chunk->grammar && chunk->pieces->len > 1;
  if (!read && chunk->apart && !sentence && !has_value(chunk) && !read_phrase(chunk, &read))
    return FALSE;
  return read || read_sentence(chunk, sentence);
}

gboolean chunk_read(Plan *plan, const char *text, GError **error) {
  Chunk chunk = {.plan = plan,
                 .source = text,
                 .pieces = g_array_new(FALSE, FALSE, sizeof(Piece)),
                 .error = error};
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  gboolean good = TRUE;
  if (is_incident_number(folded)) {
    read_incident_number(&chunk, folded);
  } else {
    analyzer_analyze(plan->searcher->thread, text, -1, &chunk.analysis);
    good = read_cut(&chunk);
    analysis_clear(&chunk.analysis);
  }
  g_array_unref(chunk.pieces);
  plan->chunks++;
  return good;
}
