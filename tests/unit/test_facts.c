#include <glib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "dict/datadir.h"
#include "dict/quantity.h"
#include "indexer/facts.h"

static Taxonomy *taxonomy;
static Facts *facts;
static Analyzer *analyzer;
static AnalyzerThread *thread;

static Notice *filled(const char *organisation, const char *title, const char *body,
                      int published) {
  Notice *notice = notice_new();
  notice->organisation = organisation ? g_strdup(organisation) : NULL;
  notice_set_title(notice, title);
  notice_set_body(notice, body);
  notice->body_line = 11;
  notice->published = published;
  notice_add_place(notice, "a.txt", 10, 99);
  FactsTexts texts = {0};
  facts_analyze(thread, notice, &texts);
  facts_fill(facts, &texts, notice);
  facts_texts_clear(&texts);
  return notice;
}

/* The keys of a list, in the order of the notice, ' ' between. */
static char *keys_of(const GArray *values, TaxonomyKind kind) {
  GString *keys = g_string_new(NULL);
  for (guint i = 0; i < values->len; i++)
    g_string_append_printf(keys, "%s%s", i ? " " : "",
                           taxonomy_value(taxonomy, kind, g_array_index(values, guint8, i))->key);
  return g_string_free(keys, FALSE);
}

/* ---- causes: what is given as cause, and what only looks like one */
static const struct {
  const char *title, *body, *causes;
} causes[] = {
    {"お詫びとお知らせ", "当社サーバーがランサムウェアに感染し、データが暗号化されました。",
     "ransomware"},
    {"お知らせ",
     "当社サーバーへの不正アクセスがありました。なお、ランサムウェアによる被害は確認されておりませ"
     "ん。",
     "unauthorized_access"},
    {"お知らせ", "従業員の端末がEmotetに感染し、なりすましメールが送信されました。", "malware"},
    {"お知らせ", "リスト型攻撃により、お客様のアカウントに不正ログインがありました。", "account"},
    {"お知らせ", "職員がサポート詐欺に遭い、パソコンを遠隔操作されました。", "social"},
    {"お知らせ", "第三者の不正アクセスによりペイメントアプリケーションの改ざんが行われました。",
     "tampering"},
    {"お知らせ", "VPN機器の脆弱性を悪用されました。", "vulnerability"},
    {"お知らせ", "メールを送信する際、宛先をBCCとすべきところCCに入れて送信しました。",
     "misdelivery"},
    {"お知らせ", "誤って個人情報を含むファイルをホームページに掲載しました。", "mispublication"},
    {"お知らせ", "担当職員の入力誤りにより、別の方の口座が登録されていました。", "operation"},
    {"お知らせ", "フォームの設定ミスにより、他の申込者の情報が閲覧できる状態でした。",
     "misconfiguration"},
    {"お知らせ", "患者様の情報が入ったUSBメモリを紛失しました。", "loss"},
    {"お知らせ", "保存期間が満了していない文書を誤って廃棄しました。", "misdisposal"},
    {"お知らせ", "プログラムの不具合により、他のお客様の情報が表示されました。", "defect"},
    {"お知らせ", "会員名簿を本人の同意なく目的外に利用していました。", "mishandling"},
    {"お知らせ", "車上荒らしに遭い、書類の入った鞄が盗まれました。", "theft"},
    {"お知らせ", "元従業員が顧客情報を不正に持ち出し、転職先で利用していました。", "insider"},
    {"お知らせ", "個人情報が流出した可能性があります。原因は現在調査中です。", "unknown"},
    /* measures against a next time, and denials, aren't causes */
    {"お知らせ",
     "封筒を取り違えて別の方へ送付しました。\n再発防止策\n脆弱性診断と不正アクセス対策を強化します"
     "。",
     "misdelivery"},
    {"お知らせ", "書類が見当たらず、紛失したことが判明しました。盗難の形跡はありません。", "loss"},
    /* … but where a notice tells it nowhere else */
    {"お知らせ",
     "お詫びします。\n\n■再発防止策\nUSBメモリを紛失したことを受け、USBメモリの使用を禁止し、"
     "紛失したUSBメモリの捜索を続けます。",
     "loss"},
    {"お知らせ",
     "封筒を取り違えて別の方へ送付しました。二人の職員が宛名を見るべきところ、一人で封をしていまし"
     "た。"
     "\n\n■再発防止策\nUSBメモリを紛失したことを受け、USBメモリの使用を禁止します。",
     "misdelivery"},
    {"お客様情報の流出の疑いについて",
     "社内からの持ち出し、盗難、侵入など、あらゆる可能性を調べておりますが、経路は分かっておりませ"
     "ん。",
     "unknown"},
};

