/* Length by length: n-grams of the text that some reference has are paired into those one longer,
 * and the references look for theirs among them. A number is the place in a table, so that a count
 * is one step away from the hash. */
#include "metric/ngram.h"

#include <string.h>

enum { SMALLEST = 64 };

static bed_status places_room(bed__places *p, size_t n, bed_error *err)
{
    BED_TRY(bed__room((void **)&p->at, &p->at_capacity, n, sizeof *p->at, err));
    BED_TRY(bed__room((void **)&p->number, &p->number_capacity, n, sizeof *p->number, err));
    return bed__room((void **)&p->owner, &p->owner_capacity, n, sizeof *p->owner, err);
}

static void places_deinit(bed__places *p)
{
    bed_free(p->at);
    bed_free(p->number);
    bed_free(p->owner);
}

bed_status bed_matcher_begin(bed_matcher *m, const bed_tokens *tokens, bed_error *err)
{
    const size_t n = tokens->n;

    BED_TRY(bed_token_table_begin(&m->tokens, n, err));
    BED_TRY(places_room(&m->hyp, n, err));
    BED_TRY(bed__room((void **)&m->first, &m->first_capacity, n + 1, sizeof *m->first, err));
    bed_token_table_add_all(&m->tokens, tokens, m->hyp.number);
    for (size_t i = 0; i < n; i++)
        m->hyp.at[i] = (uint32_t)i;
    m->n_tokens     = n;
    m->n_references = 0;
    m->hyp.n        = n;
    m->ref.n        = 0;
    return BED_OK;
}

bed_status bed_matcher_reference(bed_matcher *m, const bed_tokens *tokens, bed_error *err)
{
    bed__places *const r   = &m->ref;
    const size_t       end = r->n + tokens->n;

    BED_TRY(places_room(r, end, err));
    if (tokens->n > 0)
        bed_token_table_find_all(&m->tokens, tokens, r->number + r->n);
    m->n_references++;
    for (size_t i = r->n; i < end; i++) {
        r->at[i]    = (uint32_t)(i + m->n_references);
        r->owner[i] = (uint32_t)m->n_references;
    }
    r->n = end;
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

/* ---- counting -------------------------------------------------------------------------------- */

static inline void count_reference(bed__gram *g, uint32_t owner)
{
    g->here      = g->reference == owner ? g->here + 1 : 1;
    g->reference = owner;
    g->most      = g->here > g->most ? g->here : g->most;
}

/* The loops below write every place and go on by 0 or 1, for whether a place counts is as good as
 * random to a processor that would guess it; and they work on copies of the heads of tables, so
 * that these stay in registers. */

static void count_tokens(bed_matcher *m)
{
    const bed__places r     = m->ref;
    bed__gram *const  grams = m->first;
    const uint32_t    none  = m->tokens.n;
    size_t            kept  = 0;

    memset(grams, 0, (size_t)(none + 1) * sizeof *grams);
    for (size_t i = 0; i < r.n; i++) {
        const bool     is_there = r.number[i] != BED_NO_NUMBER;
        const uint32_t number   = is_there ? r.number[i] : none;

        count_reference(&grams[number], r.owner[i]);
        r.number[kept] = number;
        r.at[kept]     = r.at[i];
        r.owner[kept]  = r.owner[i];
        kept += is_there;
    }
    m->ref.n = kept;
}

/* Matches of the n-grams in `grams`; places of those that no reference has fall away. */
static uint64_t match(bed_matcher *m, bed__gram *grams)
{
    const bed__places h       = m->hyp;
    uint64_t          matches = 0;
    size_t            kept    = 0;

    for (size_t i = 0; i < h.n; i++) {
        const uint32_t   number = h.number[i];
        bed__gram *const g      = &grams[number];

        matches += g->met++ < g->most;
        h.number[kept] = number;
        h.at[kept]     = h.at[i];
        kept += g->most > 0;
    }
    m->hyp.n = kept;
    return matches;
}

/* Of places that follow each other, the first, with both numbers: the second's in `after`. */
static size_t join(const bed__places *places, uint32_t *after)
{
    const bed__places p    = *places;
    size_t            kept = 0;

    for (size_t i = 0; i + 1 < p.n; i++) {
        const uint32_t at = p.at[i], second = p.number[i + 1];

        p.number[kept] = p.number[i];
        p.at[kept]     = at;
        after[kept]    = second;
        kept += p.at[i + 1] == at + 1;
    }
    return kept;
}

static void lengthen(bed_matcher *m, bed__grams *next)
{
    const bed__grams  longer = *next;
    const bed__places h      = m->hyp;
    uint32_t *const   after  = h.owner; /* of no other use here */
    const size_t      n      = join(&h, after);

    for (size_t i = 0; i < n; i++)
        h.number[i] = grams_add(&longer, h.number[i], after[i]);
    m->hyp.n = n;
}

/* The references' n-grams one longer, as far as the text has them, counted. What is not found is
 * counted in a free slot, where nothing is read before it is made anew. */
static void lengthen_references(bed_matcher *m, const bed__grams *next)
{
    const bed__grams  longer = *next;
    const bed__places r      = m->ref;
    size_t            kept   = 0;

    for (size_t i = 0; i + 1 < r.n; i++) {
        const uint32_t at = r.at[i], owner = r.owner[i];
        uint64_t       pair;

        if (r.at[i + 1] != at + 1)
            continue;
        const uint32_t   number = grams_slot(&longer, r.number[i], r.number[i + 1], &pair);
        bed__gram *const g      = &longer.slots[number];

        count_reference(g, owner);
        r.number[kept] = number;
        r.at[kept]     = at;
        r.owner[kept]  = owner;
        kept += g->stamp == longer.stamp;
    }
    m->ref.n = kept;
}

bed_status bed_matcher_count(bed_matcher *m, size_t max, uint64_t *matches, bed_error *err)
{
    bed__gram *grams = m->first;

    memset(matches, 0, max * sizeof *matches);
    if (m->n_tokens == 0)
        return BED_OK;
    count_tokens(m);
    for (size_t n = 1; n <= max; n++) {
        bed__grams *const next = &m->longer[n % 2];

        matches[n - 1] = match(m, grams);
        if (matches[n - 1] == 0 || n == max)
            break;
        BED_TRY(grams_begin(next, m->hyp.n, err));
        lengthen(m, next);
        lengthen_references(m, next);
        grams = next->slots;
    }
    return BED_OK;
}

void bed_matcher_deinit(bed_matcher *m)
{
    bed_token_table_deinit(&m->tokens);
    bed_free(m->first);
    bed_free(m->longer[0].slots);
    bed_free(m->longer[1].slots);
    places_deinit(&m->hyp);
    places_deinit(&m->ref);
    *m = (bed_matcher){ .n_tokens = 0 };
}
