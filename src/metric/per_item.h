/* The values of every item, written to a file: JSON lines, or Parquet by its name. */
#ifndef BED_METRIC_PER_ITEM_H
#define BED_METRIC_PER_ITEM_H

#include "metric/read.h"

/* Adds a JSON line for every item of every system:
 *   {"item":1,"id":"q1","system":"a.txt","metric":"bleu","value":31.2,"values":{"bleu":31.2,…}}
 * item counts from 1; id is null where items have none; a value that is not defined is null. What
 * an item gives is the score of it alone. Errors: BED_EMEMORY, and those of the metric. */
bed_status bed_per_item_add(const bed_reading *r, const bed_measured *measured, bed_buffer *out,
                            bed_error *err) BED_USE_RESULT;

/* Writes those lines to path: as they are, or where its name ends in .parquet as a table with the
 * columns item, id, system, metric, value and values, a list of (key, value).
 * Errors: BED_EDISK, BED_EMEMORY */
bed_status bed_per_item_write(const char *path, bed_str lines, const bed_talk *talk,
                              bed_error *err) BED_USE_RESULT;

#endif
