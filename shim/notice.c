#include "notice.h"

#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "pack.h"

/* First bytes of a stored notice: what it is, and the version of the form. */
#define NOTICE_MAGIC 'J'
#define NOTICE_VERSION 1

static void place_clear(gpointer data) {
  g_free(((NoticePlace *)data)->file);
}

static void evidence_clear(gpointer data) {
  NoticeEvidence *evidence = data;
  g_free(evidence->field);
  g_free(evidence->text);
}

Notice *notice_new(void) {
  Notice *notice = g_new0(Notice, 1);

  notice->title = g_strdup("");
  notice->body = g_strdup("");
  notice->affected = NOTICE_AFFECTED_UNKNOWN;
  notice->causes = g_array_new(FALSE, FALSE, 1);
  notice->sectors = g_array_new(FALSE, FALSE, 1);
  notice->data = g_array_new(FALSE, FALSE, 1);
  notice->media = g_array_new(FALSE, FALSE, 1);
  notice->vendors = g_ptr_array_new_with_free_func(g_free);
  notice->labels = g_ptr_array_new_with_free_func(g_free);
  notice->links = g_ptr_array_new_with_free_func(g_free);
  notice->doubts = g_ptr_array_new_with_free_func(g_free);
  notice->places = g_array_new(FALSE, FALSE, sizeof(NoticePlace));
  g_array_set_clear_func(notice->places, place_clear);
  notice->evidence = g_array_new(FALSE, FALSE, sizeof(NoticeEvidence));
  g_array_set_clear_func(notice->evidence, evidence_clear);
  notice->marks = g_byte_array_new();
  return notice;
}

void notice_free(Notice *notice) {
  if (!notice)
    return;
  g_free(notice->id);
  g_free(notice->organisation);
  g_free(notice->title);
  g_free(notice->url);
  g_free(notice->body);
  g_array_unref(notice->causes);
  g_array_unref(notice->sectors);
  g_array_unref(notice->data);
  g_array_unref(notice->media);
  g_ptr_array_unref(notice->vendors);
  g_ptr_array_unref(notice->labels);
  g_ptr_array_unref(notice->links);
  g_ptr_array_unref(notice->doubts);
  g_array_unref(notice->places);
  g_array_unref(notice->evidence);
  g_byte_array_unref(notice->marks);
  g_free(notice);
}

void notice_set_title(Notice *notice, const char *title) {
  g_free(notice->title);
  notice->title = g_strdup(title ? title : "");
}

void notice_set_body(Notice *notice, const char *body) {
  g_free(notice->body);
  notice->body = g_strdup(body ? body : "");
  notice->body_bytes = strlen(notice->body);
}

int notice_reference_day(int published, const char *id) {
  char *behind = NULL;
  if (published || !id)
    return published;
  guint64 year = g_ascii_strtoull(id, &behind, 10);
  return *behind == '-' && year >= 1990 && year < 2200 ? (int)year * 10000 + 1231 : 0;
}

void notice_add_place(Notice *notice, const char *file, guint line, guint end_line) {
  NoticePlace place = {g_strdup(file), line, end_line};
  g_array_append_val(notice->places, place);
}

void notice_add_evidence(Notice *notice, const char *field, const char *text, gssize text_bytes,
                         guint line) {
  gsize bytes = text_bytes < 0 ? strlen(text) : (gsize)text_bytes;
  NoticeEvidence evidence = {g_strdup(field), g_strndup(text, bytes), line};
  g_array_append_val(notice->evidence, evidence);
}

/* ---- writing */

static void put_bytes(GByteArray *bytes, const void *data, gsize n) {
  pack_uint(bytes, n);
  g_byte_array_append(bytes, data, (guint)n);
}

/* A string that may be NULL: its length and one, then its bytes; 0 is NULL. */
static void put_string(GByteArray *bytes, const char *text) {
  gsize n = text ? strlen(text) : 0;

  pack_uint(bytes, text ? n + 1 : 0);
  g_byte_array_append(bytes, (const guint8 *)(text ? text : ""), (guint)n);
}

static void put_codes(GByteArray *bytes, const GArray *codes) {
  put_bytes(bytes, codes->data, codes->len);
}

static void put_strings(GByteArray *bytes, const GPtrArray *strings) {
  pack_uint(bytes, strings->len);
  for (guint i = 0; i < strings->len; i++)
    put_string(bytes, g_ptr_array_index(strings, i));
}

