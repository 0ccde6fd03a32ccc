/* Intervals, strata and tests, with metrics of the test's own whose answers are known. */
#include "metric/evaluate.h"

#include "base/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define assert_near(a, b, within) assert_true(fabs((a) - (b)) <= (within))

/* The rating itself: its mean. */
static bed_status measure_rating(void *worker, const bed_item *item, double *row, bed_error *err)
{
    (void)worker;
    (void)err;
    row[0] = item->rating;
    return BED_OK;
}

static const bed_metric MEAN = { .name    = "mean",
                                 .values  = (const char *const[]){ "mean", NULL },
                                 .kind    = BED_METRIC_RATING,
                                 .lo      = -10,
                                 .hi      = 10,
                                 .width   = 1,
                                 .measure = measure_rating,
                                 .score   = bed_measured_mean };

static const bed_metric SHARE = { .name    = "share",
                                  .values  = (const char *const[]){ "share", NULL },
                                  .kind    = BED_METRIC_RATING,
                                  .lo      = 0,
                                  .hi      = 1,
                                  .width   = 1,
                                  .share   = true,
                                  .measure = measure_rating,
                                  .score   = bed_measured_mean };

enum { MOST = 4000 };

static bed_measured *measured(const bed_metric *m, const double *ratings, size_t n,
                              size_t n_systems)
{
    static bed_item items[MOST];
    bed_settings   *s    = NULL;
    bed_measured   *rows = NULL;
    bed_error       err  = { 0 };

    assert_true(n * n_systems <= MOST);
    for (size_t i = 0; i < n * n_systems; i++)
        items[i] = (bed_item){ .rating = ratings[i] };
    assert_int_equal(bed_settings_create(m, &s, &err), BED_OK);
    assert_int_equal(
        bed_metric_measure(s, &(bed_items){ .items = items, .n = n, .n_systems = n_systems }, NULL,
                           &rows, &err),
        BED_OK);
    bed_settings_destroy(s);
    return rows;
}

static bed_evaluation *evaluated(const bed_measured *m, const bed_evaluate_options *o)
{
    bed_evaluation *e   = NULL;
    bed_error       err = { 0 };

    assert_int_equal(bed_evaluate(m, o, &e, &err), BED_OK);
    return e;
}

/* Uneven numbers with mean about 2 and standard deviation about 1. */
static void fill(double *ratings, size_t n)
{
    bed_rng rng = bed_rng_split(7, BED_STR("test"), 0);

    for (size_t i = 0; i < n; i++)
        ratings[i] = 2 + sqrt(12) * (bed_rng_unit(&rng) - 0.5);
}

