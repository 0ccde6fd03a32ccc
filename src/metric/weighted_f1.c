/* Weighted F1: the mean of the F1 of each class, each weighing as much as the class has items
 * (confusion.h). Range [0, 1], higher is better; it may lie outside the span of mean precision and
 * mean recall. */
#include "metric/confusion.h"

static bed_status measure_all(const void *settings, const bed_items *items, size_t n_threads,
                              bed_measured *rows, bed_error *err)
{
    const bed__class_settings *const set = settings;

    (void)n_threads;
    return bed__class_measure(set, BED__WEIGHTED, items, rows, err);
}

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    return bed__class_score(rows, chosen, BED__F1, values, err);
}

const bed_metric bed_metric_weighted_f1 = {
    .name           = "weighted_f1",
    .title          = "Weighted F1",
    .source         = "Reported with CMExam, arXiv:2306.03030",
    .agrees         = "scikit-learn 1.9.1 f1_score(average='weighted', zero_division=0)",
    .values         = (const char *const[]){ "weighted_f1", NULL },
    .kind           = BED_METRIC_ANSWER,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = bed__class_params,
    .n_params       = BED__CLASS_PARAMS_FIXED,
    .settings_bytes = sizeof(bed__class_settings),
    .measure_all    = measure_all,
    .drop           = bed__class_drop,
    .score          = score,
};
