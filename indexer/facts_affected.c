/* facts_affected.c: how many people or records were or may be affected. */
#include "facts_near.h"
#include "facts_private.h"

#include <string.h>

typedef struct {
  gint64 value;
  double score;
  gboolean about;
  const Part *part;
  const Sentence *sentence;
} Candidate;

#define COUNTER_BYTES_LEAST 3 /* with what ends it */
#define NEXT_BYTES 3          /* behind what is said of the next number: 約 */
#define SCORE_LEAST 2.0
#define SCORE_SURE 9.0
#define SURE_MORE 4.0 /* 他人に渡ったのは6人: that one, whatever larger ones stand by it */
#define WITHDRAWN_LEAST 100 /* smaller ones may well be two things */
#define MARGIN 3.0          /* candidates this near to the best compete by size */

/* How well a counter fits people or records. */
static const struct {
  const char *counter;
  double score;
} counters[] = {
    {"名", 4},         {"人", 4},     {"件", 3},       {"世帯", 3},     {"口座", 2.5},
    {"アカウント", 3}, {"通", 1.5},   {"枚", 1.5},     {"冊", 0.5},     {"契約", 3},
    {"先", 2.5},       {"社", 1.2},   {"組", 1},       {"レコード", 3}, {"メールアドレス", 3},
    {"アドレス", 3},   {"会員", 3},   {"家族", 2},     {"家庭", 2},     {"戸", 1.5},
    {"筆", 0.5},       {"部", -3},    {"id", 2.5},     {"ids", 2.5},    {"データ", 1},
    {"票", 1},         {"例", 1},     {"軒", 1},       {"棟", 1},       {"カード", 2.5},
    {"葉", 1.5},       {"店", 1},     {"事業者", 1.5}, {"団体", 1.2},   {"法人", 1.2},
    {"施設", 0.8},     {"ユーザ", 3}, {"ユーザー", 3}};

static const double place_score[PLACE_N] = {
    [PLACE_TITLE] = 2,     [PLACE_INTRO] = 1,      [PLACE_BODY] = 0.5,    [PLACE_CAUSE] = -0.5,
    [PLACE_OVERVIEW] = 1,  [PLACE_TIMELINE] = 0.5, [PLACE_CONTENT] = 2.5, [PLACE_COUNT] = 3,
    [PLACE_DISCOVERY] = 0, [PLACE_RESPONSE] = -1,  [PLACE_SECOND] = -3,   [PLACE_PREVENTION] = -4,
    [PLACE_INQUIRY] = -4,  [PLACE_REFERENCE] = -5};

/* In a table: | 計 | 431 | */
static gboolean is_table_total(const Part *part, const Quantity *q) {
  NEAR_WORDS(heads, "計|", "合計|", "総計|", "計 |");
  return near_ends(&heads, part->folded->text, part->folded->text + q->start);
}

static double counter_score(const Part *part, const Quantity *q) {
  if (!*q->counter)
    return is_table_total(part, q) ? 4 : -100;
  for (guint i = 0; i < G_N_ELEMENTS(counters); i++)
    if (memcmp(q->counter, counters[i].counter, COUNTER_BYTES_LEAST) == 0 &&
        strcmp(q->counter, counters[i].counter) == 0)
      return counters[i].score;
  return -100;
}

/* What stands right behind: 20名分, 66名様, 5件の迷惑メール, 職員1名が. */
static double behind_score(const Part *part, const Quantity *q) {
  NEAR_WORDS(good, "分", "様", "さま", "の個人情報", "の方", "の患者", "のお客", "の情報", "の氏名",
             "のお名前", "のメールアドレス", "のアドレス", "の生徒", "の皆", "の児童", "の顧客",
             "の学生", "の会員", "の利用者", "(");
  NEAR_WORDS(receivers, "に対し", "に送信", "へ送信", "宛", "あて", "にお送り", "へお送り",
             "に一斉", "へ一斉", "様へ", "様に", "に発送", "に送付", "にメール", "へメール",
             "の申込者", "の登録者");
  NEAR_WORDS(bad, "の不正利用", "の不正使用", "の不審", "の問い合わせ", "の問合せ", "の申し出",
             "の苦情", "の迷惑メール", "の試行", "のアクセス", "のダウンロード", "の閲覧", "の事案",
             "の事故", "の被害", "のなりすまし", "体制", "で確認", "態勢", "の担当者", "の学校",
             "の店", "で点検", "で作業", "の弁護", "の委員", "で構成", "ずつ", "に1", "あたり",
             "で対応", "による", "で行", "の海外", "ほど出", "が閲覧", "の前で", "が参加", "が出席",
             "が来場", "の聴衆", "の医療関係者", "に図面", "の関係者の前", "を調べ", "を点検",
             "に再度", "に指導", "に研修", "に周知", "を精査", "を抽出", "を対象に調", "を対象に点",
             "が見", "いただ", "の連絡", "の報告", "の相談", "の通報", "の情報提供", "寄せ",
             "が当該", "の職員", "の従業員が");
  const char *p = part->folded->text + q->end, *end = part->folded->text + part->folded->text_bytes;
  if (near_begins(&receivers, p, end))
    return 3.5;
  return near_begins(&bad, p, end) ? -5 : near_begins(&good, p, end) ? 1 : 0;
}

