/* facts_dates.c: when it happened and when it was noticed. */
#include "facts_near.h"
#include "facts_private.h"

#include <string.h>

#define BEFORE_DAYS 400
#define SAID_BYTES 30 /* at the end of a sentence that tells of an announcement */
#define LEARN_LEAST 2.5
#define LABEL_WEIGHT 6 /* of 発生日時 */
#define LEARN_MARGIN 1.4
#define SPAN_BYTES 60 /* between its two days */
#define NEAR_BYTES 60 /* a verb this near behind a day is the day's own */
#define LEAD_BYTES 36 /* 発覚した日 …: a day this near to the start is what the line is about */
#define LONE_BYTES 24 /* what may stand beside a day that is alone in its line */
#define DEED_SHARE 0.6
#define OTHER_LESS 2.5   /* where somebody else learned it, or later */
#define FOLLOW_BYTES 600 /* how far behind a day a sentence without one still speaks of it */

typedef struct {
  int value;
  double learn, happen;
  const Part *part;
  const Sentence *sentence;
  const DateMention *date;
  guint32 behind;          /* its last byte, and one (behind_day) */
  gboolean from, to;       /* begins or ends a span */
  gboolean until;          /* 翌朝までに */
  gboolean month;          /* the text names no day: the month's first or last is meant */
  gboolean others;         /* it tells of something else: 2月~3月に開催した */
  gboolean told, standing; /* of telling others; of how things stood */
  guint order;
} Day;

static const double learn_place[PLACE_N] = {
    [PLACE_TITLE] = 0,     [PLACE_INTRO] = 1,     [PLACE_BODY] = 0.5,   [PLACE_CAUSE] = -1,
    [PLACE_OVERVIEW] = 1,  [PLACE_TIMELINE] = 1,  [PLACE_CONTENT] = -2, [PLACE_COUNT] = -2,
    [PLACE_DISCOVERY] = 6, [PLACE_RESPONSE] = -2, [PLACE_SECOND] = -4,  [PLACE_PREVENTION] = -5,
    [PLACE_INQUIRY] = -6,  [PLACE_REFERENCE] = -5};

/* White space was folded away: ask the source. */
static gboolean space_behind(const Part *part, guint32 at) {
  if (at >= part->folded->text_bytes)
    return FALSE;
  const char *p = part->source + part->folded->offsets[at];
  return part->folded->offsets[at] > 0 && (p[-1] == ' ' || p[-1] == '\t' || (guchar)p[-1] == 0x80);
}

/* Weekday, hour and "頃" behind a day are part of it; where they end. */
static guint32 behind_day(const Part *part, const DateMention *date) {
  const char *text = part->folded->text;
  guint32 p = date->end, end = part->folded->text_bytes;
  if (p < end && text[p] == '(') {
    const char *close = memchr(text + p, ')', MIN(end - p, 40));
    if (close)
      p = close - text + 1;
  }
  while (p < end) {
    NEAR_WORDS(skipped, "午前", "午後", "時", "分", "頃", "ごろ", "半", "ころ", "朝", "夕方", "夜",
               "深夜", "未明", "早朝", "昼", "正午", "付", "過ぎ", "の", "より前", "曜日", "曜",
               "上旬", "中旬", "下旬");
    gboolean mark = g_ascii_isdigit(text[p]) || text[p] == ':' || text[p] == ' ';
    gsize bytes = mark ? 1 : near_begins(&skipped, text + p, text + end);
    if (!bytes)
      break;
    p += (guint32)bytes;
  }
  return p;
}

static void note_span(const Part *part, Day *day, const Day *before) {
  const char *text = part->folded->text, *end = text + part->folded->text_bytes;
  const char *p = text + day->behind;
  NEAR_WORDS(from, "~", "から", "より", "-", "以降", "以後", "–", "ー");
  NEAR_WORDS(to, "まで", "にかけ", "の間");
  day->from = near_begins(&from, p, end) != 0;
  day->until = near_is(p, end, "までに");
  day->to = near_begins(&to, p, end) != 0;
  if (before && before->from && day->date->start - before->date->end < SPAN_BYTES)
    day->to = TRUE;
}

