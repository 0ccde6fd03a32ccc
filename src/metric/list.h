/* The table of metrics as a page and as JSON. */
#ifndef BED_METRIC_LIST_H
#define BED_METRIC_LIST_H

#include "catalog/catalog.h"
#include "metric/metric.h"

/* All metrics, one a row: kind, range, direction, what they need, what they agree with. */
bed_status bed_metrics_write(size_t width, bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* One metric with its parameters, and the clinical properties of its entry in the catalogue (NULL:
 * without them): the kinds of data and the objectives it suits. */
bed_status bed_metric_write(const bed_metric *m, const bed_catalog *catalog, size_t width,
                            bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* The same as a JSON object: name, title, kind, needs, range, better, values, categories,
 * data_types, objectives, audiences, params, ... */
bed_status bed_metric_json(const bed_metric *m, const bed_catalog *catalog, bed_buffer *out,
                           bed_error *err) BED_USE_RESULT;

#endif
