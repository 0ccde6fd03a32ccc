/* White space and the words for "nothing" in the cells of published files. White space is Unicode's
 * White_Space and the invisible U+200B and U+FEFF. */
#ifndef BED_CORPUS_BLANK_H
#define BED_CORPUS_BLANK_H

#include "base/base.h"

/* Whether a text says nothing: empty, or nothing but white space. */
bool bed_is_blank(bed_str s);

/* Whether a cell stands for "nothing": blank, or nan, NaN, null, NULL or NA with nothing but white
 * space around it. "None" can be the right option and is no such word. */
bool bed_is_missing(bed_str s);

/* The text without the white space at both ends; a view of s. */
bed_str bed_trim_space(bed_str s);

#endif
