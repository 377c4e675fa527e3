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
#define FINE_NAME 1500             /* katakana given as a person's name */
#define FINE_SUFFIX_OF_NAME 5000   /* 北海道大|学 */
#define COST_UNKNOWN_HEAD 8000     /* 立命館|大学: a head of kanji that no dictionary knows */
#define COST_UNKNOWN_MORE 1500     /* for each of its characters from the fourth on */
#define COST_UNKNOWN_KATAKANA 9461 /* グーグル|フォーム */
#define KATAKANA_COST_MAX 8800
#define KEY_BYTES 160
#define KEY_CLASS_BYTES 12
#define FEATURE_NOUN "名詞,一般,*"
#define FEATURE_LONG "名詞,固有名詞,人名"
#define NO_COST (G_MAXINT / 2)
#define ID_NOUN 1285 /* IPADIC's context id of 名詞,一般 */

struct Opener {
  mecab_model_t *model;
  mecab_t *tagger;
  mecab_lattice_t *lattice;
  GStringChunk *strings;
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
  gboolean fixed;      /* a place: stays whole */
  gboolean unknown;    /* in no dictionary: at most one in a chain */
  const char *feature; /* NULL where unknown */
  int best;            /* cheapest chain that ends with this part */
  int before;          /* the part before it in that chain, -1 at the start */
  guint count, unknowns;
} Part;

/* A word to open: base is where it stands behind the start of the whole. */
typedef struct {
  const char *text, *reading;
  gsize base, bytes;
  gboolean known;  /* it stands in the dictionary */
  gboolean proper; /* as a proper noun */
  guint depth;
} Word;

typedef struct {
  const Word *word;
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
    return chars < 3 || chart->codes[part->from] == 0x30FC;
  if (unknown)
    return katakana > 0;
  if (chars > 1)
    return FALSE;
  return part->kind == PART_SUFFIX ? part->from == 0
                                   : part->kind != PART_PREFIX || part->to == chart->n;
}

/* 問い|合わせ is cut nowhere: hiragana tie a word, but for お and ご at its head. */
static gboolean cuts_hiragana(const Chart *chart, guint at) {
  if (at == 0 || at == chart->n)
    return FALSE;
  guint32 before = chart->codes[at - 1], behind = chart->codes[at];
  if (at == 1 && (before == 0x304A || before == 0x3054))
    return fold_is_hiragana(behind);
  return fold_is_hiragana(before) || fold_is_hiragana(behind);
}

/* Within 大学 no word of Japanese ends, whatever a dictionary of short names says (女子大|学). */
static gboolean cuts_pair(const Chart *chart, guint at) {
  return at > 0 && at < chart->n && chart->codes[at - 1] == 0x5927 && chart->codes[at] == 0x5B66;
}

static void add_part(Chart *chart, Part *part, gboolean unknown) {
  if (part->kind == PART_NONE || too_small(chart, part, unknown) ||
      cuts_hiragana(chart, part->from) || cuts_hiragana(chart, part->to) ||
      cuts_pair(chart, part->from) || cuts_pair(chart, part->to))
    return;
  if (chart->word->proper && part->kind == PART_PREFIX)
    return; /* 大泉寺 is no large 泉寺 */
  part->unknown = unknown;
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
    if ((node->stat != MECAB_NOR_NODE && !unknown) || (from == 0 && to == chart->n) ||
        (unknown && fold_is_katakana(chart->codes[from])))
      continue; /* what katakana may be unknown, add_unknowns says */
    Part part = {from, to, node->lcAttr, node->rcAttr, node->wcost};
    part.kind = kind_of_feature(node->feature);
    part.organisation = g_str_has_prefix(node->feature, "名詞,固有名詞,組織");
    part.fixed = g_str_has_prefix(node->feature, "名詞,固有名詞,地域");
    part.feature = unknown ? NULL : node->feature;
    add_part(chart, &part, unknown);
  }
}

static void add_unknown(Chart *chart, guint from, guint to, int cost) {
  Part part = {from, to, ID_NOUN, ID_NOUN, cost, PART_WORD};
  add_part(chart, &part, TRUE);
}

/* Heads that no dictionary knows, and tails (マーケティング|アクト); of katakana only where the
 * dictionary doesn't know the whole. */
static void add_unknowns(Chart *chart, guint from) {
  guint n = chart->n, katakana = count_katakana(chart, 0, n);
  for (guint to = 2; !from && to + 2 <= n && fold_is_kanji(chart->codes[to - 1]); to++)
    add_unknown(chart, 0, to, COST_UNKNOWN_HEAD + (to > 3 ? COST_UNKNOWN_MORE * ((int)to - 3) : 0));
  if (chart->word->known || katakana < n)
    return;
  for (guint to = 4; !from && to + 3 <= n; to++)
    add_unknown(chart, 0, to, COST_UNKNOWN_KATAKANA);
  if (from >= 4 && from + 3 <= n)
    add_unknown(chart, from, n, COST_UNKNOWN_KATAKANA);
}

/* ---- the cheapest chain ---- */

/* 大|学 is not cut where 大学 stands: two characters that are a word together, or the last one of a
 * name (北海道大) with the one behind it. */
