/* edit.c: jikenbo-edit-archive --seed S [--edits N] DIR: edits an archive of page dumps as people
 * and scrapers do, at random; the same seed on the same archive makes the same edits. Prints each.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/compose.h"

#define HEADING "【セキュリティ事件簿#"
#define LABEL_LINE "ラベル インシデント:2次流出 の投稿を表示しています\n\n"

static int edits = 1;
static gint64 seed = 1;

static const GOptionEntry options[] = {
    {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Another seed makes other edits (1)", "S"},
    {"edits", 0, 0, G_OPTION_ARG_INT, &edits, "How many (1)", "N"},
    {NULL}};

/* A page dump: posts as they stand, each from its heading to the next; the first may have none. */
typedef struct {
  char *path;
  GPtrArray *posts; /* of char* */
} Page;

typedef struct {
  const char *dir;
  Blocks *blocks;
  Composed *composed;
  GPtrArray *pages; /* of Page*, in byte order of path */
  Random random;
} Editor;

static void die(const char *doing, const char *path) {
  fprintf(stderr, "jikenbo-edit-archive: %s %s: %s\n", doing, path, g_strerror(errno));
  exit(1);
}

/* ---- pages */

static Page *page_new(char *path) {
  Page *page = g_new0(Page, 1);
  page->path = path;
  page->posts = g_ptr_array_new_with_free_func(g_free);
  return page;
}

static void page_free(gpointer data) {
  Page *page = data;
  g_ptr_array_unref(page->posts);
  g_free(page->path);
  g_free(page);
}

static void split_posts(Page *page, const char *text) {
  while (*text != '\0') {
    const char *next = strstr(text + 1, "\n" HEADING);
    gsize bytes = next != NULL ? (gsize)(next + 1 - text) : strlen(text);
    g_ptr_array_add(page->posts, g_strndup(text, bytes));
    text += bytes;
  }
}

static void read_page(Editor *editor, char *path) {
  char *text;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    die("can't read", path);
  Page *page = page_new(path);
  if (g_utf8_validate(text, -1, NULL)) {
    split_posts(page, text);
    g_ptr_array_add(editor->pages, page);
  } else {
    page_free(page); /* in another encoding: stays as it is */
  }
  g_free(text);
}

static void read_folder(Editor *editor, const char *folder) {
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    char *path = g_build_filename(folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
      read_folder(editor, path);
      g_free(path);
    } else if (g_str_has_suffix(name, ".txt")) {
      read_page(editor, path);
    } else {
      g_free(path);
    }
  }
  if (dir != NULL)
    g_dir_close(dir);
}

static int compare_pages(gconstpointer a, gconstpointer b) {
  return strcmp((*(Page *const *)a)->path, (*(Page *const *)b)->path);
}

static void write_text(const char *path, const char *text, gsize bytes) {
  char *folder = g_path_get_dirname(path);
  FILE *file = g_mkdir_with_parents(folder, 0755) == 0 ? g_fopen(path, "w") : NULL;
  if (file == NULL || fwrite(text, 1, bytes, file) != bytes || fclose(file) != 0)
    die("can't write", path);
  g_free(folder);
}

/* A page without posts is no file any more. */
static void write_page(const Page *page) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < page->posts->len; i++)
    g_string_append(text, g_ptr_array_index(page->posts, i));
  if (page->posts->len == 0)
    g_unlink(page->path);
  else
    write_text(page->path, text->str, text->len);
  g_string_free(text, TRUE);
}

/* ---- picking */

static Page *any_page(Editor *editor) {
  return g_ptr_array_index(editor->pages, random_below(&editor->random, editor->pages->len));
}

/* 0 where the page has no post to spare. */
static guint any_post(Editor *editor, const Page *page) {
  return random_below(&editor->random, page->posts->len);
}

