#!/bin/sh
# A notice that tries to command the terminal, the spreadsheet and the parser of the reader.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
mkdir "$work/archive"
# ESC, BEL, C1, right-to-left override, isolates, a byte order mark inside, broken bytes, TAB, quotes
printf '%s' '{"id":"2024-001","organisation":"=cmd|calc!A1 \u001b[31m赤\u0007い\u009b2J株式会社","title":"漏えい\u202eしらせ\u2066\ufeff\t\"表\"","published":"2024-01-02","url":"https://x.example/\u001b]8;;\u0007","labels":["=1+1\u001b","二\u202e"],"text":"紛失しました。\u001b]0;題\u0007\r\n顧客 12名の氏名\u0085が漏えい\u2028した。\u001b[2J委託先の株式会社\u001b[31mアカ\u202e印刷で発生した。"}' >"$work/archive/a.jsonl"
printf '\n' >>"$work/archive/a.jsonl"
printf '【セキュリティ事件簿#2024-002】悪い\033[7m学園 USBメモリの紛失\302\233 2024年3月4日\n\n紛失したUSBメモリ\033[5mに \377\376 生徒 3名の氏名\342\200\256が入っていた。\n' >"$work/archive/b.txt"
jikenbo-index --quiet "$work/archive" 2>"$work/err"
ok $(($? > 1)) "the archive is indexed"
forbidden='[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]'
clean() { # NAME
  if LC_ALL=C grep -qaP "$forbidden" "$work/out" "$work/err"; then
    ok 1 "$1"
    LC_ALL=C grep -aP "$forbidden" "$work/out" "$work/err" | head -n 5 | od -c | head -n 20 | sed 's/^/# /'
  else
    ok 0 "$1"
  fi
}
while read -r line; do
  # shellcheck disable=SC2086 # words of a command line
  jikenbo $line >"$work/out" 2>"$work/err" </dev/null
  [ $? -le 1 ] && [ -s "$work/out" ]
  ok $? "answers: $line"
  clean "nothing raw: $line"
  case $line in *json*) jq -e . <"$work/out" >/dev/null; ok $? "JSON: $line" ;; esac
  case $line in *'search --format tsv'*)
    awk -F '\t' 'NF != 16 {bad = 1} END {exit bad || NR != 3}' "$work/out"
    ok $? "TSV: 16 columns, a line a notice" ;;
  esac
  case $line in *'format csv'*)
    ! LC_ALL=C grep -qE '(^|,)"?[=+@-][^,0-9]' "$work/out"
    ok $? "CSV: no formula: $line" ;;
  esac
done <<'END'
search --explain --facets 紛失
search --facets
search --format json --facets -n 0
search --format jsonl -n 0
search --format tsv -n 0
search --format csv -n 0
show 2024-001 2024-002
show --format json 2024-001 2024-002
stats
stats --format json
stats --by label
stats --by label --format csv
stats --by vendors
stats --by vendors --format csv
similar 2024-001
similar --format csv 2024-002
terms -n 0
terms --format json -n 0
terms --format tsv -n 0
END
evil=$(printf '\033[31m\302\233\342\200\256漏えい')
for command in search show similar terms analyze stats; do
  jikenbo $command "$evil" >"$work/out" 2>"$work/err" </dev/null
  clean "nothing raw of the command line: $command"
done
jikenbo "--$evil" >"$work/out" 2>"$work/err"
clean "nothing raw of an unknown option"
jikenbo search "($evil" >"$work/out" 2>"$work/err"
clean "nothing raw over the caret"
# what was taken out of the text is still told in JSON
jikenbo show --format json 2024-001 | jq -e '.notices[0].body | contains("\u001b[2J")' >/dev/null
ok $? "JSON: the text is whole, escaped"
finish
