/* How a heading is cut into organisation and title.
 *
 * With white space: the first token names the organisation; more tokens belong to it while they
 * can: a corporate form alone takes the token behind it (一般社団法人 大阪コレギウム) or joins the
 * one before it (JCOM 株式会社), Latin words join (Plume Design), a part joins its whole
 * (国立大学法人X大学 医学部附属病院). A first token that tells what happened (漏えい, について,
 * における …) is no name.
 *
 * Without: the shortest beginning that a particle or a bracket follows and that looks like a name
 * (北海道大学病院|における, 鹿児島県日置市|の). A name that begins with its form
 * (株式会社つきのわ舎の…) has no ending to look for: there the word behind the particle must tell
 * what happened.
 *
 * What neither finds is looked for at the end of the title (お詫び | 株式会社X), then in the body.
 */
#include "indexer/heading_day.h"
#include "indexer/heading_rules.h"

#include <string.h>

#include "dict/fold.h"

/* ---- the bracket */

#define BRACKET_BYTES_MAX 160
static const char BRACKET_OPEN[] = "【", BRACKET_CLOSE[] = "】";

/* Bytes of white space of any kind that text begins with. */
static gsize space_bytes(const char *text, gsize text_bytes) {
  gsize at = 0;
  while (at < text_bytes) {
    gunichar c = g_utf8_get_char(text + at);
    if (!g_unichar_isspace(c) && c != 0xA0 && c != 0xFEFF && c != 0x200B)
      break;
    at += (gsize)g_unichar_to_utf8(c, NULL);
  }
  return MIN(at, text_bytes);
}

/* TRUE where a number may end before text: 2018-001-2, 2018-001 続報; a letter in it is misread. */
static gboolean ends_number(const char *text) {
  return *text == '-' || *text == '_' || *text == '(' || *text == '/' || (guchar)*text >= 0x80;
}

/* # 2024 - 015 -> 2024-015; FALSE where number isn't one. */
static gboolean read_number(const char *number, char id[HEADING_ID_BYTES]) {
  char digits[2][8] = {"", ""};
  guint part = 0, n = 0;
  for (; *number; number++) {
    if (g_ascii_isdigit(*number)) {
      if (n >= sizeof digits[0] - 1)
        return FALSE;
      digits[part][n++] = *number;
    } else if (*number == '-' && part == 0 && n == 4) {
      part = 1;
      n = 0;
    } else if (part == 1 && n > 0 && ends_number(number)) {
      break;
    } else if (*number != ' ') {
      return FALSE;
    }
  }
  if (part != 1 || n == 0)
    return FALSE;
  g_snprintf(id, HEADING_ID_BYTES, "%s-%03d", digits[0], (int)g_ascii_strtoll(digits[1], NULL, 10));
  return TRUE;
}

gboolean heading_number(const char *text, char id[HEADING_ID_BYTES]) {
  char *folded = fold_string(FOLD_READ, text, -1);
  const char *at = strrchr(folded, '#');
  at = at ? at + 1 : folded;
  while (*at && !g_ascii_isdigit(*at))
    at++;
  gboolean good = read_number(at, id);
  g_free(folded);
  return good;
}

/* Reads the bracket that text begins with: 【…事件簿…】. */
static gboolean read_bracket(const char *text, gsize text_bytes, gsize *bracket_bytes,
                             char id[HEADING_ID_BYTES]) {
  if (text_bytes < 6 || memcmp(text, BRACKET_OPEN, 3) != 0)
    return FALSE;
  const char *close = g_strstr_len(text, (gssize)MIN(text_bytes, BRACKET_BYTES_MAX), BRACKET_CLOSE);
  if (!close)
    return FALSE;
  char *inside = fold_string(FOLD_READ, text + 3, close - text - 3);
  char *book = strstr(inside, "事件簿");
  if (book && id) {
    char *sharp = strchr(book, '#');
    if (!sharp || !read_number(sharp + 1, id))
      id[0] = '\0';
  }
  *bracket_bytes = (gsize)(close - text) + 3;
  g_free(inside);
  return book != NULL;
}

gboolean heading_bracket(const char *line, gsize line_bytes, gsize *rest_bytes,
                         char id[HEADING_ID_BYTES]) {
  gsize at = 0;
  /* Nearly every line ends here. */
  if (line_bytes < 6 || ((guchar)line[0] > ' ' && line[0] != '#' && (guchar)line[0] < 0xC2))
    return FALSE;
  at = space_bytes(line, line_bytes);
  while (at < line_bytes && line[at] == '#')
    at++;
  if (at > 0)
    at += space_bytes(line + at, line_bytes - at);
  gsize bracket;
  if (!read_bracket(line + at, line_bytes - at, &bracket, id))
    return FALSE;
  if (rest_bytes)
    *rest_bytes = at + bracket;
  return TRUE;
}

