#include <glib.h>
#include <string.h>

#include "dict/fold.h"
#include "dict/quantity.h"

/* amounts: "value counter" of each, ';' between; "" where the text holds none. */
static const struct {
  const char *text, *amounts;
} amounts[] = {
    {"約20万件", "~200000 件"},
    {"2,726名", "2726 名"},
    {"2, 533名分", "2533 名"},
    {"約 400 万件", "~4000000 件"},
    {"6.5万人分", "65000 人"},
    {"924万4,553件", "9244553 件"},
    {"1万5,400名", "15400 名"},
    {"13社117名", "13 社;117 名"},
    {"17組29名分", "17 組;29 名"},
    {"１，２３４人", "1234 人"},
    {"三百二十名", "320 名"},
    {"五十五名の方", "55 名"},
    {"二万三千人", "23000 人"},
    {"5 9 2 名", "592 名"},
    {"およそ300件", "~300 件"},
    {"500件程度", "~500 件"},
    {"延べ508事業所", "508 事業所"},
    {"対象件数:226,832件", "226832 件"},
    {"本人の数47名", "47 名"},
    {"電話番号 58人分", "58 人"},
    {"1,092件分、1,011名", "1092 件;1011 名"},
    {"3,500円", "3500 円"},
    /* none of these is an amount */
    {"092-406-3833", ""},
    {"0120000000", ""},
    {"2023年12月13日", ""},
    {"令和5年度", ""},
    {"第26条第1項", ""},
    {"第2報", ""},
    {"午前10時30分", ""},
    {"18:42", ""},
    {"数百名", ""},
    {"十数名", ""},
    {"一部の方", ""},
    {"三重県", ""},
    {"二次被害", ""},
    {"一人ひとり", ""},
    {"株式会社Y4.com", ""},
    {"CVE-2018-13379", ""},
    {"2 件数", ""},
    {"3か月", ""},
    {"40代", ""},
};

static char *describe_amounts(const char *text) {
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  GArray *found = quantity_scan(folded.text, folded.text_bytes);
  GString *said = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++) {
    const Quantity *q = &g_array_index(found, Quantity, i);
    g_assert_cmpuint(q->start, <, q->number_end);
    g_assert_cmpuint(q->number_end, <=, q->end);
    g_assert_cmpuint(q->end, <=, folded.text_bytes);
    g_string_append_printf(said, "%s%s%" G_GINT64_FORMAT " %s", i ? ";" : "", q->about ? "~" : "",
                           q->value, q->counter);
  }
  g_array_unref(found);
  folded_text_clear(&folded);
  return g_string_free(said, FALSE);
}

static void test_amounts(void) {
  for (guint i = 0; i < G_N_ELEMENTS(amounts); i++) {
    char *said = describe_amounts(amounts[i].text);
    g_test_message("%s", amounts[i].text);
    g_assert_cmpstr(said, ==, amounts[i].amounts);
    g_free(said);
  }
}

/* days: "YYYYMMDD" of each (0 unknown), ';' between. */
static const struct {
  const char *text;
  int published;
  const char *days;
} days[] = {
    {"2023年12月13日", 0, "20231213"},
    {"令和5年12月13日", 0, "20231213"},
    {"令和 5 年 12 月 13 日", 0, "20231213"},
    {"令和元年8月7日", 0, "20190807"},
    {"令和5年(2023年)7月10日(月)18:00", 0, "20230710"},
    {"2023年(令和5年)7月10日", 0, "20230710"},
    {"平成30年3月19日", 0, "20180319"},
    {"R5.12.13", 0, "20231213"},
    {"2023/12/13", 0, "20231213"},
    {"2023-12-13", 0, "20231213"},
    {"発生日:2023年7月12日", 0, "20230712"},
    {"2024年1月3日 18時、1/3 18:42", 0, "20240103;20240103"},
    {"12月18日(月)に報告", 20231220, "20231218"},
    {"1月5日、12月28日", 20240110, "20240105;20231228"},
    {"2022年12月17日、12月19日、1月10日", 0, "20221217;20221219;20230110"},
    {"7月14日に掲載、18日に指摘", 20170721, "20170714;20170718"},
    {"11月30日、1日", 20211210, "20211130;20211201"},
    {"2024年2月28日、翌日、翌々日", 0, "20240228;20240229;20240301"},
    {"2021年6月16日に7月の作業を案内し、翌17日に", 0, "20210616;0;20210617"},
    {"2024年3月1日、前日", 0, "20240301;20240229"},
    {"令和5年12月8日、同月20日、同年12月25日", 0, "20231208;20231220;20231225"},
    {"2024年6月3日に届き、翌々日", 0, "20240603;20240605"},
    {"10月2日から11月6日まで、先月11日に照会", 20240209, "20231002;20231106;20240111"},
    {"10月2日に始まり、今月5日に終わる", 20240209, "20231002;20240205"},
    {"先々月30日", 20240109, "20231130"},
    {"先月11日", 0, "0"},
    {"10月2日に始まり、今月5日に終わる", 20231231, "20231002;20231005"},
    {"先月11日", 20231231, "0"},
    {"昨年11月30日、本年1月20日", 20200214, "20191130;20200120"},
    {"2019年6月3日から20年7月5日", 0, "20190603;20200705"},
    {"一月十九日、二十二日", 20180126, "20180119;20180122"},
    {"創業大正六年、8月28日", 20160901, "0;20160828"},
    {"9月2日(水)", 0, "0"},
    {"2023年2月30日", 0, "0"},
    {"2023年7月", 0, "0"},
    {"平成25年度", 0, ""},
    {"3日間、5日以内", 20230101, ""},
    {"092-406-3833", 20230101, ""},
    {"3.14", 20230101, ""},
    {"24:00", 20230101, ""},
};

