/* facts_vendor_names.c: what the contractors of a notice are called. A name is told by what stands
 * beside it: a legal form (株式会社…, …株式会社), an alias that says its part (…(以下「受託者」と),
 * or a role (委託先である…). */
#include "facts_near.h"
#include "facts_private.h"

#include <string.h>

#include "dict/fold_steps.h"

#define VENDORS_MAX 4
#define NAME_CHARS_MAX 32
#define NAME_CHARS_LEAST 2

static gboolean is_latin(gunichar c) {
  return c < 0x80 && g_ascii_isalnum((char)c);
}

static gboolean is_name_char(gunichar c) {
  return is_latin(c) || c == '&' || c == '.' || c == '-' || c == 0x30fc || c == 0x30fb ||
         c == 0x3005 || (c >= 0x30a1 && c <= 0x30fa) || (c >= 0x4e00 && c <= 0x9fff);
}

static gboolean is_hiragana(gunichar c) {
  return c >= 0x3041 && c <= 0x309f;
}

static gboolean starts_particle(const char *p, const char *end) {
  NEAR_WORDS(particles, "の", "に", "と", "へ", "で", "も", "や");
  return near_begins(&particles, p, end) != 0;
}

/* The name behind a legal form ends at a particle or a mark; と, の … inside a run of hiragana are
 * letters (みなと印刷), but not right behind a form that already has its name (…株式会社の社員). */
static const char *name_end(const char *p, const char *end, gboolean named) {
  NEAR_WORDS(always, "が", "は", "を", "において", "における", "にて", "による", "から", "より",
             "および", "及び", "並びに", "ならびに", "または", "社の", "社が", "様", "殿", "さま",
             "さん", "提供", "製の", "内)", "所属", "に、", "で、", "へ、", "も、");
  gboolean in_hiragana = FALSE;
  if (starts_particle(p, end) && !is_hiragana(g_utf8_get_char(p + 3)))
    return p; /* NPO法人の業務, not 株式会社のぞみ */
  const char *start = p;
  guint bytes;
  for (int n = 0; p < end && n < NAME_CHARS_MAX; n++, p += bytes) {
    const gunichar c = fold_decode((const guchar *)p, (const guchar *)end, &bytes);
    const gboolean hiragana = is_hiragana(c);
    if ((!is_name_char(c) && !hiragana) ||
        (hiragana && !in_hiragana && (n > 0 || named) && starts_particle(p, end)) ||
        (near_begins(&always, p, end) && !(p - start >= 3 && near_is(p - 3, end, "会社"))))
      break;
    in_hiragana = hiragana;
  }
  return p;
}

/* What tells a company's part in the story stands before its name without a particle between:
 * システム運用会社NTT…, 再委託先みなと印刷. Where the name begins behind the last such word. */
static const char *behind_role(const char *from, const char *to) {
  NEAR_WORDS(roles, "会社", "委託先", "事業者", "業者", "受託者", "当該", "請負先", "提供元",
             "開発元", "提携先", "同社", "及");
  NEAR_WORDS(forms, "株式", "有限", "合同", "合資", "合名");
  const char *start = from;
  gboolean form = FALSE;
  for (const char *p = from; p < to; p = g_utf8_next_char(p)) {
    gsize role = form ? 0 : near_begins(&roles, p, to);
    if (role && p + role < to)
      start = MAX(start, p + role);
    form = (p > from || to - p > 6) && near_begins(&forms, p, to);
    if (form)
      p = g_utf8_next_char(p);
  }
  return start;
}

/* The name before p begins behind kana or a mark. */
static const char *name_start(const char *start, const char *p) {
  const char *from = p;
  for (int n = 0; from > start && n < NAME_CHARS_MAX; n++) {
    const char *before = g_utf8_find_prev_char(start, from);
    if (!before || !is_name_char(g_utf8_get_char(before)))
      break;
    from = before;
  }
  return behind_role(from, p);
}

/* What stands behind a legal form in front of a name. */
static const char *behind_form(const char *name) {
  NEAR_WORDS(forms, "株式会社", "有限会社", "合同会社", "(株)", "(有)");
  return name + near_begins(&forms, name, name + strlen(name));
}

