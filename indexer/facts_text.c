/* facts_text.c: a text -> sentences, each with its place and the rules that hold in it. */
#include "facts_private.h"

#include <string.h>

#define SENTENCE_BYTES_MAX 1500
#define HEADING_BYTES_MAX 90
#define PLAIN_HEADING_BYTES_MAX 60  /* of a heading without a mark … */
#define INLINE_HEADING_BYTES_MAX 36 /* … with text behind it */
#define LEAD_BYTES 36               /* 同日, 前夜 behind this aren't what a row tells of */
#define BARE_BYTES                                                                                 \
  9 /* a negation right behind a boundary denies what stands before it (検査し、認められません) */
#define WORD_BYTES 24       /* how far a denial of one word reaches */
#define LINE_BYTES_LEAST 75 /* a shorter line isn't broken by a margin */
#define BULLET_BYTES_MAX 36 /* a longer item of a list is no heading */
#define INTRO_SENTENCES 5
/* what stands aside is read where the rest is less than one in so many bytes */
#define ASIDE_SHARE 3

static const char link_mark[] = "事件簿#";

/* The headings met so far. */
typedef struct {
  Reading *reading;
  Part *part;
  gboolean all;       /* what stands aside is read as well */
  gboolean links;     /* a line may lead to another notice */
  guint32 told;       /* bytes of sentences that don't stand aside */
  guint32 start, end; /* of the line at hand, in folded bytes */
  guint32 line;       /* its number in the source … */
  gboolean broken;    /* … where it is several */
  guint hit;          /* the first that no sentence has passed */
  guint8 place;       /* of the section */
  gboolean headings;  /* a heading was met */
  gboolean blank_before;
  gboolean heading; /* the line at hand is one */
  guint intro;      /* sentences of the introduction so far */
  gint32 row_date;
  guint date;     /* first date not yet behind */
  guint own_date; /* the same, for the sentences … */
  guint quantity; /* … and for quantities */
} Walk;

typedef enum { MARK_NONE, MARK_BULLET, MARK_SUB, MARK_TOP } Mark;

static gboolean starts(const char *text, gsize bytes, const char *word) {
  if (!bytes || *text != *word)
    return FALSE;
  gsize n = strlen(word);
  return bytes >= n && memcmp(text, word, n) == 0;
}

/* White space was folded away: ask the source. Nearly always its last byte says no. */
static inline gboolean space_before(const Part *part, guint32 at) {
  guint32 offset = part->folded->offsets[at];
  const char *p = part->source + offset;
  switch (offset ? (guchar)p[-1] : 0) {
  case ' ':
  case '\t':
    return TRUE;
  case 0x80:
    return offset >= 3 && memcmp(p - 3, "\xe3\x80\x80", 3) == 0;
  case 0xa0:
    return offset >= 2 && memcmp(p - 2, "\xc2\xa0", 2) == 0;
  default:
    return FALSE;
  }
}

static guint32 next_char(const Part *part, guint32 at) {
  for (at++; at < part->folded->text_bytes && ((guchar)part->folded->text[at] & 0xc0) == 0x80;)
    at++;
  return at;
}

static const char *const top_marks[] = {"【", "■", "◆", "●", "<", "〈", "《", "□",
                                        "▼",  "◎", "★", "[", "▽", "◇",  "〔", "『"};
static const char *const sub_marks[] = {"・", "•", "○", "〇", "※", "*", "-",
                                        "(",  "→", "‐", "▪",  "▶", "▷", "¤"};
static const char *const kanji_numbers[] = {"一", "二", "三", "四", "五",
                                            "六", "七", "八", "九", "十"};

static guint32 skip_any(const Part *part, guint32 at, guint32 end, const char *const *marks,
                        gsize n) {
  for (gsize i = 0; i < n; i++)
    if (starts(part->folded->text + at, end - at, marks[i]))
      return at + strlen(marks[i]);
  return at;
}

