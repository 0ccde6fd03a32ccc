/* Self-BLEU against sacreBLEU and NLTK text by text, and with sampled references by definition. */
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_TEXTS = 64 };

static bed_measured *measure_texts(const char *metric, const char *set, const bed_item *items,
                                   size_t n, size_t n_systems)
{
    const bed_items all  = { .items = items, .n = n, .n_systems = n_systems };
    bed_settings   *s    = NULL;
    bed_measured   *rows = NULL;
    bed_error       err  = { 0 };

    assert_int_equal(bed_settings_create(bed_metric_find(bed_str_of(metric)), &s, &err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), &err), BED_OK);
    if (bed_metric_measure(s, &all, NULL, &rows, &err) != BED_OK)
        fail_msg("%s, %s: %s", metric, set, err.text);
    bed_settings_destroy(s);
    return rows;
}

static bed_status mean_of(const bed_measured *rows, const double *weights, double *mean)
{
    uint32_t numbers[MOST_TEXTS];
    double   ones[MOST_TEXTS];

    for (uint32_t i = 0; i < MOST_TEXTS; i++) {
        numbers[i] = i;
        ones[i]    = 1;
    }
    return bed_measured_score(
        rows, &(bed_selection){ numbers, weights == NULL ? ones : weights, rows->n }, mean, NULL);
}

static double cell(const bed_measured *rows, size_t i)
{
    return bed_measured_row(rows, i)[0];
}

/* ---- the fixture ----------------------------------------------------------------------------- */

static json_t *row_of_set(const bed_buffer *file, const char *set)
{
    bed_str rest = bed_buffer_str(file);

    while (rest.len > 0) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, NULL);

        assert_non_null(row);
        if (strcmp(json_string_value(json_object_get(row, "set")), set) == 0)
            return row;
        json_decref(row);
    }
    fail_msg("no set '%s'", set);
    return NULL;
}

static void compare(json_t *row, json_t *texts)
{
    json_t *const values = json_object_get(row, "values"), *const nltk =
                                                               json_object_get(row, "nltk");
    const size_t n = json_array_size(texts);
    bed_item     items[MOST_TEXTS];
    char         set[100];
    double       sum = 0, mean;

    snprintf(set, sizeof set, "tok=%s;n=%d", json_string_value(json_object_get(row, "tok")),
             (int)json_integer_value(json_object_get(row, "n")));
    for (size_t i = 0; i < n; i++)
        items[i] = (bed_item){ .hyp = { json_string_value(json_array_get(texts, i)),
                                        json_string_length(json_array_get(texts, i)) } };
    bed_measured *const rows = measure_texts("self_bleu", set, items, n, 1);
    assert_int_equal(json_array_size(values), n);
    assert_int_equal(json_array_size(nltk), n);
    for (size_t i = 0; i < n; i++) {
        const double theirs = json_number_value(json_array_get(values, i));

        sum += theirs;
        if (!(fabs(cell(rows, i) - theirs) <= 1e-9 * fmax(1, theirs)))
            fail_msg("%s, text %zu: %.17g, expected %.17g", set, i, cell(rows, i), theirs);
        if (!json_is_null(json_array_get(nltk, i)))
            assert_true(fabs(cell(rows, i) - json_number_value(json_array_get(nltk, i))) <= 1e-9);
    }
    assert_int_equal(mean_of(rows, NULL, &mean), BED_OK);
    assert_true(fabs(mean - sum / (double)n) <= 1e-9);
    bed_measured_destroy(rows);
}

static void agrees_with_sacrebleu_and_nltk_text_by_text(void **unused)
{
    bed_buffer rows = BED_BUFFER(1 << 20), sets = BED_BUFFER(1 << 20);
    bed_str    rest;
    size_t     n = 0;

    (void)unused;
    assert_int_equal(bed_file_read("src/metric/fixtures/self_bleu.jsonl", &rows, NULL), BED_OK);
    assert_int_equal(bed_file_read("src/metric/fixtures/bleu_texts.jsonl", &sets, NULL), BED_OK);
    rest = bed_buffer_str(&rows);
    (void)bed_take_line(&rest);
    for (; rest.len > 0; n++) {
        const bed_str line  = bed_take_line(&rest);
        json_t *const row   = json_loadb(line.ptr, line.len, 0, NULL);
        json_t *const texts = row_of_set(&sets, json_string_value(json_object_get(row, "set")));

        compare(row, json_object_get(texts, "texts"));
        json_decref(texts);
        json_decref(row);
    }
    assert_int_equal(n, 18);
    bed_buffer_deinit(&rows);
    bed_buffer_deinit(&sets);
}

