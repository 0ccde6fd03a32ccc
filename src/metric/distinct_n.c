/* Distinct-n: how varied the system's words are.
 * Formula: different n-grams / n-grams (as MedDialog's authors count), or over=tokens: different
 *          n-grams / tokens (Li et al. 2016, arXiv:1510.03055). The two differ by n - 1 for every
 *          text.
 * Level:   corpus    over all texts together; falls with the amount of text, so compare equal
 *                    amounts only
 *          sentence  the mean over texts of each text's own; a text without an n-gram has none
 * Weights: a text's weight scales how its n-grams (or tokens) count below the line, the weights
 *          being scaled to a mean of 1; above it every n-gram of a text whose weight is not 0
 *          counts once.
 * Range:   [0, 1], higher is more varied, which is not yet better. BED_UNDEFINED where there is no
 *          n-gram at all.
 * Interval: a resample repeats texts and so has fewer different n-grams: its spread is taken, not
 *          its centre (BED_INTERVAL_NORMAL).
 * Agrees:  a count by Python's set over the same tokens (src/metric/fixtures/variety.jsonl). */
#include "metric/variety.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

typedef enum level { CORPUS, SENTENCE } level;
typedef enum over { NGRAMS, TOKENS } over;

typedef struct settings {
    size_t n;
    int    level, over, cut;
    bool   lower;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "n",
      .help     = "tokens of an n-gram; the values of all shorter ones are given too",
      .sign     = "n",
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, n),
      .fallback = "2",
      .lo       = 1,
      .hi       = BED__VARIETY_ORDERS },
    { .name     = "level",
      .help     = "all texts together, or the mean of each text's own",
      .sign     = "level",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, level),
      .fallback = "corpus",
      .choices  = { "corpus", "sentence" } },
    { .name     = "over",
      .help     = "what different n-grams are divided by: all n-grams, or all tokens",
      .sign     = "over",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, over),
      .fallback = "ngrams",
      .choices  = { "ngrams", "tokens" } },
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

/* "distinct_2", "distinct_1", then the counts of the headline. */
static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    settings *const set   = set_;
    const char    **names = bed_new(&rows->arena, const char *, set->n + 3);
    char            name[32];
    bed_str         copy;

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t k = 0; k < set->n; k++) {
        snprintf(name, sizeof name, "distinct_%zu", set->n - k);
        BED_TRY(bed_arena_copy(&rows->arena, bed_str_of(name), &copy, err));
        names[k] = copy.ptr;
    }
    names[set->n]     = "different";
    names[set->n + 1] = set->over == TOKENS ? "tokens" : "ngrams";
    rows->values      = names;
    set->cut          = (int)bed__cut_settle((bed__cut)set->cut, &rows->script);
    return BED_OK;
}

static size_t row_width(const void *set)
{
    return ((const settings *)set)->n * BED__VARIETY_CELLS;
}

static bed_status measure_all(const void *set_, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const settings *const set = set_;

    (void)n_threads; /* numbers are given in the order of the texts */
    return bed__variety_measure((bed__cut)set->cut, set->lower, 1, set->n, items, rows, err);
}

/* Mean over texts of different / below, both being cells of the order. */
static double mean_of_texts(const bed_measured *rows, const bed_selection *chosen, size_t order,
                            bed__variety_cell below, double *different, double *denominator)
{
    double sum = 0, weight = 0;

    *different = *denominator = 0;
    for (size_t i = 0; i < chosen->n; i++) {
        const double *const cells =
            bed_measured_row(rows, chosen->rows[i]) + order * BED__VARIETY_CELLS;

        if (cells[BED__VARIETY_NGRAMS] <= 0)
            continue;
        weight += chosen->weights[i];
        sum += chosen->weights[i] * cells[BED__VARIETY_DIFFERENT] / cells[below];
        *different += chosen->weights[i] * cells[BED__VARIETY_DIFFERENT];
        *denominator += chosen->weights[i] * cells[below];
    }
    *different   = weight > 0 ? *different / weight : (double)NAN;
    *denominator = weight > 0 ? *denominator / weight : (double)NAN;
    return weight > 0 ? sum / weight : (double)NAN;
}

static bed_status corpus(const bed_measured *rows, const bed_selection *chosen, size_t order,
                         over divided_by, double *value, double *different, double *denominator,
                         bed_error *err)
{
    bed__variety_counts c;

    BED_TRY(bed__variety_count(rows, chosen, order, false, &c, err));
    *different   = c.different;
    *denominator = divided_by == TOKENS ? c.tokens : c.ngrams;
    *value       = c.ngrams > 0 ? *different / *denominator : (double)NAN;
    return BED_OK;
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    const settings *const set   = rows->settings;
    const over            below = (over)set->over;
    double                different, denominator;

    for (size_t k = 0; k < set->n; k++) { /* the headline comes last, and its counts stay */
        double *const value = &values[set->n - 1 - k];

        if (set->level == CORPUS)
            BED_TRY(corpus(rows, chosen, k, below, value, &different, &denominator, err));
        else
            *value = mean_of_texts(rows, chosen, k,
                                   below == TOKENS ? BED__VARIETY_TOKENS : BED__VARIETY_NGRAMS,
                                   &different, &denominator);
        values[set->n]     = different;
        values[set->n + 1] = denominator;
    }
    if (isnan(values[0]))
        return bed_fail(err, BED_UNDEFINED, "distinct-%zu: no text has an n-gram of %zu tokens",
                        set->n, set->n);
    return BED_OK;
}

const bed_metric bed_metric_distinct_n = {
    .name     = "distinct_n",
    .title    = "Distinct-n",
    .source   = "Li et al. 2016, arXiv:1510.03055",
    .agrees   = "counting by Python's set",
    .values   = (const char *const[]){ "distinct_2", "distinct_1", "different", "ngrams", NULL },
    .kind     = BED_METRIC_ALONE,
    .lo       = 0,
    .hi       = 1,
    .better   = BED_HIGHER,
    .interval = BED_INTERVAL_NORMAL,
    .params   = PARAMS,
    .n_params = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .resolve        = resolve,
    .row_width      = row_width,
    .measure_all    = measure_all,
    .drop           = bed__variety_drop,
    .score          = score,
};
