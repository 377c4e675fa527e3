#include "snippet.h"

#include <string.h>

#define ELLIPSIS "…"
#define REPEAT_WORTH 0.1 /* of a place whose word is already in the window */
#define LEAD_COLS 16     /* what stands before the first place where a sentence is too long */

/* A stretch of the source, bytes. */
typedef struct {
  gsize start, end;
} Range;

/* Kana and kanji, by far the most: nothing has to be looked up. */
static gboolean is_japanese(gunichar c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) ||
         (c >= 0x30A1 && c <= 0x30FA);
}

static guint char_cols(gunichar c) {
  if (is_japanese(c))
    return 2;
  if (g_unichar_iszerowidth(c))
    return 0;
  return g_unichar_iswide(c) ? 2 : 1;
}

static gboolean is_space(gunichar c) {
  return !is_japanese(c) &&
         (g_unichar_isspace(c) || c == 0x3000 || c == 0xA0 || c == 0xFEFF || c == 0x200B);
}

/* What must not reach a terminal or a line: controls, and signs that turn the direction of text. */
static gboolean is_unsafe(gunichar c) {
  return !is_japanese(c) && (g_unichar_iscntrl(c) || c == 0x061C || c == 0x200E || c == 0x200F ||
                             (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
                             c == 0x2028 || c == 0x2029);
}

static gboolean ends_sentence(gunichar c) {
  return c == 0x3002 || c == 0xFF0E || c == 0xFF01 || c == 0xFF1F || c == '\n' || c == '!' ||
         c == '?';
}

/* ---- places in the source */

/* Folded bytes to source bytes: whole characters, also where one was folded into several; without
 * the blanks and controls behind, which folding leaves out. */
static Range to_source(const char *source, const FoldedText *folded, guint32 start, guint32 end) {
  gsize behind = end;
  Range range = {folded->offsets[start], folded->offsets[end]};
  while (range.end <= folded->offsets[end - 1] && behind < folded->text_bytes)
    range.end = folded->offsets[++behind];
  while (range.end > range.start) {
    const char *last = g_utf8_prev_char(source + range.end);
    gunichar c = g_utf8_get_char(last);
    if (!is_space(c) && !is_unsafe(c))
      break;
    range.end = (gsize)(last - source);
  }
  return range;
}

typedef struct {
  Range range;
  guint word;
  double weight;
} Lit;

static GArray *lit_ranges(const char *source, const FoldedText *folded, const GArray *places) {
  GArray *lit = g_array_new(FALSE, FALSE, sizeof(Lit));
  for (guint i = 0; places && i < places->len; i++) {
    const SnippetPlace *place = &g_array_index(places, SnippetPlace, i);
    if (place->end <= place->start || place->end > folded->text_bytes)
      continue;
    Lit entry = {to_source(source, folded, place->start, place->end), place->word, place->weight};
    g_array_append_val(lit, entry);
  }
  return lit;
}

/* ---- sentences */

/* Of the text, one behind the other. Columns are counted when they are asked for. */
typedef struct {
  Range range;
  gboolean lit, counted;
  guint cols; /* where a blank, or nothing, stands before it */
  gboolean blank_begin, blank_end;
} Sentence;

/* The byte behind the sentence that begins at `at`: it ends at the first of 。．！？ ! ? and a
 * line's end, as ends_sentence says; read by bytes, of which no other character has these. */
static const char *sentence_end(const char *at) {
  for (; *at; at++) {
    guchar c = (guchar)*at;
    if (c == '\n' || c == '!' || c == '?')
      return at + 1;
    if (c < 0xE3 || !at[1] || !at[2])
      continue;
    if (!memcmp(at, "。", 3) || !memcmp(at, "．", 3) || !memcmp(at, "！", 3) ||
        !memcmp(at, "？", 3))
      return at + 3;
  }
  return at;
}

/* lit ascends by start. */
static GArray *sentences_of(const char *source, const GArray *lit) {
  GArray *sentences = g_array_sized_new(FALSE, FALSE, sizeof(Sentence), 64);
  guint next = 0;
  for (const char *start = source; *start;) {
    const char *end = sentence_end(start);
    Sentence sentence = {.range = {(gsize)(start - source), (gsize)(end - source)}};
    for (; next < lit->len; next++) {
      gsize at = g_array_index(lit, Lit, next).range.start;
      if (at >= sentence.range.end)
        break;
      sentence.lit |= at >= sentence.range.start;
    }
    g_array_append_val(sentences, sentence);
    start = end;
  }
  return sentences;
}

static guint range_cols(const char *source, Range range) {
  guint cols = 0;
  gboolean space = TRUE;
  for (const char *at = source + range.start; at < source + range.end; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!is_space(c))
      cols += char_cols(c);
    else if (!space)
      cols++;
    space = is_space(c);
  }
  return cols;
}

