#!/bin/sh
# Answers agree with each other: batch with one by one, facets and cells with the queries they stand for,
# and every JSON with its schema.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
sample_index
valid() { # NAME: standard output of the command before, in $work/json
  "$JIKENBO_BUILD/tests/cli/validate" "$JIKENBO_SOURCE/data/jikenbo-1.schema.json" <"$work/json" >"$work/err" 2>&1
  result=$?
  ok "$result" "$1"
  [ "$result" -eq 0 ] || sed 's/^/# /' "$work/err"
}

cat >"$work/queries" <<'END'
ランサムウェア
紛失
"個人情報"
USBメモリ
委託先 不正アクセス
メール OR FAX
漏えい -メール
原因:loss
業種:O 紛失
year:2024 委託先:yes
affected:1000..
2024-07-10
200,000件
京都
アドレスが流出した学校
label:none
media:紙
data:氏名 -data:住所
サ*
そのような語はない
END

jikenbo search --batch --facets <"$work/queries" >"$work/json"
valid "batch: the schema"
[ "$(wc -l <"$work/json")" -eq "$(wc -l <"$work/queries")" ]
ok $? "batch: a line a query"
one_by_one=0
while read -r query; do
  jikenbo search --facets --format json -- "$query" </dev/null | jq -c .
done <"$work/queries" >"$work/single" || one_by_one=1
jq -c . <"$work/json" | cmp -s - "$work/single"
ok $((one_by_one + $?)) "batch: the same answers as one by one"

# a facet's count is what its filter leaves
jq -r '.query as $q | .facets | to_entries[] | .key as $f | .value[] | [$q, $f, .key, .count] | @tsv' \
  "$work/json" >"$work/facets"
field() { # a value as a query writes it
  case $2 in *[!0-9A-Za-z_-]*) printf '%s:"%s"' "$1" "$2" ;; *) printf '%s:%s' "$1" "$2" ;; esac
}
while IFS='	' read -r query facet key _; do
  case $query in *' OR '*) query="($query)" ;; esac
  echo "$query $(field "$facet" "$key")"
done <"$work/facets" | jikenbo search --batch --count | jq -r .total_incidents >"$work/counts"
cut -f 4 "$work/facets" >"$work/wanted"
[ -s "$work/wanted" ] && diff "$work/wanted" "$work/counts" >"$work/err"
ok $? "facets: every count is what its filter leaves ($(wc -l <"$work/facets") values)"

# a cell's count is what its query finds
cells=0
for by in year month cause sector vendor data media label size cause,sector year,cause vendor,size,year; do
  for query in '' 'メール OR 紛失' 'USBメモリ' '漏えい -紛失'; do
    jikenbo stats --by "$by" --format json -- "$query" >"$work/json" || continue
    jq -r '.tables[].rows[] | select(.query) | [.count, .query] | @tsv' "$work/json" >"$work/cells"
    cut -f 2 "$work/cells" | jikenbo search --batch --count | jq -r .total_incidents >"$work/counts"
    cut -f 1 "$work/cells" | cmp -s - "$work/counts" || { cells=1; echo "# stats --by $by $query"; }
  done
done
ok "$cells" "stats: every count is what its query finds"
wrong=0
for query in '' 漏えい; do
  jikenbo stats --by cause --ruler jnsa --format json -- "$query" | jq -r '.tables[].rows[] | [.count, .query] | @tsv' >"$work/cells"
  cut -f 2 "$work/cells" | jikenbo search --batch --count | jq -r .total_incidents >"$work/counts"
  cut -f 1 "$work/cells" | cmp -s - "$work/counts" || wrong=1
done
ok "$wrong" "stats --ruler: every count is what its query finds"
jikenbo stats --by vendors --format json | jq -r '.vendors[] | [.incidents, .query] | @tsv' >"$work/cells"
cut -f 2 "$work/cells" | jikenbo search --batch --count | jq -r .total_incidents >"$work/counts"
# a contractor may also be named by notices that don't call it one: never fewer
paste "$work/counts" "$work/cells" | awk '$1 < $2 {bad = 1} END {exit bad}'
ok $? "stats --by vendors: the queries find their incidents"

jikenbo search --format jsonl -n 0 | wc -l >"$work/lines"
[ "$(cat "$work/lines")" -eq "$(jikenbo search --count)" ]
ok $? "jsonl: a line an incident"
jikenbo search --format json -n 0 | jq -c '.results[]' >"$work/a"
jikenbo search --format jsonl -n 0 | jq -c . >"$work/b"
cmp -s "$work/a" "$work/b"
ok $? "jsonl: the results of json"
{ jikenbo search --format jsonl -n 3; jikenbo search --format jsonl -n 3 --offset 3; } | jq -c 'del(.score)' >"$work/a"
jikenbo search --format jsonl -n 6 | jq -c 'del(.score)' >"$work/b"
cmp -s "$work/a" "$work/b"
ok $? "--offset goes on where --limit ended"
jikenbo search --format json 紛失 >"$work/a"
LC_ALL=ja_JP.UTF-8 jikenbo search --format json 紛失 | cmp -s - "$work/a"
ok $? "JSON is the same in every language"
jikenbo search --format jsonl -n 0 --facets USBメモリ |
  jq -e '.snippet as $s | .highlights[] | ($s | explode | length) as $n | .[0] < .[1] and .[1] <= $n' |
  grep -q false
ok $((1 - $?)) "highlights lie in their snippet"

while read -r line; do
  # shellcheck disable=SC2086 # words of a command line
  jikenbo $line >"$work/json" 2>/dev/null
  valid "schema: $line"
done <<'END'
search --format json -n 0 --facets
search --format json --explain 紛失
search --format jsonl -n 0 情報
search --format json --org 存在しない組織の名前
search --notices --format json -n 0
show --format json 2024-118 2024-131 1999-001
stats --format json
stats --by cause,delay --format json
stats --ruler veris --format json
stats --by vendors --format json
similar --format json 2024-131
similar --format jsonl 2024-118
terms --format json -n 20
terms --format json --ids
analyze --format json 令和5年12月13日に約20万件の個人情報が京都で漏えいした
END
printf '{"version":1,"query":"x"}' >"$work/json"
"$JIKENBO_BUILD/tests/cli/validate" "$JIKENBO_SOURCE/data/jikenbo-1.schema.json" <"$work/json" >/dev/null 2>&1
ok $((1 - $?)) "schema: an object without its fields is refused"
finish
