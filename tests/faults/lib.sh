# lib.sh: what the scripts of this folder share. Sourced with $build set.
# shellcheck shell=sh disable=SC2034,SC2154 # variables of the caller and for it
index_program=$build/indexer/jikenbo-index
search_program=$build/searcher/jikenbo
queries=$here/../bench/queries.txt
work=$(mktemp -d "${TMPDIR:-/tmp}/jikenbo-faults-XXXXXX") || exit 1
failures=0

# Whatever is still running was started here.
finish() {
  [ -z "${watcher:-}" ] || kill "$watcher" 2>/dev/null
  if [ "$failures" -eq 0 ]; then rm -rf "$work"; else echo "what was met is kept in $work" >&2; fi
  [ "$failures" -eq 0 ]
}

fail() {
  failures=$((failures + 1))
  echo "FAILED: $*" >&2
}

make_archive() {
  "$build/tests/bench/jikenbo-make-archive" "$@" >&2 || exit 1
}

# Refreshes index $1 from archive $2; more options follow. What it says is in $work/said.
refresh() {
  refreshed=$1 read_from=$2
  shift 2
  "$index_program" -q --index "$refreshed" "$@" "$read_from" >"$work/said" 2>&1
}

# The answers of index $1 to all queries.
answers() {
  "$search_program" search --index "$1" --facets --batch --limit 0 <"$queries"
}

dump() {
  "$build/tests/rebuild/jikenbo-dump-index" "$1"
}

# Index $1 is what a build of archive $2 from nothing gives.
same_as_anew() {
  rm -rf "$work/anew"
  refresh "$work/anew" "$2" || { fail "a full build: $(cat "$work/said")"; return 1; }
  dump "$work/anew" >"$work/anew.dump"
  dump "$1" >"$work/mended.dump" 2>&1
  cmp -s "$work/anew.dump" "$work/mended.dump" && return
  fail "$1 is not what a full build gives: $(diff "$work/anew.dump" "$work/mended.dump" | head -n 5)"
  return 1
}
