#include "unreadable.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *said;
static gsize said_bytes; /* counted before: a handler may do little */
static int ends_with;

static void on_bus_error(int number) {
  (void)number;
  if (write(STDERR_FILENO, said, said_bytes) < 0 || write(STDERR_FILENO, "\n", 1) < 0)
    _exit(ends_with); /* nobody hears it */
  _exit(ends_with);
}

void unreadable_catch(const char *message, int status) {
  struct sigaction action = {.sa_handler = on_bus_error, .sa_flags = (int)SA_RESETHAND};
  said = message;
  said_bytes = strlen(message);
  ends_with = status;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}
