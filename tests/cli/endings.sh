#!/bin/sh
# What happens at the end of the output: a closed pipe, a full disk, a terminal with and without a pager.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
sample_index
commands='search --format text 情報
search --format json -n 0 --facets
search --format jsonl -n 0
search --format tsv -n 0
search --format csv -n 0
show --format text 2024-118
show --format json 2024-118
stats --format text
stats --format json
stats --by year,cause --format tsv
stats --by year,cause --format csv
stats --by vendors
similar --format text 2024-131
similar --format json 2024-131
terms --format text -n 0
terms --format json -n 0
terms --format tsv -n 0
analyze --format text 個人情報
analyze --format json 個人情報
--help
search --help
--version'
echo "$commands" >"$work/commands"

while read -r line; do
  # shellcheck disable=SC2086 # words of a command line
  { jikenbo $line 2>"$work/err"; echo "$?" >"$work/status"; } </dev/null | head -c 1 >"$work/out"
  [ "$(cat "$work/status")" = 0 ] && [ ! -s "$work/err" ] && [ -s "$work/out" ]
  ok $? "closed pipe: $line"
done <"$work/commands"

while read -r line; do
  # shellcheck disable=SC2086 # words of a command line
  jikenbo $line </dev/null >/dev/full 2>"$work/err"
  [ $? -eq 3 ] && grep -q 'No space left on device' "$work/err"
  ok $? "full disk: $line"
done <"$work/commands"
LC_ALL=ja_JP.UTF-8 jikenbo --version >/dev/full 2>"$work/err"
grep -q '^jikenbo: 出力に書けません' "$work/err"
ok $? "full disk, in Japanese"
printf '情報\n漏えい\n' | jikenbo search --batch >/dev/full 2>"$work/err"
[ $? -eq 3 ]
ok $? "full disk: batch"
jikenbo search 情報 >&- 2>"$work/err"
[ $? -eq 3 ] && [ -s "$work/err" ]
ok $? "standard output closed"

# on a terminal: colours, and a pager for what is longer than it
terminal() { # ROWS COMMAND
  script -qec "stty rows $1 cols 80; $2" /dev/null </dev/null | tr -d '\r'
}
export TERM=xterm
unset COLUMNS
esc=$(printf '\033')
PAGER="sed 's/^/P/'" terminal 10 'jikenbo search 情報' >"$work/out"
head -n 1 "$work/out" | grep -q '^P' && grep -q "$esc\[1;31m" "$work/out"
ok $? "a terminal: colours, and the pager for a long answer"
PAGER="sed 's/^/P/'" terminal 60 'jikenbo search -n 1 情報' >"$work/out"
! grep -q '^P' "$work/out" && [ -s "$work/out" ]
ok $? "a terminal: no pager for a short answer"
PAGER="sed 's/^/P/'" terminal 10 'jikenbo search --no-pager 情報' >"$work/out"
! grep -q '^P' "$work/out"
ok $? "a terminal: --no-pager"
PAGER='' terminal 10 'jikenbo search 情報' >"$work/out"
grep -q "$esc" "$work/out"
ok $? "a terminal: an empty PAGER is none"
PAGER=cat NO_COLOR=1 terminal 10 'jikenbo search 情報' >"$work/out"
! grep -q "$esc" "$work/out"
ok $? "a terminal: NO_COLOR"
PAGER='head -n 1' terminal 10 'jikenbo search -n 0; echo status $?' >"$work/out"
grep -q '^status 0$' "$work/out"
ok $? "a terminal: a pager that is left early is no error"
PAGER=cat TERM=dumb terminal 10 'jikenbo search 情報' >"$work/out"
! grep -q "$esc" "$work/out"
ok $? "a dumb terminal: no colours"
jikenbo search --color always 情報 | grep -q "$esc\[1;31m"
ok $? "a pipe: --color always"
! jikenbo search 情報 | grep -q "$esc"
ok $? "a pipe: no colours"
finish
