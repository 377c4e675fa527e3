#include "progress.h"

#include "common/i18n.h"
#include "common/text_cols.h"

#define BAR_COLS_MAX 30

static const char *stage_name(BuildStage stage) {
  switch (stage) {
  case BUILD_STAGE_READ:
    return _("Reading");
  case BUILD_STAGE_INDEX:
    return _("Indexing");
  case BUILD_STAGE_PUBLISH:
    return _("Publishing");
  }
  return "";
}

/* "12.3 MB/s" or "1234/s". */
static char *rate_text(BuildStage stage, guint64 done, double elapsed) {
  double rate = elapsed > 0 ? (double)done / elapsed : 0;
  if (stage == BUILD_STAGE_READ)
    return g_strdup_printf("%.1f MB/s", rate / 1e6);
  return g_strdup_printf("%.0f/s", rate);
}

char *progress_bar(BuildStage stage, guint64 done, guint64 total, double elapsed, guint cols) {
  double share = total > 0 ? MIN(1.0, (double)done / (double)total) : 1.0;
  GString *line = g_string_new(NULL);
  g_string_append_printf(line, "%s %3.0f %% [", stage_name(stage), share * 100);
  guint filled = (guint)(share * BAR_COLS_MAX);
  for (guint i = 0; i < BAR_COLS_MAX; i++)
    g_string_append_c(line, i < filled ? '#' : '.');
  char *rate = rate_text(stage, done, elapsed);
  g_string_append_printf(line, "] %s", rate);
  g_free(rate);
  if (share > 0 && share < 1 && elapsed > 0.5) {
    guint left = (guint)(elapsed * (1 - share) / share + 0.5);
    g_string_append_printf(line, _(", %u:%02u left"), left / 60, left % 60);
  }
  GString *cut = g_string_new(NULL);
  text_cols_append_cut(cut, line->str, cols);
  g_string_free(line, TRUE);
  return g_string_free(cut, FALSE);
}

static void append_counts(GString *text, const BuildSummary *summary) {
  g_string_append_printf(text,
                         _("%u incidents in %u notices (%u duplicates merged, %u with doubts, "
                           "%u other posts left out), %u posts in %u files"),
                         summary->incidents, summary->notices, summary->duplicates, summary->doubts,
                         summary->others, summary->posts, summary->files);
  if (summary->failures > 0)
    g_string_append_printf(text, _(", %u that could not be read whole"), summary->failures);
  g_string_append_c(text, '\n');
}

char *progress_summary(const BuildSummary *summary, const char *index, gboolean verbose) {
  GString *text = g_string_new(NULL);
  if (summary->published)
    g_string_append_printf(text, _("Published %s in %.1f s: "), index, summary->seconds);
  else
    g_string_append_printf(text, _("Nothing has changed in %s: "), index);
  append_counts(text, summary);
  if (verbose) {
    g_string_append_printf(text, _("Files read: %u of %u (%.1f MB in all)\n"), summary->files_read,
                           summary->files, (double)summary->archive_bytes / 1e6);
    g_string_append_printf(text, _("Notices analysed: %u; moved: %u\n"), summary->analysed,
                           summary->copied);
  }
  return g_string_free(text, FALSE);
}
