/* Inside the metric room: the n-grams of a set of texts, kept so that their number and their
 * entropy in any selection of the texts can be found again and again.
 *
 * Most n-grams stand in one text only. They need no list: each text's row counts them. What is
 * listed are the n-grams that several texts share, each text's once.
 *
 * Source  Li et al. 2016, arXiv:1510.03055 (distinct-n); Zhang et al. 2018, arXiv:1809.05972
 *         (entropy-n). The way of counting is ours. */
#ifndef BED_METRIC_VARIETY_H
#define BED_METRIC_VARIETY_H

#include "metric/pieces.h"

enum { BED__VARIETY_ORDERS = 8 };

/* A row has these for each order that was measured, the lowest first. */
typedef enum bed__variety_cell {
    BED__VARIETY_TOKENS,
    BED__VARIETY_NGRAMS,
    BED__VARIETY_DIFFERENT, /* n-grams of the text */
    BED__VARIETY_OWN,       /* of them, those that no other text has */
    BED__VARIETY_OWN_COUNT, /* how often these stand in the text, together */
    BED__VARIETY_OWN_LOGS,  /* sum over them of c ln c, c being how often each stands there */
    BED__VARIETY_CELLS
} bed__variety_cell;

/* The n-grams of one order that several texts share. */
typedef struct bed__shared {
    size_t    n_rows, n;      /* n: different ones */
    size_t   *starts;         /* (n_rows + 1) */
    uint32_t *grams, *counts; /* (starts[n_rows]) number below n, how often it stands in the text */
} bed__shared;

typedef struct bed__variety {
    size_t      n_orders;
    bed__shared orders[BED__VARIETY_ORDERS];
} bed__variety;

/* Reads hyp of all items; fills rows->cells and rows->kept (released by bed__variety_drop).
 *   lowest..n  the orders that are measured, 1 <= lowest <= n <= BED__VARIETY_ORDERS; rows are
 *              (n - lowest + 1) * BED__VARIETY_CELLS wide
 *   Errors     BED_EMEMORY, BED_EINTERNAL (ICU's data are missing) */
bed_status bed__variety_measure(bed__cut cut, bool lower, size_t lowest, size_t n,
                                const bed_items *items, bed_measured *rows,
                                bed_error *err) BED_USE_RESULT;
void       bed__variety_drop(void *kept);

/* What a selection holds. A row whose weight is 0 is left out; a row that is chosen twice counts
 * with both weights. Counts are weighted, the weights scaled to a mean of 1 over the entries that
 * are not 0, so that equal weights change nothing. */
typedef struct bed__variety_counts {
    double tokens, ngrams; /* weighted */
    double different;      /* n-grams, each once */
    double entropy;        /* nats; NaN where there is no n-gram, or where it was not asked for */
} bed__variety_counts;

/* `order`: index among those measured. Errors: BED_EMEMORY. */
bed_status bed__variety_count(const bed_measured *rows, const bed_selection *chosen, size_t order,
                              bool entropy, bed__variety_counts *out,
                              bed_error *err) BED_USE_RESULT;

#endif
