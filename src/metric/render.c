/* An evaluation as a page and as JSON. */
#include "metric/evaluate.h"

#include "base/table.h"

#include <math.h>
#include <stdio.h>

enum { NUMBER_BYTES = 48 };

/* ---- a page ---------------------------------------------------------------------------------- */

static const char *number(double value, char out[NUMBER_BYTES])
{
    if (isnan(value))
        snprintf(out, NUMBER_BYTES, "-");
    else
        snprintf(out, NUMBER_BYTES, "%.*f",
                 fabs(value) >= 1000 ? 0
                 : fabs(value) >= 10 ? 2
                                     : 4,
                 value);
    return out;
}

static bed_status add_estimate(bed_table *t, const bed_estimate *v, bed_error *err)
{
    char value[NUMBER_BYTES], low[NUMBER_BYTES], high[NUMBER_BYTES];

    BED_TRY(bed_table_add(t, bed_str_of(number(v->value, value)), err));
    if (isnan(v->low))
        return bed_table_add(t, BED_STR(""), err);
    return bed_table_addf(t, err, "[%s, %s]", number(v->low, low), number(v->high, high));
}

static const char *name_of(const char *const *systems, size_t system, char out[NUMBER_BYTES])
{
    if (systems != NULL)
        return systems[system];
    snprintf(out, NUMBER_BYTES, "%zu", system + 1);
    return out;
}

static bed_status write_table(bed_table *t, size_t width, bed_buffer *out, bed_status st,
                              bed_error *err)
{
    if (st == BED_OK)
        st = bed_table_write(t, width, out, err);
    bed_table_destroy(t);
    return st;
}

static bed_status fill_values(bed_table *t, const bed_evaluation *e, const char *const *systems,
                              bed_error *err)
{
    char name[NUMBER_BYTES];

    for (size_t s = 0; s < e->n_systems; s++)
        for (size_t k = 0; k < e->n_values; k++) {
            const bed_group_score *const g = &e->systems[s].all;

            BED_TRY(bed_table_add(t, bed_str_of(name_of(systems, s, name)), err));
            BED_TRY(bed_table_add(t, bed_str_of(e->values[k]), err));
            BED_TRY(add_estimate(t, &g->values[k], err));
            BED_TRY(bed_table_addf(t, err, "%zu", g->n));
        }
    return BED_OK;
}

static bed_status write_values(const bed_evaluation *e, const char *const *systems, size_t width,
                               bed_buffer *out, bed_error *err)
{
    char             interval[NUMBER_BYTES];
    const bed_column columns[] = { { .title = "system" },
                                   { .title = "value", .fixed = true },
                                   { .title = "score", .right = true, .fixed = true },
                                   { .title = interval, .fixed = true },
                                   { .title = "items", .right = true, .fixed = true } };
    bed_table       *t;

    snprintf(interval, sizeof interval, "%g %% interval", 100 * e->confidence);
    BED_TRY(bed_table_create(columns, 5, &t, err));
    return write_table(t, width, out, fill_values(t, e, systems, err), err);
}

static bed_status fill_strata(bed_table *t, const bed_evaluation *e, const char *const *systems,
                              size_t field, bed_error *err)
{
    char name[NUMBER_BYTES];

    for (size_t s = 0; s < e->n_systems; s++) {
        const bed_field_score *const f = &e->systems[s].fields[field];

        for (size_t i = 0; i < f->n_groups; i++) {
            BED_TRY(bed_table_add(t, bed_str_of(name_of(systems, s, name)), err));
            BED_TRY(bed_table_add(
                t, f->groups[i].name.len == 0 ? BED_STR("(none)") : f->groups[i].name, err));
            BED_TRY(add_estimate(t, &f->groups[i].values[0], err));
            BED_TRY(bed_table_addf(t, err, "%zu", f->groups[i].n));
        }
    }
    return BED_OK;
}

static bed_status write_strata(const bed_evaluation *e, const char *const *systems, size_t field,
                               size_t width, bed_buffer *out, bed_error *err)
{
    const bed_column columns[] = { { .title = "system" },
                                   { .title = e->systems[0].fields[field].field.ptr },
                                   { .title = e->values[0], .right = true, .fixed = true },
                                   { .title = "interval", .fixed = true },
                                   { .title = "items", .right = true, .fixed = true } };
    bed_table       *t;

    BED_TRY(bed_buffer_add(out, BED_STR("\n"), err));
    BED_TRY(bed_table_create(columns, 5, &t, err));
    return write_table(t, width, out, fill_strata(t, e, systems, field, err), err);
}

