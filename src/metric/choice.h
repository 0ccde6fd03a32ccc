/* Inside the metric room: the option that a model finds likeliest, the common part of acc and
 * acc_norm. */
#ifndef BED_METRIC_CHOICE_H
#define BED_METRIC_CHOICE_H

#include "metric/metric.h"

typedef enum bed__choice_length {
    BED__LENGTH_NONE,
    BED__LENGTH_CHARS,
    BED__LENGTH_BYTES
} bed__choice_length;

/* row[0]: 1 where the likeliest option is a right one; row[1]: 1 where another is as likely.
 * Options that are equal: the first counts, as numpy.argmax takes it.
 *   Errors  BED_EARGUMENT: a log-likelihood is missing, or above 0 where it is divided by a length;
 *           an option is empty where its length divides; a right key is of none of them; there are
 *           more than 64 options */
bed_status bed__choice_measure(const bed_item *item, bed__choice_length length, double *row,
                               bed_error *err) BED_USE_RESULT;

#endif
