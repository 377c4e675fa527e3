/* What a heading leaves open, the body often says: who 「当社」 is, who signs, on which day. */
#include "indexer/heading_day.h"
#include "indexer/heading_rules.h"

#include <string.h>

#include "dict/fold.h"

/* Where such things stand: so many lines that aren't blank at the top, so many at the end. */
#define LINES_TOP 6
#define LINES_END 6
#define SIGNATURE_BYTES_MAX 150
#define OPENING_BYTES_MAX 6000

/* Words by which a notice calls its own organisation. */
static const char *const selves[] = {
    "当社",   "弊社",   "当行",     "当庫",   "当金庫",     "当組合",     "当会",     "当団",
    "当院",   "当園",   "当校",     "当館",   "当店",       "当所",       "当協会",   "当機構",
    "当法人", "当財団", "当連合",   "当基金", "当センター", "当グループ", "当研究所", "当大学",
    "当病院", "当学園", "当事務所", "当省",   "当庁",       "当局",       "本学",     "本院",
    "本校",   "本市",   "本町",     "本村",   "本県",       "本府",       "本区",     "本会",
    "本機構", "本法人", "本学園",   "本協会", "本組合",     "本園",       "本社",     "私ども",
    "小社",   "幣社",   "弊団体",   "当団体", "弊会",       "弊行",       "弊法人"};

static gboolean is_self(const char *text) {
  for (guint i = 0; i < G_N_ELEMENTS(selves); i++)
    if (g_str_has_prefix(text, selves[i]))
      return TRUE;
  return FALSE;
}

static void take(Notice *notice, const char *name, gsize name_bytes, const char *doubt) {
  notice->organisation = g_strndup(name, name_bytes);
  g_strstrip(notice->organisation);
  if (doubt)
    g_ptr_array_add(notice->doubts, g_strdup(doubt));
}

/* Where, going back from at, the name that ends there begins: behind a mark, a space before kana,
 * or an opening word. */
static gsize name_start(const char *text, gsize at) {
  static const char *const stops[] = {"。",   "、",       "\n",   "「",       "」",   "(",
                                      ")",    "・・",     ":",    "この度",   "今般", "このたび",
                                      "今回", "平素より", "また", "日頃より", "先般", "以下"};
  gsize start = 0;
  for (guint i = 0; i < G_N_ELEMENTS(stops); i++) {
    const char *found = g_strrstr_len(text, (gssize)at, stops[i]);
    if (found)
      start = MAX(start, (gsize)(found - text) + strlen(stops[i]));
  }
  while (start < at && text[start] == ' ')
    start++;
  return start;
}

/* 株式会社X(以下「当社」という。): the name before the bracket. */
static gboolean read_definition(const HeadingRules *rules, const FoldedText *body,
                                const char *source, Notice *notice) {
  const char *text = body->text;
  gsize limit = MIN(body->text_bytes, OPENING_BYTES_MAX);
  const char *at = text;
  while ((at = g_strstr_len(at, (gssize)(limit - (gsize)(at - text)), "(以下"))) {
    const char *inside = at + strlen("(以下");
    while (*inside &&
           (g_str_has_prefix(inside, "、") || g_str_has_prefix(inside, "「") ||
            g_str_has_prefix(inside, "『") || *inside == ' ' || *inside == ',' || *inside == '"'))
      inside = g_utf8_next_char(inside);
    gsize end = (gsize)(at - text);
    at += strlen("(以下");
    gsize start = name_start(text, end);
    if (!is_self(inside) || start >= end || end - start > SIGNATURE_BYTES_MAX)
      continue;
    char *name = g_strndup(text + start, end - start);
    gboolean self = is_self(name);
    /* 「当社」 behind a particle: the name is what stands behind it. */
    int rank = heading_rules_rank(rules, name);
    g_free(name);
    if (self)
      continue;
    take(notice, source + body->offsets[start], body->offsets[end] - body->offsets[start],
         rank >= 2 ? NULL : "organisation: read from the body");
    return TRUE;
  }
  return FALSE;
}

/* 弊社(株式会社X)は: the name in the bracket. */
static gboolean read_bracket_name(const HeadingRules *rules, const FoldedText *body,
                                  const char *source, Notice *notice) {
  const char *text = body->text;
  gsize limit = MIN(body->text_bytes, OPENING_BYTES_MAX);
  for (guint i = 0; i < G_N_ELEMENTS(selves); i++) {
    char *open = g_strconcat(selves[i], "(", NULL);
    const char *at = g_strstr_len(text, (gssize)limit, open);
    gsize start = at ? (gsize)(at - text) + strlen(open) : 0;
    g_free(open);
    const char *close = at ? strchr(text + start, ')') : NULL;
    if (!close || (gsize)(close - text) - start > SIGNATURE_BYTES_MAX)
      continue;
    char *name = g_strndup(text + start, (gsize)(close - text) - start);
    int rank = heading_rules_rank(rules, name);
    g_free(name);
    if (rank < 2)
      continue;
    take(notice, source + body->offsets[start], body->offsets[close - text] - body->offsets[start],
         NULL);
    return TRUE;
  }
  return FALSE;
}