/* ---- tokens */

#define TOKENS_MAX 12

typedef enum { TOKEN_FORM, TOKEN_LATIN, TOKEN_NAME, TOKEN_TELLS } TokenClass;

typedef struct {
  gsize start, end; /* bytes of the heading */
  char *folded;
  TokenClass class;
  int rank; /* heading_rules_rank */
  gboolean has_form, form_first, is_part;
} Token;

static gboolean is_latin(const char *text) {
  for (; *text; text++)
    if ((guchar)*text >= 0x80)
      return FALSE;
  return TRUE;
}

static gboolean is_katakana(const char *text) {
  for (; *text; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (c < 0x30A1 || c > 0x30FC)
      return FALSE;
  }
  return TRUE;
}

static gboolean has_hiragana_particle(const char *text) {
  static const char *const particles[] = {"の", "を", "が", "に", "で", "へ", "、", "。"};
  for (guint i = 0; i < G_N_ELEMENTS(particles); i++)
    if (strstr(text, particles[i]))
      return TRUE;
  return FALSE;
}

static void classify(const HeadingRules *rules, gboolean first, Token *token) {
  const char *text = token->folded;
  token->has_form = heading_rules_has_form(rules, text, &token->form_first);
  token->rank = heading_rules_rank(rules, text);
  token->is_part = heading_rules_is_part(rules, text);
  gboolean tells = heading_rules_tells(text);
  gunichar start = g_utf8_get_char(text);
  gboolean quoted =
      start == 0x300C || start == 0x300E || start == '"' || (start == '(' && !token->has_form);
  if (heading_rules_is_form(rules, text) || strcmp(text, "社") == 0)
    token->class = TOKEN_FORM;
  else if (quoted || (tells && !(token->rank == 3 && !has_hiragana_particle(text))))
    token->class = TOKEN_TELLS;
  else if (first)
    token->class = is_latin(text) ? TOKEN_LATIN : TOKEN_NAME;
  else if (token->rank < 2 && has_hiragana_particle(text))
    token->class = TOKEN_TELLS;
  else
    token->class = is_latin(text) ? TOKEN_LATIN : TOKEN_NAME;
}

static guint tokenize(const HeadingRules *rules, const char *text, gsize text_bytes,
                      Token tokens[TOKENS_MAX]) {
  guint n = 0;
  gsize at = 0;
  while (n < TOKENS_MAX) {
    at += space_bytes(text + at, text_bytes - at);
    if (at >= text_bytes)
      break;
    gsize end = at;
    while (end < text_bytes && space_bytes(text + end, text_bytes - end) == 0)
      end = (gsize)(g_utf8_next_char(text + end) - text);
    end = MIN(end, text_bytes);
    tokens[n] = (Token){.start = at, .end = end};
    tokens[n].folded = fold_string(FOLD_READ, text + at, (gssize)(end - at));
    classify(rules, n == 0 || (n == 1 && tokens[0].class == TOKEN_FORM), &tokens[n]);
    n++;
    at = end;
  }
  return n;
}

static void free_tokens(Token *tokens, guint n) {
  for (guint i = 0; i < n; i++)
    g_free(tokens[i].folded);
}

/* TRUE where next goes on with the name that ends with token last. spaced: the name began with its
 * form alone, so white space stands inside it. */
static gboolean joins(const Token *last, const Token *next, gboolean complete, gboolean spaced) {
  if (next->class == TOKEN_FORM)
    return !last->has_form;
  if (next->class == TOKEN_TELLS)
    return FALSE;
  if (last->class == TOKEN_FORM)
    return TRUE;
  if (last->class == TOKEN_LATIN && next->class == TOKEN_LATIN)
    return !complete;
  if (last->class == TOKEN_LATIN && next->has_form && !next->form_first)
    return TRUE;
  if (spaced && !complete && (next->class == TOKEN_LATIN || is_katakana(next->folded)))
    return TRUE;
  /* A part of the whole: 東京大学 医学部附属病院, 千葉市 消防局; but never another company. */
  return (next->rank == 2 || next->is_part) && !next->has_form &&
         !(complete && last->has_form && last->rank == 3 && strstr(last->folded, "会社"));
}

