#include "labels.h"

#include <stdio.h>
#include <string.h>

#include "common/i18n.h"

const char *labels_value(const TaxonomyValue *value) {
  return i18n_japanese() || !*value->label_en ? value->label : value->label_en;
}

const char *labels_code(const Taxonomy *taxonomy, TaxonomyKind kind, guint code) {
  return code < taxonomy_count(taxonomy, kind) ? labels_value(taxonomy_value(taxonomy, kind, code))
                                               : "";
}

const char *labels_facet(Facet facet) {
  return i18n_japanese() ? facet_infos[facet].name : facet_infos[facet].name_en;
}

gboolean labels_facet_taxonomy(Facet facet, TaxonomyKind *kind) {
  static const TaxonomyKind kinds[FACET_N] = {
      [FACET_CAUSE] = TAXONOMY_CAUSE, [FACET_SECTOR] = TAXONOMY_SECTOR,
      [FACET_YEAR] = TAXONOMY_N,      [FACET_VENDOR] = TAXONOMY_N,
      [FACET_DATA] = TAXONOMY_DATA,   [FACET_MEDIA] = TAXONOMY_MEDIA,
      [FACET_LABEL] = TAXONOMY_N,
  };
  *kind = kinds[facet];
  return *kind != TAXONOMY_N;
}

const char *labels_facet_value(const Taxonomy *taxonomy, Facet facet, const FacetValue *value) {
  TaxonomyKind kind;
  if (labels_facet_taxonomy(facet, &kind)) {
    int code = taxonomy_code(taxonomy, kind, value->key);
    if (code >= 0)
      return labels_code(taxonomy, kind, code);
  }
  if (strcmp(value->key, "none") == 0)
    return _("unknown");
  if (facet == FACET_VENDOR)
    return strcmp(value->key, "yes") == 0 ? _("at a contractor") : _("not at a contractor");
  return value->label;
}

void labels_append_number(GString *out, gint64 number) {
  char digits[24];
  int n = snprintf(digits, sizeof digits, "%lld", (long long)number);
  for (int i = 0; i < n; i++) {
    g_string_append_c(out, digits[i]);
    int left = n - 1 - i;
    if (left > 0 && left % 3 == 0 && digits[i] != '-')
      g_string_append_c(out, ',');
  }
}

static void append_size_japanese(GString *out, gint64 affected) {
  static const struct {
    gint64 unit;
    const char *name;
  } units[] = {{1000000000000, "兆"}, {100000000, "億"}, {10000, "万"}};
  for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
    if (affected < units[i].unit)
      continue;
    labels_append_number(out, affected / units[i].unit);
    g_string_append(out, units[i].name);
    affected %= units[i].unit;
    if (affected == 0) {
      g_string_append(out, "件");
      return;
    }
  }
  labels_append_number(out, affected);
  g_string_append(out, "件");
}

void labels_append_amount(GString *out, gint64 affected) {
  if (affected < 0)
    g_string_append(out, _("number unknown"));
  else if (i18n_japanese())
    append_size_japanese(out, affected);
  else
    labels_append_number(out, affected);
}

void labels_append_size(GString *out, gint64 affected) {
  labels_append_amount(out, affected);
  if (affected >= 0 && !i18n_japanese())
    g_string_append(out, " affected");
}

void labels_append_date(GString *out, int date) {
  static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int year = date / 10000, month = date / 100 % 100, day = date % 100;
  if (date <= 0)
    return;
  if (i18n_japanese())
    g_string_append_printf(out, "%d年%d月%d日", year, month, day);
  else
    g_string_append_printf(out, "%d %s %d", day, months[CLAMP(month, 1, 12) - 1], year);
}

char *labels_iso(int date, char iso[11]) {
  *iso = '\0';
  if (date > 0)
    snprintf(iso, 11, "%04u-%02u-%02u", (guint)date / 10000 % 10000, (guint)date / 100 % 100,
             (guint)date % 100);
  return iso;
}

const char *labels_comma(void) {
  return i18n_japanese() ? "、" : ", ";
}

void labels_append_codes(GString *out, const Taxonomy *taxonomy, TaxonomyKind kind,
                         const GArray *codes) {
  for (guint i = 0; codes && i < codes->len; i++) {
    if (i)
      g_string_append(out, labels_comma());
    g_string_append(out, labels_code(taxonomy, kind, g_array_index(codes, guint8, i)));
  }
}
