/* options_doc.h: the tables of a program -> its manual page and what shells complete. Used while
 * building. */
#ifndef JIKENBO_COMMON_OPTIONS_DOC_H
#define JIKENBO_COMMON_OPTIONS_DOC_H

#include "options.h"

G_BEGIN_DECLS

/* The beginning of a page in roff: .TH, and NAME with its one line. title: "jikenbo-query". */
void options_man_begin(GString *out, const char *title, const char *section, const char *version,
                       const char *about);
/* A section from a note (options.h says how its text is read). */
void options_man_note(GString *out, const OptionsNote *note);
/* text as roff shows it, whatever it begins with. */
void options_man_text(GString *out, const char *text);

/* jikenbo(1) whole, in the language of i18n. see_also: "jikenbo\\-index(1), …". g_free. */
char *options_man(const OptionsProgram *program, const char *see_also);

/* Words that a shell offers for Option.complete == what. about may be NULL. */
typedef struct {
  const char *what;
  const char *const *words, *const *about; /* NULL-terminated */
} OptionsWords;

/* Completion scripts for all programs given (NULL-terminated); lists: what == NULL ends them. The
 * word "id" is asked of the index (jikenbo terms --ids). g_free. */
char *options_complete_bash(const OptionsProgram *const *programs, const OptionsWords *lists);
char *options_complete_zsh(const OptionsProgram *const *programs, const OptionsWords *lists);
char *options_complete_fish(const OptionsProgram *const *programs, const OptionsWords *lists);

G_END_DECLS

#endif
