/* Inside the text room: the syllable counters of the languages that have one. */
#ifndef BED_TEXT_SYLLABLES_H
#define BED_TEXT_SYLLABLES_H

#include "base/base.h"
#include <unicode/utypes.h>

enum { BED__SYLLABLE_LETTERS = 63 }; /* of a run that are looked at together */

/* Each gives the syllables of one word as bed_syllables does. */
size_t bed__syllables_english(bed_str word);
size_t bed__syllables_spanish(bed_str word);
size_t bed__syllables_french(bed_str word);
size_t bed__syllables_portuguese(bed_str word);

/* The counter of a language tag, or NULL. */
typedef size_t (*bed__syllable_counter)(bed_str word);
bed__syllable_counter bed__syllable_counter_of(bed_str lang);

/* The Latin letter a..z that a letter of U+0041..U+017F is without its marks, or 0. */
char bed__latin_letter(UChar32 c);

#endif
