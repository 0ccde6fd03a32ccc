/* F1: harmonic mean of precision and recall of each class, averaged over classes (confusion.h).
 * Range [0, 1], higher is better. The mean of the classes' F1 is not the F1 of mean precision and
 * mean recall: Opitz and Burst 2019, arXiv:1911.03347. */
#include "metric/confusion.h"

static bed_status score(const bed_measured *rows, const bed_selection *chosen, double *values,
                        bed_error *err)
{
    return bed__class_score(rows, chosen, BED__F1, values, err);
}

const bed_metric bed_metric_f1 = {
    .name           = "f1",
    .title          = "F1",
    .source         = "van Rijsbergen CJ, Information Retrieval, 1979",
    .agrees         = "scikit-learn 1.9.1 f1_score(zero_division=0)",
    .values         = (const char *const[]){ "f1", NULL },
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
