/* Inside the metric room: texts cut into tokens, and tokens into numbers (tokens.h).
 * Cuts:      unicode  words (UAX #29 by ICU), but every Chinese character and kana by itself; no
 *                     punctuation. Needs no dictionary for Chinese, so that what two texts have in
 *                     common does not hang on how their words were cut.
 *            word     the same with Chinese and Japanese words by ICU's dictionary
 *            char     every character that is no blank, punctuation too
 *            space    what stands between blanks, as Python's str.split() has them
 * Ill-formed UTF-8 counts as U+FFFD.
 * Ownership: handles are the caller's storage, zeroed, released with their deinit.
 * Threads:   one handle, one thread at a time. */
#ifndef BED_METRIC_PIECES_H
#define BED_METRIC_PIECES_H

#include "metric/metric.h"
#include "metric/tokens.h"
#include "text/text.h"

typedef enum bed__cut {
    BED__CUT_AUTO,
    BED__CUT_UNICODE,
    BED__CUT_WORD,
    BED__CUT_CHAR,
    BED__CUT_SPACE
} bed__cut;

/* The parameter's choices, in the order of the enumeration. */
#define BED__CUTS "auto", "unicode", "word", "char", "space"

/* What "auto" is for these texts: unicode where items in Chinese or Japanese are among them, else
 * word, which for all others cuts alike. Any other cut stays. */
bed__cut bed__cut_settle(bed__cut cut, const bed_script *script);

typedef struct bed__pieces {
    bed__cut         cut; /* settled */
    bool             lower;
    bed_words       *words;             /* opened at first need */
    struct UCaseMap *casing;            /* likewise */
    bed_str          text;              /* of cuts that need no word handle */
    size_t           at;                /* in text */
    bed_str          pending;           /* rest of a word in Chinese characters */
    bed_buffer       repaired, lowered; /* a token that was rewritten */
} bed__pieces;

/* lower: tokens are given in lower case, as Python's str.lower() has it. */
void bed__pieces_init(bed__pieces *p, bed__cut cut, bool lower);
void bed__pieces_deinit(bed__pieces *p);

/* Sets the handle on a text, which must outlive what is read from it.
 * Errors  BED_EMEMORY, BED_EINTERNAL (ICU's data are missing) */
bed_status bed__pieces_open(bed__pieces *p, bed_str text, bed_error *err) BED_USE_RESULT;

/* The next token; it lives until the next call. Errors: BED_END (no more), BED_EMEMORY. */
bed_status bed__pieces_next(bed__pieces *p, bed_str *out, bed_error *err) BED_USE_RESULT;

/* A token in lower case, as Python's str.lower() has it; it lives until the handle's next token.
 * Errors  BED_EMEMORY */
bed_status bed__pieces_lower(bed__pieces *p, bed_str token, bed_str *out,
                             bed_error *err) BED_USE_RESULT;

/* A growing list of numbers. */
typedef struct bed__numbers {
    uint32_t *at;
    size_t    n, capacity;
} bed__numbers;

void bed__numbers_deinit(bed__numbers *l);
/* Makes room for `more` further ones. Errors: BED_EMEMORY. */
bed_status bed__numbers_reserve(bed__numbers *l, size_t more, bed_error *err) BED_USE_RESULT;
/* Lengthens the list to n entries, the new ones being `value`; a longer one stays as it is. */
bed_status bed__numbers_lengthen(bed__numbers *l, size_t n, uint32_t value,
                                 bed_error *err) BED_USE_RESULT;
/* Makes it n entries of 0. */
bed_status bed__numbers_clear(bed__numbers *l, size_t n, bed_error *err) BED_USE_RESULT;

/* Adds the numbers of a text's tokens; new ones go to the table. Errors: as bed__pieces_open. */
bed_status bed__pieces_number(bed__pieces *p, bed_token_table *names, bed_str text,
                              bed__numbers *out, bed_error *err) BED_USE_RESULT;

#endif
