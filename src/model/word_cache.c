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

bed__cached_word *bed__word_cache_find(const bed__word_cache *c, bed_str word, bool *hit,
                                       uint64_t *hash)
{
    const uint64_t          h    = bed_hash64(word, 0);
    bed__cached_word *const slot = &c->slots[h & (BED__CACHE_SLOTS - 1)];

    *hash = h;
    *hit  = slot->hash == h && slot->len == word.len && memcmp(slot->word, word.ptr, word.len) == 0;
    return slot;
}

void bed__word_cache_keep(bed__cached_word *slot, bed_str word, uint64_t hash, const uint32_t *ids,
                          size_t n)
{
    if (n > BED__CACHE_IDS)
        return;
    slot->hash = hash;
    slot->len  = (uint8_t)word.len;
    slot->n    = (uint8_t)n;
    memcpy(slot->word, word.ptr, word.len);
    memcpy(slot->ids, ids, n * sizeof *ids);
}
