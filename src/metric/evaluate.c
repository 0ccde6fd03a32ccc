#include "metric/evaluate.h"

#include "metric/order.h"
#include "metric/quantile.h"
#include "metric/resample.h"
#include "metric/settings.h"

#include <math.h>
#include <stdlib.h>

enum { STRATA_MOST = 1000, ARENA_MOST_MIB = 1024 };

typedef struct run {
    const bed_measured         *m;
    const bed_evaluate_options *o;
    bed_evaluation             *e;
    double                     *samples; /* of the bootstrap: (n_resamples, n_systems, n_values) */
    double                     *column;  /* (n_resamples or n_trials): to be sorted */
} run;

static void *take(run *r, size_t n, size_t size, bed_error *err)
{
    void *const block = bed_arena_alloc(&r->e->arena, n, size);

    if (block == NULL)
        (void)bed_fail(err, BED_EMEMORY, "out of memory");
    return block;
}

/* ---- values of a group ----------------------------------------------------------------------- */

static double weight_of(const run *r, uint32_t item)
{
    return r->o->weights == NULL ? 1 : r->o->weights[item];
}

static bed_status estimate(run *r, size_t system, const uint32_t *items, size_t n,
                           bed_group_score *out, bed_error *err)
{
    const size_t n_values = r->m->n_values;
    uint32_t    *rows     = take(r, n, sizeof *rows, err);
    double      *weights  = take(r, n, sizeof *weights, err);
    double      *values   = take(r, n_values, sizeof *values, err);
    bed_error    why      = { .code = BED_OK };

    out->values = take(r, n_values, sizeof *out->values, err);
    if (rows == NULL || weights == NULL || values == NULL || out->values == NULL)
        return BED_EMEMORY;
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        rows[i]    = (uint32_t)(system * r->m->n + items[i]);
        weights[i] = weight_of(r, items[i]);
        out->weight += weights[i];
    }
    for (size_t k = 0; k < n_values; k++)
        values[k] = (double)NAN;
    const bed_status st =
        bed_measured_score(r->m, &(bed_selection){ rows, weights, n }, values, &why);
    if (st == BED_UNDEFINED)
        BED_TRY(bed_arena_copy(&r->e->arena, bed_str_of(why.text), &out->undefined, err));
    else if (st != BED_OK)
        return bed_fail(err, st, "%s", why.text);
    for (size_t k = 0; k < n_values; k++)
        out->values[k] =
            (bed_estimate){ st == BED_OK ? values[k] : (double)NAN, (double)NAN, (double)NAN };
    return BED_OK;
}

static size_t gather(run *r, size_t system, size_t value)
{
    for (size_t b = 0; b < r->o->n_resamples; b++)
        r->column[b] = r->samples[(b * r->m->n_systems + system) * r->m->n_values + value];
    return bed__sort_defined(r->column, r->o->n_resamples);
}

