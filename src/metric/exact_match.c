/* Exact match: the share of answers equal to a reference after case, punctuation, articles and
 * blanks are evened out (short_answer.h).
 * Formula: sum of w [tokens of hyp = tokens of some ref] / sum of w.
 * Source:  Rajpurkar et al., SQuAD, arXiv:1606.05250; its evaluation script, version 1.1.
 * Agrees:  torchmetrics 1.9.0 functional.text.squad, the best of the references, with
 *          tok=squad. Lower case is by character: what Unicode maps to several stays one.
 * Range:   [0, 1], higher is better. BED_UNDEFINED for a selection that weighs nothing. */
#include "metric/short_answer.h"

static bool same(const bed__short_tokens *a, const bed__short_tokens *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!bed_str_equal(a->list[i], b->list[i]))
            return false;
    return true;
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    bed__short_worker *const w = worker;

    BED_TRY(bed__short_cut(w->tok, item->hyp, &w->hyp, err));
    for (size_t i = 0; i < item->n_refs && row[0] < 1; i++) {
        BED_TRY(bed__short_cut(w->tok, item->refs[i], &w->ref, err));
        row[0] = same(&w->hyp, &w->ref);
    }
    return BED_OK;
}

const bed_metric bed_metric_exact_match = {
    .name           = "exact_match",
    .title          = "Exact match",
    .source         = "Rajpurkar et al., SQuAD, arXiv:1606.05250",
    .agrees         = "torchmetrics 1.9.0 functional.text.squad",
    .values         = (const char *const[]){ "exact_match", NULL },
    .kind           = BED_METRIC_TEXT,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = bed__short_params,
    .n_params       = 1,
    .settings_bytes = sizeof(bed__short_settings),
    .width          = 1,
    .resolve        = bed__short_resolve,
    .open           = bed__short_open,
    .close          = bed__short_close,
    .measure        = measure,
    .score          = bed_measured_mean,
    .share          = true,
};
