/* acc: the share of questions whose likeliest option is a right one.
 * Formula: [argmax over options of sum of log p(tokens of the option | question) is right].
 * Values:  acc; ties, the share of questions where another option was as likely as the first.
 * Agrees:  lm-evaluation-harness (4e7e0d4), multiple_choice: acc, with one or several right ones.
 * Range:   [0, 1], higher is better. */
#include "metric/choice.h"

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    (void)worker;
    return bed__choice_measure(item, BED__LENGTH_NONE, row, err);
}

const bed_metric bed_metric_acc = {
    .name    = "acc",
    .title   = "Accuracy of the likeliest option",
    .source  = "Definition: lm-evaluation-harness, multiple_choice",
    .agrees  = "lm-evaluation-harness 4e7e0d4 acc",
    .values  = (const char *const[]){ "acc", "ties", NULL },
    .kind    = BED_METRIC_CHOICE,
    .needs   = BED_NEEDS_REFERENCES | BED_NEEDS_CHOICES,
    .lo      = 0,
    .hi      = 1,
    .better  = BED_HIGHER,
    .width   = 2,
    .measure = measure,
    .score   = bed_measured_mean,
    .share   = true,
};
