/* Seeded random numbers: SplitMix64 (Steele, Lea and Flood 2014, OOPSLA,
 * doi:10.1145/2660193.2660195). A stream is named by (seed, purpose, index), so that what one part
 * draws never shifts another. */
#ifndef BED_BASE_RNG_H
#define BED_BASE_RNG_H

#include "base/str.h"

typedef struct bed_rng {
    uint64_t state;
} bed_rng;

bed_rng  bed_rng_split(uint64_t seed, bed_str purpose, uint64_t index);
uint64_t bed_rng_next(bed_rng *r);
uint64_t bed_rng_below(bed_rng *r, uint64_t n); /* uniform in [0, n); 0 for n = 0 */
double   bed_rng_unit(bed_rng *r);              /* uniform in [0, 1) */

#endif
