/* Inside the metric room: what intervals need of probability. */
#ifndef BED_METRIC_QUANTILE_H
#define BED_METRIC_QUANTILE_H

#include <stddef.h>

/* z with P(|Z| <= z) = confidence for a standard normal Z; confidence in (0, 1). To 1e-12. */
double bed__normal_z(double confidence);

/* Sorts the numbers that are no NaN to the front and gives how many they are. */
size_t bed__sort_defined(double *values, size_t n);

/* Quantile p of n > 0 sorted numbers, between neighbours linearly (type 7 of Hyndman and Fan 1996,
 * as numpy's). */
double bed__quantile(const double *sorted, size_t n, double p);

/* Wilson's score interval of a share: successes of n > 0. */
void bed__wilson(double successes, double n, double confidence, double *low, double *high);

/* Exact two-sided McNemar test: b and c are the items that only one of two systems has right.
 * p = min(1, 2 P(X <= min(b, c))), X binomial(b + c, 1/2). */
double bed__mcnemar(size_t b, size_t c);

#endif
