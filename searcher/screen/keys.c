#include "keys.h"

#include <string.h>

#include "common/i18n.h"
#include "input.h"

#define KEYS_MAX 6
#define IN(view) (1u << VIEW_##view)
#define LISTS (IN(SIMILAR) | IN(FACETS) | IN(HISTOGRAM) | IN(FACTS))
#define READS (IN(NOTICE) | IN(HELP))
#define COMMANDS (LISTS | READS) /* where letters are commands */
#define TYPES (IN(RESULTS) | IN(ASK))
#define ALL (COMMANDS | TYPES)

typedef struct {
  Action action;
  guint views;
  guint32 keys[KEYS_MAX]; /* 0 ends */
  const char *hint;       /* N_, a word for the bottom line, or NULL */
} KeyBinding;

/* clang-format off */
static const KeyBinding bindings[] = {
  {ACTION_OPEN, IN(RESULTS), {KEY_ENTER}, N_("open")},
  {ACTION_OPEN, IN(SIMILAR), {KEY_ENTER, 'l', KEY_RIGHT}, N_("open")},
  {ACTION_TAB, IN(RESULTS), {KEY_TAB}, N_("complete")},
  {ACTION_BACK_TAB, IN(RESULTS), {KEY_BACK_TAB}},
  {ACTION_MARK, IN(RESULTS), {KEY_CTRL('t'), KEY_INSERT}, N_("mark")},
  {ACTION_MARK, IN(NOTICE) | IN(SIMILAR) | IN(FACTS), {'m', KEY_CTRL('t'), KEY_INSERT}, N_("mark")},
  {ACTION_TOGGLE, IN(FACETS), {' ', KEY_ENTER}, N_("filter")},
  {ACTION_ADD, IN(FACETS), {'+', 'o'}, N_("or")},
  {ACTION_EXCLUDE, IN(FACETS), {'-', 'x'}, N_("not")},
  {ACTION_CLEAR_KIND, IN(FACETS), {'c'}, N_("clear")},
  {ACTION_CLEAR_ALL, IN(FACETS), {'C'}},
  {ACTION_NEXT_KIND, IN(FACETS), {KEY_TAB, ']', KEY_RIGHT}},
  {ACTION_PREVIOUS_KIND, IN(FACETS), {KEY_BACK_TAB, '[', KEY_LEFT}},
  {ACTION_ENTER_BAR, IN(HISTOGRAM), {KEY_ENTER, ' '}, N_("ask")},
  {ACTION_NEXT_PART, IN(HISTOGRAM), {'l', KEY_RIGHT}, N_("cause")},
  {ACTION_PREVIOUS_PART, IN(HISTOGRAM), {'h', KEY_LEFT}},
  {ACTION_PERIOD, IN(HISTOGRAM), {KEY_TAB, 'y', 'm'}, N_("months/years")},
  {ACTION_JUMP, IN(FACTS), {KEY_ENTER, 'l', KEY_RIGHT}, N_("sentence")},
  {ACTION_TEXT, IN(FACTS), {KEY_TAB, 'v', 'q', KEY_ESCAPE, KEY_LEFT}, N_("text")},
  {ACTION_NEXT_HIT, IN(NOTICE), {'n'}, N_("hit")},
  {ACTION_PREVIOUS_HIT, IN(NOTICE), {'N'}},
  {ACTION_NEXT_NOTICE, IN(NOTICE) | IN(FACTS), {']', KEY_ALT | KEY_RIGHT}, N_("notice")},
  {ACTION_PREVIOUS_NOTICE, IN(NOTICE) | IN(FACTS), {'[', KEY_ALT | KEY_LEFT}},
  {ACTION_NEXT_RESULT, IN(NOTICE) | IN(FACTS), {'J', '>', KEY_CTRL('n')}},
  {ACTION_PREVIOUS_RESULT, IN(NOTICE) | IN(FACTS), {'K', '<', KEY_CTRL('p')}},
  {ACTION_FACTS, IN(NOTICE), {KEY_TAB, 'v'}, N_("known")},
  {ACTION_EDITOR, IN(NOTICE) | IN(FACTS) | IN(SIMILAR), {'e', KEY_ALT | 'e'}, N_("editor")},
  {ACTION_EDITOR, IN(RESULTS), {KEY_ALT | 'e'}},
  {ACTION_SIMILAR, IN(NOTICE) | IN(FACTS), {'s', KEY_F1 + 3}, N_("similar")},
  {ACTION_SIMILAR, IN(RESULTS), {KEY_F1 + 3, KEY_ALT | 's'}},

  {ACTION_DOWN, IN(RESULTS), {KEY_DOWN, KEY_CTRL('n'), KEY_CTRL('j')}},
  {ACTION_UP, IN(RESULTS), {KEY_UP, KEY_CTRL('p'), KEY_CTRL('k')}},
  {ACTION_DOWN, LISTS, {'j', KEY_DOWN, KEY_CTRL('j')}},
  {ACTION_UP, LISTS, {'k', KEY_UP, KEY_CTRL('k')}},
  {ACTION_DOWN, READS, {'j', KEY_DOWN, KEY_ENTER, KEY_CTRL('j')}},
  {ACTION_UP, READS, {'k', KEY_UP, KEY_CTRL('k'), 'y'}},
  {ACTION_PAGE_DOWN, IN(RESULTS), {KEY_PAGE_DOWN, KEY_CTRL('v')}},
  {ACTION_PAGE_UP, IN(RESULTS), {KEY_PAGE_UP, KEY_ALT | 'v'}},
  {ACTION_PAGE_DOWN, READS | IN(SIMILAR) | IN(FACTS), {' ', KEY_PAGE_DOWN, KEY_CTRL('f')}},
  {ACTION_PAGE_UP, READS | IN(SIMILAR) | IN(FACTS), {'b', KEY_PAGE_UP, KEY_CTRL('b')}},
  {ACTION_PAGE_DOWN, IN(FACETS) | IN(HISTOGRAM), {KEY_PAGE_DOWN, KEY_CTRL('f')}},
  {ACTION_PAGE_UP, IN(FACETS) | IN(HISTOGRAM), {KEY_PAGE_UP, KEY_CTRL('b'), 'b'}},
  {ACTION_HALF_DOWN, COMMANDS, {'d', KEY_CTRL('d')}},
  {ACTION_HALF_UP, COMMANDS, {'u', KEY_CTRL('u')}},
  {ACTION_FIRST, IN(RESULTS), {KEY_ALT | '<', KEY_WITH_CTRL | KEY_HOME}},
  {ACTION_LAST, IN(RESULTS), {KEY_ALT | '>', KEY_WITH_CTRL | KEY_END}},
  {ACTION_FIRST, COMMANDS, {'g', KEY_HOME}},
  {ACTION_LAST, COMMANDS, {'G', KEY_END}},

  {ACTION_FACETS, IN(RESULTS), {KEY_F1 + 1, KEY_ALT | 'g'}, N_("facets")},
  {ACTION_FACETS, COMMANDS & ~IN(FACETS), {'f', KEY_F1 + 1}},
  {ACTION_HISTOGRAM, IN(RESULTS), {KEY_F1 + 2, KEY_ALT | 'i'}, N_("histogram")},
  {ACTION_HISTOGRAM, COMMANDS & ~IN(HISTOGRAM), {'i', KEY_F1 + 2}},
  {ACTION_SORT, IN(RESULTS) | IN(FACETS), {KEY_F1 + 4, KEY_ALT | 'o'}},
  {ACTION_SYNONYMS, IN(RESULTS) | IN(FACETS), {KEY_F1 + 5, KEY_ALT | 'y'}},

  {ACTION_HISTORY_OLDER, IN(RESULTS), {KEY_ALT | 'p', KEY_WITH_CTRL | KEY_UP, KEY_CTRL('r')}},
  {ACTION_HISTORY_NEWER, IN(RESULTS), {KEY_ALT | 'n', KEY_WITH_CTRL | KEY_DOWN}},
  {ACTION_LEFT, TYPES, {KEY_LEFT, KEY_CTRL('b')}},
  {ACTION_RIGHT, TYPES, {KEY_RIGHT, KEY_CTRL('f')}},
  {ACTION_WORD_LEFT, TYPES, {KEY_ALT | 'b', KEY_WITH_CTRL | KEY_LEFT, KEY_ALT | KEY_LEFT}},
  {ACTION_WORD_RIGHT, TYPES, {KEY_ALT | 'f', KEY_WITH_CTRL | KEY_RIGHT, KEY_ALT | KEY_RIGHT}},
  {ACTION_LINE_START, TYPES, {KEY_CTRL('a'), KEY_HOME}},
  {ACTION_LINE_END, TYPES, {KEY_CTRL('e'), KEY_END}},
  {ACTION_RUB_OUT, TYPES, {KEY_RUB_OUT}},
  {ACTION_DELETE, TYPES, {KEY_CTRL('d'), KEY_DELETE}},
  {ACTION_KILL_WORD, TYPES, {KEY_CTRL('w'), KEY_ALT | KEY_RUB_OUT}},
  {ACTION_KILL_TO_START, TYPES, {KEY_CTRL('u')}},
  {ACTION_KILL_TO_END, TYPES, {KEY_ALT | 'k'}},
  {ACTION_YANK, TYPES, {KEY_CTRL('y')}},
  {ACTION_BUILD, IN(ASK), {KEY_ENTER}, N_("build")},

  {ACTION_QUERY, COMMANDS, {'/', KEY_CTRL('x')}},
  {ACTION_BACK, COMMANDS & ~IN(FACTS), {'q', KEY_ESCAPE}, N_("back")},
  {ACTION_BACK, IN(NOTICE) | IN(SIMILAR), {KEY_LEFT}},
  {ACTION_HELP, COMMANDS & ~IN(HELP), {'?', KEY_F1}, N_("help")},
  {ACTION_HELP, IN(RESULTS), {KEY_F1, KEY_ALT | 'h', KEY_ALT | '?'}, N_("help")},
  {ACTION_REDRAW, ALL, {KEY_CTRL('l')}},
  {ACTION_SUSPEND, ALL, {KEY_CTRL('z')}},
  {ACTION_LEAVE, TYPES, {KEY_ESCAPE, KEY_CTRL('q')}, N_("leave")},
  {ACTION_LEAVE, COMMANDS, {'Q', KEY_CTRL('q')}},
  {ACTION_ABORT, ALL, {KEY_CTRL('c'), KEY_CTRL('g')}},
};
/* clang-format on */

