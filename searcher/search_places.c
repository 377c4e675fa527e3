#include "search_places.h"

#include <string.h>

#include "dict/quantity.h"

gboolean text_mark_at(const IndexText *text, gsize character) {
  gsize i = character / 8;
  return i < text->marks_bytes && (text->marks[i] >> (character % 8) & 1);
}

/* Bytes that begin no character have the bits 10 on top: told for eight bytes at once. */
gsize text_chars(const char *from, const char *to) {
  const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
  gsize inner = 0, bytes = (gsize)(to - from);
  for (; to - from >= 8; from += 8) {
    guint64 word;
    memcpy(&word, from, sizeof word);
    inner += ((word >> 7 & ~word >> 6 & ones) * ones) >> 56;
  }
  for (; from < to; from++)
    inner += (*from & 0xC0) == 0x80;
  return bytes - inner;
}

typedef struct {
  const char *text;
  const IndexText *of;
  gsize first_char; /* where text begins in the numbering of marks */
  GArray *places;
} Field;

static void add_place(Field *field, gsize start, gsize end, guint light) {
  Place place = {(guint32)start, (guint32)end, light};
  g_array_append_val(field->places, place);
}

static gboolean begins_unit(const Field *field, gsize chars) {
  return text_mark_at(field->of, field->first_char + chars);
}

static gboolean is_kana_after(const char *at) {
  gunichar c = g_utf8_get_char(at);
  return c >= 0x3041 && c <= 0x3096;
}

/* The byte behind a light that begins at `at`; NULL where it doesn't stand here as its kind asks. A
 * final long vowel belongs to the word. */
static const char *light_end(const Field *field, const Light *light, const char *at, gsize chars) {
  const char *end = at + strlen(light->text);
  gsize behind = chars + text_chars(at, end);
  if (light->kind == LIGHT_EXACT)
    return end;
  if (light->kind == LIGHT_STEM)
    return is_kana_after(end) || g_utf8_strlen(light->text, -1) > 1 ? end : NULL;
  if (!begins_unit(field, chars))
    return NULL;
  if (light->kind == LIGHT_PREFIX || !*end || g_ascii_isspace(*end) || begins_unit(field, behind))
    return end;
  return g_str_has_prefix(end, "ー") ? end + strlen("ー") : NULL;
}

static void find_text(Field *field, const Light *light, guint number) {
  const char *counted = field->text;
  gsize chars = 0;
  if (!*light->text || strchr(light->text, '+'))
    return;
  for (const char *at = field->text; (at = strstr(at, light->text));) {
    chars += text_chars(counted, at);
    counted = at;
    const char *end = light_end(field, light, at, chars);
    if (end)
      add_place(field, (gsize)(at - field->text), (gsize)(end - field->text), number);
    at = end ? end : g_utf8_next_char(at);
  }
}

static void find_numbers(Field *field, const Light *light, guint number) {
  GArray *found = quantity_scan(field->text, strlen(field->text));
  for (guint i = 0; i < found->len; i++) {
    const Quantity *quantity = &g_array_index(found, Quantity, i);
    if (quantity->value == light->value)
      add_place(field, quantity->start, quantity->end, number);
  }
  g_array_unref(found);
}

static void find_dates(Field *field, const Light *light, guint number, int published) {
  GArray *found = date_scan(field->text, strlen(field->text), published);
  gboolean month = light->value % 100 == 0;
  for (guint i = 0; i < found->len; i++) {
    const DateMention *date = &g_array_index(found, DateMention, i);
    gint64 value = (gint64)date->year * 10000 + date->month * 100 + (month ? 0 : date->day);
    if (value == light->value)
      add_place(field, date->start, date->end, number);
  }
  g_array_unref(found);
}

static int by_start(gconstpointer a, gconstpointer b) {
  const Place *left = a, *right = b;
  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  return left->end > right->end ? -1 : left->end < right->end;
}

