#include "entry.h"

#include <string.h>

#include "dict/quantity.h"
#include "dict/terms.h"
#include "shim/schema.h"

struct Entry {
  AnalyzerThread *thread;
  const Facts *facts;
  FactsTexts texts[ENTRY_BATCH];
  Analysis vendor;
};

/* Where the terms of one field go. */
typedef struct {
  IndexWriter *writer;
  guint wdf;
  const char *field_prefix; /* word terms once more under this prefix, or NULL */
} FieldTerms;

Entry *entry_new(AnalyzerThread *thread, const Facts *facts) {
  Entry *entry = g_new0(Entry, 1);
  entry->thread = thread;
  entry->facts = facts;
  return entry;
}

void entry_free(Entry *entry) {
  if (entry == NULL)
    return;
  for (guint i = 0; i < ENTRY_BATCH; i++) {
    facts_texts_clear(&entry->texts[i]);
  }
  analysis_clear(&entry->vendor);
  g_free(entry);
}

static void add_term(TermKind kind, const char *term, gsize term_bytes, gpointer user) {
  const FieldTerms *field = user;
  const char prefix[2] = {(char)kind, '\0'};
  index_writer_term(field->writer, prefix, term, term_bytes, field->wdf);
  if (kind == TERM_WORD && field->field_prefix != NULL)
    index_writer_term(field->writer, field->field_prefix, term, term_bytes, 1);
}

/* Vendors are found by name, but the spelling that facts give need not stand in the text: no word
 * term, which always does. */
static void add_vendor_term(TermKind kind, const char *term, gsize term_bytes, gpointer user) {
  if (kind == TERM_WORD)
    index_writer_term(user, SCHEMA_VENDOR_NAME, term, term_bytes, 1);
}

static void add_pair(TermKind kind, const char *term, gsize term_bytes, gpointer user) {
  (void)kind;
  index_writer_pair(user, term, term_bytes);
}

static void add_reading(const char *reading, const char *word, gsize word_bytes, gpointer user) {
  index_writer_reading(user, reading, word, word_bytes);
}

/* Numbers and days by value: 20万件 and 200,000件 are one term, and so are the era's and the
 * western year's spelling of a day. */
static void add_values(IndexWriter *writer, const Analysis *analysis) {
  char value[32];
  for (guint i = 0; i < analysis->quantities->len; i++) {
    const Quantity *quantity = &g_array_index(analysis->quantities, Quantity, i);
    int bytes = g_snprintf(value, sizeof value, "%" G_GINT64_FORMAT, quantity->value);
    index_writer_term(writer, SCHEMA_NUMBER, value, (gsize)bytes, 1);
  }
  for (guint i = 0; i < analysis->dates->len; i++) {
    int day = date_value(&g_array_index(analysis->dates, DateMention, i));
    if (day == 0)
      continue;
    int bytes = g_snprintf(value, sizeof value, "%08d", day);
    index_writer_term(writer, SCHEMA_DATE, value, (gsize)bytes, 1);
  }
}

static void reserve_mark(GByteArray *marks, guint bit) {
  guint old = marks->len;
  if (bit / 8 < old)
    return;
  g_byte_array_set_size(marks, bit / 8 + 1);
  memset(marks->data + old, 0, marks->len - old);
}

/* Sets the bits of one field's unit beginnings; first_char is where the field begins in the joined
 * text. Returns the characters of the field. */
static guint mark_units(GByteArray *marks, const Analysis *analysis, guint first_char) {
  const char *text = analysis->index.text;
  guint chars = 0;
  gsize at = 0;
  for (guint i = 0; i < analysis->units->len; i++) {
    const Unit *unit = &g_array_index(analysis->units, Unit, i);
    chars += fold_count_chars(text, at, unit->start);
    guint bit = first_char + chars;
    reserve_mark(marks, bit);
    marks->data[bit / 8] |= (guint8)(1u << (bit % 8));
    chars += unit->chars;
    at = unit->end;
  }
  chars += fold_count_chars(text, at, analysis->index.text_bytes);
  reserve_mark(marks, first_char + chars);
  return chars;
}