static const char *const helps[ACTION_N] = {[ACTION_NONE] = "",
#define X(name, help) [ACTION_##name] = help,
                                            ACTIONS(X)
#undef X
};

static const char *const view_names[VIEW_N] = {
    [VIEW_RESULTS] = N_("Query line and results"),
    [VIEW_NOTICE] = N_("Notice"),
    [VIEW_FACTS] = N_("What is known"),
    [VIEW_SIMILAR] = N_("Similar notices"),
    [VIEW_FACETS] = N_("Facets"),
    [VIEW_HISTOGRAM] = N_("Histogram"),
    [VIEW_HELP] = N_("Help"),
    [VIEW_ASK] = N_("No index yet"),
};

Action keys_action(guint32 code, ViewName view) {
  for (gsize i = 0; i < G_N_ELEMENTS(bindings); i++) {
    if (!(bindings[i].views & (1u << view)))
      continue;
    for (guint k = 0; k < KEYS_MAX && bindings[i].keys[k]; k++)
      if (bindings[i].keys[k] == code)
        return bindings[i].action;
  }
  return ACTION_NONE;
}

static const char *special_name(guint32 code) {
  static const struct {
    guint32 code;
    const char *name;
  } names[] = {{KEY_TAB, "Tab"},
               {KEY_ENTER, "Enter"},
               {KEY_ESCAPE, "Esc"},
               {KEY_RUB_OUT, "Backspace"},
               {' ', "Space"},
               {KEY_UP, "Up"},
               {KEY_DOWN, "Down"},
               {KEY_RIGHT, "Right"},
               {KEY_LEFT, "Left"},
               {KEY_HOME, "Home"},
               {KEY_END, "End"},
               {KEY_PAGE_UP, "PageUp"},
               {KEY_PAGE_DOWN, "PageDown"},
               {KEY_INSERT, "Insert"},
               {KEY_DELETE, "Delete"},
               {KEY_BACK_TAB, "Shift-Tab"}};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].code == code)
      return names[i].name;
  return NULL;
}

