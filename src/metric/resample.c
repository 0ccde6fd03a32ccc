#include "metric/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 4 }; /* resamples that a thread takes at a time */

/* ---- units ----------------------------------------------------------------------------------- */

typedef struct placed {
    uint32_t group, at; /* place among the chosen items */
} placed;

static int by_group(const void *a, const void *b)
{
    const placed *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int by_first(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return x < y ? -1 : x > y;
}

static bed_status group_items(bed__units *out, const uint32_t *chosen, size_t n,
                              const uint32_t *groups, bed_error *err)
{
    placed *sorted  = bed_new_array(placed, n);
    size_t *order   = bed_new_array(size_t, 2 * n + 1); /* (first item, place in sorted) pairs */
    size_t  n_units = 0, at = 0;

    if (sorted == NULL || order == NULL) {
        bed_free(sorted);
        bed_free(order);
        return bed_fail(err, BED_EMEMORY, "out of memory");
    }
    for (size_t i = 0; i < n; i++)
        sorted[i] = (placed){ groups[chosen[i]], (uint32_t)i };
    qsort(sorted, n, sizeof *sorted, by_group);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || sorted[i].group != sorted[i - 1].group) {
            order[2 * n_units]     = sorted[i].at;
            order[2 * n_units + 1] = i;
            n_units++;
        }
    qsort(order, n_units, 2 * sizeof *order, by_first);
    for (size_t u = 0; u < n_units; u++) {
        const size_t   first = order[2 * u + 1];
        const uint32_t group = sorted[first].group;

        out->begin[u] = at;
        for (size_t i = first; i < n && sorted[i].group == group; i++)
            out->items[at++] = chosen[sorted[i].at];
    }
    out->begin[n_units] = at;
    out->n_units        = n_units;
    bed_free(sorted);
    bed_free(order);
    return BED_OK;
}

bed_status bed__units_make(bed__units *out, const uint32_t *chosen, size_t n,
                           const uint32_t *groups, bed_error *err)
{
    bed_status st = BED_OK;

    *out       = (bed__units){ .n_units = n, .n_items = n };
    out->items = bed_new_array(uint32_t, n);
    out->begin = bed_new_array(size_t, n + 1);
    if (out->items == NULL || out->begin == NULL)
        BED_GO(bed_fail(err, BED_EMEMORY, "out of memory"));
    if (groups != NULL)
        BED_GO(group_items(out, chosen, n, groups, err));
    for (size_t i = 0; i < n && groups == NULL; i++) {
        out->items[i]     = chosen[i];
        out->begin[i + 1] = i + 1;
    }
done:
    if (st != BED_OK)
        bed__units_deinit(out);
    return st;
}

void bed__units_deinit(bed__units *u)
{
    bed_free(u->items);
    bed_free(u->begin);
    *u = (bed__units){ .n_units = 0 };
}

/* ---- trials on all threads ------------------------------------------------------------------- */

typedef struct space {
    uint32_t *counts;  /* of units: how often each was drawn */
    uint32_t *rows;    /* of a selection */
    double   *weights; /* of a selection */
    double   *values;
} space;

typedef struct trials {
    const bed__resampling *r;
    space                 *spaces;
    size_t                 n, system;
    double                *out;
    bed_status (*one)(const struct trials *t, space *s, size_t trial, bed_error *err);
} trials;

static void space_deinit(space *s)
{
    bed_free(s->counts);
    bed_free(s->rows);
    bed_free(s->weights);
    bed_free(s->values);
}

