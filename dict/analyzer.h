/* analyzer.h: text -> units, by MeCab.
 *
 * A unit is the shortest piece that stands as a word or as a part of a compound. Long dictionary
 * words and unknown words are opened into units (北海道大学 -> 北海道|大学). A run is a chain of
 * units of which nothing stands between (個人|情報|保護|委員|会): only inside a run can a compound
 * match. The analyzer is shared by all threads; an AnalyzerThread belongs to one.
 */
#ifndef JIKENBO_DICT_ANALYZER_H
#define JIKENBO_DICT_ANALYZER_H

#include "fold.h"
#include "quantity.h"

G_BEGIN_DECLS

#define ANALYZER_ERROR (analyzer_error_quark())
GQuark analyzer_error_quark(void);
typedef enum {
  ANALYZER_ERROR_DICTIONARY, /* no system dictionary: the message names the package to install */
  ANALYZER_ERROR_CHARSET     /* the dictionary isn't UTF-8 */
} AnalyzerError;

typedef struct Analyzer Analyzer;
typedef struct AnalyzerThread AnalyzerThread;

typedef enum {
  UNIT_NOUN,      /* nouns, prefixes, suffixes, Latin words, unknown words: can form compounds */
  UNIT_NUMBER,    /* digits and number words */
  UNIT_INFLECTED, /* verb, adjective: base holds its dictionary form */
  UNIT_OTHER,     /* adverbs, adnominals, interjections */
  UNIT_FUNCTION,  /* particles, auxiliaries, non-independent words */
  UNIT_MARK       /* punctuation and symbols */
} UnitKind;

typedef struct {
  guint32 start, end; /* bytes in Analysis.index.text */
  guint8 kind;        /* UnitKind */
  guint8 proper; /* 0, or 'o' organisation, 'p' place, 'n' person's name, 'x' other proper noun */
  guint8 joined; /* 1: same run as the unit before it */
  guint8 inner;  /* 1: opened from the same MeCab word as the unit before it */
  guint8 term;   /* 1: first unit of a word that the field's own dictionary (terms.csv) names */
  guint16 chars; /* how many characters it has */
  const char *base;    /* dictionary form (FOLD_INDEX), or NULL where it is the surface */
  const char *reading; /* katakana, or NULL where unknown */
} Unit;

/* A line break of the source: the byte behind it, and the one of index.text from which on the text
 * stems from there. */
typedef struct {
  guint32 source, index;
} LineBreak;

/* What was read of one text. read: what MeCab saw, until the thread's next text; index: what is
 * stored. Sentences are byte ranges of index.text. What units point at lives as long as the
 * AnalyzerThread. */
typedef struct {
  const FoldedText *read;
  FoldedText index;
  GArray *units;         /* of Unit, ascending, covering all of index.text but spaces */
  GArray *sentence_ends; /* of guint32: byte offsets in index.text, ascending */
  GArray *line_breaks;   /* of LineBreak, ascending */
  GStringChunk *strings; /* for the owner's use: lives and is cleared with the rest */
  GArray *quantities;    /* of Quantity, and */
  GArray *dates;         /* of DateMention, in index.text: empty until analysis_read_values */
} Analysis;

/* Opens IPADIC (UTF-8) and the field's dictionary: both in one in data_dir, else the system's, or
 * that of JIKENBO_IPADIC, beside terms.dic. Owner: analyzer_free.
 * NULL and error where a dictionary is missing or not UTF-8; the message says the cure. */
Analyzer *analyzer_new(const char *data_dir, GError **error);
void analyzer_free(Analyzer *analyzer);

/* What analyses: dictionaries, rules, versions, in one line. Two indexes with the same fingerprint
 * were analysed alike. Lives as long as the analyzer. */
const char *analyzer_fingerprint(const Analyzer *analyzer);

/* One thread's lattice and cache. Free it before the analyzer. */
AnalyzerThread *analyzer_thread_new(const Analyzer *analyzer);
void analyzer_thread_free(AnalyzerThread *thread);

/* Analyses source. analysis is cleared first and may be reused (zero it the first time). Cost is
 * linear in source_bytes. */
void analyzer_analyze(AnalyzerThread *thread, const char *source, gssize source_bytes,
                      Analysis *analysis);
void analysis_clear(Analysis *analysis);

/* Reads the numbers and days of an analysed text, once for all who ask for them. published: as
 * date_scan takes it. */
void analysis_read_values(Analysis *analysis, int published);

G_END_DECLS

#endif
