/* facts_sectors.c: the sector of the organisation that gives the notice: by its name, then by how
 * the notice speaks. */
#include "facts_private.h"

#include <string.h>

#define VALUES_MAX 32
#define NAME_SURE 10.0  /* a name with this says it alone */
#define NAME_WEIGHT 2.0 /* a name's ending against the way to speak … */
#define NAME_NONE 3.0   /* … where it says more than this */
#define BODY_LEAST 7.0  /* the way to speak alone needs this */
#define HEARD_MOST 4    /* a word said again and again says no more */
#define ECHO_SHARE 0.3  /* of a further word in the same sentence */
#define PUBLIC_LEAST 9.0

/* Beside the sectors, what a public body's notice is about, and whom else a notice names. */
enum { CODE_PUBLIC_SCHOOL = VALUES_MAX, CODE_PUBLIC_HOSPITAL, CODE_OTHERS, CODE_N };

typedef struct {
  double score;
  double best;
  guint heard;
  const Part *part;
  const Sentence *sentence; /* of the best */
  const Sentence *last;     /* the last that had a word … */
  double strongest;         /* … and the strongest one of it */
} Voice;

static const double place_factor[PLACE_N] = {
    [PLACE_TITLE] = 1.5,    [PLACE_INTRO] = 1.2,    [PLACE_BODY] = 1,
    [PLACE_CAUSE] = 0.7,    [PLACE_OVERVIEW] = 1,   [PLACE_TIMELINE] = 0.8,
    [PLACE_CONTENT] = 0.6,  [PLACE_COUNT] = 0.6,    [PLACE_DISCOVERY] = 0.7,
    [PLACE_RESPONSE] = 0.6, [PLACE_SECOND] = 0.4,   [PLACE_PREVENTION] = 0.6,
    [PLACE_INQUIRY] = 0.4,  [PLACE_REFERENCE] = 0.1};

/* TRUE where a match begins within what is said of somebody else: 物流会社に委託. */
static gboolean is_of_others(const Part *part, const Sentence *sentence, const RuleMatch *match) {
  FACTS_EACH_MATCH (other, part, sentence, TABLE_SECTORS) {
    if (other->rule->code == CODE_OTHERS && match->start >= other->start &&
        match->start < other->end)
      return TRUE;
  }
  return FALSE;
}

/* Within a sentence the strongest word counts in full, the others for a share. */
static double add_word(Voice *voice, const Sentence *sentence, double score) {
  double before = voice->last == sentence ? voice->strongest : 0;
  voice->last = sentence;
  voice->strongest = MAX(score, before);
  return before == 0 ? score : voice->strongest - before + MIN(score, before) * ECHO_SHARE;
}

static void listen(const Part *part, Voice *voices) {
  for (guint i = 0; i < part->sentences->len; i++) {
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, i);
    FACTS_EACH_MATCH (match, part, sentence, TABLE_SECTORS) {
      if (is_of_others(part, sentence, match))
        continue;
      Voice *voice = &voices[match->rule->code];
      double score = match->rule->weight * place_factor[sentence->place];
      voice->score += voice->heard++ < HEARD_MOST ? add_word(voice, sentence, score) : 0;
      if (score > voice->best) {
        voice->best = score;
        voice->part = part;
        voice->sentence = sentence;
      }
    }
  }
}

static void give_sector(Reading *reading, int code, const Voice *voice) {
  Notice *notice = reading->notice;
  guint8 value = code;
  for (guint i = 0; i < notice->sectors->len; i++)
    if (g_array_index(notice->sectors, guint8, i) == value)
      return;
  g_array_append_val(notice->sectors, value);
  const TaxonomyValue *named = taxonomy_value(reading->facts->taxonomy, TAXONOMY_SECTOR, code);
  char *field = g_strconcat("sector:", named->key, NULL);
  if (voice && voice->sentence) {
    facts_evidence(reading, voice->part, voice->sentence, field);
  } else if (notice->organisation) {
    guint line = notice->places->len ? g_array_index(notice->places, NoticePlace, 0).line
                                     : notice->body_line;
    notice_add_evidence(notice, field, notice->organisation, -1, line);
  }
  g_free(field);
}

/* A prefecture or city tells of its schools or hospitals. */
static gboolean give_public(Reading *reading, const Voice *voices, int government) {
  const Voice *school = &voices[CODE_PUBLIC_SCHOOL], *hospital = &voices[CODE_PUBLIC_HOSPITAL];
  if (hospital->score >= PUBLIC_LEAST && hospital->score > school->score)
    give_sector(reading, reading->facts->welfare, hospital);
  else if (school->score >= PUBLIC_LEAST)
    give_sector(reading, reading->facts->education, school);
  else
    return FALSE;
  give_sector(reading, government, NULL);
  return TRUE;
}

static int loudest(const Voice *voices) {
  int best = 0;
  for (int c = 1; c < VALUES_MAX; c++)
    if (voices[c].score > voices[best].score)
      best = c;
  return best;
}

void facts_sectors_ask_name(Reading *reading) {
  const char *organisation = reading->notice->organisation;
  reading->name = organisation
                      ? gazetteer_ask(reading->facts->gazetteer, organisation, reading->own)
                      : (GazetteerAnswer){0};
  gboolean alone = reading->name.score >= NAME_SURE &&
                   reading->name.sectors.codes[0] != reading->facts->government;
  reading->tables = ~(1u << TABLE_SECTIONS | (alone ? 1u << TABLE_SECTORS : 0));
}

void facts_sectors(Reading *reading) {
  const Taxonomy *taxonomy = reading->facts->taxonomy;
  Voice voices[CODE_N] = {0};
  const GazetteerAnswer *name = &reading->name;
  int government = reading->facts->government;
  listen(&reading->title, voices);
  listen(&reading->body, voices);
  if (name->score >= NAME_SURE) {
    if (name->sectors.codes[0] == government && give_public(reading, voices, government))
      return;
    for (guint i = 0; i < name->sectors.n; i++)
      give_sector(reading, name->sectors.codes[i], NULL);
    return;
  }
  for (guint c = 0; c < GAZETTEER_CODES_MAX; c++) {
    double said = NAME_WEIGHT * MAX(name->by_code[c] - NAME_NONE, 0);
    voices[c].score += said;
    if (said > voices[c].best)
      voices[c].sentence = NULL; /* the name is the better evidence */
  }
  int code = loudest(voices);
  if (voices[code].score >= BODY_LEAST)
    give_sector(reading, code, &voices[code]);
  else if (name->score >= 3)
    give_sector(reading, name->sectors.codes[0], NULL);
  else
    give_sector(reading, taxonomy_unknown(taxonomy, TAXONOMY_SECTOR), NULL);
}

int facts_sector_class(const Taxonomy *taxonomy, const char *klass) {
  return strcmp(klass, "public_school") == 0     ? CODE_PUBLIC_SCHOOL
         : strcmp(klass, "public_hospital") == 0 ? CODE_PUBLIC_HOSPITAL
         : strcmp(klass, "others") == 0          ? CODE_OTHERS
                                                 : taxonomy_code(taxonomy, TAXONOMY_SECTOR, klass);
}

void facts_sectors_prepare(Facts *facts) {
  facts->government = taxonomy_code(facts->taxonomy, TAXONOMY_SECTOR, "S");
  facts->education = taxonomy_code(facts->taxonomy, TAXONOMY_SECTOR, "O");
  facts->welfare = taxonomy_code(facts->taxonomy, TAXONOMY_SECTOR, "P");
}