static void put_places(GByteArray *bytes, const GArray *places) {
  pack_uint(bytes, places->len);
  for (guint i = 0; i < places->len; i++) {
    const NoticePlace *place = &g_array_index(places, NoticePlace, i);
    put_string(bytes, place->file);
    pack_uint(bytes, place->line);
    pack_uint(bytes, place->end_line);
  }
}

static void put_evidence(GByteArray *bytes, const GArray *evidence) {
  pack_uint(bytes, evidence->len);
  for (guint i = 0; i < evidence->len; i++) {
    const NoticeEvidence *one = &g_array_index(evidence, NoticeEvidence, i);
    put_string(bytes, one->field);
    put_string(bytes, one->text);
    pack_uint(bytes, one->line);
  }
}

void notice_pack(const Notice *notice, GByteArray *bytes) {
  const guint8 head[2] = {NOTICE_MAGIC, NOTICE_VERSION};

  g_byte_array_append(bytes, head, sizeof head);
  put_string(bytes, notice->id);
  put_string(bytes, notice->organisation);
  put_string(bytes, notice->title);
  put_string(bytes, notice->url);
  put_bytes(bytes, notice->body, notice->body_bytes);
  pack_uint(bytes, notice->body_line);
  pack_int(bytes, notice->published);
  pack_int(bytes, notice->occurred_from);
  pack_int(bytes, notice->occurred_to);
  pack_int(bytes, notice->discovered);
  pack_int(bytes, notice->affected);
  pack_uint(bytes, notice->vendor ? 1 : 0);
  put_codes(bytes, notice->causes);
  put_codes(bytes, notice->sectors);
  put_codes(bytes, notice->data);
  put_codes(bytes, notice->media);
  put_strings(bytes, notice->vendors);
  put_strings(bytes, notice->labels);
  put_strings(bytes, notice->links);
  put_strings(bytes, notice->doubts);
  put_places(bytes, notice->places);
  put_evidence(bytes, notice->evidence);
  put_bytes(bytes, notice->marks->data, notice->marks->len);
}

/* ---- reading */

/* Readers step over text character by character: nothing but UTF-8 may pass. */
static char *take_text(Unpack *unpack, gsize n) {
  const char *text = (const char *)unpack->at;

  if (!unpack->ok || n > (gsize)(unpack->end - unpack->at) || utf8_broken(text, n)) {
    unpack->ok = FALSE;
    return NULL;
  }
  unpack->at += n;
  char *copy = g_malloc(n + 1);
  memcpy(copy, text, n);
  copy[n] = '\0';
  return copy;
}

static char *take_string(Unpack *unpack) {
  guint64 n = unpack_uint(unpack);
  return n > 0 ? take_text(unpack, n - 1) : NULL;
}

/* A string that is never NULL. */
static char *take_required(Unpack *unpack) {
  char *text = take_string(unpack);
  if (!text)
    unpack->ok = FALSE;
  return text ? text : g_strdup("");
}

static void take_codes(Unpack *unpack, GArray *codes) {
  guint n = unpack_count(unpack);

  for (guint i = 0; i < n; i++)
    if (unpack->at[i] > 31)
      unpack->ok = FALSE;
  g_array_append_vals(codes, unpack->at, n);
  unpack->at += n;
}

static void take_strings(Unpack *unpack, GPtrArray *strings) {
  guint n = unpack_count(unpack);
  for (guint i = 0; i < n && unpack->ok; i++)
    g_ptr_array_add(strings, take_required(unpack));
}

static void take_places(Unpack *unpack, GArray *places) {
  guint n = unpack_count(unpack);

  for (guint i = 0; i < n && unpack->ok; i++) {
    NoticePlace place = {take_required(unpack), 0, 0};
    place.line = (guint)unpack_uint(unpack);
    place.end_line = (guint)unpack_uint(unpack);
    g_array_append_val(places, place);
  }
}

static void take_evidence(Unpack *unpack, GArray *evidence) {
  guint n = unpack_count(unpack);

  for (guint i = 0; i < n && unpack->ok; i++) {
    NoticeEvidence one = {take_required(unpack), NULL, 0};
    one.text = take_required(unpack);
    one.line = (guint)unpack_uint(unpack);
    g_array_append_val(evidence, one);
  }
}

