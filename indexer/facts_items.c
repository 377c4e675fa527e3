/* facts_items.c: what data leaked, and through which media. */
#include "facts_near.h"
#include "facts_private.h"

#include <stdlib.h>
#include <string.h>

#include "dict/table.h"

#define VALUES_MAX 32
#define DATA_LEAST 7.0
#define WEIGHT_FREE 5.0 /* a lighter word counts only as an item of a list */
#define ALONE_LESS 1.5  /* what it loses elsewhere */
#define MEDIA_LEAST 7.0
#define MEDIA_SHARE 0.55
#define MEDIA_MAX 3

typedef struct {
  double best, sum;
  const Part *part;
  const Sentence *sentence;
  guint order;
} Item;

/* How likely a kind of data named in a sentence of a place is one that leaked. */
static const double data_place[PLACE_N] = {
    [PLACE_TITLE] = 2,      [PLACE_INTRO] = 0,     [PLACE_BODY] = 0,    [PLACE_CAUSE] = -1.5,
    [PLACE_OVERVIEW] = 0.5, [PLACE_TIMELINE] = 0,  [PLACE_CONTENT] = 4, [PLACE_COUNT] = 3,
    [PLACE_DISCOVERY] = 0,  [PLACE_RESPONSE] = -3, [PLACE_SECOND] = -4, [PLACE_PREVENTION] = -6,
    [PLACE_INQUIRY] = -8,   [PLACE_REFERENCE] = -4};

static const double media_place[PLACE_N] = {
    [PLACE_TITLE] = 1.5,    [PLACE_INTRO] = 1.1,    [PLACE_BODY] = 1,
    [PLACE_CAUSE] = 1,      [PLACE_OVERVIEW] = 1,   [PLACE_TIMELINE] = 0.9,
    [PLACE_CONTENT] = 0.9,  [PLACE_COUNT] = 0.9,    [PLACE_DISCOVERY] = 0.8,
    [PLACE_RESPONSE] = 0.4, [PLACE_SECOND] = 0.3,   [PLACE_PREVENTION] = 0.1,
    [PLACE_INQUIRY] = 0.1,  [PLACE_REFERENCE] = 0.4};

/* Kinds of data named side by side (氏名、住所、電話番号) are a list of what there was. */
static guint kinds_in(const Part *part, const Sentence *sentence) {
  guint32 seen = 0;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_DATA)
    seen |= 1u << match->rule->code;
  return __builtin_popcount(seen);
}

static double sentence_score(const Part *part, const Sentence *sentence) {
  guint32 s = sentence->signals;
  double score = data_place[sentence->place];
  score += s >> SIGNAL_LEAK & 1 ? 2 : 0;
  score += s >> SIGNAL_HOLD & 1 ? 1.5 : 0;
  score -= s >> SIGNAL_MEASURE & 1 ? 3 : 0;
  score -= s >> SIGNAL_HYPOTHETICAL & 1 ? 1.5 : 0;
  guint kinds = kinds_in(part, sentence);
  return score + (kinds >= 3 ? 3 : kinds == 2 ? 2 : 0);
}

static void note_item(Item *item, double score, const Part *part, const Sentence *sentence) {
  item->sum += score;
  if (score <= item->best)
    return;
  item->best = score;
  item->part = part;
  item->sentence = sentence;
}

/* A mark, a particle or 等 beside it makes a word an item of a list. */
static gboolean is_item(const Part *part, const Sentence *sentence, const RuleMatch *match) {
  NEAR_WORDS(before, "、", "・", "及び", "並びに", "や", ":");
  NEAR_WORDS(behind, "、", "・", "等", "など", "及び", "や", "その他", ")", "ほか", "と", "の有");
  const char *text = part->folded->text;
  if (near_ends(&before, text + sentence->start, text + match->start))
    return TRUE;
  return match->end == sentence->end || (match->start > 0 && text[match->start - 1] == '(') ||
         near_begins(&behind, text + match->end, text + part->folded->text_bytes);
}

/* A lighter word that is no item of a list is likely something else. */
static double word_weight(const Part *part, const Sentence *sentence, const RuleMatch *match) {
  double weight = match->rule->weight;
  return weight < WEIGHT_FREE && !is_item(part, sentence, match) ? weight - ALONE_LESS : weight;
}

static void collect_data(const Part *part, Item *items) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (!facts_has_match(sentence, TABLE_DATA))
      continue;
    double base = sentence_score(part, sentence);
    FACTS_EACH_MATCH (match, part, sentence, TABLE_DATA) {
      if (!facts_data_denied(part, sentence, match))
        note_item(&items[match->rule->code], base + word_weight(part, sentence, match), part,
                  sentence);
    }
  }
}

