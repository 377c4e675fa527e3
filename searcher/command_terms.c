/* jikenbo terms: the words of the index with their counts. */
#include "commands.h"

#include <string.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "print_json.h"
#include "print_table.h"
#include "vocabulary.h"

static void print_text(Output *out, const GPtrArray *words, guint total) {
  guint word_cols = 8;
  for (guint i = 0; i < words->len; i++)
    word_cols =
        MAX(word_cols, text_cols(((VocabularyWord *)g_ptr_array_index(words, i))->word, -1));
  word_cols = MIN(word_cols, out->cols / 2);
  for (guint i = 0; i < words->len && output_row(out); i++) {
    const VocabularyWord *word = g_ptr_array_index(words, i);
    char *safe = text_cols_safe_string(word->word, TRUE);
    g_string_append_printf(out->text, "%7u  ", word->notices);
    if (word->reading) {
      text_cols_append_padded(out->text, safe, word_cols, FALSE);
      g_string_append(out->text, "  ");
      output_styled(out, STYLE_DIM, word->reading);
    } else {
      text_cols_append_cut(out->text, safe, out->cols > 9 ? out->cols - 9 : 8);
    }
    g_string_append_c(out->text, '\n');
    g_free(safe);
  }
  guint rest = total - words->len;
  if (rest) {
    g_string_append(out->text, "         ");
    g_string_append_printf(out->text, i18n_count("… and %u word more", "… and %u words more", rest),
                           rest);
    g_string_append_c(out->text, '\n');
  }
}

static void print_json(Output *out, const char *prefix, const GPtrArray *words, guint total) {
  json_t *object = json_object(), *list = json_array();
  for (guint i = 0; i < words->len; i++) {
    const VocabularyWord *word = g_ptr_array_index(words, i);
    json_t *one = json_object();
    json_object_set_new(one, "word", print_json_string(word->word));
    json_object_set_new(one, "reading", print_json_string(word->reading));
    json_object_set_new(one, "notices", json_integer(word->notices));
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "version", json_integer(PRINT_JSON_VERSION));
  json_object_set_new(object, "prefix", print_json_string(prefix));
  json_object_set_new(object, "total", json_integer(total));
  json_object_set_new(object, "terms", list);
  print_json_append(out->text, object, FALSE);
}

static void print_tsv(Output *out, const GPtrArray *words) {
  g_string_append(out->text, "word\treading\tnotices\n");
  for (guint i = 0; i < words->len && output_row(out); i++) {
    const VocabularyWord *word = g_ptr_array_index(words, i);
    print_table_cell(out->text, TABLE_TSV, TRUE, word->word);
    print_table_cell(out->text, TABLE_TSV, FALSE, word->reading);
    print_table_number(out->text, TABLE_TSV, FALSE, word->notices);
    g_string_append_c(out->text, '\n');
  }
}

static int print_words(CommandContext *context, const char *prefix, const GPtrArray *words,
                       guint total) {
  switch (options_format(context->values)) {
  case FORMAT_JSON:
    print_json(context->out, prefix, words, total);
    break;
  case FORMAT_TSV:
    print_tsv(context->out, words);
    break;
  default:
    print_text(context->out, words, total);
  }
  return words->len ? EXIT_FOUND : EXIT_NOTHING;
}

int command_terms(CommandContext *context) {
  GError *error = NULL;
  guint total = 0;
  char *prefix = commands_words(context);
  if (!prefix)
    return EXIT_USAGE;
  int status = EXIT_UNUSABLE;
  if (commands_open(context)) {
    guint limit = options_number(&searcher_program, context->values, OPT_LIMIT_TERMS);
    GPtrArray *words = options_has(context->values, OPT_IDS)
                           ? vocabulary_ids(context->searcher, prefix, limit, &total, &error)
                           : vocabulary_find(context->searcher, prefix, limit, &total, &error);
    if (words) {
      status = print_words(context, prefix, words, total);
      g_ptr_array_unref(words);
    } else {
      commands_error(error);
    }
  }
  g_clear_error(&error);
  g_free(prefix);
  return status;
}
