/* random.h: numbers that are the same on every machine for the same seed. */
#ifndef JIKENBO_BENCH_RANDOM_H
#define JIKENBO_BENCH_RANDOM_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 state;
} Random;

static inline guint64 random_next(Random *random) {
  guint64 x = random->state += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/* A stream of its own for each seed and number. */
static inline Random random_of(guint64 seed, guint64 number) {
  Random random = {seed * 0xd1342543de82ef95ULL + number};
  random_next(&random);
  return random;
}

/* 0 .. n - 1; n isn't 0. */
static inline guint random_below(Random *random, guint n) {
  return (guint)(((random_next(random) >> 32) * n) >> 32);
}

static inline guint random_between(Random *random, guint from, guint to) {
  return from + random_below(random, to - from + 1);
}

static inline gboolean random_percent(Random *random, guint percent) {
  return random_below(random, 100) < percent;
}

/* A rank from 0 on, the higher the rarer: each doubling of the rank is met in "again" percent of
 * the cases in which the one before was. The ranks met grow as a power of the draws (Heaps' law)
 * with the exponent that again stands for: 50 -> 0.5, 75 -> about 0.7, 88 -> about 0.85. */
static inline guint random_rank(Random *random, guint again) {
  guint octave = 0;
  while (octave < 24 && random_percent(random, again))
    octave++;
  return (1u << octave) - 1 + random_below(random, 1u << octave);
}

G_END_DECLS

#endif