/* 一般社団法人X, X株式会社, (株)X are X. */
static gboolean is_with_form(const char *name, const char *own) {
  const char *core = behind_form(own), *bare = behind_form(name);
  if (!*core || g_str_equal(bare, core))
    return *core != '\0';
  if (g_str_has_suffix(bare, core)) {
    g_autofree char *before = g_strndup(bare, strlen(bare) - strlen(core));
    return g_str_has_suffix(before, "法人") || g_str_has_suffix(before, "会社");
  }
  return g_str_has_prefix(bare, core) && g_str_has_suffix(bare + strlen(core), "会社");
}

/* ナギサ社 is short for 株式会社ナギサ印刷. */
static gboolean is_short(const char *name, const char *full) {
  if (!g_str_has_suffix(name, "社") || g_str_has_suffix(name, "会社"))
    return FALSE;
  g_autofree char *stem = g_strndup(name, strlen(name) - strlen("社"));
  return *stem && strstr(full, stem);
}

/* The notice's own organisation, or a name that was given: then nothing new. */
static gboolean is_known(const Reading *reading, const char *folded_name) {
  const char *own = reading->own->text;
  if (*own && (strstr(own, folded_name) || g_str_has_prefix(folded_name, own) ||
               is_with_form(folded_name, own)))
    return TRUE;
  for (guint i = 0; i < reading->given->len; i++) {
    const char *given = g_ptr_array_index(reading->given, i);
    if (strstr(given, folded_name) || strstr(folded_name, given) || is_short(folded_name, given))
      return TRUE;
  }
  return FALSE;
}

static void give(Reading *reading, const Part *part, const Sentence *sentence, const char *from,
                 const char *to) {
  const char *text = part->folded->text;
  g_autofree char *folded = g_strndup(from, (gsize)(to - from));
  if (reading->notice->vendors->len >= VENDORS_MAX || is_known(reading, folded))
    return;
  char *name = facts_source_text(part, (guint32)(from - text), (guint32)(to - text));
  g_autofree char *field = g_strconcat("vendor:", name, NULL);
  facts_evidence(reading, part, sentence, field);
  g_ptr_array_add(reading->notice->vendors, name);
  g_ptr_array_add(reading->given, g_steal_pointer(&folded));
}

typedef struct {
  const char *from, *to; /* in the folded text */
} Name;

/* A name with its legal form, in front of it or behind. FALSE where none is there. */
static gboolean name_by_form(const Part *part, const Sentence *sentence, const RuleMatch *match,
                             Name *name) {
  const char *text = part->folded->text, *start = text + sentence->start;
  const char *form = text + match->start, *behind = text + match->end;
  *name = (Name){name_start(start, form), behind};
  if (match->rule->code == VENDOR_FORM)
    name->to = name_end(behind, text + sentence->end, name->from < form);
  if (name->to > behind)
    name->from = form;
  glong form_chars = g_utf8_strlen(form, behind - form);
  return g_utf8_strlen(name->from, name->to - name->from) >= form_chars + NAME_CHARS_LEAST;
}

static void give_by_form(Reading *reading, const Part *part, const Sentence *sentence,
                         const RuleMatch *match) {
  Name name;
  if (name_by_form(part, sentence, match, &name))
    give(reading, part, sentence, name.from, name.to);
}

/* Of Latin letters alone, as A社 and B社 are: no name. */
static gboolean is_placeholder(const char *from, const char *to) {
  if (g_utf8_strlen(from, to - from) < NAME_CHARS_LEAST)
    return TRUE;
  return to - from <= 4 && is_latin(g_utf8_get_char(from)) && g_str_has_prefix(from + 1, "社");
}

/* What is left of a name where kana begin it (みなとクリニック) is none. */
static gboolean is_kind_of_place(const char *name) {
  NEAR_WORDS(kinds, "クリニック", "病院", "医院", "センタ", "銀行", "大学", "学校", "印刷", "運輸");
  const gsize bytes = strlen(name);
  return bytes > 0 && near_begins(&kinds, name, name + bytes) == bytes;
}

