/* Cuts a chunk into what it says: compounds, inflected words, amounts, days. */
#include <string.h>

#include "search_chunk.h"

const Unit *chunk_unit(const Chunk *chunk, guint i) {
  return &g_array_index(chunk->analysis.units, Unit, i);
}

char *chunk_text(const Chunk *chunk, guint32 start, guint32 end) {
  return g_strndup(chunk->analysis.index.text + start, end - start);
}

char *chunk_shown(const Chunk *chunk, guint32 start, guint32 end) {
  const guint32 *offsets = chunk->analysis.index.offsets;
  return g_strndup(chunk->source + offsets[start], offsets[end] - offsets[start]);
}

static Piece *add_piece(Chunk *chunk, PieceKind kind, guint first, guint last) {
  Piece piece = {.kind = kind,
                 .start = chunk_unit(chunk, first)->start,
                 .end = chunk_unit(chunk, last)->end,
                 .first = first,
                 .last = last};
  g_array_append_val(chunk->pieces, piece);
  return &g_array_index(chunk->pieces, Piece, chunk->pieces->len - 1);
}

static guint units_n(const Chunk *chunk) {
  return chunk->analysis.units->len;
}

/* The last unit that begins before a byte. */
static guint last_before(const Chunk *chunk, guint first, guint32 end) {
  guint last = first;
  while (last + 1 < units_n(chunk) && chunk_unit(chunk, last + 1)->start < end)
    last++;
  return last;
}

static gboolean goes_on(const Chunk *chunk, guint last) {
  return last + 1 < units_n(chunk) && chunk_unit(chunk, last + 1)->joined;
}

/* A year alone is one where nothing is joined to it (2023年春); a month needs a year or a day. */
static gboolean says_when(const Chunk *chunk, const DateMention *date, guint last) {
  if (!date->month)
    return date->year && !goes_on(chunk, last);
  return date->year || date->day;
}

static gboolean take_date(Chunk *chunk, const GArray *dates, guint first, guint *last) {
  for (guint i = 0; i < dates->len; i++) {
    const DateMention *date = &g_array_index(dates, DateMention, i);
    if (date->start != chunk_unit(chunk, first)->start)
      continue;
    guint end = last_before(chunk, first, date->end);
    if (!says_when(chunk, date, end))
      continue;
    *last = end;
    Piece *piece = add_piece(chunk, PIECE_DATE, first, *last);
    piece->date = piece->until = *date;
    return TRUE;
  }
  return FALSE;
}

/* 2023年4月から6月: from the one day to the other. */
static void join_span(Chunk *chunk) {
  static const char *const signs[] = {"から", "より", "~", "-", "ー", "~翌", "から翌"};
  guint n = chunk->pieces->len;
  if (n < 2)
    return;
  Piece *from = &g_array_index(chunk->pieces, Piece, n - 2);
  const Piece *to = &g_array_index(chunk->pieces, Piece, n - 1);
  if (from->kind != PIECE_DATE || to->kind != PIECE_DATE || !from->date.year)
    return;
  g_autofree char *between = chunk_text(chunk, from->end, to->start);
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
    if (g_str_equal(between, signs[i])) {
      from->until = to->date;
      if (!from->until.year)
        from->until.year = from->date.year + (to->date.month < from->date.month);
      from->end = to->end;
      from->last = to->last;
      g_array_set_size(chunk->pieces, n - 1);
      return;
    }
}

/* Words before an amount that belong to it. */
static gboolean says_about(const Chunk *chunk, guint i) {
  static const char *const words[] = {"約", "計", "合計", "最大", "およそ", "延べ", "総計"};
  const Unit *unit = chunk_unit(chunk, i);
  g_autofree char *text = chunk_text(chunk, unit->start, unit->end);
  for (guint w = 0; w < G_N_ELEMENTS(words); w++)
    if (g_str_equal(words[w], text))
      return TRUE;
  return FALSE;
}

/* What stands behind an amount, and the last unit of it. */
static Bound bound_behind(const Chunk *chunk, guint32 end, guint *last) {
  static const struct {
    const char *words;
    Bound bound;
  } rows[] = {{"以上", BOUND_AT_LEAST},  {"超", BOUND_MORE},      {"超え", BOUND_MORE},
              {"を超える", BOUND_MORE},  {"を超え", BOUND_MORE},  {"を上回る", BOUND_MORE},
              {"以下", BOUND_AT_MOST},   {"以内", BOUND_AT_MOST}, {"未満", BOUND_LESS},
              {"を下回る", BOUND_LESS},  {"程度", BOUND_ABOUT},   {"前後", BOUND_ABOUT},
              {"ほど", BOUND_ABOUT},     {"規模", BOUND_ABOUT},   {"くらい", BOUND_ABOUT},
              {"ぐらい", BOUND_ABOUT},   {"余り", BOUND_ABOUT},   {"余", BOUND_ABOUT},
              {"あまり", BOUND_ABOUT},   {"弱", BOUND_ABOUT},     {"強", BOUND_ABOUT},
              {"以上分", BOUND_AT_LEAST}};
  const char *text = chunk->analysis.index.text + end;
  Bound bound = BOUND_NONE;
  gsize longest = 0;
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_str_has_prefix(text, rows[i].words) && strlen(rows[i].words) > longest) {
      bound = rows[i].bound;
      longest = strlen(rows[i].words);
    }
  for (guint next = *last + 1; longest && next < units_n(chunk); next++)
    if (chunk_unit(chunk, next)->start < end + longest)
      *last = next;
  return bound;
}

