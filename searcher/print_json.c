#include "print_json.h"

#include <string.h>

#include "common/text_cols.h"
#include "labels.h"

json_t *print_json_string(const char *text) {
  if (!text)
    return json_null();
  json_t *value = json_string(text);
  if (value)
    return value;
  char *valid = g_utf8_make_valid(text, -1);
  value = json_string(valid);
  g_free(valid);
  return value ? value : json_null();
}

json_t *print_json_date(int date) {
  char iso[11];
  return date > 0 ? json_string(labels_iso(date, iso)) : json_null();
}

json_t *print_json_codes(const Taxonomy *taxonomy, TaxonomyKind kind, const GArray *codes) {
  json_t *list = json_array();
  for (guint i = 0; codes && i < codes->len; i++) {
    guint code = g_array_index(codes, guint8, i);
    if (code < taxonomy_count(taxonomy, kind))
      json_array_append_new(list, print_json_string(taxonomy_value(taxonomy, kind, code)->key));
  }
  return list;
}

json_t *print_json_strings(const GPtrArray *strings) {
  json_t *list = json_array();
  for (guint i = 0; strings && i < strings->len; i++)
    json_array_append_new(list, print_json_string(g_ptr_array_index(strings, i)));
  return list;
}

static json_t *json_affected(gint64 affected) {
  return affected < 0 ? json_null() : json_integer(affected);
}

static void set_place(json_t *object, const Notice *notice) {
  const NoticePlace *place =
      notice->places->len ? &g_array_index(notice->places, NoticePlace, 0) : NULL;
  json_object_set_new(object, "file", print_json_string(place ? place->file : NULL));
  json_object_set_new(object, "line", place ? json_integer(place->line) : json_null());
}

static json_t *json_others(const GPtrArray *others) {
  json_t *list = json_array();
  for (guint i = 0; others && i < others->len; i++) {
    const Notice *notice = g_ptr_array_index(others, i);
    json_t *other = json_object();
    json_object_set_new(other, "organisation", print_json_string(notice->organisation));
    json_object_set_new(other, "title", print_json_string(notice->title));
    set_place(other, notice);
    json_array_append_new(list, other);
  }
  return list;
}

static json_t *json_highlights(const GArray *highlights) {
  json_t *list = json_array();
  for (guint i = 0; highlights && i + 1 < highlights->len; i += 2)
    json_array_append_new(list, json_pack("[ii]", (int)g_array_index(highlights, guint, i),
                                          (int)g_array_index(highlights, guint, i + 1)));
  return list;
}

static void set_facts(json_t *object, const Taxonomy *taxonomy, const Notice *notice) {
  json_object_set_new(object, "organisation", print_json_string(notice->organisation));
  json_object_set_new(object, "title", print_json_string(notice->title));
  json_object_set_new(object, "published", print_json_date(notice->published));
  json_object_set_new(object, "causes", print_json_codes(taxonomy, TAXONOMY_CAUSE, notice->causes));
  json_object_set_new(object, "sectors",
                      print_json_codes(taxonomy, TAXONOMY_SECTOR, notice->sectors));
  json_object_set_new(object, "vendor", json_boolean(notice->vendor));
  json_object_set_new(object, "vendors", print_json_strings(notice->vendors));
  json_object_set_new(object, "affected", json_affected(notice->affected));
}

json_t *print_json_hit(const Taxonomy *taxonomy, const SearchHit *hit) {
  const Notice *notice = hit->notice;
  json_t *object = json_object();
  json_object_set_new(object, "rank", json_integer(hit->rank));
  json_object_set_new(object, "id", print_json_string(notice->id));
  json_object_set_new(object, "score", json_real(hit->score));
  json_object_set_new(object, "notices", json_integer(hit->notices));
  set_facts(object, taxonomy, notice);
  json_object_set_new(object, "discovered", print_json_date(notice->discovered));
  json_object_set_new(object, "snippet",
                      print_json_string(hit->snippet.text ? hit->snippet.text : ""));
  json_object_set_new(object, "highlights", json_highlights(hit->snippet.highlights));
  set_place(object, notice);
  json_object_set_new(object, "others", json_others(hit->others));
  if (hit->explain)
    json_object_set_new(object, "explain", print_json_strings(hit->explain));
  return object;
}