static void mark_notice(const FactsTexts *texts, Notice *notice) {
  g_byte_array_set_size(notice->marks, 0);
  guint at = mark_units(notice->marks, &texts->organisation, 0) + 1;
  at += mark_units(notice->marks, &texts->title, at) + 1;
  mark_units(notice->marks, &texts->body, at);
}

static void add_vendors(Entry *entry, IndexWriter *writer, const Notice *notice) {
  for (guint i = 0; i < notice->vendors->len; i++) {
    analyzer_analyze(entry->thread, g_ptr_array_index(notice->vendors, i), -1, &entry->vendor);
    terms_of_units(&entry->vendor, add_vendor_term, writer);
  }
}

static void add_fields(const FactsTexts *texts, IndexWriter *writer) {
  FieldTerms organisation = {writer, ENTRY_ORGANISATION_WDF, SCHEMA_ORGANISATION};
  FieldTerms title = {writer, ENTRY_TITLE_WDF, SCHEMA_TITLE};
  FieldTerms body = {writer, 1, NULL};
  terms_of_units(&texts->organisation, add_term, &organisation);
  terms_of_units(&texts->title, add_term, &title);
  terms_of_units(&texts->body, add_term, &body);
  terms_of_pairs(&texts->organisation, add_pair, writer);
  terms_of_pairs(&texts->title, add_pair, writer);
  terms_of_pairs(&texts->body, add_pair, writer);
}

static void add_readings(const FactsTexts *texts, IndexWriter *writer) {
  terms_of_readings(&texts->organisation, add_reading, writer);
  terms_of_readings(&texts->title, add_reading, writer);
  terms_of_readings(&texts->body, add_reading, writer);
}

void entry_readings(Entry *entry, IndexWriter *writer, const Notice *notice) {
  facts_analyze(entry->thread, notice, &entry->texts[0]);
  add_readings(&entry->texts[0], writer);
}

static IndexText text_of(const FactsTexts *texts) {
  const FoldedText *parts[INDEX_TEXT_PARTS] = {&texts->organisation.index, &texts->title.index,
                                               &texts->body.index};
  IndexText text = {0};
  for (guint i = 0; i < INDEX_TEXT_PARTS; i++) {
    text.parts[i] = parts[i]->text;
    text.bytes[i] = (guint32)parts[i]->text_bytes;
  }
  text.offsets = texts->body.index.offsets;
  return text;
}

void entry_analyze(Entry *entry, Notice *const *notices, guint n) {
  g_assert(n <= ENTRY_BATCH);
  for (guint i = 0; i < n; i++)
    facts_analyze(entry->thread, notices[i], &entry->texts[i]);
}

void entry_facts(Entry *entry, Notice *const *notices, guint n) {
  for (guint i = 0; i < n; i++)
    facts_fill(entry->facts, &entry->texts[i], notices[i]);
}

gboolean entry_write(Entry *entry, IndexWriter *writer, Notice *const *notices, guint n,
                     GError **error) {
  for (guint i = 0; i < n; i++) {
    const FactsTexts *texts = &entry->texts[i];
    mark_notice(texts, notices[i]);
    add_fields(texts, writer);
    add_readings(texts, writer);
    add_vendors(entry, writer, notices[i]);
    add_values(writer, &texts->title);
    add_values(writer, &texts->body);
    const IndexText text = text_of(texts);
    index_writer_text(writer, &text);
    if (!index_writer_notice(writer, notices[i], error))
      return FALSE;
  }
  return TRUE;
}

gboolean entry_add(Entry *entry, IndexWriter *writer, Notice *const *notices, guint n,
                   GError **error) {
  entry_analyze(entry, notices, n);
  entry_facts(entry, notices, n);
  return entry_write(entry, writer, notices, n, error);
}
