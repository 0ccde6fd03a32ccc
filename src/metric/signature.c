/* Signatures: everything that a score depends on, in one line. */
#include "metric/settings.h"

static bed_status sign_references(const bed_measured *rows, bed_buffer *out, bed_error *err)
{
    if ((rows->metric->needs & BED_NEEDS_REFERENCES) == 0)
        return BED_OK;
    if (rows->refs_min != rows->refs_max)
        return bed_buffer_add(out, BED_STR("|nrefs:var"), err);
    return bed_buffer_printf(out, err, "|nrefs:%zu", rows->refs_min);
}

bed_status bed_measured_sign(const bed_measured *rows, bed_buffer *out, bed_error *err)
{
    const bed_metric *const m = rows->metric;

    BED_TRY(bed_buffer_add(out, bed_str_of(m->name), err));
    BED_TRY(sign_references(rows, out, err));
    BED_TRY(bed_buffer_printf(out, err, "|lang:%s", rows->script.language));
    for (size_t i = 0; i < m->n_params; i++) {
        if (m->params[i].sign == NULL)
            continue;
        BED_TRY(bed_buffer_printf(out, err, "|%s:", m->params[i].sign));
        BED_TRY(bed__param_write(&m->params[i], rows->settings, out, err));
    }
    return bed_buffer_add(out, BED_STR("|version:" BEDSIDE_VERSION), err);
}

bed_status bed__sign_weights(const double *weights, size_t n, bed_buffer *out, bed_error *err)
{
    for (size_t i = 0; i < n && weights != NULL; i++)
        if (weights[i] < 1 || weights[i] > 1)
            return bed_buffer_add(out, BED_STR("|weights:given"), err);
    return BED_OK;
}
