/* The screen's loop: keys, results and signals come in, frames go out. */
#include "screen.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/text_cols.h"
#include "frame.h"
#include "tty.h"

#define REFRESH_MS 2000 /* how often another index is looked for */
#define ESCAPE_MS 30    /* after which a lone Escape is a key */

enum { STATUS_LEFT = 0, STATUS_NO_TERMINAL = 2, STATUS_NO_INDEX = 3, STATUS_ABORTED = 130 };

const View *screen_view(ViewName view) {
  static const View *const views[VIEW_N] = {
      [VIEW_RESULTS] = &view_results, [VIEW_NOTICE] = &view_notice,
      [VIEW_FACTS] = &view_facts,     [VIEW_SIMILAR] = &view_similar,
      [VIEW_FACETS] = &view_facets,   [VIEW_HISTOGRAM] = &view_histogram,
      [VIEW_HELP] = &view_help,       [VIEW_ASK] = &view_ask,
  };
  return views[view];
}

/* A view that is open below is gone back to: none is open twice. */
void screen_open(ScreenState *state, ViewName view) {
  for (guint i = 0; i < state->depth; i++)
    if (state->under[i] == view) {
      state->depth = i;
      state->view = view;
      return;
    }
  state->under[state->depth++] = state->view;
  state->view = view;
  if (view == VIEW_FACETS || view == VIEW_HISTOGRAM)
    question_ask(state); /* with what they count */
}

void screen_back(ScreenState *state) {
  if (state->depth)
    state->view = state->under[--state->depth];
}

void screen_to_results(ScreenState *state) {
  state->depth = 0;
  state->view = VIEW_RESULTS;
}

void screen_say(ScreenState *state, gboolean error, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_free(state->message);
  state->message = g_strdup_vprintf(format, args);
  state->message_error = error;
  va_end(args);
}

/* ---- other programs on the terminal */

static void start_program(char **argv) {
  static const int reset[] = {SIGINT, SIGQUIT, SIGPIPE, SIGTSTP};
  for (gsize i = 0; i < G_N_ELEMENTS(reset); i++)
    signal(reset[i], SIG_DFL);
  for (int fd = 0; fd < 3; fd++)
    dup2(tty_fd(), fd);
  execvp(argv[0], argv);
  _exit(127);
}

static int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return 127;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* What the program said stays to be read. */
static void wait_for_enter(void) {
  char byte;
  const char *text = _("Press Enter to go on.");
  tty_write("\n", 1);
  tty_write(text, strlen(text));
  while (read(tty_fd(), &byte, 1) == 1 && byte != '\n')
    continue;
}

gboolean screen_run_program(ScreenState *state, char **argv, gboolean pause_after) {
  tty_pause();
  pid_t pid = fork();
  if (pid == 0)
    start_program(argv);
  int status = pid < 0 ? 127 : wait_for(pid);
  if (pause_after && status)
    wait_for_enter();
  tty_resume();
  frame_resize(state);
  if (status == 127)
    screen_say(state, TRUE, _("can't start %s"), argv[0]);
  else if (status && !pause_after)
    screen_say(state, TRUE, _("the program ended with status %d"), status);
  return status == 0;
}

/* ---- keys */

static gboolean act_everywhere(ScreenState *state, Action action) {
  switch (action) {
  case ACTION_ABORT:
    state->leaving = state->aborted = TRUE;
    return TRUE;
  case ACTION_LEAVE:
    state->leaving = TRUE;
    return TRUE;
  case ACTION_BACK:
    screen_back(state);
    return TRUE;
  case ACTION_QUERY:
    screen_to_results(state);
    return TRUE;
  case ACTION_HELP:
    state->help_top = 0;
    screen_open(state, VIEW_HELP);
    return TRUE;
  case ACTION_FACETS:
    screen_open(state, VIEW_FACETS);
    return TRUE;
  case ACTION_HISTOGRAM:
    screen_open(state, VIEW_HISTOGRAM);
    return TRUE;
  case ACTION_REDRAW:
    tty_resized();
    frame_resize(state);
    return TRUE;
  case ACTION_SUSPEND:
    tty_suspend();
    frame_resize(state);
    return TRUE;
  default:
    return FALSE;
  }
}

static void say_sort(ScreenState *state) {
  static const char *const names[] = {[INDEX_SORT_RELEVANCE] = N_("the best first"),
                                      [INDEX_SORT_DATE] = N_("the newest first"),
                                      [INDEX_SORT_AFFECTED] = N_("the largest first")};
  screen_say(state, FALSE, "%s", _(names[state->sort]));
}

