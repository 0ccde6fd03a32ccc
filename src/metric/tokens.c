/* Hash tables that number tokens and pairs; see tokens.h. */
#include "metric/tokens.h"

#include <string.h>
#include <unicode/ucasemap.h>

enum { SMALLEST = 64, EXACT_BYTES = 16 };

bed_status bed__room(void **array, size_t *capacity, size_t need, size_t size, bed_error *err)
{
    size_t n = *capacity < SMALLEST ? SMALLEST : *capacity;
    void  *grown;

    if (need <= *capacity)
        return BED_OK;
    while (n < need)
        n = n > SIZE_MAX / 2 ? need : 2 * n;
    grown = bed_realloc(*array, n, size);
    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    *array    = grown;
    *capacity = n;
    return BED_OK;
}

void bed_tokens_deinit(bed_tokens *t)
{
    bed_free(t->items);
    bed_free(t->bytes[0]);
    bed_free(t->bytes[1]);
    if (t->lower != NULL)
        ucasemap_close(t->lower);
    *t = (bed_tokens){ .n = 0 };
}

/* Slots for n entries: a power of two, at most half of them taken. */
static size_t slots_for(size_t n)
{
    size_t slots = SMALLEST;

    while (slots / 2 < n)
        slots *= 2;
    return slots;
}

