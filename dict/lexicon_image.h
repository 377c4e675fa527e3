/* lexicon_image.h: private to dict/lexicon*.c and mklexicon: the lexicon's tables as one file,
 * mapped and asked in place. They are asked by every single question, which needs some dozen of
 * their thousands of rows. */
#ifndef JIKENBO_DICT_LEXICON_IMAGE_H
#define JIKENBO_DICT_LEXICON_IMAGE_H

#include "lexicon.h"

G_BEGIN_DECLS

#define LEXICON_IMAGE_FILE "lexicon.bin"

typedef struct {
  LexiconKind kind;
  double weight;
  guint words_n;
  const char **words;   /* folded */
  const char **written; /* as in the table */
  guint line;           /* 0 where it comes from an image */
} LexiconGroup;
void lexicon_group_free(gpointer group);

/* Numbers of groups, and of concepts, are their places in the tables. */
typedef struct LexiconImage LexiconImage;

/* NULL and error: TABLE_ERROR where the file is none of this version, G_FILE_ERROR. */
LexiconImage *lexicon_image_open(const char *path, GError **error);
void lexicon_image_free(LexiconImage *image); /* NULL is fine */
guint lexicon_image_groups(const LexiconImage *image);
/* Its strings live as long as the image; free with lexicon_group_free. */
LexiconGroup *lexicon_image_group(const LexiconImage *image, guint number);
/* The groups of endings, ascending. */
const guint32 *lexicon_image_endings(const LexiconImage *image, guint *n);
/* The groups that have word, ascending; NULL where none has. */
const guint32 *lexicon_image_members(const LexiconImage *image, const char *word, guint *n);
/* Its concepts, to be freed with g_array_unref; NULL where it has none. */
GArray *lexicon_image_concepts(const LexiconImage *image, const char *word);

/* Tables in the making, as lexicon.c read them: groups of LexiconGroup*; members: word -> GArray of
 * guint32; concepts: word -> GArray of LexiconConcept. */
GByteArray *lexicon_image_pack(const GPtrArray *groups, GHashTable *members, GHashTable *concepts);

/* Reads the two tables themselves; free with lexicon_free. Errors as lexicon_load. */
Lexicon *lexicon_read(const char *synonyms_path, const char *concepts_path, GError **error);
GByteArray *lexicon_pack(const Lexicon *lexicon);

G_END_DECLS

#endif
