/* PubMedQA: three-way answers, yes, no or maybe.
 * Values:  accuracy (the headline, named pubmedqa), macro-F1 and the F1 of each class, unanswered.
 * Source:  Jin et al., EMNLP-IJCNLP 2019: accuracy and macro-F1 over the 500 test items. A class
 *          that neither occurs nor was answered in the selection does not count in macro-F1.
 * Agrees:  scikit-learn accuracy_score and f1_score(average="macro", zero_division=0).
 * Answers in other words than the three (case and blanks aside) count as unanswered: wrong, and of
 *          no class. Refuses right labels that are none of the three.
 * Range:   [0, 1], higher is better. */
#include "metric/confusion.h"

#include <math.h>

enum { CLASSES = 3, WIDTH = 2, VALUES = 6 };

static const bed_str LABELS[CLASSES] = { BED_STR_INIT("maybe"), BED_STR_INIT("no"),
                                         BED_STR_INIT("yes") };

typedef struct kept {
    bed__label_sets *sets;
    uint32_t         classes[CLASSES]; /* their numbers among the names */
} kept;

static bool known(const kept *k, bed__label_set s)
{
    return s.n == 1 && (s.numbers[0] == k->classes[0] || s.numbers[0] == k->classes[1] ||
                        s.numbers[0] == k->classes[2]);
}

static bed_status fill(kept *k, bed_measured *rows, bed_error *err)
{
    const bed__label_sets *const s = k->sets;

    for (size_t i = 0; i < s->n; i++) {
        const bed__label_set gold = bed__gold(s, i), answered = bed__answered(s, i);

        if (!known(k, gold))
            return bed_fail_in(
                err, bed_fail(err, BED_EARGUMENT, "the right answer is none of yes, no and maybe"),
                "", i % rows->n + 1);
        rows->cells[WIDTH * i]     = known(k, answered) && answered.numbers[0] == gold.numbers[0];
        rows->cells[WIDTH * i + 1] = !known(k, answered);
    }
    return BED_OK;
}

static bed_status measure_all(const void *settings, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    kept *k;

    (void)settings;
    (void)n_threads;
    BED_TRY(bed_alloc_into((void **)&k, 1, sizeof *k, err));
    rows->kept = k;
    BED_TRY(bed__label_sets_create(items, BED__LABELS_FOLDED, LABELS, CLASSES, &k->sets, err));
    BED_TRY(bed__label_sets_own(k->sets, &rows->arena, err));
    for (uint32_t i = 0; i < k->sets->n_names; i++)
        for (size_t c = 0; c < CLASSES; c++)
            if (bed_str_equal(k->sets->names[i], LABELS[c]))
                k->classes[c] = i;
    return fill(k, rows, err);
}

static size_t class_of(const kept *k, uint32_t number)
{
    return number == k->classes[0] ? 0 : number == k->classes[1] ? 1 : 2;
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    const kept *const k               = rows->kept;
    bed__class_counts counts[CLASSES] = { 0 };
    double            sums[WIDTH], weight, sum = 0;
    size_t            n = 0;

    bed_measured_sum(rows, chosen, sums, &weight);
    if (weight <= 0)
        return bed_fail(err, BED_UNDEFINED, "pubmedqa of no items");
    for (size_t i = 0; i < chosen->n; i++) {
        const bed__label_set gold     = bed__gold(k->sets, chosen->rows[i]);
        const bed__label_set answered = bed__answered(k->sets, chosen->rows[i]);
        const size_t         g        = class_of(k, gold.numbers[0]);

        counts[g].gold += chosen->weights[i];
        if (!known(k, answered))
            continue;
        counts[class_of(k, answered.numbers[0])].pred += chosen->weights[i];
        if (answered.numbers[0] == gold.numbers[0])
            counts[g].tp += chosen->weights[i];
    }
    for (size_t c = 0; c < CLASSES; c++) {
        const bool here = counts[c].gold + counts[c].pred > 0;

        values[4 - c] = here ? bed__class_value_of(counts[c], BED__F1) : (double)NAN;
        sum += here ? values[4 - c] : 0;
        n += here;
    }
    values[0] = sums[0] / weight;
    values[1] = sum / (double)n;
    values[5] = sums[1] / weight;
    return BED_OK;
}

static void drop(void *kept_)
{
    kept *const k = kept_;

    if (k != NULL)
        bed__label_sets_drop(k->sets);
    bed_free(k);
}

const bed_metric bed_metric_pubmedqa = {
    .name        = "pubmedqa",
    .title       = "PubMedQA",
    .source      = "Jin et al., EMNLP-IJCNLP 2019",
    .agrees      = "scikit-learn 1.9.1 accuracy_score, f1_score",
    .values      = (const char *const[]){ "pubmedqa", "macro_f1", "f1[yes]", "f1[no]", "f1[maybe]",
                                          "unanswered", NULL },
    .kind        = BED_METRIC_ANSWER,
    .needs       = BED_NEEDS_REFERENCES,
    .lo          = 0,
    .hi          = 1,
    .better      = BED_HIGHER,
    .width       = WIDTH,
    .measure_all = measure_all,
    .drop        = drop,
    .score       = score,
    .share       = true,
};
