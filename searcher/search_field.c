/* field:value -> index query. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "shim/schema.h"

static const struct {
  TaxonomyKind kind;
  const char *prefix;
} taxonomies[FIELD_N] = {
    [FIELD_CAUSE] = {TAXONOMY_CAUSE, SCHEMA_CAUSE},
    [FIELD_SECTOR] = {TAXONOMY_SECTOR, SCHEMA_SECTOR},
    [FIELD_DATA] = {TAXONOMY_DATA, SCHEMA_DATA},
    [FIELD_MEDIA] = {TAXONOMY_MEDIA, SCHEMA_MEDIA},
};

static gboolean is_taxonomy(QueryField field) {
  return field == FIELD_CAUSE || field == FIELD_SECTOR || field == FIELD_DATA ||
         field == FIELD_MEDIA;
}

static gboolean is_none(const char *key) {
  return g_str_equal(key, SCHEMA_NONE) || g_str_equal(key, "不明") || g_str_equal(key, "なし");
}

static IndexQuery *none_query(const char *prefix, const Taxonomy *taxonomy, TaxonomyKind kind) {
  char code[8];
  int unknown = taxonomy_unknown(taxonomy, kind);
  IndexQuery *none = index_query_term(prefix, SCHEMA_NONE, -1);
  if (unknown < 0)
    return none;
  g_snprintf(code, sizeof code, "%02d", unknown);
  IndexQuery *both[] = {none, index_query_term(prefix, code, -1)};
  return index_query_or(both, 2);
}

static IndexQuery *fail_key(const Taxonomy *taxonomy, QueryField field, const char *key,
                            GError **error) {
  guint n = 0;
  GString *known = g_string_new(NULL);
  TaxonomyKind kind = taxonomies[field].kind;
  for (guint i = 0; i < taxonomy_count(taxonomy, kind); i++)
    g_string_append_printf(known, " %s", taxonomy_value(taxonomy, kind, i)->key);
  search_fail(error, "no %s \"%s\"; there are%s", query_fields(&n)[field].key, key, known->str);
  g_string_free(known, TRUE);
  return NULL;
}

static IndexQuery *key_query(const Taxonomy *taxonomy, QueryField field, const char *key,
                             GError **error) {
  TaxonomyKind kind = taxonomies[field].kind;
  const char *prefix = taxonomies[field].prefix;
  char text[8];
  int code = taxonomy_code(taxonomy, kind, key);
  if (is_none(key) || (code >= 0 && code == taxonomy_unknown(taxonomy, kind)))
    return none_query(prefix, taxonomy, kind);
  if (code < 0)
    return fail_key(taxonomy, field, key, error);
  g_snprintf(text, sizeof text, "%02d", code);
  return index_query_term(prefix, text, -1);
}

/* Calls make for each value between commas, and joins them by OR. */
typedef IndexQuery *(*ValueFunc)(gconstpointer data, QueryField field, const char *key,
                                 GError **error);

static IndexQuery *each_value(const char *keys, ValueFunc make, gconstpointer data,
                              QueryField field, GError **error) {
  g_auto(GStrv) list = g_strsplit_set(keys, ",", -1);
  g_autoptr(GPtrArray) children = g_ptr_array_new_with_free_func((GDestroyNotify)index_query_free);
  for (guint i = 0; list[i]; i++) {
    if (!*g_strstrip(list[i]))
      continue;
    IndexQuery *query = make(data, field, list[i], error);
    if (!query)
      return NULL;
    g_ptr_array_add(children, query);
  }
  if (!children->len)
    return search_fail(error, "a value is missing");
  IndexQuery *query = index_query_or((IndexQuery **)children->pdata, children->len);
  g_ptr_array_set_free_func(children, NULL);
  return query;
}

static IndexQuery *taxonomy_key(gconstpointer data, QueryField field, const char *key,
                                GError **error) {
  return key_query(data, field, key, error);
}

static IndexQuery *vendor_key(gconstpointer data, QueryField field, const char *key,
                              GError **error) {
  (void)data;
  (void)field;
  (void)error;
  gboolean no = g_str_equal(key, "no") || g_str_equal(key, "なし") || g_str_equal(key, "無");
  return index_query_term(SCHEMA_VENDOR, no ? "no" : "yes", -1);
}

IndexQuery *field_keys(const Taxonomy *taxonomy, QueryField field, const char *keys,
                       GError **error) {
  if (field == FIELD_VENDOR)
    return each_value(keys, vendor_key, NULL, field, error);
  return is_taxonomy(field) ? each_value(keys, taxonomy_key, taxonomy, field, error) : NULL;
}

static gboolean is_vendor_key(const char *text) {
  static const char *const keys[] = {"yes", "no", "あり", "なし", "有", "無"};
  for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
    if (g_str_equal(keys[i], text))
      return TRUE;
  return FALSE;
}

static IndexQuery *year_key(gconstpointer data, QueryField field, const char *key, GError **error) {
  (void)data;
  (void)field;
  if (is_none(key))
    return index_query_term(SCHEMA_YEAR, SCHEMA_NONE, -1);
  if (strlen(key) == 4 && strspn(key, "0123456789") == 4)
    return index_query_term(SCHEMA_YEAR, key, -1);
  return search_fail(error, "not a year: \"%s\"", key);
}