static bed_status fill_comparisons(bed_table *t, const bed_evaluation *e,
                                   const char *const *systems, bed_error *err)
{
    char name[NUMBER_BYTES], text[NUMBER_BYTES];

    for (size_t s = 1; s < e->n_systems; s++) {
        const bed_comparison *const c = &e->comparisons[s - 1];
        const bed_estimate          d = { c->difference, c->low, c->high };

        BED_TRY(bed_table_add(t, bed_str_of(name_of(systems, s, name)), err));
        BED_TRY(add_estimate(t, &d, err));
        BED_TRY(bed_table_add(t, bed_str_of(number(c->p_randomisation, text)), err));
        BED_TRY(bed_table_add(t, bed_str_of(number(c->p_bootstrap, text)), err));
        if (e->metric->share)
            BED_TRY(bed_table_add(t, bed_str_of(number(c->p_mcnemar, text)), err));
    }
    return BED_OK;
}

static bed_status write_comparisons(const bed_evaluation *e, const char *const *systems,
                                    size_t width, bed_buffer *out, bed_error *err)
{
    char             against[BED_PATH_MAX], name[NUMBER_BYTES];
    const bed_column columns[] = { { .title = against },
                                   { .title = "difference", .right = true, .fixed = true },
                                   { .title = "interval", .fixed = true },
                                   { .title = "p randomisation", .right = true, .fixed = true },
                                   { .title = "p bootstrap", .right = true, .fixed = true },
                                   { .title = "p McNemar", .right = true, .fixed = true } };
    bed_table       *t;

    snprintf(against, sizeof against, "against %s", name_of(systems, 0, name));
    BED_TRY(bed_buffer_add(out, BED_STR("\n"), err));
    BED_TRY(bed_table_create(columns, e->metric->share ? 6 : 5, &t, err));
    return write_table(t, width, out, fill_comparisons(t, e, systems, err), err);
}

bed_status bed_evaluation_write(const bed_evaluation *e, const char *const *systems, size_t width,
                                bed_buffer *out, bed_error *err)
{
    char name[NUMBER_BYTES];

    BED_TRY(bed_buffer_printf(out, err, "%s\n\n", e->metric->title));
    BED_TRY(write_values(e, systems, width, out, err));
    for (size_t f = 0; f < e->n_fields; f++)
        BED_TRY(write_strata(e, systems, f, width, out, err));
    if (e->n_systems > 1)
        BED_TRY(write_comparisons(e, systems, width, out, err));
    for (size_t s = 0; s < e->n_systems; s++)
        if (e->systems[s].all.undefined.len > 0)
            BED_TRY(bed_buffer_printf(out, err, "\nnot defined for %s: %.*s\n",
                                      name_of(systems, s, name),
                                      BED_STR_ARG(e->systems[s].all.undefined)));
    return bed_buffer_printf(out, err, "\nsignature  %.*s\n", BED_STR_ARG(e->signature));
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* NaN and infinities, which JSON has not, are null. */
static bed_status json_number(bed_buffer *out, const char *key, double value, bed_error *err)
{
    if (!isfinite(value))
        return bed_buffer_printf(out, err, "\"%s\":null", key);
    return bed_buffer_printf(out, err, "\"%s\":%.17g", key, value);
}

static bed_status json_text(bed_buffer *out, const char *key, bed_str value, bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, "\"%s\":", key));
    return bed_buffer_add_json(out, value, err);
}

static bed_status json_values(bed_buffer *out, const bed_evaluation *e, const bed_group_score *g,
                              bed_error *err)
{
    BED_TRY(bed_buffer_printf(out, err, "\"items\":%zu,", g->n));
    BED_TRY(json_number(out, "weight", g->weight, err));
    BED_TRY(bed_buffer_add(out, BED_STR(",\"values\":{"), err));
    for (size_t k = 0; k < e->n_values; k++) {
        if (k > 0)
            BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(bed_buffer_add_json(out, bed_str_of(e->values[k]), err));
        BED_TRY(bed_buffer_add(out, BED_STR(":{"), err));
        BED_TRY(json_number(out, "value", g->values[k].value, err));
        BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(json_number(out, "low", g->values[k].low, err));
        BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(json_number(out, "high", g->values[k].high, err));
        BED_TRY(bed_buffer_add_byte(out, '}', err));
    }
    BED_TRY(bed_buffer_add_byte(out, '}', err));
    if (g->undefined.len == 0)
        return BED_OK;
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    return json_text(out, "undefined", g->undefined, err);
}