static void test_causes(void) {
  for (guint i = 0; i < G_N_ELEMENTS(causes); i++) {
    Notice *notice = filled(NULL, causes[i].title, causes[i].body, 20240101);
    char *keys = keys_of(notice->causes, TAXONOMY_CAUSE);
    g_test_message("%s", causes[i].body);
    g_assert_cmpstr(keys, ==, causes[i].causes);
    g_free(keys);
    notice_free(notice);
  }
}

static const struct {
  const char *organisation, *title, *body, *sectors;
} sectors[] = {
    {"北海道大学", "お詫び", "本学の学生の情報です。", "O"},
    {"青空総合病院", "お詫び", "当院の患者様の情報です。", "P"},
    {"株式会社みどり建設", "お詫び", "お詫びします。", "D"},
    {"みどり水産HD", "お詫び", "お詫びします。", "B"}, /* an end of two bytes says nothing */
    {"横浜市", "お詫び", "市民の皆様にお詫びします。", "S"},
    {"榛ヶ浦市", "お詫び", "お詫びします。", "S"},
    {"青森県榛乃浦崎市", "お詫び", "介護保険料の通知書を誤って送りました。", "S"},
    {"株式会社ホテルニュー帝都", "お詫び", "ご宿泊のお客様の情報です。", "M"},
    {"埼玉県", "県立高等学校における個人情報の流出について",
     "県立高等学校の教諭が生徒の成績を紛失しました。", "O S"},
    {"株式会社アクト", "お詫び", "お詫びいたします。", "T"},
    {NULL, "お詫び", "お詫びいたします。", "T"},
    /* the trade, before the name */
    {"株式会社ポルテオ", "お詫び", "電気の小売りを行う株式会社ポルテオは、メールを誤りました。",
     "F"},
    {"株式会社ポルテオ", "お詫び",
     "ご利用者様の介護の名簿の保管は、葬祭を営む株式会社ヤマネへ委託していました。", "P"},
};

static void test_sectors(void) {
  for (guint i = 0; i < G_N_ELEMENTS(sectors); i++) {
    Notice *notice = filled(sectors[i].organisation, sectors[i].title, sectors[i].body, 0);
    char *keys = keys_of(notice->sectors, TAXONOMY_SECTOR);
    g_test_message("%s", sectors[i].organisation ? sectors[i].organisation : "-");
    g_assert_cmpstr(keys, ==, sectors[i].sectors);
    g_free(keys);
    notice_free(notice);
  }
}

