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
#define ABSENT_WEIGHT 2     /* of a denial that says what isn't there */
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
  guint32 start, end; /* of the line at hand, in folded bytes … */
  guint first, last;  /* … and in characters, by number */
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

/* Below, characters of a part are meant by their number, unless bytes are named. */

static inline guint16 code_at(const Part *part, guint c) {
  return part->folded->codes[c];
}

static inline guint32 byte_at(const Part *part, guint c) {
  return part->folded->starts[c];
}

static guint bytes_between(const Part *part, guint from, guint to) {
  return byte_at(part, to) - byte_at(part, from);
}

/* Eight codes at once. */
typedef guint16 Codes __attribute__((vector_size(16)));
typedef gint16 CodesSay __attribute__((vector_size(16))); /* of each: -1 or 0 … */
typedef gint8 CodeSays __attribute__((vector_size(8)));   /* … the same in a byte */

static inline Codes codes_load(const guint16 *codes) {
  Codes loaded;
  memcpy(&loaded, codes, sizeof loaded);
  return loaded;
}

/* The place of the first that says yes; 8 where none does. */
static inline guint first_says(CodesSay says) {
  const CodeSays each = __builtin_convertvector(says, CodeSays);
  guint64 all;
  memcpy(&all, &each, sizeof all);
  all = GUINT64_FROM_LE(all);
  return all ? (guint)__builtin_ctzll(all) / 8 : 8;
}

/* As many for all; the rest is 0. */
#define MARKS_MAX 16
static const guint16 top_marks[MARKS_MAX] = {u'【', u'■', u'◆', u'●', u'<', u'〈', u'《', u'□',
                                             u'▼',  u'◎', u'★', u'[', u'▽', u'◇',  u'〔', u'『'};
static const guint16 sub_marks[MARKS_MAX] = {u'・', u'•', u'○', u'〇', u'※', u'*', u'-',
                                             u'(',  u'→', u'‐', u'▪',  u'▶', u'▷', u'¤'};
static const guint16 kanji_numbers[MARKS_MAX] = {u'一', u'二', u'三', u'四', u'五',
                                                 u'六', u'七', u'八', u'九', u'十'};

/* TRUE where the code, which is not 0, is one of these. */
static inline gboolean is_among(const guint16 *marks, guint16 code) {
  return first_says((codes_load(marks) == code) | (codes_load(marks + 8) == code)) < 8;
}

/* The number in front of a heading: "1", "12", "三"; *at is moved behind it. FALSE where what looks
 * like one is a word (一部). */
static gboolean read_number(const Part *part, guint *at, guint end, gboolean kanji) {
  const guint start = *at;
  while (*at < end && *at - start < 3 && (guint)(code_at(part, *at) - '0') <= 9)
    (*at)++;
  if (*at > start || !kanji || !is_among(kanji_numbers, code_at(part, start)))
    return TRUE;
  (*at)++;
  return *at >= end || space_before(part, byte_at(part, *at)) || code_at(part, *at) == '.' ||
         code_at(part, *at) == u'、';
}

static gboolean is_dot(guint16 code) {
  return code == '.' || code == ')' || code == ':' || code == u'、';
}

/* "1.", "1 ", "(1)", "【", "■", "・" in front of a heading; *at is moved behind it. */
static Mark read_mark(const Part *part, guint *at, guint end) {
  const guint16 code = code_at(part, *at);
  if (is_among(top_marks, code)) {
    (*at)++;
    return MARK_TOP;
  }
  guint p = *at + (guint)is_among(sub_marks, code), digits = p;
  Mark mark = p == *at ? MARK_NONE : code == '(' ? MARK_SUB : MARK_BULLET;
  if (p < end && !read_number(part, &digits, end, mark == MARK_NONE))
    return MARK_NONE;
  if (digits > p && digits < end) {
    gboolean dot = is_dot(code_at(part, digits));
    if (!dot && !space_before(part, byte_at(part, digits)))
      return mark;
    if (mark == MARK_NONE)
      mark = code_at(part, digits) == ')' ? MARK_SUB : MARK_TOP;
    else
      mark = MARK_SUB;
    p = digits + (guint)dot;
    p += (guint)(p < end && is_among(top_marks, code_at(part, p)));
  }
  *at = p;
  return mark;
}