static gboolean is_common_noun(const char *from, const char *to) {
  static const char *const endings[] = {"会社", "業者", "事業者", "先",   "元", "者", "企業",
                                        "団体", "機関", "部",     "担当", "員", "局", NULL};
  g_autofree char *name = g_strndup(from, (gsize)(to - from));
  for (const char *const *ending = endings; *ending; ending++)
    if (g_str_has_suffix(name, *ending))
      return !strstr(name, "株式会社") && !strstr(name, "有限会社") && !strstr(name, "合同会社");
  return is_kind_of_place(name);
}

/* 連絡, 注意喚起: a word rather than a name. */
static gboolean is_plain_word(const char *from, const char *to) {
  static const char *const trades[] = {"印刷", "運輸", "商事", "工業", "産業", "通運", "物流",
                                       "警備", "堂",   "屋",   "社",   "館",   NULL};
  for (const char *p = from; p < to; p = g_utf8_next_char(p))
    if (!fold_is_kanji(g_utf8_get_char(p)))
      return FALSE;
  for (const char *const *trade = trades; *trade; trade++)
    if (to - from > (gssize)strlen(*trade) && g_str_has_prefix(to - strlen(*trade), *trade))
      return FALSE;
  return g_utf8_strlen(from, to - from) <= 4;
}

/* …(以下「受託者」という。): whatever its form. */
static void give_by_alias(Reading *reading, const Part *part, const Sentence *sentence,
                          const RuleMatch *match) {
  const char *text = part->folded->text, *to = text + match->start;
  const char *from = name_start(text + sentence->start, to);
  if (!is_placeholder(from, to) && !is_common_noun(from, to))
    give(reading, part, sentence, from, to);
}

/* 集計を委託している「ミナト・ラボ」の従業員, not 運営を任せている「農業塾」の申込み. */
static gboolean is_thing(const char *start, const char *from, const char *to, const char *end) {
  NEAR_WORDS(acts, "」の従業員", "」の社員", "」の担当", "」の作業", "」から", "」より", "」が",
             "」において", "」のサーバ", "」(", "」社");
  static const char verb_end[] = "る「";
  gsize bytes = strlen(verb_end);
  gboolean behind_verb =
      (gsize)(from - start) >= bytes && memcmp(from - bytes, verb_end, bytes) == 0;
  return behind_verb && !near_begins(&acts, to, end);
}

static void give_by_role(Reading *reading, const Part *part, const Sentence *sentence,
                         const RuleMatch *match) {
  const char *text = part->folded->text, *from = text + match->end;
  const char *to = name_end(from, text + sentence->end, FALSE);
  if (!is_placeholder(from, to) && !is_common_noun(from, to) && !is_plain_word(from, to) &&
      !is_thing(text, from, to, text + part->folded->text_bytes))
    give(reading, part, sentence, from, to);
}

static void give_names(Reading *reading, const Part *part, const Sentence *sentence) {
  FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
    if (match->rule->code == VENDOR_FORM || match->rule->code == VENDOR_FORM_END)
      give_by_form(reading, part, sentence, match);
    else if (match->rule->code == VENDOR_ALIAS)
      give_by_alias(reading, part, sentence, match);
    else if (match->rule->code == VENDOR_ROLE)
      give_by_role(reading, part, sentence, match);
  }
}

static gboolean has_signal(const Part *part, const Sentence *sentence) {
  FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
    if ((match->rule->code == VENDOR_YES || match->rule->code == VENDOR_NAME ||
         match->rule->code == VENDOR_ALIAS || match->rule->code == VENDOR_ROLE))
      return TRUE;
  }
  return FALSE;
}

/* "株式会社みなと(以下、みなとという。)が…": a full stop in brackets ends no sentence. */
static gboolean goes_on(const Part *part, guint number) {
  if (number + 1 >= part->sentences->len)
    return FALSE;
  const Sentence *next = &g_array_index(part->sentences, Sentence, number + 1);
  char first = next->start < next->end ? part->folded->text[next->start] : '\0';
  return first == ')' && has_signal(part, next);
}