static const struct {
  const char *body;
  gint64 affected;
  int discovered;
} figures[] = {
    {"お客様2,726名の個人情報が流出しました。", 2726, 0},
    {"13社117名の健診結果が収録されていました。", 117, 0},
    {"対象は合計1,092件分、1,011名です。", 1092, 0},
    {"職員1名が、生徒39名分の成績を紛失しました。", 39, 0},
    {"氏名と住所が流出しました。お問い合わせ 0120-000-111(平日9時から17時)",
     NOTICE_AFFECTED_UNKNOWN, 0},
    {"登録者300名の情報が流出しました。ダウンロード件数は1,932件です。", 300, 0},
    {"12月1日に発送した通知に誤りがあることが、12月5日に市民の方からの連絡により判明しました。",
     NOTICE_AFFECTED_UNKNOWN, 20231205},
    {"12月8日に個人情報保護委員会へ報告しました。12月5日、システムの異常を検知しました。",
     NOTICE_AFFECTED_UNKNOWN, 20231205},
    {"令和5年7月3日に当該技師より、USBメモリを紛失した旨の報告がありました。",
     NOTICE_AFFECTED_UNKNOWN, 20230703},
    {"発覚日:2023年7月12日\n公表日:2023年7月20日", NOTICE_AFFECTED_UNKNOWN, 20230712},
    {"約38万回の試行があり、1,208名のアカウントで不正ログインが成功していました。", 1208, 0},
    {"全ドメイン212件の棚卸しを行い、同様のもの3件も是正しました。", NOTICE_AFFECTED_UNKNOWN, 0},
    {"説明書をお渡しした患者さんは148名で、そのうち12名の方に別の患者さんの情報が印字されて"
     "いました。",
     12, 0},
    {"伝票枚数 2,410枚、お客さま数 1,862先の綴りを紛失しました。", 1862, 0},
    {"書類を紛失しました。お詫びいたします。見つけられた方はご連絡ください。\n\n■お問い合わせ\n"
     "総務課(対象となる生徒125名の保護者の方には別にお知らせします)",
     125, 0},
    {"会員300名の情報が流出しました。\n\n■再発防止策\n全従業員1,932名に研修を行います。", 300, 0},
    {"書類を紛失しました。当校は深くお詫びいたします。\n\n■二次被害\n"
     "12月4日、学校は紛失を知りました。悪用されたとの報告はありません。",
     NOTICE_AFFECTED_UNKNOWN, 20231204},
    {"6月24日、記録を確認した結果、6月12日に実施した溶解処理に混入していたことが分かりました。",
     NOTICE_AFFECTED_UNKNOWN, 20230624},
    {"件数:308件(出荷総数 5,120件のうち)", 308},
    {"対象のお客さま\n最大2,051名さま(うち実際に表示されたことを確認できたのは338名さま)", 2051},
    {"差出人の記載のない封書が届き、520名様のお名前と「名簿を持っている」と書かれた紙が入っておりま"
     "した。",
     520},
};

static void test_figures(void) {
  for (guint i = 0; i < G_N_ELEMENTS(figures); i++) {
    Notice *notice = filled(NULL, "個人情報について", figures[i].body, 20231220);
    g_test_message("%s", figures[i].body);
    g_assert_cmpint(notice->affected, ==, figures[i].affected);
    g_assert_cmpint(notice->discovered, ==, figures[i].discovered);
    notice_free(notice);
  }
}

static const struct {
  const char *body;
  gboolean vendor;
  const char *name; /* NULL: none */
} vendors[] = {
    {"業務を委託している株式会社みなと印刷において、書類を紛失しました。", TRUE,
     "株式会社みなと印刷"},
    {"委託先(以下「A社」という。)のサーバーが不正アクセスを受けました。", TRUE, NULL},
    {"書類を紛失しました。\n再発防止策\n委託先の監督を強化します。", FALSE, NULL},
    {"担当者がUSBメモリを紛失しました。", FALSE, NULL},
    {"保守業者であるABCソリューションズ株式会社の元派遣社員が名簿を持ち出しました。", TRUE,
     "ABCソリューションズ株式会社"},
    {"再委託先のシステム運用会社 ABC ソリューションズ株式会社から個人情報が漏えいしました。", TRUE,
     "ABC ソリューションズ株式会社"},
    {"健診を委託したみなとクリニック(以下「受託者」という。)が結果を誤送付しました。", TRUE, NULL},
    {"健診を委託した緑風台クリニック(以下「受託者」という。)が結果を誤送付しました。", TRUE,
     "緑風台クリニック"},
    {"業務を委託した株式会社KDX(以下、KDXという。)より、不正アクセスの報告がありました。", TRUE,
     "株式会社KDX"},
    {"受託者である一般社団法人青空市農業会議に委託し、不具合により漏えいしました。", TRUE,
     "一般社団法人青空市農業会議"},
    {"委託先であるA社が書類を紛失しました。", TRUE, NULL},
    {"発送業務を委託しているイベントプラスの担当者が、全員の宛先を表示して送信しました。", TRUE,
     "イベントプラス"},
    {"システムの保守を請け負う北都システムの社員が、誤ってデータを消去しました。", TRUE,
     "北都システム"},
    {"発送を担当する職員が、全員の宛先を表示して送信しました。", FALSE, NULL},
    {"当市が台帳の管理に使っている「台帳ネット」を提供するBluePort Systems社が攻撃を受けました。"
     "同社から漏えいの報告がありました。",
     TRUE, "BluePort Systems社"},
    {"団体に運営を委託している「ミノリ・アカデミー」の申込みで、参加者の名簿を別の方に送信しました"
     "。",
     TRUE, NULL},
    {"集計を委託しております「ミナト・ラボ」の従業員が、名簿の入ったパソコンを紛失しました。", TRUE,
     "ミナト・ラボ"},
    {"予約サイト「ステイブリッジ」の当館用管理画面に、何者かがログインしました。", TRUE,
     "ステイブリッジ"},
    {"当館が運営する予約サイト「おやど」の管理画面に、何者かがログインしました。", FALSE, NULL},
    {"更新を委託している合同会社ページてらすに、資料を載せ替えるよう依頼しました。", TRUE,
     "合同会社ページてらす"},
    {"発送代行の有限会社みなと便に問い合わせたところ、別の方の宛名を貼っていました。", TRUE,
     "有限会社みなと便"},
    {"電子メールの盗み見について、株式会社ログしらべに調査を依頼しました。", FALSE, NULL},
    {"当市は県から業務を受託しており、職員が県の名簿を紛失しました。", FALSE, NULL},
};

