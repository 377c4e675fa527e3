# compare.awk: lines of eval_queries --lines, the engine before each -> a table by class.
# engine class nDCG recall precision found wanted hits false named question
BEGIN {
  engines = split("jikenbo bigram mecab", engine, " ")
  title["jikenbo"] = "jikenbo"; title["bigram"] = "character pairs"; title["mecab"] = "MeCab words"
}
{
  for (c = 1; c <= classes && class[c] != $2; c++) ;
  if (c > classes) class[++classes] = $2
  add($2); add("all")
}
function add(name) {
  n[$1, name]++; ndcg[$1, name] += $3; found[$1, name] += $6; wanted[$1, name] += $7
  hits[$1, name] += $8; wrong[$1, name] += $9; named[$1, name] += $10
}
function cell(e, name) {
  return sprintf("%d · %d · %d · %.2f", found[e, name], wanted[e, name] - found[e, name], \
                 hits[e, name] - found[e, name], ndcg[e, name] / n[e, name])
}
function row(name,    i, line) {
  line = sprintf("| %s | %d |", name, n["jikenbo", name])
  for (i = 1; i <= engines; i++) line = line " " cell(engine[i], name) " |"
  print line
}
END {
  line = "| class | questions |"; rule = "|---|---|"
  for (i = 1; i <= engines; i++) { line = line " " title[engine[i]] " |"; rule = rule "---|" }
  print line; print rule
  for (c = 1; c <= classes; c++) row(class[c])
  row("all")
  for (i = 1; i <= engines; i++)
    line = (i > 1 ? line ", " : "Named false hits found: ") title[engine[i]] " " \
           (wrong[engine[i], "all"] + 0) " of " named[engine[i], "all"]
  print line "."
}
