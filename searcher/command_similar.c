/* jikenbo similar: the same story elsewhere. */
#include "commands.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "labels.h"
#include "print_json.h"
#include "print_table.h"
#include "print_text.h"
#include "similar.h"

static json_t *json_keys(const Taxonomy *taxonomy, TaxonomyKind kind, guint32 mask) {
  json_t *list = json_array();
  for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++)
    if (mask >> code & 1)
      json_array_append_new(list, print_json_string(taxonomy_value(taxonomy, kind, code)->key));
  return list;
}

static json_t *json_hit(const Taxonomy *taxonomy, const SimilarHit *hit) {
  json_t *object = print_json_hit(taxonomy, &hit->hit), *facets = json_object();
  json_object_del(object, "snippet");
  json_object_del(object, "highlights");
  json_object_del(object, "others");
  json_object_set_new(facets, "cause", json_keys(taxonomy, TAXONOMY_CAUSE, hit->causes));
  json_object_set_new(facets, "sector", json_keys(taxonomy, TAXONOMY_SECTOR, hit->sectors));
  json_object_set_new(facets, "data", json_keys(taxonomy, TAXONOMY_DATA, hit->data));
  json_object_set_new(facets, "media", json_keys(taxonomy, TAXONOMY_MEDIA, hit->media));
  json_object_set_new(object, "shared_terms", print_json_strings(hit->shared));
  json_object_set_new(object, "shared_facets", facets);
  return object;
}

static json_t *json_words(const GPtrArray *words) {
  json_t *list = json_array();
  for (guint i = 0; i < words->len; i++) {
    const SimilarWord *word = g_ptr_array_index(words, i);
    json_t *object = json_object();
    json_object_set_new(object, "term", print_json_string(word->shown));
    json_object_set_new(object, "weight", json_real(word->weight));
    json_object_set_new(object, "notices", json_integer(word->notices));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *json_answer(const Taxonomy *taxonomy, const SimilarAnswer *answer) {
  json_t *object = json_object(), *results = json_array();
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "id", print_json_string(answer->notice->id));
  json_object_set_new(object, "organisation", print_json_string(answer->notice->organisation));
  json_object_set_new(object, "title", print_json_string(answer->notice->title));
  json_object_set_new(object, "terms", json_words(answer->words));
  for (guint i = 0; i < answer->hits->len; i++)
    json_array_append_new(results, json_hit(taxonomy, g_ptr_array_index(answer->hits, i)));
  json_object_set_new(object, "results", results);
  return object;
}

/* The words in common as the hit's own line of text: for eyes, or joined as lists are in tables. */
static void set_snippet(SimilarHit *hit, gboolean eyes) {
  GString *text = g_string_new(eyes ? _("In common: ") : "");
  for (guint i = 0; i < hit->shared->len; i++)
    g_string_append_printf(text, "%s%s",
                           i == 0 ? ""
                           : eyes ? labels_comma()
                                  : ";",
                           (char *)g_ptr_array_index(hit->shared, i));
  g_free(hit->hit.snippet.text);
  hit->hit.snippet.text = text_cols_safe_string(text->str, TRUE);
  g_string_free(text, TRUE);
}

static void print_heading(Output *out, const SimilarAnswer *answer) {
  GString *words = g_string_new(NULL);
  char *name = print_text_name(answer->notice);
  char *title = text_cols_safe_string(answer->notice->title, TRUE);
  for (guint i = 0; i < answer->words->len; i++)
    g_string_append_printf(words, "%s%s", i ? labels_comma() : "",
                           ((SimilarWord *)g_ptr_array_index(answer->words, i))->shown);
  char *safe = text_cols_safe_string(words->str, TRUE);
  char *heading = g_strdup_printf(_("Like %s %s"), name, title);
  char *story = g_strdup_printf(_("Its story: %s"), safe);
  text_cols_append_wrapped(out->text, heading, 0, 2, out->cols);
  g_string_append_c(out->text, '\n');
  text_cols_append_wrapped(out->text, story, 0, 2, out->cols);
  g_string_append_c(out->text, '\n');
  g_free(story);
  g_free(heading);
  g_free(safe);
  g_free(title);
  g_free(name);
  g_string_free(words, TRUE);
}

static void print_hits(CommandContext *context, const SimilarAnswer *answer, Format format) {
  const Taxonomy *taxonomy = searcher_taxonomy(context->searcher);
  TableKind kind = format == FORMAT_CSV ? TABLE_CSV : TABLE_TSV;
  if (format == FORMAT_TEXT)
    print_heading(context->out, answer);
  else if (format != FORMAT_JSONL)
    print_table_header(context->out->text, kind);
  for (guint i = 0; i < answer->hits->len && output_row(context->out); i++) {
    SimilarHit *hit = g_ptr_array_index(answer->hits, i);
    if (format == FORMAT_JSONL) {
      print_json_append(context->out->text, json_hit(taxonomy, hit), TRUE);
      continue;
    }
    set_snippet(hit, format == FORMAT_TEXT);
    if (format == FORMAT_TEXT)
      print_text_hit(context->out, taxonomy, &hit->hit);
    else
      print_table_hit(context->out->text, kind, taxonomy, &hit->hit);
  }
}

static int print_answer(CommandContext *context, const SimilarAnswer *answer) {
  Format format = options_format(context->values);
  if (format == FORMAT_JSON)
    print_json_append(context->out->text, json_answer(searcher_taxonomy(context->searcher), answer),
                      FALSE);
  else
    print_hits(context, answer, format);
  return answer->hits->len ? EXIT_FOUND : EXIT_NOTHING;
}

int command_similar(CommandContext *context) {
  GError *error = NULL;
  if (context->values->words_n != 1) {
    commands_say("%s", _("similar takes one number: jikenbo similar 2023-416"));
    return EXIT_USAGE;
  }
  if (!commands_open(context))
    return EXIT_UNUSABLE;
  const char *id = context->values->words[0];
  guint limit = options_number(&searcher_program, context->values, OPT_LIMIT_SIMILAR);
  SimilarAnswer *answer = similar_find(context->searcher, id, limit, &error);
  int status = EXIT_NOTHING;
  if (answer)
    status = print_answer(context, answer);
  else if (error)
    status = EXIT_UNUSABLE;
  if (!answer && error)
    commands_error(error);
  else if (!answer)
    commands_say(_("no notice has the number or place \"%s\""), id);
  similar_answer_free(answer);
  g_clear_error(&error);
  return status;
}
