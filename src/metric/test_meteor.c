/* METEOR against NLTK, and by hand. */
#include "metric/metric.h"

#include "base/test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 64, MOST_REFS = 4, VALUES = 5 };

static bed_status measure(const char *set, const bed_item *all, size_t n, size_t n_threads,
                          bed_measured **out, bed_error *err)
{
    const bed_metric_options o = { .n_threads = n_threads };
    bed_settings            *s = NULL;

    *out = NULL;
    assert_int_equal(bed_settings_create(&bed_metric_meteor, &s, err), BED_OK);
    assert_int_equal(bed_settings_set(s, bed_str_of(set), err), BED_OK);
    const bed_status st =
        bed_metric_measure(s, &(bed_items){ .items = all, .n = n, .n_systems = 1 }, &o, out, err);

    bed_settings_destroy(s);
    return st;
}

static bed_measured *measured(const char *set, const bed_item *all, size_t n)
{
    bed_measured *rows;
    bed_error     err = { 0 };

    if (measure(set, all, n, 1, &rows, &err) != BED_OK)
        fail_msg("%s: %s", set, err.text);
    return rows;
}

/* The cells of one text and one reference. */
static void cells_of(const char *set, const char *hyp, const char *ref, double *cells)
{
    const bed_str  text = bed_str_of(ref);
    const bed_item item = { .hyp = bed_str_of(hyp), .refs = &text, .n_refs = 1 };
    bed_measured  *rows = measured(set, &item, 1);

    memcpy(cells, bed_measured_row(rows, 0), VALUES * sizeof *cells);
    bed_measured_destroy(rows);
}

static void near(double a, double b)
{
    if (!(fabs(a - b) < 1e-15))
        fail_msg("%.17g, expected %.17g", a, b);
}

/* ---- the fixture ----------------------------------------------------------------------------- */

typedef struct texts {
    json_t  *owners[MOST];
    bed_str  refs[MOST][MOST_REFS];
    bed_item items[MOST];
    size_t   n;
} texts;

static bed_str string_of(const json_t *s)
{
    return (bed_str){ json_string_value(s), json_string_length(s) };
}

static void read_texts(texts *t)
{
    bed_buffer file = BED_BUFFER(1 << 20);
    bed_str    rest;

    assert_int_equal(bed_file_read("src/metric/fixtures/meteor_texts.jsonl", &file, NULL), BED_OK);
    rest = bed_buffer_str(&file);
    for (t->n = 0; rest.len > 0; t->n++) {
        const bed_str line = bed_take_line(&rest);
        json_t *const row  = json_loadb(line.ptr, line.len, 0, NULL);
        json_t *const refs = json_object_get(row, "refs");
        const size_t  n    = json_array_size(refs);

        assert_true(n > 0 && n <= MOST_REFS && t->n < MOST);
        for (size_t k = 0; k < n; k++)
            t->refs[t->n][k] = string_of(json_array_get(refs, k));
        t->owners[t->n] = row;
        t->items[t->n]  = (bed_item){ .hyp    = string_of(json_object_get(row, "hyp")),
                                      .refs   = t->refs[t->n],
                                      .n_refs = n };
    }
    bed_buffer_deinit(&file);
}

/* "tok=space;stem=no;..." */
static void settings_of(json_t *row, char *out, size_t out_bytes)
{
    json_t *const set = json_object_get(row, "set");
    const char   *name;
    json_t       *value;
    int at = snprintf(out, out_bytes, "tok=%s", json_string_value(json_object_get(row, "tok")));

    json_object_foreach(set, name, value)
    {
        if (strcmp(name, "synonyms") == 0)
            at += snprintf(out + at, out_bytes - (size_t)at,
                           ";synonyms=src/metric/fixtures/meteor_synonyms.txt");
        else if (json_is_real(value))
            at +=
                snprintf(out + at, out_bytes - (size_t)at, ";%s=%g", name, json_real_value(value));
        else
            at += snprintf(out + at, out_bytes - (size_t)at, ";%s=%s", name,
                           json_is_true(value) ? "yes" : "no");
    }
}