typedef enum { CUT_NONE, CUT_OPEN, CUT_CLOSE, CUT_STOP, CUT_COMMA } Cut;

/* What a character is to a sentence. */
static inline Cut cut_of(guint16 code) {
  switch (code) {
  case u'。':
    return CUT_STOP;
  case u'、':
    return CUT_COMMA;
  case u'「':
  case '(':
    return CUT_OPEN;
  case u'」':
  case ')':
    return CUT_CLOSE;
  default:
    return CUT_NONE;
  }
}

/* TRUE for a mark that closes a heading. */
static inline gboolean is_closer(guint16 code) {
  switch (code) {
  case u'】':
  case u'〉':
  case u'》':
  case u'〕':
  case u'』':
  case '>':
  case ']':
  case ':':
  case ')':
    return TRUE;
  default:
    return FALSE;
  }
}

/* The first of eight characters that closes a heading or ends a sentence, or is another bracket of
 * Japanese; 8 where none is. */
static inline guint first_stop(const guint16 *codes) {
  const Codes at = codes_load(codes);
  return first_says((at - u'。' <= u'〕' - u'。') | (at == ':') | (at == ')') | (at == '>') |
                    (at == ']'));
}

/* The first character that closes a heading or ends a sentence, from one on; end where none does.
 */
static guint stop_from(const Part *part, guint c, guint end) {
  while (c < end) {
    const guint passed = first_stop(part->folded->codes + c);
    c += passed;
    if (passed < 8 && c < end && (is_closer(code_at(part, c)) || code_at(part, c) == u'。'))
      return c;
    c += passed < 8;
  }
  return end;
}

/* TRUE where the source of some characters is the same to the byte, and has no white space. */
static gboolean is_plain(const Part *part, guint start, guint end) {
  const guint32 from = byte_at(part, start), bytes = bytes_between(part, start, end);
  const guint32 offset = part->folded->offsets[from];
  return offset + bytes <= part->source_bytes &&
         memcmp(part->source + offset, part->folded->text + from, bytes) == 0 &&
         !memchr(part->folded->text + from, ' ', bytes);
}

/* The first character behind the one at start that stands behind white space; end where none does.
 */
static guint space_from(const Part *part, guint start, guint end) {
  if (is_plain(part, start, end))
    return end;
  for (guint c = start + 1; c < end; c++)
    if (space_before(part, byte_at(part, c)))
      return c;
  return end;
}

/* Where the heading that begins at start ends: at a closing mark, a space, the line's end; start
 * where the line is no heading (too long, or a sentence). *rest: where the text behind it begins.
 */
static guint heading_end(const Part *part, guint start, guint end, guint32 most_bytes,
                         guint *rest) {
  const guint most = MIN(end, start + most_bytes + 1); /* a character takes a byte or more */
  const guint stop = stop_from(part, start, most), space = space_from(part, start, stop);
  *rest = space;
  if (bytes_between(part, start, space) > most_bytes ||
      (space == stop && stop < end && code_at(part, stop) == u'。'))
    return start;
  if (space == stop && stop < end && is_closer(code_at(part, stop)))
    *rest = stop + 1;
  return space;
}

/* The rules that hold between two bytes of the line; *first, *n: the hits that begin there. */
static void match_line(Walk *walk, const RulesSentence *asked, guint *first, guint *n) {
  Part *part = walk->part;
  const AutomatonHit *hits = (const AutomatonHit *)(gpointer)part->hits->data;
  guint from = walk->hit;
  while (from < part->hits->len && hits[from].start < asked->start)
    from++;
  *first = from;
  *n = (guint)rules_match(walk->reading->facts->rules, walk->reading->scratch, hits + from,
                          part->hits->len - from, asked, part->matches);
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

/* A line that names another notice by its mark. */
static gboolean has_link(const Walk *walk) {
  return memmem(walk->part->folded->text + walk->start, walk->end - walk->start, link_mark,
                strlen(link_mark)) != NULL;
}

/* What a line's heading does: sets the section's place, or (for "・原因 …") that of its line alone.
 */
static int line_place(Walk *walk) {
  const Part *part = walk->part;
  const guint end = walk->last;
  guint at = walk->first, rest;
  walk->heading = FALSE;
  if (walk->links && has_link(walk))
    return PLACE_REFERENCE; /* a line that leads to another notice */
  Mark mark = read_mark(part, &at, end);
  guint32 most = mark != MARK_NONE    ? HEADING_BYTES_MAX
                 : walk->blank_before ? PLAIN_HEADING_BYTES_MAX
                                      : INLINE_HEADING_BYTES_MAX;
  guint stop = at < end ? heading_end(part, at, end, most, &rest) : at;
  if (stop == at)
    return -1;
  guint bytes = bytes_between(part, at, stop);
  gboolean inline_text = rest < end;
  if (mark == MARK_BULLET && (bytes > BULLET_BYTES_MAX || walk->place == PLACE_REFERENCE))
    return -1;
  if (mark == MARK_NONE && (inline_text ? bytes > INLINE_HEADING_BYTES_MAX : !walk->blank_before))
    return -1;
  double weight;
  int place = heading_place(walk, byte_at(part, at), byte_at(part, stop), &weight);
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
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT)
    if (match->rule->code == SIGNAL_BOUNDARY && match->end + BARE_BYTES <= deny->start &&
        match->end > start)
      start = match->end;
  return start;
}

