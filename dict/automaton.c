/* automaton.c: a trie of characters while words are added; compiled, a double array: a node's child
 * stands as many cells behind the node's base as its class says, and names that class. A base
 * belongs to one node, so that the class alone tells whether a cell is the child asked for.
 * A text is matched from each of its characters anew: most fail at their second, and small arrays
 * that stay in the processor's cache serve better than a larger one that never steps back. Where
 * words may begin is noted first, without a branch, and only these places are looked at. */
#include "automaton.h"

#include <string.h>

#include "fold_steps.h"

#define NONE G_MAXUINT32
#define PLANE 0x10000
#define WINDOW_CHARS 1024

/* A node of the trie. Brothers stand in a list, in any order. word: as in a cell. */
typedef struct {
  guint32 child, brother, word;
  guint32 klass, depth;
} Node;

/* A node when compiled: the class that leads to it (FREE: none does), the base of its children
 * (NO_BASE: it has none), and the word that ends here, plus one (0: none), in eight bytes: most
 * steps wait for a cell to come from memory. */
typedef guint64 Cell;
#define CLASS_BITS 16
#define FIELD_BITS 24
#define FIELD_MAX ((1u << FIELD_BITS) - 1)
#define FREE G_MAXUINT16
#define NO_BASE 0 /* no node's: none of its cells is of the class that leads there */

static inline Cell make_cell(guint32 klass, guint32 base, guint32 word) {
  return klass | (Cell)base << CLASS_BITS | (Cell)word << (CLASS_BITS + FIELD_BITS);
}

static inline guint32 cell_class(Cell cell) {
  return (guint16)cell;
}

static inline guint32 cell_base(Cell cell) {
  return (guint32)(cell >> CLASS_BITS) & FIELD_MAX;
}

static inline guint32 cell_word(Cell cell) {
  return (guint32)(cell >> (CLASS_BITS + FIELD_BITS));
}

struct Automaton {
  GArray *nodes;      /* of Node; 0 is the root; gone when compiled */
  GArray *root_child; /* of guint32, by class: the root has too many for a list; gone as well */
  guint16 *class_of;  /* by character; 0: no word has it */
  GHashTable *others; /* the same for characters beyond PLANE */
  guint classes;      /* the highest, and one */
  guint chars_max;    /* of the longest word */
  Cell *roots;        /* of first characters, by class */
  guint8 *check;      /* by cell the low byte of its class: most that are asked for are another's */
  Cell *cells;
  guint32 n_cells, first_free, next_base;
  GByteArray *taken; /* by base: whether a node has it; gone when compiled */
};

Automaton *automaton_new(void) {
  Automaton *a = g_new0(Automaton, 1);
  a->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
  a->root_child = g_array_new(FALSE, FALSE, sizeof(guint32));
  a->class_of = g_new0(guint16, PLANE);
  a->others = g_hash_table_new(NULL, NULL);
  a->classes = 1;
  Node root = {NONE, NONE, 0, 0, 0};
  g_array_append_val(a->nodes, root);
  return a;
}

void automaton_free(Automaton *a) {
  if (!a)
    return;
  g_clear_pointer(&a->nodes, g_array_unref);
  g_clear_pointer(&a->root_child, g_array_unref);
  g_clear_pointer(&a->taken, g_byte_array_unref);
  g_hash_table_unref(a->others);
  g_free(a->class_of);
  g_free(a->roots);
  g_free(a->check);
  g_free(a->cells);
  g_free(a);
}

static inline guint32 class_of(const Automaton *a, guint32 c) {
  return c < PLANE ? a->class_of[c]
                   : GPOINTER_TO_UINT(g_hash_table_lookup(a->others, GUINT_TO_POINTER(c)));
}

static guint32 class_made(Automaton *a, guint32 c) {
  guint32 known = class_of(a, c);
  if (known)
    return known;
  g_assert(a->classes < FREE);
  if (c < PLANE)
    a->class_of[c] = (guint16)a->classes;
  else
    g_hash_table_insert(a->others, GUINT_TO_POINTER(c), GUINT_TO_POINTER(a->classes));
  return a->classes++;
}

static Node *node_at(const Automaton *a, guint32 node) {
  return &g_array_index(a->nodes, Node, node);
}

static guint32 child_known(Automaton *a, guint32 node, guint32 klass) {
  if (node) {
    guint32 child = node_at(a, node)->child;
    while (child != NONE && node_at(a, child)->klass != klass)
      child = node_at(a, child)->brother;
    return child;
  }
  guint32 none = NONE;
  while (a->root_child->len <= klass)
    g_array_append_val(a->root_child, none);
  return g_array_index(a->root_child, guint32, klass);
}

