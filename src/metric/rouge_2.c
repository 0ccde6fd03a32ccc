/* ROUGE-2: pairs of neighbouring tokens in common, counted as in ROUGE-1. */
#include "metric/rouge.h"

#include <stddef.h>

static const bed_param PARAMS[] = { BED__ROUGE_TOK, BED__ROUGE_STEM };

static bed_status count(bed__rouge *r, const bed__rouge_text *hyp, const bed__rouge_text *ref,
                        bed__rouge_counts *out, bed_error *err)
{
    size_t matches[2];

    BED_TRY(bed__grams_match(&r->grams, hyp->ids, hyp->n, ref->ids, ref->n, 2, matches, err));
    out->hits  = matches[1];
    out->n_hyp = hyp->n - 1;
    out->n_ref = ref->n - 1;
    return BED_OK;
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    return bed__rouge_open(set, BED__ROUGE_WHOLE, count, out, err);
}

const bed_metric bed_metric_rouge_2 = { .name = "rouge_2", .title = "ROUGE-2", BED__ROUGE_MEMBERS };
