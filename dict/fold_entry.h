/* fold_entry.h: how mkfold writes the table of characters and fold.c reads it.
 *
 * An entry is 0 (the character stays), or a code in the low 21 bits with flags, or, where LONG is
 * set, a length in the low FOLD_LONG_BITS bits and a place in fold_pool above them. */
#ifndef JIKENBO_DICT_FOLD_ENTRY_H
#define JIKENBO_DICT_FOLD_ENTRY_H

#define FOLD_ENTRY_CODE 0x1FFFFFu
#define FOLD_ENTRY_COMBINES                                                                        \
  0x20000000u                         /* what it becomes may join with the character before it     \
                                       */
#define FOLD_ENTRY_MERGES 0x40000000u /* FOLD_INDEX makes another character of it: fold_merges */
#define FOLD_ENTRY_LONG 0x80000000u   /* becomes none or several characters */
#define FOLD_LONG_BITS 6

#define FOLD_BLOCK_BITS 7
#define FOLD_BLOCK_SIZE (1 << FOLD_BLOCK_BITS)

/* Codes beyond Unicode: a dash that may be a long vowel mark, and a character that is dropped. */
#define FOLD_DASH 0x110001
#define FOLD_NOTHING 0x110002

#endif
