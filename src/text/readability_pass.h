/* Inside the text room: parts of the one pass that bed_readability_count makes. */
#ifndef BED_TEXT_READABILITY_PASS_H
#define BED_TEXT_READABILITY_PASS_H

#include "text/readability.h"

/* Adds Chinese characters, sentences and vocabulary of a text (chinese_readability.c). */
void bed__count_chinese(bed_str text, bed_readability_counts *c);

/* Fills err and returns BED_UNDEFINED; what: "words", "Chinese characters". */
bed_status bed__readability_empty(bed_error *err, const char *what);

/* a / b, for counts. */
static inline double bed__ratio(uint64_t a, uint64_t b)
{
    return (double)a / (double)b;
}

#endif
