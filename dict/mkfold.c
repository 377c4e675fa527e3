/* mkfold: makes fold-tables.h, the character tables of fold.c, from utf8proc's NFKC and case data
 * and the fold-*.tsv tables. Usage: mkfold RADICALS VARIANTS MARKS > fold-tables.h */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "fold_entry.h"
#include "table.h"

#define CODES 0x110000
#define EXPAND_MAX 64

typedef struct {
  gint32 codes[EXPAND_MAX];
  guint n;
} Codes;

static gint32 *single;   /* of CODES: what a character alone becomes by tables; 0 nothing said */
static guint8 *combines; /* of CODES: may join with the character before it */
static gint32 *merged;   /* of CODES: what FOLD_INDEX makes of it; 0 nothing said */

static void fail(const char *format, const char *detail) {
  fprintf(stderr, format, detail);
  fputc('\n', stderr);
  exit(1);
}

static Table *open_table(const char *path) {
  g_autoptr(GError) error = NULL;
  Table *table = table_read(path, 2, 3, &error);
  if (!table)
    fail("mkfold: %s", error->message);
  return table;
}

static void say(gint32 *map, gint32 from, gint32 to, const char *cell) {
  if (map[from] && map[from] != to)
    fail("mkfold: %s becomes two characters", cell);
  if (from != to)
    map[from] = to;
}

/* Rows of characters: column 0 becomes column 1 (radicals: the other way round). */
static void read_characters(const char *path, gboolean radicals) {
  Table *table = open_table(path);
  for (guint i = 0; i < table->rows->len; i++) {
    const char **cells = g_array_index(table->rows, TableRow, i).cells;
    const char *to = cells[radicals ? 1 : 0], *from = cells[radicals ? 0 : 1];
    gint32 *map = strcmp(cells[2], "index") ? single : merged;
    for (; *from; from = g_utf8_next_char(from))
      if (*from != ' ')
        say(map, (gint32)g_utf8_get_char(from), (gint32)g_utf8_get_char(to), cells[0]);
  }
  table_free(table);
}

