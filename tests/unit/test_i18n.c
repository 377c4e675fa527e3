/* Languages: which one the environment asks for, and catalogues that are damaged. */
#include "common/i18n.h"

#include <glib/gstdio.h>
#include <string.h>

static void le(GString *out, guint32 n) {
  n = GUINT32_TO_LE(n);
  g_string_append_len(out, (const char *)&n, sizeof n);
}

/* A catalogue of two texts, sorted: "no" -> いいえ, "yes" -> はい. */
static GString *catalogue(void) {
  static const char *const strings[] = {"no", "yes", "いいえ", "はい"};
  GString *out = g_string_new(NULL);
  guint32 at = 28 + 4 * 8;
  le(out, 0x950412deu);
  le(out, 0);
  le(out, 2);
  le(out, 28);
  le(out, 28 + 16);
  le(out, 0);
  le(out, 0);
  for (guint i = 0; i < 4; i++) {
    le(out, (guint32)strlen(strings[i]));
    le(out, at);
    at += (guint32)strlen(strings[i]) + 1;
  }
  for (guint i = 0; i < 4; i++)
    g_string_append_len(out, strings[i], strlen(strings[i]) + 1);
  return out;
}

static char *folder_with(const char *bytes, gsize n) {
  char *folder = g_dir_make_tmp("jikenbo-XXXXXX", NULL);
  char *inner = g_build_filename(folder, "ja", "LC_MESSAGES", NULL);
  char *file = g_build_filename(inner, "jikenbo.mo", NULL);
  g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
  g_assert_true(g_file_set_contents(file, bytes, n, NULL));
  g_free(file);
  g_free(inner);
  return folder;
}

static void folder_remove(char *folder) {
  const char *parts[] = {"ja/LC_MESSAGES/jikenbo.mo", "ja/LC_MESSAGES", "ja", ""};
  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    char *path = g_build_filename(folder, parts[i], NULL);
    g_remove(path);
    g_free(path);
  }
  g_free(folder);
}

static void test_catalogue(void) {
  GString *bytes = catalogue();
  char *folder = folder_with(bytes->str, bytes->len);
  g_assert_true(i18n_use("ja", folder));
  g_assert_true(i18n_japanese());
  g_assert_cmpstr(i18n_text("yes"), ==, "はい");
  g_assert_cmpstr(i18n_text("no"), ==, "いいえ");
  g_assert_cmpstr(i18n_text("maybe"), ==, "maybe");
  g_assert_cmpstr(i18n_text(""), ==, "");
  g_assert_cmpstr(i18n_count("no", "none", 2), ==, "いいえ");
  g_assert_true(i18n_use("en", NULL));
  g_assert_false(i18n_japanese());
  g_assert_cmpstr(i18n_text("yes"), ==, "yes");
  g_assert_cmpstr(i18n_count("%u day", "%u days", 1), ==, "%u day");
  g_assert_cmpstr(i18n_count("%u day", "%u days", 0), ==, "%u days");
  folder_remove(folder);
  g_string_free(bytes, TRUE);
}

/* Cut anywhere, or a byte changed anywhere: no crash, and an answer. */
static void test_damage(void) {
  GString *bytes = catalogue();
  for (gsize n = 0; n < bytes->len; n++) {
    char *folder = folder_with(bytes->str, n);
    i18n_use("ja", folder);
    g_assert_nonnull(i18n_text("yes"));
    folder_remove(folder);
  }
  for (gsize i = 0; i < bytes->len; i++) {
    char old = bytes->str[i];
    bytes->str[i] = (char)(old ^ 0xff);
    char *folder = folder_with(bytes->str, bytes->len);
    i18n_use("ja", folder);
    g_assert_nonnull(i18n_text("yes"));
    g_assert_nonnull(i18n_text("no"));
    folder_remove(folder);
    bytes->str[i] = old;
  }
  i18n_use("en", NULL);
  g_string_free(bytes, TRUE);
}

static const struct {
  const char *all, *messages, *lang, *language;
  gboolean japanese;
} rows[] = {
    {NULL, NULL, NULL, NULL, FALSE},
    {NULL, NULL, "ja_JP.UTF-8", NULL, TRUE},
    {NULL, NULL, "ja", NULL, TRUE},
    {NULL, NULL, "en_US.UTF-8", NULL, FALSE},
    {"C", NULL, "ja_JP.UTF-8", NULL, FALSE},
    {"C", NULL, "ja_JP.UTF-8", "ja", FALSE},
    {"C.UTF-8", NULL, NULL, "ja", TRUE},
    {NULL, "ja_JP.UTF-8", "en_US.UTF-8", NULL, TRUE},
    {"en_US.UTF-8", "ja_JP.UTF-8", NULL, NULL, FALSE},
    {NULL, NULL, "en_US.UTF-8", "fr:ja:en", TRUE},
    {NULL, NULL, "ja_JP.UTF-8", "en:ja", FALSE},
    {NULL, NULL, "japanese", NULL, FALSE},
    {"", "", "ja_JP.UTF-8", "", TRUE},
};

static void set(const char *name, const char *value) {
  if (value)
    g_setenv(name, value, TRUE);
  else
    g_unsetenv(name);
}

static void test_environment(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    set("LC_ALL", rows[i].all);
    set("LC_MESSAGES", rows[i].messages);
    set("LANG", rows[i].lang);
    set("LANGUAGE", rows[i].language);
    i18n_use("en", NULL);
    i18n_init();
    g_test_message("row %zu", i);
    g_assert_cmpint(i18n_japanese(), ==, rows[i].japanese);
  }
  i18n_use("en", NULL);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/i18n/catalogue", test_catalogue);
  g_test_add_func("/i18n/damage", test_damage);
  g_test_add_func("/i18n/environment", test_environment);
  return g_test_run();
}
