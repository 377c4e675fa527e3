/* program.h: the one table of jikenbo-index's options: parser, --help, man page, completions. */
#ifndef JIKENBO_INDEXER_PROGRAM_H
#define JIKENBO_INDEXER_PROGRAM_H

#include "common/options.h"

G_BEGIN_DECLS

typedef enum {
  INDEX_OPTION_INDEX,
  INDEX_OPTION_FULL,
  INDEX_OPTION_WATCH,
  INDEX_OPTION_WAIT,
  INDEX_OPTION_JOBS,
  INDEX_OPTION_REPORT,
  INDEX_OPTION_CHECK,
  INDEX_OPTION_PROGRESS,
  INDEX_OPTION_QUIET,
  INDEX_OPTION_VERBOSE,
  INDEX_OPTION_N
} IndexOption;

extern const OptionsProgram index_program;

G_END_DECLS

#endif
