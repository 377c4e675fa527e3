# to-json.awk: a table of questions (class, question, relevant, irrelevant) -> what eval_queries reads.
#   awk -v file=cases-02.jsonl -f to-json.awk cases-02.tsv
BEGIN { FS = "\t" }
function places(list, graded,    n, i, item, part, out) {
  n = split(list, item, " ")
  for (i = 1; i <= n; i++) {
    split(item[i], part, ":")
    out = out (i > 1 ? ", " : "") "{\"file\": \"" file "\", \"line\": " part[1] \
          (graded ? ", \"grade\": " part[2] : "") "}"
  }
  return "[" out "]"
}
/^#/ || !NF { next }
{
  question = $2
  gsub(/[\\"]/, "\\\\&", question)
  printf "{\"q\": \"%s\", \"class\": \"%s\", \"relevant\": %s, \"irrelevant\": %s}\n", \
         question, $1, places($3, 1), places($4, 0)
}