static json_t *json_synonyms(const GPtrArray *synonyms) {
  json_t *list = json_array();
  for (guint i = 0; synonyms && i < synonyms->len; i++) {
    const SearchSynonym *synonym = g_ptr_array_index(synonyms, i);
    json_t *object = json_object();
    json_object_set_new(object, "word", print_json_string(synonym->word));
    json_object_set_new(object, "used", print_json_strings(synonym->used));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_more(const GPtrArray *more) {
  json_t *list = json_array();
  for (guint i = 0; more && i < more->len; i++) {
    const SearchMore *one = g_ptr_array_index(more, i);
    json_t *object = json_object();
    json_object_set_new(object, "query", print_json_string(one->query));
    json_object_set_new(object, "why", print_json_string(one->why));
    json_object_set_new(object, "incidents", json_integer(one->incidents));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_facet(const GPtrArray *values) {
  json_t *list = json_array();
  for (guint i = 0; i < values->len; i++) {
    const FacetValue *value = g_ptr_array_index(values, i);
    json_t *object = json_object();
    json_object_set_new(object, "key", print_json_string(value->key));
    json_object_set_new(object, "label", print_json_string(value->label));
    json_object_set_new(object, "count", json_integer(value->count));
    json_array_append_new(list, object);
  }
  return list;
}

json_t *print_json_answer(const Taxonomy *taxonomy, const SearchAnswer *answer) {
  json_t *object = json_object(), *facets = json_object(), *results = json_array();
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "query", print_json_string(answer->query));
  json_object_set_new(object, "read_as", print_json_string(answer->read_as));
  json_object_set_new(object, "total_incidents", json_integer(answer->incidents));
  json_object_set_new(object, "total_notices", json_integer(answer->notices));
  json_object_set_new(object, "relaxed", json_boolean(answer->relaxed));
  json_object_set_new(object, "synonyms", json_synonyms(answer->synonyms));
  json_object_set_new(object, "more", json_more(answer->more));
  for (guint facet = 0; facet < FACET_N; facet++)
    if (answer->facets[facet])
      json_object_set_new(facets, facet_infos[facet].key, json_facet(answer->facets[facet]));
  json_object_set_new(object, "facets", facets);
  for (guint i = 0; answer->hits && i < answer->hits->len; i++)
    json_array_append_new(results, print_json_hit(taxonomy, g_ptr_array_index(answer->hits, i)));
  json_object_set_new(object, "results", results);
  return object;
}

json_t *print_json_error(const char *query, const char *message, int at_chars) {
  json_t *object = json_object(), *error = json_object();
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "query", print_json_string(query));
  json_object_set_new(error, "message", print_json_string(message));
  json_object_set_new(error, "at", at_chars < 0 ? json_null() : json_integer(at_chars));
  json_object_set_new(object, "error", error);
  return object;
}

static json_t *json_places(const Notice *notice) {
  json_t *list = json_array();
  for (guint i = 0; i < notice->places->len; i++) {
    const NoticePlace *place = &g_array_index(notice->places, NoticePlace, i);
    json_t *object = json_object();
    json_object_set_new(object, "file", print_json_string(place->file));
    json_object_set_new(object, "line", json_integer(place->line));
    json_object_set_new(object, "end_line", json_integer(place->end_line));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_evidence(const Notice *notice) {
  json_t *list = json_array();
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    json_t *object = json_object();
    json_object_set_new(object, "field", print_json_string(evidence->field));
    json_object_set_new(object, "text", print_json_string(evidence->text));
    json_object_set_new(object, "line", json_integer(evidence->line));
    json_array_append_new(list, object);
  }
  return list;
}

json_t *print_json_notice(const Taxonomy *taxonomy, const Notice *notice) {
  json_t *object = json_object();
  json_object_set_new(object, "id", print_json_string(notice->id));
  set_facts(object, taxonomy, notice);
  json_object_set_new(object, "occurred_from", print_json_date(notice->occurred_from));
  json_object_set_new(object, "occurred_to", print_json_date(notice->occurred_to));
  json_object_set_new(object, "discovered", print_json_date(notice->discovered));
  json_object_set_new(object, "data", print_json_codes(taxonomy, TAXONOMY_DATA, notice->data));
  json_object_set_new(object, "media", print_json_codes(taxonomy, TAXONOMY_MEDIA, notice->media));
  json_object_set_new(object, "labels", print_json_strings(notice->labels));
  json_object_set_new(object, "links", print_json_strings(notice->links));
  json_object_set_new(object, "url", print_json_string(notice->url));
  json_object_set_new(object, "places", json_places(notice));
  json_object_set_new(object, "doubts", print_json_strings(notice->doubts));
  json_object_set_new(object, "evidence", json_evidence(notice));
  json_object_set_new(object, "body", print_json_string(notice->body));
  return object;
}

/* jansson escapes C0 alone: the other characters that command a terminal can only stand in strings,
 * so that they are escaped in the finished text. */
static void append_escaped(GString *out, const char *text) {
  const char *from = text;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = (guchar)*p < 0x7f ? ' ' : g_utf8_get_char(p);
    if (c == ' ' || text_cols_safe(c))
      continue;
    g_string_append_len(out, from, p - from);
    if (c >= 0x10000)
      g_string_append_printf(out, "\\u%04X\\u%04X", 0xd800 + ((c - 0x10000) >> 10),
                             0xdc00 + ((c - 0x10000) & 0x3ff));
    else
      g_string_append_printf(out, "\\u%04X", c);
    from = g_utf8_next_char(p);
  }
  g_string_append(out, from);
}

void print_json_append(GString *out, json_t *value, gboolean one_line) {
  char *text =
      json_dumps(value, JSON_REAL_PRECISION(6) | (one_line ? JSON_COMPACT : JSON_INDENT(2)));
  if (text)
    append_escaped(out, text);
  g_string_append_c(out, '\n');
  free(text);
  json_decref(value);
}