/* How many tokens name the organisation; 0 where the heading doesn't begin with one. */
static guint name_tokens(const Token *tokens, guint n, gboolean *sure) {
  if (n == 0 || tokens[0].class == TOKEN_TELLS)
    return 0;
  guint k = 1;
  gboolean complete = tokens[0].rank >= 2, spaced = tokens[0].class == TOKEN_FORM;
  while (k + 1 < n && joins(&tokens[k - 1], &tokens[k], complete, spaced)) {
    complete = complete || tokens[k].rank >= 2 || tokens[k].class == TOKEN_FORM;
    k++;
  }
  /* A form that is all the name there is takes what follows, whatever it looks like. */
  if (k == 1 && tokens[0].class == TOKEN_FORM && n > 2)
    k = 2;
  if (k == n || (k == 1 && tokens[0].class == TOKEN_FORM))
    return 0;
  *sure = complete || tokens[k].class == TOKEN_TELLS || !has_hiragana_particle(tokens[0].folded);
  return k;
}

/* ---- headings without white space */

static const char *const boundaries[] = {"における", "において", "が", "の",   "で",   "、",   "は",
                                         "「",       "『",       "(",  "へ",   "に",   "から", "を",
                                         "と",       "より",     "・", "社員", "職員", ":",    "|"};

static gsize boundary_at(const char *text) {
  for (guint i = 0; i < G_N_ELEMENTS(boundaries); i++)
    if (g_str_has_prefix(text, boundaries[i]))
      return strlen(boundaries[i]);
  return 0;
}

/* TRUE where what follows a particle says that the name before it is over. */
static gboolean name_is_over(const char *text) {
  static const char *const things[] = {
      "サーバ", "システム", "メール",   "ホームページ", "ウェブ", "web",          "サイト",
      "元",     "子会社",   "委託",     "業務",         "社員",   "社内",         "従業員",
      "職員",   "顧客",     "会員",     "客",           "お客",   "オンライン",   "ec",
      "公式",   "通販",     "グループ", "海外",         "国内",   "関連",         "一部",
      "管理",   "運営",     "運用",     "提供",         "販売",   "利用者",       "患者",
      "学生",   "生徒",     "個人",     "情報",         "名簿",   "ネットワーク", "クラウド",
      "データ", "パソコン", "usb",      "書類",         "公表",   "発表",         "採用",
      "応募",   "取引先",   "店",       "工場",         "支店",   "本社",         "教員",
      "医師",   "担当",     "申込",     "予約",         "アプリ"};
  for (guint i = 0; i < G_N_ELEMENTS(things); i++)
    if (g_str_has_prefix(text, things[i]))
      return TRUE;
  char *head = g_strndup(text, 12);
  const char *valid;
  if (!g_utf8_validate(head, -1, &valid))
    *(char *)valid = '\0';
  gboolean tells = heading_rules_tells(head);
  g_free(head);
  return tells;
}

/* Bytes of folded that name the organisation it begins with; 0 where it begins with none. */
static gsize name_prefix(const HeadingRules *rules, const char *folded, int *rank) {
  gsize fallback = 0;
  for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
    gsize boundary = at > folded ? boundary_at(at) : 0;
    if (boundary == 0 || at - folded > 160)
      continue;
    char *name = g_strndup(folded, (gsize)(at - folded));
    gboolean form_first = FALSE;
    gboolean form = heading_rules_has_form(rules, name, &form_first);
    int found = heading_rules_rank(rules, name);
    gboolean name_only = !heading_rules_tells(name) || found == 3;
    g_free(name);
    if (found < 2 || !name_only) {
      if (g_str_has_prefix(at, "、"))
        break; /* no name goes on behind it */
      continue;
    }
    gboolean weak = boundary == strlen("の") && !g_str_has_prefix(at, "「") &&
                    !g_str_has_prefix(at, "『") && !g_str_has_prefix(at, "、");
    if (form && form_first && weak && !name_is_over(at + boundary)) {
      fallback = fallback ? fallback : (gsize)(at - folded);
      continue;
    }
    *rank = found;
    return (gsize)(at - folded);
  }
  *rank = fallback ? 2 : 0;
  return fallback;
}

/* ---- a name as MeCab sees it */

/* TRUE where the beginning of text is a proper name that a particle follows; its length in bytes of
 * text. For names that no table knows. */
static gsize proper_prefix(AnalyzerThread *thread, const char *text, gsize text_bytes) {
  if (!thread)
    return 0;
  Analysis analysis = {0};
  analyzer_analyze(thread, text, (gssize)text_bytes, &analysis);
  gsize end = 0;
  gboolean proper = FALSE;
  for (guint i = 0; i < analysis.units->len; i++) {
    const Unit *unit = &g_array_index(analysis.units, Unit, i);
    if (i > 0 && !unit->joined) {
      gboolean stop = boundary_at(analysis.index.text + unit->start) > 0;
      end = proper && stop ? analysis.index.offsets[unit->start] : 0;
      break;
    }
    proper = proper || unit->proper == 'o' || unit->proper == 'p';
  }
  analysis_clear(&analysis);
  return end;
}

