/* mkdoc: writes manual pages and completions from the tables, while building.
 *
 *   mkdoc LANGUAGE LOCALES DICT PAGE      PAGE: jikenbo.1 jikenbo-index.1 jikenbo-query.7
 *                                         jikenbo-schema.7 bash zsh fish
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "common/options_doc.h"
#include "dict/taxonomy.h"
#include "indexer/program.h"
#include "pages.h"
#include "searcher/labels.h"
#include "searcher/options.h"
#include "searcher/query.h"
#include "searcher/stats.h"

static const char *const kind_keys[TAXONOMY_N] = {"cause", "sector", "data", "media"};
static const char *const kind_titles[TAXONOMY_N] = {N_("Causes"), N_("Sectors"), N_("Data"),
                                                    N_("Media")};

static void append_notes(GString *out, const OptionsNote *notes, guint n) {
  for (guint i = 0; i < n; i++)
    options_man_note(out, &notes[i]);
}

static void append_heading(GString *out, const char *title) {
  char *upper = g_ascii_strup(title, -1);
  g_string_append_printf(out, ".SH \"%s\"\n", upper);
  g_free(upper);
}

/* ".TP key name" and what it is. */
static void append_entry(GString *out, const char *key, const char *name, const char *about) {
  g_string_append(out, ".TP\n\\fB");
  options_man_text(out, key);
  g_string_append(out, "\\fR");
  if (name) {
    g_string_append(out, ", ");
    options_man_text(out, name);
  }
  g_string_append_c(out, '\n');
  options_man_text(out, about);
  g_string_append_c(out, '\n');
}

static void append_fields(GString *out) {
  guint n = 0;
  const QueryFieldInfo *fields = query_fields(&n);
  append_heading(out, _("Fields"));
  for (guint i = 0; i < n; i++) {
    char *key = g_strconcat(fields[i].key, ":", NULL),
         *name = g_strconcat(fields[i].name, ":", NULL);
    char *about = g_strdup_printf("%s (%s)", _(fields[i].about), fields[i].example);
    append_entry(out, key, name, about);
    g_free(about);
    g_free(name);
    g_free(key);
  }
}

/* Keys with their labels; of causes also what falls there, in the language of the table. */
static void append_keys(GString *out, const Taxonomy *taxonomy) {
  for (guint kind = 0; kind < TAXONOMY_N; kind++) {
    append_heading(out, _(kind_titles[kind]));
    for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++) {
      const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
      gboolean about = i18n_japanese() && *value->about;
      append_entry(out, value->key, about ? value->label : NULL,
                   about ? value->about : labels_value(value));
    }
  }
}

static char *page_text(const Page *page, const Taxonomy *taxonomy) {
  GString *out = g_string_new(NULL);
  options_man_begin(out, page->title, "7", searcher_program.version, _(page->about));
  append_notes(out, page->before, page->before_n);
  if (page == &page_query)
    append_fields(out);
  else
    append_keys(out, taxonomy);
  append_notes(out, page->after, page->after_n);
  return g_string_free(out, FALSE);
}

/* The lists that shells complete values from. */
typedef struct {
  GPtrArray *words[TAXONOMY_N], *about[TAXONOMY_N], *fields, *names;
  OptionsWords lists[TAXONOMY_N + 2];
} Lists;

static OptionsWords list_of(const char *what, GPtrArray *words, GPtrArray *about) {
  g_ptr_array_add(words, NULL);
  g_ptr_array_add(about, NULL);
  return (OptionsWords){what, (const char *const *)words->pdata, (const char *const *)about->pdata};
}

static void lists_fill(Lists *lists, const Taxonomy *taxonomy) {
  for (guint kind = 0; kind < TAXONOMY_N; kind++) {
    GPtrArray *words = lists->words[kind] = g_ptr_array_new();
    GPtrArray *about = lists->about[kind] = g_ptr_array_new();
    for (guint code = 0; code < taxonomy_count(taxonomy, kind); code++) {
      const TaxonomyValue *value = taxonomy_value(taxonomy, kind, code);
      g_ptr_array_add(words, (gpointer)value->key);
      g_ptr_array_add(about, (gpointer)value->label);
    }
    if (taxonomy_unknown(taxonomy, kind) < 0) {
      g_ptr_array_add(words, "none");
      g_ptr_array_add(about, "不明");
    }
    lists->lists[kind] = list_of(kind_keys[kind], words, about);
  }
  lists->fields = g_ptr_array_new();
  lists->names = g_ptr_array_new();
  for (guint i = 0; i < STATS_N; i++) {
    g_ptr_array_add(lists->fields, (gpointer)stats_fields[i].key);
    g_ptr_array_add(lists->names, (gpointer)stats_fields[i].name);
  }
  lists->lists[TAXONOMY_N] = list_of("by", lists->fields, lists->names);
}

static void lists_clear(Lists *lists) {
  for (guint kind = 0; kind < TAXONOMY_N; kind++) {
    g_ptr_array_unref(lists->words[kind]);
    g_ptr_array_unref(lists->about[kind]);
  }
  g_ptr_array_unref(lists->fields);
  g_ptr_array_unref(lists->names);
}

static char *completion(const char *shell, const Taxonomy *taxonomy) {
  static const OptionsProgram *const programs[] = {&searcher_program, &index_program, NULL};
  Lists lists = {0};
  char *text = NULL;
  lists_fill(&lists, taxonomy);
  if (strcmp(shell, "bash") == 0)
    text = options_complete_bash(programs, lists.lists);
  else if (strcmp(shell, "zsh") == 0)
    text = options_complete_zsh(programs, lists.lists);
  else if (strcmp(shell, "fish") == 0)
    text = options_complete_fish(programs, lists.lists);
  lists_clear(&lists);
  return text;
}

static char *page(const char *name, const Taxonomy *taxonomy) {
  if (strcmp(name, "jikenbo.1") == 0)
    return options_man(&searcher_program, "jikenbo-index(1), jikenbo-query(7), jikenbo-schema(7)");
  if (strcmp(name, "jikenbo-index.1") == 0)
    return options_man(&index_program, "jikenbo(1), jikenbo-query(7), jikenbo-schema(7)");
  if (strcmp(name, "jikenbo-query.7") == 0)
    return page_text(&page_query, taxonomy);
  if (strcmp(name, "jikenbo-schema.7") == 0)
    return page_text(&page_schema, taxonomy);
  return completion(name, taxonomy);
}

int main(int argc, char **argv) {
  GError *error = NULL;
  if (argc != 5) {
    fprintf(stderr, "usage: mkdoc LANGUAGE LOCALES DICT PAGE\n");
    return 2;
  }
  Taxonomy *taxonomy = taxonomy_load(argv[3], &error);
  if (!taxonomy || !i18n_use(argv[1], argv[2])) {
    fprintf(stderr, "mkdoc: %s\n", error ? error->message : "no such language");
    return 1;
  }
  char *text = page(argv[4], taxonomy);
  if (text)
    fputs(text, stdout);
  g_free(text);
  taxonomy_free(taxonomy);
  return text && fflush(stdout) == 0 ? 0 : 1;
}
