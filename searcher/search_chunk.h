/* search_chunk.h: a blank-free piece of the question, cut. Private to search_chunk.c, search_cut.c,
 * search_value.c. */
#ifndef JIKENBO_SEARCHER_SEARCH_CHUNK_H
#define JIKENBO_SEARCHER_SEARCH_CHUNK_H

#include "dict/quantity.h"
#include "search_internal.h"

G_BEGIN_DECLS

typedef enum { PIECE_RUN, PIECE_BASE, PIECE_NUMBER, PIECE_DATE } PieceKind;

/* What is said behind an amount. */
typedef enum {
  BOUND_NONE,
  BOUND_ABOUT,    /* 程度, and 約 before it */
  BOUND_AT_LEAST, /* 以上 */
  BOUND_MORE,     /* 超, を超える */
  BOUND_AT_MOST,  /* 以下 */
  BOUND_LESS      /* 未満 */
} Bound;

/* Something that the chunk says; bytes of its folded text. */
typedef struct {
  PieceKind kind;
  guint32 start, end;
  guint first, last; /* units */
  const char *base;  /* PIECE_BASE: dictionary form */
  Quantity quantity; /* PIECE_NUMBER */
  Bound bound;       /* PIECE_NUMBER */
  DateMention date;  /* PIECE_DATE */
  DateMention until; /* PIECE_DATE: the last day of a span; the same day where it is none */
} Piece;

typedef struct {
  Plan *plan;
  const char *source; /* as typed */
  Analysis analysis;
  GArray *pieces;   /* of Piece */
  gboolean grammar; /* particles or the like stand between */
  gboolean apart;   /* something stands between units that isn't joined */
  GError **error;
} Chunk;

/* Fills pieces, grammar and apart from the analysis. */
void chunk_cut(Chunk *chunk);

const Unit *chunk_unit(const Chunk *chunk, guint i);
/* Folded text of bytes start..end, and how it was typed; to be freed. */
char *chunk_text(const Chunk *chunk, guint32 start, guint32 end);
char *chunk_shown(const Chunk *chunk, guint32 start, guint32 end);

/* Notices of the causes that the chunk tells of; named: they as a field's values
 * ("cause:loss,theft"), to be freed. NULL where it tells of none, or error. */
IndexQuery *cause_query(const Chunk *chunk, char **named);

/* What finds an amount or a day; for word number `word`. NULL and error. */
IndexQuery *value_number(Chunk *chunk, const Piece *piece, guint word);
IndexQuery *value_date(Chunk *chunk, const Piece *piece, guint word);

G_END_DECLS

#endif
