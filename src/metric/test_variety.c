/* Distinct-n, entropy-n and the repetition rate against counts by Python, and by hand. */
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXTS = 16, MOST_VALUES = 12 };

static bed_measured *measure_texts(const char *metric, const char *set, const bed_str *texts,
                                   size_t n, size_t n_threads)
{
    const bed_metric_options o = { .n_threads = n_threads };
    bed_item                 all[MOST_TEXTS];
    bed_settings            *s    = NULL;
    bed_measured            *rows = NULL;
    bed_error                err  = { 0 };

    for (size_t i = 0; i < n; i++)
        all[i] = (bed_item){ .hyp = texts[i] };
    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    assert_int_equal(bed_metric_measure(s, &(bed_items){ .items = all, .n = n, .n_systems = 1 }, &o,
                                        &rows, &err),
                     BED_OK);
    bed_settings_destroy(s);
    return rows;
}

static bed_status score_all(const bed_measured *rows, const double *weights, double *values,
                            bed_error *err)
{
    static const double ones[MOST_TEXTS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    uint32_t            numbers[MOST_TEXTS];

    for (uint32_t i = 0; i < MOST_TEXTS; i++)
        numbers[i] = i;
    return bed_measured_score(
        rows, &(bed_selection){ numbers, weights == NULL ? ones : weights, rows->n }, values, err);
}

/* All values of a metric over texts, by the settings. */
static bed_status values_of(const char *metric, const char *set, const bed_str *texts, size_t n,
                            const double *weights, double *values)
{
    bed_measured *const rows = measure_texts(metric, set, texts, n, 1);
    const bed_status    st   = score_all(rows, weights, values, NULL);

    bed_measured_destroy(rows);
    return st;
}

/* ---- the fixture ----------------------------------------------------------------------------- */

static double number_of(json_t *row, const char *key)
{
    json_t *const value = json_object_get(row, key);

    assert_non_null(value);
    return json_is_null(value) ? (double)NAN : json_number_value(value);
}

static void same(double ours, double theirs, const char *what, const char *set)
{
    if (isnan(theirs) ? !isnan(ours) : !(fabs(ours - theirs) <= 1e-12 * fmax(1, fabs(theirs))))
        fail_msg("%s, %s: %.17g, expected %.17g", what, set, ours, theirs);
}

static void compare_distinct(json_t *row, const char *set, const bed_str *texts, size_t n,
                             const double *weights)
{
    static const char *const levels[] = { "corpus", "sentence" }, *const overs[] = { "ngrams",
                                                                                     "tokens" };

    for (size_t k = 0; k < 4; k++) {
        const char *const level = levels[k / 2], *const over = overs[k % 2];
        char   all[128], key[32];
        double values[MOST_VALUES];
        size_t order = (size_t)number_of(row, "n");

        snprintf(all, sizeof all, "%s;level=%s;over=%s", set, level, over);
        snprintf(key, sizeof key, "%s_%s", level, over);
        const bed_status st = values_of("distinct_n", all, texts, n, weights, values);

        assert_int_equal(st, isnan(number_of(row, key)) ? BED_UNDEFINED : BED_OK);
        same(values[0], number_of(row, key), key, all);
        if (k == 0) {
            same(values[order], number_of(row, "different"), "different", all);
            same(values[order + 1], number_of(row, "ngrams"), "ngrams", all);
        }
    }
}

static void compare_row(json_t *row, const bed_str *texts, size_t n)
{
    json_t *const given = json_object_get(row, "weights");
    double        weights[MOST_TEXTS], values[MOST_VALUES] = { 0 };
    char          set[64];

    assert_int_equal(json_array_size(given), n);
    for (size_t i = 0; i < n; i++)
        weights[i] = json_number_value(json_array_get(given, i));
    snprintf(set, sizeof set, "tok=%s;lower=%s;n=%d",
             json_string_value(json_object_get(row, "tok")),
             json_is_true(json_object_get(row, "lower")) ? "yes" : "no", (int)number_of(row, "n"));
    compare_distinct(row, set, texts, n, weights);
    assert_int_equal(values_of("entropy_n", set, texts, n, weights, values),
                     isnan(number_of(row, "entropy")) ? BED_UNDEFINED : BED_OK);
    same(values[0], number_of(row, "entropy"), "entropy", set);
    same(values[1], number_of(row, "different"), "different", set);
    assert_int_equal(values_of("repetition_rate", set, texts, n, weights, values),
                     isnan(number_of(row, "repetition")) ? BED_UNDEFINED : BED_OK);
    same(values[0], number_of(row, "repetition"), "repetition", set);
    same(values[1], number_of(row, "with_repeats"), "with repeats", set);
}

static size_t texts_of(const bed_buffer *file, const char *set, json_t **owner, bed_str *texts)
{
    bed_str rest = bed_buffer_str(file);

    while (rest.len > 0) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, 0, NULL);
        json_t *const list = json_object_get(row, "texts");

        assert_non_null(row);
        if (strcmp(json_string_value(json_object_get(row, "set")), set) != 0) {
            json_decref(row);
            continue;
        }
        for (size_t i = 0; i < json_array_size(list); i++)
            texts[i] = (bed_str){ json_string_value(json_array_get(list, i)),
                                  json_string_length(json_array_get(list, i)) };
        *owner = row;
        return json_array_size(list);
    }
    fail_msg("no set '%s'", set);
    return 0;
}

