#include "index_internal.h"
#include "index_throw.h"

#include <cerrno>
#include <cstring>
#include <new>

static void set(GError **error, IndexErrorCode code, const char *what, const std::string &reason,
                const char *cure) {
  g_set_error(error, INDEX_ERROR, code, "%s: %s%s", what, reason.c_str(), cure);
}

void index_throw_system(const std::string &what, int reason) {
  throw Xapian::DatabaseError(reason ? what + " (" + g_strerror(reason) + ")" : what);
}

const char *(*index_error_system)(const Xapian::Error &e) = nullptr;

static std::string reason_of(const Xapian::Error &e) {
  const char *system = index_error_system ? index_error_system(e) : nullptr;
  return e.get_msg() + (system ? std::string(" (") + system + ")" : std::string());
}

static const char DAMAGE_CURE[] = "; " INDEX_CURE;

static void from_xapian(GError **error, IndexErrorCode fallback, const char *what,
                        const Xapian::Error &e) {
  std::string type = e.get_type(), reason = reason_of(e);

  if (type == "DatabaseVersionError")
    set(error, INDEX_ERROR_MISMATCH, what, reason, DAMAGE_CURE);
  else if (type == "DatabaseModifiedError")
    set(error, INDEX_ERROR_MODIFIED, what, reason, "");
  else if (type == "DatabaseCorruptError" && fallback != INDEX_ERROR_WRITE)
    set(error, INDEX_ERROR_DAMAGED, what, reason, DAMAGE_CURE);
  else if (type == "WildcardError")
    set(error, INDEX_ERROR_QUERY, what, reason, ": type more of the word");
  else if (type == "QueryParserError")
    set(error, INDEX_ERROR_QUERY, what, reason, "");
  else if (type.compare(0, 7, "Network") == 0)
    set(error, INDEX_ERROR_OTHER, what, reason, "; is its server running?");
  else if (type.compare(0, 8, "Database") == 0 || type == "DocNotFoundError" ||
           type == "FeatureUnavailableError")
    set(error, fallback, what, reason, fallback == INDEX_ERROR_DAMAGED ? DAMAGE_CURE : "");
  else
    set(error, INDEX_ERROR_OTHER, what, type + ": " + reason, "");
}

// Building the message may itself run out of memory: then it is said with what GLib has.
void index_error_from_exception(GError **error, IndexErrorCode fallback,
                                const char *what) noexcept {
  try {
    throw;
  } catch (const Xapian::Error &e) {
    try {
      from_xapian(error, fallback, what, e);
    } catch (...) {
      g_set_error_literal(error, INDEX_ERROR, INDEX_ERROR_MEMORY, "not enough memory");
    }
  } catch (const IndexCancelled &) {
    g_set_error_literal(error, INDEX_ERROR, INDEX_ERROR_CANCELLED, "the search was cancelled");
  } catch (const std::bad_alloc &) {
    g_set_error_literal(error, INDEX_ERROR, INDEX_ERROR_MEMORY, "not enough memory");
  } catch (const std::exception &e) {
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_OTHER, "%s: %s", what, e.what());
  } catch (...) {
    g_set_error(error, INDEX_ERROR, INDEX_ERROR_OTHER, "%s: unknown error", what);
  }
}
