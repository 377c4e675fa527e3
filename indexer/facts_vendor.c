/* facts_vendor.c: whether it happened at or through a contractor, and who that is. */
#include "facts_private.h"

#include <string.h>

#define VENDOR_LEAST 7.0
#define VENDORS_MAX 4
#define NAME_CHARS_MAX 32

/* The classes of vendor-rules.tsv, in the order of facts.c. */
typedef enum { VENDOR_YES, VENDOR_NO, VENDOR_NAME, VENDOR_FORM, VENDOR_FORM_END } VendorClass;

static const double place_factor[PLACE_N] = {
    [PLACE_TITLE] = 1.2,   [PLACE_INTRO] = 1.1,    [PLACE_BODY] = 1,      [PLACE_CAUSE] = 1.1,
    [PLACE_OVERVIEW] = 1,  [PLACE_TIMELINE] = 1,   [PLACE_CONTENT] = 0.8, [PLACE_COUNT] = 0.8,
    [PLACE_DISCOVERY] = 1, [PLACE_RESPONSE] = 0.4, [PLACE_SECOND] = 0.3,  [PLACE_PREVENTION] = 0.3,
    [PLACE_INQUIRY] = 0.1, [PLACE_REFERENCE] = 0.3};

typedef struct {
  double best;
  const Part *part;
  const Sentence *sentence;
} Strongest;

static double sentence_factor(const Sentence *sentence) {
  double factor = place_factor[sentence->place];
  if (sentence->place != PLACE_TITLE && sentence->signals >> SIGNAL_MEASURE & 1)
    factor *= 0.5;
  if (sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
    factor *= 0.7;
  return factor;
}

static void weigh(const Part *part, Strongest *yes) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    for (guint32 k = 0; k < sentence->n_matches; k++) {
      const RuleMatch *match = &g_array_index(part->matches, RuleMatch, sentence->first_match + k);
      if (match->rule->table != TABLE_VENDOR || match->rule->code != VENDOR_YES ||
          facts_match_denied(part, sentence, match))
        continue;
      double score = match->rule->weight * sentence_factor(sentence);
      if (score > yes->best)
        *yes = (Strongest){score, part, sentence};
    }
  }
}

/* ---- names */

static gunichar char_at(const char *p) {
  return g_utf8_get_char(p);
}

static gboolean is_name_char(gunichar c) {
  return c == '&' || c == '.' || c == '-' || c == 0x30fc || c == 0x30fb || c == 0x3005 ||
         g_ascii_isalnum(c) || (c >= 0x30a1 && c <= 0x30fa) || (c >= 0x4e00 && c <= 0x9fff);
}

static gboolean is_hiragana(gunichar c) {
  return c >= 0x3041 && c <= 0x309f;
}

static gboolean any_starts(const char *p, const char *const *words) {
  for (; *words; words++)
    if (*p == **words && p[1] == (*words)[1] && g_str_has_prefix(p, *words))
      return TRUE;
  return FALSE;
}

/* The name behind a corporate form ends at a particle or a mark; と, の … inside a run of hiragana
 * are letters (みなと印刷). */
static const char *name_end(const char *p, const char *end) {
  static const char *const always[] = {
      "が",   "は",   "を",     "において", "における", "にて",     "による",
      "から", "より", "および", "及び",     "並びに",   "ならびに", "または",
      "社の", "社が", "様",     "殿",       "さま",     "さん",     NULL};
  static const char *const behind_kanji[] = {"の", "に", "と", "へ", "で", "も", "や", NULL};
  gboolean in_hiragana = FALSE;
  for (int n = 0; p < end && n < NAME_CHARS_MAX; n++) {
    gunichar c = char_at(p);
    if (any_starts(p, always) || (!in_hiragana && n > 0 && any_starts(p, behind_kanji)) ||
        (!is_name_char(c) && !is_hiragana(c)))
      break;
    in_hiragana = is_hiragana(c);
    p = g_utf8_next_char(p);
  }
  return p;
}

/* The name before a corporate form begins behind kana or a mark. */
static const char *name_start(const char *start, const char *p) {
  for (int n = 0; p > start && n < NAME_CHARS_MAX; n++) {
    const char *before = g_utf8_find_prev_char(start, p);
    if (!before || !is_name_char(char_at(before)))
      break;
    p = before;
  }
  static const char *const not_names[] = {"当該",       "委託先", "同", "及",
                                          "委託事業者", "受託者", NULL};
  while (p && any_starts(p, not_names))
    p = g_utf8_next_char(p);
  return p;
}

static gboolean is_known(Reading *reading, const char *folded_name) {
  Notice *notice = reading->notice;
  char *own = notice->organisation ? fold_string(FOLD_INDEX, notice->organisation, -1) : NULL;
  gboolean known = own && (strstr(own, folded_name) || strstr(folded_name, own));
  g_free(own);
  for (guint i = 0; i < notice->vendors->len && !known; i++) {
    char *given = fold_string(FOLD_INDEX, g_ptr_array_index(notice->vendors, i), -1);
    known = strstr(given, folded_name) || strstr(folded_name, given);
    g_free(given);
  }
  return known;
}

static void give_vendor(Reading *reading, const Part *part, const Sentence *sentence, guint32 start,
                        guint32 end) {
  char *folded = g_strndup(part->folded->text + start, end - start);
  if (reading->notice->vendors->len < VENDORS_MAX && !is_known(reading, folded)) {
    char *name = facts_source_text(part, start, end);
    char *field = g_strconcat("vendor:", name, NULL);
    facts_evidence(reading, part, sentence, field);
    g_ptr_array_add(reading->notice->vendors, name);
    g_free(field);
  }
  g_free(folded);
}

/* Names with a corporate form, in front of it or behind, of one sentence. */
static void find_names(Reading *reading, const Part *part, const Sentence *sentence) {
  const char *text = part->folded->text;
  for (guint32 k = 0; k < sentence->n_matches; k++) {
    const RuleMatch *match = &g_array_index(part->matches, RuleMatch, sentence->first_match + k);
    if (match->rule->table != TABLE_VENDOR || match->rule->code < VENDOR_FORM)
      continue;
    const char *from = text + match->start, *behind = text + match->end;
    const char *to =
        match->rule->code == VENDOR_FORM ? name_end(behind, text + sentence->end) : behind;
    if (to == behind)
      from = name_start(text + sentence->start, from);
    if (to - from > (gssize)(match->end - match->start) + 3)
      give_vendor(reading, part, sentence, from - text, to - text);
  }
}

static gboolean has_name_signal(const Part *part, const Sentence *sentence) {
  for (guint32 k = 0; k < sentence->n_matches; k++) {
    const RuleMatch *match = &g_array_index(part->matches, RuleMatch, sentence->first_match + k);
    if (match->rule->table == TABLE_VENDOR &&
        (match->rule->code == VENDOR_YES || match->rule->code == VENDOR_NAME))
      return TRUE;
  }
  return FALSE;
}

static void name_vendors(Reading *reading, const Part *part) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->place < PLACE_SECOND && has_name_signal(part, sentence))
      find_names(reading, part, sentence);
  }
}

void facts_vendor(Reading *reading) {
  Strongest yes = {0};
  weigh(&reading->title, &yes);
  weigh(&reading->body, &yes);
  reading->notice->vendor = yes.best >= VENDOR_LEAST;
  if (!reading->notice->vendor)
    return;
  facts_evidence(reading, yes.part, yes.sentence, "vendor");
  name_vendors(reading, &reading->title);
  name_vendors(reading, &reading->body);
}
