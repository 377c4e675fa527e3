/* keys.h: one table of keys: lookup, help view, --help and the manual page come from it. */
#ifndef JIKENBO_SEARCHER_SCREEN_KEYS_H
#define JIKENBO_SEARCHER_SCREEN_KEYS_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  VIEW_RESULTS, /* with the query line */
  VIEW_NOTICE,
  VIEW_FACTS,
  VIEW_SIMILAR,
  VIEW_FACETS,
  VIEW_HISTOGRAM,
  VIEW_HELP,
  VIEW_ASK, /* no index: which archive? */
  VIEW_N
} ViewName;

/* Every action, with what help says of it. */
#define ACTIONS(X)                                                                                 \
  X(DOWN, N_("next line"))                                                                         \
  X(UP, N_("previous line"))                                                                       \
  X(PAGE_DOWN, N_("next page"))                                                                    \
  X(PAGE_UP, N_("previous page"))                                                                  \
  X(HALF_DOWN, N_("half a page down"))                                                             \
  X(HALF_UP, N_("half a page up"))                                                                 \
  X(FIRST, N_("to the first line"))                                                                \
  X(LAST, N_("to the last line"))                                                                  \
  X(OPEN, N_("open the notice"))                                                                   \
  X(TAB, N_("complete the word; where nothing is offered: mark"))                                  \
  X(BACK_TAB, N_("the completion before"))                                                         \
  X(MARK, N_("mark for printing on leaving"))                                                      \
  X(EDITOR, N_("open the source in $EDITOR at its line"))                                          \
  X(FACETS, N_("facets: counts that filter"))                                                      \
  X(HISTOGRAM, N_("histogram over time, by cause"))                                                \
  X(SIMILAR, N_("notices that tell the same story"))                                               \
  X(FACTS, N_("what is known, and which sentence says so"))                                        \
  X(SORT, N_("order: best, newest, largest"))                                                      \
  X(SYNONYMS, N_("synonyms on and off"))                                                           \
  X(HISTORY_OLDER, N_("an older query that begins so"))                                            \
  X(HISTORY_NEWER, N_("a newer query"))                                                            \
  X(LEFT, N_("a character left"))                                                                  \
  X(RIGHT, N_("a character right"))                                                                \
  X(WORD_LEFT, N_("a word left"))                                                                  \
  X(WORD_RIGHT, N_("a word right"))                                                                \
  X(LINE_START, N_("to the start of the line"))                                                    \
  X(LINE_END, N_("to the end of the line"))                                                        \
  X(RUB_OUT, N_("rub out a character"))                                                            \
  X(DELETE, N_("delete a character; leave where the line is empty"))                               \
  X(KILL_WORD, N_("cut a word"))                                                                   \
  X(KILL_TO_START, N_("cut to the start of the line"))                                             \
  X(KILL_TO_END, N_("cut to the end of the line"))                                                 \
  X(YANK, N_("put back what was cut"))                                                             \
  X(NEXT_HIT, N_("next hit"))                                                                      \
  X(PREVIOUS_HIT, N_("previous hit"))                                                              \
  X(NEXT_NOTICE, N_("next notice of the incident"))                                                \
  X(PREVIOUS_NOTICE, N_("previous notice of the incident"))                                        \
  X(NEXT_RESULT, N_("next result"))                                                                \
  X(PREVIOUS_RESULT, N_("previous result"))                                                        \
  X(JUMP, N_("to the sentence that says so"))                                                      \
  X(TEXT, N_("back to the text"))                                                                  \
  X(TOGGLE, N_("filter by the value, or no longer"))                                               \
  X(ADD, N_("this value too (any of them)"))                                                       \
  X(EXCLUDE, N_("leave the value out, or no longer"))                                              \
  X(CLEAR_KIND, N_("clear the filters of this facet"))                                             \
  X(CLEAR_ALL, N_("clear all facets' filters"))                                                    \
  X(NEXT_KIND, N_("next facet"))                                                                   \
  X(PREVIOUS_KIND, N_("previous facet"))                                                           \
  X(ENTER_BAR, N_("ask for what the bar counts"))                                                  \
  X(NEXT_PART, N_("next cause of the bar"))                                                        \
  X(PREVIOUS_PART, N_("previous cause of the bar"))                                                \
  X(PERIOD, N_("months or years"))                                                                 \
  X(BUILD, N_("build the index from this archive"))                                                \
  X(QUERY, N_("back to the query line"))                                                           \
  X(BACK, N_("back"))                                                                              \
  X(HELP, N_("this help"))                                                                         \
  X(REDRAW, N_("draw the screen anew"))                                                            \
  X(SUSPEND, N_("stop the program for a while"))                                                   \
  X(LEAVE, N_("leave; what is marked is printed"))                                                 \
  X(ABORT, N_("leave without printing"))

typedef enum {
  ACTION_NONE,
#define X(name, help) ACTION_##name,
  ACTIONS(X)
#undef X
      ACTION_N
} Action;

/* What a key does in a view; ACTION_NONE for keys without meaning (a character to be typed). */
Action keys_action(guint32 code, ViewName view);

/* "Ctrl-N", "F1", "Enter"; g_free. */
char *keys_name(guint32 code);
/* The keys of an action in a view, "Down, Ctrl-N"; NULL where it has none; g_free. */
char *keys_of(Action action, ViewName view);
/* What an action does, in the user's language. */
const char *keys_help(Action action);
/* "Query line and results", "Notice" … in the user's language. */
const char *keys_view(ViewName view);
/* The section KEYS of --help and the manual page: "TERM<TAB>text" a line, a paragraph a view, as
 * OptionsNote.text has it, in the user's language; g_free. */
char *keys_note(void);
/* Lines of the bottom: the most useful keys of a view, short; g_free. */
char *keys_hint(ViewName view);

G_END_DECLS

#endif
