/* facts_analyze.c: what facts are read from. By itself, for who indexes notices without facts. */
#include "facts.h"

void facts_analyze(AnalyzerThread *thread, const Notice *notice, Analysis *title, Analysis *body) {
  int day = notice_reference_day(notice->published, notice->id);
  analyzer_analyze(thread, notice->title, -1, title);
  analyzer_analyze(thread, notice->body, (gssize)notice->body_bytes, body);
  analysis_read_values(title, day);
  analysis_read_values(body, day);
}