/* ---- by definition --------------------------------------------------------------------------- */

typedef struct made {
    char     bytes[MOST_TEXTS][128];
    bed_str  texts[MOST_TEXTS];
    bed_item items[MOST_TEXTS];
} made;

/* Texts of 0 to 15 words out of seven, so that n-grams of all orders recur. */
static void make(made *m, uint64_t seed)
{
    static const char *const words[] = { "pain", "in", "the", "knee", "at", "night", "." };

    for (size_t i = 0; i < MOST_TEXTS; i++) {
        bed_rng      rng   = bed_rng_split(seed, BED_STR("texts"), i);
        const size_t n     = bed_rng_below(&rng, 16);
        size_t       bytes = 0;

        for (size_t k = 0; k < n; k++)
            bytes += (size_t)snprintf(m->bytes[i] + bytes, sizeof m->bytes[i] - bytes, "%s ",
                                      words[bed_rng_below(&rng, 7)]);
        m->texts[i] = (bed_str){ m->bytes[i], bytes };
        m->items[i] = (bed_item){ .hyp = m->texts[i] };
    }
}

/* Sentence BLEU of text i against chosen texts other than itself. */
static double against(const made *m, size_t i, const bool *chosen)
{
    bed_str refs[MOST_TEXTS];
    size_t  n = 0;

    for (size_t k = 0; k < MOST_TEXTS; k++)
        if (k != i && chosen[k])
            refs[n++] = m->texts[k];
    const bed_item      item  = { .hyp = m->texts[i], .refs = refs, .n_refs = n };
    bed_measured *const rows  = measure_texts("sentence_bleu", "smooth=floor", &item, 1, 1);
    const double        value = cell(rows, 0);

    bed_measured_destroy(rows);
    return value;
}

static void is_sentence_bleu_against_all_others(void **unused)
{
    static made m;
    bool        all[MOST_TEXTS];

    (void)unused;
    memset(all, true, sizeof all);
    for (uint64_t seed = 1; seed < 6; seed++) {
        make(&m, seed);
        bed_measured *const rows = measure_texts("self_bleu", "", m.items, MOST_TEXTS, 1);
        for (size_t i = 0; i < MOST_TEXTS; i++)
            assert_true(fabs(cell(rows, i) - against(&m, i, all)) < 1e-9);
        bed_measured_destroy(rows);
    }
}

/* The sample is not shown: it is found as the one pair of texts that explains all values. */
static void is_held_against_one_sample_for_all_texts(void **unused)
{
    static made m;
    size_t      n_explain = 0;

    (void)unused;
    make(&m, 11);
    bed_measured *const rows =
        measure_texts("self_bleu", "references=2;seed=5", m.items, MOST_TEXTS, 1);
    bed_measured *const again =
        measure_texts("self_bleu", "references=2;seed=5", m.items, MOST_TEXTS, 1);
    bed_measured *const other =
        measure_texts("self_bleu", "references=2;seed=6", m.items, MOST_TEXTS, 1);

    for (size_t a = 0; a < MOST_TEXTS; a++)
        for (size_t b = a + 1; b < MOST_TEXTS; b++) {
            bool   chosen[MOST_TEXTS] = { false };
            size_t i                  = 0;

            chosen[a] = chosen[b] = true;
            while (i < MOST_TEXTS && fabs(cell(rows, i) - against(&m, i, chosen)) < 1e-9)
                i++;
            n_explain += i == MOST_TEXTS;
        }
    assert_int_equal(n_explain, 1);
    assert_memory_equal(rows->cells, again->cells, MOST_TEXTS * sizeof(double));
    assert_memory_not_equal(rows->cells, other->cells, MOST_TEXTS * sizeof(double));
    bed_measured_destroy(rows);
    bed_measured_destroy(again);
    bed_measured_destroy(other);
}

