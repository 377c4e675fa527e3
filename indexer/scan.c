#include "scan.h"

#include <string.h>

#include "archive.h"
#include "common/hash.h"
#include "common/i18n.h"
#include "source.h"

/* A change within this time after the last look may leave the time stamp as it was: file systems
 * that keep whole seconds need two of them, others a few ticks of the kernel's clock. */
#define GRAIN_NS G_GINT64_CONSTANT(50000000)
#define COARSE_GRAIN_NS G_GINT64_CONSTANT(2000000000)
/* Notices of so many bytes of files are held from the first reading; those of others are read
 * again.
 */
#define HELD_BYTES_MAX (G_GUINT64_CONSTANT(320) << 20)
#define PROGRESS_US 100000
#define SECOND_NS G_GINT64_CONSTANT(1000000000)

/* One look at the archive; shared by the threads that read. */
typedef struct {
  const BuildOptions *options;
  const ScanTools *tools;
  BuildSummary *summary;
  Archive *archive;
  CatalogFile **files;      /* one a file of the archive */
  GHashTable *old_of;       /* source -> index + 1 in old->files */
  GHashTable *old_contents; /* content -> CatalogFile* of old */
  Catalog *old;
  GMutex mutex;  /* guards summary, problems, done_bytes and looking */
  GCond ended;   /* a thread has nothing more to look at */
  guint looking; /* threads that still may */
  guint64 done_bytes, total_bytes;
  GPtrArray *problems; /* of char*, said by the calling thread */
  gint next;           /* atomic: the next file to be looked at */
  guint64 held_bytes;  /* of files whose notices are held; guarded by mutex */
} Scan;

static gboolean stopped(const Scan *scan) {
  return scan->options->stop != NULL && g_atomic_int_get(scan->options->stop) != 0;
}

/* ---- what is known of a file */

static gboolean is_grained(const CatalogFile *file) {
  gint64 grain = file->mtime_ns % SECOND_NS == 0 ? COARSE_GRAIN_NS : GRAIN_NS;
  return file->seen_ns - file->mtime_ns < grain;
}

static CatalogFile *old_file(const Scan *scan, const ArchiveFile *file, guint *index) {
  if (scan->old == NULL)
    return NULL;
  *index = GPOINTER_TO_UINT(g_hash_table_lookup(scan->old_of, file->path));
  return *index > 0 ? g_ptr_array_index(scan->old->files, --*index) : NULL;
}

static gboolean is_unchanged(const CatalogFile *old, const ArchiveFile *file) {
  return old->content != NULL && old->problem == NULL && old->size_bytes == file->size_bytes &&
         old->mtime_ns == file->mtime_ns && old->inode == file->inode && !is_grained(old) &&
         strcmp(old->path, file->relative) == 0;
}

static char *content_hash(const char *path, GError **error) {
  GMappedFile *mapped = g_mapped_file_new(path, FALSE, error);
  if (mapped == NULL)
    return NULL;
  Hash hash = HASH_START;
  hash_add(&hash, g_mapped_file_get_contents(mapped), g_mapped_file_get_length(mapped));
  char *text = g_malloc(HASH_TEXT_BYTES);
  hash_text(&hash, text);
  g_mapped_file_unref(mapped);
  return text;
}

/* ---- reading */

/* All that the stored record depends on but labels (of all places) and places. */
static char *notice_content(const Notice *notice) {
  Hash hash = HASH_START;
  const guint32 counts[] = {(guint32)notice->published, notice->links->len, notice->doubts->len};
  hash_add_string(&hash, notice->id);
  hash_add_string(&hash, notice->organisation);
  hash_add_string(&hash, notice->title);
  hash_add_string(&hash, notice->url);
  hash_add(&hash, notice->body, notice->body_bytes);
  hash_add(&hash, counts, sizeof counts);
  for (guint i = 0; i < notice->links->len; i++)
    hash_add_string(&hash, g_ptr_array_index(notice->links, i));
  for (guint i = 0; i < notice->doubts->len; i++)
    hash_add_string(&hash, g_ptr_array_index(notice->doubts, i));
  char *content = g_malloc(HASH_TEXT_BYTES);
  hash_text(&hash, content);
  return content;
}