/* "1.", "1 ", "(1)", "【", "■", "・" in front of a heading; *at is moved behind it. */
static Mark read_mark(const Part *part, guint32 *at, guint32 end) {
  const char *text = part->folded->text;
  guint32 p = skip_any(part, *at, end, top_marks, G_N_ELEMENTS(top_marks));
  if (p > *at) {
    *at = p;
    return MARK_TOP;
  }
  p = skip_any(part, *at, end, sub_marks, G_N_ELEMENTS(sub_marks));
  Mark mark = p == *at ? MARK_NONE : text[*at] == '(' ? MARK_SUB : MARK_BULLET;
  guint32 digits = p;
  while (digits < end && g_ascii_isdigit(text[digits]) && digits - p < 3)
    digits++;
  if (digits == p && mark == MARK_NONE) {
    digits = skip_any(part, p, end, kanji_numbers, G_N_ELEMENTS(kanji_numbers));
    if (digits > p && digits < end && !space_before(part, digits) && text[digits] != '.' &&
        !starts(text + digits, end - digits, "、"))
      return MARK_NONE;
  }
  if (digits > p && digits < end) {
    gboolean dot = text[digits] == '.' || text[digits] == ')' || text[digits] == ':' ||
                   starts(text + digits, end - digits, "、");
    if (!dot && !space_before(part, digits))
      return mark;
    if (mark == MARK_NONE)
      mark = text[digits] == ')' ? MARK_SUB : MARK_TOP;
    else
      mark = MARK_SUB;
    p = dot ? next_char(part, digits) : digits;
    p = skip_any(part, p, end, top_marks, G_N_ELEMENTS(top_marks));
  }
  *at = p;
  return mark;
}

typedef enum { CUT_NONE, CUT_OPEN, CUT_CLOSE, CUT_STOP, CUT_COMMA } Cut;

/* What the character at p is to a sentence. Nearly all fall through the first test. */
static inline Cut cut_at(const char *p, const char *end) {
  if (*p != '\xe3')
    return *p == '(' ? CUT_OPEN : *p == ')' ? CUT_CLOSE : CUT_NONE;
  if (end - p < 3 || p[1] != '\x80')
    return CUT_NONE;
  switch ((guchar)p[2]) {
  case 0x82: /* 。 */
    return CUT_STOP;
  case 0x81: /* 、 */
    return CUT_COMMA;
  case 0x8c: /* 「 */
    return CUT_OPEN;
  case 0x8d: /* 」 */
    return CUT_CLOSE;
  default:
    return CUT_NONE;
  }
}

/* The bytes of the closing mark at p, 0 where none is: 】〉》〕』 > ] : ) */
static guint32 closer_bytes(const char *p, const char *end) {
  if (*p != '\xe3')
    return *p == '>' || *p == ']' || *p == ':' || *p == ')';
  return end - p >= 3 && p[1] == '\x80' && strchr("\x91\x89\x8b\x95\x8f", p[2]) ? 3 : 0;
}

/* Where the heading that begins at start ends: at a closing mark, a space, the line's end; 0 where
 * the line is no heading (too long, or a sentence). *rest: where the text behind it begins. */
static guint32 heading_end(const Part *part, guint32 start, guint32 end, guint32 most,
                           guint32 *rest) {
  const char *text = part->folded->text;
  for (guint32 p = start; p < end; p = next_char(part, p)) {
    if (p - start > most || cut_at(text + p, text + end) == CUT_STOP)
      return 0;
    guint32 closer = closer_bytes(text + p, text + end);
    if (closer || (p > start && space_before(part, p))) {
      *rest = p + closer;
      return p;
    }
  }
  *rest = end;
  return end - start <= most ? end : 0;
}

/* The rules that hold between two bytes of the line; *first, *n: its hits. */
static void match_line(Walk *walk, const RulesSentence *asked, guint *first, guint *n) {
  Part *part = walk->part;
  const AutomatonHit *hits = (const AutomatonHit *)(gpointer)part->hits->data;
  guint from = walk->hit, to;
  while (from < part->hits->len && hits[from].start < asked->start)
    from++;
  for (to = from; to < part->hits->len && hits[to].start < asked->end;)
    to++;
  rules_match(walk->reading->facts->rules, walk->reading->scratch, hits + from, to - from, asked,
              part->matches);
  *first = from;
  *n = to - from;
}

