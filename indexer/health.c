#include "indexer/health.h"

#include <stdio.h>
#include <string.h>

#include "dict/fold.h"
#include "dict/quantity.h"

/* Of one file and kind, so many are named one by one; the rest is counted. */
#define FINDINGS_A_FILE 20
/* A gap wider than this is no gap: the archive holds a part of the series. */
#define GAP_MAX 30

/* A numbered notice, for what only the whole tells. */
typedef struct {
  int year, number;
  guint line;
  char *file, *organisation, *title;
} Seen;

struct Health {
  HealthFunc func;
  gpointer user;
  GArray *seen; /* of Seen */
  guint notices_in_file, posts_in_file;
  guint found[HEALTH_N]; /* in the file under way */
};

static void free_seen(gpointer data) {
  Seen *seen = data;
  g_free(seen->file);
  g_free(seen->organisation);
  g_free(seen->title);
}

Health *health_new(HealthFunc func, gpointer user) {
  Health *health = g_new0(Health, 1);
  health->func = func;
  health->user = user;
  health->seen = g_array_new(FALSE, FALSE, sizeof(Seen));
  g_array_set_clear_func(health->seen, free_seen);
  return health;
}

const char *health_kind_name(HealthKind kind) {
  static const char *const names[] = {"look-alike", "date", "gap", "double", "empty", "broken"};
  return kind < HEALTH_N ? names[kind] : "";
}

static void G_GNUC_PRINTF(5, 6)
    find(Health *health, HealthKind kind, const char *file, guint line, const char *format, ...) {
  if (health->found[kind]++ >= FINDINGS_A_FILE)
    return;
  va_list arguments;
  va_start(arguments, format);
  char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  HealthFinding finding = {kind, file, line, text};
  health->func(&finding, health->user);
  g_free(text);
}

/* ---- look-alikes */

static gboolean is_katakana(gunichar c) {
  return c >= 0x30A1 && c <= 0x30FA;
}

/* Characters that stand where another one is meant: radicals from PDFs, kanji between katakana
 * (サ一バ), Greek and Cyrillic between Latin letters. Returns what is meant, or 0. */
static gunichar lookalike(gunichar before, gunichar c, gunichar after) {
  if ((c >= 0x2E80 && c <= 0x2FDF) || (c >= 0xF900 && c <= 0xFAFF && c != 0xFA11)) {
    char source[8] = "";
    g_unichar_to_utf8(c, source);
    char *folded = fold_string(FOLD_READ, source, -1);
    gunichar meant = g_utf8_get_char(folded);
    g_free(folded);
    return meant != c ? meant : 0;
  }
  static const struct {
    gunichar kanji, kana;
  } pairs[] = {{0x4E00, 0x30FC}, {0x529B, 0x30AB}, {0x53E3, 0x30ED}, {0x5DE5, 0x30A8},
               {0x4E8C, 0x30CB}, {0x5915, 0x30BF}, {0x516B, 0x30CF}, {0x2010, 0x30FC},
               {0x2015, 0x30FC}, {0x2500, 0x30FC}, {0x30FB, 0}};
  if (is_katakana(before) && is_katakana(after))
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
      if (c == pairs[i].kanji)
        return pairs[i].kana;
  gboolean foreign = (c >= 0x0391 && c <= 0x03C9) || (c >= 0x0410 && c <= 0x044F);
  gboolean latin = (before < 0x80 && g_ascii_isalpha((char)before)) ||
                   (after < 0x80 && g_ascii_isalpha((char)after));
  return foreign && latin ? '?' : 0;
}

static void look_for_lookalikes(Health *health, const char *file, guint line, const char *text,
                                gsize text_bytes) {
  gunichar before = 0;
  GString *found = g_string_new(NULL);
  const char *end = text + text_bytes;
  for (const char *at = text; at < end;) {
    gunichar c = g_utf8_get_char(at);
    const char *next = g_utf8_next_char(at);
    if (c >= 0x391) {
      gunichar meant = lookalike(before, c, next < end ? g_utf8_get_char(next) : 0);
      if (meant && found->len < 120) {
        g_string_append_printf(found, "%sU+%04X ", found->len ? ", " : "", c);
        g_string_append_unichar(found, c);
        if (meant != '?') {
          g_string_append(found, " for ");
          g_string_append_unichar(found, meant);
        }
      }
    }
    before = c;
    at = next;
  }
  if (found->len)
    find(health, HEALTH_LOOKALIKE, file, line, "look-alike characters: %s", found->str);
  g_string_free(found, TRUE);
}

/* ---- days */

static void look_for_dates(Health *health, const char *file, guint line, const char *text,
                           gsize text_bytes) {
  /* Only lines that could hold one are folded. */
  if (!memmem(text, text_bytes, "年", 3) && !memmem(text, text_bytes, "月", 3))
    return;
  FoldedText folded = {0};
  fold_text(FOLD_READ, text, (gssize)text_bytes, &folded);
  GArray *dates = date_scan(folded.text, folded.text_bytes, 0);
  for (guint i = 0; i < dates->len; i++) {
    const DateMention *date = &g_array_index(dates, DateMention, i);
    gsize from = folded.offsets[date->start], to = folded.offsets[date->end];
    if (date->contradiction)
      find(health, HEALTH_DATE, file, line, "era and western year differ: %.*s", (int)(to - from),
           text + from);
  }
  g_array_unref(dates);
  folded_text_clear(&folded);
}

