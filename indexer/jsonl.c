#include "indexer/jsonl.h"

#include <jansson.h>
#include <string.h>

#include "indexer/source.h"

/* So many lines that can't be read are named; the others are counted. */
#define PROBLEMS_MAX 20

struct Jsonl {
  const char *file;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  GString *line;
  gboolean too_long;
  guint lines_n, good_n, bad_n;
  GPtrArray *problems; /* of char* */
};

Jsonl *jsonl_new(const char *file, const HeadingTools *tools, PageFunc func, gpointer user) {
  Jsonl *jsonl = g_new0(Jsonl, 1);
  jsonl->file = file;
  jsonl->tools = tools;
  jsonl->func = func;
  jsonl->user = user;
  jsonl->line = g_string_new(NULL);
  jsonl->problems = g_ptr_array_new_with_free_func(g_free);
  return jsonl;
}

static void add_problem(Jsonl *jsonl, const char *why) {
  if (jsonl->bad_n++ < PROBLEMS_MAX)
    g_ptr_array_add(jsonl->problems,
                    g_strdup_printf("%s:%u: %s", jsonl->file, jsonl->lines_n, why));
}

/* A string of object, or NULL; NULs inside end it. */
static const char *get_string(const json_t *object, const char *key) {
  const char *value = json_string_value(json_object_get(object, key));
  return value && *value ? value : NULL;
}

static int get_day(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value)) {
    char digits[32];
    long long number = (long long)json_integer_value(value);
    g_snprintf(digits, sizeof digits, "%04lld-%02lld-%02lld", number / 10000, number / 100 % 100,
               number % 100);
    return heading_day(digits, strlen(digits));
  }
  const char *text = json_string_value(value);
  return text ? heading_day(text, strlen(text)) : 0;
}

static const char **get_labels(const json_t *object) {
  const json_t *list = json_object_get(object, "labels");
  gsize n = json_array_size(list);
  const char **labels = g_new0(const char *, MAX(n, 1) + 1);
  gsize used = 0;
  if (json_is_string(list))
    labels[used++] = json_string_value(list);
  for (gsize i = 0; i < n; i++)
    if (json_is_string(json_array_get(list, i)))
      labels[used++] = json_string_value(json_array_get(list, i));
  return labels;
}

static void read_object(Jsonl *jsonl, const json_t *object) {
  const char *text = get_string(object, "text");
  if (!text && !get_string(object, "title")) {
    add_problem(jsonl, "neither \"text\" nor \"title\"");
    return;
  }
  const char **labels = get_labels(object);
  const char *organisation = get_string(object, "organisation");
  PageEntry entry = {.title = get_string(object, "title"),
                     .organisation =
                         organisation ? organisation : get_string(object, "organization"),
                     .id = get_string(object, "id"),
                     .url = get_string(object, "url"),
                     .published = get_day(object, "published"),
                     .labels = labels,
                     .text = text ? text : "",
                     .text_bytes = text ? strlen(text) : 0,
                     .line = jsonl->lines_n,
                     .end_line = jsonl->lines_n,
                     .text_line = jsonl->lines_n};
  page_entry(jsonl->file, &entry, jsonl->tools, jsonl->func, jsonl->user);
  g_free(labels);
  jsonl->good_n++;
}

static void end_line(Jsonl *jsonl) {
  jsonl->lines_n++;
  g_strstrip(jsonl->line->str);
  if (jsonl->too_long) {
    add_problem(jsonl, "the line is longer than 16 MiB");
  } else if (*jsonl->line->str) {
    json_error_t why;
    json_t *object = json_loadb(jsonl->line->str, strlen(jsonl->line->str), JSON_ALLOW_NUL, &why);
    if (json_is_object(object)) {
      read_object(jsonl, object);
    } else {
      char *message =
          g_strdup_printf("no JSON object: %s", object ? "one {…} a line is wanted" : why.text);
      add_problem(jsonl, message);
      g_free(message);
    }
    json_decref(object);
  }
  g_string_truncate(jsonl->line, 0);
  jsonl->too_long = FALSE;
}

void jsonl_add(Jsonl *jsonl, const char *text, gsize text_bytes) {
  const char *at = text, *end = text + text_bytes;
  while (at < end) {
    const char *stop = memchr(at, '\n', (gsize)(end - at));
    gsize bytes = (gsize)((stop ? stop : end) - at);
    if (jsonl->line->len + bytes > JSONL_LINE_BYTES_MAX) {
      jsonl->too_long = TRUE;
      g_string_truncate(jsonl->line, 0);
    }
    if (!jsonl->too_long)
      g_string_append_len(jsonl->line, at, (gssize)bytes);
    if (!stop)
      return;
    end_line(jsonl);
    at = stop + 1;
  }
}

gboolean jsonl_finish(Jsonl *jsonl, GPtrArray *problems, guint *lines, GError **error) {
  if (jsonl->line->len > 0 || jsonl->too_long)
    end_line(jsonl);
  gboolean good = jsonl->good_n > 0 || jsonl->bad_n == 0;
  if (!good)
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_FORM, "%s: no line is a JSON object (%s)",
                jsonl->file, (const char *)jsonl->problems->pdata[0]);
  for (guint i = 0; i < jsonl->problems->len; i++)
    g_ptr_array_add(problems, g_strdup(jsonl->problems->pdata[i]));
  if (jsonl->bad_n > PROBLEMS_MAX)
    g_ptr_array_add(problems, g_strdup_printf("%s: %u more lines can't be read", jsonl->file,
                                              jsonl->bad_n - PROBLEMS_MAX));
  *lines = jsonl->lines_n;
  g_ptr_array_unref(jsonl->problems);
  g_string_free(jsonl->line, TRUE);
  g_free(jsonl);
  return good;
}