/* How the question is asked, in every view that shows its answer. */
static gboolean act_on_question(ScreenState *state, Action action) {
  if (action == ACTION_SORT) {
    state->sort = (state->sort + 1) % (INDEX_SORT_AFFECTED + 1);
    say_sort(state);
  } else if (action == ACTION_SYNONYMS) {
    state->synonyms = !state->synonyms;
    screen_say(state, FALSE, "%s", state->synonyms ? _("with synonyms") : _("without synonyms"));
  } else {
    return FALSE;
  }
  state->results = (Scroll){0, 0};
  question_ask(state);
  return TRUE;
}

static void on_wheel(ScreenState *state, gboolean up) {
  Action action = up ? ACTION_UP : ACTION_DOWN;
  for (int i = 0; i < (state->view == VIEW_RESULTS || state->view == VIEW_SIMILAR ? 1 : 3); i++)
    screen_view(state->view)->act(state, action);
}

static void on_click(ScreenState *state, const Key *key) {
  Area area = screen_area(state);
  const View *view = screen_view(state->view);
  guint cols = state->view == VIEW_RESULTS && screen_has_panel(state)
                   ? area.cols - screen_panel_cols(state)
                   : area.cols;
  if (view->click && key->row >= area.row && key->row < area.row + area.rows && key->col < cols)
    view->click(state, key->row - area.row);
}

static void on_character(ScreenState *state, gunichar c) {
  const View *view = screen_view(state->view);
  if (view->type && c >= ' ' && text_cols_safe(c))
    view->type(state, c);
}

static void on_key(ScreenState *state, const Key *key) {
  g_clear_pointer(&state->message, g_free);
  if (key->code == KEY_PASTED) {
    on_character(state, key->pasted == '\n' || key->pasted == '\r' || key->pasted == '\t'
                            ? ' '
                            : key->pasted);
    return;
  }
  if (key->code == KEY_WHEEL_UP || key->code == KEY_WHEEL_DOWN) {
    on_wheel(state, key->code == KEY_WHEEL_UP);
    return;
  }
  if (key->code == KEY_CLICK) {
    on_click(state, key);
    return;
  }
  Action action = keys_action(key->code & ~KEY_WITH_SHIFT, state->view);
  if (action == ACTION_NONE && key->code < KEY_FIRST)
    on_character(state, key->code);
  else if (action != ACTION_NONE && !screen_view(state->view)->act(state, action) &&
           !act_on_question(state, action))
    act_everywhere(state, action);
}

/* ---- the loop */

static void read_keys(ScreenState *state, Input *input) {
  char bytes[4096];
  ssize_t n = read(tty_fd(), bytes, sizeof bytes);
  if (n > 0)
    input_feed(input, bytes, n);
  else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    state->leaving = state->gone = TRUE;
}

static gboolean take_keys(ScreenState *state, Input *input, gboolean late) {
  Key key;
  gboolean wait;
  while (!state->leaving && input_next(input, late, &key, &wait))
    on_key(state, &key);
  return !state->leaving && wait;
}

static void take_signals(ScreenState *state) {
  char numbers[64];
  ssize_t n = read(tty_signal_fd(), numbers, sizeof numbers);
  for (ssize_t i = 0; i < n; i++) {
    if (numbers[i] == SIGTSTP)
      tty_suspend();
    else if (numbers[i] == SIGCONT)
      tty_continued();
    else
      tty_resized();
  }
  if (n > 0)
    frame_resize(state);
}

static void take_results(ScreenState *state) {
  for (Result *result; (result = worker_take(state->worker));) {
    question_take(state, result);
    result_free(result);
  }
}

static void look_for_index(ScreenState *state) {
  worker_give(state->worker, job_new(state->taxonomy ? JOB_REFRESH : JOB_OPEN, 0, ""));
}

static void loop(ScreenState *state) {
  Input input;
  gboolean wait = FALSE;
  gint64 looked = g_get_monotonic_time();
  input_init(&input);
  while (!state->leaving) {
    if (!frame_draw(state))
      break;
    struct pollfd fds[] = {
        {tty_fd(), POLLIN, 0}, {worker_fd(state->worker), POLLIN, 0}, {tty_signal_fd(), POLLIN, 0}};
    int ready = poll(fds, G_N_ELEMENTS(fds), wait ? ESCAPE_MS : REFRESH_MS);
    if (ready > 0 && fds[2].revents)
      take_signals(state);
    if (ready > 0 && fds[1].revents)
      take_results(state);
    if (ready > 0 && fds[0].revents)
      read_keys(state, &input);
    wait = take_keys(state, &input, wait && ready == 0);
    if (g_get_monotonic_time() - looked > REFRESH_MS * G_TIME_SPAN_MILLISECOND) {
      look_for_index(state);
      looked = g_get_monotonic_time();
    }
  }
  input_clear(&input);
}

/* ---- begin and end */