static gboolean cuts_word(const Chart *chart, const Part *before, const Part *part) {
  if (part->to - part->from != 1 || (before->to - before->from != 1 && !before->organisation))
    return FALSE;
  for (guint i = 0; i < chart->parts->len; i++) {
    const Part *other = &g_array_index(chart->parts, Part, i);
    if (other->from + 1 == part->from && other->to == part->to && other->kind == PART_WORD)
      return TRUE;
  }
  return FALSE;
}

static int step_cost(const Opener *opener, const Chart *chart, const Part *before,
                     const Part *part) {
  if (cuts_word(chart, before, part) ||
      (part->kind == PART_SUFFIX && before->kind == PART_PREFIX) ||
      (part->unknown && before->unknowns))
    return NO_COST;
  int cost = mecab_model_transition_cost(opener->model, (unsigned short)before->right,
                                         (unsigned short)part->left);
  if (part->kind == PART_SUFFIX && before->organisation && part->to - part->from == 1)
    cost += FINE_SUFFIX_OF_NAME;
  return cost;
}

/* The cheapest chain to each part. Parts that no dictionary knows may stand in one where unknown.
 */
static void find_chains(const Opener *opener, Chart *chart, gboolean unknown) {
  Part *parts = (Part *)chart->parts->data;
  for (guint i = 0; i < chart->parts->len; i++) {
    Part *part = &parts[i];
    int start = mecab_model_transition_cost(opener->model, 0, (unsigned short)part->left);
    gboolean barred = part->unknown && !unknown;
    part->best = part->from || barred ? NO_COST : start + part->cost;
    part->before = -1;
    part->count = 1;
    part->unknowns = part->unknown;
    for (guint j = 0; part->from && !barred && j < i; j++) {
      if (parts[j].to != part->from || parts[j].best >= NO_COST)
        continue;
      int step = step_cost(opener, chart, &parts[j], part);
      if (step < NO_COST && parts[j].best + step + part->cost < part->best) {
        part->best = parts[j].best + step + part->cost;
        part->before = (int)j;
        part->count = parts[j].count + 1;
        part->unknowns = parts[j].unknowns + part->unknown;
      }
    }
  }
}

/* What a chain of so many parts may cost. Known words of katakana are compounds only where both
 * parts are common ones. */
static int cost_limit(const Chart *chart, guint parts) {
  gboolean katakana = count_katakana(chart, 0, chart->n) == chart->n;
  return (katakana && chart->word->known ? KATAKANA_COST_MAX : CHAIN_COST_MAX) +
         CHAIN_COST_MORE * ((int)parts - 2);
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
    if (cost < least && cost <= cost_limit(chart, part->count)) {
      least = cost;
      end = (int)i;
    }
  }
  return end;
}

static gboolean fill_chart(Chart *chart, const Word *word) {
  const guchar *text = (const guchar *)word->text;
  guint step;
  chart->word = word;
  chart->n = 0;
  for (gsize at = 0; at < word->bytes; at += step) {
    if (chart->n == OPEN_CHARS_MAX)
      return FALSE;
    chart->at[chart->n] = (guint16)at;
    chart->codes[chart->n++] = fold_decode(text + at, text + word->bytes, &step);
  }
  chart->at[chart->n] = (guint16)word->bytes;
  return chart->n >= 3;
}

static void chart_word(Opener *opener, Chart *chart) {
  chart->parts = g_array_new(FALSE, FALSE, sizeof(Part));
  mecab_lattice_set_sentence2(opener->lattice, chart->word->text, chart->word->bytes);
  if (!mecab_parse_lattice(opener->tagger, opener->lattice))
    return;
  for (guint i = 0; i < chart->n; i++) {
    add_nodes(chart, opener->lattice, i);
    add_unknowns(chart, i);
  }
}

/* ---- opening ---- */

static void append_whole(GArray *ends, const Word *word) {
  OpenPart part = {(guint16)(word->base + word->bytes), word->reading};
  g_array_append_val(ends, part);
}

/* The field's dictionary says its parts itself: 個人|情報 in the cell behind IPADIC's nine, and
 * コジン|ジョウホウ behind that, or nothing. */
static void open_as_said(const Word *word, const char *feature, const char *said, GArray *ends) {
  gsize reading_bytes = 0, end = word->base;
  const char *reading = feature_cell(feature, 10, &reading_bytes);
  reading = reading_bytes ? reading : NULL;
  for (gsize bytes; *said && *said != ','; said += bytes + (said[bytes] == '|')) {
    bytes = strcspn(said, "|,");
    end += bytes;
    OpenPart part = {(guint16)end, reading};
    g_array_append_val(ends, part);
    gsize skip = reading ? strcspn(reading, "|,") : 0;
    reading = reading && reading[skip] == '|' ? reading + skip + 1 : NULL;
  }
}

static gboolean all_hiragana(const Word *word) {
  const guchar *at = (const guchar *)word->text, *end = at + word->bytes;
  guint step;
  for (; at < end; at += step)
    if (!fold_is_hiragana(fold_decode(at, end, &step)))
      return FALSE;
  return TRUE;
}

