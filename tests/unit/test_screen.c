/* The parts of the screen that need no terminal: line, history, input, keys, filters, canvas. */
#include <string.h>

#include <glib/gstdio.h>

#include "common/text_cols.h"
#include "searcher/screen/canvas.h"
#include "searcher/screen/filter.h"
#include "searcher/screen/history.h"
#include "searcher/screen/input.h"
#include "searcher/screen/keys.h"
#include "searcher/screen/line.h"

/* ---- line: text with '|' at the cursor, an edit, the same after it */

typedef struct {
  const char *before;
  gboolean (*edit)(Line *);
  const char *after;
} LineRow;

static void line_from(Line *line, const char *marked) {
  const char *bar = strchr(marked, '|');
  char *text = g_strdup_printf("%.*s%s", (int)(bar - marked), marked, bar + 1);
  line_set(line, text);
  line->at_bytes = bar - marked;
  g_free(text);
}

static void line_edits_by_what_users_see(void) {
  static const LineRow rows[] = {
      {"紛失|", line_rub_out, "紛|"},
      {"か\xe3\x82\x99|ん", line_rub_out, "|ん"}, /* か and a combining mark are one */
      {"葛\xf3\xa0\x84\x80|飾", line_left, "|葛\xf3\xa0\x84\x80飾"}, /* variation selector */
      {"|e\xcc\x81s", line_right, "e\xcc\x81|s"},
      {"|👨‍👩‍👧x", line_delete, "|x"},
      {"大学 サーバー|", line_kill_word, "大学 |"},
      {"不正アクセス|", line_kill_word, "不正|"}, /* a word ends where the script does */
      {"漏えい|", line_word_left, "漏|えい"},
      {"|USBメモリ", line_word_right, "USB|メモリ"},
      {"ab|cd", line_kill_to_start, "|cd"},
      {"ab|cd", line_kill_to_end, "ab|"},
      {"|", line_rub_out, "|"},
      {"x|", line_delete, "x|"},
  };
  Line line = {0};
  line_init(&line);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    line_from(&line, rows[i].before);
    rows[i].edit(&line);
    GString *got = g_string_new(line.text->str);
    g_string_insert(got, line.at_bytes, "|");
    g_assert_cmpstr(got->str, ==, rows[i].after);
    g_string_free(got, TRUE);
  }
  line_set(&line, "a\x1b[31m\nb\xff\xe2\x80\xae");
  g_assert_cmpstr(line.text->str, ==, "a[31m b");
  line_clear(&line);
}

/* ---- history */

static void history_keeps_the_last_of_equal_queries(void) {
  char *folder = g_dir_make_tmp("jikenbo-history-XXXXXX", NULL);
  char *path = g_build_filename(folder, "below", "history", NULL);
  History *history = history_new(path), *other = history_new(path);
  history_add(history, "紛失");
  history_add(history, "漏えい");
  history_add(history, "  紛失 ");
  history_add(history, "   ");
  g_assert_cmpuint(history_count(history), ==, 2);
  g_assert_cmpstr(history_older(history, ""), ==, "紛失");
  g_assert_cmpstr(history_older(history, ""), ==, "漏えい");
  g_assert_null(history_older(history, ""));
  g_assert_cmpstr(history_newer(history, ""), ==, "紛失");
  g_assert_null(history_newer(history, ""));
  g_assert_null(history_older(history, "誤"));
  history_add(other, "学校");
  g_assert_true(history_save(history, NULL));
  g_assert_true(history_save(other, NULL)); /* and keeps what the first one wrote */
  History *again = history_new(path);
  g_assert_cmpuint(history_count(again), ==, 3);
  g_assert_cmpstr(history_entry(again, 2), ==, "学校");
  history_free(again);
  history_free(history);
  history_free(other);
  g_remove(path);
  g_free(path);
  path = g_build_filename(folder, "below", NULL);
  g_rmdir(path);
  g_rmdir(folder);
  g_free(path);
  g_free(folder);
}

/* ---- input */