static double deviation(const double *values, size_t n)
{
    double mean = 0, sum = 0;

    for (size_t i = 0; i < n; i++)
        mean += values[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return n < 2 ? 0 : sqrt(sum / (double)(n - 1));
}

/* The estimate +- z standard deviations; what lies in the metric's range stays in it. */
static void set_normal_interval(const bed_metric *m, double half, bed_estimate *out)
{
    const bool within = out->value >= m->lo && out->value <= m->hi;

    out->low  = within ? fmax(m->lo, out->value - half) : out->value - half;
    out->high = within ? fmin(m->hi, out->value + half) : out->value + half;
}

/* Fills low and high from the resamples; at least two have to be defined. */
static void set_interval(run *r, size_t system, size_t value, bed_estimate *out)
{
    const bed_metric *const m = r->m->metric;
    const size_t            n = gather(r, system, value);
    const double            c = r->o->confidence;

    if (isnan(out->value) || n < 2)
        return;
    if (m->interval == BED_INTERVAL_NORMAL) {
        set_normal_interval(m, bed__normal_z(c) * deviation(r->column, n), out);
    } else {
        out->low  = bed__quantile(r->column, n, (1 - c) / 2);
        out->high = bed__quantile(r->column, n, (1 + c) / 2);
    }
}

/* Wilson's interval takes the place of the bootstrap's where the items are independent and equal.
 */
static void set_share_interval(const run *r, bed_group_score *g)
{
    bed_estimate *const v = &g->values[0];

    if (r->m->metric->share && r->o->weights == NULL && r->o->units == NULL && g->n > 0 &&
        !isnan(v->value))
        bed__wilson(v->value * (double)g->n, (double)g->n, r->o->confidence, &v->low, &v->high);
}

/* Values and intervals of all systems over the same items; out has one group for each system. */
static bed_status evaluate_group(run *r, const uint32_t *items, size_t n, bed_group_score **out,
                                 bed_error *err)
{
    const bed_evaluate_options *const o     = r->o;
    bed__units                        units = { .n_units = 0 };
    bed_status                        st    = BED_OK;

    for (size_t s = 0; s < r->m->n_systems; s++)
        BED_TRY(estimate(r, s, items, n, out[s], err));
    if (o->n_resamples == 0 || n == 0)
        return BED_OK;
    BED_TRY(bed__units_make(&units, items, n, o->units, err));
    BED_GO(bed__bootstrap(&(bed__resampling){ .measured  = r->m,
                                              .units     = &units,
                                              .weights   = o->weights,
                                              .seed      = o->seed,
                                              .n_threads = o->n_threads,
                                              .talk      = o->talk },
                          o->n_resamples, r->samples, err));
    for (size_t s = 0; s < r->m->n_systems; s++) {
        for (size_t k = 0; k < r->m->n_values; k++)
            set_interval(r, s, k, &out[s]->values[k]);
        set_share_interval(r, out[s]);
    }
done:
    bed__units_deinit(&units);
    return st;
}

/* ---- strata ---------------------------------------------------------------------------------- */

typedef struct member {
    bed_str  value;
    uint32_t item;
} member;

static int by_value(const void *a, const void *b)
{
    const member *x = a, *y = b;
    const int     c = bed__by_bytes(&x->value, &y->value);

    return c != 0 ? c : (x->item > y->item) - (x->item < y->item);
}

static size_t count_strata(const member *members, size_t n)
{
    size_t strata = 0;

    for (size_t i = 0; i < n; i++)
        strata += i == 0 || !bed_str_equal(members[i].value, members[i - 1].value);
    return strata;
}

static bed_status evaluate_stratum(run *r, size_t field, size_t stratum, const member *members,
                                   size_t n, bed_error *err)
{
    const size_t      n_systems = r->m->n_systems;
    uint32_t         *items     = take(r, n, sizeof *items, err);
    bed_group_score **out       = take(r, n_systems, sizeof(void *), err);
    bed_str           name;

    if (items == NULL || out == NULL)
        return BED_EMEMORY;
    BED_TRY(bed_arena_copy(&r->e->arena, members[0].value, &name, err));
    for (size_t i = 0; i < n; i++)
        items[i] = members[i].item;
    for (size_t s = 0; s < n_systems; s++) {
        out[s]       = &r->e->systems[s].fields[field].groups[stratum];
        out[s]->name = name;
    }
    return evaluate_group(r, items, n, out, err);
}

static bed_status prepare_field(run *r, size_t field, size_t n_strata, bed_error *err)
{
    const bed_field *const f = &r->o->fields[field];
    bed_str                name;

    if (n_strata > STRATA_MOST)
        return bed_fail(err, BED_EARGUMENT, "field '%.*s' has %zu values: expected up to %d strata",
                        BED_STR_ARG(f->name), n_strata, STRATA_MOST);
    BED_TRY(bed_arena_copy(&r->e->arena, f->name, &name, err));
    for (size_t s = 0; s < r->m->n_systems; s++) {
        bed_field_score *const out = &r->e->systems[s].fields[field];

        *out = (bed_field_score){ .field    = name,
                                  .n_groups = n_strata,
                                  .groups   = take(r, n_strata, sizeof *out->groups, err) };
        if (out->groups == NULL)
            return BED_EMEMORY;
    }
    return BED_OK;
}

static bed_status evaluate_field(run *r, size_t field, bed_error *err)
{
    const bed_field *const f       = &r->o->fields[field];
    const size_t           n       = r->m->n;
    member                *members = bed_new_array(member, n);
    bed_status             st      = BED_OK;
    size_t                 stratum = 0;

    if (members == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < n; i++)
        members[i] = (member){ f->values[i], (uint32_t)i };
    qsort(members, n, sizeof *members, by_value);
    BED_GO(prepare_field(r, field, count_strata(members, n), err));
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n; end++)
            if (!bed_str_equal(members[end].value, members[first].value))
                break;
        BED_GO(evaluate_stratum(r, field, stratum++, members + first, end - first, err));
    }
done:
    bed_free(members);
    return st;
}

/* ---- systems against the first --------------------------------------------------------------- */

/* Differences that are equal but for rounding count as equal. */
static double slack(double difference)
{
    return 1e-12 * (1 + fabs(difference));
}

