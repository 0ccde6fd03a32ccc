/* BERTScore beside bert_score's figures; tiny_bert is always there, MiniLM where a folder is. */
#include "metric/bertscore_baseline.h"
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURES "src/metric/fixtures/"
#define TINY "src/model/fixtures/tiny_bert"

enum { FILE_MAX = 1 << 20, ITEMS_MAX = 64, REFS_MAX = 8 };

typedef struct texts {
    bed_buffer file;
    json_t    *lines[ITEMS_MAX];
    bed_item   all[ITEMS_MAX];   /* with every reference */
    bed_item   first[ITEMS_MAX]; /* with the first one */
    bed_str    refs[ITEMS_MAX][REFS_MAX];
    size_t     n;
} texts;

static bed_str view(const json_t *text)
{
    return (bed_str){ json_string_value(text), json_string_length(text) };
}

static void read_texts(texts *t)
{
    *t = (texts){ .file = BED_BUFFER(FILE_MAX) };
    assert_int_equal(bed_file_read(FIXTURES "bertscore_texts.jsonl", &t->file, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&t->file); rest.len > 0; t->n++) {
        const bed_str line  = bed_take_line(&rest);
        json_t       *entry = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, NULL);
        const json_t *refs  = json_object_get(entry, "refs");
        bed_item     *item  = &t->all[t->n];

        assert_non_null(entry);
        t->lines[t->n] = entry;
        *item = (bed_item){ .hyp = view(json_object_get(entry, "hyp")), .refs = t->refs[t->n] };
        item->n_refs = json_array_size(refs);
        for (size_t i = 0; i < item->n_refs; i++)
            t->refs[t->n][i] = view(json_array_get(refs, i));
        t->first[t->n]        = *item;
        t->first[t->n].n_refs = 1;
    }
}

static void release_texts(texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        json_decref(t->lines[i]);
    bed_buffer_deinit(&t->file);
}

static bed_measured *measure(const char *set, const bed_item *items, size_t n, size_t n_threads,
                             bed_status want, bed_error *err)
{
    const bed_metric_options options  = { .n_threads = n_threads };
    const bed_items          all      = { .items = items, .n = n, .n_systems = 1 };
    bed_settings            *settings = NULL;
    bed_measured            *rows     = NULL;
    char                     line[BED_ERROR_TEXT + BED_ERROR_FILE];

    *err = (bed_error){ 0 };
    assert_int_equal(bed_settings_create(&bed_metric_bertscore, &settings, err), BED_OK);
    assert_int_equal(bed_settings_set(settings, bed_str_of(set), err), BED_OK);
    const bed_status st = bed_metric_measure(settings, &all, &options, &rows, err);
    if (st != want)
        print_message("%s\n", bed_error_line(err, line, sizeof line));
    assert_int_equal(st, want);
    bed_settings_destroy(settings);
    return rows;
}

/* Cells are F1, precision, recall; the fixture has P, R, F. */
static void compare(const bed_measured *rows, const json_t *scores, const char *run)
{
    assert_int_equal(rows->n, json_array_size(scores));
    for (size_t i = 0; i < rows->n; i++) {
        const double *cell  = bed_measured_row(rows, i);
        const json_t *want  = json_array_get(scores, i);
        const double  got[] = { cell[1], cell[2], cell[0] };

        for (size_t k = 0; k < 3; k++)
            if (!(fabs(got[k] - json_number_value(json_array_get(want, k))) < 1e-4)) {
                print_message("%s: item %zu, value %zu: %.9g, expected %.9g\n", run, i + 1, k,
                              got[k], json_number_value(json_array_get(want, k)));
                fail();
            }
    }
}

static const char *minilm(void)
{
    const char *named = getenv("BEDSIDE_MINILM");

    return named != NULL ? named : "../shared/models/minilm";
}

