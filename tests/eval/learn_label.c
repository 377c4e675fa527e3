#include "learn_label.h"

#include <stdio.h>
#include <stdlib.h>

#include "dict/datadir.h"

gboolean learn_tools_load(LearnTools *tools) {
  GError *error = NULL;
  char *data_dir = datadir_find(&error);
  if (!data_dir || !(tools->taxonomy = taxonomy_load(data_dir, &error)) ||
      !(tools->analyzer = analyzer_new(data_dir, &error)) ||
      !(tools->thread = analyzer_thread_new(tools->analyzer)) ||
      !(tools->facts = facts_new(data_dir, tools->taxonomy, &error))) {
    fprintf(stderr, "learn: %s\n", error->message);
    return FALSE;
  }
  g_free(data_dir);
  return TRUE;
}

static const char *text_of(const json_t *label, const char *key) {
  const char *text = json_string_value(json_object_get(label, key));
  return text ? text : "";
}

typedef struct {
  Notice *notice;
  FactsTexts texts;
} Read;

static void read_label(const LearnTools *tools, const json_t *label, Read *read) {
  *read = (Read){.notice = notice_new()};
  read->notice->organisation = g_strdup(text_of(label, "organisation"));
  notice_set_title(read->notice, text_of(label, "title"));
  notice_set_body(read->notice, text_of(label, "text"));
  facts_analyze(tools->thread, read->notice, &read->texts);
}

static void read_clear(Read *read) {
  facts_texts_clear(&read->texts);
  notice_free(read->notice);
}

void learn_words(const LearnTools *tools, const json_t *label, FactsWordFunc found, gpointer user) {
  Read read;
  read_label(tools, label, &read);
  facts_cause_words(tools->facts, &read.texts, read.notice, found, user);
  read_clear(&read);
}

guint32 learn_clues(const LearnTools *tools, const json_t *label) {
  Read read;
  read_label(tools, label, &read);
  guint32 clues = facts_notice_clues(tools->facts, &read.texts, read.notice);
  read_clear(&read);
  return clues;
}

int learn_each(const char *path, LearnLabelFunc func, gpointer user) {
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t room = 0;
  for (; file && getline(&line, &room, file) > 0;) {
    json_t *label = json_loads(line, 0, NULL);
    if (label && *text_of(label, "text"))
      func(label, user);
    json_decref(label);
  }
  free(line);
  if (file)
    fclose(file);
  else
    fprintf(stderr, "learn: can't read %s\n", path);
  return file ? 0 : 1;
}
