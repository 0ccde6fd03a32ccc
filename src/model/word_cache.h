/* Inside the model room: the ids of words seen before, one cache line each. Words repeat, and the
 * ids of a word do not depend on where it stands, so most are looked up and not worked out.
 * Words of up to 24 bytes and 8 ids are kept; a new word takes the place of the one in its slot, so
 * memory is fixed. What a cache holds changes no result. */
#ifndef BED_MODEL_WORD_CACHE_H
#define BED_MODEL_WORD_CACHE_H

#include "base/base.h"

enum {
    BED__CACHE_SLOTS = 1 << 14,
    BED__CACHE_WORD  = 24,
    BED__CACHE_IDS   = 8,
    BED__CACHE_PART  = 32 /* in a key's length: a part of a word, not a word */
};

/* Up to 24 bytes as three numbers, which with the length give the bytes back. */
typedef struct bed__word_key {
    uint64_t a, b, c;
    uint32_t len;
} bed__word_key;

typedef struct bed__cached_word {
    uint64_t a, b, c;
    uint8_t  len, n; /* len 0: empty */
    uint16_t unused;
    uint32_t ids[BED__CACHE_IDS];
} bed__cached_word;

_Static_assert(sizeof(bed__cached_word) == 64, "a cached word is one cache line");

typedef struct bed__word_cache {
    bed__cached_word *slots; /* NULL: none yet */
} bed__word_cache;

/* Forgets all words. Errors: BED_EMEMORY. */
bed_status bed__word_cache_reset(bed__word_cache *c, bed_error *err) BED_USE_RESULT;
void       bed__word_cache_deinit(bed__word_cache *c);

static inline uint64_t bed__load8(const char *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

static inline uint64_t bed__load4(const char *p)
{
    uint32_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

/* The key of a word of 1 to BED__CACHE_WORD bytes: its first, middle and last eight bytes, which
 * overlap where it is short. */
static inline bed__word_key bed__word_key_of(bed_str w)
{
    const char *const p   = w.ptr;
    const size_t      n   = w.len;
    const uint32_t    len = (uint32_t)n;

    if (n > 16)
        return (bed__word_key){ bed__load8(p), bed__load8(p + n - 8), bed__load8(p + 8), len };
    if (n >= 8)
        return (bed__word_key){ bed__load8(p), bed__load8(p + n - 8), 0, len };
    if (n >= 4)
        return (bed__word_key){ bed__load4(p), bed__load4(p + n - 4), 0, len };
    return (bed__word_key){ (uint64_t)(uint8_t)p[0] << 16 | (uint64_t)(uint8_t)p[n / 2] << 8 |
                                (uint8_t)p[n - 1],
                            0, 0, len };
}

/* The slot of a key: it holds the word where bed__cached_is says so, else it may be filled. */
static inline bed__cached_word *bed__cache_slot(const bed__word_cache *c, bed__word_key k)
{
    uint64_t h = (k.a ^ (uint64_t)k.len << 56) * 0x9E3779B97F4A7C15u;

    h = (h ^ h >> 29 ^ k.b) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 32 ^ k.c) * 0x94D049BB133111EBu;
    return &c->slots[h >> 50];
}

_Static_assert(BED__CACHE_SLOTS == 1 << (64 - 50), "a slot is found by the high bits");

static inline bool bed__cached_is(const bed__cached_word *slot, bed__word_key k)
{
    return slot->a == k.a && slot->b == k.b && slot->c == k.c && slot->len == k.len;
}

/* Puts a word into its slot, unless it has too many ids. */
void bed__cache_keep(bed__cached_word *slot, bed__word_key k, const uint32_t *ids, size_t n);

#endif