/* All runs of the fixture that are of one model; gives how many there were. */
static size_t compare_runs(const char *model, const char *folder, const char *precision)
{
    bed_buffer file = BED_BUFFER(FILE_MAX);
    texts      t;
    size_t     n = 0;

    read_texts(&t);
    assert_int_equal(bed_file_read(FIXTURES "bertscore.jsonl", &file, NULL), BED_OK);
    for (bed_str rest = bed_buffer_str(&file); rest.len > 0;) {
        const bed_str line = bed_take_line(&rest);
        json_t       *run  = json_loadb(line.ptr, line.len, 0, NULL);
        const char   *of   = json_string_value(json_object_get(run, "model"));
        char          set[1024];
        bed_error     err;

        assert_non_null(run);
        if (of != NULL && strcmp(of, model) == 0) {
            (void)snprintf(
                set, sizeof set, "model=%s;precision=%s;layer=%d;idf=%s;baseline=%s", folder,
                precision, (int)json_integer_value(json_object_get(run, "layer")),
                json_is_true(json_object_get(run, "idf")) ? "yes" : "no",
                json_is_true(json_object_get(run, "baseline")) ? FIXTURES "bertscore_baseline.tsv"
                                                               : "no");
            const bool    first = json_integer_value(json_object_get(run, "refs")) == 1;
            bed_measured *rows =
                measure(set, first ? t.first : t.all, t.n, 1 + n % 3, BED_OK, &err);
            compare(rows, json_object_get(run, "scores"), set);
            bed_measured_destroy(rows);
            n++;
        }
        json_decref(run);
    }
    bed_buffer_deinit(&file);
    release_texts(&t);
    return n;
}

static void gives_the_figures_of_bert_score_on_a_small_model(void **unused)
{
    (void)unused;
    assert_int_equal(compare_runs("tiny_bert", TINY, "float32"), 4);
    assert_int_equal(compare_runs("tiny_bert", TINY, "best"), 4);
}

static void gives_the_figures_of_bert_score_on_minilm(void **unused)
{
    (void)unused;
    if (!bed_path_is_dir(minilm())) {
        print_message("skipped: no model at '%s' (BEDSIDE_MINILM names another place)\n", minilm());
        skip();
    }
    assert_int_equal(compare_runs("minilm", minilm(), "float32"), 10);
    assert_int_equal(compare_runs("minilm", minilm(), "best"), 10);
}

/* ---- matching ---- */

static void matches_each_token_with_its_nearest(void **unused)
{
    (void)unused;
    /* unit vectors at angles of 0, 90 and 60 degrees against 30 and 180 degrees */
    const float hyp[]   = { 1, 0, 0, 1, 0.5F, 0.8660254F };
    const float ref[]   = { 0.8660254F, 0.5F, -1, 0 };
    const float w_hyp[] = { 0, 1.5F, 0.5F }, w_ref[] = { 2.25F, 0.75F }, none[] = { 0, 0, 0 };
    float       work[256];

    assert_true(bed_bertscore_work(3, 2, 2) <= 256);
    const bed_bertscore x = bed_bertscore_match(hyp, w_hyp, 3, ref, w_ref, 2, 2, work);
    /* the first hypothesis token weighs nothing, and yet is what no reference token misses */
    const double p = (1.5 * 0.5 + 0.5 * 0.8660254) / 2, r = (2.25 * 0.8660254 + 0.75 * 0) / 3;
    assert_true(fabs(x.p - p) < 1e-6);
    assert_true(fabs(x.r - r) < 1e-6);
    assert_true(fabs(x.f - 2 * p * r / (p + r)) < 1e-6);
    const bed_bertscore y = bed_bertscore_match(hyp, none, 3, ref, w_ref, 2, 2, work);
    assert_true(isnan(y.p) && fabs(y.r - r) < 1e-6 && y.f == 0);
}