/* ---- posts and files */

static void each_line(Health *health, const char *file, const Notice *notice,
                      void (*look)(Health *, const char *, guint, const char *, gsize)) {
  const char *at = notice->body, *end = notice->body + notice->body_bytes;
  for (guint line = notice->body_line; at < end; line++) {
    const char *stop = memchr(at, '\n', (gsize)(end - at));
    stop = stop ? stop : end;
    look(health, file, line, at, (gsize)(stop - at));
    at = stop + 1;
  }
}

void health_post(Health *health, const char *file, const Post *post) {
  const Notice *notice = post->notice;
  health->posts_in_file++;
  look_for_lookalikes(health, file, post->line, notice->title, strlen(notice->title));
  if (post->kind != POST_NOTICE)
    return;
  health->notices_in_file++;
  each_line(health, file, notice, look_for_lookalikes);
  each_line(health, file, notice, look_for_dates);
  int year = 0, number = 0;
  if (notice->id && sscanf(notice->id, "%4d-%d", &year, &number) == 2) {
    Seen seen = {year,
                 number,
                 post->line,
                 g_strdup(file),
                 g_strdup(notice->organisation ? notice->organisation : ""),
                 g_strdup(notice->title)};
    g_array_append_val(health->seen, seen);
  } else if (notice->id == NULL && strncmp(notice->title, "【", 3) == 0) {
    find(health, HEALTH_BROKEN, file, post->line, "the bracket has no number that can be read");
  }
}

void health_file(Health *health, const char *file, const SourceStats *stats) {
  if (health->notices_in_file == 0)
    find(health, HEALTH_EMPTY, file, 0,
         health->posts_in_file ? "no notice among %u posts" : "no post at all",
         health->posts_in_file);
  if (stats && stats->broken_bytes)
    find(health, HEALTH_BROKEN, file, 0,
         "%" G_GUINT64_FORMAT " bytes can't be read as %s: mixed encodings or damage",
         stats->broken_bytes, charset_name(stats->charset));
  for (guint i = 0; stats && stats->problems && i < stats->problems->len; i++)
    find(health, HEALTH_BROKEN, file, 0, "%s", (const char *)stats->problems->pdata[i]);
  for (guint kind = 0; kind < HEALTH_N; kind++) {
    guint more = health->found[kind] > FINDINGS_A_FILE ? health->found[kind] - FINDINGS_A_FILE : 0;
    health->found[kind] = 0;
    if (more)
      find(health, kind, file, 0, "%u more of this kind in this file", more);
    health->found[kind] = 0;
  }
  health->notices_in_file = 0;
  health->posts_in_file = 0;
}

/* ---- the series */

static int compare_seen(gconstpointer a, gconstpointer b) {
  const Seen *left = a, *right = b;
  if (left->year != right->year)
    return left->year < right->year ? -1 : 1;
  if (left->number != right->number)
    return left->number < right->number ? -1 : 1;
  int order = strcmp(left->organisation, right->organisation);
  if (order == 0)
    order = strcmp(left->file, right->file);
  return order ? order : (left->line < right->line ? -1 : left->line > right->line);
}

static gboolean is_follow_up(const char *title) {
  static const char *const words[] = {"第2報",  "第二報",   "第３報",   "第3報", "第三報",
                                      "続報",   "最終",     "調査結果", "経過",  "復旧",
                                      "報告",   "第1報",    "第一報",   "訂正",  "追加",
                                      "その後", "再発防止", "既報",     "更新"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (strstr(title, words[i]))
      return TRUE;
  return FALSE;
}

static void look_at_pair(Health *health, const Seen *last, const Seen *next) {
  if (last->year != next->year)
    return;
  int missing = next->number - last->number - 1;
  if (missing > 0 && missing <= GAP_MAX) {
    if (missing == 1)
      find(health, HEALTH_GAP, next->file, next->line, "%d-%03d is missing", next->year,
           last->number + 1);
    else
      find(health, HEALTH_GAP, next->file, next->line, "%d-%03d to %d-%03d are missing", next->year,
           last->number + 1, next->year, next->number - 1);
  }
  if (missing == -1 && *next->organisation && strcmp(last->organisation, next->organisation) == 0 &&
      strcmp(last->title, next->title) != 0 && !is_follow_up(next->title) &&
      !is_follow_up(last->title))
    find(health, HEALTH_DOUBLE, next->file, next->line,
         "%d-%03d stands twice for %s under different titles (also %s:%u)", next->year,
         next->number, next->organisation, last->file, last->line);
}

void health_finish(Health *health) {
  memset(health->found, 0, sizeof health->found);
  g_array_sort(health->seen, compare_seen);
  for (guint i = 1; i < health->seen->len; i++) {
    const Seen *last = &g_array_index(health->seen, Seen, i - 1);
    const Seen *next = &g_array_index(health->seen, Seen, i);
    /* The bound is one a file; here the whole archive speaks. */
    memset(health->found, 0, sizeof health->found);
    look_at_pair(health, last, next);
  }
  g_array_unref(health->seen);
  g_free(health);
}