/* When it began: by a verb, by a span, by the earliest day; the day of noticing is no such day.
 * Until when: by a span, of months too; what lasts by itself, until it was found. */
static const struct {
  const char *body;
  int occurred, to, discovered;
} days[] = {
    {"9月28日、大量の迷惑メールの送信を検知しました。記録によると9月25日から28日にかけて海外からロ"
     "グイ"
     "ンされていました。",
     20200925, 20200928, 20200928},
    {"3月9日 従業員が添付ファイルのマクロを実行\n3月14日 お客様からの連絡により判明", 20200309, 0,
     20200314},
    {"9月27日、端末を調べていた担当者が異変に気付きました。", 0, 0, 20200927},
    {"青空市は9月26日、職員が15日に名簿を紛失したと発表した。同日中に気付いたという。", 20200915, 0,
     20200915},
    {"1.発生日時 2020年9月25日(金)16時48分\n"
     "2.経緯 案内のメールの宛先に誤りがあり、同日、受け取った方からのお電話で判明しました。",
     20200925, 0, 20200925},
    {"元職員は2019年4月から2020年2月にかけて、名簿をくり返し複製し、知人に渡していました。"
     "9月1日に発覚しました。",
     20190401, 20200229, 20200901},
    {"元職員は2020年4月から8月末まで、名簿をくり返し複製していました。9月1日に発覚しました。",
     20200401, 20200831, 20200901},
    {"2019年4月から2020年3月までに登録した方の名簿を入れた箱が、9月28日の点検で見当たらないことが"
     "判明しました。",
     0, 0, 20200928},
    {"設定の誤りにより、4月1日に登録したファイルが誰でも閲覧できる状態になっており、"
     "9月28日に外部からの指摘で判明しました。",
     20200401, 20200928, 20200928},
    {"4月1日に発送した名簿1通が届かず、9月28日に紛失が判明しました。", 20200401, 0, 20200928},
};

static void test_days(void) {
  for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
    Notice *notice = filled("青空市", "お詫び", days[i].body, 20201009);
    g_test_message("%s", days[i].body);
    g_assert_cmpint(notice->occurred_from, ==, days[i].occurred);
    g_assert_cmpint(notice->occurred_to, ==, days[i].to);
    g_assert_cmpint(notice->discovered, ==, days[i].discovered);
    notice_free(notice);
  }
}

static void test_vendors(void) {
  for (guint i = 0; i < G_N_ELEMENTS(vendors); i++) {
    Notice *notice = filled("青空市", "お詫び", vendors[i].body, 0);
    g_test_message("%s", vendors[i].body);
    g_assert_cmpint(!!notice->vendor, ==, vendors[i].vendor);
    if (vendors[i].name)
      g_assert_cmpstr(notice->vendors->pdata[0], ==, vendors[i].name);
    else
      g_assert_cmpuint(notice->vendors->len, ==, 0);
    notice_free(notice);
  }
}

