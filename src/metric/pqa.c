/* Proactive questioning ability: whether the system asks where the reference clinician asks.
 * Formula: over the clinician's turns t, with q(x) = 1 where x asks and else 0 (bed_is_question):
 *          TP = sum q(ref) q(hyp), FP = sum (1 - q(ref)) q(hyp), FN = sum q(ref) (1 - q(hyp));
 *          PQA = F1 = 2 TP / (2 TP + FP + FN), P = TP / (TP + FP), R = TP / (TP + FN).
 *          The name is BianQue's (Chen et al. 2023, arXiv:2310.15896), who report it between 0 and
 *          1; they print no formula that could be found, and this one is ours.
 * Several references: q(ref) is the share of them that ask, so that a turn on which clinicians
 *          differ counts in part on both sides.
 * Values:  PQA, precision, recall, accuracy over turns, the share of turns that ask, of the system
 *          and of the references, and PQA by place: f1@2 is that of second turns; the last of them,
 *          f1@5+, is of all turns from there on. A value whose divisor is 0 is NaN.
 * Range:   [0, 1], higher is nearer to the references, not more questions: a system that asks in
 *          every turn has a recall of 1. BED_UNDEFINED where neither side asks at all.
 * Errors of q are the text room's; over our own turns of clinicians test_pqa measures them. */
#include "metric/metric.h"

#include "text/text.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FIXED = 6, MOST_POSITIONS = 64, LANGUAGE_BYTES = 1000 };

/* The cells of a row. */
enum { HYP_ASKS, REF_ASKS, POSITION, WIDTH };

typedef enum judged_by { FORMS, MARKS } judged_by;

typedef struct settings {
    size_t max_position;
    int    asks;
    char   language[16]; /* of the set: for turns too short to tell theirs */
} settings;

static const bed_param PARAMS[] = {
    { .name     = "asks",
      .help     = "what makes a question: forms and marks, or question marks alone",
      .sign     = "asks",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, asks),
      .fallback = "forms",
      .choices  = { "forms", "marks" } },
    { .name     = "max_position",
      .help     = "places of the turn with a value of their own, the last for all after it",
      .sign     = NULL,
      .type     = BED_PARAM_COUNT,
      .offset   = offsetof(settings, max_position),
      .fallback = "5",
      .lo       = 0,
      .hi       = MOST_POSITIONS },
};

static bed_status resolve(void *set_, bed_measured *rows, bed_error *err)
{
    static const char *const fixed[FIXED] = {
        "pqa", "precision", "recall", "accuracy", "question_rate", "reference_question_rate"
    };
    settings *const set   = set_;
    const char    **names = bed_new(&rows->arena, const char *, FIXED + set->max_position + 1);
    char            name[32];
    bed_str         copy;

    if (names == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory");
    for (size_t i = 0; i < FIXED; i++)
        names[i] = fixed[i];
    for (size_t k = 1; k <= set->max_position; k++) {
        snprintf(name, sizeof name, "f1@%zu%s", k, k == set->max_position ? "+" : "");
        BED_TRY(bed_arena_copy(&rows->arena, bed_str_of(name), &copy, err));
        names[FIXED + k - 1] = copy.ptr;
    }
    rows->values = names;
    memcpy(set->language, rows->script.language, sizeof set->language);
    return BED_OK;
}

static bed_status open_worker(const void *set, void **out, bed_error *err)
{
    const settings **w;

    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    *w   = set;
    *out = w;
    return BED_OK;
}

static void close_worker(void *worker)
{
    bed_free(worker);
}

static bool asks(const settings *set, bed_str turn)
{
    bed_str start = turn, language;

    if (set->asks == MARKS)
        return bed_is_question(turn, BED_STR("und"));
    if (start.len > LANGUAGE_BYTES)
        start.len = LANGUAGE_BYTES;
    language = bed_str_of(bed_language_of(start));
    if (bed_str_equal(language, BED_STR("und")))
        language = bed_str_of(set->language);
    return bed_is_question(turn, language);
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const settings *const set = *(const settings **)worker;

    (void)err;
    row[HYP_ASKS] = asks(set, item->hyp);
    for (size_t i = 0; i < item->n_refs; i++)
        row[REF_ASKS] += asks(set, item->refs[i]);
    row[REF_ASKS] /= (double)item->n_refs;
    row[POSITION] = (double)item->position;
    return BED_OK;
}

typedef struct tally {
    double both, hyp, ref; /* weights of turns in which both, the system, the reference ask */
} tally;

static void tally_add(tally *t, double weight, const double *row)
{
    t->both += weight * row[HYP_ASKS] * row[REF_ASKS];
    t->hyp += weight * row[HYP_ASKS];
    t->ref += weight * row[REF_ASKS];
}

static double ratio(double above, double below)
{
    return below > 0 ? above / below : (double)NAN;
}

/* 2 TP / (2 TP + FP + FN) */
static double f1(const tally *t)
{
    return ratio(2 * t->both, t->hyp + t->ref);
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    const size_t n_places = ((const settings *)rows->settings)->max_position;
    tally        all = { 0 }, places[MOST_POSITIONS] = { { 0 } };
    double       weight = 0, agree = 0;

    for (size_t i = 0; i < chosen->n; i++) {
        const double *const row = bed_measured_row(rows, chosen->rows[i]);
        const double        w   = chosen->weights[i];

        weight += w;
        agree += w * (row[HYP_ASKS] > 0 ? row[REF_ASKS] : 1 - row[REF_ASKS]);
        tally_add(&all, w, row);
        if (n_places > 0 && row[POSITION] >= 1) {
            const size_t place = (size_t)fmin(row[POSITION], (double)n_places);

            tally_add(&places[place - 1], w, row);
        }
    }
    values[0] = f1(&all);
    values[1] = ratio(all.both, all.hyp);
    values[2] = ratio(all.both, all.ref);
    values[3] = ratio(agree, weight);
    values[4] = ratio(all.hyp, weight);
    values[5] = ratio(all.ref, weight);
    for (size_t k = 0; k < n_places; k++)
        values[FIXED + k] = f1(&places[k]);
    if (isnan(values[0]))
        return bed_fail(err, BED_UNDEFINED, "pqa: neither the replies nor the references ask");
    return BED_OK;
}

const bed_metric bed_metric_pqa = {
    .name     = "pqa",
    .title    = "Proactive questioning ability",
    .source   = "Named by Chen et al. 2023, arXiv:2310.15896; formula ours",
    .values   = (const char *const[]){ "pqa", "precision", "recall", "accuracy", "question_rate",
                                       "reference_question_rate", NULL },
    .kind     = BED_METRIC_REPLY,
    .needs    = BED_NEEDS_REFERENCES,
    .lo       = 0,
    .hi       = 1,
    .better   = BED_HIGHER,
    .params   = PARAMS,
    .n_params = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = WIDTH,
    .resolve        = resolve,
    .open           = open_worker,
    .close          = close_worker,
    .measure        = measure,
    .score          = score,
};
