#!/bin/sh
# The recipes of both READMEs work as pasted. fzf is played by a program that previews and takes the
# first line; the archive is the sample.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
cp -R "$JIKENBO_SOURCE/tests/sample/archive" "$HOME/archive"
cat >"$work/bin/fzf" <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in --preview) preview=$2; shift ;; esac
  shift
done
line=$(head -n 1)
key=$(printf '%s' "$line" | cut -f 1)
sh -c "$(printf '%s' "$preview" | sed "s|{1}|'$key'|")" >preview.txt || exit 2
printf '%s\n' "$line"
END
# the archive is of another year: a week ago is then
cat >"$work/bin/date" <<'END'
#!/bin/sh
[ "$1" = -d ] && echo 2024-09-20 || exec /bin/date "$@"
END
chmod +x "$work/bin/fzf" "$work/bin/date"
cd "$HOME" || exit 1
sample_index
for file in README.md README.ja.md; do
  # the shell block behind the heading, cut at its comments
  awk '/^## (Recipes|使用例)/ {on = 1} on && /^```$/ {exit} block {print} on && /^```sh/ {block = 1}' \
    "$JIKENBO_SOURCE/$file" >"$work/block"
  rm -f "$work"/recipe-*
  awk -v to="$work/recipe-" '/^# / {n++} {print > (to n)}' "$work/block"
  [ "$(ls "$work"/recipe-* | wc -l)" -eq 6 ]
  ok $? "$file: six recipes"
  for recipe in "$work"/recipe-*; do
    rm -f preview.txt weekly.txt causes-2024.csv
    sh -eu "$recipe" >"$work/out" 2>"$work/err"
    status=$?
    cat weekly.txt causes-2024.csv >>"$work/out" 2>/dev/null
    [ "$status" -eq 0 ] && [ "$(wc -l <"$work/out")" -gt 2 ] && [ ! -s "$work/err" ]
    ok $? "$file: $(head -n 1 "$recipe")"
    [ ! -s "$work/err" ] || sed 's/^/# /' "$work/err"
  done
done
finish
