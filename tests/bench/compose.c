#include "compose.h"

#include <jansson.h>
#include <string.h>

#include "names.h"

typedef enum {
  KIND_OPENING,
  KIND_HEADING,
  KIND_TIMELINE,
  KIND_SCOPE,
  KIND_CAUSE,
  KIND_RESPONSE,
  KIND_PREVENTION,
  KIND_CONTACT,
  KIND_OTHER_TITLE,
  KIND_OTHER,
  KIND_N
} Kind;

static const char *const kind_names[KIND_N] = {"opening",     "heading",  "timeline",   "scope",
                                               "cause",       "response", "prevention", "contact",
                                               "other_title", "other"};

/* How many of a hundred incidents have which primary cause, as real pages have them, about. */
static const struct {
  const char *cause;
  guint share;
} causes[] = {{"unauthorized_access", 17},
              {"misdelivery", 16},
              {"ransomware", 9},
              {"loss", 9},
              {"mispublication", 8},
              {"misconfiguration", 7},
              {"insider", 6},
              {"vulnerability", 5},
              {"account", 4},
              {"social", 4},
              {"tampering", 3},
              {"malware", 3},
              {"operation", 2},
              {"theft", 2},
              {"misdisposal", 2},
              {"mishandling", 1},
              {"defect", 1},
              {"unknown", 1}};

/* Bodies in bytes, twenty quantiles; with what overshoots, their mean is about 3.3 KB. */
static const guint lengths[] = {450,  650,  850,  1000, 1150, 1300, 1450, 1650, 1800, 2000,
                                2200, 2400, 2600, 2800, 3000, 3300, 3700, 4300, 5400, 7800};

static const char *const departments[] = {
    "総務部",     "情報システム課", "営業第二部", "お客様相談室", "会員サービス課", "福祉課",
    "教務課",     "人事部",         "経理課",     "事業推進室",   "広報課",         "住民課",
    "研究支援課", "店舗運営部",     "品質保証部", "医事課",       "納税課",         "企画調整課"};

/* A case: an organisation that the text names, its title and its lines. */
typedef struct {
  char *organisation, *title;
  char **lines;
} Case;

struct Blocks {
  GPtrArray *sentences[KIND_N];        /* of char* */
  GArray *cases[G_N_ELEMENTS(causes)]; /* of Case */
};

/* What a template's slots stand for in one notice. */
typedef struct {
  const char *organisation;
  const Incident *incident;
  Random *random;
} Slots;

/* ---- reading the blocks */

static void case_clear(gpointer data) {
  Case *found = data;
  g_free(found->organisation);
  g_free(found->title);
  g_strfreev(found->lines);
}

static Blocks *blocks_new(void) {
  Blocks *blocks = g_new0(Blocks, 1);
  for (guint i = 0; i < KIND_N; i++)
    blocks->sentences[i] = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < G_N_ELEMENTS(causes); i++) {
    blocks->cases[i] = g_array_new(FALSE, FALSE, sizeof(Case));
    g_array_set_clear_func(blocks->cases[i], case_clear);
  }
  return blocks;
}

void blocks_free(Blocks *blocks) {
  if (blocks == NULL)
    return;
  for (guint i = 0; i < KIND_N; i++)
    g_ptr_array_unref(blocks->sentences[i]);
  for (guint i = 0; i < G_N_ELEMENTS(causes); i++)
    g_array_unref(blocks->cases[i]);
  g_free(blocks);
}

static gboolean read_sentences(Blocks *blocks, const char *path, GError **error) {
  char *text;
  if (!g_file_get_contents(path, &text, NULL, error))
    return FALSE;
  char **lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    char *tab = strchr(*line, '\t');
    if (**line == '#' || tab == NULL)
      continue;
    *tab = '\0';
    for (guint i = 0; i < KIND_N; i++)
      if (strcmp(*line, kind_names[i]) == 0)
        g_ptr_array_add(blocks->sentences[i], g_strdup(tab + 1));
  }
  g_strfreev(lines);
  g_free(text);
  for (guint i = 0; i < KIND_N; i++)
    if (blocks->sentences[i]->len == 0) {
      g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: no %s", path, kind_names[i]);
      return FALSE;
    }
  return TRUE;
}

static void add_case(Blocks *blocks, json_t *row) {
  const char *cause = json_string_value(json_array_get(json_object_get(row, "causes"), 0));
  const char *organisation = json_string_value(json_object_get(row, "organisation"));
  const char *title = json_string_value(json_object_get(row, "title"));
  const char *text = json_string_value(json_object_get(row, "text"));
  for (guint i = 0; cause != NULL && text != NULL && i < G_N_ELEMENTS(causes); i++) {
    if (strcmp(causes[i].cause, cause) != 0)
      continue;
    Case found = {g_strdup(organisation), g_strdup(title != NULL ? title : "お知らせ"),
                  g_strsplit(text, "\n", -1)};
    g_array_append_val(blocks->cases[i], found);
  }
}

