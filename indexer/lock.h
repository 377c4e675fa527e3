/* lock.h: one indexer an index. The kernel holds the lock: it ends with the process, however that
 * ends. */
#ifndef JIKENBO_INDEXER_LOCK_H
#define JIKENBO_INDEXER_LOCK_H

#include <glib.h>

G_BEGIN_DECLS

/* Takes the lock in folder (made where missing) and writes who holds it. wait: until *stop becomes
 * non-zero. Returns a descriptor for lock_release, or -1 and error (BUILD_ERROR_LOCKED says who).
 */
int lock_take(const char *folder, gboolean wait, const volatile gint *stop, GError **error);
void lock_release(int lock);

G_END_DECLS

#endif
