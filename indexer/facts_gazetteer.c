/* facts_gazetteer.c: an organisation's name -> its sector, by the tables of names, parts and forms.
 */
#include "facts_gazetteer.h"

#include <string.h>

#include "dict/automaton.h"
#include "dict/table.h"

#define NAME_BYTES_MAX 240
#define FORM_BYTES_MIN 3
#define TAIL_BYTES_MIN 2
/* Shorter Latin words say nothing inside a longer one. */
#define LATIN_CHARS_MIN 5
/* An ending of this weight (センター, 協会) is one that many have. */
#define COMMON_WEIGHT 6.0
#define KATAKANA_PLACE_CHARS_MAX 5

/* WHERE_N and what follows is no place of the tables: a word of endings at a name's beginning
 * (民宿いそかぜ, 家電のスガワラ) or within it. */
typedef enum {
  WHERE_NAME,
  WHERE_SUFFIX,
  WHERE_PREFIX,
  WHERE_PART,
  WHERE_N,
  WHERE_HEAD = WHERE_N,
  WHERE_MIDDLE,
  WHERE_ALL
} Where;

/* What one word says as a whole name, at the end, at the beginning, anywhere. */
typedef struct {
  GazetteerSectors sectors[WHERE_N];
  double weight[WHERE_N]; /* 0: says nothing there */
} Entry;

typedef struct {
  char *text;
  gsize bytes;
  GazetteerSectors sectors;
  double weight;
} Form;

/* The second and third byte of a form, and its last two: they tell most names at once. */
typedef struct {
  guint16 front, back;
} Ends;

struct Gazetteer {
  Automaton *automaton; /* of all words */
  GArray *entries;      /* of Entry, by word */
  GArray *forms;        /* of Form, longest first */
  GArray *form_ends;    /* of Ends, of each form */
  GArray *tails;        /* of Form, folded: say nothing, or little, at a name's end */
  GArray *tail_ends;    /* of Ends, of each tail */
};

typedef struct {
  const Taxonomy *taxonomy;
  const char *path;
  const Table *table;
  guint line;
  GError **error;
} Reader;

static void form_clear(gpointer data) {
  g_free(((Form *)data)->text);
}

void gazetteer_free(Gazetteer *gazetteer) {
  if (!gazetteer)
    return;
  automaton_free(gazetteer->automaton);
  g_array_unref(gazetteer->entries);
  g_array_unref(gazetteer->forms);
  g_clear_pointer(&gazetteer->form_ends, g_array_unref);
  g_array_unref(gazetteer->tails);
  g_clear_pointer(&gazetteer->tail_ends, g_array_unref);
  g_free(gazetteer);
}

static gboolean read_sectors(const Reader *reader, const char *cell, GazetteerSectors *sectors) {
  memset(sectors, 0, sizeof *sectors);
  if (strcmp(cell, "-") == 0)
    return TRUE;
  char **keys = g_strsplit(cell, ",", GAZETTEER_SECTORS_MAX);
  gboolean ok = TRUE;
  for (char **key = keys; ok && *key; key++) {
    int code = taxonomy_code(reader->taxonomy, TAXONOMY_SECTOR, *key);
    if ((ok = code >= 0))
      sectors->codes[sectors->n++] = code;
    else
      g_set_error(reader->error, TABLE_ERROR, 0, "%s:%u: unknown sector: %s", reader->path,
                  reader->line, *key);
  }
  g_strfreev(keys);
  return ok;
}

static void add_entry(Gazetteer *gazetteer, const char *word, Where where,
                      const GazetteerSectors *sectors, double weight) {
  char *folded = fold_string(FOLD_INDEX, word, -1);
  Entry none = {0};
  guint number = gazetteer->entries->len;
  if (*folded)
    number = automaton_add(gazetteer->automaton, folded, strlen(folded), number);
  if (number == gazetteer->entries->len)
    g_array_append_val(gazetteer->entries, none);
  Entry *entry = &g_array_index(gazetteer->entries, Entry, number);
  if (*folded && weight > entry->weight[where]) {
    entry->sectors[where] = *sectors;
    entry->weight[where] = weight;
  }
  g_free(folded);
}

