/* exact_match and token_f1, held against torchmetrics' figures (fixtures/short_answers.tsv, made by
 * scripts/make_short_answers_fixture.py from fixtures/short_answers_texts.jsonl). */
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REFS = 4 };

static double value_of(const char *metric, const char *settings, bed_str hyp, const bed_str *refs,
                       size_t n_refs)
{
    const bed_item  item  = { .hyp = hyp, .refs = refs, .n_refs = n_refs };
    const bed_items items = { .items = &item, .n = 1, .n_systems = 1 };
    const uint32_t  row   = 0;
    const double    one   = 1;
    bed_settings   *with  = NULL;
    bed_measured   *rows  = NULL;
    double          value;

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &with, NULL), BED_OK);
    assert_int_equal(bed_settings_set(with, bed_str_of(settings), NULL), BED_OK);
    assert_int_equal(bed_metric_measure(with, &items, NULL, &rows, NULL), BED_OK);
    assert_int_equal(bed_measured_score(rows, &(bed_selection){ &row, &one, 1 }, &value, NULL),
                     BED_OK);
    bed_measured_destroy(rows);
    bed_settings_destroy(with);
    return value;
}

static void gives_what_the_reference_gives(void **unused)
{
    bed_buffer texts = BED_BUFFER(1 << 20), figures = BED_BUFFER(1 << 20);
    bed_str    rest, numbers;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/short_answers_texts.jsonl", &texts, NULL),
                     BED_OK);
    assert_int_equal(bed_file_read("src/metric/fixtures/short_answers.tsv", &figures, NULL),
                     BED_OK);
    rest    = bed_buffer_str(&texts);
    numbers = bed_buffer_str(&figures);
    bed_take_line(&numbers);
    for (; rest.len > 0; n++) {
        const bed_str line = bed_take_line(&rest), figure = bed_take_line(&numbers);
        json_t *const pair = json_loadb(line.ptr, line.len, 0, NULL);
        json_t *const hyp  = json_object_get(pair, "hyp"), *const list =
                                                              json_object_get(pair, "refs");
        bed_str       refs[REFS];
        char         *end;
        const bed_str said = { json_string_value(hyp), json_string_length(hyp) };

        assert_true(json_array_size(list) <= REFS && figure.len > 0);
        for (size_t i = 0; i < json_array_size(list); i++)
            refs[i] = (bed_str){ json_string_value(json_array_get(list, i)),
                                 json_string_length(json_array_get(list, i)) };
        const double exact = strtod(figure.ptr, &end), f1 = strtod(end, NULL);
        const double ours_exact =
            value_of("exact_match", "tok=squad", said, refs, json_array_size(list));
        const double ours_f1 = value_of("token_f1", "tok=squad", said, refs, json_array_size(list));
        if (ours_exact != exact || fabs(ours_f1 - f1) > 1e-12)
            fail_msg("%.*s: %g %.17g", BED_STR_ARG(line), ours_exact, ours_f1);
        json_decref(pair);
    }
    assert_true(n > 20 && numbers.len == 0);
    bed_buffer_deinit(&texts);
    bed_buffer_deinit(&figures);
}

static void takes_chinese_by_character(void **unused)
{
    static const struct {
        const char *hyp, *ref;
        double      exact, f1;
    } cases[] = {
        { "头痛三天。", "头痛三天", 1, 1 },
        { "头痛两天", "头痛三天", 0, 0.75 },
        { "头痛 3 天", "头痛，3天", 1, 1 },
        { "每日三次 ibuprofen", "ibuprofen 每日三次", 0, 1 },
        { "", "头痛", 0, 0 },
        { "胸痛", "头晕", 0, 0 },
        { "痛痛", "痛", 0, 2.0 / 3 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str hyp = bed_str_of(cases[i].hyp), ref = bed_str_of(cases[i].ref);

        assert_true(value_of("exact_match", "", hyp, &ref, 1) == cases[i].exact);
        assert_true(fabs(value_of("token_f1", "", hyp, &ref, 1) - cases[i].f1) < 1e-15);
    }
}

static void takes_an_ill_formed_byte_as_one_character(void **unused)
{
    const bed_str ref = BED_STR("pain \xef\xbf\xbd here");

    (void)unused;
    assert_true(value_of("exact_match", "", BED_STR("pain \xff here"), &ref, 1) == 1);
    assert_true(value_of("token_f1", "tok=char", BED_STR("\xe5\xa4"), &ref, 1) == 0.5);
}

static void reads_very_long_texts(void **unused)
{
    enum { N = 400000 };
    char *const text = bed_alloc(N, 2);

    (void)unused;
    for (size_t i = 0; i < N; i++)
        memcpy(text + 2 * i, i % 7 == 0 ? "x " : "yz", 2);
    const bed_str all = { text, (size_t)2 * N }, half = { text, N };
    assert_true(value_of("token_f1", "", all, &all, 1) == 1);
    assert_true(value_of("token_f1", "", half, &all, 1) < 0.7);
    bed_free(text);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    const bed_str   ref   = BED_STR("twice a day");
    const bed_item  item  = { .hyp = BED_STR("once a day"), .refs = &ref, .n_refs = 1 };
    const bed_items items = { .items = &item, .n = 1, .n_systems = 1 };
    bool            whole = false;

    (void)unused;
    for (uint64_t n = 1; n < 100 && !whole; n++) {
        const bed_metric_options o    = { .n_threads = 1 };
        bed_settings            *with = NULL;
        bed_measured            *rows = NULL;

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_token_f1, &with, NULL);
        if (st == BED_OK)
            st = bed_metric_measure(with, &items, &o, &rows, NULL);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_measured_destroy(rows);
        bed_settings_destroy(with);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_the_reference_gives),
        cmocka_unit_test(takes_chinese_by_character),
        cmocka_unit_test(takes_an_ill_formed_byte_as_one_character),
        cmocka_unit_test(reads_very_long_texts),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
