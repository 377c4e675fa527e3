/* options.h: the commands and options of jikenbo: one table for the parser, --help, the manual
 * pages and the completions. */
#ifndef JIKENBO_SEARCHER_OPTIONS_H
#define JIKENBO_SEARCHER_OPTIONS_H

#include "common/options.h"

G_BEGIN_DECLS

typedef enum {
  COMMAND_SEARCH,
  COMMAND_SHOW,
  COMMAND_STATS,
  COMMAND_SIMILAR,
  COMMAND_TERMS,
  COMMAND_ANALYZE,
  COMMAND_INDEX,
  COMMAND_N
} Command;

typedef enum {
  OPT_INDEX,
  /* search: what comes out */
  OPT_LIMIT,
  OPT_LIMIT_SIMILAR,
  OPT_LIMIT_TERMS,
  OPT_OFFSET,
  OPT_FORMAT_SEARCH,
  OPT_FORMAT_STATS,
  OPT_FORMAT_TERMS,
  OPT_FORMAT_TWO,
  OPT_SORT,
  OPT_NOTICES,
  OPT_FACETS,
  OPT_COUNT,
  OPT_EXPLAIN,
  OPT_BATCH,
  OPT_NO_SYNONYMS,
  /* filters, in this order */
  OPT_CAUSE,
  OPT_SECTOR,
  OPT_YEAR,
  OPT_VENDOR,
  OPT_DATA,
  OPT_MEDIA,
  OPT_LABEL,
  OPT_ORG,
  OPT_SINCE,
  OPT_UNTIL,
  OPT_AFFECTED,
  /* stats */
  OPT_BY,
  OPT_RULER,
  OPT_QUERIES,
  OPT_IDS, /* terms */
  /* the terminal */
  OPT_COLOR,
  OPT_NO_PAGER,
  OPT_AMBIGUOUS,
  OPT_ASCII,
  /* the screen */
  OPT_QUERY,
  OPT_HEIGHT,
  OPT_PRINT,
  OPT_N
} OptionName;

/* Places in the values of the choices. */
typedef enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL, FORMAT_TSV, FORMAT_CSV } Format;
typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;

extern const OptionsProgram searcher_program;

/* The format that --format names, for any command; text where nothing is said. */
Format options_format(const OptionValues *values);

G_END_DECLS

#endif