/* Spans of months tell of what was held, sold or hired as often as of what happened. */
static gboolean is_of_others(const Part *part, guint32 behind) {
  NEAR_WORDS(words, "に開催", "に実施", "に入社", "入社", "にお申", "に申込", "に申し込",
             "にご契約", "に契約", "に受診", "に宿泊", "に採用", "生まれ", "分", "度", "期", "卒",
             "のもの", "に販売", "に発売", "に提供", "に加入", "に退職", "に導入", "に設立",
             "に開設", "に開業", "にお取引", "以前", "時点", "現在", "の調査", "の時点", "に寄贈",
             "に取得", "に作成", "に発行", "に更新", "にリニュ", "に公開予定", "に予定", "開催",
             "検針", "入学", "請求", "までの出荷", "までに登録", "までにご登録", "までに申",
             "までにお申", "までに加入", "までにご加入", "までに受診", "に登録した方", "にご登録",
             "までのお取引", "までの請求");
  const char *text = part->folded->text;
  return near_begins(&words, text + behind, text + part->folded->text_bytes) != 0;
}

/* A month that is told without a day stands for its first one where it begins a span, for its last
 * one where it ends it. By itself it says too little. */
static void note_month(Day *day) {
  const DateMention *date = day->date;
  day->month = (day->from || day->to) && !day->value && !date->day && date->year && date->month;
  if (day->month)
    day->value = day->to ? date_month_end(date->year, date->month)
                         : date->year * 10000 + date->month * 100 + 1;
  day->others = day->month && is_of_others(day->part, day->behind);
}

/* The verbs of one kind in a stretch: the first, and the weightiest. */
typedef struct {
  guint32 first; /* G_MAXUINT32 where there is none */
  double weight;
  guint32 end; /* of the last one */
} Verbs;

static gboolean has_verb(const Sentence *sentence, Signal signal) {
  return sentence->signals >> signal & 1;
}

static Verbs verbs_in(const Part *part, const Sentence *sentence, Signal signal, guint32 start,
                      guint32 stop) {
  Verbs verbs = {G_MAXUINT32, 0, 0};
  if (!has_verb(sentence, signal))
    return verbs;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT) {
    if (match->rule->code != (int)signal || match->last < start || match->last >= stop ||
        facts_match_denied(part, sentence, match))
      continue;
    verbs.first = MIN(verbs.first, match->last);
    verbs.weight = MAX(verbs.weight, match->rule->weight);
    verbs.end = MAX(verbs.end, match->end);
  }
  return verbs;
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

static guint32 day_before(const Part *part, guint i, guint32 start) {
  guint32 end = i ? g_array_index(part->dates, DateMention, i - 1).end : start;
  return MAX(end, start);
}

/* "7月5日、" rules its sentence; "6月30日に発送した" only the next verb. */
static gboolean rules_sentence(const Part *part, const DateMention *date, guint32 behind,
                               guint32 end) {
  if (behind < end && near_is(part->folded->text + behind, part->folded->text + end, "に、"))
    return TRUE;
  return behind >= end || near_is(part->folded->text + behind, part->folded->text + end, "、") ||
         part->folded->text[behind] == ',' || space_behind(part, date->end) ||
         space_behind(part, behind);
}

/* 指摘した25日, (6月13日): a verb right before the day speaks of it. */
static double learn_before(const Part *part, const Sentence *sentence, guint i,
                           const DateMention *date) {
  guint32 from = day_before(part, i, sentence->start);
  Verbs learn = verbs_in(part, sentence, SIGNAL_LEARN, from, date->start);
  if (!learn.weight)
    return 0;
  gboolean paren = date->start > 0 && part->folded->text[date->start - 1] == '(';
  return paren ? learn.weight * 0.8 : date->start - learn.end <= 36 ? learn.weight * 0.75 : 0;
}

/* 職員が、8月20日、…を写していたことがわかった: behind who did it stands the day of the deed. */
static gboolean behind_agent(const Part *part, const Sentence *sentence, guint32 day_start) {
  static const char agent[] = "が、";
  guint32 from = MAX(sentence->start, day_start > 12 ? day_start - 12 : 0);
  return day_start > from &&
         memmem(part->folded->text + from, day_start - from, agent, sizeof agent - 1) != NULL;
}