/* anywhere: in sentences too that say nothing of a contractor. */
static void name_vendors(Reading *reading, const Part *part, gboolean anywhere) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->place < (anywhere ? PLACE_RESPONSE : PLACE_SECOND) &&
        (anywhere || has_signal(part, sentence) || goes_on(part, i)))
      give_names(reading, part, sentence);
  }
}

/* Services known by name: Trello, Microsoft 365. */
static void name_services(Reading *reading, const Part *part) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->place < PLACE_RESPONSE)
      FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
        if (match->rule->code == VENDOR_SERVICE)
          give(reading, part, sentence, part->folded->text + match->start,
               part->folded->text + match->end);
      }
  }
}

/* ---- names without a Japanese legal form */

/* BlueHarbor Systems社, コマースブリッジ社: letters or katakana in front of 社. */
static gboolean name_before_sha(const char *start, const char *sha, Name *name) {
  const char *from = sha, *before;
  while ((before = g_utf8_find_prev_char(start, from)) != NULL) {
    gunichar c = g_utf8_get_char(before);
    gboolean between = c == ' ' && before > start && is_latin((gunichar)(guchar)before[-1]);
    if (!is_latin(c) && !between && c != '-' && c != '.' && c != '&' && c != 0x30fc &&
        c != 0x30fb && !(c >= 0x30a1 && c <= 0x30fa))
      break;
    from = before;
  }
  while (from < sha && g_str_has_prefix(from, "・"))
    from = g_utf8_next_char(from);
  *name = (Name){from, sha + strlen("社")};
  return g_utf8_strlen(from, sha - from) >= 3 && !g_ascii_isdigit(sha[-1]); /* 210社 */
}

/* OneStep Wellness, Inc.: capitals are folded away, so the name is all that is Latin before. */
static gboolean name_before_latin(const char *start, const char *end, const char *form,
                                  gsize form_bytes, Name *name) {
  const char *from = form, *to = form + form_bytes;
  if (form == start || (form[-1] != ' ' && form[-1] != ',' && form[-1] != '.') ||
      (to < end && is_latin((gunichar)(guchar)*to)))
    return FALSE;
  while (from > start && (is_latin((gunichar)(guchar)from[-1]) || strchr(" ,.&-", from[-1])))
    from--;
  while (from < form && !is_latin((gunichar)(guchar)*from))
    from++;
  *name = (Name){from, to < end && *to == '.' ? to + 1 : to};
  return form - from >= 4;
}

/* The full name of ナギサ社, where the part has it with its legal form: given in its stead. */
static gboolean give_fuller(Reading *reading, const Part *part, const Name *sha) {
  g_autofree char *name = g_strndup(sha->from, (gsize)(sha->to - sha->from));
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
      Name full;
      if (match->rule->code != VENDOR_FORM || !name_by_form(part, sentence, match, &full))
        continue;
      g_autofree char *folded = g_strndup(full.from, (gsize)(full.to - full.from));
      if (!is_short(name, folded))
        continue;
      give(reading, part, sentence, full.from, full.to);
      return TRUE;
    }
  }
  return FALSE;
}

static void give_foreign(Reading *reading, const Part *part, const Sentence *sentence) {
  NEAR_WORDS(forms, "inc", "ltd", "llc", "b.v", "gmbh", "corp", "plc", "pty", "co.");
  static const char sha[] = "社";
  const char *start = part->folded->text + sentence->start,
             *end = part->folded->text + sentence->end;
  Name name;
  for (const char *p = start; p < end; p = g_utf8_next_char(p)) {
    gboolean word = is_latin((guchar)*p) && p > start && !is_latin((guchar)p[-1]);
    gsize form = word ? near_begins(&forms, p, end) : 0;
    if (form && name_before_latin(start, end, p, form, &name))
      give(reading, part, sentence, name.from, name.to);
    if (p > start && near_is(p, end, sha) && name_before_sha(start, p, &name) &&
        !give_fuller(reading, part, &name))
      give(reading, part, sentence, name.from, name.to);
  }
}

static void name_foreign(Reading *reading, const Part *part) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    if (sentence->place < PLACE_RESPONSE)
      give_foreign(reading, part, sentence);
  }
}

