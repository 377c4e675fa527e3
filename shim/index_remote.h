/* index_remote.h: indexes of which other machines serve shards ("remote HOST:PORT" in the stub).
 * They need Xapian's library, which takes longer to load than most questions to answer: so a
 * program that seldom meets them leaves it out, and hands over to one that has it. */
#ifndef JIKENBO_SHIM_INDEX_REMOTE_H
#define JIKENBO_SHIM_INDEX_REMOTE_H

#include <glib.h>

G_BEGIN_DECLS

/* How the stub and the names of shards tell one that another machine serves. */
#define INDEX_REMOTE "remote "

/* TRUE where the stub of folder names a remote shard; FALSE too where there is no stub to read. */
gboolean index_is_remote(const char *folder);

/* From now on index_reader_open opens such indexes. To be called by the main of a program that
 * links Xapian's library, before its first index. */
void index_remote_use(void);

G_END_DECLS

#endif
