// glass_format.h: private to glass_*.cc: Xapian's format, as far as it is written and read here.
#ifndef JIKENBO_SHIM_GLASS_FORMAT_H
#define JIKENBO_SHIM_GLASS_FORMAT_H

#include <glib.h>

#include <string_view>

// The file's first block begins with these, an identifier, and the tables' roots.
constexpr std::string_view GLASS_MAGIC("\x0f\x0dXapian Glass\x04\x6e", 16);
constexpr gsize GLASS_IDENTIFIER_BYTES = 16;

// Keys of the table of postings that belong to no term begin so.
constexpr std::string_view GLASS_METADATA_KEY("\0\xc0", 2), GLASS_VALUE_STATISTICS_KEY("\0\xd0", 2),
    GLASS_VALUES_KEY("\0\xd8", 2), GLASS_LENGTHS_KEY("\0\xe0", 2);
// A synonym is led by its length, disguised as a letter.
constexpr unsigned GLASS_SYNONYM_LENGTH_MASK = 96;

// A block: revision (4 bytes), level (1), the largest free space and all of it (2 each), the end of
// the directory (2), the directory (2 an item: where it begins), free space, the items. All numbers
// are big-endian.
constexpr gsize GLASS_LEVEL_AT = 4, GLASS_DIRECTORY_END_AT = 9, GLASS_DIRECTORY_FROM = 11,
                GLASS_DIRECTORY_BYTES = 2;

// A leaf's item: size and flags (2), the key's length (1), the key, the component's number (2; not
// in the first one), the tag. A tag that doesn't fit is cut into components.
constexpr guint8 GLASS_FLAG_COMPRESSED = 0x80, GLASS_FLAG_LAST = 0x40, GLASS_FLAG_FIRST = 0x20;
constexpr gsize GLASS_ITEM_HEAD_BYTES = 3, GLASS_COMPONENT_BYTES = 2;

// A branch's item: the child's number (4), the key's length (1), the key, the component (2).
constexpr gsize GLASS_BRANCH_HEAD_BYTES = 5;

#endif
