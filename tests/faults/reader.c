#include "reader.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A batch process may answer from the index that it opened at its start: it is asked this often. */
#define BATCH_ANSWERS 20

/* The first finds the marked notices, the second many of the others. */
static const char *const questions[] = {"\"" MARKED_WORD "\"", "お問い合わせ OR お知らせ"};

struct Reader {
  World *world;
  gboolean batch;
  GThread *thread;
  guint answers;
  guint seen;   /* the newest generation met: none older may follow */
  guint oldest; /* the generation that was surely published when the process began */
  GPid pid;
  FILE *to, *from;
};

static void fail(World *world, const char *what, const char *text) {
  g_atomic_int_inc(&world->failures);
  fprintf(stderr, "a reader failed: %s: %.600s\n", what, text != NULL ? text : "");
}

/* ---- judging */

/* The generation that all results show; 0 where they differ or show none. */
static guint generation_of(json_t *results) {
  guint all = 0;
  for (size_t i = 0; i < json_array_size(results); i++) {
    const char *title = json_string_value(json_object_get(json_array_get(results, i), "title"));
    guint one = 0;
    if (title == NULL || sscanf(title, MARKED_TITLE, &one) != 1 || (all != 0 && one != all))
      return 0;
    all = one;
  }
  return all;
}

/* All counts of the facet that has one value a notice add up to the incidents. */
static gboolean facets_agree(json_t *answer, json_int_t incidents) {
  json_t *years = json_object_get(json_object_get(answer, "facets"), "year");
  json_int_t sum = 0;
  for (size_t i = 0; i < json_array_size(years); i++)
    sum += json_integer_value(json_object_get(json_array_get(years, i), "count"));
  return sum >= incidents;
}

static gboolean judge_marked(Reader *reader, json_t *answer, const char *line) {
  World *world = reader->world;
  json_int_t incidents = json_integer_value(json_object_get(answer, "total_incidents"));
  guint generation = generation_of(json_object_get(answer, "results"));
  guint newest = (guint)g_atomic_int_get(&world->newest);
  if (incidents != world->marked || generation == 0) {
    fail(world, "generations are mixed, or notices are missing", line);
    return FALSE;
  }
  if (generation < reader->oldest || generation > newest || generation < reader->seen) {
    fprintf(stderr, "generation %u, allowed %u to %u, seen before %u\n", generation, reader->oldest,
            newest, reader->seen);
    fail(world, "neither the old index nor the new one", line);
    return FALSE;
  }
  reader->seen = generation;
  return TRUE;
}

static gboolean judge_others(Reader *reader, json_t *answer, const char *line) {
  World *world = reader->world;
  json_int_t incidents = json_integer_value(json_object_get(answer, "total_incidents"));
  if (incidents == 0 || (world->others != 0 && incidents != world->others)) {
    fprintf(stderr, "%u incidents expected\n", world->others);
    fail(world, "notices are missing", line);
    return FALSE;
  }
  if (!facets_agree(answer, incidents)) {
    fail(world, "facets don't agree with the answer", line);
    return FALSE;
  }
  if (world->others == 0)
    world->others = (guint)incidents;
  return TRUE;
}

static gboolean judge(Reader *reader, guint question, const char *line) {
  json_t *answer = line != NULL ? json_loads(line, 0, NULL) : NULL;
  if (answer == NULL) {
    fail(reader->world, "no answer", line);
    return FALSE;
  }
  gboolean held =
      question == 0 ? judge_marked(reader, answer, line) : judge_others(reader, answer, line);
  json_decref(answer);
  return held;
}

/* ---- asking */

static gboolean ask_process(Reader *reader, guint question, char **line) {
  World *world = reader->world;
  const char *argv[] = {
      world->searcher, "search", "--index",  world->index,        "--format", "json",
      "--limit",       "0",      "--facets", questions[question], NULL};
  char *error_text = NULL;
  GError *error = NULL;
  int status = 0;
  gboolean done = g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, line,
                               &error_text, &status, &error) &&
                  g_spawn_check_wait_status(status, &error);
  if (!done)
    fail(world, error->message, error_text);
  g_clear_error(&error);
  g_free(error_text);
  return done;
}

static gboolean start_batch(Reader *reader) {
  World *world = reader->world;
  const char *argv[] = {world->searcher, "search", "--index",  world->index, "--batch",
                        "--limit",       "0",      "--facets", NULL};
  int to, from;
  GError *error = NULL;
  reader->oldest = (guint)g_atomic_int_get(&world->oldest);
  if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                                &reader->pid, &to, &from, NULL, &error)) {
    fail(world, error->message, NULL);
    g_error_free(error);
    return FALSE;
  }
  reader->to = fdopen(to, "w");
  reader->from = fdopen(from, "r");
  return TRUE;
}

static gboolean ask_batch(Reader *reader, guint question, char **line) {
  size_t room = 0;
  fprintf(reader->to, "%s\n", questions[question]);
  fflush(reader->to);
  *line = NULL;
  if (getline(line, &room, reader->from) > 0)
    return TRUE;
  fail(reader->world, "the batch process ended", NULL);
  return FALSE;
}

static gboolean ask(Reader *reader, guint question) {
  char *line = NULL;
  if (!reader->batch)
    reader->oldest = (guint)g_atomic_int_get(&reader->world->oldest);
  gboolean asked =
      reader->batch ? ask_batch(reader, question, &line) : ask_process(reader, question, &line);
  gboolean held = asked && judge(reader, question, line);
  if (reader->batch)
    free(line);
  else
    g_free(line);
  if (held) {
    reader->answers++;
    g_atomic_int_inc(&reader->world->answers);
  }
  return held;
}

static void end_batch(Reader *reader) {
  if (reader->to == NULL)
    return;
  fclose(reader->to);
  fclose(reader->from);
  reader->to = reader->from = NULL;
  int status;
  while (waitpid(reader->pid, &status, 0) < 0 && errno == EINTR)
    continue;
}

static gboolean ready(Reader *reader, guint asked) {
  if (!reader->batch || asked % BATCH_ANSWERS != 0)
    return TRUE;
  end_batch(reader);
  return start_batch(reader);
}

/* A reader that met a failure stops: the rest would only repeat it. */
static gpointer run(gpointer data) {
  Reader *reader = data;
  for (guint i = 0; g_atomic_int_get(&reader->world->stop) == 0; i++)
    if (!ready(reader, i) || !ask(reader, i % G_N_ELEMENTS(questions)))
      break;
  end_batch(reader);
  return NULL;
}

Reader *reader_start(World *world, gboolean batch) {
  Reader *reader = g_new0(Reader, 1);
  reader->world = world;
  reader->batch = batch;
  reader->thread = g_thread_new("reader", run, reader);
  return reader;
}

guint reader_finish(Reader *reader) {
  guint answers;
  g_thread_join(reader->thread);
  answers = reader->answers;
  g_free(reader);
  return answers;
}

gboolean reader_ask_once(World *world, guint *generation, guint *others) {
  Reader reader = {.world = world};
  gboolean held = ask(&reader, 0) && ask(&reader, 1);
  *generation = reader.seen;
  *others = world->others;
  return held;
}
