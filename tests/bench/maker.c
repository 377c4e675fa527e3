/* maker.c: jikenbo-make-archive: page dumps like real ones, as many as wanted, the same for the
 * same seed; a smaller archive's pages are the first of a larger one's. */
#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"

/* The first notices are of this year, YEAR_NOTICES a year, as far as the years go; then round
 * again. */
#define YEAR_FIRST 2005
#define YEARS 20
/* Incidents a round through the years gives each of them. */
#define YEAR_ROUND 250

enum { MULTIPLE_PERCENT = 10, DUPLICATE_PERCENT = 3, OTHER_PERCENT = 7, LABEL_PERCENT = 2 };

static int notices = 1000, page_posts = 30;
static gint64 seed = 1;
static char *out, *documents;

static const GOptionEntry options[] = {
    {"notices", 0, 0, G_OPTION_ARG_INT, &notices, "Different notices to make (1000)", "N"},
    {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Another seed makes another archive (1)", "S"},
    {"page", 0, 0, G_OPTION_ARG_INT, &page_posts, "Posts a page (30)", "N"},
    {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder for the pages; made where missing", "DIR"},
    {"documents", 0, 0, G_OPTION_ARG_FILENAME, &documents,
     "Also write every different notice as a line of JSON", "FILE"},
    {NULL}};

typedef struct {
  const Blocks *blocks;
  guint64 seed;
  FILE *documents;
  GString *page;
  guint page_number, posts; /* posts on the page so far */
  guint made, incidents;    /* so far */
  GPtrArray *recent;        /* of char*: printed notices that may come again */
  Composed *composed;
  guint64 bytes;
} Maker;

static void die(const char *doing, const char *path) {
  fprintf(stderr, "jikenbo-make-archive: %s %s: %s\n", doing, path, g_strerror(errno));
  exit(1);
}

static void write_page(Maker *maker) {
  char *folder = g_strdup_printf("%s/%03u", out, maker->page_number / 100);
  char *path = g_strdup_printf("%s/page-%05u.txt", folder, maker->page_number);
  if (g_mkdir_with_parents(folder, 0755) != 0)
    die("can't make", folder);
  FILE *file = g_fopen(path, "w");
  if (file == NULL || fwrite(maker->page->str, 1, maker->page->len, file) != maker->page->len ||
      fclose(file) != 0)
    die("can't write", path);
  maker->bytes += maker->page->len;
  maker->page_number++;
  maker->posts = 0;
  g_string_truncate(maker->page, 0);
  g_free(path);
  g_free(folder);
}

static void begin_page(Maker *maker, Random *random) {
  if (random_percent(random, LABEL_PERCENT))
    g_string_append(maker->page, "ラベル インシデント:2次流出 の投稿を表示しています\n\n");
}

static void end_post(Maker *maker) {
  if (++maker->posts >= (guint)page_posts)
    write_page(maker);
}

static void write_document(Maker *maker, const Incident *incident) {
  const Composed *composed = maker->composed;
  json_t *row = json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:s}", "_key", (int)maker->made, "id",
                          composed->id->str, "organisation", composed->organisation->str, "title",
                          composed->title->str, "text", composed->body->str, "year",
                          (int)incident->year, "cause", compose_cause(incident));
  if (row == NULL || json_dumpf(row, maker->documents, JSON_COMPACT) != 0)
    die("can't write", documents);
  fputc('\n', maker->documents);
  json_decref(row);
}

static void remember(Maker *maker, Random *random) {
  GString *post = g_string_new(NULL);
  composed_print(maker->composed, post);
  char *text = g_string_free(post, FALSE);
  if (maker->recent->len < 200) {
    g_ptr_array_add(maker->recent, text);
    return;
  }
  guint at = random_below(random, maker->recent->len);
  g_free(g_ptr_array_index(maker->recent, at));
  maker->recent->pdata[at] = text;
}

static void add_notice(Maker *maker, const Incident *incident, Random *random) {
  if (maker->posts == 0)
    begin_page(maker, random);
  compose_notice(maker->blocks, incident, random, maker->composed);
  composed_print(maker->composed, maker->page);
  if (maker->documents != NULL)
    write_document(maker, incident);
  remember(maker, random);
  maker->made++;
  end_post(maker);
}

static void add_between(Maker *maker, Random *random) {
  if (random_percent(random, OTHER_PERCENT)) {
    compose_other(maker->blocks, random, maker->composed);
    composed_print(maker->composed, maker->page);
    end_post(maker);
  }
  if (random_percent(random, DUPLICATE_PERCENT) && maker->recent->len > 0) {
    g_string_append(maker->page,
                    g_ptr_array_index(maker->recent, random_below(random, maker->recent->len)));
    end_post(maker);
  }
}

static void add_incident(Maker *maker) {
  Random random = random_of(maker->seed, maker->incidents);
  guint round = maker->incidents / (YEARS * YEAR_ROUND);
  guint within = maker->incidents % (YEARS * YEAR_ROUND);
  guint serial = round * YEAR_ROUND + within % YEAR_ROUND + 1;
  Incident incident = compose_incident(YEAR_FIRST + within / YEAR_ROUND, serial, &random);
  guint n = random_percent(&random, MULTIPLE_PERCENT) ? random_between(&random, 2, 5) : 1;
  maker->incidents++;
  for (guint i = 0; i < n && maker->made < (guint)notices; i++) {
    add_notice(maker, &incident, &random);
    add_between(maker, &random);
  }
}

static void make(Maker *maker) {
  maker->page = g_string_new(NULL);
  maker->recent = g_ptr_array_new_with_free_func(g_free);
  maker->composed = composed_new();
  while (maker->made < (guint)notices)
    add_incident(maker);
  if (maker->posts > 0)
    write_page(maker);
  composed_free(maker->composed);
  g_ptr_array_unref(maker->recent);
  g_string_free(maker->page, TRUE);
}

static gboolean parse(int argc, char **argv, GError **error) {
  GOptionContext *context = g_option_context_new("- make an archive of invented notices");
  g_option_context_add_main_entries(context, options, NULL);
  gboolean done = g_option_context_parse(context, &argc, &argv, error);
  g_option_context_free(context);
  if (done && (out == NULL || notices < 1 || page_posts < 1)) {
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "--out DIR is needed, and numbers are from 1");
    return FALSE;
  }
  return done;
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  GError *error = NULL;
  Blocks *blocks = NULL;
  if (parse(argc, argv, &error))
    blocks = blocks_read(BENCH_DIR, CASES_DIR, &error);
  if (blocks == NULL) {
    fprintf(stderr, "jikenbo-make-archive: %s\n", error->message);
    g_error_free(error);
    return 2;
  }
  Maker maker = {.blocks = blocks, .seed = (guint64)seed};
  if (documents != NULL && (maker.documents = g_fopen(documents, "w")) == NULL)
    die("can't write", documents);
  make(&maker);
  if (maker.documents != NULL && fclose(maker.documents) != 0)
    die("can't write", documents);
  printf("%u notices, %u incidents, %u pages, %" G_GUINT64_FORMAT " bytes\n", maker.made,
         maker.incidents, maker.page_number, maker.bytes);
  blocks_free(blocks);
  return 0;
}