static void give_item(Reading *reading, GArray *values, TaxonomyKind kind, int code,
                      const Item *item) {
  guint8 value = code;
  g_array_append_val(values, value);
  const TaxonomyValue *named = taxonomy_value(reading->facts->taxonomy, kind, code);
  char *field = g_strconcat(kind == TAXONOMY_DATA ? "data:" : "media:", named->key, NULL);
  facts_evidence(reading, item->part, item->sentence, field);
  g_free(field);
}

static void give_data(Reading *reading) {
  Item items[VALUES_MAX] = {0};
  collect_data(&reading->title, items);
  collect_data(&reading->body, items);
  for (guint c = 0; c < taxonomy_count(reading->facts->taxonomy, TAXONOMY_DATA); c++)
    if (items[c].best >= DATA_LEAST)
      give_item(reading, reading->notice->data, TAXONOMY_DATA, c, &items[c]);
}

static void collect_media(const Part *part, Item *items) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (!facts_has_match(sentence, TABLE_MEDIA))
      continue;
    double factor = media_place[sentence->place];
    if (sentence->signals >> SIGNAL_MEASURE & 1)
      factor *= 0.4;
    if (sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
      factor *= 0.6;
    FACTS_EACH_MATCH (match, part, sentence, TABLE_MEDIA) {
      if (!facts_match_denied(part, sentence, match))
        note_item(&items[match->rule->code], match->rule->weight * factor, part, sentence);
    }
  }
}

static gboolean fail(GError **error, const char *path, guint line, const char *what) {
  g_set_error(error, TABLE_ERROR, 0, "%s:%u: not a medium and its factor: %s", path, line, what);
  return FALSE;
}

/* "サーバー 1.3": sets the factor of one medium, "* 0.4" that of all. */
static gboolean read_factor(const Taxonomy *taxonomy, char *pair, float *factors) {
  char *space = strchr(g_strstrip(pair), ' '), *end;
  if (!space)
    return FALSE;
  *space = '\0';
  float factor = (float)g_ascii_strtod(space + 1, &end);
  int code = taxonomy_code(taxonomy, TAXONOMY_MEDIA, pair);
  gboolean all = strcmp(pair, "*") == 0;
  for (int c = 0; c < CODES_MAX; c++)
    if (c == code || (all && factors[c] == 0))
      factors[c] = factor;
  return (all || code >= 0) && !*end && factor > 0;
}

static gboolean read_factors(Facts *facts, const TableRow *row, const char *path, GError **error) {
  int cause = taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, row->cells[0]);
  if (cause < 0)
    return fail(error, path, row->line, row->cells[0]);
  char **pairs = g_strsplit(row->cells[1], ",", -1);
  gboolean ok = TRUE;
  for (char **pair = pairs; ok && *pair; pair++)
    ok = read_factor(facts->taxonomy, *pair, facts->media_of[cause]) ||
         fail(error, path, row->line, *pair);
  g_strfreev(pairs);
  return ok;
}

gboolean facts_media_load(Facts *facts, const char *path, GError **error) {
  Table *table = table_read(path, 2, 2, error);
  gboolean ok = table != NULL;
  for (guint i = 0; ok && i < table->rows->len; i++)
    ok = read_factors(facts, &g_array_index(table->rows, TableRow, i), path, error);
  table_free(table);
  return ok;
}

/* How likely a medium is for the primary cause; 1 where the table says nothing. */
static double likelihood(const Reading *reading, guint medium) {
  const GArray *causes = reading->notice->causes;
  float factor =
      causes->len ? reading->facts->media_of[g_array_index(causes, guint8, 0)][medium] : 0;
  return factor > 0 ? factor : 1;
}

static void give_media(Reading *reading) {
  Item items[VALUES_MAX] = {0};
  collect_media(&reading->title, items);
  collect_media(&reading->body, items);
  guint n = taxonomy_count(reading->facts->taxonomy, TAXONOMY_MEDIA);
  double first = 0;
  for (guint c = 0; c < n; c++) {
    double factor = likelihood(reading, c);
    items[c].best *= factor;
    items[c].sum *= factor;
    items[c].sum = items[c].best + 0.15 * (items[c].sum - items[c].best);
    first = MAX(first, items[c].sum);
  }
  for (guint given = 0; given < MEDIA_MAX; given++) {
    guint best = 0;
    for (guint c = 1; c < n; c++)
      if (items[c].sum > items[best].sum)
        best = c;
    if (items[best].best < MEDIA_LEAST || items[best].sum < first * MEDIA_SHARE)
      return;
    give_item(reading, reading->notice->media, TAXONOMY_MEDIA, best, &items[best]);
    items[best] = (Item){0};
  }
}

void facts_items(Reading *reading) {
  give_data(reading);
  give_media(reading);
}
