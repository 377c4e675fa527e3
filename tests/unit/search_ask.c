#include "search_ask.h"

SearchAnswer *ask_with(Searcher *searcher, const SearchOptions *options) {
  GError *error = NULL;
  SearchAnswer *answer = search(searcher, options, NULL, &error);
  if (error)
    g_test_message("%s", options->query);
  g_assert_no_error(error);
  return answer;
}

SearchAnswer *ask(Searcher *searcher, const char *query) {
  SearchOptions options = {.query = query, .notices = TRUE, .synonyms = TRUE, .snippets = TRUE};
  return ask_with(searcher, &options);
}

guint line_of(const Notice *notice) {
  return g_array_index(notice->places, NoticePlace, 0).line;
}

gboolean has_line(const SearchAnswer *answer, guint line) {
  for (guint i = 0; i < answer->hits->len; i++)
    if (line_of(((SearchHit *)answer->hits->pdata[i])->notice) == line)
      return TRUE;
  return FALSE;
}

Index *index_of(GPtrArray *notices) {
  GError *error = NULL;
  Index *index = g_new0(Index, 1);
  index->notices = notices;
  index->folder = search_index_build(notices);
  index->searcher = searcher_new(index->folder, &error);
  g_assert_no_error(error);
  return index;
}

void index_free(Index *index) {
  searcher_free(index->searcher);
  search_index_remove(index->folder);
  g_ptr_array_unref(index->notices);
  g_free(index);
}

static const char *const parts[] = {"個人情報",
                                    "漏えい",
                                    "の",
                                    "を",
                                    "紛失",
                                    "した",
                                    "サーバー",
                                    "ﾗﾝｻﾑｳｪｱ",
                                    "東京都",
                                    "京都市",
                                    "2,533名",
                                    "約 20万件",
                                    "令和5年",
                                    "12月13日",
                                    "（",
                                    "）",
                                    "「",
                                    "」",
                                    "。",
                                    "、",
                                    "\n",
                                    " ",
                                    "USB メモリ",
                                    "⼭田",
                                    "⻘年",
                                    "㍿",
                                    "ClassPad.net",
                                    "info@example.jp",
                                    "・",
                                    "ー",
                                    "第2報",
                                    "髙橋",
                                    "ヴァ",
                                    "ウェア",
                                    "時々",
                                    "１",
                                    "A",
                                    "b",
                                    "→",
                                    "※",
                                    "おそれ",
                                    "ことが",
                                    "判明",
                                    "いたしました",
                                    "葛󠄀城",
                                    "No.7",
                                    "-",
                                    "～",
                                    "北海道大学病院",
                                    "身代金要求型ウイルス",
                                    "漢",
                                    "字"};

char *random_text(GRand *rand, guint parts_n) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < parts_n; i++)
    g_string_append(text, parts[g_rand_int_range(rand, 0, G_N_ELEMENTS(parts))]);
  return g_string_free(text, FALSE);
}
