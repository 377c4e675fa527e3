/* hash.h: 128 bits that tell contents apart: equal in every run and on every machine; made for
 * speed, no guard against intent. */
#ifndef JIKENBO_COMMON_HASH_H
#define JIKENBO_COMMON_HASH_H

#include <glib.h>

G_BEGIN_DECLS

#define HASH_TEXT_BYTES 33 /* 32 hex digits and a NUL */

typedef struct {
  guint64 lanes[2];
} Hash;

#define HASH_START ((Hash){{0, 0}})

/* Adds one field: where it ends counts too, so that fields can't run into each other. */
void hash_add(Hash *hash, const void *data, gsize bytes);
/* A string; NULL differs from the empty one. */
void hash_add_string(Hash *hash, const char *text);
/* The hash may go on after. */
void hash_text(const Hash *hash, char text[HASH_TEXT_BYTES]);

G_END_DECLS

#endif
