# tune.awk: value, its share of the value now, question, nDCG -> the line of a weight that tune prints.
BEGIN { FLAT = 0.001 }
{
  if (!($1 in sum)) { value[++values] = $1; away[$1] = $2 > 1 ? $2 - 1 : 1 - $2 }
  if (!($3 in known)) { known[$3] = 1; question[++questions] = $3 }
  gain[$1, $3] = $4; sum[$1] += $4
}
# The value with the highest sum without one question; the nearest to the value now among equals.
function best_without(one,    i, v, left, best, most) {
  for (i = 1; i <= values; i++) {
    v = value[i]
    left = sum[v] - (one == "" ? 0 : gain[v, one])
    if (best == "" || left > most + 1e-9 || (left > most - 1e-9 && away[v] < away[best])) {
      best = v; most = left
    }
  }
  return best
}
END {
  best = best_without("")
  for (i = 1; i <= questions; i++) out += gain[best_without(question[i]), question[i]]
  for (i = 1; i <= values; i++)
    if (sum[value[i]] >= sum[best] - FLAT * questions) {
      low = low == "" || value[i] + 0 < low + 0 ? value[i] : low
      high = high == "" || value[i] + 0 > high + 0 ? value[i] : high
    }
  here = now * 1
  for (i = 1; i <= values; i++) if (away[value[i]] == 0) here = value[i]
  printf "%-18s %8s %8s %8.4f %8.4f %8.4f  %s .. %s\n", name, now, best, sum[here] / questions, \
         sum[best] / questions, out / questions, low, high
}
