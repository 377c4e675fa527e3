/* learn_label.h: labelled notices that hold their own text, for the programs that learn of them. */
#ifndef JIKENBO_TESTS_LEARN_LABEL_H
#define JIKENBO_TESTS_LEARN_LABEL_H

#include <jansson.h>

#include "dict/taxonomy.h"
#include "indexer/facts.h"

G_BEGIN_DECLS

typedef struct {
  Taxonomy *taxonomy;
  Analyzer *analyzer;
  AnalyzerThread *thread;
  Facts *facts;
} LearnTools;

/* Loads all of it from the data folder. FALSE: said on standard error. */
gboolean learn_tools_load(LearnTools *tools);

/* Calls found for each word of a labelled notice (FactsWordFunc of facts.h). */
void learn_words(const LearnTools *tools, const json_t *label, FactsWordFunc found, gpointer user);

/* Its clues to a contractor (facts_notice_clues). */
guint32 learn_clues(const LearnTools *tools, const json_t *label);

/* Calls func for each label of a file of JSON Lines that holds a text. Returns 0, or 1 where it
 * can't be read: said on standard error. */
typedef void (*LearnLabelFunc)(const json_t *label, gpointer user);
int learn_each(const char *path, LearnLabelFunc func, gpointer user);

G_END_DECLS

#endif