static const struct {
  const char *body, *data;
} data[] = {
    {"流出した個人情報:氏名、住所、電話番号", "氏名 住所 電話番号"},
    {"氏名とメールアドレスが流出しました。クレジットカード情報は含まれておりません。",
     "氏名 メールアドレス"},
    {"氏名、生年月日、診断名が記載された書類を紛失しました(住所、電話番号は含まれていません)。",
     "氏名 生年月日 健康・医療"},
    {"サーバーの障害がありました。", ""},
    /* what isn't there may be the topic of a clause before */
    {"名簿に記載された氏名と住所が流出しました。口座番号、電話番号、生年月日は別の表で管理しており"
     "、"
     "名簿には含まれておりません。",
     "氏名 住所"},
    {"氏名と住所が流出しました。口座番号、電話番号、生年月日は今回の件に関係ございません。",
     "氏名 住所"},
    {"氏名と住所が流出しました。電話番号、生年月日、性別は対象外と報告を受けています。",
     "氏名 住所"},
    /* what looks like such a denial and is none */
    {"黒塗りにすべき氏名、住所、電話番号をそのまま公開しました。", "氏名 住所 電話番号"},
    {"マスクされていない氏名、住所、電話番号が公開されました。", "氏名 住所 電話番号"},
    {"氏名、住所、電話番号が誰でも見られる仕組みになっており、流出しました。",
     "氏名 住所 電話番号"},
    {"流出した氏名、住所、電話番号の載った綴りは、棚にはありませんでした。", "氏名 住所 電話番号"},
    {"氏名、住所、電話番号を記載したファイルが公開されており、悪用の事実は確認されておりません。",
     "氏名 住所 電話番号"},
};

static void test_data(void) {
  for (guint i = 0; i < G_N_ELEMENTS(data); i++) {
    Notice *notice = filled(NULL, "お詫び", data[i].body, 0);
    char *keys = keys_of(notice->data, TAXONOMY_DATA);
    g_test_message("%s", data[i].body);
    g_assert_cmpstr(keys, ==, data[i].data);
    g_free(keys);
    notice_free(notice);
  }
}

/* ---- evidence */

static const NoticeEvidence *evidence_of(const Notice *notice, const char *field) {
  for (guint i = 0; i < notice->evidence->len; i++) {
    const NoticeEvidence *evidence = &g_array_index(notice->evidence, NoticeEvidence, i);
    if (strcmp(evidence->field, field) == 0)
      return evidence;
  }
  return NULL;
}

/* The text stands in the notice as it was written, and begins on the line that it names. */
static void check_place(const Notice *notice, const NoticeEvidence *evidence) {
  const char *at = strstr(notice->body, evidence->text);
  if (evidence->line < notice->body_line) {
    g_assert_true(strstr(notice->title, evidence->text) ||
                  g_strcmp0(notice->organisation, evidence->text) == 0);
    return;
  }
  g_assert_nonnull(at);
  for (; at; at = strstr(at + 1, evidence->text)) {
    guint line = notice->body_line;
    for (const char *p = notice->body; p < at; p++)
      line += *p == '\n';
    if (line == evidence->line)
      return;
  }
  g_test_message("%s", evidence->text);
  g_assert_not_reached();
}

static gboolean holds_amount(const char *text, gint64 value) {
  FoldedText folded;
  fold_text(FOLD_INDEX, text, -1, &folded);
  GArray *found = quantity_scan(folded.text, folded.text_bytes);
  gboolean holds = FALSE;
  for (guint i = 0; i < found->len; i++)
    holds = holds || g_array_index(found, Quantity, i).value == value;
  g_array_unref(found);
  folded_text_clear(&folded);
  return holds;
}

static void check_list(const Notice *notice, const GArray *values, TaxonomyKind kind,
                       const char *prefix, int may_lack) {
  for (guint i = 0; i < values->len; i++) {
    int code = g_array_index(values, guint8, i);
    char *field = g_strconcat(prefix, taxonomy_value(taxonomy, kind, (guint)code)->key, NULL);
    if (code != may_lack)
      g_assert_nonnull(evidence_of(notice, field));
    g_free(field);
  }
}

