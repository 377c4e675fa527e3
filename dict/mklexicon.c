/* mklexicon: adds to each row of a table a last column with the words of one column folded, so that
 * the programs need not fold them at every start. Comments stay, and so do the lines' numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"

static void convert_line(const char *line, guint column, guint columns) {
  g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
  guint n = g_strv_length(cells);
  g_autofree char *folded = fold_string(FOLD_INDEX, column < n ? cells[column] : "", -1);
  printf("%s", line);
  for (guint i = n; i < columns; i++)
    printf("\t");
  printf("\t%s\n", folded);
}

int main(int argc, char **argv) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (argc != 4) {
    fprintf(stderr, "usage: mklexicon TABLE COLUMN COLUMNS > table with the folded column\n");
    return 1;
  }
  if (!g_file_get_contents(argv[1], &text, NULL, &error)) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++)
    if (!*lines[i] || *lines[i] == '#')
      puts(lines[i]);
    else
      convert_line(lines[i], (guint)atoi(argv[2]), (guint)atoi(argv[3]));
  return 0;
}
