/* Grades and verdicts of a judge, by hand. */
#include "metric/metric.h"

#include "base/test.h"

#include <math.h>
#include <string.h>

enum { MOST = 16, MOST_VALUES = 48 };

static bed_status measure(const char *metric, const char *set, const bed_item *all, size_t n,
                          bed_measured **out, bed_error *err)
{
    const bed_metric_options o = { .n_threads = 1 };
    bed_settings            *s = NULL;

    *out = NULL;
    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), err), BED_OK);
    const bed_status st =
        bed_metric_measure(s, &(bed_items){ .items = all, .n = n, .n_systems = 1 }, &o, out, err);

    bed_settings_destroy(s);
    return st;
}

static bed_measured *measured(const char *metric, const char *set, const bed_item *all, size_t n)
{
    bed_measured *rows;
    bed_error     err = { 0 };

    if (measure(metric, set, all, n, &rows, &err) != BED_OK)
        fail_msg("%s", err.text);
    return rows;
}

static bed_status score(const bed_measured *rows, const double *weights, double *values)
{
    static const double ones[MOST] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    uint32_t            numbers[MOST];

    for (uint32_t i = 0; i < MOST; i++)
        numbers[i] = i;
    return bed_measured_score(
        rows, &(bed_selection){ numbers, weights == NULL ? ones : weights, rows->n }, values, NULL);
}

static void near(double a, double b)
{
    if (!(fabs(a - b) < 1e-15))
        fail_msg("%.17g, expected %.17g", a, b);
}

/* ---- grades ---------------------------------------------------------------------------------- */

static void takes_the_mean_of_ratings(void **unused)
{
    const bed_item all[] = {
        { .rating = 4 }, { .rating = 2.5 }, { .rating = (double)NAN }, { .rating = 5 }
    };
    const double  weights[] = { 1, 3, 2, 0 };
    double        values[MOST_VALUES];
    bed_measured *rows = measured("judge_score", "", all, 4);

    (void)unused;
    assert_int_equal(rows->n_values, 3);
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 11.5 / 3);
    near(values[1], (11.5 / 3 - 1) / 4);
    near(values[2], 1 / 4.0);
    assert_int_equal(score(rows, weights, values), BED_OK);
    near(values[0], (4 + 3 * 2.5) / 4);
    near(values[2], 2 / 6.0);
    bed_measured_destroy(rows);
    rows = measured("judge_score", "lo=0;hi=10", (const bed_item[]){ { .rating = 0 } }, 1);
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 0);
    bed_measured_destroy(rows);
}

static void reads_grades_by_criterion(void **unused)
{
    const bed_str  one[]   = { BED_STR("relevance=4"), BED_STR(" fluency = 5 ") };
    const bed_str  two[]   = { BED_STR("fluency="), BED_STR("relevance=2.5") };
    const bed_str  three[] = { BED_STR("专业性=3") };
    const bed_item all[]   = { { .answers = one, .n_answers = 2, .rating = 1 },
                               { .answers = two, .n_answers = 2 },
                               { .answers = three, .n_answers = 1 },
                               { .answers = two, .n_answers = 1 },
                               { .rating = 2 } };
    double         values[MOST_VALUES];
    bed_measured  *rows = measured("judge_score", "", all, 5);

    (void)unused;
    assert_int_equal(rows->n_values, 6);
    assert_string_equal(rows->values[3], "fluency");
    assert_string_equal(rows->values[4], "relevance");
    assert_string_equal(rows->values[5], "专业性");
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], (4.5 + 2.5 + 3 + 2) / 4);
    near(values[2], 1 / 5.0);
    near(values[3], 5);
    near(values[4], (4 + 2.5) / 2);
    near(values[5], 3);
    bed_measured_destroy(rows);
}

static void passes_over_preferences(void **unused)
{
    const bed_str  sided[] = { BED_STR("A"), BED_STR("tie") };
    const bed_item all[]   = { { .answers = sided, .n_answers = 2, .rating = 4.5 },
                               { .answers = sided, .n_answers = 2, .rating = (double)NAN } };
    double         values[MOST_VALUES];
    bed_measured  *rows = measured("judge_score", "", all, 2);

    (void)unused;
    assert_int_equal(rows->n_values, 3);
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 4.5);
    near(values[2], 0.5);
    bed_measured_destroy(rows);
}