/* The share of the statistics, the observed one among them, that reach it: of |value| - centre. */
static double share_as_large(const double *values, size_t n, double centre, double observed)
{
    size_t reach = 0;

    for (size_t i = 0; i < n; i++)
        reach += fabs(values[i]) - centre >= fabs(observed) - slack(observed);
    return (double)(reach + 1) / (double)(n + 1);
}

static void compare_resampled(run *r, size_t system, bed_comparison *c)
{
    const size_t n_values = r->m->n_values, n_systems = r->m->n_systems;
    double       mean = 0;

    for (size_t b = 0; b < r->o->n_resamples; b++) {
        const double *const at = r->samples + b * n_systems * n_values;

        r->column[b] = at[system * n_values] - at[0];
    }
    const size_t n = bed__sort_defined(r->column, r->o->n_resamples);
    if (n < 2)
        return;
    for (size_t i = 0; i < n; i++)
        mean += fabs(r->column[i]) / (double)n;
    c->p_bootstrap = share_as_large(r->column, n, mean, c->difference);
    c->low         = bed__quantile(r->column, n, (1 - r->o->confidence) / 2);
    c->high        = bed__quantile(r->column, n, (1 + r->o->confidence) / 2);
}

static bed_status compare_randomised(run *r, size_t system, const uint32_t *items,
                                     bed_comparison *c, bed_error *err)
{
    bed__units units;
    bed_status st;

    BED_TRY(bed__units_make(&units, items, r->m->n, r->o->units, err));
    st = bed__randomise(&(bed__resampling){ .measured  = r->m,
                                            .units     = &units,
                                            .weights   = r->o->weights,
                                            .seed      = r->o->seed,
                                            .n_threads = r->o->n_threads,
                                            .talk      = r->o->talk },
                        system, r->o->n_trials, r->column, err);
    bed__units_deinit(&units);
    BED_TRY(st);
    const size_t n = bed__sort_defined(r->column, r->o->n_trials);
    if (n > 0)
        c->p_randomisation = share_as_large(r->column, n, 0, c->difference);
    return BED_OK;
}

static double mcnemar(const run *r, size_t system)
{
    size_t only_first = 0, only_this = 0;

    for (size_t i = 0; i < r->m->n; i++) {
        const bool first = bed_measured_row(r->m, i)[0] > 0.5,
                   this  = bed_measured_row(r->m, system * r->m->n + i)[0] > 0.5;

        only_first += first && !this;
        only_this += this && !first;
    }
    return bed__mcnemar(only_first, only_this);
}

