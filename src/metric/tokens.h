/* Tokens of a text as views, and numbers for tokens and pairs of numbers: what n-gram metrics walk.
 * Ownership: all structs are the caller's storage, zeroed before first use and released with their
 *            deinit; their memory is kept from text to text, so that nothing is allocated per item.
 * Threads:   one thread at a time. */
#ifndef BED_METRIC_TOKENS_H
#define BED_METRIC_TOKENS_H

#include "base/base.h"

struct UCaseMap;

/* A list of views. They point into the text that was given or, where it had to be rewritten, into
 * the list itself, and live until its next use. */
typedef struct bed_tokens {
    bed_str         *items;
    size_t           n, capacity;
    const char      *end; /* of the text they stand in; NULL: of several, bytes behind are unsafe */
    char            *bytes[2];
    size_t           bytes_capacity[2];
    struct UCaseMap *lower;
    int              classes_of; /* of the tokeniser that `classes` is for */
    uint8_t          classes[256];
} bed_tokens;

void bed_tokens_deinit(bed_tokens *t);

/* Grows an array of `size`-byte values to at least `need`; what it held stays. Errors: BED_EMEMORY.
 */
bed_status bed__room(void **array, size_t *capacity, size_t need, size_t size,
                     bed_error *err) BED_USE_RESULT;

static inline bool bed_tokens_push(bed_tokens *t, const char *ptr, size_t len)
{
    if (t->n == t->capacity &&
        bed__room((void **)&t->items, &t->capacity, t->n + 1, sizeof *t->items, NULL) != BED_OK)
        return false;
    t->items[t->n++] = (bed_str){ ptr, len };
    return true;
}

#define BED_NO_NUMBER UINT32_MAX

typedef struct bed__token_slot {
    uint64_t a, b; /* the bytes of a token of up to 16, zeros behind; two hashes of a longer one */
    uint32_t len, number, stamp;
} bed__token_slot;

/* Numbers tokens 0, 1, 2 ... in the order they came. Open addressing; forgetting all is one stamp.
 * Tokens of up to 16 bytes are told apart exactly, longer ones by 128 bits of XXH3 and length. */
typedef struct bed_token_table {
    bed__token_slot *slots;
    size_t           capacity, mask;
    uint32_t         n, stamp;
} bed_token_table;

/* Forgets all and makes room for n different tokens. Errors: BED_EMEMORY. */
bed_status bed_token_table_begin(bed_token_table *t, size_t n, bed_error *err) BED_USE_RESULT;
/* Makes room for n more and forgets none. */
bed_status bed_token_table_grow(bed_token_table *t, size_t n, bed_error *err) BED_USE_RESULT;
uint32_t   bed_token_table_add(bed_token_table *t, bed_str token);
uint32_t   bed_token_table_find(const bed_token_table *t, bed_str token); /* or BED_NO_NUMBER */
/* Writes the number of each token; `find` gives BED_NO_NUMBER for those that were not added. */
void bed_token_table_add_all(bed_token_table *table, const bed_tokens *tokens, uint32_t *numbers);
void bed_token_table_find_all(const bed_token_table *table, const bed_tokens *tokens,
                              uint32_t *numbers);
void bed_token_table_deinit(bed_token_table *t);

typedef struct bed__pair_slot {
    uint64_t key;
    uint32_t number, stamp;
} bed__pair_slot;

/* The same for pairs of numbers. Two (n-1)-grams that overlap but for their ends name one n-gram,
 * so that n-grams of any length are told apart exactly by pairs. */
typedef struct bed_pair_table {
    bed__pair_slot *slots;
    size_t          capacity, mask;
    uint32_t        n, stamp;
} bed_pair_table;

bed_status bed_pair_table_begin(bed_pair_table *t, size_t n, bed_error *err) BED_USE_RESULT;
bed_status bed_pair_table_grow(bed_pair_table *t, size_t n, bed_error *err) BED_USE_RESULT;
void       bed_pair_table_deinit(bed_pair_table *t);

static inline size_t bed__pair_slot_of(const bed_pair_table *t, uint64_t key)
{
    const uint64_t h = (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15);

    return (size_t)(h >> 32 ^ h) & t->mask;
}

static inline uint32_t bed_pair_table_find(const bed_pair_table *t, uint32_t a, uint32_t b)
{
    const uint64_t key = (uint64_t)a << 32 | b;

    for (size_t i = bed__pair_slot_of(t, key);; i = (i + 1) & t->mask) {
        const bed__pair_slot *const s = &t->slots[i];

        if (s->stamp != t->stamp)
            return BED_NO_NUMBER;
        if (s->key == key)
            return s->number;
    }
}

static inline uint32_t bed_pair_table_add(bed_pair_table *t, uint32_t a, uint32_t b)
{
    const uint64_t key = (uint64_t)a << 32 | b;

    for (size_t i = bed__pair_slot_of(t, key);; i = (i + 1) & t->mask) {
        bed__pair_slot *const s = &t->slots[i];

        if (s->stamp != t->stamp) {
            *s = (bed__pair_slot){ key, t->n, t->stamp };
            return t->n++;
        }
        if (s->key == key)
            return s->number;
    }
}

#endif