static const Sentence *counted(const char *source, GArray *sentences, guint i) {
  Sentence *sentence = &g_array_index(sentences, Sentence, i);
  if (!sentence->counted) {
    const char *begin = source + sentence->range.start, *end = source + sentence->range.end;
    sentence->cols = range_cols(source, sentence->range);
    sentence->blank_begin = is_space(g_utf8_get_char(begin));
    sentence->blank_end = is_space(g_utf8_get_char(g_utf8_prev_char(end)));
    sentence->counted = TRUE;
  }
  return sentence;
}

/* What sentence i adds to the columns of those from `first` on. */
static guint added_cols(const char *source, GArray *sentences, guint first, guint i) {
  const Sentence *own = counted(source, sentences, i);
  gboolean blank = i == first || counted(source, sentences, i - 1)->blank_end;
  return own->cols + (own->blank_begin && !blank);
}

/* Distinct words count whole, repeated ones little; a longer stretch costs a little. */
static double worth(const GArray *lit, Range range) {
  double sum = 0;
  guint64 seen = 0;
  for (guint i = 0; i < lit->len; i++) {
    const Lit *entry = &g_array_index(lit, Lit, i);
    if (entry->range.start >= range.end)
      break;
    if (entry->range.start < range.start || entry->range.end > range.end)
      continue;
    guint64 bit = G_GUINT64_CONSTANT(1) << (entry->word % 64);
    sum += seen & bit ? entry->weight * REPEAT_WORTH : entry->weight;
    seen |= bit;
  }
  return sum;
}

/* The best stretch of whole sentences that fits, first come on ties; start == end where none does.
 * It begins with a sentence that has a place: without an unlit one before it, any is worth more. */
static Range best_sentences(const char *source, GArray *sentences, const GArray *lit,
                            guint cols_max) {
  Range best = {0, 0};
  double most = 0;
  for (guint i = 0; i < sentences->len; i++) {
    Range range = g_array_index(sentences, Sentence, i).range;
    if (!g_array_index(sentences, Sentence, i).lit)
      continue;
    guint cols = 0;
    for (guint j = i; j < sentences->len; j++) {
      cols += added_cols(source, sentences, i, j);
      if (cols > cols_max)
        break;
      range.end = g_array_index(sentences, Sentence, j).range.end;
      double value = worth(lit, range) - 0.001 * (j - i);
      if (value > most) {
        most = value;
        best = range;
      }
    }
  }
  return best;
}

/* As many characters from start on as fit. */
static Range fit_from(const char *source, gsize start, guint cols_max) {
  Range range = {start, start};
  guint cols = 0;
  for (const char *at = source + start; *at; at = g_utf8_next_char(at)) {
    cols += char_cols(g_utf8_get_char(at));
    if (cols > cols_max)
      break;
    range.end = (gsize)(g_utf8_next_char(at) - source);
  }
  return range;
}

/* Some columns before a place, but not beyond the beginning of its sentence. */
static gsize lead_in(const char *source, gsize at) {
  guint cols = 0;
  const char *p = source + at;
  while (p > source) {
    const char *before = g_utf8_prev_char(p);
    gunichar c = g_utf8_get_char(before);
    cols += char_cols(c);
    if (ends_sentence(c) || cols > LEAD_COLS)
      break;
    p = before;
  }
  return (gsize)(p - source);
}

/* A window of characters, where the sentence itself is too long. */
static Range best_window(const char *source, const GArray *lit, guint cols_max) {
  Range best = {0, 0};
  double most = 0;
  for (guint i = 0; i < lit->len; i++) {
    gsize start = lead_in(source, g_array_index(lit, Lit, i).range.start);
    Range range = fit_from(source, start, cols_max);
    double value = worth(lit, range);
    if (value > most) {
      most = value;
      best = range;
    }
  }
  return best;
}

static void skip_ends(const char *source, Range *range) {
  while (range->start < range->end && is_space(g_utf8_get_char(source + range->start)))
    range->start = (gsize)(g_utf8_next_char(source + range->start) - source);
  while (range->end > range->start) {
    const char *last = g_utf8_prev_char(source + range->end);
    if (!is_space(g_utf8_get_char(last)))
      break;
    range->end = (gsize)(last - source);
  }
}