/* A line that is a name, with a role behind it or not: 株式会社X 代表取締役 Y, X病院 院長. */
static gboolean read_signature(const HeadingRules *rules, const char *line, gsize line_bytes,
                               Notice *notice) {
  static const char *const roles[] = {"代表", "取締役", "社長", "院長", "学長", "理事長",
                                      "会長", "校長",   "市長", "町長", "村長", "知事",
                                      "所長", "館長",   "園長", "総長"};
  if (line_bytes > SIGNATURE_BYTES_MAX)
    return FALSE;
  char *text = g_strndup(line, line_bytes);
  g_strdelimit(text, "\t", ' ');
  char *cut = text + line_bytes;
  for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
    char *role = strstr(text, roles[i]);
    if (role && role < cut && role > text)
      cut = role;
  }
  *cut = '\0';
  char *folded = fold_string(FOLD_READ, text, -1);
  g_strstrip(folded);
  gboolean sentence = strstr(folded, "。") || strstr(folded, "、") || strstr(folded, "様") ||
                      strstr(folded, "各位") || strchr(folded, ':');
  int rank = sentence || heading_rules_tells(folded) ? 0 : heading_rules_rank(rules, folded);
  if (rank >= 2)
    take(notice, text, strlen(text), NULL);
  g_free(folded);
  g_free(text);
  return rank >= 2;
}

/* Lines of the body that aren't blank. */
typedef struct {
  const char *text;
  gsize bytes;
} Line;

static GArray *body_lines(const Notice *notice) {
  GArray *lines = g_array_new(FALSE, FALSE, sizeof(Line));
  const char *at = notice->body, *end = notice->body + notice->body_bytes;
  while (at < end) {
    const char *stop = memchr(at, '\n', (gsize)(end - at));
    stop = stop ? stop : end;
    const char *first = at;
    while (first < stop && g_unichar_isspace(g_utf8_get_char(first)))
      first = g_utf8_next_char(first);
    if (first < stop)
      g_array_append_vals(lines, &(Line){first, (gsize)(stop - first)}, 1);
    at = stop + 1;
  }
  return lines;
}

static gboolean near_edge(guint i, guint n) {
  return i < LINES_TOP || i + LINES_END >= n;
}

/* At most bytes, never cut in a character. */
static gsize whole_chars(const char *text, gsize bytes) {
  while (bytes > 0 && ((guchar)text[bytes] & 0xC0) == 0x80)
    bytes--;
  return bytes;
}

static void read_organisation(const HeadingTools *tools, const GArray *lines, Notice *notice) {
  FoldedText body = {0};
  gsize opening = MIN(notice->body_bytes, OPENING_BYTES_MAX);
  fold_text(FOLD_READ, notice->body, (gssize)opening, &body);
  gboolean found = read_definition(tools->rules, &body, notice->body, notice) ||
                   read_bracket_name(tools->rules, &body, notice->body, notice);
  folded_text_clear(&body);
  for (guint i = 0; i < lines->len && !found; i++) {
    const Line *line = &g_array_index(lines, Line, i);
    if (near_edge(i, lines->len))
      found = read_signature(tools->rules, line->text, line->bytes, notice);
  }
  /* The first sentences: X市は…と発表した. */
  for (guint i = 0; i < MIN(lines->len, 3) && !found; i++) {
    const Line *line = &g_array_index(lines, Line, i);
    Notice *first = notice_new();
    heading_read_title(tools, line->text, whole_chars(line->text, MIN(line->bytes, 400)), first);
    if (first->organisation && first->doubts->len == 0 &&
        heading_organisation_rank(tools->rules, first->organisation, strlen(first->organisation)) ==
            2) {
      take(notice, first->organisation, strlen(first->organisation),
           "organisation: read from the first sentences");
      found = TRUE;
    }
    notice_free(first);
  }
}

static void read_day(const GArray *lines, gboolean loose, Notice *notice) {
  for (guint i = 0; i < lines->len && !notice->published; i++) {
    const Line *line = &g_array_index(lines, Line, i);
    if (i < (loose ? 5u : 2u))
      notice->published = heading_day_alone(line->text, line->bytes);
  }
  for (guint i = lines->len; loose && i > 0 && i + 5 > lines->len && !notice->published; i--) {
    const Line *line = &g_array_index(lines, Line, i - 1);
    notice->published = heading_day_alone(line->text, line->bytes);
  }
}

void heading_read_body(const HeadingTools *tools, gboolean loose, Notice *notice) {
  if (notice->organisation && notice->published)
    return;
  GArray *lines = body_lines(notice);
  if (!notice->published)
    read_day(lines, loose, notice);
  if (!notice->organisation)
    read_organisation(tools, lines, notice);
  if (!notice->organisation)
    g_ptr_array_add(notice->doubts, g_strdup("organisation: not found"));
  g_array_unref(lines);
}
