/* Greedy matching of two texts' token vectors, and the weights of tokens. */
#include "metric/bertscore_pairs.h"

#include "model/kernels.h"

#include <math.h>
#include <string.h>

size_t bed_bertscore_work(size_t n_hyp, size_t n_ref, size_t C)
{
    return (C + n_hyp + 1) * bed_kernel_columns(n_ref);
}

/* Sums of w max and of w; their quotient, NaN for none. */
typedef struct mean {
    double sum, weight;
} mean;

static double quotient(mean m)
{
    return m.weight > 0 ? m.sum / m.weight : (double)NAN;
}

bed_bertscore bed_bertscore_match(const float *hyp, const float *hyp_weights, size_t n_hyp,
                                  const float *ref, const float *ref_weights, size_t n_ref,
                                  size_t C, float *work)
{
    const bed_kernels *k       = bed_kernels_best();
    const size_t       columns = bed_kernel_columns(n_ref);
    float *const packed = work, *const cosines = packed + C * columns;
    float *const best_of_ref = cosines + n_hyp * columns;
    mean         p = { 0 }, r = { 0 };

    k->pack_columns(ref, n_ref, C, packed);
    k->product(hyp, n_hyp, C, packed, n_ref, cosines);
    memcpy(best_of_ref, cosines, n_ref * sizeof(float));
    for (size_t i = 0; i < n_hyp; i++) {
        const float *row  = cosines + i * columns;
        float        best = row[0];

        for (size_t j = 0; j < n_ref; j++) {
            best           = row[j] > best ? row[j] : best;
            best_of_ref[j] = row[j] > best_of_ref[j] ? row[j] : best_of_ref[j];
        }
        p.sum += (double)hyp_weights[i] * (double)best;
        p.weight += (double)hyp_weights[i];
    }
    for (size_t j = 0; j < n_ref; j++) {
        r.sum += (double)ref_weights[j] * (double)best_of_ref[j];
        r.weight += (double)ref_weights[j];
    }
    bed_bertscore out = { quotient(p), quotient(r), 0 };
    const double  f   = 2 * out.p * out.r / (out.p + out.r);
    out.f             = isfinite(f) ? f : 0; /* as the reference has it */
    return out;
}

/* ---- weights ---- */

bed_status bed_token_weights_even(const bed_tokenizer *t, bed_token_weights *out, bed_error *err)
{
    const bed_special_ids special   = bed_tokenizer_special(t);
    const uint32_t        framing[] = { special.cls != BED_NO_TOKEN ? special.cls : special.bos,
                                 special.sep != BED_NO_TOKEN ? special.sep : special.eos };

    out->n = bed_tokenizer_size(t);
    BED_TRY(bed_alloc_into((void **)&out->weights, out->n, sizeof(float), err));
    for (size_t i = 0; i < out->n; i++)
        out->weights[i] = 1;
    for (size_t i = 0; i < 2; i++)
        if (framing[i] < out->n)
            out->weights[framing[i]] = 0;
    return BED_OK;
}

/* df of every token, from texts that stand `times` times among the references. */
static void count(const bed_id_lists *lists, const uint32_t *times, size_t *df, size_t *seen)
{
    for (size_t text = 0; text < lists->n; text++)
        for (size_t i = lists->offsets[text]; times[text] > 0 && i < lists->offsets[text + 1];
             i++) {
            const uint32_t id = lists->ids[i];

            if (seen[id] != text + 1) {
                seen[id] = text + 1;
                df[id] += times[text];
            }
        }
}

bed_status bed_token_weights_idf(const bed_tokenizer *t, const bed_texts *texts, const size_t *refs,
                                 size_t n_refs, bed_token_weights *out, bed_error *err)
{
    const bed_id_lists lists = bed_texts_ids(texts);
    uint32_t          *times = NULL;
    size_t            *df = NULL, *seen = NULL;
    bed_status         st = BED_OK;

    out->n = bed_tokenizer_size(t);
    BED_GO(bed_alloc_into((void **)&times, lists.n, sizeof *times, err));
    BED_GO(bed_alloc_into((void **)&df, out->n, sizeof *df, err));
    BED_GO(bed_alloc_into((void **)&seen, out->n, sizeof *seen, err));
    for (size_t i = 0; i < n_refs; i++)
        times[refs[i]]++;
    count(&lists, times, df, seen);
    BED_GO(bed_alloc_into((void **)&out->weights, out->n, sizeof(float), err));
    for (size_t i = 0; i < out->n; i++)
        out->weights[i] = (float)log(((double)n_refs + 1) / ((double)df[i] + 1));
done:
    bed_free(times);
    bed_free(df);
    bed_free(seen);
    return st;
}
