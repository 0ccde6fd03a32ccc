/* The metrics in SQL. */
#ifndef BED_METRIC_SQL_H
#define BED_METRIC_SQL_H

#include "corpus/session.h"
#include "metric/metric.h"

/* Registers every metric in a session as two aggregate functions: NAME gives the headline, and
 * NAME_report STRUCT(value DOUBLE, items BIGINT, signature VARCHAR, parts STRUCT(name, value)[]).
 * docs/commands/sql.md says how they are called.
 *   Errors  BED_EINTERNAL (registered twice), BED_EMEMORY */
bed_status bed_metric_register(bed_session *s, bed_error *err) BED_USE_RESULT;

#endif