/* Names of people and places stay whole: 佐々木 and 和歌山 are no compounds. */
static gboolean stays_whole(const Word *word, const char *feature) {
  return word->bytes < 9 || word->depth > DEPTH_MAX ||
         g_str_has_prefix(feature, "名詞,固有名詞,人名") ||
         g_str_has_prefix(feature, "名詞,固有名詞,地域") || kind_of_feature(feature) != PART_WORD ||
         all_hiragana(word);
}

static void open_chart(Opener *opener, const Word *word, GArray *ends);

/* feature NULL: the word stands in no dictionary. */
static void open_word(Opener *opener, Word *word, const char *feature, GArray *ends) {
  gsize bytes;
  const char *said = feature ? feature_cell(feature, 9, &bytes) : NULL;
  const char *reading = feature ? feature_cell(feature, 7, &bytes) : NULL;
  word->known = feature != NULL;
  word->proper = feature && g_str_has_prefix(feature, "名詞,固有名詞");
  word->reading = reading;
  if (said && strchr(said, '|'))
    open_as_said(word, feature, said, ends);
  else if (said || stays_whole(word, feature ? feature : FEATURE_NOUN))
    append_whole(ends, word);
  else
    open_chart(opener, word, ends);
}

/* The chain that ends with part end, each part opened in its turn. */
static void append_chain(Opener *opener, const Chart *chart, int end, GArray *ends) {
  const Part *part = &g_array_index(chart->parts, Part, end);
  if (part->before >= 0)
    append_chain(opener, chart, part->before, ends);
  gsize from = chart->at[part->from];
  Word word = {chart->word->text + from, NULL, chart->word->base + from,
               chart->at[part->to] - from};
  word.depth = chart->word->depth + 1;
  if (part->unknown)
    append_whole(ends, &word);
  else
    open_word(opener, &word, part->feature, ends);
}

static void open_chart(Opener *opener, const Word *word, GArray *ends) {
  Chart chart = {0};
  int end = -1;
  if (fill_chart(&chart, word)) {
    chart_word(opener, &chart);
    for (guint unknown = 0; unknown < 2 && end < 0; unknown++) {
      find_chains(opener, &chart, unknown);
      end = cheapest_end(opener, &chart);
    }
  }
  if (end >= 0)
    append_chain(opener, &chart, end, ends);
  else
    append_whole(ends, word);
  g_clear_pointer(&chart.parts, g_array_unref);
}

/* Readings are cells of features, or pieces of one: they end at ',', '|' or NUL. */
static const char *keep_reading(Opener *opener, const char *reading) {
  gsize bytes = reading ? strcspn(reading, ",|") : 0;
  if (!bytes || (bytes == 1 && *reading == '*'))
    return NULL;
  g_autofree char *copy = g_strndup(reading, bytes);
  return g_string_chunk_insert_const(opener->strings, copy);
}

static Opening *make_opening(Opener *opener, const char *text, gsize bytes, const char *feature) {
  GArray *ends = g_array_new(FALSE, FALSE, sizeof(OpenPart));
  Word word = {text, NULL, 0, bytes};
  open_word(opener, &word, feature, ends);
  Opening *opening = g_malloc(sizeof *opening + ends->len * sizeof(OpenPart));
  opening->n = ends->len;
  memcpy(opening->parts, ends->data, ends->len * sizeof(OpenPart));
  for (guint i = 0; i < opening->n; i++)
    opening->parts[i].reading = keep_reading(opener, opening->parts[i].reading);
  g_array_unref(ends);
  return opening;
}

/* The cache's key: two words of one spelling differ in the place of their features. */
static gsize make_key(char *key, gsize room, const char *word, gsize bytes, const char *feature) {
  gsize body = MIN(bytes, room - KEY_CLASS_BYTES - 1);
  for (guint i = 0; i < KEY_CLASS_BYTES; i++)
    key[i] = (char)('A' + ((gsize)feature >> (4 * i) & 15));
  memcpy(key + KEY_CLASS_BYTES, word, body);
  key[KEY_CLASS_BYTES + body] = '\0';
  return KEY_CLASS_BYTES + body;
}

const Opening *opener_open(Opener *opener, const char *word, gsize word_bytes,
                           const char *feature) {
  char key[KEY_BYTES];
  if (make_key(key, sizeof key, word, word_bytes, feature) == sizeof key - 1)
    feature = FEATURE_LONG; /* too long to be kept: whole */
  Opening *opening = g_hash_table_lookup(opener->cache, key);
  if (opening && opening->parts[opening->n - 1].end == word_bytes)
    return opening;
  if (g_hash_table_size(opener->cache) >= CACHE_WORDS_MAX)
    g_hash_table_remove_all(opener->cache);
  opening = make_opening(opener, word, word_bytes, feature);
  g_hash_table_replace(opener->cache, g_strdup(key), opening);
  return opening;
}

Opener *opener_new(mecab_model_t *model, mecab_t *tagger, GStringChunk *strings) {
  Opener *opener = g_new0(Opener, 1);
  opener->strings = strings;
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
