/* Facts of any text: days are days, and every piece of evidence stands in the notice. */
#include <string.h>

#include "dict/datadir.h"
#include "fuzz.h"
#include "indexer/facts.h"

static Facts *facts;

void fuzz_init(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *data = datadir_find(&error);
  static Taxonomy *taxonomy;
  fuzz_tools();
  taxonomy = taxonomy_load(data, &error);
  g_assert_no_error(error);
  facts = facts_new(data, taxonomy, &error);
  g_assert_no_error(error);
}

static void check_day(int day) {
  if (day)
    g_assert_true(g_date_valid_dmy((GDateDay)(day % 100), (GDateMonth)(day / 100 % 100),
                                   (GDateYear)(day / 10000)));
}

static void check(const Notice *notice) {
  check_day(notice->occurred_from);
  check_day(notice->occurred_to);
  check_day(notice->discovered);
  g_assert_cmpint(notice->affected, >=, NOTICE_AFFECTED_UNKNOWN);
  g_assert_cmpuint(notice->causes->len, >, 0);
  for (guint i = 0; notice->evidence && i < notice->evidence->len; i++) {
    const char *text = g_array_index(notice->evidence, NoticeEvidence, i).text;
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_true(strstr(notice->body, text) || strstr(notice->title, text) ||
                  strstr(notice->organisation, text));
  }
}

/* The first line is the organisation, the second the title. */
void fuzz_one(const char *bytes, gsize bytes_len) {
  g_autofree char *text = g_utf8_make_valid(bytes, (gssize)bytes_len);
  g_auto(GStrv) parts = g_strsplit(text, "\n", 3);
  guint n = g_strv_length(parts);
  Notice *notice = notice_new();
  notice->organisation = g_strdup(n > 0 ? parts[0] : "");
  notice_set_title(notice, n > 1 ? parts[1] : "");
  notice_set_body(notice, n > 2 ? parts[2] : "");
  notice->body_line = 1;
  notice->published = 20240229;
  notice_add_place(notice, "-", 1, 1);
  FactsTexts texts = {0};
  facts_analyze(fuzz_tools()->thread, notice, &texts);
  facts_fill(facts, &texts, notice);
  check(notice);
  facts_texts_clear(&texts);
  notice_free(notice);
}
