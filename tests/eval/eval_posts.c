/* eval_posts.c: how right are the posts? Reads an archive and compares with labelled posts.
 *
 * usage: eval_posts [--dump|--strict] LABELS.jsonl ARCHIVE
 * Prints, for kinds, numbers, first and last lines, organisations, titles and days, how many are
 * right, and each mistake. --dump prints what was read; --strict fails on any mistake. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "dict/datadir.h"
#include "indexer/identity.h"
#include "indexer/source.h"

typedef enum {
  FIELD_KIND,
  FIELD_ID,
  FIELD_END,
  FIELD_ORGANISATION,
  FIELD_TITLE,
  FIELD_PUBLISHED,
  FIELD_N
} Field;
static const char *const field_names[FIELD_N] = {"kind",         "id",    "last line",
                                                 "organisation", "title", "published"};

typedef struct {
  Post post;
  char *file;
  gboolean wanted, copy;
  IdentitySketch sketch;
} Read;

typedef struct {
  GArray *posts; /* of Read */
  const char *file;
} Reader;

static void keep(Post *post, gpointer user) {
  Reader *reader = user;
  Read read = {.post = *post, .file = g_strdup(reader->file)};
  post->notice = NULL;
  identity_sketch(read.post.notice, &read.sketch);
  for (guint i = 0; i < reader->posts->len && read.post.kind == POST_NOTICE; i++) {
    const Read *other = &g_array_index(reader->posts, Read, i);
    read.copy = read.copy || (other->post.kind == POST_NOTICE && !other->copy &&
                              identity_same(&other->sketch, &read.sketch));
  }
  g_array_append_val(reader->posts, read);
}

static Read *find_post(const GArray *posts, const char *file, guint line) {
  for (guint i = 0; i < posts->len; i++) {
    Read *read = &g_array_index(posts, Read, i);
    if (read->post.line == line && strcmp(read->file, file) == 0)
      return read;
  }
  return NULL;
}

static const char *text_of(const json_t *label, const char *key) {
  const char *text = json_string_value(json_object_get(label, key));
  return text ? text : "";
}

