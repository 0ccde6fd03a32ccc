/* ROUGE-Lsum: for each sentence of the reference the tokens that belong to its longest common
 * subsequence with any sentence of the hypothesis; a token counts at most as often as it stands in
 * the whole hypothesis, and in the whole reference. */
#include "metric/rouge.h"

#include <stddef.h>
#include <string.h>

static const bed_param PARAMS[] = { BED__ROUGE_TOK, BED__ROUGE_STEM, BED__ROUGE_SPLIT };

/* Adds by to the occurrences of every token of a text. */
static void add(uint32_t *counters, const bed__rouge_text *text)
{
    for (size_t i = 0; i < text->n; i++)
        counters[text->ids[i]]++;
}

static void clear(uint32_t *counters, const bed__rouge_text *text)
{
    for (size_t i = 0; i < text->n; i++)
        counters[text->ids[i]] = 0;
}

/* Marks the tokens of a reference sentence that some sentence of the hypothesis has. */
static bed_status mark(bed__rouge *r, const uint32_t *ref, size_t n, const bed__rouge_text *hyp,
                       bed_error *err)
{
    for (size_t s = 0, first = 0; s < hyp->n_sentences; first = hyp->ends[s++])
        BED_TRY(bed__lcs_mark(&r->lcs, ref, n, hyp->ids + first, hyp->ends[s] - first,
                              r->cutter.n_ids, r->marks, err));
    return BED_OK;
}

/* Of the marked tokens those that are left in both texts; unmarks them. */
static size_t take(bed__rouge *r, const uint32_t *ref, size_t n)
{
    size_t hits = 0;

    for (size_t i = 0; i < n; i++)
        if (r->marks[i] != 0 && r->in_hyp[ref[i]] > 0 && r->in_ref[ref[i]] > 0) {
            r->in_hyp[ref[i]]--;
            r->in_ref[ref[i]]--;
            hits++;
        }
    memset(r->marks, 0, n);
    return hits;
}

static bed_status reserve(bed__rouge *r, size_t tokens, bed_error *err)
{
    const size_t before = r->marks_capacity;

    BED_TRY(bed__rouge_counters(r, &r->in_hyp, &r->in_hyp_capacity, err));
    BED_TRY(bed__rouge_counters(r, &r->in_ref, &r->in_ref_capacity, err));
    BED_TRY(bed__room((void **)&r->marks, &r->marks_capacity, tokens, 1, err));
    if (r->marks_capacity > before)
        memset(r->marks + before, 0, r->marks_capacity - before);
    return BED_OK;
}

static bed_status count(bed__rouge *r, const bed__rouge_text *hyp, const bed__rouge_text *ref,
                        bed__rouge_counts *out, bed_error *err)
{
    BED_TRY(reserve(r, ref->n, err));
    add(r->in_hyp, hyp);
    add(r->in_ref, ref);
    for (size_t s = 0, first = 0; s < ref->n_sentences; first = ref->ends[s++]) {
        BED_TRY(mark(r, ref->ids + first, ref->ends[s] - first, hyp, err));
        out->hits += take(r, ref->ids + first, ref->ends[s] - first);
    }
    clear(r->in_hyp, hyp);
    clear(r->in_ref, ref);
    out->n_hyp = hyp->n;
    out->n_ref = ref->n;
    return BED_OK;
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    const bed__rouge_settings *const s = set;

    return bed__rouge_open(set, (bed__rouge_split)s->split, count, out, err);
}

const bed_metric bed_metric_rouge_lsum = { .name  = "rouge_lsum",
                                           .title = "ROUGE-Lsum",
                                           BED__ROUGE_MEMBERS };
