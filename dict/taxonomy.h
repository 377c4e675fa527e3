/* taxonomy.h: the closed vocabularies: causes, sectors, data, media. One table each under dict/. */
#ifndef JIKENBO_DICT_TAXONOMY_H
#define JIKENBO_DICT_TAXONOMY_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TAXONOMY_CAUSE,
  TAXONOMY_SECTOR,
  TAXONOMY_DATA,
  TAXONOMY_MEDIA,
  TAXONOMY_N
} TaxonomyKind;

/* A value. Its place in the table is its code, 0..31, which the index stores in bit masks. */
typedef struct {
  const char *key;          /* stable, for machines: "loss", "S", "氏名" */
  const char *label;        /* Japanese */
  const char *label_en;     /* English */
  const char *group;        /* causes: 外部攻撃 …; else "" */
  const char *about;        /* what falls here, "" where nothing is said */
  const char *jnsa, *veris; /* causes: the nearest in those tables; else "" */
} TaxonomyValue;

typedef struct Taxonomy Taxonomy;

/* Reads the four tables of data_dir. NULL and error where one is missing or broken (file and line
 * in the message). Free with taxonomy_free; all strings live as long. */
Taxonomy *taxonomy_load(const char *data_dir, GError **error);
void taxonomy_free(Taxonomy *taxonomy);
/* FALSE and error (TABLE_ERROR, with file and line) where two values have one name: it would be the
 * first one's. */
gboolean taxonomy_check(const Taxonomy *taxonomy, GError **error);

guint taxonomy_count(const Taxonomy *taxonomy, TaxonomyKind kind);
const TaxonomyValue *taxonomy_value(const Taxonomy *taxonomy, TaxonomyKind kind, guint code);
/* Code of a key, label or English label (folded alike); -1 where there is none. */
int taxonomy_code(const Taxonomy *taxonomy, TaxonomyKind kind, const char *name);
/* Code of "unknown" (causes) and "T" (sectors); -1 for data and media. */
int taxonomy_unknown(const Taxonomy *taxonomy, TaxonomyKind kind);

G_END_DECLS

#endif