/* 31名分, 20人様: of whom the amount is. */
static gboolean is_portion(const Chunk *chunk, guint32 start, guint32 end) {
  static const char *const words[] = {"分", "様", "さま", "方", "名", "様分", "ぶん"};
  g_autofree char *text = chunk_text(chunk, start, end);
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_equal(words[i], text))
      return TRUE;
  return FALSE;
}

/* Takes portions behind an amount that ends at end, within its last unit (名分) or behind it. FALSE
 * where something else ends there. */
static gboolean take_portions(const Chunk *chunk, guint32 end, guint *last) {
  guint32 behind = chunk_unit(chunk, *last)->end;
  if (behind != end && !is_portion(chunk, end, behind))
    return FALSE;
  while (goes_on(chunk, *last) &&
         is_portion(chunk, chunk_unit(chunk, *last + 1)->start, chunk_unit(chunk, *last + 1)->end))
    ++*last;
  return TRUE;
}

/* 2726件 is an amount, the 2 of 第2報 and the 4 of Y4 belong to their words. */
static gboolean take_number(Chunk *chunk, const GArray *quantities, guint first, guint *last) {
  gboolean tied = first > 0 && chunk_unit(chunk, first)->joined;
  if (tied && !says_about(chunk, first - 1))
    return FALSE;
  for (guint i = 0; i < quantities->len; i++) {
    const Quantity *quantity = &g_array_index(quantities, Quantity, i);
    if (quantity->start != chunk_unit(chunk, first)->start)
      continue;
    *last = last_before(chunk, first, quantity->end);
    if (*quantity->counter ? !take_portions(chunk, quantity->end, last)
                           : chunk_unit(chunk, *last)->end != quantity->end)
      return FALSE;
    Bound bound = bound_behind(chunk, chunk_unit(chunk, *last)->end, last);
    if (goes_on(chunk, *last))
      return FALSE;
    if (tied && chunk->pieces->len)
      g_array_set_size(chunk->pieces, chunk->pieces->len - 1); /* 約 */
    Piece *piece = add_piece(chunk, PIECE_NUMBER, first, *last);
    piece->quantity = *quantity;
    piece->bound = tied && !bound ? BOUND_ABOUT : bound;
    return TRUE;
  }
  return FALSE;
}

/* A mark may tie words (ClassPad.net), but none ends one. */
static guint run_end(const Chunk *chunk, guint first) {
  guint last = first, end = first;
  while (goes_on(chunk, last) && chunk_unit(chunk, last + 1)->kind != UNIT_FUNCTION &&
         !says_about(chunk, end)) {
    last++;
    if (chunk_unit(chunk, last)->kind != UNIT_MARK)
      end = last;
  }
  return end;
}

static void take_word(Chunk *chunk, guint first, guint *last) {
  const Unit *unit = chunk_unit(chunk, first);
  *last = run_end(chunk, first);
  if (unit->kind != UNIT_INFLECTED || *last > first) {
    add_piece(chunk, PIECE_RUN, first, *last);
    return;
  }
  g_autofree char *surface = chunk_text(chunk, unit->start, unit->end);
  Piece *piece = add_piece(chunk, PIECE_BASE, first, first);
  piece->base = unit->base ? unit->base : g_string_chunk_insert(chunk->analysis.strings, surface);
}

void chunk_cut(Chunk *chunk) {
  const FoldedText *folded = &chunk->analysis.index;
  GArray *dates = date_scan(folded->text, folded->text_bytes, 0);
  GArray *quantities = quantity_scan(folded->text, folded->text_bytes);
  for (guint i = 0, last = 0; i < units_n(chunk); i = last + 1) {
    const Unit *unit = chunk_unit(chunk, i);
    last = i;
    chunk->apart |= i > 0 && !unit->joined;
    chunk->grammar |= unit->kind == UNIT_FUNCTION;
    if (unit->kind == UNIT_FUNCTION || unit->kind == UNIT_MARK)
      continue;
    if (take_date(chunk, dates, i, &last))
      join_span(chunk);
    else if (!take_number(chunk, quantities, i, &last))
      take_word(chunk, i, &last);
  }
  g_array_unref(dates);
  g_array_unref(quantities);
}