/* To be called while the samples are those of all items. */
static bed_status compare_systems(run *r, const uint32_t *items, bed_error *err)
{
    const bed_evaluation *const e = r->e;

    for (size_t s = 1; s < e->n_systems; s++) {
        bed_comparison *const c = &e->comparisons[s - 1];

        *c = (bed_comparison){ .difference = e->systems[s].all.values[0].value -
                                             e->systems[0].all.values[0].value,
                               .low             = (double)NAN,
                               .high            = (double)NAN,
                               .p_randomisation = (double)NAN,
                               .p_bootstrap     = (double)NAN,
                               .p_mcnemar       = (double)NAN };
        if (isnan(c->difference))
            continue;
        if (r->o->n_resamples > 0)
            compare_resampled(r, s, c);
        if (r->o->n_trials > 0)
            BED_TRY(compare_randomised(r, s, items, c, err));
        if (r->m->metric->share && r->o->weights == NULL && r->o->units == NULL)
            c->p_mcnemar = mcnemar(r, s);
    }
    return BED_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bed_status check_options(const bed_measured *m, const bed_evaluate_options *o,
                                bed_error *err)
{
    if (!(o->confidence > 0 && o->confidence < 1))
        return bed_fail(err, BED_EARGUMENT,
                        "confidence: expected a number between 0 and 1, found %g", o->confidence);
    for (size_t i = 0; i < m->n && o->weights != NULL; i++)
        if (!(o->weights[i] >= 0 && o->weights[i] <= BED_WEIGHT_MOST))
            return bed_fail_in(err,
                               bed_fail(err, BED_EARGUMENT, "weight %g: expected 0 to %g",
                                        o->weights[i], BED_WEIGHT_MOST),
                               "", i + 1);
    return BED_OK;
}

static bed_status copy_names(run *r, const char *const *from, size_t n, const char *const **to,
                             bed_error *err)
{
    const char **names = take(r, n + 1, sizeof *names, err);
    bed_str      copy;

    if (names == NULL)
        return BED_EMEMORY;
    for (size_t i = 0; i < n; i++) {
        BED_TRY(bed_arena_copy(&r->e->arena, bed_str_of(from[i]), &copy, err));
        names[i] = copy.ptr;
    }
    *to = names;
    return BED_OK;
}

static bed_status describe(run *r, bed_error *err)
{
    bed_evaluation *const e    = r->e;
    bed_buffer            text = BED_BUFFER(1 << 16);
    bed_status            st   = BED_OK;

    BED_GO(bed_measured_sign(r->m, &text, err));
    BED_GO(bed__sign_weights(r->o->weights, r->m->n, &text, err));
    if (r->o->n_resamples > 0)
        BED_GO(bed_buffer_printf(&text, err, "|bs:%zu|seed:%llu", r->o->n_resamples,
                                 (unsigned long long)r->o->seed));
    BED_GO(bed_arena_copy(&e->arena, bed_buffer_str(&text), &e->signature, err));
    BED_GO(copy_names(r, r->m->values, r->m->n_values, &e->values, err));
    BED_GO(copy_names(r, (const char *const *)r->m->notes, r->m->n_notes, &e->notes, err));
done:
    bed_buffer_deinit(&text);
    return st;
}

static bed_status prepare(run *r, bed_error *err)
{
    bed_evaluation *const e = r->e;
    const size_t n = r->o->n_resamples > r->o->n_trials ? r->o->n_resamples : r->o->n_trials;

    e->metric      = r->m->metric;
    e->n_values    = r->m->n_values;
    e->n_systems   = r->m->n_systems;
    e->n_fields    = r->o->n_fields;
    e->n_notes     = r->m->n_notes;
    e->n_resamples = r->o->n_resamples;
    e->n_trials    = r->o->n_trials;
    e->confidence  = r->o->confidence;
    e->seed        = r->o->seed;
    e->systems     = take(r, e->n_systems, sizeof *e->systems, err);
    e->comparisons = take(r, e->n_systems, sizeof *e->comparisons, err);
    if (e->systems == NULL || e->comparisons == NULL)
        return BED_EMEMORY;
    for (size_t s = 0; s < e->n_systems; s++) {
        e->systems[s].fields = take(r, e->n_fields, sizeof *e->systems[s].fields, err);
        if (e->systems[s].fields == NULL)
            return BED_EMEMORY;
    }
    BED_TRY(bed_alloc_into((void **)&r->samples, r->o->n_resamples,
                           e->n_systems * e->n_values * sizeof *r->samples, err));
    BED_TRY(bed_alloc_into((void **)&r->column, n, sizeof *r->column, err));
    return describe(r, err);
}

static bed_status evaluate(run *r, bed_error *err)
{
    const size_t      n     = r->m->n;
    uint32_t         *items = take(r, n, sizeof *items, err);
    bed_group_score **out   = take(r, r->m->n_systems, sizeof(void *), err);

    if (items == NULL || out == NULL)
        return BED_EMEMORY;
    for (size_t i = 0; i < n; i++)
        items[i] = (uint32_t)i;
    for (size_t s = 0; s < r->m->n_systems; s++)
        out[s] = &r->e->systems[s].all;
    BED_TRY(evaluate_group(r, items, n, out, err));
    BED_TRY(compare_systems(r, items, err));
    for (size_t f = 0; f < r->o->n_fields; f++)
        BED_TRY(evaluate_field(r, f, err));
    return BED_OK;
}

bed_status bed_evaluate(const bed_measured *measured, const bed_evaluate_options *options,
                        bed_evaluation **out, bed_error *err)
{
    const bed_evaluate_options usual = BED_EVALUATE_DEFAULT;
    run                        r     = { .m = measured, .o = options == NULL ? &usual : options };
    bed_status                 st    = BED_OK;

    *out = NULL;
    BED_TRY(check_options(measured, r.o, err));
    BED_TRY(bed_alloc_into((void **)&r.e, 1, sizeof *r.e, err));
    r.e->arena = BED_ARENA((size_t)ARENA_MOST_MIB << 20);
    BED_GO(prepare(&r, err));
    BED_GO(evaluate(&r, err));
    *out = r.e;
    r.e  = NULL;
done:
    bed_free(r.samples);
    bed_free(r.column);
    bed_evaluation_destroy(r.e);
    return st;
}

void bed_evaluation_destroy(bed_evaluation *e)
{
    if (e != NULL)
        bed_arena_deinit(&e->arena);
    bed_free(e);
}
