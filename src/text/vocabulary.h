/* Inside the text room: professional, everyday and familiar words. */
#ifndef BED_TEXT_VOCABULARY_H
#define BED_TEXT_VOCABULARY_H

#include "base/base.h"

enum { BED__TERM_WORDS = 5, BED__FOLDED_MAX = 47 };

/* A word in lower-case ASCII letters, digits, apostrophes; "" where it has other signs or is long.
 */
typedef struct bed__folded_word {
    char text[BED__FOLDED_MAX + 1];
} bed__folded_word;

void bed__fold_word(bed_str word, bed__folded_word *out);
bool bed__is_familiar(const char *folded);

/* The longest English term that the words begin with: how many words it has (0: none begins here)
 * and its kind, 'P' or 'L'. Words that an affix makes professional are terms of one word.
 * familiar: whether words[0] is. 0 < n <= BED__TERM_WORDS. */
size_t bed__english_term(const bed__folded_word *words, size_t n, bool familiar, char *kind);

/* The longest Chinese term that the text begins with: its bytes (0: none) and kind. */
size_t bed__chinese_term(bed_str text, char *kind);

#endif
