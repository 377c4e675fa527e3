/* search_internal.h: what the search modules share. A question goes: query tree -> plan (words,
 * what must hold beside them) -> one index query -> answer. Private to search*.c. */
#ifndef JIKENBO_SEARCHER_SEARCH_INTERNAL_H
#define JIKENBO_SEARCHER_SEARCH_INTERNAL_H

#include "dict/lexicon.h"
#include "search.h"
#include "search_weights.h"

G_BEGIN_DECLS

/* The rules of causes, for sentences. */
typedef struct SearchRules SearchRules;
void search_rules_free(SearchRules *rules); /* NULL is fine */

struct Searcher {
  char *data_dir, *index_path;
  Analyzer *analyzer;
  AnalyzerThread *thread;
  Taxonomy *taxonomy;
  Lexicon *lexicon;   /* read when the first word is asked; search_lexicon */
  SearchRules *rules; /* read when the first sentence is asked */
  IndexReader *reader;
  GHashTable *proven; /* string -> IndexQuery, of this reader; search_exact.c */
};

/* The lexicon, read now if it wasn't. NULL and error where a table is broken. */
const Lexicon *search_lexicon(Searcher *searcher, GError **error);

/* Notices that have a term; asked again it costs nothing. */
guint search_frequency(Searcher *searcher, const char *prefix, const char *term, gssize term_bytes);

/* Which text of a notice a word is looked for in. */
typedef enum { SCOPE_ALL, SCOPE_ORGANISATION, SCOPE_TITLE, SCOPE_VENDORS } Scope;

/* How a light finds its places in folded text. */
typedef enum {
  LIGHT_WORD,   /* at unit boundaries */
  LIGHT_EXACT,  /* anywhere */
  LIGHT_PREFIX, /* from a unit boundary on */
  LIGHT_STEM,   /* what an inflected word begins with, before kana */
  LIGHT_NUMBER, /* an amount of this value */
  LIGHT_DATE    /* a day, or a month where the day is 0 */
} LightKind;

/* Something to light, to measure nearness by and to explain a hit with. */
typedef struct {
  LightKind kind;
  char *text;    /* folded; for explaining where it is an amount or a day */
  gint64 value;  /* amount, or YYYYMMDD */
  double weight; /* 1 the word itself, less a synonym */
  guint word;    /* PlanWord it belongs to */
} Light;

/* One word of the question with all that stands for it. */
typedef struct {
  char *text;                 /* folded, in dictionary form where inflected */
  char *shown;                /* as typed */
  IndexQuery *query;          /* what has it; owned */
  guint frequency;            /* notices that have it, about */
  double share;               /* of the question's weight, for relaxing */
  guint chunk;                /* which blank-free piece of the question it is from */
  gboolean leaking;           /* a word of leaking */
  const LexiconConcept *leak; /* what data leaked, said beside a word of leaking */
  gboolean named;             /* such data isn't named but where it leaked */
  gboolean implied;           /* holds where the others do */
  gboolean inflected;         /* a verb or adjective of a sentence */
  gboolean faint;             /* says little: lifts a hit but isn't asked for */
  gboolean fact;              /* not a word but what the sentence tells of; faint as well */
} PlanWord;

/* The reading of a question. */
typedef struct {
  Searcher *searcher;
  const Lexicon *lexicon; /* NULL where no word is asked for */
  gboolean synonyms;      /* wanted */
  gboolean related;       /* within a sentence: looser words too */
  GPtrArray *words;       /* of PlanWord*: the question's bare words, in order */
  GPtrArray *hard;        /* of IndexQuery*: what must hold beside the words */
  GPtrArray *nots;        /* of IndexQuery*: what must not */
  GPtrArray *used;        /* of SearchSynonym* */
  GArray *lights;         /* of Light */
  guint chunks;
  gboolean sentence;  /* at least one chunk is one */
  gboolean leak_read; /* data and leaking were read together */
  guint *at_chars;
} Plan;

Plan *plan_new(Searcher *searcher, const SearchOptions *options);
void plan_free(Plan *plan);
/* Reads a tree into the plan. FALSE and error. */
gboolean plan_read(Plan *plan, const QueryNode *node, GError **error);
/* The strict reading: all words AND what must hold. */
IndexQuery *plan_query(const Plan *plan);
/* The words alone, all of them; NULL where there are none. */
IndexQuery *plan_words(const Plan *plan);
/* words (owned) beside what must hold and must not. */
IndexQuery *plan_beside(const Plan *plan, IndexQuery *words);
/* The relaxed reading of the words alone: enough of them, more where some notices have all (strict
 * TRUE); NULL where it would say nothing new. What must hold beside them has no say, so that a
 * filter leaves of an answer what its facet counts. */