static gint32 mark_code(const char *name) {
  static const struct {
    const char *name;
    gint32 code;
  } names[] = {{"dash", FOLD_DASH}, {"nothing", FOLD_NOTHING}, {"space", ' '},
               {"newline", '\n'},   {"voiced", 0x3099},        {"semivoiced", 0x309A}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (!strcmp(name, names[i].name))
      return names[i].code;
  return (gint32)g_utf8_get_char(name);
}

static void read_marks(const char *path) {
  Table *table = open_table(path);
  for (guint i = 0; i < table->rows->len; i++) {
    const char **cells = g_array_index(table->rows, TableRow, i).cells;
    g_auto(GStrv) codes = g_strsplit(cells[1], " ", -1);
    for (guint j = 0; codes[j]; j++) {
      char *end;
      gint32 from = (gint32)strtol(codes[j], &end, 16);
      if (*end || from <= 0 || from >= CODES)
        fail("mkfold: fold-marks: no code point: %s", codes[j]);
      say(single, from, mark_code(cells[0]), codes[j]);
    }
  }
  table_free(table);
}

static void mark_combining(void) {
  gint32 buffer[EXPAND_MAX];
  for (gint32 code = 0; code < CODES; code++) {
    const utf8proc_property_t *property = utf8proc_get_property(code);
    if (property->combining_class)
      combines[code] = 1;
    if (code >= 0xD800 && code <= 0xDFFF)
      continue;
    int last = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(code, buffer, EXPAND_MAX,
                                                 UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &last);
    for (utf8proc_ssize_t i = 1; i < n; i++)
      combines[buffer[i]] = 1;
  }
}

static void add_normal(gint32 code, Codes *to) {
  int last = 0;
  utf8proc_ssize_t n = utf8proc_decompose_char(
      code, to->codes + to->n, EXPAND_MAX - to->n,
      UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &last);
  if (n < 0 || to->n + n > EXPAND_MAX)
    fail("mkfold: %s", "a character expands too far");
  to->n += (guint)n;
}

/* One round: each code by the tables, or by NFKC with case folding. */
static void expand(const Codes *from, Codes *to) {
  to->n = 0;
  for (guint i = 0; i < from->n; i++) {
    gint32 code = from->codes[i];
    const utf8proc_property_t *property = code < CODES ? utf8proc_get_property(code) : NULL;
    if (code >= CODES)
      to->codes[to->n++] = code;
    else if (single[code] == FOLD_NOTHING)
      continue;
    else if (single[code])
      to->codes[to->n++] = single[code];
    else if (code == '\n')
      to->codes[to->n++] = '\n';
    else if (property->ignorable || property->category == UTF8PROC_CATEGORY_CC)
      continue;
    else if (property->category == UTF8PROC_CATEGORY_ZS)
      to->codes[to->n++] = ' ';
    else
      add_normal(code, to);
  }
  gboolean plain = TRUE;
  for (guint i = 0; i < to->n; i++)
    plain = plain && to->codes[i] < CODES;
  if (plain)
    to->n = (guint)utf8proc_normalize_utf32(to->codes, to->n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static gboolean codes_equal(const Codes *a, const Codes *b) {
  return a->n == b->n && !memcmp(a->codes, b->codes, a->n * sizeof *a->codes);
}

static void fold_code(gint32 code, Codes *folded) {
  Codes next;
  *folded = (Codes){{code}, 1};
  for (guint round = 0; round < 8; round++) {
    expand(folded, &next);
    if (codes_equal(folded, &next))
      return;
    *folded = next;
  }
  g_autofree char *name = g_strdup_printf("U+%04X", (guint)code);
  fail("mkfold: %s never comes to rest: the tables go round", name);
}

/* The entry of a character: 0 where it stays and is plain. Long ones go to the pool. */
static guint32 make_entry(gint32 code, GArray *pool) {
  Codes folded;
  if (code >= 0xD800 && code <= 0xDFFF)
    return 0;
  fold_code(code, &folded);
  if (folded.n == 1) {
    gint32 to = folded.codes[0];
    guint32 flags = (to < CODES && combines[to] ? FOLD_ENTRY_COMBINES : 0) |
                    (to == code && merged[code] ? FOLD_ENTRY_MERGES : 0);
    return to == code && !flags ? 0 : (guint32)to | flags;
  }
  guint32 entry = FOLD_ENTRY_LONG | pool->len << FOLD_LONG_BITS | folded.n;
  for (guint i = 0; i < folded.n; i++) {
    guint32 each = (guint32)folded.codes[i];
    if (each < CODES && combines[each])
      each |= FOLD_ENTRY_COMBINES;
    g_array_append_val(pool, each);
  }
  return entry;
}

static void print_words(const char *type, const char *name, const guint32 *words, guint n) {
  printf("static const %s %s[] = {", type, name);
  for (guint i = 0; i < n; i++)
    printf("%s0x%x,", i % 16 ? "" : "\n", words[i]);
  printf("};\n");
}

static void print_tables(void) {
  GArray *pool = g_array_new(FALSE, FALSE, sizeof(guint32));
  GArray *blocks = g_array_new(FALSE, TRUE, sizeof(guint32));
  guint32 index[CODES >> FOLD_BLOCK_BITS];
  g_array_set_size(blocks, FOLD_BLOCK_SIZE); /* block 0: all stay */
  for (guint b = 0; b < G_N_ELEMENTS(index); b++) {
    guint32 block[FOLD_BLOCK_SIZE];
    gboolean plain = TRUE;
    for (guint i = 0; i < FOLD_BLOCK_SIZE; i++) {
      block[i] = make_entry((gint32)(b * FOLD_BLOCK_SIZE + i), pool);
      plain = plain && !block[i];
    }
    index[b] = plain ? 0 : blocks->len / FOLD_BLOCK_SIZE;
    if (!plain)
      g_array_append_vals(blocks, block, FOLD_BLOCK_SIZE);
  }
  print_words("guint16", "fold_index", index, G_N_ELEMENTS(index));
  print_words("guint32", "fold_blocks", (guint32 *)blocks->data, blocks->len);
  print_words("guint32", "fold_pool", (guint32 *)pool->data, pool->len);
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(sum, (guchar *)blocks->data, blocks->len * sizeof(guint32));
  g_checksum_update(sum, (guchar *)pool->data, pool->len * sizeof(guint32));
  g_checksum_update(sum, (guchar *)merged, CODES * sizeof *merged);
  printf("#define FOLD_TABLES_HASH \"%.12s\"\n", g_checksum_get_string(sum));
  g_checksum_free(sum);
  g_array_unref(pool);
  g_array_unref(blocks);
}

static void print_merges(void) {
  printf("static const struct { guint32 from, to; } fold_merges[] = {\n");
  for (gint32 code = 0; code < CODES; code++)
    if (merged[code])
      printf("{0x%x, 0x%x},\n", (guint)code, (guint)merged[code]);
  printf("};\n");
}

int main(int argc, char **argv) {
  if (argc != 4)
    fail("usage: %s RADICALS VARIANTS MARKS", argv[0]);
  single = g_new0(gint32, CODES);
  merged = g_new0(gint32, CODES);
  combines = g_new0(guint8, CODES);
  read_characters(argv[1], TRUE);
  read_characters(argv[2], FALSE);
  read_marks(argv[3]);
  mark_combining();
  printf("/* Made by mkfold from the fold-*.tsv tables: do not edit. */\n");
  print_tables();
  print_merges();
  g_free(single);
  g_free(merged);
  g_free(combines);
  return 0;
}
