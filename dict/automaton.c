/* automaton.c: a trie while words are added; compiled, a double array with failure links. */
#include "automaton.h"

#include <string.h>

#define NONE G_MAXUINT32

/* A node of the trie. Brothers stand in a list, in any order. */
typedef struct {
  guint32 child, brother, word, depth;
  guchar byte;
} Node;

/* A state: its edge by byte c leads to base + c, where that cell's check is the state's own number.
 * out: the nearest state, itself or along the failures, at which a word ends; NONE where none is.
 */
typedef struct {
  guint32 base, check, fail, out;
} Cell;

typedef struct {
  guint32 word, bytes;
  guint32 shorter; /* the next state along the failures at which a word ends */
} Ending;

struct Automaton {
  GArray *nodes; /* of Node; 0 is the root; gone when compiled */
  Cell *cells;
  Ending *endings;
  guint32 n_cells;
  guint words;
};

Automaton *automaton_new(void) {
  Automaton *a = g_new0(Automaton, 1);
  a->nodes = g_array_new(FALSE, FALSE, sizeof(Node));
  Node root = {NONE, NONE, NONE, 0, 0};
  g_array_append_val(a->nodes, root);
  return a;
}

void automaton_free(Automaton *a) {
  if (!a)
    return;
  if (a->nodes)
    g_array_unref(a->nodes);
  g_free(a->cells);
  g_free(a->endings);
  g_free(a);
}

static Node *node_at(const Automaton *a, guint32 node) {
  return &g_array_index(a->nodes, Node, node);
}

static guint32 child_of(Automaton *a, guint32 node, guchar byte) {
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    if (node_at(a, child)->byte == byte)
      return child;
  Node new = {NONE, node_at(a, node)->child, NONE, node_at(a, node)->depth + 1, byte};
  node_at(a, node)->child = a->nodes->len;
  g_array_append_val(a->nodes, new);
  return a->nodes->len - 1;
}

guint automaton_add(Automaton *a, const char *word, gsize word_bytes) {
  g_assert(word_bytes > 0 && a->nodes);
  guint32 node = 0;
  for (gsize i = 0; i < word_bytes; i++)
    node = child_of(a, node, (guchar)word[i]);
  Node *end = node_at(a, node);
  if (end->word == NONE)
    end->word = a->words++;
  return end->word;
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
  n = MAX(n, a->n_cells * 2);
  a->cells = g_renew(Cell, a->cells, n);
  for (guint32 i = a->n_cells; i < n; i++)
    a->cells[i] = (Cell){0, NONE, 0, NONE};
  a->n_cells = n;
}

static gboolean fits(Automaton *a, guint32 node, guint32 base) {
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother)
    if (a->cells[base + node_at(a, child)->byte].check != NONE)
      return FALSE;
  return TRUE;
}

/* Gives the children of a node cells that are free. */
static void place(Builder *builder, guint32 node) {
  Automaton *a = builder->a;
  guint32 state = builder->state_of[node], base = builder->free_from;
  if (node_at(a, node)->child == NONE) {
    a->cells[state].base = 0; /* checks fail: the edges of cell 0 are the root's */
    return;
  }
  for (;; base++) {
    grow(a, base + 512);
    if (fits(a, node, base))
      break;
  }
  a->cells[state].base = base;
  for (guint32 child = node_at(a, node)->child; child != NONE; child = node_at(a, child)->brother) {
    builder->state_of[child] = base + node_at(a, child)->byte;
    a->cells[builder->state_of[child]].check = state;
  }
  while (builder->free_from + 256 < base) /* densely filled by now */
    builder->free_from += 64;
}

static guint32 step(const Cell *cells, guint32 state, guchar byte) {
  for (;;) {
    guint32 next = cells[state].base + byte;
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
      guint32 fail = state ? step(a->cells, a->cells[state].fail, node_at(a, child)->byte) : 0;
      a->cells[to].fail = fail;
      a->endings[to] =
          (Ending){node_at(a, child)->word, node_at(a, child)->depth, a->cells[fail].out};
      a->cells[to].out = node_at(a, child)->word != NONE ? to : a->cells[fail].out;
    }
  }
}

void automaton_compile(Automaton *a) {
  Builder builder = {a, g_new0(guint32, a->nodes->len), 1};
  GArray *order = breadth_first(a);
  grow(a, 1024);
  a->cells[0].check = 0;
  for (guint i = 0; i < order->len; i++)
    place(&builder, g_array_index(order, guint32, i));
  a->endings = g_new0(Ending, a->n_cells);
  link_failures(&builder, order);
  g_array_unref(order);
  g_free(builder.state_of);
  g_array_unref(a->nodes);
  a->nodes = NULL;
}

static void report(const Automaton *a, guint32 state, guint32 end, GArray *hits) {
  for (; state != NONE; state = a->endings[state].shorter) {
    AutomatonHit hit = {a->endings[state].word, end - a->endings[state].bytes, end};
    g_array_append_val(hits, hit);
  }
}

void automaton_scan(const Automaton *a, const char *text, gsize text_bytes, GArray *hits) {
  const Cell *cells = a->cells;
  guint32 state = 0;
  for (gsize i = 0; i < text_bytes; i++) {
    state = step(cells, state, (guchar)text[i]);
    if (cells[state].out != NONE)
      report(a, cells[state].out, i + 1, hits);
  }
}