static char *iso_day(int day) {
  return day ? g_strdup_printf("%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100)
             : g_strdup("");
}

static void compare(const json_t *label, const Read *read, guint right[FIELD_N],
                    guint of[FIELD_N]) {
  static const char *const kinds[] = {"notice", "other"};
  const Notice *notice = read->post.notice;
  const char *wanted_kind = text_of(label, "kind");
  gboolean is_notice = strcmp(wanted_kind, "other") != 0;
  char *day = iso_day(notice->published);
  char end[16], wanted_end[16];
  g_snprintf(end, sizeof end, "%u", read->post.end_line);
  g_snprintf(wanted_end, sizeof wanted_end, "%d",
             (int)json_integer_value(json_object_get(label, "end_line")));
  const char *given[FIELD_N] = {read->copy ? "duplicate" : kinds[read->post.kind],
                                notice->id ? notice->id : "",
                                end,
                                notice->organisation ? notice->organisation : "",
                                notice->title,
                                day};
  const char *wanted[FIELD_N] = {wanted_kind,
                                 text_of(label, "id"),
                                 wanted_end,
                                 text_of(label, "organisation"),
                                 text_of(label, "title"),
                                 text_of(label, "published")};
  for (guint i = 0; i < FIELD_N; i++) {
    if (!is_notice && i > FIELD_END && i != FIELD_TITLE)
      continue;
    of[i]++;
    if (strcmp(given[i], wanted[i]) == 0)
      right[i]++;
    else
      printf("%s:%u: %s is \"%s\", should be \"%s\"\n", read->file, read->post.line, field_names[i],
             given[i], wanted[i]);
  }
  g_free(day);
}

static void dump(const GArray *posts) {
  for (guint i = 0; i < posts->len; i++) {
    const Read *read = &g_array_index(posts, Read, i);
    const Notice *notice = read->post.notice;
    printf("%s:%u-%u %s%s doubt %.2f | %s | %s | %s | %d | body %u, %zu bytes", read->file,
           read->post.line, read->post.end_line,
           read->post.kind == POST_NOTICE ? "notice" : "other", read->copy ? " (copy)" : "",
           read->post.doubt, notice->id ? notice->id : "-",
           notice->organisation ? notice->organisation : "-", notice->title, notice->published,
           notice->body_line, notice->body_bytes);
    for (guint k = 0; k < notice->labels->len; k++)
      printf(" [%s]", (char *)notice->labels->pdata[k]);
    for (guint k = 0; k < notice->links->len; k++)
      printf(" ->%s", (char *)notice->links->pdata[k]);
    for (guint k = 0; k < notice->doubts->len; k++)
      printf(" {%s}", (char *)notice->doubts->pdata[k]);
    printf("\n");
  }
}

static gboolean read_archive(const char *path, const HeadingTools *tools, Reader *reader) {
  GError *error = NULL;
  const char *roots[] = {path, NULL};
  Archive *archive = archive_walk(roots, &error);
  for (guint i = 0; archive && i < archive->files->len; i++) {
    const ArchiveFile *file = archive->files->pdata[i];
    SourceStats stats = {0};
    reader->file = file->relative;
    if (!source_read(file, tools, keep, reader, &stats, &error)) {
      printf("%s\n", error->message);
      g_clear_error(&error);
    }
    for (guint k = 0; stats.problems && k < stats.problems->len; k++)
      printf("%s\n", (char *)stats.problems->pdata[k]);
    source_stats_clear(&stats);
  }
  if (!archive)
    fprintf(stderr, "%s\n", error->message);
  g_clear_error(&error);
  gboolean good = archive != NULL;
  archive_free(archive);
  return good;
}

static int judge(const char *labels, GArray *posts, gboolean strict) {
  FILE *file = fopen(labels, "r");
  if (!file) {
    perror(labels);
    return 2;
  }
  guint right[FIELD_N] = {0}, of[FIELD_N] = {0}, missing = 0, more = 0;
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, file) > 0) {
    json_t *label = json_loads(line, 0, NULL);
    if (!label)
      continue;
    guint number = (guint)json_integer_value(json_object_get(label, "line"));
    Read *read = find_post(posts, text_of(label, "file"), number);
    if (read) {
      read->wanted = TRUE;
      compare(label, read, right, of);
    } else {
      missing++;
      printf("%s:%u: missing: %s\n", text_of(label, "file"), number, text_of(label, "title"));
    }
    json_decref(label);
  }
  free(line);
  fclose(file);
  for (guint i = 0; i < posts->len; i++) {
    const Read *read = &g_array_index(posts, Read, i);
    if (!read->wanted) {
      more++;
      printf("%s:%u: too many: %s\n", read->file, read->post.line, read->post.notice->title);
    }
  }
  for (guint i = 0; i < FIELD_N; i++)
    printf("%-13s %u of %u\n", field_names[i], right[i], of[i]);
  printf("missing %u, too many %u\n", missing, more);
  gboolean wrong = FALSE;
  for (guint i = 0; i < FIELD_N; i++)
    wrong = wrong || right[i] < of[i];
  return missing + more > 0 ? 1 : strict && wrong;
}

int main(int argc, char **argv) {
  gboolean dumping = argc > 1 && strcmp(argv[1], "--dump") == 0;
  gboolean strict = argc > 1 && strcmp(argv[1], "--strict") == 0;
  if (argc - dumping - strict != 3) {
    fprintf(stderr, "usage: eval_posts [--dump|--strict] LABELS.jsonl ARCHIVE\n");
    return 2;
  }
  GError *error = NULL;
  char *data = datadir_find(&error);
  Analyzer *analyzer = data ? analyzer_new(data, &error) : NULL;
  HeadingRules *rules = analyzer ? heading_rules_new(data, &error) : NULL;
  if (!rules) {
    fprintf(stderr, "%s\n", error->message);
    return 2;
  }
  HeadingTools tools = {rules, analyzer_thread_new(analyzer)};
  Reader reader = {g_array_new(FALSE, FALSE, sizeof(Read)), NULL};
  int status = read_archive(argv[argc - 1], &tools, &reader) ? 0 : 2;
  if (dumping)
    dump(reader.posts);
  if (status == 0)
    status = judge(argv[argc - 2], reader.posts, strict);
  for (guint i = 0; i < reader.posts->len; i++) {
    post_clear(&g_array_index(reader.posts, Read, i).post);
    g_free(g_array_index(reader.posts, Read, i).file);
  }
  g_array_unref(reader.posts);
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data);
  return status;
}
