#include "vendors.h"

#include <string.h>

#include "dict/fold.h"
#include "dict/table.h"

#define FORMS_FILE "organisation-forms.tsv"

/* Legal forms and their abbreviations, folded, the longest first. */
static void add_form(GPtrArray *forms, const char *form) {
  char *folded = fold_string(FOLD_INDEX, form, -1);
  if (*folded && strcmp(folded, "-") != 0 && g_utf8_strlen(folded, -1) > 1)
    g_ptr_array_add(forms, folded);
  else
    g_free(folded);
}

static int compare_length(gconstpointer a, gconstpointer b) {
  gsize left = strlen(*(char *const *)a), right = strlen(*(char *const *)b);
  return (left < right) - (left > right);
}

static GPtrArray *forms_load(const char *data_dir, GError **error) {
  char *path = g_build_filename(data_dir, FORMS_FILE, NULL);
  Table *table = table_read(path, 2, 4, error);
  g_free(path);
  if (!table)
    return NULL;
  GPtrArray *forms = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < table->rows->len; i++) {
    const char **cells = g_array_index(table->rows, TableRow, i).cells;
    char **short_forms = g_strsplit(cells[1], ",", -1);
    add_form(forms, cells[0]);
    for (guint k = 0; short_forms[k]; k++)
      add_form(forms, short_forms[k]);
    g_strfreev(short_forms);
  }
  table_free(table);
  g_ptr_array_sort(forms, compare_length);
  return forms;
}

/* The folded name without its legal form and blanks: what two spellings have in common. */
static char *core_of(const GPtrArray *forms, const char *name) {
  char *core = fold_string(FOLD_INDEX, name, -1);
  g_strstrip(core);
  for (guint i = 0; i < forms->len; i++) {
    const char *form = g_ptr_array_index(forms, i);
    gsize bytes = strlen(form), all = strlen(core);
    if (all <= bytes)
      continue;
    if (g_str_has_prefix(core, form))
      memmove(core, core + bytes, all - bytes + 1);
    else if (g_str_has_suffix(core, form))
      core[all - bytes] = '\0';
    else
      continue;
    g_strstrip(core);
    break;
  }
  return core;
}

/* A contractor while it is gathered. */
typedef struct {
  Vendor vendor;
  char *core;
  GHashTable *names;         /* as written -> how often */
  GHashTable *organisations; /* folded names */
  GHashTable *ids;
} Gathered;

static void gathered_free(gpointer data) {
  Gathered *gathered = data;
  g_hash_table_destroy(gathered->names);
  g_hash_table_destroy(gathered->organisations);
  g_hash_table_destroy(gathered->ids);
  g_ptr_array_unref(gathered->vendor.notices);
  g_free(gathered->vendor.name);
  g_free(gathered->vendor.query);
  g_free(gathered->core);
  g_free(gathered);
}

static Gathered *gathered_new(char *core) {
  Gathered *gathered = g_new0(Gathered, 1);
  gathered->core = core;
  gathered->names = g_hash_table_new(g_str_hash, g_str_equal);
  gathered->organisations = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  gathered->ids = g_hash_table_new(g_str_hash, g_str_equal);
  gathered->vendor.notices = g_ptr_array_new();
  return gathered;
}

static void gather(GHashTable *by_core, GPtrArray *vendors, const GPtrArray *forms,
                   const Notice *notice, const char *name) {
  char *core = core_of(forms, name);
  Gathered *gathered = g_hash_table_lookup(by_core, core);
  if (gathered) {
    g_free(core);
  } else {
    gathered = gathered_new(core);
    g_hash_table_insert(by_core, gathered->core, gathered);
    g_ptr_array_add(vendors, gathered);
  }
  guint times = GPOINTER_TO_UINT(g_hash_table_lookup(gathered->names, name));
  g_hash_table_insert(gathered->names, (char *)name, GUINT_TO_POINTER(times + 1));
  GPtrArray *notices = gathered->vendor.notices;
  if (notices->len && g_ptr_array_index(notices, notices->len - 1) == notice)
    return; /* the notice names it twice, in two spellings */
  g_ptr_array_add(notices, (gpointer)notice);
  const char *organisation = notice->organisation ? notice->organisation : notice->title;
  g_hash_table_add(gathered->organisations, core_of(forms, organisation));
  if (!notice->id)
    gathered->vendor.incidents++;
  else if (g_hash_table_add(gathered->ids, notice->id))
    gathered->vendor.incidents++;
}

static char *query_of(const char *core) {
  gboolean plain = !strpbrk(core, " \t\"()|,:") && *core != '-';
  if (plain)
    return g_strconcat("vendor:", core, NULL);
  char *text = g_strdup(core);
  g_strdelimit(text, "\"\\", ' ');
  char *query = g_strconcat("vendor:\"", text, "\"", NULL);
  g_free(text);
  return query;
}

static int compare_notices(gconstpointer a, gconstpointer b) {
  const Notice *left = *(const Notice *const *)a, *right = *(const Notice *const *)b;
  if (left->published != right->published)
    return left->published < right->published ? 1 : -1;
  return g_strcmp0(left->organisation, right->organisation);
}

static void finish(Gathered *gathered) {
  GHashTableIter iter;
  gpointer name, times;
  const char *best = NULL;
  guint most = 0;
  g_hash_table_iter_init(&iter, gathered->names);
  while (g_hash_table_iter_next(&iter, &name, &times)) {
    guint n = GPOINTER_TO_UINT(times);
    gboolean longer = best && (strlen(name) > strlen(best) ||
                               (strlen(name) == strlen(best) && strcmp(name, best) < 0));
    if (n > most || (n == most && longer))
      best = name;
    most = MAX(most, n);
  }
  gathered->vendor.name = g_strdup(best);
  gathered->vendor.query = query_of(gathered->core);
  gathered->vendor.organisations = g_hash_table_size(gathered->organisations);
  g_ptr_array_sort(gathered->vendor.notices, compare_notices);
}

static int compare_vendors(gconstpointer a, gconstpointer b) {
  const Vendor *left = *(const Vendor *const *)a, *right = *(const Vendor *const *)b;
  if (left->organisations != right->organisations)
    return left->organisations < right->organisations ? 1 : -1;
  if (left->incidents != right->incidents)
    return left->incidents < right->incidents ? 1 : -1;
  return strcmp(left->name, right->name);
}

GPtrArray *vendors_gather(const GPtrArray *hits, const char *data_dir, GError **error) {
  GPtrArray *forms = forms_load(data_dir, error);
  if (!forms)
    return NULL;
  GPtrArray *vendors = g_ptr_array_new_with_free_func(gathered_free);
  GHashTable *by_core = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < hits->len; i++) {
    const Notice *notice = ((SearchHit *)g_ptr_array_index(hits, i))->notice;
    for (guint k = 0; k < notice->vendors->len; k++)
      gather(by_core, vendors, forms, notice, g_ptr_array_index(notice->vendors, k));
  }
  for (guint i = 0; i < vendors->len; i++)
    finish(g_ptr_array_index(vendors, i));
  g_ptr_array_sort(vendors, compare_vendors);
  g_hash_table_destroy(by_core);
  g_ptr_array_unref(forms);
  return vendors;
}