typedef gboolean (*RowFunc)(Gazetteer *gazetteer, const Reader *reader, const char **cells);

static gboolean read_name(Gazetteer *gazetteer, const Reader *reader, const char **cells) {
  GazetteerSectors sectors;
  if (!read_sectors(reader, cells[1], &sectors))
    return FALSE;
  add_entry(gazetteer, cells[0], WHERE_NAME, &sectors, 10);
  return TRUE;
}

/* Shorter ones than so many bytes are passed by. */
static void add_form(GArray *forms, const char *text, gsize least_bytes,
                     const GazetteerSectors *sectors, double weight) {
  char *folded = fold_string(FOLD_INDEX, text, -1);
  Form form = {folded, strlen(folded), *sectors, weight};
  if (form.bytes >= least_bytes)
    g_array_append_val(forms, form);
  else
    g_free(folded);
}

static gboolean read_part(Gazetteer *gazetteer, const Reader *reader, const char **cells) {
  static const char *const names[] = {
      [WHERE_SUFFIX] = "suffix", [WHERE_PREFIX] = "prefix", [WHERE_PART] = "part"};
  GazetteerSectors sectors;
  if (!read_sectors(reader, cells[2], &sectors))
    return FALSE;
  if (strcmp(cells[1], "tail") == 0) {
    add_form(gazetteer->tails, cells[0], TAIL_BYTES_MIN, &sectors, 0);
    return TRUE;
  }
  const char *place = strcmp(cells[1], "trade") == 0 ? "suffix" : cells[1];
  for (int where = WHERE_SUFFIX; where < WHERE_N; where++)
    if (strcmp(place, names[where]) == 0) {
      add_entry(gazetteer, cells[0], where, &sectors, g_ascii_strtod(cells[3], NULL));
      return TRUE;
    }
  g_set_error(reader->error, TABLE_ERROR, 0,
              "%s:%u: neither suffix, trade, prefix, part nor tail: %s", reader->path, reader->line,
              cells[1]);
  return FALSE;
}

/* Two bytes that tell most texts apart: those of a character of three that follow the first. */
static inline guint16 pair_at(const char *p) {
  guint16 pair;
  memcpy(&pair, p, sizeof pair);
  return pair;
}

static Ends ends_of(const char *text, gsize bytes) {
  return (Ends){pair_at(text + 1), pair_at(text + bytes - 2)};
}

static GArray *ends_of_forms(const GArray *forms) {
  GArray *all = g_array_new(FALSE, FALSE, sizeof(Ends));
  for (guint i = 0; i < forms->len; i++) {
    const Form *form = &g_array_index(forms, Form, i);
    const Ends ends = ends_of(form->text, form->bytes);
    g_array_append_val(all, ends);
  }
  return all;
}

static gboolean read_form(Gazetteer *gazetteer, const Reader *reader, const char **cells) {
  GazetteerSectors sectors;
  if (!read_sectors(reader, cells[2], &sectors))
    return FALSE;
  double weight = g_ascii_strtod(cells[3], NULL);
  add_form(gazetteer->forms, cells[0], FORM_BYTES_MIN, &sectors, weight);
  char **others = g_strsplit(cells[1], ",", -1);
  for (char **other = others; *other; other++)
    if (strcmp(*other, "-") != 0 && g_utf8_strlen(*other, -1) > 1)
      add_form(gazetteer->forms, *other, FORM_BYTES_MIN, &sectors, weight);
  g_strfreev(others);
  return TRUE;
}

