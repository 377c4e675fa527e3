#include "print_table.h"

#include <string.h>

#include "common/text_cols.h"
#include "labels.h"

static void append_csv(GString *out, const char *text) {
  if (*text && strchr("=+-@", *text)) {
    char *guarded = g_strconcat("'", text, NULL);
    append_csv(out, guarded);
    g_free(guarded);
    return;
  }
  if (!strpbrk(text, ",\"") && *text != ' ') {
    g_string_append(out, text);
    return;
  }
  g_string_append_c(out, '"');
  for (const char *p = text; *p; p++) {
    if (*p == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}

void print_table_cell(GString *out, TableKind kind, gboolean first, const char *text) {
  if (!first)
    g_string_append_c(out, kind == TABLE_TSV ? '\t' : ',');
  char *safe = text_cols_safe_string(text ? text : "", TRUE);
  if (kind == TABLE_TSV)
    g_string_append(out, safe);
  else
    append_csv(out, safe);
  g_free(safe);
}

void print_table_number(GString *out, TableKind kind, gboolean first, gint64 number) {
  if (!first)
    g_string_append_c(out, kind == TABLE_TSV ? '\t' : ',');
  g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
}

static char *join_codes(const Taxonomy *taxonomy, TaxonomyKind kind, const GArray *codes) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; codes && i < codes->len; i++) {
    guint code = g_array_index(codes, guint8, i);
    if (code < taxonomy_count(taxonomy, kind))
      g_string_append_printf(out, "%s%s", out->len ? ";" : "",
                             taxonomy_value(taxonomy, kind, code)->key);
  }
  return g_string_free(out, FALSE);
}

static char *join_strings(const GPtrArray *strings) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; strings && i < strings->len; i++)
    g_string_append_printf(out, "%s%s", i ? ";" : "", (char *)g_ptr_array_index(strings, i));
  return g_string_free(out, FALSE);
}

static char *text_of_date(int date) {
  char iso[11];
  return g_strdup(labels_iso(date, iso));
}

/* One function a column: the cell's text, to be freed. */
typedef char *(*ColumnFunc)(const Taxonomy *taxonomy, const SearchHit *hit);

static char *cell_rank(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup_printf("%u", hit->rank);
}

static char *cell_id(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup(hit->notice->id);
}

static char *cell_score(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(text, sizeof text, "%.4f", hit->score));
}

static char *cell_notices(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup_printf("%u", hit->notices);
}

static char *cell_organisation(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup(hit->notice->organisation);
}

static char *cell_title(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup(hit->notice->title);
}

static char *cell_published(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return text_of_date(hit->notice->published);
}

static char *cell_causes(const Taxonomy *taxonomy, const SearchHit *hit) {
  return join_codes(taxonomy, TAXONOMY_CAUSE, hit->notice->causes);
}

static char *cell_sectors(const Taxonomy *taxonomy, const SearchHit *hit) {
  return join_codes(taxonomy, TAXONOMY_SECTOR, hit->notice->sectors);
}

static char *cell_vendor(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup(hit->notice->vendor ? "yes" : "no");
}

static char *cell_vendors(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return join_strings(hit->notice->vendors);
}

static char *cell_affected(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  gint64 affected = hit->notice->affected;
  return affected < 0 ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, affected);
}

static char *cell_discovered(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return text_of_date(hit->notice->discovered);
}

static char *cell_snippet(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  return g_strdup(hit->snippet.text);
}

static const NoticePlace *first_place(const SearchHit *hit) {
  GArray *places = hit->notice->places;
  return places->len ? &g_array_index(places, NoticePlace, 0) : NULL;
}

static char *cell_file(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  const NoticePlace *place = first_place(hit);
  return place ? g_strdup(place->file) : NULL;
}

static char *cell_line(const Taxonomy *taxonomy, const SearchHit *hit) {
  (void)taxonomy;
  const NoticePlace *place = first_place(hit);
  return place ? g_strdup_printf("%u", place->line) : NULL;
}

static const struct {
  const char *name;
  ColumnFunc cell;
} columns[] = {
    {"rank", cell_rank},
    {"id", cell_id},
    {"score", cell_score},
    {"notices", cell_notices},
    {"organisation", cell_organisation},
    {"title", cell_title},
    {"published", cell_published},
    {"causes", cell_causes},
    {"sectors", cell_sectors},
    {"vendor", cell_vendor},
    {"vendors", cell_vendors},
    {"affected", cell_affected},
    {"discovered", cell_discovered},
    {"snippet", cell_snippet},
    {"file", cell_file},
    {"line", cell_line},
};

void print_table_header(GString *out, TableKind kind) {
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++)
    print_table_cell(out, kind, i == 0, columns[i].name);
  g_string_append_c(out, '\n');
}

void print_table_hit(GString *out, TableKind kind, const Taxonomy *taxonomy, const SearchHit *hit) {
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    char *text = columns[i].cell(taxonomy, hit);
    print_table_cell(out, kind, i == 0, text);
    g_free(text);
  }
  g_string_append_c(out, '\n');
}
