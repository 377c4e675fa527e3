/* automaton.c: a trie of characters while words are added; compiled, its nodes in one array.
 * Characters that stand in words are numbered (classes, from 1); all others are class 0. A text is
 * matched from each of its characters anew: most fail at their second, which a bit tells, and a
 * small array that stays in the processor's cache serves better than a larger one that never steps
 * back. The first two characters find their node through a hash table; those behind have few
 * brothers. */
#include "automaton.h"

#include <string.h>

#define NONE G_MAXUINT32
#define PLANE 0x10000
#define BROKEN 0x110000 /* a byte that begins no character is a character of its own */
#define WINDOW_CHARS 1024

/* A node of the trie. Brothers stand in a list, in any order. */
typedef struct {
  guint32 child, brother, word;
  guint32 class, depth;
} Node;

/* A node when compiled: the class that leads to it, whether it is the last of its brothers, the
 * cell of its first child (0: none), and the number of the word that ends here, plus one (0: none).
 * Eight bytes, for eight of them to share a line of the cache. */
typedef guint64 Cell;
#define CLASS_BITS 16
#define FIELD_BITS 23
#define FIELD_MAX ((1u << FIELD_BITS) - 1)

static inline Cell make_cell(guint32 class, gboolean last, guint32 first_child, guint32 word) {
  return class | (Cell)(last != 0) << CLASS_BITS | (Cell)first_child << (CLASS_BITS + 1) |
         (Cell)word << (CLASS_BITS + 1 + FIELD_BITS);
}

static inline guint32 cell_class(Cell cell) {
  return (guint32)(cell & ((1u << CLASS_BITS) - 1));
}

static inline gboolean cell_last(Cell cell) {
  return (gboolean)(cell >> CLASS_BITS & 1);
}

static inline guint32 cell_first_child(Cell cell) {
  return (guint32)(cell >> (CLASS_BITS + 1)) & FIELD_MAX;
}

static inline guint32 cell_word(Cell cell) {
  return (guint32)(cell >> (CLASS_BITS + 1 + FIELD_BITS));
}

/* The first two characters of words, and the cell of the second. */
typedef struct {
  guint32 key; /* 0: empty */
  guint32 cell;
} Pair;
#define PAIR_BITS 16

struct Automaton {
  GArray *nodes;      /* of Node; 0 is the root; gone when compiled */
  GArray *root_child; /* of guint32, by class: the root has too many for a list; gone as well */
  guint16 *classes;   /* of the characters below PLANE */
  GHashTable *others; /* those beyond: character -> class */
  guint n_classes;
  guint chars_max; /* of the longest word */
  Cell *cells;
  guint32 n_cells;
  guint32 *root_words; /* by class: the number of the word of one character, plus one, or 0 */
  guint8 *pair_bits;
  Pair *pairs; /* a hash table, at most half full */
  guint32 pairs_mask;
  guint words;
};

Automaton *automaton_new(void) {
  Automaton *a = g_new0(Automaton, 1);
  a->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
  a->root_child = g_array_new(FALSE, FALSE, sizeof(guint32));
  a->classes = g_new0(guint16, PLANE);
  a->others = g_hash_table_new(NULL, NULL);
  a->n_classes = 1;
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
  g_free(a->classes);
  g_free(a->root_words);
  g_free(a->pair_bits);
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

static inline guint32 class_of(const Automaton *a, guint32 c) {
  return c < PLANE ? a->classes[c]
                   : GPOINTER_TO_UINT(g_hash_table_lookup(a->others, GUINT_TO_POINTER(c)));
}

static guint32 class_made(Automaton *a, guint32 c) {
  guint32 known = class_of(a, c);
  if (known)
    return known;
  if (c < PLANE)
    a->classes[c] = (guint16)a->n_classes;
  else
    g_hash_table_insert(a->others, GUINT_TO_POINTER(c), GUINT_TO_POINTER(a->n_classes));
  return a->n_classes++;
}

static Node *node_at(const Automaton *a, guint32 node) {
  return &g_array_index(a->nodes, Node, node);
}

static guint32 child_known(Automaton *a, guint32 node, guint32 class) {
  if (node) {
    guint32 child = node_at(a, node)->child;
    while (child != NONE && node_at(a, child)->class != class)
      child = node_at(a, child)->brother;
    return child;
  }
  guint32 none = NONE;
  while (a->root_child->len <= class)
    g_array_append_val(a->root_child, none);
  return g_array_index(a->root_child, guint32, class);
}

static guint32 child_of(Automaton *a, guint32 node, guint32 class) {
  guint32 child = child_known(a, node, class);
  if (child != NONE)
    return child;
  Node new = {NONE, node_at(a, node)->child, NONE, class, node_at(a, node)->depth + 1};
  child = a->nodes->len;
  node_at(a, node)->child = child;
  g_array_append_val(a->nodes, new);
  if (!node)
    g_array_index(a->root_child, guint32, class) = child;
  return child;
}

guint automaton_add(Automaton *a, const char *word, gsize word_bytes) {
  g_assert(word_bytes > 0 && a->nodes);
  const guchar *p = (const guchar *)word, *end = p + word_bytes;
  guint32 node = 0;
  for (guint bytes; p < end; p += bytes) {
    guint32 c = read_char(p, end, &bytes);
    node = child_of(a, node, class_made(a, c));
  }
  Node *last = node_at(a, node);
  a->chars_max = MAX(a->chars_max, last->depth);
  if (last->word == NONE)
    last->word = a->words++;
  return last->word;
}

guint automaton_words(const Automaton *a) {
  return a->words;
}

/* ---- compiling */

/* Two neighbouring characters. Their bit tells whether a word may begin with them: nearly all that
 * a text has part from all words there. */
static inline guint32 pair_key(guint32 first, guint32 second) {
  return first << CLASS_BITS | second;
}

static inline guint32 pair_bit(guint32 key) {
  return key * 0x9e3779b1u >> (32 - PAIR_BITS);
}

static inline gboolean pair_may_begin(const Automaton *a, guint32 key) {
  guint32 at = pair_bit(key);
  return (a->pair_bits[at / 8] >> at % 8 & 1) != 0;
}

/* The slot of two characters, or the empty one where they would stand. */
static inline Pair *pair_slot(const Automaton *a, guint32 key) {
  guint32 at = key * 0x85ebca6bu >> 12 & a->pairs_mask;
  while (a->pairs[at].key && a->pairs[at].key != key)
    at = (at + 1) & a->pairs_mask;
  return &a->pairs[at];
}

static void add_pair(Automaton *a, guint32 first, guint32 second, guint32 cell) {
  guint32 key = pair_key(first, second), at = pair_bit(key);
  a->pair_bits[at / 8] |= (guint8)(1u << at % 8);
  *pair_slot(a, key) = (Pair){key, cell};
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
        make_cell(at->class, at->brother == NONE, at->child == NONE ? 0 : place_children(a, child),
                  at->word == NONE ? 0 : at->word + 1);
  }
  return first;
}

