/* Inside the model room: the symbols of a word that is being merged, as arrays that grow and stay.
 */
#ifndef BED_MODEL_SYMBOLS_H
#define BED_MODEL_SYMBOLS_H

#include "base/base.h"

typedef struct bed__symbols {
    uint32_t *ids, *next, *previous; /* (capacity) each, cut from `block` */
    int32_t  *ranks;                 /* (capacity) */
    uint64_t *heap;                  /* (3 capacity): one entry a symbol, two a merge */
    void     *block;
    size_t    n, capacity;
} bed__symbols;

/* Room for n symbols; what it held is lost. Errors: BED_EMEMORY. */
bed_status bed__symbols_reserve(bed__symbols *s, size_t n, bed_error *err) BED_USE_RESULT;
void       bed__symbols_deinit(bed__symbols *s);

#endif