static char **copy_strings(const GPtrArray *strings) {
  char **copy = g_new0(char *, strings->len + 1);
  for (guint i = 0; i < strings->len; i++)
    copy[i] = g_strdup(g_ptr_array_index(strings, i));
  return copy;
}

static void keep_post(Post *post, gpointer user) {
  CatalogFile *file = user;
  const Notice *notice = post->notice;
  CatalogPost kept = {.kind = (guint8)post->kind,
                      .line = post->line,
                      .end_line = post->end_line,
                      .body_line = notice->body_line,
                      .doubt = post->doubt,
                      .id = g_strdup(notice->id),
                      .organisation = g_strdup(notice->organisation),
                      .title = g_strdup(notice->title),
                      .url = g_strdup(notice->url),
                      .published = notice->published,
                      .labels = copy_strings(notice->labels)};
  kept.doubts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < notice->doubts->len; i++)
    g_ptr_array_add(kept.doubts, g_strdup(g_ptr_array_index(notice->doubts, i)));
  if (post->kind == POST_NOTICE) {
    memcpy(kept.key, notice_key_once(post->notice), sizeof kept.key);
    /* a notice that is not held would have to be read again */
    (file->notices != NULL ? identity_group : identity_sketch)(notice, &kept.sketch);
    kept.content = notice_content(notice);
  }
  g_array_append_val(file->posts, kept);
  if (file->notices != NULL) {
    g_ptr_array_add(file->notices, post->notice);
    post->notice = NULL;
  }
}

static gboolean may_hold(Scan *scan, const CatalogFile *file) {
  g_mutex_lock(&scan->mutex);
  gboolean may = scan->held_bytes + file->size_bytes <= HELD_BYTES_MAX;
  if (may)
    scan->held_bytes += file->size_bytes;
  g_mutex_unlock(&scan->mutex);
  return may;
}

static void add_problem(Scan *scan, const CatalogFile *file, const char *why) {
  g_mutex_lock(&scan->mutex);
  g_ptr_array_add(scan->problems, g_strdup_printf("%s: %s", file->source, why));
  scan->summary->failures++;
  g_mutex_unlock(&scan->mutex);
}

/* What was wrong inside a file that could be read for the rest. */
static void keep_stats(Scan *scan, CatalogFile *file, const SourceStats *stats) {
  file->broken_bytes = (guint)MIN(stats->broken_bytes, G_MAXUINT);
  GString *problem = g_string_new(NULL);
  if (stats->broken_bytes > 0)
    g_string_append_printf(problem,
                           _("%" G_GUINT64_FORMAT " bytes can't be read as %s; they were replaced"),
                           stats->broken_bytes, charset_name(stats->charset));
  for (guint i = 0; stats->problems != NULL && i < stats->problems->len; i++)
    g_string_append_printf(problem, "%s%s", problem->len > 0 ? "; " : "",
                           (const char *)g_ptr_array_index(stats->problems, i));
  if (problem->len > 0) {
    file->problem = g_strdup(problem->str);
    add_problem(scan, file, problem->str);
  }
  g_string_free(problem, TRUE);
}

/* A file that can't be read now keeps the notices that it held, where they are known. */
static void keep_failure(Scan *scan, CatalogFile *file, const CatalogFile *old, GError *error) {
  g_array_set_size(file->posts, 0);
  g_clear_pointer(&file->notices, g_ptr_array_unref);
  if (old != NULL)
    catalog_file_copy_posts(file, old);
  g_clear_pointer(&file->content, g_free);
  file->problem = g_strdup(error->message);
  add_problem(scan, file, error->message);
  g_error_free(error);
}

static void read_posts(Scan *scan, const HeadingTools *tools, const ArchiveFile *source,
                       CatalogFile *file, const CatalogFile *old) {
  SourceStats stats = {0};
  GError *error = NULL;
  if (may_hold(scan, file))
    file->notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
  if (source_read(source, tools, keep_post, file, &stats, &error))
    keep_stats(scan, file, &stats);
  else
    keep_failure(scan, file, old, error);
  source_stats_clear(&stats);
}

