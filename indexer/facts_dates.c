/* facts_dates.c: when it happened and when it was noticed. */
#include "facts_private.h"

#include <string.h>

#define LEARN_LEAST 3.0
#define LEARN_MARGIN 2.5
#define REACH_BYTES 240 /* how far behind a day a verb still speaks of it */

typedef struct {
  int value;
  double learn, happen;
  const Part *part;
  const Sentence *sentence;
  const DateMention *date;
  gboolean from, to; /* begins or ends a span */
  guint order;
} Day;

static const double learn_place[PLACE_N] = {
    [PLACE_TITLE] = 0,     [PLACE_INTRO] = 1,     [PLACE_BODY] = 0.5,   [PLACE_CAUSE] = -1,
    [PLACE_OVERVIEW] = 1,  [PLACE_TIMELINE] = 1,  [PLACE_CONTENT] = -2, [PLACE_COUNT] = -2,
    [PLACE_DISCOVERY] = 6, [PLACE_RESPONSE] = -2, [PLACE_SECOND] = -4,  [PLACE_PREVENTION] = -5,
    [PLACE_INQUIRY] = -6,  [PLACE_REFERENCE] = -5};

static gboolean starts(const char *p, const char *end, const char *word) {
  gsize n = strlen(word);
  return (gsize)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* Weekday, hour and "頃" behind a day are part of it. */
static guint32 behind_day(const Part *part, const DateMention *date) {
  const char *text = part->folded->text;
  guint32 p = date->end, end = part->folded->text_bytes;
  if (p < end && text[p] == '(') {
    const char *close = memchr(text + p, ')', MIN(end - p, 40));
    if (close)
      p = close - text + 1;
  }
  while (p < end) {
    static const char *const skipped[] = {
        "午前", "午後", "時",   "分", "頃",   "ごろ", "半",   "ころ", "朝",     "夕方", "夜",
        "深夜", "未明", "早朝", "昼", "正午", "付",   "過ぎ", "の",   "より前", "曜日", "曜"};
    guint32 before = p;
    if (g_ascii_isdigit(text[p]) || text[p] == ':' || text[p] == ' ')
      p++;
    for (guint i = 0; i < G_N_ELEMENTS(skipped); i++)
      if (starts(text + p, text + end, skipped[i]))
        p += strlen(skipped[i]);
    if (p == before)
      break;
  }
  return p;
}

static void note_span(const Part *part, Day *day, const Day *before) {
  const char *text = part->folded->text, *end = text + part->folded->text_bytes;
  const char *p = text + behind_day(part, day->date);
  day->from = starts(p, end, "~") || starts(p, end, "から") || starts(p, end, "より") ||
              starts(p, end, "-") || starts(p, end, "以降") || starts(p, end, "以後") ||
              starts(p, end, "–") || starts(p, end, "ー");
  day->to = starts(p, end, "まで") || starts(p, end, "にかけ") || starts(p, end, "の間");
  if (before && before->from && day->date->start - before->date->end < 60)
    day->to = TRUE;
}

/* The best verb of a kind near the day: in its sentence, behind it rather than before. */
static double verb_score(const Part *part, const Sentence *sentence, Signal signal, guint32 start,
                         guint32 next) {
  double best = 0;
  for (guint32 i = 0; i < sentence->n_matches; i++) {
    const RuleMatch *match = &g_array_index(part->matches, RuleMatch, sentence->first_match + i);
    if (match->rule->table != TABLE_CONTEXT || match->rule->code != (int)signal)
      continue;
    double score = match->rule->weight;
    if (match->end <= start)
      score *= start - match->end < 30 ? 0.6 : 0.3;
    else if (match->start >= next)
      score *= 0.55;
    else if (match->start - start > REACH_BYTES)
      score *= 0.7;
    if (signal != SIGNAL_TOLD && facts_denied(part, sentence, match->start, match->end))
      score *= 0.3;
    best = MAX(best, score);
  }
  return best;
}

/* Where the next day of the sentence begins: its verbs are its own. */
static guint32 next_day(const Part *part, guint i, guint32 end) {
  for (i++; i < part->dates->len; i++) {
    const DateMention *date = &g_array_index(part->dates, DateMention, i);
    if (date->start >= end)
      return end;
    if (date->day)
      return date->start;
  }
  return end;
}

static void weigh_day(const Part *part, guint i, Day *day) {
  guint32 start = day->date->end, next = next_day(part, i, day->sentence->end);
  double learn = verb_score(part, day->sentence, SIGNAL_LEARN, start, next);
  double told = verb_score(part, day->sentence, SIGNAL_TOLD, start, next);
  double happen = verb_score(part, day->sentence, SIGNAL_HAPPEN, start, next);
  day->happen = happen;
  day->learn = learn > 0 || day->sentence->place == PLACE_DISCOVERY
                   ? learn + learn_place[day->sentence->place]
                   : 0;
  if (told > learn)
    day->learn -= 3;
  if (happen > learn)
    day->learn -= 1.5;
  if (day->from || (day->to && day->sentence->place != PLACE_DISCOVERY))
    day->learn -= 2;
  if (day->sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
    day->learn -= 1;
}

/* A row of a timeline below its day: the verbs of the row speak of the day. */
static void add_row(const Part *part, const Sentence *sentence, GArray *days) {
  const DateMention *date = &g_array_index(part->dates, DateMention, sentence->row_date);
  Day day = {.value = date_value(date),
             .part = part,
             .sentence = sentence,
             .date = date,
             .order = days->len};
  if (!day.value || (date->start >= sentence->start && date->start < sentence->end))
    return;
  double learn = verb_score(part, sentence, SIGNAL_LEARN, sentence->start, sentence->end);
  double told = verb_score(part, sentence, SIGNAL_TOLD, sentence->start, sentence->end);
  day.happen = verb_score(part, sentence, SIGNAL_HAPPEN, sentence->start, sentence->end) * 0.8;
  if (learn > 0)
    day.learn = learn + learn_place[sentence->place] - (told > learn ? 3 : 0) -
                (day.happen > learn ? 1.5 : 0) - 0.5;
  g_array_append_val(days, day);
}

static void collect_rows(const Part *part, GArray *days) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->row_date >= 0 && sentence->end - sentence->start < 600)
      add_row(part, sentence, days);
  }
}