static gboolean read_table(Gazetteer *gazetteer, const char *data_dir, const char *name,
                           guint columns, RowFunc func, const Taxonomy *taxonomy, GError **error) {
  char *path = g_build_filename(data_dir, name, NULL);
  Table *table = table_read(path, columns, columns, error);
  gboolean ok = table != NULL;
  for (guint i = 0; ok && i < table->rows->len; i++) {
    const TableRow *row = &g_array_index(table->rows, TableRow, i);
    Reader reader = {taxonomy, path, table, row->line, error};
    ok = func(gazetteer, &reader, row->cells);
  }
  table_free(table);
  g_free(path);
  return ok;
}

static int longer_first(gconstpointer a, gconstpointer b) {
  gsize left = ((const Form *)a)->bytes, right = ((const Form *)b)->bytes;
  return left < right ? 1 : left > right ? -1 : 0;
}

Gazetteer *gazetteer_load(const char *data_dir, const Taxonomy *taxonomy, GError **error) {
  Gazetteer *gazetteer = g_new0(Gazetteer, 1);
  gazetteer->automaton = automaton_new();
  gazetteer->entries = g_array_new(FALSE, TRUE, sizeof(Entry));
  gazetteer->forms = g_array_new(FALSE, FALSE, sizeof(Form));
  g_array_set_clear_func(gazetteer->forms, form_clear);
  gazetteer->tails = g_array_new(FALSE, FALSE, sizeof(Form));
  g_array_set_clear_func(gazetteer->tails, form_clear);
  if (!read_table(gazetteer, data_dir, "organisations.tsv", 2, read_name, taxonomy, error) ||
      !read_table(gazetteer, data_dir, "organisation-parts.tsv", 4, read_part, taxonomy, error) ||
      !read_table(gazetteer, data_dir, "organisation-forms.tsv", 4, read_form, taxonomy, error)) {
    gazetteer_free(gazetteer);
    return NULL;
  }
  g_array_sort(gazetteer->forms, longer_first);
  gazetteer->form_ends = ends_of_forms(gazetteer->forms);
  gazetteer->tail_ends = ends_of_forms(gazetteer->tails);
  automaton_compile(gazetteer->automaton);
  return gazetteer;
}

/* ---- asking */

static void better(GazetteerAnswer *answer, const GazetteerSectors *sectors, double score) {
  if (!sectors->n)
    return;
  double *known = &answer->by_code[sectors->codes[0]];
  *known = MAX(*known, score);
  if (score > answer->score) {
    answer->sectors = *sectors;
    answer->score = score;
  }
}

/* What another reading of the name says: a share of it, at most so much. */
static void merge(GazetteerAnswer *answer, const GazetteerAnswer *other, double share,
                  double most) {
  for (guint c = 0; c < GAZETTEER_CODES_MAX; c++)
    answer->by_code[c] = MAX(answer->by_code[c], MIN(other->by_code[c] * share, most));
  better(answer, &other->sectors, MIN(other->score * share, most));
}

/* What is left of a name: characters, by number, of a folded text. */
typedef struct {
  const FoldedText *text;
  guint from, to;
} Name;

static const char *name_start(const Name *name) {
  return name->text->text + name->text->starts[name->from];
}

static gsize name_bytes(const Name *name) {
  return name->text->starts[name->to] - name->text->starts[name->from];
}

static void cut_front(Name *name, gsize bytes) {
  const guint32 to = name->text->starts[name->from] + (guint32)bytes;
  while (name->text->starts[name->from] < to)
    name->from++;
}

static void cut_back(Name *name, gsize bytes) {
  const guint32 to = name->text->starts[name->to] - (guint32)bytes;
  while (name->text->starts[name->to] > to)
    name->to--;
}

/* The first form from number i on that has an end of these; their number where none has. */
static guint next_form(const GArray *all, Ends ends, guint i) {
  for (; i < all->len; i++) {
    const Ends *form = &g_array_index(all, Ends, i);
    if ((form->front == ends.front) | (form->back == ends.back))
      break;
  }
  return i;
}

/* Cuts corporate forms off both ends (and out of the middle before a space that folding removed).
 */
