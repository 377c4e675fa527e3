/* facts_analyze.c: what facts are read from. By itself, for who indexes notices without facts. */
#include "facts.h"

void facts_analyze(AnalyzerThread *thread, const Notice *notice, FactsTexts *texts) {
  int day = notice_reference_day(notice->published, notice->id);
  analyzer_analyze(thread, notice->organisation ? notice->organisation : "", -1,
                   &texts->organisation);
  analyzer_analyze(thread, notice->title, -1, &texts->title);
  analyzer_analyze(thread, notice->body, (gssize)notice->body_bytes, &texts->body);
  analysis_read_values(&texts->title, day);
  analysis_read_values(&texts->body, day);
}

void facts_texts_clear(FactsTexts *texts) {
  analysis_clear(&texts->organisation);
  analysis_clear(&texts->title);
  analysis_clear(&texts->body);
}
