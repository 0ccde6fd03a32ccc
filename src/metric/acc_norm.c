/* acc_norm: as acc, with the log-likelihood of each option divided by its length, so that long
 * options are not at a disadvantage.
 * Formula: [argmax over options of sum of log p(tokens) / length is right].
 * Unit:    length in characters (code points), or with norm=bytes in bytes of UTF-8.
 * Agrees:  lm-evaluation-harness (4e7e0d4), multiple_choice: acc_norm and acc_bytes. With letters
 *          as options it equals acc.
 * Range:   [0, 1], higher is better. */
#include "metric/choice.h"

#include <stddef.h>

typedef struct settings {
    int norm;
} settings;

static const bed_param PARAMS[] = {
    { .name     = "norm",
      .help     = "the length that divides, in characters or bytes",
      .sign     = "norm",
      .type     = BED_PARAM_CHOICE,
      .offset   = offsetof(settings, norm),
      .fallback = "char",
      .choices  = { "char", "bytes" } },
};

static bed_status open_worker(const void *set, void **worker, bed_error *err)
{
    settings *copy;

    BED_TRY(bed_alloc_into((void **)&copy, 1, sizeof *copy, err));
    *copy   = *(const settings *)set;
    *worker = copy;
    return BED_OK;
}

static bed_status measure(void *worker, const bed_item *item, double *row, bed_error *err)
{
    const settings *const set = worker;

    return bed__choice_measure(item, set->norm == 0 ? BED__LENGTH_CHARS : BED__LENGTH_BYTES, row,
                               err);
}

const bed_metric bed_metric_acc_norm = {
    .name           = "acc_norm",
    .title          = "Accuracy of the likeliest option by length",
    .source         = "Definition: lm-evaluation-harness, multiple_choice",
    .agrees         = "lm-evaluation-harness 4e7e0d4 acc_norm, acc_bytes",
    .values         = (const char *const[]){ "acc_norm", "ties", NULL },
    .kind           = BED_METRIC_CHOICE,
    .needs          = BED_NEEDS_REFERENCES | BED_NEEDS_CHOICES,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = PARAMS,
    .n_params       = sizeof PARAMS / sizeof PARAMS[0],
    .settings_bytes = sizeof(settings),
    .width          = 2,
    .open           = open_worker,
    .close          = bed_free,
    .measure        = measure,
    .score          = bed_measured_mean,
    .share          = true,
};