static bed_status space_init(space *s, const bed__resampling *r, bed_error *err)
{
    *s = (space){ .counts  = bed_new_array(uint32_t, r->units->n_units),
                  .rows    = bed_new_array(uint32_t, r->units->n_items),
                  .weights = bed_new_array(double, r->units->n_items),
                  .values  = bed_new_array(double, r->measured->n_values) };
    if (s->counts == NULL || s->rows == NULL || s->weights == NULL || s->values == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    return BED_OK;
}

/* Batches are handed over as their first trial + 1, for NULL is no item. */
static bed_status work(void *context, size_t worker, void *item, bed_error *err)
{
    const trials *const t     = context;
    const size_t        first = (uintptr_t)item - 1;
    const size_t        end   = first + BATCH < t->n ? first + BATCH : t->n;

    BED_TRY(bed_talk_check(t->r->talk, err));
    for (size_t i = first; i < end; i++)
        BED_TRY(t->one(t, &t->spaces[worker], i, err));
    return BED_OK;
}

static bed_status hand_out(trials *t, size_t n_threads, bed_error *err)
{
    bed_pool *pool = NULL;

    if (n_threads == 1) {
        for (size_t first = 0; first < t->n; first += BATCH)
            BED_TRY(work(t, 0, (void *)(uintptr_t)(first + 1), err));
        return BED_OK;
    }
    BED_TRY(bed_pool_create(n_threads, 4 * n_threads, work, NULL, t, &pool, err));
    for (size_t first = 0; first < t->n; first += BATCH) {
        const bed_status st = bed_pool_put(pool, (void *)(uintptr_t)(first + 1), err);

        if (st != BED_OK) {
            bed_pool_cancel(pool);
            return st;
        }
    }
    return bed_pool_finish(pool, err);
}

static bed_status run(trials *t, bed_error *err)
{
    const size_t n_threads = t->r->n_threads == 0 ? bed_threads_available() : t->r->n_threads;
    bed_status   st        = BED_OK;

    BED_TRY(bed_alloc_into((void **)&t->spaces, n_threads, sizeof *t->spaces, err));
    for (size_t i = 0; i < n_threads; i++)
        BED_GO(space_init(&t->spaces[i], t->r, err));
    BED_GO(hand_out(t, n_threads, err));
done:
    for (size_t i = 0; i < n_threads; i++)
        space_deinit(&t->spaces[i]);
    bed_free(t->spaces);
    return st;
}

/* Scores what the space has chosen; NaN where that is not defined. */
static bed_status score(const bed__resampling *r, const space *s, size_t n, double *values,
                        bed_error *err)
{
    const bed_selection chosen = { s->rows, s->weights, n };
    const bed_status    st     = bed_measured_score(r->measured, &chosen, values, err);

    if (st != BED_UNDEFINED)
        return st;
    for (size_t k = 0; k < r->measured->n_values; k++)
        values[k] = (double)NAN;
    return BED_OK;
}

static double weight_of(const bed__resampling *r, uint32_t item)
{
    return r->weights == NULL ? 1 : r->weights[item];
}

/* ---- bootstrap ------------------------------------------------------------------------------- */

static void draw(const bed__resampling *r, space *s, size_t resample)
{
    const size_t n   = r->units->n_units;
    bed_rng      rng = bed_rng_split(r->seed, BED_STR("bootstrap"), resample);

    memset(s->counts, 0, n * sizeof *s->counts);
    for (size_t i = 0; i < n; i++)
        s->counts[bed_rng_below(&rng, n)]++;
}

static size_t choose_drawn(const bed__resampling *r, space *s, size_t system)
{
    const bed__units *const u      = r->units;
    const uint32_t          offset = (uint32_t)(system * r->measured->n);
    size_t                  n      = 0;

    for (size_t unit = 0; unit < u->n_units; unit++) {
        if (s->counts[unit] == 0)
            continue;
        for (size_t i = u->begin[unit]; i < u->begin[unit + 1]; i++) {
            s->rows[n]      = offset + u->items[i];
            s->weights[n++] = s->counts[unit] * weight_of(r, u->items[i]);
        }
    }
    return n;
}

static bed_status bootstrap_one(const trials *t, space *s, size_t resample, bed_error *err)
{
    const bed_measured *const m = t->r->measured;

    draw(t->r, s, resample);
    for (size_t k = 0; k < m->n_systems; k++) {
        const size_t n = choose_drawn(t->r, s, k);

        BED_TRY(score(t->r, s, n, t->out + (resample * m->n_systems + k) * m->n_values, err));
    }
    return BED_OK;
}

bed_status bed__bootstrap(const bed__resampling *r, size_t n, double *out, bed_error *err)
{
    trials t = { .r = r, .n = n, .out = out, .one = bootstrap_one };

    return run(&t, err);
}

/* ---- randomisation --------------------------------------------------------------------------- */

/* One coin a unit: whether the systems' answers change places. */
static void toss(const bed__resampling *r, space *s, size_t system, size_t trial)
{
    bed_rng  rng  = bed_rng_split(r->seed ^ system, BED_STR("randomisation"), trial);
    uint64_t bits = 0;

    for (size_t unit = 0; unit < r->units->n_units; unit++) {
        bits            = unit % 64 == 0 ? bed_rng_next(&rng) : bits >> 1;
        s->counts[unit] = bits & 1;
    }
}

static size_t choose_tossed(const trials *t, space *s, bool second)
{
    const bed__units *const u      = t->r->units;
    const uint32_t          offset = (uint32_t)(t->system * t->r->measured->n);
    size_t                  n      = 0;

    for (size_t unit = 0; unit < u->n_units; unit++)
        for (size_t i = u->begin[unit]; i < u->begin[unit + 1]; i++) {
            s->rows[n]      = u->items[i] + ((s->counts[unit] != 0) != second ? offset : 0);
            s->weights[n++] = weight_of(t->r, u->items[i]);
        }
    return n;
}

static bed_status randomise_one(const trials *t, space *s, size_t trial, bed_error *err)
{
    double headline[2];

    toss(t->r, s, t->system, trial);
    for (int second = 0; second < 2; second++) {
        const size_t n = choose_tossed(t, s, second != 0);

        BED_TRY(score(t->r, s, n, s->values, err));
        headline[second] = s->values[0];
    }
    t->out[trial] = headline[1] - headline[0];
    return BED_OK;
}

bed_status bed__randomise(const bed__resampling *r, size_t system, size_t n, double *out,
                          bed_error *err)
{
    trials t = { .r = r, .n = n, .system = system, .out = out, .one = randomise_one };

    return run(&t, err);
}
