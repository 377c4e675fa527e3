/* remote_here.c: of jikenbo-remote, which has Xapian's library. */
#include "remote.h"

#include "shim/index_remote.h"

gboolean remote_use(void) {
  index_remote_use();
  return TRUE;
}