/* 5月27日に…を取り出されていたことが判明した: the day of the deed that was found. */
static gboolean tells_deed(const Part *part, guint32 start, guint32 verb) {
  static const char past[] = "た";
  static const char *const behind[] = {"おそれ", "疑い", "可能性", "との", "もの", "こと"};
  const char *from = part->folded->text + start, *end = part->folded->text + verb;
  for (const char *p = from; p < end && (p = memmem(p, (gsize)(end - p), past, sizeof past - 1));) {
    const char *before = p;
    p += sizeof past - 1;
    for (guint i = 0; i < G_N_ELEMENTS(behind); i++)
      if (near_is(p, end, behind[i]))
        return i + 1 < G_N_ELEMENTS(behind) ||
               (before - from >= 3 && near_is(before - 3, end, "れ")) ||
               (before - from >= 6 && near_is(before - 6, end, "てい"));
  }
  return FALSE;
}

static double learn_behind(const Part *part, const Sentence *sentence, guint32 start, guint32 stop,
                           gboolean rules) {
  Verbs learn = verbs_in(part, sentence, SIGNAL_LEARN, start, stop);
  if (!learn.weight)
    return 0;
  Verbs happen = verbs_in(part, sentence, SIGNAL_HAPPEN, start, stop);
  Verbs told = verbs_in(part, sentence, SIGNAL_TOLD, start, stop);
  Verbs other = verbs_in(part, sentence, SIGNAL_LEARN_OTHER, start, stop);
  double score = learn.weight;
  if (happen.first < learn.first)
    score *= rules ? 0.75 : happen.first - start <= NEAR_BYTES ? 0.3 : 0.6;
  if (told.first < learn.first)
    score *= 0.6;
  if (!rules && happen.first > learn.first && tells_deed(part, start, learn.first))
    score *= DEED_SHARE;
  return other.weight ? score - MAX(OTHER_LESS, other.weight) : score;
}

/* 10月23日時点で判明している: how things stood, not when they were learned. */
static gboolean says_until_then(const Part *part, guint32 start, guint32 behind) {
  static const char now[] = "時点(", local[] = "時間";
  const char *text = part->folded->text, *p = text + behind, *end = text + part->folded->text_bytes;
  if (start >= sizeof now - 1 && memcmp(text + start - (sizeof now - 1), now, sizeof now - 1) == 0)
    return TRUE;
  if (start >= sizeof local - 1 &&
      memcmp(text + start - (sizeof local - 1), local, sizeof local - 1) == 0)
    return TRUE; /* 2月14日(現地時間13日) */
  return near_is(p, end, "時点") || near_is(p, end, "現在") || near_is(p, end, "末時点");
}

/* 侵入は2月11日と判明: the day is what was found. 6月20日の第1報, 4月30日にお知らせした: of
 * telling. */
static gboolean is_content(const Part *part, guint32 behind) {
  NEAR_WORDS(words, "と判明", "と推定", "とみられ", "と見られ", "と特定", "と分か", "とわか",
             "であるこ", "であった", "付で", "付「", "付け", "付の", "の第", "第1報", "第一報",
             "に公表", "にお知らせ", "にご報告し", "に発表", "公表の", "の公表", "の発表", "発表の",
             "執行", "実施の", "開催の", "発行", "施行", "発売", "生まれ", "入学", "卒業", "撮影の",
             "締切", "締め切り", "開会");
  const char *p = part->folded->text + behind, *end = part->folded->text + part->folded->text_bytes;
  return near_begins(&words, p, end) != 0;
}

/* "8月26日、…に24日に置かれた…を確認": an earlier day, named behind, is part of what was found. */
static gboolean names_earlier(const Part *part, guint i, const Sentence *sentence) {
  if (i + 1 >= part->dates->len)
    return FALSE;
  const DateMention *date = &g_array_index(part->dates, DateMention, i);
  int value = date_value(date), next = date_value(date + 1);
  return date[1].start < sentence->end && next && value && next < value;
}

/* 9月19日にA社から、…を9月12日に確認した旨の通報があり: who told stands by the day … */
static gboolean says_who_told(const Part *part, guint32 start, guint32 stop) {
  NEAR_WORDS(sources, "から、", "より、", "から「", "より「");
  return near_within(&sources, part->folded->text + start, part->folded->text + stop);
}

/* The day before in the sentence says who told: this one is part of what was told. */
static gboolean embedded(const Part *part, const Sentence *sentence, guint i) {
  const DateMention *before = &g_array_index(part->dates, DateMention, i - 1);
  guint32 start = g_array_index(part->dates, DateMention, i).start;
  return before->day && before->start >= sentence->start && says_who_told(part, before->end, start);
}

