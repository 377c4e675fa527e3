#include "common/i18n.h"

#include <string.h>

#define CATALOGUE "jikenbo.mo"
#define MO_MAGIC 0x950412deu

/* A mapped .mo file: two tables of (length, offset), originals sorted. Set once, before threads. */
static struct {
  const char *bytes;
  gsize bytes_len;
  guint32 n, originals, translations;
  gboolean japanese;
} catalogue;

static guint32 number_at(gsize offset) {
  guint32 n;
  memcpy(&n, catalogue.bytes + offset, sizeof n);
  return GUINT32_FROM_LE(n); /* msgfmt writes little-endian everywhere */
}

/* The string of entry i of a table, or NULL where it lies outside the file. */
static const char *string_at(guint32 table, guint32 i) {
  gsize length = number_at(table + 8 * (gsize)i), offset = number_at(table + 8 * (gsize)i + 4);
  if (offset >= catalogue.bytes_len || length >= catalogue.bytes_len - offset)
    return NULL;
  return catalogue.bytes[offset + length] == '\0' ? catalogue.bytes + offset : NULL;
}

static gboolean tables_fit(void) {
  gsize table_bytes = 8 * (gsize)catalogue.n;
  return catalogue.originals <= catalogue.bytes_len &&
         catalogue.translations <= catalogue.bytes_len &&
         table_bytes <= catalogue.bytes_len - catalogue.originals &&
         table_bytes <= catalogue.bytes_len - catalogue.translations;
}

static gboolean catalogue_map(const char *path) {
  GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
  if (!file)
    return FALSE;
  catalogue.bytes = g_mapped_file_get_contents(file);
  catalogue.bytes_len = g_mapped_file_get_length(file);
  if (catalogue.bytes_len >= 28 && number_at(0) == MO_MAGIC) {
    catalogue.n = number_at(8);
    catalogue.originals = number_at(12);
    catalogue.translations = number_at(16);
    if (tables_fit())
      return TRUE; /* stays mapped to the end of the process */
  }
  catalogue.n = 0;
  g_mapped_file_unref(file);
  return FALSE;
}

/* Beside a program of the build directory or of an installed tree that was moved, else where it was
 * installed. */
static gboolean catalogue_find(const char *language) {
  gboolean found = FALSE;
  char *self = g_file_read_link("/proc/self/exe", NULL);
  char *bin = self ? g_path_get_dirname(self) : NULL;
  const char *below[] = {"../po", "../../po", "../share/locale"};
  for (gsize i = 0; bin && i < G_N_ELEMENTS(below) && !found; i++) {
    char *path = g_build_filename(bin, below[i], language, "LC_MESSAGES", CATALOGUE, NULL);
    found = catalogue_map(path);
    g_free(path);
  }
  if (!found) {
    char *path = g_build_filename(JIKENBO_LOCALE_DIR, language, "LC_MESSAGES", CATALOGUE, NULL);
    found = catalogue_map(path);
    g_free(path);
  }
  g_free(bin);
  g_free(self);
  return found;
}

gboolean i18n_use(const char *language, const char *folder) {
  catalogue.n = 0;
  catalogue.japanese = strcmp(language, "ja") == 0;
  if (strcmp(language, "en") == 0)
    return TRUE;
  if (!folder)
    return catalogue_find(language);
  char *path = g_build_filename(folder, language, "LC_MESSAGES", CATALOGUE, NULL);
  gboolean found = catalogue_map(path);
  g_free(path);
  return found;
}

static const char *environment_locale(void) {
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *value = g_getenv(names[i]);
    if (value && *value)
      return value;
  }
  return "C";
}

/* Uses the language that a locale's name begins with; FALSE where that is none of ours. */
static gboolean use_locale(const char *name, gsize name_bytes) {
  char language[4] = "";
  gsize bytes = 0;
  while (bytes < name_bytes && g_ascii_islower(name[bytes]))
    bytes++;
  if (bytes < 2 || bytes >= sizeof language)
    return FALSE;
  memcpy(language, name, bytes);
  return i18n_use(language, NULL);
}

void i18n_init(void) {
  const char *locale = environment_locale();
  if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
    return;
  const char *list = g_getenv("LANGUAGE");
  while (list && *list) {
    gsize bytes = strcspn(list, ":");
    if (use_locale(list, bytes))
      return;
    list += bytes + (list[bytes] == ':');
  }
  if (!use_locale(locale, strlen(locale)))
    i18n_use("en", NULL);
}

static const char *translation_of(const char *english) {
  guint32 from = 0, to = catalogue.n;
  while (from < to) {
    guint32 middle = from + (to - from) / 2;
    const char *original = string_at(catalogue.originals, middle);
    int order = original ? strcmp(english, original) : 0;
    if (order == 0)
      return original ? string_at(catalogue.translations, middle) : NULL;
    if (order < 0)
      to = middle;
    else
      from = middle + 1;
  }
  return NULL;
}

const char *i18n_text(const char *english) {
  if (catalogue.n == 0 || !english || !*english)
    return english;
  const char *found = translation_of(english);
  return found && *found ? found : english;
}

const char *i18n_count(const char *one, const char *many, guint64 n) {
  /* the catalogues there are know one plural form: the first of the entry */
  const char *found = catalogue.n ? translation_of(one) : NULL;
  if (found && *found)
    return found;
  return n == 1 ? one : many;
}

gboolean i18n_japanese(void) {
  return catalogue.japanese;
}
