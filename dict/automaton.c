#include "automaton.h"

#include <string.h>

#define NONE G_MAXUINT32

/* state: where a prefix leads. word: the word that ends here; shorter: the next state, along the
 * failures, at which a word ends. */
typedef struct {
  guint32 fail, word, shorter, depth;
} State;

/* An edge, in an open-addressed table: key is state << 8 | byte. */
typedef struct {
  guint32 key, to;
} Edge;

struct Automaton {
  GArray *states; /* of State; 0 is the root */
  GArray *keys; /* of guint32: the edges' keys in the order of adding: breadth is found from them */
  Edge *edges;
  guint32 mask, n_edges;
  guint32 root[256];
  guint words;
};

static guint32 slot_of(guint32 key, guint32 mask) {
  return (key * 2654435761u >> 7) & mask;
}

static guint32 edge_find(const Automaton *a, guint32 state, guchar byte) {
  guint32 key = state << 8 | byte;
  for (guint32 at = slot_of(key, a->mask);; at = (at + 1) & a->mask) {
    if (a->edges[at].key == key)
      return a->edges[at].to;
    if (a->edges[at].key == NONE)
      return NONE;
  }
}

static void edge_place(Automaton *a, guint32 key, guint32 to) {
  guint32 at = slot_of(key, a->mask);
  while (a->edges[at].key != NONE)
    at = (at + 1) & a->mask;
  a->edges[at] = (Edge){key, to};
}

static void edges_grow(Automaton *a) {
  Edge *old = a->edges;
  guint32 old_size = old ? a->mask + 1 : 0, size = old ? old_size * 2 : 1024;
  a->edges = g_new(Edge, size);
  memset(a->edges, 0xff, size * sizeof(Edge));
  a->mask = size - 1;
  for (guint32 i = 0; i < old_size; i++)
    if (old[i].key != NONE)
      edge_place(a, old[i].key, old[i].to);
  g_free(old);
}

Automaton *automaton_new(void) {
  Automaton *a = g_new0(Automaton, 1);
  a->states = g_array_new(FALSE, FALSE, sizeof(State));
  a->keys = g_array_new(FALSE, FALSE, sizeof(guint32));
  State root = {0, NONE, NONE, 0};
  g_array_append_val(a->states, root);
  edges_grow(a);
  return a;
}

void automaton_free(Automaton *a) {
  if (!a)
    return;
  g_array_unref(a->states);
  g_array_unref(a->keys);
  g_free(a->edges);
  g_free(a);
}

static guint32 state_add(Automaton *a, guint32 from, guchar byte) {
  guint32 key = from << 8 | byte, to = a->states->len;
  State state = {0, NONE, NONE, g_array_index(a->states, State, from).depth + 1};
  g_array_append_val(a->states, state);
  g_array_append_val(a->keys, key);
  if (++a->n_edges * 3 > a->mask)
    edges_grow(a);
  edge_place(a, key, to);
  return to;
}

guint automaton_add(Automaton *a, const char *word, gsize word_bytes) {
  g_assert(word_bytes > 0);
  guint32 state = 0;
  for (gsize i = 0; i < word_bytes; i++) {
    guint32 next = edge_find(a, state, (guchar)word[i]);
    state = next != NONE ? next : state_add(a, state, (guchar)word[i]);
  }
  State *end = &g_array_index(a->states, State, state);
  if (end->word == NONE)
    end->word = a->words++;
  return end->word;
}

guint automaton_words(const Automaton *a) {
  return a->words;
}

static guint32 step(const Automaton *a, guint32 state, guchar byte) {
  const State *states = (const State *)a->states->data;
  while (state) {
    guint32 next = edge_find(a, state, byte);
    if (next != NONE)
      return next;
    state = states[state].fail;
  }
  return a->root[byte];
}

/* The states by depth: a failure leads to a lesser depth, so it is known when it is needed. */
static guint32 *order_by_depth(const Automaton *a) {
  guint32 n = a->states->len, deepest = 0;
  const State *states = (const State *)a->states->data;
  for (guint32 i = 0; i < n; i++)
    deepest = MAX(deepest, states[i].depth);
  guint32 *at = g_new0(guint32, deepest + 2), *order = g_new(guint32, n);
  for (guint32 i = 0; i < n; i++)
    at[states[i].depth + 1]++;
  for (guint32 d = 1; d <= deepest; d++)
    at[d] += at[d - 1];
  for (guint32 i = 0; i < n; i++)
    order[at[states[i].depth]++] = i;
  g_free(at);
  return order;
}

void automaton_compile(Automaton *a) {
  State *states = (State *)a->states->data;
  guint32 *order = order_by_depth(a);
  for (guint i = 0; i < 256; i++) {
    guint32 to = edge_find(a, 0, i);
    a->root[i] = to == NONE ? 0 : to;
  }
  for (guint32 i = 1; i < a->states->len; i++) {
    guint32 state = order[i], key = g_array_index(a->keys, guint32, state - 1), from = key >> 8;
    guint32 fail = from ? step(a, states[from].fail, key & 0xff) : 0;
    states[state].fail = fail;
    states[state].shorter = states[fail].word != NONE ? fail : states[fail].shorter;
  }
  g_free(order);
}

/* Word lengths are the depths of the states at which they end. */
static void report(const Automaton *a, guint32 state, guint32 end, GArray *hits) {
  const State *states = (const State *)a->states->data;
  if (states[state].word == NONE)
    state = states[state].shorter;
  for (; state != NONE; state = states[state].shorter) {
    AutomatonHit hit = {states[state].word, end - states[state].depth, end};
    g_array_append_val(hits, hit);
  }
}

void automaton_scan(const Automaton *a, const char *text, gsize text_bytes, GArray *hits) {
  const State *states = (const State *)a->states->data;
  guint32 state = 0;
  for (gsize i = 0; i < text_bytes; i++) {
    state = step(a, state, (guchar)text[i]);
    if (states[state].word != NONE || states[state].shorter != NONE)
      report(a, state, i + 1, hits);
  }
}