/* TRUE where a name is more than common words: 学習塾, 附属図書館 are no organisation's name. */
static gboolean has_proper_name(AnalyzerThread *thread, const char *name, gsize name_bytes) {
  if (!thread || g_str_has_prefix(name, "国立"))
    return TRUE;
  Analysis analysis = {0};
  analyzer_analyze(thread, name, (gssize)name_bytes, &analysis);
  gboolean proper = FALSE;
  for (guint i = 0; i < analysis.units->len && !proper; i++)
    proper = g_array_index(analysis.units, Unit, i).proper != 0;
  analysis_clear(&analysis);
  return proper;
}

/* は11日、: as the press begins, behind the name of whom it reports. */
static gboolean is_subject(const char *behind) {
  if (!g_str_has_prefix(behind, "は") && !g_str_has_prefix(behind, "が"))
    return FALSE;
  const char *at = behind + strlen("は");
  gsize digits = strspn(at, "0123456789");
  return digits > 0 && digits <= 4 &&
         (g_str_has_prefix(at + digits, "日") || g_str_has_prefix(at + digits, "月") ||
          g_str_has_prefix(at + digits, "年"));
}

/* ---- putting it together */

static void add_doubt(Notice *notice, const char *doubt) {
  g_ptr_array_add(notice->doubts, g_strdup(doubt));
}

static void trim(const char *text, gsize *start, gsize *end) {
  *start += space_bytes(text + *start, *end - *start);
  while (*end > *start) {
    const char *last = g_utf8_find_prev_char(text + *start, text + *end);
    if (!last || space_bytes(last, (gsize)(text + *end - last)) == 0)
      break;
    *end = (gsize)(last - text);
  }
}

static void set_text(char **field, const char *text, gsize start, gsize end) {
  trim(text, &start, &end);
  g_free(*field);
  *field = g_strndup(text + start, end - start);
}

/* Bytes of leading tags (【重要】, [お詫び]) that stand before the organisation. */
static gsize tag_bytes(const char *text, gsize text_bytes) {
  static const char *const pairs[][2] = {{"【", "】"}, {"[", "]"},   {"［", "］"}, {"≪", "≫"},
                                         {"<", ">"},   {"《", "》"}, {"＜", "＞"}, {"〔", "〕"}};
  gsize at = 0;
  for (gboolean moved = TRUE; moved;) {
    moved = FALSE;
    at += space_bytes(text + at, text_bytes - at);
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
      gsize open = strlen(pairs[i][0]);
      if (text_bytes - at < open || memcmp(text + at, pairs[i][0], open) != 0)
        continue;
      const char *close = g_strstr_len(text + at, (gssize)MIN(text_bytes - at, 60), pairs[i][1]);
      if (close && (gsize)(close - text) + strlen(pairs[i][1]) < text_bytes) {
        at = (gsize)(close - text) + strlen(pairs[i][1]);
        moved = TRUE;
        break;
      }
    }
  }
  return at;
}

/* The organisation at the end of a title: behind |, or in brackets, or as the last token. */
static gboolean name_at_end(const HeadingRules *rules, const char *text, gsize text_bytes,
                            gsize *start, gsize *end) {
  gsize from = text_bytes;
  enum { MARKS_SURE = 5 }; /* behind the first five a name is what one expects */
  static const char *const marks[] = {"|", "｜", " - ", " – ", " — ", "(", "（", "／", " ", "　"};
  for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
    const char *mark = g_strrstr_len(text, (gssize)text_bytes, marks[i]);
    if (!mark || mark == text)
      continue;
    from = (gsize)(mark - text) + strlen(marks[i]);
    gsize to = text_bytes;
    trim(text, &from, &to);
    if (to > from && (text[to - 1] == ')' || g_str_has_suffix(text, "）")))
      to -= text[to - 1] == ')' ? 1 : strlen("）");
    if (to <= from || to - from > 120)
      continue;
    char *folded = fold_string(FOLD_READ, text + from, (gssize)(to - from));
    int rank = heading_rules_rank(rules, folded);
    gboolean tells = heading_rules_tells(folded);
    g_free(folded);
    if (rank == 3 || (rank == 2 && !tells && i < MARKS_SURE)) {
      *start = from;
      *end = to;
      return TRUE;
    }
  }
  return FALSE;
}

