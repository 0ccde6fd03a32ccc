/* PQA by hand, and how often it takes our turns of clinicians for what they are. */
#include "metric/metric.h"

#include "base/test.h"

#include <math.h>
#include <string.h>

enum { MOST = 16, MOST_VALUES = 80 };

static bed_measured *measured(const char *set, const bed_items *items)
{
    const bed_metric_options o    = { .n_threads = 1 };
    bed_settings            *s    = NULL;
    bed_measured            *rows = NULL;
    bed_error                err  = { 0 };

    assert_int_equal(bed_settings_create(&bed_metric_pqa, &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    assert_int_equal(bed_metric_measure(s, items, &o, &rows, &err), BED_OK);
    bed_settings_destroy(s);
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

#define ASKS BED_STR("How long have you had the cough?")
#define TELLS BED_STR("Take one tablet with food.")

/* hyp and ref: ask/ask, ask/tell, tell/ask, tell/tell, ask/ask; places 1 2 3 6 9 */
static const bed_str  REFS[]  = { BED_STR_INIT("您发烧多久了"),
                                  BED_STR_INIT("Rest and drink plenty."),
                                  BED_STR_INIT("Does it itch"), BED_STR_INIT("多喝水，注意休息。"),
                                  BED_STR_INIT("Any fever?") };
static const bed_item ITEMS[] = {
    { .hyp      = BED_STR_INIT("How long have you had the cough?"),
      .refs     = REFS,
      .n_refs   = 1,
      .position = 1 },
    { .hyp = BED_STR_INIT("有没有痰"), .refs = REFS + 1, .n_refs = 1, .position = 2 },
    { .hyp      = BED_STR_INIT("Take one tablet with food."),
      .refs     = REFS + 2,
      .n_refs   = 1,
      .position = 3 },
    { .hyp = BED_STR_INIT("好的"), .refs = REFS + 3, .n_refs = 1, .position = 6 },
    { .hyp = BED_STR_INIT("咳嗽吗？"), .refs = REFS + 4, .n_refs = 1, .position = 9 },
};

static void compares_who_asks_turn_by_turn(void **unused)
{
    const bed_items items = { .items = ITEMS, .n = 5, .n_systems = 1 };
    bed_measured   *rows  = measured("", &items);
    double          values[MOST_VALUES];

    (void)unused;
    assert_int_equal(rows->n_values, 11);
    assert_string_equal(rows->values[6], "f1@1");
    assert_string_equal(rows->values[10], "f1@5+");
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 2 * 2 / (2 * 2 + 1.0 + 1));
    near(values[1], 2 / 3.0);
    near(values[2], 2 / 3.0);
    near(values[3], 3 / 5.0);
    near(values[4], 3 / 5.0);
    near(values[5], 3 / 5.0);
    near(values[6], 1);
    near(values[7], 0);
    near(values[8], 0);
    assert_true(isnan(values[9]));
    near(values[10], 1);
    bed_measured_destroy(rows);
    rows = measured("max_position=0", &items);
    assert_int_equal(rows->n_values, 6);
    bed_measured_destroy(rows);
}

static void weighs_turns(void **unused)
{
    const double    weights[] = { 0.25, 2, 0, 1.5, 1.25 };
    const bed_items items     = { .items = ITEMS, .n = 5, .n_systems = 1 };
    bed_measured   *rows      = measured("max_position=2", &items);
    double          values[MOST_VALUES];

    (void)unused;
    assert_int_equal(score(rows, weights, values), BED_OK);
    near(values[0], 2 * 1.5 / (2 * 1.5 + 2));
    near(values[1], 1.5 / 3.5);
    near(values[2], 1);
    near(values[3], 3 / 5.0);
    near(values[7], 2 * 1.25 / (2 * 1.25 + 2)); /* from the second turn on */
    bed_measured_destroy(rows);
}

static void counts_references_that_differ_in_part(void **unused)
{
    const bed_str   refs[] = { ASKS, TELLS, TELLS, TELLS };
    const bed_item  all[]  = { { .hyp = ASKS, .refs = refs, .n_refs = 4 },
                               { .hyp = TELLS, .refs = refs, .n_refs = 2 } };
    const bed_items items  = { .items = all, .n = 2, .n_systems = 1 };
    bed_measured   *rows   = measured("", &items);
    double          values[MOST_VALUES];

    (void)unused;
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[0], 2 * 0.25 / (1 + 0.75));
    near(values[1], 0.25);
    near(values[2], 0.25 / 0.75);
    near(values[3], (0.25 + 0.5) / 2);
    assert_true(isnan(values[6])); /* the places are not known */
    bed_measured_destroy(rows);
}

static void takes_question_marks_alone_when_told_to(void **unused)
{
    const bed_str   refs[] = { BED_STR("您发烧多久了"), BED_STR("您发烧多久了？") };
    const bed_item  all[]  = { { .hyp = BED_STR("发烧多久"), .refs = refs, .n_refs = 1 },
                               { .hyp = BED_STR("Any fever?"), .refs = refs + 1, .n_refs = 1 } };
    const bed_items items  = { .items = all, .n = 2, .n_systems = 1 };
    bed_measured   *rows   = measured("asks=marks", &items);
    double          values[MOST_VALUES];

    (void)unused;
    assert_int_equal(score(rows, NULL, values), BED_OK);
    near(values[4], 0.5);
    near(values[5], 0.5);
    bed_measured_destroy(rows);
}

static void is_undefined_when_nobody_asks(void **unused)
{
    const bed_str   refs[] = { TELLS, BED_STR("") };
    const bed_item  all[]  = { { .hyp = TELLS, .refs = refs, .n_refs = 1 },
                               { .hyp = BED_STR("\xff\xfe"), .refs = refs + 1, .n_refs = 1 } };
    const bed_items items  = { .items = all, .n = 2, .n_systems = 1 };
    bed_measured   *rows   = measured("", &items);
    double          values[MOST_VALUES];

    (void)unused;
    assert_int_equal(score(rows, NULL, values), BED_UNDEFINED);
    near(values[3], 1);
    near(values[5], 0);
    bed_measured_destroy(rows);
}

static void needs_a_reference(void **unused)
{
    const bed_item  item  = { .hyp = ASKS };
    const bed_items items = { .items = &item, .n = 1, .n_systems = 1 };
    bed_settings   *s     = NULL;
    bed_measured   *rows  = NULL;
    bed_error       err   = { 0 };

    (void)unused;
    assert_int_equal(bed_settings_create(&bed_metric_pqa, &s, &err), BED_OK);
    assert_int_equal(bed_metric_measure(s, &items, NULL, &rows, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "pqa needs a reference");
    assert_int_equal(bed_settings_set(s, BED_STR("max_position=65"), &err), BED_EARGUMENT);
    assert_string_equal(
        err.text, "parameter 'max_position': expected a whole number from 0 to 64, found '65'");
    bed_settings_destroy(s);
}

typedef struct agreement {
    size_t n, right;
} agreement;

/* Agreement over the turns of one language, which is not told. */
static agreement judge_turns(bed_str rest, bed_str language)
{
    agreement a = { 0, 0 };

    while (rest.len > 0) {
        const bed_str line = bed_take_line(&rest);

        if (line.len < 5 || !bed_str_equal((bed_str){ line.ptr + 2, 2 }, language))
            continue;
        const bed_str   turn  = { line.ptr + 5, line.len - 5 };
        const bed_item  item  = { .hyp = turn, .refs = &turn, .n_refs = 1 };
        const bed_items items = { .items = &item, .n = 1, .n_systems = 1 };
        bed_measured   *rows  = measured("", &items);
        const bool      asks  = bed_measured_row(rows, 0)[0] > 0;

        a.n++;
        if (asks == (line.ptr[0] == '+'))
            a.right++;
        else
            print_message("%s: %.*s\n", asks ? "extra" : "missed", BED_STR_ARG(turn));
        bed_measured_destroy(rows);
    }
    return a;
}

static void tells_asking_turns_of_clinicians(void **unused)
{
    static const bed_str languages[] = { BED_STR_INIT("en"), BED_STR_INIT("zh") };
    bed_buffer           file        = BED_BUFFER(1 << 20);

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/pqa_turns.txt", &file, NULL), BED_OK);
    for (size_t i = 0; i < 2; i++) {
        const agreement a = judge_turns(bed_buffer_str(&file), languages[i]);

        print_message("%.*s: %zu of %zu turns\n", BED_STR_ARG(languages[i]), a.right, a.n);
        assert_true(a.n >= 120);
        assert_true(a.right * 100 >= a.n * 80);
    }
    bed_buffer_deinit(&file);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    const bed_metric_options o     = { .n_threads = 1 };
    const bed_items          items = { .items = ITEMS, .n = 5, .n_systems = 1 };
    bool                     whole = false;

    (void)unused;
    for (uint64_t n = 1; n < 200 && !whole; n++) {
        bed_settings *s    = NULL;
        bed_measured *rows = NULL;

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_pqa, &s, NULL);
        if (st == BED_OK)
            st = bed_metric_measure(s, &items, &o, &rows, NULL);
        whole = bed_alloc_fail_at(0) < n;
        assert_true(st == (whole ? BED_OK : BED_EMEMORY) || (!whole && st == BED_OK));
        bed_measured_destroy(rows);
        bed_settings_destroy(s);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_who_asks_turn_by_turn),
        cmocka_unit_test(weighs_turns),
        cmocka_unit_test(counts_references_that_differ_in_part),
        cmocka_unit_test(takes_question_marks_alone_when_told_to),
        cmocka_unit_test(is_undefined_when_nobody_asks),
        cmocka_unit_test(needs_a_reference),
        cmocka_unit_test(tells_asking_turns_of_clinicians),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