static void collect(const Part *part, GArray *days) {
  guint s = 0;
  Day before = {0};
  for (guint i = 0; i < part->dates->len; i++) {
    const DateMention *date = &g_array_index(part->dates, DateMention, i);
    while (s < part->sentences->len &&
           g_array_index(part->sentences, Sentence, s).end <= date->start)
      s++;
    if (s == part->sentences->len)
      return;
    Day day = {.value = date_value(date), .part = part, .date = date, .order = days->len};
    day.sentence = &g_array_index(part->sentences, Sentence, s);
    note_span(part, &day, before.date ? &before : NULL);
    before = day;
    if (!day.value)
      continue;
    weigh_day(part, i, &day);
    g_array_append_val(days, day);
  }
}

/* The earliest day of those that are nearly as sure as the surest. */
static const Day *choose_discovered(const GArray *days, int published) {
  double best = 0;
  const Day *chosen = NULL;
  for (guint i = 0; i < days->len; i++)
    best = MAX(best, g_array_index(days, Day, i).learn);
  if (best < LEARN_LEAST)
    return NULL;
  for (guint i = 0; i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    if (day->learn >= MAX(best - LEARN_MARGIN, LEARN_LEAST) &&
        (!published || day->value <= published) && (!chosen || day->value < chosen->value))
      chosen = day;
  }
  return chosen;
}

static const Day *choose_from(const GArray *days, int discovered) {
  const Day *chosen = NULL;
  double best = 0;
  for (guint i = 0; i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    double score = day->happen + (day->from ? 3 : 0) + learn_place[day->sentence->place] * 0.3;
    if (day->sentence->place >= PLACE_RESPONSE || (discovered && day->value > discovered))
      score -= 6;
    if (day->to)
      score -= 3;
    if (score >= 3 && score > best) {
      best = score;
      chosen = day;
    }
  }
  return chosen;
}

static const Day *choose_to(const GArray *days, const Day *from) {
  for (guint i = 0; from && from->from && i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    if (day->to && day->part == from->part && day->date->start > from->date->end &&
        day->value >= from->value && day->date->start - from->date->end < 240)
      return day;
  }
  return NULL;
}

static int give_day(Reading *reading, const Day *day, const char *field) {
  if (!day)
    return 0;
  facts_evidence(reading, day->part, day->sentence, field);
  return day->value;
}

static void note_doubts(Reading *reading, const Part *part) {
  for (guint i = 0; i < part->dates->len; i++) {
    const DateMention *date = &g_array_index(part->dates, DateMention, i);
    if (!date->contradiction)
      continue;
    char *written = facts_source_text(part, date->start, date->end);
    g_ptr_array_add(reading->notice->doubts,
                    g_strdup_printf("era and western year differ: %s", written));
    g_free(written);
  }
}

void facts_dates(Reading *reading) {
  Notice *notice = reading->notice;
  GArray *days = g_array_new(FALSE, FALSE, sizeof(Day));
  collect(&reading->title, days);
  collect(&reading->body, days);
  collect_rows(&reading->body, days);
  notice->discovered = give_day(reading, choose_discovered(days, notice->published), "discovered");
  const Day *from = choose_from(days, notice->discovered);
  notice->occurred_from = give_day(reading, from, "occurred_from");
  notice->occurred_to = give_day(reading, choose_to(days, from), "occurred_to");
  note_doubts(reading, &reading->title);
  note_doubts(reading, &reading->body);
  g_array_unref(days);
}
