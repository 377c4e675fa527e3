#include "analyzer.h"

#include <mecab.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer_open.h"
#include "fold_steps.h"

#define RULES_VERSION "units2" /* another where units, amounts or days are read otherwise */
#define PIECE_BYTES 1024       /* a longer sentence is cut at a comma or space */
#define RUN_NODES_MAX 64       /* of katakana, melted together */
#define INFOS_FIRST 512        /* enough for a question */
#define INFOS_N 16384
#define DOT "・"
#define PIECE_BYTES_MAX 2048 /* and here, whatever stands there */

struct Analyzer {
  mecab_model_t *model;
  mecab_t *tagger;
  char *fingerprint;
};

/* What a feature line of a dictionary says, read once: the line's place is its key. */
typedef struct {
  const char *feature;
  const char *reading, *base;  /* of the thread's strings; NULL where there is none */
  guint16 base_at, base_bytes; /* the base's cell, as the dictionary spells it */
  guint8 kind, proper;
  guint8 term;  /* of the field's dictionary */
  guint8 bound; /* a dependent noun: a function word where it's in kana (こと, but 発覚|後) */
} WordInfo;     /* 32 bytes: two a line of the processor's cache */

struct AnalyzerThread {
  const Analyzer *analyzer;
  mecab_lattice_t *lattice;
  Opener *opener;
  GStringChunk *strings; /* each once: as many as the dictionary has, at most */
  WordInfo *infos;       /* by the hash of the feature's place */
  guint infos_n, misses; /* a power of two, INFOS_N at most; how often one was filled in */
  FoldWork fold;
  FoldedText read; /* of the text at hand */
};

GQuark analyzer_error_quark(void) {
  return g_quark_from_static_string("analyzer-error");
}

/* ---- dictionaries ---- */

static gboolean has_dictionary(const char *dir) {
  g_autofree char *path = g_build_filename(dir, "sys.dic", NULL);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* data_dir: where the build puts IPADIC and the field's words in one. */
static const char *find_ipadic(const char *data_dir) {
  static const char *const dirs[] = {
      JIKENBO_IPADIC_DIR,
      "/var/lib/mecab/dic/ipadic-utf8",
      "/usr/share/mecab/dic/ipadic-utf8",
      "/usr/lib/mecab/dic/ipadic-utf8",
      "/usr/local/lib/mecab/dic/ipadic-utf8",
      "/usr/local/lib/mecab/dic/ipadic",
      "/usr/share/mecab/dic/ipadic",
  };
  const char *named = g_getenv("JIKENBO_IPADIC");
  if (named && *named)
    return named;
  if (has_dictionary(data_dir))
    return data_dir;
  for (guint i = 0; i < G_N_ELEMENTS(dirs); i++)
    if (has_dictionary(dirs[i]))
      return dirs[i];
  return NULL;
}

static gboolean check_charset(mecab_model_t *model, GError **error) {
  const mecab_dictionary_info_t *info = mecab_model_dictionary_info(model);
  for (; info; info = info->next) {
    if (!g_ascii_strcasecmp(info->charset, "utf-8") || !g_ascii_strcasecmp(info->charset, "utf8"))
      continue;
    g_set_error(error, ANALYZER_ERROR, ANALYZER_ERROR_CHARSET,
                "%s: the dictionary is in %s, UTF-8 is needed: `apt-get install "
                "mecab-ipadic-utf8`, or set JIKENBO_IPADIC to a folder with IPADIC in UTF-8",
                info->filename, info->charset);
    return FALSE;
  }
  return TRUE;
}

static char *hash_file(const char *path) {
  g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, FALSE, NULL);
  if (!mapped)
    return g_strdup("none");
  const char *bytes = g_mapped_file_get_contents(mapped);
  gsize n = g_mapped_file_get_length(mapped);
  guint64 hash = 0xcbf29ce484222325u; /* FNV-1a, by eight bytes: told apart, not secured */
  for (gsize i = 0; i + 8 <= n; i += 8) {
    guint64 word;
    memcpy(&word, bytes + i, 8);
    hash = (hash ^ word) * 0x100000001b3u;
    hash ^= hash >> 29;
  }
  return g_strdup_printf("%016" G_GINT64_MODIFIER "x", hash ^ n);
}

