/* Opening: the word alone is looked up, and the cheapest chain of its parts is taken where it is
 * not too dear. Costs are MeCab's own (word and transition), with fines for parts nobody would
 * name. */
#include "analyzer_open.h"

#include <string.h>

#include "fold_steps.h"

#define OPEN_CHARS_MAX 24     /* longer words stay whole */
#define CACHE_WORDS_MAX 20000 /* then the cache begins anew */
#define DEPTH_MAX 4

/* A chain of two parts may cost so much, and each further part so much more. */
#define CHAIN_COST_MAX 12600
#define CHAIN_COST_MORE 3000

#define FINE_PREFIX 900
#define FINE_NAME 1500           /* katakana given as a person's name */
#define FINE_SUFFIX_OF_NAME 3000 /* 北海道大|学 */
#define COST_UNKNOWN_HEAD 9000   /* 立命館|大学: a head that no dictionary knows */
#define NO_COST (G_MAXINT / 2)

struct Opener {
  mecab_model_t *model;
  mecab_t *tagger;
  mecab_lattice_t *lattice;
  GHashTable *cache; /* char* (class + word) -> Opening* */
};

/* ---- features ---- */

const char *feature_cell(const char *feature, guint n, gsize *cell_bytes) {
  for (; n; n--) {
    feature = strchr(feature, ',');
    if (!feature)
      return NULL;
    feature++;
  }
  *cell_bytes = strcspn(feature, ",");
  return feature;
}

gboolean feature_is(const char *feature, guint n, const char *value) {
  gsize bytes, value_bytes = strlen(value);
  const char *cell = feature_cell(feature, n, &bytes);
  return cell && bytes == value_bytes && !memcmp(cell, value, bytes);
}

/* ---- the parts a word may have ---- */

/* Kinds of parts; those that are none of these (verbs, numbers, particles) never are parts. */
typedef enum { PART_NONE, PART_WORD, PART_NAME, PART_PREFIX, PART_SUFFIX } PartKind;

typedef struct {
  guint from, to; /* characters */
  int left, right, cost;
  PartKind kind;
  gboolean organisation;
  const char *reading;
  int best;   /* cheapest chain that ends with this part */
  int before; /* the part before it in that chain, -1 at the start */
  guint count;
} Part;

typedef struct {
  const char *word;
  gsize bytes;
  guint n; /* characters */
  guint16 at[OPEN_CHARS_MAX + 1];
  guint32 codes[OPEN_CHARS_MAX + 1];
  GArray *parts; /* of Part, by from */
} Chart;

static PartKind kind_of_feature(const char *feature) {
  if (g_str_has_prefix(feature, "接頭詞,名詞接続"))
    return PART_PREFIX;
  if (!g_str_has_prefix(feature, "名詞,"))
    return PART_NONE;
  const char *sub = feature + strlen("名詞,");
  if (g_str_has_prefix(sub, "接尾,"))
    return strncmp(sub + strlen("接尾,"), "助動詞語幹", strlen("助動詞語幹")) ? PART_SUFFIX
                                                                              : PART_NONE;
  if (g_str_has_prefix(sub, "固有名詞,人名"))
    return PART_NAME;
  if (g_str_has_prefix(sub, "数") || g_str_has_prefix(sub, "非自立") ||
      g_str_has_prefix(sub, "特殊") || g_str_has_prefix(sub, "代名詞") ||
      g_str_has_prefix(sub, "接続詞的") || g_str_has_prefix(sub, "動詞非自立的"))
    return PART_NONE;
  return PART_WORD;
}

static guint count_katakana(const Chart *chart, guint from, guint to) {
  guint n = 0;
  for (guint i = from; i < to; i++)
    n += fold_is_katakana(chart->codes[i]);
  return n;
}

/* Whether nobody would call these characters a word of their own. */
static gboolean too_small(const Chart *chart, const Part *part, gboolean unknown) {
  guint chars = part->to - part->from, katakana = count_katakana(chart, part->from, part->to);
  if (katakana == chars)
    return chars < (unknown ? 4u : 3u) || chart->codes[part->from] == 0x30FC;
  if (unknown)
    return chars < 2 || katakana;
  if (chars > 1)
    return FALSE;
  return part->kind == PART_SUFFIX ? part->from == 0
                                   : part->kind != PART_PREFIX || part->to == chart->n;
}

static void add_part(Chart *chart, Part *part, gboolean unknown) {
  if (part->kind == PART_NONE || too_small(chart, part, unknown))
    return;
  gboolean katakana = fold_is_katakana(chart->codes[part->from]);
  if (part->kind == PART_PREFIX)
    part->cost += FINE_PREFIX;
  if (part->kind == PART_NAME && katakana)
    part->cost += FINE_NAME;
  g_array_append_val(chart->parts, *part);
}

static guint char_at_byte(const Chart *chart, gsize byte) {
  guint i = 0;
  while (i < chart->n && chart->at[i] < byte)
    i++;
  return i;
}

