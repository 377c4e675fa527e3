/* The same posts in other encodings and forms give the same notices; what is broken or hostile is
 * answered. */
#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dict/datadir.h"
#include "indexer/identity.h"
#include "indexer/source.h"

static HeadingTools tools;
static char *folder;

/* ---- what was read, in an order that files don't matter to */

typedef struct {
  GPtrArray *notices; /* of char*: near key (number, organisation, title, text) and day */
  guint others;
} Seen;

static void see(Post *post, gpointer user) {
  Seen *seen = user;
  if (post->kind == POST_OTHER) {
    seen->others++;
    return;
  }
  char near[33];
  identity_near(post->notice, near);
  g_ptr_array_add(seen->notices, g_strdup_printf("%s %d %s", near, post->notice->published,
                                                 post->notice->id ? post->notice->id : "-"));
}

static int compare_text(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_into(const char *name, Seen *seen, SourceStats *stats, GError **error) {
  char *path = g_build_filename(folder, name, NULL);
  ArchiveFile file = {.path = path, .relative = (char *)name, .kind = archive_kind(name)};
  source_read(&file, &tools, see, seen, stats, error);
  g_free(path);
}

static void write_file(const char *name, const char *bytes, gssize bytes_len) {
  GError *error = NULL;
  char *path = g_build_filename(folder, name, NULL);
  g_file_set_contents(path, bytes, bytes_len, &error);
  g_assert_no_error(error);
  g_free(path);
}

static Seen new_seen(void) {
  return (Seen){g_ptr_array_new_with_free_func(g_free), 0};
}

static Seen read_form(const char *name, const char *bytes, gssize bytes_len) {
  write_file(name, bytes, bytes_len);
  GError *error = NULL;
  Seen seen = new_seen();
  read_into(name, &seen, NULL, &error);
  g_assert_no_error(error);
  g_ptr_array_sort(seen.notices, compare_text);
  return seen;
}

static void assert_same(const Seen *given, const Seen *wanted) {
  g_assert_cmpuint(given->notices->len, ==, wanted->notices->len);
  for (guint i = 0; i < wanted->notices->len; i++)
    g_assert_cmpstr(given->notices->pdata[i], ==, wanted->notices->pdata[i]);
  g_assert_cmpuint(given->others, ==, wanted->others);
}

/* ---- the sample's pages, cut into posts */

static const char *const pages[] = {"page-2023-07.txt", "page-2024-07.txt", "page-2024-09.txt"};

typedef struct {
  char *title, *body;
} Piece;

static GArray *pieces;
static char *glued; /* all pages */

typedef struct {
  char **lines;
} Cutter;

static void cut(Post *post, gpointer user) {
  const Cutter *cutter = user;
  GString *body = g_string_new(NULL);
  for (guint i = post->line; i < post->end_line; i++)
    g_string_append_printf(body, "%s\n", cutter->lines[i]);
  Piece piece = {g_strdup(cutter->lines[post->line - 1]), g_string_free(body, FALSE)};
  g_array_append_val(pieces, piece);
}

/* Only characters that all encodings have: the others would be told apart, not misread. */
static char *encodable(const char *text) {
  GString *kept = g_string_new(NULL);
  for (const char *at = text; *at; at = g_utf8_next_char(at)) {
    gsize bytes = (gsize)(g_utf8_next_char(at) - at);
    char *sjis = g_convert(at, (gssize)bytes, "CP932", "UTF-8", NULL, NULL, NULL);
    char *euc = g_convert(at, (gssize)bytes, "EUC-JP-MS", "UTF-8", NULL, NULL, NULL);
    if (sjis && euc)
      g_string_append_len(kept, at, (gssize)bytes);
    else
      g_string_append(kept, "〓");
    g_free(sjis);
    g_free(euc);
  }
  return g_string_free(kept, FALSE);
}

static void load_pages(void) {
  pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
    char *path = g_build_filename(SAMPLE_DIR, pages[i], NULL), *text;
    GError *error = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    char *plain = encodable(text);
    Cutter cutter = {g_strsplit(plain, "\n", -1)};
    page_posts(pages[i], plain, strlen(plain), &tools, cut, &cutter);
    g_string_append_printf(all, "%s\n", plain);
    g_strfreev(cutter.lines);
    g_free(plain);
    g_free(text);
    g_free(path);
  }
  glued = g_string_free(all, FALSE);
  g_assert_cmpuint(pieces->len, >, 30);
}