static char *make_fingerprint(mecab_model_t *model, const char *terms_path) {
  g_autofree char *terms = hash_file(terms_path);
  const mecab_dictionary_info_t *info = mecab_model_dictionary_info(model);
  struct stat about = {0};
  while (info && info->type != MECAB_SYS_DIC)
    info = info->next;
  if (!info || stat(info->filename, &about))
    about.st_size = 0;
  return g_strdup_printf(RULES_VERSION " %s mecab-%s dict-%u/%u/%" G_GINT64_FORMAT " terms-%s",
                         fold_version(), mecab_version(), info ? info->version : 0,
                         info ? info->size : 0, (gint64)about.st_size, terms);
}

/* terms: NULL where they are in ipadic. */
static mecab_model_t *open_model(const char *ipadic, const char *terms, GError **error) {
  char *argv[] = {"jikenbo", "-r", "/dev/null", "-d", (char *)ipadic, "-u", (char *)terms};
  mecab_model_t *model = mecab_model_new(G_N_ELEMENTS(argv) - (terms ? 0 : 2), argv);
  if (!model)
    g_set_error(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY,
                "MeCab can't open %s with %s (%s): `apt-get install mecab-ipadic-utf8`, or set "
                "JIKENBO_IPADIC to a folder with IPADIC in UTF-8",
                ipadic, terms ? terms : "the field's words in it", mecab_strerror(NULL));
  return model;
}

Analyzer *analyzer_new(const char *data_dir, GError **error) {
  g_autofree char *terms = g_build_filename(data_dir, "terms.dic", NULL);
  const char *ipadic = find_ipadic(data_dir);
  if (!ipadic || !has_dictionary(ipadic)) {
    g_set_error(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY,
                "no IPADIC%s%s: `apt-get install mecab-ipadic-utf8`, or set JIKENBO_IPADIC to its "
                "folder",
                ipadic ? " in " : "", ipadic ? ipadic : "");
    return NULL;
  }
  if (!g_file_test(terms, G_FILE_TEST_EXISTS)) {
    g_set_error(error, ANALYZER_ERROR, ANALYZER_ERROR_DICTIONARY,
                "%s is missing: build or install jikenbo again, or correct JIKENBO_DATA", terms);
    return NULL;
  }
  mecab_model_t *model = open_model(ipadic, ipadic == data_dir ? NULL : terms, error);
  if (!model)
    return NULL;
  if (!check_charset(model, error)) {
    mecab_model_destroy(model);
    return NULL;
  }
  Analyzer *analyzer = g_new0(Analyzer, 1);
  analyzer->model = model;
  analyzer->tagger = mecab_model_new_tagger(model);
  analyzer->fingerprint = make_fingerprint(model, terms);
  return analyzer;
}

void analyzer_free(Analyzer *analyzer) {
  if (!analyzer)
    return;
  mecab_destroy(analyzer->tagger);
  mecab_model_destroy(analyzer->model);
  g_free(analyzer->fingerprint);
  g_free(analyzer);
}

const char *analyzer_fingerprint(const Analyzer *analyzer) {
  return analyzer->fingerprint;
}

AnalyzerThread *analyzer_thread_new(const Analyzer *analyzer) {
  AnalyzerThread *thread = g_new0(AnalyzerThread, 1);
  thread->analyzer = analyzer;
  thread->lattice = mecab_model_new_lattice(analyzer->model);
  thread->strings = g_string_chunk_new(4096);
  thread->opener = opener_new(analyzer->model, analyzer->tagger, thread->strings);
  thread->infos_n = INFOS_FIRST;
  thread->infos = g_new0(WordInfo, INFOS_FIRST);
  return thread;
}

void analyzer_thread_free(AnalyzerThread *thread) {
  if (!thread)
    return;
  opener_free(thread->opener);
  g_string_chunk_free(thread->strings);
  g_free(thread->infos);
  mecab_lattice_destroy(thread->lattice);
  fold_work_clear(&thread->fold);
  folded_text_clear(&thread->read);
  g_free(thread);
}

void analysis_read_values(Analysis *analysis, int published) {
  const FoldedText *text = &analysis->index;
  quantity_scan_into(text->text, text->text_bytes, analysis->quantities);
  date_scan_into(text->text, text->text_bytes, published, analysis->dates);
}

void analysis_clear(Analysis *analysis) {
  folded_text_clear(&analysis->index);
  g_clear_pointer(&analysis->units, g_array_unref);
  g_clear_pointer(&analysis->sentence_ends, g_array_unref);
  g_clear_pointer(&analysis->line_breaks, g_array_unref);
  g_clear_pointer(&analysis->quantities, g_array_unref);
  g_clear_pointer(&analysis->dates, g_array_unref);
  g_clear_pointer(&analysis->strings, g_string_chunk_free);
}

