/* Inside the metric room: n-grams that two sequences have in common, for every n up to an order.
 * Symbols are numbers: of words, or code points. Exact: an n-gram is looked up as the pair of the
 * place of its first n - 1 symbols and its last symbol, and pairs are compared, not hashes.
 *   Time       O(order * (m + n)); n-grams whose beginning or end has no match are not looked up
 *   Ownership  a bed__grams is the caller's storage, zeroed before first use, released with deinit;
 *              it keeps its buffers
 *   Threads    one handle, one thread at a time */
#ifndef BED_METRIC_GRAMS_H
#define BED_METRIC_GRAMS_H

#include "base/base.h"

typedef struct bed__grams {
    struct bed__gram *slots; /* open addressing */
    size_t            n_slots;
    uint32_t          stamp;     /* slots with another one are free */
    uint32_t         *places[2]; /* of the gram that begins at each symbol */
    size_t            n_places[2];
} bed__grams;

void bed__grams_deinit(bed__grams *g);

/* How many n-grams a and b share, each as often as in the text that has it more rarely.
 *   matches  (order)  for n = 1 ... order
 *   Errors   BED_EMEMORY; BED_EARGUMENT (over 2^30 symbols) */
bed_status bed__grams_match(bed__grams *g, const uint32_t *a, size_t m, const uint32_t *b, size_t n,
                            size_t order, size_t *matches, bed_error *err) BED_USE_RESULT;

#endif