static void refuses_grades_without_meaning(void **unused)
{
    const struct {
        const char *set;
        bed_item    item;
        const char *text;
    } cases[] = {
        { "",
          { .rating = 5.5 },
          "a grade of 5.5 is off the scale from 1 to 5; lo and hi set the scale" },
        { "",
          { .rating = 0 },
          "a grade of 0 is off the scale from 1 to 5; lo and hi set the scale" },
        { "hi=10",
          { .rating = (double)INFINITY },
          "a grade of inf is off the scale from 1 to 10; lo and hi set the scale" },
        { "",
          { .answers = (const bed_str[]){ BED_STR_INIT("fluency=7") }, .n_answers = 1 },
          "a grade of 7 is off the scale from 1 to 5; lo and hi set the scale" },
        { "",
          { .answers = (const bed_str[]){ BED_STR_INIT("fluency=good") }, .n_answers = 1 },
          "criterion 'fluency': expected a number, found 'good'" },
        { "",
          { .answers = (const bed_str[]){ BED_STR_INIT("fluency=nan") }, .n_answers = 1 },
          "criterion 'fluency': expected a number, found 'nan'" },
        { "",
          { .answers   = (const bed_str[]){ BED_STR_INIT("a=3"), BED_STR_INIT("A") },
            .n_answers = 2 },
          "expected CRITERION=GRADE, found 'A'" },
        { "",
          { .answers = (const bed_str[]){ BED_STR_INIT(" =3") }, .n_answers = 1 },
          "expected CRITERION=GRADE, found ' =3'" },
        { "",
          { .answers   = (const bed_str[]){ BED_STR_INIT("a=3"), BED_STR_INIT("a=4") },
            .n_answers = 2 },
          "criterion 'a' stands twice" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_item all[] = { { .rating = 3 }, cases[i].item };
        bed_measured  *rows;
        bed_error      err = { 0 };

        assert_int_equal(measure("judge_score", cases[i].set, all, 2, &rows, &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.row, 2);
        assert_null(rows);
    }
}

static void refuses_a_scale_without_length_and_too_many_criteria(void **unused)
{
    static const char names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char              bytes[40][4];
    bed_str           answers[40];
    const bed_item    all[] = { { .answers = answers, .n_answers = 33 } };
    bed_measured     *rows;
    bed_error         err = { 0 };

    (void)unused;
    for (size_t i = 0; i < 40; i++) {
        bytes[i][0] = names[i];
        bytes[i][1] = '=';
        bytes[i][2] = '3';
        answers[i]  = (bed_str){ bytes[i], 3 };
    }
    assert_int_equal(measure("judge_score", "", all, 1, &rows, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "more than 32 criteria");
    assert_int_equal(measure("judge_score", "lo=5", all, 1, &rows, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "judge_score: a scale from lo=5 to hi=5");
}

static void is_undefined_without_a_grade(void **unused)
{
    const bed_item all[] = { { .rating = (double)NAN } };
    double         values[MOST_VALUES];
    bed_measured  *rows = measured("judge_score", "", all, 1);

    (void)unused;
    assert_int_equal(score(rows, NULL, values), BED_UNDEFINED);
    near(values[2], 1);
    bed_measured_destroy(rows);
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static void counts_a_win_only_when_both_orders_agree(void **unused)
{
    const struct {
        const char *first, *second;
        double      win, tie, loss, consistent, preferred_first;
    } cases[] = {
        { "A", "B", 1, 0, 0, 1, 0.5 },
        { "B", "A", 0, 0, 1, 1, 0.5 },
        { "A", "A", 0, 1, 0, 0, 1 },
        { "B", "B", 0, 1, 0, 0, 0 },
        { "A", "C", 0, 1, 0, 0, 1 },
        { "C", "B", 0, 1, 0, 0, 0 },
        { "tie", "C", 0, 1, 0, 1, NAN },
        { "[[A]]", " [[B]] ", 1, 0, 0, 1, 0.5 },
        { "error", "A", NAN, NAN, NAN, NAN, NAN },
        { "A", "", NAN, NAN, NAN, NAN, NAN },
        { "A", "[[]]", NAN, NAN, NAN, NAN, NAN },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str  verdicts[] = { bed_str_of(cases[i].first), bed_str_of(cases[i].second) };
        const bed_item item       = { .answers = verdicts, .n_answers = 2 };
        double         values[MOST_VALUES];
        bed_measured  *rows = measured("judge_win_rate", "", &item, 1);
        const bool     read = !isnan(cases[i].win);

        assert_int_equal(score(rows, NULL, values), read ? BED_OK : BED_UNDEFINED);
        near(values[6], read ? 0 : 1);
        if (read) {
            near(values[0], cases[i].win);
            near(values[1], cases[i].tie);
            near(values[2], cases[i].loss);
            near(values[3], cases[i].win + cases[i].tie / 2);
            near(values[4], cases[i].consistent);
        }
        if (isnan(cases[i].preferred_first))
            assert_true(isnan(values[5]));
        else
            near(values[5], cases[i].preferred_first);
        bed_measured_destroy(rows);
    }
}

static void weighs_items_and_leaves_out_what_was_not_read(void **unused)
{
    const bed_str win[] = { BED_STR("A"), BED_STR("B") }, sided[] = { BED_STR("A"), BED_STR("A") },
                  unread[]   = { BED_STR("A"), BED_STR("error") };
    const bed_item all[]     = { { .answers = win, .n_answers = 2 },
                                 { .answers = sided, .n_answers = 2 },
                                 { .answers = unread, .n_answers = 2 } };
    const double   weights[] = { 0.75, 2.5, 1 };
    double         values[MOST_VALUES];
    bed_measured  *rows = measured("judge_win_rate", "", all, 3);

    (void)unused;
    assert_int_equal(score(rows, weights, values), BED_OK);
    near(values[0], 0.75 / 3.25);
    near(values[3], (0.75 + 1.25) / 3.25);
    near(values[5], (0.375 + 2.5) / 3.25);
    near(values[6], 1 / 4.25);
    bed_measured_destroy(rows);
}

static void takes_one_verdict_as_it_stands_when_told_to(void **unused)
{
    const bed_str  verdicts[] = { BED_STR("A"), BED_STR("B"), BED_STR("A"), BED_STR("tie") };
    const bed_item all[]      = { { .answers = verdicts, .n_answers = 1 },
                                  { .answers = verdicts + 1, .n_answers = 1 },
                                  { .answers = verdicts + 2, .n_answers = 1 },
                                  { .answers = verdicts + 3, .n_answers = 1 } };
    double         values[MOST_VALUES];
    bed_measured  *rows = measured("judge_win_rate", "orders=one", all, 4);

    (void)unused;
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 0.5);
    near(values[1], 0.25);
    near(values[2], 0.25);
    assert_true(isnan(values[4]));
    near(values[5], 2 / 3.0);
    bed_measured_destroy(rows);
}

static void refuses_verdicts_that_it_does_not_know(void **unused)
{
    static const struct {
        const char *set, *verdicts[3], *text;
    } cases[] = {
        { "", { "A", "a" }, "expected a verdict A, B, C, tie or error, found 'a'" },
        { "", { "[A]", "B" }, "expected a verdict A, B, C, tie or error, found '[A]'" },
        { "", { "better", "B" }, "expected a verdict A, B, C, tie or error, found 'better'" },
        { "",
          { "A" },
          "expected two verdicts, one for each order of the replies, found 1; orders=one takes one" },
        { "",
          { NULL },
          "expected two verdicts, one for each order of the replies, found 0; orders=one takes one" },
        { "orders=one", { "A", "B" }, "expected one verdict, found 2; orders=both takes two" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_str       verdicts[3];
        bed_item      all[1] = { { .answers = verdicts } };
        bed_measured *rows;
        bed_error     err = { 0 };

        while (all[0].n_answers < 3 && cases[i].verdicts[all[0].n_answers] != NULL) {
            verdicts[all[0].n_answers] = bed_str_of(cases[i].verdicts[all[0].n_answers]);
            all[0].n_answers++;
        }
        assert_int_equal(measure("judge_win_rate", cases[i].set, all, 1, &rows, &err),
                         BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.row, 1);
    }
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const char *const metrics[]  = { "judge_score", "judge_win_rate" };
    const bed_str            grades[]   = { BED_STR("fluency=4"), BED_STR("safety=5") };
    const bed_str            verdicts[] = { BED_STR("A"), BED_STR("B") };
    const bed_item           items[]    = { { .answers = grades, .n_answers = 2 },
                                            { .answers = verdicts, .n_answers = 2 } };
    const bed_metric_options o          = { .n_threads = 1 };

    (void)unused;
    for (size_t k = 0; k < 2; k++) {
        bool whole = false;

        for (uint64_t n = 1; n < 100 && !whole; n++) {
            bed_settings *s    = NULL;
            bed_measured *rows = NULL;

            bed_alloc_fail_at(n);
            bed_status st = bed_settings_create(bed_metric_find(bed_str_of(metrics[k])), &s, NULL);
            if (st == BED_OK)
                st = bed_metric_measure(
                    s, &(bed_items){ .items = &items[k], .n = 1, .n_systems = 1 }, &o, &rows, NULL);
            whole = bed_alloc_fail_at(0) < n;
            assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
            bed_measured_destroy(rows);
            bed_settings_destroy(s);
        }
        assert_true(whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_mean_of_ratings),
        cmocka_unit_test(reads_grades_by_criterion),
        cmocka_unit_test(passes_over_preferences),
        cmocka_unit_test(refuses_grades_without_meaning),
        cmocka_unit_test(refuses_a_scale_without_length_and_too_many_criteria),
        cmocka_unit_test(is_undefined_without_a_grade),
        cmocka_unit_test(counts_a_win_only_when_both_orders_agree),
        cmocka_unit_test(weighs_items_and_leaves_out_what_was_not_read),
        cmocka_unit_test(takes_one_verdict_as_it_stands_when_told_to),
        cmocka_unit_test(refuses_verdicts_that_it_does_not_know),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
