/* FOLD_READ: characters by table, then white space and lines, then numbers. */
#include "fold_steps.h"

#include <string.h>
#include <utf8proc.h>

#include "fold_entry.h"
#include "fold-tables.h"

/* Marks that may follow one character; more are dropped, so that no text makes the sort quadratic.
 */
#define JOIN_MAX 30
#define JOIN_ROOM 512

#define LONG_MARK 0x30FC /* ー */

/* A line of fewer columns was not broken because it was full. */
#define FULL_LINE_COLS 36
#define WRAPPED_LINES_MAX 40
#define FULL_STOP 0x3002 /* 。 */

static guint32 entry_of(guint32 code) {
  guint32 block = fold_index[code >> FOLD_BLOCK_BITS];
  return block ? fold_blocks[(block << FOLD_BLOCK_BITS) + (code & (FOLD_BLOCK_SIZE - 1))] : 0;
}

guint32 fold_merge(guint32 code) {
  if (code < 0x2E80 || !(entry_of(code) & FOLD_ENTRY_MERGES))
    return code;
  for (guint i = 0; i < G_N_ELEMENTS(fold_merges); i++)
    if (fold_merges[i].from == code)
      return fold_merges[i].to;
  return code;
}

const char *fold_version(void) {
  return "fold2/" FOLD_TABLES_HASH;
}

guint32 fold_decode_long(const guchar *at, const guchar *end, guint *bytes) {
  static const guint32 least[] = {0, 0, 0x80, 0x800, 0x10000};
  guint n = *at < 0x80 ? 1 : *at < 0xC2 ? 0 : *at < 0xE0 ? 2 : *at < 0xF0 ? 3 : *at < 0xF5 ? 4 : 0;
  *bytes = 1;
  if (n == 1)
    return *at;
  if (!n || (gsize)(end - at) < n)
    return 0xFFFD;
  guint32 code = *at & (0x7Fu >> n);
  for (guint i = 1; i < n; i++) {
    if ((at[i] & 0xC0) != 0x80)
      return 0xFFFD;
    code = code << 6 | (at[i] & 0x3Fu);
  }
  if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
    return 0xFFFD;
  *bytes = n;
  return code;
}

/* ---- characters ---- */

typedef struct {
  FoldCodes out;
  gsize base;     /* the last character that joins nothing before it */
  gboolean dirty; /* marks stand behind base: compose them */
} Reader;

static inline void append(FoldCodes *codes, guint32 code, guint32 offset) {
  if (codes->n == codes->room) {
    codes->room = codes->room * 2 + 64;
    codes->at = g_renew(FoldCode, codes->at, codes->room);
  }
  codes->at[codes->n++] = (FoldCode){code, offset};
}

static gsize decompose(const gint32 *from, gsize n, gint32 *to) {
  gsize filled = 0;
  int last = 0;
  for (gsize i = 0; i < n; i++) {
    if (from[i] >= FOLD_DASH) {
      to[filled++] = from[i];
      continue;
    }
    utf8proc_ssize_t made =
        utf8proc_decompose_char(from[i], to + filled, (utf8proc_ssize_t)(JOIN_ROOM - filled),
                                UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &last);
    filled += made > 0 && filled + (gsize)made <= JOIN_ROOM ? (gsize)made : 0;
  }
  return filled;
}

static void sort_marks(gint32 *codes, gsize n) {
  for (gsize i = 1; i < n; i++) {
    gint32 code = codes[i];
    int class = code < FOLD_DASH ? utf8proc_get_property(code)->combining_class : 0;
    gsize j = i;
    for (; class && j && codes[j - 1] < FOLD_DASH &&
           utf8proc_get_property(codes[j - 1])->combining_class > class;
         j--)
      codes[j] = codes[j - 1];
    codes[j] = code;
  }
}

