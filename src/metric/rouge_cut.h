/* Inside the metric room: texts as ROUGE sees them, tokens as numbers, sentence by sentence.
 * Tokenisers:
 *   rouge_score  rouge_score 0.1.2's: lower case, then runs of a-z and 0-9; all else divides
 *   unicode      runs of letters, digits and their combining marks of any script in lower case
 *                (simple case folding); Chinese characters and kana one by one; full-width forms
 *                as ASCII; zero-width joiners are passed over
 *   char         every character that is no blank, folded likewise
 *   word         words by ICU (UAX #29; dictionaries for Chinese, Japanese, Thai), folded likewise
 * Stemming takes tokens of more than three characters, all of them ASCII (stem.h).
 * Ill-formed UTF-8 divides words, and is U+FFFD for char.
 * Ownership: structs are the caller's storage, zeroed before first use, released with deinit.
 * Threads:   one handle, one thread at a time. */
#ifndef BED_METRIC_ROUGE_CUT_H
#define BED_METRIC_ROUGE_CUT_H

#include "metric/tokens.h"
#include "text/text.h"

typedef enum bed__rouge_tok {
    BED__ROUGE_AUTO,
    BED__ROUGE_SCORE,
    BED__ROUGE_UNICODE,
    BED__ROUGE_CHAR,
    BED__ROUGE_WORD
} bed__rouge_tok;

typedef enum bed__rouge_split {
    BED__ROUGE_LINES,
    BED__ROUGE_SENTENCES,
    BED__ROUGE_WHOLE
} bed__rouge_split;

/* A text: numbers of its tokens, equal tokens having equal numbers in all texts of an item. */
typedef struct bed__rouge_text {
    uint32_t *ids;
    size_t    n, capacity;
    size_t
          *ends; /* token behind the last of each sentence; sentences without tokens are left out */
    size_t n_sentences, ends_capacity;
} bed__rouge_text;

void bed__rouge_text_deinit(bed__rouge_text *t);

enum { BED__ROUGE_SLACK = 16 }; /* bytes behind a sentence that may be read */

typedef struct bed__rouge_cutter {
    bed__rouge_tok   tok; /* settled */
    bool             stem;
    bed__rouge_split split;
    bed_pair_table   shorts; /* tokens of up to eight bytes */
    bed_token_table  longs;
    uint32_t         n_ids; /* different tokens of the item */
    char            *bytes; /* a sentence in lower case, or the token at hand */
    size_t           bytes_capacity;
    bed_words       *words;     /* opened at first need */
    bed_sentences   *sentences; /* likewise */
} bed__rouge_cutter;

void bed__rouge_cutter_deinit(bed__rouge_cutter *c);

/* A new item, of about `bytes` of text: forgets all numbers. Errors: BED_EMEMORY. */
bed_status bed__rouge_begin(bed__rouge_cutter *c, size_t bytes, bed_error *err) BED_USE_RESULT;

/* Cuts a text of the item; every number is then below c->n_ids. Errors: BED_EMEMORY;
 * BED_EARGUMENT (over 1 GiB); BED_EINTERNAL (ICU's data are missing). */
bed_status bed__rouge_cut(bed__rouge_cutter *c, bed_str text, bed__rouge_text *out,
                          bed_error *err) BED_USE_RESULT;

#endif