/* ---- kinds ---- */

static gboolean is_word_code(guint32 code) {
  if (code < 0x80)
    return g_ascii_isalnum((char)code);
  if (code >= 0x3041)
    return fold_is_japanese(code) ? code != 0x30FB && code != 0x30A0 : g_unichar_isalnum(code);
  return code == 0x3005 || code == 0x3006 || code == 0x3007 ||
         (code < 0x3000 && g_unichar_isalnum(code));
}

static gboolean has_word_char(const char *text, gsize bytes) {
  const guchar *at = (const guchar *)text, *end = at + bytes;
  guint step;
  for (; at < end; at += step)
    if (is_word_code(fold_decode(at, end, &step)))
      return TRUE;
  return FALSE;
}

static UnitKind kind_of_noun(const char *sub, gboolean *bound) {
  *bound = g_str_has_prefix(sub, "非自立") || g_str_has_prefix(sub, "特殊") ||
           g_str_has_prefix(sub, "動詞非自立的");
  return g_str_has_prefix(sub, "数") ? UNIT_NUMBER : UNIT_NOUN;
}

static UnitKind kind_of(const char *feature, gboolean *bound) {
  static const struct {
    const char *start;
    UnitKind kind;
  } kinds[] = {
      {"助詞", UNIT_FUNCTION}, {"動詞,自立", UNIT_INFLECTED},      {"助動詞", UNIT_FUNCTION},
      {"動詞", UNIT_FUNCTION}, {"記号,アルファベット", UNIT_NOUN}, {"記号", UNIT_MARK},
      {"接頭詞", UNIT_NOUN},   {"形容詞,自立", UNIT_INFLECTED},    {"形容詞", UNIT_FUNCTION},
  };
  if (g_str_has_prefix(feature, "名詞,"))
    return kind_of_noun(feature + strlen("名詞,"), bound);
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_has_prefix(feature, kinds[i].start))
      return kinds[i].kind;
  return UNIT_OTHER;
}

static guint8 proper_of(const char *feature) {
  static const struct {
    const char *start;
    guint8 proper;
  } kinds[] = {{"組織", 'o'}, {"地域", 'p'}, {"人名", 'n'}};
  const char *sub = feature + strlen("名詞,固有名詞,");
  if (!g_str_has_prefix(feature, "名詞,固有名詞,"))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_has_prefix(sub, kinds[i].start))
      return kinds[i].proper;
  return 'x';
}

static const char *cell_or_null(const char *feature, guint n, gsize *bytes) {
  const char *cell = feature_cell(feature, n, bytes);
  return cell && *bytes && *cell != '*' ? cell : NULL;
}

static void keep_reading(AnalyzerThread *thread, WordInfo *info) {
  gsize bytes;
  const char *cell = cell_or_null(info->feature, 7, &bytes);
  g_autofree char *reading = cell ? g_strndup(cell, bytes) : NULL;
  info->reading = reading ? g_string_chunk_insert_const(thread->strings, reading) : NULL;
}

/* The dictionary form as the index spells it. */
static void keep_base(AnalyzerThread *thread, WordInfo *info) {
  gsize bytes;
  const char *cell = cell_or_null(info->feature, 6, &bytes);
  if (!cell)
    return;
  g_autofree guint32 *nowhere = g_new0(guint32, bytes + 1);
  const FoldedText read = {(char *)cell, bytes, nowhere};
  FoldedText folded;
  fold_kana(&read, &folded);
  info->base = g_string_chunk_insert_const(thread->strings, folded.text);
  info->base_at = (guint16)(cell - info->feature);
  info->base_bytes = (guint16)bytes;
  folded_text_clear(&folded);
}

static WordInfo *info_slot(AnalyzerThread *thread, const char *feature) {
  return &thread->infos[((gsize)feature * 0x9E3779B97F4A7C15u >> 40) & (thread->infos_n - 1)];
}

/* A question needs few, and memory that isn't touched costs nothing. */
static void grow_infos(AnalyzerThread *thread) {
  thread->infos_n = INFOS_N;
  g_free(thread->infos);
  thread->infos = g_new0(WordInfo, INFOS_N);
}