/* The place that a heading announces, -1 where none; *weight: how surely. */
static int heading_place(Walk *walk, guint32 start, guint32 end, double *weight) {
  Part *part = walk->part;
  guint first = part->matches->len;
  guint first_hit, n_hits;
  const RulesSentence heading = {part->folded->text, start, end, PLACE_TITLE, 1u << TABLE_SECTIONS};
  match_line(walk, &heading, &first_hit, &n_hits);
  int place = -1;
  *weight = 0;
  for (guint i = first; i < part->matches->len; i++) {
    const Rule *rule = g_array_index(part->matches, RuleMatch, i).rule;
    if (rule->weight > *weight) {
      *weight = rule->weight;
      place = rule->code;
    }
  }
  g_array_set_size(part->matches, first);
  return place;
}

/* What a line's heading does: sets the section's place, or (for "・原因 …") that of its line alone.
 */
static int line_place(Walk *walk, guint32 start, guint32 end) {
  const Part *part = walk->part;
  guint32 at = start, rest;
  walk->heading = FALSE;
  if (walk->links && memmem(part->folded->text + start, end - start, link_mark, strlen(link_mark)))
    return PLACE_REFERENCE; /* a line that leads to another notice */
  Mark mark = read_mark(part, &at, end);
  guint32 most = mark != MARK_NONE    ? HEADING_BYTES_MAX
                 : walk->blank_before ? PLAIN_HEADING_BYTES_MAX
                                      : INLINE_HEADING_BYTES_MAX;
  guint32 stop = at < end ? heading_end(part, at, end, most, &rest) : 0;
  if (!stop || stop == at)
    return -1;
  gboolean inline_text = rest < end;
  if (mark == MARK_BULLET && (stop - at > BULLET_BYTES_MAX || walk->place == PLACE_REFERENCE))
    return -1;
  if (mark == MARK_NONE &&
      (inline_text ? stop - at > INLINE_HEADING_BYTES_MAX : !walk->blank_before))
    return -1;
  double weight;
  int place = heading_place(walk, at, stop, &weight);
  gboolean in_list = walk->place == PLACE_CONTENT || walk->place == PLACE_COUNT;
  if (place < 0) {
    if (mark == MARK_TOP && !inline_text) {
      walk->headings = walk->heading = TRUE;
      walk->place = PLACE_BODY;
    }
    return -1;
  }
  if (walk->place == PLACE_REFERENCE && mark != MARK_TOP && place != PLACE_REFERENCE)
    return -1;
  if (mark == MARK_BULLET && (place == PLACE_INQUIRY || place == PLACE_REFERENCE))
    return -1;
  if (mark == MARK_NONE && place == PLACE_RESPONSE && !walk->headings)
    return -1; /* 皆様へ: whom the notice speaks to */
  if (mark != MARK_TOP && weight < (mark == MARK_NONE ? 6 : in_list ? 6 : 5))
    return -1;
  if (inline_text && mark != MARK_TOP && place != PLACE_REFERENCE)
    return place;
  walk->headings = TRUE;
  walk->heading = !inline_text;
  walk->place = place;
  return -1;
}

/* ---- sentences */

static guint32 clause_start(const Part *part, const Sentence *sentence, const RuleMatch *deny) {
  guint32 start = sentence->start, parens = 0, open[8];
  if (deny->rule->weight < 1 && deny->start > start + WORD_BYTES)
    start = deny->start - WORD_BYTES;
  for (guint32 p = sentence->start; p < deny->start; p++) {
    if (part->folded->text[p] == '(' && parens < 8)
      open[parens++] = p;
    else if (part->folded->text[p] == ')' && parens)
      parens--;
  }
  if (parens)
    start = MAX(start, open[parens - 1]);
  for (guint32 i = 0; i < sentence->n_matches; i++) {
    const RuleMatch *match = &g_array_index(part->matches, RuleMatch, sentence->first_match + i);
    if (match->rule->table == TABLE_CONTEXT && match->rule->code == SIGNAL_BOUNDARY &&
        match->end + BARE_BYTES <= deny->start && match->end > start)
      start = match->end;
  }
  return start;
}