static Seen wanted_posts(void) {
  Seen seen = read_form("plain.txt", glued, -1);
  g_assert_cmpuint(seen.notices->len + seen.others, ==, pieces->len);
  return seen;
}

static void check_form(const char *name, const char *bytes, gssize bytes_len) {
  Seen wanted = wanted_posts(), given = read_form(name, bytes, bytes_len);
  assert_same(&given, &wanted);
  g_ptr_array_unref(wanted.notices);
  g_ptr_array_unref(given.notices);
}

static void test_encoding(gconstpointer charset) {
  GError *error = NULL;
  gsize bytes_len;
  char *bytes = g_convert(glued, -1, charset, "UTF-8", NULL, &bytes_len, &error);
  g_assert_no_error(error);
  check_form("encoded.txt", bytes, (gssize)bytes_len);
  g_free(bytes);
}

static void test_line_ends(void) {
  char **lines = g_strsplit(glued, "\n", -1);
  char *text = g_strjoinv("\r\n", lines);
  check_form("crlf.txt", text, -1);
  g_free(text);
  g_strfreev(lines);
}

static void test_full_width(void) {
  GString *wide = g_string_new(NULL);
  for (const char *at = glued; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    g_string_append_unichar(wide, c > ' ' && c < 0x7F ? c + 0xFEE0 : c);
  }
  check_form("wide.txt", wide->str, -1);
  g_string_free(wide, TRUE);
}

/* Text as HTML: each line ends in <br>; extra: how white space is kept. */
static void append_html(GString *html, const char *text) {
  char **lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    char *escaped = g_markup_escape_text(lines[i], -1);
    g_string_append_printf(html, "%s<br />\n", escaped);
    g_free(escaped);
  }
  g_strfreev(lines);
}

static void test_html_entries(void) {
  GString *html =
      g_string_new("<!DOCTYPE html><html><head><title>雑記</title><style>p{}</style></head>"
                   "<body><nav>ホーム</nav><div class='blog-posts'>\n");
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    char *title = g_markup_escape_text(piece->title, -1);
    g_string_append_printf(html,
                           "<div class='post hentry'><h3 class='post-title entry-title'><a "
                           "href='https://a.example/%u'>%s</a></h3>\n<div class='post-body "
                           "entry-content'>",
                           i, title);
    append_html(html, piece->body);
    g_string_append(html, "</div><div class='post-footer'>0 件のコメント</div></div>\n");
    g_free(title);
  }
  g_string_append(html, "</div><aside>人気の投稿</aside></body></html>");
  check_form("entries.html", html->str, -1);
  g_string_free(html, TRUE);
}

static void test_html_page(void) {
  GString *html =
      g_string_new("<html><head><title>雑記</title></head><body><header>雑記</header><main>\n");
  append_html(html, glued);
  g_string_append(html, "</main><footer>著作権</footer></body></html>");
  check_form("page.html", html->str, -1);
  g_string_free(html, TRUE);
}

static void test_atom(void) {
  GString *feed = g_string_new("<?xml version='1.0' encoding='UTF-8'?>\n<feed "
                               "xmlns='http://www.w3.org/2005/Atom'><title>雑記</title>\n");
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    GString *html = g_string_new("<div>");
    append_html(html, piece->body);
    g_string_append(html, "</div>");
    char *title = g_markup_escape_text(piece->title, -1);
    char *content = g_markup_escape_text(html->str, -1);
    g_string_append_printf(feed,
                           "<entry><id>%u</id><title type='text'>%s</title><content "
                           "type='html'>%s</content></entry>\n",
                           i, title, content);
    g_free(title);
    g_free(content);
    g_string_free(html, TRUE);
  }
  g_string_append(feed, "</feed>");
  check_form("feed.atom", feed->str, -1);
  g_string_free(feed, TRUE);
}

