/* markup_flow.h: elements and text of HTML -> lines as a reader sees them. For markup*.c alone. */
#ifndef JIKENBO_INDEXER_MARKUP_FLOW_H
#define JIKENBO_INDEXER_MARKUP_FLOW_H

#include <glib.h>

G_BEGIN_DECLS

/* The text keeps at most this; more is dropped. */
#define FLOW_BYTES_MAX (4u << 20)

typedef struct Flow Flow;
Flow *flow_new(void);
void flow_free(Flow *flow); /* NULL is fine */

/* name: of an element, lower case. Unknown ones are inline. */
void flow_start(Flow *flow, const char *name);
void flow_end(Flow *flow, const char *name);
void flow_text(Flow *flow, const char *text, gsize text_bytes);

/* What was read so far: lives until the next call. */
const GString *flow_read(const Flow *flow);
void flow_clear(Flow *flow);

/* TRUE for elements whose text no reader sees, or that lead elsewhere. */
gboolean flow_is_hidden(const char *name);

G_END_DECLS

#endif