static void input_reads_keys(void) {
  static const struct {
    const char *bytes;
    guint32 code;
  } rows[] = {
      {"a", 'a'},
      {"紛", 0x7d1b},
      {"\x01", KEY_CTRL('a')},
      {"\x7f", KEY_RUB_OUT},
      {"\b", KEY_RUB_OUT},
      {"\r", KEY_ENTER},
      {"\033[A", KEY_UP},
      {"\033OB", KEY_DOWN},
      {"\033[1;5D", KEY_LEFT | KEY_WITH_CTRL},
      {"\033[3~", KEY_DELETE},
      {"\033[15~", KEY_F1 + 4},
      {"\033OP", KEY_F1},
      {"\033[[A", KEY_F1},
      {"\033[Z", KEY_BACK_TAB},
      {"\033f", 'f' | KEY_ALT},
      {"\033\x7f", KEY_RUB_OUT | KEY_ALT},
      {"\033[<64;3;4M", KEY_WHEEL_UP},
      {"\033[99;99X", KEY_UNKNOWN},
  };
  Input input;
  input_init(&input);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    Key key = {0};
    gboolean wait;
    /* byte by byte, as a slow line brings them */
    for (const char *p = rows[i].bytes; p[1]; p++) {
      input_feed(&input, p, 1);
      g_assert_false(input_next(&input, FALSE, &key, &wait));
      g_assert_true(wait);
    }
    input_feed(&input, rows[i].bytes + strlen(rows[i].bytes) - 1, 1);
    g_assert_true(input_next(&input, FALSE, &key, &wait));
    g_assert_cmphex(key.code, ==, rows[i].code);
    g_assert_false(input_next(&input, FALSE, &key, &wait));
  }
  input_clear(&input);
}

static void input_tells_escape_and_pasted_text(void) {
  Input input;
  Key key;
  gboolean wait;
  input_init(&input);
  input_feed(&input, "\033", 1);
  g_assert_false(input_next(&input, FALSE, &key, &wait));
  g_assert_true(wait);
  g_assert_true(input_next(&input, TRUE, &key, &wait));
  g_assert_cmphex(key.code, ==, KEY_ESCAPE);
  const char *pasted = "\033[200~q\033[201~\xff\xfez";
  input_feed(&input, pasted, strlen(pasted));
  g_assert_true(input_next(&input, FALSE, &key, &wait));
  g_assert_cmphex(key.code, ==, KEY_PASTED);
  g_assert_cmphex(key.pasted, ==, 'q');
  g_assert_true(input_next(&input, FALSE, &key, &wait)); /* broken bytes are passed over */
  g_assert_cmphex(key.code, ==, 'z');
  input_clear(&input);
}

/* ---- keys */

static void keys_are_told_once(void) {
  g_assert_cmpint(keys_action(KEY_CTRL('c'), VIEW_NOTICE), ==, ACTION_ABORT);
  g_assert_cmpint(keys_action('q', VIEW_NOTICE), ==, ACTION_BACK);
  g_assert_cmpint(keys_action('q', VIEW_RESULTS), ==, ACTION_NONE); /* it is typed */
  for (int view = 0; view < VIEW_N; view++) {
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int action = 1; action < ACTION_N; action++) {
      char *text = keys_of(action, view);
      char **names = text ? g_strsplit(text, ", ", -1) : NULL;
      for (guint i = 0; names && names[i]; i++)
        if (!g_hash_table_add(seen, g_strdup(names[i])))
          g_error("%s does two things in view %d", names[i], view);
      g_strfreev(names);
      g_free(text);
    }
    g_hash_table_destroy(seen);
  }
  for (int action = 1; action < ACTION_N; action++) {
    gboolean reachable = FALSE;
    for (int view = 0; view < VIEW_N; view++) {
      char *text = keys_of(action, view);
      reachable = reachable || text;
      g_free(text);
    }
    if (!reachable)
      g_error("no key for \"%s\"", keys_help(action));
  }
}

/* ---- filters */

