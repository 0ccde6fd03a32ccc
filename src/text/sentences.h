/* Inside the text room: classes of characters as sentence rules see them, and abbreviations. */
#ifndef BED_TEXT_SENTENCES_H
#define BED_TEXT_SENTENCES_H

#include "text/text.h"
#include "text/unicode.h"

/* Owns nothing, so it may stand in the caller's storage. */
struct bed_sentences {
    bed_str text;
    size_t  at;
    bool    greek;
};

typedef enum bed__sb {
    BED__SB_OTHER,
    BED__SB_LOWER,
    BED__SB_UPPER,
    BED__SB_LETTER, /* without case */
    BED__SB_DIGIT,
    BED__SB_BLANK,
    BED__SB_LINE,     /* line and paragraph ends */
    BED__SB_STOP,     /* full stops, which also mark abbreviations */
    BED__SB_END,      /* marks that end a sentence wherever they stand: ! ? । ؟ */
    BED__SB_WIDE_END, /* the Chinese and Japanese ones: 。！？； */
    BED__SB_ELLIPSIS,
    BED__SB_CLOSE,   /* closing brackets and quotation marks */
    BED__SB_QUOTE,   /* straight quotation marks, which open and close */
    BED__SB_CONTINUE /* , : - and what joins clauses elsewhere */
} bed__sb;

/* c as bed__utf8_next gives it. */
bed__sb bed__sentence_class(UChar32 c);

/* Han, kana, Hangul or a full-width form: written without blanks between words. */
bool bed__is_wide(UChar32 c);

typedef enum bed__abbreviation {
    BED__ABBR_NONE,
    BED__ABBR_BEFORE_NAME,   /* Dr. vs. e.g.: never ends a sentence */
    BED__ABBR_BEFORE_NUMBER, /* No. Fig. p.: an abbreviation when a number follows */
    BED__ABBR_UNIT,          /* mg. b.i.d. etc.: ends one when a capital follows */
    BED__ABBR_NAME           /* U.S. a.m. Jan.: ends one when a usual first word follows */
} bed__abbreviation;

/* word: without its last full stop. */
bed__abbreviation bed__abbreviation_of(bed_str word);

/* Whether sentences often begin with this English word ("The"): own list. */
bool bed__begins_sentences(bed_str word);

#endif
