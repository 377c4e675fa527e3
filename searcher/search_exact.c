/* Quoted strings. Candidates are the notices that have every pair of neighbouring characters; each
 * is then proven on its folded text, unless a term says it already: T and B terms are substrings of
 * the text, so that having one is proof. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/terms.h"
#include "search_places.h"
#include "shim/schema.h"

#define PHRASE_PAIRS_MAX 5      /* of a phrase that is only nearly told */
#define STRADDLING_CHARS_MAX 12 /* longer strings are no part of others by chance */
#define PAIRS_MAX 48            /* enough to narrow down; the proof does the rest */

/* ---- candidates */

static IndexQuery *pair_query(const char *pair, gsize bytes) {
  IndexQuery *both[] = {index_query_term(SCHEMA_PAIR, pair, (gssize)bytes),
                        index_query_term(SCHEMA_WORD, pair, (gssize)bytes)};
  return index_query_or(both, 2);
}

static gboolean collect_short(const char *term, guint notices, gpointer user) {
  (void)notices;
  if (g_utf8_strlen(term, -1) <= 2)
    g_ptr_array_add(user, g_strdup(term));
  return TRUE;
}

/* Each character that is part of a word begins a pair, or stands alone as one: all pairs, and all
 * words of one or two characters, that begin with it are all its places. */
static IndexQuery *char_query(Searcher *searcher, const char *text, GError **error) {
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  g_autoptr(GPtrArray) terms = g_ptr_array_new_with_free_func(g_free);
  if (!index_reader_terms(searcher->reader, SCHEMA_WORD, text, collect_short, terms, error))
    return NULL;
  g_ptr_array_add(children, index_query_prefix(SCHEMA_PAIR, text, -1));
  for (guint t = 0; t < terms->len; t++)
    g_ptr_array_add(children, index_query_term(SCHEMA_WORD, terms->pdata[t], -1));
  return index_query_or((IndexQuery **)children->pdata, children->len);
}

/* Adds the pairs of neighbouring word characters; returns how many word characters there are. */
static guint collect_pairs(const char *folded, GPtrArray *pairs, const char **last) {
  const char *previous = NULL;
  guint chars = 0;
  for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
    if (!terms_is_word_char(g_utf8_get_char(at))) {
      previous = NULL;
      continue;
    }
    chars++;
    *last = at;
    if (previous && pairs->len < PAIRS_MAX)
      g_ptr_array_add(pairs, g_strndup(previous, (gsize)(g_utf8_next_char(at) - previous)));
    previous = at;
  }
  return chars;
}

/* proven is set where the candidates need no look at their text. */
static IndexQuery *candidates(Searcher *searcher, const char *folded, gboolean *proven,
                              GError **error) {
  g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
  const char *last = NULL;
  guint chars = collect_pairs(folded, pairs, &last), all = (guint)g_utf8_strlen(folded, -1);
  *proven = index_reader_knows_pairs(searcher->reader) && all == chars &&
            (chars == 1 || (chars == 2 && pairs->len == 1));
  if (*proven && pairs->len)
    return pair_query(pairs->pdata[0], strlen(pairs->pdata[0]));
  if (pairs->len)
    return index_query_all_pairs((const char *const *)pairs->pdata, pairs->len, TRUE);
  if (!chars)
    return index_query_all();
  g_autofree char *one = g_strndup(last, (gsize)(g_utf8_next_char(last) - last));
  return char_query(searcher, one, error);
}

/* ---- proof */

typedef struct {
  Scope scope;
  const char *folded;
  gboolean boundaries;
} Proof;

/* first_char: where text begins in the numbering of marks. */
static gboolean stands_in(const Proof *proof, const IndexText *of, const char *text,
                          gsize first_char) {
  gsize bytes = strlen(proof->folded);
  const char *counted = text;
  for (const char *at = text; (at = strstr(at, proof->folded)); at = g_utf8_next_char(at)) {
    if (!proof->boundaries || !of->marks_bytes)
      return TRUE;
    const char *end = at + bytes;
    first_char += text_chars(counted, at);
    counted = at;
    gsize behind = first_char + text_chars(at, end);
    gboolean open_end = !*end || g_ascii_isspace(*end) || text_mark_at(of, behind);
    if (text_mark_at(of, first_char) && open_end)
      return TRUE;
  }
  return FALSE;
}

