/* Baselines of BERTScore: read from a table, or measured from random pairs. */
#include "metric/bertscore_baseline.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_MAX = 1 << 20, FIELD = 64 };

/* Cuts the next field of a line; false where there is none or it is no number. */
static bool take_number(bed_str *line, double *out)
{
    char   text[FIELD], *end;
    size_t n = 0;

    while (n < line->len && line->ptr[n] != ',')
        n++;
    if (n == 0 || n >= sizeof text)
        return false;
    memcpy(text, line->ptr, n);
    text[n] = '\0';
    *out    = strtod(text, &end);
    *line   = (bed_str){ line->ptr + n + (n < line->len), line->len - n - (n < line->len) };
    return *end == '\0' && isfinite(*out);
}

static bed_status read_rows(bed_str text, size_t layer, bed_bertscore *out, uint64_t *row,
                            bed_error *err)
{
    double number;

    *row = 1;
    if (!bed_str_equal(bed_trim(bed_take_line(&text)), BED_STR("LAYER,P,R,F")))
        return bed_fail(err, BED_EFORMAT, "expected the line 'LAYER,P,R,F'");
    while (text.len > 0) {
        bed_str line = bed_trim(bed_take_line(&text));

        ++*row;
        if (line.len == 0)
            continue;
        if (!take_number(&line, &number) || !take_number(&line, &out->p) ||
            !take_number(&line, &out->r) || !take_number(&line, &out->f) || line.len > 0)
            return bed_fail(err, BED_EFORMAT, "expected four numbers");
        if (number != (double)layer)
            continue;
        if (out->p >= 1 || out->r >= 1 || out->f >= 1)
            return bed_fail(err, BED_EFORMAT, "a baseline lies below 1");
        return BED_OK;
    }
    *row = 0;
    return bed_fail(err, BED_EFORMAT, "has no row of layer %zu", layer);
}

bed_status bed_bertscore_baseline_read(const char *path, size_t layer, bed_bertscore *out,
                                       bed_error *err)
{
    bed_buffer text = BED_BUFFER(TABLE_MAX);
    bed_status st   = BED_OK;
    uint64_t   row  = 0;

    BED_GO(bed_file_read(path, &text, err));
    BED_GO(read_rows(bed_buffer_str(&text), layer, out, &row, err));
done:
    bed_buffer_deinit(&text);
    return st == BED_OK ? BED_OK : bed_fail_in(err, st, path, row);
}

bed_bertscore bed_bertscore_rescale(bed_bertscore x, bed_bertscore baseline)
{
    return (bed_bertscore){ (x.p - baseline.p) / (1 - baseline.p),
                            (x.r - baseline.r) / (1 - baseline.r),
                            (x.f - baseline.f) / (1 - baseline.f) };
}

/* ---- measured ---- */

static double mean_of(const bed_bertscore *scores, size_t n, size_t offset)
{
    double sum   = 0;
    size_t n_sum = 0;

    for (size_t i = 0; i < n; i++) {
        double value;

        memcpy(&value, (const char *)&scores[i] + offset, sizeof value);
        if (isfinite(value)) {
            sum += value;
            n_sum++;
        }
    }
    return n_sum == 0 ? (double)NAN : sum / (double)n_sum;
}

bed_status bed_bertscore_baseline_measure(const bed_bertscore_run *run, const size_t *texts,
                                          size_t n_texts, size_t n, uint64_t seed,
                                          bed_bertscore *out, bed_error *err)
{
    bed_text_pair *pairs  = NULL;
    bed_bertscore *scores = NULL;
    bed_rng        rng    = bed_rng_split(seed, BED_STR("bertscore baseline"), 0);
    bed_status     st     = BED_OK;

    if (n_texts < 2)
        return bed_fail(err, BED_EARGUMENT,
                        "a baseline is measured from at least 2 different references");
    BED_GO(bed_alloc_into((void **)&pairs, n, sizeof *pairs, err));
    BED_GO(bed_alloc_into((void **)&scores, n, sizeof *scores, err));
    for (size_t i = 0; i < n; i++) {
        const size_t a = (size_t)bed_rng_below(&rng, n_texts);
        const size_t b = (size_t)bed_rng_below(&rng, n_texts - 1);

        pairs[i] = (bed_text_pair){ texts[a], texts[b < a ? b : b + 1] };
    }
    BED_GO(bed_bertscore_pairs(run, pairs, n, scores, err));
    *out = (bed_bertscore){ mean_of(scores, n, offsetof(bed_bertscore, p)),
                            mean_of(scores, n, offsetof(bed_bertscore, r)),
                            mean_of(scores, n, offsetof(bed_bertscore, f)) };
    if (!(out->p < 1 && out->r < 1 && out->f < 1))
        BED_GO(bed_fail(err, BED_UNDEFINED, "no baseline can be measured from these references"));
done:
    bed_free(pairs);
    bed_free(scores);
    return st;
}