static bed_status json_field(bed_buffer *out, const bed_evaluation *e, const bed_field_score *f,
                             bed_error *err)
{
    BED_TRY(bed_buffer_add_json(out, f->field, err));
    BED_TRY(bed_buffer_add(out, BED_STR(":["), err));
    for (size_t i = 0; i < f->n_groups; i++) {
        BED_TRY(bed_buffer_add(out, i > 0 ? BED_STR(",{") : BED_STR("{"), err));
        BED_TRY(json_text(out, "name", f->groups[i].name, err));
        BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(json_values(out, e, &f->groups[i], err));
        BED_TRY(bed_buffer_add_byte(out, '}', err));
    }
    return bed_buffer_add_byte(out, ']', err);
}

static bed_status json_system(bed_buffer *out, const bed_evaluation *e, const char *const *systems,
                              size_t system, bed_error *err)
{
    const bed_system_score *const s = &e->systems[system];
    char                          name[NUMBER_BYTES];

    BED_TRY(bed_buffer_add(out, system > 0 ? BED_STR(",{") : BED_STR("{"), err));
    BED_TRY(json_text(out, "system", bed_str_of(name_of(systems, system, name)), err));
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    BED_TRY(json_values(out, e, &s->all, err));
    BED_TRY(bed_buffer_add(out, BED_STR(",\"strata\":{"), err));
    for (size_t f = 0; f < e->n_fields; f++) {
        if (f > 0)
            BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(json_field(out, e, &s->fields[f], err));
    }
    return bed_buffer_add(out, BED_STR("}}"), err);
}

static bed_status json_comparison(bed_buffer *out, const bed_evaluation *e,
                                  const char *const *systems, size_t system, bed_error *err)
{
    const bed_comparison *const c = &e->comparisons[system - 1];
    char                        name[NUMBER_BYTES];
    const struct {
        const char *key;
        double      value;
    } numbers[] = { { "difference", c->difference },
                    { "low", c->low },
                    { "high", c->high },
                    { "p_randomisation", c->p_randomisation },
                    { "p_bootstrap", c->p_bootstrap },
                    { "p_mcnemar", c->p_mcnemar } };

    BED_TRY(bed_buffer_add(out, system > 1 ? BED_STR(",{") : BED_STR("{"), err));
    BED_TRY(json_text(out, "system", bed_str_of(name_of(systems, system, name)), err));
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    BED_TRY(json_text(out, "against", bed_str_of(name_of(systems, 0, name)), err));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(json_number(out, numbers[i].key, numbers[i].value, err));
    }
    return bed_buffer_add_byte(out, '}', err);
}

static bed_status json_head(const bed_evaluation *e, bed_buffer *out, bed_error *err)
{
    static const char *const better[] = { "higher", "lower", "neither" };

    BED_TRY(bed_buffer_add_byte(out, '{', err));
    BED_TRY(json_text(out, "metric", bed_str_of(e->metric->name), err));
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    BED_TRY(json_text(out, "signature", e->signature, err));
    BED_TRY(bed_buffer_printf(out, err, ",\"better\":\"%s\",", better[e->metric->better]));
    BED_TRY(json_text(out, "headline", bed_str_of(e->values[0]), err));
    BED_TRY(bed_buffer_add_byte(out, ',', err));
    BED_TRY(json_number(out, "confidence", e->confidence, err));
    return bed_buffer_printf(out, err, ",\"resamples\":%zu,\"trials\":%zu,\"seed\":%llu",
                             e->n_resamples, e->n_trials, (unsigned long long)e->seed);
}

bed_status bed_evaluation_json(const bed_evaluation *e, const char *const *systems, bed_buffer *out,
                               bed_error *err)
{
    BED_TRY(json_head(e, out, err));
    BED_TRY(bed_buffer_add(out, BED_STR(",\"systems\":["), err));
    for (size_t s = 0; s < e->n_systems; s++)
        BED_TRY(json_system(out, e, systems, s, err));
    BED_TRY(bed_buffer_add(out, BED_STR("],\"comparisons\":["), err));
    for (size_t s = 1; s < e->n_systems; s++)
        BED_TRY(json_comparison(out, e, systems, s, err));
    BED_TRY(bed_buffer_add(out, BED_STR("],\"notes\":["), err));
    for (size_t i = 0; i < e->n_notes; i++) {
        if (i > 0)
            BED_TRY(bed_buffer_add_byte(out, ',', err));
        BED_TRY(bed_buffer_add_json(out, bed_str_of(e->notes[i]), err));
    }
    return bed_buffer_add(out, BED_STR("]}"), err);
}
