#include "metric/quantile.h"

#include <math.h>
#include <stdlib.h>

enum { HALVINGS = 80 };

double bed__normal_z(double confidence)
{
    double low = 0, high = 40; /* P(|Z| > 40) is below what a double can hold beside 1 */

    for (int i = 0; i < HALVINGS; i++) {
        const double z = (low + high) / 2;

        if (erfc(z / sqrt(2)) > 1 - confidence)
            low = z;
        else
            high = z;
    }
    return (low + high) / 2;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

size_t bed__sort_defined(double *values, size_t n)
{
    size_t defined = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            values[defined++] = values[i];
    qsort(values, defined, sizeof *values, compare);
    return defined;
}

double bed__quantile(const double *sorted, size_t n, double p)
{
    const double at = p * (double)(n - 1), below = floor(at);
    const size_t i = (size_t)below;

    if (i + 1 >= n)
        return sorted[n - 1];
    return sorted[i] + (at - below) * (sorted[i + 1] - sorted[i]);
}

void bed__wilson(double successes, double n, double confidence, double *low, double *high)
{
    const double z = bed__normal_z(confidence), share = successes / n;
    const double centre = share + z * z / (2 * n);
    const double half   = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n));

    *low  = successes <= 0 ? 0 : (centre - half) / (1 + z * z / n);
    *high = successes >= n ? 1 : (centre + half) / (1 + z * z / n);
}

double bed__mcnemar(size_t b, size_t c)
{
    const double n    = (double)(b + c);
    const size_t less = b < c ? b : c;
    double       p    = 0;

    for (size_t k = 0; k <= less; k++)
        p += exp(lgamma(n + 1) - lgamma((double)k + 1) - lgamma(n - (double)k + 1) - n * log(2));
    return fmin(1, 2 * p);
}
