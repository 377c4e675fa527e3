/* learn.c: what words say of causes. Prints dict/causes-words.tsv anew, from labelled notices that
 * hold their own text.
 *
 * usage: learn LABELS.jsonl… >causes-words.tsv
 * A word's weight for a cause is the logarithm of how much more often it stands in notices of that
 * cause than in the others, smoothed; what says little is left out. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "dict/taxonomy.h"
#include "indexer/facts.h"

#define CAUSES_MAX 32
#define NOTICES_LEAST 3 /* a word of fewer notices says nothing */
#define SMOOTHING 0.3
#define SHIFT 0.3 /* a word that speaks against a cause counts as this little */
#define WEIGHT_LEAST 0.7

typedef struct {
  guint of[CAUSES_MAX], all;
} Count;

typedef struct {
  Taxonomy *taxonomy;
  Facts *facts;
  Analyzer *analyzer;
  AnalyzerThread *thread;
  GArray *counts[2]; /* of Count, by word: in the text, in the title */
  guint notices, of[CAUSES_MAX];
  int cause; /* of the notice at hand */
} Learner;

static const char *text_of(const json_t *label, const char *key) {
  const char *text = json_string_value(json_object_get(label, key));
  return text ? text : "";
}

static void count_word(guint word, gboolean in_title, gpointer user) {
  Learner *learner = user;
  GArray *counts = learner->counts[in_title];
  if (word >= counts->len)
    g_array_set_size(counts, word + 1);
  Count *count = &g_array_index(counts, Count, word);
  count->all++;
  count->of[learner->cause]++;
}

static void learn_label(Learner *learner, const json_t *label) {
  const char *cause = json_string_value(json_array_get(json_object_get(label, "causes"), 0));
  learner->cause = cause ? taxonomy_code(learner->taxonomy, TAXONOMY_CAUSE, cause) : -1;
  if (learner->cause < 0 || !*text_of(label, "text"))
    return;
  Notice *notice = notice_new();
  notice->organisation = g_strdup(text_of(label, "organisation"));
  notice_set_title(notice, text_of(label, "title"));
  notice_set_body(notice, text_of(label, "text"));
  Analysis title = {0}, body = {0};
  facts_analyze(learner->thread, notice, &title, &body);
  facts_cause_words(learner->facts, &title, &body, notice, count_word, learner);
  learner->notices++;
  learner->of[learner->cause]++;
  analysis_clear(&title);
  analysis_clear(&body);
  notice_free(notice);
}

static int learn_file(Learner *learner, const char *path) {
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t room = 0;
  for (; file && getline(&line, &room, file) > 0;) {
    json_t *label = json_loads(line, 0, NULL);
    if (label)
      learn_label(learner, label);
    json_decref(label);
  }
  free(line);
  if (file)
    fclose(file);
  else
    fprintf(stderr, "learn: can't read %s\n", path);
  return file ? 0 : 1;
}

static double weight_of(const Learner *learner, const Count *count, int cause) {
  double with = count->of[cause], without = count->all - with;
  guint of = learner->of[cause];
  return log((with + SMOOTHING) / (of + 2)) -
         log((without + SMOOTHING) / (learner->notices - of + 2)) + SHIFT;
}

static void print_word(const Learner *learner, guint word, gboolean in_title) {
  const Count *count = &g_array_index(learner->counts[in_title], Count, word);
  const char *mark = "";
  for (guint c = 0;
       count->all >= NOTICES_LEAST && c < taxonomy_count(learner->taxonomy, TAXONOMY_CAUSE); c++) {
    double weight = count->of[c] ? weight_of(learner, count, (int)c) : 0;
    if (weight < WEIGHT_LEAST)
      continue;
    if (!*mark)
      printf("%s\t%s\t", facts_word(learner->facts, word), in_title ? "title" : "text");
    printf("%s%s %.1f", mark, taxonomy_value(learner->taxonomy, TAXONOMY_CAUSE, c)->key, weight);
    mark = ", ";
  }
  if (*mark)
    putchar('\n');
}

static const char head[] =
    "# How much a word, where a notice tells what happened, speaks for a cause: the logarithm of "
    "how "
    "much\n# more often it stands in notices of that cause. Made by tests/eval/learn from the "
    "labelled "
    "notices\n# of tests/cases; words are those of the rules. facts_words.c adds them up.\n"
    "# word\tplace\tcause weight, …\n";

int main(int argc, char **argv) {
  GError *error = NULL;
  char *data_dir = datadir_find(&error);
  Learner learner = {0};
  if (!data_dir || !(learner.taxonomy = taxonomy_load(data_dir, &error)) ||
      !(learner.analyzer = analyzer_new(data_dir, &error)) ||
      !(learner.thread = analyzer_thread_new(learner.analyzer)) ||
      !(learner.facts = facts_new(data_dir, learner.taxonomy, &error))) {
    fprintf(stderr, "learn: %s\n", error->message);
    return 1;
  }
  int status = 0;
  for (int in_title = 0; in_title < 2; in_title++)
    learner.counts[in_title] = g_array_new(FALSE, TRUE, sizeof(Count));
  for (int i = 1; i < argc; i++)
    status |= learn_file(&learner, argv[i]);
  fputs(head, stdout);
  for (int in_title = 0; in_title < 2; in_title++)
    for (guint word = 0; word < learner.counts[in_title]->len; word++)
      print_word(&learner, word, in_title);
  return status;
}