static void brackets_a_mean_as_theory_does(void **unused)
{
    static double        ratings[1000];
    double               mean = 0, sum = 0;
    bed_evaluate_options o = BED_EVALUATE_DEFAULT;

    (void)unused;
    fill(ratings, 1000);
    for (size_t i = 0; i < 1000; i++)
        mean += ratings[i] / 1000;
    for (size_t i = 0; i < 1000; i++)
        sum += (ratings[i] - mean) * (ratings[i] - mean);
    const double half = 1.96 * sqrt(sum / 1000 / 1000);

    o.n_resamples           = 4000;
    bed_measured *const   m = measured(&MEAN, ratings, 1000, 1);
    bed_evaluation *const e = evaluated(m, &o);
    const bed_estimate    v = e->systems[0].all.values[0];
    assert_near(v.value, mean, 1e-12);
    assert_near(v.low, mean - half, 0.1 * half);
    assert_near(v.high, mean + half, 0.1 * half);
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

/* As distinct-n: a share whose interval is normal, near the end of its range. */
static void keeps_a_normal_interval_in_the_range(void **unused)
{
    static const double ratings[] = { 1, 1, 0.5, 1, 1, 1 };
    bed_metric          normal    = MEAN;

    (void)unused;
    normal.hi = 1, normal.interval = BED_INTERVAL_NORMAL;
    bed_measured *const   m = measured(&normal, ratings, 6, 1);
    bed_evaluation *const e = evaluated(m, NULL);
    const bed_estimate    v = e->systems[0].all.values[0];
    assert_near(v.high, 1, 0);
    /* standard error of the mean: sqrt(5) / 12 / sqrt(6) */
    assert_near(v.value - v.low, 1.96 * sqrt(5) / 12 / sqrt(6), 0.01);
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

static void gives_the_same_bytes_at_any_number_of_threads(void **unused)
{
    static double        ratings[1200];
    bed_evaluate_options o = BED_EVALUATE_DEFAULT;
    bed_evaluation      *e[2];
    bed_buffer           text[2] = { BED_BUFFER(1 << 20), BED_BUFFER(1 << 20) };
    bed_error            err     = { 0 };

    (void)unused;
    fill(ratings, 1200);
    bed_measured *const m = measured(&MEAN, ratings, 400, 3);
    for (size_t i = 0; i < 2; i++) {
        o.n_threads = 1 + 2 * i;
        e[i]        = evaluated(m, &o);
        assert_int_equal(bed_evaluation_json(e[i], NULL, &text[i], &err), BED_OK);
        bed_evaluation_destroy(e[i]);
    }
    assert_string_equal(text[0].ptr, text[1].ptr);
    bed_buffer_deinit(&text[0]);
    bed_buffer_deinit(&text[1]);
    bed_measured_destroy(m);
}

/* Eight items: every one of the 256 exchanges is worked out. */
static double exact_p(const double *a, const double *b, size_t n)
{
    double observed = 0;
    size_t reach    = 0;

    for (size_t i = 0; i < n; i++)
        observed += b[i] - a[i];
    for (size_t mask = 0; mask < (size_t)1 << n; mask++) {
        double d = 0;

        for (size_t i = 0; i < n; i++)
            d += (mask >> i & 1) != 0 ? a[i] - b[i] : b[i] - a[i];
        reach += fabs(d) >= fabs(observed) - 1e-12;
    }
    return (double)reach / (double)((size_t)1 << n);
}

static void randomises_to_the_exact_p_within_sampling_error(void **unused)
{
    static const double  ratings[] = { 1.3, 0.2, 2.1, 1.9, 0.4, 3.3, 1.1, 0.9,
                                       1.7, 0.9, 2.0, 2.8, 1.3, 3.1, 1.6, 1.4 };
    const double         exact     = exact_p(ratings, ratings + 8, 8);
    bed_evaluate_options o         = BED_EVALUATE_DEFAULT;

    (void)unused;
    assert_true(exact > 0.02 && exact < 0.2);
    bed_measured *const   m = measured(&MEAN, ratings, 8, 2);
    bed_evaluation *const e = evaluated(m, &o);
    assert_near(e->comparisons[0].p_randomisation, exact,
                4 * sqrt(exact * (1 - exact) / (double)o.n_trials));
    assert_near(e->comparisons[0].difference, 3.6 / 8, 1e-12);
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

static void finds_nothing_between_equal_systems(void **unused)
{
    double ratings[100];

    (void)unused;
    fill(ratings, 50);
    memcpy(ratings + 50, ratings, 50 * sizeof *ratings);
    bed_measured *const   m = measured(&MEAN, ratings, 50, 2);
    bed_evaluation *const e = evaluated(m, NULL);
    assert_near(e->comparisons[0].difference, 0, 0);
    assert_near(e->comparisons[0].p_randomisation, 1, 0);
    assert_near(e->comparisons[0].p_bootstrap, 1, 0);
    assert_true(isnan(e->comparisons[0].p_mcnemar));
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

static void sees_a_plain_difference(void **unused)
{
    double ratings[100];

    (void)unused;
    fill(ratings, 50);
    for (size_t i = 0; i < 50; i++)
        ratings[50 + i] = ratings[i] + 0.5 + 0.01 * (double)(i % 3);
    bed_measured *const   m = measured(&MEAN, ratings, 50, 2);
    bed_evaluation *const e = evaluated(m, NULL);
    assert_near(e->comparisons[0].p_randomisation, 1.0 / 10001, 1e-15);
    assert_near(e->comparisons[0].p_bootstrap, 1.0 / 1001, 1e-15);
    assert_true(e->comparisons[0].low > 0.5 && e->comparisons[0].high < 0.52);
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

/* Three right only by the first, eleven only by the second: as test_quantile.c; Wilson by
 * scipy 1.17.1. */
static void takes_wilson_and_mcnemar_for_shares(void **unused)
{
    double ratings[40] = { 0 };

    (void)unused;
    for (size_t i = 0; i < 20; i++) {
        ratings[i]      = i < 3 || i >= 17;
        ratings[20 + i] = (i >= 3 && i < 14) || i >= 17;
    }
    bed_measured *const   m = measured(&SHARE, ratings, 20, 2);
    bed_evaluation *const e = evaluated(m, NULL);
    assert_near(e->comparisons[0].p_mcnemar, 940.0 / 16384, 1e-14);
    assert_near(e->systems[0].all.values[0].value, 0.3, 1e-15);
    assert_near(e->systems[0].all.values[0].low, 0.14547724486760433, 1e-12);
    assert_near(e->systems[0].all.values[0].high, 0.5189728183535234, 1e-12);
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

static void divides_by_a_field_and_honours_weights(void **unused)
{
    static const double  ratings[]   = { 1, 2, 4, 8, 16 };
    static const double  weights[]   = { 1, 0.5, 0, 3, 2 };
    const bed_str        languages[] = { BED_STR("zh"), BED_STR("en"), BED_STR("zh"), BED_STR("en"),
                                         BED_STR("") };
    const bed_field      field       = { BED_STR("language"), languages };
    bed_evaluate_options o           = BED_EVALUATE_DEFAULT;

    (void)unused;
    o.weights                      = weights;
    o.fields                       = &field;
    o.n_fields                     = 1;
    bed_measured *const          m = measured(&MEAN, ratings, 5, 1);
    bed_evaluation *const        e = evaluated(m, &o);
    const bed_field_score *const f = &e->systems[0].fields[0];
    assert_near(e->systems[0].all.values[0].value, (1 + 1 + 24 + 32) / 6.5, 1e-14);
    assert_int_equal(f->n_groups, 3);
    assert_int_equal(f->groups[0].name.len, 0);
    assert_true(bed_str_equal(f->groups[1].name, BED_STR("en")));
    assert_near(f->groups[1].values[0].value, 25 / 3.5, 1e-14);
    assert_near(f->groups[2].values[0].value, 1, 1e-15);
    assert_int_equal(f->groups[2].n, 2);
    assert_near(f->groups[2].weight, 1, 0);
    assert_true(bed_str_contains(e->signature, BED_STR("|weights:given|")));
    bed_evaluation_destroy(e);
    o.weights                        = (const double[]){ 1, 1, 1, 1, 1 };
    bed_evaluation *const unweighted = evaluated(m, &o);
    assert_false(bed_str_contains(unweighted->signature, BED_STR("weights")));
    bed_evaluation_destroy(unweighted);
    bed_measured_destroy(m);
}

/* All turns of a conversation are alike: drawing turns would make the interval far too narrow. */
static void draws_conversations_whole(void **unused)
{
    static double        ratings[1000];
    static uint32_t      units[1000];
    double               talk[40];
    bed_evaluate_options o = BED_EVALUATE_DEFAULT;

    (void)unused;
    fill(talk, 40);
    for (size_t i = 0; i < 1000; i++) {
        units[i]   = (uint32_t)(i * 7 % 40 + 5);
        ratings[i] = talk[i * 7 % 40];
    }
    bed_measured *const   m     = measured(&MEAN, ratings, 1000, 1);
    bed_evaluation *const alone = evaluated(m, &o);
    o.units                     = units;
    bed_evaluation *const whole = evaluated(m, &o);
    const bed_estimate    a = alone->systems[0].all.values[0], w = whole->systems[0].all.values[0];

    assert_near(a.value, w.value, 0);
    assert_near((w.high - w.low) / (a.high - a.low), 5, 0.8); /* sqrt(1000 / 40) */
    bed_evaluation_destroy(alone);
    bed_evaluation_destroy(whole);
    bed_measured_destroy(m);
}

static void says_why_a_headline_is_not_defined(void **unused)
{
    static const double  ratings[] = { 1, 2 };
    static const double  weights[] = { 0, 0 };
    bed_evaluate_options o         = BED_EVALUATE_DEFAULT;

    (void)unused;
    o.weights               = weights;
    bed_measured *const   m = measured(&MEAN, ratings, 2, 1);
    bed_evaluation *const e = evaluated(m, &o);
    assert_true(isnan(e->systems[0].all.values[0].value));
    assert_true(bed_str_equal(e->systems[0].all.undefined, BED_STR("mean of no items")));
    bed_evaluation_destroy(e);
    bed_measured_destroy(m);
}

static void refuses_weights_and_fields_that_are_none(void **unused)
{
    static double        ratings[1001];
    static double        weights[1001];
    static char          names[1001][8];
    static bed_str       values[1001];
    const bed_field      field = { BED_STR("id"), values };
    bed_evaluate_options o     = BED_EVALUATE_DEFAULT;
    bed_evaluation      *e     = NULL;
    bed_error            err   = { 0 };

    (void)unused;
    fill(ratings, 1001);
    for (size_t i = 0; i < 1001; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        values[i]  = bed_str_of(names[i]);
        weights[i] = 1;
    }
    bed_measured *const m = measured(&MEAN, ratings, 1001, 1);
    o.fields              = &field;
    o.n_fields            = 1;
    o.n_resamples         = 0;
    assert_int_equal(bed_evaluate(m, &o, &e, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "field 'id' has 1001 values: expected up to 1000 strata");
    o.n_fields   = 0;
    o.weights    = weights;
    weights[500] = -0.5;
    assert_int_equal(bed_evaluate(m, &o, &e, &err), BED_EARGUMENT);
    assert_int_equal(err.row, 501);
    o            = BED_EVALUATE_DEFAULT;
    o.confidence = 95;
    assert_int_equal(bed_evaluate(m, &o, &e, &err), BED_EARGUMENT);
    assert_null(e);
    bed_measured_destroy(m);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const double  ratings[] = { 1, 2, 3, 5, 8, 13 };
    const bed_str        names[]   = { BED_STR("a"), BED_STR("b"), BED_STR("a") };
    const bed_field      field     = { BED_STR("f"), names };
    const uint32_t       units[]   = { 1, 1, 0 };
    bed_evaluate_options o         = BED_EVALUATE_DEFAULT;
    bool                 whole     = false;

    (void)unused;
    o.fields = &field, o.n_fields = 1, o.units = units, o.n_threads = 1;
    o.n_resamples = 5, o.n_trials = 5;
    bed_measured *const m = measured(&MEAN, ratings, 3, 2);
    for (uint64_t n = 1; n < 400 && !whole; n++) {
        bed_evaluation *e   = NULL;
        bed_error       err = { 0 };

        bed_alloc_fail_at(n);
        const bed_status st = bed_evaluate(m, &o, &e, &err);
        whole               = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_evaluation_destroy(e);
    }
    assert_true(whole);
    bed_measured_destroy(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_a_mean_as_theory_does),
        cmocka_unit_test(keeps_a_normal_interval_in_the_range),
        cmocka_unit_test(gives_the_same_bytes_at_any_number_of_threads),
        cmocka_unit_test(randomises_to_the_exact_p_within_sampling_error),
        cmocka_unit_test(finds_nothing_between_equal_systems),
        cmocka_unit_test(sees_a_plain_difference),
        cmocka_unit_test(takes_wilson_and_mcnemar_for_shares),
        cmocka_unit_test(divides_by_a_field_and_honours_weights),
        cmocka_unit_test(draws_conversations_whole),
        cmocka_unit_test(says_why_a_headline_is_not_defined),
        cmocka_unit_test(refuses_weights_and_fields_that_are_none),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
