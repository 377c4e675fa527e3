#include "entry.h"

#include <string.h>

#include "dict/quantity.h"
#include "dict/terms.h"
#include "shim/schema.h"

/* What was read of one notice. */
typedef struct {
  Analysis organisation, title, body;
} Reading;

struct Entry {
  AnalyzerThread *thread;
  const Facts *facts;
  Reading readings[ENTRY_BATCH];
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
    analysis_clear(&entry->readings[i].organisation);
    analysis_clear(&entry->readings[i].title);
    analysis_clear(&entry->readings[i].body);
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

static void mark_notice(const Reading *reading, Notice *notice) {
  g_byte_array_set_size(notice->marks, 0);
  guint at = mark_units(notice->marks, &reading->organisation, 0) + 1;
  at += mark_units(notice->marks, &reading->title, at) + 1;
  mark_units(notice->marks, &reading->body, at);
}

static void add_vendors(Entry *entry, IndexWriter *writer, const Notice *notice) {
  for (guint i = 0; i < notice->vendors->len; i++) {
    analyzer_analyze(entry->thread, g_ptr_array_index(notice->vendors, i), -1, &entry->vendor);
    terms_of_units(&entry->vendor, add_vendor_term, writer);
  }
}

static void add_fields(const Reading *reading, IndexWriter *writer) {
  FieldTerms organisation = {writer, ENTRY_ORGANISATION_WDF, SCHEMA_ORGANISATION};
  FieldTerms title = {writer, ENTRY_TITLE_WDF, SCHEMA_TITLE};
  FieldTerms body = {writer, 1, NULL};
  terms_of_units(&reading->organisation, add_term, &organisation);
  terms_of_units(&reading->title, add_term, &title);
  terms_of_units(&reading->body, add_term, &body);
  terms_of_pairs(&reading->organisation, add_pair, writer);
  terms_of_pairs(&reading->title, add_pair, writer);
  terms_of_pairs(&reading->body, add_pair, writer);
}

static void add_readings(const Reading *reading, IndexWriter *writer) {
  terms_of_readings(&reading->organisation, add_reading, writer);
  terms_of_readings(&reading->title, add_reading, writer);
  terms_of_readings(&reading->body, add_reading, writer);
}

static void analyze(AnalyzerThread *thread, const Notice *notice, Reading *reading) {
  analyzer_analyze(thread, notice->organisation != NULL ? notice->organisation : "", -1,
                   &reading->organisation);
  facts_analyze(thread, notice, &reading->title, &reading->body);
}

void entry_readings(Entry *entry, IndexWriter *writer, const Notice *notice) {
  analyze(entry->thread, notice, &entry->readings[0]);
  add_readings(&entry->readings[0], writer);
}

static IndexText text_of(const Reading *reading) {
  const FoldedText *parts[INDEX_TEXT_PARTS] = {&reading->organisation.index, &reading->title.index,
                                               &reading->body.index};
  IndexText text = {0};
  for (guint i = 0; i < INDEX_TEXT_PARTS; i++) {
    text.parts[i] = parts[i]->text;
    text.bytes[i] = (guint32)parts[i]->text_bytes;
  }
  text.offsets = reading->body.index.offsets;
  return text;
}

void entry_analyze(Entry *entry, Notice *const *notices, guint n) {
  g_assert(n <= ENTRY_BATCH);
  for (guint i = 0; i < n; i++)
    analyze(entry->thread, notices[i], &entry->readings[i]);
}

void entry_facts(Entry *entry, Notice *const *notices, guint n) {
  for (guint i = 0; i < n; i++)
    facts_fill(entry->facts, &entry->readings[i].title, &entry->readings[i].body, notices[i]);
}

gboolean entry_write(Entry *entry, IndexWriter *writer, Notice *const *notices, guint n,
                     GError **error) {
  for (guint i = 0; i < n; i++) {
    const Reading *reading = &entry->readings[i];
    mark_notice(reading, notices[i]);
    add_fields(reading, writer);
    add_readings(reading, writer);
    add_vendors(entry, writer, notices[i]);
    add_values(writer, &reading->title);
    add_values(writer, &reading->body);
    const IndexText text = text_of(reading);
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