static void test_json_lines(void) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    json_t *object = json_pack("{s:s, s:s}", "title", piece->title, "text", piece->body);
    char *line = json_dumps(object, JSON_COMPACT);
    g_string_append_printf(text, "%s\n", line);
    free(line);
    json_decref(object);
  }
  check_form("posts.jsonl", text->str, -1);
  g_string_free(text, TRUE);
}

static void test_file_a_post(void) {
  Seen wanted = wanted_posts(), given = new_seen();
  GError *error = NULL;
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    char *text = g_strdup_printf("%s\n\n%s", piece->title, piece->body);
    write_file("one.txt", text, -1);
    read_into("one.txt", &given, NULL, &error);
    g_assert_no_error(error);
    g_free(text);
  }
  g_ptr_array_sort(given.notices, compare_text);
  assert_same(&given, &wanted);
  g_ptr_array_unref(wanted.notices);
  g_ptr_array_unref(given.notices);
}

/* ---- what is broken or hostile */

static const char HEAD[] = "【セキュリティ事件簿#2031-041】楡原市 名簿の紛失について";

typedef struct {
  const char *name, *text;
  guint notices;
  const char *problem; /* begins so; NULL none */
  int code;            /* -1: read all the same */
} BadRow;

static const BadRow bad[] = {
    {"empty.txt", "", 0, NULL, -1},
    {"empty.html", "", 0, NULL, -1},
    {"empty.xml", "", 0, NULL, -1},
    {"empty.jsonl", "", 0, NULL, -1},
    {"no-feed.xml", "<?xml version='1.0'?><config><a/></config>", 0, NULL, SOURCE_ERROR_FORM},
    {"no.jsonl", "hello\nworld\n", 0, "no.jsonl:1: no JSON object", SOURCE_ERROR_FORM},
    {"some.jsonl", "{\"id\":\"2031-1\",\"title\":\"紛失\",\"text\":\"紛失\"}\n{\"text\":\n[1]\n", 1,
     "some.jsonl:2: no JSON object", -1},
    {"cut.xml",
     "<feed><entry><title>【セキュリティ事件簿#2031-041】楡原市 "
     "紛失</title></entry><entry><title>切れ",
     1, "cut.xml:1: ", -1},
    {"bomb.xml",
     "<?xml version='1.0'?><!DOCTYPE f [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>"
     "<!ENTITY c '&b;&b;&b;&b;&b;&b;'><!ENTITY d SYSTEM 'file:///etc/passwd'>]><feed><entry><title>"
     "【セキュリティ事件簿#2031-041】楡原市 "
     "紛失</title><content>前&c;&d;後</content></entry></feed>",
     1, "bomb.xml:1: Entity", -1},
    {"comment.xml",
     "<feed><entry><category scheme='http://schemas.google.com/g/2005#kind' "
     "term='http://schemas.google.com/blogger/2008/kind#comment'/"
     "><title>【セキュリティ事件簿#2031-041】楡原市 紛失"
     "</title></entry></feed>",
     0, NULL, -1},
};

static void test_bad(gconstpointer data) {
  const BadRow *row = data;
  write_file(row->name, row->text, -1);
  GError *error = NULL;
  Seen seen = new_seen();
  SourceStats stats = {0};
  read_into(row->name, &seen, &stats, &error);
  if (row->code >= 0)
    g_assert_error(error, SOURCE_ERROR, row->code);
  else
    g_assert_no_error(error);
  g_assert_cmpuint(seen.notices->len, ==, row->notices);
  g_assert_cmpint(stats.problems->len > 0, ==, row->problem != NULL);
  if (row->problem)
    g_assert_true(g_str_has_prefix(stats.problems->pdata[0], row->problem));
  g_clear_error(&error);
  source_stats_clear(&stats);
  g_ptr_array_unref(seen.notices);
}

