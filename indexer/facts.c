#include "facts.h"

#include <string.h>

#include "facts_private.h"

#define FACTS_CODE_VERSION "2" /* another where the code says something else of the same tables */

static const char *const tables[TABLE_N] = {
    "context-rules.tsv", "sections-rules.tsv", "causes-rules.tsv", "sectors-rules.tsv",
    "data-rules.tsv",    "media-rules.tsv",    "vendor-rules.tsv"};
static const char words_table[] = "causes-words.tsv";
static const char vendor_table[] = "vendor-words.tsv";
static const char media_table[] = "media-causes.tsv";
static const char *const other_tables[] = {words_table,
                                           vendor_table,
                                           media_table,
                                           "organisations.tsv",
                                           "organisation-parts.tsv",
                                           "organisation-forms.tsv"};

static const char *const signals[SIGNAL_N] = {
    "deny",     "boundary",   "hypothetical", "measure",   "leak",
    "hold",     "learn",      "told",         "happen",    "learn_other",
    "count_up", "count_down", "count_not",    "count_old", "count_sure"};
static const char *const vendor_classes[] = {"yes",     "name", "form", "form_end", "alias", "role",
                                             "service", "same", "self", "hint",     "own"};

typedef struct {
  const Taxonomy *taxonomy;
  FactsTable table;
} ClassReader;

/* A notice under way; kept for the next one, so that its memory is asked for once. */
static Reading *reading_new(const Facts *facts) {
  Reading *reading = g_new0(Reading, 1);
  reading->facts = facts;
  reading->scratch = rules_scratch_new(facts->rules);
  reading->seen = g_new0(guint32, rules_words(facts->rules) + 1);
  reading->title.is_title = TRUE;
  facts_part_init(&reading->title);
  facts_part_init(&reading->body);
  reading->words = g_array_new(FALSE, FALSE, sizeof(guint32));
  facts_affected_init(reading);
  facts_dates_init(reading);
  reading->given = g_ptr_array_new_with_free_func(g_free);
  return reading;
}

static void reading_free(Reading *reading) {
  facts_part_clear(&reading->title);
  facts_part_clear(&reading->body);
  g_array_unref(reading->words);
  g_array_unref(reading->candidates);
  g_array_unref(reading->withdrawn);
  g_array_unref(reading->days);
  g_ptr_array_unref(reading->given);
  rules_scratch_free(reading->scratch);
  g_free(reading->seen);
  g_free(reading);
}

static int index_of(const char *const *names, int n, const char *name) {
  for (int i = 0; i < n; i++)
    if (strcmp(names[i], name) == 0)
      return i;
  return -1;
}

static int code_of(const char *klass, gpointer user) {
  const ClassReader *reader = user;
  switch (reader->table) {
  case TABLE_CONTEXT:
    return index_of(signals, SIGNAL_N, klass);
  case TABLE_SECTIONS:
    return index_of(rules_places, PLACE_N, klass);
  case TABLE_CAUSES:
    return taxonomy_code(reader->taxonomy, TAXONOMY_CAUSE, klass);
  case TABLE_SECTORS:
    return facts_sector_class(reader->taxonomy, klass);
  case TABLE_DATA:
    return taxonomy_code(reader->taxonomy, TAXONOMY_DATA, klass);
  case TABLE_MEDIA:
    return taxonomy_code(reader->taxonomy, TAXONOMY_MEDIA, klass);
  case TABLE_VENDOR:
    return index_of(vendor_classes, G_N_ELEMENTS(vendor_classes), klass);
  case TABLE_N:
    break;
  }
  return -1;
}

static gboolean load_rules(Facts *facts, const char *data_dir, GError **error) {
  facts->rules = rules_new(rules_places);
  gboolean ok = TRUE;
  for (int t = 0; ok && t < TABLE_N; t++) {
    char *path = g_build_filename(data_dir, tables[t], NULL);
    ClassReader reader = {facts->taxonomy, t};
    ok = rules_add_table(facts->rules, path, code_of, &reader, error);
    g_free(path);
  }
  char *path = g_build_filename(data_dir, words_table, NULL);
  ok = ok && (facts->words = cause_words_load(path, facts->rules, facts->taxonomy, error));
  g_free(path);
  path = g_build_filename(data_dir, vendor_table, NULL);
  ok = ok && vendor_words_load(facts->words, path, facts->rules, error);
  g_free(path);
  if (ok)
    rules_compile(facts->rules);
  return ok;
}