static void strip_forms(const Gazetteer *gazetteer, Name *name, GazetteerAnswer *answer) {
  for (guint i = 0; name_bytes(name) >= FORM_BYTES_MIN; i++) {
    const char *start = name_start(name), *end = start + name_bytes(name);
    i = next_form(gazetteer->form_ends, ends_of(start, name_bytes(name)), i);
    if (i == gazetteer->forms->len)
      return;
    const Form *form = &g_array_index(gazetteer->forms, Form, i);
    if (form->bytes > (gsize)(end - start))
      continue;
    gboolean front = memcmp(start, form->text, form->bytes) == 0;
    gboolean back = memcmp(end - form->bytes, form->text, form->bytes) == 0;
    if (!front && !back)
      continue;
    better(answer, &form->sectors, form->weight);
    if (front)
      cut_front(name, form->bytes);
    else if (form->sectors.n == 0)
      cut_back(name, form->bytes);
  }
}

/* ニセコ町: a place may have a name of katakana alone. */
static gboolean is_katakana_place(const char *name, gsize bytes) {
  static const char *const endings[] = {"市", "町", "村"};
  glong chars = 0;
  const char *p = name;
  for (; p < name + bytes; p = g_utf8_next_char(p), chars++) {
    gunichar c = g_utf8_get_char(p);
    if (c < 0x30a1 || c > 0x30fc)
      break;
  }
  if (chars < 2 || chars > KATAKANA_PLACE_CHARS_MAX)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
    if (p + strlen(endings[i]) == name + bytes && memcmp(p, endings[i], strlen(endings[i])) == 0)
      return TRUE;
  return FALSE;
}

/* Where the name begins behind the prefecture that it may name first (青森県十和崎市). */
static const char *behind_prefecture(const char *name, gsize bytes) {
  static const char *const kinds[] = {"県", "府", "都", "北海道"};
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    const char *at = memmem(name, MIN(bytes, 12), kinds[i], strlen(kinds[i]));
    if (at && at + strlen(kinds[i]) < name + bytes && (at > name || strlen(kinds[i]) > 3))
      return at + strlen(kinds[i]);
  }
  return name;
}

/* A one-character ending (市, 町, 組) tells only behind a short name without katakana, those of
 * places aside (榛ヶ浦市): not in ホテルニュー帝都. */
static gboolean short_ending_fits(const char *name, gsize bytes) {
  if (is_katakana_place(name, bytes))
    return TRUE;
  static const gunichar of_places[] = {0x30b1, 0x30f6, 0x30ce, 0x30c4, 0x30ac};
  glong chars = 0;
  for (const char *p = behind_prefecture(name, bytes); p < name + bytes;
       p = g_utf8_next_char(p), chars++) {
    gunichar c = g_utf8_get_char(p);
    gboolean place = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(of_places); i++)
      place = place || c == of_places[i];
    if (!place && (c < 0x3041 || (c >= 0x30a1 && c <= 0x30fc)))
      return FALSE;
  }
  return chars <= 6;
}

/* The longest word found at each place of a name; of equally long ones the heavier. */
typedef struct {
  const Entry *entry[WHERE_ALL];
  gsize chars[WHERE_ALL];
  gboolean whole;
  gboolean owner; /* the head is followed by の */
} Pieces;

/* The place of the tables that tells what a word says at this one. */
static Where told_by(Where where) {
  return where < WHERE_N ? where : WHERE_SUFFIX;
}

static void note_piece(Pieces *pieces, Where where, const Entry *entry, gsize chars) {
  const Entry *known = pieces->entry[where];
  Where by = told_by(where);
  if (entry->weight[by] <= 0 || (known && pieces->chars[where] > chars) ||
      (known && pieces->chars[where] == chars && known->weight[by] >= entry->weight[by]))
    return;
  pieces->entry[where] = entry;
  pieces->chars[where] = chars;
}

