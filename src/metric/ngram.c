/* Length by length: n-grams of the text that some reference has are paired into those one longer,
 * and the references look for theirs among them. A number is the place in a table, so that a count
 * is one step away from the hash. */
#include "metric/ngram.h"

#include <string.h>

enum { SMALLEST = 64 };

bed_status bed_matcher_begin(bed_matcher *m, const bed_tokens *tokens, bed_error *err)
{
    const size_t n = tokens->n;

    BED_TRY(bed_token_table_begin(&m->tokens, n, err));
    BED_TRY(bed__room((void **)&m->hyp, &m->hyp_capacity, n, sizeof *m->hyp, err));
    BED_TRY(bed__room((void **)&m->first, &m->first_capacity, n, sizeof *m->first, err));
    bed_token_table_add_all(&m->tokens, tokens, m->hyp);
    m->n_hyp        = n;
    m->n_ref        = 0;
    m->n_references = 0;
    return BED_OK;
}

bed_status bed_matcher_reference(bed_matcher *m, const bed_tokens *tokens, bed_error *err)
{
    const size_t end = m->n_ref + tokens->n;

    BED_TRY(bed__room((void **)&m->ref, &m->ref_capacity, end, sizeof *m->ref, err));
    BED_TRY(bed__room((void **)&m->owner, &m->owner_capacity, end, sizeof *m->owner, err));
    if (tokens->n > 0)
        bed_token_table_find_all(&m->tokens, tokens, m->ref + m->n_ref);
    m->n_references++;
    for (size_t i = m->n_ref; i < end; i++)
        m->owner[i] = (uint32_t)m->n_references;
    m->n_ref = end;
    return BED_OK;
}

/* ---- the table of one length ----------------------------------------------------------------- */

static bed_status grams_begin(bed__grams *g, size_t n, bed_error *err)
{
    size_t slots = SMALLEST;

    while (slots / 2 < n)
        slots *= 2;
    if (slots > g->capacity) {
        bed__gram *fresh;

        BED_TRY(bed_alloc_into((void **)&fresh, slots, sizeof *fresh, err));
        bed_free(g->slots);
        *g = (bed__grams){ .slots = fresh, .capacity = slots };
    }
    if (++g->stamp == 0) {
        memset(g->slots, 0, g->capacity * sizeof *g->slots);
        g->stamp = 1;
    }
    g->mask = slots - 1;
    return BED_OK;
}

/* Where a pair stands, or the free slot where it would. */
static inline uint32_t grams_slot(const bed__grams *g, uint32_t a, uint32_t b, uint64_t *pair)
{
    uint64_t h;
    size_t   i;

    *pair = (uint64_t)a << 32 | b;
    h     = (*pair ^ *pair >> 29) * UINT64_C(0x9E3779B97F4A7C15);
    i     = (size_t)(h >> 32) & g->mask;
    while (g->slots[i].stamp == g->stamp && g->slots[i].pair != *pair)
        i = (i + 1) & g->mask;
    return (uint32_t)i;
}

static inline uint32_t grams_add(const bed__grams *g, uint32_t a, uint32_t b)
{
    uint64_t       pair;
    const uint32_t i = grams_slot(g, a, b, &pair);

    if (g->slots[i].stamp != g->stamp)
        g->slots[i] = (bed__gram){ .pair = pair, .stamp = g->stamp };
    return i;
}

static inline uint32_t grams_find(const bed__grams *g, uint32_t a, uint32_t b)
{
    uint64_t       pair;
    const uint32_t i = grams_slot(g, a, b, &pair);

    return g->slots[i].stamp == g->stamp ? i : BED_NO_NUMBER;
}

/* ---- counting -------------------------------------------------------------------------------- */

static inline void count_reference(bed__gram *g, uint32_t owner)
{
    g->here      = g->reference == owner ? g->here + 1 : 1;
    g->reference = owner;
    g->most      = g->here > g->most ? g->here : g->most;
}

static void count_tokens(bed_matcher *m)
{
    const uint32_t *const ref = m->ref, *const owner = m->owner;
    bed__gram *const grams = m->first;

    memset(grams, 0, m->tokens.n * sizeof *grams);
    for (size_t i = 0, n = m->n_ref; i < n; i++)
        if (ref[i] != BED_NO_NUMBER)
            count_reference(&grams[ref[i]], owner[i]);
}

/* The loops work on copies of the tables' heads, so that these stay in registers. */

/* Matches of the n-grams in `grams`; where two that match overlap, `next` gets the longer one. */
static uint64_t match(bed_matcher *m, bed__gram *grams, const bed__grams *next)
{
    const bed__grams longer  = next == NULL ? (bed__grams){ .slots = NULL } : *next;
    uint32_t *const  hyp     = m->hyp;
    uint64_t         matches = 0;
    uint32_t         before  = BED_NO_NUMBER;

    for (size_t i = 0, n = m->n_hyp; i < n; i++) {
        uint32_t number = hyp[i];

        if (number != BED_NO_NUMBER && grams[number].most == 0)
            number = BED_NO_NUMBER;
        if (number != BED_NO_NUMBER)
            matches += grams[number].met++ < grams[number].most;
        if (i > 0 && longer.slots != NULL)
            hyp[i - 1] = before == BED_NO_NUMBER || number == BED_NO_NUMBER
                             ? BED_NO_NUMBER
                             : grams_add(&longer, before, number);
        before = number;
    }
    return matches;
}

/* The references' n-grams one longer, as far as the text has them, counted. */
static void lengthen_references(bed_matcher *m, const bed__grams *next)
{
    const bed__grams      longer = *next;
    uint32_t *const       ref    = m->ref;
    const uint32_t *const owner  = m->owner;

    for (size_t i = 0, n = m->n_ref; i + 1 < n; i++) {
        const uint32_t a = ref[i], b = ref[i + 1];
        uint32_t       number = BED_NO_NUMBER;

        if (a != BED_NO_NUMBER && b != BED_NO_NUMBER && owner[i] == owner[i + 1])
            number = grams_find(&longer, a, b);
        if (number != BED_NO_NUMBER)
            count_reference(&longer.slots[number], owner[i]);
        ref[i] = number;
    }
}

bed_status bed_matcher_count(bed_matcher *m, size_t max, uint64_t *matches, bed_error *err)
{
    bed__gram *grams = m->first;

    memset(matches, 0, max * sizeof *matches);
    if (m->n_hyp == 0 || m->n_ref == 0)
        return BED_OK;
    count_tokens(m);
    for (size_t n = 1; n <= max && m->n_hyp > 0 && m->n_ref > 0; n++) {
        bed__grams *const next = n < max ? &m->longer[n % 2] : NULL;

        if (next != NULL)
            BED_TRY(grams_begin(next, m->n_hyp, err));
        matches[n - 1] = match(m, grams, next);
        if (matches[n - 1] == 0 || next == NULL)
            break;
        lengthen_references(m, next);
        grams = next->slots;
        m->n_hyp--;
        m->n_ref--;
    }
    return BED_OK;
}

void bed_matcher_deinit(bed_matcher *m)
{
    bed_token_table_deinit(&m->tokens);
    bed_free(m->first);
    bed_free(m->longer[0].slots);
    bed_free(m->longer[1].slots);
    bed_free(m->hyp);
    bed_free(m->ref);
    bed_free(m->owner);
    *m = (bed_matcher){ .n_hyp = 0 };
}
