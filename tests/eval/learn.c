/* learn.c: what words say of causes. Prints dict/causes-words.tsv anew, from labelled notices that
 * hold their own text.
 *
 * usage: learn LABELS.jsonl… >causes-words.tsv
 * A word's weight for a cause is the logarithm of how much more often it stands in notices of that
 * cause than in the others, smoothed; what says little is left out. */
#include <math.h>
#include <stdio.h>

#include "learn_label.h"

#define CAUSES_MAX 32
#define NOTICES_LEAST 3 /* a word of fewer notices says nothing */
#define SMOOTHING 0.3
#define SHIFT 0.3 /* a word that speaks against a cause counts as this little */
#define WEIGHT_LEAST 0.7

typedef struct {
  guint of[CAUSES_MAX], all;
} Count;

typedef struct {
  LearnTools tools;
  GArray *counts[2]; /* of Count, by word: in the text, in the title */
  guint notices, of[CAUSES_MAX];
  int cause; /* of the notice at hand */
} Learner;

static void count_word(guint word, gboolean in_title, gpointer user) {
  Learner *learner = user;
  GArray *counts = learner->counts[in_title];
  if (word >= counts->len)
    g_array_set_size(counts, word + 1);
  Count *count = &g_array_index(counts, Count, word);
  count->all++;
  count->of[learner->cause]++;
}

static void learn_label(const json_t *label, gpointer user) {
  Learner *learner = user;
  const char *cause = json_string_value(json_array_get(json_object_get(label, "causes"), 0));
  learner->cause = cause ? taxonomy_code(learner->tools.taxonomy, TAXONOMY_CAUSE, cause) : -1;
  if (learner->cause < 0)
    return;
  learn_words(&learner->tools, label, count_word, learner);
  learner->notices++;
  learner->of[learner->cause]++;
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
       count->all >= NOTICES_LEAST && c < taxonomy_count(learner->tools.taxonomy, TAXONOMY_CAUSE);
       c++) {
    double weight = count->of[c] ? weight_of(learner, count, (int)c) : 0;
    if (weight < WEIGHT_LEAST)
      continue;
    if (!*mark)
      printf("%s\t%s\t", facts_word(learner->tools.facts, word), in_title ? "title" : "text");
    printf("%s%s %.1f", mark, taxonomy_value(learner->tools.taxonomy, TAXONOMY_CAUSE, c)->key,
           weight);
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
  Learner learner = {0};
  int status = 0;
  if (!learn_tools_load(&learner.tools))
    return 1;
  for (int in_title = 0; in_title < 2; in_title++)
    learner.counts[in_title] = g_array_new(FALSE, TRUE, sizeof(Count));
  for (int i = 1; i < argc; i++)
    status |= learn_each(argv[i], learn_label, &learner);
  fputs(head, stdout);
  for (int in_title = 0; in_title < 2; in_title++)
    for (guint word = 0; word < learner.counts[in_title]->len; word++)
      print_word(&learner, word, in_title);
  return status;
}