static void filters_are_text(void) {
  typedef char *(*Change)(const char *, const Taxonomy *, QueryField, const char *);
  static const struct {
    const char *before;
    Change change;
    QueryField field;
    const char *value, *after;
  } rows[] = {
      {"", filter_toggle, FIELD_CAUSE, "loss", "cause:loss"},
      {"USB", filter_toggle, FIELD_CAUSE, "loss", "USB cause:loss"},
      {"USB cause:loss", filter_toggle, FIELD_CAUSE, "loss", "USB"},
      {"cause:loss USB", filter_toggle, FIELD_CAUSE, "loss", "USB"},
      {"USB 原因：loss", filter_toggle, FIELD_CAUSE, "loss", "USB"},
      {"USB cause:loss", filter_add, FIELD_CAUSE, "theft", "USB cause:loss,theft"},
      {"cause:loss,theft x", filter_toggle, FIELD_CAUSE, "loss", "cause:theft x"},
      {"cause:loss", filter_exclude, FIELD_CAUSE, "loss", "-cause:loss"},
      {"-cause:loss", filter_exclude, FIELD_CAUSE, "loss", ""},
      {"-cause:loss", filter_toggle, FIELD_CAUSE, "loss", "cause:loss"},
      {"a OR b", filter_toggle, FIELD_YEAR, "2023", "(a OR b) year:2023"},
      {"a|b", filter_toggle, FIELD_YEAR, "2023", "(a|b) year:2023"},
      {"\"cause:loss\"", filter_toggle, FIELD_CAUSE, "loss", "\"cause:loss\" cause:loss"},
      {"x", filter_toggle, FIELD_LABEL, "a b", "x label:\"a b\""},
      {"x label:\"a b\"", filter_toggle, FIELD_LABEL, "a b", "x"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    char *got = rows[i].change(rows[i].before, NULL, rows[i].field, rows[i].value);
    g_assert_cmpstr(got, ==, rows[i].after);
    g_free(got);
  }
  g_assert_cmpint(filter_state("cause:loss -year:2023", NULL, FIELD_YEAR, "2023"), ==, FILTER_OUT);
  g_assert_cmpint(filter_state("cause:loss -year:2023", NULL, FIELD_CAUSE, "loss"), ==, FILTER_IN);
  g_assert_cmpint(filter_state("org:loss", NULL, FIELD_CAUSE, "loss"), ==, FILTER_NONE);
  char *cleared = filter_clear("紛失 cause:loss -year:2023 org:大学", FIELD_N);
  g_assert_cmpstr(cleared, ==, "紛失 org:大学");
  g_free(cleared);
}

/* ---- canvas */

static void move(GString *out, guint row, guint col) {
  g_string_append_printf(out, "<%u,%u>", row, col);
}

static void canvas_draws_what_changed(void) {
  Canvas canvas;
  GString *out = g_string_new(NULL);
  canvas_init(&canvas, COLORS_NONE, FALSE);
  canvas_resize(&canvas, 2, 10);
  canvas_begin(&canvas);
  g_assert_cmpuint(canvas_text(&canvas, 0, 0, 10, "紛失のお知らせ", LOOK_PLAIN), ==, 9);
  canvas_flush(&canvas, move, out);
  g_assert_nonnull(strstr(out->str, "紛失のお…"));
  g_string_truncate(out, 0);
  canvas_begin(&canvas);
  canvas_text(&canvas, 0, 0, 10, "紛失のお知らせ", LOOK_PLAIN);
  canvas_flush(&canvas, move, out);
  g_assert_cmpstr(out->str, ==, "");
  canvas_begin(&canvas);
  canvas_text(&canvas, 0, 0, 10, "紛失のお知らせ", LOOK_PLAIN);
  canvas_text(&canvas, 0, 1, 10, "x", LOOK_PLAIN); /* over the second half of 紛 */
  canvas_flush(&canvas, move, out);
  g_assert_cmpstr(out->str, ==, "\033[?25l<0,0>\033[0m x");
  canvas_clear(&canvas);
  g_string_free(out, TRUE);
}

static void canvas_lets_no_control_character_through(void) {
  Canvas canvas;
  GString *out = g_string_new(NULL);
  canvas_init(&canvas, COLORS_NONE, TRUE);
  canvas_resize(&canvas, 1, 40);
  canvas_begin(&canvas);
  canvas_text(&canvas, 0, 0, 40, "a\033]0;x\007b\xc2\x9b\x33\x31m\xe2\x80\xae\xff\nc", LOOK_PLAIN);
  canvas_flush(&canvas, move, out);
  g_assert_null(strstr(out->str, "\033]"));
  g_assert_null(strchr(out->str, '\007'));
  g_assert_null(strstr(out->str, "\xc2\x9b"));
  g_assert_null(strstr(out->str, "\xe2\x80\xae"));
  g_assert_true(g_utf8_validate(out->str, -1, NULL));
  canvas_clear(&canvas);
  g_string_free(out, TRUE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/screen/line", line_edits_by_what_users_see);
  g_test_add_func("/screen/history", history_keeps_the_last_of_equal_queries);
  g_test_add_func("/screen/input", input_reads_keys);
  g_test_add_func("/screen/input/escape", input_tells_escape_and_pasted_text);
  g_test_add_func("/screen/keys", keys_are_told_once);
  g_test_add_func("/screen/filter", filters_are_text);
  g_test_add_func("/screen/canvas", canvas_draws_what_changed);
  g_test_add_func("/screen/canvas/controls", canvas_lets_no_control_character_through);
  return g_test_run();
}