static void note_matches(Part *part, Sentence *sentence) {
  sentence->first_denial = part->denials->len;
  for (guint32 i = 0; i < sentence->n_matches; i++) {
    const RuleMatch match = g_array_index(part->matches, RuleMatch, sentence->first_match + i);
    sentence->tables |= (guint8)(1u << match.rule->table);
    if (match.rule->table != TABLE_CONTEXT)
      continue;
    sentence->signals |= 1u << match.rule->code;
    if (match.rule->code == SIGNAL_DENY) {
      Denial denial = {clause_start(part, sentence, &match), match.end};
      g_array_append_val(part->denials, denial);
    }
  }
  sentence->n_denials = part->denials->len - sentence->first_denial;
}

/* Bit SIGNAL_N of the signals: the sentence names a day itself. TRUE where a date stands in it. */
static gboolean note_own_date(Walk *walk, Sentence *sentence) {
  const GArray *dates = walk->part->dates;
  guint first = walk->own_date;
  for (; walk->own_date < dates->len; walk->own_date++) {
    const DateMention *date = &g_array_index(dates, DateMention, walk->own_date);
    if (date->start >= sentence->end)
      break;
    gboolean aside = date->start > sentence->start + LEAD_BYTES &&
                     (guchar)walk->part->folded->text[date->start] >= 0x80; /* (前夜の…) */
    if (date->start >= sentence->start && date->day && !aside)
      sentence->signals |= 1u << SIGNAL_N;
  }
  return walk->own_date > first;
}

/* How many lines of the source begin in the line at hand before a sentence of it. */
static guint32 lines_before(const Walk *walk, guint32 start) {
  const Part *part = walk->part;
  const char *at = part->source + part->folded->offsets[walk->start];
  const char *to = part->source + part->folded->offsets[start];
  guint32 lines = 0;
  while (walk->broken && (at = memchr(at, '\n', (gsize)(to - at)))) {
    lines++;
    at++;
  }
  return lines;
}

static guint8 sentence_place(const Walk *walk, int line_only) {
  if (walk->part->is_title)
    return PLACE_TITLE;
  if (line_only >= 0)
    return (guint8)line_only;
  return !walk->headings && walk->intro < INTRO_SENTENCES ? PLACE_INTRO : walk->place;
}

static void match_sentence(Walk *walk, Sentence *sentence) {
  const RulesSentence asked = {walk->part->folded->text, sentence->start, sentence->end,
                               sentence->place, walk->reading->tables};
  match_line(walk, &asked, &sentence->first_hit, &sentence->n_hits);
  sentence->n_matches = walk->part->matches->len - sentence->first_match;
  walk->hit = sentence->first_hit + sentence->n_hits;
}

/* TRUE where a sentence counts something. */
static gboolean counts(Walk *walk, const Sentence *sentence) {
  const GArray *quantities = walk->part->quantities;
  gboolean found = FALSE;
  for (; walk->quantity < quantities->len; walk->quantity++) {
    const Quantity *quantity = &g_array_index(quantities, Quantity, walk->quantity);
    if (quantity->start >= sentence->end)
      break;
    found = found || *quantity->counter;
  }
  return found;
}

/* TRUE for what says how it shall not come about again and whom to ask, but little of what
 * happened: no number and no date. It is read where a notice says hardly anything else. */
static gboolean is_aside(Walk *walk, Sentence *sentence) {
  gboolean counted = counts(walk, sentence), dated = note_own_date(walk, sentence);
  return sentence->place >= PLACE_SECOND && !counted && !dated;
}

static void add_sentence(Walk *walk, guint32 start, guint32 end, int line_only) {
  Part *part = walk->part;
  if (start >= end)
    return;
  Sentence sentence = {.start = start,
                       .end = end,
                       .line = walk->line + lines_before(walk, start),
                       .place = sentence_place(walk, line_only),
                       .row_date = walk->row_date,
                       .heading = walk->heading,
                       .first_match = part->matches->len};
  walk->intro++;
  gboolean aside = is_aside(walk, &sentence);
  if (walk->all || !aside)
    match_sentence(walk, &sentence);
  walk->told += aside ? 0 : end - start;
  note_matches(part, &sentence);
  g_array_append_val(part->sentences, sentence);
}

/* TRUE where a sentence of so many bytes, in so many open brackets, ends with this character. */
static inline gboolean ends_sentence(Cut cut, int depth, guint32 bytes) {
  if (cut == CUT_STOP)
    return depth == 0 || bytes > SENTENCE_BYTES_MAX / 3;
  return bytes > SENTENCE_BYTES_MAX && (cut == CUT_COMMA || bytes > 2 * SENTENCE_BYTES_MAX);
}

