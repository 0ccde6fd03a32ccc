/* Inside the text room: the generated tables by which languages are known. */
#ifndef BED_TEXT_LANGUAGE_H
#define BED_TEXT_LANGUAGE_H

#include "text/text.h"
#include "text/unicode.h"

enum { BED__IDEOGRAPHS_FIRST = 0x4E00, BED__IDEOGRAPHS_LAST = 0x9FFF };

/* One bit an ideograph from BED__IDEOGRAPHS_FIRST on, 32 a word: written in one script only. */
extern const uint32_t bed__hans_only[];
extern const uint32_t bed__hant_only[];

/* A word or word part and the set of languages (bit = place in bed__latin_languages) that have it.
 */
typedef struct bed__cue {
    const char *text;
    uint32_t    len;
    uint32_t    languages;
} bed__cue;

extern const char *const bed__latin_languages[]; /* the first four are en, es, pt, fr */
extern const size_t      bed__latin_languages_n;

/* Sorted by bytes; those that begin with byte b are at [from[b], from[b + 1]). */
extern const bed__cue bed__cue_words[], bed__cue_ends[], bed__cue_starts[], bed__cue_groups[];
extern const uint16_t bed__cue_words_from[257], bed__cue_ends_from[257], bed__cue_starts_from[257],
    bed__cue_groups_from[257];

#endif