static void take_body(Unpack *unpack, Notice *notice) {
  guint64 n = unpack_uint(unpack);
  char *body = take_text(unpack, n);

  if (!body)
    return;
  g_free(notice->body);
  notice->body = body;
  notice->body_bytes = n;
}

static void take_facts(Unpack *unpack, Notice *notice) {
  notice->body_line = (guint)unpack_uint(unpack);
  notice->published = unpack_date(unpack);
  notice->occurred_from = unpack_date(unpack);
  notice->occurred_to = unpack_date(unpack);
  notice->discovered = unpack_date(unpack);
  notice->affected = unpack_int(unpack);
  notice->vendor = unpack_uint(unpack) != 0;
  take_codes(unpack, notice->causes);
  take_codes(unpack, notice->sectors);
  take_codes(unpack, notice->data);
  take_codes(unpack, notice->media);
}

Notice *notice_unpack(const void *bytes, gsize bytes_len) {
  const guint8 *data = bytes;
  if (bytes_len < 2 || data[0] != NOTICE_MAGIC || data[1] != NOTICE_VERSION)
    return NULL;
  Unpack unpack = {data + 2, data + bytes_len, TRUE};
  Notice *notice = notice_new();

  notice->id = take_string(&unpack);
  notice->organisation = take_string(&unpack);
  g_free(notice->title);
  notice->title = take_required(&unpack);
  notice->url = take_string(&unpack);
  take_body(&unpack, notice);
  take_facts(&unpack, notice);
  take_strings(&unpack, notice->vendors);
  take_strings(&unpack, notice->labels);
  take_strings(&unpack, notice->links);
  take_strings(&unpack, notice->doubts);
  take_places(&unpack, notice->places);
  take_evidence(&unpack, notice->evidence);
  guint marks = unpack_count(&unpack);
  g_byte_array_append(notice->marks, unpack.at, marks);
  if (unpack.ok && unpack.at + marks == unpack.end)
    return notice;
  notice_free(notice);
  return NULL;
}

/* ---- the key */

/* Whether white space may begin at text: all of it that is no ASCII is U+0085, U+00A0, U+1680,
 * U+2000 to U+205F or U+3000. Kana and kanji are passed over without being decoded. */
static inline gboolean may_be_space(const char *text, const char *end) {
  guchar lead = (guchar)*text, second = end - text > 1 ? (guchar)text[1] : 0;
  if (lead <= ' ')
    return TRUE;
  return lead >= 0xC2 && lead <= 0xE3 &&
         (lead == 0xC2 || (lead == 0xE1 && second == 0x9A) ||
          (lead == 0xE2 && (second == 0x80 || second == 0x81)) || (lead == 0xE3 && second == 0x80));
}

/* The bytes of the white space that begins at text, 0 where none does. */
static gsize space_bytes(const char *text, const char *end) {
  gunichar c = g_utf8_get_char_validated(text, end - text);
  if (c >= (gunichar)-2 || !g_unichar_isspace(c))
    return 0;
  return (gsize)(g_utf8_next_char(text) - text);
}

/* Appends text without its white space to bytes, which are emptied first. */
static void without_space(GByteArray *bytes, const char *text, gsize n) {
  const char *end = text + n, *from = text;

  g_byte_array_set_size(bytes, 0);
  while (text < end) {
    gsize space = may_be_space(text, end) ? space_bytes(text, end) : 0;
    if (space) {
      g_byte_array_append(bytes, (const guint8 *)from, (guint)(text - from));
      from = text + space;
    }
    text += space ? space : 1;
  }
  g_byte_array_append(bytes, (const guint8 *)from, (guint)(end - from));
}

void notice_key(const Notice *notice, char key[33]) {
  if (notice->key[0]) {
    memcpy(key, notice->key, sizeof notice->key);
    return;
  }
  const char *fields[] = {notice->id, notice->organisation, notice->title, notice->body};
  GByteArray *bytes = g_byte_array_sized_new((guint)notice->body_bytes + 1);
  Hash hash = HASH_START;

  for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
    const char *field = fields[i] ? fields[i] : "";
    without_space(bytes, field, field == notice->body ? notice->body_bytes : strlen(field));
    hash_add(&hash, bytes->data, bytes->len);
  }
  hash_text(&hash, key);
  g_byte_array_unref(bytes);
}

const char *notice_key_once(Notice *notice) {
  char key[33];

  notice_key(notice, key);
  memcpy(notice->key, key, sizeof key);
  return notice->key;
}
