#include "lexicon_image.h"

#include <string.h>

#include "table.h"

/* In the order of this machine's bytes: it is made where it is used. */
#define MAGIC 0x31786c6b696a0a0dULL

/* Places are bytes from the image's start; a string's, from the strings'. */
typedef struct {
  guint64 magic;
  guint32 bytes;
  guint32 groups, groups_n;
  guint32 words;                          /* of Word, of all groups one behind the other */
  guint32 members, members_n;             /* of List, by word */
  guint32 concept_lists, concept_lists_n; /* the same */
  guint32 concepts;                       /* of Concept */
  guint32 numbers;                        /* of groups */
  guint32 endings, endings_n;             /* a place among the numbers */
  guint32 strings;
} Head;

typedef struct {
  double weight;
  guint32 kind, words, words_n, spare; /* words: a place among them */
} PackedGroup;

typedef struct {
  guint32 folded, written;
} Word;

typedef struct {
  guint32 word, from, n; /* from: a place among numbers, or concepts */
} List;

typedef struct {
  double weight;
  guint32 use, field, keys, spare;
} Concept;

struct LexiconImage {
  GMappedFile *file;
  const char *bytes;
  const Head *head;
};

void lexicon_group_free(gpointer data) {
  LexiconGroup *group = data;
  if (!group)
    return;
  g_free(group->words);
  g_free(group);
}

/* ---- asking */

LexiconImage *lexicon_image_open(const char *path, GError **error) {
  GMappedFile *file = g_mapped_file_new(path, FALSE, error);
  if (!file)
    return NULL;
  const Head *head = (const Head *)g_mapped_file_get_contents(file);
  gsize bytes = g_mapped_file_get_length(file);
  if (bytes < sizeof *head || head->magic != MAGIC || head->bytes != bytes) {
    g_set_error(error, TABLE_ERROR, 0, "%s: not made for this version: build or install it again",
                path);
    g_mapped_file_unref(file);
    return NULL;
  }
  LexiconImage *image = g_new(LexiconImage, 1);
  *image = (LexiconImage){file, (const char *)head, head};
  return image;
}

void lexicon_image_free(LexiconImage *image) {
  if (!image)
    return;
  g_mapped_file_unref(image->file);
  g_free(image);
}

static const void *at(const LexiconImage *image, guint32 place) {
  return image->bytes + place;
}

static const char *string(const LexiconImage *image, guint32 place) {
  return image->bytes + image->head->strings + place;
}

guint lexicon_image_groups(const LexiconImage *image) {
  return image->head->groups_n;
}

LexiconGroup *lexicon_image_group(const LexiconImage *image, guint number) {
  const PackedGroup *packed = (const PackedGroup *)at(image, image->head->groups) + number;
  const Word *words = (const Word *)at(image, image->head->words) + packed->words;
  LexiconGroup *group = g_new0(LexiconGroup, 1);
  group->kind = (LexiconKind)packed->kind;
  group->weight = packed->weight;
  group->words_n = packed->words_n;
  group->words = g_new(const char *, 2 * packed->words_n);
  group->written = group->words + packed->words_n;
  for (guint i = 0; i < packed->words_n; i++) {
    group->words[i] = string(image, words[i].folded);
    group->written[i] = string(image, words[i].written);
  }
  return group;
}

const guint32 *lexicon_image_endings(const LexiconImage *image, guint *n) {
  *n = image->head->endings_n;
  return (const guint32 *)at(image, image->head->numbers) + image->head->endings;
}

static const List *find(const LexiconImage *image, guint32 lists, guint32 lists_n,
                        const char *word) {
  const List *list = at(image, lists);
  for (guint32 from = 0, to = lists_n; from < to;) {
    guint32 middle = from + (to - from) / 2;
    int order = strcmp(word, string(image, list[middle].word));
    if (order == 0)
      return &list[middle];
    if (order < 0)
      to = middle;
    else
      from = middle + 1;
  }
  return NULL;
}

const guint32 *lexicon_image_members(const LexiconImage *image, const char *word, guint *n) {
  const List *list = find(image, image->head->members, image->head->members_n, word);
  *n = list ? list->n : 0;
  return list ? (const guint32 *)at(image, image->head->numbers) + list->from : NULL;
}

GArray *lexicon_image_concepts(const LexiconImage *image, const char *word) {
  const List *list = find(image, image->head->concept_lists, image->head->concept_lists_n, word);
  if (!list)
    return NULL;
  const Concept *packed = (const Concept *)at(image, image->head->concepts) + list->from;
  GArray *concepts = g_array_sized_new(FALSE, FALSE, sizeof(LexiconConcept), list->n);
  for (guint i = 0; i < list->n; i++) {
    LexiconConcept concept = {(LexiconUse)packed[i].use, string(image, packed[i].field),
                              string(image, packed[i].keys), packed[i].weight};
    g_array_append_val(concepts, concept);
  }
  return concepts;
}