/* Reads the organisation from the beginning of text. Returns where the title goes on, or 0 where
 * the title is the whole. strict: text may begin with anything, so the name must be known as one.
 */
static gsize read_organisation(const HeadingTools *tools, gboolean strict, const char *text,
                               gsize text_bytes, Notice *notice) {
  Token tokens[TOKENS_MAX];
  guint n = tokenize(tools->rules, text, text_bytes, tokens);
  gboolean sure = FALSE;
  guint k = name_tokens(tokens, n, &sure);
  gboolean known = FALSE;
  for (guint i = 0; i < k; i++)
    known = known || tokens[i].rank >= 2 || tokens[i].class == TOKEN_FORM;
  if (k > 0 && (known || !strict)) {
    set_text(&notice->organisation, text, tokens[0].start, tokens[k - 1].end);
    if (!sure)
      add_doubt(notice, "organisation: the heading's first word may not be a name");
    gsize rest = tokens[k].start;
    free_tokens(tokens, n);
    return rest;
  }
  free_tokens(tokens, n);
  FoldedText folded = {0};
  fold_text(FOLD_READ, text, (gssize)text_bytes, &folded);
  int rank = 0;
  gsize name = name_prefix(tools->rules, folded.text, &rank);
  gsize end = name ? folded.offsets[name] : 0;
  gboolean subject = name && is_subject(folded.text + name);
  folded_text_clear(&folded);
  if (strict && end > 0 && rank < 3 && !subject && !has_proper_name(tools->thread, text, end))
    end = 0;
  gsize start = 0;
  if (end == 0 && name_at_end(tools->rules, text, text_bytes, &start, &end)) {
    set_text(&notice->organisation, text, start, end);
    return 0;
  }
  if (end == 0 && (end = proper_prefix(tools->thread, text, text_bytes)) > 0)
    add_doubt(notice, "organisation: read from the heading's first words");
  if (end > 0)
    set_text(&notice->organisation, text, 0, end);
  return 0;
}

static void read_day(const char *heading, gsize *heading_bytes, Notice *notice) {
  gsize rest;
  int day = heading_day_at_end(heading, *heading_bytes, &rest);
  if (day && rest > 0) {
    notice->published = day;
    *heading_bytes = rest;
  }
}

void heading_read(const HeadingTools *tools, const char *heading, gsize heading_bytes,
                  Notice *notice) {
  gsize start = 0, end = heading_bytes;
  trim(heading, &start, &end);
  heading += start;
  heading_bytes = end - start;
  read_day(heading, &heading_bytes, notice);
  gsize tags = tag_bytes(heading, heading_bytes);
  gsize rest = read_organisation(tools, FALSE, heading + tags, heading_bytes - tags, notice);
  if (rest > 0 && tags > 0) {
    char *whole = g_strdup_printf("%.*s%.*s", (int)tags, heading,
                                  (int)(heading_bytes - tags - rest), heading + tags + rest);
    set_text(&notice->title, whole, 0, strlen(whole));
    g_free(whole);
  } else {
    set_text(&notice->title, heading, rest, heading_bytes);
  }
}

void heading_read_title(const HeadingTools *tools, const char *title, gsize title_bytes,
                        Notice *notice) {
  gsize start = 0, end = title_bytes;
  trim(title, &start, &end);
  title += start;
  title_bytes = end - start;
  int published = notice->published;
  read_day(title, &title_bytes, notice);
  if (published)
    notice->published = published;
  gsize tags = tag_bytes(title, title_bytes);
  if (!notice->organisation)
    read_organisation(tools, TRUE, title + tags, title_bytes - tags, notice);
  set_text(&notice->title, title, 0, title_bytes);
}

/* ---- references */

void heading_links(const char *text, gsize text_bytes, const char *own, GPtrArray *links) {
  const char *at = text, *end = text + text_bytes;
  while ((at = g_strstr_len(at, end - at, "事件簿"))) {
    at += strlen("事件簿");
    char *folded = fold_string(FOLD_READ, at, MIN(end - at, 48));
    char *sharp = folded;
    while (*sharp == ' ')
      sharp++;
    char id[HEADING_ID_BYTES] = "";
    if (*sharp == '#') {
      gsize n = strspn(sharp + 1, "0123456789- ");
      sharp[1 + n] = '\0';
      if (!read_number(sharp + 1, id))
        id[0] = '\0';
    }
    g_free(folded);
    gboolean known = !id[0] || (own && strcmp(own, id) == 0);
    for (guint i = 0; i < links->len && !known; i++)
      known = strcmp(links->pdata[i], id) == 0;
    if (!known)
      g_ptr_array_add(links, g_strdup(id));
  }
}
