#include "indexer/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "indexer/jsonl.h"
#include "indexer/markup.h"

#define PIECE_BYTES (64u << 10)
/* A file shows what it is in so many bytes. */
#define HEAD_BYTES 1024

GQuark source_error_quark(void) {
  return g_quark_from_static_string("source-error");
}

const char *source_version(void) {
  return "reader-2";
}

void source_stats_clear(SourceStats *stats) {
  if (stats->problems)
    g_ptr_array_unref(stats->problems);
  memset(stats, 0, sizeof *stats);
}

/* One file under way: what decoded text goes to, by its kind. */
typedef struct {
  const ArchiveFile *file;
  ArchiveKind kind;
  const HeadingTools *tools;
  PageFunc func;
  gpointer user;
  SourceStats *stats;
  Page *page;
  Markup *markup;
  Jsonl *jsonl;
} Source;

static int open_file(const ArchiveFile *file, GError **error) {
  int descriptor = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0)
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_READ, "%s: can't be opened: %s", file->relative,
                g_strerror(errno));
  return descriptor;
}

/* Reads a piece; 0 at the end, -1 and error where it fails. */
static gssize read_piece(int descriptor, const ArchiveFile *file, char *piece, GError **error) {
  for (;;) {
    gssize got = read(descriptor, piece, PIECE_BYTES);
    if (got >= 0)
      return got;
    if (errno != EINTR) {
      g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_READ, "%s: can't be read: %s", file->relative,
                  g_strerror(errno));
      return -1;
    }
  }
}

/* The first look: which encoding the bytes are. */
static gboolean probe(int descriptor, const ArchiveFile *file, char *piece, Charset *charset,
                      GError **error) {
  CharsetProbe *probe = charset_probe_new();
  gssize got;
  while ((got = read_piece(descriptor, file, piece, error)) > 0)
    charset_probe_add(probe, piece, (gsize)got);
  *charset = charset_probe_result(probe);
  charset_probe_free(probe);
  if (got == 0 && *charset == CHARSET_BINARY) {
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_BINARY,
                "%s: binary, not text (or UTF-16 without its mark): not indexed", file->relative);
    return FALSE;
  }
  if (got == 0 && lseek(descriptor, 0, SEEK_SET) < 0) {
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_READ, "%s: can't be read twice: %s",
                file->relative, g_strerror(errno));
    return FALSE;
  }
  return got == 0;
}

static void open_source(Source *source) {
  const char *name = source->file->relative;
  const HeadingTools *tools = source->tools;
  PageFunc func = source->func;
  gpointer user = source->user;
  if (source->kind == ARCHIVE_HTML || source->kind == ARCHIVE_XML)
    source->markup = markup_new(name, source->kind == ARCHIVE_HTML, tools, func, user);
  else if (source->kind == ARCHIVE_JSONL)
    source->jsonl = jsonl_new(name, tools, func, user);
  else
    source->page = page_new(name, tools, func, user);
}

/* TRUE where one of words stands in the first bytes of text, small letters and large alike. */
static gboolean begins_with_any(const char *text, const char *const *words, guint words_n) {
  for (guint i = 0; i < words_n; i++)
    if (g_ascii_strncasecmp(text, words[i], strlen(words[i])) == 0)
      return TRUE;
  return FALSE;
}

/* What a file is, whatever its name says: a feed saved as .html, a page saved as .txt. */
static ArchiveKind told_kind(ArchiveKind named, const GString *text) {
  static const char *const html[] = {"<!doctype html", "<html"};
  const char *at = text->str;
  if (g_str_has_prefix(at, "\xEF\xBB\xBF"))
    at += 3;
  while (g_ascii_isspace(*at))
    at++;
  char *head = g_strndup(at, HEAD_BYTES);
  gboolean xml = g_str_has_prefix(head, "<?xml") || g_str_has_prefix(head, "<rss") ||
                 g_str_has_prefix(head, "<feed");
  gboolean feed =
      xml && (strstr(head, "<rss") || strstr(head, "<feed") || strstr(head, "<rdf:RDF"));
  g_free(head);
  if (feed)
    return ARCHIVE_XML;
  if (named != ARCHIVE_JSONL && begins_with_any(at, html, G_N_ELEMENTS(html)))
    return ARCHIVE_HTML;
  if (named == ARCHIVE_TEXT && g_str_has_prefix(at, "{\""))
    return ARCHIVE_JSONL;
  return named == ARCHIVE_HTML && !strchr(at, '<') ? ARCHIVE_TEXT : named;
}

static void feed(Source *source, const GString *text) {
  if (source->markup)
    markup_add(source->markup, text->str, text->len);
  else if (source->jsonl)
    jsonl_add(source->jsonl, text->str, text->len);
  else
    page_add(source->page, text->str, text->len);
}

static gboolean close_source(Source *source, GError **error) {
  if (source->markup)
    return markup_finish(source->markup, source->stats->problems, &source->stats->lines, error);
  if (source->jsonl)
    return jsonl_finish(source->jsonl, source->stats->problems, &source->stats->lines, error);
  source->stats->lines = page_finish(source->page, source->stats->problems);
  return TRUE;
}

/* The first text tells what is read. */
static void take_text(Source *source, const GString *text) {
  if (!source->markup && !source->jsonl && !source->page) {
    source->kind = told_kind(source->file->kind, text);
    open_source(source);
  }
  feed(source, text);
}

static gboolean decode_all(int descriptor, Source *source, char *piece, CharsetDecoder *decoder,
                           GError **error) {
  GString *text = g_string_sized_new(PIECE_BYTES * 2);
  gssize got;
  while ((got = read_piece(descriptor, source->file, piece, error)) > 0) {
    source->stats->bytes += (guint64)got;
    g_string_truncate(text, 0);
    charset_decode(decoder, piece, (gsize)got, text);
    take_text(source, text);
  }
  g_string_truncate(text, 0);
  charset_decode_end(decoder, text);
  take_text(source, text);
  g_string_free(text, TRUE);
  return got == 0;
}

gboolean source_read(const ArchiveFile *file, const HeadingTools *tools, PageFunc func,
                     gpointer user, SourceStats *stats, GError **error) {
  SourceStats own = {0};
  stats = stats ? stats : &own;
  if (!stats->problems)
    stats->problems = g_ptr_array_new_with_free_func(g_free);
  int descriptor = open_file(file, error);
  if (descriptor < 0)
    return FALSE;
  char *piece = g_malloc(PIECE_BYTES);
  gboolean good = probe(descriptor, file, piece, &stats->charset, error);
  if (good) {
    Source source = {.file = file, .tools = tools, .func = func, .user = user, .stats = stats};
    CharsetDecoder *decoder = charset_decoder_new(stats->charset);
    good = decode_all(descriptor, &source, piece, decoder, error);
    gboolean closed = close_source(&source, good ? error : NULL);
    good = good && closed;
    stats->broken_bytes = charset_broken(decoder);
    charset_decoder_free(decoder);
  }
  g_free(piece);
  close(descriptor);
  source_stats_clear(&own);
  return good;
}
