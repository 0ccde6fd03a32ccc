/* The tokenisers of sacreBLEU (Post, WMT 2018), token for token as version 2.6.0 gives them.
 *   13a      of mteval-v13a: entities undone, ASCII signs apart, full stops and commas apart unless
 *            between digits, a dash apart after a digit
 *   intl     of mteval-v14: every Unicode symbol apart, and every sign of punctuation unless
 *            between numbers
 *   zh       every Chinese character and full-width form apart, the rest as 13a, but entities stay
 *   char     every character apart
 *   none     split at blanks
 *   Text     UTF-8; ill-formed sequences each count as one U+FFFD
 *   Blanks   what Python's str.split takes for one: White_Space and U+001C-001F
 *   Unicode  character classes and lower case are ICU's; sacreBLEU's depend on its `regex` package,
 *            and the two differ where one of them does not know a character yet */
#ifndef BED_METRIC_BLEU_TOKENIZE_H
#define BED_METRIC_BLEU_TOKENIZE_H

#include "metric/tokens.h"

typedef enum bed_bleu_tokenizer {
    BED_BLEU_13A,
    BED_BLEU_INTL,
    BED_BLEU_ZH,
    BED_BLEU_CHAR,
    BED_BLEU_NONE
} bed_bleu_tokenizer;

/* Puts the tokens of a text into out, in place of what it held.
 *   lower   the text is put into lower case before (Unicode's full mapping, of no language)
 *   Errors  BED_EMEMORY; BED_EARGUMENT over 341 MiB */
bed_status bed_bleu_tokenize(bed_tokens *out, bed_str text, bed_bleu_tokenizer tokenizer,
                             bool lower, bed_error *err) BED_USE_RESULT;

#endif