static const WordInfo *info_of(AnalyzerThread *thread, const char *feature) {
  WordInfo *info = info_slot(thread, feature);
  if (info->feature == feature)
    return info;
  if (++thread->misses == 2 * INFOS_FIRST) {
    grow_infos(thread);
    info = info_slot(thread, feature);
  }
  gsize bytes;
  gboolean bound = FALSE;
  *info = (WordInfo){feature};
  info->kind = (guint8)kind_of(feature, &bound);
  info->bound = bound != FALSE;
  info->proper = proper_of(feature);
  info->term = feature_cell(feature, 9, &bytes) != NULL;
  keep_reading(thread, info);
  if (info->kind == UNIT_INFLECTED)
    keep_base(thread, info);
  return info;
}

/* ---- walking ---- */

typedef struct {
  AnalyzerThread *thread;
  Analysis *analysis;
  const guint32 *map; /* index byte -> read byte */
  gsize at;           /* index byte reached: offsets only grow */
} Walk;

/* The first byte of the index text that was made at or behind byte of the read text. */
static guint32 index_byte(Walk *walk, gsize byte) {
  gsize end = walk->analysis->index.text_bytes;
  while (walk->at < end && walk->map[walk->at] < byte)
    walk->at++;
  return (guint32)walk->at;
}

/* Dictionary form as the index spells it, NULL where it is the surface. */
static const char *base_of(const WordInfo *info, const mecab_node_t *node) {
  gboolean same = info->base && info->base_bytes == node->length &&
                  !memcmp(info->feature + info->base_at, node->surface, node->length);
  return same ? NULL : info->base;
}

static gboolean ascii_alnum(char c) {
  return g_ascii_isalnum(c);
}

/* nara.kindai.ac.jp, 2023-416, コカ・コーラ: a mark that ties what stands on both sides. */
static gboolean is_tie(const Analysis *analysis, const Unit *mark) {
  const char *text = analysis->index.text;
  if (!mark->start || mark->end >= analysis->index.text_bytes)
    return FALSE;
  if (mark->end - mark->start == 1)
    return strchr(".-_@/:&+'", text[mark->start]) && ascii_alnum(text[mark->start - 1]) &&
           ascii_alnum(text[mark->end]);
  if (mark->end - mark->start != 3 || memcmp(text + mark->start, "・", 3) || mark->start < 3)
    return FALSE;
  const guchar *end = (const guchar *)text + analysis->index.text_bytes;
  guint step;
  return fold_is_katakana(fold_decode((const guchar *)text + mark->start - 3, end, &step)) &&
         fold_is_katakana(fold_decode((const guchar *)text + mark->end, end, &step));
}

/* Whether unit belongs to the run of the one before it. */
static gboolean joins(const Analysis *analysis, const Unit *before, const Unit *unit) {
  if (before->end != unit->start)
    return FALSE;
  if (unit->kind == UNIT_MARK)
    return before->kind != UNIT_MARK && is_tie(analysis, unit);
  if (before->kind == UNIT_MARK)
    return before->joined;
  return (unit->kind == UNIT_NOUN || unit->kind == UNIT_NUMBER) &&
         (before->kind == UNIT_NOUN || before->kind == UNIT_NUMBER);
}

static void append_unit(Walk *walk, Unit *unit) {
  GArray *units = walk->analysis->units;
  if (unit->end <= unit->start)
    return;
  unit->chars = (guint16)fold_count_chars(walk->analysis->index.text, unit->start, unit->end);
  if (units->len)
    unit->joined = joins(walk->analysis, &g_array_index(units, Unit, units->len - 1), unit) ? 1 : 0;
  g_array_append_val(units, *unit);
}

/* A node that stands at byte of the read text and isn't opened. */
static void append_node(Walk *walk, const mecab_node_t *node, gsize byte, UnitKind kind) {
  const WordInfo *info = info_of(walk->thread, node->feature);
  Unit unit = {index_byte(walk, byte), index_byte(walk, byte + node->length), (guint8)kind};
  unit.proper = info->proper;
  if (kind == UNIT_INFLECTED)
    unit.base = base_of(info, node);
  if (kind != UNIT_MARK && node->stat != MECAB_UNK_NODE)
    unit.reading = info->reading;
  append_unit(walk, &unit);
}