static gboolean read_cases(Blocks *blocks, const char *path, GError **error) {
  char *text;
  if (!g_file_get_contents(path, &text, NULL, error))
    return FALSE;
  char **lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    json_t *row = json_loads(*line, 0, NULL);
    if (row != NULL)
      add_case(blocks, row);
    json_decref(row);
  }
  g_strfreev(lines);
  g_free(text);
  return TRUE;
}

static int compare_strings(gconstpointer a, gconstpointer b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean read_all_cases(Blocks *blocks, const char *cases_dir, GError **error) {
  GDir *dir = g_dir_open(cases_dir, 0, error);
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    if (g_str_has_suffix(name, ".jsonl"))
      g_ptr_array_add(names, g_build_filename(cases_dir, name, NULL));
  g_ptr_array_sort(names, compare_strings);
  gboolean done = dir != NULL;
  for (guint i = 0; i < names->len && done; i++)
    done = read_cases(blocks, g_ptr_array_index(names, i), error);
  for (guint i = 0; i < G_N_ELEMENTS(causes) && done; i++)
    if (blocks->cases[i]->len == 0) {
      g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: no case of the cause %s", cases_dir,
                  causes[i].cause);
      done = FALSE;
    }
  g_ptr_array_unref(names);
  if (dir != NULL)
    g_dir_close(dir);
  return done;
}

Blocks *blocks_read(const char *bench_dir, const char *cases_dir, GError **error) {
  Blocks *blocks = blocks_new();
  char *path = g_build_filename(bench_dir, "sentences.tsv", NULL);
  gboolean done = read_sentences(blocks, path, error) && read_all_cases(blocks, cases_dir, error);
  g_free(path);
  if (done)
    return blocks;
  blocks_free(blocks);
  return NULL;
}

/* ---- filling slots */

static void append_amount(GString *text, Random *random, guint octaves) {
  guint octave = random_between(random, 3, octaves);
  guint n = (1u << octave) + random_below(random, 1u << octave);
  if (n >= 10000 && random_percent(random, 20))
    g_string_append_printf(text, "約%u万", n / 10000);
  else if (n >= 1000 && random_percent(random, 80))
    g_string_append_printf(text, "%u,%03u", n / 1000, n % 1000);
  else
    g_string_append_printf(text, "%u", n);
}

static void append_day(GString *text, const Slots *slots, gboolean year, gboolean era) {
  const Incident *incident = slots->incident;
  guint day = (guint)incident->day + random_below(slots->random, (guint)(29 - incident->day));
  if (era && incident->year >= 2019)
    g_string_append_printf(text, "令和%u年%d月%u日", incident->year - 2018, incident->month, day);
  else if (era)
    g_string_append_printf(text, "平成%u年%d月%u日", incident->year - 1988, incident->month, day);
  else if (year)
    g_string_append_printf(text, "%u年%d月%u日", incident->year, incident->month, day);
  else
    g_string_append_printf(text, "%d月%u日", incident->month, day);
}

static void append_host(GString *text, Random *random) {
  guint n = random_between(random, 4, 9);
  for (guint i = 0; i < n; i++)
    g_string_append_c(text, (char)('a' + random_below(random, 26)));
  g_string_append(text, ".example.jp");
}

static void append_address(GString *text, Random *random, const char *slot) {
  if (strcmp(slot, "phone") == 0) {
    g_string_append_printf(text, "0%u-%04u-%04u", random_between(random, 3, 99),
                           random_below(random, 10000), random_below(random, 10000));
  } else if (strcmp(slot, "mail") == 0) {
    g_string_append(text, "info@");
    append_host(text, random);
  } else {
    g_string_append(text, "https://www.");
    append_host(text, random);
    g_string_append_printf(text, "/news/%u", random_below(random, 100000));
  }
}

static gboolean append_name(GString *text, const Slots *slots, const char *slot) {
  static const struct {
    const char *slot;
    NameKind kind;
    guint again;
  } names[] = {{"place", NAME_PLACE, 86},
               {"brand", NAME_BRAND, 85},
               {"product", NAME_PRODUCT, 82},
               {"person", NAME_PERSON, 80}};
  for (guint i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(slot, names[i].slot) == 0) {
      name_append(text, names[i].kind, random_rank(slots->random, names[i].again));
      return TRUE;
    }
  return FALSE;
}

