/* mklexicon: makes the lexicon's image (lexicon_image.h) of its tables. */
#include <stdio.h>

#include "lexicon_image.h"

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  if (argc != 4) {
    fprintf(stderr, "usage: mklexicon SYNONYMS CONCEPTS IMAGE\n");
    return 1;
  }
  Lexicon *lexicon = lexicon_read(argv[1], argv[2], &error);
  GByteArray *image = lexicon ? lexicon_pack(lexicon) : NULL;
  gboolean good =
      image && g_file_set_contents(argv[3], (const char *)image->data, image->len, &error);
  if (!good)
    fprintf(stderr, "%s\n", error->message);
  g_clear_pointer(&image, g_byte_array_unref);
  lexicon_free(lexicon);
  return good ? 0 : 1;
}
