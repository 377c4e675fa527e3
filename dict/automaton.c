/* automaton.c: a trie of characters while words are added; compiled, its nodes in one array.
 * A text is matched from each of its characters anew: most fail at their second, which a bit tells,
 * and small arrays that stay in the processor's cache serve better than a larger one that never
 * steps back. Where bits say that words may begin is noted first, without a branch, and only these
 * places are looked at. The first two characters find their node through a hash table; those behind
 * have few brothers. */
#include "automaton.h"

#include <string.h>

#define NONE G_MAXUINT32
#define PLANE 0x10000
#define BROKEN 0x110000 /* a byte that begins no character is a character of its own */
#define SURROGATE_FIRST 0xd800
#define SURROGATES 0x800
#define WINDOW_CHARS 1024

/* A node of the trie. Brothers stand in a list, in any order. */
typedef struct {
  guint32 child, brother, word;
  guint32 code, depth;
} Node;

/* A node when compiled: the code that leads to it, whether it is the last of its brothers, the
 * cell of its first child (0: none), and the number of the word that ends here, plus one (0: none).
 * Eight bytes, for eight of them to share a line of the cache. */
typedef guint64 Cell;
#define CODE_BITS 16
#define FIELD_BITS 23
#define FIELD_MAX ((1u << FIELD_BITS) - 1)

static inline Cell make_cell(guint32 code, gboolean last, guint32 first_child, guint32 word) {
  return code | (Cell)(last != 0) << CODE_BITS | (Cell)first_child << (CODE_BITS + 1) |
         (Cell)word << (CODE_BITS + 1 + FIELD_BITS);
}

static inline guint32 cell_code(Cell cell) {
  return (guint32)(cell & ((1u << CODE_BITS) - 1));
}

static inline gboolean cell_last(Cell cell) {
  return (gboolean)(cell >> CODE_BITS & 1);
}

static inline guint32 cell_first_child(Cell cell) {
  return (guint32)(cell >> (CODE_BITS + 1)) & FIELD_MAX;
}

static inline guint32 cell_word(Cell cell) {
  return (guint32)(cell >> (CODE_BITS + 1 + FIELD_BITS));
}

/* The first two characters of words, and the cell of the second; of a word of one, its number. */
typedef struct {
  guint32 key; /* 0: empty */
  guint32 cell;
} Pair;
#define PAIR_BITS 16

struct Automaton {
  GArray *nodes;      /* of Node; 0 is the root; gone when compiled */
  GArray *root_child; /* of guint32, by code: the root has too many for a list; gone as well */
  GHashTable *others; /* characters beyond PLANE -> code */
  guint chars_max;    /* of the longest word */
  Cell *cells;
  guint32 n_cells;
  guint64 *pair_bits, *single_bits; /* of what words begin with, and of words of one character */
  Pair *pairs; /* a hash table, at most half full; a word of one character is a pair with 0 */
  guint32 pairs_mask, pairs_shift;
  guint words; /* the highest number, and one */
};

Automaton *automaton_new(void) {
  Automaton *a = g_new0(Automaton, 1);
  a->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
  a->root_child = g_array_new(FALSE, FALSE, sizeof(guint32));
  a->others = g_hash_table_new(NULL, NULL);
  Node root = {NONE, NONE, NONE, 0, 0};
  g_array_append_val(a->nodes, root);
  return a;
}

void automaton_free(Automaton *a) {
  if (!a)
    return;
  g_clear_pointer(&a->nodes, g_array_unref);
  g_clear_pointer(&a->root_child, g_array_unref);
  g_hash_table_unref(a->others);
  g_free(a->pair_bits);
  g_free(a->single_bits);
  g_free(a->pairs);
  g_free(a->cells);
  g_free(a);
}

