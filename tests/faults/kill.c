/* kill.c: jikenbo-kill-indexer: kills the indexer at random instants while readers search. */
#include <errno.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader.h"
#include "tests/bench/random.h"

enum { MARKED = 12, READERS = 4, MEASURED_RUNS = 1, TIDY_EVERY = 8 };

static char *indexer, *searcher, *archive, *index_path;
static int kills = 40, seconds;
static gint64 seed = 1;

static const GOptionEntry options[] = {
    {"indexer", 0, 0, G_OPTION_ARG_FILENAME, &indexer, "jikenbo-index", "PROGRAM"},
    {"searcher", 0, 0, G_OPTION_ARG_FILENAME, &searcher, "jikenbo", "PROGRAM"},
    {"archive", 0, 0, G_OPTION_ARG_FILENAME, &archive, "Made archive; marked pages are added",
     "DIR"},
    {"index", 0, 0, G_OPTION_ARG_FILENAME, &index_path, "Where the index is made", "DIR"},
    {"kills", 0, 0, G_OPTION_ARG_INT, &kills, "How many (40)", "N"},
    {"seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "At most so long (0: as long as it takes)", "N"},
    {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Other instants (1)", "S"},
    {NULL}};

typedef struct {
  World world;
  Random random;
  guint generation;
  gint64 run_us;                                       /* of a whole refresh */
  guint killed_before, killed_after, finished, tidied; /* what became of the runs */
} Killer;

static void die(const char *doing, const char *what) {
  fprintf(stderr, "jikenbo-kill-indexer: %s: %s\n", doing, what);
  exit(1);
}

/* ---- the archive's generations */

/* One marked notice in a page of its own, between the made pages, so that they are in many shards.
 */
static void write_marked(guint i, guint generation) {
  char *folder = g_strdup_printf("%s/%03u", archive, i / 2);
  char *path = g_strdup_printf("%s/page-%05um.txt", folder, i * 4);
  char *text = g_strdup_printf("【セキュリティ事件簿#2030-%03u】株式会社標識%u " MARKED_TITLE "\n\n"
                               "第%u世代の%u番目の書類を紛失しました。対象は%u名です。\n",
                               i + 1, i, generation, generation, i, generation + 10);
  GError *error = NULL;
  if (g_mkdir_with_parents(folder, 0755) != 0 || !g_file_set_contents(path, text, -1, &error))
    die("writing", path);
  g_free(text);
  g_free(path);
  g_free(folder);
}

static void next_generation(Killer *killer) {
  killer->generation++;
  g_atomic_int_set(&killer->world.newest, (gint)killer->generation);
  for (guint i = 0; i < MARKED; i++)
    write_marked(i, killer->generation);
}

/* ---- the indexer */

static GPid start_indexer(void) {
  const char *argv[] = {indexer, "-q", "--index", index_path, archive, NULL};
  GError *error = NULL;
  GPid pid;
  if (!g_spawn_async(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                     &error))
    die("starting the indexer", error->message);
  return pid;
}

static int wait_for(GPid pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      die("waiting", g_strerror(errno));
  return status;
}

/* A run that nobody disturbs publishes. */
static void run_whole(Killer *killer) {
  int status = wait_for(start_indexer());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    die("a run that was not killed", "failed");
  g_atomic_int_set(&killer->world.oldest, (gint)killer->generation);
}

static void measure(Killer *killer) {
  gint64 sum = 0;
  for (guint i = 0; i < MEASURED_RUNS; i++) {
    next_generation(killer);
    gint64 began = g_get_monotonic_time();
    run_whole(killer);
    sum += g_get_monotonic_time() - began;
  }
  killer->run_us = sum / MEASURED_RUNS;
}

static guint scratch_left(void) {
  GDir *dir = g_dir_open(index_path, 0, NULL);
  const char *name;
  guint left = 0;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    left += g_str_has_prefix(name, "build-");
  if (dir != NULL)
    g_dir_close(dir);
  return left;
}

/* Ctrl-C and SIGTERM: 3 and nothing left behind, or it was done already. */
static void judge_tidy(Killer *killer, int status, guint scratch_before) {
  gboolean done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  gboolean tidy = WIFEXITED(status) && WEXITSTATUS(status) == 3 && scratch_left() <= scratch_before;
  /* a signal that comes before the program listens ends it as it would any other */
  gboolean early = WIFSIGNALED(status) && scratch_left() <= scratch_before;
  killer->tidied++;
  if (!done && !tidy && !early) {
    g_atomic_int_inc(&killer->world.failures);
    fprintf(stderr, "interrupted, it ended with status %x and left %u scratch folders\n",
            (unsigned)status, scratch_left());
  }
}

/* What the run left: asked of a reader of its own, who sees the old generation or the new one. */
static void take_stock(Killer *killer, int status) {
  guint seen, others;
  gboolean ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (ended)
    g_atomic_int_set(&killer->world.oldest, (gint)killer->generation);
  if (!reader_ask_once(&killer->world, &seen, &others))
    return;
  g_atomic_int_set(&killer->world.oldest, (gint)seen);
  killer->finished += ended;
  killer->killed_after += !ended && seen == killer->generation;
  killer->killed_before += !ended && seen != killer->generation;
}

static void kill_once(Killer *killer, guint number) {
  gboolean tidy = number % TIDY_EVERY == TIDY_EVERY - 1;
  guint scratch = scratch_left();
  next_generation(killer);
  GPid pid = start_indexer();
  g_usleep(random_below(&killer->random, (guint)(killer->run_us + killer->run_us / 10)));
  kill(pid, tidy ? (number % 2 ? SIGTERM : SIGINT) : SIGKILL);
  int status = wait_for(pid);
  if (tidy)
    judge_tidy(killer, status, scratch);
  take_stock(killer, status);
}

static void kill_all(Killer *killer) {
  Reader *readers[READERS];
  gint64 began = g_get_monotonic_time();
  for (guint i = 0; i < READERS; i++)
    readers[i] = reader_start(&killer->world, i % 2 == 0);
  measure(killer); /* as slow as it is with readers beside it */
  for (int i = 0; i < kills && g_atomic_int_get(&killer->world.failures) == 0; i++)
    if (seconds == 0 || g_get_monotonic_time() - began < seconds * G_USEC_PER_SEC)
      kill_once(killer, (guint)i);
  g_atomic_int_set(&killer->world.stop, 1);
  for (guint i = 0; i < READERS; i++)
    reader_finish(readers[i]);
}

/* One plain run mends all: the new generation, no scratch. */
static void mend(Killer *killer) {
  guint seen, others;
  run_whole(killer);
  if (!reader_ask_once(&killer->world, &seen, &others) || seen != killer->generation ||
      scratch_left() != 0) {
    g_atomic_int_inc(&killer->world.failures);
    fprintf(stderr, "a plain run did not mend: generation %u of %u, %u scratch folders\n", seen,
            killer->generation, scratch_left());
  }
}

static void parse(int argc, char **argv) {
  GError *error = NULL;
  GOptionContext *context = g_option_context_new("- kill the indexer while readers search");
  g_option_context_add_main_entries(context, options, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error))
    die("usage", error->message);
  if (!indexer || !searcher || !archive || !index_path)
    die("usage", "--indexer, --searcher, --archive and --index are needed");
  g_option_context_free(context);
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  parse(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  Killer killer = {.world = {.searcher = searcher, .index = index_path, .marked = MARKED}};
  guint seen, others;
  killer.random = random_of((guint64)seed, 0);
  next_generation(&killer);
  run_whole(&killer);
  if (!reader_ask_once(&killer.world, &seen, &others))
    return 1;
  kill_all(&killer);
  mend(&killer);
  printf(
      "%u runs of about %d ms killed or interrupted (%u before publishing, %u after, %u had ended; "
      "%u of them by SIGINT or SIGTERM); %d readers got %d answers, %d wrong\n",
      killer.killed_before + killer.killed_after + killer.finished, (int)(killer.run_us / 1000),
      killer.killed_before, killer.killed_after, killer.finished, killer.tidied, READERS,
      killer.world.answers, killer.world.failures);
  return killer.world.failures == 0 ? 0 : 1;
}