/* 延べ58名で捜索: those who work. */
static gboolean works(const char *p, const char *end) {
  NEAR_WORDS(not_work, "でし", "です", "であ", "で、", "でご", "でお", "で氏", "で、", "で住");
  return near_is(p, end, "で") && !near_begins(&not_work, p, end);
}

/* 職員1名が, 担当者2名は: those who did it, not those whom it concerns. */
static gboolean is_actor(const Part *part, const Quantity *q, const char *before) {
  NEAR_WORDS(actors, "担当者", "職員", "係員", "医師", "教諭", "従業員", "社員", "教員", "元職員",
             "元社員", "看護師", "元従業員", "作業員", "容疑者", "男", "派遣社員", "者", "研究員",
             "アルバイト");
  NEAR_WORDS(acts, "が", "は", "で", "に", "を処分", "を懲戒", "を戒告", "、同", "の処分",
             "のパソコン", "の端末", "のメール", "のアカウント");
  const char *p = part->folded->text + q->end, *end = part->folded->text + part->folded->text_bytes;
  return q->value <= 20 && near_ends(&actors, part->folded->text, before) &&
         near_begins(&acts, p, end);
}

static double before_score(const Part *part, const Quantity *q) {
  NEAR_WORDS(total, "計", "合計", "総数", "最大", "最大で", "延べ", "のべ", "あわせて", "合わせて",
             "総計", "の数", "人数", "件数", "者数", "対象", "約", "名様", "客様数", "客さま数",
             "顧客数");
  NEAR_WORDS(people, "者", "会員", "患者", "生徒", "学生", "児童", "お客様", "お客さま", "顧客",
             "様", "契約", "皆様");
  NEAR_WORDS(part_of, "内", "内訳", "各", "毎");
  NEAR_WORDS(lasting, "で", "がかり", "の目", "以上", "につき");
  NEAR_WORDS(bad, "人口", "人口約", "来館者", "来場者数", "全国", "世界", "利用者数", "累計",
             "会員数", "従業員数", "社員数", "職員数", "定員", "発送総数は", "送付総数は",
             "応募総数は", "会員総数は", "出荷総数", "総出荷数", "出荷総数は", "の総数は", "の総数",
             "残る", "残り", "残りの", "全部で", "ダウンロード数は", "ダウンロード件数は",
             "閲覧回数は", "閲覧数は", "アクセス数は", "アクセス件数は", "再生回数は",
             "ダウンロード数", "ダウンロード件数", "総発送数", "見込み", "来場見込", "フオロワ",
             "フオロワ数", "期間中のアクセス", "アクセスは", "アクセス:", "フアイル数", "発行部数",
             "回線数", "導入社数", "加盟店舗数", "観客", "ドメイン", "提出物", "作品", "全構成員",
             "全教職員", "全職員", "回答者は", "来客", "動員", "(登録者", "(読者", "(購読者",
             "(加入者", "売上高", "世帯数", "在籍者数", "在校生", "全校児童", "生徒数", "児童数",
             "学生数", "病床", "全社員");
  const char *text = part->folded->text, *p = text + q->start;
  if (p - text >= 3 && memcmp(p - 3, "約", 3) == 0)
    p -= 3;
  if (q->value <= 3 && near_begins(&lasting, text + q->end, text + part->folded->text_bytes))
    return -6;
  if ((strcmp(q->counter, "名") == 0 || strcmp(q->counter, "人") == 0) &&
      works(text + q->end, text + part->folded->text_bytes))
    return -4;
  if (is_actor(part, q, p))
    return -6;
  if (near_ends(&bad, text, p))
    return -8;
  return near_ends(&total, text, p)     ? 2.5
         : near_ends(&part_of, text, p) ? -2
         : near_ends(&people, text, p)  ? 1
                                        : 0;
}

static void add(double score, double *good, double *bad) {
  *(score > 0 ? good : bad) += score;
}

