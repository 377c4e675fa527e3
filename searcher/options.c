#include "options.h"

#include <string.h>

#include "common/i18n.h"

#define SEARCH OPTION_IN(COMMAND_SEARCH)
#define SHOW OPTION_IN(COMMAND_SHOW)
#define STATS OPTION_IN(COMMAND_STATS)
#define SIMILAR OPTION_IN(COMMAND_SIMILAR)
#define TERMS OPTION_IN(COMMAND_TERMS)
#define ANALYZE OPTION_IN(COMMAND_ANALYZE)
#define SCREEN OPTION_IN(OPTIONS_NO_COMMAND)
#define PRINTS (SEARCH | SHOW | STATS | SIMILAR | TERMS | ANALYZE)

#define OUTPUT N_("Output")
#define FILTERS N_("Filters (keys as the facets say; several, joined by commas, mean any of them)")
#define TERMINAL N_("Terminal")

static const char *const formats[] = {"text", "json", "jsonl", "tsv", "csv", NULL};
static const char *const formats_stats[] = {"text", "json", "tsv", "csv", NULL};
static const char *const formats_terms[] = {"text", "json", "tsv", NULL};
static const char *const formats_two[] = {"text", "json", NULL};
static const char *const sorts[] = {"relevance", "date", "affected", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const rulers[] = {"jnsa", "veris", NULL};
static const char *const colors[] = {"auto", "always", "never", NULL};
static const char *const widths[] = {"narrow", "wide", NULL};

/* clang-format off */
static const Option options[OPT_N] = {
  [OPT_INDEX] = {"index", 'i', OPTION_PATH, N_("PATH"),
    N_("Where the index lives (default: $JIKENBO_INDEX, else $XDG_DATA_HOME/jikenbo/index)"),
    .commands = OPTIONS_ALL, .complete = "dir"},

  [OPT_LIMIT] = {"limit", 'n', OPTION_NUMBER, N_("N"), N_("At most N incidents; 0: all"), "10",
    .commands = SEARCH, .section = OUTPUT},
  [OPT_LIMIT_SIMILAR] = {"limit", 'n', OPTION_NUMBER, N_("N"), N_("At most N incidents; 0: all"), "10",
    .commands = SIMILAR, .section = OUTPUT},
  [OPT_LIMIT_TERMS] = {"limit", 'n', OPTION_NUMBER, N_("N"), N_("At most N words; 0: all"), "50",
    .commands = TERMS, .section = OUTPUT},
  [OPT_OFFSET] = {"offset", 0, OPTION_NUMBER, N_("N"), N_("Leave out the first N"), "0",
    .commands = SEARCH, .section = OUTPUT},
  [OPT_FORMAT_SEARCH] = {"format", 0, OPTION_CHOICE, NULL, N_("How results are written"), "text",
    formats, .commands = SEARCH | SIMILAR, .section = OUTPUT},
  [OPT_FORMAT_STATS] = {"format", 0, OPTION_CHOICE, NULL, N_("How counts are written"), "text",
    formats_stats, .commands = STATS, .section = OUTPUT},
  [OPT_FORMAT_TERMS] = {"format", 0, OPTION_CHOICE, NULL, N_("How words are written"), "text",
    formats_terms, .commands = TERMS, .section = OUTPUT},
  [OPT_FORMAT_TWO] = {"format", 0, OPTION_CHOICE, NULL, N_("How results are written"), "text",
    formats_two, .commands = SHOW | ANALYZE, .section = OUTPUT},
  [OPT_SORT] = {"sort", 0, OPTION_CHOICE, NULL, N_("What comes first: the best, the newest, the largest"),
    "relevance", sorts, .commands = SEARCH, .section = OUTPUT},
  [OPT_NOTICES] = {"notices", 0, OPTION_FLAG, NULL, N_("One row a notice, not an incident"),
    .commands = SEARCH, .section = OUTPUT},
  [OPT_FACETS] = {"facets", 0, OPTION_FLAG, NULL,
    N_("Count causes, sectors, years, contractors, data, media and labels of all that match"),
    .commands = SEARCH, .section = OUTPUT},
  [OPT_COUNT] = {"count", 0, OPTION_FLAG, NULL, N_("Only the number of incidents"),
    .commands = SEARCH, .section = OUTPUT},
  [OPT_EXPLAIN] = {"explain", 0, OPTION_FLAG, NULL, N_("Say of each result which word counted where, and how much"),
    .commands = SEARCH, .section = OUTPUT},
  [OPT_BATCH] = {"batch", 0, OPTION_FLAG, NULL,
    N_("Read queries from standard input, one a line, and answer each with a JSON object on a line"),
    .commands = SEARCH, .section = OUTPUT},
  [OPT_NO_SYNONYMS] = {"no-synonyms", 0, OPTION_FLAG, NULL, N_("Don't widen words by their synonyms"),
    .commands = SEARCH | STATS},

  [OPT_CAUSE] = {"cause", 0, OPTION_LIST, N_("K[,K]"), N_("Causes, such as ransomware or 紛失・置き忘れ"),
    .commands = SEARCH | STATS, .section = FILTERS, .complete = "cause"},
  [OPT_SECTOR] = {"sector", 0, OPTION_LIST, N_("K[,K]"), N_("Sectors of the organisation, such as P or 医療,福祉"),
    .commands = SEARCH | STATS, .section = FILTERS, .complete = "sector"},
  [OPT_YEAR] = {"year", 0, OPTION_LIST, N_("Y[,Y]"), N_("Years of publication, or none"),
    .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_VENDOR] = {"vendor", 0, OPTION_CHOICE, NULL, N_("Whether it happened at a contractor or an outside service"),
    NULL, yes_no, .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_DATA] = {"data", 0, OPTION_LIST, N_("K[,K]"), N_("What leaked, such as 氏名, or none"),
    .commands = SEARCH | STATS, .section = FILTERS, .complete = "data"},
  [OPT_MEDIA] = {"media", 0, OPTION_LIST, N_("K[,K]"), N_("Where it was, such as USBメモリ, or none"),
    .commands = SEARCH | STATS, .section = FILTERS, .complete = "media"},
  [OPT_LABEL] = {"label", 0, OPTION_LIST, N_("K[,K]"), N_("Labels of the pages, or none"),
    .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_ORG] = {"org", 0, OPTION_TEXT, N_("S"), N_("Words of the organisation's name"),
    .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_SINCE] = {"since", 0, OPTION_TEXT, N_("D"), N_("Published on that day (month, year) or later"),
    .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_UNTIL] = {"until", 0, OPTION_TEXT, N_("D"), N_("Published on that day (month, year) or earlier"),
    .commands = SEARCH | STATS, .section = FILTERS},
  [OPT_AFFECTED] = {"affected", 0, OPTION_TEXT, N_("RANGE"), N_("People or records affected, such as 1万.. or 100..999, or none"),
    .commands = SEARCH | STATS, .section = FILTERS},

  [OPT_BY] = {"by", 0, OPTION_LIST, N_("FIELD[,FIELD]"),
    N_("What is counted: year, month, cause, sector, vendor, vendors, data, media, size, delay, "
       "label; two make a crosstab"),
    .commands = STATS, .section = OUTPUT, .complete = "by"},
  [OPT_RULER] = {"ruler", 0, OPTION_CHOICE, NULL, N_("Count causes by the table of another publisher"),
    NULL, rulers, .commands = STATS, .section = OUTPUT},
  [OPT_QUERIES] = {"queries", 0, OPTION_FLAG, NULL, N_("Say of each count the query that lists it (always in json)"),
    .commands = STATS, .section = OUTPUT},
  [OPT_IDS] = {"ids", 0, OPTION_FLAG, NULL, N_("List incidents' numbers that begin with PREFIX, the newest first"),
    .commands = TERMS, .section = OUTPUT},

  [OPT_COLOR] = {"color", 0, OPTION_CHOICE, NULL, N_("Whether hits are lit; auto: on a terminal, unless NO_COLOR is set"),
    "auto", colors, .commands = PRINTS | SCREEN, .section = TERMINAL},
  [OPT_NO_PAGER] = {"no-pager", 0, OPTION_FLAG, NULL, N_("Don't start $PAGER for what is longer than the terminal"),
    .commands = PRINTS, .section = TERMINAL},
  [OPT_AMBIGUOUS] = {"ambiguous", 0, OPTION_CHOICE, NULL, N_("How wide the terminal draws ambiguous characters (○ ― …)"),
    "narrow", widths, .commands = PRINTS | SCREEN, .section = TERMINAL},
  [OPT_ASCII] = {"ascii", 0, OPTION_FLAG, NULL, N_("Draw bars and borders with ASCII characters"),
    .commands = PRINTS | SCREEN, .section = TERMINAL},

  [OPT_QUERY] = {"query", 'q', OPTION_TEXT, N_("QUERY"), N_("Open the screen with this query (the words of the command line do the same)"),
    .commands = SCREEN, .section = N_("Screen")},
  [OPT_HEIGHT] = {"height", 0, OPTION_TEXT, N_("N%"), N_("Draw below the prompt, on N rows or N% of the terminal, not on all of it"),
    .commands = SCREEN, .section = N_("Screen")},
  [OPT_PRINT] = {"print", 0, OPTION_FLAG, NULL, N_("On leaving print the selected incident where none is marked"),
    .commands = SCREEN, .section = N_("Screen")},
};

static const OptionsCommand commands[COMMAND_N] = {
  [COMMAND_SEARCH] = {"search", N_("QUERY…"), N_("List the incidents that match, the best first"),
    N_("Words are joined by AND; \"…\" is exact, -word excludes, OR or | is either, word* is any word "
       "that begins so, field:value asks one field. jikenbo-query(7) has it all. Without a query "
       "everything that the filters leave is listed."), NULL},
  [COMMAND_SHOW] = {"show", N_("ID…"), N_("Show notices whole, with what is known of them and why"),
    N_("An ID is an incident's number (2023-416) or a place as the results name it (FILE:LINE). Without "
       "one, IDs are read from standard input, one a line, unless that is a terminal."), "id"},
  [COMMAND_STATS] = {"stats", N_("[QUERY…]"), N_("Count incidents: by one field, or two as a crosstab"),
    N_("Every count says, on request, the query that lists what it counts. A field with several values "
       "counts an incident under each of them, so that columns may add up to more than the total."), NULL},
  [COMMAND_SIMILAR] = {"similar", N_("ID"), N_("List notices that tell the same story, and the words that say so"),
    NULL, "id"},
  [COMMAND_TERMS] = {"terms", N_("[PREFIX]"), N_("List the words of the index with their counts"),
    N_("PREFIX is a spelling, a reading in kana, or a reading in Latin letters (kojin finds 個人). Without "
       "one the commonest words are listed, particles aside."), NULL},
  [COMMAND_ANALYZE] = {"analyze", N_("TEXT"), N_("Say how a text is read: folded form, words, readings, terms"),
    N_("Without TEXT it is read from standard input. Needs no index."), NULL},
  [COMMAND_INDEX] = {"index", N_("ARCHIVE…"), N_("Run jikenbo-index with the same options"), NULL, "file"},
};

static const OptionsNote notes[] = {
  {N_("Exit status"),
   N_("0\tsomething was found\n"
      "1\tnothing was found\n"
      "2\tthe command line or the query can't be read\n"
      "3\tthere is no index, or it or the output can't be used"), TRUE},
  {N_("Environment"),
   N_("JIKENBO_INDEX\twhere the index lives, unless --index says\n"
      "JIKENBO_DATA\twhere the tables and the dictionary are, unless beside the program\n"
      "NO_COLOR\tset and not empty: no colours\n"
      "PAGER\twhat shows text longer than the terminal; default: less -R\n"
      "COLUMNS\tcolumns of text output, unless the terminal says\n"
      "LC_ALL, LC_MESSAGES, LANG, LANGUAGE\tthe language: Japanese (ja), else English"), FALSE},
  {N_("Files"),
   N_("$XDG_DATA_HOME/jikenbo/index\tthe index (default: ~/.local/share/jikenbo/index)\n"
      "$XDG_CONFIG_HOME/jikenbo/synonyms.tsv\tthe user's own synonyms"), FALSE},
  {N_("Examples"),
   N_("  jikenbo search --facets ランサムウェア\n"
      "  jikenbo search --cause loss --sector P,S --since 2023-04 USBメモリ\n"
      "  jikenbo search --vendor yes --sort affected -n 10\n"
      "  jikenbo stats --by year,cause --format csv > causes.csv\n"
      "  jikenbo stats --by month ランサムウェア\n"
      "  jikenbo show 2023-416\n"
      "  jikenbo search --format json 委託先 | jq -r '.results[].organisation'"), TRUE},
};

const OptionsProgram searcher_program = {
  .program = "jikenbo",
  .words = N_("[QUERY…]"),
  .about = N_("Search an archive of Japanese breach notices"),
  .text = N_("Without a command the screen opens: results while typing. A query whose first word is the "
             "name of a command goes behind \"--\"."),
  .commands = commands,
  .commands_n = COMMAND_N,
  .options = options,
  .options_n = OPT_N,
  .notes = notes,
  .notes_n = G_N_ELEMENTS(notes),
  .version = JIKENBO_VERSION,
};
/* clang-format on */

Format options_format(const OptionValues *values) {
  static const OptionName of[COMMAND_N] = {
      [COMMAND_SEARCH] = OPT_FORMAT_SEARCH, [COMMAND_SHOW] = OPT_FORMAT_TWO,
      [COMMAND_STATS] = OPT_FORMAT_STATS,   [COMMAND_SIMILAR] = OPT_FORMAT_SEARCH,
      [COMMAND_TERMS] = OPT_FORMAT_TERMS,   [COMMAND_ANALYZE] = OPT_FORMAT_TWO,
  };
  if (values->command >= COMMAND_INDEX)
    return FORMAT_TEXT;
  const char *name = options_text(&searcher_program, values, of[values->command]);
  for (int i = 0; formats[i]; i++)
    if (strcmp(formats[i], name) == 0)
      return i;
  return FORMAT_TEXT;
}