static void test_binary(void) {
  char *nuls = g_malloc0(100000);
  write_file("nuls.txt", nuls, 100000);
  GError *error = NULL;
  Seen seen = new_seen();
  read_into("nuls.txt", &seen, NULL, &error);
  g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_BINARY);
  g_clear_error(&error);
  read_into("missing.txt", &seen, NULL, &error);
  g_assert_error(error, SOURCE_ERROR, SOURCE_ERROR_READ);
  g_clear_error(&error);
  g_assert_cmpuint(seen.notices->len, ==, 0);
  g_ptr_array_unref(seen.notices);
  g_free(nuls);
}

/* Elements nested 10,000 deep: what stands inside and behind is read. */
static void test_nested(gconstpointer name) {
  gboolean html = g_str_has_suffix(name, ".html");
  GString *text = g_string_new(html ? "<html><body>" : "<feed><entry><title>");
  if (!html)
    g_string_append_printf(text, "%s</title><content type='xhtml'>", HEAD);
  for (guint i = 0; i < 10000; i++)
    g_string_append(text, "<div>");
  if (html)
    g_string_append(text, HEAD);
  g_string_append(text, "<p>本市の職員が名簿を紛失しました。</p>");
  for (guint i = 0; i < 10000; i++)
    g_string_append(text, "</div>");
  g_string_append(text, html ? "</body></html>" : "</content></entry></feed>");
  Seen seen = read_form(name, text->str, (gssize)text->len);
  g_assert_cmpuint(seen.notices->len, ==, 1);
  g_ptr_array_unref(seen.notices);
  g_string_free(text, TRUE);
}

/* A line of 50 MB is cut and named; the notice behind it is read. */
static void test_long_line(void) {
  gsize bytes = 50u << 20;
  char *line = g_strnfill(bytes, 'x');
  char *text = g_strdup_printf("%s\n%s\n%s\n本市の名簿を紛失しました。\n", HEAD, line, HEAD);
  write_file("long.txt", text, -1);
  Seen seen = new_seen();
  SourceStats stats = {0};
  GError *error = NULL;
  read_into("long.txt", &seen, &stats, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(seen.notices->len, ==, 2);
  g_assert_cmpuint(stats.problems->len, ==, 1);
  g_assert_cmpstr(stats.problems->pdata[0], ==,
                  "long.txt:2: the line is longer than 1 MiB and was cut");
  source_stats_clear(&stats);
  g_ptr_array_unref(seen.notices);
  g_free(text);
  g_free(line);
}

/* ---- what markup knows */

static void take_notice(Post *post, gpointer user) {
  Notice **first = user;
  if (!*first && post->kind == POST_NOTICE) {
    *first = post->notice;
    post->notice = NULL;
  }
}

static Notice *first_of(const char *name) {
  char *path = g_build_filename(SAMPLE_DIR, name, NULL);
  ArchiveFile file = {.path = path, .relative = (char *)name, .kind = archive_kind(name)};
  Notice *first = NULL;
  GError *error = NULL;
  source_read(&file, &tools, take_notice, &first, NULL, &error);
  g_assert_no_error(error);
  g_assert_nonnull(first);
  g_free(path);
  return first;
}

static void test_markup(void) {
  Notice *notice = first_of("feed.xml");
  g_assert_cmpint(notice->published, ==, 20241004);
  g_assert_cmpstr(notice->url, ==, "https://shiranire-zakki.example/2024/10/e1.html");
  g_assert_cmpuint(notice->labels->len, ==, 2);
  notice_free(notice);
  notice = first_of("saved-page.html");
  g_assert_cmpstr(notice->url, ==, "https://shiranire-zakki.example/2024/05/post-1.html");
  g_assert_cmpstr(notice->labels->pdata[1], ==, "インシデント:ランサムウェア");
  g_assert_nonnull(strstr(notice->body, "5/13 6:40  当直の看護師"));
  g_assert_nonnull(strstr(notice->body, "\n  • 職員 66名"));
  g_assert_null(strstr(notice->body, "コメント"));
  g_assert_null(strstr(notice->body, "読み込み中"));
  notice_free(notice);
}

/* ---- the archive */

static void test_walk(void) {
  char *root = g_build_filename(folder, "walk", NULL);
  char *deep = g_build_filename(root, "b", NULL), *loop = g_build_filename(deep, "loop", NULL);
  g_assert_cmpint(g_mkdir_with_parents(deep, 0700), ==, 0);
  static const char *const names[] = {"walk/z.txt",    "walk/a.HTML",    "walk/.hidden.txt",
                                      "walk/x.png",    "walk/b/c.jsonl", "walk/b.xml",
                                      "walk/old.txt~", "walk/b/m.md"};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    write_file(names[i], "x", 1);
  g_assert_cmpint(symlink("..", loop), ==, 0);
  const char *roots[] = {root, NULL};
  GError *error = NULL;
  Archive *archive = archive_walk(roots, &error);
  g_assert_no_error(error);
  GString *list = g_string_new(NULL);
  for (guint i = 0; i < archive->files->len; i++)
    g_string_append_printf(list, "%s ", ((ArchiveFile *)archive->files->pdata[i])->relative);
  g_assert_cmpstr(list->str, ==, "a.HTML b.xml b/c.jsonl b/m.md z.txt ");
  g_assert_cmpuint(archive->unknown, ==, 1);
  archive_free(archive);
  const char *missing[] = {"/nowhere/at/all", NULL};
  g_assert_null(archive_walk(missing, &error));
  g_assert_error(error, ARCHIVE_ERROR, ARCHIVE_ERROR_MISSING);
  g_clear_error(&error);
  g_string_free(list, TRUE);
  g_free(loop);
  g_free(deep);
  g_free(root);
}

static void remove_folder(const char *path) {
  GDir *dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    char *child = g_build_filename(path, name, NULL);
    if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
      remove_folder(child);
    else
      g_unlink(child);
    g_free(child);
  }
  if (dir)
    g_dir_close(dir);
  g_rmdir(path);
}

