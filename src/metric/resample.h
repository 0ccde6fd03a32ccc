/* Inside the metric room: bootstrap and randomisation over units of items. */
#ifndef BED_METRIC_RESAMPLE_H
#define BED_METRIC_RESAMPLE_H

#include "metric/evaluate.h"

/* Items to draw from, in units that are drawn whole: the items of unit u are
 * items[begin[u]] ... items[begin[u + 1] - 1]. */
typedef struct bed__units {
    uint32_t *items;
    size_t   *begin; /* n_units + 1 */
    size_t    n_units, n_items;
} bed__units;

/* Units of the chosen items, by their group, in the order of the first item of each; without groups
 * each item is a unit. Errors: BED_EMEMORY. */
bed_status bed__units_make(bed__units *out, const uint32_t *chosen, size_t n,
                           const uint32_t *groups, bed_error *err) BED_USE_RESULT;
void       bed__units_deinit(bed__units *u);

typedef struct bed__resampling {
    const bed_measured *measured;
    const bed__units   *units;
    const double       *weights; /* of all items; NULL: all 1 */
    uint64_t            seed;
    size_t              n_threads;
    const bed_talk     *talk;
} bed__resampling;

/* The values of every system in each of n bootstrap resamples, the same units for all systems:
 * out (n, n_systems, n_values), NaN where not defined. Errors: BED_EMEMORY, BED_EINTERRUPTED, and
 * those of the metric other than BED_UNDEFINED. */
bed_status bed__bootstrap(const bed__resampling *r, size_t n, double *out,
                          bed_error *err) BED_USE_RESULT;

/* Differences of the headline between `system` and the first system after random exchange of their
 * answers to each unit: out (n). Errors: as above. */
bed_status bed__randomise(const bed__resampling *r, size_t system, size_t n, double *out,
                          bed_error *err) BED_USE_RESULT;

#endif