static void check_evidence(const Notice *notice) {
  for (guint i = 0; i < notice->evidence->len; i++)
    check_place(notice, &g_array_index(notice->evidence, NoticeEvidence, i));
  check_list(notice, notice->causes, TAXONOMY_CAUSE,
             "cause:", taxonomy_unknown(taxonomy, TAXONOMY_CAUSE));
  check_list(notice, notice->sectors, TAXONOMY_SECTOR,
             "sector:", taxonomy_unknown(taxonomy, TAXONOMY_SECTOR));
  check_list(notice, notice->data, TAXONOMY_DATA, "data:", -1);
  check_list(notice, notice->media, TAXONOMY_MEDIA, "media:", -1);
  g_assert_true((notice->affected == NOTICE_AFFECTED_UNKNOWN) == !evidence_of(notice, "affected"));
  if (evidence_of(notice, "affected"))
    g_assert_true(holds_amount(evidence_of(notice, "affected")->text, notice->affected));
  g_assert_true(!notice->discovered == !evidence_of(notice, "discovered"));
  g_assert_true(!notice->occurred_from == !evidence_of(notice, "occurred_from"));
  g_assert_true(!notice->vendor == !evidence_of(notice, "vendor"));
  for (guint i = 0; i < notice->vendors->len; i++) {
    char *field = g_strconcat("vendor:", notice->vendors->pdata[i], NULL);
    g_assert_nonnull(evidence_of(notice, field));
    g_assert_nonnull(strstr(evidence_of(notice, field)->text, notice->vendors->pdata[i]));
    g_free(field);
  }
}

/* ---- the labelled cases: evidence holds, and accuracy doesn't fall */

typedef struct {
  guint notices, cause, sector, affected, discovered, vendor;
} Tally;

static const char *text_of(const json_t *label, const char *key) {
  const char *text = json_string_value(json_object_get(label, key));
  return text ? text : "";
}

static int iso_day(const char *iso) {
  return strlen(iso) == 10 ? atoi(iso) * 10000 + atoi(iso + 5) * 100 + atoi(iso + 8) : 0;
}

static gboolean primary_right(const json_t *label, const char *key, const char *ok_key,
                              TaxonomyKind kind, const GArray *values) {
  const char *given = taxonomy_value(taxonomy, kind, g_array_index(values, guint8, 0))->key;
  if (g_strcmp0(json_string_value(json_array_get(json_object_get(label, key), 0)), given) == 0)
    return TRUE;
  size_t i;
  json_t *ok;
  json_array_foreach(json_object_get(label, ok_key), i,
                     ok) if (g_strcmp0(json_string_value(ok), given) == 0) return TRUE;
  return FALSE;
}

static void tally(const json_t *label, const Notice *notice, Tally *right) {
  const json_t *affected = json_object_get(label, "affected");
  gint64 wanted =
      json_is_integer(affected) ? json_integer_value(affected) : NOTICE_AFFECTED_UNKNOWN;
  right->notices++;
  right->cause += primary_right(label, "causes", "causes_ok", TAXONOMY_CAUSE, notice->causes);
  right->sector += primary_right(label, "sectors", "sectors_ok", TAXONOMY_SECTOR, notice->sectors);
  right->affected += wanted == notice->affected;
  right->discovered += iso_day(text_of(label, "discovered")) == notice->discovered;
  right->vendor += json_is_true(json_object_get(label, "vendor")) == !!notice->vendor;
}

static void read_cases(const char *path, Tally *right) {
  char *text;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  char **lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    json_t *label = **line ? json_loads(*line, 0, NULL) : NULL;
    if (!label)
      continue;
    g_test_message("%s %s", text_of(label, "organisation"), text_of(label, "title"));
    Notice *notice = filled(text_of(label, "organisation"), text_of(label, "title"),
                            text_of(label, "text"), iso_day(text_of(label, "published")));
    check_evidence(notice);
    tally(label, notice, right);
    notice_free(notice);
    json_decref(label);
  }
  g_strfreev(lines);
  g_free(text);
}