/* A zeroed array in place of one that is too small. */
static bed_status renew(void **slots, size_t *capacity, size_t need, size_t size, bed_error *err)
{
    void *fresh;

    BED_TRY(bed_alloc_into(&fresh, need, size, err));
    bed_free(*slots);
    *slots    = fresh;
    *capacity = need;
    return BED_OK;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

static uint64_t load8(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

typedef struct token_key {
    uint64_t a, b;
    uint32_t len;
} token_key;

/* The first n of 16 bytes are kept by the 16 bytes from 16 - n on. */
static const char KEEP[32] = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

_Static_assert(EXACT_BYTES == 16, "two loads");

/* Two loads that may reach behind the token, where the text goes on so far. */
static inline token_key key_of(bed_str s, const char *end)
{
    char        copy[EXACT_BYTES] = { 0 };
    const char *from              = s.ptr;

    if (s.len > EXACT_BYTES)
        return (token_key){ bed_hash64(s, 1), bed_hash64(s, 2), (uint32_t)s.len };
    if ((uintptr_t)s.ptr + EXACT_BYTES > (uintptr_t)end) {
        memcpy(copy, s.ptr, s.len);
        from = copy;
    }
    return (token_key){ load8(from) & load8(KEEP + EXACT_BYTES - s.len),
                        load8(from + 8) & load8(KEEP + EXACT_BYTES + 8 - s.len), (uint32_t)s.len };
}

__extension__ typedef unsigned __int128 wide;

static inline size_t token_slot_of(const bed_token_table *t, const token_key *k)
{
    const wide m = (wide)(k->a ^ UINT64_C(0x9E3779B97F4A7C15)) *
                   (k->b ^ UINT64_C(0xD6E8FEB86659FD93) ^ (uint64_t)k->len << 40);

    return (size_t)((uint64_t)(m >> 64) ^ (uint64_t)m) & t->mask;
}

static inline bed__token_slot *token_slot(const bed_token_table *t, const token_key *k)
{
    for (size_t i = token_slot_of(t, k);; i = (i + 1) & t->mask) {
        bed__token_slot *const s = &t->slots[i];

        if (s->stamp != t->stamp || (s->a == k->a && s->b == k->b && s->len == k->len))
            return s;
    }
}

bed_status bed_token_table_begin(bed_token_table *t, size_t n, bed_error *err)
{
    const size_t slots = slots_for(n);

    if (slots > t->capacity) {
        BED_TRY(renew((void **)&t->slots, &t->capacity, slots, sizeof *t->slots, err));
        t->stamp = 0;
    }
    if (++t->stamp == 0) {
        memset(t->slots, 0, t->capacity * sizeof *t->slots);
        t->stamp = 1;
    }
    t->mask = slots - 1;
    t->n    = 0;
    return BED_OK;
}

bed_status bed_token_table_grow(bed_token_table *t, size_t n, bed_error *err)
{
    const size_t    slots  = slots_for(t->n + n);
    bed_token_table larger = { .capacity = slots, .mask = slots - 1, .n = t->n, .stamp = 1 };

    if (t->capacity > 0 && slots <= t->mask + 1)
        return BED_OK;
    BED_TRY(bed_alloc_into((void **)&larger.slots, slots, sizeof *larger.slots, err));
    for (size_t i = 0; t->capacity > 0 && i <= t->mask; i++) {
        const bed__token_slot *const s = &t->slots[i];
        const token_key              k = { s->a, s->b, s->len };

        if (s->stamp == t->stamp)
            *token_slot(&larger, &k) =
                (bed__token_slot){ s->a, s->b, s->len, s->number, larger.stamp };
    }
    bed_free(t->slots);
    *t = larger;
    return BED_OK;
}

uint32_t bed_token_table_add(bed_token_table *t, bed_str token)
{
    const token_key        k = key_of(token, NULL);
    bed__token_slot *const s = token_slot(t, &k);

    if (s->stamp != t->stamp)
        *s = (bed__token_slot){ k.a, k.b, k.len, t->n++, t->stamp };
    return s->number;
}

uint32_t bed_token_table_find(const bed_token_table *t, bed_str token)
{
    const token_key              k = key_of(token, NULL);
    const bed__token_slot *const s = token_slot(t, &k);

    return s->stamp == t->stamp ? s->number : BED_NO_NUMBER;
}

/* The loops work on a copy of the table's head, so that it stays in registers. */
void bed_token_table_add_all(bed_token_table *table, const bed_tokens *tokens, uint32_t *numbers)
{
    bed_token_table      t     = *table;
    const bed_str *const items = tokens->items;
    const char *const    end   = tokens->end;

    for (size_t i = 0, n = tokens->n; i < n; i++) {
        const token_key        k = key_of(items[i], end);
        bed__token_slot *const s = token_slot(&t, &k);

        if (s->stamp != t.stamp)
            *s = (bed__token_slot){ k.a, k.b, k.len, t.n++, t.stamp };
        numbers[i] = s->number;
    }
    table->n = t.n;
}

void bed_token_table_find_all(const bed_token_table *table, const bed_tokens *tokens,
                              uint32_t *numbers)
{
    const bed_token_table t     = *table;
    const bed_str *const  items = tokens->items;
    const char *const     end   = tokens->end;

    for (size_t i = 0, n = tokens->n; i < n; i++) {
        const token_key              k = key_of(items[i], end);
        const bed__token_slot *const s = token_slot(&t, &k);

        numbers[i] = s->stamp == t.stamp ? s->number : BED_NO_NUMBER;
    }
}

void bed_token_table_deinit(bed_token_table *t)
{
    bed_free(t->slots);
    *t = (bed_token_table){ .n = 0 };
}

/* ---- pairs ----------------------------------------------------------------------------------- */

bed_status bed_pair_table_begin(bed_pair_table *t, size_t n, bed_error *err)
{
    const size_t slots = slots_for(n);

    if (slots > t->capacity) {
        BED_TRY(renew((void **)&t->slots, &t->capacity, slots, sizeof *t->slots, err));
        t->stamp = 0;
    }
    if (++t->stamp == 0) {
        memset(t->slots, 0, t->capacity * sizeof *t->slots);
        t->stamp = 1;
    }
    t->mask = slots - 1;
    t->n    = 0;
    return BED_OK;
}

bed_status bed_pair_table_grow(bed_pair_table *t, size_t n, bed_error *err)
{
    const size_t   slots  = slots_for(t->n + n);
    bed_pair_table larger = { .capacity = slots, .mask = slots - 1, .n = t->n, .stamp = 1 };

    if (t->capacity > 0 && slots <= t->mask + 1)
        return BED_OK;
    BED_TRY(bed_alloc_into((void **)&larger.slots, slots, sizeof *larger.slots, err));
    for (size_t i = 0; t->capacity > 0 && i <= t->mask; i++) {
        const bed__pair_slot *const s = &t->slots[i];
        size_t                      at;

        if (s->stamp != t->stamp)
            continue;
        at = bed__pair_slot_of(&larger, s->key);
        while (larger.slots[at].stamp == larger.stamp)
            at = (at + 1) & larger.mask;
        larger.slots[at] = (bed__pair_slot){ s->key, s->number, larger.stamp };
    }
    bed_free(t->slots);
    *t = larger;
    return BED_OK;
}

void bed_pair_table_deinit(bed_pair_table *t)
{
    bed_free(t->slots);
    *t = (bed_pair_table){ .n = 0 };
}
