/* notice.h: the record of a notice, and its stored form (a Xapian document's data). */
#ifndef JIKENBO_SHIM_NOTICE_H
#define JIKENBO_SHIM_NOTICE_H

#include <glib.h>

G_BEGIN_DECLS

/* Where a notice stands; one record may stand on several pages. */
typedef struct {
  char *file;           /* path below the archive's root, '/' between */
  guint line, end_line; /* from 1 */
} NoticePlace;

/* Why a value was given: the sentence as it was written, and its line in places[0].file. */
typedef struct {
  char *field; /* "cause:loss", "sector:P", "affected", "discovered", "vendor:…", "data:氏名" … */
  char *text;
  guint line;
} NoticeEvidence;

#define NOTICE_AFFECTED_UNKNOWN (-1)

/* Text is UTF-8 as it was read (not folded). Dates are YYYYMMDD, 0 unknown. Code arrays hold
 * taxonomy codes (dict/taxonomy.h), the primary one first. All memory is the notice's own. */
typedef struct {
  char key[33];       /* notice_key() where it was asked before, else empty; not stored */
  char *id;           /* "2023-416", or NULL */
  char *organisation; /* NULL unknown */
  char *title;        /* never NULL */
  char *url;          /* NULL unknown */
  char *body;         /* never NULL; lines end in \n */
  gsize body_bytes;
  guint body_line; /* line of places[0].file on which body begins (lines map one to one) */
  int published, occurred_from, occurred_to, discovered;
  gint64 affected; /* NOTICE_AFFECTED_UNKNOWN where nothing is said */
  gboolean vendor; /* happened at or through a contractor or outside service */
  GArray *causes, *sectors, *data, *media;      /* of guint8 */
  GPtrArray *vendors, *labels, *links, *doubts; /* of char* */
  GArray *places;                               /* of NoticePlace; the first is the one shown */
  GArray *evidence;                             /* of NoticeEvidence */
  GByteArray *marks; /* unit boundaries: bit i set where a unit begins at character i of the
                        FOLD_INDEX text of organisation "\n" title "\n" body, each folded alone */
} Notice;

Notice *notice_new(void);
void notice_free(Notice *notice); /* NULL is fine */
/* Replaces the title, or the body and its length; NULL is "". */
void notice_set_title(Notice *notice, const char *title);
void notice_set_body(Notice *notice, const char *body);
void notice_add_place(Notice *notice, const char *file, guint line, guint end_line);
void notice_add_evidence(Notice *notice, const char *field, const char *text, gssize text_bytes,
                         guint line);

/* The day by which its months without a year are read, YYYYMMDD: of publication, else the end of
 * the year in the number ("2023-416"; NULL is fine), else 0. */
int notice_reference_day(int published, const char *id);

/* The stored form, appended to bytes; versioned. */
void notice_pack(const Notice *notice, GByteArray *bytes);
/* NULL where bytes are no stored notice of this version. */
Notice *notice_unpack(const void *bytes, gsize bytes_len);

/* The key of a notice's content (number, organisation, title, body, white space aside), 32 hex
 * digits in key: equal for copies on several pages, and in every run. */
void notice_key(const Notice *notice, char key[33]);
/* The same, kept in the notice: number, organisation, title and body stay as they are from now on.
 */
const char *notice_key_once(Notice *notice);

G_END_DECLS

#endif