/* "2月21日、…、2月9日から17日にかけて…を見つけた": the span is what was found, on the first day. */
static gboolean begins_span(const Part *part, guint i) {
  const DateMention *date = &g_array_index(part->dates, DateMention, i);
  const char *p = part->folded->text + behind_day(part, date),
             *end = part->folded->text + part->folded->text_bytes;
  return near_is(p, end, "から") || near_is(p, end, "~") || near_is(p, end, "より");
}

static gboolean date_before(const Part *part, guint i, const Sentence *sentence) {
  return g_array_index(part->dates, DateMention, i - 1).start >= sentence->start;
}

/* みさき市は23日、…を紛失したと発表した: the day of telling, however much is told in between. */
static gboolean announces(const Part *part, const Sentence *sentence, const DateMention *date) {
  NEAR_WORDS(said, "発表した", "公表した", "明らかにした", "発表しました", "公表しました");
  const char *text = part->folded->text, *end = text + sentence->end;
  const char *tail =
      sentence->end - sentence->start > SAID_BYTES ? end - SAID_BYTES : text + sentence->start;
  if (date->start < sentence->start + 3 || memcmp(text + date->start - 3, "は", 3) != 0)
    return FALSE;
  return near_within(&said, tail, end);
}

/* How surely verbs of the day's sentence that stand behind it tell that it was learned then; stop:
 * where the next day begins. */
static double learn_of_day(const Part *part, guint i, const Day *day, guint32 stop) {
  const Sentence *sentence = day->sentence;
  const guint32 start = day->date->end;
  const gboolean rules = rules_sentence(part, day->date, day->behind, sentence->end);
  const gboolean who = !rules && says_who_told(part, start, stop);
  double learn = learn_behind(part, sentence, start, stop, rules || who);
  if (learn == 0 && stop < sentence->end && (who || (rules && says_who_told(part, start, stop))))
    /* … the telling at the sentence's end */
    learn = 0.95 * verbs_in(part, sentence, SIGNAL_LEARN, stop, sentence->end).weight;
  if (rules && stop < sentence->end &&
      (begins_span(part, i + 1) || names_earlier(part, i, sentence)))
    learn = MAX(learn, 0.8 * verbs_in(part, sentence, SIGNAL_LEARN, stop, sentence->end).weight);
  if (i && embedded(part, sentence, i))
    learn -= 3;
  if (i && date_before(part, i, sentence) && names_earlier(part, i - 1, sentence))
    learn *= 0.5;
  return behind_agent(part, sentence, day->date->start) ? learn * 0.6 : learn;
}

/* 発生日時:2月12日: the line says itself what day it gives. */
static gboolean behind_label(const Part *part, guint32 day_start) {
  NEAR_WORDS(labels, "発生日時", "発生日", "発生日時:", "発生日:", "発生日時】", "発生日】",
             "発生日時)", "発生日)", "発生日時|", "発生日|", "発生年月日",
             "発生年月日:", "事故発生日時", "発生時期:", "発生時期", "発生:");
  return near_ends(&labels, part->folded->text, part->folded->text + day_start);
}

static void weigh_day(const Part *part, guint i, Day *day) {
  const Sentence *sentence = day->sentence;
  guint32 start = day->date->end, stop = next_day(part, i, sentence->end);
  const gboolean learned = has_verb(sentence, SIGNAL_LEARN);
  double learn = learned ? learn_of_day(part, i, day, stop) : 0;
  gboolean plain = memcmp(part->folded->text + day->date->start, "前", 3) != 0; /* (前夜の…) */
  double before = learned && learn < 2 && plain ? learn_before(part, sentence, i, day->date) : 0;
  learn = MAX(learn, before);
  day->happen = behind_label(part, day->date->start)
                    ? LABEL_WEIGHT
                    : verbs_in(part, sentence, SIGNAL_HAPPEN, start, stop).weight;
  if (sentence->place == PLACE_DISCOVERY && !learn)
    learn = day->date->start - sentence->start <= LEAD_BYTES ? 2 : 0.5;
  day->learn = learn > 0 ? learn + learn_place[sentence->place] : 0;
  gboolean since = learn >= 6 && near_is(part->folded->text + day->behind,
                                         part->folded->text + sentence->end, "以降");
  if ((day->from && !since) || (day->to && before == 0))
    day->learn -= 4;
  day->told = verbs_in(part, sentence, SIGNAL_TOLD, start, stop).weight > day->happen;
  day->standing = says_until_then(part, day->date->start, day->date->end);
  if (day->learn > 0 && (day->standing || day->until || is_content(part, day->behind) ||
                         is_content(part, day->date->end)))
    day->learn = 0;
  if (announces(part, sentence, day->date)) {
    day->learn = day->happen = 0;
    day->told = TRUE;
  }
  if (sentence->signals >> SIGNAL_HYPOTHETICAL & 1)
    day->learn -= 1;
}

