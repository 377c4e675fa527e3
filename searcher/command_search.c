/* jikenbo search: one question, or many from standard input. */
#include "commands.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "print_json.h"
#include "print_table.h"
#include "print_text.h"

static void print_text(CommandContext *context, const SearchAnswer *answer) {
  const Taxonomy *taxonomy = searcher_taxonomy(context->searcher);
  print_text_summary(context->out, answer);
  for (guint i = 0; i < answer->hits->len; i++) {
    print_text_hit(context->out, taxonomy, g_ptr_array_index(answer->hits, i));
    if (!output_row(context->out))
      return;
  }
  print_text_facets(context->out, taxonomy, answer);
}

static void print_lines(CommandContext *context, const SearchAnswer *answer) {
  for (guint i = 0; i < answer->hits->len && output_row(context->out); i++)
    print_json_append(
        context->out->text,
        print_json_hit(searcher_taxonomy(context->searcher), g_ptr_array_index(answer->hits, i)),
        TRUE);
}

static void print_table(CommandContext *context, const SearchAnswer *answer, TableKind kind) {
  print_table_header(context->out->text, kind);
  for (guint i = 0; i < answer->hits->len && output_row(context->out); i++)
    print_table_hit(context->out->text, kind, searcher_taxonomy(context->searcher),
                    g_ptr_array_index(answer->hits, i));
}

static void print_answer(CommandContext *context, const SearchAnswer *answer) {
  switch (options_format(context->values)) {
  case FORMAT_TEXT:
    if (options_has(context->values, OPT_COUNT))
      g_string_append_printf(context->out->text, "%u\n", answer->incidents);
    else
      print_text(context, answer);
    break;
  case FORMAT_JSON:
    print_json_append(context->out->text,
                      print_json_answer(searcher_taxonomy(context->searcher), answer), FALSE);
    break;
  case FORMAT_JSONL:
    print_lines(context, answer);
    break;
  case FORMAT_TSV:
    print_table(context, answer, TABLE_TSV);
    break;
  case FORMAT_CSV:
    print_table(context, answer, TABLE_CSV);
    break;
  }
}

/* --count asks for no hits: limit 0 would mean all of them, so one is asked for and dropped. */
static void drop_hits(const CommandContext *context, SearchAnswer *answer) {
  if (options_has(context->values, OPT_COUNT) && answer->hits)
    g_ptr_array_set_size(answer->hits, 0);
}

static void set_count(const CommandContext *context, SearchOptions *options) {
  if (!options_has(context->values, OPT_COUNT))
    return;
  options->limit = 1;
  options->offset = 0;
  options->snippets = FALSE;
}

int command_search(CommandContext *context) {
  if (options_has(context->values, OPT_BATCH))
    return command_batch(context);
  int status = EXIT_USAGE;
  SearchOptions options;
  char *query = commands_words(context);
  if (!query || !commands_options(context, query, &options)) {
    g_free(query);
    return status;
  }
  set_count(context, &options);
  status = EXIT_UNUSABLE;
  if (options.explain && options_format(context->values) != FORMAT_TEXT)
    i18n_use("en", NULL); /* what is explained in JSON is the same in every language */
  SearchAnswer *answer = commands_open(context) ? commands_ask(context, &options, &status) : NULL;
  if (answer) {
    status = answer->incidents ? EXIT_FOUND : EXIT_NOTHING;
    drop_hits(context, answer);
    print_answer(context, answer);
  }
  search_answer_free(answer);
  commands_options_clear(&options);
  g_free(query);
  return status;
}

/* Standard input, line by line: what was answered is written before waiting for more, so that
 * another program can ask and read in turn. */
typedef struct {
  GString *text;
  gsize at;
  gboolean ended;
} Lines;

static gboolean lines_fill(Lines *lines, Output *out) {
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  char chunk[16384];
  if (poll(&input, 1, 0) == 0 && !output_flush(out))
    return FALSE;
  g_string_erase(lines->text, 0, lines->at);
  lines->at = 0;
  ssize_t n;
  while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) < 0 && errno == EINTR)
    ;
  lines->ended = n <= 0;
  g_string_append_len(lines->text, chunk, MAX(n, 0));
  return TRUE;
}

/* The next line without its end, to be freed; NULL at the end. */
static char *lines_next(Lines *lines, Output *out) {
  gsize from = lines->at;
  for (;;) {
    char *end = memchr(lines->text->str + from, '\n', lines->text->len - from);
    if (!end && !lines->ended) {
      from = lines->text->len - lines->at;
      if (!lines_fill(lines, out))
        return NULL;
      continue;
    }
    gsize bytes = (end ? (gsize)(end - lines->text->str) : lines->text->len) - lines->at;
    if (!end && bytes == 0)
      return NULL;
    char *line = g_strndup(lines->text->str + lines->at, bytes);
    lines->at += bytes + (end != NULL);
    if (bytes && line[bytes - 1] == '\r')
      line[bytes - 1] = '\0';
    return line;
  }
}

/* One line's answer, or its error in its place. TRUE where something was found; *error set where
 * the index itself failed: then no further line can be answered. */
static gboolean answer_line(CommandContext *context, SearchOptions *options, GError **error) {
  guint at_chars = G_MAXUINT;
  GError *problem = NULL;
  SearchAnswer *answer = NULL;
  if (!g_utf8_validate(options->query, -1, NULL))
    g_set_error(&problem, SEARCH_ERROR, SEARCH_ERROR_QUERY, "%s", "the query is not UTF-8 text");
  else
    answer = search(context->searcher, options, &at_chars, &problem);
  gboolean found = answer && answer->incidents;
  if (answer) {
    drop_hits(context, answer);
    print_json_append(context->out->text,
                      print_json_answer(searcher_taxonomy(context->searcher), answer), TRUE);
    search_answer_free(answer);
  } else {
    int at = at_chars == G_MAXUINT ? -1 : (int)at_chars;
    gboolean fatal = problem->domain == INDEX_ERROR && problem->code != INDEX_ERROR_QUERY;
    print_json_append(context->out->text, print_json_error(options->query, problem->message, at),
                      TRUE);
    if (fatal)
      g_propagate_error(error, g_steal_pointer(&problem));
  }
  g_clear_error(&problem);
  return found;
}

/* Answers line after line to the end of the input or of the output. */
static int answer_lines(CommandContext *context, SearchOptions *options) {
  int status = EXIT_NOTHING;
  Lines lines = {g_string_new(NULL), 0, FALSE};
  GError *error = NULL;
  char *line;
  while (!error && output_row(context->out) && (line = lines_next(&lines, context->out))) {
    options->query = line;
    if (answer_line(context, options, &error))
      status = EXIT_FOUND;
    g_free(line);
  }
  if (error) {
    commands_error(error);
    status = EXIT_UNUSABLE;
  }
  g_clear_error(&error);
  g_string_free(lines.text, TRUE);
  return status;
}

int command_batch(CommandContext *context) {
  SearchOptions options;
  if (context->values->words_n) {
    commands_say("%s", _("--batch reads its queries from standard input: leave the QUERY out"));
    return EXIT_USAGE;
  }
  if (!commands_options(context, "", &options))
    return EXIT_USAGE;
  set_count(context, &options);
  int status = EXIT_UNUSABLE;
  if (commands_open(context)) {
    i18n_use("en", NULL); /* errors in JSON are the same in every language */
    status = answer_lines(context, &options);
  }
  commands_options_clear(&options);
  return status;
}
