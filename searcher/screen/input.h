/* input.h: bytes of a terminal -> keys. */
#ifndef JIKENBO_SEARCHER_SCREEN_INPUT_H
#define JIKENBO_SEARCHER_SCREEN_INPUT_H

#include <glib.h>

G_BEGIN_DECLS

/* A key's code is the character (control characters are themselves: 1 is Ctrl-A), or one of these,
 * or-ed with modifiers. */
enum {
  KEY_NONE = 0,
  KEY_TAB = 9,
  KEY_ENTER = 13,
  KEY_ESCAPE = 27,
  KEY_RUB_OUT = 127,
  KEY_FIRST = 0x110000,
  KEY_UP,
  KEY_DOWN,
  KEY_RIGHT,
  KEY_LEFT,
  KEY_HOME,
  KEY_END,
  KEY_PAGE_UP,
  KEY_PAGE_DOWN,
  KEY_INSERT,
  KEY_DELETE,
  KEY_BACK_TAB,
  KEY_F1, /* F1..F12 follow one another */
  KEY_F12 = KEY_F1 + 11,
  KEY_WHEEL_UP,
  KEY_WHEEL_DOWN,
  KEY_CLICK,
  KEY_PASTED, /* a character of a pasted text stands in .pasted */
  KEY_UNKNOWN
};
#define KEY_CTRL(letter) ((letter)&0x1f)
#define KEY_ALT 0x1000000u
#define KEY_WITH_SHIFT 0x2000000u
#define KEY_WITH_CTRL 0x4000000u

typedef struct {
  guint32 code;
  gunichar pasted;
  guint row, col; /* KEY_CLICK, wheel: from 0 */
} Key;

typedef struct {
  GByteArray *bytes; /* what was read and not yet understood */
  gboolean pasting;
} Input;

void input_init(Input *input);
void input_clear(Input *input);
void input_feed(Input *input, const char *bytes, gsize bytes_n);
/* Takes the next key off. FALSE where there is none, or only the begin of one: then *wait is TRUE,
 * and after a moment without more bytes it is asked again with late, which takes what is there
 * (a lone Escape). */
gboolean input_next(Input *input, gboolean late, Key *key, gboolean *wait);

G_END_DECLS

#endif