/* The parts of a word that stands at byte of the read text. */
static void append_parts(Walk *walk, const char *word, gsize word_bytes, const char *feature,
                         gsize byte) {
  gsize from = 0;
  gboolean term = feature && info_of(walk->thread, feature)->term;
  const Opening *opening = opener_open(walk->thread->opener, word, word_bytes, feature);
  guint first = walk->analysis->units->len;
  for (guint i = 0; i < opening->n; i++) {
    const OpenPart *part = &opening->parts[i];
    Unit unit = {index_byte(walk, byte + from), index_byte(walk, byte + part->end), UNIT_NOUN};
    unit.proper = opening->n == 1 && feature ? proper_of(feature) : 0;
    unit.inner = walk->analysis->units->len > first;
    unit.term = term && i == 0;
    unit.reading = part->reading;
    append_unit(walk, &unit);
    from = part->end;
  }
}

/* コカ・コーラ is one word to MeCab: its dots are marks that tie. */
static void append_dotted(Walk *walk, const char *word, gsize word_bytes, gsize byte) {
  for (gsize from = 0; from < word_bytes;) {
    const char *dot = g_strstr_len(word + from, (gssize)(word_bytes - from), DOT);
    gsize to = dot ? (gsize)(dot - word) : word_bytes;
    if (to > from)
      append_parts(walk, word + from, to - from, NULL, byte + from);
    if (dot) {
      Unit mark = {index_byte(walk, byte + to), index_byte(walk, byte + to + 3), UNIT_MARK};
      append_unit(walk, &mark);
    }
    from = dot ? to + 3 : word_bytes;
  }
}

static void append_opened(Walk *walk, const mecab_node_t *node, gsize byte) {
  gboolean unknown = node->stat == MECAB_UNK_NODE;
  if (node->length < 9 && !info_of(walk->thread, node->feature)->term)
    append_node(walk, node, byte, UNIT_NOUN);
  else if (g_strstr_len(node->surface, node->length, DOT))
    append_dotted(walk, node->surface, node->length, byte);
  else
    append_parts(walk, node->surface, node->length, unknown ? NULL : node->feature, byte);
}

/* ---- runs of katakana: MeCab cuts what it doesn't know into short words it knows (クラ|ウド) ----
 */

static gboolean is_katakana(const char *text, gsize bytes) {
  const guchar *at = (const guchar *)text, *end = at + bytes;
  guint step;
  for (; at < end; at += step)
    if (fold_is_katakana(fold_decode(at, end, &step)) == FALSE)
      return FALSE;
  return bytes > 0;
}

static gboolean is_common(const char *feature) {
  return g_str_has_prefix(feature, "名詞,一般") || g_str_has_prefix(feature, "名詞,サ変接続") ||
         g_str_has_prefix(feature, "名詞,形容動詞語幹") || g_str_has_prefix(feature, "名詞,接尾");
}

/* Whether node is no word of its own within its run: one character, two of no common word, or two
 * beside another as short. */
static gboolean is_weak(AnalyzerThread *thread, const mecab_node_t *node,
                        const mecab_node_t *before, const mecab_node_t *behind) {
  if (node->length >= 9 || info_of(thread, node->feature)->term)
    return FALSE;
  return node->length <= 3 || node->stat == MECAB_UNK_NODE || !is_common(node->feature) ||
         (before && before->length < 9) || (behind && behind->length < 9);
}

/* Pieces of a katakana run: one node each, or several melted. */
typedef struct {
  const mecab_node_t *node;
  gsize bytes;
  gboolean weak;
} Piece;

static guint melt_pair(Piece *pieces, guint n, guint into) {
  pieces[into].bytes += pieces[into + 1].bytes;
  pieces[into].weak = pieces[into].weak && pieces[into + 1].weak;
  memmove(pieces + into + 1, pieces + into + 2, (n - into - 2) * sizeof *pieces);
  return n - 1;
}

/* Melts weak pieces with each other, then those still short with the piece before or behind. */
static guint melt(Piece *pieces, guint n) {
  for (guint i = 0; i + 1 < n;)
    if (pieces[i].weak && pieces[i + 1].weak)
      n = melt_pair(pieces, n, i);
    else
      i++;
  for (guint i = 0; i < n && n > 1; i++)
    if (pieces[i].weak && pieces[i].bytes < 9) {
      n = melt_pair(pieces, n, i ? i - 1 : 0);
      i -= i ? 1 : 0;
    }
  return n;
}

