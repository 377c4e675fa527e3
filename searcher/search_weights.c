#include "search_weights.h"

SearchWeights search_weights = {
    .spelling = 0.95,
    .part_synonym = 0.9,
    .chain_part = 0.3,
    .loose_parts = 0.6,
    .twin = 0.95,
    .reading = 0.5,
    .concept_min = 0.75,
    .part_min = 0.7,
    .near_lift = 0.35,
    .near_chars = 24,
    .cause = 0.5,
    .cause_least = 5,
    .cause_share = 0.8,
    .enough_beside_all = 0.7,
    .enough_most = 0.6,
    .enough_least = 0.3,
    .enough_of_words = 0.4,
    .enough_step = 0.1,
    .like_best = 0.55,
    .leaking_share = 0.25,
    .inflected_share = 0.6,
    .unknown_share = 0.15,
    .fact_share = 0.35,
};

#define ROW(name)                                                                                  \
  { #name, G_STRUCT_OFFSET(SearchWeights, name) }
static const struct {
  const char *name;
  gssize offset;
} rows[] = {ROW(spelling),
            ROW(part_synonym),
            ROW(chain_part),
            ROW(loose_parts),
            ROW(twin),
            ROW(reading),
            ROW(concept_min),
            ROW(part_min),
            ROW(near_lift),
            ROW(near_chars),
            ROW(cause),
            ROW(cause_least),
            ROW(cause_share),
            ROW(enough_beside_all),
            ROW(enough_most),
            ROW(enough_least),
            ROW(enough_of_words),
            ROW(enough_step),
            ROW(like_best),
            ROW(leaking_share),
            ROW(inflected_share),
            ROW(unknown_share),
            ROW(fact_share)};
#undef ROW

double *search_weight(const char *name) {
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_str_equal(rows[i].name, name))
      return G_STRUCT_MEMBER_P(&search_weights, rows[i].offset);
  return NULL;
}

const char **search_weight_names(void) {
  const char **names = g_new0(const char *, G_N_ELEMENTS(rows) + 1);
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
    names[i] = rows[i].name;
  return names;
}