static void holds_each_system_against_itself(void **unused)
{
    static const bed_item items[] = {
        { .hyp = BED_STR_INIT("Where does it hurt?") },
        { .hyp = BED_STR_INIT("Since when?") },
        { .hyp = BED_STR_INIT("Where does it hurt?") },
        { .hyp = BED_STR_INIT("Where does it hurt?") },
    };
    bed_measured *const rows = measure_texts("self_bleu", "", items, 2, 2);

    (void)unused;
    /* the question marks alone match: 1 of 3 tokens, then 0.1 of 2, 0.1 of 1 */
    assert_true(fabs(cell(rows, 1) - 100 * exp(1 - 5.0 / 3) * cbrt(1 / 3.0 * 0.05 * 0.1)) < 1e-9);
    assert_true(fabs(cell(rows, 2) - 100) < 1e-9 && fabs(cell(rows, 3) - 100) < 1e-9);
    bed_measured_destroy(rows);
}

static void has_no_value_for_a_single_text(void **unused)
{
    static const bed_item one  = { .hyp = BED_STR_INIT("Where does it hurt?") };
    bed_measured *const   rows = measure_texts("self_bleu", "", &one, 1, 1);
    double                mean;

    (void)unused;
    assert_true(isnan(cell(rows, 0)));
    assert_int_equal(mean_of(rows, NULL, &mean), BED_UNDEFINED);
    bed_measured_destroy(rows);
    bed_measured *const none = measure_texts("self_bleu", "", &one, 0, 1);
    assert_int_equal(mean_of(none, NULL, &mean), BED_UNDEFINED);
    bed_measured_destroy(none);
}

static void weighs_texts_and_notes_empty_ones(void **unused)
{
    static const bed_item items[] = { { .hyp = BED_STR_INIT("您咳嗽多久了？") },
                                      { .hyp = BED_STR_INIT("您发烧多久了？") },
                                      { .hyp = BED_STR_INIT("") } };
    bed_measured *const   rows    = measure_texts("self_bleu", "", items, 3, 1);
    double                mean;

    (void)unused;
    assert_int_equal(mean_of(rows, (const double[]){ 0.75, 2, 0 }, &mean), BED_OK);
    assert_true(fabs(mean - (0.75 * cell(rows, 0) + 2 * cell(rows, 1)) / 2.75) < 1e-12);
    assert_true(cell(rows, 2) == 0);
    assert_int_equal(rows->n_notes, 1);
    assert_string_equal(rows->notes[0], "1 texts are empty: each counts as 0");
    bed_measured_destroy(rows);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    static made              m;
    const bed_metric_options o     = { .n_threads = 1 };
    const bed_items          items = { .items = m.items, .n = MOST_TEXTS, .n_systems = 1 };
    bool                     whole = false;

    (void)unused;
    make(&m, 3);
    for (uint64_t n = 1; n < 200 && !whole; n++) {
        bed_settings *s    = NULL;
        bed_measured *rows = NULL;
        bed_error     err  = { 0 };

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_self_bleu, &s, &err);
        if (st == BED_OK)
            st = bed_metric_measure(s, &items, &o, &rows, &err);
        whole = bed_alloc_fail_at(0) < n;
        assert_int_equal(st, whole ? BED_OK : BED_EMEMORY);
        bed_measured_destroy(rows);
        bed_settings_destroy(s);
    }
    assert_true(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_sacrebleu_and_nltk_text_by_text),
        cmocka_unit_test(is_sentence_bleu_against_all_others),
        cmocka_unit_test(is_held_against_one_sample_for_all_texts),
        cmocka_unit_test(holds_each_system_against_itself),
        cmocka_unit_test(has_no_value_for_a_single_text),
        cmocka_unit_test(weighs_texts_and_notes_empty_ones),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
