/* The text room: cleaning, words, sentences, language, questions and readability, on ICU.
 * Text:      UTF-8 in and out. Ill-formed sequences are no error: each counts as one U+FFFD, is
 * never part of a word, and bed_clean puts U+FFFD in its place. Language:  a BCP 47 tag ("zh-Hant",
 * "pt-BR"); an empty view means not known. A tag that ICU does not know falls back to the rules of
 * all languages, it is no error. Ownership: what `create` made is released with `destroy`, which
 * accepts NULL. Views given by bed_words_next and bed_sentences_next point into the text given to
 * `open`, which must outlive them. What bed_clean gives lives until the handle's next call.
 * Threads:   one handle, one thread at a time; functions without a handle hold no state.
 *            Handles keep their buffers and break iterators, so make one per thread, not per text.
 */
#ifndef BED_TEXT_H
#define BED_TEXT_H

#include "base/base.h"
#include "corpus/session.h"

/* ---- cleaning -------------------------------------------------------------------------------- */

/* What bed_clean may do. BED_CLEAN_DEFAULT is what SQL's clean_text(s) does. */
typedef struct bed_clean_options {
    bool compose;            /* Normalisation Form C (UAX #15) */
    bool drop_invisible;     /* zero-width, bidi controls, soft hyphen, BOM, variation selectors */
    bool drop_controls;      /* C0, DEL, C1, non-characters; tab and line feed stay */
    bool plain_spaces;       /* every other space (U+00A0, U+2000-200A, U+3000 ...) to U+0020 */
    bool plain_line_ends;    /* CR LF, CR, VT, FF, U+0085, U+2028, U+2029 to LF */
    bool narrow;             /* full-width ASCII letters, digits and signs to ASCII */
    bool narrow_punctuation; /* also the full-width forms that are Chinese punctuation */
    bool collapse_spaces;    /* a run of spaces and tabs to one space, none beside a line feed */
    bool trim;               /* no blank or line feed at either end */
} bed_clean_options;

#define BED_CLEAN_DEFAULT                                                                          \
    ((bed_clean_options){ .compose         = true,                                                 \
                          .drop_invisible  = true,                                                 \
                          .drop_controls   = true,                                                 \
                          .plain_spaces    = true,                                                 \
                          .plain_line_ends = true,                                                 \
                          .narrow          = true })

/* What one call changed, in characters (code points) of the input; sums over texts are exact. */
typedef struct bed_clean_counts {
    uint64_t ill_formed; /* sequences replaced by U+FFFD */
    uint64_t invisible;  /* dropped */
    uint64_t controls;   /* dropped */
    uint64_t spaces;     /* replaced by U+0020 */
    uint64_t line_ends;  /* replaced by LF; CR LF is one */
    uint64_t narrowed;   /* full-width forms replaced */
    uint64_t composed;   /* sequences (a base and its marks) that NFC rewrote */
    uint64_t collapsed;  /* blanks dropped or replaced by collapse_spaces or trim */
} bed_clean_counts;

typedef struct bed_cleaner bed_cleaner;

bed_status bed_cleaner_create(bed_cleaner **out, bed_error *err) BED_USE_RESULT;
void       bed_cleaner_destroy(bed_cleaner *c);

/* Cleans a text. Idempotent: cleaning the result with the same options changes nothing.
 *   options  NULL: BED_CLEAN_DEFAULT
 *   counts   added to, NULL allowed; all stay as they are exactly when nothing changes
 *   out      text itself when nothing changes, else a view into the handle
 *   Errors   BED_EMEMORY; BED_EARGUMENT over 1 GiB; BED_EINTERNAL (ICU's data are missing) */
bed_status bed_clean(bed_cleaner *c, bed_str text, const bed_clean_options *options, bed_str *out,
                     bed_clean_counts *counts, bed_error *err) BED_USE_RESULT;

/* ---- words ----------------------------------------------------------------------------------- */