/* 38万回の試行があり、1,208名の…: the rule speaks of the number before. */
static gboolean counts_last(const Part *part, const Quantity *q, const RuleMatch *match) {
  const char *text = part->folded->text;
  return match->start >= q[-1].number_end && match->end <= q->start &&
         match->start <= q[-1].end + strlen("の") &&
         (near_is(text + match->end, text + q->start, "が") ||
          near_is(text + match->end, text + q->start, "試行が"));
}

/* TRUE where a rule of the sentence speaks of this number: no other stands in between. A number
 * that is withdrawn lies within its rule. */
static gboolean speaks_of(const Part *part, const Sentence *sentence, const Quantity *q,
                          Signal signal) {
  const Quantity *first = (const Quantity *)part->quantities->data;
  const Quantity *last = first + part->quantities->len - 1;
  guint32 from = q > first ? q[-1].end : 0, to = q < last ? q[1].start : G_MAXUINT32;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT) {
    if (match->rule->code != (int)signal)
      continue;
    gboolean of_next =
        match->start > q->start && /* アクセスは163件 */
        (match->end > to || (match->start >= q->end && to - match->end <= NEXT_BYTES));
    gboolean of_last = from > sentence->start && counts_last(part, q, match);
    if (signal == SIGNAL_COUNT_OLD ? match->start < q->end && match->end > q->start
                                   : match->end > from && match->start < to && !of_next && !of_last)
      return TRUE;
  }
  return FALSE;
}

/* 7934名(…他社を含む全体は7万5千件と公表): what is said in brackets behind it isn't said of it. */
static gboolean is_not_counted(const Part *part, const Sentence *sentence, const Quantity *q) {
  const char *text = part->folded->text;
  FACTS_EACH_MATCH (match, part, sentence, TABLE_CONTEXT) {
    if (match->rule->code != SIGNAL_COUNT_NOT)
      continue;
    const char *open =
        match->start > q->end ? memchr(text + q->end, '(', match->start - q->end) : NULL;
    if (!open || memchr(open, ')', (gsize)(text + match->start - open)))
      return TRUE;
  }
  return FALSE;
}

static void add_signals(const Part *part, const Sentence *sentence, const Quantity *q, double *good,
                        double *bad) {
  guint32 s = sentence->signals;
  *good += s >> SIGNAL_LEAK & 1 ? 2 : 0;
  *good += s >> SIGNAL_HOLD & 1 ? 1.5 : 0;
  *good += s >> SIGNAL_COUNT_UP & 1 ? 2 : 0;
  *bad -= s >> SIGNAL_COUNT_DOWN & 1 && speaks_of(part, sentence, q, SIGNAL_COUNT_DOWN) ? 4 : 0;
  *bad -= s >> SIGNAL_COUNT_OLD & 1 && speaks_of(part, sentence, q, SIGNAL_COUNT_OLD) ? 9 : 0;
  *bad -= s >> SIGNAL_COUNT_NOT & 1 && is_not_counted(part, sentence, q) ? 9 : 0;
  *bad -= s >> SIGNAL_MEASURE & 1 ? 1.5 : 0;
}

/* Behind SCORE_SURE more evidence says nothing more: of sure ones the largest counts. */
static double candidate_score(const Part *part, const Sentence *sentence, const Quantity *q) {
  double good = 0, bad = 0, counter = counter_score(part, q);
  if (counter <= -100 || facts_span_denied(part, sentence, q->start, q->end))
    return -100;
  if (q->value <= 1)
    bad -= q->value == 1 ? 1.5 : 100;
  add(counter, &good, &bad);
  add(place_score[sentence->place], &good, &bad);
  add(behind_score(part, q), &good, &bad);
  add(before_score(part, q), &good, &bad);
  add_signals(part, sentence, q, &good, &bad);
  gboolean sure =
      sentence->signals >> SIGNAL_COUNT_SURE & 1 && speaks_of(part, sentence, q, SIGNAL_COUNT_SURE);
  return MIN(good, SCORE_SURE) + bad + (sure ? SURE_MORE : 0);
}

/* ---- 1240通を発送し、うち126通で宛名がずれていた: a total, and a part of it */

typedef enum { SHARE_NONE, SHARE_WHOLE, SHARE_PART } Share; /* which of the two was affected */

static const char *find_between(const char *p, const char *stop, const char *word) {
  return p && p < stop ? memmem(p, (gsize)(stop - p), word, strlen(word)) : NULL;
}