/* A day behind the publication, and the day of publication that stands alone in its line (at the
 * head), is none that the sentences behind it speak of. */
static gboolean is_no_base(const Part *part, const DateMention *date, int published) {
  int value = date_value(date);
  if (!published || value < published)
    return FALSE;
  const Sentence *sentence = facts_sentence_at(part, date->start);
  return value > published ||
         (sentence && sentence->end - sentence->start <= date->end - date->start + LONE_BYTES);
}

/* A row of a timeline below its day: the verbs of the row speak of the day. */
static void add_row(const Part *part, const Sentence *sentence, int published, GArray *days) {
  const DateMention *date = &g_array_index(part->dates, DateMention, sentence->row_date);
  Day day = {.value = date_value(date),
             .part = part,
             .sentence = sentence,
             .date = date,
             .order = days->len};
  const Sentence *head = facts_sentence_at(part, date->start);
  if (!day.value || is_no_base(part, date, published) || !head || head->line >= sentence->line ||
      sentence->signals >> SIGNAL_N & 1)
    return;
  double learn = learn_behind(part, sentence, sentence->start, sentence->end, TRUE);
  day.happen = verbs_in(part, sentence, SIGNAL_HAPPEN, sentence->start, sentence->end).weight * 0.8;
  if (learn > 0)
    day.learn = learn + learn_place[sentence->place] - 0.5;
  g_array_append_val(days, day);
}

static void collect_rows(const Part *part, int published, GArray *days) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->row_date >= 0 && sentence->end - sentence->start < 600)
      add_row(part, sentence, published, days);
  }
}

/* "10分後にお電話をいただき気付きました": a sentence that names no day speaks of the one before. */
static void collect_followers(const Part *part, int published, GArray *days) {
  guint d = 0;
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    gint last = (gint)d - 1;
    guint before = d;
    while (d < part->dates->len && g_array_index(part->dates, DateMention, d).start < sentence->end)
      d++;
    if (d > before || last < 0 || sentence->heading || !has_verb(sentence, SIGNAL_LEARN) ||
        has_verb(sentence, SIGNAL_MEASURE))
      continue;
    while (last > 0 && is_no_base(part, &g_array_index(part->dates, DateMention, last), published))
      last--;
    const DateMention *date = &g_array_index(part->dates, DateMention, last);
    double learn = learn_behind(part, sentence, sentence->start, sentence->end, TRUE);
    Day day = {.value = date_value(date),
               .part = part,
               .sentence = sentence,
               .date = date,
               .order = days->len};
    day.learn = learn * 0.6 + MIN(learn_place[sentence->place], 1);
    if (last == 0 && is_no_base(part, &g_array_index(part->dates, DateMention, last), published))
      day.value = 0;
    if (day.value && learn > 0 && sentence->start - date->end < FOLLOW_BYTES)
      g_array_append_val(days, day);
  }
}

/* What the end of a span tells of goes for its beginning. */
static void note_others(const Day *end, GArray *days) {
  Day *from = days->len ? &g_array_index(days, Day, days->len - 1) : NULL;
  if (from && from->from && from->part == end->part &&
      end->date->start - from->date->end < SPAN_BYTES)
    from->others = TRUE;
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
    day.behind = behind_day(part, date);
    note_span(part, &day, before.date ? &before : NULL);
    before = day;
    note_month(&day);
    if (!day.value)
      continue;
    weigh_day(part, i, &day);
    if (day.month) /* no day on which something was learned */
      day.learn = 0;
    if (day.others)
      note_others(&day, days);
    g_array_append_val(days, day);
  }
}