static gboolean add_to_version(GChecksum *sum, const char *data_dir, const char *name,
                               GError **error) {
  char *path = g_build_filename(data_dir, name, NULL), *text;
  gsize bytes;
  gboolean ok = g_file_get_contents(path, &text, &bytes, error);
  if (ok) {
    g_checksum_update(sum, (const guchar *)text, bytes);
    g_free(text);
  }
  g_free(path);
  return ok;
}

char *facts_version_read(const char *data_dir, GError **error) {
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  gboolean ok = TRUE;
  for (int t = 0; ok && t < TABLE_N; t++)
    ok = add_to_version(sum, data_dir, tables[t], error);
  for (guint t = 0; ok && t < G_N_ELEMENTS(other_tables); t++)
    ok = add_to_version(sum, data_dir, other_tables[t], error);
  char *version =
      ok ? g_strdup_printf(FACTS_CODE_VERSION "-%.16s", g_checksum_get_string(sum)) : NULL;
  g_checksum_free(sum);
  return version;
}

static gboolean load_media(Facts *facts, const char *data_dir, GError **error) {
  char *path = g_build_filename(data_dir, media_table, NULL);
  gboolean ok = facts_media_load(facts, path, error);
  g_free(path);
  return ok;
}

Facts *facts_new(const char *data_dir, const Taxonomy *taxonomy, GError **error) {
  Facts *facts = g_new0(Facts, 1);
  facts->taxonomy = taxonomy;
  facts_causes_prepare(facts);
  facts_sectors_prepare(facts);
  facts_dates_prepare(facts);
  facts->readings = g_async_queue_new_full((GDestroyNotify)reading_free);
  if (load_rules(facts, data_dir, error) && load_media(facts, data_dir, error) &&
      (facts->gazetteer = gazetteer_load(data_dir, taxonomy, error)) &&
      (facts->version = facts_version_read(data_dir, error)))
    return facts;
  facts_free(facts);
  return NULL;
}

void facts_free(Facts *facts) {
  if (!facts)
    return;
  g_async_queue_unref(facts->readings);
  rules_free(facts->rules);
  cause_words_free(facts->words);
  gazetteer_free(facts->gazetteer);
  g_free(facts->version);
  g_free(facts->precedences);
  g_free(facts->companions);
  g_free(facts->named);
  g_free(facts);
}

const char *facts_version(const Facts *facts) {
  return facts->version;
}

static Reading *read_notice(const Facts *facts, const FactsTexts *texts, Notice *notice) {
  Reading *reading = g_async_queue_try_pop(facts->readings);
  if (!reading)
    reading = reading_new(facts);
  reading->notice = notice;
  reading->own = &texts->organisation.index;
  facts_sectors_ask_name(reading);
  facts_part_read(reading, &reading->title, &texts->title, notice->title, strlen(notice->title));
  facts_part_read(reading, &reading->body, &texts->body, notice->body, notice->body_bytes);
  return reading;
}

static void give_back(const Facts *facts, Reading *reading) {
  reading->own = NULL;
  g_ptr_array_set_size(reading->given, 0);
  g_async_queue_push(facts->readings, reading);
}

void facts_cause_words(const Facts *facts, const FactsTexts *texts, Notice *notice,
                       FactsWordFunc found, gpointer user) {
  Reading *reading = read_notice(facts, texts, notice);
  cause_words_each(reading, found, user);
  give_back(facts, reading);
}

guint32 facts_notice_clues(const Facts *facts, const FactsTexts *texts, Notice *notice) {
  Reading *reading = read_notice(facts, texts, notice);
  guint32 clues = facts_vendor_clues(reading);
  give_back(facts, reading);
  return clues;
}

const char *facts_word(const Facts *facts, guint word) {
  return rules_word(facts->rules, word);
}

void facts_fill(const Facts *facts, const FactsTexts *texts, Notice *notice) {
  Reading *reading = read_notice(facts, texts, notice);
  facts_causes(reading);
  facts_sectors(reading);
  facts_affected(reading);
  facts_dates(reading);
  facts_vendor(reading);
  facts_items(reading);
  give_back(facts, reading);
}
