/* Inside the model room: where a word of byte-level BPE falls apart. No merge joins the two sides
 * of a border between characters when no token of the vocabulary reaches across it; then the ids of
 * the word are those of its parts, one after the other. Words without blanks, as in Chinese, fall
 * into parts of a few characters, which a cache knows, where the whole word is seldom met twice.
 * A border may be kept though no token crosses it (two sets are hashed), never the reverse. */
#ifndef BED_MODEL_BPE_CUTS_H
#define BED_MODEL_BPE_CUTS_H

#include "base/base.h"
#include <unicode/umachine.h>

enum { BED__PAIR_BITS = 1 << 20 };

typedef struct bed__cuts {
    uint8_t edges[256][256 / 8];       /* last byte, first byte: crossed by a token that holds less
                                          than the whole character on a side */
    uint8_t pairs[BED__PAIR_BITS / 8]; /* hashed characters: crossed by a token that holds both */
} bed__cuts;

/* Enters the bytes of a token; c begins zeroed. */
void bed__cuts_add(bed__cuts *c, bed_str token);

/* The end of the part of `word` (well-formed UTF-8) that begins at `at`: at < result <= word.len.
 */
size_t bed__part_end(const bed__cuts *c, bed_str word, size_t at);

#endif