static void agrees_with_counts_by_python(void **unused)
{
    bed_buffer rows = BED_BUFFER(1 << 20), sets = BED_BUFFER(1 << 20);
    bed_str    rest;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/variety.jsonl", &rows, NULL), BED_OK);
    assert_int_equal(bed_file_read("src/metric/fixtures/variety_texts.jsonl", &sets, NULL), BED_OK);
    rest = bed_buffer_str(&rows);
    (void)bed_take_line(&rest);
    while (rest.len > 0) {
        const bed_str line  = bed_take_line(&rest);
        json_t *const row   = json_loadb(line.ptr, line.len, 0, NULL);
        json_t       *owner = NULL;
        bed_str       texts[MOST_TEXTS];

        assert_non_null(row);
        const size_t n_texts =
            texts_of(&sets, json_string_value(json_object_get(row, "set")), &owner, texts);
        compare_row(row, texts, n_texts);
        json_decref(owner);
        json_decref(row);
        n++;
    }
    assert_int_equal(n, 192);
    bed_buffer_deinit(&rows);
    bed_buffer_deinit(&sets);
}

/* ---- by hand --------------------------------------------------------------------------------- */

static void counts_words_and_characters_by_hand(void **unused)
{
    static const struct {
        const char *metric, *set, *text;
        double      value;
    } cases[] = {
        { "distinct_n", "n=1", "Is it worse, or is it the same?", 7 / 8.0 },
        { "distinct_n", "n=1;lower=yes", "Is it worse, or is it the same?", 6 / 8.0 },
        { "distinct_n", "n=1;lower=yes;tok=space", "Is it worse, or is it the same?", 6 / 8.0 },
        { "distinct_n", "n=2;lower=yes", "Is it worse, or is it the same?", 6 / 7.0 },
        { "distinct_n", "n=2;lower=yes;over=tokens", "Is it worse, or is it the same?", 6 / 8.0 },
        { "distinct_n", "n=1", "多喝水，多喝水", 3 / 6.0 },
        { "distinct_n", "n=1;tok=char", "多喝水，多喝水", 4 / 7.0 },
        { "distinct_n", "n=1;tok=word", "咳嗽，发烧，咳嗽", 2 / 3.0 },
        { "distinct_n", "n=1;tok=unicode", "咳嗽 CT，CT", 3 / 4.0 },
        { "distinct_n", "n=1;tok=char;lower=yes", "\xff\xfe É é \xff", 2 / 5.0 },
        { "distinct_n", "n=1;tok=space", "a\xff a\xfe b", 2 / 3.0 },
        { "distinct_n", "n=8;tok=char", "abababababab", 2 / 5.0 },
        { "entropy_n", "n=1;tok=char", "aabc", 1.5 * 0.69314718055994531 },
        { "entropy_n", "n=4", "a b c d", 0 },
        { "repetition_rate", "n=2", "rest and rest and rest", 1 - 2 / 4.0 },
        { "repetition_rate", "", "多喝水多休息多喝水多休息多喝水", 1 - 6 / 12.0 },
        { "repetition_rate", "n=16;tok=char", "aaaaaaaaaaaaaaaaaaa", 1 - 1 / 4.0 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bed_str text = bed_str_of(cases[i].text);
        double        values[MOST_VALUES];

        assert_int_equal(values_of(cases[i].metric, cases[i].set, &text, 1, NULL, values), BED_OK);
        same(values[0], cases[i].value, cases[i].text, cases[i].set);
    }
}

static void gives_shorter_n_grams_beside_the_headline(void **unused)
{
    const bed_str texts[] = { BED_STR("a b a b c"), BED_STR("b c b"), BED_STR("c") };
    double        values[MOST_VALUES];
    bed_measured *rows = measure_texts("distinct_n", "n=3", texts, 3, 1);

    (void)unused;
    assert_int_equal(rows->n_values, 5);
    assert_string_equal(rows->values[0], "distinct_3");
    assert_string_equal(rows->values[2], "distinct_1");
    assert_string_equal(rows->values[4], "ngrams");
    assert_int_equal(score_all(rows, NULL, values, NULL), BED_OK);
    same(values[0], 4 / 4.0, "aba bab abc bcb", "n=3");
    same(values[1], 4 / 6.0, "ab ba bc cb", "n=2");
    same(values[2], 3 / 9.0, "a b c", "n=1");
    assert_true(values[3] == 4 && values[4] == 4);
    bed_measured_destroy(rows);
    rows = measure_texts("entropy_n", "n=2", texts, 3, 1);
    assert_string_equal(rows->values[0], "entropy_2");
    bed_measured_destroy(rows);
}

/* ab stands twice in text 0, bc in texts 0 and 1, cb in text 1: a row chosen twice counts twice. */
static void counts_a_row_that_is_chosen_twice_with_both_weights(void **unused)
{
    const bed_str  texts[]   = { BED_STR("a b a b c"), BED_STR("b c b"), BED_STR("z y") };
    const uint32_t numbers[] = { 0, 1, 0, 2 };
    const double   weights[] = { 1, 1, 1, 0 };
    const double   f[]       = { 4, 2, 3, 1 }; /* ab ba bc cb */
    double         values[MOST_VALUES], entropy = 0;
    bed_measured  *rows = measure_texts("distinct_n", "n=2", texts, 3, 1);

    (void)unused;
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 4 }, values, NULL), BED_OK);
    same(values[0], 4 / 10.0, "distinct-2", "row 0 twice");
    bed_measured_destroy(rows);
    rows = measure_texts("entropy_n", "n=2", texts, 3, 1);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 4 }, values, NULL), BED_OK);
    for (size_t i = 0; i < 4; i++)
        entropy -= f[i] / 10 * log(f[i] / 10);
    same(values[0], entropy, "entropy-2", "row 0 twice");
    assert_true(values[1] == 4);
    bed_measured_destroy(rows);
}