static void append_slot(GString *text, const Slots *slots, const char *slot) {
  Random *random = slots->random;
  if (strcmp(slot, "org") == 0)
    g_string_append(text, slots->organisation);
  else if (strcmp(slot, "vendor") == 0)
    name_append(text, NAME_ORGANISATION, slots->incident->vendor);
  else if (strcmp(slot, "dept") == 0)
    g_string_append(text, departments[random_below(random, G_N_ELEMENTS(departments))]);
  else if (strcmp(slot, "number") == 0)
    append_amount(text, random, 17);
  else if (strcmp(slot, "small") == 0)
    g_string_append_printf(text, "%u", random_between(random, 2, 30));
  else if (strcmp(slot, "date") == 0 || strcmp(slot, "day") == 0)
    append_day(text, slots, *(slot + 2) == 't', FALSE);
  else if (strcmp(slot, "wareki") == 0)
    append_day(text, slots, TRUE, TRUE);
  else if (strcmp(slot, "time") == 0)
    g_string_append_printf(text, "%u時%02u分", random_between(random, 6, 22),
                           random_below(random, 60));
  else if (strcmp(slot, "id") == 0)
    g_string_append_printf(text, "【セキュリティ事件簿#%u-%03u】", slots->incident->year,
                           random_between(random, 1, 999));
  else if (!append_name(text, slots, slot))
    append_address(text, random, slot);
}

static void append_filled(GString *text, const Slots *slots, const char *sentence) {
  while (*sentence != '\0') {
    const char *open = strchr(sentence, '{');
    const char *close = open != NULL ? strchr(open, '}') : NULL;
    if (close == NULL) {
      g_string_append(text, sentence);
      return;
    }
    g_string_append_len(text, sentence, open - sentence);
    char slot[16];
    g_strlcpy(slot, open + 1, MIN(sizeof slot, (gsize)(close - open)));
    append_slot(text, slots, slot);
    sentence = close + 1;
  }
}

static const char *any(const Blocks *blocks, Kind kind, Random *random) {
  const GPtrArray *sentences = blocks->sentences[kind];
  return g_ptr_array_index(sentences, random_below(random, sentences->len));
}

/* ---- lines of the cases, with other names and amounts */

static gboolean counts_things(const char *text) {
  static const char *const counters[] = {"名", "人", "件", "社", "枚", "通", "台", "部", "世帯"};
  for (guint i = 0; i < G_N_ELEMENTS(counters); i++)
    if (g_str_has_prefix(text, counters[i]))
      return TRUE;
  return FALSE;
}

/* Amounts become others, so that notices differ in what a search for a number finds. */
static void append_with_amounts(GString *text, const char *from, gsize from_bytes, Random *random) {
  const char *end = from + from_bytes;
  while (from < end) {
    const char *number = from;
    while (from < end && (g_ascii_isdigit(*from) || *from == ','))
      from++;
    if (from == number) {
      g_string_append_c(text, *from++);
      continue;
    }
    if (from < end && g_ascii_isdigit(*number) && counts_things(from))
      append_amount(text, random, (guint)CLAMP(3 * (from - number), 4, 18));
    else
      g_string_append_len(text, number, from - number);
  }
}

static void append_line(GString *text, const Slots *slots, const Case *of, const char *line) {
  gsize name_bytes = of->organisation != NULL ? strlen(of->organisation) : 0;
  const char *name;
  while (name_bytes > 0 && (name = strstr(line, of->organisation)) != NULL) {
    append_with_amounts(text, line, (gsize)(name - line), slots->random);
    g_string_append(text, slots->organisation);
    line = name + name_bytes;
  }
  append_with_amounts(text, line, strlen(line), slots->random);
}

/* ---- posts */

static guint any_cause(Random *random) {
  guint at = random_below(random, 100);
  guint i = 0;
  while (i + 1 < G_N_ELEMENTS(causes) && at >= causes[i].share)
    at -= causes[i++].share;
  return i;
}

const char *compose_cause(const Incident *incident) {
  return causes[incident->cause].cause;
}

Incident compose_incident(guint year, guint serial, Random *random) {
  Incident incident = {.year = year, .serial = serial};
  incident.cause = any_cause(random);
  incident.vendor = random_rank(random, 80);
  incident.month = (int)random_between(random, 1, 12);
  incident.day = (int)random_between(random, 1, 24);
  return incident;
}

Composed *composed_new(void) {
  Composed *composed = g_new0(Composed, 1);
  composed->id = g_string_new(NULL);
  composed->organisation = g_string_new(NULL);
  composed->title = g_string_new(NULL);
  composed->body = g_string_new(NULL);
  composed->date = g_string_new(NULL);
  return composed;
}

void composed_free(Composed *composed) {
  g_string_free(composed->id, TRUE);
  g_string_free(composed->organisation, TRUE);
  g_string_free(composed->title, TRUE);
  g_string_free(composed->body, TRUE);
  g_string_free(composed->date, TRUE);
  g_free(composed);
}

