/* Coherence of turns beside cosines of the embeddings themselves. */
#include "metric/metric.h"

#include "base/test.h"
#include "model/embedder.h"

#include <math.h>

#define TINY "src/model/fixtures/tiny_bert"

static const bed_str HISTORY[] = { BED_STR_INIT("i have had a cough since three days"),
                                   BED_STR_INIT("how long does it hurt?"),
                                   BED_STR_INIT("我晚上咳嗽 more than \xFF") };

static const bed_item ITEMS[] = {
    { .hyp = BED_STR_INIT("do you take any water at night"), .history = HISTORY, .n_history = 3 },
    { .hyp = BED_STR_INIT("how long does it hurt?"), .history = HISTORY, .n_history = 2 },
    { .hyp = BED_STR_INIT("what is it please"), .history = NULL, .n_history = 0 },
    { .hyp = BED_STR_INIT(""), .history = HISTORY, .n_history = 1 },
};

enum { N = 4, H = 32 };

static bed_status measure(const char *set, const bed_item *items, size_t n, size_t n_threads,
                          bed_measured **rows, bed_error *err)
{
    const bed_metric_options options  = { .n_threads = n_threads };
    const bed_items          all      = { .items = items, .n = n, .n_systems = 1 };
    bed_settings            *settings = NULL;

    *err = (bed_error){ 0 };
    assert_int_equal(bed_settings_create(&bed_metric_turn_coherence, &settings, err), BED_OK);
    assert_int_equal(bed_settings_set(settings, bed_str_of(set), err), BED_OK);
    const bed_status st = bed_metric_measure(settings, &all, &options, rows, err);
    bed_settings_destroy(settings);
    return st;
}

static void embed(const bed_embedder *e, bed_str text, float *out)
{
    bed_texts *set = NULL;
    size_t     number;

    assert_int_equal(bed_embedder_texts(e, &set, NULL), BED_OK);
    assert_int_equal(bed_texts_add(set, text, &number, NULL), BED_OK);
    assert_int_equal(bed_embedder_run(e, set, 1, NULL, out, NULL), BED_OK);
    bed_texts_destroy(set);
}

static double cosine(const float *a, const float *b)
{
    double ab = 0, aa = 0, bb = 0;

    for (size_t i = 0; i < H; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return ab / sqrt(aa * bb);
}

static void is_the_cosine_with_what_stood_before(void **unused)
{
    (void)unused;
    bed_embedder *e    = NULL;
    bed_measured *rows = NULL;
    bed_error     err;
    float         turn[H], before[3][H], mean[H];

    assert_int_equal(bed_embedder_load(TINY, BED_FLOAT32, &e, NULL), BED_OK);
    assert_int_equal(measure("model=" TINY ";precision=float32", ITEMS, N, 2, &rows, &err), BED_OK);
    for (size_t k = 0; k < 3; k++)
        embed(e, HISTORY[k], before[k]);
    for (size_t i = 0; i < N; i++) {
        const double *row = bed_measured_row(rows, i);
        const size_t  n   = ITEMS[i].n_history;

        if (n == 0) {
            assert_true(isnan(row[0]) && isnan(row[1]));
            continue;
        }
        embed(e, ITEMS[i].hyp, turn);
        for (size_t c = 0; c < H; c++) {
            mean[c] = 0;
            for (size_t k = 0; k < n; k++)
                mean[c] += before[k][c] / (float)n;
        }
        assert_true(fabs(row[0] - cosine(turn, before[n - 1])) < 1e-5);
        assert_true(fabs(row[1] - cosine(turn, mean)) < 1e-5);
    }
    assert_true(fabs(bed_measured_row(rows, 1)[0] - 1) < 1e-6); /* it repeats the turn before */
    assert_string_equal(rows->notes[0], "1 turns open their conversation and are not counted");

    const uint32_t      number[] = { 0, 1, 2 };
    const double        weight[] = { 1.5, 0.5, 7 };
    const bed_selection some     = { number, weight, 3 };
    double              values[2];
    assert_int_equal(bed_measured_score(rows, &some, values, &err), BED_OK);
    assert_true(
        fabs(values[0] - (1.5 * bed_measured_row(rows, 0)[0] + 0.5 * bed_measured_row(rows, 1)[0]) /
                             2) < 1e-12);
    bed_measured_destroy(rows);
    bed_embedder_destroy(e);
}

static void refuses_what_has_no_meaning(void **unused)
{
    (void)unused;
    bed_measured *rows = NULL;
    bed_error     err;
    double        values[2];

    assert_int_equal(measure("", ITEMS, N, 1, &rows, &err), BED_EARGUMENT);
    assert_string_equal(err.text,
                        "turn_coherence needs model=FOLDER, an encoder of the BERT family");
    assert_int_equal(measure("model=src/model", ITEMS, N, 1, &rows, &err), BED_EREAD);
    assert_int_equal(measure("model=" TINY, ITEMS + 2, 1, 1, &rows, &err), BED_OK);
    assert_int_equal(
        bed_measured_score(rows,
                           &(bed_selection){ (const uint32_t[]){ 0 }, (const double[]){ 1 }, 1 },
                           values, &err),
        BED_UNDEFINED); /* nothing but openings */
    bed_measured_destroy(rows);
    assert_int_equal(measure("model=" TINY, NULL, 0, 1, &rows, &err), BED_OK);
    bed_measured_destroy(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_cosine_with_what_stood_before),
        cmocka_unit_test(refuses_what_has_no_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
