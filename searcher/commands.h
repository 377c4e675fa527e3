/* commands.h: what each command of jikenbo does. Each appends to the output, says what went wrong
 * on standard error, and returns the exit status. */
#ifndef JIKENBO_SEARCHER_COMMANDS_H
#define JIKENBO_SEARCHER_COMMANDS_H

#include "options.h"
#include "output.h"
#include "search.h"

G_BEGIN_DECLS

enum { EXIT_FOUND = 0, EXIT_NOTHING = 1, EXIT_USAGE = 2, EXIT_UNUSABLE = 3 };

typedef struct {
  const OptionValues *values;
  Output *out;
  Searcher *searcher; /* opened by commands_open */
} CommandContext;

/* Opens the index; FALSE (and said) where there is none that can be read. */
gboolean commands_open(CommandContext *context);
/* "jikenbo: message" on standard error. */
void commands_say(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* An error in the user's language: what can be told by its kind, with the message in brackets. */
void commands_error(const GError *error);
/* The words of the command line joined by spaces; g_free. NULL (and said) where they aren't UTF-8.
 */
char *commands_words(const CommandContext *context);

/* Fills options with what search and stats share: sort, synonyms, filters. query lives as long as
 * options. FALSE (and said) where a filter can't be read. Release with commands_options_clear. */
gboolean commands_options(const CommandContext *context, const char *query, SearchOptions *options);
void commands_options_clear(SearchOptions *options);
/* Asks; NULL where it can't be answered: said, with a caret under the place, and *status set. */
SearchAnswer *commands_ask(CommandContext *context, const SearchOptions *options, int *status);

int command_search(CommandContext *context);
int command_batch(CommandContext *context);
int command_show(CommandContext *context);
int command_stats(CommandContext *context);
int command_similar(CommandContext *context);
int command_terms(CommandContext *context);
int command_analyze(CommandContext *context);

G_END_DECLS

#endif
