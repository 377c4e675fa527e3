# What the screen's tests share: an index of the sample archive, and a terminal (tmux) that is read until
# it shows what it should. Source it with $build set.
here=$(cd "$(dirname "$0")" && pwd)
search_program=$build/searcher/jikenbo
index_program=$build/indexer/jikenbo-index
sample=$here/../sample/archive
command -v tmux >/dev/null || { echo "tmux is not installed"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/jikenbo-screen-XXXXXX") || exit 1
# what still runs there may write while the folder goes
trap 'terminal kill-server 2>/dev/null; rm -rf "$work" 2>/dev/null || rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
unset NO_COLOR TMUX EDITOR VISUAL COLUMNS LINES JIKENBO_INDEX LANGUAGE LANG LC_MESSAGES LC_CTYPE
export HOME="$work/home" XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/share"
export TZ=Asia/Tokyo LC_ALL=C.UTF-8 JIKENBO_DATA="$build/dict" JIKENBO_ARCHIVE="$sample"
failures=0
steps=0

# a server each, for one that is ending takes the next one's session with it
terminals=0
terminal() { tmux -u -S "$work/tmux-$terminals" -f /dev/null "$@"; }
build_index() {
  "$index_program" -q --index "$work/index" "$sample" || [ $? -eq 1 ] || exit 1
}

# open COLS ROWS LOCALE COMMAND…: the command in a terminal of its own; "left STATUS" when it ends.
open() {
  cols=$1 rows=$2 locale=$3
  shift 3
  terminal kill-server 2>/dev/null
  terminals=$((terminals + 1))
  printf '%s\n' "export LC_ALL=$locale" "$*" 'echo "left $?"' 'exec sleep 600' >"$work/script"
  terminal new-session -d -x "$cols" -y "$rows" "sh $work/script 2>$work/errors"
  terminal set-option -g escape-time 0
}
keys() { terminal send-keys "$@"; }
type_text() { terminal send-keys -l -- "$1"; }
screen() { terminal capture-pane -p; }

# shows REGEX: waits until a row of the screen matches; FALSE (and said) after some 10 s.
shows() {
  tries=0
  until screen | grep -Eq -- "$1"; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ]; then
      failures=$((failures + 1))
      echo "not ok - waited for /$1/; the screen:"
      screen | sed 's/^/#   /'
      sed 's/^/#   /' "$work/errors"
      return 1
    fi
    sleep 0.02 # between two looks, not before one
  done
  steps=$((steps + 1))
}
# Waits until the count at the end of the query line isn't dim: what is shown is the answer to it.
answers() {
  tries=0
  while terminal capture-pane -p -e | head -n 1 | grep -q '38;5;245'; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || return 1
    sleep 0.02
  done
}
# says NAME CONDITION…: a step that holds or not.
says() {
  steps=$((steps + 1))
  name=$1
  shift
  if "$@"; then return 0; fi
  failures=$((failures + 1))
  echo "not ok - $name"
  screen | sed 's/^/#   /'
}
ends() {
  echo "1..1"
  [ $failures -eq 0 ] && echo "ok 1 - $steps steps" && exit 0
  echo "not ok 1 - $failures of $steps steps failed"
  exit 1
}