/* Where it is said that what follows is a part of what stands before; NULL where nowhere. */
static const char *of_which(const char *p, const char *stop) {
  const char *at = find_between(p, stop, "うち");
  at = at ? at : find_between(p, stop, "の内、");
  return at ? at : find_between(p, stop, "ところ、");
}

/* 流出した人数:入会された6508名のうち…: what the label says is said of the piece. */
static const char *behind_label(const char *start, const char *end) {
  const char *label = start;
  for (const char *p = start; p < end; p++)
    if (*p == ':')
      label = p + 1;
    else if (near_is(p, end, "】"))
      label = p + strlen("】");
  return label;
}

/* Of a whole and a piece: 1240通のうち126通 names the piece, unless the whole is said to have
 * leaked before; 1240件が流出し、うち126件は names the whole, unless it was only sent or counted.
 */
static Share share_named(const char *start, const char *behind, const char *at) {
  NEAR_WORDS(leaked, "漏え", "漏洩", "流出", "紛失", "影響を受け", "対象", "おそれ", "恐れ",
             "可能性", "持ち出", "誤送信");
  NEAR_WORDS(sent, "発送", "送付", "送信", "郵送", "配布", "配付", "交付", "登録", "受講", "参加",
             "販売", "納品", "調査", "点検", "配信", "送っ", "送り");
  NEAR_WORDS(leaked_before, "漏え", "漏洩", "流出", "紛失", "おそれ", "恐れ", "可能性", "持ち出",
             "誤送信", "影響を受け");
  gboolean direct = at - behind <= (gssize)strlen("で、その") &&
                    !near_is(at, at + 12, "ところ、") && !memchr(behind, '(', (gsize)(at - behind));
  if (direct)
    return near_within(&leaked_before, behind_label(MAX(start, behind - 150), behind), behind)
               ? SHARE_WHOLE
               : SHARE_PART;
  return near_within(&sent, behind, at) && !near_within(&leaked, behind, at) ? SHARE_PART
                                                                             : SHARE_WHOLE;
}

/* Whether whole and piece, neighbours of one sentence, are a total and its part, and which of them
 * the notice is about: never the part that is what came of it (不正利用) or how it is counted. */
static Share share_of(const Part *part, const Sentence *sentence, const Quantity *whole,
                      const Quantity *piece) {
  NEAR_WORDS(of_total, "不正利用", "不正使用", "悪用", "重なり", "重なる", "重複", "国内", "回収",
             "亡くな", "返信", "未成年", "削除", "クレジット");
  const char *text = part->folded->text;
  if (piece->value >= whole->value || piece->start - whole->end > 240 ||
      counter_score(part, whole) <= -100 || counter_score(part, piece) <= -100)
    return SHARE_NONE;
  const char *behind = text + whole->end, *at = of_which(behind, text + piece->start);
  if (!at)
    return SHARE_NONE;
  if (near_within(&of_total, at, text + MIN(piece->end + 90, sentence->end)))
    return SHARE_WHOLE;
  return share_named(text + sentence->start, behind, at);
}

/* 271名の方(管理戸数3905戸)のうち: a number that stands in brackets of its own. */
static gboolean is_aside(const Part *part, const Quantity *whole, const Quantity *q) {
  const char *text = part->folded->text;
  const char *open = memchr(text + whole->end, '(', q->start - whole->end);
  return open && !memchr(open, ')', (gsize)(text + q->start - open)) &&
         memchr(text + q->end, ')', MIN(30, part->folded->text_bytes - q->end));
}

/* The next number of people or records before (step -1) or behind (1) number i, within the
 * sentence: 138名に、3回に分けて… names one, 3回. NULL where there is none. */
static const Quantity *next_counted(const Part *part, const Sentence *sentence, guint i, int step) {
  const Quantity *first = (const Quantity *)(gconstpointer)part->quantities->data;
  for (guint k = i + (guint)step; k < part->quantities->len; k += (guint)step) {
    const Quantity *q = &first[k];
    if (q->start < sentence->start || q->start >= sentence->end)
      return NULL;
    gboolean aside = step > 0 ? is_aside(part, &first[i], q) : k > 0 && is_aside(part, q - 1, q);
    if (counter_score(part, q) > -100 && !aside)
      return q;
  }
  return NULL;
}

static Share share_before(const Part *part, const Sentence *sentence, guint i) {
  const Quantity *whole = next_counted(part, sentence, i, -1);
  return whole ? share_of(part, sentence, whole, &g_array_index(part->quantities, Quantity, i))
               : SHARE_NONE;
}

