/* Types random keys into the screen and resizes it. Usage: fuzz EVENTS SEED JIKENBO [ARGUMENT…]
 * Fails where the program dies, draws what the terminal doesn't know, leaves it changed, or doesn't
 * end when it is told to. A failure names its seed. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "pty_session.h"

static const char *const keys[] = {"\r",
                                   "\t",
                                   "\033",
                                   "\033[Z",
                                   "\177",
                                   "\033[A",
                                   "\033[B",
                                   "\033[C",
                                   "\033[D",
                                   "\033[H",
                                   "\033[F",
                                   "\033[5~",
                                   "\033[6~",
                                   "\033[2~",
                                   "\033[3~",
                                   "\033OP",
                                   "\033OQ",
                                   "\033OR",
                                   "\033OS",
                                   "\033[15~",
                                   "\033[17~",
                                   "\001",
                                   "\002",
                                   "\004",
                                   "\005",
                                   "\006",
                                   "\013",
                                   "\014",
                                   "\016",
                                   "\020",
                                   "\022",
                                   "\024",
                                   "\025",
                                   "\026",
                                   "\027",
                                   "\031",
                                   "\033b",
                                   "\033f",
                                   "\033n",
                                   "\033p",
                                   "\033y",
                                   "\033o",
                                   "\033<",
                                   "\033>",
                                   "\033[1;5A",
                                   "\033[1;5D",
                                   "\033[<0;10;5M",
                                   "\033[<0;10;5m",
                                   "\033[<64;3;3M",
                                   "\033[<65;3;3M",
                                   "\033[200~貼り付け\n紛失\033[201~",
                                   "\033[999;999X",
                                   "\033[",
                                   "\302\233m",
                                   "\xff",
                                   "\xe3\x81",
                                   " ",
                                   "/",
                                   "q",
                                   "n",
                                   "N",
                                   "j",
                                   "k",
                                   "g",
                                   "G",
                                   "[",
                                   "]",
                                   "J",
                                   "K",
                                   "f",
                                   "i",
                                   "s",
                                   "v",
                                   "m",
                                   "x",
                                   "+",
                                   "-",
                                   "c",
                                   "C",
                                   "?",
                                   "h",
                                   "l",
                                   "d",
                                   "u",
                                   "y",
                                   "o",
                                   "\"",
                                   "(",
                                   ")",
                                   "|",
                                   ":",
                                   "*",
                                   "紛失",
                                   "漏えい",
                                   "か",
                                   "が",
                                   "か\xe3\x82\x99",
                                   "ransam",
                                   "cause:loss ",
                                   "葛\xf3\xa0\x84\x80",
                                   "👨‍👩‍👧",
                                   "ﾊﾟ",
                                   "大学",
                                   "2024",
                                   "year:2023",
                                   "…",
                                   "○",
                                   "e\xcc\x81",
                                   "\xe2\x80\xae",
                                   "USBメモリ"};
static const guint sizes[][2] = {{24, 80}, {10, 40}, {60, 200}, {16, 46}, {1, 1},   {2, 5},
                                 {5, 24},  {4, 300}, {100, 20}, {30, 99}, {30, 100}};

static int fail(guint event, const char *seed, const char *what) {
  fprintf(stderr, "fuzz: %s at event %u, seed %s\n", what, event, seed);
  return 1;
}

/* Ctrl-C typed behind the one that ends the screen meets the restored terminal, which makes it a
 * signal: an end as good as leaving. */
static gboolean is_leaving(int status) {
  if (WIFSIGNALED(status))
    return WTERMSIG(status) == SIGINT;
  return WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 130;
}

/* The program may leave (Escape); then it starts again. */
static gboolean ended_well(Pty *pty, guint *starts) {
  Vt *vt = pty->vt;
  while (pty_read(pty, 200))
    continue;
  gboolean restored = !vt->alternate && vt->cursor_shown && !vt->paste_marked && !vt->mouse;
  struct termios now;
  restored = restored && (tcgetattr(pty->fd, &now) < 0 || now.c_lflag == pty->before.c_lflag);
  int status = pty_end(pty);
  (*starts)++;
  if (!restored)
    fprintf(stderr, "fuzz: the terminal wasn't restored\n");
  if (!is_leaving(status))
    fprintf(stderr, "fuzz: wait status %d\n", status);
  return restored && is_leaving(status);
}

static void do_event(Pty *pty, GRand *random) {
  if (g_rand_int_range(random, 0, 25) == 0) {
    const guint *size = sizes[g_rand_int_range(random, 0, G_N_ELEMENTS(sizes))];
    pty_resize(pty, size[0], size[1]);
    return;
  }
  guint key = g_rand_int_range(random, 0, G_N_ELEMENTS(keys) + 20);
  /* the more of the plain letters, the less often does Escape leave */
  if (key >= G_N_ELEMENTS(keys) || (strcmp(keys[key], "\033") == 0 && g_rand_boolean(random)))
    key = g_rand_int_range(random, 60, G_N_ELEMENTS(keys));
  pty_type(pty, keys[key], strlen(keys[key]));
}

static gboolean shows_prompt(const Vt *vt, gpointer user) {
  (void)user;
  return strcmp(vt_cell(vt, 0, 0)->text, ">") == 0;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: fuzz EVENTS SEED JIKENBO [ARGUMENT…]\n");
    return 2;
  }
  g_setenv("TERM", "xterm-256color", TRUE);
  g_setenv("EDITOR", "true", TRUE);
  guint events = atoi(argv[1]), starts = 0, unknown = 0, broken = 0;
  GRand *random = g_rand_new_with_seed(atoi(argv[2]));
  Pty *pty = NULL;
  for (guint event = 0; event < events; event++) {
    if (!pty) {
      pty = pty_start(argv + 3, 24, 80, 2);
      if (!pty_wait(pty, shows_prompt, NULL, 20000))
        return fail(event, argv[2], "nothing is drawn");
    }
    do_event(pty, random);
    while (pty_read(pty, g_rand_int_range(random, 0, 4) ? 0 : 2))
      continue;
    unknown += pty->vt->unknown;
    broken += pty->vt->broken;
    if (unknown || broken)
      return fail(event, argv[2], unknown ? "an unknown sequence" : "broken UTF-8");
    if (!pty->gone)
      continue;
    if (!ended_well(pty, &starts))
      return fail(event, argv[2], "a bad end");
    pty = NULL;
  }
  if (pty) {
    pty_type(pty, "\003", 1);
    pty_type(pty, "\003", 1);
    if (!ended_well(pty, &starts))
      return fail(events, argv[2], "a bad end");
  }
  g_rand_free(random);
  printf("%u events, %u times started\n", events, starts);
  return 0;
}
