/* i18n.h: what a program says, in the user's language: English, or a catalogue made from po/.
 *
 * The catalogue is read by ourselves: the C library serves none where the user's locale was never
 * generated, which is the rule on small machines and in containers.
 */
#ifndef JIKENBO_COMMON_I18N_H
#define JIKENBO_COMMON_I18N_H

#include <glib.h>

G_BEGIN_DECLS

#define _(text) i18n_text(text)
#define N_(text) (text) /* marks a text of a table; i18n_text where it is shown */

/* Takes the language from LC_ALL, LC_MESSAGES, LANG (the first that is set) and, unless that is C
 * or POSIX, LANGUAGE before it; maps its catalogue. Once, at the start of main. English costs
 * nothing. */
void i18n_init(void);

/* The same for a language by name ("ja"; "en" is none), where a build step writes in several.
 * FALSE where there is no catalogue in folder (NULL: the usual places). */
gboolean i18n_use(const char *language, const char *folder);

/* The text in the user's language, or itself. Static, or alive to the end of the process. NULL and
 * "" are themselves. */
const char *i18n_text(const char *english) G_GNUC_FORMAT(1);
/* The same for a text that counts: one for n == 1 in English, many else. */
const char *i18n_count(const char *one, const char *many, guint64 n) G_GNUC_FORMAT(1)
    G_GNUC_FORMAT(2);

/* TRUE where the user reads Japanese: labels of the taxonomies, sizes and dates in words. */
gboolean i18n_japanese(void);

G_END_DECLS

#endif