static char *describe_days(const char *text, int published) {
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  GArray *found = date_scan(folded.text, folded.text_bytes, published);
  GString *said = g_string_new(NULL);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf(said, "%s%d", i ? ";" : "",
                           date_value(&g_array_index(found, DateMention, i)));
  g_array_unref(found);
  folded_text_clear(&folded);
  return g_string_free(said, FALSE);
}

static void test_days(void) {
  for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
    char *said = describe_days(days[i].text, days[i].published);
    g_test_message("%s", days[i].text);
    g_assert_cmpstr(said, ==, days[i].days);
    g_free(said);
  }
}

static DateMention only_day(const char *text) {
  FoldedText folded;
  fold_text(FOLD_READ, text, -1, &folded);
  GArray *found = date_scan(folded.text, folded.text_bytes, 0);
  g_assert_cmpuint(found->len, ==, 1);
  DateMention day = g_array_index(found, DateMention, 0);
  g_array_unref(found);
  folded_text_clear(&folded);
  return day;
}

static void test_marks_of_days(void) {
  g_assert_cmpint(only_day("2024年1月3日 24:00").hour, ==, 24);
  g_assert_cmpint(only_day("2024年1月3日(水)午後3時4分").hour, ==, 15);
  g_assert_cmpint(only_day("2024年1月3日に").hour, ==, -1);
  g_assert_true(only_day("令和5年(2022年)7月10日").contradiction);
  g_assert_false(only_day("令和5年(2023年)7月10日").contradiction);
  g_assert_false(only_day("令和5年7月10日").resolved);
}

static void test_between(void) {
  g_assert_cmpint(date_days_between(20240228, 20240301), ==, 2);
  g_assert_cmpint(date_days_between(20230228, 20230301), ==, 1);
  g_assert_cmpint(date_days_between(20231231, 20240101), ==, 1);
  g_assert_cmpint(date_days_between(20240101, 20230101), ==, -365);
}

/* Whatever the bytes: no read past the end, nothing found outside of the text. */
static void test_any_bytes(void) {
  static const char *const pieces[] = {"令和", "5", "年", "月", "日", "万",   "約", ",",
                                       ".",    "(", "千", "-",  " ",  "翌日", "数", "\xe4"};
  GRand *rand = g_rand_new_with_seed(4);
  for (int round = 0; round < 2000; round++) {
    GString *text = g_string_new(NULL);
    for (int i = g_rand_int_range(rand, 0, 12); i > 0; i--)
      g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
    char *exact = g_memdup2(text->str, MAX(text->len, 1)); /* a sanitizer sees a read behind it */
    g_array_unref(quantity_scan(exact, text->len));
    g_array_unref(date_scan(exact, text->len, 20240101));
    g_free(exact);
    g_string_free(text, TRUE);
  }
  g_rand_free(rand);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/quantity/amounts", test_amounts);
  g_test_add_func("/quantity/days", test_days);
  g_test_add_func("/quantity/marks_of_days", test_marks_of_days);
  g_test_add_func("/quantity/between", test_between);
  g_test_add_func("/quantity/any_bytes", test_any_bytes);
  return g_test_run();
}