/* Where no sentence introduces the contractor, the company or service that the story names is it.
 */
void facts_vendor_names(Reading *reading) {
  name_vendors(reading, &reading->title, FALSE);
  name_vendors(reading, &reading->body, FALSE);
  if (reading->notice->vendors->len == 0)
    name_foreign(reading, &reading->body);
  if (reading->notice->vendors->len == 0)
    name_services(reading, &reading->body);
  if (reading->notice->vendors->len == 0)
    name_vendors(reading, &reading->body, TRUE);
}

/* ---- clues */

const char *const facts_clues[FACTS_CLUES] = {"*other", "*introduced", "*asked", "*related",
                                              "*same",  "*same told",  "*own"};
G_STATIC_ASSERT(FACTS_CLUES == CLUE_N);

#define CLAUSE_BYTES 90

/* Where the clause before a name begins: behind a comma or full stop. */
static const char *clause_before(const char *start, const char *name) {
  const char *from = name - start > CLAUSE_BYTES ? name - CLAUSE_BYTES : start;
  for (const char *p = name; p - 3 >= from; p--)
    if (memcmp(p - 3, "、", 3) == 0 || memcmp(p - 3, "。", 3) == 0)
      return p - 3 >= name - 3 ? from : p;
  return from;
}

/* …を請け負う(株)みなと, 発送代行の…, 委託先:…: what stands right before the name tells of it. */
static gboolean is_introduced(const char *start, const char *name) {
  const char *before = g_utf8_find_prev_char(start, name);
  gunichar c = before ? g_utf8_get_char(before) : 0;
  return is_hiragana(c) || c == '(' || c == ':' || c == 0x3001 || is_name_char(c);
}

static guint32 clues_of_company(const Part *part, const Sentence *sentence, const Name *name) {
  NEAR_WORDS(asked, "調査", "フオレンジツク", "解析", "弁護", "監視", "警察", "カード", "診断",
             "指摘", "通報", "監査");
  NEAR_WORDS(related, "関連会社", "関係会社", "グループ", "子会社", "親会社", "姉妹会社", "取引先",
             "荷主");
  const char *start = part->folded->text + sentence->start;
  const char *clause = clause_before(start, name->from);
  if (!is_introduced(start, name->from))
    return 1u << CLUE_OTHER;
  if (near_within(&related, clause, name->from))
    return 1u << CLUE_RELATED;
  return near_within(&asked, clause, name->from) ? 1u << CLUE_ASKED
                                                 : 1u << CLUE_OTHER | 1u << CLUE_INTRODUCED;
}

/* Bits of VendorClue, and of the classes behind them (CLUE_N + class). */
static guint32 clues_of_sentence(Reading *reading, const Part *part, const Sentence *sentence) {
  guint32 clues = 0;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_VENDOR) {
    Name name;
    clues |= 1u << (CLUE_N + match->rule->code);
    if ((match->rule->code != VENDOR_FORM && match->rule->code != VENDOR_FORM_END) ||
        !name_by_form(part, sentence, match, &name))
      continue;
    g_autofree char *folded = g_strndup(name.from, (gsize)(name.to - name.from));
    if (!is_known(reading, folded))
      clues |= clues_of_company(part, sentence, &name);
  }
  return clues;
}

guint32 facts_vendor_clues(Reading *reading) {
  const guint32 same = 1u << (CLUE_N + VENDOR_SAME), self = 1u << (CLUE_N + VENDOR_SELF);
  const Part *body = &reading->body;
  guint32 clues = 0;
  for (guint i = 0; i < body->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(body->sentences, Sentence, i);
    if (sentence->place < PLACE_SECOND && facts_has_match(sentence, TABLE_VENDOR))
      clues |= clues_of_sentence(reading, body, sentence);
  }
  if (clues & same)
    clues |= 1u << (clues & self ? CLUE_SAME : CLUE_SAME_TOLD);
  clues |= clues >> (CLUE_N + VENDOR_OWN) & 1 ? 1u << CLUE_OWN : 0;
  return clues & ((1u << CLUE_N) - 1);
}
