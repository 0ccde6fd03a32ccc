/* Inside the model room: the character classes that tokenizers go by, which are those of the
 * `tokenizers` library and not of one Unicode version: some of its categories stand at Unicode 8,
 * others at 9 and 16, its lower case at 17. fixtures/characters.tsv holds what the library itself
 * does. */
#ifndef BED_MODEL_CHARACTERS_H
#define BED_MODEL_CHARACTERS_H

#include "text/unicode.h"

/* White_Space: what Rust's char::is_whitespace and \s of regular expressions mean. */
static inline bool bed__is_space(UChar32 c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 0x09 && c <= 0x0D);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Categories Cc, Cf and Co. */
bool bed__is_other(UChar32 c);
/* Categories Pc to Ps, and the ASCII signs that Unicode calls symbols ("$+<=>^`|~"). */
bool bed__is_punctuation(UChar32 c);
bool bed__is_nonspacing(UChar32 c); /* category Mn */
/* The ideographs that BERT puts blanks around. */
bool bed__is_ideograph(UChar32 c);
/* \w of regular expressions: alphabetic, marks, digits, connectors, joiners. */
bool bed__is_word(UChar32 c);
/* Categories L and N of Unicode 16: what \p{L} and \p{N} mean to the library. */
bool bed__is_letter(UChar32 c);
bool bed__is_number(UChar32 c);
bool bed__is_numeric(UChar32 c); /* category N of Unicode 17 */
bool bed__is_mark(UChar32 c);    /* categories Mn, Mc, Me of Unicode 9 */
/* The lower case of one character whatever stands around it; returns how many (1 or 2). */
size_t bed__lower(UChar32 c, UChar32 out[2]);

#endif