static Share share_behind(const Part *part, const Sentence *sentence, guint i) {
  const Quantity *piece = next_counted(part, sentence, i, 1);
  return piece ? share_of(part, sentence, &g_array_index(part->quantities, Quantity, i), piece)
               : SHARE_NONE;
}

/* 配信の総数 9318通, and a line below: うち、誤った表示のもの 4077通. */
static gboolean next_names_part(const Part *part, const Sentence *sentence, guint i) {
  NEAR_WORDS(starts_part, "うち", "(うち", "・うち", "このうち", "そのうち");
  NEAR_WORDS(leaked, "誤", "漏", "流出", "表示", "可能性", "紛失");
  const Quantity *q = &g_array_index(part->quantities, Quantity, i);
  const char *text = part->folded->text, *next = text + sentence->end;
  if (i + 1 >= part->quantities->len || q[1].value >= q->value || q[1].start < sentence->end ||
      q[1].start > sentence->end + 90)
    return FALSE;
  const char *whole = text + sentence->start;
  return near_begins(&starts_part, next, text + part->folded->text_bytes) &&
         near_within(&leaked, next, text + q[1].start) &&
         !near_within(&leaked, whole, text + q->start);
}

static double weigh_share(const Part *part, const Sentence *sentence, guint i, double score) {
  if (share_behind(part, sentence, i) == SHARE_PART || next_names_part(part, sentence, i))
    score -= 7;
  if (share_before(part, sentence, i) == SHARE_WHOLE)
    score -= 4;
  return score;
}

static void collect(const Part *part, GArray *candidates, GArray *withdrawn) {
  guint s = 0;
  for (guint i = 0; i < part->quantities->len; i++) {
    const Quantity *q = &g_array_index(part->quantities, Quantity, i);
    while (s < part->sentences->len && g_array_index(part->sentences, Sentence, s).end <= q->start)
      s++;
    if (s == part->sentences->len)
      return;
    const Sentence *sentence = &g_array_index(part->sentences, Sentence, s);
    double score = candidate_score(part, sentence, q);
    if (sentence->signals >> SIGNAL_COUNT_OLD & 1 && q->value >= WITHDRAWN_LEAST &&
        speaks_of(part, sentence, q, SIGNAL_COUNT_OLD))
      g_array_append_val(withdrawn, q->value);
    if (score >= SCORE_LEAST)
      score = weigh_share(part, sentence, i, score);
    Candidate candidate = {q->value, score, q->about, part, sentence};
    if (candidate.score >= SCORE_LEAST)
      g_array_append_val(candidates, candidate);
  }
}

/* A number that is withdrawn in one place counts in none. */
static void drop_withdrawn(GArray *candidates, const GArray *withdrawn) {
  for (guint i = candidates->len; i-- > 0;)
    for (guint w = 0; w < withdrawn->len; w++)
      if (g_array_index(candidates, Candidate, i).value == g_array_index(withdrawn, gint64, w)) {
        g_array_remove_index(candidates, i);
        break;
      }
}

/* 約1200件 in the title, 1184件 in the text: the number itself. */
static const Candidate *exact_of(const GArray *candidates, const Candidate *about) {
  for (guint i = 0; about && about->about && i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index(candidates, Candidate, i);
    if (!candidate->about && ABS(candidate->value - about->value) * 20 <= about->value)
      return candidate;
  }
  return about;
}

/* The largest of those that are nearly as sure as the surest. */
static const Candidate *choose(const GArray *candidates) {
  double best = 0;
  const Candidate *chosen = NULL;
  for (guint i = 0; i < candidates->len; i++)
    best = MAX(best, g_array_index(candidates, Candidate, i).score);
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *candidate = &g_array_index(candidates, Candidate, i);
    if (candidate->score >= best - MARGIN && (!chosen || candidate->value > chosen->value))
      chosen = candidate;
  }
  return exact_of(candidates, chosen);
}

void facts_affected_init(Reading *reading) {
  reading->candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
  reading->withdrawn = g_array_new(FALSE, FALSE, sizeof(gint64));
}

void facts_affected(Reading *reading) {
  GArray *candidates = reading->candidates;
  g_array_set_size(candidates, 0);
  g_array_set_size(reading->withdrawn, 0);
  collect(&reading->title, candidates, reading->withdrawn);
  collect(&reading->body, candidates, reading->withdrawn);
  drop_withdrawn(candidates, reading->withdrawn);
  const Candidate *chosen = choose(candidates);
  reading->notice->affected = chosen ? chosen->value : NOTICE_AFFECTED_UNKNOWN;
  if (chosen)
    facts_evidence(reading, chosen->part, chosen->sentence, "affected");
}
