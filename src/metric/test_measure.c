#include "metric/metric.h"

#include "base/test.h"

#include <math.h>
#include <string.h>

enum { N = 1000 };

typedef struct texts {
    bed_str  hyps[2 * N], refs[2 * N];
    bed_item items[2 * N];
    char     bytes[2 * N][64];
} texts;

/* Item i of system k has i % 7 + 1 + k words, its reference i % 5 + 2. */
static void fill(texts *t, size_t n_systems)
{
    static const char words[] = "one two six ten one two six ten one two ";

    for (size_t i = 0; i < N * n_systems; i++) {
        const size_t item = i % N, system = i / N;

        memcpy(t->bytes[i], words, sizeof words);
        t->hyps[i]  = (bed_str){ t->bytes[i], 4 * (item % 7 + 1 + system) };
        t->refs[i]  = (bed_str){ t->bytes[i], 4 * (item % 5 + 2) };
        t->items[i] = (bed_item){ .hyp = t->hyps[i], .refs = &t->refs[i], .n_refs = 1 };
    }
}

static bed_measured *measured(const char *metric, const char *set, const bed_items *items,
                              size_t n_threads)
{
    bed_error                err  = { 0 };
    bed_settings            *s    = NULL;
    bed_measured            *rows = NULL;
    const bed_metric_options o    = { .n_threads = n_threads };

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    assert_int_equal(bed_metric_measure(s, items, &o, &rows, &err), BED_OK);
    bed_settings_destroy(s);
    return rows;
}

static void gives_the_same_rows_at_any_number_of_threads(void **unused)
{
    texts *const    t     = bed_alloc(1, sizeof *t);
    const bed_items items = { .items = t->items, .n = N, .n_systems = 2 };

    (void)unused;
    fill(t, 2);
    bed_measured *const one   = measured("length_ratio", "", &items, 1);
    bed_measured *const three = measured("length_ratio", "", &items, 3);

    assert_int_equal(one->width, 2);
    assert_memory_equal(one->cells, three->cells, (size_t)2 * N * 2 * sizeof(double));
    assert_true(bed_measured_row(one, 11)[0] == 5);     /* item 11: 11 % 7 + 1 words */
    assert_true(bed_measured_row(one, N + 11)[0] == 6); /* the second system's has one more */
    assert_true(bed_measured_row(one, N + 11)[1] == 3); /* its reference: 11 % 5 + 2 */
    bed_measured_destroy(one);
    bed_measured_destroy(three);
    bed_free(t);
}

static void scores_a_selection_with_its_weights(void **unused)
{
    texts *const        t         = bed_alloc(1, sizeof *t);
    const bed_items     items     = { .items = t->items, .n = N, .n_systems = 1 };
    const uint32_t      numbers[] = { 0, 1, 1, 6 };
    const double        weights[] = { 1, 2, 0.5, 0 };
    const bed_selection chosen    = { numbers, weights, 4 };
    double              values[3];
    bed_error           err = { 0 };

    (void)unused;
    fill(t, 1);
    bed_measured *const rows = measured("length_ratio", "", &items, 1);
    assert_int_equal(bed_measured_score(rows, &chosen, values, &err), BED_OK);
    /* words 1 and 2 and 2, references 2 and 3 and 3 */
    assert_true(fabs(values[0] - (1 * 1 + 2 * 2 + 0.5 * 2) / (1 * 2 + 2 * 3 + 0.5 * 3)) < 1e-15);
    assert_true(fabs(values[1] - 6 / 3.5) < 1e-15);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 0 }, values, &err),
        BED_UNDEFINED);
    bed_measured_destroy(rows);
    bed_free(t);
}

static void takes_the_nearest_reference_and_the_shorter_of_two_as_near(void **unused)
{
    const bed_str   refs[] = { BED_STR("a b c d e"), BED_STR("a"), BED_STR("a b c d") };
    const bed_item  all[]  = { { .hyp = BED_STR("x y z"), .refs = refs, .n_refs = 3 },
                               { .hyp = BED_STR("x y z"), .refs = refs, .n_refs = 2 },
                               { .hyp = BED_STR(""), .refs = refs, .n_refs = 1 },
                               { .hyp = BED_STR("你好 吗"), .refs = &refs[2], .n_refs = 1 } };
    const bed_items items  = { .items = all, .n = 4, .n_systems = 1 };
    bed_measured   *rows   = measured("length_ratio", "", &items, 1);

    (void)unused;
    assert_true(bed_measured_row(rows, 0)[1] == 4);
    assert_true(bed_measured_row(rows, 1)[1] == 1);
    assert_true(bed_measured_row(rows, 2)[0] == 0 && bed_measured_row(rows, 2)[1] == 5);
    assert_true(bed_measured_row(rows, 3)[0] == 2);
    bed_measured_destroy(rows);
    rows = measured("length_ratio", "unit=char", &items, 1);
    assert_true(bed_measured_row(rows, 3)[0] == 3 && bed_measured_row(rows, 3)[1] == 4);
    bed_measured_destroy(rows);
}

