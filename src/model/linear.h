/* Linear layers over packed weights: out = x W' + b, on oneDNN.
 *   x (n, n_in)   W (n_out, n_in), as model files have it   b (n_out)   out (n, n_out)
 * Weights are brought once into the blocked form that the processor's products read fastest; rows
 * go through in blocks of a few fixed sizes, so that a handful of compiled products serves every n.
 * Precision: BED_FLOAT32 multiplies and adds float32. BED_BFLOAT16 rounds weights and x to bfloat16
 *   and adds in float32: half the memory and several times the speed where the processor has
 *   instructions for it, two to three decimal digits in each product. BED_SPLIT has each number as
 *   the sum of two of bfloat16 and leaves out the product of the two lower ones alone: about
 *   2^-17 of each product is lost, and the speed is a third of bfloat16's (Henry, Tang and Heinecke
 *   2019, arXiv:1904.06376). BED_BEST is BED_SPLIT where the processor multiplies bfloat16 in tiles
 *   (AMX), else BED_FLOAT32.
 * Rows:    buffers of x and out have room for bed_linear_rows(n) rows; what stands in the rows past
 *          n is read and overwritten, and means nothing.
 * Threads: a layer is never changed after creation and may be shared; every thread has a
 *          bed_linear_work of its own. Each call computes in the thread that makes it: parallelism
 *          is over batches, and the result does not depend on it. */
#ifndef BED_MODEL_LINEAR_H
#define BED_MODEL_LINEAR_H

#include "base/base.h"

enum { BED_LINEAR_ROWS = 16 };

static inline size_t bed_linear_rows(size_t n)
{
    return (n + BED_LINEAR_ROWS - 1) / BED_LINEAR_ROWS * BED_LINEAR_ROWS;
}

typedef enum bed_precision { BED_FLOAT32, BED_BFLOAT16, BED_SPLIT, BED_BEST } bed_precision;

/* BED_BEST as it is on this processor; the others as they are. */
bed_precision bed_precision_settle(bed_precision precision);

/* What holds for all layers of a model. */
typedef struct bed_engine bed_engine;
bed_status                bed_engine_create(bed_engine **out, bed_error *err) BED_USE_RESULT;
void                      bed_engine_destroy(bed_engine *e); /* NULL allowed; after its layers */

typedef struct bed_linear bed_linear;

typedef struct bed_linear_options {
    bed_precision precision;
    bool          add; /* out += x W' + b, as a residual connection wants it */
} bed_linear_options;

/* weight and bias (NULL: none) are copied. Errors: BED_EARGUMENT (a size of 0 or over 2^24; a
 * precision that this processor does not have), BED_EMEMORY, BED_EINTERNAL (oneDNN's own). */
bed_status bed_linear_create(bed_engine *e, size_t n_in, size_t n_out, const float *weight,
                             const float *bias, const bed_linear_options *options, bed_linear **out,
                             bed_error *err) BED_USE_RESULT;
void       bed_linear_destroy(bed_linear *l); /* NULL allowed */

typedef struct bed_linear_work bed_linear_work;
bed_status                     bed_linear_work_create(bed_engine *e, bed_linear_work **out,
                                                      bed_error *err) BED_USE_RESULT;
void                           bed_linear_work_destroy(bed_linear_work *w); /* NULL allowed */

/* Errors: BED_EMEMORY, BED_EINTERNAL. */
bed_status bed_linear_apply(const bed_linear *l, bed_linear_work *work, const float *x, size_t n,
                            float *out, bed_error *err) BED_USE_RESULT;

#endif