static void clear(Composed *composed) {
  g_string_truncate(composed->id, 0);
  g_string_truncate(composed->organisation, 0);
  g_string_truncate(composed->title, 0);
  g_string_truncate(composed->body, 0);
  g_string_truncate(composed->date, 0);
}

static const Case *any_case(const Blocks *blocks, guint cause, Random *random) {
  const GArray *cases = blocks->cases[cause];
  return &g_array_index(cases, Case, random_below(random, cases->len));
}

static void add_date(const Incident *incident, Random *random, GString *date) {
  static const char *const forms[] = {"%u年%d月%d日", "%u/%d/%d", " %u年%d月%d日"};
  guint form = random_below(random, 5);
  if (form < G_N_ELEMENTS(forms))
    g_string_append_printf(date, forms[form], incident->year, incident->month,
                           MIN(incident->day + 4, 28));
}

static void add_paragraph(const Blocks *blocks, const Slots *slots, Kind kind, GString *body) {
  const GPtrArray *sentences = blocks->sentences[kind];
  guint n = random_between(slots->random, 1, 3),
        first = random_below(slots->random, sentences->len);
  gboolean list = kind == KIND_TIMELINE || kind == KIND_CONTACT;
  if (random_percent(slots->random, 40)) {
    append_filled(body, slots, any(blocks, KIND_HEADING, slots->random));
    g_string_append_c(body, '\n');
  }
  for (guint i = 0; i < n; i++) {
    append_filled(body, slots, g_ptr_array_index(sentences, (first + i * 3) % sentences->len));
    if (list)
      g_string_append_c(body, '\n');
  }
  g_string_append(body, list ? "\n" : "\n\n");
}

/* A case as its stem; then paragraphs, and single lines of other cases of that cause, until the
 * length is reached. */
static void add_body(const Blocks *blocks, const Slots *slots, const Case *stem, GString *body) {
  static const Kind kinds[] = {KIND_TIMELINE, KIND_SCOPE, KIND_CAUSE, KIND_RESPONSE,
                               KIND_PREVENTION};
  Random *random = slots->random;
  gsize wanted = lengths[random_below(random, G_N_ELEMENTS(lengths))];
  add_paragraph(blocks, slots, KIND_OPENING, body);
  for (char **line = stem->lines; *line != NULL; line++) {
    append_line(body, slots, stem, *line);
    g_string_append_c(body, '\n');
  }
  for (guint i = random_below(random, 3); body->len < wanted; i++) {
    add_paragraph(blocks, slots, kinds[i % G_N_ELEMENTS(kinds)], body);
    const Case *other = any_case(blocks, slots->incident->cause, random);
    const char *line = other->lines[random_below(random, g_strv_length(other->lines))];
    append_line(body, slots, other, line);
    g_string_append_c(body, '\n');
  }
  if (random_percent(random, 60))
    add_paragraph(blocks, slots, KIND_CONTACT, body);
}

void compose_notice(const Blocks *blocks, const Incident *incident, Random *random,
                    Composed *composed) {
  clear(composed);
  const Case *stem = any_case(blocks, incident->cause, random);
  name_append(composed->organisation, NAME_ORGANISATION, random_rank(random, 88));
  g_string_printf(composed->id, "%u-%03u", incident->year, incident->serial);
  Slots slots = {composed->organisation->str, incident, random};
  append_line(composed->title, &slots, stem, stem->title);
  add_date(incident, random, composed->date);
  add_body(blocks, &slots, stem, composed->body);
}

void compose_other(const Blocks *blocks, Random *random, Composed *composed) {
  const Incident when = {.year = random_between(random, 2010, 2024),
                         .month = (int)random_between(random, 1, 12),
                         .day = (int)random_between(random, 1, 24)};
  Slots slots = {"", &when, random};
  clear(composed);
  append_filled(composed->title, &slots, any(blocks, KIND_OTHER_TITLE, random));
  gsize wanted = lengths[random_below(random, G_N_ELEMENTS(lengths) / 2)];
  while (composed->body->len < wanted) {
    append_filled(composed->body, &slots, any(blocks, KIND_OTHER, random));
    if (random_percent(random, 25))
      g_string_append(composed->body, "\n\n");
  }
  g_string_append_c(composed->body, '\n');
}

void composed_print(const Composed *composed, GString *page) {
  if (composed->id->len > 0)
    g_string_append_printf(page, "【セキュリティ事件簿#%s】", composed->id->str);
  if (composed->organisation->len > 0)
    g_string_append_printf(page, "%s ", composed->organisation->str);
  g_string_append(page, composed->title->str);
  if (composed->date->len > 0)
    g_string_append_printf(page, " %s", composed->date->str);
  g_string_append(page, "\n\n");
  g_string_append_len(page, composed->body->str, (gssize)composed->body->len);
  g_string_append(page, "\n");
}
