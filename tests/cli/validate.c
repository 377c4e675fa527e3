/* validate: reads JSON values from standard input and checks each against a JSON Schema. What the
 * project's schema uses of the language: $ref to $defs, anyOf, type, const, enum, pattern (a whole
 * extended regular expression), minimum, items, minItems, maxItems, properties, required,
 * additionalProperties. Another keyword is an error, so that no rule is left unread. */
#include <glib.h>
#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

static json_t *root;

static gboolean check(const json_t *schema, const json_t *value, GString *path, gboolean say);

static gboolean wrong(const GString *path, gboolean say, const char *what) {
  if (say)
    printf("%s: %s\n", path->len ? path->str : ".", what);
  return FALSE;
}

static const char *type_of(const json_t *value) {
  static const char *const names[] = {
      [JSON_OBJECT] = "object",   [JSON_ARRAY] = "array", [JSON_STRING] = "string",
      [JSON_INTEGER] = "integer", [JSON_REAL] = "number", [JSON_TRUE] = "boolean",
      [JSON_FALSE] = "boolean",   [JSON_NULL] = "null",
  };
  return names[json_typeof(value)];
}

static gboolean type_is(const json_t *value, const char *type) {
  return strcmp(type, type_of(value)) == 0 ||
         (strcmp(type, "number") == 0 && json_is_number(value));
}

static gboolean check_type(const json_t *types, const json_t *value) {
  size_t i;
  json_t *type;
  if (json_is_string(types))
    return type_is(value, json_string_value(types));
  json_array_foreach(types, i, type) {
    if (type_is(value, json_string_value(type)))
      return TRUE;
  }
  return FALSE;
}

static gboolean check_enum(const json_t *values, const json_t *value) {
  size_t i;
  json_t *one;
  json_array_foreach(values, i, one) {
    if (json_equal(one, value))
      return TRUE;
  }
  return FALSE;
}

static gboolean check_pattern(const json_t *pattern, const json_t *value) {
  regex_t regex;
  if (!json_is_string(value))
    return TRUE;
  if (regcomp(&regex, json_string_value(pattern), REG_EXTENDED | REG_NOSUB) != 0)
    return FALSE;
  gboolean fine = regexec(&regex, json_string_value(value), 0, NULL, 0) == 0;
  regfree(&regex);
  return fine;
}

static gboolean check_items(const json_t *schema, const json_t *value, GString *path,
                            gboolean say) {
  size_t i;
  json_t *item;
  gsize at = path->len;
  gboolean fine = TRUE;
  json_array_foreach(value, i, item) {
    g_string_append_printf(path, "[%zu]", i);
    fine = check(schema, item, path, say) && fine;
    g_string_truncate(path, at);
  }
  return fine;
}

static gboolean check_properties(const json_t *schema, const json_t *value, GString *path,
                                 gboolean say) {
  const json_t *properties = json_object_get(schema, "properties");
  const char *key;
  json_t *member;
  gsize at = path->len;
  gboolean fine = TRUE, closed = json_is_false(json_object_get(schema, "additionalProperties"));
  json_object_foreach((json_t *)value, key, member) {
    const json_t *rule = json_object_get(properties, key);
    g_string_append_printf(path, ".%s", key);
    if (rule)
      fine = check(rule, member, path, say) && fine;
    else if (closed)
      fine = wrong(path, say, "no such member in the schema");
    g_string_truncate(path, at);
  }
  return fine;
}

static gboolean check_required(const json_t *names, const json_t *value, const GString *path,
                               gboolean say) {
  size_t i;
  json_t *name;
  gboolean fine = TRUE;
  json_array_foreach(names, i, name) {
    if (!json_object_get(value, json_string_value(name)))
      fine = wrong(path, say, json_string_value(name));
  }
  return fine;
}

static gboolean check_any(const json_t *schemas, const json_t *value, GString *path, gboolean say) {
  size_t i;
  json_t *schema;
  json_array_foreach(schemas, i, schema) {
    if (check(schema, value, path, FALSE))
      return TRUE;
  }
  for (i = 0; say && i < json_array_size(schemas); i++) {
    printf("-- as %s\n", json_string_value(json_object_get(json_array_get(schemas, i), "$ref")));
    check(json_array_get(schemas, i), value, path, TRUE);
  }
  return FALSE;
}

static const json_t *resolve(const char *reference) {
  static const char start[] = "#/$defs/";
  return g_str_has_prefix(reference, start)
             ? json_object_get(json_object_get(root, "$defs"), reference + strlen(start))
             : NULL;
}

/* One keyword of a schema. */
static gboolean check_rule(const char *rule, const json_t *argument, const json_t *schema,
                           const json_t *value, GString *path, gboolean say) {
  double least = json_number_value(argument);
  if (strcmp(rule, "$ref") == 0) {
    const json_t *other = resolve(json_string_value(argument));
    return other ? check(other, value, path, say) : wrong(path, TRUE, "an unknown $ref");
  }
  if (strcmp(rule, "anyOf") == 0)
    return check_any(argument, value, path, say);
  if (strcmp(rule, "type") == 0)
    return check_type(argument, value) || wrong(path, say, "another type");
  if (strcmp(rule, "const") == 0)
    return json_equal(argument, value) || wrong(path, say, "another constant");
  if (strcmp(rule, "enum") == 0)
    return check_enum(argument, value) || wrong(path, say, "none of the values");
  if (strcmp(rule, "pattern") == 0)
    return check_pattern(argument, value) || wrong(path, say, "another pattern");
  if (strcmp(rule, "minimum") == 0)
    return !json_is_number(value) || json_number_value(value) >= least ||
           wrong(path, say, "too small");
  if (strcmp(rule, "minItems") == 0)
    return !json_is_array(value) || json_array_size(value) >= least ||
           wrong(path, say, "too short");
  if (strcmp(rule, "maxItems") == 0)
    return !json_is_array(value) || json_array_size(value) <= least || wrong(path, say, "too long");
  if (strcmp(rule, "items") == 0)
    return check_items(argument, value, path, say);
  if (strcmp(rule, "properties") == 0)
    return !json_is_object(value) || check_properties(schema, value, path, say);
  if (strcmp(rule, "required") == 0)
    return !json_is_object(value) || check_required(argument, value, path, say);
  if (strcmp(rule, "additionalProperties") == 0 || strcmp(rule, "title") == 0 ||
      strcmp(rule, "$schema") == 0 || strcmp(rule, "$id") == 0 || strcmp(rule, "$defs") == 0)
    return TRUE;
  return wrong(path, TRUE, rule);
}

static gboolean check(const json_t *schema, const json_t *value, GString *path, gboolean say) {
  const char *rule;
  json_t *argument;
  gboolean fine = TRUE;
  json_object_foreach((json_t *)schema, rule, argument) {
    fine = check_rule(rule, argument, schema, value, path, say) && fine;
  }
  return fine;
}

int main(int argc, char **argv) {
  json_error_t error;
  root = argc == 2 ? json_load_file(argv[1], 0, &error) : NULL;
  if (!root) {
    fprintf(stderr, "usage: validate SCHEMA <JSON\n");
    return 2;
  }
  guint values = 0;
  gboolean fine = TRUE;
  json_t *value;
  while ((value = json_loadf(stdin, JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &error))) {
    GString *path = g_string_new(NULL);
    fine = check(root, value, path, TRUE) && fine;
    values++;
    g_string_free(path, TRUE);
    json_decref(value);
  }
  if (error.position != 0 && !feof(stdin)) {
    printf("no JSON: %s\n", error.text);
    fine = FALSE;
  }
  json_decref(root);
  return fine && values ? 0 : 1;
}
