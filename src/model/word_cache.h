/* Inside the model room: the ids of words seen before, one cache line each. Words repeat, and the
 * ids of a word do not depend on where it stands, so most are looked up and not worked out.
 * Words of up to 22 bytes and 8 ids are kept; a new word takes the place of the one in its slot, so
 * memory is fixed. What a cache holds changes no result. */
#ifndef BED_MODEL_WORD_CACHE_H
#define BED_MODEL_WORD_CACHE_H

#include "base/base.h"

enum { BED__CACHE_SLOTS = 1 << 14, BED__CACHE_WORD = 22, BED__CACHE_IDS = 8 };

typedef struct bed__cached_word {
    uint64_t hash;
    uint8_t  len, n; /* len 0: empty */
    char     word[BED__CACHE_WORD];
    uint32_t ids[BED__CACHE_IDS];
} bed__cached_word;

_Static_assert(sizeof(bed__cached_word) == 64, "a cached word is one cache line");

typedef struct bed__word_cache {
    bed__cached_word *slots; /* NULL: none yet */
} bed__word_cache;

/* Forgets all words. Errors: BED_EMEMORY. */
bed_status bed__word_cache_reset(bed__word_cache *c, bed_error *err) BED_USE_RESULT;
void       bed__word_cache_deinit(bed__word_cache *c);

/* The entry of a word of 1 to BED__CACHE_WORD bytes: the word's own, or, when *hit is left false,
 * the slot that bed__word_cache_keep may fill. */
bed__cached_word *bed__word_cache_find(const bed__word_cache *c, bed_str word, bool *hit,
                                       uint64_t *hash);
void bed__word_cache_keep(bed__cached_word *slot, bed_str word, uint64_t hash, const uint32_t *ids,
                          size_t n);

#endif
