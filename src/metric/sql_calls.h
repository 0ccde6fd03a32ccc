/* How a query calls the metrics, looked at before the engine runs it. */
#ifndef BED_METRIC_SQL_CALLS_H
#define BED_METRIC_SQL_CALLS_H

#include "base/base.h"

/* Refuses a call of a metric, or of its report, in a form that the engine's C interface gets wrong:
 * it hands one state for many rows to a function that expects one for each (DuckDB 1.4.4,
 * aggregates with ORDER BY among their arguments, and windows of whole partitions), which reads
 * past its end. bleu(h, r ORDER BY t)          the order of rows makes no difference to a metric
 *   bleu(h, r) OVER ()             GROUP BY gives the same
 *   bleu(h, r) OVER (PARTITION BY p), OVER w, or a frame from UNBOUNDED PRECEDING to FOLLOWING
 * Frames of rows, and windows in an order, are well.
 *   query   as the engine would take it; what is no SQL is left to the engine
 *   Errors  BED_EARGUMENT (names the metric and says what to write instead) */
bed_status bed_sql_calls_check(bed_str query, bed_error *err) BED_USE_RESULT;

#endif