static void note_pieces(Pieces *pieces, const Name *name, const Entry *entry, gsize chars,
                        gboolean at_start, gboolean at_end) {
  if (at_start && at_end && entry->weight[WHERE_NAME] > 0)
    pieces->whole = TRUE;
  if (at_start && (at_end || chars >= 3))
    note_piece(pieces, WHERE_NAME, entry, chars);
  if (at_end && (chars > 1 || (!at_start && short_ending_fits(name_start(name), name_bytes(name)))))
    note_piece(pieces, WHERE_SUFFIX, entry, chars);
  if (at_start)
    note_piece(pieces, WHERE_PREFIX, entry, chars);
  note_piece(pieces, WHERE_PART, entry, chars);
  if (chars > 1 && !at_end && entry->weight[WHERE_SUFFIX] > COMMON_WEIGHT)
    note_piece(pieces, at_start ? WHERE_HEAD : WHERE_MIDDLE, entry, chars);
}

/* TRUE where a hit cuts a Latin word: JA in JACリクルートメント, with in withings. Long endings and
 * beginnings stand in closed compounds (FooClinic). */
static gboolean cuts_latin(const char *name, gsize bytes, const AutomatonHit *hit) {
  gboolean before =
      hit->start > 0 && g_ascii_isalnum(name[hit->start - 1]) && g_ascii_isalnum(name[hit->start]);
  gboolean behind =
      hit->end < bytes && g_ascii_isalnum(name[hit->end]) && g_ascii_isalnum(name[hit->end - 1]);
  return (before || behind) && hit->end - hit->start < LATIN_CHARS_MIN;
}

/* All words of the tables that stand in a name; hits: for the search's own use. */
static Pieces find_pieces(const Gazetteer *gazetteer, const Name *name, GArray *hits) {
  Pieces pieces = {0};
  const char *text = name_start(name);
  const gsize bytes = name_bytes(name);
  const guint32 first = name->text->starts[name->from];
  g_array_set_size(hits, 0);
  automaton_scan(gazetteer->automaton, name->text, name->from, name->to, hits);
  for (guint i = 0; i < hits->len; i++) {
    AutomatonHit hit = g_array_index(hits, AutomatonHit, i);
    hit.word &= ~AUTOMATON_LATIN;
    hit.start -= first;
    hit.end -= first;
    if (cuts_latin(text, bytes, &hit))
      continue;
    const Entry *entry = &g_array_index(gazetteer->entries, Entry, hit.word);
    gsize chars = fold_count_chars(text, hit.start, hit.end);
    note_pieces(&pieces, name, entry, chars, hit.start == 0, hit.end == bytes);
    if (pieces.entry[WHERE_HEAD] == entry && hit.start == 0)
      pieces.owner = hit.end < bytes && g_str_has_prefix(text + hit.end, "の");
  }
  return pieces;
}

/* What a piece says: its weight, more for a place that tells and for each character. An ending that
 * many have (センター, 協会) says its weight alone. */
static double piece_score(const Pieces *pieces, Where where) {
  static const double base[WHERE_ALL] = {
      [WHERE_NAME] = -7, [WHERE_SUFFIX] = 1.5, [WHERE_PREFIX] = 0.5,
      [WHERE_PART] = 1,  [WHERE_HEAD] = -1,    [WHERE_MIDDLE] = -5};
  static const double per_char[WHERE_ALL] = {
      [WHERE_NAME] = 0.8, [WHERE_SUFFIX] = 0.5, [WHERE_PREFIX] = 0.4,
      [WHERE_PART] = 0.4, [WHERE_HEAD] = 0.2,   [WHERE_MIDDLE] = 0.3};
  double weight = pieces->entry[where]->weight[told_by(where)];
  if (where == WHERE_SUFFIX && weight <= COMMON_WEIGHT)
    return weight;
  return weight + base[where] + per_char[where] * MIN(pieces->chars[where], 8) +
         (where == WHERE_HEAD && pieces->owner ? 2 : 0);
}

