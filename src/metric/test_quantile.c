#include "metric/quantile.h"

#include "base/test.h"

#include <math.h>
#include <stdbool.h>

#define assert_near(a, b, within) assert_true(fabs((a) - (b)) <= (within))

/* scipy 1.17.1 stats.norm.ppf((1 + c) / 2) */
static void gives_the_quantiles_of_the_normal_distribution(void **unused)
{
    (void)unused;
    assert_near(bed__normal_z(0.95), 1.959963984540054, 1e-12);
    assert_near(bed__normal_z(0.99), 2.5758293035489004, 1e-12);
    assert_near(bed__normal_z(0.5), 0.6744897501960817, 1e-12);
}

/* numpy.quantile([3, 1, 7, 4.5], p) */
static void interpolates_between_neighbours(void **unused)
{
    double values[] = { 3, (double)NAN, 1, 7, 4.5 };

    (void)unused;
    assert_int_equal(bed__sort_defined(values, 5), 4);
    assert_near(bed__quantile(values, 4, 0.025), 1.15, 1e-12);
    assert_near(bed__quantile(values, 4, 0.5), 3.75, 1e-12);
    assert_near(bed__quantile(values, 4, 1), 7, 0);
    assert_near(bed__quantile(values, 1, 0.3), 1, 0);
}

/* Wilson: scipy 1.17.1 stats.binomtest(k, n).proportion_ci(method="wilson") */
static void gives_wilsons_interval(void **unused)
{
    double low, high;

    (void)unused;
    bed__wilson(7, 10, 0.95, &low, &high);
    assert_near(low, 0.39677814746114526, 1e-12);
    assert_near(high, 0.892208732593699, 1e-12);
    bed__wilson(0, 5, 0.95, &low, &high);
    assert_near(low, 0, 0);
    assert_near(high, 0.43448246478317476, 1e-12);
    bed__wilson(5, 5, 0.95, &low, &high);
    assert_near(low, 0.5655175352168252, 1e-12);
    assert_near(high, 1, 0);
}

/* Exact rationals: b = 3, c = 11: 2 (1 + 14 + 91 + 364) / 2^14; equal counts give 1. */
static void gives_mcnemars_exact_p(void **unused)
{
    (void)unused;
    assert_near(bed__mcnemar(3, 11), 940.0 / 16384, 1e-14);
    assert_near(bed__mcnemar(11, 3), 940.0 / 16384, 1e-14);
    assert_near(bed__mcnemar(4, 4), 1, 0);
    assert_near(bed__mcnemar(0, 0), 1, 0);
    assert_near(bed__mcnemar(0, 1), 1, 0);
    assert_near(bed__mcnemar(0, 10), 2.0 / 1024, 1e-15);
    assert_true(bed__mcnemar(1000, 5000) >= 0 && bed__mcnemar(1000, 5000) < 1e-100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_quantiles_of_the_normal_distribution),
        cmocka_unit_test(interpolates_between_neighbours),
        cmocka_unit_test(gives_wilsons_interval),
        cmocka_unit_test(gives_mcnemars_exact_p),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
