/* schema.h: what an indexed notice looks like. The one page that knows; ARCHITECTURE.md points
 * here.
 *
 * An index is a folder:
 *   index.stub          names the shards ("auto FILE" or "remote HOST:PORT" a line, as Xapian's own
 *                       stub files have it); its rename is the publication. A "# catalog FILE" line
 *                       names the indexer's catalog.
 *   shard-*.glass       immutable single-file Xapian databases, without term lists; behind the
 *                       database stand the rows and folded texts of its notices (index_side.h)
 *                       and a trailer with the checksum of it all (shard_file.h)
 *   catalog-*           what the indexer saw of the archive (indexer/catalog.h)
 *   build-*             scratch of a shard under way; worthless without its indexer
 *   lock                held by the one indexer that writes
 *
 * One Xapian document a notice, no positions. Its data is the unique key's 16 bytes, then the
 * packed notice, compressed (index_record.cc). Terms (at most 245 bytes; longer ones are left out
 * of free text; in the boolean ones cut at a character, followed by '~' and a hash):
 */
#ifndef JIKENBO_SHIM_SCHEMA_H
#define JIKENBO_SHIM_SCHEMA_H

#define SCHEMA_VERSION "7"
#define SCHEMA_TERM_BYTES_MAX 245

/* Prefixes of free text: dict/terms.h says what each stands for. */
#define SCHEMA_WORD "T" /* wdf: occurrences; heading and organisation count more */
#define SCHEMA_SPELLING "V"
#define SCHEMA_BASE "W"
#define SCHEMA_PAIR "B" /* no term: metadata, below; asked for like one */
#define SCHEMA_NUMBER "N"
#define SCHEMA_DATE "D"
#define SCHEMA_ORGANISATION "A" /* T terms of the organisation alone */
#define SCHEMA_TITLE "S"        /* T terms of the title alone */
#define SCHEMA_VENDOR_NAME "P"  /* T terms of the vendors' names */

/* Boolean prefixes (wdf 0); every notice has at least one term of each but XI and XR. Taxonomy
 * values are their code as two digits ("XC03"): the shim doesn't know the tables. */
#define SCHEMA_UNIQUE "Q"  /* the notice's own key: hash of its content, 32 hex digits */
#define SCHEMA_ID "XI"     /* number, "2023-416" */
#define SCHEMA_CAUSE "XC"  /* code or "none" */
#define SCHEMA_SECTOR "XS" /* code or "none" */
#define SCHEMA_YEAR "XY"   /* of publication, else discovery, else the number's; "none" */
#define SCHEMA_VENDOR "XV" /* yes, no */
#define SCHEMA_DATA "XD"   /* code or "none" */
#define SCHEMA_MEDIA "XM"  /* code or "none" */
#define SCHEMA_LABEL "XL"  /* label, as the record has it, or "none" */
#define SCHEMA_LINK "XR"   /* numbers that the notice refers to */
#define SCHEMA_NONE "none"

/* Value slots. */
enum {
  SCHEMA_SLOT_INCIDENT = 0, /* collapse key: number, or the notice's unique key */
  SCHEMA_SLOT_ROW = 1,      /* IndexRow, packed: facets and statistics, one value a notice */
  SCHEMA_SLOT_DATE = 2,     /* day as 8 digits: published, else discovered; empty unknown */
  SCHEMA_SLOT_AFFECTED = 3, /* a count of bytes and these, the high first; empty unknown */
  SCHEMA_SLOT_ORDER = 4, /* 24 bytes that ascend from the newest notice to the oldest (a year alone
                            is its first instant), then by number downwards, unknown last, then by
                            the unique key: the tie-break, the same in any layout of shards */
  SCHEMA_SLOT_SIZE = 5,  /* 8 bytes that ascend from the most affected, unknown last; then ORDER */
  SCHEMA_SLOTS = 6
};

/* Metadata of each shard. */
#define SCHEMA_META_VERSION "jikenbo:schema" /* SCHEMA_VERSION */
#define SCHEMA_PAIR_KEY "p" /* + pair: the documents that have it (shim/index_pairs.h) */
#define SCHEMA_META_ANALYSIS "jikenbo:analysis" /* analyzer_fingerprint() */
#define SCHEMA_META_READINGS                                                                       \
  "jikenbo:readings" /* a varint a reading, below: how many notices have it */

/* Synonym keys: "r" + reading in hiragana -> words (folded) of this shard. */
#define SCHEMA_READING_KEY "r"

#endif