static void find_in(const Plan *plan, Field *field, int published) {
  for (guint i = 0; plan->lights && i < plan->lights->len; i++) {
    const Light *light = &g_array_index(plan->lights, Light, i);
    if (light->kind == LIGHT_NUMBER)
      find_numbers(field, light, i);
    else if (light->kind == LIGHT_DATE)
      find_dates(field, light, i, published);
    else
      find_text(field, light, i);
  }
  g_array_sort(field->places, by_start);
}

void places_find_in(const Plan *plan, const IndexText *text, NoticePlaces *found) {
  gsize first_char = 0;
  for (guint i = 0; i < PART_N; i++) {
    found->places[i] = g_array_new(FALSE, FALSE, sizeof(Place));
    Field field = {text->parts[i], text, first_char, found->places[i]};
    find_in(plan, &field, text->published);
    first_char += text_chars(text->parts[i], text->parts[i] + text->bytes[i]) + 1;
  }
}

void text_of_notice(const Notice *notice, FoldedText folded[PART_N], IndexText *text) {
  const char *parts[PART_N] = {notice->organisation ? notice->organisation : "", notice->title,
                               notice->body};
  for (guint i = 0; i < PART_N; i++) {
    fold_text(FOLD_INDEX, parts[i], -1, &folded[i]);
    text->parts[i] = folded[i].text;
    text->bytes[i] = (guint32)folded[i].text_bytes;
  }
  text->marks = notice->marks->data;
  text->marks_bytes = notice->marks->len;
  text->published = notice_reference_day(notice->published, notice->id);
}

void places_find(const Plan *plan, const Notice *notice, NoticePlaces *found) {
  IndexText text = {0};
  text_of_notice(notice, found->folded, &text);
  places_find_in(plan, &text, found);
}

void places_clear(NoticePlaces *found) {
  for (guint i = 0; i < PART_N; i++) {
    folded_text_clear(&found->folded[i]);
    g_array_unref(found->places[i]);
  }
}

/* ---- nearness */

static guint wanted_words(const Plan *plan) {
  guint n = 0;
  for (guint i = 0; i < plan->words->len; i++)
    n += !((PlanWord *)plan->words->pdata[i])->faint;
  return n;
}

/* Words that stand within a part, as a mask of the first 64. */
static guint64 word_bit(const Plan *plan, const Place *place) {
  guint word = g_array_index(plan->lights, Light, place->light).word;
  if (word >= plan->words->len || word >= 64 || ((PlanWord *)plan->words->pdata[word])->faint)
    return 0;
  return G_GUINT64_CONSTANT(1) << word;
}

static guint count_bits(guint64 mask) {
  guint n = 0;
  for (; mask; mask &= mask - 1)
    n++;
  return n;
}

/* From each place on: the nearest that brings each other word. 1 where all stand side by side. */
static double nearness_in(const Plan *plan, const GArray *places, guint wanted) {
  double best = 0;
  for (guint i = 0; i < places->len; i++) {
    const Place *first = &g_array_index(places, Place, i);
    guint64 seen = word_bit(plan, first);
    double sum = seen ? 1 : 0;
    for (guint j = i + 1; seen && j < places->len && count_bits(seen) < wanted; j++) {
      const Place *next = &g_array_index(places, Place, j);
      guint64 bit = word_bit(plan, next);
      if (!bit || seen & bit)
        continue;
      double gap = next->start > first->end ? (next->start - first->end) / 3.0 : 0;
      if (gap > 8 * search_weights.near_chars)
        break;
      seen |= bit;
      sum += search_weights.near_chars / (search_weights.near_chars + gap);
    }
    best = MAX(best, sum);
  }
  return wanted > 1 ? MAX(0, best - 1) / (wanted - 1) : 0;
}

double places_nearness(const Plan *plan, const NoticePlaces *found) {
  double best = 0;
  guint wanted = wanted_words(plan);
  for (guint i = 0; i < PART_N; i++)
    best = MAX(best, nearness_in(plan, found->places[i], wanted));
  return best;
}
