/* facts_private.h: what the parts of facts share. Not for other modules.
 *
 * A notice is read as two parts, title and body. Each is cut into sentences; a sentence knows the
 * place it stands in (which heading rules it) and the rules that hold in it. */
#ifndef JIKENBO_INDEXER_FACTS_PRIVATE_H
#define JIKENBO_INDEXER_FACTS_PRIVATE_H

#include "dict/quantity.h"
#include "dict/rules.h"
#include "facts.h"
#include "facts_gazetteer.h"

G_BEGIN_DECLS

/* Where a sentence stands. The names, for the rules' scopes, are rules_places. */
typedef enum {
  PLACE_TITLE,
  PLACE_INTRO,
  PLACE_BODY,
  PLACE_CAUSE,
  PLACE_OVERVIEW,
  PLACE_TIMELINE,
  PLACE_CONTENT,
  PLACE_COUNT,
  PLACE_DISCOVERY,
  PLACE_RESPONSE,
  PLACE_SECOND,
  PLACE_PREVENTION,
  PLACE_INQUIRY,
  PLACE_REFERENCE,
  PLACE_N
} Place;

/* What context-rules.tsv says of a sentence. */
typedef enum {
  SIGNAL_DENY,
  SIGNAL_BOUNDARY,
  SIGNAL_HYPOTHETICAL,
  SIGNAL_MEASURE,
  SIGNAL_LEAK,
  SIGNAL_HOLD,
  SIGNAL_LEARN,
  SIGNAL_TOLD,
  SIGNAL_HAPPEN,
  SIGNAL_LEARN_OTHER,
  SIGNAL_COUNT_UP,
  SIGNAL_COUNT_DOWN,
  SIGNAL_COUNT_NOT,
  SIGNAL_COUNT_OLD,
  SIGNAL_COUNT_SURE,
  SIGNAL_N
} Signal;

typedef enum {
  TABLE_CONTEXT,
  TABLE_SECTIONS,
  TABLE_CAUSES,
  TABLE_SECTORS,
  TABLE_DATA,
  TABLE_MEDIA,
  TABLE_VENDOR,
  TABLE_N
} FactsTable;

/* The classes of vendor-rules.tsv, in the order of facts.c. */
typedef enum {
  VENDOR_YES,
  VENDOR_NAME,
  VENDOR_FORM,
  VENDOR_FORM_END,
  VENDOR_ALIAS,
  VENDOR_ROLE,
  VENDOR_SERVICE,
  VENDOR_SAME, /* 同社: speaks of a company named before */
  VENDOR_SELF, /* 当社: the notice speaks of its own organisation as its own */
  VENDOR_HINT, /* a word for vendor-words.tsv alone */
  VENDOR_OWN   /* the organisation is a contractor itself */
} VendorClass;

/* What the build of a notice says of a contractor; weighed in vendor-words.tsv beside the words. */
typedef enum {
  CLUE_OTHER,      /* a company with its legal form that isn't the notice's own … */
  CLUE_INTRODUCED, /* … behind what it does (印刷を請け負う(株)みなと) … */
  CLUE_ASKED,      /* … which is to look into the matter … */
  CLUE_RELATED,    /* … or is of the same group */
  CLUE_SAME,       /* 同社, where the notice speaks as 当社 */
  CLUE_SAME_TOLD,  /* 同社, where somebody else tells of the organisation */
  CLUE_OWN,        /* the organisation is a contractor itself */
  CLUE_N
} VendorClue;

typedef struct CauseWords CauseWords;

#define CODES_MAX 32 /* of a taxonomy */

struct Facts {
  const Taxonomy *taxonomy;
  Rules *rules;
  Gazetteer *gazetteer;
  CauseWords *words;
  guint8 (*precedences)[2];             /* codes of facts_causes.c's table */
  guint8 (*companions)[2];              /* the same */
  guint8 *named;                        /* causes that must be named; then their general one */
  float media_of[CODES_MAX][CODES_MAX]; /* how likely a medium is, by primary cause */
  guint32 lasting;                      /* bits of causes of what lasts until it is found */
  int government, education, welfare;   /* sectors S, O, P */
  GAsyncQueue *readings;                /* of Reading: those not in use */
  char *version;
};

/* start, end: bytes of the part's folded text. line: of the part's source, from 0. */
typedef struct {
  guint32 start, end, line;
  guint8 place;
  guint8 heading;            /* it is one, and tells nothing else */
  guint32 signals;           /* bits of Signal; bit SIGNAL_N: it names a day */
  guint32 first_hit, n_hits; /* some may reach beyond its end */
  guint32 first_match;
  guint16 table_at[TABLE_N + 1]; /* by FactsTable: its first match, counted from there */
  guint32 first_denial, n_denials;
  gint32 row_date; /* the date that leads this row of a timeline, or -1 */
} Sentence;

/* What begins in between is denied; from data_start on (which isn't behind start) data alone are.
 */
typedef struct {
  guint32 start, data_start, end;
} Denial;

typedef struct {
  const FoldedText *folded;
  const char *source;
  gsize source_bytes;
  gboolean is_title;
  GArray *hits;              /* of AutomatonHit */
  GArray *sentences;         /* of Sentence */
  GArray *matches;           /* of RuleMatch, by sentence */
  GArray *denials;           /* of Denial, ascending */
  const GArray *line_breaks; /* of LineBreak: the analysis's, as those below */
  const GArray *dates;       /* of DateMention */
  const GArray *quantities;  /* of Quantity */
} Part;