static CatalogFile *new_file(const ArchiveFile *source) {
  CatalogFile *file = catalog_file_new();
  file->source = g_strdup(source->path);
  file->path = g_strdup(source->relative);
  file->size_bytes = source->size_bytes;
  file->inode = source->inode;
  file->mtime_ns = source->mtime_ns;
  file->seen_ns = g_get_real_time() * 1000;
  return file;
}

/* The same bytes were read before, here or under another name: their posts are known. */
static const CatalogFile *same_content(const Scan *scan, const CatalogFile *file) {
  const CatalogFile *same =
      scan->old != NULL ? g_hash_table_lookup(scan->old_contents, file->content) : NULL;
  return same != NULL && same->problem == NULL &&
                 archive_kind(same->source) == archive_kind(file->source)
             ? same
             : NULL;
}

static CatalogFile *read_file(Scan *scan, const HeadingTools *tools, const ArchiveFile *source,
                              const CatalogFile *old) {
  CatalogFile *file = new_file(source);
  GError *error = NULL;
  file->content = content_hash(source->path, &error);
  const CatalogFile *same = file->content != NULL ? same_content(scan, file) : NULL;
  if (file->content == NULL)
    keep_failure(scan, file, old, error);
  else if (same != NULL)
    catalog_file_copy_posts(file, same);
  else
    read_posts(scan, tools, source, file, old);
  return file;
}

/* ---- the threads */

static void look_at(Scan *scan, const HeadingTools *tools, guint i) {
  const ArchiveFile *source = g_ptr_array_index(scan->archive->files, i);
  guint at = 0;
  CatalogFile *old = old_file(scan, source, &at);
  gboolean unchanged = old != NULL && is_unchanged(old, source);
  if (!unchanged)
    scan->files[i] = read_file(scan, tools, source, old);
  g_mutex_lock(&scan->mutex);
  scan->summary->files_read += !unchanged;
  scan->done_bytes += source->size_bytes;
  g_mutex_unlock(&scan->mutex);
}

static gpointer look(gpointer data) {
  Scan *scan = data;
  AnalyzerThread *thread = analyzer_thread_new(scan->tools->analyzer);
  HeadingTools tools = {scan->tools->rules, thread};
  guint i;
  while ((i = (guint)g_atomic_int_add(&scan->next, 1)) < scan->archive->files->len &&
         !stopped(scan))
    look_at(scan, &tools, i);
  analyzer_thread_free(thread);
  g_mutex_lock(&scan->mutex);
  scan->looking--;
  g_cond_signal(&scan->ended);
  g_mutex_unlock(&scan->mutex);
  return NULL;
}

static guint count_changed(const Scan *scan) {
  guint changed = 0, at;
  for (guint i = 0; i < scan->archive->files->len; i++) {
    const ArchiveFile *source = g_ptr_array_index(scan->archive->files, i);
    const CatalogFile *old = old_file(scan, source, &at);
    changed += old == NULL || !is_unchanged(old, source);
  }
  return changed;
}

static void say_problems(Scan *scan) {
  g_mutex_lock(&scan->mutex);
  for (guint i = 0; i < scan->problems->len; i++)
    if (scan->options->problem != NULL)
      scan->options->problem(g_ptr_array_index(scan->problems, i), scan->options->user);
  g_ptr_array_set_size(scan->problems, 0);
  guint64 done = scan->done_bytes;
  g_mutex_unlock(&scan->mutex);
  if (scan->options->progress != NULL)
    scan->options->progress(BUILD_STAGE_READ, done, scan->total_bytes, scan->options->user);
}

/* Waits until all threads have ended, or for a while; the caller shows progress meanwhile. */
static gboolean is_looking(Scan *scan) {
  g_mutex_lock(&scan->mutex);
  if (scan->looking > 0)
    g_cond_wait_until(&scan->ended, &scan->mutex, g_get_monotonic_time() + PROGRESS_US);
  gboolean looking = scan->looking > 0;
  g_mutex_unlock(&scan->mutex);
  return looking;
}

