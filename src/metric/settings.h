/* Inside the metric room: what settings are made of. */
#ifndef BED_METRIC_SETTINGS_H
#define BED_METRIC_SETTINGS_H

#include "metric/metric.h"

struct bed_settings {
    const bed_metric *metric;
    void             *values; /* the metric's own struct; NULL for a metric without parameters */
};

/* A copy, to be resolved. Errors: BED_EMEMORY. */
bed_status bed__settings_copy(const bed_settings *s, bed_settings **out,
                              bed_error *err) BED_USE_RESULT;

/* The settled settings of rows, for a metric that settles one by the items themselves. */
static inline void *bed__settled(bed_measured *rows)
{
    return ((bed_settings *)rows->settled)->values;
}

/* Adds a parameter's value as a user would write it. Errors: BED_EMEMORY. */
bed_status bed__param_write(const bed_param *p, const void *values, bed_buffer *out,
                            bed_error *err) BED_USE_RESULT;

/* Adds "|weights:given" where not all of n weights are 1; NULL: they are. Errors: BED_EMEMORY. */
bed_status bed__sign_weights(const double *weights, size_t n, bed_buffer *out,
                             bed_error *err) BED_USE_RESULT;

#endif
