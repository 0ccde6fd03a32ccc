/* Inside the metric room: short answers evened out and cut into tokens, as SQuAD's evaluation does,
 * for exact_match and token_f1.
 *   squad  lower case; ASCII punctuation removed; then the words a, an and the; cut at white space
 *   char   the same with all punctuation of Unicode, and every character of a script without spaces
 *          between words (Chinese, Japanese, Thai, Lao, Burmese, Khmer) a token of its own
 * Ownership: tokens are views into the handle, until the next call for the same side. */
#ifndef BED_METRIC_SHORT_ANSWER_H
#define BED_METRIC_SHORT_ANSWER_H

#include "metric/metric.h"

typedef enum bed__short_tok { BED__SHORT_AUTO, BED__SHORT_SQUAD, BED__SHORT_CHAR } bed__short_tok;

typedef struct bed__short_settings {
    int tok; /* bed__short_tok */
} bed__short_settings;

extern const bed_param bed__short_params[1];

/* resolve of both metrics: `auto` is squad, or char where an item is in a script without spaces. */
bed_status bed__short_resolve(void *settings, bed_measured *rows, bed_error *err) BED_USE_RESULT;

typedef struct bed__short_tokens {
    bed_buffer text;
    bed_str   *list;
    size_t     n, capacity;
} bed__short_tokens;

typedef struct bed__short_worker {
    bed__short_tok    tok;
    bed__short_tokens hyp, ref;
} bed__short_worker;

bed_status bed__short_open(const void *settings, void **worker, bed_error *err) BED_USE_RESULT;
void       bed__short_close(void *worker);

/* Errors: BED_EMEMORY. */
bed_status bed__short_cut(bed__short_tok tok, bed_str text, bed__short_tokens *out,
                          bed_error *err) BED_USE_RESULT;

#endif
