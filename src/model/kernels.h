/* The vector work of an encoder that is no matrix product: normalisation, attention, activations.
 * One body (kernels_body.h) is compiled for several instruction sets; bed_kernels_best gives the
 * widest that this processor runs. All of float32, sums over a row in a fixed order: the same input
 * gives the same bytes on the same instruction set, whatever runs beside it.
 * Memory:  nothing is allocated; work areas are arguments. Rows need no alignment.
 * Threads: independent for distinct outputs. */
#ifndef BED_MODEL_KERNELS_H
#define BED_MODEL_KERNELS_H

#include "base/base.h"

/* Columns of a packed right side come in multiples of this. */
enum { BED_KERNEL_COLUMNS = 32 };

static inline size_t bed_kernel_columns(size_t n)
{
    return (n + BED_KERNEL_COLUMNS - 1) / BED_KERNEL_COLUMNS * BED_KERNEL_COLUMNS;
}

typedef struct bed_kernels {
    const char *name; /* "avx512" */
    bool (*runs)(void);

    /* Layer normalisation (Ba, Kiros and Hinton 2016, arXiv:1607.06450) of each row: out =
     * (x - mean) / sqrt(variance + eps) * gain + bias.
     *   x, out  (R, C)  out may equal x      gain, bias  (C) */
    void (*layer_norm)(const float *x, size_t R, size_t C, const float *gain, const float *bias,
                       float eps, float *out);

    /* Attention of one sequence over itself, softmax(q k' / sqrt(D)) v for each head (Vaswani et
     * al. 2017, arXiv:1706.03762).
     *   qkv   (L, 3, H, D)  queries, keys and values of a token side by side
     *   out   (L, H, D)
     *   work  bed_attention_work(L, D) floats */
    void (*attention)(const float *qkv, size_t L, size_t H, size_t D, float *out, float *work);

    /* x (sigmoid-like) in place: the exact form x Phi(x) by the error function, the form by tanh,
     * and max(0, x) (Hendrycks and Gimpel 2016, arXiv:1606.08415). n elements.
     * Error function: Chebyshev fit, absolute error of Phi below 3e-7. */
    void (*gelu)(float *x, size_t n);
    void (*gelu_tanh)(float *x, size_t n);
    void (*relu)(float *x, size_t n);

    /* Rows to Euclidean length 1, in place; a row of zeros stays. x (R, C). */
    void (*unit_rows)(float *x, size_t R, size_t C);

    /* out (n, bed_kernel_columns(m)) of rows a (n, C) and columns b (C, bed_kernel_columns(m)), as
     * pack_columns makes it: the product a b. */
    void (*product)(const float *a, size_t n, size_t C, const float *b, size_t m, float *out);

    /* b (C, bed_kernel_columns(m)): the rows x (m, C) as columns, filled up with zeros. */
    void (*pack_columns)(const float *x, size_t m, size_t C, float *b);

    /* Adds x to sum, n elements. */
    void (*add)(float *sum, const float *x, size_t n);

    /* To the nearest bfloat16, ties to even (what is no number stays none). */
    void (*to_bfloat16)(const float *x, size_t n, uint16_t *out);

    /* Each number as the sum of two of bfloat16, hi + lo, which together carry 16 bits of its
     * fraction's 24. */
    void (*split_bfloat16)(const float *x, size_t n, uint16_t *hi, uint16_t *lo);
} bed_kernels;

size_t bed_attention_work(size_t L, size_t D); /* floats */

const bed_kernels *bed_kernels_best(void);
/* All that this build has, widest first; NULL behind the last. */
const bed_kernels *const *bed_kernels_all(void);

#endif
