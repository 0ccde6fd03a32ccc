/* Precision: of the answers given as a class, the share that are right; averaged over classes
 * (confusion.h). Range [0, 1], higher is better; 0 for a class that was never given. */
#include "metric/confusion.h"

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    return bed__class_score(rows, chosen, BED__PRECISION, values, err);
}

const bed_metric bed_metric_precision = {
    .name           = "precision",
    .title          = "Precision",
    .source         = "Definition: true positives over true and false positives",
    .agrees         = "scikit-learn 1.9.1 precision_score(zero_division=0)",
    .values         = (const char *const[]){ "precision", NULL },
    .kind           = BED_METRIC_ANSWER,
    .lo             = 0,
    .hi             = 1,
    .better         = BED_HIGHER,
    .params         = bed__class_params,
    .n_params       = BED__CLASS_PARAMS,
    .settings_bytes = sizeof(bed__class_settings),
    .measure_all    = bed__class_measure_all,
    .drop           = bed__class_drop,
    .score          = score,
};