static void append_katakana(Walk *walk, const mecab_node_t *from, const mecab_node_t *to,
                            gsize byte) {
  Piece pieces[RUN_NODES_MAX];
  guint n = 0;
  for (const mecab_node_t *node = from; node != to; node = node->next)
    pieces[n++] = (Piece){node, node->length,
                          is_weak(walk->thread, node, node == from ? NULL : node->prev,
                                  node->next == to ? NULL : node->next)};
  n = melt(pieces, n);
  for (guint i = 0; i < n; i++) {
    const mecab_node_t *node = pieces[i].node;
    if (pieces[i].bytes == node->length)
      append_opened(walk, node, byte);
    else
      append_parts(walk, node->surface, pieces[i].bytes, NULL, byte);
    byte += pieces[i].bytes;
  }
}

static UnitKind kind_of_node(Walk *walk, const mecab_node_t *node) {
  const WordInfo *info = info_of(walk->thread, node->feature);
  gboolean doubtful = info->kind == UNIT_MARK || node->stat == MECAB_UNK_NODE || node->length <= 3;
  if (doubtful && !has_word_char(node->surface, node->length))
    return UNIT_MARK;
  if (info->kind == UNIT_MARK)
    return UNIT_NOUN; /* letters that the dictionary takes for marks */
  guint step;
  const guchar *at = (const guchar *)node->surface;
  if (info->bound && !fold_is_kanji(fold_decode(at, at + node->length, &step)))
    return UNIT_FUNCTION;
  return info->kind;
}

/* 筑波大|学: MeCab knows the short name; the word is 筑波大学. */
static gboolean cuts_university(const mecab_node_t *node) {
  const mecab_node_t *next = node->next;
  return node->length >= 6 && !memcmp(node->surface + node->length - 3, "大", 3) && next &&
         next->length == 3 && next->surface == node->surface + node->length &&
         !memcmp(next->surface, "学", 3);
}

static void walk_nodes(Walk *walk, const char *piece, gsize byte) {
  const mecab_node_t *node = mecab_lattice_get_bos_node(walk->thread->lattice);
  for (const mecab_node_t *at = node->next; at; at = at->next) /* more than the cache holds */
    __builtin_prefetch(info_slot(walk->thread, at->feature));
  for (node = node->next; node && node->stat != MECAB_EOS_NODE;) {
    const mecab_node_t *end = node;
    guint n = 0;
    gsize at = byte + (gsize)(node->surface - piece);
    while (end->stat != MECAB_EOS_NODE && n++ < RUN_NODES_MAX &&
           is_katakana(end->surface, end->length) &&
           (end == node || end->surface == end->prev->surface + end->prev->length))
      end = end->next;
    if (end != node) {
      append_katakana(walk, node, end, at);
      node = end;
      continue;
    }
    UnitKind kind = kind_of_node(walk, node);
    if (kind == UNIT_NOUN && cuts_university(node)) {
      append_parts(walk, node->surface, node->length + 3u, NULL, at);
      node = node->next;
    } else if (kind == UNIT_NOUN)
      append_opened(walk, node, at);
    else
      append_node(walk, node, at, kind);
    node = node->next;
  }
}

/* ---- pieces ---- */

static gboolean ends_sentence(const char *at, gsize *bytes) {
  if (*at == '!' || *at == '?') {
    *bytes = 1;
    return TRUE;
  }
  *bytes = 3;
  return !memcmp(at, "。", 3);
}

static gsize closing_bytes(const char *at, const char *end) {
  if (at < end && (*at == ')' || *at == '"' || *at == '!' || *at == '?'))
    return 1;
  if (end - at >= 3 && (!memcmp(at, "」", 3) || !memcmp(at, "』", 3) || !memcmp(at, "。", 3)))
    return 3;
  return 0;
}

/* End of the sentence that begins at text: behind its mark and what closes it, before a line feed.
 */
static const char *sentence_end(const char *text, const char *end) {
  gsize bytes;
  for (const char *at = text; at < end; at++) {
    if (*at == '\n')
      return at;
    if (((guchar)*at != 0xE3 && *at != '!' && *at != '?') || !ends_sentence(at, &bytes))
      continue;
    at += bytes;
    while ((bytes = closing_bytes(at, end)))
      at += bytes;
    return at;
  }
  return end;
}

/* Where a sentence that is too long may be cut: behind a comma or space, else between kinds of
 * characters, else anywhere. */