static gboolean stands_in_vendors(const Proof *proof, const IndexText *text) {
  const char *vendor = text->vendors;
  for (guint i = 0; i < text->vendors_n; i++, vendor += strlen(vendor) + 1) {
    g_autofree char *folded = fold_string(FOLD_INDEX, vendor, -1);
    if (strstr(folded, proof->folded))
      return TRUE;
  }
  return FALSE;
}

static gboolean prove(const IndexText *text, gpointer user) {
  static const Scope scopes[PART_N] = {SCOPE_ORGANISATION, SCOPE_TITLE, SCOPE_ALL};
  const Proof *proof = user;
  gsize first_char = 0;
  if (proof->scope == SCOPE_VENDORS)
    return stands_in_vendors(proof, text);
  for (guint i = 0; i < PART_N; i++) {
    gboolean asked = proof->scope == SCOPE_ALL || proof->scope == scopes[i];
    if (asked && stands_in(proof, text, text->parts[i], first_char))
      return TRUE;
    if (proof->boundaries)
      first_char += text_chars(text->parts[i], text->parts[i] + text->bytes[i]) + 1;
  }
  return FALSE;
}

/* ---- texts that are not stored folded */

typedef struct {
  IndexTextFunc func;
  gpointer user;
} Folding;

static gboolean fold_and_show(const char *key, const Notice *notice, gpointer user) {
  const Folding *folding = user;
  FoldedText folded[PART_N] = {0};
  IndexText text = {0};
  g_autoptr(GByteArray) vendors = g_byte_array_new();
  (void)key;
  text_of_notice(notice, folded, &text);
  for (guint i = 0; i < notice->vendors->len; i++) {
    const char *vendor = notice->vendors->pdata[i];
    g_byte_array_append(vendors, (const guint8 *)vendor, (guint)strlen(vendor) + 1);
  }
  text.vendors = (const char *)vendors->data;
  text.vendors_n = notice->vendors->len;
  gboolean liked = folding->func(&text, folding->user);
  for (guint i = 0; i < PART_N; i++)
    folded_text_clear(&folded[i]);
  return liked;
}

IndexQuery *search_select(Searcher *searcher, const IndexQuery *query, IndexTextFunc func,
                          gpointer user, GError **error) {
  Folding folding = {func, user};
  if (index_reader_knows_pairs(searcher->reader))
    return index_reader_select_texts(searcher->reader, query, func, user, error);
  return index_reader_select(searcher->reader, query, fold_and_show, &folding, error);
}

#define PROVEN_MAX 64 /* strings whose notices are remembered */

/* Takes query. What was proven once holds as long as the reader: a question is read several times,
 * and typed letter by letter. */
static IndexQuery *proven_among(Searcher *searcher, Proof *proof, IndexQuery *query,
                                GError **error) {
  g_autofree char *key =
      g_strdup_printf("%d %d %s", (int)proof->scope, proof->boundaries, proof->folded);
  if (!searcher->proven)
    searcher->proven =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)index_query_free);
  IndexQuery *known = g_hash_table_lookup(searcher->proven, key);
  IndexQuery *found = known ? NULL : search_select(searcher, query, prove, proof, error);
  index_query_free(query);
  if (known)
    return index_query_copy(known);
  if (!found)
    return NULL;
  if (g_hash_table_size(searcher->proven) >= PROVEN_MAX)
    g_hash_table_remove_all(searcher->proven);
  g_hash_table_insert(searcher->proven, g_steal_pointer(&key), index_query_copy(found));
  return found;
}

static const char *scope_prefix(Scope scope) {
  static const char *const prefixes[] = {SCHEMA_WORD, SCHEMA_ORGANISATION, SCHEMA_TITLE,
                                         SCHEMA_VENDOR_NAME};
  return prefixes[scope];
}

IndexQuery *exact_at_boundaries(Searcher *searcher, Scope scope, const char *folded,
                                GError **error) {
  gboolean proven = FALSE;
  IndexQuery *query = candidates(searcher, folded, &proven, error);
  if (!query)
    return NULL;
  Proof proof = {scope, folded, TRUE};
  query = index_query_and_not(query, index_query_term(scope_prefix(scope), folded, -1));
  return proven_among(searcher, &proof, query, error);
}