/* A run over pairs of the fixture's texts with little memory gives what one with much gives. */
static void gives_the_same_bytes_in_windows_and_on_threads(void **unused)
{
    (void)unused;
    enum { PAIRS = 200 };
    bed_tokenizer    *tokenizer = NULL;
    bed_encoder      *encoder   = NULL;
    bed_texts        *set       = NULL;
    bed_token_weights weights   = { 0 };
    bed_text_pair     pairs[PAIRS];
    bed_bertscore     once[PAIRS], again[PAIRS];
    texts             t;
    size_t            n = 0;

    read_texts(&t);
    assert_int_equal(bed_tokenizer_load(TINY, NULL, &tokenizer, NULL), BED_OK);
    assert_int_equal(bed_encoder_load(TINY, NULL, &encoder, NULL), BED_OK);
    assert_int_equal(bed_texts_create(tokenizer, 48, &set, NULL), BED_OK);
    for (size_t i = 0; i < t.n; i++)
        assert_int_equal(bed_texts_add(set, t.all[i].hyp, &n, NULL), BED_OK);
    n = bed_texts_ids(set).n;
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i] = (bed_text_pair){ i * i % n, (7 * i + 3) % n };
    assert_int_equal(bed_token_weights_even(tokenizer, &weights, NULL), BED_OK);
    bed_bertscore_run run = { encoder, set, &weights, 2, 1, 0, NULL };
    assert_int_equal(bed_bertscore_pairs(&run, pairs, PAIRS, once, NULL), BED_OK);
    for (run.n_threads = 2; run.n_threads < 5; run.n_threads++) {
        memset(again, 0, sizeof again);
        assert_int_equal(bed_bertscore_pairs(&run, pairs, PAIRS, again, NULL), BED_OK);
        assert_memory_equal(once, again, sizeof once);
    }
    for (run.window_bytes = 1; run.window_bytes < 1 << 20; run.window_bytes *= 32) {
        assert_int_equal(bed_bertscore_pairs(&run, pairs, PAIRS, again, NULL), BED_OK);
        for (size_t i = 0; i < PAIRS; i++) /* other batches: other last bits */
            assert_true(fabs(once[i].f - again[i].f) < 1e-6);
    }
    bed_free(weights.weights);
    bed_texts_destroy(set);
    bed_encoder_destroy(encoder);
    bed_tokenizer_destroy(tokenizer);
    release_texts(&t);
}

/* ---- the metric ---- */

static const bed_str SAME[]  = { BED_STR_INIT("i have had a cough since three days") };
static const bed_str OTHER[] = { BED_STR_INIT("take the water at night"),
                                 BED_STR_INIT("我咳嗽了几天") };

static void identical_texts_score_one(void **unused)
{
    (void)unused;
    const bed_item      items[] = { { .hyp = SAME[0], .refs = SAME, .n_refs = 1 },
                                    { .hyp = OTHER[1], .refs = OTHER, .n_refs = 2 },
                                    { .hyp = OTHER[0], .refs = SAME, .n_refs = 1 } };
    bed_error           err;
    bed_measured       *rows = measure("model=" TINY, items, 3, 2, BED_OK, &err);
    double              values[3];
    const uint32_t      number[] = { 0, 1 };
    const double        weight[] = { 1.5, 2.5 };
    const bed_selection both     = { number, weight, 2 };

    assert_true(fabs(bed_measured_row(rows, 0)[0] - 1) < 1e-6);
    assert_true(fabs(bed_measured_row(rows, 1)[0] - 1) < 1e-6);
    assert_true(bed_measured_row(rows, 2)[0] < 0.95);
    assert_int_equal(bed_measured_score(rows, &both, values, &err), BED_OK);
    assert_true(fabs(values[0] - 1) < 1e-6);
    bed_measured_destroy(rows);
}

/* Asks for an end from the k-th time on that it is asked. */
typedef struct patience {
    atomic_size_t asked;
    size_t        most;
} patience;

static bool stop(void *context)
{
    patience *const p = context;

    return atomic_fetch_add(&p->asked, 1) + 1 >= p->most;
}

static void ends_when_it_is_asked_to(void **unused)
{
    (void)unused;
    static const char *const metrics[] = { "bertscore", "turn_coherence" };
    const bed_item           items[]   = {
                    { .hyp = SAME[0], .refs = OTHER, .n_refs = 2, .history = OTHER, .n_history = 2 },
                    { .hyp = OTHER[0], .refs = SAME, .n_refs = 1, .history = SAME, .n_history = 1 }
    };
    const bed_items all = { .items = items, .n = 2, .n_systems = 1 };

    for (size_t k = 0; k < 2; k++)
        for (size_t n_threads = 1; n_threads <= 2; n_threads++) {
            patience                 p        = { .most = 3 };
            const bed_talk           talk     = { .stop = stop, .context = &p };
            const bed_metric_options options  = { .n_threads = n_threads, .talk = &talk };
            bed_settings            *settings = NULL;
            bed_measured            *rows     = NULL;
            bed_error                err      = { 0 };
            const bed_metric *const  m        = bed_metric_find(bed_str_of(metrics[k]));

            assert_int_equal(bed_settings_create(m, &settings, &err), BED_OK);
            assert_int_equal(bed_settings_set(settings, BED_STR("model=" TINY), &err), BED_OK);
            assert_int_equal(bed_metric_measure(settings, &all, &options, &rows, &err),
                             BED_EINTERRUPTED);
            assert_null(rows);
            p.most = SIZE_MAX;
            assert_int_equal(bed_metric_measure(settings, &all, &options, &rows, &err), BED_OK);
            assert_null(rows->talk);
            bed_measured_destroy(rows);
            bed_settings_destroy(settings);
        }
}

