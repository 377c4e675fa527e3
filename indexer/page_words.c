#include "indexer/page_words.h"

#include <string.h>

const char *const page_self_words[] = {
    "当社",   "弊社",   "当行",   "当組合", "当団",       "当院",      "当会", "当法人",
    "当機構", "当協会", "当財団", "当校",   "当園",       "当金庫",    "当館", "当学園",
    "当店",   "本学",   "本市",   "本県",   "本院",       "本校",      "本町", "本村",
    "本会",   "本機構", "本区",   "私ども", "当センター", "当グループ"};
const guint page_self_words_n = G_N_ELEMENTS(page_self_words);

gboolean page_has_any(const char *text, const char *const *words, guint words_n) {
  for (guint i = 0; i < words_n; i++)
    if (strstr(text, words[i]))
      return TRUE;
  return FALSE;
}

guint page_count_distinct(const char *text, gsize text_bytes, const char *const *words,
                          guint words_n) {
  guint n = 0;
  for (guint i = 0; text != NULL && i < words_n && n < PAGE_COUNT_MAX; i++)
    n += memmem(text, text_bytes, words[i], strlen(words[i])) != NULL;
  return n;
}
