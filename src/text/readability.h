/* The text room's measures of how hard a text is to read: syllables, counts, indices, vocabulary.
 * Counts add up over texts, so that the value of a corpus is the value of the summed counts, exact
 * and the same in any order. Included by text.h; docs/text.md has the formulas and the errors.
 * Ownership: tables and strings are static; `create` is released with `destroy` (NULL allowed).
 * Threads:   one bed_readability, one thread at a time; the other functions hold no state. */
#ifndef BED_TEXT_READABILITY_H
#define BED_TEXT_READABILITY_H

#include "text/text.h"

/* ---- syllables ------------------------------------------------------------------------------- */

/* Syllables of one word as it is read aloud; 0 where it has nothing to read or lang no counter.
 *   word  as bed_words_next gives it, in its own case ("MRI", "5mg", "don't", "1.5", "vs")
 *   lang  "en" (also when empty), "es", "fr", "pt", with any subtags
 * syllables.c says how words, numbers and abbreviations are read. */
size_t bed_syllables(bed_str word, bed_str lang);

/* ---- vocabulary ------------------------------------------------------------------------------ */

/* Whether an English word, in any case, is in our list of familiar words or is a regular inflection
 * of one (catalog/lexicons/familiar_words.en.txt). Numbers are familiar. */
bool bed_word_is_familiar(bed_str word);

/* ---- counts ---------------------------------------------------------------------------------- */

/* What one pass over a text counts. All measures are functions of these. */
typedef struct bed_readability_counts {
    uint64_t sentences;          /* that hold a word of any kind */
    uint64_t alphabet_sentences; /* that hold one of `words`: those the indices divide by */
    uint64_t words;              /* of alphabets: letters and numbers */
    uint64_t numbers;            /* words that are numbers */
    uint64_t letters;            /* in words */
    uint64_t characters;         /* letters and digits in words */
    uint64_t syllables;          /* 0 where the language has no counter */
    uint64_t polysyllables;      /* words of three or more syllables */
    uint64_t complex_words;      /* polysyllables that Gunning counts (readability.c) */
    uint64_t long_words;         /* words of more than six letters */
    uint64_t unfamiliar_words;   /* English: off the list of familiar words */
    uint64_t professional;       /* words that are part of a professional medical term */
    uint64_t lay;                /* words that are part of an everyday medical term */
    uint64_t han_words;          /* words of ideographs or kana, by ICU's dictionary */
    uint64_t han_characters;     /* Chinese characters */
    uint64_t han_sentences;      /* cut at Chinese sentence marks (chinese_readability.c) */
    uint64_t han_professional;   /* Chinese characters in professional medical terms */
    uint64_t han_lay;            /* Chinese characters in everyday medical terms */
} bed_readability_counts;

void bed_readability_add(bed_readability_counts *into, const bed_readability_counts *from);

typedef struct bed_readability bed_readability;

bed_status bed_readability_create(bed_readability **out, bed_error *err) BED_USE_RESULT;
void       bed_readability_destroy(bed_readability *r);

/* Adds the counts of a text to `counts`. No memory is allocated once the handle's buffers have the
 * text's size.
 *   lang    decides syllables and vocabulary; empty: bed_language_of decides
 *   Errors  as bed_words_open and bed_sentences_open; counts are then as they were */
bed_status bed_readability_count(bed_readability *r, bed_str text, bed_str lang,
                                 bed_readability_counts *counts, bed_error *err) BED_USE_RESULT;

/* ---- measures -------------------------------------------------------------------------------- */

typedef struct bed_readability_measure {
    const char *name, *title;
    const char *formula, *source;
    const char *unit;
    const char *languages;     /* primary subtags it was made for, blank between: "en", "es fr" */
    double      lo, hi;        /* closed range; infinite where the formula has no bound */
    bool        higher_easier; /* else higher is harder */
    uint64_t    min_sentences; /* fewer make it unstable: the value is given all the same */
    bed_status (*value)(const bed_readability_counts *c, double *out, bed_error *err);
} bed_readability_measure;

/* alphabetical */
#define BED_READABILITY_MEASURES(X)                                                                \
    X(ari)                                                                                         \
    X(chinese_ans)                                                                                 \
    X(chinese_characters_per_sentence)                                                             \
    X(coleman_liau)                                                                                \
    X(dale_chall_type)                                                                             \
    X(fernandez_huerta)                                                                            \
    X(fkgl)                                                                                        \
    X(flesch_portuguese)                                                                           \
    X(flesch_reading_ease)                                                                         \
    X(gunning_fog)                                                                                 \
    X(kandel_moles)                                                                                \
    X(lay_share)                                                                                   \
    X(lix)                                                                                         \
    X(professional_share)                                                                          \
    X(rix)                                                                                         \
    X(smog)                                                                                        \
    X(szigriszt_pazos)                                                                             \
    X(words_per_sentence)

#define X(name) extern const bed_readability_measure bed_readability_##name;
BED_READABILITY_MEASURES(X)
#undef X

extern const bed_readability_measure *const bed_readability_measures[];
extern const size_t                         bed_readability_n_measures;

/* The measure of a name, or NULL. */
const bed_readability_measure *bed_readability_find(bed_str name);

/* The value of a measure.
 *   lang    the language the counts were made with; empty is taken as English
 *   Errors  BED_UNDEFINED  the text is empty, or the measure is not made for the language */
bed_status bed_readability_value(const bed_readability_measure *m, const bed_readability_counts *c,
                                 bed_str lang, double *out, bed_error *err) BED_USE_RESULT;

/* The measure of how easily running text of a language reads, on the scale where higher is easier:
 * flesch_reading_ease, szigriszt_pazos, kandel_moles, flesch_portuguese, chinese_ans; NULL where
 * none is published for it. */
const bed_readability_measure *bed_readability_ease_of(bed_str lang);

#endif
