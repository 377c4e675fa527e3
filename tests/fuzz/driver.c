/* Feeds a target with mutated seeds. Usage: fuzz-TARGET SECONDS SEED [FILE…]
 * The same seed makes the same inputs. An input on which the target dies is kept in the temporary
 * folder and named: give it alone, with 0 seconds, to see it again. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_BYTES_MAX 20000

static GByteArray *input;
static char *kept;

/* Only what a signal's handler may call. */
static void keep_input(int number) {
  FILE *file = fopen(kept, "wb");
  if (file) {
    fwrite(input->data, 1, input->len, file);
    fclose(file);
  }
  fprintf(stderr, "fuzz: signal %d; the input is kept in %s\n", number, kept);
  signal(number, SIG_DFL);
  raise(number);
}

/* What the language is made of, beside what the seeds hold. */
static const char *const tokens[] = {"【セキュリティ事件簿#2031-001】",
                                     "\n",
                                     "\r\n",
                                     "\n\n\n",
                                     "　",
                                     "\xe2\x80\xae",
                                     "\xef\xbb\xbf",
                                     "\xe3\x82\x99",
                                     "\xf3\xa0\x84\x80",
                                     "\xff",
                                     "\x1b$B",
                                     "\x1b(B",
                                     "㍿",
                                     "⼭",
                                     "髙",
                                     "ー",
                                     "々",
                                     "1,234",
                                     "２，５３３名",
                                     "約20万件",
                                     "令和5年12月13日",
                                     "2023/2/31",
                                     "\"",
                                     "(",
                                     ")",
                                     "-",
                                     "OR",
                                     "*",
                                     "cause:",
                                     "affected:1万..",
                                     "<div>",
                                     "</p>",
                                     "<![CDATA[",
                                     "&#x0;",
                                     "&amp;",
                                     "<entry>",
                                     "\\u0000",
                                     "{\"text\":\"",
                                     "\"}",
                                     "委託先",
                                     "ではございません。",
                                     "株式会社"};

static void insert_bytes(guint at, const void *bytes, guint n) {
  guint old = input->len;
  if (n == 0 || old + n > INPUT_BYTES_MAX)
    return;
  g_byte_array_set_size(input, old + n);
  memmove(input->data + at + n, input->data + at, old - at);
  memcpy(input->data + at, bytes, n);
}

static void mutate(GRand *random, const GByteArray *other) {
  guint at = input->len ? (guint)g_rand_int_range(random, 0, (int)input->len) : 0;
  guint n = (guint)g_rand_int_range(random, 1, 200);
  n = MIN(n, input->len - at);
  switch (g_rand_int_range(random, 0, 6)) {
  case 0:
    if (input->len)
      input->data[at] = (guint8)g_rand_int_range(random, 0, 256);
    break;
  case 1:
    if (n)
      g_byte_array_remove_range(input, at, n);
    break;
  case 2: {
    const char *token = tokens[g_rand_int_range(random, 0, G_N_ELEMENTS(tokens))];
    insert_bytes(at, token, (guint)strlen(token));
    break;
  }
  case 3: { /* twice */
    if (!n)
      break;
    g_autofree void *copy = g_memdup2(input->data + at, n);
    insert_bytes(at, copy, n);
    break;
  }
  case 4: { /* from another seed */
    if (!other->len)
      break;
    guint from = (guint)g_rand_int_range(random, 0, (int)other->len);
    insert_bytes(at, other->data + from, MIN(other->len - from, 400));
    break;
  }
  default: /* cut off */
    if (g_rand_int_range(random, 0, 8) == 0)
      g_byte_array_set_size(input, at);
  }
}

static GPtrArray *read_seeds(char **paths) {
  GPtrArray *seeds = g_ptr_array_new();
  g_ptr_array_add(seeds, g_byte_array_new_take((guint8 *)g_strdup(""), 0));
  for (; *paths; paths++) {
    char *bytes;
    gsize n;
    if (!g_file_get_contents(*paths, &bytes, &n, NULL))
      g_error("no such seed: %s", *paths);
    g_ptr_array_add(seeds, g_byte_array_new_take((guint8 *)bytes, n));
  }
  return seeds;
}

/* A piece of a seed, so that inputs stay short. */
static void take_seed(GRand *random, const GByteArray *seed) {
  guint from = seed->len ? (guint)g_rand_int_range(random, 0, (int)seed->len) : 0;
  guint n = (guint)g_rand_int_range(random, 0, INPUT_BYTES_MAX / 4);
  if (g_rand_int_range(random, 0, 4) == 0)
    from = 0;
  g_byte_array_set_size(input, 0);
  if (seed->len)
    g_byte_array_append(input, seed->data + from, MIN(n, seed->len - from));
}

/* In memory of its own size, so that a sanitizer sees what reads beyond. */
static void feed(void) {
  g_autofree char *bytes = g_malloc(MAX(input->len, 1));
  if (input->len)
    memcpy(bytes, input->data, input->len);
  fuzz_one(bytes, input->len);
}

static guint fuzz_for(double seconds, GRand *random, const GPtrArray *seeds) {
  gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
  guint n = 0;
  for (; g_get_monotonic_time() < end; n++) {
    guint a = (guint)g_rand_int_range(random, 0, (int)seeds->len);
    guint b = (guint)g_rand_int_range(random, 0, (int)seeds->len);
    take_seed(random, seeds->pdata[a]);
    for (int m = g_rand_int_range(random, 0, 8); m > 0; m--)
      mutate(random, seeds->pdata[b]);
    feed();
  }
  return n;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s SECONDS SEED [FILE…]\n", argv[0]);
    return 2;
  }
  g_autoptr(GRand) random = g_rand_new_with_seed((guint32)atoi(argv[2]));
  GPtrArray *seeds = read_seeds(argv + 3);
  input = g_byte_array_new();
  g_autofree char *base = g_path_get_basename(argv[0]);
  kept = g_strdup_printf("%s/jikenbo-%s-%d", g_get_tmp_dir(), base, (int)getpid());
  signal(SIGABRT, keep_input);
  signal(SIGSEGV, keep_input);
  signal(SIGTRAP, keep_input);
  fuzz_init();
  for (guint i = 0; i < seeds->len; i++) {
    const GByteArray *seed = seeds->pdata[i];
    g_byte_array_set_size(input, 0);
    g_byte_array_append(input, seed->data, seed->len);
    feed();
  }
  printf("%u inputs\n", seeds->len + fuzz_for(atof(argv[1]), random, seeds));
  return 0;
}