/* Adds the sentences behind while they fit, then those before within the paragraph. */
static void fill_up(const char *source, GArray *sentences, guint cols_max, Range *range) {
  guint first = 0, cols = 0;
  while (first < sentences->len &&
         g_array_index(sentences, Sentence, first).range.start < range->start)
    first++;
  for (guint i = first; i < sentences->len; i++) {
    cols += added_cols(source, sentences, first, i);
    if (cols > cols_max)
      break;
    range->end = MAX(range->end, g_array_index(sentences, Sentence, i).range.end);
  }
  while (first-- > 0 && !g_str_has_prefix(source + range->start - 1, "\n\n")) {
    Range both = {g_array_index(sentences, Sentence, first).range.start, range->end};
    if (range_cols(source, both) > cols_max)
      break;
    range->start = both.start;
  }
}

static Range choose(const char *source, const GArray *lit, guint cols_max) {
  GArray *sentences = sentences_of(source, lit);
  Range range = best_sentences(source, sentences, lit, cols_max);
  Range window = best_window(source, lit, cols_max - 4);
  if (worth(lit, window) > worth(lit, range) + 0.5 || range.end == range.start) {
    range = window;
  } else {
    fill_up(source, sentences, cols_max, &range);
    if (range_cols(source, range) < cols_max / 2) /* the next one doesn't fit: its beginning */
      range.end = MAX(range.end, fit_from(source, range.start, cols_max - 2).end);
  }
  if (range.end == range.start) {
    gsize start = 0;
    while (source[start] && is_space(g_utf8_get_char(source + start)))
      start = (gsize)(g_utf8_next_char(source + start) - source);
    range = fit_from(source, start, cols_max - 2);
  }
  g_array_unref(sentences);
  skip_ends(source, &range);
  return range;
}

/* ---- writing */

typedef struct {
  GString *text;
  guint chars;
  GArray *highlights;
  const GArray *lit;
  guint next; /* of lit */
  gsize lit_to;
} Writer;

static void put(Writer *writer, gunichar c) {
  g_string_append_unichar(writer->text, c);
  writer->chars++;
}

/* Lights what the source byte belongs to; the pair under way grows or a new one begins. */
static void light(Writer *writer, gsize at, gsize behind) {
  while (writer->next < writer->lit->len &&
         g_array_index(writer->lit, Lit, writer->next).range.start < behind) {
    gsize end = g_array_index(writer->lit, Lit, writer->next++).range.end;
    writer->lit_to = MAX(writer->lit_to, end);
  }
  if (at >= writer->lit_to)
    return;
  GArray *pairs = writer->highlights;
  guint begin = writer->chars, end = writer->chars + 1;
  if (pairs->len && g_array_index(pairs, guint, pairs->len - 1) == begin) {
    g_array_index(pairs, guint, pairs->len - 1) = end;
    return;
  }
  g_array_append_val(pairs, begin);
  g_array_append_val(pairs, end);
}

static int by_start(gconstpointer a, gconstpointer b) {
  const Lit *left = a, *right = b;
  return left->range.start < right->range.start ? -1 : left->range.start > right->range.start;
}

static void write_range(Writer *writer, const char *source, Range range) {
  gboolean space = TRUE;
  for (const char *at = source + range.start; at < source + range.end;) {
    gunichar c = g_utf8_get_char(at);
    const char *behind = g_utf8_next_char(at);
    gboolean blank = is_space(c);
    if (!blank || !space) {
      light(writer, (gsize)(at - source), (gsize)(behind - source));
      put(writer, blank ? ' ' : is_unsafe(c) ? 0xFFFD : c);
    }
    space = blank;
    at = behind;
  }
}

char *snippet_cut(const char *source, const FoldedText *folded, const GArray *places,
                  guint cols_max, GArray *highlights) {
  GArray *lit = lit_ranges(source, folded, places);
  g_array_sort(lit, by_start);
  Range range = choose(source, lit, MAX(cols_max, 8));
  Writer writer = {.text = g_string_new(NULL), .highlights = highlights, .lit = lit};
  while (writer.next < lit->len && g_array_index(lit, Lit, writer.next).range.end <= range.start)
    writer.next++;
  gboolean begun =
      range.start > 0 && !ends_sentence(g_utf8_get_char(g_utf8_prev_char(source + range.start)));
  const char *last = range.end > range.start ? g_utf8_prev_char(source + range.end) : source;
  if (begun && !is_space(g_utf8_get_char(g_utf8_prev_char(source + range.start))))
    put(&writer, g_utf8_get_char(ELLIPSIS));
  write_range(&writer, source, range);
  if (source[range.end] && *last && !ends_sentence(g_utf8_get_char(last)) &&
      !is_space(g_utf8_get_char(source + range.end)))
    put(&writer, g_utf8_get_char(ELLIPSIS));
  g_array_unref(lit);
  return g_string_free(writer.text, FALSE);
}
