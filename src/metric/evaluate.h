/* From measured items to what is reported: values with intervals, for all items and for strata,
 * and tests between systems. One mechanism for every metric: a score is a function of chosen rows
 * with weights, and a resample, a stratum or a mixture of two systems is another choice of rows.
 *
 * Intervals    bootstrap over units (Efron and Tibshirani 1993): percentiles, or for metrics that
 *              say so the estimate +- z standard deviations; for a share of items with equal
 *              weights Wilson's interval (JASA 22:209-212, 1927) for the headline. A unit is an
 *              item, or where items hang together (turns of a conversation) all of one group:
 *              groups are drawn whole.
 * Tests        of each system against the first, on the headline, two-sided:
 *              approximate randomisation (Noreen 1989; Riezler and Maxwell 2005): in each trial
 *              the two systems' answers to a unit change places with probability 1/2; p is the
 *              share of trials, the observed one among them, whose difference is at least as
 *              large;
 *              paired bootstrap (Koehn 2004, as sacreBLEU 2.6 centres it): p is the share of
 *              resamples whose absolute difference, less the mean of them all, is at least the
 *              observed one;
 *              for a share also McNemar's exact test (Psychometrika 12:153-157, 1947).
 *              Equal differences count as reaching, so that equal systems have p = 1; sacreBLEU
 *              counts larger ones only and gives them 1 / (trials + 1).
 * Determinism  every resample has random numbers of its own, by (seed, purpose, number): the same
 *              bytes at any number of threads.
 * Ownership    a bed_evaluation owns all that it shows; it may outlive the measured set. */
#ifndef BED_METRIC_EVALUATE_H
#define BED_METRIC_EVALUATE_H

#include "metric/metric.h"

typedef struct bed_estimate {
    double value, low, high; /* NaN: not defined, or not asked for */
} bed_estimate;

/* One system's values over all items or a stratum. */
typedef struct bed_group_score {
    bed_str       name;      /* of the stratum; empty for all items */
    size_t        n;         /* items */
    double        weight;    /* sum of their weights */
    bed_estimate *values;    /* n_values; [0] is the headline */
    bed_str       undefined; /* why the headline is not defined; empty: it is */
} bed_group_score;

typedef struct bed_field_score {
    bed_str          field;  /* by what the items were divided: "language" */
    bed_group_score *groups; /* by name, in order of bytes */
    size_t           n_groups;
} bed_field_score;

typedef struct bed_system_score {
    bed_group_score  all;
    bed_field_score *fields;
} bed_system_score;

/* A system against the first. NaN: the test was not asked for, or does not apply. */
typedef struct bed_comparison {
    double difference; /* of the headlines: this system's minus the first one's */
    double low, high;  /* interval of the difference, by the paired bootstrap */
    double p_randomisation, p_bootstrap, p_mcnemar;
} bed_comparison;

typedef struct bed_evaluation {
    const bed_metric  *metric;
    bed_str            signature; /* of the rows, with weights (given or not), resamples and seed */
    const char *const *values;    /* names */
    size_t             n_values;
    bed_system_score  *systems;
    size_t             n_systems, n_fields;
    bed_comparison    *comparisons; /* n_systems - 1 */
    const char *const *notes;
    size_t             n_notes;
    size_t             n_resamples, n_trials;
    double             confidence;
    uint64_t           seed;
    bed_arena          arena;
} bed_evaluation;

/* Items divided by a field: the value of each item; equal values are one stratum. */
typedef struct bed_field {
    bed_str        name;
    const bed_str *values; /* one for each item; an empty one is a stratum of its own, "" */
} bed_field;

typedef struct bed_evaluate_options {
    size_t           n_resamples; /* of the bootstrap; 0: no intervals */
    size_t           n_trials;    /* of approximate randomisation; 0: no such test */
    double           confidence;  /* in (0, 1) */
    uint64_t         seed;
    const double    *weights; /* one for each item, up to BED_WEIGHT_MOST; NULL: all 1 */
    const uint32_t  *units;   /* group of each item, any numbers; NULL: every item is its own */
    const bed_field *fields;
    size_t           n_fields;
    size_t           n_threads; /* 0: one for every processor */
    const bed_talk  *talk;
} bed_evaluate_options;

#define BED_EVALUATE_DEFAULT                                                                       \
    ((bed_evaluate_options){                                                                       \
        .n_resamples = 1000, .n_trials = 10000, .confidence = 0.95, .seed = 12345 })

/* Evaluates all systems. The tests are made where there are two systems or more.
 *   options  NULL: BED_EVALUATE_DEFAULT
 *   Errors   BED_EARGUMENT (a weight that is none, a field with more than 1,000 values),
 *            BED_EMEMORY, BED_EINTERRUPTED
 * A headline that is not defined is no error: the group says why. */
bed_status bed_evaluate(const bed_measured *measured, const bed_evaluate_options *options,
                        bed_evaluation **out, bed_error *err) BED_USE_RESULT;
void       bed_evaluation_destroy(bed_evaluation *e);

/* The evaluation as a page for people; systems (NULL: numbers) and their names come from the
 * caller.
 */
bed_status bed_evaluation_write(const bed_evaluation *e, const char *const *systems, size_t width,
                                bed_buffer *out, bed_error *err) BED_USE_RESULT;

/* The same as one JSON object. docs/formats/score.md names its members. */
bed_status bed_evaluation_json(const bed_evaluation *e, const char *const *systems, bed_buffer *out,
                               bed_error *err) BED_USE_RESULT;

#endif