/* The character at p and how many bytes it takes. */
static inline guint32 read_char(const guchar *p, const guchar *end, guint *bytes) {
  *bytes = 1;
  if (p[0] < 0x80)
    return p[0];
  /* The two behind aren't looked at: texts are UTF-8, and others do no harm. */
  if (p[0] >= 0xe0 && p[0] < 0xf0 && end - p >= 3) {
    *bytes = 3;
    return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
  }
  if (p[0] >= 0xc2 && p[0] < 0xe0 && end - p >= 2 && (p[1] & 0xc0) == 0x80) {
    *bytes = 2;
    return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
  }
  if (p[0] >= 0xf0 && p[0] < 0xf5 && end - p >= 4 && (p[1] & 0xc0) == 0x80 &&
      (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80) {
    *bytes = 4;
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
  }
  return BROKEN + p[0];
}

/* A character as 16 bits: itself, or one of those that UTF-8 leaves out where words have it, or 0.
 */
static inline guint32 code_of(const Automaton *a, guint32 c) {
  return c < PLANE ? c : GPOINTER_TO_UINT(g_hash_table_lookup(a->others, GUINT_TO_POINTER(c)));
}

static guint32 code_made(Automaton *a, guint32 c) {
  guint32 known = code_of(a, c);
  if (known)
    return known;
  guint others = g_hash_table_size(a->others);
  g_assert(others < SURROGATES);
  g_hash_table_insert(a->others, GUINT_TO_POINTER(c), GUINT_TO_POINTER(SURROGATE_FIRST + others));
  return SURROGATE_FIRST + others;
}

static Node *node_at(const Automaton *a, guint32 node) {
  return &g_array_index(a->nodes, Node, node);
}

static guint32 child_known(Automaton *a, guint32 node, guint32 code) {
  if (node) {
    guint32 child = node_at(a, node)->child;
    while (child != NONE && node_at(a, child)->code != code)
      child = node_at(a, child)->brother;
    return child;
  }
  guint32 none = NONE;
  while (a->root_child->len <= code)
    g_array_append_val(a->root_child, none);
  return g_array_index(a->root_child, guint32, code);
}

static guint32 child_of(Automaton *a, guint32 node, guint32 code) {
  guint32 child = child_known(a, node, code);
  if (child != NONE)
    return child;
  Node new = {NONE, node_at(a, node)->child, NONE, code, node_at(a, node)->depth + 1};
  child = a->nodes->len;
  node_at(a, node)->child = child;
  g_array_append_val(a->nodes, new);
  if (!node)
    g_array_index(a->root_child, guint32, code) = child;
  return child;
}

guint automaton_add(Automaton *a, const char *word, gsize word_bytes, guint number) {
  g_assert(word_bytes > 0 && a->nodes);
  const guchar *p = (const guchar *)word, *end = p + word_bytes;
  guint32 node = 0;
  for (guint bytes; p < end; p += bytes) {
    guint32 c = read_char(p, end, &bytes);
    node = child_of(a, node, code_made(a, c));
  }
  Node *last = node_at(a, node);
  a->chars_max = MAX(a->chars_max, last->depth);
  if (last->word == NONE) {
    last->word = number;
    a->words = MAX(a->words, number + 1);
  }
  return last->word;
}

/* ---- compiling */

/* Two neighbouring characters. Their bit tells whether a word may begin with them: nearly all that
 * a text has part from all words there. */
static inline guint32 pair_key(guint32 first, guint32 second) {
  return first << CODE_BITS | second;
}

static inline guint32 pair_bit(guint32 key) {
  return key * 0x9e3779b1u >> (32 - PAIR_BITS);
}

/* The bit is the lowest of what is returned. */
static inline guint64 bit_at(const guint64 *bits, guint32 at) {
  return bits[at / 64] >> at % 64;
}

static void set_bit(guint64 *bits, guint32 at) {
  bits[at / 64] |= G_GUINT64_CONSTANT(1) << at % 64;
}

/* The slot of two characters, or the empty one where they would stand. */
static inline Pair *pair_slot(const Automaton *a, guint32 key) {
  guint32 at = key * 0x85ebca6bu >> a->pairs_shift;
  while (a->pairs[at].key && a->pairs[at].key != key)
    at = (at + 1) & a->pairs_mask;
  return &a->pairs[at];
}

/* Brothers lie side by side, and the children of the first behind them: a word's cells are near
 * each other. Returns the cell of the first child. */
static guint32 place_children(Automaton *a, guint32 node) {
  guint32 first = a->n_cells;
  guint32 child;
  for (child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    a->n_cells++;
  guint32 cell = first;
  for (child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother) {
    const Node *at = node_at(a, child);
    a->cells[cell++] =
        make_cell(at->code, at->brother == NONE, at->child == NONE ? 0 : place_children(a, child),
                  at->word == NONE ? 0 : at->word + 1);
  }
  return first;
}

static void place_root(Automaton *a, guint32 node) {
  guint32 code = node_at(a, node)->code, word = node_at(a, node)->word;
  if (word != NONE) {
    set_bit(a->single_bits, code);
    *pair_slot(a, pair_key(code, 0)) = (Pair){pair_key(code, 0), word};
  }
  if (node_at(a, node)->child == NONE)
    return;
  guint32 cell = place_children(a, node);
  do {
    guint32 key = pair_key(code, cell_code(a->cells[cell]));
    set_bit(a->pair_bits, pair_bit(key));
    *pair_slot(a, key) = (Pair){key, cell};
  } while (!cell_last(a->cells[cell++]));
}

/* How many nodes have one character or two. */
static guint32 count_pairs(const Automaton *a) {
  guint32 n = 0;
  for (guint i = 0; i < a->nodes->len; i++)
    n += node_at(a, i)->depth <= 2;
  return n;
}

void automaton_compile(Automaton *a) {
  g_assert(a->words < FIELD_MAX && a->nodes->len < FIELD_MAX);
  g_assert(a->chars_max < WINDOW_CHARS / 2);
  a->single_bits = g_new0(guint64, PLANE / 64);
  a->pair_bits = g_new0(guint64, (1u << PAIR_BITS) / 64);
  guint32 pairs = count_pairs(a);
  a->pairs_shift = 28;
  for (a->pairs_mask = 15; a->pairs_mask < pairs * 2; a->pairs_shift--)
    a->pairs_mask = a->pairs_mask * 2 + 1;
  a->pairs = g_new0(Pair, a->pairs_mask + 1);
  a->cells = g_new(Cell, a->nodes->len + 1);
  a->n_cells = 1; /* 0 leads nowhere */
  for (guint32 child = node_at(a, 0)->child; child != NONE; child = node_at(a, child)->brother)
    place_root(a, child);
  g_clear_pointer(&a->nodes, g_array_unref);
  g_clear_pointer(&a->root_child, g_array_unref);
}

/* ---- scanning */

/* A stretch of text by characters; behind its last one stands code 0. */
typedef struct {
  guint16 code[WINDOW_CHARS + 1];
  guint32 at[WINDOW_CHARS + 1]; /* bytes */
  guint n;
  guint16 places[WINDOW_CHARS + 1]; /* characters at which a word may begin */
  guint32 cells[WINDOW_CHARS + 1];  /* of these and the next character; 0: none */
  guint n_places;
} Window;

/* As code_of read_char, and nearly always quickly: of three bytes. */
static inline guint32 read_code(const Automaton *a, const guchar *p, const guchar *end,
                                guint *bytes) {
  if (G_LIKELY((p[0] & 0xf0) == 0xe0 && end - p >= 3)) {
    *bytes = 3;
    return (guint16)((p[0] << 12) + (p[1] << 6) + p[2] - (0xe0 << 12) - (0x80 << 6) - 0x80);
  }
  return code_of(a, read_char(p, end, bytes));
}

/* 1 where a word may begin with a character and the one behind it. */
static inline guint may_begin(const Automaton *a, guint32 code, guint32 next) {
  guint64 bits = bit_at(a->pair_bits, pair_bit(pair_key(code, next)));
  bits |= bit_at(a->single_bits, code);
  return (guint)(bits & 1);
}

static void fill_window(const Automaton *a, const guchar *text, gsize from, gsize to,
                        Window *window) {
  const guchar *p = text + from, *end = text + to;
  guint n = 0, n_places = 0, bytes;
  window->at[0] = (guint32)from;
  guint32 code = read_code(a, p, end, &bytes);
  for (p += bytes; n < WINDOW_CHARS - 1 && p < end; p += bytes) {
    guint32 next = read_code(a, p, end, &bytes);
    window->places[n_places] = (guint16)n;
    n_places += may_begin(a, code, next);
    window->code[n++] = (guint16)code;
    window->at[n] = (guint32)(p - text);
    code = next;
  }
  window->places[n_places] = (guint16)n;
  window->n_places = n_places + may_begin(a, code, 0);
  window->code[n++] = (guint16)code;
  window->at[n] = (guint32)(p - text);
  window->code[n] = 0;
  window->n = n;
}

/* Leaves the last characters to the next window: words that begin there may reach beyond this one.
 */
static void cut_window(Window *window, guint chars) {
  window->n -= chars;
  while (window->n_places && window->places[window->n_places - 1] >= window->n)
    window->n_places--;
}

/* Hits under way: written in place, for an append is a call and hits are many. */
typedef struct {
  GArray *hits;
  AutomatonHit *at;
  guint n, room;
} Found;

/* Makes room for as many more, and one that isn't kept. */
static void reserve(Found *found, guint more) {
  if (found->n + more < found->room)
    return;
  found->room = found->room * 2 + 256 + more;
  g_array_set_size(found->hits, found->room);
  found->at = (AutomatonHit *)(gpointer)found->hits->data;
}

/* Word: its number, and one; 0: none. Without a branch: whether a word ends is anybody's guess. */
static inline void report(Found *found, guint32 word, guint32 start, guint32 end) {
  found->at[found->n] = (AutomatonHit){word - 1, start, end};
  found->n += word != 0;
}

/* Of the places keeps those where a word may begin by its first two characters, and has the
 * processor fetch the cells of these. */
static void find_cells(const Automaton *a, Window *window) {
  guint n = 0;
  for (guint i = 0; i < window->n_places; i++) {
    const guint16 *codes = window->code + window->places[i];
    const Pair *pair = pair_slot(a, pair_key(codes[0], codes[1]));
    guint32 cell = codes[1] ? pair->cell : 0;
    __builtin_prefetch(&a->cells[cell]);
    window->places[n] = window->places[i];
    window->cells[n] = cell;
    n += (cell != 0) | (bit_at(a->single_bits, codes[0]) & 1);
  }
  window->n_places = n;
}

/* All words that begin at character i of the window; at: the cell of that and the next. */
static inline void match_at(const Automaton *a, const Window *window, guint i, guint32 at,
                            Found *found) {
  const guint16 *codes = window->code + i;
  reserve(found, a->chars_max);
  if (bit_at(a->single_bits, codes[0]) & 1)
    report(found, pair_slot(a, pair_key(codes[0], 0))->cell + 1, window->at[i], window->at[i + 1]);
  if (!at)
    return;
  Cell cell = a->cells[at];
  for (guint behind = i + 2;; behind++) {
    report(found, cell_word(cell), window->at[i], window->at[behind]);
    const Cell *child = &a->cells[cell_first_child(cell)];
    guint32 code = window->code[behind];
    if (child == a->cells)
      return;
    while (cell_code(*child) != code && !cell_last(*child))
      child++;
    cell = *child;
    if (cell_code(cell) != code)
      return;
  }
}

void automaton_scan(const Automaton *a, const char *text, gsize from, gsize to, GArray *hits) {
  Window window;
  Found found = {hits, (AutomatonHit *)(gpointer)hits->data, hits->len, hits->len};
  for (; from < to; from = window.at[window.n]) {
    fill_window(a, (const guchar *)text, from, to, &window);
    if (window.at[window.n] < to)
      cut_window(&window, a->chars_max);
    find_cells(a, &window);
    for (guint i = 0; i < window.n_places; i++)
      match_at(a, &window, window.places[i], window.cells[i], &found);
  }
  g_array_set_size(hits, found.n);
}