/* TRUE where no sentence is cut by a character that begins so: nearly all do. Without a branch, for
 * kana and kanji follow each other at random. */
static inline gboolean is_plain(const char *p) {
  return !(((*p == '\xe3') & (p[1] == '\x80')) | ((*p & ~1) == '('));
}

/* Cuts a line at 。 outside of brackets, and where it grows too long. */
static void cut_line(Walk *walk, guint32 start, guint32 end, int line_only) {
  const char *text = walk->part->folded->text;
  gboolean is_long = end - start > SENTENCE_BYTES_MAX;
  int depth = 0;
  guint32 from = start;
  for (guint32 p = start, next; p < end; p = next) {
    next = p + ((guchar)text[p] >= 0xe0 && end - p >= 3 ? 3 : 1);
    if (!is_long && is_plain(text + p))
      continue;
    Cut cut = cut_at(text + p, text + end);
    depth += cut == CUT_OPEN ? 1 : cut == CUT_CLOSE && depth > 0 ? -1 : 0;
    if (ends_sentence(cut, depth, p - from)) {
      add_sentence(walk, from, next_char(walk->part, p), line_only);
      from = next_char(walk->part, p);
      depth = 0;
    }
  }
  add_sentence(walk, from, end, line_only);
}

/* TRUE where a day stands for itself (6月24日(火) …, 6月24日:) rather than in a sentence
 * (…に発送した). */
static gboolean leads_row(const Part *part, guint32 day_end, guint32 line_end) {
  const char *text = part->folded->text;
  guint32 p = day_end;
  if (p < line_end && text[p] == '(') {
    const char *close = memchr(text + p, ')', MIN(line_end - p, 40));
    p = close ? (guint32)(close - text) + 1 : p;
  }
  return p >= line_end || text[p] == ':' || text[p] == '|' || space_before(part, p);
}

/* A line that begins with a day leads its row of a timeline, and the rows below it. */
static void note_row_date(Walk *walk, guint32 start, guint32 end) {
  const GArray *dates = walk->part->dates;
  while (walk->date < dates->len && g_array_index(dates, DateMention, walk->date).start < start)
    walk->date++;
  if (walk->date >= dates->len)
    return;
  const DateMention *date = &g_array_index(dates, DateMention, walk->date);
  if (date->day && date->start < end && date->start <= start + 12)
    walk->row_date = leads_row(walk->part, date->end, end) ? (gint32)walk->date : -1;
}

static void read_line(Walk *walk, guint32 start, guint32 end) {
  const char *text = walk->part->folded->text;
  while (start < end && g_ascii_isspace(text[start]))
    start++;
  while (end > start && g_ascii_isspace(text[end - 1]))
    end--;
  if (start >= end) {
    walk->blank_before = TRUE;
    return;
  }
  int line_only = -1;
  guint8 before = walk->place;
  walk->start = start;
  walk->end = end;
  while (walk->hit < walk->part->hits->len &&
         g_array_index(walk->part->hits, AutomatonHit, walk->hit).start < start)
    walk->hit++;
  if (!walk->part->is_title)
    line_only = line_place(walk, start, end);
  if (walk->place != before || walk->heading)
    walk->row_date = -1;
  note_row_date(walk, start, end);
  cut_line(walk, start, end, line_only);
  walk->blank_before = FALSE;
}

/* TRUE where a broken line goes on: it is long and ends in hiragana, and no mark, number or blank
 * line begins the next. */
static gboolean goes_on(const Part *part, guint32 start, guint32 end, const char *next,
                        const char *source_end) {
  static const char *const bullets[] = {
      "・", "•",  "○",  "●",  "■", "◆", "※", "【", "(",  "<",
      "→",  "-",  "①",  "②",  "③", "④", "⑤", "（", "〇", "\xe3\x80\x80",
      "１", "２", "３", "４", "５"};
  if (end - start < LINE_BYTES_LEAST || next >= source_end || g_ascii_isspace(*next) ||
      g_ascii_isdigit(*next))
    return FALSE;
  const char *last = part->folded->text + end - 3;
  gboolean hiragana = memcmp(last, "\xe3\x81", 2) == 0 ||
                      (memcmp(last, "\xe3\x82", 2) == 0 && (guchar)last[2] <= 0x93);
  for (guint i = 0; hiragana && i < G_N_ELEMENTS(bullets); i++)
    if (starts(next, source_end - next, bullets[i]))
      return FALSE;
  return hiragana;
}