static void signs_with_the_weights_and_the_layer(void **unused)
{
    (void)unused;
    const bed_item items[] = { { .hyp = SAME[0], .refs = OTHER, .n_refs = 2 } };
    bed_buffer     sign    = BED_BUFFER(1 << 12);
    bed_error      err;
    bed_measured  *rows =
        measure("model=" TINY "/;precision=float32;baseline=measure", items, 1, 1, BED_OK, &err);

    assert_int_equal(bed_measured_sign(rows, &sign, NULL), BED_OK);
    const char *text = bed_buffer_str(&sign).ptr;
    assert_non_null(strstr(text, "|model:"));
    assert_non_null(strstr(text, "@"));
    assert_non_null(strstr(text, "|layer:2|idf:no|rescaled:measured-12345|precision:float32|"));
    assert_true(rows->n_notes >= 2);
    assert_non_null(strstr(rows->notes[0], "layer 2, the last: no better one is known for"));
    assert_non_null(strstr(rows->notes[1], "the means of 1000 random pairs of the references"));
    bed_buffer_deinit(&sign);
    bed_measured_destroy(rows);
}

static void reports_what_was_cut(void **unused)
{
    (void)unused;
    bed_buffer file = BED_BUFFER(1 << 12);
    bed_error  err;

    for (size_t i = 0; i < 60; i++)
        assert_int_equal(bed_buffer_add(&file, BED_STR("cough "), NULL), BED_OK);
    const bed_str  refs[] = { bed_buffer_str(&file) };
    const bed_item item   = { .hyp = SAME[0], .refs = refs, .n_refs = 1 };
    bed_measured  *rows   = measure("model=" TINY, &item, 1, 1, BED_OK, &err);

    assert_string_equal(rows->notes[rows->n_notes - 1],
                        "1 of 2 different texts were cut at 48 tokens; 14 tokens were not seen");
    bed_measured_destroy(rows);
    bed_buffer_deinit(&file);
}

static void says_when_idf_leaves_nothing(void **unused)
{
    (void)unused;
    const bed_item item = { .hyp = SAME[0], .refs = SAME, .n_refs = 1 };
    bed_error      err;
    bed_measured  *rows = measure("model=" TINY ";idf=yes", &item, 1, 1, BED_OK, &err);

    assert_true(bed_measured_row(rows, 0)[0] == 0);
    assert_true(isnan(bed_measured_row(rows, 0)[1]) && isnan(bed_measured_row(rows, 0)[2]));
    assert_non_null(strstr(rows->notes[rows->n_notes - 1], "1 items have a text whose tokens"));
    bed_measured_destroy(rows);
    bed_measured_destroy(measure("model=" TINY ";idf=yes", NULL, 0, 2, BED_OK, &err)); /* none */
}

static void refuses_settings_that_do_not_hold(void **unused)
{
    (void)unused;
    static const struct {
        const char *set;
        bed_status  status;
        const char *text;
    } cases[] = {
        { "layer=1", BED_EARGUMENT, "bertscore needs model=FOLDER, an encoder of the BERT family" },
        { "model=src/model/fixtures", BED_EREAD, NULL },
        { "model=" TINY ";layer=3", BED_EARGUMENT, "layer=3: the model '" },
        { "model=" TINY ";baseline=no_such_file", BED_EREAD, NULL },
        { "model=" TINY ";baseline=" FIXTURES "bertscore_texts.jsonl", BED_EFORMAT,
          "expected the line 'LAYER,P,R,F'" },
        { "model=" TINY ";baseline=measure", BED_EARGUMENT,
          "a baseline is measured from at least 2 different references" },
    };
    const bed_item item = { .hyp = OTHER[0], .refs = SAME, .n_refs = 1 };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err;

        assert_null(measure(cases[i].set, &item, 1, 1, cases[i].status, &err));
        if (cases[i].text != NULL)
            assert_non_null(strstr(err.text, cases[i].text));
    }
}

