#!/bin/sh
# Golden tests: each line of golden.tsv is a command over the sample archive; what it writes, says and
# returns must be what golden/NAME holds. "golden.sh --update" writes them anew.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
update=${1:-}
sample_index
mkdir "$work/got"
# places of this run, and scores, which tuning moves
normalise() {
  sed -e "s|$work|WORK|g" -e 's/"score": [0-9.e-]*/"score": 0/; s/"score":[0-9.e-]*/"score":0/g' \
    -e 's/^\([0-9]*\)\(	[^	]*	\)[0-9]*\.[0-9]*	/\1\20	/' -e 's/^\([0-9]*,[^,]*,\)[0-9]*\.[0-9]*,/\10,/'
}
while IFS='	' read -r name language cols command; do
  case $name in '' | '#'*) continue ;; esac
  # a language that no Debian has generated: ours are read all the same
  case $language in ja) locale=ja_JP.UTF-8 ;; *) locale=C.UTF-8 ;; esac
  (
    cd "$work/home" || exit 9
    LC_ALL=$locale COLUMNS=$cols sh -c "$command" >"$work/out" 2>"$work/err" </dev/null
    echo "$?" >"$work/status"
  )
  {
    echo "\$ $command"
    cat "$work/out"
    [ ! -s "$work/err" ] || { echo "--- stderr"; cat "$work/err"; }
    echo "--- status $(cat "$work/status")"
  } | normalise >"$work/got/$name"
  if [ "$update" = --update ]; then
    cp "$work/got/$name" "$here/golden/$name"
  fi
  if cmp -s "$work/got/$name" "$here/golden/$name"; then
    ok 0 "$name"
  else
    ok 1 "$name"
    diff -u "$here/golden/$name" "$work/got/$name" 2>&1 | head -n 60 | sed 's/^/# /'
  fi
done <"$here/golden.tsv"
for file in "$here"/golden/*; do
  grep -q "^$(basename "$file")	" "$here/golden.tsv" || ok 1 "no case names $(basename "$file")"
done
finish
