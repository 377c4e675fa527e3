#include "indexer/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_or_null(const char *text) {
  json_t *value = text ? json_string(text) : NULL;
  return value ? value : json_null();
}

static json_t *day_or_null(int day) {
  if (day <= 0)
    return json_null();
  char text[24];
  g_snprintf(text, sizeof text, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
  return json_string(text);
}

static json_t *codes(const GArray *array, const Taxonomy *taxonomy, TaxonomyKind kind) {
  json_t *list = json_array();
  for (guint i = 0; array && i < array->len; i++) {
    guint code = g_array_index(array, guint8, i);
    if (code < taxonomy_count(taxonomy, kind))
      json_array_append_new(list, json_string(taxonomy_value(taxonomy, kind, code)->key));
  }
  return list;
}

static json_t *texts(const GPtrArray *array) {
  json_t *list = json_array();
  for (guint i = 0; array && i < array->len; i++)
    json_array_append_new(list, text_or_null(array->pdata[i]));
  return list;
}

/* One sentence a field: the first that was given. */
static json_t *evidence(const Notice *notice) {
  json_t *all = json_object();
  for (guint i = 0; notice->evidence && i < notice->evidence->len; i++) {
    const NoticeEvidence *one = &g_array_index(notice->evidence, NoticeEvidence, i);
    if (json_object_get(all, one->field))
      continue;
    json_object_set_new(
        all, one->field,
        json_pack("{s:o, s:i}", "text", text_or_null(one->text), "line", (int)one->line));
  }
  return all;
}

static void add_facts(json_t *line, const Notice *notice, const Taxonomy *taxonomy) {
  json_object_set_new(line, "causes", codes(notice->causes, taxonomy, TAXONOMY_CAUSE));
  json_object_set_new(line, "sectors", codes(notice->sectors, taxonomy, TAXONOMY_SECTOR));
  json_object_set_new(line, "vendor", json_boolean(notice->vendor));
  json_object_set_new(line, "vendors", texts(notice->vendors));
  json_object_set_new(line, "affected",
                      notice->affected == NOTICE_AFFECTED_UNKNOWN ? json_null()
                                                                  : json_integer(notice->affected));
  json_object_set_new(line, "occurred_from", day_or_null(notice->occurred_from));
  json_object_set_new(line, "occurred_to", day_or_null(notice->occurred_to));
  json_object_set_new(line, "discovered", day_or_null(notice->discovered));
  json_object_set_new(line, "data", codes(notice->data, taxonomy, TAXONOMY_DATA));
  json_object_set_new(line, "media", codes(notice->media, taxonomy, TAXONOMY_MEDIA));
}

char *report_line(const ReportPost *post, const Taxonomy *taxonomy) {
  static const char *const kinds[] = {"notice", "other", "duplicate"};
  const Notice *notice = post->notice;
  json_t *line = json_object();
  json_object_set_new(line, "file", text_or_null(post->file));
  json_object_set_new(line, "line", json_integer(post->line));
  json_object_set_new(line, "end_line", json_integer(post->end_line));
  json_object_set_new(line, "kind", json_string(kinds[post->kind]));
  json_object_set_new(line, "id", text_or_null(notice->id));
  json_object_set_new(line, "organisation", text_or_null(notice->organisation));
  json_object_set_new(line, "title", text_or_null(notice->title));
  json_object_set_new(line, "published", day_or_null(notice->published));
  if (post->kind != REPORT_OTHER) {
    json_object_set_new(line, "url", text_or_null(notice->url));
    add_facts(line, notice, taxonomy);
    json_object_set_new(line, "labels", texts(notice->labels));
    json_object_set_new(line, "links", texts(notice->links));
  }
  if (post->kind == REPORT_DUPLICATE)
    json_object_set_new(
        line, "of",
        json_pack("{s:o, s:i}", "file", text_or_null(post->of_file), "line", (int)post->of_line));
  if (post->kind != REPORT_OTHER) {
    json_object_set_new(line, "doubts", texts(notice->doubts));
    json_object_set_new(line, "evidence", evidence(notice));
  }
  char *dumped = json_dumps(line, JSON_COMPACT);
  char *text = g_strdup(dumped ? dumped : "{}");
  free(dumped);
  json_decref(line);
  return text;
}
