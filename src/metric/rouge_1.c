/* ROUGE-1: tokens in common, each as often as in the text that has it more rarely. */
#include "metric/rouge.h"

#include <stddef.h>

static const bed_param PARAMS[] = { BED__ROUGE_TOK, BED__ROUGE_STEM };

static bed_status count(bed__rouge *r, const bed__rouge_text *hyp, const bed__rouge_text *ref,
                        bed__rouge_counts *out, bed_error *err)
{
    BED_TRY(bed__rouge_counters(r, &r->in_ref, &r->in_ref_capacity, err));
    for (size_t i = 0; i < ref->n; i++)
        r->in_ref[ref->ids[i]]++;
    for (size_t i = 0; i < hyp->n; i++)
        if (r->in_ref[hyp->ids[i]] > 0) {
            r->in_ref[hyp->ids[i]]--;
            out->hits++;
        }
    for (size_t i = 0; i < ref->n; i++)
        r->in_ref[ref->ids[i]] = 0;
    out->n_hyp = hyp->n;
    out->n_ref = ref->n;
    return BED_OK;
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    return bed__rouge_open(set, BED__ROUGE_WHOLE, count, out, err);
}

const bed_metric bed_metric_rouge_1 = { .name = "rouge_1", .title = "ROUGE-1", BED__ROUGE_MEMBERS };
