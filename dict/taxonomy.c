#include "taxonomy.h"

#include <string.h>

#include "fold.h"
#include "table.h"

#define CODES_MAX 32

/* Columns: key, label, English label, aliases (separated by '|'), group, about, jnsa, veris. */
enum {
  COL_KEY,
  COL_LABEL,
  COL_LABEL_EN,
  COL_ALIASES,
  COL_GROUP,
  COL_ABOUT,
  COL_JNSA,
  COL_VERIS,
  COL_N
};

static const struct {
  const char *file, *unknown;
} kinds[TAXONOMY_N] = {
    [TAXONOMY_CAUSE] = {"causes.tsv", "unknown"},
    [TAXONOMY_SECTOR] = {"sectors.tsv", "T"},
    [TAXONOMY_DATA] = {"data.tsv", NULL},
    [TAXONOMY_MEDIA] = {"media.tsv", NULL},
};

typedef struct {
  Table *table;
  GArray *values;    /* of TaxonomyValue */
  GHashTable *names; /* folded name -> code; NULL until one is asked for */
  int unknown;
} Vocabulary;

struct Taxonomy {
  Vocabulary kinds[TAXONOMY_N];
};

static gboolean add_name(GHashTable *names, const char *name, guint code) {
  char *folded = fold_string(FOLD_INDEX, name, -1);
  gpointer old;
  if (!*folded || g_hash_table_lookup_extended(names, folded, NULL, &old)) {
    gboolean fine = !*folded || GPOINTER_TO_UINT(old) == code;
    g_free(folded);
    return fine;
  }
  g_hash_table_insert(names, folded, GUINT_TO_POINTER(code));
  return TRUE;
}

/* FALSE where a name is another value's already. */
static gboolean add_names(GHashTable *names, const char *const *cells, guint code) {
  g_auto(GStrv) aliases = g_strsplit(cells[COL_ALIASES], "|", -1);
  gboolean fine = TRUE;
  for (guint column = COL_KEY; column <= COL_LABEL_EN; column++)
    fine = add_name(names, cells[column], code) && fine;
  for (guint i = 0; aliases[i]; i++)
    fine = add_name(names, aliases[i], code) && fine;
  return fine;
}

/* *twice: a row with a name that one above has, or NULL. */
static GHashTable *make_names(const Vocabulary *vocabulary, const TableRow **twice) {
  GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  *twice = NULL;
  for (guint i = 0; i < vocabulary->table->rows->len; i++) {
    const TableRow *row = &g_array_index(vocabulary->table->rows, TableRow, i);
    if (!add_names(names, row->cells, i) && !*twice)
      *twice = row;
  }
  return names;
}

/* Folding four hundred names is a tenth of a question's work before it is read, and most ask for
 * none. */
static GHashTable *names_of(Vocabulary *vocabulary) {
  if (g_once_init_enter(&vocabulary->names)) {
    const TableRow *twice;
    g_once_init_leave(&vocabulary->names, make_names(vocabulary, &twice));
  }
  return vocabulary->names;
}

static gboolean fill_values(Vocabulary *vocabulary, const char *path, GError **error) {
  GArray *rows = vocabulary->table->rows;
  if (rows->len > CODES_MAX) {
    g_set_error(error, TABLE_ERROR, 0, "%s: %u values, at most %d fit", path, rows->len, CODES_MAX);
    return FALSE;
  }
  for (guint i = 0; i < rows->len; i++) {
    const TableRow *row = &g_array_index(rows, TableRow, i);
    const char **c = row->cells;
    TaxonomyValue value = {c[COL_KEY],   c[COL_LABEL], c[COL_LABEL_EN], c[COL_GROUP],
                           c[COL_ABOUT], c[COL_JNSA],  c[COL_VERIS]};
    g_array_append_val(vocabulary->values, value);
    if (!*value.key) {
      g_set_error(error, TABLE_ERROR, 0, "%s:%u: the key is empty", path, row->line);
      return FALSE;
    }
  }
  return TRUE;
}

