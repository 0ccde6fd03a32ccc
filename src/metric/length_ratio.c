/* Length ratio: how long the system's texts are beside the references.
 * Formula: sum over items of |hyp| / sum over items of |ref|; of several references the one whose
 *          length is nearest counts, of two equally near the shorter (as BLEU's brevity penalty
 *          chooses, Papineni et al., ACL 2002).
 * Unit:    words (UAX #29 and ICU's dictionaries) or characters that are no blanks.
 * Range:   [0, inf), 1 is as long as the references; neither more nor less is better by itself.
 *          BED_UNDEFINED where the references have no word at all. */
#include "metric/bleu.h"
#include "metric/metric.h"

#include "text/text.h"
#include "text/unicode.h"

#include <math.h>
#include <stddef.h>

typedef enum unit { WORDS, CHARACTERS } unit;

typedef struct settings {
    int unit;
} settings;

typedef struct worker {
    const settings *set;
    bed_words      *words;
} worker;

static const bed_param PARAMS[] = {
    { .name     = "unit",
      .help     = "what is counted",
      .sign     = "unit",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, unit),
      .fallback = "word",
      .choices  = { "word", "char" } },
};

static void close_worker(void *worker_)
{
    worker *const w = worker_;

    if (w != NULL)
        bed_words_destroy(w->words);
    bed_free(w);
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    worker    *w;
    bed_status st;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->set = set;
    st     = bed_words_create(&w->words, err);
    if (st != BED_OK)
        close_worker(w);
    else
        *out = w;
    return st;
}

static size_t characters(bed_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len;)
        n += !u_isUWhiteSpace(bed__utf8_next(text, &i));
    return n;
}

static bed_status length(worker *w, bed_str text, size_t *out, bed_error *err)
{
    bed_word word;

    *out = 0;
    if (w->set->unit == CHARACTERS) {
        *out = characters(text);
        return BED_OK;
    }
    BED_TRY(bed_words_open(w->words, text, BED_STR(""), err));
    while (bed_words_next(w->words, &word))
        ++*out;
    return BED_OK;
}

static bed_status measure(void *worker_, const bed_item *item, double *row, bed_error *err)
{
    size_t hyp, ref, nearest = 0;

    BED_TRY(length(worker_, item->hyp, &hyp, err));
    for (size_t i = 0; i < item->n_refs; i++) {
        BED_TRY(length(worker_, item->refs[i], &ref, err));
        nearest = i == 0 ? ref : bed__bleu_nearer(nearest, ref, hyp);
    }
    row[0] = (double)hyp;
    row[1] = (double)nearest;
    return BED_OK;
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    double sums[2], weight;

    bed_measured_sum(rows, chosen, sums, &weight);
    if (weight <= 0)
        return bed_fail(err, BED_UNDEFINED, "length_ratio of no items");
    if (sums[1] <= 0)
        return bed_fail(err, BED_UNDEFINED, "length ratio: the references are empty");
    values[0] = sums[0] / sums[1];
    values[1] = sums[0] / weight;
    values[2] = sums[1] / weight;
    return BED_OK;
}

const bed_metric bed_metric_length_ratio = {
    .name   = "length_ratio",
    .title  = "Length ratio",
    .source = "Definition; choice of the reference as in Papineni et al., ACL 2002",
    .values = (const char *const[]){ "length_ratio", "mean_length", "mean_reference_length", NULL },
    .kind   = BED_METRIC_TEXT,
    .needs  = BED_NEEDS_REFERENCES,
    .lo     = 0,
    .hi     = (double)INFINITY,
    .better = BED_NEITHER,
    .params = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 2,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = score,
};