typedef enum bed_word_kind {
    BED_WORD_NUMBER  = 1, /* digits with their separators: "3.5", "1,200" */
    BED_WORD_LETTERS = 2, /* has a letter: "patient", "don't", "5mg", "COVID"; Thai, Lao, Khmer
                             and Burmese by ICU's dictionaries */
    BED_WORD_KANA       = 3,
    BED_WORD_IDEOGRAPHS = 4 /* Chinese or Japanese, by ICU's dictionary */
} bed_word_kind;

typedef struct bed_word {
    bed_str       text;
    bed_word_kind kind;
} bed_word;

typedef struct bed_words bed_words;

bed_status bed_words_create(bed_words **out, bed_error *err) BED_USE_RESULT;
void       bed_words_destroy(bed_words *w);

/* Sets the handle on a text. Nothing is allocated once the handle's buffer has the text's size.
 *   Source   UAX #29 word boundaries as ICU has them; ASCII text takes a path of our own that gives
 *            the same words
 *   Errors   BED_EMEMORY; BED_EINTERNAL (ICU's data are missing); BED_EARGUMENT over 1 GiB */
bed_status bed_words_open(bed_words *w, bed_str text, bed_str lang, bed_error *err) BED_USE_RESULT;

/* The next word; blanks, punctuation and symbols are passed over. false: no more. */
bool bed_words_next(bed_words *w, bed_word *out);

/* ---- sentences ------------------------------------------------------------------------------- */

typedef struct bed_sentences bed_sentences;

bed_status bed_sentences_create(bed_sentences **out, bed_error *err) BED_USE_RESULT;
void       bed_sentences_destroy(bed_sentences *s);

/* Sets the handle on a text.
 *   Source   UAX #29 sentence boundaries as ICU has them, corrected for abbreviations, initials,
 *            list marks, wrapped lines, lower-case starts, quotations and Chinese ends (sentences.c
 *            says how)
 *   Errors   as bed_words_open */
bed_status bed_sentences_open(bed_sentences *s, bed_str text, bed_str lang,
                              bed_error *err) BED_USE_RESULT;

/* The next sentence without the blanks around it, never empty; every character that is not blank
 * stands in exactly one sentence. false: no more. */
bool bed_sentences_next(bed_sentences *s, bed_str *out);

/* ---- language -------------------------------------------------------------------------------- */

/* The language of a text, also of one sentence: "ar" "en" "es" "fa" "fr" "hi" "ja" "ko" "mr" "ne"
 * "pt" "ur" "zh-Hans" "zh-Hant" "zh" (Chinese, only characters that both scripts write alike), or
 * "und" (too little evidence, or a language beyond these). Never NULL; static storage. language.c
 * says how, docs/text.md how well. */
const char *bed_language_of(bed_str text);

/* Whether the text asks: a question mark, or an interrogative form where lang has known ones (en,
 * zh, es, fr, pt, hi, ar). lang empty: bed_language_of decides. */
bool bed_is_question(bed_str text, bed_str lang);

/* ---- SQL ------------------------------------------------------------------------------------- */

/* Registers the room's functions in a session:
 *   clean_text(s)                   VARCHAR    bed_clean with BED_CLEAN_DEFAULT
 *   is_familiar(word)               BOOLEAN
 *   is_question(s [, lang])         BOOLEAN
 *   language_of(s)                  VARCHAR
 *   readability_counts(s [, lang])  STRUCT     bed_readability_counts and the language
 *   readability_value(name, counts) DOUBLE     of one such STRUCT or of the sum of a list of them
 *   sentence_count(s [, lang])      BIGINT
 *   sentences(s [, lang])           VARCHAR[]
 *   syllables(s [, lang])           BIGINT     of all words; no lang: as English
 *   word_count(s [, lang])          BIGINT
 *   words(s [, lang])               VARCHAR[]
 *   fkgl(s [, lang])                DOUBLE     and so for each of BED_READABILITY_MEASURES
 *
 * s is the text; NULL gives NULL, and so does a number that is not defined. lang is a BCP 47 tag;
 * left out, NULL or '' means not known: then questions and measures go by language_of(s).
 *   Errors  BED_EINTERNAL (registered twice) */
bed_status bed_text_register(bed_session *s, bed_error *err) BED_USE_RESULT;

#include "text/readability.h"

#endif