static void agrees_with_nltk(void **unused)
{
    texts     *t    = bed_alloc(1, sizeof *t);
    bed_buffer file = BED_BUFFER(1 << 20);
    bed_str    rest;
    size_t     n = 0;

    (void)unused;
    read_texts(t);
    assert_int_equal(bed_file_read("src/metric/fixtures/meteor.jsonl", &file, NULL), BED_OK);
    rest = bed_buffer_str(&file);
    (void)bed_take_line(&rest);
    while (rest.len > 0) {
        const bed_str line   = bed_take_line(&rest);
        json_t *const row    = json_loadb(line.ptr, line.len, 0, NULL);
        json_t *const scores = json_object_get(row, "scores");
        char          set[256];

        assert_int_equal(json_array_size(scores), t->n);
        settings_of(row, set, sizeof set);
        bed_measured *const rows = measured(set, t->items, t->n);
        for (size_t i = 0; i < t->n; i++, n++) {
            const double ours   = bed_measured_row(rows, i)[0];
            const double theirs = json_number_value(json_array_get(scores, i));

            if (!(fabs(ours - theirs) < 1e-12))
                fail_msg("item %zu, %s: %.17g, nltk %.17g", i, set, ours, theirs);
        }
        bed_measured_destroy(rows);
        json_decref(row);
    }
    assert_true(n >= 400);
    for (size_t i = 0; i < t->n; i++)
        json_decref(t->owners[i]);
    bed_buffer_deinit(&file);
    bed_free(t);
}

/* ---- by hand --------------------------------------------------------------------------------- */

static void lays_words_on_words_by_hand(void **unused)
{
    static const struct {
        const char *set, *hyp, *ref;
        double      matches, hyp_words, ref_words, chunks;
    } cases[] = {
        { "", "drink plenty of water", "drink plenty of water", 4, 4, 4, 1 },
        { "", "Drink plenty, of water!", "drink PLENTY of water", 4, 4, 4, 1 },
        { "tok=space", "drink plenty, of water", "drink plenty of water", 3, 4, 4, 2 },
        { "", "water of plenty", "plenty of water", 3, 3, 3, 3 },
        { "", "coughs at night", "he coughed nightly", 1, 3, 3, 1 },
        { "stem=no", "coughs at night", "he coughed at night", 2, 3, 4, 1 },
        { "lower=no;stem=no", "Rest now", "rest now", 1, 2, 2, 1 },
        { "", "多喝水", "多喝水", 3, 3, 3, 1 },
        { "", "多喝水，多休息", "多休息", 3, 6, 3, 1 },
        { "tok=word", "注意休息", "休息", 1, 2, 1, 1 },
        { "tok=char", "复查 CT。", "CT 复查。", 5, 5, 5, 3 },
        { "tok=char", "\xff\xe4 b", "\xfe b", 2, 3, 2, 1 },
        /* the last "the" takes the last place, the first the one before: three chunks, not two */
        { "", "the cat the", "the cat sat the the", 3, 3, 5, 3 },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double p = cases[i].matches / cases[i].hyp_words;
        const double r = cases[i].matches / cases[i].ref_words;
        const double f = p * r / (0.9 * p + 0.1 * r);
        const double q = 0.5 * pow(cases[i].chunks / cases[i].matches, 3);
        double       cells[VALUES];

        cells_of(cases[i].set, cases[i].hyp, cases[i].ref, cells);
        near(cells[1], p);
        near(cells[2], r);
        near(cells[3], f);
        near(cells[4], q);
        near(cells[0], f * (1 - q));
    }
}

static void gives_nought_without_a_match(void **unused)
{
    double cells[VALUES];

    (void)unused;
    cells_of("", "one", "two", cells);
    assert_true(cells[0] == 0 && cells[1] == 0 && cells[3] == 0 && isnan(cells[4]));
    cells_of("", "", "two", cells);
    assert_true(cells[0] == 0);
    cells_of("", "", "", cells);
    assert_true(cells[0] == 0);
}