static void read_lines(Walk *walk) {
  const Part *part = walk->part;
  const char *source_end = part->source + part->source_bytes;
  guint32 start = 0;
  for (guint i = 0; i < part->line_breaks->len; i++) {
    const LineBreak *at = &g_array_index(part->line_breaks, LineBreak, i);
    walk->broken = walk->line < i;
    if (part->is_title || start == at->index ||
        !goes_on(part, start, at->index, part->source + at->source, source_end)) {
      read_line(walk, start, at->index);
      start = at->index;
      walk->line = i + 1;
    }
  }
  walk->broken = walk->line < part->line_breaks->len;
  read_line(walk, start, (guint32)part->folded->text_bytes);
}

void facts_part_init(Part *part) {
  part->hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  part->sentences = g_array_new(FALSE, FALSE, sizeof(Sentence));
  part->matches = g_array_new(FALSE, FALSE, sizeof(RuleMatch));
  part->denials = g_array_new(FALSE, FALSE, sizeof(Denial));
}

void facts_part_clear(Part *part) {
  g_array_unref(part->hits);
  g_array_unref(part->sentences);
  g_array_unref(part->matches);
  g_array_unref(part->denials);
}

static void clear_reading(Part *part) {
  g_array_set_size(part->sentences, 0);
  g_array_set_size(part->matches, 0);
  g_array_set_size(part->denials, 0);
}

/* Returns the bytes of the sentences that don't stand aside. */
static guint32 read_part(Reading *reading, Part *part, gboolean all) {
  Walk walk = {.reading = reading,
               .part = part,
               .all = all,
               .links = memchr(part->folded->text, '#', part->folded->text_bytes) != NULL,
               .place = PLACE_BODY,
               .blank_before = TRUE,
               .row_date = -1};
  clear_reading(part);
  read_lines(&walk);
  return walk.told;
}

void facts_part_read(Reading *reading, Part *part, const Analysis *analysis, const char *source,
                     gsize source_bytes) {
  part->folded = &analysis->index;
  part->source = source;
  part->source_bytes = source_bytes;
  part->line_breaks = analysis->line_breaks;
  part->dates = analysis->dates;
  part->quantities = analysis->quantities;
  rules_scan(reading->facts->rules, part->folded, part->hits);
  if (read_part(reading, part, FALSE) < part->folded->text_bytes / ASIDE_SHARE)
    read_part(reading, part, TRUE);
}

gboolean facts_span_denied(const Part *part, const Sentence *sentence, guint32 start, guint32 end) {
  for (guint i = 0; i < sentence->n_denials; i++) {
    const Denial *denial = &g_array_index(part->denials, Denial, sentence->first_denial + i);
    if (start >= denial->start && end <= denial->end)
      return TRUE;
  }
  return FALSE;
}

gboolean facts_match_denied(const Part *part, const Sentence *sentence, const RuleMatch *match) {
  return !match->rule->firm && facts_span_denied(part, sentence, match->start, match->end);
}

const Sentence *facts_sentence_at(const Part *part, guint32 at) {
  guint low = 0, high = part->sentences->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index(part->sentences, Sentence, middle).end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < part->sentences->len ? &g_array_index(part->sentences, Sentence, low) : NULL;
}

char *facts_source_text(const Part *part, guint32 start, guint32 end) {
  guint32 from = part->folded->offsets[start], to = part->folded->offsets[end];
  return g_strstrip(g_strndup(part->source + from, to - from));
}

void facts_evidence(Reading *reading, const Part *part, const Sentence *sentence,
                    const char *field) {
  char *text = facts_source_text(part, sentence->start, sentence->end);
  guint line = reading->notice->body_line + sentence->line;
  if (part->is_title)
    line = reading->notice->places && reading->notice->places->len
               ? g_array_index(reading->notice->places, NoticePlace, 0).line
               : 1;
  notice_add_evidence(reading->notice, field, text, -1, line);
  g_free(text);
}
