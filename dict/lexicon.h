/* lexicon.h: which words mean the same, and which stand for a fact: synonyms.tsv, concepts.tsv and
 * the user's own synonyms. Words are given and returned as FOLD_INDEX text. */
#ifndef JIKENBO_DICT_LEXICON_H
#define JIKENBO_DICT_LEXICON_H

#include <glib.h>

G_BEGIN_DECLS

#define LEXICON_ERROR (lexicon_error_quark())
GQuark lexicon_error_quark(void);

typedef enum {
  LEXICON_SPELLING,     /* the same word written otherwise */
  LEXICON_ABBREVIATION, /* a short and a long name */
  LEXICON_SYNONYM,      /* another word for the same */
  LEXICON_NARROWER,     /* the first word of the group also finds the others */
  LEXICON_RELATED,      /* near enough within a whole sentence only */
  LEXICON_ENDING        /* of the table only: what a word ends with, and what it may end with */
} LexiconKind;

typedef struct {
  const char *word; /* "誤る+送る": a sequence of dictionary forms; lives as long as the lexicon */
  const char *written; /* as the table writes it */
  LexiconKind kind;    /* the loosest on the way to it */
  double weight;       /* beside 1 for the word itself */
} LexiconWord;

typedef enum {
  LEXICON_ALSO,   /* a notice with that fact is found too */
  LEXICON_HINT,   /* the same within a whole sentence only */
  LEXICON_LEAK,   /* beside a word of leaking, that data leaked */
  LEXICON_NAMED,  /* the same, or it is named where nothing is known of what leaked */
  LEXICON_LEAKING /* a word of leaking */
} LexiconUse;

typedef struct {
  LexiconUse use;
  const char *field; /* a field of the query language: "cause" */
  const char *keys;  /* its values, comma-separated */
  double weight;
} LexiconConcept;

typedef struct Lexicon Lexicon;

/* Reads the tables of data_dir, and own_path (the form of synonyms.tsv) where it is not NULL and
 * such a file exists. NULL and error (file and line in the message): TABLE_ERROR, LEXICON_ERROR.
 * Free with lexicon_free. */
Lexicon *lexicon_load(const char *data_dir, const char *own_path, GError **error);
void lexicon_free(Lexicon *lexicon); /* NULL is fine */

/* Other words to look for beside word, the heaviest first, without word itself; related: those of
 * that kind too. A GArray of LexiconWord, to be freed with g_array_unref; empty where none. */
GArray *lexicon_synonyms(const Lexicon *lexicon, const char *word, gboolean related);

/* TRUE where a table names word. */
gboolean lexicon_knows(const Lexicon *lexicon, const char *word, gsize word_bytes);

/* The concept of a word in that use, or NULL; lives as long as the lexicon. */
const LexiconConcept *lexicon_concept(const Lexicon *lexicon, const char *word, LexiconUse use);

/* The words of everyday.tsv (folded), which tell no story: a set of char*, to be freed with
 * g_hash_table_unref. NULL and error as lexicon_load. */
GHashTable *lexicon_everyday(const char *data_dir, GError **error);

/* Reads a synonym table strictly: FALSE and error (file and line) where a word stands twice in a
 * group, a group stands twice, a word can't be reached (empty, only marks, the same as another once
 * folded), or narrower words go in a circle. */
gboolean lexicon_check(const char *path, GError **error);

G_END_DECLS

#endif