static void is_undefined_without_an_n_gram(void **unused)
{
    static const char *const metrics[] = { "distinct_n", "entropy_n", "repetition_rate" };
    const bed_str            texts[]   = { BED_STR(""), BED_STR(" \n"), BED_STR("word") };
    const bed_str            whole     = BED_STR("one two three four five");
    const double             nothing[] = { 0 };
    double                   values[MOST_VALUES];

    (void)unused;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(values_of(metrics[i], "n=4", texts, 3, NULL, values), BED_UNDEFINED);
        assert_int_equal(values_of(metrics[i], "n=4", texts, 0, NULL, values), BED_UNDEFINED);
        assert_int_equal(values_of(metrics[i], "n=4", &whole, 1, nothing, values), BED_UNDEFINED);
        assert_int_equal(values_of(metrics[i], "n=4", &whole, 1, NULL, values), BED_OK);
    }
    assert_int_equal(values_of("distinct_n", "level=sentence", texts, 3, NULL, values),
                     BED_UNDEFINED);
}

static void settles_the_tokeniser_by_the_script(void **unused)
{
    const bed_str texts[] = { BED_STR("您咳嗽多久了"), BED_STR("how long") };
    bed_buffer    text    = BED_BUFFER(1000);
    bed_measured *rows    = measure_texts("entropy_n", "n=1", texts, 2, 1);

    (void)unused;
    assert_int_equal(bed_measured_sign(rows, &text, NULL), BED_OK);
    assert_true(bed_str_contains(bed_buffer_str(&text), BED_STR("|n:1|tok:unicode|lc:no|")));
    bed_measured_destroy(rows);
    rows = measure_texts("entropy_n", "n=1", texts + 1, 1, 1);
    bed_buffer_clear(&text);
    assert_int_equal(bed_measured_sign(rows, &text, NULL), BED_OK);
    assert_true(bed_str_contains(bed_buffer_str(&text), BED_STR("|lang:en|n:1|tok:word|lc:no|")));
    bed_measured_destroy(rows);
    bed_buffer_deinit(&text);
}

