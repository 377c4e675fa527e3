#include "input.h"

#include <string.h>

void input_init(Input *input) {
  input->bytes = g_byte_array_new();
  input->pasting = FALSE;
}

void input_clear(Input *input) {
  g_clear_pointer(&input->bytes, g_byte_array_unref);
}

void input_feed(Input *input, const char *bytes, gsize bytes_n) {
  g_byte_array_append(input->bytes, (const guint8 *)bytes, bytes_n);
}

/* What a look at the first bytes came to. */
typedef enum { READ_KEY, READ_NOTHING /* bytes to be passed over */, READ_PART } ReadResult;

typedef struct {
  const guint8 *bytes;
  gsize n, used;
  gboolean late;
  Key key;
} Reader;

static ReadResult take(Reader *reader, gsize used, guint32 code) {
  reader->used = used;
  reader->key.code = code;
  return code == KEY_NONE ? READ_NOTHING : READ_KEY;
}

static guint32 modifiers_of(guint parameter) {
  if (parameter < 2)
    return 0;
  guint bits = parameter - 1;
  return (bits & 1 ? KEY_WITH_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) |
         (bits & 4 ? KEY_WITH_CTRL : 0);
}

/* Keys by the final byte of CSI and SS3 sequences. */
static guint32 key_of_final(guint8 final) {
  static const struct {
    char final;
    guint32 code;
  } finals[] = {{'A', KEY_UP},     {'B', KEY_DOWN},   {'C', KEY_RIGHT},    {'D', KEY_LEFT},
                {'H', KEY_HOME},   {'F', KEY_END},    {'P', KEY_F1},       {'Q', KEY_F1 + 1},
                {'R', KEY_F1 + 2}, {'S', KEY_F1 + 3}, {'Z', KEY_BACK_TAB}, {'M', KEY_ENTER}};
  for (gsize i = 0; i < G_N_ELEMENTS(finals); i++)
    if (finals[i].final == (char) final)
      return finals[i].code;
  return KEY_UNKNOWN;
}