static gsize cut_bytes(const char *text, gsize bytes) {
  if (bytes <= PIECE_BYTES)
    return bytes;
  gsize turn = 0, last = 0;
  guint step, before = 0;
  for (gsize at = 0; at < MIN(bytes, PIECE_BYTES_MAX); at += step) {
    guint32 code = fold_decode((const guchar *)text + at, (const guchar *)text + bytes, &step);
    if (at >= PIECE_BYTES / 2 && (code == 0x3001 || code == ' ' || code == ','))
      return at + step;
    guint kind = fold_is_hiragana(code)   ? 1
                 : fold_is_katakana(code) ? 2
                 : fold_is_kanji(code)    ? 3
                                          : 4;
    if (at >= PIECE_BYTES / 2 && !turn && before == 1 && kind != 1)
      turn = at;
    before = kind;
    last = at;
  }
  return turn ? turn : bytes <= PIECE_BYTES_MAX ? bytes : last;
}

static void analyze_sentence(Walk *walk, gsize from, gsize to) {
  const char *text = walk->analysis->read->text;
  while (from < to) {
    gsize bytes = cut_bytes(text + from, to - from);
    mecab_lattice_set_sentence2(walk->thread->lattice, text + from, bytes);
    if (mecab_parse_lattice(walk->thread->analyzer->tagger, walk->thread->lattice))
      walk_nodes(walk, text + from, from);
    from += bytes;
  }
}

static void reset(Analysis *analysis) {
  if (!analysis->units) {
    analysis->units = g_array_new(FALSE, FALSE, sizeof(Unit));
    analysis->sentence_ends = g_array_new(FALSE, FALSE, sizeof(guint32));
    analysis->line_breaks = g_array_new(FALSE, FALSE, sizeof(LineBreak));
    analysis->quantities = g_array_new(FALSE, FALSE, sizeof(Quantity));
    analysis->dates = g_array_new(FALSE, FALSE, sizeof(DateMention));
    analysis->strings = g_string_chunk_new(4096);
  }
  g_array_set_size(analysis->units, 0);
  g_array_set_size(analysis->sentence_ends, 0);
  g_array_set_size(analysis->line_breaks, 0);
  g_array_set_size(analysis->quantities, 0);
  g_array_set_size(analysis->dates, 0);
  g_string_chunk_clear(analysis->strings);
}

/* The offsets of index lead to read, until its units are placed. */
static void fold_both(AnalyzerThread *thread, const char *source, gsize source_bytes,
                      Analysis *analysis) {
  FoldWork *work = &thread->fold;
  fold_codes(FOLD_READ, source, source_bytes, work);
  fold_encode(&work->codes, source_bytes, &thread->read);
  analysis->read = &thread->read;
  fold_place_codes(&work->codes);
  fold_kana_codes(work);
  fold_encode(&work->codes, thread->read.text_bytes, &analysis->index);
}

/* Has the offsets of index lead to the source, and notes its line breaks. */
static void place_in_source(const char *source, gsize source_bytes, Analysis *analysis) {
  guint32 *offsets = analysis->index.offsets;
  const char *newline = memchr(source, '\n', source_bytes), *end = source + source_bytes;
  for (gsize i = 0; i <= analysis->index.text_bytes; i++) {
    offsets[i] = analysis->read->offsets[offsets[i]];
    while (newline && source + offsets[i] >= newline) {
      const LineBreak at = {(guint32)(newline + 1 - source), (guint32)i};
      g_array_append_val(analysis->line_breaks, at);
      newline = memchr(newline + 1, '\n', (gsize)(end - newline - 1));
    }
  }
}

void analyzer_analyze(AnalyzerThread *thread, const char *source, gssize source_bytes,
                      Analysis *analysis) {
  gsize bytes = source_bytes < 0 ? strlen(source) : (gsize)source_bytes;
  reset(analysis);
  fold_both(thread, source, bytes, analysis);
  Walk walk = {thread, analysis, analysis->index.offsets, 0};
  const char *text = analysis->read->text, *end = text + analysis->read->text_bytes;
  for (const char *at = text; at < end;) {
    const char *stop = sentence_end(at, end);
    analyze_sentence(&walk, (gsize)(at - text), (gsize)(stop - text));
    while (stop < end && *stop == '\n')
      stop++;
    guint32 sentence = index_byte(&walk, (gsize)(stop - text));
    g_array_append_val(analysis->sentence_ends, sentence);
    at = stop;
  }
  place_in_source(source, bytes, analysis);
}
