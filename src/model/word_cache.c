#include "model/word_cache.h"

bed_status bed__word_cache_reset(bed__word_cache *c, bed_error *err)
{
    if (c->slots == NULL) {
        c->slots = bed_new_array(bed__cached_word, BED__CACHE_SLOTS);
        if (c->slots == NULL)
            return bed_fail(err, BED_EMEMORY, "out of memory: cache of words");
        return BED_OK;
    }
    memset(c->slots, 0, BED__CACHE_SLOTS * sizeof *c->slots);
    return BED_OK;
}

void bed__word_cache_deinit(bed__word_cache *c)
{
    bed_free(c->slots);
    c->slots = NULL;
}

void bed__cache_keep(bed__cached_word *slot, bed__word_key k, const uint32_t *ids, size_t n)
{
    if (n > BED__CACHE_IDS)
        return;
    slot->a   = k.a;
    slot->b   = k.b;
    slot->c   = k.c;
    slot->len = (uint8_t)k.len;
    slot->n   = (uint8_t)n;
    memcpy(slot->ids, ids, n * sizeof *ids);
}