static void add_nodes(Chart *chart, mecab_lattice_t *lattice, guint from) {
  const mecab_node_t *node = mecab_lattice_get_begin_nodes(lattice, chart->at[from]);
  for (; node; node = node->bnext) {
    gboolean unknown = node->stat == MECAB_UNK_NODE;
    guint to = char_at_byte(chart, chart->at[from] + node->length);
    if ((node->stat != MECAB_NOR_NODE && !unknown) || (from == 0 && to == chart->n))
      continue;
    gsize bytes;
    Part part = {from, to, node->lcAttr, node->rcAttr, node->wcost};
    part.kind = kind_of_feature(node->feature);
    part.organisation = g_str_has_prefix(node->feature, "名詞,固有名詞,組織");
    part.reading = unknown ? NULL : feature_cell(node->feature, 7, &bytes);
    add_part(chart, &part, unknown);
  }
}

/* Heads of kanji that the dictionary doesn't know, before a word of two characters or more. */
static void add_heads(Chart *chart, int left, int right) {
  for (guint to = 1; to + 2 <= chart->n && fold_is_kanji(chart->codes[to - 1]); to++) {
    Part part = {0, to, left, right, COST_UNKNOWN_HEAD, PART_WORD};
    if (to >= 2)
      add_part(chart, &part, TRUE);
  }
}

/* ---- the cheapest chain ---- */

static int step_cost(const Opener *opener, const Chart *chart, const Part *before,
                     const Part *part) {
  if (part->kind == PART_SUFFIX && before->kind == PART_PREFIX)
    return NO_COST;
  int cost = mecab_model_transition_cost(opener->model, (unsigned short)before->right,
                                         (unsigned short)part->left);
  if (part->kind == PART_SUFFIX && before->organisation && part->to - part->from == 1)
    cost += FINE_SUFFIX_OF_NAME;
  (void)chart;
  return cost;
}

static void find_chains(const Opener *opener, Chart *chart) {
  Part *parts = (Part *)chart->parts->data;
  for (guint i = 0; i < chart->parts->len; i++) {
    Part *part = &parts[i];
    part->best = part->from
                     ? NO_COST
                     : mecab_model_transition_cost(opener->model, 0, (unsigned short)part->left) +
                           part->cost;
    part->before = -1;
    part->count = 1;
    for (guint j = 0; part->from && j < i; j++) {
      if (parts[j].to != part->from || parts[j].best >= NO_COST)
        continue;
      int step = step_cost(opener, chart, &parts[j], part);
      if (step < NO_COST && parts[j].best + step + part->cost < part->best) {
        part->best = parts[j].best + step + part->cost;
        part->before = (int)j;
        part->count = parts[j].count + 1;
      }
    }
  }
}

/* The last part of the cheapest chain over the whole word, -1 where none is cheap enough. */
static int cheapest_end(const Opener *opener, const Chart *chart) {
  int end = -1, least = NO_COST;
  for (guint i = 0; i < chart->parts->len; i++) {
    const Part *part = &g_array_index(chart->parts, Part, i);
    if (part->to != chart->n || part->best >= NO_COST)
      continue;
    int cost =
        part->best + mecab_model_transition_cost(opener->model, (unsigned short)part->right, 0);
    if (cost < least && cost <= CHAIN_COST_MAX + CHAIN_COST_MORE * ((int)part->count - 2)) {
      least = cost;
      end = (int)i;
    }
  }
  return end;
}

static gboolean fill_chart(Chart *chart, const char *word, gsize bytes) {
  chart->word = word;
  chart->bytes = bytes;
  chart->n = 0;
  guint step;
  for (gsize at = 0; at < bytes; at += step) {
    if (chart->n == OPEN_CHARS_MAX)
      return FALSE;
    chart->at[chart->n] = (guint16)at;
    chart->codes[chart->n++] =
        fold_decode((const guchar *)word + at, (const guchar *)word + bytes, &step);
  }
  chart->at[chart->n] = (guint16)bytes;
  return TRUE;
}

static void append_whole(GArray *ends, gsize base, gsize bytes, const char *reading) {
  OpenPart part = {(guint16)(base + bytes), reading};
  g_array_append_val(ends, part);
}

static void open_word(Opener *opener, const char *word, gsize base, gsize bytes,
                      const char *reading, guint depth, GArray *ends);

static void append_chain(Opener *opener, const Chart *chart, int end, gsize base, guint depth,
                         GArray *ends) {
  const Part *part = &g_array_index(chart->parts, Part, end);
  if (part->before >= 0)
    append_chain(opener, chart, part->before, base, depth, ends);
  gsize from = chart->at[part->from], bytes = chart->at[part->to] - from;
  if (part->to - part->from >= 3 && part->kind == PART_WORD)
    open_word(opener, chart->word + from, base + from, bytes, part->reading, depth + 1, ends);
  else
    append_whole(ends, base + from, bytes, part->reading);
}