static void look_at_all(Scan *scan, guint changed) {
  guint jobs = scan->options->jobs != 0 ? scan->options->jobs : g_get_num_processors();
  scan->looking = changed <= 1 ? 1 : MIN(jobs, changed);
  if (changed <= 1) {
    look(scan);
    say_problems(scan);
    return;
  }
  jobs = scan->looking;
  GThread **threads = g_new0(GThread *, jobs);
  for (guint i = 0; i < jobs; i++)
    threads[i] = g_thread_new("reader", look, scan);
  while (is_looking(scan))
    say_problems(scan);
  for (guint i = 0; i < jobs; i++)
    g_thread_join(threads[i]);
  g_free(threads);
  say_problems(scan);
}

/* ---- the whole */

static void index_old(Scan *scan) {
  scan->old_of = g_hash_table_new(g_str_hash, g_str_equal);
  scan->old_contents = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; scan->old != NULL && i < scan->old->files->len; i++) {
    CatalogFile *file = g_ptr_array_index(scan->old->files, i);
    g_hash_table_insert(scan->old_of, file->source, GUINT_TO_POINTER(i + 1));
    if (file->content != NULL)
      g_hash_table_insert(scan->old_contents, file->content, file);
  }
}

/* Takes what was read and moves what stands, in the order of the archive. */
static Catalog *gather(Scan *scan, const char *version) {
  Catalog *seen = catalog_new();
  seen->version = g_strdup(version);
  GPtrArray *left = g_ptr_array_new_with_free_func((GDestroyNotify)catalog_file_free);
  seen->as_before = scan->old != NULL && scan->old->files->len == scan->archive->files->len;
  for (guint i = 0; i < scan->archive->files->len; i++) {
    guint at = 0;
    if (scan->files[i] == NULL && old_file(scan, g_ptr_array_index(scan->archive->files, i), &at)) {
      scan->files[i] = g_ptr_array_index(scan->old->files, at);
      scan->old->files->pdata[at] = NULL;
      seen->as_before = seen->as_before && at == i;
    } else {
      seen->as_before = FALSE;
    }
    if (scan->files[i] != NULL)
      g_ptr_array_add(seen->files, scan->files[i]);
  }
  for (guint i = 0; scan->old != NULL && i < scan->old->files->len; i++)
    if (scan->old->files->pdata[i] != NULL)
      g_ptr_array_add(left, scan->old->files->pdata[i]);
  if (scan->old != NULL) {
    g_ptr_array_set_free_func(scan->old->files, NULL);
    g_ptr_array_unref(scan->old->files);
    scan->old->files = g_steal_pointer(&left);
  }
  g_clear_pointer(&left, g_ptr_array_unref);
  return seen;
}

static void scan_finish(Scan *scan, gboolean failed) {
  for (guint i = 0; failed && i < scan->archive->files->len; i++)
    catalog_file_free(scan->files[i]);
  g_free(scan->files);
  g_hash_table_unref(scan->old_of);
  g_hash_table_unref(scan->old_contents);
  g_ptr_array_unref(scan->problems);
  g_mutex_clear(&scan->mutex);
  g_cond_clear(&scan->ended);
  archive_free(scan->archive);
}

static void note_archive(Scan *scan) {
  for (guint i = 0; i < scan->archive->files->len; i++)
    scan->total_bytes += ((ArchiveFile *)g_ptr_array_index(scan->archive->files, i))->size_bytes;
  for (guint i = 0; i < scan->archive->problems->len; i++)
    g_ptr_array_add(scan->problems, g_strdup(g_ptr_array_index(scan->archive->problems, i)));
  scan->summary->failures += scan->archive->problems->len;
}

/* FALSE and error where it was stopped, or something has to be read and can't be. */
static gboolean look_for_changes(Scan *scan, ScanToolsFunc tools, gpointer tools_user,
                                 GError **error) {
  guint changed = count_changed(scan);
  if (changed > 0) {
    scan->tools = tools(tools_user, error);
    if (scan->tools == NULL)
      return FALSE;
    look_at_all(scan, changed);
  } else {
    say_problems(scan);
  }
  if (stopped(scan))
    g_set_error_literal(error, BUILD_ERROR, BUILD_ERROR_INTERRUPTED,
                        _("Interrupted; the old index stands"));
  return !stopped(scan);
}

