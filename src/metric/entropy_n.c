/* Entropy-n: how evenly the system's n-grams are used.
 * Formula: -sum over n-grams g of p(g) ln p(g), p(g) being the share of g among all n-grams of all
 *          texts (Zhang et al. 2018, arXiv:1809.05972; with n = 4 reported for MedDialog).
 * Weights: an n-gram counts with its text's weight; equal weights change nothing.
 * Unit:    nats. Range [0, ln of the number of n-grams], higher is more even. BED_UNDEFINED where
 *          there is no n-gram. It grows with the amount of text: compare equal amounts only.
 * Interval: of a resample, which repeats texts, only the spread is taken (BED_INTERVAL_NORMAL).
 * Agrees:  Python's Counter and math.log over the same tokens (src/metric/fixtures/variety.jsonl).
 */
#include "metric/variety.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

typedef struct settings {
    size_t n;
    int    cut;
    bool   lower;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "n",
      .help     = "tokens of an n-gram",
      .sign     = "n",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, n),
      .fallback = "4",
      .lo       = 1,
      .hi       = BED__VARIETY_ORDERS },
    { .name     = "tok",
      .help     = "how texts are cut into tokens",
      .sign     = "tok",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, cut),
      .fallback = "auto",
      .choices  = { BED__CUTS } },
    { .name     = "lower",
      .help     = "whether capitals count as small letters",
      .sign     = "lc",
      .type     = BED_PARAM_FLAG,
      .offset   = offsetof(settings, lower),
      .fallback = "no" },
};

static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    settings *const set   = set_;
    const char    **names = bed_new(&rows->arena, const char *, 4);
    char            name[32];
    bed_str         copy;

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    snprintf(name, sizeof name, "entropy_%zu", set->n);
    BED_TRY(bed_arena_copy(&rows->arena, bed_str_of(name), &copy, err));
    names[0]     = copy.ptr;
    names[1]     = "different";
    names[2]     = "ngrams";
    rows->values = names;
    set->cut     = (int)bed__cut_settle((bed__cut)set->cut, &rows->script);
    return BED_OK;
}

static bed_status measure_all(const void *set_, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const settings *const set = set_;

    (void)n_threads; /* numbers are given in the order of the texts */
    return bed__variety_measure((bed__cut)set->cut, set->lower, set->n, set->n, items, rows, err);
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    const settings *const set = rows->settings;
    bed__variety_counts   c;

    BED_TRY(bed__variety_count(rows, chosen, 0, true, &c, err));
    values[0] = c.entropy;
    values[1] = c.different;
    values[2] = c.ngrams;
    if (isnan(values[0]))
        return bed_fail(err, BED_UNDEFINED, "entropy-%zu: no text has an n-gram of %zu tokens",
                        set->n, set->n);
    return BED_OK;
}

const bed_metric bed_metric_entropy_n = {
    .name           = "entropy_n",
    .title          = "Entropy-n",
    .source         = "Zhang et al. 2018, arXiv:1809.05972",
    .agrees         = "counting by Python's Counter",
    .values         = (const char *const[]){ "entropy_4", "different", "ngrams", NULL },
    .kind           = BED_METRIC_ALONE,
    .lo             = 0,
    .hi             = (double)INFINITY,
    .better         = BED_HIGHER,
    .interval       = BED_INTERVAL_NORMAL,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = BED__VARIETY_CELLS,
    .resolve        = resolve,
    .measure_all    = measure_all,
    .drop           = bed__variety_drop,
    .score          = score,
};