static Colors colors_of(const OptionValues *values) {
  const char *no_color = g_getenv("NO_COLOR");
  int choice = options_choice(&searcher_program, values, OPT_COLOR), colors = tty_colors();
  if (choice == COLOR_NEVER || (choice != COLOR_ALWAYS && no_color && *no_color))
    return COLORS_NONE;
  if (colors >= 256)
    return COLORS_256;
  return colors >= 8 || choice == COLOR_ALWAYS ? COLORS_8 : COLORS_NONE;
}

/* Lines and blocks are ambiguous characters: where those are wide they would break the columns. */
static gboolean wants_ascii(const OptionValues *values) {
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  if (options_has(values, OPT_ASCII) ||
      options_choice(&searcher_program, values, OPT_AMBIGUOUS) == 1)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *locale = g_getenv(names[i]);
    if (!locale || !*locale)
      continue;
    char *upper = g_ascii_strup(locale, -1);
    gboolean utf8 = strstr(upper, "UTF-8") || strstr(upper, "UTF8");
    g_free(upper);
    return !utf8;
  }
  return TRUE;
}

/* "40%" or "15". FALSE where it is neither. */
static gboolean read_height(const char *text, TtyOptions *options, GError **error) {
  char *end = NULL;
  guint64 height = text ? g_ascii_strtoull(text, &end, 10) : 0;
  *options = (TtyOptions){0};
  if (!text)
    return TRUE;
  options->percent = *end == '%';
  options->height = MIN(height, 10000);
  if (end != text && height > 0 && !end[options->percent] && g_ascii_isdigit(*text) &&
      (!options->percent || height <= 100))
    return TRUE;
  g_set_error(error, OPTIONS_ERROR, 0,
              _("--height takes rows (15) or a part of the screen (40%%), not %s"), text);
  return FALSE;
}

static ScreenState *state_new(const char *index_path, const char *query,
                              const OptionValues *values) {
  ScreenState *state = g_new0(ScreenState, 1);
  char *path = history_path();
  canvas_init(&state->canvas, colors_of(values), wants_ascii(values));
  line_init(&state->line);
  line_init(&state->archive);
  line_set(&state->line, query);
  const char *archive = g_getenv("JIKENBO_ARCHIVE");
  line_set(&state->archive, archive ? archive : "");
  state->history = history_new(path);
  state->index_path = g_strdup(index_path);
  state->hits = g_ptr_array_new();
  state->more = g_ptr_array_new_with_free_func((GDestroyNotify)search_answer_free);
  state->marks = g_ptr_array_new_with_free_func(g_free);
  state->synonyms = TRUE;
  state->print_current = options_has(values, OPT_PRINT);
  state->stale = TRUE;
  state->completing = state->hit_part = state->hit = -1;
  state->period = STATS_MONTH;
  state->part = STATS_ANY;
  g_free(path);
  return state;
}

static void state_free(ScreenState *state) {
  question_clear(state);
  notice_clear(state);
  facets_clear(state);
  similar_answer_free(state->similar);
  worker_free(state->worker);
  canvas_clear(&state->canvas);
  line_clear(&state->line);
  line_clear(&state->archive);
  history_free(state->history);
  g_ptr_array_unref(state->hits);
  g_ptr_array_unref(state->more);
  g_ptr_array_unref(state->marks);
  g_free(state->index_path);
  g_free(state->walked);
  g_free(state->message);
  g_free(state->open_error);
  g_free(state);
}

/* What was chosen, once the terminal is as it was. */
static void print_marks(ScreenState *state) {
  const SearchHit *hit = question_hit(state, state->results.selected);
  if (!state->marks->len && state->print_current && hit)
    marks_toggle(state, hit->notice);
  for (guint i = 0; i < state->marks->len; i++)
    printf("%s\n", (char *)g_ptr_array_index(state->marks, i));
  fflush(stdout);
}

static int leave(ScreenState *state, GError **error) {
  int status = state->aborted || state->gone ? STATUS_ABORTED : STATUS_LEFT;
  if (status == STATUS_LEFT && state->open_error) {
    g_set_error_literal(error, INDEX_ERROR, INDEX_ERROR_OTHER, state->open_error);
    return STATUS_NO_INDEX;
  }
  history_add(state->history, state->line.text->str);
  history_save(state->history, NULL); /* a history that can't be kept is no reason to complain */
  if (status == STATUS_LEFT)
    print_marks(state);
  return status;
}

int screen_run(const char *index_path, const char *query, const OptionValues *values,
               GError **error) {
  TtyOptions options;
  const char *given = options_text(&searcher_program, values, OPT_QUERY);
  if (!read_height(options_text(&searcher_program, values, OPT_HEIGHT), &options, error) ||
      !tty_open(&options, error))
    return STATUS_NO_TERMINAL;
  ScreenState *state = state_new(index_path, given ? given : query, values);
  frame_resize(state);
  state->worker = worker_new(index_path);
  loop(state);
  tty_close();
  int status = leave(state, error);
  state_free(state);
  return status;
}
