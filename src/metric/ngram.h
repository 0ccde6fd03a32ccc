/* Clipped n-gram matches of a text against one reference or more, n = 1 ... max: what BLEU counts.
 * Exact: n-grams are told apart by pairs of numbers, never by a hash alone.
 * Cost:  linear in the tokens; an n-gram is looked at only when both of its (n-1)-grams matched.
 *
 *     BED_TRY(bed_matcher_begin(&m, &hyp, err));
 *     BED_TRY(bed_matcher_reference(&m, &ref, err));   // for each reference
 *     BED_TRY(bed_matcher_count(&m, 4, matches, err));
 *
 * Ownership, threads: as in tokens.h. */
#ifndef BED_METRIC_NGRAM_H
#define BED_METRIC_NGRAM_H

#include "metric/tokens.h"

/* One n-gram of the text: the pair that names it, the longest it stands in the reference at hand
 * and in any, and how often it was met in the text. A token's has no pair. */
typedef struct bed__gram {
    uint64_t pair;
    uint32_t stamp, most, met, here, reference, unused;
} bed__gram;

typedef struct bed__grams {
    bed__gram *slots;
    size_t     capacity, mask;
    uint32_t   stamp;
} bed__grams;

/* Places of a text at which an n-gram that still counts begins: where, which, and whose place it is
 * (references only, from 1). Two places that follow each other differ by 1; between references
 * there is a gap. */
typedef struct bed__places {
    uint32_t *at, *number, *owner;
    size_t    n, at_capacity, number_capacity, owner_capacity;
} bed__places;

typedef struct bed_matcher {
    bed_token_table tokens;
    bed__gram      *first;     /* by number of the token, and one more for what has none */
    bed__grams      longer[2]; /* by pair; one of this length, one of the next */
    bed__places     hyp, ref;
    size_t          n_tokens, n_references, first_capacity;
} bed_matcher;

/* Errors of all three: BED_EMEMORY. */
bed_status bed_matcher_begin(bed_matcher *m, const bed_tokens *tokens,
                             bed_error *err) BED_USE_RESULT;
bed_status bed_matcher_reference(bed_matcher *m, const bed_tokens *tokens,
                                 bed_error *err) BED_USE_RESULT;
/* matches[k] = over the (k+1)-grams of the text, the sum of min(times in the text, most times in
 * any one reference). Consumes the text and its references: begin anew after. */
bed_status bed_matcher_count(bed_matcher *m, size_t max, uint64_t *matches,
                             bed_error *err) BED_USE_RESULT;
void       bed_matcher_deinit(bed_matcher *m);

#endif
