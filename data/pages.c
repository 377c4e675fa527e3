#include "pages.h"

#include "common/i18n.h"

static const OptionsNote query_before[] = {
    {N_("Description"),
     N_("A query is words, signs between them, and fields. Half- and full-width blanks, colons, "
        "quotes, "
        "brackets and bars are alike.\n"
        "WORD WORD\tNotices that have both (AND). Found by none together, the best of those that "
        "have "
        "some are listed, and it is said.\n"
        "\"TEXT\"\tExactly this string, wherever it stands: spelling, width and case aside, and "
        "nothing else.\n"
        "-WORD\tWithout it. Also before quotes, brackets and fields.\n"
        "WORD OR WORD, WORD | WORD\tEither. AND binds closer.\n"
        "( )\tGroup.\n"
        "WORD*\tWords that begin so.\n"
        "FIELD:VALUE\tAsks one field, by its key or its Japanese name. Several values, joined by "
        "commas, "
        "mean any of them."),
     FALSE},
    {N_("Words"),
     N_("A bare word is found where it stands as a word, as a part of a compound (大学 in "
        "北海道大学, "
        "フィッシング in フィッシングメール) or as a word that the dictionary doesn't know. It "
        "isn't found where it "
        "only straddles two words: 京都 isn't in 東京都. Where the string stands elsewhere, the "
        "answer says how "
        "often and how to ask for it.\n"
        "Spellings meet: full and half width, upper and lower case, サーバ and サーバー, ウェア "
        "and ウエア, variant "
        "kanji (髙橋 and 高橋), look-alike characters, 々, and hiragana for katakana where a word "
        "is kana alone. "
        "Inflected forms meet in their dictionary form. Readings are found too: かんじゃ or kanja "
        "finds 患者.\n"
        "Synonyms (漏えい, 漏洩, 流出) widen a word, with less weight; the answer says which were "
        "used, "
        "--no-synonyms leaves them out, and $XDG_CONFIG_HOME/jikenbo/synonyms.tsv adds to them.\n"
        "A whole sentence may be asked: its words are found, its particles are not. What it tells "
        "of counts too, though no notice says it so: メールをCCで送ってアドレスが見えた asks for "
        "misdeliveries. Listed are the notices that say about as much of it as the best one."),
     FALSE},
    {N_("Numbers and dates"),
     N_("Numbers and days are found by value: 2726件, 2,726件 and ２７２６件 are one, 200,000件 "
        "finds 約20万件, and "
        "2023-12-13 finds 2023年12月13日, 令和5年12月13日, R5.12.13 and 2023/12/13.\n"
        "A month (2023年12月, 令和5年12月), a year (2023年) and a span (2023年4月から6月1日) find "
        "what was published or happened then; 12月13日 and 12/13 that day of any year.\n"
        "1万人以上, 1,000人超, 100件以下 and 50名未満 ask for how many are affected; 約2万件 "
        "for about so many, where no notice says 20,000."),
     FALSE},
};

static const OptionsNote query_after[] = {
    {N_("Ranges"),
     N_("FROM..TO, FROM.. and ..TO, both ends included, for year, date and affected. A day may be "
        "a year or a "
        "month: date:2023-04..2024-03 is a Japanese fiscal year. Sizes are written as in a notice: "
        "affected:1万.. or affected:100..999. none stands for what is unknown."),
     FALSE},
    {N_("Examples"),
     N_("  jikenbo search 'ランサムウェア 病院'\n"
        "  jikenbo search '\"個人情報の流出\"'\n"
        "  jikenbo search '紛失 -USBメモリ'\n"
        "  jikenbo search '(漏えい OR 盗難) 業種:P'\n"
        "  jikenbo search 'cause:insider vendor:yes date:2023-04..2024-03'\n"
        "  jikenbo search 'メールアドレスが流出した事案'"),
     FALSE},
    {N_("Grammar"),
     N_("  query   = [ or ]\n"
        "  or      = and { ( \"OR\" | \"|\" ) and }\n"
        "  and     = unary { unary }\n"
        "  unary   = \"-\" unary | primary\n"
        "  primary = \"(\" or \")\" | quoted | field \":\" value | word \"*\" | word\n"
        "  value   = quoted | range | text\n"
        "  range   = [ text ] \"..\" [ text ]\n"
        "  quoted  = '\"' { character | '\\\"' | '\\\\' } '\"'"),
     FALSE},
    {N_("See also"), N_("jikenbo(1), jikenbo-schema(7)"), FALSE},
};

