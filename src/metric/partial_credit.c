/* Partial credit of questions with several right answers: each item earns from 0 to 1.
 * Formula, for the set A of answers and G of right ones:
 *   subset      |A| / |G| where A is within G, 0 where a wrong one was chosen (as licensing exams
 *               with half credit do); nothing chosen earns 0
 *   jaccard     |A and G| / |A or G|
 *   f1          2 |A and G| / (|A| + |G|)
 *   per_option  share of the question's options that were rightly chosen or rightly left
 * Values:  partial_credit, the weighted mean; exact, the share with full credit; unanswered.
 * Agrees:  scikit-learn jaccard_score and f1_score with average="samples", zero_division=0, and
 *          1 - hamming_loss where all questions have the same options.
 * Range:   [0, 1], higher is better. BED_UNDEFINED for a selection that weighs nothing.
 * Refuses: an item without a right answer; per_option of an item without options or with labels
 *          that are none of them. */
#include "metric/label_sets.h"
#include "metric/settings.h"

#include <stddef.h>

enum { SUBSET, JACCARD, F1, PER_OPTION };

typedef struct settings {
    int rule, keys;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "rule",
      .help     = "what an item earns",
      .sign     = "rule",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, rule),
      .fallback = "subset",
      .choices  = { "subset", "jaccard", "f1", "per_option" } },
    BED__LABELS_PARAM(settings, keys),
};

static double credit(int rule, size_t answered, size_t gold, size_t common, size_t options)
{
    switch (rule) {
    case SUBSET:
        return common == answered ? (double)common / (double)gold : 0;
    case JACCARD:
        return (double)common / (double)(answered + gold - common);
    case F1:
        return 2.0 * (double)common / (double)(answered + gold);
    case PER_OPTION:
    default:
        return 1 - (double)(answered + gold - 2 * common) / (double)options;
    }
}

static bed_status measure_item(const bed__label_sets *s, const bed_item *item, size_t i, int rule,
                               double *row, bed_error *err)
{
    const bed__label_set gold = bed__gold(s, i), answered = bed__answered(s, i);
    const size_t         common = bed__label_sets_common(gold, answered);

    if (gold.n == 0)
        return bed_fail(err, BED_EARGUMENT, "the right answer is empty");
    if (rule == PER_OPTION && item->n_choices == 0)
        return bed_fail(err, BED_EARGUMENT,
                        "rule=per_option needs the options of its question; take rule=jaccard "
                        "where there are none");
    if (rule == PER_OPTION && answered.n + gold.n - common > item->n_choices)
        return bed_fail(err, BED_EARGUMENT, "more different labels than its question has options");
    row[0] = credit(rule, answered.n, gold.n, common, item->n_choices);
    row[1] = common == gold.n && common == answered.n;
    row[2] = answered.n == 0;
    return BED_OK;
}

static bed_status measure_all(const void *settings_, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const settings *const set = settings_;
    bed_status            st  = BED_OK;
    bed__label_sets      *s;

    (void)n_threads;
    BED_TRY(bed__label_sets_create(items, (bed__label_reading)set->keys, NULL, 0, &s, err));
    ((settings *)bed__settled(rows))->keys = bed__label_sets_reading(s);
    for (size_t i = 0; i < s->n && st == BED_OK; i++) {
        st = measure_item(s, &items->items[i], i, set->rule, rows->cells + 3 * i, err);
        if (st != BED_OK)
            st = bed_fail_in(err, st, "", i % rows->n + 1);
    }
    if (st == BED_OK)
        st = bed__label_sets_note(s, rows, err);
    bed__label_sets_drop(s);
    return st;
}

const bed_metric bed_metric_partial_credit = {
    .name           = "partial_credit",
    .title          = "Partial credit",
    .source         = "Definition: what of the right answers was chosen",
    .agrees         = "scikit-learn 1.9.1 jaccard_score, f1_score (average='samples')",
    .values         = (const char *const[]){ "partial_credit", "exact", "unanswered", NULL },
    .kind           = BED_METRIC_ANSWER,
    .needs          = BED_NEEDS_REFERENCES,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 3,
    .measure_all    = measure_all,
    .score          = bed_measured_mean,
};
