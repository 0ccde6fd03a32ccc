/* Inside the text room: the word handle, shown to its test. */
#ifndef BED_TEXT_WORDS_H
#define BED_TEXT_WORDS_H

#include "text/text.h"
#include "text/unicode.h"

struct bed_words {
    bed_str         text;
    bed__place      place;
    bool            ascii;
    bed__utf16      utf16;
    bed__breakers   breakers;
    UBreakIterator *iterator; /* one of the breakers */
};

/* bed_words_open without the path for ASCII: what that path is held against. */
bed_status bed__words_open_icu(bed_words *w, bed_str text, bed_str lang,
                               bed_error *err) BED_USE_RESULT;

#endif