char *keys_name(guint32 code) {
  GString *out = g_string_new(NULL);
  if (code & KEY_WITH_CTRL)
    g_string_append(out, "Ctrl-");
  if (code & KEY_ALT)
    g_string_append(out, "Alt-");
  code &= ~(KEY_WITH_CTRL | KEY_ALT | KEY_WITH_SHIFT);
  const char *special = special_name(code);
  if (special)
    g_string_append(out, special);
  else if (code >= KEY_F1 && code <= KEY_F12)
    g_string_append_printf(out, "F%u", code - KEY_F1 + 1);
  else if (code < 32)
    g_string_append_printf(out, "Ctrl-%c", (int)code + '@');
  else
    g_string_append_unichar(out, code);
  return g_string_free(out, FALSE);
}

static void append_keys(GString *out, const KeyBinding *binding) {
  for (guint k = 0; k < KEYS_MAX && binding->keys[k]; k++) {
    char *name = keys_name(binding->keys[k]);
    g_string_append_printf(out, "%s%s", out->len ? ", " : "", name);
    g_free(name);
  }
}

char *keys_of(Action action, ViewName view) {
  GString *out = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(bindings); i++)
    if (bindings[i].action == action && bindings[i].views & (1u << view))
      append_keys(out, &bindings[i]);
  return g_string_free(out, out->len == 0);
}

const char *keys_help(Action action) {
  return _(helps[action]);
}

const char *keys_view(ViewName view) {
  return _(view_names[view]);
}

char *keys_note(void) {
  GString *out = g_string_new(NULL);
  for (int view = 0; view < VIEW_N; view++) {
    g_string_append_printf(out, "%s%s\n", out->len ? "\n" : "", keys_view(view));
    for (int action = 1; action < ACTION_N; action++) {
      char *keys = keys_of(action, view);
      if (keys)
        g_string_append_printf(out, "%s\t%s\n", keys, keys_help(action));
      g_free(keys);
    }
  }
  g_string_truncate(out, out->len - 1);
  return g_string_free(out, FALSE);
}

char *keys_hint(ViewName view) {
  GString *out = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(bindings); i++) {
    if (!bindings[i].hint || !(bindings[i].views & (1u << view)))
      continue;
    char *name = keys_name(bindings[i].keys[0]);
    g_string_append_printf(out, "%s%s %s", out->len ? "  " : "", name, _(bindings[i].hint));
    g_free(name);
  }
  return g_string_free(out, FALSE);
}
