/* Inside the metric room: a text as chrF sees it. Characters are code points, blanks (Python's
 * str.split() says which) left out unless asked for; words are what stands between blanks, with one
 * ASCII punctuation mark at the end, or else at the beginning, taken off as a word of its own.
 * Lower case is Python's str.lower(), the final sigma included. Ill-formed UTF-8 is U+FFFD.
 *   Memory   the caller's storage, zeroed before first use, released with deinit; buffers are kept
 *   Threads  one handle, one thread at a time */
#ifndef BED_METRIC_CHRF_TEXT_H
#define BED_METRIC_CHRF_TEXT_H

#include "metric/tokens.h"

typedef struct bed__chrf_text {
    uint32_t *raw; /* code points as they stand */
    size_t    raw_capacity;
    uint32_t *points; /* the same, in lower case where that is asked for */
    size_t    n_points, points_capacity;
    uint32_t *characters;
    size_t    n_characters, characters_capacity;
    uint32_t *words; /* by number */
    size_t    n_words, words_capacity;
} bed__chrf_text;

void bed__chrf_text_deinit(bed__chrf_text *t);

/* Errors: BED_EMEMORY; BED_EARGUMENT (over 1 GiB). */
bed_status bed__chrf_read(bed__chrf_text *t, bed_str text, bool lower, bool whitespace,
                          bed_error *err) BED_USE_RESULT;

/* Numbers the words of a text that was read, by a table that both texts of a pair share. */
bed_status bed__chrf_words(bed__chrf_text *t, bed_token_table *table,
                           bed_error *err) BED_USE_RESULT;

#endif