/* Keys by the number of CSI number ~. */
static guint32 key_of_number(guint number) {
  static const guint32 numbers[] = {
      [1] = KEY_HOME,    [2] = KEY_INSERT,    [3] = KEY_DELETE,   [4] = KEY_END,
      [5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN, [7] = KEY_HOME,     [8] = KEY_END,
      [11] = KEY_F1,     [12] = KEY_F1 + 1,   [13] = KEY_F1 + 2,  [14] = KEY_F1 + 3,
      [15] = KEY_F1 + 4, [17] = KEY_F1 + 5,   [18] = KEY_F1 + 6,  [19] = KEY_F1 + 7,
      [20] = KEY_F1 + 8, [21] = KEY_F1 + 9,   [23] = KEY_F1 + 10, [24] = KEY_F1 + 11};
  return number < G_N_ELEMENTS(numbers) && numbers[number] ? numbers[number] : KEY_UNKNOWN;
}

/* SGR mouse report: button;column;row. */
static guint32 key_of_mouse(Reader *reader, const guint *parameters, gboolean pressed) {
  reader->key.col = parameters[1] ? parameters[1] - 1 : 0;
  reader->key.row = parameters[2] ? parameters[2] - 1 : 0;
  if (parameters[0] == 64 || parameters[0] == 65)
    return parameters[0] == 64 ? KEY_WHEEL_UP : KEY_WHEEL_DOWN;
  return parameters[0] == 0 && pressed ? KEY_CLICK : KEY_NONE;
}

#define PARAMETERS_MAX 4

/* From bytes[at] on: parameters, and the place of the final byte; 0 where it isn't there yet. */
static gsize read_parameters(const Reader *reader, gsize at, guint parameters[PARAMETERS_MAX]) {
  guint i = 0;
  memset(parameters, 0, PARAMETERS_MAX * sizeof *parameters);
  for (; at < reader->n; at++) {
    guint8 byte = reader->bytes[at];
    if (byte >= '0' && byte <= '9')
      parameters[i] = MIN(parameters[i] * 10 + (byte - '0'), 100000);
    else if (byte == ';' && i + 1 < PARAMETERS_MAX)
      i++;
    else if (byte < 0x20 || byte >= 0x40)
      return at;
  }
  return 0;
}

/* ESC [ … */
static ReadResult read_csi(Reader *reader) {
  guint parameters[PARAMETERS_MAX];
  gsize begin = 2;
  if (reader->n == 3 && reader->bytes[2] == '[' && !reader->late)
    return READ_PART;
  if (reader->n > 3 && reader->bytes[2] == '[') /* the Linux console's F1..F5 */
    return take(reader, 4,
                reader->bytes[3] >= 'A' && reader->bytes[3] <= 'E'
                    ? (guint32)KEY_F1 + (reader->bytes[3] - 'A')
                    : (guint32)KEY_UNKNOWN);
  gboolean mouse = reader->n > 2 && reader->bytes[2] == '<';
  gsize end = read_parameters(reader, begin + mouse, parameters);
  if (!end)
    return reader->n > 64 ? take(reader, reader->n, KEY_UNKNOWN) : READ_PART;
  guint8 final = reader->bytes[end];
  if (final < 0x20)
    return take(reader, end, KEY_UNKNOWN);
  if (mouse)
    return take(reader, end + 1, key_of_mouse(reader, parameters, final == 'M'));
  guint32 code = final == '~' ? key_of_number(parameters[0]) : key_of_final(final);
  return take(reader, end + 1, code == KEY_UNKNOWN ? code : code | modifiers_of(parameters[1]));
}

static ReadResult read_character(Reader *reader, gsize at, guint32 modifiers) {
  gunichar c = g_utf8_get_char_validated((const char *)reader->bytes + at, reader->n - at);
  if (c == (gunichar)-2 && !reader->late)
    return READ_PART;
  if (c >= 0x110000)
    return take(reader, at + 1, KEY_NONE);
  gsize bytes = g_utf8_skip[reader->bytes[at]];
  if (c == 0) /* Ctrl-Space */
    return take(reader, at + bytes, KEY_UNKNOWN);
  if (c == '\b')
    c = KEY_RUB_OUT;
  return take(reader, at + bytes, c | modifiers);
}

static ReadResult read_escape(Reader *reader) {
  if (reader->n == 1)
    return reader->late ? take(reader, 1, KEY_ESCAPE) : READ_PART;
  if (reader->bytes[1] == 27)
    return take(reader, 1, KEY_ESCAPE);
  gboolean sequence = reader->bytes[1] == '[' || reader->bytes[1] == 'O';
  if (sequence && reader->n == 2)
    return reader->late ? take(reader, 2, reader->bytes[1] | KEY_ALT) : READ_PART;
  if (reader->bytes[1] == '[') {
    ReadResult result = read_csi(reader);
    return result == READ_PART && reader->late ? take(reader, reader->n, KEY_UNKNOWN) : result;
  }
  if (reader->bytes[1] == 'O')
    return take(reader, 3, key_of_final(reader->bytes[2]));
  return read_character(reader, 1, KEY_ALT);
}

#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
#define PASTE_BYTES 6

/* TRUE where the bytes are, or may become, the sequence. */
static gboolean begins_with(const Reader *reader, const char *sequence, gboolean *whole) {
  gsize n = MIN(reader->n, PASTE_BYTES);
  *whole = n == PASTE_BYTES;
  return memcmp(reader->bytes, sequence, n) == 0;
}

/* Pasted text is text, whatever stands in it. */
static ReadResult read_pasted(Input *input, Reader *reader) {
  gboolean whole;
  if (reader->bytes[0] == 27 && begins_with(reader, PASTE_END, &whole)) {
    if (!whole && !reader->late)
      return READ_PART;
    input->pasting = FALSE;
    return take(reader, whole ? PASTE_BYTES : reader->n, KEY_NONE);
  }
  ReadResult result = read_character(reader, 0, 0);
  if (result == READ_KEY) {
    reader->key.pasted = reader->key.code == KEY_UNKNOWN ? 0 : reader->key.code;
    reader->key.code = KEY_PASTED;
  }
  return result;
}

static ReadResult read_key(Input *input, Reader *reader) {
  gboolean whole;
  if (input->pasting)
    return read_pasted(input, reader);
  if (reader->bytes[0] != 27)
    return read_character(reader, 0, 0);
  if (begins_with(reader, PASTE_BEGIN, &whole) && whole) {
    input->pasting = TRUE;
    return take(reader, PASTE_BYTES, KEY_NONE);
  }
  return read_escape(reader);
}

gboolean input_next(Input *input, gboolean late, Key *key, gboolean *wait) {
  *wait = FALSE;
  while (input->bytes->len) {
    Reader reader = {.bytes = input->bytes->data, .n = input->bytes->len, .late = late};
    ReadResult result = read_key(input, &reader);
    if (result == READ_PART) {
      *wait = TRUE;
      return FALSE;
    }
    g_byte_array_remove_range(input->bytes, 0, reader.used);
    if (result == READ_KEY) {
      *key = reader.key;
      return TRUE;
    }
  }
  return FALSE;
}
