/* print_table.h: rows for spreadsheets and line tools: TSV and CSV (RFC 4180 with "\n").
 *
 * A cell is one line without control characters. In TSV a cell holds no TAB. In CSV a text that a
 * spreadsheet would run as a formula (=, +, -, @ first) gets a ' before it: notices come from
 * strangers.
 */
#ifndef JIKENBO_SEARCHER_PRINT_TABLE_H
#define JIKENBO_SEARCHER_PRINT_TABLE_H

#include "search.h"

G_BEGIN_DECLS

typedef enum { TABLE_TSV, TABLE_CSV } TableKind;

/* One cell of text, with the separator before it unless it is the first of its line. */
void print_table_cell(GString *out, TableKind kind, gboolean first, const char *text);
void print_table_number(GString *out, TableKind kind, gboolean first, gint64 number);

/* The line of column names, and a hit as a line. Lists are joined by ';', unknown is empty. */
void print_table_header(GString *out, TableKind kind);
void print_table_hit(GString *out, TableKind kind, const Taxonomy *taxonomy, const SearchHit *hit);

G_END_DECLS

#endif
