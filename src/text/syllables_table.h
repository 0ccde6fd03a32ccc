/* Inside the text room: the generated tables of English syllables (syllables_exceptions.c). */
#ifndef BED_TEXT_SYLLABLES_TABLE_H
#define BED_TEXT_SYLLABLES_TABLE_H

#include <stddef.h>

enum { BED__SYLLABLE_SYMBOLS = 29, BED__SYLLABLE_RULE_LONGEST = 7 };

typedef struct bed__syllable_rule {
    char        letters[BED__SYLLABLE_RULE_LONGEST + 1];
    signed char adds; /* syllables, for each place where the letters stand */
} bed__syllable_rule;

/* Words of one length, sorted; each is its letters, one digit and a NUL. */
typedef struct bed__syllable_words {
    const char *first;
    size_t      n;
} bed__syllable_words;

extern const char *const         bed__syllable_forms[]; /* sorted */
extern const size_t              bed__syllable_n_forms;
extern const bed__syllable_rule  bed__syllable_rules[];
extern const unsigned short      bed__syllable_starts[];
extern const bed__syllable_words bed__syllable_exceptions[]; /* by length, 0 to longest */
extern const size_t              bed__syllable_longest;

#endif
