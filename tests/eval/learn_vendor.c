/* learn_vendor.c: what words say of a contractor. Prints dict/vendor-words.tsv anew, from labelled
 * notices that hold their own text.
 *
 * usage: learn_vendor LABELS.jsonl… >vendor-words.tsv
 * Logistic regression: the words' weights and the bias add up to the logarithm of the odds that a
 * notice tells of a contractor's fault; so do those of the clues (facts_clues). Steps down the
 * gradient, notice by notice; weights shrink at each (LAMBDA), so that words of few notices say
 * little. */
#include <math.h>
#include <stdio.h>

#include "learn_label.h"

#define NOTICES_LEAST 4 /* a word of fewer notices says nothing … */
#define SHARE_MOST 0.7  /* … nor does one of nearly all */
#define LAMBDA 0.02
#define ROUNDS 30
#define RATE 0.03
#define RATE_DECAY 0.93
#define BIAS_RATE 3.3 /* of the bias, which doesn't shrink */
#define WEIGHT_LEAST 0.03

typedef struct {
  GArray *words; /* of guint */
  guint32 clues; /* bits */
  double wanted; /* 1: at a contractor */
} Example;

typedef struct {
  LearnTools tools;
  GArray *examples; /* of Example */
  GArray *notices;  /* of guint, by word */
  double *weights;  /* by word */
  double bias, clues[FACTS_CLUES];
} Learner;

static void keep_word(guint word, gboolean in_title, gpointer user) {
  if (!in_title) /* a title's words come once more as the text's */
    g_array_append_val((GArray *)user, word);
}

static void learn_label(const json_t *label, gpointer user) {
  Learner *learner = user;
  Example example = {g_array_new(FALSE, FALSE, sizeof(guint)), learn_clues(&learner->tools, label),
                     json_is_true(json_object_get(label, "vendor")) ? 1 : 0};
  learn_words(&learner->tools, label, keep_word, example.words);
  for (guint i = 0; i < example.words->len; i++) {
    guint word = g_array_index(example.words, guint, i);
    if (word >= learner->notices->len)
      g_array_set_size(learner->notices, word + 1);
    g_array_index(learner->notices, guint, word)++;
  }
  g_array_append_val(learner->examples, example);
}

static gboolean says_much(const Learner *learner, guint word) {
  guint notices = g_array_index(learner->notices, guint, word);
  return notices >= NOTICES_LEAST && notices < SHARE_MOST * learner->examples->len;
}

static void drop_common_and_rare(const Learner *learner) {
  for (guint e = 0; e < learner->examples->len; e++) {
    GArray *words = g_array_index(learner->examples, Example, e).words;
    for (guint i = words->len; i-- > 0;)
      if (!says_much(learner, g_array_index(words, guint, i)))
        g_array_remove_index_fast(words, i);
  }
}

static double odds(const Learner *learner, const Example *example) {
  double sum = learner->bias;
  for (guint clue = 0; clue < FACTS_CLUES; clue++)
    sum += example->clues >> clue & 1 ? learner->clues[clue] : 0;
  for (guint i = 0; i < example->words->len; i++)
    sum += learner->weights[g_array_index(example->words, guint, i)];
  return sum;
}

static void step(Learner *learner, const Example *example, double rate) {
  double wrong = 1 / (1 + exp(-odds(learner, example))) - example->wanted;
  learner->bias -= rate * BIAS_RATE * wrong;
  for (guint clue = 0; clue < FACTS_CLUES; clue++)
    if (example->clues >> clue & 1)
      learner->clues[clue] -= rate * (BIAS_RATE * wrong + LAMBDA * learner->clues[clue]);
  for (guint i = 0; i < example->words->len; i++) {
    double *weight = &learner->weights[g_array_index(example->words, guint, i)];
    *weight -= rate * (wrong + LAMBDA * *weight);
  }
}

/* In another order each round, the same in every run. */
static void shuffle(GArray *examples, GRand *random) {
  for (guint i = examples->len; i > 1; i--) {
    guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
    Example other = g_array_index(examples, Example, i - 1);
    g_array_index(examples, Example, i - 1) = g_array_index(examples, Example, k);
    g_array_index(examples, Example, k) = other;
  }
}

static void descend(Learner *learner) {
  GRand *random = g_rand_new_with_seed(1);
  double rate = RATE;
  for (guint round = 0; round < ROUNDS; round++, rate *= RATE_DECAY) {
    shuffle(learner->examples, random);
    for (guint e = 0; e < learner->examples->len; e++)
      step(learner, &g_array_index(learner->examples, Example, e), rate);
  }
  g_rand_free(random);
}

static const char head[] =
    "# How much a word, where a notice tells what happened, speaks for a contractor's or outside\n"
    "# service's part, or against one: weights of a logistic regression; *: the bias. Made by\n"
    "# tests/eval/learn_vendor from the labelled notices of tests/cases; words are those of the\n"
    "# rules. facts_words.c adds them up.\n# word\tweight\n";

int main(int argc, char **argv) {
  Learner learner = {.examples = g_array_new(FALSE, FALSE, sizeof(Example)),
                     .notices = g_array_new(FALSE, TRUE, sizeof(guint))};
  int status = 0;
  if (!learn_tools_load(&learner.tools))
    return 1;
  for (int i = 1; i < argc; i++)
    status |= learn_each(argv[i], learn_label, &learner);
  learner.weights = g_new0(double, learner.notices->len + 1);
  drop_common_and_rare(&learner);
  descend(&learner);
  fputs(head, stdout);
  printf("*\t%.2f\n", learner.bias);
  for (guint clue = 0; clue < FACTS_CLUES; clue++)
    printf("%s\t%.2f\n", facts_clues[clue], learner.clues[clue]);
  for (guint word = 0; word < learner.notices->len; word++)
    if (fabs(learner.weights[word]) >= WEIGHT_LEAST)
      printf("%s\t%.2f\n", facts_word(learner.tools.facts, word), learner.weights[word]);
  return status;
}