static void chart_word(Opener *opener, Chart *chart) {
  chart->parts = g_array_new(FALSE, FALSE, sizeof(Part));
  mecab_lattice_set_sentence2(opener->lattice, chart->word, chart->bytes);
  if (!mecab_parse_lattice(opener->tagger, opener->lattice))
    return;
  for (guint i = 0; i < chart->n; i++) {
    add_nodes(chart, opener->lattice, i);
    if (i == 0)
      add_heads(chart, 1285, 1285);
  }
  find_chains(opener, chart);
}

/* Appends the parts of word, which stands base bytes behind the start, to ends. */
static void open_word(Opener *opener, const char *word, gsize base, gsize bytes,
                      const char *reading, guint depth, GArray *ends) {
  Chart chart;
  if (depth > DEPTH_MAX || !fill_chart(&chart, word, bytes) || chart.n < 3) {
    append_whole(ends, base, bytes, reading);
    return;
  }
  chart_word(opener, &chart);
  int end = cheapest_end(opener, &chart);
  if (end >= 0)
    append_chain(opener, &chart, end, base, depth, ends);
  else
    append_whole(ends, base, bytes, reading);
  g_array_unref(chart.parts);
}

/* ---- which words are opened ---- */

/* The field's dictionary says its parts itself: 個人|情報 in the cell behind IPADIC's nine. */
static void open_as_said(const char *said, gsize said_bytes, gsize word_bytes, GArray *ends) {
  gsize at = 0;
  for (gsize i = 0; i < said_bytes; i++)
    if (said[i] == '|')
      append_whole(ends, 0, at, NULL);
    else
      at++;
  append_whole(ends, 0, word_bytes, NULL);
}

static gboolean all_hiragana(const char *word, gsize bytes) {
  guint step;
  for (gsize at = 0; at < bytes; at += step)
    if (!fold_is_hiragana(
            fold_decode((const guchar *)word + at, (const guchar *)word + bytes, &step)))
      return FALSE;
  return TRUE;
}

/* Names of people and places stay whole: 佐々木 and 和歌山 are no compounds. */
static gboolean stays_whole(const char *word, gsize bytes, const char *feature) {
  return bytes < 9 || g_str_has_prefix(feature, "名詞,固有名詞,人名") ||
         g_str_has_prefix(feature, "名詞,固有名詞,地域") || kind_of_feature(feature) == PART_NONE ||
         all_hiragana(word, bytes);
}

static Opening *make_opening(Opener *opener, const char *word, gsize bytes, const char *feature,
                             gboolean unknown) {
  GArray *ends = g_array_new(FALSE, FALSE, sizeof(OpenPart));
  gsize said_bytes, reading_bytes;
  const char *said = unknown ? NULL : feature_cell(feature, 9, &said_bytes);
  const char *reading = unknown ? NULL : feature_cell(feature, 7, &reading_bytes);
  if (said)
    open_as_said(said, said_bytes, bytes, ends);
  else if (stays_whole(word, bytes, feature))
    append_whole(ends, 0, bytes, reading);
  else
    open_word(opener, word, 0, bytes, reading, 0, ends);
  Opening *opening = g_malloc(sizeof *opening + ends->len * sizeof(OpenPart));
  opening->n = ends->len;
  memcpy(opening->parts, ends->data, ends->len * sizeof(OpenPart));
  if (opening->n == 1)
    opening->parts[0].reading = reading;
  g_array_unref(ends);
  return opening;
}

const Opening *opener_open(Opener *opener, const char *word, gsize word_bytes, const char *feature,
                           gboolean unknown) {
  char key[OPEN_CHARS_MAX * 4 + 16];
  gsize room = sizeof key - 6;
  gsize head = MIN(word_bytes, room);
  /* Two words of one spelling differ in their features, which the dictionary keeps in place. */
  guint32 class = (guint32)g_str_hash(feature);
  memcpy(key, &class, 4);
  for (guint i = 0; i < 4; i++)
    key[i] = (char)('a' + (((guchar)key[i]) & 15));
  memcpy(key + 4, word, head);
  key[4 + head] = '\0';
  Opening *opening = g_hash_table_lookup(opener->cache, key);
  if (opening && opening->parts[opening->n - 1].end == word_bytes)
    return opening;
  if (g_hash_table_size(opener->cache) >= CACHE_WORDS_MAX)
    g_hash_table_remove_all(opener->cache);
  opening = make_opening(opener, word, word_bytes, feature, unknown);
  g_hash_table_replace(opener->cache, g_strdup(key), opening);
  return opening;
}

Opener *opener_new(mecab_model_t *model, mecab_t *tagger) {
  Opener *opener = g_new0(Opener, 1);
  opener->model = model;
  opener->tagger = tagger;
  opener->lattice = mecab_model_new_lattice(model);
  opener->cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return opener;
}

void opener_free(Opener *opener) {
  if (!opener)
    return;
  g_hash_table_unref(opener->cache);
  mecab_lattice_destroy(opener->lattice);
  g_free(opener);
}
