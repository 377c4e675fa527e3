// index_throw.h: private to the C++ of shim/: an error of the system as an exception.
#ifndef JIKENBO_SHIM_INDEX_THROW_H
#define JIKENBO_SHIM_INDEX_THROW_H

#include <string>

// Throws Xapian::DatabaseError with what, and in brackets what the system says of reason (errno's
// numbers; 0: nothing).
[[noreturn]] void index_throw_system(const std::string &what, int reason);

#endif
