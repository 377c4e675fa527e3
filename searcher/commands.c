#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/paths.h"
#include "common/text_cols.h"

void commands_say(const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *message = g_strdup_vprintf(format, args), *safe = text_cols_safe_string(message, FALSE);
  va_end(args);
  fprintf(stderr, "jikenbo: %s\n", safe);
  g_free(safe);
  g_free(message);
}

/* What lower rooms say is English: their kinds of error have a translated sentence. */
static const char *error_sentence(const GError *error) {
  static const char *const sentences[] = {
      [INDEX_ERROR_NONE_THERE] = N_("there is no index yet: make one with jikenbo-index ARCHIVE"),
      [INDEX_ERROR_MISMATCH] = N_("the index was made by another version or dictionary: build it "
                                  "anew with jikenbo-index --full ARCHIVE"),
      [INDEX_ERROR_DAMAGED] = N_("the index can't be read: build it anew with jikenbo-index --full "
                                 "ARCHIVE"),
      [INDEX_ERROR_MODIFIED] = N_("the index changed while it was read: ask again"),
      [INDEX_ERROR_QUERY] = N_("the query is too large"),
      [INDEX_ERROR_MEMORY] = N_("there is not enough memory"),
  };
  if (error->domain == INDEX_ERROR && (guint)error->code < G_N_ELEMENTS(sentences))
    return sentences[error->code];
  if (g_error_matches(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY))
    return N_("the dictionary is missing: install it with apt-get install mecab-ipadic-utf8");
  if (g_error_matches(error, ANALYZER_ERROR, ANALYZER_ERROR_CHARSET))
    return N_("the dictionary is not in UTF-8: install it with apt-get install mecab-ipadic-utf8");
  return NULL;
}

void commands_error(const GError *error) {
  const char *sentence = i18n_japanese() ? error_sentence(error) : NULL;
  if (sentence)
    commands_say("%s (%s)", _(sentence), error->message);
  else
    commands_say("%s", _(error->message));
}

gboolean commands_open(CommandContext *context) {
  GError *error = NULL;
  char *path = paths_index(context->values->values[OPT_INDEX]);
  context->searcher = searcher_new(path, &error);
  if (!context->searcher)
    commands_error(error);
  g_clear_error(&error);
  g_free(path);
  return context->searcher != NULL;
}

char *commands_words(const CommandContext *context) {
  char *text = g_strjoinv(" ", context->values->words);
  if (g_utf8_validate(text, -1, NULL))
    return text;
  commands_say("%s", _("the query is not UTF-8 text"));
  g_free(text);
  return NULL;
}

/* The query on a line and a caret under its character at_chars, in columns. */
static void say_place(const char *query, guint at_chars) {
  char *safe = text_cols_safe_string(query, TRUE);
  const char *p = safe;
  guint room = text_cols_of_terminal(STDERR_FILENO) - 4;
  for (guint i = 0; i < at_chars && *p; i++)
    p = g_utf8_next_char(p);
  /* of a long query the part before the place */
  const char *from = safe;
  while (text_cols(from, p - from) > room / 2)
    from = g_utf8_next_char(from);
  gsize shown = text_cols_fit(from, -1, room, NULL);
  fprintf(stderr, "  %.*s\n  %*s^\n", (int)shown, from, (int)text_cols(from, p - from), "");
  g_free(safe);
}

/* A value that stands in a query as it is. */
static gboolean is_plain(const char *value) {
  for (const char *p = value; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isspace(c) || c < 0x20 || g_utf8_strchr("\"()|＂“”（）｜", -1, c))
      return FALSE;
  }
  return *value != '\0';
}

