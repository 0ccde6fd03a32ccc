/* Accuracy: the share of items whose answers are exactly the right ones, all of them and no other.
 * Formula: sum of w [A = G] / sum of w over sets A of answers and G of right labels.
 * Values:  accuracy; unanswered, the share of items without an answer (they count as wrong).
 * Agrees:  scikit-learn accuracy_score with sample_weight; for several labels (subset accuracy)
 *          behind MultiLabelBinarizer. lm-evaluation-harness' exact_match of letters.
 * Range:   [0, 1], higher is better. BED_UNDEFINED for a selection that weighs nothing.
 * Refuses: an item without a right answer. */
#include "metric/label_sets.h"
#include "metric/settings.h"

#include <stddef.h>
#include <string.h>

typedef struct settings {
    int keys;
} settings;

static const bed_param PARAMS[] = { BED__LABELS_PARAM(settings, keys) };

static bool same(bed__label_set a, bed__label_set b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.numbers, b.numbers, a.n * sizeof *a.numbers) == 0);
}

static bed_status fill(const bed__label_sets *s, bed_measured *rows, bed_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        const bed__label_set gold = bed__gold(s, i), answered = bed__answered(s, i);

        if (gold.n == 0)
            return bed_fail_in(err, bed_fail(err, BED_EARGUMENT, "the right answer is empty"), "",
                               i % rows->n + 1);
        rows->cells[2 * i]     = same(gold, answered);
        rows->cells[2 * i + 1] = answered.n == 0;
    }
    return BED_OK;
}

static bed_status measure_all(const void *settings_, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const settings *const set = settings_;
    bed__label_sets      *s;
    bed_status            st;

    (void)n_threads;
    BED_TRY(bed__label_sets_create(items, (bed__label_reading)set->keys, NULL, 0, &s, err));
    ((settings *)bed__settled(rows))->keys = bed__label_sets_reading(s);
    st                                     = fill(s, rows, err);
    if (st == BED_OK)
        st = bed__label_sets_note(s, rows, err);
    bed__label_sets_drop(s);
    return st;
}

const bed_metric bed_metric_accuracy = {
    .name           = "accuracy",
    .title          = "Accuracy",
    .source         = "Definition: right answers over all answers",
    .agrees         = "scikit-learn 1.9.1 accuracy_score",
    .values         = (const char *const[]){ "accuracy", "unanswered", NULL },
    .kind           = BED_METRIC_ANSWER,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 2,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
    .share          = true,
};