/* One round of composing and of the table over the result; n of the new codes. */
static gsize compose_round(gint32 *codes, gsize n) {
  gint32 parts[JOIN_ROOM];
  gsize parts_n = decompose(codes, n, parts), made = 0;
  sort_marks(parts, parts_n);
  gsize first = parts_n && parts[0] >= FOLD_DASH ? 1 : 0;
  parts_n =
      first + (gsize)utf8proc_normalize_utf32(parts + first, (utf8proc_ssize_t)(parts_n - first),
                                              UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  for (gsize i = 0; i < parts_n; i++) {
    guint32 entry = (guint32)parts[i] < FOLD_DASH ? entry_of((guint32)parts[i]) : 0;
    if (!(entry & FOLD_ENTRY_LONG)) {
      codes[made++] = entry ? (gint32)(entry & FOLD_ENTRY_CODE) : parts[i];
      continue;
    }
    guint length = entry & ((1u << FOLD_LONG_BITS) - 1);
    const guint32 *pool = fold_pool + ((entry & ~FOLD_ENTRY_LONG) >> FOLD_LONG_BITS);
    for (guint j = 0; j < length && made < JOIN_ROOM / 8; j++)
      codes[made++] = (gint32)(pool[j] & FOLD_ENTRY_CODE);
  }
  return made;
}

/* A voiced sound mark that joined nothing is dropped: あ゛ is read as あ. */
static gsize drop_lone_marks(gint32 *codes, gsize n) {
  gsize kept = 0;
  for (gsize i = 0; i < n; i++)
    if (codes[i] != 0x3099 && codes[i] != 0x309A)
      codes[kept++] = codes[i];
  return kept;
}

/* Composes what stands from base on (か + ゛ -> が), until it rests. */
static void compose_marks(Reader *reader) {
  gint32 codes[JOIN_ROOM], before[JOIN_ROOM];
  FoldCode *from = reader->out.at + reader->base;
  gsize n = reader->out.n - reader->base, from_n = n;
  for (gsize i = 0; i < n; i++)
    codes[i] = (gint32)from[i].code;
  for (guint round = 0; round < 4; round++) {
    gsize before_n = n;
    memcpy(before, codes, n * sizeof *codes);
    n = drop_lone_marks(codes, compose_round(codes, n));
    if (n == before_n && !memcmp(before, codes, n * sizeof *codes))
      break;
  }
  guint32 offset = from->offset;
  g_autofree FoldCode *old = g_memdup2(from, from_n * sizeof *from);
  reader->out.n = reader->base;
  for (gsize i = 0; i < n; i++)
    append(&reader->out, (guint32)codes[i], n == from_n ? old[i].offset : offset);
  reader->dirty = FALSE;
}

static void put(Reader *reader, guint32 flagged, guint32 offset) {
  guint32 code = flagged & FOLD_ENTRY_CODE;
  if (flagged & FOLD_ENTRY_COMBINES) {
    if (reader->out.n - reader->base > JOIN_MAX)
      return;
    reader->dirty = TRUE;
  } else {
    if (reader->dirty)
      compose_marks(reader);
    reader->base = reader->out.n;
  }
  append(&reader->out, code, offset);
}

static void read_characters(Reader *reader, const guchar *source, gsize source_bytes) {
  const guchar *end = source + source_bytes;
  guint bytes;
  for (const guchar *at = source; at < end; at += bytes) {
    guint32 code = fold_decode(at, end, &bytes), offset = (guint32)(at - source);
    guint32 entry = entry_of(code);
    if (!entry && !reader->dirty) {
      reader->base = reader->out.n;
      append(&reader->out, code, offset);
    } else if (!entry) {
      put(reader, code, offset);
    } else if (!(entry & FOLD_ENTRY_LONG)) {
      put(reader, entry, offset);
    } else {
      guint n = entry & ((1u << FOLD_LONG_BITS) - 1);
      const guint32 *pool = fold_pool + ((entry & ~FOLD_ENTRY_LONG) >> FOLD_LONG_BITS);
      for (guint i = 0; i < n; i++)
        put(reader, pool[i], offset);
    }
  }
  if (reader->dirty)
    compose_marks(reader);
}

/* ---- white space and lines ---- */

static gboolean one_of(guint32 code, const char *set) {
  for (; *set; set = g_utf8_next_char(set))
    if (g_utf8_get_char(set) == code)
      return TRUE;
  return FALSE;
}

static gboolean is_digit(guint32 code) {
  return code >= '0' && code <= '9';
}

static gboolean is_alnum(guint32 code) {
  return is_digit(code) || (code >= 'a' && code <= 'z');
}

static gboolean is_dash(guint32 code) {
  return code == '-' || code == FOLD_DASH;
}

/* Bullets, numbers of headings, brackets that open an item: a new line even after a full one. */
static gboolean begins_item(const FoldCode *at, gsize n) {
  guint32 first = at[0].code, second = n > 1 ? at[1].code : 0, third = n > 2 ? at[2].code : 0;
  if (is_dash(first) || one_of(first, "・*※●○◆■□◇▲△▼▽★☆◎【#>§→⇒〇"))
    return TRUE;
  if (first == '(' && (one_of(second, ")") || one_of(third, ")") || is_digit(second)))
    return TRUE;
  if (is_digit(first))
    return one_of(second, ".)、:") || (is_digit(second) && one_of(third, ".)、:"));
  return FALSE;
}

/* Characters that never begin a line of their own: particles, small kana, closing marks. */
static gboolean continues_line(const FoldCode *at, gsize n) {
  static const char *const words[] = {"はじ", "はい", "はが", "がん",
                                      "のち", "りん", "にせ", "にほ"};
  guint32 first = at[0].code, second = n > 1 ? at[1].code : 0;
  if (!one_of(first,
              "をはがのにへんらりるれてっょゃゅぁぃぅぇぉーッャュョァィゥェォ々、。」』】)]}"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_utf8_get_char(words[i]) == first && g_utf8_get_char(g_utf8_next_char(words[i])) == second)
      return FALSE;
  return TRUE;
}

static gsize line_cols(const FoldCode *at, gsize n) {
  gsize cols = 0;
  for (gsize i = 0; i < n; i++)
    cols += at[i].code < 0x1100 ? 1 : 2;
  return cols;
}

typedef struct {
  const FoldCode *in;
  gsize n, line; /* where the line under way begins */
  FoldCodes out;
} Spacer;

static gsize line_end(const Spacer *spacer, gsize from) {
  while (from < spacer->n && spacer->in[from].code != '\n')
    from++;
  while (from > 0 && spacer->in[from - 1].code == ' ')
    from--;
  return from;
}

static gsize next_line(const Spacer *spacer, gsize end) {
  while (end < spacer->n && spacer->in[end].code == ' ')
    end++;
  return end < spacer->n ? end + 1 : end;
}

/* A paragraph that was broken to fit a width: a full line of cols, then lines as full, to one that
 * is no longer and ends a sentence. */
static gboolean looks_wrapped(const Spacer *spacer, gsize cols, gsize next) {
  for (guint lines = 0; lines < WRAPPED_LINES_MAX && next < spacer->n; lines++) {
    gsize end = line_end(spacer, next), next_cols = line_cols(spacer->in + next, end - next);
    if (end == next || next_cols > cols + 2)
      return FALSE;
    if (spacer->in[end - 1].code == FULL_STOP)
      return TRUE;
    if (next_cols + 4 < cols)
      return FALSE;
    next = next_line(spacer, end);
  }
  return FALSE;
}

/* Whether the line in[spacer->line..from) and the one from to on, a single line break between, are
 * one line that was broken. */
static gboolean line_goes_on(const Spacer *spacer, gsize from, gsize to) {
  const FoldCode *line = spacer->in + spacer->line, *next = spacer->in + to;
  gsize line_n = from - spacer->line, next_n = spacer->n - to;
  guint32 last = line[line_n - 1].code, before = line_n > 1 ? line[line_n - 2].code : 0;
  if (one_of(last, "。.!?」』】:;>") || begins_item(next, next_n))
    return FALSE;
  if (continues_line(next, next_n))
    return TRUE;
  gboolean thing = before == 0x3082 && last == 0x306E; /* もの ends headings */
  if (line_n >= 2 && !thing && one_of(last, "をはがのともへや、,"))
    return TRUE;
  gsize cols = line_cols(line, line_n);
  return cols >= FULL_LINE_COLS && fold_is_japanese(last) && fold_is_japanese(next->code) &&
         looks_wrapped(spacer, cols, to);
}

/* White space in[from..to): nothing, a space, or a break (two line feeds: folding again keeps it).
 */
static void put_space(Spacer *spacer, gsize from, gsize to) {
  const FoldCode *in = spacer->in;
  guint breaks = 0;
  for (gsize i = from; i < to; i++)
    breaks += in[i].code == '\n';
  gboolean edge = from == 0 || to == spacer->n;
  gboolean broken = breaks == 1 && !edge && line_goes_on(spacer, from, to);
  if (breaks)
    spacer->line = to;
  if (edge)
    return;
  if (breaks && !broken) {
    append(&spacer->out, '\n', in[from].offset);
    append(&spacer->out, '\n', in[from].offset);
  } else if (!fold_is_japanese(in[from - 1].code) && !fold_is_japanese(in[to].code)) {
    append(&spacer->out, ' ', in[from].offset);
  }
}

/* A look-alike of dashes: the long vowel mark inside or at the end of a katakana word. */
static guint32 resolve_dash(const FoldCodes *out, const FoldCode *in, gsize i, gsize n) {
  guint32 before = out->n ? out->at[out->n - 1].code : 0;
  guint32 after = i + 1 < n ? in[i + 1].code : 0;
  if (fold_is_katakana(before) && (fold_is_japanese(after) || !after))
    return LONG_MARK;
  return '-';
}

static void put_dash(Spacer *spacer, gsize i) {
  guint32 code = spacer->in[i].code;
  const FoldCodes *out = &spacer->out;
  if (code == FOLD_DASH)
    code = resolve_dash(out, spacer->in, i, spacer->n);
  else if (out->n && is_alnum(out->at[out->n - 1].code))
    code = '-'; /* 03ー1234ー5678 */
  append(&spacer->out, code, spacer->in[i].offset);
}

static void settle_spaces(FoldWork *work) {
  FoldCodes *codes = &work->codes;
  fold_reserve(&work->spare, codes->n + 64);
  Spacer spacer = {codes->at, codes->n, 0, work->spare};
  for (gsize i = 0; i < codes->n;) {
    gsize from = i;
    while (i < codes->n && (codes->at[i].code == ' ' || codes->at[i].code == '\n'))
      i++;
    if (i > from)
      put_space(&spacer, from, i);
    else if (codes->at[i].code == FOLD_DASH || codes->at[i].code == LONG_MARK)
      put_dash(&spacer, i++);
    else
      append(&spacer.out, codes->at[i].code, codes->at[i].offset), i++;
  }
  work->spare = *codes;
  *codes = spacer.out;
}

/* ---- numbers ---- */

/* Length of a separator and its three digits at i (",345", ", 345"); 0 where there is none. */
static gsize thousand_group(const FoldCodes *codes, gsize i, gsize *digits) {
  gsize at = i, n = codes->n;
  const FoldCode *c = codes->at;
  if (at < n && c[at].code == ' ')
    at++;
  if (at >= n || c[at].code != ',')
    return 0;
  at++;
  if (at < n && c[at].code == ' ')
    at++;
  if (at + 3 > n || !is_digit(c[at].code) || !is_digit(c[at + 1].code) ||
      !is_digit(c[at + 2].code) || (at + 3 < n && is_digit(c[at + 3].code)))
    return 0;
  *digits = at;
  return at + 3 - i;
}

/* Takes the separators out of a number that begins at i; moves to the first place behind it. */
static gsize settle_number(FoldCodes *codes, gsize i, gsize *to) {
  gsize from = i, group, digits;
  gboolean whole = (i == 0 || !one_of(codes->at[i - 1].code, ".,")) && codes->at[i].code != '0';
  while (i < codes->n && is_digit(codes->at[i].code))
    codes->at[(*to)++] = codes->at[i++];
  while (whole && i - from <= 3 && (group = thousand_group(codes, i, &digits))) {
    for (gsize j = 0; j < 3; j++)
      codes->at[(*to)++] = codes->at[digits + j];
    i += group;
    from = i - 1; /* every further group may follow */
  }
  return i;
}

static gsize first_comma(const FoldCodes *codes) {
  gsize i = 0;
  while (i < codes->n && codes->at[i].code != ',')
    i++;
  return i;
}

static void settle_numbers(FoldCodes *codes) {
  gsize i = first_comma(codes), to;
  if (i == codes->n)
    return;
  while (i > 0 && (is_digit(codes->at[i - 1].code) || codes->at[i - 1].code == ' '))
    i--;
  for (to = i; i < codes->n;) {
    if (is_digit(codes->at[i].code))
      i = settle_number(codes, i, &to);
    else
      codes->at[to++] = codes->at[i++];
  }
  codes->n = to;
}

void fold_read_codes(const char *source, gsize source_bytes, FoldWork *work) {
  fold_reserve(&work->codes, source_bytes / 2 + 64);
  Reader reader = {work->codes, 0, FALSE};
  read_characters(&reader, (const guchar *)source, source_bytes);
  work->codes = reader.out;
  settle_spaces(work);
  settle_numbers(&work->codes);
}