/* ---- packing */

typedef struct {
  GArray *groups, *words, *members, *concept_lists, *concepts, *numbers;
  GString *strings;
  GHashTable *places; /* string -> its place, and one */
} Packer;

static guint32 pack_string(Packer *packer, const char *text) {
  guint32 place = GPOINTER_TO_UINT(g_hash_table_lookup(packer->places, text));
  if (place)
    return place - 1;
  place = (guint32)packer->strings->len;
  g_string_append_len(packer->strings, text, (gssize)strlen(text) + 1);
  g_hash_table_insert(packer->places, (gpointer)text, GUINT_TO_POINTER(place + 1));
  return place;
}

static void pack_group(Packer *packer, const LexiconGroup *group) {
  PackedGroup packed = {group->weight, group->kind, packer->words->len, group->words_n, 0};
  g_array_append_val(packer->groups, packed);
  for (guint i = 0; i < group->words_n; i++) {
    Word word = {pack_string(packer, group->words[i]), pack_string(packer, group->written[i])};
    g_array_append_val(packer->words, word);
  }
}

static GList *sorted_words(GHashTable *table) {
  return g_list_sort(g_hash_table_get_keys(table), (GCompareFunc)strcmp);
}

static void pack_members(Packer *packer, GHashTable *members) {
  GList *words = sorted_words(members);
  for (GList *word = words; word; word = word->next) {
    const GArray *groups = g_hash_table_lookup(members, word->data);
    List list = {pack_string(packer, word->data), packer->numbers->len, groups->len};
    g_array_append_val(packer->members, list);
    g_array_append_vals(packer->numbers, groups->data, groups->len);
  }
  g_list_free(words);
}

static void pack_concepts(Packer *packer, GHashTable *concepts) {
  GList *words = sorted_words(concepts);
  for (GList *word = words; word; word = word->next) {
    const GArray *of_word = g_hash_table_lookup(concepts, word->data);
    List list = {pack_string(packer, word->data), packer->concepts->len, of_word->len};
    g_array_append_val(packer->concept_lists, list);
    for (guint i = 0; i < of_word->len; i++) {
      const LexiconConcept *concept = &g_array_index(of_word, LexiconConcept, i);
      Concept packed = {concept->weight, concept->use, pack_string(packer, concept->field),
                        pack_string(packer, concept->keys), 0};
      g_array_append_val(packer->concepts, packed);
    }
  }
  g_list_free(words);
}

/* The place of array in the image; what is wide must begin at a multiple of eight. */
static guint32 append(GByteArray *image, GArray *array) {
  static const guint8 none[8];
  g_byte_array_append(image, none, (8 - image->len % 8) % 8);
  guint32 place = image->len;
  g_byte_array_append(image, (const guint8 *)array->data,
                      array->len * g_array_get_element_size(array));
  g_array_unref(array);
  return place;
}

static GByteArray *join(Packer *packer, Head *head) {
  GByteArray *image = g_byte_array_new();
  head->groups_n = packer->groups->len, head->members_n = packer->members->len;
  head->concept_lists_n = packer->concept_lists->len;
  g_byte_array_append(image, (const guint8 *)head, sizeof *head);
  head->groups = append(image, packer->groups);
  head->words = append(image, packer->words);
  head->members = append(image, packer->members);
  head->concept_lists = append(image, packer->concept_lists);
  head->concepts = append(image, packer->concepts);
  head->numbers = append(image, packer->numbers);
  head->strings = image->len;
  g_byte_array_append(image, (const guint8 *)packer->strings->str, (guint)packer->strings->len);
  head->bytes = image->len;
  memcpy(image->data, head, sizeof *head);
  return image;
}

static GArray *array_of(guint bytes) {
  return g_array_new(FALSE, FALSE, bytes);
}

GByteArray *lexicon_image_pack(const GPtrArray *groups, GHashTable *members, GHashTable *concepts) {
  Packer packer = {array_of(sizeof(PackedGroup)),
                   array_of(sizeof(Word)),
                   array_of(sizeof(List)),
                   array_of(sizeof(List)),
                   array_of(sizeof(Concept)),
                   array_of(sizeof(guint32)),
                   g_string_new(NULL),
                   g_hash_table_new(g_str_hash, g_str_equal)};
  Head head = {.magic = MAGIC};
  for (guint32 i = 0; i < groups->len; i++) {
    const LexiconGroup *group = groups->pdata[i];
    pack_group(&packer, group);
    if (group->kind == LEXICON_ENDING)
      g_array_append_val(packer.numbers, i);
  }
  head.endings_n = packer.numbers->len;
  pack_members(&packer, members);
  pack_concepts(&packer, concepts);
  GByteArray *image = join(&packer, &head);
  g_hash_table_unref(packer.places);
  g_string_free(packer.strings, TRUE);
  return image;
}