static IndexQuery *year_range(const QueryNode *node) {
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  int from = node->from ? atoi(node->from) : 1900, to = node->to ? atoi(node->to) : 2100;
  char text[8];
  for (int year = MAX(from, 1900); year <= MIN(to, 2999); year++) {
    g_snprintf(text, sizeof text, "%04d", year);
    g_ptr_array_add(children, index_query_term(SCHEMA_YEAR, text, -1));
  }
  return index_query_or((IndexQuery **)children->pdata, children->len);
}

static char *plain_day(const char *iso) {
  return iso ? g_strdup_printf("%.4s%.2s%.2s", iso, iso + 5, iso + 8) : NULL;
}

static IndexQuery *not_dated(void) {
  return index_query_and_not(index_query_all(), index_query_range_date(NULL, NULL));
}

static IndexQuery *ranged(Plan *plan, const QueryNode *node, GError **error) {
  (void)plan;
  if (node->text && node->field == FIELD_YEAR)
    return each_value(node->text, year_key, NULL, FIELD_YEAR, error);
  if (node->text && node->field == FIELD_DATE)
    return not_dated();
  if (node->text)
    return index_query_and_not(index_query_all(),
                               index_query_range_affected(G_MININT64, G_MAXINT64));
  if (node->field == FIELD_YEAR)
    return year_range(node);
  if (node->field == FIELD_AFFECTED)
    return index_query_range_affected(node->from ? g_ascii_strtoll(node->from, NULL, 10)
                                                 : G_MININT64,
                                      node->to ? g_ascii_strtoll(node->to, NULL, 10) : G_MAXINT64);
  g_autofree char *from = plain_day(node->from), *to = plain_day(node->to);
  return index_query_range_date(from, to);
}

typedef struct {
  const char *folded;
  GPtrArray *children;
} Labels;

/* "2次被害" finds the label インシデント:2次被害. */
static gboolean collect_label(const char *term, guint notices, gpointer user) {
  Labels *labels = user;
  (void)notices;
  g_autofree char *folded = fold_string(FOLD_INDEX, term, -1);
  if (strstr(folded, labels->folded))
    g_ptr_array_add(labels->children, index_query_term(SCHEMA_LABEL, term, -1));
  return TRUE;
}

static gboolean same_label(const char *term, guint notices, gpointer user) {
  Labels *labels = user;
  (void)notices;
  g_autofree char *folded = fold_string(FOLD_INDEX, term, -1);
  if (g_str_equal(folded, labels->folded))
    g_ptr_array_add(labels->children, index_query_term(SCHEMA_LABEL, term, -1));
  return TRUE;
}

static IndexQuery *label_key(gconstpointer data, QueryField field, const char *key,
                             GError **error) {
  (void)field;
  const Plan *plan = data;
  if (is_none(key))
    return index_query_term(SCHEMA_LABEL, SCHEMA_NONE, -1);
  g_autofree char *folded = fold_string(FOLD_INDEX, key, -1);
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  Labels labels = {folded, children};
  IndexReader *reader = plan->searcher->reader;
  if (!index_reader_terms(reader, SCHEMA_LABEL, "", same_label, &labels, error) ||
      (!children->len &&
       !index_reader_terms(reader, SCHEMA_LABEL, "", collect_label, &labels, error)))
    return NULL;
  return index_query_or((IndexQuery **)children->pdata, children->len);
}

static IndexQuery *id_key(gconstpointer data, QueryField field, const char *key, GError **error) {
  (void)data;
  (void)field;
  (void)error;
  g_autofree char *folded = fold_string(FOLD_INDEX, key, -1);
  return index_query_term(SCHEMA_ID, *folded == '#' ? folded + 1 : folded, -1);
}

/* Every blank-free piece is a word, as in the query itself. */
static IndexQuery *text_query(Plan *plan, Scope scope, const QueryNode *node, GError **error) {
  if (node->exact)
    return exact_query(plan->searcher, scope, node->text, error);
  g_autofree char *folded = fold_string(FOLD_INDEX, node->text, -1);
  Asked asked = {scope, folded, node->text, plan->words->len};
  return word_wide(plan, &asked, error);
}

IndexQuery *field_query(Plan *plan, const QueryNode *node, GError **error) {
  switch (node->field) {
  case FIELD_ORG:
    return text_query(plan, SCOPE_ORGANISATION, node, error);
  case FIELD_TITLE:
    return text_query(plan, SCOPE_TITLE, node, error);
  case FIELD_VENDOR:
    return is_vendor_key(node->text) ? vendor_key(NULL, node->field, node->text, error)
                                     : text_query(plan, SCOPE_VENDORS, node, error);
  case FIELD_CAUSE:
  case FIELD_SECTOR:
  case FIELD_DATA:
  case FIELD_MEDIA:
    return field_keys(plan->searcher->taxonomy, node->field, node->text, error);
  case FIELD_LABEL:
    return node->exact ? label_key(plan, node->field, node->text, error)
                       : each_value(node->text, label_key, plan, node->field, error);
  case FIELD_ID:
    return each_value(node->text, id_key, NULL, node->field, error);
  case FIELD_YEAR:
  case FIELD_DATE:
  case FIELD_AFFECTED:
    return ranged(plan, node, error);
  case FIELD_N:
    break;
  }
  return index_query_none();
}
