/* schema.h: what an indexed notice looks like. The one page that knows; ARCHITECTURE.md points here.
 *
 * An index is a folder:
 *   index.stub          names the shards ("glass FILE" or "remote HOST:PORT" a line); its rename is
 *                       the publication. A "# catalog FILE" line names the indexer's catalog.
 *   shard-*.glass       immutable single-file Xapian databases, without term lists
 *   catalog-*           what the indexer saw of the archive (indexer/catalog.h)
 *   lock                held by the one indexer that writes
 *
 * One Xapian document a notice, no positions. Terms (at most 245 bytes; longer ones are left out
 * of T/V/W/B and cut at a character, followed by '~' and a hash, in the boolean ones):
 */
#ifndef JIKENBO_SHIM_SCHEMA_H
#define JIKENBO_SHIM_SCHEMA_H

#define SCHEMA_VERSION "1"
#define SCHEMA_TERM_BYTES_MAX 245

/* Prefixes of free text: dict/terms.h says what each stands for. */
#define SCHEMA_WORD "T"      /* wdf: occurrences; heading and organisation count more */
#define SCHEMA_SPELLING "V"
#define SCHEMA_BASE "W"
#define SCHEMA_PAIR "B"      /* wdf 0 */
#define SCHEMA_NUMBER "N"
#define SCHEMA_DATE "D"
#define SCHEMA_ORGANISATION "A" /* T terms of the organisation alone */
#define SCHEMA_TITLE "S"        /* T terms of the title alone */
#define SCHEMA_VENDOR_NAME "P"  /* T terms of the vendors' names */

/* Boolean prefixes (wdf 0). Keys as in the taxonomies. */
#define SCHEMA_UNIQUE "Q"    /* the notice's own key: hash of its content */
#define SCHEMA_ID "XI"       /* number, "2023-416" */
#define SCHEMA_CAUSE "XC"
#define SCHEMA_SECTOR "XS"
#define SCHEMA_YEAR "XY"     /* of publication, else discovery, else the number's; "none" */
#define SCHEMA_VENDOR "XV"   /* yes, no */
#define SCHEMA_DATA "XD"     /* key or "none" */
#define SCHEMA_MEDIA "XM"    /* key or "none" */
#define SCHEMA_LABEL "XL"    /* label (FOLD_READ) or "none" */
#define SCHEMA_LINK "XR"     /* numbers that the notice refers to */

/* Value slots. */
enum {
  SCHEMA_SLOT_INCIDENT = 0, /* collapse key: number, or the notice's unique key */
  SCHEMA_SLOT_ROW = 1,      /* IndexRow, packed: facets and statistics, one value a notice */
  SCHEMA_SLOT_DATE = 2,     /* YYYYMMDD as 8 digits: of the year above; empty unknown */
  SCHEMA_SLOT_AFFECTED = 3, /* sortable number; empty unknown */
  SCHEMA_SLOT_ORDER = 4     /* tie-break: newest first, then the unique key: stable in any layout */
};

/* Metadata of each shard. */
#define SCHEMA_META_VERSION "jikenbo:schema"      /* SCHEMA_VERSION */
#define SCHEMA_META_ANALYSIS "jikenbo:analysis"   /* analyzer_fingerprint() */

/* Synonym keys: "r" + reading in hiragana -> words (folded) of this shard. */
#define SCHEMA_READING_KEY "r"

#endif