static void takes_the_best_reference_and_weighs_items(void **unused)
{
    const bed_str       refs[]    = { BED_STR("no match"), BED_STR("a b c d"), BED_STR("a b") };
    const bed_item      all[]     = { { .hyp = BED_STR("a b c d"), .refs = refs, .n_refs = 3 },
                                      { .hyp = BED_STR("z"), .refs = refs, .n_refs = 1 },
                                      { .hyp = BED_STR("a"), .refs = refs + 2, .n_refs = 1 } };
    const uint32_t      numbers[] = { 0, 1, 2 };
    const double        weights[] = { 0.5, 1.25, 0 };
    double              values[VALUES];
    bed_measured *const rows = measured("", all, 3);

    (void)unused;
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 3 }, values, NULL), BED_OK);
    near(values[0], 0.5 * (1 - 0.5 / 64) / 1.75);
    near(values[2], 0.5 / 1.75);
    near(values[4], 0.5 / 64);
    assert_int_equal(
        bed_measured_score(rows, &(bed_selection){ numbers, weights, 0 }, values, NULL),
        BED_UNDEFINED);
    bed_measured_destroy(rows);
}

static void signs_what_it_leaves_out_and_notes_other_languages(void **unused)
{
    const bed_str  ref = BED_STR("¿Desde cuándo le duele la cabeza, señora, y dónde le duele?");
    const bed_item item = { .hyp = ref, .refs = &ref, .n_refs = 1 };
    bed_buffer     text = BED_BUFFER(1000);
    bed_measured  *rows = measured("", &item, 1);

    (void)unused;
    assert_int_equal(bed_measured_sign(rows, &text, NULL), BED_OK);
    assert_string_equal(text.ptr, "meteor|nrefs:1|lang:es|tok:word|lc:yes|stem:yes|syn:none|"
                                  "alpha:0.9|beta:3|gamma:0.5|version:" BEDSIDE_VERSION);
    assert_int_equal(rows->n_notes, 1);
    assert_string_equal(rows->notes[0], "the stemmer is made for English, the texts are in 'es'; "
                                        "stem=no compares words as they stand");
    bed_measured_destroy(rows);
    rows = measured("stem=no;synonyms=src/metric/fixtures/meteor_synonyms.txt", &item, 1);
    bed_buffer_clear(&text);
    assert_int_equal(bed_measured_sign(rows, &text, NULL), BED_OK);
    assert_non_null(strstr(text.ptr, "|stem:no|syn:meteor_synonyms.txt#"));
    assert_int_equal(rows->n_notes, 0);
    bed_measured_destroy(rows);
    bed_buffer_deinit(&text);
}

static void refuses_lists_without_meaning(void **unused)
{
    static const struct {
        const char *list, *text;
        uint64_t    row;
    } cases[] = {
        { "fever, pyrexia\nheart attack, infarct\n",
          "synonym 'heart attack' is not one word as texts are cut", 2 },
        { "fever, pyrexia\n\n# a remark\nfevers, heat\n",
          "synonym 'fevers' stands in a line before", 4 },
        { "pain, ache\nsore, aching\n", "synonym 'aching' stands in a line before", 2 },
        { "pain, ...\n", "synonym '...' is not one word as texts are cut", 1 },
    };
    static const char path[] = "test_meteor_synonyms.txt";
    const bed_str     ref    = BED_STR("fever");
    const bed_item    item   = { .hyp = ref, .refs = &ref, .n_refs = 1 };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_measured *rows;
        bed_error     err = { 0 };
        char          set[128];

        assert_int_equal(bed_file_write(path, bed_str_of(cases[i].list), NULL), BED_OK);
        snprintf(set, sizeof set, "synonyms=%s", path);
        assert_int_equal(measure(set, &item, 1, 1, &rows, &err), BED_EARGUMENT);
        assert_string_equal(err.text, cases[i].text);
        assert_int_equal(err.row, cases[i].row);
        assert_string_equal(err.file, path);
    }
    bed_measured *rows;
    bed_error     err = { 0 };

    assert_int_equal(remove(path), 0);
    assert_int_equal(measure("synonyms=no/such/file", &item, 1, 1, &rows, &err), BED_EREAD);
}