static int code_of_key(const Vocabulary *vocabulary, const char *key) {
  for (guint i = 0; i < vocabulary->values->len; i++)
    if (!strcmp(g_array_index(vocabulary->values, TaxonomyValue, i).key, key))
      return (int)i;
  return -1;
}

static gboolean load_kind(Vocabulary *vocabulary, TaxonomyKind kind, const char *data_dir,
                          GError **error) {
  g_autofree char *path = g_build_filename(data_dir, kinds[kind].file, NULL);
  vocabulary->unknown = -1;
  vocabulary->values = g_array_new(FALSE, FALSE, sizeof(TaxonomyValue));
  vocabulary->table = table_read(path, COL_LABEL + 1, COL_N, error);
  if (!vocabulary->table || !fill_values(vocabulary, path, error))
    return FALSE;
  if (kinds[kind].unknown)
    vocabulary->unknown = code_of_key(vocabulary, kinds[kind].unknown);
  if (!kinds[kind].unknown || vocabulary->unknown >= 0)
    return TRUE;
  g_set_error(error, TABLE_ERROR, 0, "%s: the key %s is missing", path, kinds[kind].unknown);
  return FALSE;
}

Taxonomy *taxonomy_load(const char *data_dir, GError **error) {
  Taxonomy *taxonomy = g_new0(Taxonomy, 1);
  for (TaxonomyKind kind = 0; kind < TAXONOMY_N; kind++) {
    if (!load_kind(&taxonomy->kinds[kind], kind, data_dir, error)) {
      taxonomy_free(taxonomy);
      return NULL;
    }
  }
  return taxonomy;
}

void taxonomy_free(Taxonomy *taxonomy) {
  if (!taxonomy)
    return;
  for (TaxonomyKind kind = 0; kind < TAXONOMY_N; kind++) {
    Vocabulary *vocabulary = &taxonomy->kinds[kind];
    g_clear_pointer(&vocabulary->values, g_array_unref);
    g_clear_pointer(&vocabulary->names, g_hash_table_unref);
    table_free(vocabulary->table);
  }
  g_free(taxonomy);
}

guint taxonomy_count(const Taxonomy *taxonomy, TaxonomyKind kind) {
  return taxonomy->kinds[kind].values->len;
}

const TaxonomyValue *taxonomy_value(const Taxonomy *taxonomy, TaxonomyKind kind, guint code) {
  GArray *values = taxonomy->kinds[kind].values;
  g_return_val_if_fail(code < values->len, NULL);
  return &g_array_index(values, TaxonomyValue, code);
}

gboolean taxonomy_check(const Taxonomy *taxonomy, GError **error) {
  for (TaxonomyKind kind = 0; kind < TAXONOMY_N; kind++) {
    const TableRow *twice;
    g_hash_table_unref(make_names(&taxonomy->kinds[kind], &twice));
    if (twice) {
      g_set_error(error, TABLE_ERROR, 0, "%s:%u: a name stands twice", kinds[kind].file,
                  twice->line);
      return FALSE;
    }
  }
  return TRUE;
}

int taxonomy_code(const Taxonomy *taxonomy, TaxonomyKind kind, const char *name) {
  int key = code_of_key(&taxonomy->kinds[kind], name);
  if (key >= 0)
    return key;
  g_autofree char *folded = fold_string(FOLD_INDEX, name, -1);
  gpointer code;
  GHashTable *names = names_of((Vocabulary *)&taxonomy->kinds[kind]); /* made once, under a lock */
  if (!g_hash_table_lookup_extended(names, folded, NULL, &code))
    return -1;
  return (int)GPOINTER_TO_UINT(code);
}

int taxonomy_unknown(const Taxonomy *taxonomy, TaxonomyKind kind) {
  return taxonomy->kinds[kind].unknown;
}