static void refuses_baselines_that_do_not_hold(void **unused)
{
    (void)unused;
    static const struct {
        const char *table;
        uint64_t    row;
        const char *text;
    } cases[] = {
        { "", 1, "expected the line 'LAYER,P,R,F'" },
        { "LAYER,P,R\n", 1, "expected the line 'LAYER,P,R,F'" },
        { "LAYER,P,R,F\n0,0.1,0.2\n", 2, "expected four numbers" },
        { "LAYER,P,R,F\n0,0.1,0.2,x\n", 2, "expected four numbers" },
        { "LAYER,P,R,F\n0,0.1,0.2,0.3,0.4\n", 2, "expected four numbers" },
        { "LAYER,P,R,F\n0,0.1,0.2,nan\n", 2, "expected four numbers" },
        { "LAYER,P,R,F\n\n2,0.1,1,0.3\n", 3, "a baseline lies below 1" },
        { "LAYER,P,R,F\n0,0.1,0.2,0.3\n", 0, "has no row of layer 2" },
    };
    char          path[] = "/tmp/bedside-baseline-XXXXXX";
    const int     fd     = mkstemp(path);
    bed_bertscore out;

    assert_true(fd >= 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        assert_int_equal(bed_file_write(path, bed_str_of(cases[i].table), NULL), BED_OK);
        assert_int_equal(bed_bertscore_baseline_read(path, 2, &out, &err), BED_EFORMAT);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.row, cases[i].row);
        assert_string_equal(err.file, path);
    }
    assert_int_equal(bed_bertscore_baseline_read(FIXTURES "bertscore_baseline.tsv", 4, &out, NULL),
                     BED_OK);
    const bed_bertscore x = bed_bertscore_rescale((bed_bertscore){ 0.5, 0.75, 1 }, out);
    assert_true(fabs(x.p - (0.5 - 0.30127) / (1 - 0.30127)) < 1e-15 && x.f == 1);
    (void)remove(path);
}

static void every_allocation_may_fail(void **unused)
{
    (void)unused;
    const bed_items all = {
        .items     = (const bed_item[]){ { .hyp = SAME[0], .refs = OTHER, .n_refs = 2 } },
        .n         = 1,
        .n_systems = 1,
        .language  = BED_STR("en")
    };
    bed_settings *settings = NULL;
    uint64_t      n        = 1;

    assert_int_equal(bed_settings_create(&bed_metric_bertscore, &settings, NULL), BED_OK);
    assert_int_equal(bed_settings_set(settings, BED_STR("model=" TINY ";idf=yes"), NULL), BED_OK);
    for (uint64_t i = 0; i <= n; i++) {
        const bed_metric_options options = { .n_threads = 1 };
        bed_measured            *rows    = NULL;

        (void)bed_alloc_fail_at(i);
        const bed_status st = bed_metric_measure(settings, &all, &options, &rows, NULL);
        bed_measured_destroy(rows);
        if (i == 0)
            n = bed_alloc_fail_at(0);
        assert_int_equal(st, i == 0 ? BED_OK : BED_EMEMORY);
    }
    (void)bed_alloc_fail_at(0);
    assert_true(n > 80);
    bed_settings_destroy(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_figures_of_bert_score_on_a_small_model),
        cmocka_unit_test(gives_the_figures_of_bert_score_on_minilm),
        cmocka_unit_test(matches_each_token_with_its_nearest),
        cmocka_unit_test(gives_the_same_bytes_in_windows_and_on_threads),
        cmocka_unit_test(identical_texts_score_one),
        cmocka_unit_test(ends_when_it_is_asked_to),
        cmocka_unit_test(signs_with_the_weights_and_the_layer),
        cmocka_unit_test(reports_what_was_cut),
        cmocka_unit_test(says_when_idf_leaves_nothing),
        cmocka_unit_test(refuses_settings_that_do_not_hold),
        cmocka_unit_test(refuses_baselines_that_do_not_hold),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
