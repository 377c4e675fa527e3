/* state.h: the screen's one state, and the table of views over it. Private to searcher/screen/. */
#ifndef JIKENBO_SEARCHER_SCREEN_STATE_H
#define JIKENBO_SEARCHER_SCREEN_STATE_H

#include "canvas.h"
#include "history.h"
#include "input.h"
#include "keys.h"
#include "line.h"
#include "worker.h"

G_BEGIN_DECLS

/* A list that scrolls: what is selected, and the first one shown. */
typedef struct {
  guint selected, top;
} Scroll;

/* Part of the canvas. */
typedef struct {
  guint row, col, rows, cols;
} Area;

/* A line of the facets' view: a heading, or a value of the facet. */
typedef struct {
  Facet facet;
  char *key;   /* NULL: the heading */
  char *label; /* in the user's language */
  guint count;
} FacetLine;

/* A line of a notice as it is shown: bytes of one of its texts. */
typedef struct {
  LightsPart part;
  guint start, end;
  guint look;
  guint file_line; /* of body lines */
} NoticeLine;

/* A line of what is known: a fact, or a sentence that says so. */
typedef struct {
  char *name, *text;
  int evidence; /* place in Notice.evidence, or -1 */
} FactLine;

typedef struct {
  Canvas canvas;
  Worker *worker;
  const Taxonomy *taxonomy; /* NULL until the index is open */
  char *index_path;
  gboolean leaving, aborted, gone; /* gone: the terminal is */
  gboolean print_current;

  ViewName view, under[VIEW_N]; /* views left open below */
  guint depth;
  char *message; /* of the bottom line, until the next key; or NULL */
  gboolean message_error;

  /* query line */
  Line line;
  History *history;
  char *walked;           /* what was typed before the walk through the history; or NULL */
  guint line_first_col;   /* columns of the line that are scrolled out */
  Completion *completion; /* or NULL */
  int completing;         /* candidate taken, -1 none */

  /* the question and its answer */
  guint serial;      /* of the last search given */
  gboolean stale;    /* the answer isn't to that one */
  guint open_serial; /* Enter came before this search's answer: its hit is opened then; 0 none */
  char *asked;       /* query of the answer */
  IndexSort sort;
  gboolean synonyms;
  SearchAnswer *answer; /* or NULL */
  GPtrArray *more;      /* of SearchAnswer*: further pages */
  GPtrArray *hits;      /* of SearchHit*, of all pages */
  guint more_serial;
  gboolean more_asked;
  char *query_error; /* or NULL */
  guint error_chars;
  Scroll results;
  GPtrArray *marks; /* of char*: IDs in the order of marking */

  /* notice */
  GPtrArray *notices; /* of LitNotice*; or NULL */
  guint notice;       /* which one is shown */
  guint notice_serial;
  char *notice_id;
  GArray *lines; /* of NoticeLine, for lines_cols columns */
  guint lines_cols;
  guint notice_top;
  int hit_part, hit; /* the hit that n has reached: place in the lights; -1 none */
  gint64 jump_line;  /* file line to go to when the notice is laid out; 0 none */
  char *jump_text;
  GPtrArray *facts; /* of FactLine* */
  Scroll facts_scroll;

  SimilarAnswer *similar;
  guint similar_serial;
  gboolean similar_asked;
  Scroll similar_scroll;

  GPtrArray *facet_lines; /* of FacetLine* */
  Scroll facets;

  StatsTable *table; /* for the histogram, or NULL */
  StatsField period;
  Scroll bars;
  guint part; /* STATS_ANY, or which cause of the bar */

  guint help_top, help_lines;

  Line archive; /* VIEW_ASK */
  char *open_error;
  gboolean open_full; /* an index is there, but must be built anew */
} ScreenState;

typedef struct {
  void (*draw)(ScreenState *state, Area area);
  /* TRUE where the view knows what to do. */
  gboolean (*act)(ScreenState *state, Action action);
  void (*type)(ScreenState *state, gunichar c); /* or NULL: letters mean nothing */
  void (*click)(ScreenState *state, guint row); /* a row of its area; or NULL */
} View;

extern const View view_results, view_notice, view_facts, view_similar, view_facets, view_histogram,
    view_help, view_ask;
const View *screen_view(ViewName view);

/* Goes to a view and back. */
void screen_open(ScreenState *state, ViewName view);
void screen_back(ScreenState *state);
void screen_to_results(ScreenState *state);
/* The line of the bottom until the next key. */
void screen_say(ScreenState *state, gboolean error, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Rows and columns of the view's part of the screen. */
Area screen_area(const ScreenState *state);
/* TRUE where the facets stand beside the results. */
gboolean screen_has_panel(const ScreenState *state);
guint screen_panel_cols(const ScreenState *state);

/* Gives the terminal to another program and takes it back. argv[0] is looked for in PATH. FALSE
 * where it can't be started or failed (then said). */
gboolean screen_run_program(ScreenState *state, char **argv, gboolean pause_after);

/* question.c: asking, and what comes back. */
void question_ask(ScreenState *state);                    /* the query line has changed */
void question_set(ScreenState *state, const char *query); /* takes another query */
void question_take(ScreenState *state, Result *result);
void question_more(ScreenState *state); /* further hits where the list nears its end */
const SearchHit *question_hit(const ScreenState *state, guint i); /* NULL behind the end */
void question_clear(ScreenState *state);

/* view_results.c: opens the selected hit, or, while its question is asked, as soon as it is there.
 */
void results_open(ScreenState *state);

/* marks.c: "2023-416", else "FILE:LINE"; g_free. */
char *marks_id(const Notice *notice);
gboolean marks_has(const ScreenState *state, const Notice *notice);
void marks_toggle(ScreenState *state, const Notice *notice);

/* source.c */
void source_edit(ScreenState *state, const Notice *notice, guint line);

/* notice view */
void notice_open(ScreenState *state, const Notice *notice);
void notice_take(ScreenState *state, Result *result);
void notice_jump(ScreenState *state, const NoticeEvidence *evidence);
const LitNotice *notice_shown(const ScreenState *state);
void notice_turn(ScreenState *state, int by);        /* other notice of the incident */
void notice_turn_result(ScreenState *state, int by); /* other result */
void notice_clear(ScreenState *state);
void facts_fill(ScreenState *state);
void facts_clear(ScreenState *state);

void similar_open(ScreenState *state, const Notice *notice);
void similar_take(ScreenState *state, Result *result);

void facets_fill(ScreenState *state);
void facets_clear(ScreenState *state);
void facets_draw_panel(ScreenState *state, Area area);

/* scroll.c: moves within n rows of which page are shown. TRUE where action moves. */
gboolean scroll_act(Scroll *scroll, Action action, guint n, guint page);
/* Keeps the selection inside n rows and on the page. */
void scroll_fit(Scroll *scroll, guint n, guint page);

/* draw.c: text with lit ranges (pairs of bytes), cut to cols, from byte start to end. Returns the
 * columns used. */
guint draw_lit(Canvas *canvas, guint row, guint col, guint cols, const char *text, guint start,
               guint end, const GArray *lit, guint look);
/* Pairs of code points to pairs of bytes; g_array_unref. */
GArray *draw_byte_ranges(const char *text, const GArray *chars);
void draw_hit(ScreenState *state, Area area, const SearchHit *hit, gboolean selected);
#define DRAW_HIT_ROWS 2

G_END_DECLS

#endif
