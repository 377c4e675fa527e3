/* Words asked for by their sound: kana for kanji (かんじゃ), the other kana (ひろけい), romaji. */
#include "search_internal.h"

#include <string.h>

#include "dict/fold.h"
#include "shim/schema.h"

#define READINGS_MAX 64

static gboolean is_hiragana(gunichar c) {
  return c >= 0x3041 && c <= 0x3096;
}

static gboolean is_katakana(gunichar c) {
  return c >= 0x30A1 && c <= 0x30F6;
}

gboolean word_is_kana(const char *text) {
  for (const char *at = text; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (!is_hiragana(c) && !is_katakana(c) && c != 0x30FC)
      return FALSE;
  }
  return *text != 0;
}

static char *to_kana(const char *text, gboolean hiragana) {
  GString *out = g_string_new(NULL);
  for (const char *at = text; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    if (hiragana && is_katakana(c) && c <= 0x30F6)
      c -= 0x60;
    else if (!hiragana && is_hiragana(c))
      c += 0x60;
    g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

/* ---- romaji */

static const struct {
  const char *roman, *kana;
} syllables[] = {
    {"kya", "きゃ"}, {"kyu", "きゅ"}, {"kyo", "きょ"}, {"gya", "ぎゃ"}, {"gyu", "ぎゅ"},
    {"gyo", "ぎょ"}, {"sha", "しゃ"}, {"shu", "しゅ"}, {"sho", "しょ"}, {"she", "しぇ"},
    {"shi", "し"},   {"sya", "しゃ"}, {"syu", "しゅ"}, {"syo", "しょ"}, {"cha", "ちゃ"},
    {"chu", "ちゅ"}, {"cho", "ちょ"}, {"che", "ちぇ"}, {"chi", "ち"},   {"tya", "ちゃ"},
    {"tyu", "ちゅ"}, {"tyo", "ちょ"}, {"tsu", "つ"},   {"nya", "にゃ"}, {"nyu", "にゅ"},
    {"nyo", "にょ"}, {"hya", "ひゃ"}, {"hyu", "ひゅ"}, {"hyo", "ひょ"}, {"bya", "びゃ"},
    {"byu", "びゅ"}, {"byo", "びょ"}, {"pya", "ぴゃ"}, {"pyu", "ぴゅ"}, {"pyo", "ぴょ"},
    {"mya", "みゃ"}, {"myu", "みゅ"}, {"myo", "みょ"}, {"rya", "りゃ"}, {"ryu", "りゅ"},
    {"ryo", "りょ"}, {"ja", "じゃ"},  {"ju", "じゅ"},  {"jo", "じょ"},  {"je", "じぇ"},
    {"ji", "じ"},    {"zya", "じゃ"}, {"zyu", "じゅ"}, {"zyo", "じょ"}, {"jya", "じゃ"},
    {"fa", "ふぁ"},  {"fi", "ふぃ"},  {"fe", "ふぇ"},  {"fo", "ふぉ"},  {"fu", "ふ"},
    {"whi", "うぃ"}, {"whe", "うぇ"}, {"who", "うぉ"}, {"tsa", "つぁ"}, {"tse", "つぇ"},
    {"tso", "つぉ"}, {"dyu", "でゅ"}, {"fyu", "ふゅ"}, {"kwa", "くぁ"}, {"wi", "うぃ"},
    {"we", "うぇ"},  {"va", "ゔぁ"},  {"vi", "ゔぃ"},  {"ve", "ゔぇ"},  {"vo", "ゔぉ"},
    {"thi", "てぃ"}, {"dhi", "でぃ"}, {"ka", "か"},    {"ki", "き"},    {"ku", "く"},
    {"ke", "け"},    {"ko", "こ"},    {"ga", "が"},    {"gi", "ぎ"},    {"gu", "ぐ"},
    {"ge", "げ"},    {"go", "ご"},    {"sa", "さ"},    {"si", "し"},    {"su", "す"},
    {"se", "せ"},    {"so", "そ"},    {"za", "ざ"},    {"zi", "じ"},    {"zu", "ず"},
    {"ze", "ぜ"},    {"zo", "ぞ"},    {"ta", "た"},    {"ti", "ち"},    {"tu", "つ"},
    {"te", "て"},    {"to", "と"},    {"da", "だ"},    {"di", "ぢ"},    {"du", "づ"},
    {"de", "で"},    {"do", "ど"},    {"na", "な"},    {"ni", "に"},    {"nu", "ぬ"},
    {"ne", "ね"},    {"no", "の"},    {"ha", "は"},    {"hi", "ひ"},    {"hu", "ふ"},
    {"he", "へ"},    {"ho", "ほ"},    {"ba", "ば"},    {"bi", "び"},    {"bu", "ぶ"},
    {"be", "べ"},    {"bo", "ぼ"},    {"pa", "ぱ"},    {"pi", "ぴ"},    {"pu", "ぷ"},
    {"pe", "ぺ"},    {"po", "ぽ"},    {"ma", "ま"},    {"mi", "み"},    {"mu", "む"},
    {"me", "め"},    {"mo", "も"},    {"ya", "や"},    {"yu", "ゆ"},    {"yo", "よ"},
    {"ra", "ら"},    {"ri", "り"},    {"ru", "る"},    {"re", "れ"},    {"ro", "ろ"},
    {"wa", "わ"},    {"wo", "を"},    {"vu", "ぶ"},    {"a", "あ"},     {"i", "い"},
    {"u", "う"},     {"e", "え"},     {"o", "お"},     {"-", "ー"},
};

/* Of foreign words: sekyuriti, dizunii. */
static const struct {
  const char *roman, *kana;
} foreign_syllables[] = {{"ti", "てぃ"}, {"di", "でぃ"}, {"tu", "とぅ"}, {"du", "どぅ"}};

static const char *next_syllable(const char **at, gboolean foreign) {
  for (guint i = 0; foreign && i < G_N_ELEMENTS(foreign_syllables); i++)
    if (g_str_has_prefix(*at, foreign_syllables[i].roman)) {
      *at += strlen(foreign_syllables[i].roman);
      return foreign_syllables[i].kana;
    }
  for (guint i = 0; i < G_N_ELEMENTS(syllables); i++)
    if (g_str_has_prefix(*at, syllables[i].roman)) {
      *at += strlen(syllables[i].roman);
      return syllables[i].kana;
    }
  gboolean doubled = (*at)[0] == (*at)[1] && strchr("kstcpgdbzjhfmr", (*at)[0]) && (*at)[0];
  if (doubled || ((*at)[0] == 't' && (*at)[1] == 'c')) {
    (*at)++;
    return "っ";
  }
  if ((*at)[0] != 'n' && !((*at)[0] == 'm' && (*at)[1] && strchr("bpm", (*at)[1])))
    return NULL;
  gboolean closed =
      (*at)[1] == '\'' || ((*at)[1] == 'n' && !((*at)[2] && strchr("aiueoy", (*at)[2])));
  *at += (*at)[0] == 'n' && closed ? 2 : 1;
  return "ん";
}

char *romaji_to_hiragana(const char *text, gboolean foreign) {
  GString *out = g_string_new(NULL);
  const char *at = text;
  while (*at) {
    const char *kana = next_syllable(&at, foreign);
    if (!kana) {
      g_string_free(out, TRUE);
      return NULL;
    }
    g_string_append(out, kana);
  }
  return g_string_free(out, FALSE);
}

/* ---- words of a reading */

typedef struct {
  Plan *plan;
  const Asked *asked;
  GPtrArray *children;
} Readings;

static void add_word(Readings *readings, const char *word, double weight) {
  Plan *plan = readings->plan;
  IndexQuery *query = word_other(plan, readings->asked->scope, word);
  if (!query)
    return;
  g_ptr_array_add(readings->children, index_query_scale(query, weight));
  plan_note_synonym(plan, readings->asked->shown, word);
  plan_light(plan, LIGHT_WORD, word, 0, weight, readings->asked->number);
}

static gboolean collect(const char *reading, const char *word, gpointer user) {
  Readings *readings = user;
  (void)reading;
  add_word(readings, word, search_weights.reading);
  return readings->children->len < READINGS_MAX;
}

static gboolean is_roman(const char *text) {
  gsize bytes = strlen(text);
  return bytes >= 3 && strspn(text, "abcdefghijklmnopqrstuvwxyz'-") == bytes;
}

/* The word in the other kana, as the index folds it. */
static void add_twin(Readings *readings, const char *kana) {
  g_autofree char *folded = fold_string(FOLD_INDEX, kana, -1);
  if (!g_str_equal(folded, readings->asked->text))
    add_word(readings, folded, search_weights.twin);
}

/* ---- compounds of a reading: こじんじょうほうほごいいんかい */

#define COMPOUND_KANA_MAX 40
#define PART_KANA_MAX 12
#define BEGINNINGS_MAX 16 /* beginnings of compounds kept at each place */

typedef struct {
  Readings *readings;
  GPtrArray *begun; /* what the text up to here may be */
  GPtrArray *next;  /* what it may be with a word more */
} Compound;

static gboolean collect_part(const char *reading, const char *word, gpointer user) {
  Compound *compound = user;
  (void)reading;
  for (guint i = 0; i < compound->begun->len && compound->next->len < BEGINNINGS_MAX; i++) {
    char *text = g_strconcat(compound->begun->pdata[i], word, NULL);
    IndexQuery *stands =
        word_other(compound->readings->plan, compound->readings->asked->scope, text);
    if (stands && !g_ptr_array_find_with_equal_func(compound->next, text, g_str_equal, NULL))
      g_ptr_array_add(compound->next, text);
    else
      g_free(text);
    index_query_free(stands);
  }
  return compound->next->len < BEGINNINGS_MAX;
}

/* Grows what is begun at character `from` by each word that is read so from there on. */
static gboolean grow(Readings *readings, const char *kana, GPtrArray **places, guint from, guint n,
                     GError **error) {
  for (guint to = from + 1; to <= MIN(n, from + PART_KANA_MAX); to++) {
    g_autofree char *part = g_utf8_substring(kana, from, to);
    Compound compound = {readings, places[from], places[to]};
    if (!index_reader_readings(readings->plan->searcher->reader, part, FALSE, collect_part,
                               &compound, error))
      return FALSE;
    if (to - from > 1 && word_frequency(readings->plan, part))
      collect_part(part, part, &compound);
  }
  return TRUE;
}

static gboolean add_compound(Readings *readings, const char *text, GError **error) {
  Plan *plan = readings->plan;
  Asked asked = {readings->asked->scope, text, text, readings->asked->number};
  IndexQuery *query = word_plain(plan, &asked, error);
  if (!query)
    return FALSE;
  g_ptr_array_add(readings->children, index_query_scale(query, search_weights.reading));
  plan_note_synonym(plan, readings->asked->shown, text);
  return TRUE;
}

/* Words that are read one after the other as kana says, where some notice has them so. */
static gboolean add_compounds(Readings *readings, const char *kana, GError **error) {
  guint n = (guint)g_utf8_strlen(kana, -1);
  GPtrArray *places[COMPOUND_KANA_MAX + 1];
  gboolean good = TRUE;
  if (n < 3 || n > COMPOUND_KANA_MAX)
    return TRUE;
  for (guint i = 0; i <= n; i++)
    places[i] = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(places[0], g_strdup(""));
  for (guint i = 0; good && i < n; i++)
    good = !places[i]->len || grow(readings, kana, places, i, n, error);
  for (guint i = 0; good && i < places[n]->len; i++)
    good = add_compound(readings, places[n]->pdata[i], error);
  for (guint i = 0; i <= n; i++)
    g_ptr_array_unref(places[i]);
  return good;
}

/* What the index reads so, but for twins; a kana word that stands in the texts means itself. */
static gboolean add_read(Readings *readings, const char *hiragana, GError **error) {
  IndexReader *index = readings->plan->searcher->reader;
  if (!index_reader_readings(index, hiragana, FALSE, collect, readings, error))
    return FALSE;
  return readings->children->len || add_compounds(readings, hiragana, error);
}

static void free_queries(GPtrArray *queries) {
  for (guint i = 0; i < queries->len; i++)
    index_query_free(queries->pdata[i]);
}

/* Readings keep the small kana that the index's spelling folds away: かんじゃ. */
static gboolean add_sound(Readings *readings, const char *sound, gboolean known, GError **error) {
  g_autofree char *hiragana = to_kana(sound, TRUE), *katakana = to_kana(sound, FALSE);
  add_twin(readings, katakana);
  add_twin(readings, hiragana);
  return known || readings->children->len || add_read(readings, hiragana, error);
}

/* As Japanese words are written in Latin letters; where the index has none so, as foreign ones are.
 */
static gboolean add_romaji(Readings *readings, const char *text, GError **error) {
  gboolean good = TRUE;
  for (guint foreign = 0; good && foreign < 2 && !readings->children->len; foreign++) {
    g_autofree char *sound = romaji_to_hiragana(text, foreign != 0);
    good = !sound || add_sound(readings, sound, FALSE, error);
  }
  return good;
}

gboolean word_readings(Plan *plan, const Asked *asked, IndexQuery **query, GError **error) {
  g_autoptr(GPtrArray) children = g_ptr_array_new();
  Readings readings = {plan, asked, children};
  gboolean kana = word_is_kana(asked->text), roman = !kana && is_roman(asked->text);
  *query = NULL;
  if (!kana && !roman)
    return TRUE;
  gboolean known = word_frequency(plan, asked->text) > 0, good = TRUE;
  if (kana) {
    g_autofree char *sound = fold_string(FOLD_READ, asked->shown, -1);
    good = add_sound(&readings, sound, known, error);
  } else if (!known) {
    good = add_romaji(&readings, asked->text, error);
  }
  if (good && children->len)
    *query = index_query_max((IndexQuery **)children->pdata, children->len);
  else
    free_queries(children);
  return good;
}
