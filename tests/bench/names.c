#include "names.h"

#include <string.h>

/* Everything here is put together at random: a name that exists is an accident. */
static const char *const place_heads[] = {
    "榛", "楡", "霧", "霞", "朝", "夕", "白", "青", "黒", "紅", "碧", "葦", "蓮", "椿", "楓", "梓",
    "北", "南", "東", "西", "上", "下", "中", "新", "古", "大", "小", "奥", "外", "内", "三", "七",
    "鶴", "鷺", "鷹", "雁", "鹿", "熊", "亀", "鮎", "竜", "虎", "雪", "雨", "風", "雲", "星", "月",
    "石", "岩", "砂", "泉", "瀬", "淵", "滝", "湯", "塩", "麦", "稲", "桑", "柿", "栗", "梅", "桃"};
static const char *const place_middles[] = {"",     "",     "",     "",   "",   "",   "",   "",
                                            "ヶ",   "ノ",   "之",   "見", "ヶ", "ノ", "津", "賀",
                                            "久",   "見",   "志",   "和", "名", "須", "木", "名木",
                                            "久見", "賀志", "和須", "立", "戸", "根"};
static const char *const place_tails[] = {
    "浦", "野", "原", "島", "崎", "谷", "沢", "井", "山", "川", "田", "森", "浜", "江", "岡", "坂",
    "橋", "池", "峰", "里", "丘", "瀬", "戸", "津", "宮", "台", "塚", "越", "幡", "牧", "窪", "畑"};
static const char *const syllables[] = {
    "ア", "イ", "ウ", "エ",   "オ",   "カ",   "キ",   "ク",   "ケ",   "コ",   "サ",   "シ",
    "ス", "セ", "ソ", "タ",   "チ",   "ツ",   "テ",   "ト",   "ナ",   "ニ",   "ヌ",   "ネ",
    "ノ", "ハ", "ヒ", "フ",   "ヘ",   "ホ",   "マ",   "ミ",   "ム",   "メ",   "モ",   "ヤ",
    "ユ", "ヨ", "ラ", "リ",   "ル",   "レ",   "ロ",   "ワ",   "ガ",   "ギ",   "グ",   "ゴ",
    "ザ", "ジ", "ダ", "デ",   "ド",   "バ",   "ビ",   "ブ",   "ベ",   "ボ",   "パ",   "ピ",
    "プ", "ペ", "ポ", "リュ", "シャ", "ショ", "ジョ", "チェ", "フィ", "ヴァ", "キャ", "ミュ"};
static const char *const syllable_ends[] = {"",   "",   "",     "ン",   "ー",
                                            "ス", "ル", "ック", "ント", "ア"};
static const char *const family_names[] = {
    "佐倉", "真柴", "藤代", "小坂", "高瀬", "水城", "神保", "白石", "長沼", "有馬", "柏木", "三枝",
    "瀬戸", "早川", "宮前", "鳥居", "折原", "加賀", "千葉", "若松", "広瀬", "杉浦", "大庭", "西園"};
static const char *const given_names[] = {
    "一郎", "直美", "健太", "由紀", "誠",   "千尋", "拓也", "恵子", "修",   "明日香", "航", "陽菜",
    "大輔", "理沙", "進",   "和子", "隆之", "美咲", "正樹", "綾",   "浩二", "さくら", "蓮", "栞"};

/* {place}, {brand}: another name. As on real pages half are companies, then public bodies, schools.
 */
static const char *const organisations[] = {"株式会社{brand}",
                                            "株式会社{brand}",
                                            "{brand}株式会社",
                                            "{brand} 株式会社",
                                            "株式会社{place}製作所",
                                            "株式会社{brand}ホールディングス",
                                            "{place}商事株式会社",
                                            "{brand}システムズ株式会社",
                                            "{place}電機株式会社",
                                            "株式会社{brand}フーズ",
                                            "{place}交通株式会社",
                                            "{brand}証券株式会社",
                                            "株式会社{place}印刷",
                                            "有限会社{place}工務店",
                                            "{brand}通信株式会社",
                                            "{place}市",
                                            "{place}市",
                                            "{place}町",
                                            "{place}県",
                                            "{place}区",
                                            "{place}市教育委員会",
                                            "{place}県警察",
                                            "{place}広域消防組合",
                                            "{place}大学",
                                            "{place}大学",
                                            "学校法人{place}学園",
                                            "{place}市立{brand}小学校",
                                            "県立{place}高等学校",
                                            "{place}医科大学附属病院",
                                            "医療法人{brand}会",
                                            "{place}市民病院",
                                            "社会福祉法人{place}福祉会",
                                            "{place}信用金庫",
                                            "{place}銀行",
                                            "一般財団法人{place}検査協会",
                                            "公益社団法人{brand}協会",
                                            "国立研究開発法人{place}科学機構",
                                            "{place}商工会議所",
                                            "{place}農業協同組合",
                                            "NPO法人{brand}",
                                            "{brand}生活協同組合"};
static const char *const products[] = {
    "{brand}クラウド", "{brand}ゲート",   "{brand}ネット",     "{brand}システム",
    "{brand}ポータル", "{brand}メール",   "{brand}オンライン", "{brand}ストア",
    "{brand}アプリ",   "{brand}カード",   "{brand}Pro",        "{brand}管理システム",
    "まなび{brand}",   "{place}予約ナビ", "{place}電子申請",   "{brand}VPN",
    "{brand}365",      "{brand}フォーム", "e-{brand}",         "{brand}ファイル便"};

#define PICK(random, table) ((table)[random_below((random), G_N_ELEMENTS(table))])

static void append_place(GString *text, Random *random) {
  g_string_append(text, PICK(random, place_heads));
  g_string_append(text, PICK(random, place_middles));
  g_string_append(text, PICK(random, place_tails));
}

static void append_brand(GString *text, Random *random) {
  guint n = random_between(random, 2, 4);
  for (guint i = 0; i < n; i++)
    g_string_append(text, PICK(random, syllables));
  g_string_append(text, PICK(random, syllable_ends));
}

static void append_person(GString *text, Random *random) {
  g_string_append(text, PICK(random, family_names));
  g_string_append(text, PICK(random, given_names));
}

static void append_form(GString *text, const char *form, Random *random) {
  for (; *form != '\0'; form++) {
    if (g_str_has_prefix(form, "{place}")) {
      append_place(text, random);
      form += strlen("{place}") - 1;
    } else if (g_str_has_prefix(form, "{brand}")) {
      append_brand(text, random);
      form += strlen("{brand}") - 1;
    } else {
      g_string_append_c(text, *form);
    }
  }
}

void name_append(GString *text, NameKind kind, guint rank) {
  Random random = random_of(0x6a696b656e626fULL + kind, rank);
  switch (kind) {
  case NAME_PLACE:
    append_place(text, &random);
    break;
  case NAME_BRAND:
    append_brand(text, &random);
    break;
  case NAME_PERSON:
    append_person(text, &random);
    break;
  case NAME_ORGANISATION:
    append_form(text, PICK(&random, organisations), &random);
    break;
  case NAME_PRODUCT:
    append_form(text, PICK(&random, products), &random);
    break;
  case NAME_N:
    break;
  }
}