static guint32 child_of(Automaton *a, guint32 node, guint32 klass) {
  guint32 child = child_known(a, node, klass);
  if (child != NONE)
    return child;
  Node new = {NONE, node_at(a, node)->child, 0, klass, node_at(a, node)->depth + 1};
  child = a->nodes->len;
  node_at(a, node)->child = child;
  g_array_append_val(a->nodes, new);
  if (!node)
    g_array_index(a->root_child, guint32, klass) = child;
  return child;
}

guint automaton_add(Automaton *a, const char *word, gsize word_bytes, guint number) {
  g_assert(word_bytes > 0 && number < AUTOMATON_LATIN / 2 && a->nodes);
  const guchar *p = (const guchar *)word, *end = p + word_bytes;
  guint32 node = 0;
  for (guint bytes; p < end; p += bytes) {
    guint32 c = fold_decode(p, end, &bytes);
    node = child_of(a, node, class_made(a, c));
  }
  Node *last = node_at(a, node);
  a->chars_max = MAX(a->chars_max, last->depth);
  gboolean latin = g_ascii_isalpha(word[0]) || g_ascii_isalpha(word[word_bytes - 1]);
  if (!last->word)
    last->word = (number + 1) | (latin ? AUTOMATON_LATIN : 0);
  return (last->word & ~AUTOMATON_LATIN) - 1;
}

/* ---- compiling */

/* Room for the children of a base up to here. */
static void reserve_cells(Automaton *a, guint32 base) {
  guint32 n = base + a->classes + 1, old = a->n_cells;
  if (n <= old)
    return;
  n = MAX(n, old * 2);
  a->cells = g_renew(Cell, a->cells, n);
  a->check = g_renew(guint8, a->check, n);
  memset(a->check + old, (guint8)FREE, n - old);
  for (guint32 cell = old; cell < n; cell++)
    a->cells[cell] = make_cell(FREE, NO_BASE, 0);
  g_byte_array_set_size(a->taken, n);
  memset(a->taken->data + old, 0, n - old);
  a->n_cells = n;
}

static gboolean base_fits(const Automaton *a, guint32 node, guint32 base) {
  if (a->taken->data[base])
    return FALSE;
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    if (cell_class(a->cells[base + node_at(a, child)->klass]) != FREE)
      return FALSE;
  return TRUE;
}

/* The first base at which all children of a node find a free cell; of several, behind the last one
 * found so: the cells that they leave free are for single children. */
static guint32 find_base(Automaton *a, guint32 node) {
  const Node *child = node_at(a, node_at(a, node)->child);
  const gboolean single = child->brother == NONE;
  while (a->first_free < a->n_cells && cell_class(a->cells[a->first_free]) != FREE)
    a->first_free++;
  guint32 base = a->first_free - child->klass; /* never NO_BASE: classes are fewer */
  base = single ? base : MAX(base, a->next_base);
  for (reserve_cells(a, base); !base_fits(a, node, base);)
    reserve_cells(a, ++base);
  a->next_base = single ? a->next_base : base;
  return base;
}

/* Nobody else's from now on. */
static void take_cell(Automaton *a, guint32 base, guint32 klass) {
  a->check[base + klass] = (guint8)klass;
  a->cells[base + klass] = make_cell(klass, NO_BASE, 0);
}

/* Returns the cell of a node, whose children are placed: near each other, and near those of the
 * nodes they lead to. */
static Cell place(Automaton *a, guint32 node) {
  const Node at = *node_at(a, node);
  if (at.child == NONE)
    return make_cell(at.klass, NO_BASE, at.word);
  guint32 base = find_base(a, node), child;
  a->taken->data[base] = TRUE;
  for (child = at.child; child != NONE; child = node_at(a, child)->brother)
    take_cell(a, base, node_at(a, child)->klass);
  for (child = at.child; child != NONE; child = node_at(a, child)->brother) {
    const Cell cell = place(a, child);
    a->cells[base + node_at(a, child)->klass] = cell;
  }
  return make_cell(at.klass, base, at.word);
}

void automaton_compile(Automaton *a) {
  g_assert(a->chars_max < WINDOW_CHARS / 2);
  a->roots = g_new(Cell, a->classes);
  for (guint klass = 0; klass < a->classes; klass++)
    a->roots[klass] = make_cell(klass, NO_BASE, 0);
  a->taken = g_byte_array_new();
  reserve_cells(a, NO_BASE);
  a->first_free = a->classes + 1;
  for (guint32 child = node_at(a, 0)->child; child != NONE; child = node_at(a, child)->brother) {
    const Cell cell = place(a, child);
    a->roots[node_at(a, child)->klass] = cell;
  }
  g_assert(a->n_cells <= FIELD_MAX);
  g_clear_pointer(&a->nodes, g_array_unref);
  g_clear_pointer(&a->root_child, g_array_unref);
  g_clear_pointer(&a->taken, g_byte_array_unref);
}