/* TRUE where data are named between two bytes; topic: and は stands behind them. */
static gboolean names_data(const Part *part, const Sentence *sentence, guint32 from, guint32 to,
                           gboolean topic) {
  static const char mark[] = "は";
  FACTS_EACH_MATCH (match, part, sentence, TABLE_DATA)
    if (match->start >= from && match->end <= to &&
        (!topic || memmem(part->folded->text + match->end, to - match->end, mark, strlen(mark))))
      return TRUE;
  return FALSE;
}

static guint32 clause_before(const Part *part, const Sentence *sentence, guint32 start) {
  guint32 before = sentence->start;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT)
    if (match->rule->code == SIGNAL_BOUNDARY && match->end < start)
      before = MAX(before, match->end);
  return before;
}

/* 口座番号は別に管理しており、控えには含まれておりません: where a clause that says what isn't there
 * names no data, those are meant that a clause before it has as its topic. */
static guint32 data_start(const Part *part, const Sentence *sentence, const RuleMatch *deny,
                          guint32 start) {
  if (deny->rule->weight < ABSENT_WEIGHT || names_data(part, sentence, start, deny->start, FALSE))
    return start;
  for (guint32 to = start, from; to > sentence->start; to = from) {
    from = clause_before(part, sentence, to);
    if (names_data(part, sentence, from, to, TRUE))
      return from;
  }
  return start;
}

/* Notes where the matches of each table begin: rules_match gives them in that order. */
static void note_tables(const Part *part, Sentence *sentence) {
  guint16 *at = sentence->table_at;
  for (guint i = sentence->first_match; i < part->matches->len; i++)
    at[g_array_index(part->matches, RuleMatch, i).rule->table + 1]++;
  for (guint table = 1; table <= TABLE_N; table++)
    at[table] = (guint16)(at[table] + at[table - 1]);
}