static char *new_path(Editor *editor) {
  guint n = random_below(&editor->random, 1000000);
  if (random_percent(&editor->random, 50))
    return g_strdup_printf("%s/%03u/extra-%06u.txt", editor->dir, random_below(&editor->random, 4),
                           n);
  return g_strdup_printf("%s/a-%06u.txt", editor->dir, n);
}

static char *new_post(Editor *editor) {
  Incident incident = compose_incident(random_between(&editor->random, 2005, 2024),
                                       random_between(&editor->random, 1, 400), &editor->random);
  GString *text = g_string_new(NULL);
  compose_notice(editor->blocks, &incident, &editor->random, editor->composed);
  composed_print(editor->composed, text);
  return g_string_free(text, FALSE);
}

/* ---- edits: each says what it did; what doesn't fit the archive does nothing */

static void add_file(Editor *editor) {
  Page *page = page_new(new_path(editor));
  for (guint n = random_between(&editor->random, 1, 6); n > 0; n--)
    g_ptr_array_add(page->posts, new_post(editor));
  write_page(page);
  printf("add %s, %u posts\n", page->path, page->posts->len);
  page_free(page);
}

static void add_post(Editor *editor) {
  Page *page = any_page(editor);
  guint at = any_post(editor, page);
  g_ptr_array_insert(page->posts, (gint)at, new_post(editor));
  write_page(page);
  printf("add a post to %s, place %u\n", page->path, at);
}

/* Behind the heading's line, or at the end. */
static void change_post(Editor *editor) {
  Page *page = any_page(editor);
  guint at = any_post(editor, page);
  char *old = g_ptr_array_index(page->posts, at);
  char *middle = strstr(old, "\n\n");
  GString *text = g_string_new(NULL);
  if (middle != NULL && random_percent(&editor->random, 50)) {
    g_string_append_len(text, old, middle + 2 - old);
    g_string_append_printf(text, "追記%u:対象は%u名と判明しました。\n%s",
                           random_below(&editor->random, 100000),
                           random_below(&editor->random, 100000), middle + 2);
  } else {
    g_string_append_printf(text, "%s続報%u:追跡の調査を終えました。\n\n", old,
                           random_below(&editor->random, 100000));
  }
  g_free(old);
  page->posts->pdata[at] = g_string_free(text, FALSE);
  write_page(page);
  printf("change %s, post %u\n", page->path, at);
}

static void remove_post(Editor *editor) {
  Page *page = any_page(editor);
  guint at = any_post(editor, page);
  g_ptr_array_remove_index(page->posts, at);
  write_page(page);
  printf("remove from %s, post %u\n", page->path, at);
}

static void remove_file(Editor *editor) {
  if (editor->pages->len < 4)
    return;
  Page *page = any_page(editor);
  if (g_unlink(page->path) != 0)
    die("can't remove", page->path);
  printf("remove %s\n", page->path);
}

static void rename_file(Editor *editor) {
  Page *page = any_page(editor);
  char *path = new_path(editor), *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0755) != 0 || g_rename(page->path, path) != 0)
    die("can't rename", page->path);
  printf("rename %s to %s\n", page->path, path);
  g_free(folder);
  g_free(path);
}

static void split_file(Editor *editor) {
  Page *page = any_page(editor);
  if (page->posts->len < 2)
    return;
  Page *second = page_new(new_path(editor));
  guint at = random_between(&editor->random, 1, page->posts->len - 1);
  while (page->posts->len > at)
    g_ptr_array_add(second->posts, g_ptr_array_steal_index(page->posts, at));
  write_page(page);
  write_page(second);
  printf("split %s at %u into %s\n", page->path, at, second->path);
  page_free(second);
}

static void merge_files(Editor *editor) {
  Page *first = any_page(editor), *second = any_page(editor);
  if (first == second)
    return;
  while (second->posts->len > 0)
    g_ptr_array_add(first->posts, g_ptr_array_steal_index(second->posts, 0));
  write_page(first);
  write_page(second);
  printf("merge %s into %s\n", second->path, first->path);
}