static void append_quoted(GString *out, const char *value) {
  g_string_append_c(out, '"');
  for (const char *p = value; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}

/* field:a,b where all values are plain, else field:"a" OR field:"b". */
static char *list_filter(const char *field, const char *list) {
  char **values = g_strsplit(list, ",", -1);
  GString *out = g_string_new(NULL);
  gboolean plain = TRUE;
  for (guint i = 0; values[i]; i++)
    plain = plain && is_plain(values[i]);
  if (plain)
    g_string_printf(out, "%s:%s", field, list);
  for (guint i = 0; !plain && values[i]; i++) {
    g_string_append_printf(out, "%s%s:", i ? " OR " : "", field);
    append_quoted(out, g_strstrip(values[i]));
  }
  g_strfreev(values);
  return g_string_free(out, FALSE);
}

/* Every word of an organisation's name must be there. */
static char *words_filter(const char *field, const char *text) {
  GString *out = g_string_new(NULL);
  if (g_utf8_strchr(text, -1, '"')) {
    g_string_printf(out, "%s:%s", field, text);
    return g_string_free(out, FALSE);
  }
  char **words = g_strsplit_set(text, " \t", -1);
  for (guint i = 0; words[i]; i++) {
    if (!*words[i])
      continue;
    g_string_append_printf(out, "%s%s:", out->len ? " " : "", field);
    if (is_plain(words[i]))
      g_string_append(out, words[i]);
    else
      append_quoted(out, words[i]);
  }
  g_strfreev(words);
  return g_string_free(out, FALSE);
}

static char *range_filter(const OptionValues *values) {
  const char *since = values->values[OPT_SINCE], *until = values->values[OPT_UNTIL];
  return g_strdup_printf("date:%s..%s", since ? since : "", until ? until : "");
}

/* Reads a filter for its mistakes alone: the message names the option. */
static gboolean check_filter(const char *option, const char *filter) {
  GError *error = NULL;
  guint at_chars = 0;
  QueryNode *node = query_parse(filter, &at_chars, &error);
  if (node) {
    query_node_free(node);
    return TRUE;
  }
  commands_say("--%s: %s", option, _(error->message));
  say_place(filter, at_chars);
  g_error_free(error);
  return FALSE;
}

static gboolean add_filter(GPtrArray *filters, OptionName option, char *filter) {
  g_ptr_array_add(filters, filter);
  return check_filter(searcher_program.options[option].name, filter);
}

static gboolean add_filters(GPtrArray *filters, const OptionValues *values) {
  gboolean fine = TRUE;
  for (OptionName option = OPT_CAUSE; option <= OPT_AFFECTED && fine; option++) {
    const char *value = values->values[option];
    const char *field = searcher_program.options[option].name;
    if (option == OPT_SINCE || option == OPT_UNTIL || !value)
      continue;
    if (option == OPT_ORG)
      fine = add_filter(filters, option, words_filter(field, value));
    else
      fine = add_filter(filters, option, list_filter(field, value));
  }
  if (fine && (values->values[OPT_SINCE] || values->values[OPT_UNTIL]))
    fine = add_filter(filters, values->values[OPT_SINCE] ? OPT_SINCE : OPT_UNTIL,
                      range_filter(values));
  return fine;
}

/* One JSON object holds all that is known of an answer; thousands of them only what was asked. */
static gboolean is_one_object(const OptionValues *values) {
  return values->command == COMMAND_SEARCH && options_format(values) == FORMAT_JSON &&
         !options_has(values, OPT_BATCH);
}

gboolean commands_options(const CommandContext *context, const char *query,
                          SearchOptions *options) {
  static const IndexSort sorts[] = {INDEX_SORT_RELEVANCE, INDEX_SORT_DATE, INDEX_SORT_AFFECTED};
  const OptionValues *values = context->values;
  GPtrArray *filters = g_ptr_array_new();
  gboolean fine = add_filters(filters, values);
  g_ptr_array_add(filters, NULL);
  *options = (SearchOptions){
      .query = query,
      .filters = (char **)g_ptr_array_free(filters, FALSE),
      .sort = sorts[options_choice(&searcher_program, values, OPT_SORT)],
      .offset = options_number(&searcher_program, values, OPT_OFFSET),
      .limit = options_number(&searcher_program, values, OPT_LIMIT),
      .notices = options_has(values, OPT_NOTICES),
      .synonyms = !options_has(values, OPT_NO_SYNONYMS),
      .explain = options_has(values, OPT_EXPLAIN),
      .facets = options_has(values, OPT_FACETS) || is_one_object(values),
      .snippets = TRUE,
  };
  if (!fine)
    commands_options_clear(options);
  return fine;
}

void commands_options_clear(SearchOptions *options) {
  g_clear_pointer(&options->filters, g_strfreev);
}

static gboolean is_query_error(const GError *error) {
  return error->domain == QUERY_ERROR || g_error_matches(error, SEARCH_ERROR, SEARCH_ERROR_QUERY) ||
         g_error_matches(error, INDEX_ERROR, INDEX_ERROR_QUERY);
}

/* Says of each filter what is wrong with it; FALSE where none is. */
static gboolean say_filters(CommandContext *context, const SearchOptions *options) {
  gboolean said = FALSE;
  for (guint i = 0; options->filters && options->filters[i]; i++) {
    SearchOptions alone = {.query = options->filters[i], .limit = 1};
    GError *error = NULL;
    guint at_chars = 0;
    SearchAnswer *answer = search(context->searcher, &alone, &at_chars, &error);
    search_answer_free(answer);
    if (answer)
      continue;
    commands_error(error);
    say_place(options->filters[i], at_chars);
    g_error_free(error);
    said = TRUE;
  }
  return said;
}

SearchAnswer *commands_ask(CommandContext *context, const SearchOptions *options, int *status) {
  GError *error = NULL;
  guint at_chars = 0;
  SearchAnswer *answer = search(context->searcher, options, &at_chars, &error);
  if (answer)
    return answer;
  *status = is_query_error(error) ? EXIT_USAGE : EXIT_UNUSABLE;
  if (*status != EXIT_USAGE || !say_filters(context, options)) {
    commands_error(error);
    if (*status == EXIT_USAGE)
      say_place(options->query, at_chars);
  }
  g_error_free(error);
  return NULL;
}