static void note_matches(Part *part, Sentence *sentence) {
  sentence->first_denial = part->denials->len;
  if (sentence->first_match == part->matches->len)
    return;
  note_tables(part, sentence);
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT) {
    sentence->signals |= 1u << match->rule->code;
    if (match->rule->code == SIGNAL_DENY) {
      const guint32 start = clause_start(part, sentence, match);
      const Denial denial = {start, data_start(part, sentence, match, start), match->end};
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
  if (!walk->broken)
    return 0;
  const char *at = part->source + part->folded->offsets[walk->start];
  const char *to = part->source + part->folded->offsets[start];
  guint32 lines = 0;
  while ((at = memchr(at, '\n', (gsize)(to - at)))) {
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

/* The first of eight characters at which a sentence may be cut, unless it is long; 8 where none is.
 */
static inline guint first_cut(const guint16 *codes) {
  const Codes at = codes_load(codes);
  return first_says((at - u'。' <= u'」' - u'。') | ((at & ~1) == '('));
}

/* Cuts the line at 。 outside of brackets, and where it grows too long. */
static void cut_line(Walk *walk, int line_only) {
  const Part *part = walk->part;
  const gboolean is_long = walk->end - walk->start > SENTENCE_BYTES_MAX;
  int depth = 0;
  guint32 from = walk->start;
  for (guint c = walk->first; c < walk->last;) {
    const guint passed = is_long ? 0 : first_cut(part->folded->codes + c);
    c += passed;
    if (passed == 8 || c >= walk->last)
      continue;
    const Cut cut = cut_of(code_at(part, c));
    depth += cut == CUT_OPEN ? 1 : cut == CUT_CLOSE && depth > 0 ? -1 : 0;
    if (ends_sentence(cut, depth, byte_at(part, c) - from)) {
      add_sentence(walk, from, byte_at(part, c + 1), line_only);
      from = byte_at(part, c + 1);
      depth = 0;
    }
    c++;
  }
  add_sentence(walk, from, walk->end, line_only);
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

/* The character that begins at a byte, or the first behind it; from: one that isn't behind it. */
static guint char_at(const Part *part, guint from, guint32 byte) {
  const guint32 bytes = byte - byte_at(part, from);
  guint to = MIN(from + bytes, (guint)part->folded->chars);
  const guint guess = MIN(from + bytes / 3, to); /* nearly all take three */
  if (byte_at(part, guess) == byte)
    return guess;
  if (byte_at(part, guess) < byte)
    from = guess;
  else
    to = guess;
  while (from < to) {
    guint middle = from + (to - from) / 2;
    if (byte_at(part, middle) < byte)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

/* Moves to a line: its bytes, its characters, its hits. */
static void enter_line(Walk *walk, guint32 start, guint32 end) {
  const GArray *hits = walk->part->hits;
  walk->start = start;
  walk->end = end;
  walk->first = char_at(walk->part, walk->last, start);
  walk->last = char_at(walk->part, walk->first, end);
  while (walk->hit < hits->len && g_array_index(hits, AutomatonHit, walk->hit).start < start)
    walk->hit++;
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
  guint8 before = walk->place;
  enter_line(walk, start, end);
  int line_only = walk->part->is_title ? -1 : line_place(walk);
  if (walk->place != before || walk->heading)
    walk->row_date = -1;
  note_row_date(walk, start, end);
  cut_line(walk, line_only);
  walk->blank_before = FALSE;
}

static gboolean starts(const char *text, gsize bytes, const char *word) {
  if (!bytes || *text != *word)
    return FALSE;
  gsize n = strlen(word);
  return bytes >= n && memcmp(text, word, n) == 0;
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

/* Has the processor fetch what each line is looked up in: it comes from far, line by line. */
static void fetch_lines(const Part *part) {
  for (guint i = 0; i < part->line_breaks->len; i++) {
    const LineBreak *at = &g_array_index(part->line_breaks, LineBreak, i);
    __builtin_prefetch(part->folded->offsets + at->index);
    __builtin_prefetch(part->source + at->source);
  }
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
  part->matches = g_array_sized_new(FALSE, FALSE, sizeof(RuleMatch), 64); /* never NULL */
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
  fetch_lines(part);
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

gboolean facts_data_denied(const Part *part, const Sentence *sentence, const RuleMatch *match) {
  for (guint i = 0; i < sentence->n_denials; i++) {
    const Denial *denial = &g_array_index(part->denials, Denial, sentence->first_denial + i);
    if (match->start >= denial->data_start && match->end <= denial->end)
      return !match->rule->firm;
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

/* Bytes of the source, without white space around. */
typedef struct {
  const char *start, *end;
} Span;

static Span source_span(const Part *part, guint32 start, guint32 end) {
  Span span = {part->source + part->folded->offsets[start],
               part->source + part->folded->offsets[end]};
  while (span.start < span.end && g_ascii_isspace(*span.start))
    span.start++;
  while (span.end > span.start && g_ascii_isspace(span.end[-1]))
    span.end--;
  return span;
}

char *facts_source_text(const Part *part, guint32 start, guint32 end) {
  const Span span = source_span(part, start, end);
  return g_strndup(span.start, (gsize)(span.end - span.start));
}

void facts_evidence(Reading *reading, const Part *part, const Sentence *sentence,
                    const char *field) {
  const Span span = source_span(part, sentence->start, sentence->end);
  guint line = reading->notice->body_line + sentence->line;
  if (part->is_title)
    line = reading->notice->places && reading->notice->places->len
               ? g_array_index(reading->notice->places, NoticePlace, 0).line
               : 1;
  notice_add_evidence(reading->notice, field, span.start, span.end - span.start, line);
}