static void move_post(Editor *editor) {
  Page *from = any_page(editor), *to = any_page(editor);
  guint at = any_post(editor, from), place = any_post(editor, to);
  if (from == to)
    return;
  g_ptr_array_insert(to->posts, (gint)place, g_ptr_array_steal_index(from->posts, at));
  write_page(from);
  write_page(to);
  printf("move post %u of %s to %s, place %u\n", at, from->path, to->path, place);
}

static void copy_post(Editor *editor) {
  Page *from = any_page(editor), *to = any_page(editor);
  guint at = any_post(editor, from), place = any_post(editor, to);
  g_ptr_array_insert(to->posts, (gint)place, g_strdup(g_ptr_array_index(from->posts, at)));
  write_page(to);
  printf("copy post %u of %s to %s, place %u\n", at, from->path, to->path, place);
}

/* The same words, other spacing and marks: a near-copy, which another key tells apart. */
static void copy_nearly(Editor *editor) {
  Page *from = any_page(editor), *to = any_page(editor);
  guint at = any_post(editor, from);
  GString *text = g_string_new(g_ptr_array_index(from->posts, at));
  g_string_replace(text, "。", "。 ", 3);
  g_string_replace(text, "\n\n", "\n\n\n", 2);
  g_string_replace(text, "、", "，", 2);
  g_ptr_array_add(to->posts, g_string_free(text, FALSE));
  write_page(to);
  printf("copy post %u of %s with other spacing and marks to %s\n", at, from->path, to->path);
}

/* TRUE and the places of two posts that are equal. */
static gboolean find_copies(const Editor *editor, Page **page, guint *at) {
  GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
  GHashTable *pages = g_hash_table_new(g_str_hash, g_str_equal);
  gboolean found = FALSE;
  for (guint i = 0; i < editor->pages->len && !found; i++) {
    Page *here = g_ptr_array_index(editor->pages, i);
    for (guint j = 0; j < here->posts->len && !found; j++) {
      char *post = g_ptr_array_index(here->posts, j);
      Page *first = g_hash_table_lookup(pages, post);
      found = first != NULL;
      if (found) {
        *page = first;
        *at = GPOINTER_TO_UINT(g_hash_table_lookup(seen, post));
      } else {
        g_hash_table_insert(pages, post, here);
        g_hash_table_insert(seen, post, GUINT_TO_POINTER(j));
      }
    }
  }
  g_hash_table_unref(seen);
  g_hash_table_unref(pages);
  return found;
}

static void remove_first_copy(Editor *editor) {
  Page *page = NULL;
  guint at = 0;
  if (!find_copies(editor, &page, &at)) {
    copy_post(editor);
    return;
  }
  g_ptr_array_remove_index(page->posts, at);
  write_page(page);
  printf("remove the first copy, post %u of %s\n", at, page->path);
}

static void swap_posts(Editor *editor) {
  Page *page = any_page(editor);
  guint a = any_post(editor, page), b = any_post(editor, page);
  gpointer post = page->posts->pdata[a];
  page->posts->pdata[a] = page->posts->pdata[b];
  page->posts->pdata[b] = post;
  write_page(page);
  printf("swap posts %u and %u of %s\n", a, b, page->path);
}

static void label_page(Editor *editor) {
  Page *page = any_page(editor);
  const char *first = g_ptr_array_index(page->posts, 0);
  gboolean has = g_str_has_prefix(first, LABEL_LINE);
  if (has && strlen(first) == strlen(LABEL_LINE)) {
    g_ptr_array_remove_index(page->posts, 0);
  } else if (has) {
    char *rest = g_strdup(first + strlen(LABEL_LINE));
    g_free(page->posts->pdata[0]);
    page->posts->pdata[0] = rest;
  } else {
    g_ptr_array_insert(page->posts, 0, g_strdup(LABEL_LINE));
  }
  write_page(page);
  printf("%s the label of %s\n", has ? "remove" : "add", page->path);
}

