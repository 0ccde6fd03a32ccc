/* Clipped n-gram matches of a text against one reference or more, n = 1 ... max: what BLEU counts.
 * Exact: n-grams are told apart by pairs of numbers, never by a hash alone.
 * Cost:  linear in the tokens; an n-gram is looked at only when both of its (n-1)-grams matched.
 *
 *     BED_TRY(bed_matcher_begin(&m, hyp.items, hyp.n, err));
 *     BED_TRY(bed_matcher_reference(&m, ref.items, ref.n, err));   // for each reference
 *     BED_TRY(bed_matcher_count(&m, 4, matches, err));
 *
 * Ownership, threads: as in tokens.h. */
#ifndef BED_METRIC_NGRAM_H
#define BED_METRIC_NGRAM_H

#include "metric/tokens.h"

/* Of one n-gram of the text: how often it stands in the reference at hand, at most in any
 * reference, and how often it was met in the text. */
typedef struct bed__ngram_count {
    uint32_t here, most, met, reference;
} bed__ngram_count;

typedef struct bed_matcher {
    bed_token_table   tokens;
    bed_pair_table    pairs;
    bed__ngram_count *counts;
    uint32_t         *hyp, *ref, *owner; /* numbers by place; owner: whose place it is, from 1 */
    size_t            n_hyp, n_ref, n_references;
    size_t            counts_capacity, hyp_capacity, ref_capacity, owner_capacity;
} bed_matcher;

/* Errors of all three: BED_EMEMORY. */
bed_status bed_matcher_begin(bed_matcher *m, const bed_str *tokens, size_t n,
                             bed_error *err) BED_USE_RESULT;
bed_status bed_matcher_reference(bed_matcher *m, const bed_str *tokens, size_t n,
                                 bed_error *err) BED_USE_RESULT;
/* matches[k] = over the (k+1)-grams of the text, the sum of min(times in the text, most times in
 * any one reference). Consumes the text and its references: begin anew after. */
bed_status bed_matcher_count(bed_matcher *m, size_t max, uint64_t *matches,
                             bed_error *err) BED_USE_RESULT;
void       bed_matcher_deinit(bed_matcher *m);

#endif
