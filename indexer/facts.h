/* facts.h: what happened, to whom, how many: fills a notice's facts, each with its evidence. */
#ifndef JIKENBO_INDEXER_FACTS_H
#define JIKENBO_INDEXER_FACTS_H

#include "dict/analyzer.h"
#include "dict/taxonomy.h"
#include "shim/notice.h"

G_BEGIN_DECLS

/* The rules and tables (dict/causes-rules.tsv …, organisations.tsv …), read once, shared by
 * threads. */
typedef struct Facts Facts;
Facts *facts_new(const char *data_dir, const Taxonomy *taxonomy, GError **error);
void facts_free(Facts *facts);
/* Names rules and tables (a hash of them): facts made under another one are made anew. */
const char *facts_version(const Facts *facts);
/* The same of the tables of data_dir without reading them as rules: a run that finds nothing
 * changed needs no more. To be freed with g_free; NULL and error where a table can't be read. */
char *facts_version_read(const char *data_dir, GError **error);

/* What the facts of a notice are read from: its parts, analysed; title and body with their values.
 * Zeroed at first, it may be filled again and again. */
typedef struct {
  Analysis organisation, title, body;
} FactsTexts;
void facts_analyze(AnalyzerThread *thread, const Notice *notice, FactsTexts *texts);
void facts_texts_clear(FactsTexts *texts);

/* Fills causes, sectors, vendor, vendors, affected, occurred_from/to, discovered, data, media,
 * doubts and evidence of notice from its organisation, title, body (all unfolded) and published.
 * texts: as facts_analyze makes them of notice. Cost is linear in the body, whatever the rules.
 * Reentrant.
 */
void facts_fill(const Facts *facts, const FactsTexts *texts, Notice *notice);

/* How many clues to a contractor there are besides words, their names in vendor-words.tsv, and what
 * a notice has of them (bits). */
#define FACTS_CLUES 7
extern const char *const facts_clues[FACTS_CLUES];
guint32 facts_notice_clues(const Facts *facts, const FactsTexts *texts, Notice *notice);

/* What causes-words.tsv is made from: calls found once for each word of the rules that stands where
 * the notice tells what happened. word: its number, for facts_word. */
typedef void (*FactsWordFunc)(guint word, gboolean in_title, gpointer user);
void facts_cause_words(const Facts *facts, const FactsTexts *texts, Notice *notice,
                       FactsWordFunc found, gpointer user);
/* Lives as long as the Facts. */
const char *facts_word(const Facts *facts, guint word);

G_END_DECLS

#endif