IndexQuery *plan_relaxed(const Plan *plan, gboolean strict);

/* Reads a blank-free piece of a question into plan->words. FALSE and error. */
gboolean chunk_read(Plan *plan, const char *text, GError **error);

/* ---- words: search_word.c */

/* A word asked for. */
typedef struct {
  Scope scope;
  const char *text;  /* folded; in dictionary form where inflected */
  const char *shown; /* as typed */
  guint number;      /* of the PlanWord that it is for */
} Asked;

/* A string at unit boundaries: the word itself in all its spellings, no synonyms. NULL and error.
 */
IndexQuery *word_plain(Plan *plan, const Asked *asked, GError **error);
/* The same with synonyms and concepts; what is used is noted in the plan. NULL and error. */
IndexQuery *word_wide(Plan *plan, const Asked *asked, GError **error);
/* Synonyms and concepts alone; NULL where there are none in the index. */
IndexQuery *word_others(Plan *plan, const Asked *asked);
/* Any word or phrase (folded) that stands for another; NULL where the index has none of it. */
IndexQuery *word_other(Plan *plan, Scope scope, const char *text);
IndexQuery *word_base(const char *base);
/* What a concept stands for. */
IndexQuery *word_concept(const Plan *plan, const LexiconConcept *concept);
void plan_light(Plan *plan, LightKind kind, const char *text, gint64 value, double weight,
                guint word);
void plan_note_synonym(Plan *plan, const char *word, const char *used);
/* Notices that have a word: as it is, else spelled otherwise, else inflected. */
guint word_frequency(const Plan *plan, const char *text);
/* TRUE where all characters are kana or the long vowel. */
gboolean word_is_kana(const char *text);
/* Words read as kana (folded) or, for Latin words, as romaji: weighed below synonyms. *query is
 * NULL where the index knows none. FALSE and error where it can't be read. */
gboolean word_readings(Plan *plan, const Asked *asked, IndexQuery **query, GError **error);
/* Latin letters to hiragana; NULL where they are no romaji. foreign: ti and its like are those of
 * セキュリティ, not of ちば. To be freed. */
char *romaji_to_hiragana(const char *text, gboolean foreign);

/* ---- exact strings: search_exact.c */

/* Notices whose folded text holds text (unfolded as typed); complete and sound. */
IndexQuery *exact_query(Searcher *searcher, Scope scope, const char *text, GError **error);
/* The same for folded text that must begin and end at unit boundaries; without those that have the
 * term text, which need no proof. */
IndexQuery *exact_at_boundaries(Searcher *searcher, Scope scope, const char *folded,
                                GError **error);
/* The AND of the pairs of neighbouring characters that tell most: nearly the phrase, not proven.
 * NULL where it has none, or no notice has one of them. */
IndexQuery *exact_pairs(Searcher *searcher, const char *folded);
/* TRUE where a notice beside those of known may hold folded where no word begins or ends. */
gboolean exact_straddles(Searcher *searcher, const char *folded, const IndexAnswer *known);

/* The query of exactly the notices among those of query whose folded text func likes, weighing
 * nothing: good for the reader at hand. NULL and error. */
IndexQuery *search_select(Searcher *searcher, const IndexQuery *query, IndexTextFunc func,
                          gpointer user, GError **error);

/* ---- fields: search_field.c */
IndexQuery *field_query(Plan *plan, const QueryNode *node, GError **error);
/* The query of a field's comma-separated keys; for concepts. */
IndexQuery *field_keys(const Taxonomy *taxonomy, QueryField field, const char *keys,
                       GError **error);

/* ---- answers */
/* Fills facets with those of rows; all of GPtrArray of FacetValue*, the caller's. */
void facet_counts(const Searcher *searcher, const GArray *rows, GPtrArray *facets[FACET_N]);
/* Asks for the rows of all matches and the documents that rank_hits wants. */
IndexAnswer *rank_ask(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                      const IndexQuery *query, GError **error);
/* Fills answer->hits from the documents of answer->answer. */
gboolean rank_hits(Searcher *searcher, const SearchOptions *options, const Plan *plan,
                   SearchAnswer *answer, GError **error);
/* Fills answer->more: where another reading finds what this one doesn't. */
gboolean more_find(Searcher *searcher, const QueryNode *node, const SearchOptions *options,
                   const Plan *plan, SearchAnswer *answer, GError **error);
/* Matching incidents and notices of a query. FALSE and error. */
gboolean search_count(Searcher *searcher, const IndexQuery *query, guint *incidents,
                      GError **error);

/* Fails with SEARCH_ERROR_QUERY. Always NULL. */
gpointer search_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

G_END_DECLS

#endif
