/* analyzer_open.h: opens a MeCab word into the parts that a person would name. Room-private. */
#ifndef JIKENBO_DICT_ANALYZER_OPEN_H
#define JIKENBO_DICT_ANALYZER_OPEN_H

#include <mecab.h>

#include "fold.h"

G_BEGIN_DECLS

/* One part of a word; reading is NULL where unknown. */
typedef struct {
  guint16 end; /* bytes from the word's start */
  const char *reading;
} OpenPart;

typedef struct {
  guint n; /* 1: the word stays whole */
  OpenPart parts[];
} Opening;

/* Opens words for one thread; results are kept, so that a word costs once. */
typedef struct Opener Opener;
/* strings: where readings are kept; must outlive the opener. */
Opener *opener_new(mecab_model_t *model, mecab_t *tagger, GStringChunk *strings);
void opener_free(Opener *opener);

/* The parts of a noun; lives until the next call. feature is MeCab's, NULL where the word stands in
 * no dictionary. */
const Opening *opener_open(Opener *opener, const char *word, gsize word_bytes, const char *feature);

/* The n-th cell (from 0) of a feature line, its length in cell_bytes; NULL where there is none. */
const char *feature_cell(const char *feature, guint n, gsize *cell_bytes);
gboolean feature_is(const char *feature, guint n, const char *value);

G_END_DECLS

#endif
