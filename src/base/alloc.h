/* Allocation: every block of ours passes here, so that products are checked, bytes are counted and
 * tests can make any single allocation fail. Thread-safe. */
#ifndef BED_BASE_ALLOC_H
#define BED_BASE_ALLOC_H

#include "base/status.h"

/* count * size zeroed bytes, or NULL when the product overflows or memory is out. Free with
 * bed_free. A product of 0 gives a block of one byte. */
void *bed_alloc(size_t count, size_t size);

/* Resizes a block of bed_alloc (or NULL) to count * size bytes; new bytes are not zeroed. NULL on
 * failure, the old block then stands. */
void *bed_realloc(void *block, size_t count, size_t size);

void bed_free(void *block); /* NULL allowed */

/* A zeroed array of n values of a type, or NULL. */
#define bed_new_array(type, n) ((type *)bed_alloc((n), sizeof(type)))

/* Allocates into `out` or leaves the function through BED_GO with BED_EMEMORY. */
bed_status bed_alloc_into(void **out, size_t count, size_t size, bed_error *err) BED_USE_RESULT;

/* For tests: the n-th allocation from now (1-based) fails once; 0 switches it off. Returns the
 * number of allocations seen since the last call. */
uint64_t bed_alloc_fail_at(uint64_t n);

#endif
