/* automaton.c: a trie of characters while words are added; compiled, a double array with failure
 * links. Characters that stand in words are numbered (classes, from 1); all others are class 0. */
#include "automaton.h"

#include <string.h>

#define NONE G_MAXUINT32
#define PLANE 0x10000
#define BROKEN 0x110000 /* a byte that begins no character is a character of its own */

/* A node of the trie. Brothers stand in a list, in any order. */
typedef struct {
  guint32 child, brother, word, bytes;
  guint32 class;
} Node;

/* A state: its edge by class c leads to base + c, where that cell's check is the state's own
 * number. out: the nearest state, itself or along the failures, at which a word ends; NONE where
 * none is. */
typedef struct {
  guint32 base, check, fail, out;
} Cell;

typedef struct {
  guint32 word, bytes;
  guint32 shorter; /* the next state along the failures at which a word ends */
} Ending;

struct Automaton {
  GArray *nodes;      /* of Node; 0 is the root; gone when compiled */
  GArray *root_child; /* of guint32, by class: the root has too many for a list */
  guint16 *classes;   /* of the characters below PLANE */
  GHashTable *others; /* those beyond: character -> class */
  guint n_classes;
  Cell *cells;
  Ending *endings;
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
  if (a->nodes)
    g_array_unref(a->nodes);
  g_array_unref(a->root_child);
  g_hash_table_unref(a->others);
  g_free(a->classes);
  g_free(a->cells);
  g_free(a->endings);
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

static guint32 child_of(Automaton *a, guint32 node, guint32 class, guint bytes) {
  guint32 child = child_known(a, node, class);
  if (child != NONE)
    return child;
  Node new = {NONE, node_at(a, node)->child, NONE, node_at(a, node)->bytes + bytes, class};
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
    node = child_of(a, node, class_made(a, c), bytes);
  }
  Node *last = node_at(a, node);
  if (last->word == NONE)
    last->word = a->words++;
  return last->word;
}

guint automaton_words(const Automaton *a) {
  return a->words;
}

/* ---- compiling */

typedef struct {
  Automaton *a;
  guint32 *state_of; /* node -> cell */
  guint32 free_from; /* no cell below is free */
} Builder;

static void grow(Automaton *a, guint32 n) {
  if (n <= a->n_cells)
    return;
  n = MAX(n, a->n_cells * 3 / 2);
  a->cells = g_renew(Cell, a->cells, n);
  for (guint32 i = a->n_cells; i < n; i++)
    a->cells[i] = (Cell){0, NONE, 0, NONE};
  a->n_cells = n;
}

static gboolean fits(Automaton *a, guint32 node, guint32 base) {
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    if (a->cells[base + node_at(a, child)->class].check != NONE)
      return FALSE;
  return TRUE;
}

/* Gives the children of a node cells that are free. base may be 0: cell 0 is the root's own. */
static void place(Builder *builder, guint32 node) {
  Automaton *a = builder->a;
  guint32 state = builder->state_of[node], first = node_at(a, node)->child;
  if (first == NONE)
    return; /* base 0: its edges' checks fail, for those cells are the root's */
  guint32 class = node_at(a, first)->class;
  guint32 cell = MAX(builder->free_from, class);
  for (;; cell++) {
    grow(a, cell - class + a->n_classes + 1);
    if (a->cells[cell].check == NONE && fits(a, node, cell - class))
      break;
  }
  guint32 base = a->cells[state].base = cell - class;
  for (guint32 child = first; child != NONE; child = node_at(a, child)->brother) {
    builder->state_of[child] = base + node_at(a, child)->class;
    a->cells[builder->state_of[child]].check = state;
  }
  while (a->cells[builder->free_from].check != NONE)
    builder->free_from++;
}

static inline guint32 step(const Cell *cells, guint32 state, guint32 class) {
  for (;;) {
    guint32 next = cells[state].base + class;
    if (cells[next].check == state)
      return next;
    if (state == 0)
      return 0;
    state = cells[state].fail;
  }
}

/* Nodes by depth, so that failures are known when they are needed. */
static GArray *breadth_first(const Automaton *a) {
  GArray *order = g_array_sized_new(FALSE, FALSE, sizeof(guint32), a->nodes->len);
  guint32 root = 0;
  g_array_append_val(order, root);
  for (guint i = 0; i < order->len; i++)
    for (guint32 child = node_at(a, g_array_index(order, guint32, i))->child; child != NONE;
         child = node_at(a, child)->brother)
      g_array_append_val(order, child);
  return order;
}

static void link_failures(Builder *builder, const GArray *order) {
  Automaton *a = builder->a;
  for (guint i = 0; i < order->len; i++) {
    guint32 node = g_array_index(order, guint32, i), state = builder->state_of[node];
    for (guint32 child = node_at(a, node)->child; child != NONE;
         child = node_at(a, child)->brother) {
      guint32 to = builder->state_of[child];
      guint32 fail = state ? step(a->cells, a->cells[state].fail, node_at(a, child)->class) : 0;
      a->cells[to].fail = fail;
      a->endings[to] =
          (Ending){node_at(a, child)->word, node_at(a, child)->bytes, a->cells[fail].out};
      a->cells[to].out = node_at(a, child)->word != NONE ? to : a->cells[fail].out;
    }
  }
}

void automaton_compile(Automaton *a) {
  Builder builder = {a, g_new0(guint32, a->nodes->len), 1};
  GArray *order = breadth_first(a);
  grow(a, a->n_classes + 2);
  a->cells[0].check = 0; /* class 0 leads from the root to the root */
  for (guint i = 0; i < order->len; i++)
    place(&builder, g_array_index(order, guint32, i));
  a->endings = g_new0(Ending, a->n_cells);
  link_failures(&builder, order);
  g_array_unref(order);
  g_free(builder.state_of);
  g_array_unref(a->nodes);
  a->nodes = NULL;
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
  found->at = (AutomatonHit *)found->hits->data;
}

static inline void report(const Automaton *a, guint32 state, guint32 end, Found *found) {
  for (; state != NONE; state = a->endings[state].shorter) {
    if (found->n == found->room)
      found_grow(found);
    const Ending *ending = &a->endings[state];
    found->at[found->n++] = (AutomatonHit){ending->word, end - ending->bytes, end};
  }
}

void automaton_scan(const Automaton *a, const char *text, gsize text_bytes, GArray *hits) {
  const Cell *cells = a->cells;
  const guchar *start = (const guchar *)text, *end = start + text_bytes, *p = start;
  Found found = {hits, (AutomatonHit *)hits->data, hits->len, hits->len};
  guint32 state = 0;
  for (guint bytes; p < end;) {
    guint32 class = class_of(a, read_char(p, end, &bytes));
    p += bytes;
    state = class ? step(cells, state, class) : 0;
    if (cells[state].out != NONE)
      report(a, cells[state].out, (guint32)(p - start), &found);
  }
  g_array_set_size(hits, found.n);
}
