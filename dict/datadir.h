/* datadir.h: where the tables and the compiled dictionary are. */
#ifndef JIKENBO_DICT_DATADIR_H
#define JIKENBO_DICT_DATADIR_H

#include <glib.h>

G_BEGIN_DECLS

/* $JIKENBO_DATA, else dict/ of the build directory the program stands in, else the installed data
 * directory. The caller frees it. NULL and error (naming the places looked at) where none holds
 * terms.dic. */
char *datadir_find(GError **error);

G_END_DECLS

#endif