static void place_root(Automaton *a, guint32 node) {
  guint32 class = node_at(a, node)->class, word = node_at(a, node)->word;
  a->root_words[class] = word == NONE ? 0 : word + 1;
  if (node_at(a, node)->child == NONE)
    return;
  guint32 cell = place_children(a, node);
  do
    add_pair(a, class, cell_class(a->cells[cell]), cell);
  while (!cell_last(a->cells[cell++]));
}

/* How many nodes have two characters. */
static guint32 count_pairs(const Automaton *a) {
  guint32 n = 0;
  for (guint i = 0; i < a->nodes->len; i++)
    n += node_at(a, i)->depth == 2;
  return n;
}

void automaton_compile(Automaton *a) {
  g_assert(a->n_classes < 1u << CLASS_BITS && a->words < FIELD_MAX && a->nodes->len < FIELD_MAX);
  g_assert(a->chars_max < WINDOW_CHARS / 2);
  a->root_words = g_new0(guint32, a->n_classes);
  a->pair_bits = g_new0(guint8, (1u << PAIR_BITS) / 8);
  guint32 pairs = count_pairs(a);
  for (a->pairs_mask = 15; a->pairs_mask < pairs * 2;)
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

/* A stretch of text by characters; behind its last one stands class 0. */
typedef struct {
  guint16 class[WINDOW_CHARS + 1];
  guint32 at[WINDOW_CHARS + 1]; /* bytes */
  guint n;
} Window;

static void fill_window(const Automaton *a, const guchar *text, gsize from, gsize text_bytes,
                        Window *window) {
  const guchar *p = text + from, *end = text + text_bytes;
  guint n = 0;
  for (guint bytes; n < WINDOW_CHARS && p < end; p += bytes) {
    window->at[n] = (guint32)(p - text);
    window->class[n++] = (guint16)class_of(a, read_char(p, end, &bytes));
  }
  window->at[n] = (guint32)(p - text);
  window->class[n] = 0;
  window->n = n;
}

/* Hits under way: written in place, for an append is a call and hits are many. */
typedef struct {
  GArray *hits;
  AutomatonHit *at;
  guint n, room;
} Found;

static void found_grow(Found *found) {
  found->room = found->room * 2 + 256;
  g_array_set_size(found->hits, found->room);
  found->at = (AutomatonHit *)(gpointer)found->hits->data;
}

static inline void report(Found *found, guint32 word, guint32 start, guint32 end) {
  if (found->n == found->room)
    found_grow(found);
  found->at[found->n++] = (AutomatonHit){word, start, end};
}

/* All words that begin at character i of the window. */
static inline void match_at(const Automaton *a, const Window *window, guint i, Found *found) {
  const guint16 *classes = window->class + i;
  guint32 word = a->root_words[classes[0]], key = pair_key(classes[0], classes[1]);
  if (word)
    report(found, word - 1, window->at[i], window->at[i + 1]);
  if (!pair_may_begin(a, key))
    return;
  const Pair *pair = pair_slot(a, key);
  if (!pair->key)
    return;
  Cell cell = a->cells[pair->cell];
  for (guint behind = i + 2;; behind++) {
    if (cell_word(cell))
      report(found, cell_word(cell) - 1, window->at[i], window->at[behind]);
    const Cell *child = &a->cells[cell_first_child(cell)];
    guint32 class = window->class[behind];
    if (child == a->cells)
      return;
    while (cell_class(*child) != class && !cell_last(*child))
      child++;
    cell = *child;
    if (cell_class(cell) != class)
      return;
  }
}

void automaton_scan(const Automaton *a, const char *text, gsize text_bytes, GArray *hits) {
  Window window;
  Found found = {hits, (AutomatonHit *)(gpointer)hits->data, hits->len, hits->len};
  for (gsize from = 0; from < text_bytes; from = window.at[window.n]) {
    fill_window(a, (const guchar *)text, from, text_bytes, &window);
    if (window.at[window.n] < text_bytes)
      window.n -= a->chars_max; /* words that begin there may reach beyond the window */
    for (guint i = 0; i < window.n; i++)
      match_at(a, &window, i, &found);
  }
  g_array_set_size(hits, found.n);
}
