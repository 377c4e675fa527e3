/* reader.h: threads that search without pause while the index is written, and judge every answer.
 */
#ifndef JIKENBO_FAULTS_READER_H
#define JIKENBO_FAULTS_READER_H

#include <glib.h>

G_BEGIN_DECLS

/* Every generation of the archive holds the same marked notices, each with the number of its
 * generation in its title, and the same other notices. */
#define MARKED_WORD "標識コウノトリ"
#define MARKED_TITLE "標識コウノトリの第%u世代について"

/* What readers and the killer share. */
typedef struct {
  const char *searcher, *index;
  guint marked, others;   /* incidents that the two questions find; others 0: not yet known */
  gint oldest, newest;    /* atomic: generations that an answer may show now */
  gint stop;              /* atomic */
  gint answers, failures; /* atomic */
} World;

typedef struct Reader Reader;

/* batch: one process that is asked again and again; else a process a question. */
Reader *reader_start(World *world, gboolean batch);
/* Ends the thread. Returns the answers it got. */
guint reader_finish(Reader *reader);

/* Asks once, in a process of its own; TRUE where the answer holds. */
gboolean reader_ask_once(World *world, guint *generation, guint *others);

G_END_DECLS

#endif