static void add_tests(void) {
  static const char *const encodings[] = {"CP932", "EUC-JP-MS", "UTF-16"};
  for (guint i = 0; i < G_N_ELEMENTS(encodings); i++) {
    char *path = g_strconcat("/source/encoding/", encodings[i], NULL);
    g_test_add_data_func(path, encodings[i], test_encoding);
    g_free(path);
  }
  for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
    char *path = g_strconcat("/source/bad/", bad[i].name, NULL);
    g_test_add_data_func(path, &bad[i], test_bad);
    g_free(path);
  }
  g_test_add_func("/source/line-ends", test_line_ends);
  g_test_add_func("/source/full-width", test_full_width);
  g_test_add_func("/source/html-entries", test_html_entries);
  g_test_add_func("/source/html-page", test_html_page);
  g_test_add_func("/source/atom", test_atom);
  g_test_add_func("/source/json-lines", test_json_lines);
  g_test_add_func("/source/file-a-post", test_file_a_post);
  g_test_add_func("/source/binary", test_binary);
  g_test_add_data_func("/source/nested/html", "nested.html", test_nested);
  g_test_add_data_func("/source/nested/xml", "nested.xml", test_nested);
  g_test_add_func("/source/long-line", test_long_line);
  g_test_add_func("/source/markup", test_markup);
  g_test_add_func("/source/walk", test_walk);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  char *data = datadir_find(&error);
  g_assert_no_error(error);
  Analyzer *analyzer = analyzer_new(data, &error);
  g_assert_no_error(error);
  HeadingRules *rules = heading_rules_new(data, &error);
  g_assert_no_error(error);
  tools = (HeadingTools){rules, analyzer_thread_new(analyzer)};
  folder = g_dir_make_tmp("jikenbo-source-XXXXXX", &error);
  g_assert_no_error(error);
  load_pages();
  add_tests();
  int status = g_test_run();
  remove_folder(folder);
  for (guint i = 0; i < pieces->len; i++) {
    g_free(g_array_index(pieces, Piece, i).title);
    g_free(g_array_index(pieces, Piece, i).body);
  }
  g_array_unref(pieces);
  g_free(glued);
  g_free(folder);
  analyzer_thread_free(tools.thread);
  heading_rules_free(rules);
  analyzer_free(analyzer);
  g_free(data);
  return status;
}
