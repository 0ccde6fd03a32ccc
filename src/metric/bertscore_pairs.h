/* The core of BERTScore: pairs of texts, encoded and matched token by token.
 * Formula: R = sum over reference tokens of w max cosine with a token of the hypothesis, over the
 *          sum of w; P the same with the sides exchanged; F1 = 2PR / (P + R).
 * Source:  Zhang et al., ICLR 2020, arXiv:1904.09675; agrees with bert_score 0.3.13 to 1e-4.
 * Weights: without idf 1, and 0 for the special tokens at both ends, which still may be matched;
 *          with idf log((N + 1) / (df + 1)) over the N references, which gives those two 0 as well.
 * Empty:   a pair of which one text has no token but the special ones is 0, 0, 0. */
#ifndef BED_METRIC_BERTSCORE_PAIRS_H
#define BED_METRIC_BERTSCORE_PAIRS_H

#include "model/texts.h"

typedef struct bed_bertscore {
    double p, r, f; /* in [-1, 1]; NaN where all tokens of a side weigh 0 */
} bed_bertscore;

/* Two texts by their numbers in a bed_texts. */
typedef struct bed_text_pair {
    size_t hyp, ref;
} bed_text_pair;

/* Weight of each token of the vocabulary, float32 as the reference has them. */
typedef struct bed_token_weights {
    float *weights;
    size_t n;
} bed_token_weights;

/* 1 for every token, 0 for those that frame a text. Release with bed_free(weights).
 * Errors: BED_EMEMORY. */
bed_status bed_token_weights_even(const bed_tokenizer *t, bed_token_weights *out,
                                  bed_error *err) BED_USE_RESULT;
/* idf over the references, of which text refs[i] is the i-th; a text counts as often as it stands
 * there. Errors: BED_EMEMORY. */
bed_status bed_token_weights_idf(const bed_tokenizer *t, const bed_texts *texts, const size_t *refs,
                                 size_t n_refs, bed_token_weights *out,
                                 bed_error *err) BED_USE_RESULT;

typedef struct bed_bertscore_run {
    const bed_encoder       *encoder;
    const bed_texts         *texts;
    const bed_token_weights *weights;
    size_t                   layer;
    size_t                   n_threads;
    size_t                   window_bytes; /* of a window's token vectors; 0: 512 MiB */
    const bed_talk          *talk;         /* NULL: none */
} bed_bertscore_run;

/* Scores of n pairs. A text is encoded once, but where so many lie between two of its pairs that
 * its vectors had to make room: vectors of twice the window are held at most, or those of a single
 * pair. The same numbers for any n_threads.
 * Errors: BED_EMEMORY, BED_EINTERRUPTED, those of bed_encoder_run. */
bed_status bed_bertscore_pairs(const bed_bertscore_run *run, const bed_text_pair *pairs, size_t n,
                               bed_bertscore *out, bed_error *err) BED_USE_RESULT;

/* One pair: vectors hyp (n_hyp, C) and ref (n_ref, C) of length 1, their weights, and a work area
 * of bed_bertscore_work(n_hyp, n_ref, C) floats. */
size_t        bed_bertscore_work(size_t n_hyp, size_t n_ref, size_t C);
bed_bertscore bed_bertscore_match(const float *hyp, const float *hyp_weights, size_t n_hyp,
                                  const float *ref, const float *ref_weights, size_t n_ref,
                                  size_t C, float *work);

#endif