/* 60,000 words whose order is turned around in blocks of four. */
static void aligns_very_long_texts(void **unused)
{
    enum { WORDS = 60000 };
    bed_buffer hyp = BED_BUFFER(1 << 24), ref = BED_BUFFER(1 << 24);
    double     cells[VALUES];

    (void)unused;
    for (size_t i = 0; i < WORDS; i++) {
        assert_int_equal(bed_buffer_printf(&ref, NULL, "w%zu ", i), BED_OK);
        assert_int_equal(
            bed_buffer_printf(&hyp, NULL, "w%zu ", (WORDS / 4 - 1 - i / 4) * 4 + i % 4), BED_OK);
    }
    cells_of("", hyp.ptr, ref.ptr, cells);
    near(cells[3], 1);
    near(cells[4], 0.5 * pow(0.25, 3));
    bed_buffer_deinit(&hyp);
    bed_buffer_deinit(&ref);
}

static void gives_the_same_rows_at_any_number_of_threads(void **unused)
{
    enum { N = 300 };
    static char     bytes[N][32];
    static bed_str  refs[N];
    static bed_item all[N];
    bed_measured   *one, *three;

    (void)unused;
    for (size_t i = 0; i < N; i++) {
        const int n = snprintf(bytes[i], sizeof bytes[i], "coughing %zu nights ago", i % 17);

        refs[i] = (bed_str){ bytes[i], (size_t)n };
        all[i]  = (bed_item){ .hyp = refs[i * 7 % (i + 1)], .refs = &refs[i], .n_refs = 1 };
    }
    assert_int_equal(measure("", all, N, 1, &one, NULL), BED_OK);
    assert_int_equal(measure("", all, N, 3, &three, NULL), BED_OK);
    assert_memory_equal(one->cells, three->cells, (size_t)N * VALUES * sizeof(double));
    bed_measured_destroy(one);
    bed_measured_destroy(three);
}

static void gives_back_memory_whichever_allocation_fails(void **unused)
{
    const bed_str  ref  = BED_STR("Hatte der ÄRZTE Fever coughing");
    const bed_item item = { .hyp = BED_STR("ärzte pyrexia COUGHS"), .refs = &ref, .n_refs = 1 };
    const bed_metric_options o     = { .n_threads = 1 };
    bool                     whole = false;

    (void)unused;
    for (uint64_t n = 1; n < 500 && !whole; n++) {
        bed_settings *s    = NULL;
        bed_measured *rows = NULL;

        bed_alloc_fail_at(n);
        bed_status st = bed_settings_create(&bed_metric_meteor, &s, NULL);
        if (st == BED_OK)
            st = bed_settings_set(s, BED_STR("synonyms=src/metric/fixtures/meteor_synonyms.txt"),
                                  NULL);
        if (st == BED_OK)
            st = bed_metric_measure(s, &(bed_items){ .items = &item, .n = 1, .n_systems = 1 }, &o,
                                    &rows, NULL);
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
        cmocka_unit_test(agrees_with_nltk),
        cmocka_unit_test(lays_words_on_words_by_hand),
        cmocka_unit_test(gives_nought_without_a_match),
        cmocka_unit_test(takes_the_best_reference_and_weighs_items),
        cmocka_unit_test(signs_what_it_leaves_out_and_notes_other_languages),
        cmocka_unit_test(refuses_lists_without_meaning),
        cmocka_unit_test(aligns_very_long_texts),
        cmocka_unit_test(gives_the_same_rows_at_any_number_of_threads),
        cmocka_unit_test(gives_back_memory_whichever_allocation_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
