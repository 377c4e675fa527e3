/* automaton.c: a trie of characters while words are added; compiled, a double array. Characters
 * that stand in words are numbered (classes, from 1); all others are class 0. A text is matched
 * from each of its characters anew: most fail at their first or second step, and a small array that
 * stays in the processor's cache serves better than a larger one that never steps back. */
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

/* A cell of the double array: the class that leads to it (0: none, free), what is added to a class
 * to find the next cell (0: no edge leads on), and the number of the word that ends here, plus one
 * (0: none). Eight bytes, for eight of them to share a line of the cache. */
typedef guint64 Cell;
#define CLASS_BITS 16
#define FIELD_BITS 24
#define FIELD_MAX ((1u << FIELD_BITS) - 1)

static inline guint32 cell_class(Cell cell) {
  return (guint32)(cell & ((1u << CLASS_BITS) - 1));
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
  guint16 *classes;   /* of the characters below PLANE */
  GHashTable *others; /* those beyond: character -> class */
  guint n_classes;
  guint chars_max; /* of the longest word */
  Cell *roots;     /* by class: the cell of the first character */
  Cell *cells;
  guint32 n_cells;
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
  g_free(a->roots);
  g_free(a->cells);
  g_free(a);
}

/* The character at p and how many bytes it takes. */
static inline guint32 read_char(const guchar *p, const guchar *end, guint *bytes) {
  *bytes = 1;
  if (p[0] < 0x80)
    return p[0];
  if (p[0] >= 0xe0 && p[0] < 0xf0 && end - p >= 3 && (p[1] & 0xc0) == 0x80 &&
      (p[2] & 0xc0) == 0x80) {
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

#define TRIES_MOST 64

typedef struct {
  Automaton *a;
  GByteArray
      *used; /* by base: two nodes with one base would take each other's edges for their own */
  guint32 free_from; /* below, few cells are free, and their bases taken */
} Builder;

static void grow(Builder *builder, guint32 n) {
  Automaton *a = builder->a;
  if (n <= a->n_cells)
    return;
  n = MAX(n, a->n_cells * 3 / 2);
  a->cells = g_renew(Cell, a->cells, n);
  memset(a->cells + a->n_cells, 0, (n - a->n_cells) * sizeof(Cell));
  g_byte_array_set_size(builder->used, n);
  memset(builder->used->data + a->n_cells, 0, n - a->n_cells);
  a->n_cells = n;
}

static gboolean fits(Builder *builder, guint32 node, guint32 base) {
  Automaton *a = builder->a;
  if (builder->used->data[base])
    return FALSE;
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    if (a->cells[base + node_at(a, child)->class])
      return FALSE;
  return TRUE;
}

/* A base that gives all children of a node cells that are free. What took long to pass is not
 * looked at again: some cells stay empty. */
static guint32 find_base(Builder *builder, guint32 node) {
  Automaton *a = builder->a;
  guint32 class = node_at(a, node_at(a, node)->child)->class;
  guint32 cell = MAX(builder->free_from, class + 1);
  for (guint tries = 0;; cell++, tries++) {
    grow(builder, cell - class + a->n_classes + 1);
    if (!a->cells[cell] && fits(builder, node, cell - class)) {
      if (tries > TRIES_MOST)
        builder->free_from = MAX(builder->free_from, cell - TRIES_MOST);
      return cell - class;
    }
  }
}

/* The cell of a node; its children are given theirs. */
static Cell place(Builder *builder, guint32 node) {
  Automaton *a = builder->a;
  guint32 base = 0, word = node_at(a, node)->word;
  if (node_at(a, node)->child != NONE) {
    base = find_base(builder, node);
    g_assert(base <= FIELD_MAX - a->n_classes);
    builder->used->data[base] = 1;
    for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
      a->cells[base + node_at(a, child)->class] = node_at(a, child)->class; /* taken */
    for (guint32 child = node_at(a, node)->child; child != NONE;
         child = node_at(a, child)->brother) {
      Cell cell = place(builder, child); /* may move the cells */
      a->cells[base + node_at(a, child)->class] = cell;
    }
  }
  guint32 number = word == NONE ? 0 : word + 1;
  return (Cell)number << (CLASS_BITS + FIELD_BITS) | (Cell)base << CLASS_BITS |
         node_at(a, node)->class;
}

void automaton_compile(Automaton *a) {
  Builder builder = {a, g_byte_array_new(), 1};
  g_assert(a->n_classes < 1u << CLASS_BITS && a->words < FIELD_MAX);
  g_assert(a->chars_max < WINDOW_CHARS / 2);
  a->roots = g_new0(Cell, a->n_classes);
  grow(&builder, a->n_classes + 2);
  for (guint32 child = node_at(a, 0)->child; child != NONE; child = node_at(a, child)->brother)
    a->roots[node_at(a, child)->class] = place(&builder, child);
  g_byte_array_unref(builder.used);
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
  Cell cell = a->roots[window->class[i]];
  for (guint behind = i + 1; cell; behind++) {
    if (cell_word(cell))
      report(found, cell_word(cell) - 1, window->at[i], window->at[behind]);
    guint32 class = window->class[behind];
    if (!class || !cell_base(cell))
      return;
    cell = a->cells[cell_base(cell) + class];
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
