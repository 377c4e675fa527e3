/* rules.h: weighted patterns in tables, all of them run in one pass over a text.
 *
 * A rule table has the columns class, weight, scope, pattern and remarks (optional). A weight may
 * end in '!': the caller then takes the rule as proof against denial. A pattern is
 * matched within one sentence of folded text (FOLD_INDEX; its words are folded when it is read):
 *
 *   word            the word stands in the sentence
 *   {a|b|c}         one of these words
 *   @name           one of a named set; "@name<TAB>{a|b|@other}" lines define it, above its use
 *   A .. B          B behind A, at most RULES_GAP_CHARS characters between; A ..40 B: at most 40
 *   A & B           A, and B somewhere in the sentence
 *   A ! B           A, and B nowhere in the sentence
 *
 * The scope is '-' (anywhere) or a comma list of places ("title,cause"), whose names the caller
 * gives; "!title,cause" is anywhere but there. A word that begins or ends in Latin letters matches
 * whole Latin words only (rat isn't in operation). A named set is known in all tables added
 * behind it.
 */
#ifndef JIKENBO_DICT_RULES_H
#define JIKENBO_DICT_RULES_H

#include "automaton.h"

G_BEGIN_DECLS

#define RULES_GAP_CHARS 20

typedef struct Rules Rules;

/* Where a sentence of a notice stands: the scopes of the tables of facts, NULL-terminated. */
extern const char *const rules_places[];

typedef struct {
  const char *klass; /* first column; lives as long as the Rules */
  int code;          /* what the caller made of it */
  double weight;
  gboolean firm; /* the weight ended in an exclamation mark: proof against denial */
  guint32 scope; /* bit i: scopes[i] */
  guint table;   /* from 0, in the order of adding */
  guint line;
} Rule;

/* A rule that holds in a sentence. start and end (bytes): the part before the first & or !; last:
 * where its last word begins. */
typedef struct {
  const Rule *rule;
  guint32 start, last, end;
} RuleMatch;

/* Gives the code of a class; a negative one makes the table an error. */
typedef int (*RulesClassFunc)(const char *klass, gpointer user);

/* scopes: NULL-terminated, at most 32 names, static. Owner: rules_free (NULL is fine). */
Rules *rules_new(const char *const *scopes);
void rules_free(Rules *rules);

/* Adds a table, one of eight at most. FALSE and error (TABLE_ERROR, with file and line) where it
 * can't be read. */
gboolean rules_add_table(Rules *rules, const char *path, RulesClassFunc code_of, gpointer user,
                         GError **error);
/* The number (that of AutomatonHit) of a word, which is added where no rule has it; before
 * rules_compile. */
guint rules_add_word(Rules *rules, const char *word);
/* How many words there are, and a word as it is matched; lives as long as the Rules. */
guint rules_words(const Rules *rules);
const char *rules_word(const Rules *rules, guint number);
/* Behind the last table; then the rules are read-only and shared by threads. */
void rules_compile(Rules *rules);
guint rules_count(const Rules *rules);

/* The words of all rules in a text, to be given to rules_match sentence by sentence; but for words
 * of one kana or mark that trigger no rule, which that looks for itself. hits (of AutomatonHit) is
 * emptied first. */
void rules_scan(const Rules *rules, const FoldedText *text, GArray *hits);

/* Memory for rules_match, one a thread; free with rules_scratch_free. */
typedef struct RulesScratch RulesScratch;
RulesScratch *rules_scratch_new(const Rules *rules);
void rules_scratch_free(RulesScratch *scratch);

/* A sentence: bytes of the text that rules_scan had; place: bit number in scopes; tables: bit i:
 * the rules of table i are asked for. */
typedef struct {
  const char *text;
  guint32 start, end;
  guint place;
  guint32 tables;
} RulesSentence;
#define RULES_ALL_TABLES G_MAXUINT32

/* Appends a RuleMatch for each way in which a rule holds in the sentence, by table. hits: the words
 * found from the sentence's start on, those behind its end may follow; returns how many begin
 * before its end (those that reach over it are passed over; 65,535 are looked at). Cost: the hits
 * times what rules they begin. */
gsize rules_match(const Rules *rules, RulesScratch *scratch, const AutomatonHit *hits, gsize n_hits,
                  const RulesSentence *sentence, GArray *matches);

G_END_DECLS

#endif
