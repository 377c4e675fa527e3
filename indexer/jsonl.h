/* jsonl.h: JSON Lines, one post a line:
 * {"id","organisation","title","published","url","labels","text"}. */
#ifndef JIKENBO_INDEXER_JSONL_H
#define JIKENBO_INDEXER_JSONL_H

#include "page.h"

G_BEGIN_DECLS

/* A line may have so many bytes. */
#define JSONL_LINE_BYTES_MAX (16u << 20)

/* A reader that is fed piece by piece with UTF-8. */
typedef struct Jsonl Jsonl;
Jsonl *jsonl_new(const char *file, const HeadingTools *tools, PageFunc func, gpointer user);
void jsonl_add(Jsonl *jsonl, const char *text, gsize text_bytes);
/* Reads what remains and frees. Adds what could not be read to problems (of char*). FALSE and error
 * (SOURCE_ERROR_FORM) where no line is a JSON object. */
gboolean jsonl_finish(Jsonl *jsonl, GPtrArray *problems, guint *lines, GError **error);

G_END_DECLS

#endif