/* A text of two hundred thousand words, of which the first half comes again. */
static void counts_a_very_long_text(void **unused)
{
    enum { WORDS = 100000 };
    bed_buffer text = BED_BUFFER(1 << 24);
    double     values[MOST_VALUES];

    (void)unused;
    for (size_t i = 0; i < 2 * WORDS; i++)
        assert_int_equal(bed_buffer_printf(&text, NULL, "w%zu ", i % WORDS), BED_OK);
    const bed_str whole = bed_buffer_str(&text);

    assert_int_equal(values_of("distinct_n", "n=2", &whole, 1, NULL, values), BED_OK);
    same(values[0], WORDS / (2.0 * WORDS - 1), "distinct-2", "long");
    same(values[1], 0.5, "distinct-1", "long");
    assert_int_equal(values_of("repetition_rate", "n=3", &whole, 1, NULL, values), BED_OK);
    same(values[0], 1 - WORDS / (2.0 * WORDS - 2), "repetition", "long");
    assert_int_equal(values_of("entropy_n", "n=1", &whole, 1, NULL, values), BED_OK);
    same(values[0], log(WORDS), "entropy", "long");
    bed_buffer_deinit(&text);
}

static void refuses_lengths_without_meaning(void **unused)
{
    static const struct {
        const char *metric, *set, *text;
    } cases[] = {
        { "distinct_n", "n=0", "parameter 'n': expected a whole number from 1 to 8, found '0'" },
        { "distinct_n", "n=9", "parameter 'n': expected a whole number from 1 to 8, found '9'" },
        { "distinct_n", "n=1.5",
          "parameter 'n': expected a whole number from 1 to 8, found '1.5'" },
        { "distinct_n", "level=text",
          "parameter 'level': expected one of corpus, sentence, found 'text'" },
        { "entropy_n", "n=-1", "parameter 'n': expected a whole number from 1 to 8, found '-1'" },
        { "repetition_rate", "n=17",
          "parameter 'n': expected a whole number from 1 to 16, found '17'" },
        { "repetition_rate", "tok=13a",
          "parameter 'tok': expected one of auto, unicode, word, char, space, found '13a'" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_settings *s   = NULL;
        bed_error     err = { 0 };

        assert_int_equal(
            bed_settings_create(bed_metric_find(bed_str_of(cases[i].metric)), &s, &err), BED_OK);
        assert_int_equal(bed_settings_set(s, bed_str_of(cases[i].set), &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        bed_settings_destroy(s);
    }
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static const char *const metrics[] = { "distinct_n", "entropy_n", "repetition_rate" };
    const bed_str  texts[]     = { BED_STR("Où avez-vous MAL ce matin"), BED_STR("a b c a b c") };
    const bed_item all[]       = { { .hyp = texts[0] }, { .hyp = texts[1] } };
    const bed_metric_options o = { .n_threads = 1 };

    (void)unused;
    for (size_t k = 0; k < 3; k++) {
        bool whole = false;

        for (uint64_t n = 1; n < 500 && !whole; n++) {
            bed_settings *s    = NULL;
            bed_measured *rows = NULL;
            double        values[MOST_VALUES];

            bed_alloc_fail_at(n);
            bed_status st = bed_settings_create(bed_metric_find(bed_str_of(metrics[k])), &s, NULL);
            if (st == BED_OK)
                st = bed_settings_set(s, BED_STR("lower=yes"), NULL);
            if (st == BED_OK)
                st = bed_metric_measure(s, &(bed_items){ .items = all, .n = 2, .n_systems = 1 }, &o,
                                        &rows, NULL);
            if (st == BED_OK)
                st = score_all(rows, NULL, values, NULL);
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
        cmocka_unit_test(agrees_with_counts_by_python),
        cmocka_unit_test(counts_words_and_characters_by_hand),
        cmocka_unit_test(gives_shorter_n_grams_beside_the_headline),
        cmocka_unit_test(counts_a_row_that_is_chosen_twice_with_both_weights),
        cmocka_unit_test(is_undefined_without_an_n_gram),
        cmocka_unit_test(settles_the_tokeniser_by_the_script),
        cmocka_unit_test(counts_a_very_long_text),
        cmocka_unit_test(refuses_lengths_without_meaning),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
