/* remote_apart.c: of jikenbo, which does without Xapian's library. */
#include "remote.h"

gboolean remote_use(void) {
  return FALSE;
}
