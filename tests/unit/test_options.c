/* Command lines: how they are read, and what is said of those that can't be. */
#include "common/options.h"

#include <string.h>

enum { ONE, TWO, COMMANDS };
enum { INDEX, LIMIT_ONE, LIMIT_TWO, FORMAT, LIST, FLAG, QUIET, TEXT, OPTIONS_COUNT };

static const char *const formats[] = {"text", "json", NULL};
static const Option options[OPTIONS_COUNT] = {
    [INDEX] = {"index", 'i', OPTION_PATH, "PATH", "Where", .commands = OPTIONS_ALL},
    [LIMIT_ONE] = {"limit", 'n', OPTION_NUMBER, "N", "At most", "10", .commands = OPTION_IN(ONE)},
    [LIMIT_TWO] = {"limit", 'n', OPTION_NUMBER, "N", "At most", "50", .commands = OPTION_IN(TWO),
                   .max = 99},
    [FORMAT] = {"format", 0, OPTION_CHOICE, NULL, "How", "text", formats,
                .commands = OPTION_IN(ONE)},
    [LIST] = {"cause", 0, OPTION_LIST, "K", "Which", .commands = OPTION_IN(ONE)},
    [FLAG] = {"facets", 'f', OPTION_FLAG, NULL, "Count", .commands = OPTION_IN(ONE)},
    [QUIET] = {"quiet", 'q', OPTION_FLAG, NULL, "Quiet", .commands = OPTIONS_ALL},
    [TEXT] = {"org", 0, OPTION_TEXT, "S", "Whose", .commands = OPTION_IN(ONE)},
};
static const OptionsCommand commands[COMMANDS] = {
    [ONE] = {"search", "Q", "Finds"}, [TWO] = {"terms", "P", "Lists"}};
static const OptionsProgram program = {.program = "p",
                                       .words = "",
                                       .about = "A program",
                                       .commands = commands,
                                       .commands_n = COMMANDS,
                                       .options = options,
                                       .options_n = OPTIONS_COUNT,
                                       .version = "1"};

/* What a line says, in one string: "command|words|option=value …", or "! message". */
static char *read_line(const char *line) {
  char **words = g_strsplit(line, " ", -1), *argv[32] = {"p"};
  int argc = 1;
  for (guint i = 0; words[i]; i++)
    argv[argc++] = words[i];
  GError *error = NULL;
  OptionValues *values = options_parse(&program, argc, argv, &error);
  GString *out = g_string_new(NULL);
  if (!values) {
    g_string_printf(out, "! %s", error->message);
    g_error_free(error);
  } else {
    gboolean none = values->command == OPTIONS_NO_COMMAND;
    char *all = g_strjoinv(" ", values->words);
    g_string_printf(out, "%s|%s|", none ? "-" : commands[values->command].name, all);
    for (guint i = 0; i < OPTIONS_COUNT; i++)
      if (values->values[i])
        g_string_append_printf(out, "%s=%s ", options[i].name, values->values[i]);
    if (values->help)
      g_string_append(out, "help ");
    if (values->version)
      g_string_append(out, "version ");
    g_free(all);
  }
  option_values_free(values);
  g_strfreev(words);
  return g_string_free(out, FALSE);
}

static const struct {
  const char *line, *read;
} rows[] = {
    {"search 紛失", "search|紛失|"},
    {"search -n5 a -n 6 b", "search|a b|limit=6 "},
    {"search --limit=0 --format json", "search||limit=0 format=json "},
    {"search a --facets b -q", "search|a b|facets= quiet= "},
    {"search -qf a", "search|a|facets= quiet= "},
    {"search -qn7", "search||limit=7 quiet= "},
    {"search --cause a,b --cause c", "search||cause=a,b,c "},
    {"-i x search y", "search|y|index=x "},
    {"--index=x search y", "search|y|index=x "},
    {"-q -i search terms", "terms||index=search quiet= "},
    {"search -- -n --limit", "search|-n --limit|"},
    {"search 紛失 -東京", "search|紛失 -東京|"},
    {"search 紛失 -USBメモリ", "search|紛失 -USBメモリ|"},
    {"search -", "search|-|"},
    {"-- search", "-|search|"},
    {"a search", "-|a search|"},
    {"terms -n 60", "terms||limit=60 "},
    {"search --org -x", "search||org=-x "},
    {"search -h", "search||help "},
    {"--version", "-||version "},
    {"search 紛失 -USB", "! unknown option -U; a word that begins with '-' goes behind \"--\""},
    {"search --limt 3", "! unknown option --limt; did you mean --limit?"},
    {"search --fac", "! unknown option --fac; did you mean --facets?"},
    {"search --colour", "! unknown option --colour"},
    {"search --format xml", "! --format takes one of: text, json (not \"xml\")"},
    {"search -n x", "! --limit takes a number from 0 to 4294967295 (not \"x\")"},
    {"search -n -1", "! --limit takes a number from 0 to 4294967295 (not \"-1\")"},
    {"terms -n 100", "! --limit takes a number from 0 to 99 (not \"100\")"},
    {"search --limit", "! --limit needs a value"},
    {"search --facets=1", "! --facets takes no value"},
    {"terms --facets", "! --facets is no option of p terms"},
    {"--facets", "! --facets is an option of a command, as in: p search --facets"},
    {"search --index=", "! --index takes a path"},
};

static void test_rows(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    char *read = read_line(rows[i].line);
    g_test_message("%s", rows[i].line);
    g_assert_cmpstr(read, ==, rows[i].read);
    g_free(read);
  }
}

static void test_values(void) {
  char *argv[] = {"p", "search", "--format", "json", "-n", "3"};
  OptionValues *values = options_parse(&program, 6, argv, NULL);
  g_assert_nonnull(values);
  g_assert_cmpint(options_choice(&program, values, FORMAT), ==, 1);
  g_assert_cmpint(options_number(&program, values, LIMIT_ONE), ==, 3);
  g_assert_cmpint(options_number(&program, values, LIMIT_TWO), ==, 50);
  g_assert_null(options_text(&program, values, TEXT));
  g_assert_true(options_has(values, FORMAT));
  g_assert_false(options_has(values, FLAG));
  option_values_free(values);
}

static void test_help(void) {
  char *help = options_help(&program, OPTIONS_NO_COMMAND, 80);
  g_assert_nonnull(strstr(help, "Usage: p [options]\n"));
  g_assert_nonnull(strstr(help, "  search    Finds\n"));
  g_assert_null(strstr(help, "--facets"));
  g_free(help);
  help = options_help(&program, ONE, 80);
  g_assert_nonnull(strstr(help, "Usage: p search [options] Q\n"));
  g_assert_nonnull(strstr(help, "  -n, --limit N               At most [10]\n"));
  g_assert_nonnull(strstr(help, "      --format text|json      How [text]\n"));
  g_free(help);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/options/rows", test_rows);
  g_test_add_func("/options/values", test_values);
  g_test_add_func("/options/help", test_help);
  return g_test_run();
}
