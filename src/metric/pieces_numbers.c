/* Numbers for names and for pairs of numbers: open addressing, linear probing, at most half full.
 * No deletion, so that a run of taken slots ends at the first empty one. */
#include "metric/pieces.h"

#include <string.h>

#define NONE UINT32_MAX

enum { FIRST_SLOTS = 1024, FIRST_NUMBERS = 256 };
#define NAMES_MAX_BYTES ((size_t)1 << 36)

struct bed__name {
    uint32_t hash;   /* the upper half */
    uint32_t number; /* + 1; 0: empty */
};

struct bed__pair {
    uint64_t key;
    uint32_t number; /* + 1; 0: empty */
};

void bed__names_init(bed__names *t)
{
    *t = (bed__names){ .arena = BED_ARENA(NAMES_MAX_BYTES) };
}

void bed__names_deinit(bed__names *t)
{
    bed_free(t->slots);
    bed_free(t->texts);
    bed_arena_deinit(&t->arena);
    *t = (bed__names){ .n = 0 };
}

static bed_status names_grow(bed__names *t, bed_error *err)
{
    const size_t      capacity = t->capacity == 0 ? FIRST_SLOTS : 2 * t->capacity;
    struct bed__name *slots;
    bed_str          *texts;

    texts = bed_realloc(t->texts, capacity / 2, sizeof *texts);
    if (texts == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for %zu names", capacity / 2);
    t->texts = texts;
    BED_TRY(bed_alloc_into((void **)&slots, capacity, sizeof *slots, err));
    for (size_t i = 0; i < t->n; i++) {
        const uint64_t hash = bed_hash64(t->texts[i], 0);
        size_t         at   = hash & (capacity - 1);

        while (slots[at].number != 0)
            at = (at + 1) & (capacity - 1);
        slots[at] = (struct bed__name){ (uint32_t)(hash >> 32), (uint32_t)i + 1 };
    }
    bed_free(t->slots);
    t->slots    = slots;
    t->capacity = capacity;
    return BED_OK;
}

bed_status bed__names_put(bed__names *t, bed_str name, uint32_t *out, bed_error *err)
{
    const uint64_t hash  = bed_hash64(name, 0);
    const uint32_t upper = (uint32_t)(hash >> 32);
    size_t         at;

    if (2 * t->n >= t->capacity) {
        if (t->n >= NONE / 2)
            return bed_fail(err, BED_EMEMORY, "more than %zu different tokens", t->n);
        BED_TRY(names_grow(t, err));
    }
    for (at = hash & (t->capacity - 1); t->slots[at].number != 0; at = (at + 1) & (t->capacity - 1))
        if (t->slots[at].hash == upper && bed_str_equal(t->texts[t->slots[at].number - 1], name)) {
            *out = t->slots[at].number - 1;
            return BED_OK;
        }
    BED_TRY(bed_arena_copy(&t->arena, name, &t->texts[t->n], err));
    *out         = (uint32_t)t->n++;
    t->slots[at] = (struct bed__name){ upper, *out + 1 };
    return BED_OK;
}

void bed__pairs_deinit(bed__pairs *t)
{
    bed_free(t->slots);
    *t = (bed__pairs){ .n = 0 };
}

/* Fibonacci hashing of both halves, the high bits brought down. */
static size_t pair_home(uint64_t key, size_t capacity)
{
    key *= UINT64_C(0x9E3779B97F4A7C15);
    key ^= key >> 32;
    key *= UINT64_C(0xD6E8FEB86659FD93);
    key ^= key >> 32;
    return (size_t)key & (capacity - 1);
}

static bed_status pairs_grow(bed__pairs *t, bed_error *err)
{
    const size_t      capacity = t->capacity == 0 ? FIRST_SLOTS : 2 * t->capacity;
    struct bed__pair *slots;

    BED_TRY(bed_alloc_into((void **)&slots, capacity, sizeof *slots, err));
    for (size_t i = 0; i < t->capacity; i++) {
        size_t at;

        if (t->slots[i].number == 0)
            continue;
        at = pair_home(t->slots[i].key, capacity);
        while (slots[at].number != 0)
            at = (at + 1) & (capacity - 1);
        slots[at] = t->slots[i];
    }
    bed_free(t->slots);
    t->slots    = slots;
    t->capacity = capacity;
    return BED_OK;
}

bed_status bed__pairs_put(bed__pairs *t, uint32_t first, uint32_t second, uint32_t *out,
                          bed_error *err)
{
    const uint64_t key = (uint64_t)first << 32 | second;
    size_t         at;

    if (2 * t->n >= t->capacity) {
        if (t->n >= NONE / 2)
            return bed_fail(err, BED_EMEMORY, "more than %zu different n-grams", t->n);
        BED_TRY(pairs_grow(t, err));
    }
    at = pair_home(key, t->capacity);
    for (; t->slots[at].number != 0; at = (at + 1) & (t->capacity - 1))
        if (t->slots[at].key == key) {
            *out = t->slots[at].number - 1;
            return BED_OK;
        }
    *out         = (uint32_t)t->n++;
    t->slots[at] = (struct bed__pair){ key, *out + 1 };
    return BED_OK;
}

void bed__numbers_deinit(bed__numbers *l)
{
    bed_free(l->at);
    *l = (bed__numbers){ .n = 0 };
}

bed_status bed__numbers_reserve(bed__numbers *l, size_t more, bed_error *err)
{
    size_t    capacity = l->capacity == 0 ? FIRST_NUMBERS : l->capacity;
    uint32_t *at;

    if (l->n + more <= l->capacity)
        return BED_OK;
    while (capacity < l->n + more)
        capacity *= 2;
    at = bed_realloc(l->at, capacity, sizeof *at);
    if (at == NULL)
        return bed_fail(err, BED_EMEMORY, "no memory for %zu numbers", capacity);
    l->at       = at;
    l->capacity = capacity;
    return BED_OK;
}
