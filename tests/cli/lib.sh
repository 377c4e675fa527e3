# shellcheck shell=sh disable=SC2034 # variables of the tests that source this
# Shared by the tests of whole programs: a folder of its own, an index of the sample archive, TAP.
# meson.build sets JIKENBO_SOURCE and JIKENBO_BUILD; by hand the build directory is build/.
set -u
: "${JIKENBO_SOURCE:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${JIKENBO_BUILD:=$JIKENBO_SOURCE/build}"
here=$JIKENBO_SOURCE/tests/cli
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin" "$work/home"
ln -s "$JIKENBO_BUILD/searcher/jikenbo" "$JIKENBO_BUILD/indexer/jikenbo-index" "$work/bin/"
export PATH="$work/bin:$PATH" HOME="$work/home" TZ=Asia/Tokyo TERM=dumb LC_ALL=C.UTF-8 LANGUAGE=
export JIKENBO_INDEX="$work/index" COLUMNS=80
unset NO_COLOR PAGER LESS XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME LINES JIKENBO_ARCHIVE
count=0 failed=0
ok() { # STATUS NAME
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $count - $2"
  else
    failed=$((failed + 1))
    echo "not ok $count - $2"
  fi
}
# Runs a command, its output in $work/out, $work/err, and checks its exit status.
status_is() { # STATUS NAME COMMAND…
  wanted=$1 name=$2
  shift 2
  "$@" >"$work/out" 2>"$work/err"
  status=$?
  if [ "$status" -eq "$wanted" ]; then
    ok 0 "$name"
  else
    ok 1 "$name (status $status, not $wanted)"
    sed 's/^/# /' "$work/err"
  fi
}
finish() {
  echo "1..$count"
  [ "$failed" -eq 0 ]
}
sample_index() {
  jikenbo-index --quiet "$JIKENBO_SOURCE/tests/sample/archive" || {
    echo "Bail out! the sample archive was not indexed"
    exit 1
  }
}
