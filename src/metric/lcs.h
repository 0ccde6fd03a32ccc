/* Inside the metric room: longest common subsequences of token numbers, 64 rows of the table at a
 * time in the bits of a word.
 *   Source   Crochemore, Iliopoulos, Pinzon and Reid, Inf. Process. Lett. 80(6):279-285, 2001, in
 *            the form of Hyyro, AWOCA 2004
 *   Time     O(n * ceil(m / 64)) for m and n tokens
 *   Tokens   numbers below n_ids
 *   Memory   a bed__lcs is the caller's storage, zeroed before first use, released with deinit; it
 *            keeps its buffers, so that nothing is allocated once they have the largest text's size
 *   Threads  one handle, one thread at a time */
#ifndef BED_METRIC_LCS_H
#define BED_METRIC_LCS_H

#include "base/base.h"

typedef struct bed__lcs {
    uint64_t *masks; /* (n_ids, blocks of a stripe): rows that hold a token; zero between calls */
    size_t    masks_capacity;
    uint32_t *kept; /* tokens of the longer text that the shorter one has */
    size_t    kept_capacity;
    uint8_t  *carries; /* what a column hands from one stripe to the next */
    size_t    carries_capacity;
    uint64_t *columns; /* one block's bits behind each column */
    size_t    columns_capacity;
    uint64_t *rows; /* (blocks - 1, columns) bits: what each block hands to the next */
    size_t    rows_capacity;
} bed__lcs;

void bed__lcs_deinit(bed__lcs *l);

/* Length of the longest common subsequence. Memory O(m + n + n_ids). Errors: BED_EMEMORY. */
bed_status bed__lcs_length(bed__lcs *l, const uint32_t *a, size_t m, const uint32_t *b, size_t n,
                           uint32_t n_ids, size_t *out, bed_error *err) BED_USE_RESULT;

/* Sets marks[i] = 1 for every token of ref that belongs to the longest common subsequence which
 * reading the table from its end gives: where tokens are equal they are taken; else the step goes
 * along can only where that keeps strictly more, else along ref. (There are several of that length;
 * rouge_score takes this one, and a union over sentences hangs on which.)
 *   marks   (m)  others stay
 *   Memory  O(m + n + n_ids) and a bit for every column of every block but the last, m * n / 512
 *           bytes
 *   Errors  BED_EMEMORY; BED_EARGUMENT (that would be more than 256 MiB) */
bed_status bed__lcs_mark(bed__lcs *l, const uint32_t *ref, size_t m, const uint32_t *can, size_t n,
                         uint32_t n_ids, uint8_t *marks, bed_error *err) BED_USE_RESULT;

#endif
