#include "terms.h"

#include <string.h>

#include "fold_steps.h"

gboolean terms_is_word_char(gunichar c) {
  if (c < 0x80)
    return g_ascii_isalnum((char)c);
  if (c == 0x3005 || c == 0x3006 || c == 0x3007)
    return TRUE;
  if (c >= 0x3001 && fold_is_japanese(c))
    return c >= 0x3041 && c != 0x30FB && c != 0x30A0;
  return g_unichar_isalnum(c);
}

/* ---- words ---- */

typedef struct {
  TermsFunc func;
  gpointer user;
  const Analysis *analysis;
  GString *spelling;
} Emitter;

static gboolean ends_long(const char *word, gsize bytes) {
  return bytes >= 9 && !memcmp(word + bytes - 3, "ー", 3);
}

/* The chain's text with each unit as fold_word says; func hears of it where that changes it. */
static void emit_spelling(Emitter *emitter, guint from, guint to) {
  const char *text = emitter->analysis->index.text;
  gboolean changed = FALSE;
  g_string_truncate(emitter->spelling, 0);
  for (guint i = from; i <= to; i++) {
    const Unit *unit = &g_array_index(emitter->analysis->units, Unit, i);
    gsize bytes = unit->end - unit->start;
    const char *word = text + unit->start;
    g_autofree char *other = ends_long(word, bytes) ? fold_word(word, bytes) : NULL;
    changed = changed || other;
    g_string_append_len(emitter->spelling, other ? other : word,
                        other ? (gssize)strlen(other) : (gssize)bytes);
  }
  if (changed)
    emitter->func(TERM_SPELLING, emitter->spelling->str, emitter->spelling->len, emitter->user);
}

/* Every chain that begins with unit from. */
static void emit_chains(Emitter *emitter, guint from) {
  GArray *units = emitter->analysis->units;
  const char *text = emitter->analysis->index.text;
  guint32 start = g_array_index(units, Unit, from).start;
  guint words = 0, chars = 0;
  gboolean spells = FALSE;
  for (guint i = from; i < units->len; i++) {
    const Unit *unit = &g_array_index(units, Unit, i);
    if (i > from && !unit->joined)
      return;
    chars += unit->chars;
    words += unit->kind != UNIT_MARK;
    if (words > TERMS_CHAIN_UNITS && chars > TERMS_CHAIN_CHARS)
      return;
    if (unit->kind == UNIT_MARK)
      continue;
    emitter->func(TERM_WORD, text + start, unit->end - start, emitter->user);
    spells = spells || ends_long(text + unit->start, unit->end - unit->start);
    if (spells)
      emit_spelling(emitter, from, i);
  }
}

void terms_of_units(const Analysis *analysis, TermsFunc func, gpointer user) {
  Emitter emitter = {func, user, analysis, g_string_sized_new(64)};
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if (unit->kind == UNIT_MARK)
      continue;
    emit_chains(&emitter, i);
    if (unit->base)
      func(TERM_BASE, unit->base, strlen(unit->base), user);
  }
  g_string_free(emitter.spelling, TRUE);
}

/* ---- pairs ---- */

void terms_of_pairs(const Analysis *analysis, TermsFunc func, gpointer user) {
  const guchar *text = (const guchar *)analysis->index.text;
  const guchar *end = text + analysis->index.text_bytes;
  const guchar *before = NULL;
  guint step;
  for (const guchar *at = text; at < end; at += step) {
    gboolean word = terms_is_word_char(fold_decode(at, end, &step));
    if (before)
      func(TERM_PAIR, (const char *)before, (gsize)(at - before + (word ? step : 0)), user);
    before = word ? at : NULL;
  }
  if (before)
    func(TERM_PAIR, (const char *)before, (gsize)(end - before), user);
}

/* ---- readings ---- */

/* Katakana -> hiragana, of as many bytes; ー and what is no katakana stay. */
static void append_hiragana(GString *to, const char *katakana) {
  gsize bytes = strlen(katakana), from = to->len;
  g_string_append_len(to, katakana, (gssize)bytes);
  const guchar *end = (const guchar *)to->str + to->len;
  guint step;
  for (guchar *at = (guchar *)to->str + from; at < end; at += step) {
    guint32 c = fold_decode(at, end, &step);
    if (c < 0x30A1 || c > 0x30F6)
      continue;
    at[1] = (guchar)(0x80 | ((c - 0x60) >> 6 & 0x3F));
    at[2] = (guchar)(0x80 | ((c - 0x60) & 0x3F));
  }
}

static gboolean has_kanji(const char *text, gsize bytes) {
  const guchar *at = (const guchar *)text, *end = at + bytes;
  guint step;
  for (; at < end; at += step)
    if (fold_is_kanji(fold_decode(at, end, &step)))
      return TRUE;
  return FALSE;
}

static gboolean reads_otherwise(const Analysis *analysis, const Unit *unit) {
  return unit->reading &&
         (unit->kind == UNIT_NOUN || unit->kind == UNIT_INFLECTED || unit->kind == UNIT_OTHER) &&
         has_kanji(analysis->index.text + unit->start, unit->end - unit->start);
}

/* A word of the field's dictionary with all its parts: こじんじょうほう, 個人情報. */
static void emit_field_reading(const Analysis *analysis, guint from, GString *reading,
                               TermsReadingFunc func, gpointer user) {
  const Unit *first = &g_array_index(analysis->units, Unit, from), *last = first;
  if (!first->reading)
    return;
  append_hiragana(reading, first->reading);
  for (guint i = from + 1; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if (!unit->inner)
      break;
    if (!unit->reading)
      return;
    append_hiragana(reading, unit->reading);
    last = unit;
  }
  const char *word = analysis->index.text + first->start;
  if (last != first && has_kanji(word, last->end - first->start))
    func(reading->str, word, last->end - first->start, user);
}

void terms_of_readings(const Analysis *analysis, TermsReadingFunc func, gpointer user) {
  GString *reading = g_string_sized_new(64);
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    if (unit->term) {
      g_string_truncate(reading, 0);
      emit_field_reading(analysis, i, reading, func, user);
    }
    if (!reads_otherwise(analysis, unit))
      continue;
    g_string_truncate(reading, 0);
    append_hiragana(reading, unit->reading);
    func(reading->str, analysis->index.text + unit->start, unit->end - unit->start, user);
  }
  g_string_free(reading, TRUE);
}