Catalog *scan_archive(const BuildOptions *options, ScanToolsFunc tools, gpointer tools_user,
                      const char *version, Catalog *old, BuildSummary *summary, GError **error) {
  Scan scan = {.options = options, .summary = summary, .old = old};
  scan.archive = archive_walk((const char *const *)options->roots, error);
  if (scan.archive == NULL)
    return NULL;
  scan.files = g_new0(CatalogFile *, scan.archive->files->len + 1);
  scan.problems = g_ptr_array_new_with_free_func(g_free);
  g_mutex_init(&scan.mutex);
  g_cond_init(&scan.ended);
  index_old(&scan);
  note_archive(&scan);
  gboolean looked = look_for_changes(&scan, tools, tools_user, error);
  Catalog *seen = looked ? gather(&scan, version) : NULL;
  scan_finish(&scan, !looked);
  return seen;
}

/* ---- the second reading, of what was not held */

typedef struct {
  const CatalogFile *file;
  guint next; /* the post that comes now */
  gboolean differs;
  ScanPostFunc func;
  gpointer user;
} Again;

static void match_post(Post *post, gpointer user) {
  Again *again = user;
  const CatalogPost *known = again->next < again->file->posts->len
                                 ? &g_array_index(again->file->posts, CatalogPost, again->next)
                                 : NULL;
  again->next++;
  if (known == NULL || known->kind != post->kind || known->line != post->line) {
    again->differs = TRUE;
    return;
  }
  if (post->kind != POST_NOTICE)
    return;
  char *content = notice_content(post->notice);
  if (strcmp(content, known->content) == 0)
    again->func(known, post, again->user);
  else
    again->differs = TRUE;
  g_free(content);
}

static void hand_over_held(CatalogFile *file, ScanPostFunc func, gpointer user) {
  for (guint i = 0; i < file->posts->len; i++) {
    const CatalogPost *known = &g_array_index(file->posts, CatalogPost, i);
    Post post = {.kind = known->kind, .notice = g_ptr_array_index(file->notices, i)};
    if (post.kind == POST_NOTICE)
      func(known, &post, user);
    file->notices->pdata[i] = post.notice;
  }
  g_clear_pointer(&file->notices, g_ptr_array_unref);
}

/* Reads a file again; FALSE and error where it isn't what the catalog says. */
static gboolean read_again(const CatalogFile *file, const HeadingTools *tools, ScanPostFunc func,
                           gpointer user, GError **error) {
  ArchiveFile source = {.path = file->source,
                        .relative = file->path,
                        .kind = archive_kind(file->source),
                        .size_bytes = file->size_bytes};
  if (source.kind == ARCHIVE_UNKNOWN)
    source.kind = ARCHIVE_TEXT; /* a root that is a file is always taken */
  Again again = {.file = file, .func = func, .user = user};
  if (!source_read(&source, tools, match_post, &again, NULL, error))
    return FALSE;
  if (!again.differs && again.next == file->posts->len)
    return TRUE;
  g_set_error_literal(error, BUILD_ERROR, BUILD_ERROR_ARCHIVE,
                      _("changed while it was read; the next run reads it again"));
  return FALSE;
}

gboolean scan_again(CatalogFile *file, const HeadingTools *tools, ScanPostFunc func, gpointer user,
                    GError **error) {
  if (file->notices == NULL)
    return read_again(file, tools, func, user, error);
  hand_over_held(file, func, user);
  return TRUE;
}

static void sketch_post(const CatalogPost *known, Post *post, gpointer user) {
  CatalogFile *file = user;
  gsize number = (gsize)(known - (const CatalogPost *)(gpointer)file->posts->data);
  identity_sketch(post->notice, &g_array_index(file->posts, CatalogPost, number).sketch);
}

gboolean scan_sketch(CatalogFile *file, guint post, const HeadingTools *tools, GError **error) {
  if (file->notices == NULL)
    return read_again(file, tools, sketch_post, file, error);
  identity_sketch(g_ptr_array_index(file->notices, post),
                  &g_array_index(file->posts, CatalogPost, post).sketch);
  return TRUE;
}
