/* ROUGE-L: the longest common subsequence of the texts' tokens, line feeds counting as blanks. */
#include "metric/rouge.h"

#include <stddef.h>

static const bed_param PARAMS[] = { BED__ROUGE_TOK, BED__ROUGE_STEM };

static bed_status count(bed__rouge *r, const bed__rouge_text *hyp, const bed__rouge_text *ref,
                        bed__rouge_counts *out, bed_error *err)
{
    out->n_hyp = hyp->n;
    out->n_ref = ref->n;
    return bed__lcs_length(&r->lcs, hyp->ids, hyp->n, ref->ids, ref->n, r->cutter.n_ids, &out->hits,
                           err);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    return bed__rouge_open(set, BED__ROUGE_WHOLE, count, out, err);
}

const bed_metric bed_metric_rouge_l = { .name = "rouge_l", .title = "ROUGE-L", BED__ROUGE_MEMBERS };
