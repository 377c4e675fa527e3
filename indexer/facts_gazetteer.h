/* facts_gazetteer.h: an organisation's name -> its sector, by organisations.tsv,
 * organisation-parts.tsv and organisation-forms.tsv. */
#ifndef JIKENBO_INDEXER_FACTS_GAZETTEER_H
#define JIKENBO_INDEXER_FACTS_GAZETTEER_H

#include "dict/fold.h"
#include "dict/taxonomy.h"

G_BEGIN_DECLS

#define GAZETTEER_SECTORS_MAX 3
#define GAZETTEER_CODES_MAX 32

typedef struct {
  guint8 codes[GAZETTEER_SECTORS_MAX]; /* the primary one first */
  guint8 n;
} GazetteerSectors;

/* sectors: what the surest part of the name says; score: 100 where the name itself is known, about
 * 10 where its ending tells, 0 where nothing does. by_code: what speaks for each sector. */
typedef struct {
  GazetteerSectors sectors;
  double score;
  double by_code[GAZETTEER_CODES_MAX];
} GazetteerAnswer;

typedef struct Gazetteer Gazetteer;

/* Owner: gazetteer_free (NULL is fine). NULL and error (file and line) where a table is broken. */
Gazetteer *gazetteer_load(const char *data_dir, const Taxonomy *taxonomy, GError **error);
void gazetteer_free(Gazetteer *gazetteer);
/* folded: the organisation's name, FOLD_INDEX. */
GazetteerAnswer gazetteer_ask(const Gazetteer *gazetteer, const char *organisation,
                              const FoldedText *folded);

G_END_DECLS

#endif
