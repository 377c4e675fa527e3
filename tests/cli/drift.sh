#!/bin/sh
# Manual pages, completions, the schema and the translation say what the tables say.
. "${JIKENBO_SOURCE:-$(dirname "$0")/../..}/tests/cli/lib.sh"
data=$JIKENBO_BUILD/data
# every option of every command stands in the pages of both languages and in all completions
for program in jikenbo jikenbo-index; do
  for command in $([ $program = jikenbo ] && echo search show stats similar terms analyze) ''; do
    # shellcheck disable=SC2086 # an empty command is none
    $program $command --help | sed -n 's/^ *\(-[a-z], \)\{0,1\}--\([a-z-]*\).*/\2/p' >"$work/options"
    missing=
    while read -r option; do
      roff=$(printf '%s' "$option" | sed 's/-/\\\\-/g')
      for page in "$data/en/$program.1" "$data/ja/$program.1"; do
        grep -q -- "--$roff" "$page" || grep -q -- "\\\\-\\\\-$roff" "$page" || missing="$missing $page:--$option"
      done
      grep -q -- "--$option\b" "$data/completions/jikenbo" || missing="$missing bash:--$option"
      grep -q -- "--$option\b" "$data/completions/_jikenbo" || missing="$missing zsh:--$option"
      grep -q -- "-l $option\b" "$data/completions/jikenbo.fish" || missing="$missing fish:--$option"
    done <"$work/options"
    [ -s "$work/options" ] && [ -z "$missing" ]
    ok $? "options of $program $command$missing"
  done
done
jikenbo --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$work/commands"
[ "$(wc -l <"$work/commands")" -eq 7 ]
ok $? "commands are told in the help"
while read -r command; do
  grep -q "^.SS \"$command" "$data/en/jikenbo.1" && grep -q "^.SS \"$command" "$data/ja/jikenbo.1"
  ok $? "manual: $command"
done <"$work/commands"
cut -f 1 "$JIKENBO_SOURCE/dict/causes.tsv" | grep -v '^#' >"$work/causes"
jq -r '."$defs".causes.items.enum[]' "$JIKENBO_SOURCE/data/jikenbo-1.schema.json" | cmp -s - "$work/causes"
ok $? "schema: the causes of the table"
cut -f 1 "$JIKENBO_SOURCE/dict/sectors.tsv" | grep -v '^#' >"$work/sectors"
jq -r '."$defs".sectors.items.enum[]' "$JIKENBO_SOURCE/data/jikenbo-1.schema.json" | cmp -s - "$work/sectors"
ok $? "schema: the sectors of the table"
for kind in causes sectors data media; do
  missing=
  cut -f 1 "$JIKENBO_SOURCE/dict/$kind.tsv" | grep -v '^#' >"$work/keys"
  while read -r key; do
    grep -qF "fB$(printf '%s' "$key" | sed 's/-/\\-/g')" "$data/en/jikenbo-schema.7" || missing="$missing $key"
    grep -qF "'$key:" "$data/completions/_jikenbo" || missing="$missing zsh:$key"
  done <"$work/keys"
  [ -z "$missing" ]
  ok $? "manual and completion: the $kind$missing"
done
sed -n 's/.*{FIELD_[A-Z]*, "\([a-z]*\)".*/\1/p' "$JIKENBO_SOURCE/searcher/query.c" >"$work/fields"
missing=
while read -r field; do
  grep -q "fB$field:" "$data/en/jikenbo-query.7" && grep -q "fB$field:" "$data/ja/jikenbo-query.7" || missing="$missing $field"
done <"$work/fields"
[ -s "$work/fields" ] && [ -z "$missing" ]
ok $? "manual: the fields of a query$missing"
for page in en/jikenbo.1 en/jikenbo-index.1 en/jikenbo-query.7 en/jikenbo-schema.7 \
  ja/jikenbo.1 ja/jikenbo-index.1 ja/jikenbo-query.7 ja/jikenbo-schema.7; do
  if command -v groff >/dev/null; then
    ! groff -Tutf8 -k -man -ww -z "$data/$page" 2>&1 | grep -qv 'cannot adjust\|can.t break\|cannot break'
    ok $? "roff: $page"
  else
    count=$((count + 1))
    echo "ok $count - roff: $page # SKIP no groff"
  fi
done
for shell in zsh/_jikenbo fish/jikenbo.fish bash/jikenbo; do
  if command -v "${shell%/*}" >/dev/null; then
    "${shell%/*}" -n "$data/completions/${shell#*/}"
    ok $? "${shell%/*} reads its completions"
  else
    count=$((count + 1))
    echo "ok $count - ${shell%/*} reads its completions # SKIP no ${shell%/*}"
  fi
done
sample_index
# what bash offers behind each line
while IFS='	' read -r line offers; do
  got=$(bash -c '. "$1"; set -- $2; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    [ "${COMP_WORDS[COMP_CWORD]}" = . ] && COMP_WORDS[COMP_CWORD]=
    _jikenbo 2>/dev/null; echo "${COMPREPLY[*]}"' - "$data/completions/jikenbo" "$line")
  case " $got " in *" $offers "*) ok 0 "bash completes: $line" ;; *) ok 1 "bash completes: $line ($got)" ;; esac
done <<'END'
jikenbo .	search show stats similar terms analyze index
jikenbo si	similar
jikenbo search --for	--format
jikenbo search --format js	json jsonl
jikenbo -i x stats --by year,ca	year,cause
jikenbo search --cause loss,the	loss,theft
jikenbo search --sector = P	P
jikenbo show 2024-14	2024-144 2024-143 2024-142
jikenbo stats --ruler .	jnsa veris
END

# the translation: every text of the sources is there, and none is left from before
cd "$JIKENBO_SOURCE" || exit 1
grep -rl --include='*.c' --include='*.h' -e '\<N\{0,1\}_("' -e 'i18n_count(' -e 'search_fail(' common searcher indexer data |
  grep -v -e common/i18n -e search_internal.h | sort >"$work/files"
grep -v '^#' po/POTFILES | sort >"$work/listed"
missing=$(comm -23 "$work/files" "$work/listed" | tr '\n' ' ')
[ -z "$missing" ]
ok $? "po/POTFILES names every file with texts $missing"
xgettext --from-code=UTF-8 -k_ -kN_ -ki18n_count:1,2 -ksearch_fail:2 -kfail:3 -o "$work/jikenbo.pot" -f po/POTFILES 2>"$work/err"
msgcmp --use-untranslated po/ja.po "$work/jikenbo.pot" >"$work/out" 2>&1
untranslated=$(msgmerge -q --no-fuzzy-matching -o - po/ja.po "$work/jikenbo.pot" | msgattrib --untranslated --no-obsolete - | grep -c '^msgid "[^"]')
[ "$untranslated" -eq 0 ]
ok $? "ja.po: every text is translated ($untranslated missing)"
[ "$untranslated" -eq 0 ] || msgmerge -q --no-fuzzy-matching -o - po/ja.po "$work/jikenbo.pot" | msgattrib --untranslated --no-obsolete - | sed -n 's/^msgid/# msgid/p'
msgfmt -c -o /dev/null po/ja.po 2>"$work/err"
ok $? "ja.po: formats agree"
finish