static void read_folder(const char *path, Tally *right) {
  GDir *folder = g_dir_open(path, 0, NULL);
  g_assert_nonnull(folder);
  for (const char *name; (name = g_dir_read_name(folder));)
    if (g_str_has_suffix(name, ".jsonl")) {
      char *file = g_build_filename(path, name, NULL);
      read_cases(file, right);
      g_free(file);
    }
  g_dir_close(folder);
}

static void test_cases(void) {
  Tally right = {0};
  read_folder(CASES_DIR, &right);
  g_assert_cmpuint(right.notices, >, 200);
  g_assert_cmpuint(right.cause * 100, >=, right.notices * 98);
  g_assert_cmpuint(right.sector * 100, >=, right.notices * 94);
  g_assert_cmpuint(right.affected * 100, >=, right.notices * 95);
  g_assert_cmpuint(right.discovered * 100, >=, right.notices * 93);
  g_assert_cmpuint(right.vendor * 100, >=, right.notices * 95);
}

/* Names and short texts of every sector, labelled with nothing else. */
static void test_sector_cases(void) {
  Tally right = {0};
  read_folder(CASES_DIR "/sectors", &right);
  g_assert_cmpuint(right.notices, >, 700);
  g_assert_cmpuint(right.sector * 100, >=, right.notices * 93);
}

static gint64 affected_of(const char *body) {
  Notice *notice = filled("青海市", "個人情報の漏えいについて", body, 20240601);
  gint64 affected = notice->affected;
  notice_free(notice);
  return affected;
}

/* Of a whole and a part, and of numbers that are another's or withdrawn. */
static void test_wholes_and_parts(void) {
  g_assert_cmpint(affected_of("通知書1,240通を発送したところ、このうち126通が別の世帯に届いた。"),
                  ==, 126);
  g_assert_cmpint(affected_of("個人情報1,240件が流出し、うち126件で不正利用が確認された。"), ==,
                  1240);
  g_assert_cmpint(affected_of("漏えいしたのは340名の氏名です。委託先の発表では、全体で約58万人が"
                              "対象とされています。"),
                  ==, 340);
  g_assert_cmpint(affected_of("漏えいしたのは340名の氏名です。第1報では約500名としておりました。"),
                  ==, 340);
}

/* A body of one endless sentence, of broken bytes, of nothing. */
static void test_odd_bodies(void) {
  GString *endless = g_string_new(NULL);
  for (int i = 0; i < 20000; i++)
    g_string_append(endless, "紛失した書類(氏名");
  const char *const bodies[] = {endless->str,         "",  "\n\n\n",         "\xe4\xbd",
                                "氏名\xff、住所\xe3", "1", "。。。「「「((("};
  for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
    Notice *notice = filled("\xff市", bodies[i % 2 ? i : 1], bodies[i], 20240101);
    g_assert_cmpuint(notice->causes->len, >, 0);
    g_assert_cmpuint(notice->sectors->len, >, 0);
    notice_free(notice);
  }
  g_string_free(endless, TRUE);
}

