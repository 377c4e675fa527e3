/* options.h: one table of a program's commands and options -> the parser, --help, the manual page
 * and the completions of shells.
 *
 * Long options take "--name value" and "--name=value", letters "-n5" and "-n 5"; flags' letters
 * join ("-qv"). Options and words mix; "--" ends the options. "-紛失" is a word (a query's NOT),
 * and so is "-USBメモリ" where no option has that letter. -h, --help and --version exist always.
 */
#ifndef JIKENBO_COMMON_OPTIONS_H
#define JIKENBO_COMMON_OPTIONS_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  OPTION_FLAG,   /* no value */
  OPTION_TEXT,   /* any text */
  OPTION_LIST,   /* keys joined by ','; given again, it adds */
  OPTION_PATH,   /* a file or folder */
  OPTION_NUMBER, /* decimal, min..max */
  OPTION_CHOICE  /* one of values */
} OptionKind;

#define OPTIONS_ALL G_MAXUINT32 /* every command takes it, and the program without one */
#define OPTIONS_NO_COMMAND 31   /* stands for the program without a command */
#define OPTION_IN(command) (1u << (command))

/* Several entries may bear one name, each for commands of its own (--format). Texts marked N_ are
 * English and translated where they are shown. */
typedef struct {
  const char *name; /* "limit" */
  char letter;      /* 'n', or 0 */
  OptionKind kind;
  const char *arg;           /* what the value is called: "N"; NULL for flags and choices */
  const char *about;         /* N_, one sentence without its full stop */
  const char *initial;       /* the default, as a user would write it; NULL none */
  const char *const *values; /* OPTION_CHOICE: NULL-terminated */
  guint32 commands;          /* OPTION_IN(…) | …, or OPTIONS_ALL */
  const char *section;       /* N_, the heading it stands under; NULL: "Options" */
  const char *complete;      /* what shells offer: "file", "dir", "cause", "id" …; NULL nothing */
  gint64 min, max;           /* OPTION_NUMBER; max 0: G_MAXUINT32 */
} Option;

typedef struct {
  const char *name;  /* "search" */
  const char *words; /* N_, what follows the options: "QUERY…"; "" none */
  const char *about; /* N_, one sentence without its full stop */
  const char *text; /* N_, paragraphs for its --help and the manual page, "\n\n" between; or NULL */
  const char *complete; /* what shells offer for the words, as Option.complete */
} OptionsCommand;

/* A section of the manual page beside the options: EXIT STATUS, ENVIRONMENT, EXAMPLES … In its text
 * a line "TERM<TAB>text" is an entry of a list, and a line that begins with two spaces stands as it
 * is. */
typedef struct {
  const char *title; /* N_ */
  const char *text;  /* N_ */
  gboolean help;     /* in --help too */
} OptionsNote;

typedef struct {
  const char *program; /* "jikenbo" */
  const char *words;   /* N_, without a command */
  const char *about;   /* N_, one line */
  const char *text;    /* N_, paragraphs, or NULL */
  const char *complete;
  const OptionsCommand *commands;
  guint commands_n; /* 0: a program without commands; at most OPTIONS_NO_COMMAND */
  const Option *options;
  guint options_n;
  const OptionsNote *notes;
  guint notes_n;
  const char *version;
} OptionsProgram;

#define OPTIONS_ERROR (options_error_quark())
GQuark options_error_quark(void);

/* What a command line said. Index options by their place in the table. */
typedef struct {
  guint command; /* place in commands, or OPTIONS_NO_COMMAND */
  gboolean help, version;
  char **words; /* what isn't an option, in order; NULL-terminated; owned */
  guint words_n;
  char **values; /* one an option: NULL where it isn't given, else its text ("" for flags); owned */
  guint options_n;
} OptionValues;

/* Reads argv[1..argc-1]. The first word that names a command is the command (not after "--"). NULL
 * and error (OPTIONS_ERROR, one line, in the user's language) for an unknown or misused option.
 * Free with option_values_free. */
OptionValues *options_parse(const OptionsProgram *program, int argc, char **argv, GError **error);
void option_values_free(OptionValues *values); /* NULL is fine */

gboolean options_has(const OptionValues *values, guint option);
/* The value given, else the default, else NULL; lives as long as values. */
const char *options_text(const OptionsProgram *program, const OptionValues *values, guint option);
/* The same as a number; 0 where nothing is given and there is no default. */
gint64 options_number(const OptionsProgram *program, const OptionValues *values, guint option);
/* Place of the value in a choice's values; -1 where nothing is given and there is no default. */
int options_choice(const OptionsProgram *program, const OptionValues *values, guint option);

/* What --help prints, cols wide, in the user's language; g_free. command: OPTIONS_NO_COMMAND for
 * the program's own. */
char *options_help(const OptionsProgram *program, guint command, guint cols);
/* "jikenbo search [options] QUERY…"; g_free. */
char *options_usage(const OptionsProgram *program, guint command);
/* "-n, --limit N" as help and manual page show it; g_free. */
char *options_synopsis(const Option *option);

/* TRUE where command takes option. */
gboolean options_takes(const Option *option, guint command);

G_END_DECLS

#endif