/* ---- scanning */

/* A stretch of text by characters; behind its last one stands class 0, twice. */
typedef struct {
  guint16 classes[WINDOW_CHARS + 2];
  const guint32 *at; /* bytes: the text's */
  guint n;
  guint16 places[WINDOW_CHARS + 1]; /* characters at which a word may begin */
  guint32 cells[WINDOW_CHARS + 1];  /* … where a cell of it and the next one would be */
  guint n_places;
} Window;

/* Characters that have no code of their own in a text: few have any. */
static void fill_beyond(const Automaton *a, const FoldedText *text, guint from, Window *window) {
  const guchar *bytes = (const guchar *)text->text, *end = bytes + text->text_bytes;
  guint step;
  for (guint i = 0; i < window->n; i++)
    if (text->codes[from + i] == FOLD_BEYOND)
      window->classes[i] = (guint16)class_of(a, fold_decode(bytes + window->at[i], end, &step));
}

/* The next characters of a text, up to number to. */
static void fill_window(const Automaton *a, const FoldedText *text, guint from, guint to,
                        Window *window) {
  const guint16 *restrict codes = text->codes + from, *restrict by_code = a->class_of;
  const guint n = MIN(to - from, WINDOW_CHARS);
  gboolean beyond = FALSE;
  for (guint i = 0; i < n; i++) {
    window->classes[i] = by_code[codes[i]];
    beyond |= codes[i] == FOLD_BEYOND;
  }
  window->classes[n] = window->classes[n + 1] = 0;
  window->at = text->starts + from;
  window->n = n;
  if (beyond)
    fill_beyond(a, text, from, window);
}

/* Without a branch; most places fall through. Has the processor fetch the cells of the others. */
static void find_places(const Automaton *a, Window *window) {
  guint n_places = 0;
  for (guint i = 0; i < window->n; i++) {
    const Cell root = a->roots[window->classes[i]];
    const guint32 next = window->classes[i + 1], cell = cell_base(root) + next;
    window->places[n_places] = (guint16)i;
    window->cells[n_places] = cell;
    n_places += (guint)((a->check[cell] == (guint8)next) | (cell_word(root) != 0));
  }
  for (guint i = 0; i < n_places; i++)
    __builtin_prefetch(&a->cells[window->cells[i]]);
  window->n_places = n_places;
}

/* Hits under way: written in place, for an append is a call and hits are many. */
typedef struct {
  AutomatonHit *next, *last; /* last: behind it there is room for those of one place */
} Found;

/* The word of a cell, if it has one. Without a branch: whether one ends is anybody's guess. */
static inline AutomatonHit *report(AutomatonHit *next, Cell cell, guint32 start, guint32 end) {
  const guint32 word = cell_word(cell);
  *next = (AutomatonHit){word - 1, start, end};
  return next + (word != 0);
}

/* All words that begin at a place of the window. */
static inline AutomatonHit *match_at(const Automaton *a, const Window *window, guint i,
                                     AutomatonHit *hits) {
  const guint16 *classes = window->classes + window->places[i];
  const guint32 *at = window->at + window->places[i], start = *at;
  hits = report(hits, a->roots[*classes], start, *++at);
  Cell cell = a->cells[window->cells[i]];
  while (cell_class(cell) == *++classes) {
    hits = report(hits, cell, start, *++at);
    cell = a->cells[cell_base(cell) + classes[1]];
  }
  return hits;
}

/* Makes room for the n hits there are and as many again. */
static Found reserve(const Automaton *a, GArray *hits, gsize n) {
  g_array_set_size(hits, (guint)(2 * n + 256 + a->chars_max));
  AutomatonHit *first = (AutomatonHit *)(gpointer)hits->data;
  return (Found){first + n, first + hits->len - a->chars_max - 1};
}

static gsize count(const GArray *hits, Found found) {
  return (gsize)(found.next - (AutomatonHit *)(gpointer)hits->data);
}

void automaton_scan(const Automaton *a, const FoldedText *text, guint from, guint to,
                    GArray *hits) {
  Window window;
  Found found = reserve(a, hits, hits->len);
  for (; from < to; from += window.n) {
    fill_window(a, text, from, to, &window);
    if (from + window.n < to)
      window.n -= a->chars_max; /* words that begin there may reach beyond */
    find_places(a, &window);
    for (guint i = 0; i < window.n_places; i++) {
      if (G_UNLIKELY(found.next > found.last))
        found = reserve(a, hits, count(hits, found));
      found.next = match_at(a, &window, i, found.next);
    }
  }
  g_array_set_size(hits, (guint)count(hits, found));
}
