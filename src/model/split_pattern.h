/* Inside the model room: the patterns by which byte-level tokenizers cut a text into words, written
 * out by hand. Each agrees with its regular expression, under the character classes of Unicode 16;
 * test_split.c holds them against PCRE2. */
#ifndef BED_MODEL_SPLIT_PATTERN_H
#define BED_MODEL_SPLIT_PATTERN_H

#include "base/base.h"

/* Where the match that begins at `at` ends: at < result <= text.len. Every character belongs to a
 * match. text is well-formed UTF-8, at < text.len. */
typedef size_t bed__word_end(bed_str text, size_t at);

/* 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+ */
bed__word_end bed__word_end_gpt2;

/* The hand-written form of a regular expression, or NULL where there is none. */
bed__word_end *bed__known_pattern(bed_str pattern);

extern const char *const bed__known_patterns[3]; /* for tests */

#endif