static void touch_file(Editor *editor) {
  Page *page = any_page(editor);
  write_page(page);
  printf("write %s as it was\n", page->path);
}

/* UTF-16 holds everything; the same posts in other bytes. */
static void recode_file(Editor *editor) {
  Page *page = any_page(editor);
  if (editor->pages->len < 4)
    return;
  GString *text = g_string_new("\xef\xbb\xbf");
  for (guint i = 0; i < page->posts->len; i++)
    g_string_append(text, g_ptr_array_index(page->posts, i));
  gsize bytes;
  char *recoded = g_convert(text->str, (gssize)text->len, "UTF-16LE", "UTF-8", NULL, &bytes, NULL);
  write_text(page->path, recoded, bytes);
  printf("recode %s\n", page->path);
  g_free(recoded);
  g_string_free(text, TRUE);
}

/* As a scraper writes them. */
static void add_lines(Editor *editor) {
  GString *lines = g_string_new(NULL);
  char *path =
      g_strdup_printf("%s/lines-%02u.jsonl", editor->dir, random_below(&editor->random, 5));
  for (guint n = random_between(&editor->random, 1, 4); n > 0; n--) {
    g_free(new_post(editor)); /* leaves its parts in composed */
    const Composed *made = editor->composed;
    json_t *row =
        json_pack("{s:s, s:s, s:s, s:s}", "id", made->id->str, "organisation",
                  made->organisation->str, "title", made->title->str, "text", made->body->str);
    char *line = json_dumps(row, JSON_COMPACT);
    g_string_append_printf(lines, "%s\n", line);
    free(line);
    json_decref(row);
  }
  write_text(path, lines->str, lines->len);
  printf("write %s\n", path);
  g_string_free(lines, TRUE);
  g_free(path);
}

static void remove_lines(Editor *editor) {
  char *path =
      g_strdup_printf("%s/lines-%02u.jsonl", editor->dir, random_below(&editor->random, 5));
  if (g_unlink(path) == 0)
    printf("remove %s\n", path);
  g_free(path);
}

static void (*const kinds[])(Editor *) = {
    add_file,    add_post,          change_post,       change_post, remove_post, remove_file,
    rename_file, split_file,        merge_files,       move_post,   move_post,   copy_post,
    copy_nearly, remove_first_copy, remove_first_copy, swap_posts,  label_page,  touch_file,
    recode_file, add_lines,         remove_lines};

static void edit(Editor *editor) {
  editor->pages = g_ptr_array_new_with_free_func(page_free);
  read_folder(editor, editor->dir);
  g_ptr_array_sort(editor->pages, compare_pages);
  guint kind = random_below(&editor->random, G_N_ELEMENTS(kinds));
  if (editor->pages->len < 2)
    kind = 0;
  kinds[kind](editor);
  g_ptr_array_unref(editor->pages);
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");
  GError *error = NULL;
  Editor editor = {0};
  GOptionContext *context = g_option_context_new("DIR - edit an archive at random");
  g_option_context_add_main_entries(context, options, NULL);
  gboolean parsed = g_option_context_parse(context, &argc, &argv, &error) && argc == 2;
  if (parsed)
    editor.blocks = blocks_read(BENCH_DIR, CASES_DIR, &error);
  if (editor.blocks == NULL) {
    fprintf(stderr, "jikenbo-edit-archive: %s\n", error ? error->message : "which archive?");
    return 2;
  }
  editor.dir = argv[1];
  editor.random = random_of((guint64)seed, 0);
  editor.composed = composed_new();
  for (int i = 0; i < edits; i++)
    edit(&editor);
  composed_free(editor.composed);
  blocks_free(editor.blocks);
  g_option_context_free(context);
  return 0;
}
