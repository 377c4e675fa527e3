/* unreadable.h: what lies mapped can't be read any more: a disk fails, or a file was cut short
 * under a running program. The system says so by SIGBUS; this says it in words. */
#ifndef JIKENBO_COMMON_UNREADABLE_H
#define JIKENBO_COMMON_UNREADABLE_H

#include <glib.h>

G_BEGIN_DECLS

/* From now on such an end prints message (a line without its end; lives as long as the program) to
 * standard error and ends the program with status. For mains. */
void unreadable_catch(const char *message, int status);

G_END_DECLS

#endif
