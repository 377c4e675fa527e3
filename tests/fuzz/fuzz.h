/* fuzz.h: what each target of tests/fuzz offers. driver.c feeds them mutated seeds, as a test of a
 * few seconds; libfuzzer.c hands them to libFuzzer (meson setup -Dlibfuzzer=true, with clang). */
#ifndef JIKENBO_TESTS_FUZZ_H
#define JIKENBO_TESTS_FUZZ_H

#include <glib.h>

#include "indexer/page.h"

/* Once, before the first input. */
void fuzz_init(void);
/* Any bytes. Aborts where a property doesn't hold. */
void fuzz_one(const char *bytes, gsize bytes_len);

/* A number that follows from the bytes alone: an input fails again with the same choices. */
guint fuzz_choice(const char *bytes, gsize bytes_len, guint of);

/* ---- for the targets that read posts */

/* The headings' rules and an analyzer's thread, kept until the end. */
const HeadingTools *fuzz_tools(void);
/* A PageFunc (user: a GString): writes down what a post is, and checks its lines and its text. */
void fuzz_describe(Post *post, gpointer user);

#endif
