#include <glib.h>
#include <string.h>

#include "indexer/identity.h"

static const char TEXT[] =
    "弊社の名簿 2, 533名 分を紛失しました。関係の皆様に深くお詫び申し上げます。\n"
    "経緯は次のとおりです。5月8日の朝、職員が金庫を開けたところ、名簿の入った封筒がありませんでした"
    "。\n"
    "前日の夜に机の上で見た者がおりましたが、その後のことは分かっておりません。警察に届け出ました。"
    "\n"
    "封筒には氏名と住所、電話番号が書かれた紙が入っていました。外に流れたという知らせは届いておりま"
    "せん。\n"
    "今後は、持ち出した者と戻した者の名を帳面に書き、毎日の終わりに二人で数えることといたします。"
    "\n";

static Notice *make(const char *id, const char *organisation, const char *title, const char *body) {
  Notice *notice = notice_new();
  notice->id = g_strdup(id);
  notice->organisation = g_strdup(organisation);
  notice_set_title(notice, title);
  notice_set_body(notice, body);
  return notice;
}

/* text with the first from replaced. */
static char *replaced(const char *text, const char *from, const char *to) {
  char **parts = g_strsplit(text, from, 2);
  g_assert_nonnull(parts[1]);
  char *joined = g_strconcat(parts[0], to, parts[1], NULL);
  g_strfreev(parts);
  return joined;
}

typedef struct {
  const char *name, *from, *to;
  gboolean near, same;
} CopyRow;

static const CopyRow copies[] = {
    {"exact", "名簿", "名簿", TRUE, TRUE},
    {"white space", "2, 533名 分", "2,533名分", TRUE, TRUE},
    {"width", "5月8日", "５月８日", TRUE, TRUE},
    {"look-alikes", "電話", "電\xE2\xBD\x9E", FALSE, TRUE}, /* 話 broken by OCR to another letter */
    {"marks", "おりません。\n", "おりません\n\n", TRUE, TRUE},
    {"a word mended", "金庫を開けた", "金庫をあけた", FALSE, TRUE},
    {"another figure", "2, 533名", "2, 534名", FALSE, FALSE},
    {"another day", "5月8日", "5月9日", FALSE, FALSE},
    {"another story",
     "経緯は次のとおりです。5月8日の朝、職員が金庫を開けたところ、名簿の入った封筒がありませんでし"
     "た。\n"
     "前日の夜に机の上で見た者がおりましたが、その後のことは分かっておりません。警察に届け出ました"
     "。\n",
     "続報です。5月8日に外の者が持ち去ったことが、見張りの写真で分かりました。警察がその者を捕らえ"
     "、紙はすべて戻りました。\n",
     FALSE, FALSE},
};

static void test_copies(gconstpointer data) {
  const CopyRow *row = data;
  char *body = replaced(TEXT, row->from, row->to);
  Notice *a = make("2031-001", "ツノダテ株式会社", "名簿の紛失について", TEXT);
  Notice *b = make("2031-001", "ツノダテ 株式会社", "名簿の紛失について", body);
  IdentitySketch left, right;
  identity_sketch(a, &left);
  identity_sketch(b, &right);
  char near[33];
  identity_near(b, near);
  g_assert_cmpstr(near, ==, right.near);
  g_assert_cmpint(strcmp(left.near, right.near) == 0, ==, row->near);
  g_assert_cmpint(identity_same(&left, &right), ==, row->same);
  g_assert_cmpint(identity_same(&right, &left), ==, row->same);
  notice_free(a);
  notice_free(b);
  g_free(body);
}

/* Other organisations and numbers stay apart, whatever their text; so does a shadow without one. */
static void test_others(void) {
  Notice *notices[] = {make("2031-001", "ツノダテ株式会社", "名簿の紛失について", TEXT),
                       make("2031-001", "楡原市", "名簿の紛失について", TEXT),
                       make("2031-002", "ツノダテ株式会社", "名簿の紛失について", TEXT),
                       make(NULL, "ツノダテ株式会社", "名簿の紛失について", TEXT),
                       make("2031-003", "ツノダテ株式会社", "名簿の紛失について", "")};
  IdentitySketch sketches[G_N_ELEMENTS(notices)];
  for (guint i = 0; i < G_N_ELEMENTS(notices); i++)
    identity_sketch(notices[i], &sketches[i]);
  for (guint i = 0; i < G_N_ELEMENTS(notices); i++)
    for (guint k = 0; k < G_N_ELEMENTS(notices); k++)
      g_assert_cmpint(identity_same(&sketches[i], &sketches[k]), ==, i == k);
  Notice *shadow = make("2031-001", "ツノダテ株式会社", "名簿の紛失について", "");
  IdentitySketch sketch;
  identity_sketch(shadow, &sketch);
  g_assert_true(identity_same(&sketch, &sketches[0]));
  g_assert_false(identity_same(&sketch, &sketches[2]));
  notice_free(shadow);
  for (guint i = 0; i < G_N_ELEMENTS(notices); i++)
    notice_free(notices[i]);
}

/* The estimate is near the truth: bodies that share a known part. */
static void test_alike(void) {
  GString *a = g_string_new(NULL), *b = g_string_new(NULL);
  for (guint i = 0; i < 4000; i++) {
    gunichar c = 0x4E00 + (gunichar)((i * 7919u) % 9000u);
    g_string_append_unichar(a, c);
    g_string_append_unichar(b, i < 2000 ? c : c + 9001);
  }
  Notice *left = make("2031-1", "x", "x", a->str), *right = make("2031-1", "x", "x", b->str);
  IdentitySketch l, r;
  identity_sketch(left, &l);
  identity_sketch(right, &r);
  double alike = identity_alike(&l, &r);
  g_assert_cmpfloat(alike, >, 0.15);
  g_assert_cmpfloat(alike, <, 0.52);
  g_assert_cmpfloat(identity_alike(&l, &l), ==, 1);
  notice_free(left);
  notice_free(right);
  g_string_free(a, TRUE);
  g_string_free(b, TRUE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(copies); i++) {
    char *path = g_strconcat("/identity/copies/", copies[i].name, NULL);
    g_test_add_data_func(path, &copies[i], test_copies);
    g_free(path);
  }
  g_test_add_func("/identity/others", test_others);
  g_test_add_func("/identity/alike", test_alike);
  return g_test_run();
}