typedef struct {
  const Facts *facts;
  Notice *notice;
  const FoldedText *own; /* the organisation's name; empty where there is none */
  RulesScratch *scratch;
  GazetteerAnswer name; /* what the organisation's name says */
  guint32 tables;       /* bits of FactsTable: the rules to ask */
  guint32 *seen;        /* by word: the stamp of the reading that met it last */
  guint32 stamp;
  double vendor_words; /* what words say of a contractor; behind facts_causes */
  Part title, body;
  GArray *words;                  /* facts_words.c's, of guint32 */
  GArray *candidates, *withdrawn; /* facts_affected.c's */
  GArray *days;                   /* facts_dates.c's */
  GPtrArray *given;               /* facts_vendor_names.c's: the vendors, folded */
} Reading;

/* The first match of a table's rules in a sentence, or of a later table's. */
static inline const RuleMatch *facts_match_of(const Part *part, const Sentence *sentence,
                                              guint table) {
  return (const RuleMatch *)(gconstpointer)part->matches->data + sentence->first_match +
         sentence->table_at[table];
}

static inline gboolean facts_has_match(const Sentence *sentence, guint table) {
  return sentence->table_at[table] < sentence->table_at[table + 1];
}

/* For each match of a table's rules in a sentence. */
#define FACTS_EACH_MATCH(match, part, sentence, table)                                             \
  for (const RuleMatch *match = facts_match_of(part, sentence, table),                             \
                       *match##_end = facts_match_of(part, sentence, (table) + 1);                 \
       match < match##_end; match++)

/* ---- facts_text.c */
void facts_part_read(Reading *reading, Part *part, const Analysis *analysis, const char *source,
                     gsize source_bytes);
void facts_part_init(Part *part);
void facts_part_clear(Part *part);
/* TRUE where a match, or a span, of the sentence is denied by its own clause. */
gboolean facts_match_denied(const Part *part, const Sentence *sentence, const RuleMatch *match);
gboolean facts_span_denied(const Part *part, const Sentence *sentence, guint32 start, guint32 end);
/* The same of a kind of data that is named. */
gboolean facts_data_denied(const Part *part, const Sentence *sentence, const RuleMatch *match);
const Sentence *facts_sentence_at(const Part *part, guint32 at);
/* The sentence as written, with its line, as evidence of field. */
void facts_evidence(Reading *reading, const Part *part, const Sentence *sentence,
                    const char *field);
/* A piece of the source that makes the folded bytes start to end. To be freed with g_free. */
char *facts_source_text(const Part *part, guint32 start, guint32 end);

/* ---- facts_words.c: what the words of a notice, all together, say of its cause */

/* Reads causes-words.tsv; its words join those of rules, before they are compiled. Owner:
 * cause_words_free (NULL is fine). */
CauseWords *cause_words_load(const char *path, Rules *rules, const Taxonomy *taxonomy,
                             GError **error);
void cause_words_free(CauseWords *words);
/* Reads vendor-words.tsv, whose words are those of rules; others are passed by. */
gboolean vendor_words_load(CauseWords *words, const char *path, const Rules *rules, GError **error);

/* Calls found once for each word that the notice holds where it tells what happened. */
void cause_words_each(Reading *reading, FactsWordFunc found, gpointer user);
/* Sets sums, by cause (CODES_MAX of them), to what the words say; and reading->vendor_words. */
void cause_words_sum(Reading *reading, double *sums);
/* The sentence of the body whose words speak for the cause most; NULL where none does. */
const Sentence *cause_words_sentence(const Reading *reading, int cause);
const Sentence *vendor_words_sentence(const Reading *reading); /* the same of a contractor */
/* What clues to a contractor (bits of VendorClue) say, in the measure of reading->vendor_words. */
double vendor_words_clues(const Reading *reading, guint32 clues);

/* ---- one file each */

/* Codes of what the code names; before the first notice. */
void facts_causes_prepare(Facts *facts);
void facts_sectors_prepare(Facts *facts);
void facts_dates_prepare(Facts *facts);
/* Asks the name; before the parts are read: where it says the sector alone, no rule need. */
void facts_sectors_ask_name(Reading *reading);
void facts_causes(Reading *reading);
void facts_sectors(Reading *reading);
void facts_affected(Reading *reading);
void facts_affected_init(Reading *reading); /* makes its arrays */
void facts_dates(Reading *reading);
void facts_dates_init(Reading *reading); /* the same */
void facts_vendor(Reading *reading);
void facts_vendor_names(Reading *reading); /* of a notice that has a contractor */
/* Bits of VendorClue. */
guint32 facts_vendor_clues(Reading *reading);
void facts_items(Reading *reading); /* data and media */

/* Reads media-causes.tsv; before the first notice. */
gboolean facts_media_load(Facts *facts, const char *path, GError **error);

/* Code of a class of sectors-rules.tsv: a sector, or what a public body's notice is about. */
int facts_sector_class(const Taxonomy *taxonomy, const char *klass);

G_END_DECLS

#endif