static void weigh_pieces(const Gazetteer *gazetteer, const Name *name, GArray *hits,
                         GazetteerAnswer *answer) {
  Pieces pieces = find_pieces(gazetteer, name, hits);
  for (int where = 0; where < WHERE_ALL; where++)
    if (pieces.entry[where])
      better(answer, &pieces.entry[where]->sectors[told_by(where)], piece_score(&pieces, where));
  if (pieces.whole)
    better(answer, &pieces.entry[WHERE_NAME]->sectors[WHERE_NAME], 100);
}

/* Cuts off what says nothing of the sector at a name's end. */
static gboolean strip_tail(const Gazetteer *gazetteer, Name *name) {
  const gsize bytes = name_bytes(name);
  const char *start = name_start(name), *end = start + bytes;
  for (guint i = 0; bytes >= FORM_BYTES_MIN; i++) {
    i = next_form(gazetteer->tail_ends, ends_of(start, bytes), i);
    if (i == gazetteer->tails->len)
      break;
    const Form *tail = &g_array_index(gazetteer->tails, Form, i);
    if (bytes > tail->bytes + 3 && memcmp(end - tail->bytes, tail->text, tail->bytes) == 0) {
      cut_back(name, tail->bytes);
      return TRUE;
    }
  }
  return FALSE;
}

static void ask_name(const Gazetteer *gazetteer, Name name, GArray *hits, GazetteerAnswer *answer) {
  const Name whole = name;
  weigh_pieces(gazetteer, &name, hits, answer);
  if (answer->score < 100)
    strip_forms(gazetteer, &name, answer);
  if (name.from != whole.from || name.to != whole.to)
    weigh_pieces(gazetteer, &name, hits, answer);
  while (answer->score < 100 && strip_tail(gazetteer, &name)) {
    GazetteerAnswer cut = {0};
    weigh_pieces(gazetteer, &name, hits, &cut);
    merge(answer, &cut, 0.95, 60);
  }
}

static void ask_folded(const Gazetteer *gazetteer, const FoldedText *folded, GArray *hits,
                       GazetteerAnswer *answer) {
  Name name = {folded, 0, (guint)folded->chars};
  while (name_bytes(&name) > NAME_BYTES_MAX)
    name.to--;
  ask_name(gazetteer, name, hits, answer);
}

static void ask_piece(const Gazetteer *gazetteer, const char *text, GArray *hits,
                      GazetteerAnswer *answer) {
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  ask_folded(gazetteer, &folded, hits, answer);
  folded_text_clear(&folded);
}

/* Each piece between the spaces and brackets, of which there are some. */
static void ask_pieces(const Gazetteer *gazetteer, const char *organisation, GArray *hits,
                       GazetteerAnswer *answer) {
  char *spaced = g_strdup(organisation);
  for (char *p; (p = strstr(spaced, "\xe3\x80\x80"));)
    memcpy(p, "   ", 3);
  char **pieces = g_strsplit_set(spaced, " \t()", 8);
  for (char **piece = pieces; *piece; piece++)
    if (g_utf8_strlen(*piece, -1) >= 2) {
      GazetteerAnswer one = {0};
      ask_piece(gazetteer, *piece, hits, &one);
      merge(answer, &one, piece == pieces ? 1 : 0.95, 50);
    }
  g_strfreev(pieces);
  g_free(spaced);
}

/* The whole name, then its pieces (医療法人社団恵風会 恵風中央病院). */
GazetteerAnswer gazetteer_ask(const Gazetteer *gazetteer, const char *organisation,
                              const FoldedText *folded) {
  GazetteerAnswer answer = {0};
  GArray *hits = g_array_new(FALSE, FALSE, sizeof(AutomatonHit));
  ask_folded(gazetteer, folded, hits, &answer);
  if (answer.score < 100 &&
      (strpbrk(organisation, " \t()") || strstr(organisation, "\xe3\x80\x80")))
    ask_pieces(gazetteer, organisation, hits, &answer);
  g_array_unref(hits);
  return answer;
}
