/* Inside the metric room: what words say, for the rules that find an answer. */
#ifndef BED_METRIC_EXTRACT_WORDS_H
#define BED_METRIC_EXTRACT_WORDS_H

#include "metric/extract_lex.h"

/* Of a word in lower case, not empty, NULs behind it. */
bed__sense bed__sense_of_word(const char fold[BED__LEX_FOLD], size_t len);

/* Of the longest Chinese phrase at the start of rest, whose first character is `first`; bytes is
 * its length and left alone where there is none. */
bed__sense bed__sense_of_phrase(int32_t first, bed_str rest, size_t *bytes);

#endif