IndexQuery *exact_query(Searcher *searcher, Scope scope, const char *text, GError **error) {
  g_autofree char *folded = fold_string(FOLD_INDEX, text, -1);
  gboolean proven = FALSE;
  if (!*folded)
    return index_query_all();
  IndexQuery *query = candidates(searcher, folded, &proven, error);
  if (!query || (proven && scope == SCOPE_ALL))
    return query;
  Proof proof = {scope, folded, FALSE};
  IndexQuery *term = index_query_term(scope_prefix(scope), folded, -1);
  query = index_query_and_not(query, index_query_copy(term));
  IndexQuery *rest = proven_among(searcher, &proof, query, error);
  if (!rest) {
    index_query_free(term);
    return NULL;
  }
  IndexQuery *both[] = {term, rest};
  return index_query_or(both, 2);
}

/* ---- nearly the string */

typedef struct {
  const char *text;
  gssize bytes;
  gboolean plain; /* both hiragana: stands everywhere */
} Pair;

static gboolean is_hiragana(gunichar c) {
  return c >= 0x3041 && c <= 0x309F;
}

/* All pairs of word characters of a text, those that tell more first. */
static GArray *pairs_of(const char *folded) {
  GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  guint telling = 0;
  const char *next = folded;
  for (const char *at = folded; *at && *(next = g_utf8_next_char(at)); at = next) {
    gunichar first = g_utf8_get_char(at), second = g_utf8_get_char(next);
    Pair pair = {at, g_utf8_next_char(next) - at, is_hiragana(first) && is_hiragana(second)};
    if (!terms_is_word_char(first) || !terms_is_word_char(second))
      continue;
    if (pair.plain)
      g_array_append_val(pairs, pair);
    else
      g_array_insert_val(pairs, telling++, pair);
  }
  return pairs;
}

static gboolean stands_somewhere(Searcher *searcher, const Pair *pair) {
  return index_reader_has(searcher->reader, SCHEMA_PAIR, pair->text, pair->bytes) ||
         index_reader_has(searcher->reader, SCHEMA_WORD, pair->text, pair->bytes);
}

/* All of the first pairs; NULL where one of them stands nowhere. */
static IndexQuery *and_of_pairs(Searcher *searcher, const GArray *pairs, guint most) {
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
  guint n = MIN(pairs->len, most);
  for (guint i = 0; i < n; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    if (!stands_somewhere(searcher, pair))
      return NULL;
    g_ptr_array_add(texts, g_strndup(pair->text, (gsize)pair->bytes));
  }
  return n ? index_query_all_pairs((const char *const *)texts->pdata, n, FALSE) : NULL;
}

IndexQuery *exact_pairs(Searcher *searcher, const char *folded) {
  g_autoptr(GArray) pairs = pairs_of(folded);
  IndexQuery *query = and_of_pairs(searcher, pairs, PHRASE_PAIRS_MAX);
  return query ? index_query_scale(query, 0) : NULL;
}

static gboolean finds_beyond(Searcher *searcher, const IndexQuery *query,
                             const IndexAnswer *known) {
  guint incidents = 0, beyond = 0;
  return index_reader_compare(searcher->reader, query, known, &incidents, &beyond, NULL) && beyond;
}

/* Two characters are a pair where they are no word. Of more, only the notice's text tells. */
gboolean exact_straddles(Searcher *searcher, const char *folded, const IndexAnswer *known) {
  g_autoptr(GArray) pairs = pairs_of(folded);
  guint chars = (guint)g_utf8_strlen(folded, -1);
  if (chars < 2 || chars > STRADDLING_CHARS_MAX || pairs->len != chars - 1 ||
      !index_reader_knows_pairs(searcher->reader))
    return FALSE;
  const Pair *first = &g_array_index(pairs, Pair, 0);
  if (chars == 2)
    return index_reader_has(searcher->reader, SCHEMA_PAIR, first->text, first->bytes);
  IndexQuery *query = and_of_pairs(searcher, pairs, PAIRS_MAX);
  gboolean beyond = query && finds_beyond(searcher, query, known);
  index_query_free(query);
  return beyond;
}
