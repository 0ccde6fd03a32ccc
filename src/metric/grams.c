/* For each n the n-grams of b go into a table, and those of a look for theirs. Where a gram stands
 * in the table is its number for the next n. */
#include "metric/grams.h"

#include <string.h>

#define NOWHERE UINT32_MAX
#define SHARED ((uint32_t)1 << 31)
#define COUNT (SHARED - 1)

enum { SYMBOLS_MOST = 1 << 30 };

typedef struct bed__gram {
    uint64_t key;
    uint32_t stamp;
    uint32_t left; /* of b's occurrences, those that no occurrence in a has taken; and SHARED: a has
                      the gram */
} bed__gram;

void bed__grams_deinit(bed__grams *g)
{
    bed_free(g->slots);
    bed_free(g->places[0]);
    bed_free(g->places[1]);
    *g = (bed__grams){ .slots = NULL };
}

static bed_status reserve_places(bed__grams *g, size_t k, size_t n, bed_error *err)
{
    uint32_t *grown;

    if (n <= g->n_places[k])
        return BED_OK;
    n     = n + n / 2 + 64;
    grown = bed_realloc(g->places[k], n, sizeof *grown);
    if (grown == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    g->places[k]   = grown;
    g->n_places[k] = n;
    return BED_OK;
}

static bed_status reserve_slots(bed__grams *g, size_t n, bed_error *err)
{
    if (n <= g->n_slots)
        return BED_OK;
    bed_free(g->slots);
    g->n_slots = 0;
    BED_TRY(bed_alloc_into((void **)&g->slots, n, sizeof *g->slots, err));
    g->n_slots = n;
    g->stamp   = 0;
    return BED_OK;
}

/* Frees all slots. */
static void next_table(bed__grams *g)
{
    if (++g->stamp == 0) {
        memset(g->slots, 0, g->n_slots * sizeof *g->slots);
        g->stamp = 1;
    }
}

/* Where a key stands, or may be put. */
static inline bed__gram *find(const bed__grams *g, unsigned shift, uint64_t key)
{
    const size_t last = ((size_t)1 << (64 - shift)) - 1;
    size_t       i    = (size_t)((key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> shift);

    while (g->slots[i].stamp == g->stamp && g->slots[i].key != key)
        i = (i + 1) & last;
    return &g->slots[i];
}

/* The gram of n symbols that begins at i, or false where its first or last n - 1 symbols are known
 * to have no match. */
static inline bool key_at(const uint32_t *places, const uint32_t *symbols, size_t i, size_t n,
                          uint64_t *out)
{
    if (n == 1) {
        *out = symbols[i];
        return true;
    }
    *out = (uint64_t)places[i] << 32 | symbols[i + n - 1];
    return places[i] != NOWHERE && places[i + 1] != NOWHERE;
}

static size_t put_all(bed__grams *g, unsigned shift, const uint32_t *b, size_t len, size_t n)
{
    uint32_t *const places = g->places[1];
    size_t          put    = 0;
    uint64_t        key;

    for (size_t i = 0; i + n <= len; i++) {
        if (!key_at(places, b, i, n, &key)) {
            places[i] = NOWHERE;
            continue;
        }
        bed__gram *const s = find(g, shift, key);
        if (s->stamp != g->stamp)
            *s = (bed__gram){ .key = key, .stamp = g->stamp };
        s->left++;
        places[i] = (uint32_t)(s - g->slots);
        put++;
    }
    return put;
}

static size_t take_all(bed__grams *g, unsigned shift, const uint32_t *a, size_t len, size_t n)
{
    uint32_t *const places = g->places[0];
    size_t          taken  = 0;
    uint64_t        key;

    for (size_t i = 0; i + n <= len; i++) {
        bed__gram *s;

        if (!key_at(places, a, i, n, &key) || (s = find(g, shift, key))->stamp != g->stamp) {
            places[i] = NOWHERE;
            continue;
        }
        if ((s->left & COUNT) > 0) {
            s->left--;
            taken++;
        }
        s->left |= SHARED;
        places[i] = (uint32_t)(s - g->slots);
    }
    return taken;
}

/* Grams of b that a does not have begin no longer one that it has. */
static void drop_unshared(bed__grams *g, size_t len, size_t n)
{
    uint32_t *const places = g->places[1];

    for (size_t i = 0; i + n <= len; i++)
        if (places[i] != NOWHERE && (g->slots[places[i]].left & SHARED) == 0)
            places[i] = NOWHERE;
}

bed_status bed__grams_match(bed__grams *g, const uint32_t *a, size_t m, const uint32_t *b, size_t n,
                            size_t order, size_t *matches, bed_error *err)
{
    unsigned shift = 59;

    memset(matches, 0, order * sizeof *matches);
    if (m == 0 || n == 0)
        return BED_OK;
    if (m > SYMBOLS_MOST || n > SYMBOLS_MOST)
        return bed_fail(err, BED_EARGUMENT, "a text of more than %d characters", SYMBOLS_MOST);
    while ((size_t)1 << (64 - shift) < 2 * n)
        shift--;
    BED_TRY(reserve_places(g, 0, m, err));
    BED_TRY(reserve_places(g, 1, n, err));
    BED_TRY(reserve_slots(g, (size_t)1 << (64 - shift), err));
    for (size_t k = 1; k <= order && k <= m && k <= n; k++) {
        next_table(g);
        if (put_all(g, shift, b, n, k) == 0)
            break;
        matches[k - 1] = take_all(g, shift, a, m, k);
        if (matches[k - 1] == 0)
            break;
        drop_unshared(g, n, k);
    }
    return BED_OK;
}