/* Where no verb says that it was noticed: the last day on which it went on. */
static const Day *last_happening(const GArray *days, int published) {
  const Day *chosen = NULL;
  for (guint i = 0; i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    gboolean past = !day->month && (!published || day->value <= published);
    gboolean until = day->until && day->happen == 0; /* 翌朝までに236件の電話 */
    gboolean head = is_no_base(day->part, day->date, published);
    if (past && !until && !head && !day->told && !day->standing &&
        day->sentence->place < PLACE_CONTENT && (!chosen || day->value > chosen->value))
      chosen = day;
  }
  return chosen;
}

/* The earliest day of those that are nearly as sure as the surest. */
static const Day *choose_discovered(const GArray *days, int published) {
  double best = 0;
  const Day *chosen = NULL;
  for (guint i = 0; i < days->len; i++)
    best = MAX(best, g_array_index(days, Day, i).learn);
  if (best < LEARN_LEAST)
    return last_happening(days, published);
  for (guint i = 0; i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    if (day->learn >= MAX(best - LEARN_MARGIN, LEARN_LEAST) &&
        (!published || day->value <= published) && (!chosen || day->value < chosen->value))
      chosen = day;
  }
  return chosen;
}

/* noticed: a day that is left out, or 0. */
static const Day *choose_from(const GArray *days, int discovered, int noticed) {
  const Day *chosen = NULL;
  double best = 0;
  for (guint i = 0; i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    double span = !day->from ? 0 : day->month && !day->happen ? 1 : 3;
    double score = day->happen + span + learn_place[day->sentence->place] * 0.3;
    if (day->sentence->place >= PLACE_RESPONSE || (discovered && day->value > discovered))
      score -= 6;
    if (day->to)
      score -= 3;
    if ((noticed && day->value == noticed) || day->others)
      continue;
    if (score >= 3 && score > best) {
      best = score;
      chosen = day;
    }
  }
  return chosen;
}

/* Where no verb says when it happened: the earliest day not long before it was noticed. */
static const Day *earliest_before(const GArray *days, int discovered) {
  const Day *chosen = NULL;
  for (guint i = 0; discovered && i < days->len; i++) {
    const Day *day = &g_array_index(days, Day, i);
    gboolean event = !day->month && !day->told && !day->standing &&
                     day->sentence->place < PLACE_RESPONSE && day->value < discovered &&
                     date_days_between(day->value, discovered) <= BEFORE_DAYS;
    if (event && (!chosen || day->value < chosen->value))
      chosen = day;
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

/* What of its own accord goes on until somebody finds it: all could be seen until then. */
static const char *const lasting_causes[] = {"misconfiguration", "mispublication", "defect",
                                             "tampering"};

void facts_dates_prepare(Facts *facts) {
  for (guint i = 0; i < G_N_ELEMENTS(lasting_causes); i++) {
    const int code = taxonomy_code(facts->taxonomy, TAXONOMY_CAUSE, lasting_causes[i]);
    facts->lasting |= code < 0 ? 0 : 1u << code;
  }
}

/* The day up to which it went on, where no span is told: it was found that day. */
static const Day *found_on(const Reading *reading, const Day *from, const Day *discovered) {
  const Notice *notice = reading->notice;
  const guint cause = g_array_index(notice->causes, guint8, 0);
  gboolean lasts =
      reading->facts->lasting >> cause & 1 && from && discovered && from->value < discovered->value;
  return lasts ? discovered : NULL;
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

void facts_dates_init(Reading *reading) {
  reading->days = g_array_new(FALSE, FALSE, sizeof(Day));
}

void facts_dates(Reading *reading) {
  Notice *notice = reading->notice;
  GArray *days = reading->days;
  g_array_set_size(days, 0);
  collect(&reading->title, days);
  collect(&reading->body, days);
  collect_rows(&reading->body, notice->published, days);
  collect_followers(&reading->body, notice->published, days);
  const Day *discovered = choose_discovered(days, notice->published);
  notice->discovered = give_day(reading, discovered, "discovered");
  const Day *from = choose_from(days, notice->discovered, notice->discovered);
  from = from ? from : earliest_before(days, notice->discovered);
  from = from ? from : choose_from(days, notice->discovered, 0);
  notice->occurred_from = give_day(reading, from, "occurred_from");
  const Day *to = choose_to(days, from);
  notice->occurred_to =
      give_day(reading, to ? to : found_on(reading, from, discovered), "occurred_to");
  note_doubts(reading, &reading->title);
  note_doubts(reading, &reading->body);
}
