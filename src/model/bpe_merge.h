/* Inside the model room: the merges of byte-pair encoding as a hash table, and what becomes of a
 * row of symbols when they are applied: of all neighbours the pair that stands first in the list is
 * joined, of equal ones the leftmost, until none is known.
 * Time:  few symbols by looking for the best pair again and again, which is quickest for them; more
 *        over a heap, in O(n log n). Nothing is allocated. */
#ifndef BED_MODEL_BPE_MERGE_H
#define BED_MODEL_BPE_MERGE_H

#include "model/symbols.h"

typedef struct bed__merge {
    uint64_t pair; /* left id << 32 | right id */
    int32_t  rank; /* place in the list */
    uint32_t id;   /* of what they make */
} bed__merge;

typedef struct bed__merges {
    bed__merge *slots;
    uint8_t    *tags; /* of the slots; 0: empty. Most pairs are none, and end here */
    size_t      n_slots;
} bed__merges;

/* Room for n merges. Errors: BED_EMEMORY. */
bed_status bed__merges_init(bed__merges *m, size_t n, bed_error *err) BED_USE_RESULT;
void       bed__merges_deinit(bed__merges *m);
/* At most n times; the later of two for one pair counts. */
void bed__merges_put(bed__merges *m, uint32_t left, uint32_t right, int32_t rank, uint32_t id);

/* Joins s->ids, of which there are s->n. */
void bed__merges_apply(const bed__merges *m, bed__symbols *s);

#endif
