/* remote.h: whether this program asks remote shards itself. remote_here.c is linked into
 * jikenbo-remote, remote_apart.c into jikenbo, which hands over to it. */
#ifndef JIKENBO_SEARCHER_REMOTE_H
#define JIKENBO_SEARCHER_REMOTE_H

#include <glib.h>

G_BEGIN_DECLS

/* Makes ready for remote shards. FALSE where the program can't ask them. */
gboolean remote_use(void);

G_END_DECLS

#endif