static void names_the_item_that_lacks_a_reference(void **unused)
{
    const bed_str   ref   = BED_STR("a");
    const bed_item  all[] = { { .hyp = BED_STR("x"), .refs = &ref, .n_refs = 1 },
                              { .hyp = BED_STR("y") } };
    const bed_items items = { .items = all, .n = 2, .n_systems = 1 };
    bed_settings   *s     = NULL;
    bed_measured   *rows  = NULL;
    bed_error       err   = { 0 };

    (void)unused;
    assert_int_equal(bed_settings_create(&bed_metric_length_ratio, &s, &err), BED_OK);
    assert_int_equal(bed_metric_measure(s, &items, NULL, &rows, &err), BED_EARGUMENT);
    assert_null(rows);
    assert_int_equal(err.row, 2);
    assert_string_equal(err.text, "length_ratio needs a reference");
    bed_settings_destroy(s);
}

static void refuses_parameters_and_values_that_do_not_exist(void **unused)
{
    static const struct {
        const char *set, *text;
    } cases[] = {
        { "unit=line", "parameter 'unit': expected one of word, char, found 'line'" },
        { "unit", "expected unit=VALUE, found 'unit'" },
        { "unti=word",
          "'length_ratio' has no parameter 'unti': did you mean 'unit'? (it has unit)" },
        { "unit=char; other=1", "'length_ratio' has no parameter 'other' (it has unit)" },
    };
    bed_settings *s = NULL;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        assert_int_equal(bed_settings_create(&bed_metric_length_ratio, &s, &err), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(cases[i].set), &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        bed_settings_destroy(s);
    }
}

static void signs_with_what_the_score_depends_on(void **unused)
{
    const bed_str  refs[] = { BED_STR("how long have you had the pain"),
                              BED_STR("when did it begin") };
    const bed_item all[]  = { { .hyp = BED_STR("x"), .refs = refs, .n_refs = 2 },
                              { .hyp = BED_STR("y"), .refs = refs, .n_refs = 1 } };
    bed_items      items  = { .items = all, .n = 1, .n_systems = 1 };
    bed_buffer     text   = BED_BUFFER(1000);
    bed_error      err    = { 0 };
    bed_measured  *rows   = measured("length_ratio", "unit=char", &items, 1);

    (void)unused;
    assert_int_equal(bed_measured_sign(rows, &text, &err), BED_OK);
    assert_string_equal(text.ptr,
                        "length_ratio|nrefs:2|lang:en|unit:char|version:" BEDSIDE_VERSION);
    bed_measured_destroy(rows);
    items.n        = 2;
    items.language = BED_STR("de");
    rows           = measured("length_ratio", "", &items, 1);
    bed_buffer_clear(&text);
    assert_int_equal(bed_measured_sign(rows, &text, &err), BED_OK);
    assert_string_equal(text.ptr,
                        "length_ratio|nrefs:var|lang:de|unit:word|version:" BEDSIDE_VERSION);
    bed_measured_destroy(rows);
    bed_buffer_deinit(&text);
}

static void tells_the_scripts_of_the_items(void **unused)
{
    const bed_str refs[] = { BED_STR("我头疼三天了, CT 正常"),
                             BED_STR("take one tablet a day with 水"),
                             BED_STR("痛みはいつからですか"),
                             BED_STR("ปวดหัวมาก"),
                             BED_STR("головная боль"),
                             BED_STR("120/80 !"),
                             BED_STR("\xff\xfe") };
    bed_item      all[7];
    bed_script    script;
    bed_error     err = { 0 };

    (void)unused;
    for (size_t i = 0; i < 7; i++)
        all[i] = (bed_item){ .refs = &refs[i], .n_refs = 1 };
    assert_int_equal(
        bed_items_look(&(bed_items){ .items = all, .n = 7, .n_systems = 1 }, &script, &err),
        BED_OK);
    assert_int_equal(script.n_items, 5);
    assert_int_equal(script.n_han, 2);
    assert_int_equal(script.n_kana, 1);
    assert_int_equal(script.n_unspaced, 3);
    assert_int_equal(script.n_beyond, 4);
    assert_int_equal(
        bed_items_look(&(bed_items){ .items = all, .n = 1, .n_systems = 1 }, &script, &err),
        BED_OK);
    assert_string_equal(script.language, "zh-Hans");
    assert_int_equal(bed_items_look(&(bed_items){ .n = 0, .n_systems = 1 }, &script, &err), BED_OK);
    assert_string_equal(script.language, "und");
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    texts *const    t     = bed_alloc(1, sizeof *t);
    const bed_items items = { .items = t->items, .n = 20, .n_systems = 1 };
    bool            whole = false;

    (void)unused;
    fill(t, 1);
    for (uint64_t n = 1; n < 200 && !whole; n++) {
        const bed_metric_options o    = { .n_threads = 1 };
        bed_settings            *s    = NULL;
        bed_measured            *rows = NULL;
        bed_error                err  = { 0 };

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_length_ratio, &s, &err);
        if (st == BED_OK)
            st = bed_metric_measure(s, &items, &o, &rows, &err);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_measured_destroy(rows);
        bed_settings_destroy(s);
    }
    assert_true(whole);
    bed_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_same_rows_at_any_number_of_threads),
        cmocka_unit_test(scores_a_selection_with_its_weights),
        cmocka_unit_test(takes_the_nearest_reference_and_the_shorter_of_two_as_near),
        cmocka_unit_test(names_the_item_that_lacks_a_reference),
        cmocka_unit_test(refuses_parameters_and_values_that_do_not_exist),
        cmocka_unit_test(signs_with_what_the_score_depends_on),
        cmocka_unit_test(tells_the_scripts_of_the_items),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
