# lib.sh: the sets of questions, for run, compare and tune. Needs $here, $build, $shared and $scratch.
# Each set becomes $scratch/NAME.jsonl and an index $scratch/NAME.index; their names are printed.

JIKENBO_DATA=${JIKENBO_DATA:-$build/dict}
export JIKENBO_DATA

make_set() { # NAME QUESTIONS ARCHIVE
  cp "$2" "$scratch/$1.jsonl"
  "$build/indexer/jikenbo-index" -q --index "$scratch/$1.index" "$3" && echo "$1"
}

# tests/eval/questions/NAME.tsv asks about NAME.jsonl of tests/cases, or of tests/cases/unseen: on those
# nothing is tuned.
is_unseen() { # NAME
  [ -f "$here/tests/cases/unseen/$1.jsonl" ]
}

make_set_of_cases() { # NAME
  mkdir -p "$scratch/$1.archive"
  cases=$here/tests/cases/$1.jsonl
  is_unseen "$1" && cases=$here/tests/cases/unseen/$1.jsonl
  cp "$cases" "$scratch/$1.archive/"
  awk -v file="$1.jsonl" -f "$here/tests/eval/questions/to-json.awk" \
    "$here/tests/eval/questions/$1.tsv" >"$scratch/$1.questions"
  make_set "$1" "$scratch/$1.questions" "$scratch/$1.archive"
}

make_sets() { # [seen]
  for table in "$here"/tests/eval/questions/*.tsv; do
    set=$(basename "$table" .tsv)
    [ "${1:-}" = seen ] && is_unseen "$set" || make_set_of_cases "$set"
  done
  make_set sample "$here/tests/sample/queries.jsonl" "$here/tests/sample/archive"
  if [ -f "$shared/gold/queries.jsonl" ]; then
    make_set shared "$shared/gold/queries.jsonl" "$shared/archive"
  fi
}
