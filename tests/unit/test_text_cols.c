/* Text in cells: width, cutting, padding, wrapping, and what must not reach a terminal. */
#include "common/text_cols.h"

static const struct {
  const char *text;
  guint cols;
} widths[] = {
    {"", 0},     {"abc", 3},      {"漏えい", 6},  {"ｱｲｳ", 3},
    {"ＡＢ", 4}, {"か\u3099", 2}, {"e\u0301", 1}, {"\U00020BB7野家", 6},
    {"○―…", 3},  {"한국", 4},     {"\xff", 1},    {"邉\U000E0100", 2},
};

static void test_width(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(widths); i++)
    g_assert_cmpuint(text_cols(widths[i].text, -1), ==, widths[i].cols);
  text_cols_ambiguous(TRUE);
  g_assert_cmpuint(text_cols("○―…", -1), ==, 6);
  g_assert_cmpuint(text_cols("abc", -1), ==, 3);
  text_cols_ambiguous(FALSE);
}

static void test_fit(void) {
  guint used;
  g_assert_cmpuint(text_cols_fit("漏えい", -1, 5, &used), ==, 6);
  g_assert_cmpuint(used, ==, 4);
  g_assert_cmpuint(text_cols_fit("か\u3099き", -1, 2, &used), ==, 6);
  g_assert_cmpuint(text_cols_fit("abc", -1, 9, &used), ==, 3);
  g_assert_cmpuint(text_cols_fit("漏", -1, 1, &used), ==, 0);
}

static const struct {
  const char *text;
  guint cols;
  const char *left, *right;
} pads[] = {
    {"ab", 4, "ab  ", "  ab"},
    {"漏えい", 6, "漏えい", "漏えい"},
    {"漏えい事案", 6, "漏え… ", " 漏え…"},
    {"漏えい事案", 7, "漏えい…", "漏えい…"},
    {"abcdef", 4, "abc…", "abc…"},
    {"漏", 1, "…", "…"},
    {"", 2, "  ", "  "},
    {"abc", 0, "", ""},
};

static void test_pad(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(pads); i++) {
    GString *left = g_string_new(NULL), *right = g_string_new(NULL);
    text_cols_append_padded(left, pads[i].text, pads[i].cols, FALSE);
    text_cols_append_padded(right, pads[i].text, pads[i].cols, TRUE);
    g_assert_cmpstr(left->str, ==, pads[i].left);
    g_assert_cmpstr(right->str, ==, pads[i].right);
    g_assert_cmpuint(text_cols(left->str, -1), ==, pads[i].cols);
    g_string_free(left, TRUE);
    g_string_free(right, TRUE);
  }
}

static const struct {
  const char *text;
  guint at, indent, cols;
  const char *wrapped;
} wraps[] = {
    {"one two three", 0, 0, 8, "one two\nthree"},
    {"one two three", 2, 2, 8, "one\n  two\n  three"},
    {"個人情報が漏えい", 0, 0, 10, "個人情報が\n漏えい"},
    {"個人情報。漏えい", 0, 0, 8, "個人情\n報。漏え\nい"},
    {"あ「漏えい」", 0, 0, 4, "あ\n「漏\nえ\nい」"},
    {"22 incidents", 0, 2, 40, "22 incidents"},
    {"a\nb", 0, 2, 40, "a\n  b"},
    {"abcdefgh", 0, 0, 3, "abc\ndef\ngh"},
    {"漏えいUSBメモリ", 0, 0, 9, "漏えいUSB\nメモリ"},
};

static void test_wrap(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(wraps); i++) {
    GString *out = g_string_new(NULL);
    text_cols_append_wrapped(out, wraps[i].text, wraps[i].at, wraps[i].indent, wraps[i].cols);
    g_assert_cmpstr(out->str, ==, wraps[i].wrapped);
    g_string_free(out, TRUE);
  }
}

static const struct {
  const char *text, *line, *lines;
} unsafe[] = {
    {"漏えい 12件", "漏えい 12件", "漏えい 12件"},
    {"a\tb\nc", "a b c", "a\tb\nc"},
    {"\033[31m赤", "\uFFFD[31m赤", "\uFFFD[31m赤"},
    {"\302\2332J", "\uFFFD2J", "\uFFFD2J"},
    {"a\u202eb\u2066c\u061cd", "a\uFFFDb\uFFFDc\uFFFDd", "a\uFFFDb\uFFFDc\uFFFDd"},
    {"\x80\xe6\xbc", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
    {"\ufeff\u2028x", "\uFFFD\uFFFDx", "\uFFFD\uFFFDx"},
    {"\177\a", "\uFFFD\uFFFD", "\uFFFD\uFFFD"},
    {"邉\U000E0100 \u200d", "邉\U000E0100 \u200d", "邉\U000E0100 \u200d"},
};

static void test_safe(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(unsafe); i++) {
    char *line = text_cols_safe_string(unsafe[i].text, TRUE);
    char *lines = text_cols_safe_string(unsafe[i].text, FALSE);
    g_assert_cmpstr(line, ==, unsafe[i].line);
    g_assert_cmpstr(lines, ==, unsafe[i].lines);
    g_free(lines);
    g_free(line);
  }
}

/* Whatever is given: valid UTF-8, no wider than asked, nothing unsafe. */
static void test_random(void) {
  for (guint round = 0; round < 2000; round++) {
    char bytes[32];
    gsize n = g_test_rand_int_range(0, sizeof bytes - 1);
    for (gsize i = 0; i < n; i++)
      bytes[i] = (char)g_test_rand_int_range(1, 256);
    bytes[n] = '\0';
    guint cols = g_test_rand_int_range(0, 20);
    char *safe = text_cols_safe_string(bytes, TRUE);
    GString *out = g_string_new(NULL);
    g_assert_true(g_utf8_validate(safe, -1, NULL));
    for (const char *p = safe; *p; p = g_utf8_next_char(p))
      g_assert_cmpuint(text_cols_safe(g_utf8_get_char(p)), !=, 0);
    text_cols_append_padded(out, safe, cols, round & 1);
    g_assert_cmpuint(text_cols(out->str, -1), ==, cols);
    g_string_truncate(out, 0);
    text_cols_append_wrapped(out, safe, 0, 0, 20);
    g_assert_true(g_utf8_validate(out->str, -1, NULL));
    g_string_free(out, TRUE);
    g_free(safe);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/text_cols/width", test_width);
  g_test_add_func("/text_cols/fit", test_fit);
  g_test_add_func("/text_cols/pad", test_pad);
  g_test_add_func("/text_cols/wrap", test_wrap);
  g_test_add_func("/text_cols/safe", test_safe);
  g_test_add_func("/text_cols/random", test_random);
  return g_test_run();
}
