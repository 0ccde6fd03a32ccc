#include "model/symbols.h"

bed_status bed__symbols_reserve(bed__symbols *s, size_t n, bed_error *err)
{
    enum { BYTES = 3 * sizeof(uint64_t) + 4 * sizeof(uint32_t) };

    if (n <= s->capacity)
        return BED_OK;
    const size_t capacity = n + n / 2 + 64;
    char *const  block    = bed_alloc(capacity, BYTES);

    if (block == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a word of %zu symbols", n);
    bed_free(s->block);
    s->block    = block;
    s->capacity = capacity;
    s->heap     = (uint64_t *)(void *)block;
    s->ids      = (uint32_t *)(void *)(block + 3 * sizeof(uint64_t) * capacity);
    s->next     = s->ids + capacity;
    s->previous = s->next + capacity;
    s->ranks    = (int32_t *)(void *)(s->previous + capacity);
    return BED_OK;
}

void bed__symbols_deinit(bed__symbols *s)
{
    bed_free(s->block);
    *s = (bed__symbols){ 0 };
}
