/* Token F1: how far the tokens of an answer and of a reference are the same.
 * Formula: common tokens (each as often as on both sides) m; P = m / tokens of hyp, R = m / tokens
 *          of ref, F1 = 2PR / (P + R); the best of the references; the mean over items. Where one
 *          side has no token, 1 if the other has none either, else 0.
 * Source:  Rajpurkar et al., SQuAD, arXiv:1606.05250; its evaluation script.
 * Agrees:  torchmetrics 1.9.0 functional.text.squad, with tok=squad (short_answer.h).
 * Range:   [0, 1], higher is better. BED_UNDEFINED for a selection that weighs nothing. */
#include "metric/order.h"
#include "metric/short_answer.h"

#include <stdlib.h>

static bed_status cut_sorted(bed__short_tok tok, bed_str text, bed__short_tokens *out,
                             bed_error *err)
{
    BED_TRY(bed__short_cut(tok, text, out, err));
    if (out->n > 1)
        qsort(out->list, out->n, sizeof *out->list, bed__by_bytes);
    return BED_OK;
}

static double f1(const bed__short_tokens *hyp, const bed__short_tokens *ref)
{
    size_t common = 0;

    if (hyp->n == 0 || ref->n == 0)
        return hyp->n == ref->n;
    for (size_t i = 0, k = 0; i < hyp->n && k < ref->n;) {
        const int c = bed__by_bytes(&hyp->list[i], &ref->list[k]);

        common += c == 0;
        i += c <= 0;
        k += c >= 0;
    }
    if (common == 0)
        return 0;
    const double p = (double)common / (double)hyp->n, r = (double)common / (double)ref->n;
    return 2 * p * r / (p + r);
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    bed__short_worker *const w = worker;

    BED_TRY(cut_sorted(w->tok, item->hyp, &w->hyp, err));
    for (size_t i = 0; i < item->n_refs && row[0] < 1; i++) {
        BED_TRY(cut_sorted(w->tok, item->refs[i], &w->ref, err));
        const double value = f1(&w->hyp, &w->ref);
        row[0]             = value > row[0] ? value : row[0];
    }
    return BED_OK;
}

const bed_metric bed_metric_token_f1 = {
    .name           = "token_f1",
    .title          = "Token F1",
    .source         = "Rajpurkar et al., SQuAD, arXiv:1606.05250",
    .agrees         = "torchmetrics 1.9.0 functional.text.squad",
    .values         = (const char *const[]){ "token_f1", NULL },
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
};
