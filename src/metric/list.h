/* The table of metrics as a page and as JSON. */
#ifndef BED_METRIC_LIST_H
#define BED_METRIC_LIST_H

#include "metric/metric.h"

/* All metrics, one a row: kind, range, direction, what they need, what they agree with. */
bed_status bed_metrics_write(size_t width, bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* One metric with its parameters. */
bed_status bed_metric_write(const bed_metric *m, size_t width, bed_buffer *out,
                            bed_error *err) BED_USE_RESULT;

/* One metric as a JSON object: name, title, kind, needs, range, better, values, params, … */
bed_status bed_metric_json(const bed_metric *m, bed_buffer *out, bed_error *err) BED_USE_RESULT;

#endif