const Page page_query = {"jikenbo-query", N_("the query language of jikenbo"),
                         query_before,    G_N_ELEMENTS(query_before),
                         query_after,     G_N_ELEMENTS(query_after)};

static const OptionsNote schema_before[] = {
    {N_("Description"),
     N_("What jikenbo and jikenbo-index write for other programs. Every object has a \"version\", "
        "1 at present: "
        "fields may be added under it, and none is taken away or changes its meaning. Unknown "
        "values are null, "
        "lists may be empty, dates are written 2023-12-13, lines count from 1. Keys are the same "
        "in every "
        "language. The schema is installed as jikenbo-1.schema.json.\n"
        "Control characters and those that turn the direction of text are escaped in JSON and "
        "replaced in the "
        "other formats, so that no notice can command a terminal."),
     FALSE},
    {N_("search --format json"),
     N_("query, read_as\tthe query as typed, and as it was read\n"
        "total_incidents, total_notices\thow many match\n"
        "relaxed\ttrue where nothing has all words, and these have some\n"
        "synonyms\tword and used: what it was widened by\n"
        "more\tquery, why and incidents: what another reading would find\n"
        "facets\tfor each field a list of key, label and count, the number of "
        "incidents that adding "
        "this value as a filter leaves (in --batch with --facets)\n"
        "results\tone object an incident: rank, id, score, notices (how many of the incident "
        "match), organisation, "
        "title, published, causes and sectors (keys, the primary one first), vendor (true or "
        "false), vendors (their "
        "names), affected, discovered, snippet, highlights (pairs of first character and character "
        "behind the "
        "last, counted in code points of snippet), file, line, and others: the other notices of "
        "the incident with "
        "organisation, title, file and line. With --explain also explain: which word counted "
        "where\n"
        "error\twith --batch, in place of the rest: message, and at, the character of the query or "
        "null"),
     FALSE},
    {N_("search --format jsonl, tsv, csv"),
     N_("jsonl is one object of results a line. tsv and csv begin with a line of names: rank, id, "
        "score, notices, "
        "organisation, title, published, causes, sectors, vendor, vendors, affected, discovered, "
        "snippet, file, line; "
        "several values in a cell are joined by semicolons. In csv a text that a spreadsheet would "
        "run as a formula "
        "has an apostrophe before it."),
     FALSE},
    {N_("show --format json"),
     N_("notices\tone object a notice: what results have, and occurred_from, occurred_to, data, "
        "media, labels, links "
        "(numbers it refers to), url, places (file, line, end_line), doubts (what was uncertain), "
        "evidence (field, "
        "text and line of the sentence that gave a value) and body"),
     FALSE},
    {N_("stats --format json, tsv, csv"),
     N_("tables\tby (the fields counted) and rows: keys and labels (one a field), count, query "
        "(what lists them; null "
        "where no query does) and, by delay, delay_days: for each pair of dates n, q1, median, q3 "
        "and backward (left "
        "out, because their dates contradict)\n"
        "vendors\twith --by vendors: name, organisations, incidents, query and notices\n"
        "In tsv and csv two fields make a crosstab whose columns are the keys of the second one; "
        "one field, three, or "
        "--queries make a line a count."),
     FALSE},
    {N_("similar, terms, analyze --format json"),
     N_("similar\tterms (term, weight, notices) and results with shared_terms and shared_facets\n"
        "terms\tprefix, total and terms: word, reading (where it was found by it), notices\n"
        "analyze\ttext, read (what is analysed), index (what is stored), units (text, at, kind, "
        "proper, base, reading, "
        "joined, inner, term), numbers, dates, terms and pairs"),
     FALSE},
    {N_("jikenbo-index --report"),
     N_("One object a post and line: file, line, end_line, kind (notice, other or duplicate), and "
        "of notices id, "
        "organisation, title, published, causes, sectors, vendor, vendors, affected, "
        "occurred_from, occurred_to, "
        "discovered, data, media, labels and evidence; of duplicates of: file and line of the one "
        "that was kept."),
     FALSE},
};

static const OptionsNote schema_after[] = {
    {N_("See also"), N_("jikenbo(1), jikenbo-index(1), jikenbo-query(7)"), FALSE},
};

const Page page_schema = {"jikenbo-schema", N_("what jikenbo writes for other programs"),
                          schema_before,    G_N_ELEMENTS(schema_before),
                          schema_after,     G_N_ELEMENTS(schema_after)};