/* Lines of characters of four bytes, and of one: where they are cut and what heads them. */
static void test_lines(void) {
  static const struct {
    const char *body, *evidence;
  } rows[] = {
      {"😀😀😀😀😀😀\n担当者がUSBメモリを紛失しました。😀😀😀。", "担当者がUSBメモリを紛失しました。"},
      {"😀😀\nUSB memory を紛失しました。CD-Rも。\nABC", "USB memory を紛失しました。"},
      {"𩸽。😀ab。書類を紛失しました😀。𩸽", "書類を紛失しました😀。"},
      {"お詫びします。\n\n𩸽 USBメモリを紛失。", "𩸽 USBメモリを紛失。"},
      {"😀😀😀😀😀😀😀😀😀😀😀😀書類を紛失\nあ。以上", "😀😀😀😀😀😀😀😀😀😀😀😀書類を紛失"},
      {"書類を紛失しました。\n😀😀😀😀😀😀😀😀", "書類を紛失しました。"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    Notice *notice = filled(NULL, "お知らせ", rows[i].body, 20240101);
    g_test_message("%s", rows[i].body);
    g_assert_cmpstr(evidence_of(notice, "cause:loss")->text, ==, rows[i].evidence);
    check_evidence(notice);
    notice_free(notice);
  }
}

/* The first space in it ends a heading: here it is none. */
static void test_spaced_heading(void) {
  static const char told[] = "会員の氏名、住所、電話番号が漏えいしました。";
  static const char body[] = "書類を紛失しました。\n\nweb siteの再発防止策\n"
                             "会員の氏名、住所、電話番号が漏えいしました。";
  Notice *notice = filled(NULL, "お知らせ", body, 20240101);
  g_assert_cmpstr(evidence_of(notice, "data:氏名")->text, ==, told);
  notice_free(notice);
}

/* Rows of causes-words.tsv that are refused, and what is said of them. */
static const struct {
  const char *rows, *says;
} word_rows[] = {
    {"紛失\ttext\tloss 1.25\n", "causes-words.tsv:1: not a weight of tenths"},
    {"紛失\ttext\tloss 26\n", "causes-words.tsv:1: not a weight of tenths"},
    {"紛失\ttext\tnothing 1.2\n", "causes-words.tsv:1: unknown class"},
    {"紛失\tbody\tloss 1.2\n", "causes-words.tsv:1: neither title nor text"},
    {"ＵＳＢ\ttext\tloss 1.2\nusb\ttext\ttheft 1.2\n", "causes-words.tsv:2: a word of another row"},
};

static void test_word_rows(void) {
  g_autofree char *data_dir = datadir_find(NULL);
  g_autofree char *dir = g_dir_make_tmp("facts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(dir, "causes-words.tsv", NULL);
  static const char *const tables[] = {
      "context-rules.tsv", "sections-rules.tsv", "causes-rules.tsv", "sectors-rules.tsv",
      "data-rules.tsv",    "media-rules.tsv",    "vendor-rules.tsv"};
  for (guint t = 0; t < G_N_ELEMENTS(tables); t++) {
    g_autofree char *from = g_build_filename(data_dir, tables[t], NULL);
    g_autofree char *to = g_build_filename(dir, tables[t], NULL);
    g_assert_cmpint(symlink(from, to), ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS(word_rows); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(path, word_rows[i].rows, -1, NULL));
    g_assert_null(facts_new(dir, taxonomy, &error));
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, word_rows[i].says));
  }
  for (guint t = 0; t < G_N_ELEMENTS(tables); t++) {
    g_autofree char *to = g_build_filename(dir, tables[t], NULL);
    g_unlink(to);
  }
  g_unlink(path);
  g_rmdir(dir);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  GError *error = NULL;
  char *data_dir = datadir_find(&error);
  g_assert_no_error(error);
  taxonomy = taxonomy_load(data_dir, &error);
  g_assert_no_error(error);
  facts = facts_new(data_dir, taxonomy, &error);
  g_assert_no_error(error);
  analyzer = analyzer_new(data_dir, &error);
  g_assert_no_error(error);
  thread = analyzer_thread_new(analyzer);
  g_test_add_func("/facts/causes", test_causes);
  g_test_add_func("/facts/sectors", test_sectors);
  g_test_add_func("/facts/figures", test_figures);
  g_test_add_func("/facts/days", test_days);
  g_test_add_func("/facts/vendors", test_vendors);
  g_test_add_func("/facts/data", test_data);
  g_test_add_func("/facts/wholes-and-parts", test_wholes_and_parts);
  g_test_add_func("/facts/cases", test_cases);
  g_test_add_func("/facts/sector_cases", test_sector_cases);
  g_test_add_func("/facts/odd_bodies", test_odd_bodies);
  g_test_add_func("/facts/lines", test_lines);
  g_test_add_func("/facts/spaced_heading", test_spaced_heading);
  g_test_add_func("/facts/word_rows", test_word_rows);
  int status = g_test_run();
  analyzer_thread_free(thread);
  analyzer_free(analyzer);
  facts_free(facts);
  taxonomy_free(taxonomy);
  g_free(data_dir);
  return status;
}
